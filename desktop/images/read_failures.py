"""What stops an image from being read and is no damage of it: the system, the memory, a defect of this program.

Readers of formats turn whatever is raised into words about the file. A person deletes a damaged image, so what says
nothing about it must be told as what it is, however deep it lies beneath the reader's own error.
"""

from __future__ import annotations

import errno

_BY_CONTENT = {errno.EINVAL, errno.EOVERFLOW, errno.EFBIG}
"""What the system answers to places within a file that a damaged header names."""

_OF_OURS = (TypeError, AttributeError, NameError)


def reason_beside_damage(error: BaseException) -> str | None:
    """Why an image could not be read, in words, where that says nothing about its content; else None.

    Looks at the error and at those it was raised in place of.
    """
    at: BaseException | None = error
    while at is not None:
        if isinstance(at, MemoryError):
            return "there was not enough memory to read it, which says nothing about the image; try it again"
        if isinstance(at, OSError) and _is_the_systems(at):
            return _in_words(at)
        at = at.__cause__ or at.__context__
    if isinstance(error, _OF_OURS) and _raised_here(error):
        return f"it could not be decoded ({type(error).__name__}, a defect of this program)"
    return None


def raise_unless_damage(error: BaseException) -> None:
    """Within `except`: a broken block beside the pixels may be left out, but not one that could not be read."""
    if reason_beside_damage(error) is not None:
        raise error


def _is_the_systems(error: OSError) -> bool:
    if getattr(error, "winerror", None) is not None:  # Windows gives EINVAL to whatever C has no number for
        return True
    return error.errno is not None and error.errno not in _BY_CONTENT


def _in_words(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "the file is not there (any more)"
    if isinstance(error, PermissionError):
        return "the file may not be read (permission denied)"
    if isinstance(error, IsADirectoryError):
        return "this is a folder, not an image"
    said = error.strerror or type(error).__name__
    return f"the file could not be read ({said}), which says nothing about the image; try it again"


def _raised_here(error: BaseException) -> bool:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and str(trace.tb_frame.f_globals.get("__name__")).startswith("desktop.")
