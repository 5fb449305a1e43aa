"""The page with results: filters, table and progress on the left, the chosen image on the right, and what ties them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import pairwise

from PySide6.QtCore import QByteArray, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QLabel, QSizePolicy, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from desktop.contract import ModelInfo
from desktop.gui.image.panel import DetailPanel
from desktop.gui.image.preview import PreviewMaker
from desktop.gui.results.copying import choose_rows, selected_count, selected_rows
from desktop.gui.results.deferred_release import LettingGo
from desktop.gui.results.filter_bar import FilterBar, FilterShelf
from desktop.gui.results.folder_bar import FolderBar
from desktop.gui.results.grid_view import GridView
from desktop.gui.results.model import ResultsModel
from desktop.gui.results.operating_bar import OperatingBar
from desktop.gui.results.progress_strip import ProgressStrip
from desktop.gui.results.table_view import ResultsView
from desktop.gui.results.thumbnails import Thumbnails
from desktop.gui.session.row import Filter, Result
from desktop.gui.settings import Numbers
from desktop.gui.terms.handover_bar import HandOverBar
from desktop.gui.terms.prevalence_bar import PrevalenceBar
from desktop.gui.translation import tr
from desktop.gui.widgets.splitter import Splitter
from desktop.model.network import Network
from desktop.results.terms import Terms

LOW_PAGE_LINES, LOWEST_PAGE_LINES = 40, 34
"""Lines of text below which what stands above the table is said shorter, and once more."""


class ResultsPage(QWidget):
    """Owns the table's model and the preview's thread; `stop` ends all threads of its own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ResultsModel(self)
        self.thumbnails = Thumbnails(self.devicePixelRatioF(), self)
        self.view = ResultsView(self.model, self.thumbnails)
        self.grid = GridView(self.model, self.thumbnails)
        self.grid.setSelectionModel(self.view.selectionModel())
        self._views = QStackedWidget()
        self._views.addWidget(self.view)
        self._views.addWidget(self.grid)
        self.point = OperatingBar()
        self.prevalence = PrevalenceBar()
        self.handover = HandOverBar()
        self.filters = FilterBar()
        self.folder = FolderBar()
        self.strip = ProgressStrip()
        self.shown = QLabel()
        self.shown.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.show_all = QToolButton()
        self.show_all.setText(tr("Show all"))
        self.show_all.setProperty("chip", True)
        self.show_all.setProperty("compact", True)
        self.show_all.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_all.clicked.connect(self.filters.reset)
        self.strip.end_with(self.shown, self.show_all)
        self._say_shown()
        self.detail = DetailPanel()
        self.preview = PreviewMaker(self)
        self.leaving = LettingGo(self)

        self.numbers = Numbers.POINT
        work = QWidget()
        left = QVBoxLayout(work)
        left.setContentsMargins(0, 0, 0, 0)
        self._left = left
        left.addWidget(self.folder)
        left.addWidget(self.point)
        left.addWidget(self.prevalence)
        left.addWidget(self.handover)
        self._shelf = FilterShelf(self.filters)
        left.addWidget(self._shelf)
        left.addWidget(self._views, 1)
        left.addWidget(self.strip)
        self._split = Splitter(Qt.Orientation.Horizontal)
        self._split.addWidget(work)
        self._split.addWidget(self.detail)
        self._split.setStretchFactor(0, 1)
        self._split.setSizes([760, 488])
        self._around = QVBoxLayout(self)
        self._around.setContentsMargins(12, 12, 12, 10)
        self._around.addWidget(self._split)

        self.model.counts_changed.connect(self._show_counts)
        self.filters.narrowed.connect(self.model.narrow)
        for changed in (self.model.layoutChanged, self.model.rowsInserted, self.model.modelReset):
            changed.connect(self._say_shown)
        for told in (self.point, self.prevalence, self.handover, self.detail):
            self.folder.doubted.connect(told.doubt)
        self.view.chosen.connect(self.detail.show_result)
        self.detail.image.stepped.connect(self.go)
        self.detail.wished.connect(self.preview.wish_for)
        self.preview.made.connect(self.detail.show_picture)
        self.preview.start()

    def set_model(self, info: ModelInfo, classifier: Network | None) -> None:
        """What the rows come from; `classifier`: that model, where it is open."""
        self.model.set_info(info)
        self.folder.set_info(info)
        self.detail.set_model(info, classifier)
        self.filters.offer_referral(info.operating_point() is not None)
        self.filters.set_classes(info.classes)
        self.point.set_info(info)
        self.handover.set_info(info)
        self.model.set_handover(self.handover.step)
        self.order_tabs()

    def set_terms(self, terms: Terms) -> None:
        """Who is referred and at what prevalence answers are told, from now on and among all that is there."""
        self.model.set_point(terms.point)
        self.model.set_prevalence(terms.prevalence)
        self.detail.set_terms(terms.point, terms.prevalence)
        self.point.show_point(terms.point)
        self.prevalence.show_terms(terms.info, terms.point, terms.prevalence)

    @property
    def as_grid(self) -> bool:
        """Whether the results are shown as pictures."""
        return self._views.currentIndex() == 1

    def show_as(self, *, grid: bool) -> None:
        """As a table, or as pictures; what is chosen stays chosen and in sight."""
        if grid == self.as_grid:
            return
        focused = self.current_view.hasFocus()
        self._views.setCurrentIndex(int(grid))
        view = self.current_view
        if view.currentIndex().isValid():
            view.scrollTo(view.currentIndex())
        if focused:
            view.setFocus()

    @property
    def current_view(self) -> QAbstractItemView:
        """The table or the grid, whichever is shown."""
        return self.grid if self.as_grid else self.view

    @property
    def selected(self) -> list[Result]:
        """What keys and buttons speak of, in the order shown: the selected results, which the one shown is always
        among."""
        rows = selected_rows(self.view)
        current = self.view.currentIndex().row()
        if current >= 0 and not self.view.selectionModel().isRowSelected(current):
            rows = [current]
        return [self.model.result(row) for row in rows]

    @property
    def selected_count(self) -> int:
        """How many `selected` are, quickly."""
        current = self.view.currentIndex().row()
        if current >= 0 and not self.view.selectionModel().isRowSelected(current):
            return 1
        return selected_count(self.view)

    def go(self, step: int) -> None:
        """Choose the image that many rows below the current one (above for negative), if there is one."""
        row = self.view.currentIndex().row() + step
        if 0 <= row < self.model.rowCount():
            self.view.selectRow(row)

    def go_to_review(self) -> bool:
        """Choose the next image that is to review, in the order shown, from the top again after the last; whether
        there is one."""
        row = self.model.next_to_review(self.view.currentIndex().row())
        if row is not None:
            self.view.selectRow(row)
        return row is not None

    def reveal(self, keys: Collection[int]) -> bool:
        """Choose these images, as far as they are shown; whether any is."""
        results = [result for key in keys if (result := self.model.result_of(key)) is not None]
        rows = sorted(row for result in results if (row := self.model.row_of(result)) is not None)
        if not rows:
            return False
        choose_rows(self.view, rows)
        return True

    def set_numbers(self, numbers: Numbers) -> None:
        """How numbers are written."""
        self.numbers = numbers
        self.model.set_numbers(numbers)
        self.detail.set_numbers(numbers)
        self.point.set_numbers(numbers)
        self.prevalence.set_numbers(numbers)
        self.handover.set_numbers(numbers)

    def say_again(self) -> None:
        """In another language, what is put together here."""
        self.model.say_again()
        self._show_counts()
        self._say_shown()
        self.folder.say_again()
        self.point.say_again()
        self.handover.say_again()
        self.prevalence.say_again()
        self.view.viewport().update()
        self.grid.viewport().update()
        self.detail.say_again()

    def append(self, results: Sequence[Result]) -> None:
        """Add a portion of results; the very first is shown at once."""
        current = self.view.currentIndex()
        chosen = self.model.result(current.row()).key if current.isValid() else None
        again = [result for result in results if self.model.has(result.key)]
        self.model.append(results)
        self.folder.watch(self.model.results)
        self.view.choose_first()
        for result in again:  # the file changed
            self.thumbnails.forget(result.path)
            if result.key == chosen:
                self.view.chosen.emit(result)

    def remove(self, results: Sequence[Result]) -> None:
        """These are no part of the study any more; what comes after the current one takes its place."""
        gone = {result.key for result in results}
        row = after = self.view.currentIndex().row()
        while 0 <= after < self.model.rowCount() and self.model.result(after).key in gone:
            after += 1
        while row >= 0 and after == self.model.rowCount() and self.model.result(row).key in gone:
            row -= 1
        if (place := row if after == self.model.rowCount() else after) >= 0:
            self.view.selectRow(place)
        self.model.remove(results)

    def clear(self) -> None:
        """Forget all results, and show all that come."""
        self.leaving.take(self.model.results)
        self.model.clear()
        self.folder.clear()
        self.filters.reset()
        self.detail.show_result(None)
        self.strip.clear()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a low window the rows go before the buttons that narrow them."""
        super().resizeEvent(event)
        low, lowest = (
            self.height() < lines * self.fontMetrics().height() for lines in (LOW_PAGE_LINES, LOWEST_PAGE_LINES)
        )
        self._shelf.set_most(self.height() // (12 if lowest else 6), least=1 if lowest else 2)
        for told in (self.folder, self.point, self.prevalence, self.handover):
            told.set_short(low)
        self.prevalence.set_brief(lowest)
        self._left.setSpacing(6 if low else 10)
        self._around.setContentsMargins(*((8, 8, 8, 6) if lowest else (12, 12, 12, 10)))

    def layout_state(self) -> QByteArray:
        """Where the divider stands."""
        return self._split.saveState()

    def restore_layout(self, state: QByteArray) -> None:
        self._split.restoreState(state)

    def stop(self, milliseconds: int) -> bool:
        """End the threads that make pictures; whether they did in that time."""
        self.preview.stop()
        self.thumbnails.stop()
        return all([self.preview.wait(milliseconds), self.thumbnails.wait(milliseconds)])

    def _say_shown(self) -> None:
        """How many rows a filter or the search leaves, and the way back to all."""
        shown, total = self.model.rowCount(), len(self.model.results)
        self.shown.setText(tr("{shown:,} of {total:,} shown", shown=shown, total=total))
        for widget in (self.shown, self.show_all):
            widget.setVisible(shown < total)

    def order_tabs(self) -> None:
        """From the top to the bottom, left before right, whatever was made first."""
        chain: list[QWidget] = [*self.point.in_order, *self.prevalence.in_order, *self.handover.in_order]
        chain += self.filters.in_order
        chain += [self.view, self.grid, *self.strip.in_order, self.show_all, *self.detail.in_order]
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)

    def _show_counts(self) -> None:
        counts = self.model.counts
        self.filters.set_counts(counts, self.model.class_counts)
        self.handover.set_counts(counts[Filter.YOURSELF], counts[Filter.ALL] - counts[Filter.FAILED])
