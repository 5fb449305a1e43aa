"""Terminal, record, table, page, PDF, window, study and Python say one and the same of a folder, in every number."""

from __future__ import annotations

import csv
import html
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import msgspec
import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop import Classifier, Result
from desktop.contract import Covered, Figure, ModelInfo, Reference
from desktop.evaluation.shift_words import shift_in_words
from desktop.gui.export.pdf_pages import Pages
from desktop.gui.export_kinds import Kind
from desktop.gui.session.prevalence import encode_shares
from desktop.gui.window import MainWindow
from desktop.results.terms import terms_of
from desktop.study.browsing import read_setting
from tests.desktop.gui.conftest import WAIT_MS
from tests.promising_model import evenly, images_at, promising_info
from tests.tiny_model import write_tiny_model

SHARES = {"red": 0.02, "green": 0.9}
PREVALENCE = "red=0.02,green=0.9"


def two_sources() -> ModelInfo:
    """`near` and `far`: half of what a folder lies like is one of them alone, where sets keep less than promised."""
    sources = {"near": evenly(0.2, 0.4, 1500), "far": evenly(0.3, 0.5, 300)}
    metrics = {"source/far": {"red/auc": Figure(0.81, 0.74, 0.87)}}
    first, second = promising_info().sets
    far = {"green": Covered(310, 290, Figure(0.81, 0.76, 0.85)), "all": Covered(330, 310, Figure(0.82, 0.77, 0.86))}
    sets = (msgspec.structs.replace(first, by_source={"far": far}), second)
    return promising_info(reference=Reference(evenly(0.2, 0.42, 1800), sources), metrics=metrics, sets=sets)


