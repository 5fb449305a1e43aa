"""The pixels of a reading's image, and of its file nothing else: no name, no EXIF, no caption."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from desktop.errors import ImageError
from desktop.images import load_image, read_image
from desktop.reading.design import ReadingError
from desktop.reading.file import ReadingFile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LARGEST_SIDE = 2048
_SMALL = 32


@dataclass(frozen=True)
class Frame:
    """pixels: uint8 [s, s, 3], the whole frame squashed to a square; width, height: of the frame, to show it at."""

    pixels: NDArray[np.uint8]
    width: int
    height: int


def frame(reading: ReadingFile, case: int) -> Frame:
    """Decode an image as the network's decoder does. Raises ReadingError for one that was changed or cannot be read."""
    content = reading.picture(case)
    # The decoder reads files; this one has a name that says nothing, and is gone when the image is on the screen.
    with TemporaryDirectory(prefix="ham-") as folder:
        path = Path(folder) / "image"
        path.write_bytes(content)
        try:
            small = read_image(path, _SMALL)
            side = min(max(small.width, small.height, _SMALL), LARGEST_SIDE)
            return Frame(load_image(path, side), small.width, small.height)
        except ImageError as error:
            raise ReadingError(f"image {case + 1} of the reading cannot be shown ({error})") from None
