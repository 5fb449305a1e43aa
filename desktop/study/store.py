"""A study: which images there are, what was answered to each, and by what. Continues where a run was broken off.

A result belongs to an image as it was (path, size, modification time) and to a `Setup` (model, provider, pixels, test-
time augmentation: whatever can change a number; batch size and threads cannot). It is kept as the probabilities and
not as a row, so that rows at any operating point can be made of it later without running anything.

A run goes:

    with Study.open(path) as study:
        study.select(Setup.of(classifier), classifier.info)
        study.begin_listing()
        study.add(files)                     # as often as files are found, also from another thread
        for event in classify_files(classifier, study.pending(...)): study.save(event)
        study.flush()
        for event in study.answers(root): ...     # every answered image of the listing, in its order
"""

from __future__ import annotations

import dataclasses
import json
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from desktop import contract
from desktop.engine.events import Classified, Failed
from desktop.images.image_file import ImageFile, relative_name
from desktop.images.quality import Quality
from desktop.study.database import SUFFIX, StudyError, StudyFile, to_path
from desktop.study.setup import ListedImage, Setup

if TYPE_CHECKING:
    from desktop.contract import ModelInfo

COMMIT_ROWS = 256
COMMIT_SECONDS = 1.0
"""A killed run loses the answers of at most that many rows and that much time."""


def study_path(results: Path) -> Path:
    """`results.csv` -> `results.hamstudy`."""
    return results.with_suffix(SUFFIX)


@dataclass(frozen=True)
class Counts:
    """Of the images in the last listing: all of them, and how many were answered and failed."""

    listed: int
    classified: int
    failed: int