@pytest.fixture
def on_paper(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a PDF report draws: its letters are shapes that cannot be read back."""
    drawn: list[str] = []
    for name in ("warning", "heading", "text", "table"):
        draw = getattr(Pages, name)

        def noted(self: Pages, what: Any, *more: Any, draw: Callable[..., None] = draw, **how: Any) -> None:
            drawn.extend([what] if isinstance(what, str) else [" | ".join(row) for row in what])
            draw(self, what, *more, **how)

        monkeypatch.setattr(Pages, name, noted)
    return drawn


@pytest.mark.parametrize(
    ("low", "high", "sources", "shifted"),
    [(0.2, 0.42, (), False), (0.3, 0.5, ("far",), False), (0.5, 0.62, (), True)],
    ids=["like all", "like one source", "unlike any"],
)
def test_every_number_of_a_folder_is_the_same_wherever_it_is_told(
    low: float,
    high: float,
    sources: tuple[str, ...],
    shifted: bool,
    bare_window: MainWindow,
    qtbot: QtBot,
    dropped: Callable[..., None],
    run: Callable[..., click.testing.Result],
    on_paper: list[str],
    tmp_path: Path,
) -> None:
    info, model = two_sources(), write_tiny_model(tmp_path / "two.onnx", two_sources())
    for lesion in ("L1", "L2"):
        images_at(tmp_path / "photos" / lesion, low, high, 20)
    photos, output, page = tmp_path / "photos", tmp_path / "out.csv", tmp_path / "page.html"

    asked = ("-o", output, "--report", page, "--prevalence", PREVALENCE, "--lesions", "folder")
    said = run(photos, *asked, model=model).stderr.splitlines()

    classifier = Classifier.load(model, provider="cpu", threads=1)
    results = list(classifier.classify(photos, prevalence=PREVALENCE))

    bare_window.start((), model)
    qtbot.waitUntil(lambda: bare_window.session.classifier is not None, timeout=WAIT_MS)
    bare_window.session.want_prevalence(encode_shares(SHARES))
    dropped(bare_window, photos)
    exports, rows = bare_window.side_dialogs.exports, bare_window.page.model.results
    for kind in (Kind.CSV, Kind.HTML, Kind.PDF):
        exports.begin(exports.job(kind, tmp_path / f"window{kind.value}", rows, by_person=False))
        qtbot.waitUntil(lambda: not exports.running, timeout=WAIT_MS)
    shift = classifier.shift(results)
    assert shift is not None
    qtbot.waitUntil(lambda: bool(bare_window.page.folder.text) == bool(shift.further), timeout=WAIT_MS)

    # The folder as a whole.
    assert (shift.n, shift.sources, shift.shifted) == (40, sources, shifted)
    assert _json(output.with_suffix(".run.json"))["shift"] == shift.record()
    assert _json(tmp_path / "window.run.json")["shift"] == shift.record()
    study = bare_window.session.study
    assert study is not None
    bare_window.session.reviews.detach()  # what is to be written is written
    assert json.loads(read_setting(study, "shift") or "{}") == shift.record()
    pages = [html.unescape(one.read_text("utf-8")) for one in (page, tmp_path / "window.html")]
    paper = "\n".join(on_paper).casefold()
    for line in shift_in_words(shift, info):
        assert line in said
        assert all(f"<p>{line}.</p>".casefold() in one.casefold() for one in pages)
        assert line.casefold() in paper
        if shift.further:
            assert line.removeprefix("WARNING: ").casefold() in bare_window.page.folder.text.casefold()

    said_in_window = bare_window.page.folder.findChild(QLabel)
    assert said_in_window is not None
    assert not shift.further or said_in_window.property("warm") == shifted  # a note is no warning

    bare_window.page.folder.set_short(True)
    shortly = "not like" if shifted else "the model card's figures by source are those to go by; far"
    assert not shift.further or (shortly in said_in_window.text().casefold() and said_in_window.text().count(". ") == 0)

    # What the prevalence does to the operating point.
    terms = terms_of(info, prevalence=PREVALENCE)
    for line in terms.words():
        assert line in said
        assert all(line.casefold() in one.casefold() for one in (*pages, paper))

    # Every image, and every lesion.
    tables = [_rows(one) for one in (output, tmp_path / "window.csv")]
    assert [row["file"] for row in tables[0]] == [result.file for result in results]
    for result, cells, windows in zip(results, *tables, strict=True):
        assert cells == {name: windows[name] for name in cells} == _cells(result, cells)
        assert f"malignant classes together {result.malignant:.2f}." in paper
        possible = ", ".join(next(one.name for one in info.classes if one.code == code) for code in result.possible)
        assert all(f"Possible: {possible}." in one for one in pages)
        assert f"possible: {possible}.".casefold() in paper
    lesions = classifier.lesions(results, "folder", prevalence=PREVALENCE)
    for lesion, cells in zip(lesions, _rows(tmp_path / "out.lesions.csv"), strict=True):
        told = (lesion.lesion, str(lesion.images), lesion.diagnosis, f"{lesion.malignant:.6f}")
        assert tuple(cells[name] for name in ("lesion", "images", "diagnosis", "malignant")) == told
        assert f"<bdi>{lesion.lesion}</bdi><td class=n>{lesion.images}<td>" in pages[0]

    # What was measured: of sets, and of handing over, with what that means for these images.
    sets = terms.sets
    assert sets is not None
    for figure in (sets.coverage["red"], *(step.accuracy for step in info.handover)):
        values = [f"{value:.3f}" for value in (figure.value, figure.low, figure.high)]
        assert all("{} ({}\N{EN DASH}{})".format(*values) in one for one in (*pages, paper))
    assert all(
        "<th>far<td>Green spot<td class=n>310<td>0.810 (0.760\N{EN DASH}0.850); less often than promised" in one
        for one in pages
    )
    assert "far | green spot | 310 | 0.810 (0.760\N{EN DASH}0.850); less often than promised" in paper
    short = "less often than promised for Green spot: 0.810 (0.760-0.850) of 310 images"
    assert any(short in line for line in said) == (sources == ("far",)) == (short in bare_window.page.folder.text)
    for step in info.handover:
        own = [max((result.own_probabilities or {}).values()) for result in results]
        here = sum(probability < step.confidence for probability in own)
        share = f"{100 * step.share:.0f} of 100"
        assert all(f"<th>{step.confidence:.2f}<td>{share}<td>{here}<td>" in one for one in pages)
        assert f"{step.confidence:.2f} | {share} | {here} | " in paper
    assert ("nothing is promised" in paper) == shifted
    assert all(("nothing is promised" in one) == shifted for one in pages)


def _json(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _cells(result: Result, cells: dict[str, str]) -> dict[str, str]:
    """A row of the table as Python's answer makes it; what Python does not tell is as it is."""
    told = {
        "file": result.file,
        "diagnosis": result.diagnosis or "",
        "malignant": f"{result.malignant:.6f}",
        "possible": ";".join(result.possible),
        "referral": "yes" if result.referral else "no",
        "flags": ";".join(result.flags),
        **{code: f"{value:.6f}" for code, value in (result.probabilities or {}).items()},
    }
    return cells | told
