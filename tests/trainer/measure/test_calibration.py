"""Temperature, operating points and unfamiliarity, on numbers with a known answer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from desktop.contract import ClassInfo, OperatingPoint
from trainer.data.dataset import HAM10000_CLASSES
from trainer.errors import RunError
from trainer.measure import calibration, metrics
from trainer.measure.operating_points import achieved, few_positives, fit_operating_points, score_and_aim
from trainer.measure.temperature import SUREST, fit_biases, fit_temperature
from trainer.measure.unfamiliarity import REACH, fit_unfamiliarity, principal_space, unfamiliarity_method


def _labels_of(probabilities: np.ndarray, seed: int) -> np.ndarray:
    """Labels drawn from the probabilities, which are then calibrated by construction."""
    rng = np.random.default_rng(seed)
    return (rng.random(len(probabilities))[:, None] > probabilities.cumsum(axis=1)).sum(axis=1)


@pytest.mark.parametrize("true_temperature", [0.5, 1.0, 2.5])
def test_the_temperature_that_made_the_labels_is_found(true_temperature: float) -> None:
    logits = np.random.default_rng(0).normal(scale=3.0, size=(20000, 5))
    labels = _labels_of(metrics.softmax(logits, true_temperature), 1)
    assert fit_temperature(labels, logits) == pytest.approx(true_temperature, rel=0.05)


def test_a_validation_part_without_mistakes_makes_no_answer_certain() -> None:
    labels = np.arange(50) % 5
    temperature = fit_temperature(labels, 3.0 * np.eye(5)[labels])
    assert temperature == pytest.approx(SUREST, rel=1e-3)


def test_biases_take_back_what_class_weights_did() -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(scale=2.0, size=(6000, 4)) - np.array([0.0, 0.5, 1.0, 2.0])
    labels = _labels_of(metrics.softmax(logits), 1)
    weighted = 1.5 * (logits + np.array([0.0, 0.3, 0.6, 1.2]))  # rarer classes were given more weight
    temperature, biases = fit_biases(labels, weighted)
    assert temperature == pytest.approx(1.5, rel=0.05)
    found = np.array(biases) / temperature
    assert found - found[0] == pytest.approx([0.0, -0.3, -0.6, -1.2], abs=0.12)
    seen = calibration.Calibration(temperature, (), 1.0, "how", "who", biases=biases)
    p, shares = seen.probabilities(weighted), np.bincount(labels, minlength=4) / 6000
    assert p.mean(axis=0) == pytest.approx(shares, abs=0.003)
    alone = metrics.softmax(weighted, fit_temperature(labels, weighted)).mean(axis=0)
    assert abs(alone - shares).max() > 0.02  # what one temperature leaves
    assert p == pytest.approx(metrics.softmax(seen.shifted(weighted), temperature))


def test_a_class_of_no_image_on_validation_is_not_ruled_out() -> None:
    logits = np.random.default_rng(0).normal(size=(300, 3))
    temperature, biases = fit_biases(np.arange(300) % 2, logits)
    assert -6 < biases[2] / temperature < 0
    few, little = fit_biases(np.array([0, 0]), np.zeros((2, 3)))
    assert np.abs(np.array(little) / few).max() < 1.5


def _seven(n: int = 700) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    labels = np.arange(n) % 7
    return labels, metrics.softmax(rng.normal(size=(n, 7)) + 1.5 * np.eye(7)[labels])


def test_thresholds_are_the_largest_that_the_n_plus_1_rule_allows() -> None:
    labels, p = _seven()
    points = fit_operating_points(HAM10000_CLASSES, labels, p)
    names = [point.name for point in points]
    assert names[0] == "malignant-sensitivity-0.95"
    assert len(names) == len(set(names)) == 4
    for point in points:
        target = float(point.name[-4:])
        columns = [i for i, c in enumerate(HAM10000_CLASSES) if c.code in point.classes]
        positive = np.isin(labels, columns)
        scores, count = p[:, columns].sum(axis=1)[positive], positive.sum()
        referred = int((scores.astype(np.float32) >= point.threshold).sum())
        assert referred / (count + 1) >= target  # one more positive is as likely to fall between any two of these
        assert (referred - 1) / (count + 1) < target


@pytest.mark.parametrize("positives", [20, 40, 150])
@pytest.mark.parametrize("target", [0.95, 0.90])
def test_a_point_keeps_its_name_on_images_that_set_no_threshold(positives: int, target: float) -> None:
    rng = np.random.default_rng(positives)
    classes = (ClassInfo("bad", "Bad", True), ClassInfo("good", "Good", False))

    def scores(n: int) -> np.ndarray:
        return 1 / (1 + np.exp(-rng.normal(1.0, 2.0, n)))

    kept = []
    for _ in range(400):
        bad = np.concatenate([scores(positives), scores(10)])
        labels = np.repeat([0, 1], [positives, 10])
        points = fit_operating_points(classes, labels, np.stack([bad, 1 - bad], axis=1))
        point = next(p for p in points if p.name == f"malignant-sensitivity-{target:.2f}")
        kept.append((scores(1000) >= point.threshold).mean())
    assert np.mean(kept) >= target - 0.003


@pytest.mark.parametrize("positives", [5, 8, 19])
def test_of_few_positives_there_is_one_point_and_its_name_holds(positives: int) -> None:
    rng = np.random.default_rng(positives)
    classes = (ClassInfo("bad", "Bad", True), ClassInfo("good", "Good", False))
    held = []
    for _ in range(400):
        bad = rng.random(positives + 10)
        (point,) = fit_operating_points(classes, np.repeat([0, 1], [positives, 10]), np.stack([bad, 1 - bad], axis=1))
        held.append(1 - point.threshold >= float(point.name[-4:]))  # of uniform scores, that is the sensitivity
    assert np.mean(held) >= 0.93
    assert float(point.name[-4:]) < 0.95


@pytest.mark.parametrize(
    ("positives", "missed"),
    [(20, (0, 1)), (28, (0, 1)), (29, (0, 2)), (38, (0, 2)), (39, (1, 3)), (58, (1, 4)), (59, (2, 5))],
)
def test_how_many_positives_a_point_misses_follows_from_one_more_than_there_are(
    positives: int, missed: tuple[int, int]
) -> None:
    """Of 39 the second lowest, as of 40 with the next one a twentieth is 2: `n` or `n + 2` would say so of others."""
    labels = np.array([0] * positives + [1] * 50)
    score = np.concatenate([np.linspace(0.2, 0.9, positives), np.full(50, 0.1)])
    found = fit_operating_points(
        (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Nevus", False)),
        labels,
        np.stack([score, 1 - score], axis=1),
    )
    named = {point.name: int((score[:positives].astype(np.float32) < point.threshold).sum()) for point in found}
    assert tuple(named[f"melanoma-sensitivity-{aim}"] for aim in ("0.95", "0.90")) == missed


def test_images_of_one_lesion_make_no_more_positives() -> None:
    classes = (ClassInfo("bad", "Bad", True), ClassInfo("good", "Good", False))
    bad = np.random.default_rng(0).random(8)
    labels, p = np.repeat([0, 1], [4, 4]), np.stack([bad, 1 - bad], axis=1)
    lesions = np.arange(8).astype(str)
    (four,) = fit_operating_points(classes, labels, p, lesions=lesions)
    (still,) = fit_operating_points(classes, labels.repeat(9), p.repeat(9, axis=0), lesions=lesions.repeat(9))
    assert four.name == still.name == "malignant-sensitivity-0.47"  # .05 ^ (1 / 4)
    assert four.threshold == still.threshold
    assert four.validation == still.validation
    assert few_positives(classes, labels.repeat(9), lesions.repeat(9)) == {"malignant": 4}
    one = np.where(labels == 0, "the same", lesions)
    assert fit_operating_points(classes, labels, p, lesions=one) == ()


def test_malignant_is_taken_from_the_class_list() -> None:
    labels, p = _seven()
    points = fit_operating_points(HAM10000_CLASSES, labels, p)
    assert points[0].classes == ("akiec", "bcc", "mel")
    harmless = tuple(ClassInfo(c.code, c.name, False) for c in HAM10000_CLASSES if c.code != "mel")
    assert fit_operating_points(harmless, labels[labels < 6], p[labels < 6][:, :6]) == ()


def test_a_score_without_positives_gives_no_point() -> None:
    labels, p = _seven()
    melanoma = [c.code for c in HAM10000_CLASSES].index("mel")
    keep = labels != melanoma
    points = fit_operating_points(HAM10000_CLASSES, labels[keep], p[keep])
    assert {point.name.split("-")[0] for point in points} == {"malignant"}


def test_what_lies_outside_the_training_subspace_is_unfamiliar() -> None:
    rng = np.random.default_rng(0)
    directions = np.linalg.qr(rng.normal(size=(60, 10)))[0].T
    noise = 0.05

    def familiar(n: int) -> np.ndarray:
        return rng.normal(size=(n, 10)) @ directions + noise * rng.normal(size=(n, 60)) + 3.0

    space, threshold = fit_unfamiliarity(familiar(400), familiar(300))
    squared = space.residual(familiar(1000))
    assert (squared > threshold).mean() < 0.01
    within = squared > threshold / REACH**2
    assert 0.002 < within.mean() < 0.03  # the 99th percentile of the validation images, and REACH times that distance
    strange = rng.normal(size=(100, 60)) + 3.0
    assert (space.residual(strange) > threshold).all()
    assert np.allclose(space.basis.T @ space.basis, np.eye(space.basis.shape[1]), atol=1e-4)


def test_every_channel_counts_alike_and_a_constant_one_not_at_all() -> None:
    rng = np.random.default_rng(1)
    train = rng.normal(size=(200, 40)) + 2.0
    units = np.exp(rng.normal(size=40))
    plain, scaled = (principal_space(features, 8) for features in (train, train * units))
    assert np.allclose(plain.residual(train), scaled.residual(train * units), rtol=1e-4)
    train[:, 7] = 3.0
    space = principal_space(train, 8)
    strange = train.copy()
    strange[:, 7] = 1000.0
    assert np.allclose(space.residual(strange), space.residual(train))


def test_distance_inside_the_subspace_counts_where_it_is_asked_for() -> None:
    rng = np.random.default_rng(2)
    mixing = np.eye(20)
    mixing[:2] += rng.normal(size=(2, 20))  # two causes that all channels share
    train = rng.normal(size=(5000, 20)) @ mixing * np.exp(rng.normal(size=20))
    space = principal_space(train, 2, whole=True)
    covariance = np.corrcoef(train.T)  # every channel in units of its own deviation
    values, vectors = np.linalg.eigh(covariance)
    values[:-2] = values[:-2].mean()  # probabilistic PCA: what is left over is alike in all directions
    inverse = vectors @ np.diag(1 / values) @ vectors.T
    centred = rng.normal(size=(50, 20))
    expected = np.einsum("ni,ij,nj->n", centred, inverse, centred) * values[0]
    assert np.allclose(space.residual(centred * train.std(axis=0) + train.mean(axis=0)), expected, rtol=1e-3)


def test_a_point_s_name_says_its_score_and_its_aim_and_another_rule_s_name_stands_for_itself() -> None:
    labels, p = _seven()
    names = [point.name for point in fit_operating_points(HAM10000_CLASSES, labels, p)]
    assert [score_and_aim(name) for name in names] == [
        (score, f"sensitivity {aim}") for score in ("malignant", "melanoma") for aim in ("0.95", "0.90")
    ]
    assert score_and_aim("malignant-youden") == ("malignant-youden", "malignant-youden")


def test_calibration_survives_the_disk(tmp_path: Path) -> None:
    labels, p = _seven()
    points = fit_operating_points(HAM10000_CLASSES, labels, p)
    space, threshold = fit_unfamiliarity(p, p)
    saved = calibration.Calibration(1.5, points, threshold, "how", "who", biases=(0.5, -1.0))
    calibration.save_calibration(tmp_path, saved, space)
    loaded, again = calibration.load_calibration(tmp_path)
    assert loaded == saved
    assert np.array_equal(again.basis, space.basis)
    assert np.array_equal(again.scale, space.scale)
    assert again.features == space.features
    other = replace(space, features=("conv2_block3_out:mean", "conv4_out:std"))
    calibration.save_calibration(tmp_path, saved, other)
    assert calibration.load_calibration(tmp_path)[1].features == other.features
    assert "conv2_block3_out" in unfamiliarity_method(other)
    calibration.save_calibration(tmp_path, saved, replace(space, features=("conv4_block6_out:std",)))  # of earlier runs
    assert calibration.load_calibration(tmp_path)[1].features == space.features
    with (tmp_path / "unfamiliarity.npz").open("wb") as stream:
        np.savez(stream, mean=space.mean, basis=space.basis)  # as an earlier version had it
    with pytest.raises(RunError, match="train it again"):
        calibration.load_calibration(tmp_path)
    calibration.save_calibration(tmp_path, saved, space)
    (tmp_path / "calibration.json").write_text("{}", encoding="utf-8")
    with pytest.raises(RunError, match="train it again"):
        calibration.load_calibration(tmp_path)


def test_the_curve_says_what_each_threshold_gives_on_validation() -> None:
    rng = np.random.default_rng(3)
    classes = (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Nevus", False))
    labels = rng.integers(0, 2, 300)
    melanoma = np.clip(rng.normal(0.6 - 0.3 * labels, 0.2), 0, 1)
    probabilities = np.stack([melanoma, 1 - melanoma], axis=1).astype(np.float32)
    points = fit_operating_points(classes, labels, probabilities)
    assert all(point.curve == points[0].curve for point in points)
    thresholds = [entry[0] for entry in points[0].curve]
    assert thresholds == sorted(set(thresholds))
    assert (thresholds[0], thresholds[-1]) == (0.0, 1.0)
    assert thresholds[1] < 0.001
    for threshold, sensitivity, specificity in points[0].curve[::7]:
        found = achieved(OperatingPoint("there", ("mel",), threshold), classes, labels, probabilities)
        assert sensitivity == pytest.approx(found["sensitivity"].value, abs=1e-4)
        assert specificity == pytest.approx(found["specificity"].value, abs=1e-4)


@pytest.mark.parametrize("named", [ClassInfo("MEL", "Melanom", True), ClassInfo("MM", "melanoma", True)])
def test_melanoma_has_its_point_however_its_class_is_called(named: ClassInfo) -> None:
    classes = (named, ClassInfo("bcc", "Basal cell carcinoma", True), ClassInfo("nv", "Nevus", False))
    labels = np.repeat([0, 1, 2], 40)
    probabilities = np.random.default_rng(0).dirichlet(np.ones(3), 120)
    points = {point.name: point.classes for point in fit_operating_points(classes, labels, probabilities)}
    assert points["melanoma-sensitivity-0.95"] == (named.code,)
    assert points["malignant-sensitivity-0.95"] == (named.code, "bcc")
