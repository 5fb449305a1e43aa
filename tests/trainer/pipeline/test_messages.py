"""What a training says of itself, as a person reads it."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.pipeline.messages import tell_split


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
