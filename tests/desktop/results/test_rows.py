"""An event becomes a row: diagnosis, malignancy, referral and flags follow from the probabilities and the model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from desktop.contract import ClassInfo, ModelInfo, OperatingPoint
from desktop.engine.events import Classified, Failed
from desktop.images.image_file import ImageFile
from desktop.results.rows import UNCERTAIN_MARGIN, Row, columns, score, to_row
from tests.tiny_model import tiny_info

FILE = ImageFile(Path("a.jpg"), "folder/a.jpg")


def answer(*probabilities: float, unfamiliarity: float = 0.3) -> Classified:
    return Classified(0, FILE, 640, 480, np.array(probabilities, dtype=np.float32), unfamiliarity, None)


def row(
    *probabilities: float, info: ModelInfo | None = None, point: str | None = None, unfamiliarity: float = 0.3
) -> Row:
    info = info or tiny_info()
    return to_row(answer(*probabilities, unfamiliarity=unfamiliarity), info, info.operating_point(point))


def test_the_columns_are_those_of_the_design_with_a_models_classes_in_the_middle():
    assert columns(tiny_info()) == (
        *("file", "diagnosis", "probability", "red", "green", "blue", "malignant", "operating_point", "referral"),
        *("flags", "status", "error", "width", "height"),
    )


def test_a_class_that_is_called_like_a_column_does_not_hide_it():
    info = tiny_info(classes=(ClassInfo("benign", "Benign", False), ClassInfo("malignant", "Malignant", True)))
    assert len(set(columns(info))) == len(columns(info))
    assert columns(info)[3:6] == ("benign", "class_malignant", "malignant")


def test_a_row_says_what_was_found():
    assert row(0.75, 0.125, 0.125) == Row(
        file="folder/a.jpg",
        status="ok",
        diagnosis="red",
        probability=0.75,
        probabilities=(0.75, 0.125, 0.125),
        malignant=0.75,
        operating_point="red-sensitivity-0.95",
        referral=True,
        flags=(),
        unfamiliarity=pytest.approx(0.3),
        width=640,
        height=480,
    )


def test_the_numbers_of_a_row_are_plain_numbers():
    values = row(0.75, 0.125, 0.125)
    assert [type(v) for v in (values.probability, values.malignant, *values.probabilities)] == [float] * 5
    assert type(values.referral) is bool


@pytest.mark.parametrize(
    ("probabilities", "code"), [((0.6, 0.3, 0.1), "red"), ((0.1, 0.6, 0.3), "green"), ((0.0, 0.0, 1.0), "blue")]
)
def test_the_diagnosis_is_the_likeliest_class(probabilities, code):
    assert row(*probabilities).diagnosis == code


@pytest.mark.parametrize(
    ("red", "referral"),
    [
        (0.25, True),
        (np.nextafter(np.float32(0.25), np.float32(0)), False),
        (0.2, False),
        (0.3, True),
        (1.0, True),
        (0.0, False),
    ],
)
def test_a_score_that_reaches_the_threshold_is_referred(red, referral):
    assert row(red, 1 - float(red), 0.0).referral is referral


def test_the_operating_point_asked_for_decides():
    assert row(0.375, 0.625, 0.0).referral is True
    other = row(0.375, 0.625, 0.0, point="red-sensitivity-0.90")
    assert other.referral is False
    assert other.operating_point == "red-sensitivity-0.90"


def test_a_model_without_operating_points_refers_nobody_and_says_so():
    values = row(0.9, 0.05, 0.05, info=tiny_info(operating_points=()))
    assert values.referral is None
    assert values.operating_point == ""


def test_a_score_is_the_sum_over_its_classes():
    point = OperatingPoint("p", ("blue", "red"), 0.5)
    probabilities = np.array([0.25, 0.25, 0.5], dtype=np.float32)
    assert score(probabilities, tiny_info(), point) == 0.75


def test_malignant_is_the_sum_over_the_malignant_classes():
    codes = ("a", "b", "c", "d")
    classes = tuple(ClassInfo(code, code, code in "bd") for code in codes)
    info = tiny_info(classes=classes, operating_points=())
    assert row(0.125, 0.25, 0.5, 0.125, info=info).malignant == 0.375
    harmless = tuple(ClassInfo(code, code, False) for code in codes)
    assert row(0.125, 0.25, 0.5, 0.125, info=tiny_info(classes=harmless, operating_points=())).malignant == 0.0


@pytest.mark.parametrize(("unfamiliarity", "flagged"), [(0.0, False), (0.999, False), (1.0, True), (7.5, True)])
def test_an_image_unlike_the_training_images_is_flagged(unfamiliarity, flagged):
    assert ("unfamiliar" in row(0.9, 0.05, 0.05, unfamiliarity=unfamiliarity).flags) == flagged


@pytest.mark.parametrize(("first", "flagged"), [(0.5, True), (0.59, True), (0.61, False), (1.0, False)])
def test_an_answer_between_two_classes_is_flagged(first, flagged):
    assert UNCERTAIN_MARGIN == 0.2
    assert ("uncertain" in row(first, 1 - first, 0.0).flags) == flagged
    assert ("uncertain" in row(1 - first, 0.0, first).flags) == flagged


def test_several_flags_stand_side_by_side():
    assert row(0.4, 0.35, 0.25, unfamiliarity=2.0).flags == ("unfamiliar", "uncertain")


def test_a_failed_image_has_its_reason_and_no_numbers():
    failed = to_row(Failed(3, FILE, "the file is empty"), tiny_info(), tiny_info().operating_point())
    assert failed == Row("folder/a.jpg", "failed", "the file is empty")
    assert failed.probability is None
    assert failed.probabilities == ()
    assert failed.referral is None
