"""The table that is written is the table that other programs read, whatever the files are called."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from desktop.contract import ClassInfo
from desktop.outputs.tables import CsvWriter, JsonLinesWriter
from desktop.results.rows import Row, columns
from tests.tiny_model import tiny_info

GOOD = Row(
    file="a.jpg",
    status="ok",
    diagnosis="red",
    probability=0.7501234567,
    probabilities=(0.7501234567, 0.2498765433, 0.0),
    malignant=0.7501234567,
    operating_point="red-sensitivity-0.95",
    referral=True,
    flags=("unfamiliar", "uncertain"),
    unfamiliarity=1.5,
    width=640,
    height=480,
)
FAILED = Row("b.jpg", "failed", "the file is empty")

AWKWARD = [
    *(
        "a,b.jpg",
        'say "x".jpg',
        "line\nbreak.jpg",
        "old\rmac.jpg",
        "dos\r\nline.jpg",
        "semi;colon.jpg",
        "tab\there.jpg",
    ),
    *(
        "日本/写真.jpg",
        "Läsion 1.jpg",
        "💡.jpg",
        "'quoted'.jpg",
        "=1+1.jpg",
        " spaces .jpg",
        "back\\slash.jpg",
        "\u2028.jpg",
    ),
]


def as_csv(*rows: Row, info: Any = None) -> str:
    stream = io.StringIO(newline="")
    writer = CsvWriter(stream, info or tiny_info())
    for row in rows:
        writer.write(row)
    return stream.getvalue()


def as_json_lines(*rows: Row, info: Any = None) -> str:
    stream = io.StringIO(newline="")
    writer = JsonLinesWriter(stream, info or tiny_info())
    for row in rows:
        writer.write(row)
    return stream.getvalue()


def parsed(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_csv_is_as_the_design_has_it():
    assert as_csv(GOOD, FAILED) == (
        "file,diagnosis,probability,red,green,blue,malignant,operating_point,referral,flags,status,error,width,height\n"
        "a.jpg,red,0.750123,0.750123,0.249877,0.000000,0.750123,red-sensitivity-0.95,yes,unfamiliar;uncertain,ok,,640,480\n"
        "b.jpg,,,,,,,,,,failed,the file is empty,,\n"
    )


def test_the_header_is_there_before_the_first_row():
    assert as_csv() == ",".join(columns(tiny_info())) + "\n"


def test_the_json_lines_have_the_same_names_and_numbers_and_null_for_what_is_empty():
    good, failed = map(json.loads, as_json_lines(GOOD, FAILED).splitlines())
    assert tuple(good) == columns(tiny_info())
    assert good["probability"] == 0.750123
    assert good["blue"] == 0.0
    assert good["width"] == 640
    assert good["referral"] == "yes"
    assert good["error"] is None
    assert failed == {
        **dict.fromkeys(columns(tiny_info())),
        "file": "b.jpg",
        "status": "failed",
        "error": "the file is empty",
    }


@pytest.mark.parametrize("name", AWKWARD)
def test_a_name_is_read_back_as_it_was_written(name):
    rows = [Row(name, "failed", f"cannot read {name}"), GOOD]
    first, second = parsed(as_csv(*rows))
    safe = f"./{name}" if name.startswith("=") else name  # the same file, and no formula to a spreadsheet
    assert (first["file"], first["error"]) == (safe, f"cannot read {name}")
    assert second["file"] == "a.jpg"
    assert set(first) == set(columns(tiny_info()))
    line = as_json_lines(*rows).split("\n")[0]
    assert json.loads(line)["file"] == safe
    assert name.isascii() or name in line  # written as it is read, not as escapes


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"])
def test_no_words_are_a_formula_to_a_spreadsheet(begins):
    # A model names its classes, a device its errors.
    row = Row(f"{begins}1.jpg", "failed", f"{begins}cmd|' /C calc'!A0")
    info = tiny_info(classes=tuple(ClassInfo(f"{begins}{n}", "x", False) for n in range(3)), operating_points=())
    header, values = csv.reader(io.StringIO(as_csv(row, info=info), newline=""))
    assert not any(cell.startswith(begins) for cell in (*header, *values))
    assert values[0] == f"./{begins}1.jpg"
    assert f"'{begins}cmd|' /C calc'!A0" in values


def test_a_class_code_is_read_back_as_it_was_written():
    info = tiny_info(classes=tuple(ClassInfo(code, "x", False) for code in ('a,"b', "c\rd", "e\nf")))
    assert tuple(parsed(as_csv(GOOD, info=info))[0]) == columns(info)


def test_csv_and_json_lines_say_the_same():
    rows = [
        GOOD,
        FAILED,
        Row(**{**vars(GOOD), "file": "c.jpg", "referral": False, "probabilities": (1 / 3, 2 / 3, 1e-9)}),
    ]
    lines = [json.loads(line) for line in as_json_lines(*rows).splitlines()]
    for text, values in zip(parsed(as_csv(*rows)), lines, strict=True):
        assert list(text) == list(values)
        for name, value in values.items():
            if isinstance(value, int | float):
                assert float(text[name]) == value, name
            else:
                assert text[name] == (value or ""), name


def test_a_class_called_like_a_column_keeps_its_number_in_both():
    info = tiny_info(classes=(ClassInfo("benign", "b", False), ClassInfo("malignant", "m", True)), operating_points=())
    row = Row("a.jpg", "ok", diagnosis="malignant", probability=0.6, probabilities=(0.4, 0.6), malignant=0.6)
    assert parsed(as_csv(row, info=info))[0]["class_malignant"] == "0.600000"
    assert json.loads(as_json_lines(row, info=info))["class_malignant"] == 0.6


def test_no_class_loses_its_column_however_classes_are_called():
    codes = ("malignant", "class_malignant", "class_class_malignant", "file", "x")
    info = tiny_info(classes=tuple(ClassInfo(code, code, False) for code in codes), operating_points=())
    row = Row("a.jpg", "ok", diagnosis="x", probability=0.5, probabilities=(0.1, 0.2, 0.3, 0.4, 0.5), malignant=0.0)
    (cells,) = parsed(as_csv(row, info=info))
    names = columns(info)
    assert len(set(names)) == len(names) == len(cells)
    assert [float(cells[name]) for name in names[3:8]] == [0.1, 0.2, 0.3, 0.4, 0.5]
    assert (cells["class_malignant"], cells["malignant"]) == ("0.200000", "0.000000")


def test_a_probability_is_never_written_in_scientific_notation():
    text = as_csv(Row(**{**vars(GOOD), "probabilities": (1e-12, 1.0, 0.5)}))
    assert "e-" not in text.splitlines()[1].split("red-sensitivity")[0]
