"""What a card says of unfamiliar images: nothing where no others were shown, else every set with its number."""

from __future__ import annotations

import msgspec

from desktop.contract import Figure, Flagged
from export.document.card_promises import distances, flagged
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
