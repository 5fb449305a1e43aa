"""What can go wrong between a run folder and a model file."""

from desktop.errors import HamError


class ExportError(HamError):
    """The run cannot be translated here."""


class ParityError(HamError):
    """The translated file does not answer as the trained network does; the message carries the figures."""
