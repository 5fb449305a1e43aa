"""What lies where the results are to be written: an earlier table is replaced, anything else is somebody's work."""

from __future__ import annotations

from pathlib import Path

from desktop.common.files import check_writable
from desktop.errors import UsageError

_HEAD = 256
_FOOT = 65_536  # Parquet names its columns at the end


def check_output(path: Path) -> None:
    """Before the work begins: raises UsageError where `path` holds anything but results of ham-classify, which would be
    lost, and OutputError where it cannot be written."""
    if path.is_file() and path.stat().st_size and not _holds_results(path):
        raise UsageError(
            f"{path} is no results table of ham-classify and would be replaced by one; name another file with -o, or "
            "move that one away"
        )
    check_writable(path)


def _holds_results(path: Path) -> bool:
    """By its first bytes or, for Parquet, its last; one that cannot be read is left for the writing to tell."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            stream.seek(max(0, path.stat().st_size - _FOOT))
            foot = stream.read()
    except OSError:
        return True
    if path.suffix.lower() == ".parquet":
        return head.startswith(b"PAR1") and b"operating_point" in foot and b"referral" in foot
    if path.suffix.lower() == ".jsonl":
        return head.startswith(b'{"file": ') and b'"diagnosis": ' in foot
    return head.removeprefix(b"\xef\xbb\xbf").replace(b'"', b"").startswith(b"file,diagnosis,probability,")
