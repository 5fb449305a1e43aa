"""What a file in fewer bits may lose: the figures the gates compare, on answers with a known loss."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from desktop.contract import OperatingPoint
from export.inputs import Inputs, load_inputs
from export.proof import gates
from export.proof.answers import Answers, Parts
from tests.conftest import Done
from trainer.measure.metrics import softmax
from trainer.measure.operating_points import fit_operating_points
from trainer.measure.outlier_head import SHARES
from trainer.measure.unfamiliarity import REACH


@pytest.fixture
def inputs(trained: Done) -> Inputs:
    """The trained run, with answers invented for 700 images: 350 of them validation, 350 test."""
    found = load_inputs(Path(trained.path), None)
    codes, lesions = np.array([info.code for info in found.dataset.classes]), np.arange(700).astype(str)
    table = pd.DataFrame({"dx": codes[np.arange(700) % 7], "lesion_id": lesions, "source": "drawn"})
    dataset = replace(found.dataset, table=table)
    return replace(found, dataset=dataset, lesions=lesions, rows={"val": np.arange(350), "test": np.arange(350, 700)})


def _of_sources(inputs: Inputs, sources: np.ndarray) -> Inputs:
    return replace(inputs, dataset=replace(inputs.dataset, table=inputs.table.assign(source=sources)))


def _answers(noise: float, *, seed: int = 1) -> Answers:
    labels = np.arange(350, 700) % 7
    clean = np.random.default_rng(0).normal(size=(350, 7)) + 2.0 * np.eye(7)[labels]
    logits = clean + noise * np.random.default_rng(seed).normal(size=clean.shape)
    return Answers(logits.astype(np.float32), np.full(350, 0.5, dtype=np.float32))


def _calibrated(inputs: Inputs, answers: Answers) -> Inputs:
    points = fit_operating_points(inputs.record.classes, inputs.labels[350:], softmax(answers.logits))
    calibration = msgspec.structs.replace(inputs.calibration, temperature=1.0, operating_points=points)
    return replace(inputs, calibration=gates.with_test_figures(inputs, calibration, answers))


def test_the_same_answers_lose_nothing(inputs: Inputs) -> None:
    same = _answers(0.0)
    ready = _calibrated(inputs, same)
    checks = gates.int8_checks(ready, same, same, ready.calibration, 1000)
    assert [check.value for check in checks if "size" not in check.name] == pytest.approx([0.0] * 6, abs=1e-12)
    assert all(check.passed for check in checks)
    assert [check.value for check in gates.half_checks(ready, same, same)] == pytest.approx([0.0] * 3, abs=1e-12)


def test_noisy_answers_and_large_files_do_not_pass(inputs: Inputs) -> None:
    same, noisy = _answers(0.0), _answers(2.0)
    ready = _calibrated(inputs, same)
    own = gates.with_test_figures(inputs, ready.calibration, noisy)
    checks = {c.name: c for c in gates.int8_checks(ready, same, noisy, own, gates.MAX_INT8_BYTES + 1)}
    sensitivity = f"sensitivity at {ready.calibration.operating_points[0].name} lost for sure"
    names = ("macro AUC lost for sure", "balanced accuracy lost for sure", sensitivity, "file size in bytes")
    for name in (*names, "divergence from float32, nats"):
        assert not checks[name].passed
    half = {c.name: c for c in gates.half_checks(ready, same, noisy)}
    assert not half["macro AUC lost for sure"].passed
    assert not half["divergence from float32, nats"].passed


SMALL = [(1, 3), (3, 9), (9, 27), (30, 90), (3, 1500)]


def _small(inputs: Inputs, positives: int, others: int) -> tuple[Inputs, Answers]:
    """A test part of so many melanomas and nevi, each a lesion, and sure answers, nearly all of them right."""
    codes = [info.code for info in inputs.record.classes]
    names = np.array(["mel"] * positives + ["nv"] * others)
    rows = {"val": inputs.rows["val"], "test": np.arange(len(names))}
    table = pd.DataFrame({"dx": names, "lesion_id": np.arange(len(names)).astype(str), "source": "drawn"})
    few = replace(inputs, dataset=replace(inputs.dataset, table=table), lesions=np.arange(2000).astype(str), rows=rows)
    labels = np.array([codes.index(name) for name in names])
    logits = np.random.default_rng(5).normal(size=(len(names), 7)) + 5.0 * np.eye(7)[labels]
    logits[:, [codes.index("mel"), codes.index("nv")]] += 2.0
    point = OperatingPoint("melanoma-sensitivity-0.50", ("mel",), 0.5)
    calibration = msgspec.structs.replace(inputs.calibration, temperature=1.0, operating_points=(point,))
    return replace(few, calibration=calibration), Answers(
        logits.astype(np.float32), np.full(len(names), 0.5, dtype=np.float32)
    )


def _other(answers: Answers, rows: slice, *, columns: tuple[int, int] = (4, 5)) -> Answers:
    """The same answers, but for the images of `rows`, which are given melanoma for nevus and nevus for melanoma."""
    logits = answers.logits.copy()
    logits[rows, columns[0]], logits[rows, columns[1]] = (
        answers.logits[rows, columns[1]],
        answers.logits[rows, columns[0]],
    )
    return replace(answers, logits=logits)


def _refused(inputs: Inputs, before: Answers, after: Answers) -> dict[str, list[str]]:
    """The gates that each precision fails."""
    checks = {
        "fp16": gates.half_checks(inputs, before, after),
        "int8": gates.int8_checks(inputs, before, after, inputs.calibration, 1000),
    }
    return {precision: [c.name for c in own if not c.passed] for precision, own in checks.items()}


@pytest.mark.parametrize(("positives", "others"), SMALL)
def test_one_image_that_is_answered_otherwise_holds_no_file_back(inputs: Inputs, positives: int, others: int) -> None:
    few, before = _small(inputs, positives, others)
    for row in (0, positives):  # a melanoma, a nevus
        after = _other(before, slice(row, row + 1))
        assert (after.logits != before.logits).any()
        assert _refused(few, before, after) == {"fp16": [], "int8": []}


@pytest.mark.parametrize(("positives", "others"), SMALL)
def test_a_broken_file_is_held_back_however_few_images_there_are(inputs: Inputs, positives: int, others: int) -> None:
    few, before = _small(inputs, positives, others)
    rng = np.random.default_rng(6)
    broken = {
        "the same answer to all": replace(before, logits=np.tile(before.logits.mean(axis=0), (len(before.logits), 1))),
        "another image's answer": replace(before, logits=np.roll(before.logits, positives, axis=0)[:, ::-1]),
        "noise": replace(before, logits=(10.0 * rng.normal(size=before.logits.shape)).astype(np.float32)),
    }
    if positives > 1:  # of a single one nobody can say
        broken["no melanoma"] = _other(before, slice(0, positives))
    for kind, after in broken.items():
        assert all(_refused(few, before, after).values()), kind


def test_a_part_without_positives_or_with_one_class_alone_is_judged_by_what_is_there(inputs: Inputs) -> None:
    few, before = _small(inputs, 0, 12)
    assert _refused(few, before, before) == {"fp16": [], "int8": []}
    assert all(_refused(few, before, _other(before, slice(0, 12))).values())


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("lesions", [2, 3, 40])
def test_one_image_answered_by_no_number_holds_a_file_back(value: float, lesions: int) -> None:
    """As an overflow of 16 bits would: it is the image that moved most, which is else left out."""
    labels = np.arange(2 * lesions) % 2
    before = np.eye(2, dtype=np.float32)[labels]
    after = before.copy()
    after[0, 0] = value
    ids = np.arange(len(labels)).astype(str)
    assert gates.divergence_check(before, before, 1.0, labels, ids, 0.05).passed
    assert not gates.divergence_check(before, after, 1.0, labels, ids, 0.05).passed


def test_divergence_is_zero_for_equals_and_grows_with_the_difference() -> None:
    same = _answers(0.0).logits
    near, far = (gates.divergence(same, _answers(n).logits, 1.0) for n in (0.1, 1.0))
    assert gates.divergence(same, same, 1.0) == pytest.approx(0.0, abs=1e-12)
    assert 0.0 < near < far


def test_unfamiliarity_that_moved_does_not_pass(inputs: Inputs) -> None:
    same = _answers(0.0)
    ready = _calibrated(inputs, same)
    moved = replace(same, unfamiliarity=same.unfamiliarity + 0.2)
    failed = [c.name for c in gates.int8_checks(ready, same, moved, ready.calibration, 1000) if not c.passed]
    assert failed == ["unfamiliarity change of the median image"]
    assert [c.passed for c in gates.half_checks(ready, same, moved)] == [True, True, False]


def test_a_file_promises_by_its_own_answers_in_units_of_its_own_threshold(inputs: Inputs) -> None:
    biases = tuple(np.linspace(-1.0, 1.0, 7))
    before = msgspec.structs.replace(inputs.calibration, biases=biases, unfamiliarity_threshold=4.0)
    ready = replace(_of_sources(inputs, (np.arange(700) % 2).astype(str)), calibration=before)
    own = _answers(0.5)
    far = np.random.default_rng(2).gamma(4.0, 0.1, 350).astype(np.float32)
    answers = Answers((own.logits + np.array(biases)).astype(np.float32), far)
    calibration = gates.refit(ready, answers)
    found = gates.own_promises(ready, calibration, gates.own_answers(ready, calibration, answers))
    assert found.missing == ()
    assert found.reference is not None
    assert found.reference.held_out.quantiles[-1] == pytest.approx(
        float(far.max()) * (4.0 / calibration.unfamiliarity_threshold) ** 0.5
    )
    assert set(found.reference.by_source) == {"0", "1"}
    said = softmax(answers.logits, calibration.temperature).mean(axis=0)
    assert list(found.prevalence.values()) == pytest.approx(said)
    # The biases lie in a file's logits and were fitted to these very images: the sets are as if they had none.
    bare = replace(ready, calibration=msgspec.structs.replace(before, biases=(0.0,) * 7))
    plain = gates.own_promises(bare, calibration, own)
    for one, other in zip(found.sets, plain.sets, strict=True):
        assert one.thresholds == pytest.approx(other.thresholds, rel=1e-3)
        assert one.coverage == other.coverage


def test_a_file_with_a_head_sets_both_thresholds_by_its_own_parts(inputs: Inputs) -> None:
    """Each by its own rule, whatever units the file was asked in; and its answers are then in the new ones."""
    rng = np.random.default_rng(3)
    ready = _of_sources(inputs, np.where(np.arange(700) % 350 < 250, "large", "small"))
    distance, odds = rng.gamma(9.0, 0.05, 350), rng.normal(-5.0, 2.0, 350)
    parts = Parts(distance.astype(np.float32), odds.astype(np.float32))
    before = replace(_answers(0.5), unfamiliarity=parts.unfamiliarity(1.0, 0.0).astype(np.float32))
    calibration = gates.refit(ready, before, parts)
    ratio = calibration.unfamiliarity_threshold / ready.calibration.unfamiliarity_threshold
    assert ratio == pytest.approx((REACH * np.percentile(distance, 99)) ** 2, rel=1e-3)
    shift = calibration.outlier_threshold - ready.calibration.outlier_threshold
    limits = [np.quantile(odds[:250], SHARES[0]), np.quantile(odds[250:], SHARES[1])]
    assert shift == pytest.approx(max(limits), abs=1e-4)
    own = gates.own_answers(ready, calibration, before, parts)
    expected = np.maximum(distance / np.sqrt(ratio), 2.0 / (1.0 + np.exp(shift - odds)))
    assert own.unfamiliarity == pytest.approx(expected, rel=1e-4)
    assert {name: one.images for name, one in calibration.held_out.items()} == {"large": 250, "small": 100}
    flagged = sum(one.share.value * one.images for one in calibration.held_out.values())
    assert flagged == pytest.approx((expected > 1.0).sum())


def test_images_of_no_one_class_say_how_far_their_source_lies_by_the_files_own_parts(inputs: Inputs) -> None:
    rows = {"val": np.arange(350), "val_coarse": np.arange(350, 450), "test": np.arange(450, 700)}
    ready = replace(_of_sources(inputs, np.where(np.arange(700) < 345, "large", "small")), rows=rows)
    rng = np.random.default_rng(3)
    distance, odds = rng.gamma(9.0, 0.05, 450), rng.normal(-5.0, 2.0, 450)
    parts = Parts(distance.astype(np.float32), odds.astype(np.float32))
    before = replace(_answers(0.5), unfamiliarity=parts.unfamiliarity(1.0, 0.0)[:350].astype(np.float32))
    calibration = gates.refit(ready, before, parts)
    found = gates.own_promises(ready, calibration, gates.own_answers(ready, calibration, before, parts), parts)
    assert found.reference is not None
    assert {name: one.images for name, one in found.reference.by_source.items()} == {"large": 345, "small": 105}
    assert found.reference.held_out.images == 350
    scale = (calibration.unfamiliarity_threshold / ready.calibration.unfamiliarity_threshold) ** 0.5
    shift = calibration.outlier_threshold - ready.calibration.outlier_threshold
    expected = np.maximum(distance / scale, 2.0 / (1.0 + np.exp(shift - odds)))[345:]
    ends = (found.reference.by_source["small"].quantiles[0], found.reference.by_source["small"].quantiles[-1])
    assert ends == pytest.approx((expected.min(), expected.max()), rel=1e-4)


def test_heat_maps_are_compared_as_pictures() -> None:
    rng = np.random.default_rng(0)
    maps = rng.normal(size=(5, 3, 7, 7))
    assert gates.heatmap_check(maps, 2.0 * maps + 1.0, 0.1).value == pytest.approx(0.0, abs=1e-12)
    noisy = gates.heatmap_check(maps, maps + 0.2 * rng.normal(size=maps.shape), 0.1)
    assert 0.01 < noisy.value < 0.03  # a fifth of noise: 1 - 1 / sqrt(1.04) = 0.019
    assert noisy.passed
    assert not gates.heatmap_check(maps, maps[:, ::-1], 0.1).passed
    assert gates.heatmap_check(maps, np.zeros_like(maps), 0.1).value == 1.0
