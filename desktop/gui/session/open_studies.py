"""Where studies are taken from and put back: the one that is open, its reviews, and the threads that open and close.

One study is open at a time. The next is opened before the present one is put away, so that a file that cannot be
opened leaves everything as it was.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QDeadlineTimer, QObject, Signal

from desktop.gui.session.reviews import Reviews
from desktop.gui.session.study_opening import StudyCloser, StudyOpener, Wanted
from desktop.gui.translation import tr
from desktop.study.browsing import StudyModel
from desktop.study.store import Study


class OpenStudies(QObject):
    """`want` something, `begin` once nothing uses the present study, and `switch` when the opener is ready."""

    problem = Signal(str)
    note = Signal(str)
    leaving = Signal()
    """Before another study takes the place of the open one, or a copy of it: who holds something that is not kept yet
    keeps it now."""

    def __init__(self, unnamed: Callable[[], Path], parent: QObject | None = None) -> None:
        """`unnamed`: gives the place of a new study that has no name yet; all of them lie in one folder."""
        super().__init__(parent)
        self.study: Study | None = None
        self.reviews = Reviews(self)
        self.reviews.problem.connect(self.problem)
        self.model_file: Path | None = None
        """Where the model lies that answered the open study last, if it is there."""
        self.settings: dict[str, str] = {}
        """What the study held when it was opened, and what was kept with it while that went on, for who wants it."""
        self.opener: StudyOpener | None = None
        self._unnamed = unnamed
        self._folder = unnamed().parent
        self._wanted: Wanted | None = None
        self._closers: list[StudyCloser] = []
        self._copied_from: Study | None = None

    @property
    def busy(self) -> bool:
        """Whether a study is being opened, or will be."""
        return self.opener is not None or self._wanted is not None

    @property
    def named(self) -> bool:
        """Whether the open study has a name that a person gave."""
        return self.study is not None and not self._is_unnamed(self.study)

    def is_open(self, path: Path) -> bool:
        """Whether the open study is the one at `path`."""
        return self.study is not None and os.path.abspath(self.study.path) == os.path.abspath(path)  # noqa: PTH100

    def goes_on_in(self, study: Study | None) -> bool:
        """Whether the open study is that one still, or the copy in which it goes on under another name."""
        return self.study is study or (study is not None and self._copied_from is study)

    def still(self, study: Study | None) -> bool:
        """As `goes_on_in`, after a person was asked something about that study; said where it is not."""
        if not self.goes_on_in(study):
            self.note.emit(tr("Another study was opened meanwhile; nothing was done."))
            return False
        return True

    def want(self, wanted: Wanted | None) -> None:
        """What to open next; None: a study without a name. What a person asked for before is not lost by reading the
        open study anew."""
        before = self._wanted
        if before is not None and wanted is not None and wanted.opened is not None:
            if before.copied_from is not None or before.opened is not None:
                self._wanted = replace(before, again=before.again or wanted.again)
            return
        self._wanted = wanted or Wanted(self._unnamed())

    def begin(self, now: StudyModel | None) -> bool:
        """Open what is wanted, if anything is; whether what is wanted is none at all. `now`: the open model's."""
        wanted = self._wanted
        if wanted is None or self.opener is not None:
            return False
        self._wanted = None
        if wanted.path is None:
            return True
        if wanted.opened is not None and wanted.opened is not self.study:
            if self.study is None or not self.goes_on_in(wanted.opened):
                return False  # another one was opened meanwhile
            wanted = replace(wanted, path=self.study.path, opened=self.study)
        self.opener = StudyOpener(wanted, now, self)
        self.opener.start()
        return False

    def switch(self, opener: StudyOpener | None, *, empty: bool) -> None:
        """Speak of the study that was opened, or of none, from now on. `empty`: the present one has no image."""
        self.leaving.emit()
        before = self.study
        self.study = opener.study if opener else None
        self.model_file = opener.model_file if opener else None
        moved = opener is not None and before is not None and opener.wanted.copied_from is before
        self._copied_from = before if moved else None
        if opener is None or opener.study is None:
            self.settings = {}
            self.reviews.detach()
        else:
            same = moved or before is opener.study
            self.settings = self.reviews.attach(opener.study, opener.reviews, opener.settings, same=same)
        if before is not None and before is not self.study:
            self._put_away(before, discard=moved or empty)

    def opened(self) -> None:
        """The opener has ended and is not needed any more."""
        if self.opener is not None:
            self.opener.wait()
            self.opener.deleteLater()
            self.opener = None

    def close(self, deadline: QDeadlineTimer, *, empty: bool, in_use: bool) -> bool:
        """End every thread and put everything away, unless it is still `in_use`; whether that was done in time."""
        if self.opener is not None:
            self.opener.cancel()
            in_use = not self.opener.wait(deadline) or in_use
        if not in_use:
            self.reviews.detach()
            fresh = self.opener.study if self.opener is not None else None
            for study, unused in ((self.study, empty), (None if fresh is self.study else fresh, False)):
                if study is not None:
                    self._put_away(study, discard=unused)
            self.study = None
        return not in_use and all(closer.wait(deadline) for closer in self._closers)

    def _is_unnamed(self, study: Study) -> bool:
        return study.path.parent == self._folder

    def _put_away(self, study: Study, *, discard: bool) -> None:
        closer = StudyCloser(study, discard=discard and self._is_unnamed(study), parent=self)
        closer.failed.connect(self.problem)
        closer.finished.connect(self._on_closer_finished)
        self._closers.append(closer)
        closer.start()

    def _on_closer_finished(self) -> None:
        for closer in [closer for closer in self._closers if closer.isFinished()]:
            closer.wait()
            self._closers.remove(closer)
            closer.deleteLater()
