"""A folder of one training source alone: familiar, and told by the figures of that source; a stranger is warned of."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import numpy as np
import pytest

from desktop.contract import Covered, DataInfo, Figure, ModelInfo, Reference, UnfamiliaritySample
from desktop.evaluation.shift import FolderTest, folder_shift
from desktop.evaluation.shift_words import beside_figures, shift_in_words
from tests.promising_model import both_sources, evenly, of_two_sources, promising_info

Draw = Callable[[int, np.random.Generator], np.ndarray]
RUNS = 400
DRAWS: dict[str, Draw] = {
    "near": lambda n, rng: rng.gamma(16.0, 0.025, n),
    "far": lambda n, rng: rng.gamma(16.0, 0.031, n),
}
SIZES = {"near": 1500, "far": 300}


def mixed(n: int, rng: np.random.Generator, share: float) -> np.ndarray:
    """Images of both sources, that share of them from `far`."""
    return np.where(rng.random(n) < share, DRAWS["far"](n, rng), DRAWS["near"](n, rng))


def sample_of(values: np.ndarray) -> UnfamiliaritySample:
    return UnfamiliaritySample(len(values), tuple(np.quantile(values, np.linspace(0, 1, 101)).tolist()))


def trained_on_both(rng: np.random.Generator) -> ModelInfo:
    """A document with held-out images of two sources, drawn anew."""
    found = {name: draw(SIZES[name], rng) for name, draw in DRAWS.items()}
    held_out = sample_of(np.concatenate([*found.values()]))
    reference = Reference(held_out, {name: sample_of(values) for name, values in found.items()})
    return promising_info(reference=reference, elsewhere={}, data=DataInfo("", "", 100, 100, ""))


def warned(draw: Draw, seed: int) -> tuple[float, float]:
    """Of growing folders of 20 to 600 images the share ever warned of, and warned of at the end."""
    rng, ever, end = np.random.default_rng(seed), 0, 0
    for _ in range(RUNS):
        watched, alarms = FolderTest(trained_on_both(rng)), []
        for value in draw(int(rng.integers(20, 600)), rng):
            watched.add(float(value))
            if watched.is_look:
                alarms.append(watched.shift().shifted)
        end += watched.shift().shifted
        ever += any([*alarms, watched.shift().shifted])
    return ever / RUNS, end / RUNS


@pytest.mark.parametrize("share", [0.0, 0.17, 0.5, 1.0])
def test_folders_of_either_source_and_of_both_are_ever_warned_of_in_at_most_one_of_twenty_runs(share):
    ever, _ = warned(lambda n, rng: mixed(n, rng, share), seed=int(100 * share))
    assert ever <= 0.05


@pytest.mark.parametrize(
    ("stranger", "at_least"),
    [
        pytest.param(lambda n, rng: rng.gamma(16.0, 0.045, n), 0.97, id="further than the furthest source"),
        pytest.param(lambda n, rng: 1.3 * DRAWS["far"](n, rng), 0.97, id="the furthest source with other colours"),
        pytest.param(lambda n, rng: np.where(rng.random(n) < 0.5, 1.2, 0.4), 0.97, id="half of another kind"),
    ],
)
def test_strangers_are_warned_of_for_all_the_sources_that_might_vouch(stranger, at_least):
    _, end = warned(stranger, seed=5)
    assert end >= at_least


def test_a_folder_of_the_further_source_is_no_warning_and_is_told_by_that_sources_figures():
    info = of_two_sources()
    shift = folder_shift(np.linspace(0.3, 0.5, 200), info)
    assert (shift.shifted, shift.further, shift.sources) == (False, True, ("far",))
    kept = {"n": 200, "statistic": shift.statistic, "p": shift.p, "shifted": False}
    assert shift.record() == kept | {"sources": ["far"]}
    assert shift.p > 0.05  # the numbers told are those of the source that vouches
    words = "\n".join(shift_in_words(shift, info))
    assert "WARNING" not in words
    assert "than the held-out ones of all sources together, and no further than those of far" in words
    assert "the model card's figures by source are those to go by; far: Red spot AUC 0.810 (0.740-0.870)" in words
    assert "of far alone the right one may be missing more often than told, and how often, the model file does" in words


OF_ALL = (
    "what is told of the operating point (sensitivity, specificity, PPV, NPV, referrals), and of how right the rest is "
    "when the least sure answers are handed over, was measured on all sources together"
)


def test_a_folder_of_one_source_is_told_what_the_operating_point_gave_there():
    info = of_two_sources()
    first, second = (point.name for point in info.operating_points[:2])
    own = {
        f"{first}/sensitivity": Figure(0.97, 0.9, 0.99),
        f"{first}/specificity": Figure(0.3, 0.25, 0.36),
        f"{second}/sensitivity": Figure(0.9, 0.8, 0.95),
    }
    info = msgspec.structs.replace(info, metrics={"source/far": own})
    shift = folder_shift(np.linspace(0.3, 0.5, 200), info)
    of_first = f"{OF_ALL}; {first} had on far alone sensitivity 0.970 (0.900-0.990), specificity 0.300 (0.250-0.360)"
    assert of_first in shift_in_words(shift, info)
    assert OF_ALL in shift_in_words(shift, info, point=info.operating_points[1])  # of which one figure is missing


def test_beside_figures_stands_whether_they_are_those_of_the_folder():
    info = of_two_sources()
    like, of_one, strange = (folder_shift(np.linspace(low, low + 0.2, 200), info) for low in (0.2, 0.3, 0.6))
    assert beside_figures(like) == beside_figures(None) == ""
    assert beside_figures(of_one) == "measured on all sources together, not on the one that this folder is like"
    assert beside_figures(of_one, short=True) == "of all sources together"
    assert beside_figures(strange) == "measured on other images than these, on which it does not hold"


def with_coverage(**of_far: Covered) -> ModelInfo:
    """`of_two_sources`, whose sets were measured on each: at 90 % on `far` as said, at 95 % far too seldom."""
    info = of_two_sources()
    seldom = {"far": {"red": Covered(40, 40, Figure(0.5, 0.35, 0.65))}}
    first, second = info.sets
    sets = (
        msgspec.structs.replace(first, by_source={"far": of_far, "near": {"red": Covered(9, 9, Figure(0.9, 0.6, 1))}}),
        msgspec.structs.replace(second, by_source=seldom),
    )
    return msgspec.structs.replace(info, sets=sets)


COVERAGE = {
    "red": Covered(47, 45, Figure(0.85, 0.72, 0.93)),
    "green": Covered(310, 290, Figure(0.81, 0.76, 0.85)),
    "all": Covered(1, 1, Figure(0.86, 0.81, 0.9)),
}


def test_sets_that_keep_less_on_a_source_than_promised_are_told_to_its_folder_in_words():
    info = with_coverage(**COVERAGE)
    shift = folder_shift(np.linspace(0.3, 0.5, 200), info)
    last = shift_in_words(shift, info)[-1]
    assert last == (
        "on the held-out images of far by themselves the sets at 90 % held the right diagnosis in 0.860 (0.810-0.900) "
        "of 1 image; less often than promised for Green spot: 0.810 (0.760-0.850) of 310 images; perhaps less often "
        "for Red spot: 0.850 (0.720-0.930) of 47 images, of which there were too few to tell; not measured there for "
        "Blue spot"
    )
    asked = shift_in_words(shift, info, sets=info.sets[1])[-1]  # by `--sets 0.95`, of which no figure of all is told
    assert asked.startswith(
        "on the held-out images of far by themselves, by sets at 95 %; less often than promised for"
    )
    assert "less often than promised for Red spot: 0.500 (0.350-0.650) of 40 images" in asked


def test_sets_that_keep_what_they_promise_on_a_source_are_told_with_their_figure_alone():
    kept = dict.fromkeys(("red", "green", "blue", "all"), Covered(99, 99, Figure(0.93, 0.86, 0.97)))
    info = with_coverage(**kept)
    shift = folder_shift(np.linspace(0.3, 0.5, 200), info)
    assert shift_in_words(shift, info)[-1] == (
        "on the held-out images of far by themselves the sets at 90 % held the right diagnosis in 0.930 (0.860-0.970) "
        "of 99 images"
    )
    fewer = with_coverage(**{**kept, "all": Covered(396, 396, Figure(0.86, 0.82, 0.89))})
    assert shift_in_words(shift, fewer)[-1].endswith("0.860 (0.820-0.890) of 396 images; less often than promised")


def test_a_class_that_is_called_all_is_not_taken_for_all_images():
    info = of_two_sources()
    classes = (msgspec.structs.replace(info.classes[0], code="all", name="Acute leukaemia"), *info.classes[1:])
    own = {"all": Covered(47, 45, Figure(0.7, 0.6, 0.8)), "green": Covered(310, 290, Figure(0.92, 0.88, 0.95))}
    sets = msgspec.structs.replace(info.sets[0], by_source={"far": own})
    shift = folder_shift(np.linspace(0.3, 0.5, 200), info)
    assert shift_in_words(shift, msgspec.structs.replace(info, classes=classes), sets=sets)[-1] == (
        "on the held-out images of far by themselves, by sets at 90 %; less often than promised for Acute leukaemia: "
        "0.700 (0.600-0.800) of 47 images; not measured there for Blue spot"
    )


def test_of_sources_that_were_measured_and_not_measured_each_is_told_as_it_is():
    sources = {"near": evenly(0.2, 0.4, 1500), "far": evenly(0.3, 0.5, 300), "as far": evenly(0.31, 0.5, 300)}
    info = msgspec.structs.replace(with_coverage(**COVERAGE), reference=Reference(evenly(0.2, 0.42, 2100), sources))
    lines = shift_in_words(folder_shift(np.linspace(0.3, 0.5, 200), info), info)
    assert sum("on the held-out images of far by themselves" in line for line in lines) == 1
    assert "of as far alone the right one may be missing more often than told" in lines[-1]


def test_a_folder_of_the_nearer_source_is_not_said_to_hold_images_that_were_learned():
    info = of_two_sources(reference=Reference(evenly(0.2, 0.6, 2000), {"near": evenly(0.2, 0.4, 1000)}))
    shift = folder_shift(np.linspace(0.2, 0.4, 300), info)
    assert (shift.shifted, shift.closer, shift.sources) == (False, False, ())
    assert folder_shift(np.linspace(0.1, 0.25, 300), info).closer


def test_of_several_sources_at_the_folders_distance_all_are_named_and_missing_figures_are_told():
    sources = {"near": evenly(0.2, 0.4, 1500), "far": evenly(0.3, 0.5, 300), "as far": evenly(0.31, 0.5, 300)}
    info = of_two_sources(reference=Reference(evenly(0.2, 0.42, 2100), sources))
    shift = folder_shift(np.linspace(0.3, 0.5, 200), info)
    assert shift.sources == ("far", "as far")
    words = "\n".join(shift_in_words(shift, info))
    assert "no further than those of far or as far" in words
    assert "are those to go by; far: Red spot AUC 0.810 (0.740-0.870)\n" in words
    bare = msgspec.structs.replace(info, metrics={}, sets=())
    assert shift_in_words(shift, bare)[1:] == (
        "the figures of all sources together do not hold here, and those of far or as far were not measured",
        OF_ALL,
    )
    silent = msgspec.structs.replace(bare, operating_points=(), handover=())
    assert OF_ALL not in shift_in_words(shift, silent)


def test_a_folder_of_both_is_told_by_the_source_that_it_lies_no_further_than():
    half = np.concatenate([np.linspace(0.2, 0.4, 500), np.linspace(0.3, 0.5, 500)])
    shift = folder_shift(half, of_two_sources())
    assert (shift.shifted, shift.further, shift.sources) == (False, True, ("far",))


def test_a_folder_like_all_sources_together_names_none():
    shift = folder_shift(np.random.default_rng(0).permutation(both_sources())[:300], of_two_sources())
    assert (shift.shifted, shift.further, shift.sources) == (False, False, ())
    assert "sources" not in shift.record()


def test_a_source_of_few_held_out_images_vouches_for_nothing():
    info = of_two_sources()
    few = {"near": evenly(0.2, 0.4, 1500), "far": evenly(0.3, 0.5, 6)}
    fewer = msgspec.structs.replace(info, reference=msgspec.structs.replace(info.reference, by_source=few))
    assert folder_shift(np.linspace(0.3, 0.5, 200), fewer).shifted
    assert not folder_shift(np.linspace(0.3, 0.5, 200), info).shifted


def test_files_of_another_size_of_one_source_are_no_other_population_either():
    info = of_two_sources()
    furthest = UnfamiliaritySample(1800, tuple((1.06 * np.quantile(both_sources(), np.linspace(0, 1, 151))).tolist()))
    wider = msgspec.structs.replace(info, reference=msgspec.structs.replace(info.reference, furthest=furthest))
    folder = 1.06 * np.linspace(0.3, 0.5, 400)
    assert folder_shift(folder, info).shifted
    assert not folder_shift(folder, wider).shifted
    assert folder_shift(1.2 * folder, wider).shifted


def test_the_numbers_of_a_warning_are_those_against_the_images_it_is_hardest_told_from():
    info = of_two_sources()
    shift = folder_shift(np.linspace(0.4, 0.6, 40), info)
    alone = folder_shift(np.linspace(0.4, 0.6, 40), of_two_sources(reference=Reference(evenly(0.3, 0.5, 300))))
    assert (shift.shifted, shift.sources) == (True, ())
    assert (shift.statistic, shift.p) == (alone.statistic, alone.p)
