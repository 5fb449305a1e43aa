"""Models as a person handles them: open one, go back to the embedded one or to one of before, and what happens where a
file is gone or broken: it is said, and a model that works is open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.contract.onnx_header import read_model_file
from desktop.errors import HamError
from desktop.gui import dialogs
from desktop.gui.actions import connect
from desktop.gui.settings import Settings
from desktop.gui.shell.window_parts import WindowParts
from desktop.gui.translation import tr
from desktop.gui.widgets.message_bar import sentence
from desktop.language.spoken import told
from desktop.model.file import read_info


class Models(QObject):
    """`embedded`: gives the place of the embedded model, whether there is one or not."""

    def __init__(self, window: WindowParts, settings: Settings, embedded: Callable[[], Path]) -> None:
        super().__init__(window)
        self._window = window
        self._session = window.session
        self._settings = settings
        self._embedded = embedded
        self._has_embedded = False
        self._asked: Path | None = None
        self._else: list[Path] = []
        self._failures: list[str] = []
        actions = window.actions_
        connect(actions.open_model, self.ask)
        connect(actions.embedded_model, lambda: self.open(self._embedded()))
        actions.recent_models.aboutToShow.connect(self._fill_recent)
        window.empty.model_asked.connect(self.ask)
        self._session.model_changed.connect(self._on_changed)
        self._session.model_failed.connect(self._on_failed)

    def start(self, named: Path | None) -> None:
        """Open the model named, else the one of last time, else the embedded one."""
        embedded, remembered = self._embedded(), self._settings.model
        self._has_embedded = embedded.exists()
        wanted = [named, remembered, embedded if self._has_embedded else None]
        places = list(dict.fromkeys(path for path in wanted if path is not None))
        if named is None and remembered is not None and self._has_embedded and not remembered.exists():
            self._settings.model = None
            self._window.message.say_problem(
                tr(
                    "{path}, the model opened last, is not there any more. The embedded model is open instead.",
                    path=remembered,
                )
            )
            places = [embedded]
        if places:
            self._else = places[1:]
            self._load(places[0], again=False)

    @property
    def may_open(self) -> bool:
        """Whether another model may take the place of the open one now."""
        session = self._session
        return not (session.running or session.opening or (session.searching and self._window.page.model.results))

    def open(self, path: Path) -> None:
        """Open a model file in the background; what is in the table is then classified again with it, if the person
        wants that."""
        message = self._window.message
        if not self.may_open:
            message.say_note(tr("Wait for the run to end, or cancel it, before opening another model."))
            return
        rows = len(self._window.page.model.results)
        if rows:
            try:
                self._check(path)
            except HamError as error:
                message.say_problem(str(error))
                return
            if not dialogs.may_classify_again(self._window, rows):
                return
        message.clear()
        self._else, self._failures = [], []
        self._load(path, again=bool(rows))

    def refresh(self) -> None:
        """Make the actions say what is possible."""
        actions, embedded = self._window.actions_, self._embedded()
        actions.open_model.setEnabled(self.may_open)
        now = self._session.classifier.path if self._session.classifier else None
        actions.embedded_model.setEnabled(self.may_open and now != embedded and self._has_embedded)
        actions.recent_models.setEnabled(self.may_open)

    def ask(self) -> None:
        """Ask for a file, and open it."""
        if (path := dialogs.ask_model(self._window, self._settings)) is not None:
            self.open(path)

    def _check(self, path: Path) -> None:
        """Raises HamError for what is no model: nothing is asked about such a file."""
        try:
            read_info(read_model_file(path))
        except HamError as error:
            why = str(error)
            raise type(error)(why if str(path) in why else f"{path} cannot be used as a model: {why}") from None

    def _load(self, path: Path, *, again: bool) -> None:
        self._asked = path
        self._session.open_model(path, again=again)

    def _on_changed(self) -> None:
        classifier = self._session.classifier
        if classifier is None or self._asked is None:
            return
        self._else, self._failures = [], []
        path = classifier.path.absolute()
        embedded = path == self._embedded().absolute()
        self._settings.model = None if embedded else path
        if not embedded:
            self._settings.add_recent_model(path)

    def _on_failed(self, why: str) -> None:
        message = self._window.message
        if self._session.classifier is None and self._else:
            place = self._else.pop(0)
            self._failures.append(sentence(told(why)))
            why = ". ".join(self._failures)
            message.say_problem(
                tr("{why}. The embedded model is opened instead.", why=why)
                if place == self._embedded()
                else tr("{why}. The model {path} is opened instead.", why=why, path=place)
            )
            self._load(place, again=False)
        else:
            message.say_problem(". ".join([*self._failures, sentence(told(why))]))
            self._failures = []

    def _fill_recent(self) -> None:
        menu = self._window.actions_.recent_models
        menu.clear()
        now = self._session.classifier.path.absolute() if self._session.classifier else None
        for path in self._settings.recent_models:
            if path != now and path.is_file():
                action = menu.addAction(path.name.replace("&", "&&"))
                action.setToolTip(str(path))
                connect(action, partial(self.open, path))
        if menu.isEmpty():
            menu.addAction(tr("No other model")).setEnabled(False)
