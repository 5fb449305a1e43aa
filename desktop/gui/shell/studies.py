"""Studies as a person handles them: new, open, save as, recent ones, and the one that was left without a name.

Ties the session, the actions, the settings and the window's title together.
"""

from __future__ import annotations

import datetime
import tempfile
from contextlib import suppress
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from desktop.gui import dialogs
from desktop.gui.actions import connect
from desktop.gui.settings import Settings
from desktop.gui.shell.window_parts import WindowParts
from desktop.gui.translation import marked, tr
from desktop.language.spoken import told
from desktop.study.database import SUFFIX
from desktop.study.store import Study

UNNAMED = marked("Unnamed study")
MOST_OFFERED = 3
_KEPT_UNNAMED = 20
"""How many studies without a name are offered again; older ones stay in their folder."""


def new_unnamed(folder: Path) -> Path:
    """A free place for a study without a name, named by the moment."""
    name = f"{datetime.datetime.now().astimezone():%Y-%m-%d %H-%M-%S}"
    path = folder / f"{name}{SUFFIX}"
    number = 1
    while path.exists():
        number += 1
        path = folder / f"{name} {number}{SUFFIX}"
    return path


def writable_folder(folder: Path) -> Path:
    """The folder, made where it is not there; a temporary one where nothing can be written in it."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        with suppress(OSError):
            return Path(tempfile.mkdtemp(prefix="ham-studies-"))
        return folder  # what is wrong is told with the first study


def unnamed_studies(folder: Path) -> list[Path]:
    """The studies that were left without a name, the newest first."""
    try:
        found = [(path.stat().st_mtime, path) for path in folder.glob(f"*{SUFFIX}")]
    except OSError:
        return []
    return [path for _, path in sorted(found, reverse=True)][:_KEPT_UNNAMED]


def _moment(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


class Studies(QObject):
    """The menu's part that is about studies. `window` gets the title."""

    def __init__(self, window: WindowParts, settings: Settings, title: str) -> None:
        super().__init__(window)
        session, actions = window.session, window.actions_
        self._settled: Study | None = None
        self._saving: Path | None = None
        self._window = window
        self._session = session
        self._actions = actions
        self._settings = settings
        self._title = title
        window.empty.study_asked.connect(self.open)
        connect(actions.new_study, session.close_study)
        connect(actions.open_study, self._ask_open)
        connect(actions.save_study, self._ask_save)
        actions.recent.aboutToShow.connect(self._fill_recent)
        connect(actions.again, session.answer_again)
        session.study_changed.connect(self._on_study_changed)
        session.state_changed.connect(self.refresh)
        self._offer()
        self.refresh()

    @property
    def name(self) -> str:
        """What the open study is called; empty where there is none."""
        study = self._session.study
        if study is None:
            return ""
        return study.path.stem if self._session.open_studies.named else tr(UNNAMED)

    def open(self, path: Path) -> None:
        """Open a study of that path."""
        self._session.open_study(path)

    def refresh(self) -> None:
        """Make title and actions say what the session's state is."""
        session, actions = self._session, self._actions
        self._window.setWindowTitle(f"{self.name} – {self._title}" if self.name else self._title)  # noqa: RUF001
        actions.new_study.setEnabled(session.study is not None and not session.opening)
        actions.open_study.setEnabled(not session.opening)
        actions.save_study.setEnabled(session.study is not None and not session.opening)
        stranger = session.study is not None and session.classifier is not None and not session.may_classify
        actions.again.setEnabled(stranger and not session.busy)
        if not session.opening:
            self._settle()

    def say_again(self) -> None:
        """In another language."""
        self.refresh()
        self._offer()

    def offered(self) -> list[tuple[str, Path]]:
        """What may be opened again, in words: unnamed studies by their moment, named ones by their name."""
        open_now = self._session.study.path if self._session.study else None
        unnamed = [(self._described(path), path) for path in unnamed_studies(self._settings.studies)]
        named = [(path.stem, path) for path in self._settings.recent if path.is_file()]
        found = [(words, path) for words, path in (*unnamed, *named) if path != open_now]
        return sorted(found, key=lambda entry: _moment(entry[1]), reverse=True)

    def _described(self, path: Path) -> str:
        """`Unnamed study, 2026-11-24 22-43-10: photos, 31 of 120 reviewed`."""
        view = told(self._settings.text(f"study/{path.stem}"))
        if not view:
            return tr("Unnamed study, {name}", name=path.stem)
        return tr("Unnamed study, {name}: {view}", name=path.stem, view=view)

    def _on_study_changed(self) -> None:
        study = self._session.study
        if study is not None and self._session.open_studies.named:
            self._settings.add_recent(study.path.absolute())
        if study is not None and self._saving is not None and self._session.open_studies.is_open(self._saving):
            self._window.message.say_note(
                tr("Study saved as {path}. Whatever you do is kept there from now on.", path=study.path),
                file=study.path,
                opens=False,
            )
        self._saving = None
        if study is None:
            self._offer()
        self.refresh()

    def _offer(self) -> None:
        """Tell what may be opened again, while the window is empty."""
        self._window.empty.offer(self.offered()[:MOST_OFFERED])

    def _settle(self) -> None:
        """See to it that the study's own model is open; say so once where it cannot be."""
        session = self._session
        study, model = session.study, session.model
        if study is None or model is None or session.may_classify or session.loading or study is self._settled:
            return
        file = session.open_studies.model_file
        if file is not None:
            session.open_studies.model_file = None  # tried once
            session.open_model(file)
            return
        self._settled = study
        if session.classifier is not None:
            self._window.message.say_note(
                tr(
                    "These rows are answers of the model {name}, and another one is open. Open that model to "
                    "add images, or choose Edit > Classify again with the open model.",
                    name=model.info.name,
                )
            )

    def _fill_recent(self) -> None:
        menu = self._actions.recent
        menu.clear()
        for words, path in self.offered():
            action = menu.addAction(words.replace("&", "&&"))
            action.setToolTip(str(path))
            connect(action, partial(self.open, path))
        if menu.isEmpty():
            menu.addAction(tr("No other study")).setEnabled(False)

    def _ask_open(self) -> None:
        if (path := dialogs.ask_study(self._window, self._settings)) is not None:
            self.open(path)

    def _ask_save(self) -> None:
        name = self.name if self._session.open_studies.named else "study"
        if (path := dialogs.ask_study_name(self._window, self._settings, name)) is not None:
            self._saving = path
            self._session.save_study_as(path)
