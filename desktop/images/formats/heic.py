"""HEIC and HEIF images, as phones write them, by the extra `heic` (pillow-heif)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PIL import Image

from desktop.errors import ImageError

MISSING = "this is a HEIC image and reading it needs one more package: pip install 'ham-classifier[heic]'"
_ERRORS: tuple[type[Exception], ...] = (OSError, ValueError, SyntaxError, RuntimeError, EOFError, MemoryError)


def open_heic(path: Path, check_size: Callable[[int, int], None]) -> Image.Image:
    """The file's main image, decoded and upright, its ICC profile in `info`.

    The whole image and never the preview stored beside it; 10 and 12 bits become 8. `check_size(width, height)` is
    asked before anything is decoded. Raises ImageError.
    """
    try:
        import pillow_heif
    except ImportError:
        raise ImageError(MISSING) from None
    try:
        heif = pillow_heif.open_heif(path, convert_hdr_to_8bit=True)
        check_size(*heif.size)
        image: Image.Image = heif.to_pillow()
    except _ERRORS as error:
        words = " ".join(str(error).split()) or type(error).__name__
        raise ImageError(f"the HEIC image is damaged or of a kind that cannot be read ({words[:100]})") from None
    return image
