"""Every image is decoded once into a memory-mapped array on disk, and read from there epoch after epoch.

The pixels are those of `desktop.images.load_image`. A cache file appears under its name only when it is complete:
a run that fails or is killed leaves nothing that a later run could take for finished.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from desktop.common.machine import usable_cores
from desktop.errors import ImageError
from desktop.images import RESIZE_RULE, load_image
from trainer.errors import DataError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

AHEAD = 256
"""Images decoded but not yet written, at most: 38 MB at 224 x 224."""
_STALE_S = 3600.0  # a .part file untouched for so long belongs to a run that was killed
_NAMED = 3  # failures spelled out in an error


def decode_all(
    paths: Sequence[Path], *, size: int, cache: Path, fingerprint: str, progress: bool = True
) -> np.memmap[tuple[int, ...], np.dtype[np.uint8]]:
    """Pixels of all `paths` in their order: a read-only uint8 memory map [N, size, size, 3], RGB 0..255.

    cache: folder for the array file (N * size * size * 3 bytes), made if absent; a complete file of the same images
    in the same order, size and resize rule is reused. fingerprint: of the data set, so that changed images are
    decoded again. progress: a bar with rate and time left on standard error.

    Raises DataError naming the images that cannot be read, or when the cache folder is not writable or too small.
    """
    file = cache / _cache_name(paths, size=size, fingerprint=fingerprint)
    shape = (len(paths), size, size, 3)
    ready = _open(file, shape)
    if ready is not None:
        return ready
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _drop_stale_parts(file)
        _check_space(cache, int(np.prod(shape, dtype=np.int64)))
        # The folder may be one that several hosts see, and their processes may have the same number.
        part = file.with_name(f"{file.name}.{socket.gethostname()}-{os.getpid()}.part")
        try:
            with part.open("wb") as target:
                np.lib.format.write_array_header_1_0(target, {"descr": "|u1", "fortran_order": False, "shape": shape})
                _write_pixels(target, paths, size=size, progress=progress)
                target.flush()
                os.fsync(target.fileno())
            part.replace(file)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise DataError(
            f"The decoded images cannot be written to {cache} ({error.strerror or error}); free space there or choose "
            "another output folder."
        ) from error
    ready = _open(file, shape)
    if ready is None:
        raise DataError(f"The decoded images just written to {file} cannot be read back; check the disk.")
    return ready


def _cache_name(paths: Sequence[Path], *, size: int, fingerprint: str) -> str:
    # Folder, size and time as well: a corrected image, or another folder with the same names, is decoded again.
    facts = ((path, path.stat()) for path in paths)
    lines = [f"{path.resolve()} {fact.st_size} {fact.st_mtime_ns}" for path, fact in facts]
    order = hashlib.sha256("\n".join(lines).encode(errors="surrogateescape")).hexdigest()[:16]
    return f"{fingerprint}-{size}-{RESIZE_RULE}-{order}.npy"


def _open(file: Path, shape: tuple[int, ...]) -> np.memmap[tuple[int, ...], np.dtype[np.uint8]] | None:
    """The finished array, or None where there is none of that shape."""
    try:
        array = np.lib.format.open_memmap(file, mode="r")
    except (OSError, ValueError):  # absent, or shorter than its header says
        return None
    return array if array.shape == shape and array.dtype == np.uint8 else None


def _drop_stale_parts(file: Path) -> None:
    for part in file.parent.glob(f"{file.name}.*.part"):
        if time.time() - part.stat().st_mtime > _STALE_S:
            part.unlink(missing_ok=True)


def _check_space(cache: Path, needed: int) -> None:
    free = shutil.disk_usage(cache).free
    if free < needed:
        raise DataError(
            f"The decoded images need {needed / 1e9:.1f} GB in {cache}, where {free / 1e9:.1f} GB are free; free space "
            "there, choose another output folder, or give a smaller --image-size or --limit."
        )


def _write_pixels(target: BinaryIO, paths: Sequence[Path], *, size: int, progress: bool) -> None:
    """Append all pixels in order. Plain writes: on a full disk they fail, where a memory map would kill the process."""
    from tqdm import tqdm

    failures: list[tuple[Path, str]] = []
    with tqdm(
        total=len(paths), desc="Decoding images", unit="img", disable=None if progress else True, dynamic_ncols=True
    ) as bar:
        for path, pixels in _decoded(paths, size):
            if isinstance(pixels, str):
                failures.append((path, pixels))
            elif not failures:  # after a failure the rest is read only to name every bad file at once
                target.write(np.ascontiguousarray(pixels).data)
            bar.update()
    if failures:
        named = "; ".join(f"{path}: {reason}" for path, reason in failures[:_NAMED])
        more = f"; and {len(failures) - _NAMED} more" if len(failures) > _NAMED else ""
        raise DataError(
            f"{len(failures)} of {len(paths)} images cannot be read ({named}{more}); replace them, or remove them "
            "and their rows of the metadata."
        )


def _decoded(paths: Sequence[Path], size: int) -> Iterator[tuple[Path, NDArray[np.uint8] | str]]:
    """(path, pixels or reason of failure) in order, decoded in threads (Pillow releases the lock while it works)."""

    def load(path: Path) -> NDArray[np.uint8] | str:
        try:
            return load_image(path, size)
        except ImageError as error:
            return str(error)

    with ThreadPoolExecutor(max_workers=min(usable_cores(), 16)) as pool:
        for start in range(0, len(paths), AHEAD):
            some = paths[start : start + AHEAD]
            yield from zip(some, pool.map(load, some), strict=True)
