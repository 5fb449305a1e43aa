"""The errors of the trainer; like all of the project's errors, each message is one sentence for a user."""

from __future__ import annotations

import msgspec

from desktop.errors import HamError

UNREADABLE = (OSError, msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What reading a JSON file of a run may raise, whatever was done to it."""


class DataError(HamError):
    """The images or their metadata are missing, damaged or contradict each other."""


class RunError(HamError):
    """A run folder is missing, unfinished or does not belong to what was asked."""


class RecipeError(HamError):
    """A recipe or a training option has a value that cannot be trained with."""


class DeviceError(HamError):
    """The device or the precision asked for cannot be used on this machine."""
