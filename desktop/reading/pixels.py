"""The pixels of a reading's image, and of its file nothing else: no name, no EXIF, no caption."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from desktop.errors import ImageError
from desktop.images import load_image, read_image
from desktop.outputs.heatmaps.drawing import heat_picture
from desktop.reading.design import ReadingError
from desktop.reading.file import Stored

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.model.network import Network

LARGEST_SIDE = 2048
_SMALL = 32


@dataclass(frozen=True)
class Frame:
    """pixels: uint8 [s, s, 3], the whole frame squashed to a square; width, height: of the frame, to show it at;
    heat: uint8 [h, w, 4], what in it speaks for a class, to be stretched over it; None where none was asked for."""

    pixels: NDArray[np.uint8]
    width: int
    height: int
    heat: NDArray[np.uint8] | None = None


@contextmanager
def unpacked(content: bytes, name: str) -> Iterator[Path]:
    """A file of this content in a temporary folder. Raises ReadingError where there is no room for it."""
    try:
        folder = TemporaryDirectory(prefix="ham-")
    except OSError as error:
        raise ReadingError(f"there is no place to unpack the reading in ({error.strerror or error})") from None
    with folder:
        path = Path(folder.name) / name
        try:
            path.write_bytes(content)
        except OSError as error:
            raise ReadingError(f"the reading cannot be unpacked ({error.strerror or error})") from None
        yield path


def frame(stored: Stored, *, network: Network | None = None, explained: int = 0) -> Frame:
    """Decode an image as the network's decoder does. network: makes the heat map of the class at place `explained`.

    Raises ReadingError for an image that was changed or cannot be read, ProviderError where the network fails.
    """
    content = stored.content()
    # The decoder reads files; this one has a name that says nothing, and is gone when the image is on the screen.
    with unpacked(content, "image") as path:
        try:
            small = read_image(path, _SMALL)
            side = min(max(small.width, small.height, _SMALL), LARGEST_SIDE)
            pixels = load_image(path, side)
            if network is None:
                return Frame(pixels, small.width, small.height)
            seen = load_image(path, network.info.input.size)
        except ImageError as error:
            raise ReadingError(f"image {stored.number} of the reading cannot be shown ({error})") from None
    maps = network.predict(seen[None], heatmaps=True).heatmaps
    assert maps is not None
    return Frame(pixels, small.width, small.height, heat_picture(maps[0, explained]))
