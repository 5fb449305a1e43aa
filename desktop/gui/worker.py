"""The threads behind the window: one opens a model, one searches for images, one classifies.

Small QThreads with typed signals, stopped by `cancel` and a bounded wait; none of them touches a widget.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from desktop import providers
from desktop.batch import DEFAULT_BATCH_SIZE, Classified, Failed, Finished, RunToken, classify_files
from desktop.contract import OperatingPoint
from desktop.errors import HamError
from desktop.gui.backlog import Backlog
from desktop.gui.result import Result
from desktop.model import Classifier
from desktop.results import to_row
from desktop.scan import ImageFile, common_folder, find_images

_SEARCH_CHUNK = 64
_HAND_OVER_S = 0.05


class ModelLoader(QThread):
    """Opens a model file; after its end either `classifier` or `problem` is set.

    ONNX Runtime cannot be interrupted in this: a loader that is not wanted any more is let finish and not asked.
    """

    noted = Signal(str)

    def __init__(self, path: Path | None, provider: str = providers.AUTO, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.classifier: Classifier | None = None
        self.problem: str | None = None
        self._path = path
        self._provider = provider

    def run(self) -> None:
        try:
            self.classifier = Classifier.load(self._path, provider=self._provider, notify=self.noted.emit)
        except HamError as error:
            self.problem = str(error)


class Search(QThread):
    """Puts the images of one drop into the backlog; after its end `new` and `found` count them, or `problem` is set.

    `sources`: every path dropped so far, this drop's included; what they have in common is told in `rooted` at once.
    """

    rooted = Signal(object)
    """str or None: the folder that names are relative to from now on."""

    def __init__(
        self, backlog: Backlog, paths: Sequence[Path], sources: Sequence[Path], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.paths = tuple(paths)
        self.new = self.found = 0
        self.problem: str | None = None
        self._sources = tuple(sources)
        self._backlog = backlog
        self._token = RunToken()
        backlog.search_begins()

    def cancel(self) -> None:
        """Stop at the next image."""
        self._token.cancel()

    @property
    def cancelled(self) -> bool:
        return self._token.cancelled

    def run(self) -> None:
        try:
            root = common_folder(self._sources)
            self.rooted.emit(None if root is None else str(root))
            images = find_images(self.paths)
            while not self.cancelled and (chunk := _next_chunk(images)):
                self.found += len(chunk)
                self.new += self._backlog.add(chunk)
        except OSError as error:
            self.problem = f"{error.filename or self.paths[0]} cannot be searched: {error.strerror or error}"
        finally:
            self._backlog.search_ends()


def _next_chunk(images: Iterator[ImageFile]) -> list[ImageFile]:
    # By number, but also by time: on a slow network folder the first image must not wait for the 64th.
    chunk: list[ImageFile] = []
    end = time.monotonic() + _HAND_OVER_S
    for image in islice(images, _SEARCH_CHUNK):
        chunk.append(image)
        if time.monotonic() >= end:
            break
    return chunk


class Run(QThread):
    """Classifies the backlog until it is empty. Results gather in `outbox`, from which the window takes them at its own
    pace: no signal per image, and a busy window is never flooded.

    After the thread's end `outcome` is the run's Finished, or None where `problem` says in words what broke it.
    """

    def __init__(
        self,
        classifier: Classifier,
        backlog: Backlog,
        point: OperatingPoint | None,
        *,
        batch_size: int = DEFAULT_BATCH_SIZE,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.outbox: deque[Result] = deque()
        self.outcome: Finished | None = None
        self.problem: str | None = None
        self._classifier = classifier
        self._backlog = backlog
        self._point = point
        self._batch_size = batch_size
        self._token = RunToken()

    def cancel(self) -> None:
        """Stop after the batch in hand."""
        self._token.cancel()

    @property
    def cancelled(self) -> bool:
        return self._token.cancelled

    def run(self) -> None:
        taken: deque[ImageFile] = deque()
        info = self._classifier.info
        events = classify_files(
            self._classifier,
            self._backlog.stream(self._token, taken),
            batch_size=self._batch_size,
            token=self._token,
        )
        try:
            for event in events:
                if isinstance(event, Finished):
                    self.outcome = event
                elif isinstance(event, Classified | Failed):
                    taken.popleft()
                    self.outbox.append(Result(str(event.file.path), to_row(event, info, self._point)))
        except HamError as error:
            self.problem = str(error)
        finally:
            self._backlog.give_back(taken)
