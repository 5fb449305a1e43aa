"""The table's model alone: large, and told apart from what is shown of it."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Literal

import numpy as np
import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.contract import OperatingPoint
from desktop.gui.results.model import Column, ResultsModel
from desktop.gui.session.row import Filter, Result
from desktop.gui.table.columns import NUMBERS
from desktop.images.image_file import relative_name
from desktop.results.rows import FAILED, OK, Row
from desktop.study.naming import name_below
from tests.tiny_model import tiny_info

POINT = OperatingPoint("half", ("red",), 0.5)


def _results(count: int) -> list[Result]:
    random = np.random.default_rng(0)
    return [
        Result(f"/data/{number % 100:02d}/{number:06d}.jpg", Row("", FAILED, "damaged"), number)
        if number % 50 == 0
        else Result(
            f"/data/{number % 100:02d}/{number:06d}.jpg",
            Row("", OK, "", "red", float(p), (float(p), 1.0 - float(p), 0.0), float(p), "", None, (), 0.1, 60, 45),
            number,
        )
        for number, p in enumerate(random.random(count))
    ]


def _refers(result: Result, threshold: float) -> bool:
    # The window sums in float32, as the engine does.
    return not result.failed and float(np.float32(result.row.probabilities[0])) >= threshold


def _model() -> ResultsModel:
    model = ResultsModel()
    model.set_info(tiny_info())
    model.set_point(POINT)
    return model


def test_qt_finds_no_fault_with_the_model() -> None:
    model = _model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.append(_results(120))
    model.sort(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    model.append(_results(30))
    model.narrow([Filter.FAILED])
    model.search("00")
    model.sort(-1)
    model.clear()
    assert tester.model() is model


def test_a_hundred_thousand_rows_are_filled_sorted_filtered_and_referred() -> None:
    """How long that takes is told by `python -m tests.benchmarks.window`."""
    model = _model()
    results = _results(100_000)
    model.sort(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    for first in range(0, 100_000, 500):
        model.append(results[first : first + 500])
    model.sort(Column.MALIGNANT, Qt.SortOrder.AscendingOrder)
    model.narrow([Filter.REFER])
    numbers = [float(model.index(row, Column.MALIGNANT).data()) for row in range(0, model.rowCount(), 1000)]
    assert numbers == sorted(numbers)
    assert model.rowCount() == model.counts[Filter.REFER] == sum(_refers(r, 0.5) for r in results)
    model.set_point(OperatingPoint("moved", ("red",), 0.9))
    assert model.rowCount() == model.counts[Filter.REFER] == sum(_refers(r, 0.9) for r in results)


def test_names_are_those_of_the_search() -> None:
    for path, root in (("/a/b/c.jpg", "/a"), ("/a/b/c.jpg", "/"), ("/a/b/c.jpg", None), ("/ab/c.jpg", "/a")):
        expected = relative_name(Path(path), None if root is None else Path(root))
        assert name_below(path, root) == expected


@pytest.mark.parametrize("sorted_by", [None, Column.PROBABILITY])
def test_an_image_answered_again_takes_its_own_place_and_what_is_removed_is_gone(sorted_by: Column | None) -> None:
    model = _model()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    results = _results(300)
    model.append(results)
    if sorted_by is not None:
        model.sort(sorted_by, Qt.SortOrder.DescendingOrder)
    held = QPersistentModelIndex(model.index(7, 0))
    chosen = model.result(7)
    again = replace(results[50], row=replace(results[50].row, status=OK, diagnosis="red", probability=1.0,
                                             probabilities=(1.0, 0.0, 0.0), malignant=1.0))  # fmt: skip
    model.append([again, Result("/data/new.jpg", Row("", FAILED, "damaged"), 300)])
    assert model.rowCount() == 301
    assert model.counts[Filter.FAILED] == 6 - 1 + 1
    assert model.result_of(50) is again
    assert [r.key for r in model.results] == list(range(301))
    assert model.result(held.row()) is chosen
    gone = [r for r in model.results if r.key % 3 == 0 and r is not chosen]
    model.remove(gone)
    assert [r.key for r in model.results] == [k for k in range(301) if k % 3 or k == chosen.key]
    assert model.rowCount() == 301 - len(gone)
    assert model.result(held.row()) is chosen
    assert model.counts[Filter.ALL] == 301 - len(gone)
    for row in range(model.rowCount()):  # the columns went along
        result = model.result(row)
        assert model.cell(row, Column.REFER).text == ("–" if result.failed else ("No", "Yes")[_refers(result, 0.5)])  # noqa: RUF001
        assert model.result_of(result.key) is result
    assert tester.model() is model


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_search_finds_a_name_in_either_unicode_form(
    form: Literal["NFC", "NFD"], typed: Literal["NFC", "NFD"]
) -> None:
    model = _model()
    row = Row("", FAILED, "damaged")
    names = ("L\u00e4sion 1.jpg", "Lasion 2.jpg")
    model.append([Result(f"/data/{unicodedata.normalize(form, n)}", row, key) for key, n in enumerate(names)])
    model.search(unicodedata.normalize(typed, "L\u00c4SION"))
    assert [model.result(at).key for at in range(model.rowCount())] == [0]


def test_filters_of_one_kind_add_up_and_those_of_different_kinds_narrow_down() -> None:
    model = _model()
    results = _results(300)
    model.append(results)
    referred = {r.key for r in results if _refers(r, 0.5)}
    failed = {r.key for r in results if r.failed}
    uncertain = replace(results[1], row=replace(results[1].row, flags=("uncertain", "blurred")))
    model.append([uncertain])

    def admitted(*filters: Filter) -> set[int]:
        model.narrow(filters)
        return {model.result(row).key for row in range(model.rowCount())}

    assert admitted() == set(range(300))
    assert admitted(Filter.REFER) == referred
    assert admitted(Filter.FAILED, Filter.UNCERTAIN) == failed | {1}
    assert admitted(Filter.POOR) == {1}
    assert admitted(Filter.REFER, Filter.UNCERTAIN) == referred & {1}
    assert admitted(Filter.REFER, Filter.FAILED) == set()
    assert admitted(Filter.TO_REVIEW, Filter.REVIEWED) == set(range(300)) - failed
    assert admitted(Filter.REVIEWED) == set()


@pytest.mark.parametrize("column", list(Column))
@pytest.mark.parametrize("order", [Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder])
def test_every_column_sorts_what_it_shows_and_those_alike_stay_as_they_came(
    column: Column, order: Qt.SortOrder
) -> None:
    model = _model()
    results = _results(300)
    model.append(results[::-1])
    model.sort(column, order)
    shown = [model.result(row) for row in range(300)]
    assert sorted(r.key for r in shown) == list(range(300))
    cells = [model.cell(row, column).text for row in range(300)]
    groups = [cell for i, cell in enumerate(cells) if i == 0 or cell != cells[i - 1]]
    assert len(groups) == len(set(groups))  # equal cells lie together
    for cell in set(cells):
        alike = [r.key for r, text in zip(shown, cells, strict=True) if text == cell]
        if column not in NUMBERS:  # two digits are shown of more
            assert alike == sorted(alike, reverse=True)
