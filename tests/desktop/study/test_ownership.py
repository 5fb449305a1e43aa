"""A run into a table never makes a person's study its own, and a text is read back whatever the locale."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.study.browsing import MODEL_FILE, put_back, read_setting, take_out, write_setting, write_sources
from desktop.study.relinking import missing, remember_place
from desktop.study.reviews import Review, read_reviews, write_reviews
from desktop.study.store import Study
from tests.desktop.helpers import coloured_files, needs_posix, one_colour, run_python
from tests.desktop.study.test_store import SETUP, begin
from tests.tiny_model import tiny_info


def _of_the_window(path: Path, folder: Path, *, reviewed: bool) -> None:
    files = coloured_files(folder, 3)
    with begin(path, files) as study:
        write_sources(study, [folder])
        if reviewed:
            write_reviews(study, {1: Review(label="red", note="seen", reviewed=True)})


@pytest.mark.parametrize("reviewed", [True, False])
@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_study_of_the_window_is_not_taken_over(run, tmp_path, reviewed, more) -> None:
    study = tmp_path / "clinic.hamstudy"
    _of_the_window(study, tmp_path / "theirs", reviewed=reviewed)
    one_colour(tmp_path / "other" / "a.png", (230, 20, 20))
    before = study.read_bytes()
    done = run(tmp_path / "other", "-o", tmp_path / "clinic.csv", *more)
    assert done.exit_code == 2
    assert f"{study} is a study of its own (3 images, {int(reviewed)} reviews)" in done.stderr
    assert "name another results file with -o" in done.stderr
    assert not (tmp_path / "clinic.csv").exists()
    assert len(study.read_bytes()) == len(before)
    with Study.open(study) as opened:
        assert len(opened.file.rows("SELECT id FROM images WHERE listing = ?", opened.listing)) == 3
        assert len(read_reviews(opened)) == reviewed


def test_the_study_of_a_table_stays_its_own_when_it_was_reviewed_in_the_window(run, tmp_path) -> None:
    one_colour(tmp_path / "images" / "a.png", (230, 20, 20))
    output = tmp_path / "results.csv"
    assert run(tmp_path / "images", "-o", output).exit_code == 0
    with Study.open(tmp_path / "results.hamstudy") as study:
        write_sources(study, [tmp_path / "images"])
        write_reviews(study, {1: Review(reviewed=True)})
    one_colour(tmp_path / "images" / "b.png", (20, 230, 20))
    again = run(tmp_path / "images", "-o", output)
    assert again.exit_code == 0, again.stderr
    assert "1 of them before" in again.stderr


def test_when_all_images_are_taken_out_none_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "a.hamstudy"
    with begin(path, coloured_files(tmp_path / "images", 3)) as study:
        take_out(study, [1, 2, 3])
    with Study.open(path) as study:
        assert study.file.rows("SELECT id FROM images WHERE listing = ?", study.listing) == []
        study.select(SETUP, tiny_info())
        assert list(study.pending(tmp_path / "images")) == []


def test_images_of_an_earlier_listing_do_not_take_the_place_of_those_taken_out(tmp_path: Path) -> None:
    path = tmp_path / "a.hamstudy"
    files = coloured_files(tmp_path / "images", 3)
    with begin(path, files) as study:
        study.begin_listing()
        study.add(files[1:])  # the first is gone from the folder
        take_out(study, [2, 3])
    with Study.open(path) as study:
        assert study.file.rows("SELECT id FROM images WHERE listing = ?", study.listing) == []
        put_back(study, [3])
        assert study.file.rows("SELECT id FROM images WHERE listing = ?", study.listing) == [(3,)]


def test_what_was_taken_out_goes_back_to_its_place(tmp_path: Path) -> None:
    with begin(tmp_path / "a.hamstudy", coloured_files(tmp_path / "images", 3)) as study:
        take_out(study, [2])
        put_back(study, [2])
        assert [file.id for file in study.pending(tmp_path / "images")] == [1, 2, 3]


@needs_posix
def test_a_name_that_is_no_text_is_kept_wherever_a_study_holds_one(run, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"clinic \xff")
    one_colour(folder / "a.png", (230, 20, 20))
    done = run(folder, "-o", folder / os.fsdecode(b"r\xfe.csv"))
    assert done.exit_code == 0, done.stderr
    with Study.open(folder / os.fsdecode(b"r\xfe.hamstudy")) as study:
        remember_place(study)
        write_setting(study, MODEL_FILE, str(folder / "m.onnx"))
        assert missing(study) == []
        assert read_setting(study, MODEL_FILE) == str(folder / "m.onnx")


def test_half_a_character_in_a_note_costs_no_more_than_itself(tmp_path: Path) -> None:
    with begin(tmp_path / "a.hamstudy", coloured_files(tmp_path / "images", 1)) as study:
        write_reviews(study, {1: Review(note="seen \ud83d twice", lesion="\udcff")}, "typed")
        assert read_reviews(study)[1] == Review(note="seen ? twice", lesion="\udcff")


@needs_posix
def test_notes_are_kept_whatever_the_locale(tmp_path: Path) -> None:
    """With a locale that is not UTF-8 each saving would damage them more."""
    words = "Läsion am Rücken – 皮膚 💡"  # noqa: RUF001
    with begin(tmp_path / "a.hamstudy", coloured_files(tmp_path / "images", 1)) as study:
        write_reviews(study, {1: Review(note=words, lesion="Rücken")})
    code = (
        "from pathlib import Path; from desktop.study.store import Study\n"
        "from desktop.study.reviews import read_reviews, write_reviews\n"
        "for _ in range(3):\n"
        "    with Study.open(Path('a.hamstudy')) as study: write_reviews(study, read_reviews(study))\n"
    )
    surroundings = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LANG": "C"}
    done = run_python("-c", code, cwd=tmp_path, env=surroundings)
    assert done.returncode == 0, done.stderr
    with Study.open(tmp_path / "a.hamstudy") as study:
        assert read_reviews(study)[1].note == words
        assert read_reviews(study)[1].lesion == "Rücken"
