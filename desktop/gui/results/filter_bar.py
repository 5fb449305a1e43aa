"""The rows above the table: what to show, as buttons with counts, any of which may be chosen together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QToolButton, QWidget

from desktop.contract import ClassInfo
from desktop.gui.session.row import Filter
from desktop.gui.translation import marked, tr, trn
from desktop.gui.widgets.flow import FlowLayout
from desktop.language.spoken import number
from desktop.results.wording import named

_LONGEST_NAME = 20
"""Letters of a name on a button."""
_SECOND = (Filter.TO_REVIEW, Filter.REVIEWED, Filter.DIFFERS, Filter.WRONG)
_WHERE_ANY = (Filter.DIFFERS, Filter.WRONG, Filter.YOURSELF)
"""Shown only where there are such images."""
_FOLDED = (Filter.UNFAMILIAR, Filter.UNCERTAIN, Filter.POOR, Filter.FAILED)
_TIPS = {
    Filter.ALL: marked("All images"),
    Filter.REFER: marked("Images whose score reaches the threshold of the operating point"),
    Filter.UNFAMILIAR: marked("Images that differ from those the model was trained on"),
    Filter.UNCERTAIN: marked("Images whose two likeliest classes lie close together"),
    Filter.POOR: marked("Images that are blurred, dark, bright or small"),
    Filter.FAILED: marked("Files that could not be read"),
    Filter.TO_REVIEW: marked("Images that no person has settled yet"),
    Filter.REVIEWED: marked("Images that a person has settled"),
    Filter.DIFFERS: marked("Images that you named another diagnosis for than the model"),
    Filter.YOURSELF: marked("Images whose answers are the least sure, that you want to look at yourself"),
    Filter.WRONG: marked("Images whose known diagnosis is another one than the model's"),
}
_SPOKEN = {
    Filter.ALL: marked("Show all"),
    Filter.REFER: marked("Show refer"),
    Filter.UNFAMILIAR: marked("Show unfamiliar"),
    Filter.UNCERTAIN: marked("Show uncertain"),
    Filter.POOR: marked("Show quality"),
    Filter.FAILED: marked("Show failed"),
    Filter.TO_REVIEW: marked("Show to review"),
    Filter.REVIEWED: marked("Show reviewed"),
    Filter.DIFFERS: marked("Show differs from you"),
    Filter.YOURSELF: marked("Show yourself"),
    Filter.WRONG: marked("Show differs from known"),
}


class FilterBar(QWidget):
    """Filters of one kind add up, those of different kinds narrow each other down (`desktop.gui.session.row.KINDS`);
    "All" is chosen while no other button is, and choosing it lets go of the others."""

    narrowed = Signal(list, list)
    """list[Filter], list[str]: what to show, and the codes of the classes to show; each empty for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = FlowLayout(self)
        self.buttons: dict[Filter, QToolButton] = {}
        self.class_buttons: dict[str, QToolButton] = {}
        self._classes: dict[str, ClassInfo] = {}
        self._names: dict[str, str] = {}
        for which in Filter:
            button = _chip(tr(_TIPS[which]))
            button.clicked.connect(self.reset if which is Filter.ALL else self._on_clicked)
            self.buttons[which] = button
            if which in (Filter.UNFAMILIAR, Filter.TO_REVIEW):
                self._row.addWidget(_gap())
            self._row.addWidget(button)
        self._row.addWidget(_gap())
        self.buttons[Filter.ALL].setChecked(True)
        self.set_counts(dict.fromkeys(Filter, 0), {})
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_classes(self, classes: Sequence[ClassInfo]) -> None:
        """One button per class, with its name."""
        if list(self._classes.values()) == list(classes):
            return
        for button in self.class_buttons.values():
            self._row.removeWidget(button)
            button.deleteLater()
        self._classes = {one.code: one for one in classes}
        self.class_buttons = {}
        for one in classes:
            button = _chip(
                tr("Images whose likeliest class is: {name} (malignant), {code}", name=named(one.name), code=one.code)
                if one.malignant
                else tr("Images whose likeliest class is: {name}, {code}", name=named(one.name), code=one.code)
            )
            button.clicked.connect(self._on_clicked)
            self.class_buttons[one.code] = button
            self._row.addWidget(button)
        self._on_clicked()

    def set_counts(self, counts: Mapping[Filter, int], by_class: Mapping[str, int]) -> None:
        """Numbers of images behind each button."""
        for which, button in self.buttons.items():
            _label(button, tr(which.value), counts[which], tr(_SPOKEN[which]))
            self._fold(button, which in _WHERE_ANY or (which in _FOLDED and counts[Filter.ALL] > 0), counts[which])
        for code, button in self.class_buttons.items():
            _label(
                button,
                self._shortened(named(self._classes[code].name)),
                by_class.get(code, 0),
                tr("Show {name}", name=named(self._classes[code].name)),
            )
            self._fold(button, counts[Filter.ALL] > 0, by_class.get(code, 0))

    def _shortened(self, name: str) -> str:
        """On a button; kept, as counts come many times in a second."""
        if name not in self._names:
            letters = self.fontMetrics()
            room = _LONGEST_NAME * letters.averageCharWidth()
            self._names[name] = letters.elidedText(name, Qt.TextElideMode.ElideRight, room).replace("&", "&&")
        return self._names[name]

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._names.clear()
        super().changeEvent(event)

    def _fold(self, button: QToolButton, may: bool, count: int) -> None:
        """A button that would show nothing takes no room."""
        button.setHidden(may and count == 0 and not button.isChecked())

    def offer_referral(self, offered: bool) -> None:
        """Whether the model has an operating point."""
        self.buttons[Filter.REFER].setVisible(offered)
        if not offered and self.buttons[Filter.REFER].isChecked():
            self.buttons[Filter.REFER].click()

    @property
    def in_order(self) -> list[QToolButton]:
        """The buttons as they are laid out."""
        first = [button for which, button in self.buttons.items() if which not in _SECOND]
        return [*first, *(self.buttons[which] for which in _SECOND), *self.class_buttons.values()]

    def reset(self) -> None:
        """Show all."""
        for button in (*self.buttons.values(), *self.class_buttons.values()):
            button.setChecked(False)
        self._on_clicked()

    def tell(self) -> None:
        """Narrow by what is chosen now."""
        self._on_clicked()

    def _on_clicked(self) -> None:
        every = self.buttons[Filter.ALL]
        filters = [which for which, button in self.buttons.items() if button.isChecked() and button is not every]
        classes = [code for code, button in self.class_buttons.items() if button.isChecked()]
        every.setChecked(not filters and not classes)
        self.narrowed.emit(filters, classes)


