"""The whole screen for one to four images: the pictures with linked zoom, a line that says what keys do, and a strip.

It shows what is chosen in the table and keeps nothing itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.gui.compare.pane import BESIDE, OVER, Pane
from desktop.gui.compare.scale import HeatScale
from desktop.gui.compare.strip import Strip
from desktop.gui.image.image_view import Place
from desktop.gui.image.review_panel import Note
from desktop.gui.session.row import Result
from desktop.gui.translation import tr
from desktop.gui.widgets.shortened import ShortenedLabel
from desktop.model.network import Network

MOST = 4
_HEATS = ("", OVER, BESIDE)
_LINES_BELOW, _LINES_OF_ONE = 7, 3
"""Lines of text below all the pictures, and below each."""


class Stage(QWidget):
    """`show_results`; keys of the review are added from outside, as they are to the table."""

    left = Signal()
    stepped = Signal(int)
    note_written = Signal(str)
    """What stands in the note, letter by letter."""
    note_given = Signal()
    """The note is left, or ended by Enter."""

    def __init__(self, strip: Strip, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(tr("Images"))
        self.strip = strip
        self.panes: list[Pane] = []
        self._results: Sequence[Result] = ()
        self._heat = ""
        self._strength = 0.6
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.legend = QLabel(wordWrap=True)
        self.legend.setTextFormat(Qt.TextFormat.PlainText)
        self.legend.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.review = ShortenedLabel()
        self.note = Note()
        self.scale_ = HeatScale()
        self.heat = QPushButton(tr("Heat map"))
        self.heat.setToolTip(tr("None, over the image, beside it (H)"))
        self.pixels = QPushButton("1:1")
        self.fit = QPushButton(tr("Fit"))
        self.close_ = QPushButton(tr("Back"))
        self.close_.setToolTip(tr("Esc, or F"))
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        bar = QHBoxLayout()
        bar.setSpacing(10)
        bar.addWidget(self.review, 2)
        bar.addWidget(self.scale_)
        bar.addWidget(self.note, 1)
        for button in (self.heat, self.pixels, self.fit, self.close_):
            bar.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 8, 10, 8)
        column.setSpacing(6)
        column.addLayout(self._grid, 1)
        column.addLayout(bar)
        column.addWidget(self.legend)
        column.addWidget(self.words)
        column.addWidget(self.strip)
        self.words.setProperty("quiet", True)
        for button in (self.heat, self.pixels, self.fit, self.close_):
            button.setAutoDefault(False)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.heat.clicked.connect(self.next_heat)
        self.pixels.clicked.connect(lambda: self.panes[0].image.show_pixels())
        self.fit.clicked.connect(lambda: self.panes[0].image.fit())
        self.close_.clicked.connect(self.close)
        self.note.textEdited.connect(self.note_written)
        self.note.editingFinished.connect(self.note_given)
        self.note.returnPressed.connect(self._to_image)
        self.note.left.connect(self._to_image)
        self.strip.chosen.connect(self._to_image)
        for keys, slot in (
            (("Esc", "F", "F11"), self.close),
            (("H",), self.next_heat),
            (("N",), self.note.setFocus),
            (("Z",), self._toggle_pixels),
            (("Right", "Down", "PgDown"), partial(self._step, 1)),
            (("Left", "Up", "PgUp"), partial(self._step, -1)),
        ):
            for key in keys:
                self._key(key, slot)

    def show_results(
        self, results: Sequence[Result], words: Callable[[Result], tuple[str, str]], classifier: Network | None
    ) -> None:
        """One to MOST of them. `words`: a title and facts for each; `classifier`: makes their heat maps, or None."""
        while len(self.panes) < len(results):
            pane = Pane(self)
            pane.placed.connect(partial(self._on_placed, pane))
            pane.stepped.connect(self.stepped)
            pane.show_heat(self._heat, self._strength)
            self.panes.append(pane)
        self._results = results
        self._lay_panes()
        for result, pane in zip(results, self.panes, strict=False):
            pane.show_result(result, *words(result), classifier)
        self.heat.setEnabled(classifier is not None)

    def _lay_panes(self) -> None:
        count = len(self._results)
        columns = self._columns()
        for place, pane in enumerate(self.panes):
            self._grid.removeWidget(pane)
            pane.setVisible(place < count)
            if place < count:
                self._grid.addWidget(pane, place // columns, place % columns)

    def _columns(self) -> int:
        """How many beside each other, so that the pictures are as large as they can be."""
        sides = [(result.row.width or 4) / (result.row.height or 3) for result in self._results]
        if not sides:
            return 1
        shape = sum(sides) / len(sides) * (2 if self._heat == BESIDE else 1)
        line = self.fontMetrics().height()
        height = self.height() - self.strip.height() - _LINES_BELOW * line

        def width_of_one(columns: int) -> float:
            rows = -(-len(sides) // columns)
            return min(self.width() / columns, (height / rows - _LINES_OF_ONE * line) * shape)

        return max(range(1, len(sides) + 1), key=width_of_one)

    def show_heat(self, how: str, strength: float) -> None:
        """`how`: over the image, beside it, or "" for none; `strength` 0..1."""
        self._heat, self._strength = how, strength
        self.scale_.setVisible(bool(how))
        self.heat.setText({"": tr("Heat map"), OVER: tr("Heat map: over"), BESIDE: tr("Heat map: beside")}[how])
        for pane in self.panes:
            pane.show_heat(how, strength)
        self._lay_panes()

    def next_heat(self) -> None:
        """None, over the image, beside it."""
        self.show_heat(_HEATS[(_HEATS.index(self._heat) + 1) % len(_HEATS)], self._strength)

    def stop(self) -> None:
        """End the threads that make pictures, after those in hand."""
        for pane in self.panes:
            pane.stop()

    def wait(self, milliseconds: int) -> bool:
        return all(pane.wait(milliseconds) for pane in self.panes)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_panes()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.left.emit()
        super().closeEvent(event)

    def _key(self, key: str, slot: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.activated.connect(slot)

    def _on_placed(self, source: Pane, place: Place) -> None:
        for pane in self.panes:
            if pane is not source:
                pane.go_to(place)

    def _toggle_pixels(self) -> None:
        view = self.panes[0].image
        if view.place.zoom > 1.0:
            view.fit()
        else:
            view.show_pixels()

    def _step(self, step: int) -> None:
        """To another image, and to its keys: what is written belongs to the one before."""
        self._to_image()
        self.stepped.emit(step)

    def _to_image(self) -> None:
        if self.panes:
            self.panes[0].image.setFocus()
