"""The figures against scikit-learn, statsmodels, SciPy and krippendorff, worked examples, and known simulations."""

from __future__ import annotations

import warnings
from pathlib import Path

import krippendorff
import numpy as np
import pytest
from scipy import stats
from sklearn.metrics import cohen_kappa_score, recall_score
from statsmodels.stats import contingency_tables, inter_rater
from statsmodels.stats.proportion import proportion_confint

from desktop.common.figure import Figure
from desktop.reading.design import Arm, Design
from desktop.reading.figures.accuracy import MALIGNANT
from desktop.reading.figures.agreement import cohen_kappa, fleiss_kappa, krippendorff_alpha
from desktop.reading.figures.comparison import mcnemar, paired_over_readers, t_above, t_quantile
from desktop.reading.figures.summary import summarise
from tests.desktop.reading.helpers import CODES, noisy, read_all, write_reading


def answers(readers: int, images: int, seed: int, *, classes: int = 4, missing: float = 0.0) -> np.ndarray:
    """Class numbers [R, N], correlated; -1 for `missing` of them."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(classes, size=images)
    said = np.where(rng.random((readers, images)) < 0.6, truth, rng.integers(classes, size=(readers, images)))
    return np.where(rng.random((readers, images)) < missing, -1, said)


def value(figure: Figure | None) -> float:
    assert figure is not None
    return figure.value


@pytest.mark.parametrize("seed", range(20))
def test_kappas_and_alpha_are_those_of_other_programs(seed: int) -> None:
    said = answers(4, 25 + 10 * seed, seed)
    alone = np.arange(said.shape[1])
    table, _ = inter_rater.aggregate_raters(said.T)
    assert value(cohen_kappa(said[0], said[1], alone)) == pytest.approx(cohen_kappa_score(said[0], said[1]), abs=1e-12)
    assert value(fleiss_kappa(said, alone)) == pytest.approx(inter_rater.fleiss_kappa(table), abs=1e-12)
    gaps = answers(4, 25 + 10 * seed, seed, missing=0.3)
    other = krippendorff.alpha(np.where(gaps < 0, np.nan, gaps), level_of_measurement="nominal")
    assert value(krippendorff_alpha(gaps, alone)) == pytest.approx(other, abs=1e-12)


def test_cohens_own_example() -> None:
    # Cohen 1960, table 2: 200 cases, 140 agree, 82 by chance, kappa .492.
    counts = np.array([[88, 14, 18], [10, 40, 10], [2, 6, 12]])
    first = np.repeat([0, 0, 0, 1, 1, 1, 2, 2, 2], counts.ravel())
    second = np.repeat([0, 1, 2, 0, 1, 2, 0, 1, 2], counts.ravel())
    assert value(cohen_kappa(first, second, np.arange(200))) == pytest.approx(0.492, abs=5e-4)


def test_the_worked_example_of_fleiss_kappa() -> None:
    # 14 raters, 10 subjects, 5 categories, the example that follows Fleiss 1971 in the textbooks: kappa .210.
    counts = np.array(
        [
            [0, 0, 0, 0, 14],
            [0, 2, 6, 4, 2],
            [0, 0, 3, 5, 6],
            [0, 3, 9, 2, 0],
            [2, 2, 8, 1, 1],
            [7, 7, 0, 0, 0],
            [3, 2, 6, 3, 0],
            [2, 5, 3, 2, 2],
            [6, 5, 2, 1, 0],
            [0, 2, 2, 3, 7],
        ]
    )
    said = np.stack([np.repeat(np.arange(5), row) for row in counts], axis=1)
    assert value(fleiss_kappa(said, np.arange(10))) == pytest.approx(0.210, abs=5e-4)


def test_krippendorffs_own_example_with_gaps() -> None:
    # Krippendorff, "Computing Krippendorff's alpha-reliability" (2011), section C: nominal .743.
    text = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
    """
    said = np.array([[-1 if c == "." else int(c) for c in row.split()] for row in text.strip().splitlines()])
    assert value(krippendorff_alpha(said, np.arange(12))) == pytest.approx(0.743, abs=5e-4)


