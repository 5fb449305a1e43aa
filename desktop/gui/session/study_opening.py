"""The thread that opens a study, or begins one, and reads back what is in it: rows, reviews, and what still waits."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from desktop.common.files import cannot_write
from desktop.common.interrupts import RunToken
from desktop.errors import HamError
from desktop.gui.session.row import Result
from desktop.images.image_file import ImageFile
from desktop.model.network import Network
from desktop.results.rows import to_row
from desktop.study.browsing import (
    MODEL_FILE,
    StudyModel,
    choose_model,
    every_image,
    last_model,
    read_setting,
    read_settings,
    read_sources,
)
from desktop.study.naming import Naming, read_naming
from desktop.study.reviews import Review, read_reviews
from desktop.study.setup import Setup
from desktop.study.store import Study


def model_of(classifier: Network, tta: int) -> StudyModel:
    """What answers depend on while this model is open."""
    return StudyModel(Setup.of(classifier, tta=tta), classifier.info)


def agree(one: Setup, other: Setup) -> bool:
    """Whether answers by both may stand in one table: they are the same but for the last digits."""
    return (one.model_sha256, one.pixels, one.tta) == (other.model_sha256, other.pixels, other.tta)


@dataclass(frozen=True)
class Wanted:
    """Which study to open next; path None: none at all. `opened`: it is open already and only read anew; `again`: for
    the open model, whichever gave its answers so far; `copied_from`: the study there is made as a copy of this one."""

    path: Path | None
    opened: Study | None = None
    again: bool = False
    copied_from: Study | None = None


class StudyOpener(QThread):
    """Opens a study and reads it. `now`: the model that is open in the window; it answers a study without answers, and
    one with answers by another model only where `wanted.again`; else the rows are those of the model that answered
    last.

    `ready` is set before the first row is in `outbox`: study, model, reviews, settings, sources and naming are known
    then. `known` and `waiting` are complete at the end of the thread, or `problem` says why it ended early.
    """

    def __init__(self, wanted: Wanted, now: StudyModel | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted = wanted
        self.study = wanted.opened
        self.model: StudyModel | None = None
        self.reviews: dict[int, Review] = {}
        self.sources: list[Path] = []
        self.naming = Naming()
        self.settings: dict[str, str] = {}
        self.model_file: Path | None = None
        self.outbox: deque[Result] = deque()
        self.known: set[str] = set()
        self.waiting: deque[ImageFile] = deque()
        self.problem: str | None = None
        self.ready = self.followed = False
        self._now = now
        self._token = RunToken()

    def cancel(self) -> None:
        """Stop at the next row; the study stays open."""
        self._token.cancel()

    def run(self) -> None:
        try:
            self._open()
            self._read()
        except HamError as error:
            self.problem = str(error)
        except OSError as error:
            self.problem = cannot_write(Path(error.filename or self.wanted.path or ""), error)
        if self.problem and not self.ready and self.study is not None and self.wanted.opened is None:
            self.study.file.close()
            self.study = None

    def _open(self) -> None:
        path = self.wanted.path
        assert path is not None
        if self.study is None:
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
            if self.wanted.copied_from is not None:
                self.wanted.copied_from.flush()
                self.wanted.copied_from.file.copy_to(path)
            self.study = Study.open(path, look=self.wanted.copied_from is None)
        self.model = last_model(self.study)
        now = self._now
        if now and (self.wanted.again or self.model is None or agree(self.model.setup, now.setup)):
            self.model = now
        self.reviews = read_reviews(self.study)
        self.sources = read_sources(self.study)
        self.settings = read_settings(self.study)
        file = read_setting(self.study, MODEL_FILE)
        self.model_file = Path(file) if file and Path(file).is_file() else None
        self.naming = read_naming(self.study, self.sources)
        if self.model is not None:
            choose_model(self.study, self.model)
        self.ready = True

    def _read(self) -> None:
        assert self.study is not None
        model = self.model
        root = Path(self.naming.root) if self.naming.root else None
        for file, answer in every_image(self.study, model.setup if model else Setup("", ""), root):
            if self._token.cancelled:
                return
            path = str(file.path)
            self.known.add(path)
            if answer is None or model is None:
                self.waiting.append(file)
            else:
                row = to_row(answer, model.info, None)
                self.outbox.append(Result(path, row, file.id))


class StudyCloser(QThread):
    """Puts a study away; `discard` also removes its file."""

    failed = Signal(str)

    def __init__(self, study: Study, *, discard: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._discard = discard

    def run(self) -> None:
        try:
            with self._study:
                pass
            if self._discard:
                self._study.path.unlink(missing_ok=True)
        except HamError as error:
            self.failed.emit(str(error))
        except OSError:
            pass  # an empty file is left behind, and nobody misses it
