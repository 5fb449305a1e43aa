"""The folder warning as what a run makes: watched while images are answered, told when the table is whole."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop.contract import DiagnosisSets, ModelInfo, OperatingPoint
from desktop.engine.events import Classified, Failed, Finished
from desktop.evaluation.shift import FolderTest, Shift
from desktop.evaluation.shift_words import early_words, shift_in_words
from desktop.images.image_file import ImageFile
from desktop.results.rows import Row
from desktop.results.terms import Terms


class FolderShift:
    """An extra (`desktop.outputs.extras.Extra`) that every run has whose model can tell."""

    needs_heatmaps = False

    def __init__(
        self,
        info: ModelInfo,
        warn: Callable[[str], None],
        *,
        sets: DiagnosisSets | None = None,
        point: OperatingPoint | None = None,
    ) -> None:
        """`warn`: told once while images are answered, where those so far are unlike the held-out ones; sets, point:
        that the rows are made by, None for the model's usual ones."""
        self._info = info
        self._sets, self._point = sets, point
        self._warn = warn
        self._warned = False
        self._arrived: set[Path] = set()
        self._running = FolderTest(info)
        self._whole = FolderTest(info)

    def picture(self, event: Classified, row: Row) -> None:
        """One of the run's own images: those that an earlier run answered are in the table alone."""
        self.answered(event.unfamiliarity)

    def arrived(self, event: Classified | Failed) -> None:
        """`picture` in a watched folder, where a file may be written again: each counts once."""
        if isinstance(event, Classified) and event.file.path not in self._arrived:
            self._arrived.add(event.file.path)
            self.answered(event.unfamiliarity)

    def answered(self, *unfamiliarity: float) -> None:
        """Images were answered now; warns where those so far are far away."""
        for value in unfamiliarity:
            self._see(value)

    def _see(self, unfamiliarity: float) -> None:
        self._running.add(unfamiliarity)
        if self._running.is_look and not self._warned:
            shift = self._running.shift()
            if shift is not None and shift.shifted:
                self._warned = True
                self._warn(early_words(shift))

    def add(self, file: ImageFile, row: Row) -> None:
        if row.unfamiliarity is not None:
            self.count(row.unfamiliarity)

    def count(self, *unfamiliarity: float) -> None:
        """Images of the whole table."""
        for value in unfamiliarity:
            self._whole.add(value)

    def lacking(self) -> Sequence[ImageFile]:
        return ()

    @property
    def shift(self) -> Shift | None:
        """The statement on the rows added so far."""
        return self._whole.shift()

    def words(self) -> tuple[str, ...]:
        """The same in words; empty where the model cannot tell."""
        shift = self.shift
        return () if shift is None else shift_in_words(shift, self._info, sets=self._sets, point=self._point)

    def finish(self, finished: Finished) -> str:
        return "\n".join(self.words())


def folder_shift(terms: Terms) -> FolderShift | None:
    """The extra for a run at a terminal; None where the model cannot tell."""
    return None if terms.info.reference is None else FolderShift(terms.info, _say, sets=terms.sets, point=terms.point)


def _say(line: str) -> None:
    from tqdm import tqdm

    tqdm.write(line, file=sys.stderr)  # between two states of the bar
