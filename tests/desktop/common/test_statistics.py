"""Intervals that cover: also where all answers are right, where images share a lesion, and where there are few."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from scipy.stats import binom

from desktop.common.figure import Figure
from desktop.common.statistics import (
    FEWEST_DRAWN,
    bootstrap,
    chance_of_so_few,
    effective_trials,
    f1,
    holm,
    mean_f1,
    mean_recall,
    mean_roc_area,
    proportion,
    resamples,
    roc_area,
    wilson,
)

COVERED = 0.93
SMALL = (5, 10, 20, 50)


def limits(figure: Figure | None) -> tuple[float, float]:
    assert figure is not None
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


def covers(figure: Figure | None, true: float) -> bool:
    low, high = limits(figure)
    return low <= true <= high


@pytest.mark.parametrize(
    ("successes", "trials", "share"), [(0, 1, 0.9), (0, 3, 0.95), (171, 216, 0.9), (1400, 1502, 0.9), (5, 5, 0.5)]
)
def test_the_chance_of_so_few_is_scipys(successes: int, trials: int, share: float) -> None:
    assert chance_of_so_few(successes, trials, share) == pytest.approx(binom.cdf(successes, trials, share), rel=1e-6)


def test_what_must_always_succeed_and_once_did_not_is_no_chance() -> None:
    assert [chance_of_so_few(successes, 3, 1.0) for successes in (2, 3)] == [0.0, 1.0]


def test_wilsons_interval_is_the_one_of_the_textbook() -> None:
    figure = proportion(np.array([True] * 8 + [False] * 2), np.arange(10))
    assert figure is not None
    assert (figure.value, *np.round(limits(figure), 4)) == (0.8, 0.4902, 0.9433)
    assert np.round(limits(wilson(74, 92)), 2).tolist() == [0.71, 0.87]
    assert wilson(0, 0) is None
    assert limits(wilson(0, 10))[0] == 0.0


@pytest.mark.parametrize("n", SMALL)
def test_a_share_of_all_has_a_width(n: int) -> None:
    low, high = limits(proportion(np.ones(n, dtype=bool), np.arange(n)))
    assert high == 1.0
    assert low == pytest.approx(n / (n + 1.96**2), abs=1e-3)


@pytest.mark.parametrize("n", SMALL)
def test_the_interval_of_a_share_covers(n: int) -> None:
    """Exactly, by the binomial distribution, on average over what the true share may be (Wilson's promise)."""
    each = [
        sum(
            math.comb(n, k) * p**k * (1 - p) ** (n - k)
            for k in range(n + 1)
            if covers(proportion(np.arange(n) < k, np.arange(n)), p)
        )
        for p in np.arange(0.5, 0.996, 0.01)
    ]
    assert np.mean(each) >= COVERED
    assert min(each) >= 0.83  # nowhere as the bootstrap: .42 at n = 5


# Three classes of unlike sizes, answers of which some 87 % are right; what is true was counted on four million images.
TRUE = {"balanced accuracy": 0.8661, "macro AUC": 0.9672, "AUC": 0.9673, "macro F1": 0.8384}
MEASURES: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], Figure | None]] = {
    "balanced accuracy": lambda y, p, lesions: mean_recall(y, p.argmax(axis=1), 3, lesions),
    "macro AUC": mean_roc_area,
    "AUC": lambda y, p, lesions: roc_area(y == 1, p[:, 1], lesions),
    "macro F1": lambda y, p, lesions: mean_f1(y, p.argmax(axis=1), 3, lesions),
}


def answers(rng: np.random.Generator, n: int) -> tuple[np.ndarray, np.ndarray]:
    truth = rng.choice(3, n, p=[0.6, 0.25, 0.15])
    logits = rng.normal(size=(n, 3)) + 2.0 * np.eye(3)[truth]
    return truth, np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("n", SMALL)
def test_intervals_cover_in_simulation(name: str, n: int) -> None:
    rng = np.random.default_rng(n)
    found = [MEASURES[name](*answers(rng, n), np.arange(n)) for _ in range(1500)]
    measured = [figure for figure in found if figure is not None and figure.low is not None]
    if name in ("balanced accuracy", "macro F1"):
        assert len(measured) == len(found)
    # 1,500 draws tell a share of .93 to within .013
    assert np.mean([covers(figure, TRUE[name]) for figure in measured]) >= COVERED - 0.013


@pytest.mark.parametrize("name", MEASURES)
def test_intervals_over_lesions_cover_where_images_repeat(name: str) -> None:
    rng = np.random.default_rng(0)
    hits = []
    for _ in range(500):
        y, p = answers(rng, 100)
        times = rng.integers(1, 5, 100)
        figure = MEASURES[name](y.repeat(times), p.repeat(times, axis=0), np.arange(100).repeat(times))
        hits.append(covers(figure, TRUE[name]))
    assert np.mean(hits) >= COVERED - 0.023  # 500 draws tell a share of .93 to within .023


