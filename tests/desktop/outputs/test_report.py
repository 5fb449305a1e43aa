"""The report: one file that needs nothing else, most suspicious first, and no name in it can do anything."""

from __future__ import annotations

import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest

from desktop.common.formula_guard import begins_formula
from desktop.engine.events import Classified, Finished
from desktop.engine.pipeline import classify_files
from desktop.outputs.report import report as report_module
from desktop.outputs.report.report import Report
from desktop.results.rows import to_row
from tests.desktop.helpers import broken_file, coloured_files, listing, needs_posix, one_colour
from tests.tiny_model import tiny_info, write_tiny_model

RED, GREEN, BLUE = (230, 20, 20), (20, 230, 20), (20, 20, 230)


class Page(HTMLParser):
    """What a browser would find: every tag with its attributes, the words, and the articles' words."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.articles: list[str] = []
        self.pictures: list[int] = []
        self._open = False
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "article":
            self._open = True
            self.articles.append("")
            self.pictures.append(0)
        if tag == "img":
            self.pictures[-1] += 1

    def handle_endtag(self, tag: str) -> None:
        self._open = self._open and tag != "article"

    def handle_data(self, data: str) -> None:
        self.words += data
        if self._open:
            self.articles[-1] += data


@pytest.fixture
def images(tmp_path: Path) -> Path:
    folder = tmp_path / "images"
    one_colour(folder / "a" / "green.png", GREEN)
    one_colour(folder / "b.png", RED)
    one_colour(folder / "c.png", (120, 118, 119))
    one_colour(folder / "white.png", (255, 255, 255))
    broken_file(folder / "x.jpg")
    return folder


def test_the_page_names_the_model_by_its_whole_sha256(run, images, tiny_model, tmp_path):
    run(images / "b.png", "--report", tmp_path / "report.html")
    assert hashlib.sha256(tiny_model.read_bytes()).hexdigest() in Page(tmp_path / "report.html").words


def test_the_most_suspicious_image_comes_first_each_with_its_pictures_and_words(run, images, tmp_path):
    path = tmp_path / "report.html"
    result = run(images, "--report", path)
    assert result.exit_code == 3
    assert f"report -> {path}" in result.stderr
    page = Page(path)
    order = ("b.png", "c.png", "white.png", "a/green.png")
    assert [name in words for name, words in zip(order, page.articles, strict=True)] == [True] * 4
    assert "Red spot Refer" in page.articles[0]
    assert "Blurred: " in page.articles[0]
    assert "Referred: red spot score" in page.articles[0]
    assert page.pictures == [2, 2, 1, 2]
    unfamiliar = page.articles[2]
    assert "Unfamiliar image: no diagnosis named" in unfamiliar
    assert "spot" not in unfamiliar.split("white.png")[0]


def test_the_summary_says_how_many_by_what_and_how_good_that_is(run, images, tmp_path):
    path = tmp_path / "report.html"
    run(images, "--report", path, "--tta", "2")
    words = " ".join(Page(path).words.split())
    for part in (
        *("5images", "4classified", "1unfamiliar", "1failed", "tiny (fp32)", "CPU, mean of 2 views of each image"),
        "Refer where Red spot reaches 0.250.",
        "validation, where it was set0.950 (0.900–0.980)0.700 (0.600–0.800)",  # noqa: RUF001
        "Research use only, not a medical device",
        "1 file not classified",
        "x.jpg: this is no image in a format that can be read",
        "Unfamiliar: no diagnosis named1",
    ):
        assert part in words, part


def test_known_diagnoses_stand_on_the_page_as_they_are_printed(run, images, tmp_path):
    (tmp_path / "known.csv").write_text(
        "image,dx\nb,red\na/green.png,blue\nwhite,green\nnobody,red\n", encoding="utf-8"
    )
    result = run(images, "-o", tmp_path / "r.csv", "--report", tmp_path / "r.html", "--labels", tmp_path / "known.csv")
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "Compared with known diagnoses" in page
    assert "Compared with known.csv" in page
    assert "Unused: 1 label without an image (nobody)" in page
    figures = json.loads((tmp_path / "r.labels.json").read_text(encoding="utf-8"))
    assert f"<th>accuracy<td>{figures['accuracy']['value']:.3f}" in page
    assert "unused: 1 label without an image (nobody)" in result.output
    run(images, "-o", tmp_path / "s.csv", "--report", tmp_path / "s.html")
    assert "Compared with known diagnoses" not in (tmp_path / "s.html").read_text(encoding="utf-8")


def test_one_file_that_asks_for_nothing_and_runs_nothing(run, images, tmp_path):
    path = tmp_path / "out" / "report.html"
    path.parent.mkdir()
    run(images, "--report", path)
    assert listing(path.parent) == {"report.html"}
    page = Page(path)
    assert {tag for tag, _ in page.tags}.isdisjoint(
        {"script", "link", "iframe", "object", "embed", "base", "form", "a"}
    )
    sources = [attributes["src"] for _, attributes in page.tags if "src" in attributes]
    assert sources
    assert all(source and source.startswith("data:image/jpeg;base64,") for source in sources)
    assert "url(" not in path.read_text(encoding="utf-8")
    assert any("default-src 'none'" in str(attributes.get("content")) for _, attributes in page.tags)


@needs_posix
def test_names_are_words_and_nothing_else(run, tmp_path):
    names = ["<script>alert(1)<", "' onload='x", '"><img src=x>.png', "&lt;.png", "a\n<b>.png", "\udcff.png"]
    images = tmp_path / "images"
    for name in names:
        one_colour(images / "one.png", RED).rename(images / f"{name}.png")
    broken_file(images / "<i>broken.jpg")
    run(images, "-o", tmp_path / "r.csv", "--report", tmp_path / "report.html")
    page = Page(tmp_path / "report.html")
    assert len(page.articles) == len(names)
    assert {tag for tag, _ in page.tags}.isdisjoint({"script", "a"})
    assert sum(tag == "img" for tag, _ in page.tags) == sum(page.pictures) == 2 * len(names)
    assert not [a for _, attributes in page.tags for a in attributes if a.startswith("on")]
    for name in names[:5]:
        assert name in page.words
    assert "\\udcff.png" in page.words
    assert "<i>broken.jpg" in page.words


class Cells(HTMLParser):
    """What a spreadsheet takes for cells where the page, or a part of it, is pasted: one for each table cell, item of a
    list and paragraph."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.cells = [""]
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th", "li", "p", "h1", "h2", "h3"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        self.cells[-1] += data


