"""The errors of the project, rooted in one class.

Every message is one sentence for the person at the screen: what was wrong, where, and what to do about it.
"""


class HamError(Exception):
    """Root of every error that is the user's to read; anything else that escapes is a defect of ours."""


class ImageError(HamError):
    """A file that cannot become pixels. In a batch it is a failed row, never the end of the run."""


class ModelError(HamError):
    """A model file that cannot be opened or does not keep the contract."""


class ProviderError(HamError):
    """An execution provider that is absent here or fails on this machine. `difference`: where it failed a model's
    self-test, by how much its logits were off at most."""

    def __init__(self, message: str, *, difference: float | None = None) -> None:
        super().__init__(message)
        self.difference = difference


class OutOfMemoryError(ProviderError):
    """A batch that did not fit into the memory of the machine or its accelerator; a smaller one may."""


class UsageError(HamError):
    """A path or option that is wrong in itself; the command was not started (exit code 2)."""


class InputError(HamError):
    """Input that is there but holds nothing to work on."""
