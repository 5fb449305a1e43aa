"""The reviews of the open study as the window sees them: read from memory, kept in the study by a thread; and which
images are a part of it, where a person decides that.

    session.reviews.of(result.key)                     -> Review(label, note, reviewed, lesion, confidence)
    session.reviews.set_label(keys, "mel", "Melanoma") the code and its name, "" to clear it
    session.reviews.set_note(keys, text) / set_reviewed(keys, True) / set_lesion(keys, "left arm")
    session.reviews.undo()                             the last act, however many images it spoke of
    session.reviews.changed.connect(slot)              slot(keys: list[int]), also after another study was opened ([])

`keys` are those of results (`Result.key`), one or many. A change is seen at once by everybody who asks, and is in the
file within moments; until it is, where the disk is full for example, its image is among `unkept`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from desktop.gui.session.review_writer import ReviewWriter
from desktop.gui.translation import tr, trn
from desktop.language.spoken import kept, told
from desktop.study.reviews import NO_REVIEW, Review
from desktop.study.store import Study

MOST_ACTS = 500
"""That can be undone; the history in the study has them all."""
_SETTLE_S = 1.0


class Act(QUndoCommand):
    """Something that can be undone: `redo` does it, also the first time."""

    def __init__(self, words: str, do: Callable[[], None], undo: Callable[[], None]) -> None:
        super().__init__(words)
        self._do, self._undo = do, undo

    def redo(self) -> None:
        self._do()

    def undo(self) -> None:
        self._undo()


class Reviews(QObject):
    """What persons said about the images of the open study; empty while none is open."""

    changed = Signal(list)
    """list[int]: the keys of the images whose review changed; empty where another study was opened."""
    about_to_act = Signal()
    """Before an act, an undo or a redo, and before the study is left: who holds something half written tells it now,
    as an act of its own. Later it would be in the middle of that act, which the stack of acts cannot bear, or in the
    next study."""
    taken_back = Signal(list)
    """list[int]: images whose review an undo or a redo changed just now."""
    moved = Signal(list, bool)
    """list[int]: images that were taken out of the study (False), or put back (True)."""
    problem = Signal(str)
    recovered = Signal()
    """What could not be written is on the disk now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.acts = QUndoStack(self)
        self.acts.setUndoLimit(MOST_ACTS)
        self.unkept: set[int] = set()
        """Images whose review is not on the disk, though it was tried."""
        self.why_unkept = ""
        self._reviews: dict[int, Review] = {}
        self._settings: dict[str, str] = {}
        """Kept since the study was opened, whether or not they are on the disk."""
        self._writer: ReviewWriter | None = None

    def of(self, key: int) -> Review:
        """What was said about an image."""
        return self._reviews.get(key, NO_REVIEW)

    def set_label(self, keys: Iterable[int], code: str, name: str = "") -> None:
        """A person's diagnosis as a class code; "" takes it back. `name`: of the diagnosis, for the act's words."""
        self._change(keys, kept(f"diagnosis {name or code}") if code else kept("no diagnosis"), label=code)

    def set_note(self, keys: Iterable[int], note: str) -> None:
        self._change(keys, kept("note") if note else kept("no note"), note=note)

    def set_reviewed(self, keys: Iterable[int], reviewed: bool) -> None:
        self._change(keys, kept("reviewed") if reviewed else kept("not reviewed"), reviewed=reviewed)

    def set_confidence(self, keys: Iterable[int], confidence: int) -> None:
        """1 to 5; 0 takes it back."""
        self._change(
            keys, kept(f"confidence {confidence}") if confidence else kept("no confidence"), confidence=confidence
        )

    def set_lesion(self, keys: Iterable[int], lesion: str) -> None:
        """Group images as those of one lesion under this name; "" takes them out of theirs."""
        self._change(keys, kept(f"lesion {lesion}") if lesion else kept("no lesion group"), lesion=lesion)

    def set_lesions(self, lesions: Mapping[int, str]) -> None:
        """Name many lesions in one act."""
        self.about_to_act.emit()
        new = {key: replace(self.of(key), lesion=name) for key, name in lesions.items()}
        self._act({key: review for key, review in new.items() if review != self.of(key)}, kept("lesions"))

    def undo(self) -> None:
        """Take the last act back."""
        self.about_to_act.emit()
        self.acts.undo()

    def redo(self) -> None:
        """Do the act that was taken back last again; none where something else was done since."""
        self.about_to_act.emit()
        self.acts.redo()

    def named(self, lesion: str) -> list[int]:
        """The keys of the images of one lesion."""
        return [key for key, review in self._reviews.items() if review.lesion == lesion]

    @property
    def said(self) -> list[tuple[int, Review]]:
        """Every image about which something was said, by its key; also such as are no part of the study any more."""
        return list(self._reviews.items())

    @property
    def why_stay(self) -> str:
        """Why the study may not be put away: reviews would be lost; empty where none would."""
        self.settle()
        if not self.unkept:
            return ""
        return trn(
            "The review of {n:,} image is not on the disk yet; make room there, or save the study under another name, "
            "before leaving it: {why}",
            "The review of {n:,} images is not on the disk yet; make room there, or save the study under another name, "
            "before leaving it: {why}",
            len(self.unkept),
            why=told(self.why_unkept),
        )

    def settle(self) -> None:
        """Wait a moment for what was said last to be on the disk; what is not is among `unkept` then."""
        self.about_to_act.emit()
        if self._writer is not None:
            why, keys = self._writer.settle(_SETTLE_S)
            if keys:
                self._mark(why, keys)

    def take_out(self, keys: Sequence[int]) -> None:
        """Take images out of the study, which can be undone; ends in `moved` or `problem`. Reviews are kept."""
        self.about_to_act.emit()
        count = len(keys)
        words = kept("removal of 1 image") if count == 1 else kept(f"removal of {count:,} images")
        self.acts.push(Act(words, lambda: self._move(keys, back=False), lambda: self._move(keys, back=True)))

    def keep(self, name: str, value: str) -> None:
        """Remember a setting with the study, where one is open."""
        if self._writer is not None:
            self._settings[name] = value
            self._writer.keep(name, value)

    def attach(
        self, study: Study, reviews: dict[int, Review], settings: Mapping[str, str], *, same: bool = False
    ) -> dict[str, str]:
        """Speak of this study from now on; `reviews`, `settings`: what is in it. `same`: it is the one of before, or a
        copy of it; what was said since it was read is then still to be written. Gives the settings as they stand."""
        self.about_to_act.emit()  # what is half written is the former study's
        since = {key: review for key, review in self._reviews.items() if same and reviews.get(key) != review}
        kept_since = {name: value for name, value in self._settings.items() if same and settings.get(name) != value}
        self._let_go()
        if not same:
            self.acts.clear()
            self._settings = {}
        self._reviews = reviews | since
        self._writer = ReviewWriter(study, self)
        self._writer.failed.connect(self._on_failed)
        self._writer.recovered.connect(self._on_recovered)
        self._writer.moved.connect(self.moved)
        if since:
            self._writer.put(since)
        for name, value in kept_since.items():
            self._writer.keep(name, value)
        self._writer.start()
        self.changed.emit([])
        return {**settings, **kept_since}

    def detach(self) -> None:
        """Write what is left and forget it all; the study may be closed then."""
        self.about_to_act.emit()
        if self._writer is not None:
            self._let_go()
            self.acts.clear()
            self._reviews = {}
            self._settings = {}
            self.changed.emit([])

    def _let_go(self) -> None:
        if self._writer is not None:
            self._writer.stop()
            self._writer.wait()
            self._writer.deleteLater()
            self._writer = None
        self.unkept, self.why_unkept = set(), ""

    def _move(self, keys: Sequence[int], *, back: bool) -> None:
        if self._writer is not None:
            self._writer.move(keys, back=back)

    def _change(self, keys: Iterable[int], act: str, **what: Any) -> None:
        self.about_to_act.emit()
        new = {}
        for key in keys:
            before = self.of(key)
            after = replace(before, **what)
            if after != before:
                new[key] = after
        self._act(new, act)

    def _act(self, new: Mapping[int, Review], act: str) -> None:
        if not new or self._writer is None:
            return
        old = {key: self.of(key) for key in new}
        words = act if len(new) == 1 else kept(f"{act} of {len(new):,} images")
        first = True

        def do() -> None:
            nonlocal first
            self._put(new, act if first else kept(f"redo: {act}"), again=not first)
            first = False

        self.acts.push(Act(words, do, lambda: self._put(old, kept(f"undo: {act}"), again=True)))

    def _put(self, reviews: Mapping[int, Review], act: str, *, again: bool) -> None:
        if self._writer is None:
            return
        self._reviews.update(reviews)
        if self.unkept:
            self.unkept.update(reviews)
        self._writer.put(reviews, act)
        self.changed.emit(list(reviews))
        if again:
            self.taken_back.emit(list(reviews))

    def _on_failed(self, why: str, keys: list[int]) -> None:
        if self.sender() is self._writer:
            self._mark(why, keys)

    def _mark(self, why: str, keys: list[int]) -> None:
        """These are not on the disk, and that is seen."""
        known = why == self.why_unkept
        self.unkept.update(keys)
        self.why_unkept = why
        if not known:
            self.problem.emit(
                tr("Your review is not on the disk yet and is tried again every few seconds: {why}", why=told(why))
                if keys
                else tr(
                    "A change of the study is not on the disk yet and is tried again every few seconds: {why}",
                    why=told(why),
                )
            )
            if keys:
                self.changed.emit(keys)

    def _on_recovered(self) -> None:
        written, self.unkept, self.why_unkept = sorted(self.unkept), set(), ""
        if written:
            self.changed.emit(written)
        self.recovered.emit()