def test_no_cell_that_is_copied_from_the_page_is_a_formula(run, tmp_path, monkeypatch):
    monkeypatch.setattr(report_module, "PICTURES", 1)
    classes = tuple(
        msgspec.structs.replace(one, name=f"=cmd|'{number}'!A1") for number, one in enumerate(tiny_info().classes)
    )
    names = ("+red.png", "=green.png", "@blue.png")
    for name, colour in zip(names, (RED, GREEN, BLUE), strict=True):
        one_colour(tmp_path / "in" / name, colour)
    broken_file(tmp_path / "in" / "-x.jpg")
    labels = tmp_path / "labels.csv"
    labels.write_text("image_id,dx\n+red,red\n=green,green\n", encoding="utf-8")
    model = write_tiny_model(tmp_path / "m.onnx", tiny_info(name="=1+1", classes=classes))
    page = tmp_path / "report.html"
    done = run(tmp_path / "in", "--report", page, "--labels", labels, model=model)
    assert done.exit_code == 3, done.stderr
    cells = [cell.strip() for cell in Cells(page).cells]
    assert [cell for cell in cells if cell not in ("", "-") and begins_formula(cell)] == []
    assert {"./=green.png", "./@blue.png"} <= set(cells)
    assert any(cell.startswith("./+red.png") for cell in cells)
    assert any(cell.startswith("./-x.jpg: ") for cell in cells)


def test_a_continued_run_has_the_images_of_the_earlier_one_with_pictures(run, images, tmp_path):
    output = tmp_path / "r.csv"
    whole, continued = tmp_path / "whole.html", tmp_path / "continued.html"
    run(images, "--report", whole)
    run(images / "a", "-o", tmp_path / "other.csv")
    run(images, "-o", output)
    one_colour(images / "d.png", BLUE)
    run(images, "-o", output, "--report", continued)
    before, after = Page(whole), Page(continued)
    assert len(after.articles) == len(before.articles) + 1
    assert sorted(after.pictures) == sorted([*before.pictures, 2])
    assert [words for words in after.articles if "d.png" not in words] == before.articles


def test_only_so_many_images_have_pictures_and_they_are_the_most_suspicious(classifier, tmp_path, monkeypatch):
    monkeypatch.setattr(report_module, "PICTURES", 3)
    files = coloured_files(tmp_path / "images", 12)
    report = Report(tmp_path / "report.html", classifier, None, tta=1)
    rows = []
    for event in classify_files(classifier, files, heatmaps=True):
        if isinstance(event, Classified):
            rows.append(to_row(event, classifier.info, None))
            report.picture(event, rows[-1])
            report.add(event.file, rows[-1])
    assert list(report.lacking()) == []
    report.finish(Finished(12, 0, False, 1.0))
    page = Page(tmp_path / "report.html")
    expected = [row.file for row in sorted(rows, key=lambda row: -(row.malignant or 0))]
    assert [next(name for name in expected if name in words) for words in page.articles] == expected[:3]
    assert all(page.pictures)
    assert "9 images with lower malignancy scores" in page.words
    rest = page.words.split("with lower malignancy scores")[1]
    assert re.findall(r"\d{4}\.png", rest) == expected[3:]
    assert listing(tmp_path) == {"images", "report.html", *(f"images/{file.name}" for file in files)}


def test_a_wrong_name_or_place_is_told_before_anything_is_run(run, images, tmp_path):
    for path, why in (
        (tmp_path / "report.pdf", "a report is written as .html"),
        (tmp_path / "no" / "r.html", "written"),
    ):
        result = run(images, "--report", path)
        assert result.exit_code in (1, 2)
        assert why in result.stderr
        assert "model tiny" not in result.stderr