def test_where_all_say_the_same_agreement_beyond_chance_is_not_defined() -> None:
    same = np.zeros((3, 30), dtype=np.int64)
    alone = np.arange(30)
    assert cohen_kappa(same[0], same[1], alone) is None
    assert fleiss_kappa(same, alone) is None
    assert krippendorff_alpha(same, alone) is None
    nobody = np.full((3, 30), -1, dtype=np.int64)
    assert cohen_kappa(nobody[0], nobody[1], alone) is None
    assert fleiss_kappa(nobody, alone) is None
    assert krippendorff_alpha(nobody, alone) is None


def test_intervals_of_a_simulation_with_known_agreement_hold_it() -> None:
    # Two readers of 3 even classes who both know 60 % and guess the rest alike independently: kappa is exactly .36.
    held = {"cohen": 0, "fleiss": 0, "alpha": 0}
    runs = 80
    for seed in range(runs):
        rng = np.random.default_rng(seed)
        truth = rng.integers(3, size=100)
        said = np.where(rng.random((2, 100)) < 0.6, truth, rng.integers(3, size=(2, 100)))
        alone = np.arange(100)
        found = {
            "cohen": cohen_kappa(said[0], said[1], alone),
            "fleiss": fleiss_kappa(said, alone),
            "alpha": krippendorff_alpha(said, alone),
        }
        for name, figure in found.items():
            assert figure is not None
            assert figure.low is not None
            assert figure.high is not None
            held[name] += figure.low <= 0.36 <= figure.high
    assert all(0.88 * runs <= count < runs for count in held.values()), held


def test_images_of_one_lesion_widen_the_interval() -> None:
    said = np.repeat(answers(2, 40, 1), 5, axis=1)
    alone, lesions = np.arange(200), np.repeat(np.arange(40), 5)

    def width(figure: Figure | None) -> float:
        assert figure is not None
        assert figure.low is not None
        assert figure.high is not None
        return figure.high - figure.low

    assert width(cohen_kappa(said[0], said[1], lesions)) > 1.8 * width(cohen_kappa(said[0], said[1], alone))


@pytest.mark.parametrize(("right", "wrong"), [(0, 0), (0, 1), (5, 5), (12, 3), (3, 12), (1, 30), (700, 640), (0, 2000)])
def test_mcnemar_is_that_of_statsmodels(right: int, wrong: int) -> None:
    found = mcnemar(right, wrong)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # statsmodels divides by the none that changed
        other = 1.0 if right + wrong == 0 else contingency_tables.mcnemar([[9, right], [wrong, 9]], exact=True).pvalue
    assert found.p == pytest.approx(other, abs=1e-12)


@pytest.mark.parametrize("readers", [2, 3, 4, 5, 8, 21, 90])
def test_the_paired_test_over_readers_is_scipys(readers: int) -> None:
    rng = np.random.default_rng(readers)
    before = rng.uniform(0.5, 0.9, readers)
    after = before + rng.normal(0.05, 0.06, readers)
    found = paired_over_readers([float(v) for v in before], [float(v) for v in after])
    other = stats.ttest_rel(after, before)
    interval = other.confidence_interval()
    assert found is not None
    assert found.p == pytest.approx(other.pvalue, rel=1e-9, abs=1e-13)
    assert (found.difference.low, found.difference.high) == pytest.approx((interval.low, interval.high), rel=1e-9)


def test_the_t_distribution_is_scipys() -> None:
    for freedom in (*range(1, 12), 50, 199):
        for t in (0.0, 0.1, 1.0, 2.5, 9.0):
            assert t_above(t, freedom) == pytest.approx(stats.t.sf(t, freedom), rel=1e-6, abs=1e-14)
        assert t_quantile(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=1e-9)


def test_where_there_is_one_reader_or_all_changed_alike_there_is_no_interval_and_no_p() -> None:
    assert paired_over_readers([], []) is None
    for before, after in (([0.5], [0.75]), ([0.5, 0.25], [0.75, 0.5])):
        found = paired_over_readers(before, after)
        assert found is not None
        assert (found.difference, found.p) == (Figure(0.25), None)


