"""The least sure answers handed over: found by a share, and counted among the images at hand."""

from __future__ import annotations

from desktop.evaluation.handover import HandOverCount, steps_to_tell
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


def test_of_many_steps_a_few_are_told_the_first_and_the_last_among_them():
    steps = HandOverCount(promising_info(handover=INFO.handover * 20)).steps()
    told = steps_to_tell(steps)
    assert (len(told), told[0], told[-1]) == (6, steps[0], steps[-1])
