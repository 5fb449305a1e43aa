"""The reviews of the open study as the window sees them: read from memory, kept in the study by a thread; and which
images are a part of it, where a person decides that.

    session.reviews.of(result.key)                     -> Review(label, note, reviewed, lesion)
    session.reviews.set_label(keys, "mel")             the code, "" to clear it
    session.reviews.set_note(keys, text) / set_reviewed(keys, True) / set_lesion(keys, "left arm")
    session.reviews.changed.connect(slot)              slot(keys: list[int]), also after another study was opened ([])

`keys` are those of results (`Result.key`), one or many. A change is seen at once by everybody who asks, and is in the
file within moments: at the latest when the study is closed.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from desktop.errors import HamError
from desktop.study.browsing import put_back, take_out, write_setting
from desktop.study.reviews import NO_REVIEW, Review, write_reviews
from desktop.study.store import Study


class ReviewWriter(QThread):
    """Writes what it was given, newest state first of all, until it is stopped; then the rest."""

    failed = Signal(str)
    moved = Signal(list, bool)
    """list[int], whether they are a part of the study again or no more."""

    def __init__(self, study: Study, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._study = study
        self._changed = threading.Condition()
        self._waiting: dict[int, Review] = {}
        self._settings: dict[str, str] = {}
        self._moves: deque[tuple[Sequence[int], bool]] = deque()
        self._ends = False

    def put(self, reviews: Mapping[int, Review]) -> None:
        """Write these soon."""
        with self._changed:
            self._waiting.update(reviews)
            self._changed.notify_all()

    def keep(self, name: str, value: str) -> None:
        """Write a setting of the study soon."""
        with self._changed:
            self._settings[name] = value
            self._changed.notify_all()

    def move(self, keys: Sequence[int], *, back: bool) -> None:
        """Take images out of the study, or put them back, soon."""
        with self._changed:
            self._moves.append((keys, back))
            self._changed.notify_all()

    def stop(self) -> None:
        """End once everything is written."""
        with self._changed:
            self._ends = True
            self._changed.notify_all()

    def run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(self._ends or self._waiting or self._settings or self._moves))
                waiting, self._waiting = self._waiting, {}
                settings, self._settings = self._settings, {}
                moves, self._moves = self._moves, deque()
            if not waiting and not settings and not moves:
                return
            try:
                if waiting:
                    write_reviews(self._study, waiting)
                for name, value in settings.items():
                    write_setting(self._study, name, value)
            except HamError as error:
                self.failed.emit(f"the review is not kept: {error}")
            self._move(moves)

    def _move(self, moves: Iterable[tuple[Sequence[int], bool]]) -> None:
        for keys, back in moves:
            try:
                (put_back if back else take_out)(self._study, keys)
            except HamError as error:
                self.failed.emit(f"the rows stay as they are: {error}")
            else:
                self.moved.emit(keys, back)


class Reviews(QObject):
    """What persons said about the images of the open study; empty while none is open."""

    changed = Signal(list)
    """list[int]: the keys of the images whose review changed; empty where another study was opened."""
    moved = Signal(list, bool)
    """list[int]: images that were taken out of the study (False), or put back (True)."""
    problem = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reviews: dict[int, Review] = {}
        self._writer: ReviewWriter | None = None

    def of(self, key: int) -> Review:
        """What was said about an image."""
        return self._reviews.get(key, NO_REVIEW)

    def set_label(self, keys: Iterable[int], code: str) -> None:
        """A person's diagnosis as a class code; "" takes it back."""
        self._change(keys, label=code)

    def set_note(self, keys: Iterable[int], note: str) -> None:
        self._change(keys, note=note)

    def set_reviewed(self, keys: Iterable[int], reviewed: bool) -> None:
        self._change(keys, reviewed=reviewed)

    def set_lesion(self, keys: Iterable[int], lesion: str) -> None:
        """Group images as those of one lesion under this name; "" takes them out of theirs."""
        self._change(keys, lesion=lesion)

    def named(self, lesion: str) -> list[int]:
        """The keys of the images of one lesion."""
        return [key for key, review in self._reviews.items() if review.lesion == lesion]

    @property
    def said(self) -> list[tuple[int, Review]]:
        """Every image about which something was said, by its key; also such as are no part of the study any more."""
        return list(self._reviews.items())

    def move(self, keys: Sequence[int], *, back: bool) -> None:
        """Take images out of the study, or put them back; ends in `moved` or `problem`. Reviews are kept."""
        if self._writer is not None:
            self._writer.move(keys, back=back)

    def keep(self, name: str, value: str) -> None:
        """Remember a setting with the study, where one is open."""
        if self._writer is not None:
            self._writer.keep(name, value)

    def attach(self, study: Study, reviews: dict[int, Review], *, same: bool = False) -> None:
        """Speak of this study from now on; `reviews`: what is in it. `same`: it is the one of before, or a copy of it;
        what was said since it was read is then still to be written."""
        since = {key: review for key, review in self._reviews.items() if same and reviews.get(key) != review}
        self.detach()
        self._reviews = reviews | since
        self._writer = ReviewWriter(study, self)
        self._writer.failed.connect(self.problem)
        self._writer.moved.connect(self.moved)
        if since:
            self._writer.put(since)
        self._writer.start()
        self.changed.emit([])

    def detach(self) -> None:
        """Write what is left and forget it all; the study may be closed then."""
        if self._writer is not None:
            self._writer.stop()
            self._writer.wait()
            self._writer.deleteLater()
            self._writer = None
            self._reviews = {}
            self.changed.emit([])

    def _change(self, keys: Iterable[int], **what: Any) -> None:
        new = {}
        for key in keys:
            before = self.of(key)
            after = replace(before, **what)
            if after != before:
                new[key] = after
        if new and self._writer is not None:
            self._reviews.update(new)
            self._writer.put(new)
            self.changed.emit(list(new))
