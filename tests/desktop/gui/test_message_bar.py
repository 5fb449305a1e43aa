"""What is said above the content: a problem stays until it is read, and nothing else is kept back meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.gui.session.prevalence import encode_shares
from desktop.gui.translation import tr
from desktop.gui.widgets.message_bar import MessageBar, sentence
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, drop, urls


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    bar = MessageBar()
    qtbot.addWidget(bar)
    return bar


def test_a_note_stands_below_a_problem_that_was_not_read_yet(bar: MessageBar) -> None:
    bar.say_problem("the model is broken")
    bar.say_note("the numbers are the model's own")
    assert bar.text == "The model is broken\nThe numbers are the model's own"
    assert bar.is_problem
    bar.say_note("saved")  # the last note counts
    assert bar.text == "The model is broken\nSaved"
    bar.say_problem("the disk is full")
    assert bar.text == "The disk is full"
    QTest.mouseClick(bar.close_button, Qt.MouseButton.LeftButton)
    assert bar.text == ""
    bar.say_note("saved")
    assert bar.text == "Saved"
    assert not bar.is_problem


def test_a_note_below_a_problem_leaves_the_problems_button(bar: MessageBar) -> None:
    pressed: list[str] = []
    bar.say_problem("images are gone", button=("Find them…", lambda: pressed.append("find")))
    bar.say_note("removed", undo=lambda: pressed.append("undo"))
    bar.forget_undo()
    QTest.mouseClick(bar.undo_button, Qt.MouseButton.LeftButton)
    assert pressed == ["find"]


def test_a_prevalence_that_does_not_fit_is_told_while_a_problem_stands(window: MainWindow, tmp_path: Path) -> None:
    window.message.say_problem("something else went wrong")
    window.session.want_prevalence(encode_shares({"nobody": 0.5}))
    assert "Something else went wrong" in window.message.text
    assert "The numbers shown are the model's own." in window.message.text


@pytest.mark.parametrize("name", ["my labels.csv", "kunden (alt).csv", "élève.csv", "a b c"])
def test_a_name_at_the_beginning_of_a_sentence_is_written_as_it_is(name: str) -> None:
    assert sentence(tr("{name} has a diagnosis for {known:,} of {total:,} images.", name=name, known=1, total=2)) == (
        f"{name} has a diagnosis for 1 of 2 images."
    )
    assert sentence("no such thing") == "No such thing"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("truth.CSV", b"image,diagnosis\nred,red\n", "truth.CSV has a diagnosis for 1 of 3 images."),
        ("my truth.tsv", b"image\tdiagnosis\nred\tred\n", "my truth.tsv has a diagnosis for 1 of 3 images."),
        ("truth.txt", b"image;diagnosis\nred;red\n", "truth.txt has a diagnosis for 1 of 3 images."),
        ("truth.xlsx", b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00\xdd\xc6", "save it as a CSV file"),
        ("readme.txt", b"Only words.\n", "readme.txt"),
    ],
)
def test_a_table_that_is_dropped_is_never_a_failed_image(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path,
    name: str, content: bytes, said: str,
) -> None:  # fmt: skip
    dropped(window, coloured_images)
    path = tmp_path / name
    path.write_bytes(content)
    assert drop(window, urls([path]))
    qtbot.waitUntil(lambda: said in window.message.text, timeout=WAIT_MS)
    assert len(window.page.model.results) == 3


def test_of_two_tables_that_are_dropped_one_after_the_other_the_last_one_counts(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path
) -> None:
    dropped(window, coloured_images)
    for name in ("first.csv", "second.csv", "third.csv"):
        (tmp_path / name).write_text("image,diagnosis\nred,red\n", encoding="utf-8")
        assert drop(window, urls([tmp_path / name]))
    qtbot.waitUntil(lambda: window.message.text.startswith("third.csv has a diagnosis"), timeout=WAIT_MS)
    assert window.side_dialogs.known.path == tmp_path / "third.csv"


def test_of_several_tables_the_surest_is_opened_and_the_others_are_named(
    window: MainWindow, qtbot: QtBot, dropped: Callable[..., None], coloured_images: Path, tmp_path: Path
) -> None:
    dropped(window, coloured_images)
    (tmp_path / "readme.txt").write_text("Only words.", encoding="utf-8")
    (tmp_path / "a.csv").write_text("image,diagnosis\nred,red\n", encoding="utf-8")
    assert drop(window, urls([tmp_path / "a.csv", tmp_path / "readme.txt"]))
    assert window.message.text == "Only one of a kind is opened at a time; not opened: readme.txt"
    qtbot.waitUntil(lambda: window.page.model.has_known, timeout=WAIT_MS)