class FilterShelf(QScrollArea):
    """Holds the buttons; where they would take too much of a low window they are scrolled."""

    def __init__(self, bar: FilterBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._bar = bar
        self._most = 10_000
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setWidgetResizable(True)
        self.setWidget(bar)
        bar.setAutoFillBackground(False)
        self.viewport().setAutoFillBackground(False)
        bar.installEventFilter(self)

    def set_most(self, height: int, *, least: int) -> None:
        """Take no more than this height in whole lines, but so many of them."""
        layout = self._bar.layout()
        assert layout is not None
        gap = layout.spacing()
        line = self._bar.buttons[Filter.ALL].sizeHint().height() + gap
        self._most = max(least, (height + gap) // line) * line - gap
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return self._bar.minimumSizeHint()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        needed = self._bar.heightForWidth(self.width())
        height = min(needed, self._most)
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if needed > height else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(policy)
        if height != self.height() or self.maximumHeight() != height:
            self.setFixedHeight(height)


def _gap() -> QFrame:
    """Between kinds of buttons: what is to look at, what is to review, the classes."""
    line = QFrame()
    line.setProperty("rule", True)
    line.setFixedSize(1, 24)
    return line


def _chip(tip: str) -> QToolButton:
    button = QToolButton()
    button.setCheckable(True)
    button.setToolTip(tip)
    button.setProperty("chip", True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCursor(Qt.CursorShape.PointingHandCursor)
    # Words cut to dots would say nothing: the window cannot be made too narrow for them.
    button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
    return button


def _label(button: QToolButton, word: str, count: int, spoken: str) -> None:
    text = f"{word}  {number(count, ',')}"
    if button.text() != text:
        button.setText(text)
        if button.property("none") != (count == 0):
            button.setProperty("none", count == 0)
            button.style().unpolish(button)
            button.style().polish(button)
        button.setAccessibleName(trn("{what}: {n:,} image", "{what}: {n:,} images", count, what=spoken))
