"""A folder of overlays: every image with the heat map of the class that was named, in the folders of the images."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

import numpy as np
from PIL import Image

from desktop.common.files import OutputError, atomic_write, cannot_write, remove_left_overs
from desktop.engine.events import Classified, Finished
from desktop.errors import ImageError, UsageError
from desktop.images.folder_search import OVERLAY
from desktop.images.image_file import ImageFile
from desktop.language.spoken import ENGLISH
from desktop.model.network import Network
from desktop.outputs.heatmaps.drawing import explained, frame_picture
from desktop.results.rows import OK, Row

ENDING = OVERLAY
LARGEST_SIDE = 800
"""Pixels of an overlay's longer side at most: sharp on a screen, about 100 kB."""

_LONGEST_NAME = 200  # bytes; file systems take 255, and the unfinished file has a longer name


def check_folder(folder: Path, paths: Sequence[Path]) -> None:
    """Raises UsageError where the overlays would lie among the images, and be classified by the next run."""
    target = folder.resolve()
    for path in paths:
        given = path.resolve()
        if path.is_dir() and (target.is_relative_to(given) or given.is_relative_to(target)):
            raise UsageError(
                f"the heat maps' folder {folder} and the images' folder {path} lie in each other, and the next run "
                "would classify the overlays; choose a folder beside it"
            )
        if not path.is_dir() and given.is_relative_to(target):
            raise UsageError(
                f"the image {path} lies in the heat maps' folder {folder}: it could be overwritten, and the next run "
                "would take the overlays for images; choose another folder"
            )
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} is a file, and the heat maps need a folder; choose another name")
    remove_left_overs(folder)


def overlay_path(folder: Path, name: str) -> Path:
    """Where the overlay of the image with this name in results lies: the same folders, its whole name and an ending.

    With the image's own ending in it, `a.jpg` and `a.png` keep apart. A name too long for a file system is cut and
    told apart by a hash.
    """
    pure = PurePosixPath(name)
    last = os.fsencode(pure.name)
    if len(last) > _LONGEST_NAME:
        kept = last[: _LONGEST_NAME - 17].decode("utf-8", "ignore")
        return folder / pure.parent / f"{kept}.{hashlib.sha256(last).hexdigest()[:16]}{ENDING}"
    return folder / pure.parent / f"{pure.name}{ENDING}"


class HeatmapFolder:
    """`--heatmaps`: an extra (`desktop.outputs.extras.Extra`). One overlay is in memory at a time."""

    needs_heatmaps = True

    def __init__(self, folder: Path, classifier: Network, *, tta: int, language: str = ENGLISH) -> None:
        self._folder = folder
        self._language = language
        self._info = classifier.info
        self._made_by = f"model {classifier.sha256}, {classifier.provider.label}, {tta} views"
        if language != ENGLISH:
            self._made_by += f", in {language}"
        self._shown: set[Path] = set()
        self._made: set[Path] = set()
        self._lacking: list[ImageFile] = []
        self._written = self._kept = 0
        self._unreadable: list[str] = []
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(cannot_write(folder, error)) from None

    def picture(self, event: Classified, row: Row) -> None:
        """Draw and write one overlay. Raises OutputError."""
        assert event.heatmaps is not None
        self._shown.add(event.file.path)
        heatmap = event.heatmaps[int(np.argmax(row.probabilities))]
        try:
            frame = frame_picture(event.file.path, event.width, event.height, LARGEST_SIDE)
        except ImageError:  # it was read a moment ago
            self._unreadable.append(event.file.name)
            return
        coded = io.BytesIO()
        explained(frame, heatmap, row, self._info, language=self._language).save(
            coded, "JPEG", quality=90, comment=self._fingerprint(event.file).encode()
        )
        path = overlay_path(self._folder, event.file.name)
        try:
            if path.parent not in self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                remove_left_overs(path.parent)
                self._made.add(path.parent)
        except OSError as error:
            raise OutputError(cannot_write(path, error)) from None
        with atomic_write(path, "wb") as stream:
            stream.write(coded.getbuffer())
        self._written += 1

    def add(self, file: ImageFile, row: Row) -> None:
        if row.status != OK or file.path in self._shown:
            return
        if self._is_there(file):
            self._kept += 1
        else:
            self._lacking.append(file)

    def lacking(self) -> Sequence[ImageFile]:
        """Images answered by an earlier run whose overlay is missing, or made by another model or of another file."""
        return self._lacking

    def finish(self, finished: Finished) -> str:
        kept = f", {self._kept:,} there already" if self._kept else ""
        lost = f", {len(self._unreadable):,} could not be read again" if self._unreadable else ""
        return f"{self._written:,} heat maps{kept}{lost} -> {self._folder}"

    def _fingerprint(self, file: ImageFile) -> str:
        """What an overlay was made of and by, kept in it as a comment."""
        try:
            status = file.path.stat()
        except OSError:
            stamp = "gone"
        else:
            stamp = f"{status.st_size} bytes of {status.st_mtime_ns}"
        return f"ham-classify heat map: {stamp}; {self._made_by}"

    def _is_there(self, file: ImageFile) -> bool:
        try:
            with Image.open(overlay_path(self._folder, file.name), formats=("JPEG",)) as image:
                return bool(image.info.get("comment") == self._fingerprint(file).encode())
        except (OSError, SyntaxError):
            return False
