"""The model panel: its card, the self-test with its result in words, and the way to another file."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QThread, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from desktop.errors import HamError
from desktop.gui.model.page import ModelFile, page
from desktop.gui.settings import Numbers
from desktop.gui.theme import colours
from desktop.gui.translation import tr
from desktop.gui.widgets.clipboard import copy_text
from desktop.gui.widgets.placing import PlacedDialog
from desktop.language.spoken import told
from desktop.model import providers
from desktop.model.network import Network


def model_file(classifier: Network) -> ModelFile:
    """What the card tells of an open model."""
    return ModelFile(
        path=str(classifier.path),
        sha256=classifier.sha256,
        info=classifier.info,
        runs_on=classifier.provider.label,
        providers=tuple((provider.label, reason or "") for provider, reason in providers.reasons()),
    )


def self_test_in_words(classifier: Network) -> str:
    """Run the file's self-test and say how it went; never raises what is the user's to read."""
    try:
        difference = classifier.self_test()
    except HamError as error:
        text = told(str(error))
        return tr(
            "⚠ {problem}. Choose another provider in the settings, or export the model again.",
            problem=text[:1].upper() + text[1:],
        )
    where = classifier.provider.label
    if difference == 0.0:
        return tr("✓ Passed on {where}: the answers are exactly the expected ones.", where=where)
    allowed = classifier.info.self_test.tolerance
    return tr(
        "✓ Passed on {where}: the answers differ from the expected ones by {difference:.2g} at most, and "
        "{allowed:.2g} is allowed (logits).",
        where=where,
        difference=difference,
        allowed=allowed,
    )


class SelfTest(QThread):
    """One self-test in the background."""

    told = Signal(str)

    def __init__(self, classifier: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._classifier = classifier

    def run(self) -> None:
        self.told.emit(self_test_in_words(self._classifier))


class ModelDialog(PlacedDialog):
    """Stays open beside the window; `show_model` whenever another one is open."""

    another_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Model"))
        self._classifier: Network | None = None
        self._file: ModelFile | None = None
        self._numbers = Numbers.POINT
        self._test: SelfTest | None = None
        self.card = QTextBrowser()
        self.card.setAccessibleName(tr("Model card"))
        self.card.setOpenLinks(False)
        self.outcome = QLabel(wordWrap=True)
        self.outcome.setTextFormat(Qt.TextFormat.PlainText)
        self.outcome.setAccessibleName(tr("Outcome of the self-test"))
        self.run_test = QPushButton(tr("Run &self-test"))
        self.run_test.setToolTip(tr("Ask the network the file's own questions and compare its answers"))
        self.copy = QPushButton(tr("&Copy card"))
        self.another = QPushButton(tr("&Open another model…"))
        close = QPushButton(tr("Close"))
        buttons = QHBoxLayout()
        for button in (self.run_test, self.copy, self.another):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(close)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(16, 16, 16, 14)
        whole.setSpacing(10)
        whole.addWidget(self.card, 1)
        whole.addWidget(self.outcome)
        whole.addLayout(buttons)
        self.resize(820, 700)
        self.outcome.hide()
        self.run_test.clicked.connect(self._run_test)
        self.copy.clicked.connect(lambda: copy_text(self.card.toPlainText()))
        self.another.clicked.connect(self.another_asked)
        close.clicked.connect(self.close)
        self.show_model(None, Numbers.POINT)

    def show_model(self, classifier: Network | None, numbers: Numbers) -> None:
        """The model that is open now, or none."""
        if classifier is not self._classifier:
            self.outcome.hide()
        self._classifier = classifier
        self._numbers = numbers
        self._file = None if classifier is None else model_file(classifier)
        self.run_test.setEnabled(classifier is not None)
        self.copy.setEnabled(classifier is not None)
        self._draw()

    def stop(self) -> None:
        """Wait for a self-test that is under way."""
        if self._test is not None:
            self._test.wait()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.LanguageChange):
            self._draw()
        super().changeEvent(event)

    def _draw(self) -> None:
        if self._file is None:
            self.card.setHtml(tr("<p>No model is open. Open an .onnx file that ham-export wrote, or drop it here.</p>"))
            return
        place = self.card.verticalScrollBar().value()
        self.card.setHtml(page(self._file, colours(self.palette()), self._numbers))
        self.card.verticalScrollBar().setValue(place)

    def _run_test(self) -> None:
        if self._classifier is None or self._test is not None:
            return
        self.run_test.setEnabled(False)
        self._say(tr("Asking the network…"), warm=False)
        self._test = SelfTest(self._classifier, self)
        self._test.told.connect(lambda words: self._say(words, warm=words.startswith("⚠")))
        self._test.finished.connect(self._on_tested)
        self._test.start()

    def _on_tested(self) -> None:
        assert self._test is not None
        self._test.wait()
        self._test.deleteLater()
        self._test = None
        self.run_test.setEnabled(self._classifier is not None)

    def _say(self, words: str, *, warm: bool) -> None:
        self.outcome.setText(words)
        self.outcome.setProperty("warm", warm)
        self.outcome.style().unpolish(self.outcome)
        self.outcome.style().polish(self.outcome)
        self.outcome.show()
