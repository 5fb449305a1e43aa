"""ham-reading as a person types it: made, packed, merged, exported, reported, demonstrated."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import click.testing
import pytest
from click.testing import CliRunner

from desktop.reading.carried_model import model_content
from desktop.reading.design import Design
from desktop.reading.file import ReadingFile
from desktop.reading_cli.ham_reading import DESIGNS, command
from tests.desktop.helpers import run_python
from tests.desktop.reading.helpers import read_all, write_reading


def run(*arguments: object, code: int = 0) -> click.testing.Result:
    done = CliRunner().invoke(command, [str(a) for a in arguments])
    assert done.exit_code == code, (done.stdout, done.stderr, done.exception)
    return done


def sentence(*arguments: object, code: int) -> str:
    done = run(*arguments, code=code)
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    return done.stderr.strip().splitlines()[-1]


def test_the_designs_are_those_of_the_engine() -> None:
    assert tuple(design.value for design in Design) == DESIGNS


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom desktop.reading_cli.ham_reading import command\n"
        "try: command(['new', '--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'numpy', 'onnxruntime', 'PIL', 'PySide6', 'jinja2'} & set(sys.modules)))"
    )
    assert run_python("-c", code, cwd=tmp_path).stdout.endswith("[]\n")


def test_the_demonstration_is_a_whole_study(tmp_path: Path) -> None:
    done = run("demo", tmp_path / "demo", "--images", 24)
    assert done.stdout == ""
    folder = tmp_path / "demo"
    rows = list(csv.DictReader((folder / "answers.csv").open(encoding="utf-8", newline="")))
    # 24 images and 5 repeats, unaided and aided, by 3 readers.
    assert len(rows) == (24 + 5) * 2 * 3
    assert {"reader", "session", "image", "order", "arm", "answer", "confidence", "seconds_shown", "correct"} <= set(
        rows[0]
    )
    lines = [json.loads(line) for line in (folder / "answers.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [line["answer"] for line in lines] == [row["answer"] for row in rows]
    assert lines[0]["model_answer_shown"] is None
    page = (folder / "report.html").read_text(encoding="utf-8")
    for words in ("Right answers, unaided", "Right answers, aided", "Aided against unaided", "Krippendorff", "Fleiss"):
        assert words in page
    assert not re.search(r"<script|https?://|<img", page)
    assert "not empty" in sentence("demo", folder, code=1)


def test_imrmc_has_truth_first_and_one_score_per_reader_case_and_modality(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 6, Design.BOTH_IN_A_ROW, repeats=0.5)
    for reader in ("Anna", "Ben"):
        read_all(file, reader, lambda case: "mel" if case == 0 else "nv")
    file.close()
    run("export", file.path, "-o", tmp_path / "x.imrmc")
    text = (tmp_path / "x.imrmc").read_text(encoding="utf-8")
    head, body = text.split("BEGIN DATA:\n")
    assert [line for line in head.splitlines() if re.match("N[01RM]:", line)] == ["N0: 4", "N1: 2", "NR: 2", "NM: 2"]
    rows = [line.split(",") for line in body.splitlines()]
    assert [row for row in rows if row[0] == "-1"] == [["-1", str(n), "0", str(int(n in (1, 4)))] for n in range(1, 7)]
    scores = [row for row in rows if row[0] != "-1"]
    assert len(scores) == len({tuple(row[:3]) for row in scores}) == 2 * 6 * 2
    assert {row[3] for row in scores if row[1] == "1"} == {"3"}
    assert {row[3] for row in scores if row[1] != "1"} == {"-3"}


def test_from_new_to_report_on_two_computers(tmp_path: Path, coloured_images: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("image_id,dx\nred,red\ngreen,green\nblue,blue\n", encoding="utf-8")
    reading = tmp_path / "s.hamreading"
    classes = ("--classes", "red,green,blue", "--malignant", "red")
    run("new", coloured_images, "-o", reading, "--truth", truth, *classes, "--seed", 3, "--title", "Colours")
    run("pack", reading, "-o", tmp_path / "p.hamreading")
    elsewhere = ReadingFile(tmp_path / "p.hamreading")
    read_all(elsewhere, "Anna", lambda case: "red")
    elsewhere.close()
    run("export", tmp_path / "p.hamreading", "-o", tmp_path / "a.hamanswers")
    assert "Anna, 3 new rows" in run("merge", reading, tmp_path / "a.hamanswers").stderr
    assert "Anna, 0 new rows (all were here already)" in run("merge", reading, tmp_path / "a.hamanswers").stderr
    run("report", reading, "-o", tmp_path / "r.html")
    assert "0.333" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_a_model_folder_answers_and_its_model_is_packed(
    tmp_path: Path, coloured_images: Path, tiny_model: Path
) -> None:
    folder = tmp_path / "published"
    folder.mkdir()
    (folder / "model.onnx").write_bytes(tiny_model.read_bytes())
    run("new", coloured_images, "-o", tmp_path / "s.hamreading", "--model", folder, "--design", "aided", "--heat-map")
    run("pack", tmp_path / "s.hamreading", "-o", tmp_path / "p.hamreading")
    packed = ReadingFile(tmp_path / "p.hamreading")
    assert packed.protocol.heat_map
    assert model_content(packed) == tiny_model.read_bytes()


def test_a_name_that_is_a_formula_or_a_tag_does_no_harm(tmp_path: Path) -> None:
    file = write_reading(tmp_path, 3)
    read_all(file, "=1+1<b>", lambda case: "nv")
    file.close()
    run("export", file.path, "-o", tmp_path / "x.csv")
    (row, *_) = csv.DictReader((tmp_path / "x.csv").open(encoding="utf-8", newline=""))
    assert row["reader"] == "'=1+1<b>"
    run("report", file.path, "-o", tmp_path / "x.html")
    assert "<b>" not in (tmp_path / "x.html").read_text(encoding="utf-8")


def test_a_clock_set_back_is_told_and_changes_no_order(tmp_path: Path) -> None:
    import datetime

    from desktop.reading.reader_progress import Course, Given

    file = write_reading(tmp_path, 3)
    days = iter([3, 1, 2])
    course = Course(file, "Anna", now=lambda: datetime.datetime(2026, 1, next(days), tzinfo=datetime.UTC))
    while course.step is not None:
        course.give(Given("nv", 3), shown=1.0, edited=1.0)
    file.close()
    done = run("report", file.path, "-o", tmp_path / "x.html")
    assert "Dated before the one before them are 1 of the answers of Anna" in done.stderr
    run("export", file.path, "-o", tmp_path / "x.csv")
    rows = list(csv.DictReader((tmp_path / "x.csv").open(encoding="utf-8", newline="")))
    assert [row["order"] for row in rows] == ["1", "2", "3"]
    assert [row["clock_back"] for row in rows] == ["no", "yes", "no"]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("new", "images", "-o", "x.csv", "--classes", "a,b"), 2, "a reading is a .hamreading file"),
        (("new", "images", "-o", "x.hamreading", "--classes", "a"), 2, "fewer than two classes"),
        (("new", "images", "-o", "x.hamreading", "--classes", "a,b", "--malignant", "c"), 2, "names 'c'"),
        (("new", "images", "-o", "x.hamreading", "--malignant", "c"), 2, "goes with --classes"),
        (("new", "nowhere", "-o", "x.hamreading", "--classes", "a,b"), 2, "nowhere"),
        (("new", "images", "-o", "x.hamreading", "--classes", "a,b", "--design", "aided"), 2, "there is no model"),
        (("report", "nowhere.hamreading", "-o", "x.html"), 1, "there is no reading"),
        (("export", "study.hamreading", "-o", "x.txt"), 2, "ends in none of"),
        (("export", "study.hamreading", "-o", "x.csv", "--reader", "Zoe"), 2, "no reader is called 'Zoe'"),
        (("export", "study.hamreading", "-o", "x.imrmc"), 1, "no image with known truth is answered yet"),
        (("report", "study.hamreading", "-o", "x.html"), 1, "nobody has answered"),
        (("pack", "study.hamreading", "-o", "study.hamreading"), 1, "never replaced"),
        (("merge", "study.hamreading", "truth.csv"), 1, "no file of answers"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, words: str
) -> None:
    write_reading(tmp_path).close()
    (tmp_path / "secret melanomas").rename(tmp_path / "images")
    (tmp_path / "truth.csv").write_text("image_id,dx\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    before = (tmp_path / "study.hamreading").read_bytes()
    assert words in sentence(*arguments, code=code)
    assert (tmp_path / "study.hamreading").read_bytes() == before


def test_no_cell_of_the_page_begins_a_formula_whatever_a_reader_is_called(tmp_path: Path) -> None:
    file = write_reading(tmp_path, title="@SUM(1)")
    read_all(file, "=1+1", lambda case: "nv")
    file.close()
    run("report", file.path, "-o", tmp_path / "x.html")
    page = (tmp_path / "x.html").read_text(encoding="utf-8")
    assert "&#39;=1+1" in page
    assert re.findall(r"<(?:td|th|h1)>[=@][^<]*", page) == []
