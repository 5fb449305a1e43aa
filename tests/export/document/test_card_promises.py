"""What a card says of unfamiliar images: nothing where no others were shown, else every set with its number."""

from __future__ import annotations

import msgspec

from desktop.contract import Covered, Figure, Flagged
from export.document.card_promises import distances, flagged, sets
from tests.promising_model import promising_info
from tests.tiny_model import tiny_info


def test_every_set_stands_with_its_images_and_interval() -> None:
    info = tiny_info()
    shown = msgspec.structs.replace(
        info.unfamiliarity,
        negatives={"close-ups": Flagged(214, Figure(0.88, 0.83, 0.92))},
        held_out={"HAM10000": Flagged(1503, Figure(0.005, 0.002, 0.01))},
    )
    told = flagged(msgspec.structs.replace(info, unfamiliarity=shown))
    assert "| close-ups (another kind) | 214 | 0.880 [0.830, 0.920] |" in told
    assert "| HAM10000 (validation, set there) | 1,503 | 0.005 [0.002, 0.010] |" in told


def test_a_network_that_was_shown_no_others_says_nothing_of_them() -> None:
    assert flagged(tiny_info()) == ""
    assert distances(tiny_info()) == ""
    assert "| far | 400 |" in distances(promising_info())


def test_sets_are_told_by_source_with_numbers_and_what_falls_short_in_words() -> None:
    info = promising_info()
    assert "source" not in sets(info)
    covered = {
        "clinic | b": {"green": Covered(310, 290, Figure(0.81, 0.76, 0.85)), "all": Covered(330, 301, Figure(0.9))}
    }
    first, second = info.sets
    told = sets(msgspec.structs.replace(info, sets=(msgspec.structs.replace(first, by_source=covered), second)))
    assert "| source | class | images | lesions | covered at 90% |" in told
    assert "| clinic \\| b | green | 310 | 290 | 0.810 [0.760, 0.850] |" in told
    assert "| clinic \\| b | all | 330 | 301 | 0.900 |" in told
    assert "* On the held-out images of clinic \\| b by themselves the sets at 90 % held the right diagnosis in" in told
    assert "less often than promised for Green spot: 0.810 (0.760-0.850) of 310 images" in told
    assert "not measured there for Red spot, Blue spot." in told