class Study:
    """An open study file. All methods may be called from any thread; each is whole or not done at all."""

    def __init__(self, file: StudyFile) -> None:
        self.file = file
        self._setup: int | None = None
        self._listing: int = file.rows("SELECT ifnull(max(abs(listing)), 0) FROM images")[0][0]
        self._position = self._last_position()
        self._lock = threading.Lock()
        self._unsaved: list[tuple[object, ...]] = []
        self._committed = time.monotonic()

    @classmethod
    def open(cls, path: Path, *, look: bool = False) -> Study:
        """Open the study at `path`, or begin one; `look` and StudyError: see `StudyFile`."""
        return cls(StudyFile(path, look=look))

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def listing(self) -> int:
        """The number of the last listing, 0 before the first."""
        return self._listing

    @property
    def position(self) -> int:
        """The place of the last image in the listing, counted from 1."""
        return self._position

    @property
    def setup(self) -> int | None:
        """The key of the setup that was selected."""
        return self._setup

    def __enter__(self) -> Study:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        try:
            with suppress(*(() if error is None else (StudyError,))):  # the first error is the one to tell
                self.flush()
        finally:
            self.file.close()

    # --- what is asked -----------------------------------------------------------------------------------------------

    def select(self, setup: Setup, info: ModelInfo) -> None:
        """The setup that `pending`, `save`, `answers` and `counts` speak of from now on."""
        key = (setup.model_sha256, setup.provider, setup.pixels, setup.tta)
        with self.file.transaction() as database:
            document = contract.encode_info(info)
            database.execute("INSERT OR IGNORE INTO models VALUES (?, ?, ?)", (key[0], info.name, document))
            database.execute("INSERT OR IGNORE INTO setups (model, provider, pixels, tta) VALUES (?, ?, ?, ?)", key)
        where = "model = ? AND provider = ? AND pixels = ? AND tta = ?"
        self._setup = self.file.rows(f"SELECT id FROM setups WHERE {where}", *key)[0][0]

    def forget_results(self) -> None:
        """Start over: no image was answered. Listed images, reviews, notes and lesions stay."""
        with self.file.transaction() as database:
            database.execute("DELETE FROM results")

    # --- which images there are --------------------------------------------------------------------------------------

    def begin_listing(self) -> None:
        """What is added from now on is the study; images that are not added again are no part of it any more."""
        self._listing += 1
        self._position = 0

    def add(self, files: Iterable[ImageFile], *, moved: bool = False) -> None:
        """Append files to the listing, with their size and modification time as they are now.

        One that is listed already keeps its place, or goes to the end where it is `moved`, so that `pending` meets it
        again.
        """
        place = "excluded.position" if moved else "iif(listing = excluded.listing, position, excluded.position)"
        listed = []
        for file in files:
            path = os.path.abspath(file.path)  # noqa: PTH100 - as desktop.engine.discovery names files; links are not followed
            self._position += 1
            listed.append((os.fsencode(path), *stamp(path), self._listing, self._position))
        with self.file.transaction() as database:
            database.executemany(
                "INSERT INTO images (path, size, mtime_ns, listing, position) VALUES (CAST(? AS TEXT), ?, ?, ?, ?) "
                "ON CONFLICT (path) DO UPDATE SET size = excluded.size, mtime_ns = excluded.mtime_ns, "
                f"position = {place}, listing = excluded.listing",
                listed,
            )

    def pending(self, root: Path | None, more: Callable[[], bool] = lambda: False) -> Iterator[ListedImage]:
        """The listed images without an answer by this setup, those that failed before included, in order.

        Where there is none left, `more` is asked, which may wait: True to look again, False for the end.
        """
        last, ended = 0, False
        while True:
            reached = self._last_position()
            if reached <= last:
                if ended:
                    return
                ended = not more()  # what was added while it was asked is looked for once more
                continue
            # Up to there and no further: a million known images are not looked through anew for every portion in which
            # they are listed.
            rows = self.file.paged(
                "SELECT position, id, path, size, mtime_ns FROM images i WHERE listing = ? AND NOT EXISTS (SELECT 1 "
                "FROM results WHERE image = i.id AND setup = ? AND size = i.size AND mtime_ns = i.mtime_ns "
                "AND error IS NULL) AND position <= ? AND position > ? ORDER BY position LIMIT ?",
                *(self._listing, self._setup, reached),
                after=last,
            )
            for _, key, path, size, mtime_ns in rows:
                yield ListedImage((where := to_path(path)), relative_name(where, root), key, size, mtime_ns)
            last = reached

    # --- what was answered -------------------------------------------------------------------------------------------

    def save(self, event: Classified | Failed) -> None:
        """Keep the answer to an image of `pending`. Committed with others, at the latest after COMMIT_SECONDS."""
        file = event.file
        assert isinstance(file, ListedImage)
        assert self._setup is not None
        answer: tuple[object, ...]
        if isinstance(event, Failed):
            answer = (None, None, None, None, None, event.reason.encode("utf-8", "surrogateescape"))
        else:
            values = np.asarray(event.probabilities, dtype="<f4").tobytes()
            answer = (event.width, event.height, values, event.unfamiliarity, _encoded(event.quality), None)
        with self._lock:
            self._unsaved.append((file.id, self._setup, file.size, file.mtime_ns, *answer))
            due = len(self._unsaved) >= COMMIT_ROWS or time.monotonic() - self._committed >= COMMIT_SECONDS
        if due:
            self.flush()

    def flush(self) -> None:
        """Commit what was saved. Raises StudyError; the rows are then still held, for another try."""
        with self._lock:
            if self._unsaved:
                with self.file.transaction() as database:
                    database.executemany(
                        "INSERT OR REPLACE INTO results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS TEXT))",
                        self._unsaved,
                    )
                self._unsaved.clear()
            self._committed = time.monotonic()

    def counts(self) -> Counts:
        """How far the listing is answered by this setup."""
        (row,) = self.file.rows(
            "SELECT count(*), ifnull(sum(r.image IS NOT NULL AND r.error IS NULL), 0), "
            f"ifnull(sum(r.error IS NOT NULL), 0) FROM images i LEFT {_VALID_RESULT} WHERE i.listing = ?",
            *(self._setup, self._listing),
        )
        return Counts(*row)

    def answers(self, root: Path | None) -> Iterator[Classified | Failed]:
        """Every answered image of the listing in order, as the engine told it. `root`: what names are relative to."""
        rows = self.file.paged(
            f"SELECT i.position, i.id, i.path, i.size, i.mtime_ns, {ANSWER} FROM images i {_VALID_RESULT} "
            "WHERE i.listing = ? AND i.position > ? ORDER BY i.position LIMIT ?",
            *(self._setup, self._listing),
        )
        for index, (_, key, path, size, mtime_ns, *answer) in enumerate(rows):
            file = ListedImage((where := to_path(path)), relative_name(where, root), key, size, mtime_ns)
            yield to_event(index, file, *answer)

    def _last_position(self) -> int:
        rows = self.file.rows("SELECT ifnull(max(position), 0) FROM images WHERE listing = ?", self._listing)
        return int(rows[0][0])


_VALID_RESULT = "JOIN results r ON r.image = i.id AND r.setup = ? AND r.size = i.size AND r.mtime_ns = i.mtime_ns"

ANSWER = "r.width, r.height, r.probabilities, r.unfamiliarity, r.quality, r.error"
"""The columns that `to_event` makes an answer of, in its order."""


def to_event(
    index: int,
    file: ImageFile,
    width: int,
    height: int,
    probabilities: bytes,
    unfamiliarity: float,
    quality: str | None,
    error: str | None,
) -> Classified | Failed:
    """An answer as the engine told it, from the columns ANSWER of the file."""
    if error is not None:
        return Failed(index, file, error)
    values = np.frombuffer(probabilities, dtype="<f4").astype(np.float32)
    return Classified(index, file, width, height, values, unfamiliarity, None, _decoded(quality))


def _encoded(quality: Quality | None) -> str | None:
    return None if quality is None else json.dumps(dataclasses.asdict(quality))


def _decoded(text: str | None) -> Quality | None:
    return None if text is None else Quality(**json.loads(text))


def stamp(path: str) -> tuple[int, int]:
    """Size and modification time; of a file that is not there (any more) what no file has, so that it is tried."""
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path each costs more than the rest
    except OSError:
        return -1, -1
    return status.st_size, status.st_mtime_ns
