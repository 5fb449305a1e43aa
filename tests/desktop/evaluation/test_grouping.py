"""--lesions: the window's rules of lesions, in words, and refused where they fit nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.errors import UsageError
from desktop.evaluation.grouping import read_grouping
from desktop.images.image_file import ImageFile

FILES = [ImageFile(Path("a.jpg"), "a.jpg")]


def test_the_rule_is_told_in_words(tmp_path):
    path = tmp_path / "labels.csv"
    path.write_text("image_id,dx,lesion_id\na,mel,L1\n", encoding="utf-8")
    assert read_grouping(str(path)).words == "the table labels.csv"
    assert read_grouping("folder").words == "the image's folder"
    assert read_grouping(r"^(L\d+)_").words == r"the pattern '^(L\d+)_'"
    assert read_grouping(str(path)).rule("x/A.png") == "L1"


@pytest.mark.parametrize("told", ["L[0-9]", "folder"])
def test_a_rule_that_fits_no_image_is_refused(told):
    with pytest.raises(UsageError, match="fits none of the images; nothing would be grouped"):
        read_grouping(told).check(FILES)
    read_grouping("a").check(FILES)


def test_images_without_a_folder_are_told_to_lie_in_none():
    with pytest.raises(UsageError, match="they lie in no folder below the one given"):
        read_grouping("folder").check(FILES)


@pytest.mark.parametrize("told", ["(L", "", "nowhere.csv"])
def test_what_is_no_rule_is_refused(told):
    with pytest.raises(UsageError):
        read_grouping(told)
