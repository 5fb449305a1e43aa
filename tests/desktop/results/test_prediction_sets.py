"""Sets of possible diagnoses: by the thresholds of the document, per class, of the model's own probabilities."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.contract import DiagnosisSets
from desktop.errors import UsageError
from desktop.results.prediction_sets import possible, sets_at
from desktop.results.rows import columns
from desktop.results.terms import terms_of
from tests.desktop.results.test_prevalence import event
from tests.promising_model import promising_info
from tests.tiny_model import tiny_info

INFO = promising_info()  # at .9: red .2, green .3, blue .25


def test_a_diagnosis_is_possible_when_its_probability_reaches_its_own_threshold():
    ninety = sets_at(INFO)
    assert possible((0.2, 0.55, 0.25), ninety, INFO) == ("green", "blue", "red")
    assert possible((0.19, 0.57, 0.24), ninety, INFO) == ("green",)
    assert possible((0.19, 0.29, 0.24), ninety, INFO) == ()


def test_the_level_asked_for_is_that_of_the_column():
    assert terms_of(INFO).row(event(0.15, 0.65, 0.2)).possible == ("green",)
    assert terms_of(INFO, sets=0.95).row(event(0.15, 0.65, 0.2)).possible == ("green", "blue", "red")


def test_the_sets_do_not_hang_on_the_prevalence():
    assert terms_of(INFO, prevalence="red=0.001").row(event(0.3, 0.5, 0.2)).possible == ("green", "red")


def test_a_level_that_the_model_does_not_hold_is_refused():
    with pytest.raises(UsageError, match=r"--sets 0\.8: the model file holds sets at 0\.9, 0\.95"):
        sets_at(INFO, 0.8)
    with pytest.raises(UsageError, match=r"contract version 1\) holds no sets"):
        sets_at(tiny_info(contract=1), 0.9)
    assert sets_at(tiny_info()) is None


def test_the_column_is_there_where_the_model_has_sets():
    assert "possible" in columns(INFO)
    assert "possible" not in columns(tiny_info())


def test_sets_with_class_conditional_thresholds_hold_their_promise_for_the_rare_class_too():
    """By simulation: thresholds from one half of the images, coverage on the other."""
    draws = np.random.default_rng(5)
    truth = draws.choice(3, 40_000, p=[0.04, 0.7, 0.26])
    seen = np.exp(2.0 * draws.normal(truth[:, None] == np.arange(3), 1.0)) * np.array([0.04, 0.7, 0.26])
    answers = seen / seen.sum(axis=1, keepdims=True)
    half = len(truth) // 2
    codes = INFO.codes
    thresholds = {
        code: float(np.quantile(answers[:half][truth[:half] == c, c], 0.1, method="lower"))
        for c, code in enumerate(codes)
    }
    sets = DiagnosisSets(0.9, thresholds)
    for c, code in enumerate(codes):
        covered = [code in possible(tuple(p), sets, INFO) for p in answers[half:][truth[half:] == c]]
        assert np.mean(covered) == pytest.approx(0.9, abs=0.03)
