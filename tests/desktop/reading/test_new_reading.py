"""A new reading: every image once, truth where it is known, contradictions refused in a sentence."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.api import Classifier
from desktop.errors import InputError, UsageError
from desktop.reading.design import Choice, Design
from desktop.reading.file import ReadingFile
from desktop.reading.new_reading import Made, choices_of, make_reading
from tests.desktop.helpers import broken_file, one_colour
from tests.desktop.reading.helpers import CLASSES, protocol


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for number in range(4):
        one_colour(tmp_path / "images" / f"{number}.png", (number * 40, 9, 9))
    return tmp_path / "images"


def labelled(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "truth.csv"
    path.write_text(text, encoding="utf-8")
    return path


def made(tmp_path: Path, *sources: Path, truth: Path | None = None) -> tuple[Made, ReadingFile]:
    target = tmp_path / "made.hamreading"
    return make_reading(target, protocol(), sources, truth=truth), ReadingFile(target)


def test_copies_are_shown_once_and_told(tmp_path: Path, folder: Path) -> None:
    shutil.copy(folder / "1.png", folder / "copy of 1.png")
    done, reading = made(tmp_path, folder)
    assert len(reading.cases) == done.images == 4
    assert done.notes == ("1 image is a copy of another and shown once (copy of 1.png is 1.png)",)


def test_a_truth_that_is_known_of_a_copy_is_the_images(tmp_path: Path, folder: Path) -> None:
    shutil.copy(folder / "3.png", folder / "0 before all others.png")
    done, reading = made(tmp_path, folder, truth=labelled(tmp_path, "image_id,dx,lesion_id\n3,bkl,L7\n"))
    assert done.with_truth == 1
    assert [(c.name, c.truth, c.lesion) for c in reading.cases if c.truth] == [("3.png", "bkl", "L7")]


def test_copies_with_two_truths_are_refused(tmp_path: Path, folder: Path) -> None:
    shutil.copy(folder / "1.png", folder / "5.png")
    truth = labelled(tmp_path, "image_id,dx\n1,mel\n5,nv\n")
    with pytest.raises(UsageError, match=r"5\.png and 1\.png are the same image with two truths \(nv, mel\)"):
        made(tmp_path, folder, truth=truth)
    assert not (tmp_path / "made.hamreading").exists()


def test_images_without_truth_are_counted(tmp_path: Path, folder: Path) -> None:
    truth = labelled(tmp_path, "image_id,dx,lesion_id\n0,mel,A\n1,Naevus,A\n")
    done, reading = made(tmp_path, folder, truth=truth)
    assert (done.with_truth, done.notes[0].split(" in ")[0]) == (2, "2 of 4 images have no truth")
    assert [(case.truth, case.lesion) for case in reading.cases] == [("mel", "A"), ("nv", "A"), ("", ""), ("", "")]


def test_a_truth_that_is_no_class_of_the_reading_is_refused(tmp_path: Path, folder: Path) -> None:
    truth = labelled(tmp_path, "image_id,dx\n0,scc\n")
    with pytest.raises(UsageError, match=r"the truth of 0\.png is 'scc', and the classes are mel, nv, bkl"):
        made(tmp_path, folder, truth=truth)


def test_files_that_cannot_be_read_are_left_out_and_told(tmp_path: Path, folder: Path) -> None:
    broken_file(folder / "broken.jpg")
    done, _ = made(tmp_path, folder)
    assert done.images == 4
    assert done.notes[0].startswith("1 file cannot be read, left out (broken.jpg:")


def test_a_folder_without_an_image_makes_no_reading(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(InputError, match="no image of the reading can be read"):
        made(tmp_path, tmp_path / "empty")


def test_a_list_names_the_images(tmp_path: Path, folder: Path) -> None:
    table = tmp_path / "list.csv"
    table.write_text("path;dx\nimages/2.png;mel\nimages/0.png;nv\n", encoding="utf-8-sig")
    _, reading = made(tmp_path, table)
    assert [case.name for case in reading.cases] == ["images/2.png", "images/0.png"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("a,b\n1,2\n", "has no column 'path'"), ("path\nimages/9.png\n", r"names 'images/9\.png' in line 2")],
)
def test_a_list_that_cannot_be_followed_is_refused(tmp_path: Path, folder: Path, text: str, sentence: str) -> None:
    (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=sentence):
        made(tmp_path, tmp_path / "list.csv")


@pytest.mark.parametrize(
    ("design", "changes", "sentence"),
    [
        (Design.AIDED, {}, "shows readers a model's answers and there is no model"),
        (Design.UNAIDED, {"heat_map": True}, "which the design 'unaided' never shows"),
        (Design.UNAIDED, {"teaching": True, "going_back": True}, "choose one"),
        (Design.UNAIDED, {"teaching": True}, "name the file with it"),
        (Design.UNAIDED, {"classes": (*CLASSES, CLASSES[0])}, "the class 'mel' is there twice"),
        (Design.UNAIDED, {"classes": (*CLASSES, Choice("other", "Other"))}, "the class 'other' is there twice"),
    ],
)
def test_designs_that_contradict_themselves_are_refused(
    tmp_path: Path, folder: Path, design: Design, changes: dict[str, object], sentence: str
) -> None:
    with pytest.raises(UsageError, match=sentence):
        make_reading(tmp_path / "x.hamreading", protocol(design, **changes), [folder])


def test_the_models_answers_are_kept_in_the_order_of_the_classes(
    tmp_path: Path, coloured_images: Path, tiny_model: Path
) -> None:
    classifier = Classifier.load(tiny_model, provider="cpu")
    asked = protocol(Design.AIDED, classes=choices_of(classifier.info))
    make_reading(tmp_path / "x.hamreading", asked, [coloured_images], classifier=classifier)
    reading = ReadingFile(tmp_path / "x.hamreading")
    named = {case.name: asked.codes[case.model.index(max(case.model))] for case in reading.cases}
    assert named == {"red.png": "red", "green.png": "green", "deeper/blue.jpg": "blue"}
    assert reading.model is not None
    assert reading.model.sha256 == classifier.sha256


def test_the_images_of_a_study_become_a_reading(tmp_path: Path, coloured_images: Path, tiny_model: Path) -> None:
    from click.testing import CliRunner

    from desktop.cli.ham_classify import command

    table = tmp_path / "results.csv"
    done = CliRunner().invoke(command, [str(coloured_images), "-o", str(table), "--model", str(tiny_model)])
    assert done.exit_code == 0, done.stderr
    _, reading = made(tmp_path, tmp_path / "results.hamstudy")
    assert sorted(case.name for case in reading.cases) == ["deeper/blue.jpg", "green.png", "red.png"]
