"""Several images of one lesion: the joint answer is that of the mean of their logits."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.results.lesions import joint_answer
from desktop.results.rows import FAILED, OK, UNFAMILIAR, Row
from tests.tiny_model import TEMPERATURE, tiny_info


def _row(*logits: float, flags: tuple[str, ...] = ()) -> Row:
    powers = np.exp(np.array(logits) / TEMPERATURE)
    probabilities = tuple(float(p) for p in powers / powers.sum())
    return Row("a.png", OK, probabilities=probabilities, flags=flags)


def test_the_joint_probabilities_are_those_of_the_mean_logits() -> None:
    logits = np.array([[6.0, 1.0, 0.0], [2.0, 5.0, -1.0], [4.0, 1.5, 0.5]])
    joint = joint_answer([_row(*one) for one in logits], tiny_info(), None)
    powers = np.exp(logits.mean(axis=0) / TEMPERATURE)
    assert joint is not None
    assert joint.probabilities == pytest.approx(powers / powers.sum(), abs=1e-6)
    assert joint.diagnosis == "red"
    assert joint.malignant == pytest.approx(joint.probabilities[0])
    assert joint.referral is None


def test_one_image_alone_keeps_its_own_answer() -> None:
    row = _row(3.0, 1.0, 2.0)
    joint = joint_answer([row], tiny_info(), None)
    assert joint is not None
    assert joint.probabilities == pytest.approx(row.probabilities, abs=1e-6)


def test_failed_and_unfamiliar_images_are_left_out_and_counted() -> None:
    info = tiny_info()
    rows = [_row(5.0, 0.0, 0.0), _row(0.0, 9.0, 0.0, flags=(UNFAMILIAR,)), Row("b.png", FAILED, "gone")]
    joint = joint_answer(rows, info, info.operating_points[0])
    assert joint is not None
    assert (joint.images, joint.left_out, joint.diagnosis, joint.referral) == (1, 2, "red", True)
    assert joint_answer(rows[1:], info, None) is None


def test_a_probability_too_small_for_a_float_vetoes_nothing() -> None:
    none = Row("a.png", OK, probabilities=(0.0, 1.0, 0.0))
    joint = joint_answer([none, _row(8.0, 0.0, 0.0)], tiny_info(), None)
    assert joint is not None
    assert np.isfinite(joint.probabilities).all()
    assert sum(joint.probabilities) == pytest.approx(1.0)


def test_the_referral_is_the_operating_points() -> None:
    info = tiny_info()
    strict = info.operating_points[1]
    assert joint_answer([_row(1.0, 1.0, 1.0)], info, info.operating_points[0]).referral is True  # type: ignore[union-attr]
    assert joint_answer([_row(1.0, 1.0, 1.0)], info, strict).referral is False  # type: ignore[union-attr]