def test_images_of_one_lesion_count_as_one() -> None:
    ten = np.array([True] * 8 + [False] * 2)
    assert proportion(ten.repeat(3), np.arange(10).repeat(3)) == proportion(ten, np.arange(10))
    assert proportion(np.array([], dtype=bool), np.array([], dtype=np.int64)) is None
    assert effective_trials(np.array(["a", "a", "b", "c"])) == pytest.approx(16 / 6)


def test_the_roc_area_is_the_share_of_pairs_in_order_and_its_interval_delongs() -> None:
    rng = np.random.default_rng(1)
    scores, positive = rng.integers(0, 9, 60) / 8, rng.random(60) < 0.4
    won = (scores[positive][:, None] > scores[~positive]) + 0.5 * (scores[positive][:, None] == scores[~positive])
    figure = roc_area(positive, scores, np.arange(60))
    assert figure is not None
    assert figure.value == pytest.approx(won.mean())
    # DeLong, DeLong & Clarke-Pearson's formula, on the logit scale
    variance = won.mean(axis=1).var(ddof=1) / positive.sum() + won.mean(axis=0).var(ddof=1) / (~positive).sum()
    half = 1.959964 * math.sqrt(variance) / (won.mean() * (1 - won.mean()))
    middle = math.log(won.mean() / (1 - won.mean()))
    assert limits(figure) == pytest.approx([1 / (1 + math.exp(-middle - side)) for side in (-half, half)])


def test_four_images_of_a_lesion_say_of_its_rank_what_one_says() -> None:
    rng = np.random.default_rng(2)
    positive = rng.random(80) < 0.5
    scores = rng.normal(size=80) + positive
    once = roc_area(positive, scores, np.arange(80))
    four = roc_area(positive.repeat(4), scores.repeat(4), np.arange(80).repeat(4))
    assert limits(four) == pytest.approx(limits(once))


def test_complete_separation_is_no_certainty() -> None:
    low, high = limits(roc_area(np.arange(10) < 4, -np.arange(10.0), np.arange(10)))
    assert high == 1.0
    assert 0.5 < low < 0.8
    low, high = limits(mean_roc_area(np.arange(9) // 3, np.eye(3)[np.arange(9) // 3], np.arange(9)))
    assert (high, 0.4 < low < 0.8) == (1.0, True)


def test_one_lesion_of_a_kind_gives_a_roc_area_and_no_interval() -> None:
    figure = roc_area(np.arange(9) == 3, np.arange(9.0), np.arange(9))
    assert figure == Figure(3 / 8)
    assert roc_area(np.zeros(5, dtype=bool), np.arange(5.0), np.arange(5)) is None


def test_f1_of_a_class_without_a_mistake_has_a_width() -> None:
    member = np.arange(20) < 6
    low, high = limits(f1(member, member, np.arange(20)))
    assert high == 1.0
    assert low == pytest.approx(2 * 0.6097 / 1.6097, abs=1e-4)  # Wilson's lower limit of 6 of 6
    assert f1(np.zeros(4, dtype=bool), np.ones(4, dtype=bool), np.arange(4)) is None


def test_the_bootstrap_draws_lesions_and_is_silent_about_few() -> None:
    values = np.random.default_rng(0).normal(size=40)

    def mean(weights: np.ndarray) -> np.ndarray:
        result: np.ndarray = (weights @ values.repeat(4)) / weights.sum(axis=1)
        return result

    low, high = limits(bootstrap(mean, np.arange(40).repeat(4)))
    assert high - low == pytest.approx(2 * 1.96 * values.std() / math.sqrt(40), rel=0.1)
    few = bootstrap(mean, (np.arange(160) % (FEWEST_DRAWN - 1)))
    assert few is not None
    assert (few.low, few.high) == (None, None)
    assert bootstrap(lambda w: np.ones(len(w)), np.arange(30)) == Figure(1.0)  # no width is no interval


def test_the_draws_are_the_same_however_many_are_taken_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    lesions = np.array(["a", "b", "a", "c", "a"])
    whole = np.concatenate(list(resamples(lesions, draws=500)))
    monkeypatch.setattr("desktop.common.statistics.AT_ONCE", 5 * 7)
    assert (np.concatenate(list(resamples(lesions, draws=500))) == whole).all()
    assert whole.shape == (500, 5)
    assert (whole[:, 0] == whole[:, 2]).all()
    assert (whole[:, 0] + whole[:, 1] + whole[:, 3] == 3).all()  # three lesions drawn each time


def test_holms_correction_is_that_of_the_paper() -> None:
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.9, 0.8]) == [1.0, 1.0]
    assert holm([]) == []


def test_a_lesion_of_many_images_is_drawn_no_more_often_than_one_of_one() -> None:
    lesions = np.repeat(np.arange(10), [9, *[1] * 9])
    weights = np.concatenate(list(resamples(lesions, draws=4000)))
    assert weights.mean(axis=0) == pytest.approx(np.ones(18), abs=0.06)
    assert (weights[:, :9] == weights[:, :1]).all()
