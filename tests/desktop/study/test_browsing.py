"""A study as the window reads it: its settings, its reviews, and the history of each image."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from desktop.images.image_file import ImageFile
from desktop.study.browsing import list_images, read_setting, read_settings, read_sources, write_setting, write_sources
from desktop.study.reviews import Review, read_history, read_reviews, write_reviews
from desktop.study.store import Study


def study_of(folder: Path, *names: str) -> tuple[Path, dict[str, int]]:
    """A study of files that need not be there; their keys."""
    path = folder / "a.hamstudy"
    with Study.open(path) as study:
        listed = list_images(study, [ImageFile(folder / name, name) for name in names])
        return path, {file.name: file.id for file in listed}


def test_settings_and_sources_are_read_back(tmp_path: Path) -> None:
    path, _ = study_of(tmp_path, "a.png")
    with Study.open(path) as study:
        write_setting(study, "one", "first")
        write_setting(study, "one", "second")
        write_sources(study, [tmp_path])
    with Study.open(path) as study:
        assert read_setting(study, "one") == "second"
        assert read_setting(study, "two") is None
        assert read_settings(study)["one"] == "second"
        assert read_sources(study) == [tmp_path]


def test_a_review_is_read_back_whole_and_every_act_is_in_the_history(tmp_path: Path) -> None:
    path, keys = study_of(tmp_path, "a.png", "b.png")
    acts = [Review("mel"), Review("mel", "note", True, "arm", 4), Review()]
    with Study.open(path) as study:
        for number, review in enumerate(acts):
            write_reviews(study, {keys["a.png"]: review}, f"act {number}")
        write_reviews(study, {keys["b.png"]: acts[1]})
    with Study.open(path) as study:
        assert read_reviews(study) == {keys["a.png"]: Review(), keys["b.png"]: acts[1]}
        history = read_history(study, keys["a.png"])
        assert [(entry.act, entry.review) for entry in history] == [(f"act {n}", one) for n, one in enumerate(acts)]


def test_a_study_of_an_earlier_program_gets_the_tables_that_came_later(tmp_path: Path) -> None:
    path, keys = study_of(tmp_path, "a.png")
    with sqlite3.connect(path) as database:
        database.execute("DROP TABLE confidences")
        database.execute("DROP TABLE review_history")
        database.execute("INSERT INTO reviews VALUES (?, 'mel', 'seen', 1, '2025-01-01')", (keys["a.png"],))
    database.close()
    with Study.open(path) as study:
        assert read_reviews(study) == {keys["a.png"]: Review("mel", "seen", True)}
        write_reviews(study, {keys["a.png"]: Review("mel", "seen", True, "", 5)}, "sure")
        assert read_reviews(study)[keys["a.png"]].confidence == 5
        assert len(read_history(study, keys["a.png"])) == 1
