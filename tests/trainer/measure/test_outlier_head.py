"""A head that was shown images of another kind: what it tells, what it leaves alone, and where its threshold lies."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from trainer.measure.calibration import Calibration, load_calibration, save_calibration
from trainer.measure.outlier_head import (
    CLIP,
    SHARES,
    OutlierHead,
    above_threshold,
    fit_outlier_head,
    flagged_by_source,
    outlier_threshold,
)
from trainer.measure.unfamiliarity import (
    THRESHOLD_RULE,
    UnfamiliaritySpace,
    fit_unfamiliarity,
    threshold_rule,
    unfamiliarity_method,
)

WIDTH, DISTANCE = 40, 12


def _familiar(count: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).normal(3.0, 0.5, (count, WIDTH))


def _close_ups(count: int, seed: int) -> np.ndarray:
    """No further from the training images than these themselves, and a little other in many features."""
    return _familiar(count, seed) + 0.3 * np.where(np.arange(WIDTH) % 2, 1.0, -1.0)


@pytest.fixture
def space() -> UnfamiliaritySpace:
    head = fit_outlier_head(_familiar(600, 0), _close_ups(60, 1), ("a:std", "b:mean"))
    known, _ = fit_unfamiliarity(_familiar(600, 0)[:, :DISTANCE], _familiar(300, 2)[:, :DISTANCE])
    return replace(known, head=head, features=("a:std",))


def test_the_head_tells_what_lies_no_further_away(space: UnfamiliaritySpace) -> None:
    _, threshold = fit_unfamiliarity(_familiar(600, 0)[:, :DISTANCE], _familiar(300, 2)[:, :DISTANCE])
    assert space.head is not None
    limit = outlier_threshold(space.head.scores(_familiar(300, 2)), ["one"] * 300)
    alone = replace(space, head=None).unfamiliarity(_close_ups(400, 5), threshold)
    assert (alone > 1.0).mean() < 0.05
    both = space.unfamiliarity(_close_ups(400, 5), threshold, limit)
    assert (both > 1.0).mean() > 0.8
    assert (space.unfamiliarity(_familiar(2000, 6), threshold, limit) > 1.0).mean() < 0.02


def test_what_the_head_never_saw_is_still_far_away(space: UnfamiliaritySpace) -> None:
    """The larger of the two counts: an image against which the head is sure may be nothing like the training images."""
    strange = _familiar(50, 7)
    strange[:, :DISTANCE] += 20.0 * np.random.default_rng(8).normal(size=(50, DISTANCE))
    _, threshold = fit_unfamiliarity(_familiar(600, 0)[:, :DISTANCE], _familiar(300, 2)[:, :DISTANCE])
    assert (space.unfamiliarity(strange, threshold, 1e9) > 1.0).all()


def test_both_kinds_weigh_alike_whatever_their_numbers() -> None:
    few, many = (fit_outlier_head(_familiar(600, 0), _close_ups(n, 1), ("a:std",)) for n in (60, 600))
    likeness = np.corrcoef(few.weights, many.weights)[0, 1]
    assert likeness > 0.9
    assert np.linalg.norm(few.weights) == pytest.approx(np.linalg.norm(many.weights), rel=0.3)


def test_one_strange_feature_does_not_decide_and_a_constant_one_says_nothing() -> None:
    familiar, outliers = _familiar(600, 0), _close_ups(60, 1)
    familiar[:, 7] = outliers[:, 7] = 2.0
    head = fit_outlier_head(familiar, outliers, ("a:std",))
    image = familiar[:1].copy()
    image[:, 7] = 1000.0
    assert head.scores(image) == pytest.approx(head.scores(familiar[:1]))
    image[:, 3] = 1e6
    moved = abs(float(head.scores(image)[0] - head.scores(familiar[:1])[0]))
    assert moved <= 2 * CLIP * float(np.abs(head.weights).max())


def test_the_threshold_is_set_by_the_largest_source_and_lenient_to_the_others() -> None:
    rng = np.random.default_rng(0)
    near, far = rng.normal(0.0, 1.0, 3000), rng.normal(2.0, 1.0, 1000)
    sources = np.repeat(["large", "other"], [3000, 1000])
    limit = outlier_threshold(np.concatenate([near, far]), sources)
    assert limit == pytest.approx(np.quantile(far, SHARES[1]))  # the higher of the two
    assert outlier_threshold(near, ["large"] * 3000) == pytest.approx(np.quantile(near, SHARES[0]))
    scores = np.concatenate([near, far])[::-1]
    assert outlier_threshold(scores, sources[::-1]) == pytest.approx(limit)
    found = flagged_by_source(above_threshold(scores - limit), np.arange(4000).astype(str), sources[::-1])
    assert found["other"].share.value == pytest.approx(1 - SHARES[1], abs=1e-3)
    assert found["large"].share.value < found["other"].share.value
    assert (found["large"].images, found["other"].images) == (3000, 1000)


def test_unfamiliarity_is_one_at_the_threshold_and_never_more_than_two() -> None:
    assert above_threshold(np.array([0.0, -1e6, 1e6])) == pytest.approx([1.0, 0.0, 2.0])
    assert (np.diff(above_threshold(np.linspace(-20, 20, 100))) > 0).all()


def test_the_head_survives_the_disk_and_is_named(space: UnfamiliaritySpace, tmp_path: Path) -> None:
    saved = Calibration(1.0, (), 2.0, "how", "who", outlier_threshold=0.7)
    save_calibration(tmp_path, saved, space)
    calibration, again = load_calibration(tmp_path)
    assert calibration == saved
    assert isinstance(again.head, OutlierHead)
    assert again.measured == ("a:std", "b:mean")
    features = _close_ups(20, 9)
    assert np.array_equal(again.unfamiliarity(features, 2.0, 0.7), space.unfamiliarity(features, 2.0, 0.7))
    assert "images of another kind" in unfamiliarity_method(replace(again, features=("conv4_out:std",)))
    assert "99.5th percentile" in threshold_rule(again)
    assert threshold_rule(replace(again, head=None)) == THRESHOLD_RULE
    save_calibration(tmp_path, saved, replace(space, head=None))
    assert load_calibration(tmp_path)[1].head is None
