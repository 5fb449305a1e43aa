"""The table's model alone: large, and told apart from what is shown of it."""

from __future__ import annotations

import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from desktop.gui.result import Filter, Result, name_below
from desktop.gui.results_model import Column, ResultsModel
from desktop.results import FAILED, OK, Row
from desktop.scan import relative_name


def _results(count: int) -> list[Result]:
    random = np.random.default_rng(0)
    return [
        Result(f"/data/{number % 100:02d}/{number:06d}.jpg", Row("", FAILED, "damaged"))
        if number % 50 == 0
        else Result(
            f"/data/{number % 100:02d}/{number:06d}.jpg",
            Row("", OK, "", "mel", float(p), (float(p), 1.0 - float(p)), float(p), "", bool(p > 0.5), (), 0.1, 60, 45),
        )
        for number, p in enumerate(random.random(count))
    ]


def test_qt_finds_no_fault_with_the_model() -> None:
    model = ResultsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.append(_results(120))
    model.sort(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    model.append(_results(30))
    model.narrow(Filter.FAILED)
    model.search("00")
    model.sort(-1)
    model.clear()
    assert tester.model() is model


def test_a_hundred_thousand_rows_are_filled_sorted_and_filtered_without_a_pause_to_notice() -> None:
    model = ResultsModel()
    results = _results(100_000)
    slowest_portion = 0.0
    model.sort(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    for first in range(0, 100_000, 500):
        began = time.thread_time()
        model.append(results[first : first + 500])
        slowest_portion = max(slowest_portion, time.thread_time() - began)
    began = time.thread_time()
    model.sort(Column.MALIGNANT, Qt.SortOrder.AscendingOrder)
    sorting = time.thread_time() - began
    began = time.thread_time()
    model.narrow(Filter.REFER)
    narrowing = time.thread_time() - began
    # Measured at a fifth of these on a small machine.
    assert (slowest_portion < 0.2, sorting < 1.0, narrowing < 1.0) == (True, True, True)
    numbers = [float(model.index(row, Column.MALIGNANT).data()) for row in range(0, model.rowCount(), 1000)]
    assert numbers == sorted(numbers)
    assert model.rowCount() == model.counts[Filter.REFER] == sum(bool(r.row.referral) for r in results)


def test_names_are_those_of_the_search() -> None:
    for path, root in (("/a/b/c.jpg", "/a"), ("/a/b/c.jpg", "/"), ("/a/b/c.jpg", None), ("/ab/c.jpg", "/a")):
        expected = relative_name(Path(path), None if root is None else Path(root))
        assert name_below(path, root) == expected
