"""Edit > Settings: how images are classified and how the window looks, kept from one start to the next.

Colours change at once, everything else with the next run. What cannot work on this machine says why.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSizePolicy,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.common.machine import usable_cores
from desktop.contract import ModelInfo, OperatingPoint
from desktop.gui.settings import LARGEST_BATCH, MOST_THREADS, Numbers, Scheme, Settings
from desktop.gui.terms.prevalence_page import PrevalencePage
from desktop.gui.theme import bold
from desktop.gui.translation import marked, own_name, tr, trn
from desktop.gui.widgets.placing import PlacedDialog, scrolled
from desktop.gui.widgets.wheel_guard import QuietBox, QuietNumber
from desktop.language.choice import of_the_system
from desktop.language.spoken import offered, told
from desktop.model import providers
from desktop.model.views import VIEWS

_VIEWS = {
    1: marked("1: as it is"),
    2: marked("2: and mirrored"),
    4: marked("4: and upside down"),
    8: marked("8: and turned by quarters"),
}
_SCHEMES = {Scheme.SYSTEM: marked("As the system"), Scheme.LIGHT: marked("Light"), Scheme.DARK: marked("Dark")}
_SCROLL_BAR = 16
_NUMBERS = {Numbers.POINT: "0.87", Numbers.COMMA: "0,87"}


class SettingsDialog(PlacedDialog):
    """Shows the settings; writes them when accepted, and puts the colours back when not."""

    scheme_tried = Signal(Scheme)
    """Colours to show now; also those of before, when the dialog is left."""
    language_tried = Signal(str)
    """A setting of the language to speak now; also that of before, when the dialog is left."""

    def __init__(
        self,
        settings: Settings,
        parent: QWidget | None = None,
        *,
        info: ModelInfo | None = None,
        point: OperatingPoint | None = None,
        why_absent: Callable[[providers.Provider], str | None] = providers.why_absent,
    ) -> None:
        """`info`, `point`: of the model whose answers are shown, and what refers: the prevalence is typed for it."""
        super().__init__(parent)
        self._settings = settings
        self._before = settings.scheme
        self._spoken_before = settings.language
        self._absent = {p.name: reason for p in providers.PROVIDERS if (reason := why_absent(p)) is not None}
        self.setWindowTitle(tr("Settings"))
        self.provider = QuietBox()
        self.provider.addItem(tr("Automatic: the fastest that works"), providers.AUTO)
        for provider in providers.PROVIDERS:
            label = provider.label
            if provider.name in self._absent:
                label = tr("{provider}  (not on this computer)", provider=label)
            self.provider.addItem(label, provider.name)
        self.reason = _hint("")
        self.batch_size = _count_box(tr("Automatic"), LARGEST_BATCH)
        self.threads = _count_box(tr("Automatic"), MOST_THREADS)
        self.tta = _choices(_VIEWS)
        self.cost = _hint("")
        self.scheme = _choices(_SCHEMES)
        self.language = QuietBox()
        self.language.addItem(
            tr("As the system: {language}", language=own_name(of_the_system(QLocale.system().uiLanguages()))), ""
        )
        for code in offered():
            self.language.addItem(own_name(code), code)
        self.numbers = _choices(_NUMBERS)
        self.prevalence = PrevalencePage(info, point, settings.numbers)
        self.pages = QTabWidget()
        self.pages.tabBar().setAccessibleName(tr("Pages of the settings"))
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok
            | QDialogButtonBox.StandardButton.Cancel
            | QDialogButtonBox.StandardButton.RestoreDefaults
        )
        self._ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        self._ok.setText(tr("Save"))
        self._lay_out()
        self._show(settings)
        self.provider.currentIndexChanged.connect(self._say_reason)
        self.tta.currentIndexChanged.connect(self._say_cost)
        self.scheme.currentIndexChanged.connect(lambda: self.scheme_tried.emit(self.scheme.currentData()))
        self.language.currentIndexChanged.connect(lambda: self.language_tried.emit(self.language.currentData()))
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.buttons.button(QDialogButtonBox.StandardButton.RestoreDefaults).clicked.connect(self._restore_defaults)
        self.prevalence.told.connect(self._allow)
        self._say_reason()
        self._say_cost()

    def accept(self) -> None:
        settings = self._settings
        settings.provider = self.provider.currentData()
        settings.batch_size = self.batch_size.value() or None
        settings.threads = self.threads.value() or None
        settings.tta = self.tta.currentData()
        settings.scheme = self.scheme.currentData()
        settings.language = self.language.currentData()
        settings.numbers = self.numbers.currentData()
        settings.prevalence = self.prevalence.text
        settings.write()
        super().accept()

    def reject(self) -> None:
        self.scheme_tried.emit(self._before)
        if self.language.currentData() != self._spoken_before:
            self.language_tried.emit(self._spoken_before)
        super().reject()

    def _lay_out(self) -> None:
        outside = QVBoxLayout(self)
        outside.setContentsMargins(24, 18, 24, 18)
        outside.setSpacing(6)
        content = QWidget()
        whole = QVBoxLayout(content)
        whole.setContentsMargins(0, 10, 0, 0)
        form = QFormLayout()
        form.setHorizontalSpacing(20)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        form.setVerticalSpacing(10)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        whole.addLayout(form)
        form.addRow(_title(tr("Classifying")))
        _row(form, tr("&Runs on"), self.provider, self.reason)
        _row(
            form, tr("Images per &inference"), self.batch_size, _hint(tr("Automatic: measured once on this computer."))
        )
        cores = usable_cores()
        _row(
            form,
            tr("&Threads"),
            self.threads,
            _hint(trn("Automatic: one for each of {n} core.", "Automatic: one for each of {n} cores.", cores)),
        )
        _row(form, tr("&Views of each image"), self.tta, self.cost)
        form.addRow(_title(tr("Window")))
        _row(
            form,
            tr("&Colours"),
            self.scheme,
            _hint(tr("Changes at once; what stands above takes effect with the next run.")),
        )
        _row(form, tr("&Language"), self.language, _hint(tr("Changes at once. Tables are written as ever.")))
        _row(form, tr("&Numbers"), self.numbers, _hint(tr("Also in tables exported for spreadsheets.")))
        whole.addSpacing(8)
        whole.addStretch(1)
        self.pages.addTab(scrolled(content), tr("&General"))
        self.pages.addTab(scrolled(self.prevalence), tr("&Prevalence"))
        self.pages.setDocumentMode(True)
        outside.addWidget(self.pages, 1)
        outside.addWidget(self.buttons)
        # In a language with long words their fields have room too, beside the bar that a low screen scrolls by.
        beside = outside.contentsMargins().left() + outside.contentsMargins().right() + _SCROLL_BAR
        needed = max(page.minimumSizeHint().width() for page in (content, self.prevalence))
        wide = max(self.fontMetrics().averageCharWidth() * 86, needed + beside)
        self.setMinimumWidth(wide)
        high = max(content.sizeHint().height(), self.prevalence.sizeHint().height())
        self.resize(wide, high + self.pages.tabBar().sizeHint().height() + self.buttons.sizeHint().height() + 60)

    def show_prevalence(self) -> None:
        """Open at the page of the prevalence."""
        self.pages.setCurrentIndex(1)

    def _show(self, settings: Settings) -> None:
        _choose(self.provider, settings.provider)
        self.batch_size.setValue(settings.batch_size or 0)
        self.threads.setValue(settings.threads or 0)
        _choose(self.tta, settings.tta)
        _choose(self.scheme, settings.scheme)
        _choose(self.language, settings.language if settings.language in offered() else "")
        _choose(self.numbers, settings.numbers)
        self.prevalence.show_text(settings.prevalence)

    def _restore_defaults(self) -> None:
        _choose(self.provider, providers.AUTO)
        self.batch_size.setValue(0)
        self.threads.setValue(0)
        _choose(self.tta, VIEWS[0])
        _choose(self.scheme, Scheme.SYSTEM)
        _choose(self.language, "")
        _choose(self.numbers, Numbers.POINT)
        self.prevalence.reset()

    def _say_reason(self) -> None:
        name = self.provider.currentData()
        reason = self._absent.get(name)
        if reason is not None:
            self.reason.setText(tr("⚠ Cannot be used: {reason}. Choose another to save.", reason=told(reason)))
        elif name == providers.AUTO:
            self.reason.setText(tr("Tries each in this order and takes the first that passes the model's self-test."))
        else:
            self.reason.setText(tr("Runs there, or says why not; nothing else is tried."))
        self.reason.setProperty("warm", reason is not None)
        self.reason.style().unpolish(self.reason)
        self.reason.style().polish(self.reason)
        self._allow()

    def _allow(self) -> None:
        """Nothing is saved that cannot work."""
        self._ok.setEnabled(self.provider.currentData() not in self._absent and not self.prevalence.problem)

    def _say_cost(self) -> None:
        views = self.tta.currentData()
        self.cost.setText(
            tr("Each image is seen once.")
            if views == 1
            else tr("The logits of {views} views are averaged, which takes {views} times as long.", views=views)
        )


def _title(text: str) -> QLabel:
    label = QLabel(text)
    bold(label, 2.0)
    label.setContentsMargins(0, 6, 0, 0)
    return label


def _hint(text: str) -> QLabel:
    label = QLabel(text, wordWrap=True)
    label.setProperty("quiet", True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
    return label


def _row(form: QFormLayout, label: str, field: QWidget, hint: QLabel) -> None:
    field.setAccessibleName(label.replace("&", ""))
    field.setAccessibleDescription(hint.text())
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    column.addWidget(field)
    column.addWidget(hint)
    name = QLabel(label)
    name.setBuddy(field)
    name.setFixedHeight(field.sizeHint().height())  # and not the hint's too, so that name and field are on one line
    form.addRow(name, box)


def _count_box(automatic: str, most: int) -> QSpinBox:
    box = QuietNumber(minimum=0, maximum=most)
    box.setSpecialValueText(automatic)
    box.lineEdit().setTextMargins(8, 0, 0, 0)
    return box


def _choices(words: dict[Any, str]) -> QComboBox:
    box = QuietBox()
    for value, text in words.items():
        box.addItem(tr(text), value)
    return box


def _choose(box: QComboBox, value: object) -> None:
    # Not findData: it compares through QVariant, which knows nothing of our enumerations.
    box.setCurrentIndex(next(i for i in range(box.count()) if box.itemData(i) == value))
