"""HAM10000 from Kaggle, by way of kagglehub.

kagglehub keeps what it fetched in its own cache and returns at once the next time. Whatever keeps it from
delivering ends as one DataError that says how to go on without it.
"""

from __future__ import annotations

from pathlib import Path

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


def _reason(error: Exception) -> str:
    """The error in a few words; an unreachable host comes as a page of nested exceptions, so it is named instead."""
    if isinstance(error, ConnectionError | TimeoutError) or "ConnectionError" in {
        kind.__name__ for kind in type(error).__mro__
    }:
        return "no connection"
    return " ".join(str(error).split()).rstrip(".")[:160] or type(error).__name__
