"""The folder warning while images are answered: once, at the looks, each image counted once."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from desktop.engine.events import Classified, Failed
from desktop.images.image_file import ImageFile
from desktop.outputs.folder_shift import FolderShift
from tests.promising_model import promising_info


def answered(number: int) -> Classified:
    file = ImageFile(Path(f"/in/{number}.jpg"), f"{number}.jpg")
    return Classified(number, file, 60, 45, np.array([0.2, 0.5, 0.3], np.float32), 0.6, None)


def test_an_image_that_is_written_again_counts_once_and_a_failed_one_not_at_all() -> None:
    said: list[str] = []
    shift = FolderShift(promising_info(), said.append)
    for number in range(19):
        shift.arrived(answered(number))
    shift.arrived(answered(3))
    shift.arrived(Failed(19, ImageFile(Path("/in/19.jpg"), "19.jpg"), "gone"))
    assert said == []
    shift.arrived(answered(20))
    assert [line.split(":")[0] for line in said] == ["WARNING after 20 images"]


def test_the_warning_is_said_once_however_long_it_goes_on() -> None:
    said: list[str] = []
    shift = FolderShift(promising_info(), said.append)
    for number in range(300):
        shift.arrived(answered(number))
    assert len(said) == 1
