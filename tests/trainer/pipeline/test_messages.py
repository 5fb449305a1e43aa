"""What a training says of itself, as a person reads it."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.contract import OperatingPoint
from trainer.pipeline.messages import settled_line, tell_few_positives, tell_split, tell_squares


@pytest.mark.parametrize(
    ("parts", "test", "said"),
    [
        (["train"] * 4 + ["val"] * 2 + ["test"], True, "split by lesion: train 4, val 2, test 1 images"),
        (
            ["train"] * 3 + ["val", "val_coarse", "test", "test_coarse"],
            False,
            "split by lesion: train 3, val 2, test 2 images; the test part stays unread",
        ),
        (["train"] * 5, False, "no split: all 5 images teach"),
    ],
)
def test_the_parts_of_a_split_are_told_and_which_is_not_read(
    capsys: pytest.CaptureFixture[str], parts: list[str], test: bool, said: str
) -> None:
    tell_split("lesion", np.array(parts), test=test)
    assert capsys.readouterr().err.strip() == said


@pytest.mark.parametrize(
    ("count", "patients", "said"),
    [
        (7, True, "note: 7 malignant patients or lesions in validation, fewer than the 20 that"),
        (7, False, "note: 7 malignant lesions in validation, fewer than the 20 that"),
        (1, True, "note: 1 malignant patient or lesion in validation, fewer than the 20 that"),
        (1, False, "note: 1 malignant lesion in validation, fewer than the 20 that"),
    ],
)
def test_too_few_positives_are_counted_in_english(
    capsys: pytest.CaptureFixture[str], count: int, patients: bool, said: str
) -> None:
    tell_few_positives("malignant", count, (), patients=patients)
    assert capsys.readouterr().err.startswith(said)
    point = OperatingPoint("malignant-sensitivity-0.59", ("mel",), 0.1)
    tell_few_positives("malignant", count, (point,), patients=patients)
    assert "the one threshold is called malignant-sensitivity-0.59 by its lower limit" in capsys.readouterr().err


def test_sources_of_squares_are_told_by_name_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    tell_squares(["ISIC 2020", "clinic"])
    first, second = capsys.readouterr().err.splitlines()
    assert first.startswith("note: all pictures of ISIC 2020 are squares")
    assert second.startswith("note: all pictures of clinic are squares")
    assert first.endswith("(aspect in data.toml)")


def test_what_the_run_s_figures_are_measured_with_is_told_where_it_is_no_epoch_s() -> None:
    names = ("val_loss", "val_accuracy", "val_balanced_accuracy", "val_auc")
    before, after = (
        dict(zip(names, figures, strict=True)) for figures in ((4.4, 0.26, 0.25, 0.86), (0.2, 0.9, 0.8, 0.99))
    )
    line = settled_line(before, after)
    assert line.endswith(
        "| validation: loss 0.2000, accuracy 0.900, balanced 0.800, AUC 0.9900 (before: loss 4.4000, AUC 0.8600)"
    )
    unread = dict.fromkeys(names)
    assert "validation" not in settled_line(unread, unread)
