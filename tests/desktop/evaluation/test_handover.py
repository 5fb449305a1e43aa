"""The least sure answers handed over: found by a share, and counted among the images at hand."""

from __future__ import annotations

import pytest

from desktop.contract import HandOver
from desktop.errors import UsageError
from desktop.evaluation.handover import HandedOver, HandOverCount, confidence_digits, handover_at, steps_to_tell
from desktop.results.rows import FAILED, OK, Row
from tests.promising_model import promising_info
from tests.tiny_model import tiny_info

INFO = promising_info()  # none below 0, a fifth below .5, three fifths below .9


def test_the_images_at_hand_below_each_confidence_are_counted_by_the_models_own_probabilities():
    count = HandOverCount(INFO)
    for own in ((0.4, 0.3, 0.3), (0.5, 0.3, 0.2), (0.95, 0.05, 0.0)):
        count.add(Row("a.jpg", OK, probabilities=(0.98, 0.01, 0.01), trained=own, prevalence="uniform"))
    count.add(Row("b.jpg", FAILED, "gone"))
    assert [(step.measured.confidence, step.here) for step in count.steps()] == [(0.0, 0), (0.5, 1), (0.9, 2)]
    assert HandOverCount(tiny_info()).steps() == ()


def test_a_share_finds_the_step_that_hands_over_at_least_as_many():
    assert handover_at(INFO, 0.1).share == 0.2
    assert handover_at(INFO, 0.2).accuracy.value == 0.9
    assert handover_at(INFO, 0.0).share == 0.0


@pytest.mark.parametrize("share", [0.7, 1.5, -0.1, float("nan")])
def test_a_share_beyond_what_was_measured_is_refused(share):
    with pytest.raises(UsageError, match=r"measured from 0 to 0\.60"):
        handover_at(INFO, share)
    with pytest.raises(UsageError, match="does not tell"):
        handover_at(tiny_info(), 0.1)


def test_of_many_steps_a_few_are_told_the_first_and_the_last_among_them():
    steps = HandOverCount(promising_info(handover=INFO.handover * 20)).steps()
    told = steps_to_tell(steps)
    assert (len(told), told[0], told[-1]) == (6, steps[0], steps[-1])


@pytest.mark.parametrize(
    ("confidences", "digits"), [((0.0, 0.5, 0.9), 2), ((0.9874, 0.9942, 0.5), 3), ((0.99991, 0.99992), 5), ((0.5,), 2)]
)
def test_steps_are_told_in_as_many_digits_as_keep_them_apart(confidences, digits):
    accuracy = INFO.handover[0].accuracy
    assert confidence_digits(HandedOver(HandOver(one, 0.1, accuracy), 0) for one in confidences) == digits
