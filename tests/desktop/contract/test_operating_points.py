"""An operating point that was set stays with the model that it was set for."""

from __future__ import annotations

from desktop.contract.operating_points import carry_point, encode_point, named_at, point_at, scores
from tests.tiny_model import tiny_info

INFO = tiny_info()
FIRST = INFO.operating_points[0]


def with_threshold(threshold: float) -> object:
    points = tuple(type(p)(p.name, p.classes, threshold, p.validation, p.test, p.curve) for p in INFO.operating_points)
    return tiny_info(operating_points=points)


def test_a_threshold_that_was_set_is_found_again_for_the_same_model() -> None:
    free = point_at(INFO, scores(INFO)[0], 0.4225)
    assert carry_point(encode_point(free, "one"), INFO, "one").point == free
    assert carry_point(encode_point(free, "one"), INFO, "one").dropped == ""
    assert named_at(INFO, free) is None


def test_another_models_threshold_is_dropped_and_said() -> None:
    free = point_at(INFO, scores(INFO)[0], 0.4225)
    carried = carry_point(encode_point(free, "one"), INFO, "another")
    assert carried.point == INFO.operating_point()
    assert carried.dropped == free.name


def test_a_named_point_is_found_by_its_name_at_the_threshold_of_the_model_that_is_asked() -> None:
    other = with_threshold(0.7)
    carried = carry_point(encode_point(FIRST, "one"), other, "another")
    assert carried.point is not None
    assert (carried.point.name, carried.point.threshold, carried.dropped) == (FIRST.name, 0.7, "")


def test_what_no_model_can_read_is_the_models_first() -> None:
    for text in (None, "", "no JSON", '{"name": "x"}'):
        assert carry_point(text, INFO).point == INFO.operating_point()
