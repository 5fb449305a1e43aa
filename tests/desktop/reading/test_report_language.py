"""The report of a reading study speaks a language as the other reports do; what programs read stays English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from desktop.language.spoken import PSEUDO, spoken
from desktop.reading.design import Arm, Design
from desktop.reading.page.render import write_report
from desktop.reading.reader_progress import Course, Given
from tests.desktop.reading.helpers import CODES, write_reading
from tests.desktop.reading.test_commands import run, sentence


@pytest.fixture
def answered(tmp_path: Path) -> Path:
    """Two readers with repeats, changes of mind, an answer missing and one that is none of the classes."""
    truth = [CODES[number % 3] for number in range(24)]
    file = write_reading(tmp_path, 24, Design.BOTH_IN_A_ROW, truth=[*truth[:-1], ""], model=truth, repeats=0.5)
    for reader in ("Anna", "Ben"):
        course = Course(file, reader)
        while (step := course.step) is not None:
            said = CODES[(step.case + (step.arm is Arm.UNAIDED and step.case % 4 == 0)) % 3]
            course.give(Given("other" if step.case == 5 else said, 3), shown=4.25, edited=1.0)
            if reader == "Ben" and step.case == 9:
                break
    file.close()
    return file.path


def test_all_words_of_the_page_are_in_the_language_asked_for(answered: Path, tmp_path: Path) -> None:
    for code, words in (
        (
            "de",
            ("Richtige Antworten, ohne Hilfe", "Alle Befunder", "Nur für die Forschung", "4,2"),
        ),
        ("es", ("Respuestas correctas, sin ayuda", "Todos los lectores", "Kappa de Cohen, Anna y Ben", "4,2")),
        ("en", ("Right answers, unaided", "All readers", "Cohen&#39;s kappa, Anna and Ben", "4.2")),
    ):
        run("report", answered, "-o", tmp_path / f"{code}.html", "--language", code)
        page = (tmp_path / f"{code}.html").read_text(encoding="utf-8")
        assert f"<html lang={code}>" in page
        for one in words:
            assert one in page, (code, one)
        assert ("0.5" in page, "0,5" in page) == (code == "en", code != "en")
    assert spoken() == "en"


def test_what_a_person_must_know_first_is_said_in_it_too(answered: Path, tmp_path: Path) -> None:
    done = run("report", answered, "-o", tmp_path / "r.html", "--language", "de")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "1 von 24 Bildern haben hier keine Wahrheit" in page
    assert re.search(r"Ben hat \d+ von 72 Antworten gegeben", page)
    assert "lauten" in page
    assert "1 of 24 images have no truth here" in done.stderr  # at the terminal as ever
    assert "have no truth" not in page


def test_in_the_made_up_language_no_plain_english_is_left(answered: Path, tmp_path: Path) -> None:
    run("report", answered, "-o", tmp_path / "r.html", "--language", PSEUDO)
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    body = re.sub(r"<style>.*?</style>|<[^<>]*>|&#?\w+;", " ", page.split("<body>")[1], flags=re.DOTALL)
    for _ in range(3):  # what was translated stands in brackets, names in it in brackets of their own
        body = re.sub(r"\[[^\[\]]*\]", " ", body)
    left = set(re.findall(r"[^\W\d_]{3,}", re.sub(r"\S*\d\S*|ham-classifier|\b(ab){32}\b", " ", body)))
    assert left <= {"Study", "tiny", "Anna", "Ben", "SHA", "UTC"}


@pytest.mark.parametrize(("variable", "code"), [("es_MX.UTF-8", "es"), ("ja_JP.UTF-8", "en"), ("C", "en")])
def test_by_default_it_speaks_the_systems(
    answered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, code: str
) -> None:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "HAM_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", variable)
    run("report", answered, "-o", tmp_path / "r.html")
    assert f"<html lang={code}>" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_language_without_words_is_refused_before_anything_is_done(answered: Path, tmp_path: Path) -> None:
    for arguments in (("report", answered, "-o", tmp_path / "r.html"), ("demo", tmp_path / "look")):
        told = sentence(*arguments, "--language", "fr", code=2)
        assert "--language fr: there are words for en, de, es; name one" in told
    assert not (tmp_path / "r.html").exists()
    assert not (tmp_path / "look").exists()


def test_a_readers_name_is_never_taken_for_a_word_of_ours(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 3)
    course = Course(file, "<i>{low}</i>")
    while course.step is not None:
        course.give(Given("nv", 3), shown=1.0, edited=1.0)
    write_report(file, tmp_path / "r.html", language="de")
    assert "&lt;i&gt;{low}&lt;/i&gt;" in (tmp_path / "r.html").read_text(encoding="utf-8")
