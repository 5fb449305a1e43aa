"""Every figure has an interval that comes from lesions, and survives the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from desktop.common.statistics import wilson
from desktop.contract import ClassInfo, Figure, OperatingPoint
from trainer.errors import RunError
from trainer.measure import metrics
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.operating_points import achieved
from trainer.measure.scores import (
    BY_CLASS,
    OVERALL,
    PartScores,
    Scores,
    calibration_error_by_chance,
    load_scores,
    score,
    score_answers,
    told,
)
from trainer.measure.temperature import fit_temperature

CODES = ("a", "b", "c", "d")


def _answers(n: int = 300, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 4, n)
    logits = 2.0 * (rng.normal(size=(n, 4)) + 1.2 * np.eye(4)[labels])
    return labels, logits.astype(np.float32)


def _scored(labels: np.ndarray, logits: np.ndarray, lesions: np.ndarray, temperature: float = 1.0) -> PartScores:
    return score_answers(
        labels,
        metrics.softmax(logits),
        metrics.softmax(logits, temperature),
        lesions=lesions,
        codes=CODES,
        malignant=("a", "c"),
        unfamiliar=np.arange(len(labels)) % 7 == 0,
    )


def _each(n: int) -> np.ndarray:
    return np.arange(n).astype(str)


def test_every_figure_lies_in_its_interval() -> None:
    labels, logits = _answers()
    found = _scored(labels, logits, _each(300), 2.0)
    assert set(found.figures()) == set(OVERALL)
    assert set(found.classes) == set(CODES)
    groups = [found, *found.classes.values()]
    assert all(set(c.figures()) == set(BY_CLASS) for c in found.classes.values())
    for name, figure in ((name, figure) for group in groups for name, figure in group.figures().items()):
        if name in ("ece", "ece_uncalibrated"):  # by chance alone above 0: see `ece_if_calibrated`
            assert figure.low is None
            continue
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high
        assert figure.low < figure.high


def test_images_and_lesions_are_counted() -> None:
    labels, logits = _answers(40)
    lesions = np.repeat(_each(20), 2)
    found = _scored(np.repeat(labels[:20], 2), logits, lesions)
    assert (found.images, found.lesions) == (40, 20)
    assert sum(c.images for c in found.classes.values()) == 40
    assert sum(c.lesions for c in found.classes.values()) == 20


def test_calibration_improves_what_it_is_to_improve_and_nothing_else() -> None:
    labels, logits = _answers(2000)
    temperature = fit_temperature(labels, logits)
    found = _scored(labels, logits, _each(2000), temperature)
    raw = _scored(labels, logits, _each(2000))
    assert found.ece is not None
    assert found.brier is not None
    assert found.ece_uncalibrated is not None
    assert found.brier_uncalibrated is not None
    assert found.ece.value < 0.5 * found.ece_uncalibrated.value
    assert found.brier.value < found.brier_uncalibrated.value
    assert found.ece_uncalibrated == raw.ece == raw.ece_uncalibrated
    assert found.accuracy == raw.accuracy


def test_repeating_every_image_narrows_no_interval() -> None:
    labels, logits = _answers(120)
    once = _scored(labels, logits, _each(120)).accuracy
    four = _scored(np.tile(labels, 4), np.tile(logits, (4, 1)), np.tile(_each(120), 4)).accuracy
    assert once is not None
    assert four is not None
    assert four.high - four.low == pytest.approx(once.high - once.low, rel=0.1)  # type: ignore[operator]


def test_the_interval_of_an_accuracy_is_the_binomial_one() -> None:
    labels, logits = _answers(400)
    figure = _scored(labels, logits, _each(400)).accuracy
    exact = wilson(int((logits.argmax(1) == labels).sum()), 400)
    assert figure is not None
    assert exact is not None
    assert (figure.low, figure.high) == pytest.approx((exact.low, exact.high))


def test_a_few_answers_all_right_are_no_certainty() -> None:
    labels = np.arange(12) % 4
    found = _scored(labels, 9.0 * np.eye(4)[labels].astype(np.float32), _each(12))
    for figure in (found.accuracy, found.balanced_accuracy, found.macro_auc, found.macro_f1):
        assert figure is not None
        assert figure.value == 1.0
        assert figure.low is not None
        assert figure.low < 0.9
    assert found.brier is not None
    assert found.brier.low is None  # too few lesions to draw from
    for own in found.classes.values():
        for figure in (own.sensitivity, own.specificity, own.auc, own.f1, own.precision):
            assert figure is not None
            assert figure.low is not None
            assert figure.low < 0.8


def test_a_perfectly_calibrated_network_shows_the_calibration_error_that_chance_gives() -> None:
    rng = np.random.default_rng(3)
    inside = []
    for seed in range(60):
        logits = rng.normal(size=(400, 4)).astype(np.float32) * 2
        p = metrics.softmax(logits)
        labels = (rng.random((400, 1)) > np.cumsum(p, axis=1)).sum(axis=1)
        error = metrics.calibration_gap(labels == p.argmax(axis=1), p.max(axis=1))
        chance = calibration_error_by_chance(p, seed=seed)
        assert chance.low is not None
        assert chance.high is not None
        assert chance.value > 0.02
        inside.append(chance.low <= error <= chance.high)
    assert sum(inside) >= 53  # of 60, where 57 are expected
    found = score(labels, logits, 1.0, lesions=_each(400), codes=CODES, seed=seed)
    assert found.ece is not None
    assert (found.ece.value, found.ece_if_calibrated) == (pytest.approx(error), chance)


def test_what_cannot_be_measured_is_absent() -> None:
    labels, logits = _answers(50)
    keep = labels < 2
    found = _scored(labels[keep], logits[keep], _each(int(keep.sum())))
    assert found.classes["d"].images == 0
    assert set(found.classes["d"].figures()) <= {"specificity", "precision"}
    alone = _scored(np.zeros(5, dtype=np.int64), logits[:5], _each(5))
    assert alone.macro_auc is None
    assert alone.accuracy is not None


def test_scores_survive_the_disk_and_lie_flat_in_a_model_file(tmp_path: Path) -> None:
    part = _scored(*_answers(60), _each(60))
    scores = Scores(validation=part, test=part)
    (tmp_path / "metrics.json").write_bytes(msgspec.json.encode(scores))
    assert load_scores(tmp_path / "metrics.json") == scores
    flat = scores.flat()
    assert flat["test"]["macro_auc"] == part.macro_auc
    assert flat["validation/b"]["f1"] == part.classes["b"].f1
    (tmp_path / "metrics.json").write_text('{"test": {}}', encoding="utf-8")
    with pytest.raises(RunError, match="train the run again"):
        load_scores(tmp_path / "metrics.json")


def test_figures_are_told_with_what_is_known() -> None:
    assert told(None) == "-"
    figure = _scored(*_answers(60), _each(60)).accuracy
    assert figure is not None
    assert told(figure) == f"{figure.value:.3f} [{figure.low:.3f}, {figure.high:.3f}]"
    assert told(msgspec.structs.replace(figure, low=None)) == f"{figure.value:.3f}"


def test_a_diagnosis_that_covers_several_classes_counts_where_it_says_malignant_or_not() -> None:
    codes = ["bcc", "mel", "nv"]
    labels = np.array([0, 1, 2, 2])
    answers = np.array([[0.6, 0.2, 0.2], [0.1, 0.8, 0.1], [0.1, 0.1, 0.8], [0.1, 0.3, 0.6]])
    coarse = Coarse(
        members=np.array([[True, True, False], [False, False, True], [False, True, True]]),  # malignant, benign, either
        probabilities=np.array([[0.0, 0.1, 0.9], [0.0, 0.0, 1.0], [0.9, 0.1, 0.0]]),
        lesions=np.array(["e", "f", "g"]),
    )
    options = {"lesions": np.array(["a", "b", "c", "d"]), "codes": codes, "malignant": ["bcc", "mel"]}
    alone = score_answers(labels, answers, answers, **options)
    together = score_answers(labels, answers, answers, **options, coarse=coarse)
    assert alone.malignant_auc is not None
    assert together.malignant_auc is not None
    assert alone.malignant_auc.value == 1.0
    assert together.malignant_auc.value == pytest.approx(7 / 9)  # the malignant one lies below two of three benign
    assert (alone.coarse, together.coarse) == (0, 2)
    # Of melanoma the benign one and "nv or mel" say: not, and nothing; of basal cell carcinoma two say: not.
    assert together.classes["mel"].auc is not None
    assert together.classes["mel"].auc.value == 1.0
    assert together.classes["bcc"].auc is not None
    assert together.classes["bcc"].auc.value == pytest.approx(4 / 5)  # one "nv or mel" has a probability of 0.9
    assert together.accuracy == alone.accuracy
    classes = [ClassInfo(code, code, code != "nv") for code in codes]
    points = {
        name: achieved(OperatingPoint(name, of, 0.25), classes, labels, answers, coarse=coarse)
        for name, of in (("malignant", ("bcc", "mel")), ("melanoma", ("mel",)))
    }
    assert points["malignant"]["sensitivity"].value == pytest.approx(2 / 3)
    assert points["malignant"]["specificity"].value == pytest.approx(2 / 3)
    assert points["melanoma"]["sensitivity"].value == 1.0  # "malignant" may be another than melanoma
    assert points["melanoma"]["specificity"].value == pytest.approx(3 / 4)


def test_intervals_are_over_patients_where_they_are_known_and_lesions_are_counted_all_the_same() -> None:
    rng = np.random.default_rng(0)
    labels = rng.integers(0, 2, 200)
    answers = np.eye(2)[np.where(np.repeat(rng.random(20) < 0.8, 10), labels, 1 - labels)] * 0.8 + 0.1
    lesions = np.arange(200).astype(str)
    options: dict[str, Any] = {"lesions": lesions, "codes": ["mel", "nv"], "malignant": ["mel"]}
    by_lesion = score_answers(labels, answers, answers, **options)
    by_patient = score_answers(labels, answers, answers, whose=np.repeat(np.arange(20), 10).astype(str), **options)
    assert by_patient.lesions == by_lesion.lesions == 200
    assert by_patient.classes["mel"].lesions == by_lesion.classes["mel"].lesions

    def width(figure: Figure | None) -> float:
        assert figure is not None
        assert figure.low is not None
        assert figure.high is not None
        return figure.high - figure.low

    for name in ("accuracy", "balanced_accuracy", "macro_auc", "malignant_auc", "brier"):
        assert getattr(by_patient, name).value == getattr(by_lesion, name).value
        assert width(getattr(by_patient, name)) > 1.5 * width(getattr(by_lesion, name))
