"""HAM10000 from Kaggle, by way of kagglehub.

kagglehub keeps what it fetched in its own cache and returns at once the next time. Whatever keeps it from
delivering ends as one DataError that says how to go on without it. Of what it prints, its progress bar (rate and time
left, on standard error) is let through to a terminal, and nothing else: standard output is for results.
"""

from __future__ import annotations

import io
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import ClassVar, TextIO

from trainer.errors import DataError

KAGGLE_HANDLE = "kmader/skin-cancer-mnist-ham10000"

_WAY_OUT = "give a folder that holds the images and HAM10000_metadata.csv with --data DIR"


def download_ham10000() -> Path:
    """Folder of the Kaggle copy of HAM10000 (5.2 GB on first use). Raises DataError when it cannot be had."""
    try:
        import kagglehub
    except ImportError:
        raise DataError(
            f"No --data folder was given and kagglehub, which downloads HAM10000, is not installed: {_WAY_OUT}, "
            "or install the project with its [train] extra."
        ) from None
    try:
        with _only_the_bar():
            folder = Path(kagglehub.dataset_download(KAGGLE_HANDLE))
    # kagglehub lets errors of requests, of its own, of zipfile and of the file system through, without a common root.
    except Exception as error:
        reason = _reason(error)
        raise DataError(
            f"HAM10000 could not be downloaded from Kaggle ({reason}): check the network and the Kaggle "
            f"credentials, or {_WAY_OUT}."
        ) from error
    if not folder.is_dir():
        raise DataError(f"kagglehub reported its download at {folder}, but no folder is there: {_WAY_OUT}.")
    return folder


class _InOurWords(logging.Handler):
    """Says what takes long of what kagglehub notes; the rest is for its developers."""

    _WORDS: ClassVar[dict[str, str]] = {
        "Downloading to": "downloading HAM10000 from Kaggle (5.2 GB, kept for the next time)",
        "Resuming download from": "downloading HAM10000 from Kaggle, from where it was stopped",
        "Extracting": "unpacking HAM10000 (some minutes)",
    }

    def __init__(self, stream: TextIO) -> None:
        super().__init__()
        self._stream = stream

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        for start, words in self._WORDS.items():
            if message.startswith(start):
                self._stream.write(f"{words}\n")
                self._stream.flush()


@contextmanager
def _only_the_bar() -> Iterator[None]:
    """Keep kagglehub's notes, and its advice to upgrade itself, off the terminal; say in our words what takes long.

    Where standard error is no terminal the bar is dropped as well: a log would keep every step of it.
    """
    logger, stream = logging.getLogger("kagglehub"), sys.stderr
    handlers, level = logger.handlers[:], logger.level
    logger.handlers[:] = [_InOurWords(stream)]
    logger.setLevel(logging.INFO)
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(stream if stream.isatty() else io.StringIO()):
            yield
    finally:
        logger.handlers[:] = handlers
        logger.setLevel(level)


def _reason(error: Exception) -> str:
    """The error in a few words; an unreachable host comes as a page of nested exceptions, so it is named instead."""
    if isinstance(error, ConnectionError | TimeoutError) or "ConnectionError" in {
        kind.__name__ for kind in type(error).__mro__
    }:
        return "no connection"
    return " ".join(str(error).split()).rstrip(".")[:160] or type(error).__name__
