"""Whether a window can be opened at all: asked before Qt is, which would end the process with its own lines."""

from __future__ import annotations

import ctypes
import os
import sys
from importlib.util import find_spec

from desktop.errors import UsageError

_SYSTEM_LIBRARIES = "sudo apt install libegl1 libxkbcommon-x11-0 libxcb-cursor0"


class WindowError(UsageError):
    """This machine, as it is, shows no window: nothing was started (exit code 2)."""


def check_installed() -> None:
    """Raises WindowError without PySide6, which is looked for and not loaded yet."""
    if find_spec("PySide6") is None:
        raise WindowError(
            "the window needs PySide6, which is not installed; install it with: pip install 'ham-classifier[desktop]' "
            "(ham-classify works without it)"
        )


def check_display() -> None:
    """Raises WindowError, with what to do about it, where PySide6 does not load, without a display, or without what Qt
    needs of the system. What only Linux can lack is looked for there alone; a platform named by QT_QPA_PLATFORM is
    believed."""
    try:
        import PySide6.QtWidgets  # noqa: F401
    except ImportError as error:
        advice = f"; on Debian and Ubuntu: {_SYSTEM_LIBRARIES}" if sys.platform == "linux" else ""
        raise WindowError(f"PySide6 is installed and cannot be loaded ({error}){advice}") from None
    if sys.platform != "linux" or os.environ.get("QT_QPA_PLATFORM"):
        return
    if os.environ.get("WAYLAND_DISPLAY"):
        return
    if not os.environ.get("DISPLAY"):
        raise WindowError(
            "there is no display here to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set); start it in a "
            "desktop session, or use ham-classify"
        )
    _check_x11()


def _check_x11() -> None:
    """Raises WindowError where Qt could not reach the X server, or lacks the library it draws the pointer with."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
        ctypes.CDLL("libxcb-cursor.so.0")
    except OSError as error:
        if getattr(sys, "frozen", False):
            return  # the stand-alone app brings its own, where Qt finds them
        raise WindowError(
            f"Qt needs a library of the system to open a window ({error}); on Debian and Ubuntu: {_SYSTEM_LIBRARIES}"
        ) from None
    xcb.xcb_connect.restype = ctypes.c_void_p
    xcb.xcb_connect.argtypes = [ctypes.c_char_p, ctypes.c_void_p]
    xcb.xcb_connection_has_error.argtypes = xcb.xcb_disconnect.argtypes = [ctypes.c_void_p]
    connection = xcb.xcb_connect(None, None)  # never NULL, and to be given back also where it failed
    try:
        if xcb.xcb_connection_has_error(connection):
            raise WindowError(
                f"no display answers at {os.environ['DISPLAY']!r} (DISPLAY); start it in a desktop session, or use "
                "ham-classify"
            )
    finally:
        xcb.xcb_disconnect(connection)
