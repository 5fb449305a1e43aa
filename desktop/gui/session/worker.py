"""The threads behind the window: one opens a model, one searches for images, one classifies.

Small QThreads with typed signals, stopped by `cancel` and a bounded wait; none of them touches a widget.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

from PySide6.QtCore import QObject, QThread, Signal

from desktop.common.interrupts import RunToken
from desktop.engine import tuning
from desktop.engine.discovery import find_images
from desktop.engine.events import Classified, Failed, Finished
from desktop.engine.pipeline import classify_files
from desktop.errors import HamError
from desktop.gui.session.backlog import Backlog
from desktop.gui.session.row import Result
from desktop.gui.session.study_opening import model_of
from desktop.gui.settings import RunOptions
from desktop.gui.translation import tr, trn
from desktop.images.image_file import ImageFile
from desktop.model.network import Network
from desktop.results.rows import to_row
from desktop.study.browsing import (
    MODEL_FILE,
    choose_model,
    list_images,
    take_out,
    to_do_again,
    write_setting,
    write_sources,
)
from desktop.study.naming import read_naming
from desktop.study.relinking import Lost, listed, match, relink
from desktop.study.setup import ListedImage
from desktop.study.store import Study, stamp

_SEARCH_CHUNK = 64
_HAND_OVER_S = 0.05


class ModelLoader(QThread):
    """Opens a model file; after its end either `classifier` or `problem` is set.

    ONNX Runtime cannot be interrupted in this: a loader that is not wanted any more is let finish and not asked.
    """

    noted = Signal(str)

    def __init__(self, path: Path | None, options: RunOptions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.classifier: Network | None = None
        self.problem: str | None = None
        self.path = path
        self._options = options

    def run(self) -> None:
        try:
            how = self._options
            self.classifier = Network.load(
                self.path, provider=how.provider, threads=how.threads, notify=self.noted.emit
            )
        except HamError as error:
            self.problem = str(error)


class Search(QThread):
    """Lists the images of one drop in the study and in the backlog; after its end `outcome` is what there is to say of
    it, or `problem` is set. What is listed already is classified again where the file changed, or could not be read.

    `sources`: every path dropped so far, this drop's included; what they have in common is told in `named` at once.
    """

    named = Signal(object)
    """Naming: how images are called from now on."""

    def __init__(
        self,
        study: Study,
        backlog: Backlog,
        paths: Sequence[Path],
        sources: Sequence[Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.paths = tuple(paths)
        self._new = self._again = self._found = 0
        self.relinked = 0
        """Images of the study that lie elsewhere now."""
        self.problem: str | None = None
        self._study = study
        self._sources = tuple(sources)
        self._backlog = backlog
        self._token = RunToken()
        self._forget = False
        backlog.search_begins()

    def cancel(self, *, forget: bool) -> None:
        """Stop at the next image. `forget`: take what no run has taken yet out of the study."""
        self._forget = forget
        self._token.cancel()

    @property
    def cancelled(self) -> bool:
        return self._token.cancelled

    @property
    def outcome(self) -> str:
        """What a person may not expect, in a sentence; empty where all images found are new."""
        if not self._found:
            return trn(
                "No image (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) was found in {path}.",
                "No image (JPEG, PNG, TIFF, BMP, WebP, HEIC, DICOM) was found in the {n} folders.",
                len(self.paths),
                path=self.paths[0],
            )
        if self._again:
            return trn(
                "{n:,} image is classified again: changed since, or not readable then.",
                "{n:,} images are classified again: changed since, or not readable then.",
                self._again,
            )
        if self.relinked:
            return trn(
                "{n:,} image of the study moved here; answers and reviews are theirs still.",
                "{n:,} images of the study moved here; answers and reviews are theirs still.",
                self.relinked,
            )
        if not self._new:
            return trn("This image is in the list already.", "All {n:,} images are in the list already.", self._found)
        return ""

    def _relinked(self, files: list[ImageFile], known: dict[tuple[str, int], Lost]) -> list[ImageFile]:
        """Images of the study that moved here are no new ones; the others."""
        if not known or not files:
            return files
        alike = [known.get((file.path.name.casefold(), stamp(str(file.path))[0])) for file in files]
        lost = {one.id: one for one in alike if one is not None and not one.path.exists()}
        found = match(lost.values(), files) if lost else {}
        if found:
            self.relinked += relink(self._study, found)
        places = set(found.values())
        return [file for file in files if Path(os.path.abspath(file.path)) not in places]  # noqa: PTH100

    def run(self) -> None:
        try:
            self.named.emit(read_naming(self._study, self._sources))
            write_sources(self._study, self._sources)
            images = find_images(self.paths)
            known_names = {(one.path.name.casefold(), one.size): one for one in listed(self._study)}
            while not self.cancelled and (chunk := _next_chunk(images)):
                self._found += len(chunk)
                new = self._relinked(self._backlog.unknown(chunk), known_names)
                if len(new) < len(chunk):
                    known = [file for file in chunk if file not in new]
                    self._again += self._backlog.add_again(to_do_again(self._study, known))
                if new:
                    self._new += self._backlog.add(list_images(self._study, new))
            if self._forget:
                _take_out(self._study, self._backlog.drop_waiting())
        except HamError as error:
            self.problem = str(error)
        except OSError as error:
            self.problem = tr(
                "{path} cannot be searched: {why}",
                path=error.filename or self.paths[0],
                why=error.strerror or error,
            )
        finally:
            self._backlog.search_ends()


def _take_out(study: Study, files: Iterable[ImageFile]) -> None:
    take_out(study, (file.id for file in files if isinstance(file, ListedImage)))


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
    """Classifies the backlog until it is empty, and keeps every answer in the study. Results gather in `outbox`, from
    which the window takes them at its own pace: no signal per image, and a busy window is never flooded.

    After the thread's end `outcome` is the run's Finished, or None where `problem` says in words what broke it.
    """

    def __init__(
        self,
        classifier: Network,
        study: Study,
        backlog: Backlog,
        options: RunOptions,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.outbox: deque[Result] = deque()
        self.outcome: Finished | None = None
        self.problem: str | None = None
        self.batch_size: int | None = None
        """Images per inference, once that is known."""
        self._classifier = classifier
        self._study = study
        self._backlog = backlog
        self._options = options
        self._token = RunToken()
        self._forget = False

    def cancel(self, *, forget: bool) -> None:
        """Stop after the batch in hand. `forget`: take what has no answer then out of the study, so that it does not
        wait there until the study is opened the next time."""
        self._forget = forget
        self._token.cancel()

    def pause(self, paused: bool) -> None:
        """Take no further batch, or go on."""
        if paused:
            self._token.pause()
        else:
            self._token.resume()

    @property
    def cancelled(self) -> bool:
        return self._token.cancelled

    def run(self) -> None:
        taken: deque[ImageFile] = deque()
        try:
            choose_model(self._study, model_of(self._classifier, self._options.tta))
            write_setting(self._study, MODEL_FILE, str(self._classifier.path.absolute()))
            self._classify(taken)
            self._study.flush()
            if self._forget:
                _take_out(self._study, [*self._backlog.drop(taken), *self._backlog.drop_waiting()])
                taken.clear()
        except HamError as error:
            self.outcome = None
            self.problem = str(error)
        finally:
            if self.cancelled and not self._forget:  # to go on when this study is opened again
                self._backlog.give_back(taken)
            else:
                self._backlog.drop(taken)

    def _classify(self, taken: deque[ImageFile]) -> None:
        info = self._classifier.info
        options, backlog = self._options, self._backlog
        count = None if backlog.searching else backlog.waiting
        classifier, how = tuning.tuned(
            self._classifier,
            count=count,
            batch_size=options.batch_size,
            threads=options.threads,
            stopped=lambda: self.cancelled,
        )
        self.batch_size = how.batch_size
        events = classify_files(
            classifier,
            backlog.stream(self._token, taken),
            batch_size=how.batch_size,
            workers=how.workers,
            tta=self._options.tta,
            token=self._token,
        )
        with closing(events):
            for event in events:
                if isinstance(event, Finished):
                    self.outcome = event
                elif isinstance(event, Classified | Failed):
                    taken.popleft()
                    self._study.save(event)
                    assert isinstance(event.file, ListedImage)
                    row = to_row(event, info, None)  # referred or not is for the window's operating point to say
                    self.outbox.append(Result(str(event.file.path), row, event.file.id))
