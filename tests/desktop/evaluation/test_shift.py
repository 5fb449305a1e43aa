"""Is a folder, as a whole, like the images that the figures were measured on: the test, its errors, its words."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest
from scipy import stats

from desktop.contract import ExternalSet, Reference, UnfamiliaritySample
from desktop.evaluation.shift import (
    FALSE_ALARMS,
    LEAST_IMAGES,
    FolderTest,
    corrected,
    distances,
    folder_shift,
    one_sided_p,
    share_below,
)
from desktop.evaluation.shift_words import shift_in_words
from tests.promising_model import evenly, promising_info
from tests.tiny_model import tiny_info


def sample_of(values: np.ndarray, quantiles: int = 201) -> UnfamiliaritySample:
    return UnfamiliaritySample(len(values), tuple(float(q) for q in np.quantile(values, np.linspace(0, 1, quantiles))))


def with_held_out(values: np.ndarray):
    return promising_info(reference=Reference(sample_of(values)), elsewhere={})


@pytest.mark.parametrize("moved", [0.0, 0.3, -0.4])
@pytest.mark.parametrize("count", [20, 137, 1000])
def test_the_statistics_are_scipys_as_far_as_quantiles_tell(moved, count):
    draws = np.random.default_rng(count)
    held_out, folder = draws.gamma(4.0, 0.1, 1500), np.sort(draws.gamma(4.0, 0.1, count) + 0.1 * moved)
    further, nearer = distances(folder, sample_of(held_out))
    assert further == pytest.approx(stats.ks_2samp(folder, held_out, alternative="less").statistic, abs=0.01)
    assert nearer == pytest.approx(stats.ks_2samp(folder, held_out, alternative="greater").statistic, abs=0.01)


@pytest.mark.parametrize(("one", "other"), [(20, 1500), (200, 1500), (3000, 1500)])
@pytest.mark.parametrize("statistic", [0.05, 0.15, 0.4])
def test_the_chance_is_scipys(one, other, statistic):
    draws = np.random.default_rng(0)
    first, second = draws.normal(size=one), draws.normal(size=other) - 2 * statistic
    there = stats.ks_2samp(first, second, alternative="less", method="asymp")
    assert one_sided_p(there.statistic, one, other) == pytest.approx(there.pvalue, rel=1e-9)


def test_the_share_below_jumps_where_quantiles_repeat():
    sample = UnfamiliaritySample(100, (0.0,) * 51 + tuple(np.linspace(0.02, 1.0, 50).tolist()))
    assert share_below(np.array([-1.0, 0.0, 0.02, 2.0]), sample).tolist() == pytest.approx([0.0, 0.0, 0.51, 1.0])
    at_most = share_below(np.array([-1.0, 0.0, 0.01, 2.0]), sample, or_equal=True)
    assert at_most.tolist() == pytest.approx([0.0, 0.5, 0.505, 1.0])


def test_of_a_thousand_growing_folders_like_the_held_out_images_at_most_one_in_twenty_is_ever_warned_of():
    """Looked at at 20, 50, 100 ... 1,000 images and at the end; a test at every look would warn of far more."""
    draws = np.random.default_rng(7)
    ever = uncorrected = 0
    for _ in range(1000):
        info = with_held_out(draws.gamma(4.0, 0.1, 1500))
        folder = draws.gamma(4.0, 0.1, int(draws.integers(20, 1200)))
        watched, alarms, plain = FolderTest(info), [], []
        for value in folder:
            watched.add(value)
            if watched.is_look:
                shift = watched.shift()
                alarms.append(shift.shifted)
                plain.append(one_sided_p(shift.statistic, shift.n, 1500) <= FALSE_ALARMS)
        ever += any([*alarms, watched.shift().shifted])
        uncorrected += any(plain)
    assert ever <= 50
    assert uncorrected > 80


def test_a_folder_from_further_away_is_warned_of_from_twenty_images_on():
    draws = np.random.default_rng(3)
    info = with_held_out(draws.gamma(4.0, 0.1, 1500))
    warned = [folder_shift(draws.gamma(4.0, 0.1, 20) + 0.25, info).shifted for _ in range(200)]
    assert np.mean(warned) > 0.95


def test_files_of_another_size_are_no_other_population_and_images_from_further_away_are():
    """What another scaling does to held-out images is no warning; `closer` is still said beside them as they are."""
    draws = np.random.default_rng(4)
    plain = draws.gamma(9.0, 0.05, 1500)
    bare = with_held_out(plain)
    furthest = UnfamiliaritySample(1500, tuple(np.quantile(1.08 * plain, np.linspace(0.0, 1.0, 101))))
    info = msgspec.structs.replace(bare, reference=msgspec.structs.replace(bare.reference, furthest=furthest))
    for count, at_least in ((20, 0.0), (50, 0.05), (100, 0.2)):
        folders = [1.07 * draws.gamma(9.0, 0.05, count) for _ in range(200)]
        assert np.mean([folder_shift(folder, info).shifted for folder in folders]) <= 0.05
        assert np.mean([folder_shift(folder, bare).shifted for folder in folders]) >= at_least
    far = [1.5 * draws.gamma(9.0, 0.05, 50) for _ in range(200)]
    assert np.mean([folder_shift(folder, info).shifted for folder in far]) > 0.9
    assert not folder_shift(draws.gamma(9.0, 0.05, 1500), info).closer


def test_a_folder_that_is_closer_than_held_out_images_is_told_of_and_no_warning():
    info = promising_info()
    shift = folder_shift(np.linspace(0.05, 0.2, 100), info)
    assert (shift.shifted, shift.closer) == (False, True)
    assert "closer to the training images than held-out ones" in "\n".join(shift_in_words(shift, info))


def test_a_difference_that_matters_to_none_is_no_warning_however_many_images_show_it():
    shift = folder_shift(
        np.linspace(0.212, 0.412, 100_000), promising_info(reference=Reference(evenly(0.2, 0.4, 10**5)))
    )
    assert shift.p < 1e-6
    assert shift.statistic < 0.1
    assert not shift.shifted


def test_fewer_than_twenty_images_are_no_statement_and_that_is_said():
    info = promising_info()
    shift = folder_shift([5.0] * (LEAST_IMAGES - 1), info)
    assert shift.record() == {"n": 19, "statistic": None, "p": None, "shifted": None}
    (line,) = shift_in_words(shift, info)
    assert line.startswith("19 images are too few")
    assert folder_shift([5.0] * LEAST_IMAGES, info).shifted


def test_a_model_without_held_out_images_in_its_document_says_nothing():
    assert folder_shift([1.0] * 100, tiny_info()) is None


def test_the_warning_tells_how_far_and_what_other_sets_there_gave():
    info = promising_info()
    lines = shift_in_words(folder_shift(np.linspace(0.39, 0.55, 200), info), info)
    assert lines[0].startswith("WARNING: this folder, as a whole, is not like the images")
    assert "half of its 200 images lie further from the training images than all held-out ones" in lines[1]


def test_a_part_that_lies_far_away_is_told_as_such():
    info = promising_info()
    values = [*np.linspace(0.2, 0.4, 140), *np.linspace(0.5, 0.6, 60)]
    lines = shift_in_words(folder_shift(values, info), info)
    assert "34 of 100 of its images lie further from the training images than 95 of 100 held-out ones" in lines[1]
    assert "no other set at this distance was measured" in lines[2]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        pytest.param(np.linspace(0.3, 0.36, 200), "100 of 100 of its images lie further from the training images than "
                     "50 of 100 held-out ones; 50 would be expected", id="all in the further half, none outside"),
        pytest.param(np.full(50, 0.33), "100 of 100 of its images lie further from the training images than "
                     "65 of 100 held-out ones; 35 would be expected", id="copies of one image"),
        pytest.param(np.linspace(0.26, 0.392, 400), "100 of 100 of its images lie further from the training images "
                     "than 30 of 100 held-out ones; 70 would be expected", id="few of the nearest"),
    ],
)  # fmt: skip
def test_an_effect_that_is_told_is_never_less_than_what_would_be_expected(values, told):
    info = promising_info(elsewhere={})
    shift = folder_shift(values, info)
    assert shift.shifted
    held_out, here = shift.widest
    assert here - (1.0 - held_out) == pytest.approx(shift.statistic)
    assert told in shift_in_words(shift, info)[1]


def test_sets_at_the_same_distance_are_told_nearest_first_with_their_figures():
    info = promising_info()
    lines = shift_in_words(folder_shift(np.linspace(0.44, 0.6, 200), info), info)
    assert "on other sets at this distance: Red spot AUC 0.75 on far (300 images)" in lines[2]
    assert "promise nothing here" in lines[3]


def test_a_set_that_is_less_like_the_folder_than_the_held_out_images_is_not_told():
    info = promising_info()
    shift = folder_shift(np.linspace(0.25, 0.45, 500), info)  # of `near`, from .2 to .42, it is less unlike
    assert (shift.shifted, shift.like) == (True, ("near",))
    far = promising_info(elsewhere={"nearer still": info.elsewhere["near"], "odd": info.elsewhere["far"]})
    assert folder_shift(np.linspace(0.25, 0.45, 500), far).like == ("nearer still",)
    broad = {"closer": ExternalSet(300, 300, {}, evenly(0.19, 0.39))}
    assert folder_shift(np.linspace(0.25, 0.45, 500), promising_info(elsewhere=broad)).like == ()


@pytest.mark.parametrize("looks", [1, 5, 50])
def test_all_looks_together_spend_no_more_than_the_whole(looks):
    assert sum(1.0 / corrected(1e-9, look) for look in range(1, looks + 1)) * 1e-9 <= 1.0
