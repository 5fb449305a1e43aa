"""A threshold or a target as a person writes it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from desktop.contract import ModelInfo
from desktop.contract.operating_points import scores
from desktop.contract.targets import written_point
from desktop.errors import UsageError
from tests.tiny_model import tiny_info

_CURVE = ((0.1, 1.0, 0.4), (0.3, 0.9, 0.75), (0.4, 0.9, 0.8), (0.6, 0.5, 0.9))


@pytest.fixture
def info() -> ModelInfo:
    first, second = tiny_info().operating_points
    return tiny_info(operating_points=(replace(first, curve=_CURVE), second))


@pytest.mark.parametrize(
    ("text", "threshold"),
    [
        ("0.35", 0.35),
        ("at least 0.350", 0.35),
        ("threshold 0.35", 0.35),
        (" ,35 ", 0.35),
        ("35 %", 0.35),
        ("0", 0.0),
        ("sensitivity 0.90", 0.4),
        ("sens 90%", 0.4),
        ("Sensitivity = 0.95", 0.25),
        ("specificity 0.8", 0.4),
        ("SPEC ≥ 0,71", 0.3),
    ],
)
def test_thresholds_and_targets_are_understood(info: ModelInfo, text: str, threshold: float) -> None:
    assert written_point(info, scores(info)[0], text).threshold == threshold


def test_a_named_point_is_found_by_its_name_and_by_its_threshold(info: ModelInfo) -> None:
    named = info.operating_points[0]
    assert written_point(info, scores(info)[0], named.name.upper()) == named
    assert written_point(info, scores(info)[0], f"{named.threshold}") == named


@pytest.mark.parametrize("text", ["", "high", "1.5", "120 %", "0.3 0.4", "s 0.9", "-0.2", "nan", "specificity 0.95"])
def test_what_cannot_be_meant_is_refused_in_a_sentence(info: ModelInfo, text: str) -> None:
    with pytest.raises(UsageError, match=r"threshold|outside"):
        written_point(info, scores(info)[0], text)
