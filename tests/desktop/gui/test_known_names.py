"""A file of known diagnoses in the window: the folder that it tells must be the image's, open alone or not."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.gui.review.known_diagnoses import LabelsReader
from desktop.study.naming import Naming


@pytest.mark.parametrize(("folder", "diagnosis"), [("clinicA", "mel"), ("clinicB", None)])
def test_the_label_of_another_folder_is_not_taken(tmp_path: Path, folder: str, diagnosis: str | None) -> None:
    (tmp_path / "labels.csv").write_text("image,dx\nclinicA/001.jpg,mel\n", encoding="utf-8")
    place = tmp_path / folder
    reader = LabelsReader(tmp_path / "labels.csv", [str(place / "001.jpg")], Naming(str(place)))
    reader.run()
    known = reader.found["001.jpg"]
    assert (known and known.diagnosis) == diagnosis
