"""Numbers in words: grouped as the language groups them, with its decimal sign in reports and nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import numpy as np
import pytest

from desktop.common.figure import Figure, figure_in_words
from desktop.language.spoken import PSEUDO, number, report_in, speak, spoken, tr, trn
from desktop.results.wording import share, told_apart

GAP = "\N{NO-BREAK SPACE}"


@pytest.fixture(autouse=True)
def _english_afterwards() -> Iterator[None]:
    yield
    speak("en")


@pytest.mark.parametrize(
    ("code", "whole", "written"),
    [("en", "12,345", "12,345.68"), ("de", f"12{GAP}345", f"12{GAP}345,68"), ("es", f"12{GAP}345", f"12{GAP}345,68"),
     (PSEUDO, "12,345", "12,345.68")],
)  # fmt: skip
def test_a_number_is_written_as_the_language_writes_it(code: str, whole: str, written: str) -> None:
    speak(code)
    assert number(12345, ",") == whole
    assert number(0.5, ".2f") == "0.50"  # the window's decimal sign is a setting of its own
    with report_in():
        assert number(12345.678, ",.2f") == written


def test_all_that_a_report_says_follows() -> None:
    with report_in("de"):
        assert trn("{n:,} image", "{n:,} images", 1234) == f"1{GAP}234 Bilder"
        assert tr("Malignant classes together {score:.2f}.", score=np.float32(0.5)).endswith("0,50.")
        assert figure_in_words(Figure(0.812, 0.741, 0.873), "-") == "0,812 (0,741-0,873)"
        assert (share(0.871), share(0.9999), share(0.0001)) == ("0,87", ">0,99", "<0,01")
        assert told_apart(0.12345, 0.12341, 3) == ("0,1235", "0,1234")
    assert spoken() == "en"
    assert share(0.871) == "0.87"


def test_a_report_that_is_written_in_a_thread_changes_nothing_elsewhere() -> None:
    speak("de")
    begun, ended = threading.Event(), threading.Event()
    found: list[str] = []

    def write() -> None:
        with report_in():
            begun.set()
            ended.wait(10)
            found.append(share(0.25))

    thread = threading.Thread(target=write)
    thread.start()
    begun.wait(10)
    found.append(share(0.25))
    ended.set()
    thread.join()
    assert found == ["0.25", "0,25"]


def test_names_with_signs_in_them_stay() -> None:
    with report_in("de"):
        assert tr("Operating point {name}", name="sensitivity-0.95, a").endswith("sensitivity-0.95, a")
