"""What a curious reader shall not see by opening the file in an editor: packed bytes that do not show what they hold.

No cryptography: the key is in the file and the program beside it. Whoever owns the machine and means to can read them.
What must not be known at all is left out of a packed reading (`desktop.reading.packing`).
"""

from __future__ import annotations

import hashlib
import zlib

import numpy as np

from desktop.reading.design import ReadingError

_NAME = b"ham-reading 1\0"


def sealed(content: bytes, key: bytes) -> bytes:
    """The content, compressed, under the stream that SHAKE-256 makes of the key, with its checksum before it."""
    packed = zlib.compress(content, 1)
    return hashlib.sha256(content).digest() + _mixed(packed, key)


def opened(seal: bytes, key: bytes) -> bytes:
    """What was sealed. Raises ReadingError where it is not whole."""
    try:
        content = zlib.decompress(_mixed(seal[32:], key))
    except zlib.error:
        content = b""
    if hashlib.sha256(content).digest() != seal[:32]:
        raise ReadingError("a sealed part of the reading is damaged; ask for the file again")
    return content


def _mixed(content: bytes, key: bytes) -> bytes:
    stream = np.frombuffer(hashlib.shake_256(_NAME + key).digest(len(content)), dtype=np.uint8)
    mixed: bytes = (np.frombuffer(content, dtype=np.uint8) ^ stream).tobytes()
    return mixed
