"""Names as strange disks hold them: every image has its row, and no name does anything where results are opened."""

from __future__ import annotations

import csv
import html.parser
import inspect
import io
import json
import os
import sys
import unicodedata

import pytest
from PIL import Image

from desktop.engine import discovery
from tests.desktop.helpers import needs_posix, one_colour, table

FORMULAS = ("=1+1", "+cmd", "-2", "@SUM(A1)", "\t=1", "=HYPERLINK(A1)", "\uff1d1+1")  # fmt: skip
NAMES = (
    unicodedata.normalize("NFC", "Läsion é"),
    unicodedata.normalize("NFD", "Läsion é"),
    *(
        "💡🩺",
        " leading and trailing ",
        "line\nbreak",
        "carriage\rreturn",
        'quote"',
        "it's",
        "back\\slash",
        "tab\there",
    ),
    *("comma,comma", "semi;=1+1", "percent%n%s", "<script>alert(1)<script>", "<img src=x onerror=alert(1)>", "&amp;"),
    *(
        "<td><tr>",
        "$(touch pwned)",
        "`touch pwned`",
        "|cat",
        "*",
        "?",
        "~",
        "CON",
        "a" * 251,
        "\u202egpj.exe",
        "\x07",
    ),
    *("\x1b[2J", "\ufeffbom", "\u200b", "null", "None", "NaN", "1e9", "true"),
    *FORMULAS,
)


class Tags(html.parser.HTMLParser):
    """What a browser would make of a page: its elements, their attributes, and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attributes)

    def handle_data(self, data: str) -> None:
        self.words += data


@needs_posix
@pytest.mark.skipif(sys.platform == "darwin", reason="this system's disks write names in one normal form")
def test_every_name_is_a_row_and_does_nothing(run, tmp_path, monkeypatch):
    folder = tmp_path / "images"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.png").write_bytes(PNG)
    (folder / b"\xff\xfe.png".decode(errors="surrogateescape")).write_bytes(PNG)
    expected = sorted(path.name for path in folder.iterdir())
    monkeypatch.chdir(tmp_path)
    for output in ("results.csv", "results.jsonl"):
        done = run(folder, "-o", output, "--report", "report.html", "--heatmaps", "heat")
        assert done.exit_code == 0, done.stderr
    assert not (tmp_path / "pwned").exists()

    text = (tmp_path / "results.csv").read_bytes().decode()
    rows = table(text)
    lines = [json.loads(line) for line in (tmp_path / "results.jsonl").read_bytes().decode().split("\n") if line]
    assert [row["file"] for row in rows] == [line["file"].encode(errors="backslashreplace").decode() for line in lines]
    assert {row["status"] for row in rows} == {"ok"}
    readable = [name.encode(errors="surrogateescape").decode(errors="backslashreplace") for name in expected]
    assert [row["file"].removeprefix("./").replace("\\udc", "\\x") for row in rows] == readable
    # No cell computes, whichever separator the spreadsheet takes.
    for separator in (",", ";", "\t"):
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d")) for cell in cells)

    page = Tags((tmp_path / "report.html").read_text(encoding="utf-8"))
    assert not page.tags & {"script", "iframe", "object", "link", "base"}
    assert not any(name.startswith("on") for name in page.attributes)
    assert "<script>alert(1)<script>.png" in page.words
    assert len(list((tmp_path / "heat").iterdir())) == len(expected)


def _png() -> bytes:
    stream = io.BytesIO()
    Image.new("RGB", (40, 30), (230, 20, 20)).save(stream, "PNG")
    return stream.getvalue()


PNG = _png()


@needs_posix
def test_a_tree_deeper_than_pythons_stack_is_searched_to_its_bottom(tmp_path, monkeypatch):
    deep = tmp_path.joinpath(*["d"] * 400)
    deep.mkdir(parents=True)
    (deep / "a.png").write_bytes(PNG)
    usual = sys.getrecursionlimit()
    sys.setrecursionlimit(
        len(inspect.stack()) + 150
    )  # a tree deeper than the usual one is more than pytest can tidy up
    try:
        (found,) = discovery.find_images([tmp_path])
    finally:
        sys.setrecursionlimit(usual)
    assert found.name == "d/" * 400 + "a.png"


@needs_posix
@pytest.mark.timeout(60)
def test_pipes_devices_loops_and_folders_named_like_images_hold_nothing_up(run, tmp_path):
    folder = tmp_path / "images"
    one_colour(folder / "good.png", (230, 20, 20))
    os.mkfifo(folder / "pipe.jpg")
    os.mkfifo(folder / "pipe")
    (folder / "zero.png").symlink_to("/dev/zero")
    (folder / "loop.png").symlink_to("loop.png")
    (folder / "round").symlink_to(folder)
    (folder / "gone.png").symlink_to(folder / "nowhere")
    (folder / "folder.png").mkdir()
    done = run(folder, "-o", tmp_path / "results.csv")
    assert done.exit_code == 3
    rows = {row["file"]: row for row in table((tmp_path / "results.csv").read_text(encoding="utf-8"))}
    assert set(rows) == {"good.png", "pipe.jpg", "zero.png", "loop.png", "gone.png"}
    assert rows["good.png"]["status"] == "ok"
    assert "pipe or a device" in rows["pipe.jpg"]["error"]
    assert "pipe or a device" in rows["zero.png"]["error"]
    assert all(str(tmp_path) not in row["error"] for row in rows.values())
    assert all(row["error"] for name, row in rows.items() if name != "good.png")


def test_what_the_system_says_of_a_file_is_told_without_its_folder(run, tmp_path, monkeypatch):
    path = one_colour(tmp_path / "images" / "a.png", (1, 2, 3))

    def failing(*_: object, **__: object) -> object:
        raise OSError(5, "Input/output error", str(path))

    monkeypatch.setattr("desktop.images.reading.Image.open", failing)
    run(tmp_path / "images", "-o", tmp_path / "results.csv")
    (row,) = table((tmp_path / "results.csv").read_text(encoding="utf-8"))
    assert row["error"] == (
        "the file could not be read (Input/output error), which says nothing about the image; try it again"
    )
