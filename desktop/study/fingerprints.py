"""What an image file holds, in a few bytes kept with the study: a file that was moved and renamed is known again by it.

Three places of a file are read and not all of it: of a hundred thousand photographs that is seconds and not an hour.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from desktop.study.database import to_path
from desktop.study.store import Study

_PIECE = 8 * 1024
"""Bytes read at the beginning, in the middle and at the end; a smaller file is read whole."""
_PORTION = 128


def fingerprint(path: Path) -> bytes:
    """16 bytes that files of other content do not share in practice. Raises OSError."""
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb", buffering=0) as stream:
        size = stream.seek(0, os.SEEK_END)
        digest.update(size.to_bytes(8, "little"))
        starts = (0,) if size <= _PIECE else (0, max(0, size // 2 - _PIECE // 2), size - _PIECE)
        for start in starts:
            stream.seek(start)
            digest.update(stream.read(_PIECE))
    return digest.digest()


def remember_contents(study: Study, stopped: Callable[[], bool] = lambda: False) -> int:
    """Keep the fingerprints of the images listed that have none yet, or changed since; how many. What cannot be read
    now is passed over. Raises StudyError."""
    wanted = study.file.rows(
        "SELECT i.id, i.path, i.size, i.mtime_ns FROM images i LEFT JOIN contents c ON c.image = i.id "
        "WHERE i.listing = ? AND (c.image IS NULL OR c.size <> i.size OR c.mtime_ns <> i.mtime_ns) ORDER BY i.position",
        study.listing,
    )
    kept = 0
    for start in range(0, len(wanted), _PORTION):
        found = []
        for key, path, size, mtime_ns in wanted[start : start + _PORTION]:
            if stopped():
                return kept
            try:
                found.append((key, size, mtime_ns, fingerprint(to_path(path))))
            except OSError:
                continue
        with study.file.transaction() as database:
            database.executemany("INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?)", found)
        kept += len(found)
    return kept


def known_contents(study: Study) -> dict[int, bytes]:
    """The fingerprints of the images listed, by the image's key. Raises StudyError."""
    return dict(
        study.file.rows(
            "SELECT c.image, c.hash FROM contents c JOIN images i ON i.id = c.image "
            "WHERE i.listing = ? AND c.size = i.size AND c.mtime_ns = i.mtime_ns",
            study.listing,
        )
    )
