"""Answers at another prevalence: Bayes from the training shares, what a point does there, what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from desktop.contract import Figure, OperatingPoint
from desktop.engine.events import Classified
from desktop.errors import UsageError
from desktop.images.image_file import ImageFile
from desktop.results.lesions import joint_answer
from desktop.results.prevalence import expected_at, prevalence_of, read_prevalence
from desktop.results.prevalence_words import prevalence_in_words
from desktop.results.rows import at_point, to_row
from desktop.results.terms import terms_of
from desktop.results.wording import score_in_words
from tests.promising_model import promising_info
from tests.tiny_model import tiny_info

INFO = promising_info()  # trained on red .2, green .5, blue .3


def event(*probabilities: float) -> Classified:
    values = np.array(probabilities, dtype=np.float32)
    return Classified(0, ImageFile(Path("a.jpg"), "a.jpg"), 60, 45, values, 0.3, None)


def test_probabilities_follow_by_bayes_rule_and_diagnosis_and_malignant_score_with_them():
    row = terms_of(INFO, prevalence="red=0.5,green=0.25,blue=0.25").row(event(0.3, 0.5, 0.2))
    by_hand = np.array([0.3 * 0.5 / 0.2, 0.5 * 0.25 / 0.5, 0.2 * 0.25 / 0.3])
    assert row.probabilities == pytest.approx(by_hand / by_hand.sum(), abs=1e-6)
    assert (row.diagnosis, row.malignant) == ("red", pytest.approx(by_hand[0] / by_hand.sum(), abs=1e-6))
    assert row.own == pytest.approx((0.3, 0.5, 0.2))


def test_probabilities_at_another_prevalence_are_those_of_quapy():
    """It estimates the shares of a set from its answers, which the product does not; at them its answers are ours."""
    aggregative = pytest.importorskip("quapy.method.aggregative", reason="QuaPy is in the dev extra")
    draws = np.random.default_rng(3)
    seen = draws.normal(draws.choice(3, 500, p=[0.5, 0.2, 0.3])[:, None] == np.arange(3), 0.7)
    posterior = np.exp(2 * seen) * np.array([0.2, 0.5, 0.3])
    posterior /= posterior.sum(axis=1, keepdims=True)
    shares, theirs = aggregative.EMQ.EM(np.array([0.2, 0.5, 0.3]), posterior, epsilon=1e-12)
    ours = prevalence_of(dict(zip(INFO.codes, shares.tolist(), strict=True)), INFO).adjust(posterior)
    assert shares[0] > 0.4
    assert ours == pytest.approx(theirs, abs=1e-6)


def test_the_training_shares_themselves_change_nothing():
    row = terms_of(INFO, prevalence="red=0.2,green=0.5,blue=0.3").row(event(0.3, 0.5, 0.2))
    assert row.probabilities == pytest.approx((0.3, 0.5, 0.2), abs=1e-6)


def test_uniform_gives_the_balanced_decision():
    draws = np.random.default_rng(1)
    truth = draws.choice(3, 4000, p=[0.2, 0.5, 0.3])
    seen = draws.normal(truth[:, None] == np.arange(3), 1.0)
    likelihood = np.exp(seen)  # of unit normals at 0 and 1, up to a factor
    posterior = likelihood * np.array([0.2, 0.5, 0.3])
    posterior /= posterior.sum(axis=1, keepdims=True)
    balanced = read_prevalence("uniform", INFO)

    def recall(said: np.ndarray) -> float:
        return float(np.mean([(said[truth == c] == c).mean() for c in range(3)]))

    assert recall(np.array([balanced.adjust(p).argmax() for p in posterior])) > recall(posterior.argmax(axis=1)) + 0.03
    assert balanced.words == "uniform"


def test_classes_that_are_not_named_share_the_rest_as_in_training():
    assert read_prevalence("red=0.02", INFO).shares == pytest.approx((0.02, 0.98 * 5 / 8, 0.98 * 3 / 8))
    assert read_prevalence("RED SPOT=0.02, Green=0.9", INFO).shares == pytest.approx((0.02, 0.9, 0.08))
    assert read_prevalence("red=0.1,green=0.9", INFO).shares == pytest.approx((0.1, 0.9, 0.0))


def test_a_file_says_the_same(tmp_path):
    (tmp_path / "clinic.csv").write_text("class;prevalence\nred;0,02\ngreen;0,9\n", encoding="utf-8")
    assert read_prevalence(str(tmp_path / "clinic.csv"), INFO) == read_prevalence("red=0.02,green=0.9", INFO)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("red=0.5,green=0.5,blue=0.5", "sums to 1.5 over all classes; shares must sum to 1"),
        ("red=0.1,green=0.1,blue=0.1", "sums to 0.3 over all classes"),
        ("red=0.7,green=0.7", "sums to 1.4"),
        ("mole=0.5", "names 'mole', which is no class of the model; it has: red, green, blue"),
        ("=0.5", "names '', which is no class"),
        ("red=0.1,Red spot=0.2", "names red twice"),
        ("red=2", "share '2'; a share is a number from 0 to 1"),
        ("red=-0.1", "a share is a number"),
        ("red=nan", "a share is a number"),
        ("red=2%", "a share is a number"),
        ("red=0.1,green", "has 'green'; write it as CLASS=SHARE"),
        ("nowhere.csv", "is 'nowhere.csv', which is no file"),
        ("", "is '', which is no file"),
        ("x" * 5000, "which is no file"),
    ],
)
def test_what_is_no_prevalence_is_refused_with_the_reason(text, words):
    with pytest.raises(UsageError) as caught:
        read_prevalence(text, INFO)
    assert words in str(caught.value)


@pytest.mark.parametrize("read", [read_prevalence, prevalence_of])
@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({0: 0.5}, "names '0', which is no class of the model; it has: red, green, blue"),
        ({None: 0.5}, "names 'None', which is no class"),
        ({"red": None}, "gives red the share 'None'; a share is a number from 0 to 1"),
        ({"red": "much"}, "gives red the share 'much'"),
        ({"red": float("nan")}, "gives red the share 'nan'"),
        ({"red": [0.5]}, "a share is a number"),
    ],
)
def test_what_a_script_gives_and_is_no_prevalence_is_refused_with_the_reason(read, shares, words):
    with pytest.raises(UsageError, match=re.escape(words)):
        read(shares, INFO)


def test_a_file_without_the_columns_is_refused(tmp_path):
    (tmp_path / "x.csv").write_text("a,b\nred,0.1\n", encoding="utf-8")
    with pytest.raises(UsageError, match="in the columns class and prevalence"):
        read_prevalence(str(tmp_path / "x.csv"), INFO)


def test_a_model_that_does_not_tell_its_training_shares_is_refused():
    with pytest.raises(UsageError, match=r"contract version 1\) does not tell them"):
        read_prevalence("uniform", tiny_info(contract=1))


def test_a_class_the_model_has_never_seen_gets_no_share():
    info = promising_info(prevalence={"red": 0.0, "green": 0.6, "blue": 0.4})
    with pytest.raises(UsageError, match="red, of which the model has seen no training image"):
        read_prevalence("uniform", info)
    assert read_prevalence("red=0,green=0.5,blue=0.5", info).adjust([0.9, 0.05, 0.05])[0] == 0


def test_the_referral_is_by_the_models_own_score_at_which_its_threshold_was_set():
    """So its sensitivity and specificity are those that were measured, and PPV and NPV follow from them."""
    plain, turned = (terms_of(INFO, prevalence=p).row(event(0.3, 0.5, 0.2)) for p in (None, "red=0.01"))
    assert plain.referral
    assert turned.referral
    assert turned.malignant < INFO.operating_points[0].threshold
    assert at_point(turned, INFO, INFO.operating_points[1]).referral is False
    assert "red spot score 0.300 at the training prevalence, threshold 0.250" in score_in_words(
        turned, INFO, INFO.operating_points[0]
    )


def test_ppv_npv_and_referrals_are_those_of_a_thousand_images_counted_by_hand():
    point = OperatingPoint("p", ("red",), 0.2, test={"sensitivity": Figure(0.9), "specificity": Figure(0.8)})
    found = expected_at(point, read_prevalence("red=0.1", INFO), INFO)
    assert found.referrals.value == pytest.approx(90 + 180)
    assert found.ppv.value == pytest.approx(90 / 270)
    assert found.npv.value == pytest.approx(720 / 730)
    assert found.part == "test"


def test_the_limits_are_those_at_both_limits_of_sensitivity_and_specificity():
    prevalence = read_prevalence("red=0.1", INFO)
    found = expected_at(INFO.operating_points[0], prevalence, INFO)  # .95 (.90-.98) and .70 (.60-.80) on validation
    assert (found.ppv.low, found.ppv.high) == pytest.approx((90 / (90 + 360), 98 / (98 + 180)))
    assert (found.referrals.low, found.referrals.high) == pytest.approx((90 + 180, 98 + 360))
    words = "\n".join(prevalence_in_words(prevalence, INFO.operating_points[0], INFO))
    assert "365 (270-458) of 1,000 images are referred; of the referred 0.260 (0.200-0.353) are red spot (PPV)" in words
    assert "where 10 % of the images are red spot: " in words
    assert "on validation" in words
    assert "is not known" in "\n".join(prevalence_in_words(prevalence, INFO.operating_points[1], INFO))


def test_nobody_ill_leaves_no_ppv_to_tell_of_what_cannot_be():
    found = expected_at(INFO.operating_points[0], read_prevalence("red=0", INFO), INFO)
    assert found.ppv.value == 0
    assert found.npv.value == 1


def test_all_of_one_class_is_a_hundred_in_a_hundred_and_not_one_image():
    words = "\n".join(prevalence_in_words(read_prevalence("red=1", INFO), INFO.operating_points[0], INFO))
    assert "where 100 % of the images are red spot" in words


def test_a_lesions_joint_answer_is_the_same_before_and_after():
    terms = terms_of(INFO, prevalence="red=0.05")
    events = [event(0.3, 0.5, 0.2), event(0.6, 0.3, 0.1)]
    plain = joint_answer([to_row(e, INFO, None) for e in events], INFO, None)
    turned = joint_answer([terms.row(e) for e in events], INFO, None, prevalence=terms.prevalence)
    assert turned.probabilities == pytest.approx(terms.prevalence.adjust(plain.probabilities), abs=1e-6)
