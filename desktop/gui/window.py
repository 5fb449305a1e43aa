"""The window: puts the parts together and passes on what each says.

The work is the session's, the drawing the parts'. What is seen first is built first: the page of results and the
dialogs around it (`desktop.gui.workbench`) come after the first painting, or as soon as anything asks for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeyEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.common.text import notice
from desktop.errors import HamError
from desktop.gui import dialogs, translation
from desktop.gui.actions import ANSWERED, Actions, connect
from desktop.gui.session.session import Session
from desktop.gui.settings import Scheme, Settings
from desktop.gui.shell.drop import Dropped, DropSheet, sort_paths
from desktop.gui.shell.empty_state import EmptyState
from desktop.gui.shell.models import Models
from desktop.gui.shell.sample import SAID, draw_sample
from desktop.gui.shell.studies import Studies, new_unnamed, writable_folder
from desktop.gui.shell.window_parts import WindowParts
from desktop.gui.theme import Theme
from desktop.gui.translation import tr
from desktop.gui.widgets.message_bar import MessageBar
from desktop.gui.widgets.placing import place_on_screen
from desktop.gui.widgets.relabelling import relabel
from desktop.gui.widgets.task_strip import TaskStrip
from desktop.model import providers
from desktop.model.file import DEFAULT_MODEL

if TYPE_CHECKING:
    from desktop.gui.reading.controller import Readings
    from desktop.gui.results.page import ResultsPage
    from desktop.gui.shell.side_dialogs import SideDialogs
    from desktop.gui.workbench import Workbench

TITLE = "HAM classifier"
_UNPAINTED_MS = 1000
"""After which the window begins although it was never painted, as where it was started minimised."""
_LEAST_LETTERS = 12
"""Of what the bottom line says beside the notice."""


class MainWindow(WindowParts):
    """`settings` are read at the start and written at the end; `theme` is None where nobody changes colours."""

    def __init__(self, settings: Settings, *, provider: str = providers.AUTO, theme: Theme | None = None) -> None:
        super().__init__()
        self._settings = settings
        self._theme = theme
        options = settings.options
        if provider != providers.AUTO:  # named on the command line, for this time
            options = replace(options, provider=provider)
        studies = writable_folder(settings.studies)
        self.session = Session(options, partial(new_unnamed, studies), self)
        self.message = MessageBar()
        self.empty = EmptyState()
        self.actions_ = Actions(self)
        self._pages = QStackedWidget()
        self._model_label = QToolButton(autoRaise=True)
        self._provider_label = QToolButton(autoRaise=True)
        self.task = TaskStrip()
        self._page: ResultsPage | None = None
        self._bench: Workbench | None = None
        self._asked: tuple[Sequence[Path], Path | None] | None = None
        self._unbegun = QTimer(self, singleShot=True, interval=_UNPAINTED_MS)
        self._unbegun.timeout.connect(self._begin)
        self._lay_out()
        self.sheet = DropSheet(self)
        self.sheet.dropped.connect(self.take)
        self.studies = Studies(self, settings, TITLE)
        self.models = Models(self, settings, lambda: DEFAULT_MODEL)
        self._connect()
        self.session.want_prevalence(settings.prevalence)
        self._restore()
        self._unwritable = (
            ""
            if studies == settings.studies
            else tr(
                "Nothing can be written in {studies}: studies without a name are kept in {instead}, which "
                "the system may empty. Save what matters under a name.",
                studies=settings.studies,
                instead=studies,
            )
        )
        self._say_where_studies_are()
        self.setAcceptDrops(True)
        self.refresh()

    @property
    def page(self) -> ResultsPage:
        """The page of results."""
        return self._page or self.furnish().page

    @property
    def side_dialogs(self) -> SideDialogs:
        """The dialogs around it."""
        return self.furnish().side_dialogs

    @property
    def readings(self) -> Readings:
        """The menu's part that is about readings."""
        return self.furnish().readings

    def furnish(self) -> Workbench:
        """Build what nobody sees before there are images, where it is not there yet."""
        if self._bench is None:
            from desktop.gui.results.page import ResultsPage
            from desktop.gui.workbench import Workbench

            self._page = ResultsPage()
            self._pages.addWidget(self._page)
            self._bench = Workbench(
                *(self, self._page, self._settings, self.task, self._set_scheme, self.speak, TITLE),
            )
            self.refresh()
        return self._bench

    def start(self, paths: Sequence[Path] = (), model: Path | None = None) -> None:
        """Open the model named, else the one of last time, else the embedded one; then classify `paths`. A window that
        is about to be painted for the first time is painted first."""
        self._asked = (paths, model)
        if self._bench is not None or not self._unbegun.isActive():
            self._begin()

    def _begin(self) -> None:
        self.furnish()
        if self._asked is not None:
            (paths, model), self._asked = self._asked, None
            self.models.start(model)
            self._open(sort_paths(paths))
            self._say_where_studies_are()  # what a model said as it was opened is not over it

    def take(self, dropped: Dropped) -> None:
        """Open the models and classify the images among some paths; after what the window was started with."""
        self._begin()
        if dropped.images or dropped.studies or dropped.labels or dropped.readings:
            self.message.clear()
        self._open(dropped)

    def _open(self, dropped: Dropped) -> None:
        for model in dropped.models[-1:]:
            self.open_model(model)
        for study in dropped.studies[-1:]:
            self.studies.open(study)
        for labels in dropped.labels[-1:]:
            self.side_dialogs.known.open(labels)
        if dropped.images:
            self.session.add(dropped.images)
        for reading in dropped.readings[-1:]:
            self.readings.open(reading)
        if left := dropped.passed_over:
            names = ", ".join(path.name for path in left)
            self.message.say_note(tr("Only one of a kind is opened at a time; not opened: {names}", names=names))

    def open_model(self, path: Path) -> None:
        """Open a model file; see `Models`."""
        self.models.open(path)

    def speak(self, code: str) -> None:
        """Say everything in another language from now on, what is open included."""
        translation.speak(code)
        relabel(QApplication.topLevelWidgets())
        if self._bench is not None:
            self._bench.say_again()
        self.studies.say_again()
        self.refresh()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._bench is not None:
            self._bench.hold()
        lost = self.session.reviews
        lost.settle()
        if lost.unkept and not dialogs.may_lose_reviews(self, len(lost.unkept), lost.why_unkept):
            event.ignore()
            return
        self.hide()
        self._unbegun.stop()
        if self._bench is not None:
            self._bench.stop()
        self.session.close()
        if self._bench is not None:
            self._bench.put_away()
        self._settings.set_layout("window", self.saveGeometry())
        self._settings.write()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, and opens the list: nothing else was pointed at."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and focused is not None and focused.hasFocus():
            if isinstance(focused, QAbstractButton):
                focused.click()
                return
            if isinstance(focused, QComboBox):
                focused.showPopup()
                return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            place_on_screen(self)  # the system tells the frame's size only now
            if self._bench is None:
                self._unbegun.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._unbegun.isActive():
            self._unbegun.start(0)  # once all the parts are painted, and the screen shows them

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.actions_.draw_icons()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        self._pages.addWidget(self.empty)
        centre = QWidget()
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.message)
        column.addWidget(self._pages, 1)
        column.addWidget(self.task)
        self.setCentralWidget(centre)
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.addWidget(self._model_label)
        bar.addWidget(self._provider_label)
        for button in (self._model_label, self._provider_label):
            # These end in dots where there is no room (a tooltip tells them whole); the notice never does.
            button.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
            button.setMinimumWidth(_LEAST_LETTERS * button.fontMetrics().averageCharWidth())
            button.setProperty("elides", True)
        self.notice = QLabel(notice())
        self.notice.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        bar.addPermanentWidget(self.notice)
        self.setMinimumHeight(520)
        self.resize(1280, 820)
        self.empty.setFocus()

    def _connect(self) -> None:
        session, actions = self.session, self.actions_
        session.problem.connect(self.message.say_problem)
        session.reviews.recovered.connect(self._on_recovered)
        session.note.connect(self.message.say_note)
        session.state_changed.connect(self.refresh)
        self.empty.images_asked.connect(self._ask_images)
        self.empty.folder_asked.connect(self._ask_folder)
        self.empty.sample_asked.connect(self._try_sample)
        connect(actions.open_images, self._ask_images)
        connect(actions.open_folder, self._ask_folder)
        connect(actions.find, actions.search.setFocus)
        connect(actions.quit, self.close)
        for action in self.findChildren(QAction, options=Qt.FindChildOption.FindDirectChildrenOnly):
            if not action.isCheckable() and not action.property(ANSWERED):
                connect(action, partial(self._furnish_for, action))
        self._model_label.clicked.connect(actions.model.trigger)
        self._provider_label.clicked.connect(actions.model.trigger)
        for scheme, action in actions.schemes.items():
            connect(action, partial(self._choose_scheme, scheme))

    def _say_where_studies_are(self) -> None:
        if self._unwritable and self._unwritable not in self.message.text:
            self.message.say_note(self._unwritable)

    def _furnish_for(self, action: QAction) -> None:
        """What was asked for before the workbench was there is asked for again."""
        if self._bench is None:
            self.furnish()
            action.trigger()

    def _restore(self) -> None:
        self.restoreGeometry(self._settings.layout("window"))
        place_on_screen(self)
        self.actions_.schemes[self._settings.scheme].setChecked(True)

    def refresh(self) -> None:
        session = self.session
        busy = session.running or session.searching
        results = self._page is not None and bool(self._page.model.results)
        page = 1 if results or session.running or session.opening else 0
        if page != self._pages.currentIndex():
            self._pages.setCurrentIndex(page)
            (self.page.current_view if page else self.empty).setFocus()
        self.actions_.pause.setEnabled(session.running)
        self.actions_.cancel.setEnabled(busy)
        self.models.refresh()
        if self._bench is not None:
            self._bench.refresh()
        classifier = session.classifier
        if session.loading:
            self.empty.say_loading()
            self._say_model(tr("Opening the model…"))
        elif classifier is None:
            self.empty.say_no_model(session.waiting)
            self._say_model(tr("No model"))
        else:
            info = classifier.info
            self.empty.say_model(info.name, len(info.classes), classifier.provider.label)
            self._say_model(tr("Model {name} ({precision})", name=info.name, precision=info.precision))
        self._provider_label.setVisible(classifier is not None)

    def _say_model(self, text: str) -> None:
        self._model_label.setText(text)
        self._model_label.setToolTip(text)
        self._model_label.setAccessibleName(text)

    def show_provider(self, text: str, reason: str) -> None:
        self._provider_label.setText(text)
        self._provider_label.setToolTip(reason or text)
        self._provider_label.setAccessibleName(text)
        self._provider_label.setAccessibleDescription(reason)

    def _on_recovered(self) -> None:
        self.message.clear()
        self.message.say_note(tr("Everything is on the disk now."))

    def order_tabs(self) -> None:
        last = self.furnish().last_in_order
        for widget in (self.task.cancel, self._model_label, self._provider_label):
            self.setTabOrder(last, widget)
            last = widget

    def _ask_images(self) -> None:
        if paths := dialogs.ask_images(self, self._settings):
            self.take(sort_paths(paths))

    def _ask_folder(self) -> None:
        if (folder := dialogs.ask_folder(self, self._settings)) is not None:
            self.take(Dropped((folder,)))

    def _try_sample(self) -> None:
        """Classify a few drawn images, as if they had been dropped; said so that nobody takes them for more."""
        try:
            folder = draw_sample(writable_folder(self._settings.studies))
        except HamError as error:
            self.message.say_problem(str(error))
            return
        self.take(Dropped((folder,)))
        self.message.say_note(tr(SAID))

    def _choose_scheme(self, scheme: Scheme) -> None:
        self._settings.scheme = scheme
        self._set_scheme(scheme)

    def _set_scheme(self, scheme: Scheme) -> None:
        self.actions_.schemes[scheme].setChecked(True)
        if self._theme is not None:
            self._theme.set_scheme(scheme)
