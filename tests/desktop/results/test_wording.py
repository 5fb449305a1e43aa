"""Numbers beside each other never contradict the word beside them: no score that reads as the threshold that it does
not reach, no threshold of 0.000, no 1.00 for what is less."""

from __future__ import annotations

import pytest

from desktop.common.figure import Figure, figure_in_words
from desktop.contract import OperatingPoint
from desktop.gui.review.agreement_page import _figure
from desktop.gui.settings import Numbers
from desktop.results.rows import OK, Row
from desktop.results.wording import beside_threshold, score_in_words, threshold_in_words
from tests.tiny_model import tiny_info


def said(score: float, threshold: float, referral: bool) -> str:
    row = Row("a.png", OK, probabilities=(score, 1 - score, 0.0), referral=referral)
    point = OperatingPoint("p", ("red",), threshold, {}, {})
    return score_in_words(row, tiny_info(), point)


@pytest.mark.parametrize(
    ("score", "threshold", "words"),
    [
        (0.001, 0.092, "score 0.001, threshold 0.092"),
        (0.0917, 0.0921, "score 0.0917, threshold 0.0921"),
        (0.09199999, 0.092, "score just below 0.092, threshold 0.092"),
        (0.00001, 0.092, "score <0.001, threshold 0.092"),
        (0.00001, 0.0004, "score <0.0001, threshold 0.0004"),
        (0.000001, 0.00002, "score <0.00001, threshold 0.00002"),
    ],
)
def test_what_is_not_referred_reads_less_than_the_threshold(score: float, threshold: float, words: str) -> None:
    assert words in said(score, threshold, referral=False)


@pytest.mark.parametrize(
    ("score", "threshold", "words"),
    [
        (0.092, 0.092, "score 0.092, threshold 0.092"),
        (0.99999, 0.092, "score >0.999, threshold 0.092"),
        (0.9999, 0.99985, "score 0.99990, threshold 0.99985"),
    ],
)
def test_what_is_referred_reads_no_less_than_the_threshold(score: float, threshold: float, words: str) -> None:
    assert words in said(score, threshold, referral=True)


@pytest.mark.parametrize(
    ("threshold", "words"),
    [(0.0921, "0.092"), (0.0046, "0.0046"), (0.00004, "0.00004"), (0.0, "0.000"), (0.99997, "0.99997"), (1.0, "1.000")],
)
def test_a_threshold_reads_as_0_or_1_only_where_it_is(threshold: float, words: str) -> None:
    assert threshold_in_words(threshold) == words


@pytest.mark.parametrize(
    ("score", "threshold", "words"),
    [
        (0.0894, 0.092, "0.089"),
        (0.0941, 0.092, "0.094"),
        (0.5, 0.092, "0.50"),
        (0.092, 0.092, "0.09"),
        (0.0, 0.0, "0.00"),
        (0.000001, 0.0046, "<0.001"),
        (0.999999, 0.99997, ">0.99999"),
    ],
)
def test_of_two_scores_of_a_column_one_referred_and_one_not_never_read_alike(
    score: float, threshold: float, words: str
) -> None:
    assert beside_threshold(score, threshold) == words


def test_an_interval_has_a_width_in_every_writing() -> None:
    narrow = Figure(0.99871, 0.99852, 0.99888)
    assert figure_in_words(narrow) == "0.9987 (0.9985 to 0.9989)"
    assert figure_in_words(Figure(0.8, 0.7, 0.9)) == "0.800 (0.700 to 0.900)"
    assert "0.998&nbsp;" not in _figure(narrow, Numbers.POINT)
    assert "0.9985" in _figure(narrow, Numbers.POINT)
    assert "(0.70&nbsp;to&nbsp;0.90)" in _figure(Figure(0.8, 0.7, 0.9), Numbers.POINT)
    assert figure_in_words(Figure(1.0, 1 - 1e-9, 1.0)) == "1.000 (1.000 to 1.000)"  # not told apart in six digits