def test_a_readers_figures_are_those_of_scikit_learn_and_statsmodels(tmp_path: Path) -> None:
    rng = np.random.default_rng(3)
    truth = [str(c) for c in rng.choice(CODES, 60)]
    said = noisy(truth, 0.7, rng)
    file = write_reading(tmp_path, 60, truth=truth)
    read_all(file, "Anna", lambda case: said[case])
    found = summarise(file).accuracy[Arm.UNAIDED]["Anna"]
    right = sum(a == b for a, b in zip(truth, said, strict=True))
    low, high = proportion_confint(right, 60, method="wilson")
    assert found.accuracy is not None
    assert (found.accuracy.value, found.accuracy.low, found.accuracy.high) == pytest.approx((right / 60, low, high))
    for code, recall in zip(CODES, recall_score(truth, said, average=None, labels=list(CODES)), strict=True):
        assert value(found.sensitivity[code]) == pytest.approx(recall)
        others = [a == code for a in truth]
        named = [a == code for a in said]
        assert value(found.specificity[code]) == pytest.approx(recall_score(others, named, pos_label=False))
    assert found.sensitivity[MALIGNANT] == found.sensitivity["mel"]


def test_other_and_not_assessable_are_never_right_and_not_malignant(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 6, truth=["mel"] * 3 + ["nv"] * 3)
    read_all(file, "Anna", lambda case: "not assessable" if case % 2 else "other")
    summary = summarise(file)
    found = summary.accuracy[Arm.UNAIDED][""]
    assert (value(found.accuracy), value(found.sensitivity[MALIGNANT]), value(found.specificity[MALIGNANT])) == (
        0,
        0,
        1,
    )
    assert found.not_assessable == 3
    assert any("neither is ever right" in note for note in summary.notes)


def test_images_without_truth_are_counted_and_left_out(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 6, truth=["mel", "nv", "", "", "bkl", "nv"])
    read_all(file, "Anna", lambda case: "mel")
    summary = summarise(file)
    assert summary.accuracy[Arm.UNAIDED]["Anna"].answers == 4
    assert any(note.startswith("2 of 6 images have no truth") for note in summary.notes)


def test_aided_against_unaided_is_split_by_whether_the_model_was_right(tmp_path: Path) -> None:
    truth = ["mel", "mel", "mel", "nv", "nv", "nv"]
    model = ["mel", "mel", "nv", "nv", "mel", "nv"]  # wrong on 2 and 4
    unaided = ["nv", "mel", "mel", "bkl", "nv", "nv"]
    aided = ["mel", "mel", "nv", "nv", "mel", "bkl"]
    file = write_reading(tmp_path, 6, Design.BOTH_IN_A_ROW, truth=truth, model=model)
    from desktop.reading.reader_progress import Course, Given

    course = Course(file, "Anna")
    while (step := course.step) is not None:
        said = unaided if step.arm is Arm.UNAIDED else aided
        course.give(Given(said[step.case], 3), shown=4.0 if step.arm is Arm.UNAIDED else 6.0, edited=1.0)
    comparison = summarise(file).comparison
    assert comparison is not None
    change = comparison.by_reader["Anna"]
    assert (change.model_right.became_right, change.model_right.became_wrong) == (2, 1)
    assert (change.model_wrong.became_right, change.model_wrong.became_wrong) == (0, 2)
    assert (change.all.became_right, change.all.became_wrong) == (2, 3)
    assert comparison.seconds is not None
    assert comparison.seconds.difference.value == 2.0


def test_a_reader_against_himself(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 30, repeats=1.0)
    from desktop.reading.reader_progress import Course, Given

    course = Course(file, "Anna")
    said: tuple[list[str], list[str]] = ([""] * 30, [""] * 30)
    while (step := course.step) is not None:
        answer = CODES[(step.case + (step.showing and step.case % 5 == 0)) % 3]
        said[step.showing][step.case] = answer
        course.give(Given(answer, 3), shown=1.0, edited=1.0)
    count, kappa = summarise(file).agreement[Arm.UNAIDED].itself["Anna"]
    assert count == 30
    assert value(kappa) == pytest.approx(cohen_kappa_score(*said))
