"""View > Full screen and View > Compare: shows what is chosen in the table on the whole screen."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.gui.actions import Actions, connect
from desktop.gui.compare.full_screen import MOST, Stage
from desktop.gui.compare.pane import OVER
from desktop.gui.compare.strip import Strip
from desktop.gui.results.copying import selected_rows
from desktop.gui.results.page import ResultsPage
from desktop.gui.review.controller import Reviewing
from desktop.gui.session.row import Result
from desktop.gui.session.session import Session
from desktop.gui.table.columns import Column
from desktop.gui.translation import tr


class Comparing(QObject):
    """The stage is made when it is first asked for."""

    def __init__(
        self, window: QWidget, page: ResultsPage, session: Session, actions: Actions, reviewing: Reviewing
    ) -> None:
        super().__init__(window)
        self._window = window
        self._page = page
        self._session = session
        self._actions = actions
        self._reviewing = reviewing
        self.stage: Stage | None = None
        connect(actions.large, self.show_large)
        connect(actions.compare, self.compare)
        page.detail.heat.large.clicked.connect(self.show_large)
        page.view.chosen.connect(self._refresh)
        page.view.selectionModel().selectionChanged.connect(self._refresh)
        reviewing.changed.connect(self._refresh)

    @property
    def is_open(self) -> bool:
        return self.stage is not None and self.stage.isVisible()

    def show_large(self) -> None:
        """What is chosen, on the whole screen."""
        if self._page.view.currentIndex().isValid():
            stage = self._made()
            wanted = self._page.detail.heat
            stage.show_heat(OVER if wanted.wanted else "", wanted.opacity)
            stage.showFullScreen()
            self._refresh()
            stage.activateWindow()
            stage.panes[0].image.setFocus()

    def compare(self) -> None:
        """The selected images side by side; of one that is selected, those of its lesion."""
        if self._page.selected_count < 2:
            result = self._page.selected[0] if self._page.selected else None
            lesion = self._session.reviews.of(result.key).lesion if result else ""
            keys = self._session.reviews.named(lesion) if lesion else []
            if len(keys) < 2 or not self._page.reveal(keys):
                self._reviewing.note.emit(
                    tr("Select two to four images with Ctrl, or an image of a lesion, to see them side by side.")
                )
                return
        self.show_large()

    def stop(self) -> None:
        if self.stage is not None:
            self.stage.close()
            self.stage.stop()

    def wait(self, milliseconds: int) -> bool:
        return self.stage is None or self.stage.wait(milliseconds)

    def _made(self) -> Stage:
        if self.stage is None:
            stage = Stage(Strip(self._page.model, self._page.thumbnails), self._window)
            self.stage = stage
            stage.left.connect(self._on_left)
            stage.stepped.connect(self._page.go)
            stage.strip.chosen.connect(self._page.view.selectRow)
            review = self._page.detail.review
            stage.note_written.connect(review.write_note)  # one note, seen in two places
            stage.note_given.connect(review.tell)
            self._reviewing.add_keys(stage)
            self._reviewing.add_enter(stage)
            actions = self._actions
            stage.addActions([actions.undo, actions.redo, actions.same_lesion, actions.no_lesion])
        return self.stage

    def _on_left(self) -> None:
        self._window.activateWindow()
        self._page.current_view.setFocus()

    def _refresh(self) -> None:
        stage = self.stage
        if stage is None or not stage.isVisible():
            return
        current = self._page.view.currentIndex()
        if not current.isValid():
            stage.close()
            return
        count = self._page.selected_count
        results = self._page.selected if count <= MOST else [self._page.model.result(current.row())]
        results = [self._page.model.at_terms(result) for result in results]
        stage.show_results(results, self._words, self._session.classifier if self._session.may_classify else None)
        stage.strip.show_rows(current.row(), selected_rows(self._page.view) if 1 < count <= MOST else ())
        panel = self._page.detail.review
        stage.review.setText(f"{panel.title.text()}: {panel.said.text()}")
        if stage.note.text() != panel.note.text():
            stage.note.setText(panel.note.text())
        stage.note.setPlaceholderText(panel.note.placeholderText())
        place = tr("{row:,} of {rows:,}", row=current.row() + 1, rows=self._page.model.rowCount())
        several = tr("Keys speak of {count:,} images.  ", count=count) if count > 1 else ""
        stage.legend.setText(panel.legend)
        stage.words.setText(
            tr(
                "{place}.  {several}Enter reviewed and next, R reviewed, N note, H heat map, Z single pixels, Esc back",
                place=place,
                several=several,
            )
        )

    def _words(self, result: Result) -> tuple[str, str]:
        """What stands below a picture: the answer, and the number that decides."""
        row = self._page.model.row_of(result)
        if row is None:
            return "", result.path
        cell = self._page.model.cell
        name = tr("Not classified") if result.failed else tr("Unfamiliar image: no diagnosis named")
        if not result.failed and not result.unfamiliar:
            name = f"{cell(row, Column.DIAGNOSIS).text}  {cell(row, Column.PROBABILITY).text}"
        refer = tr("  ·  ⚠ Refer") if self._page.model.is_referred(row) else ""
        said = cell(row, Column.REVIEW).text
        facts = [
            cell(row, Column.FILE).text,
            tr("you: {said}", said=said) if said else "",
            cell(row, Column.FLAGS).text,
        ]
        return name + refer, "  ·  ".join(part for part in facts if part)
