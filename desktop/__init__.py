"""Classify dermatoscopic images with one self-describing ONNX file: no network, no TensorFlow.

The ground floor of the project: it defines how a file becomes pixels (`desktop.images`) and what a model file
must carry (`desktop.contract`); the trainer and the export build for it. Research use only, not a medical device.

To be imported: `Classifier` and `Result` (see `desktop.api`), and `HamError`, the root of what they raise.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop.api import Classifier, Result
    from desktop.errors import HamError

__version__ = "0.1.0"
__all__ = ["Classifier", "HamError", "Result", "__version__"]

_HOMES = {"Classifier": "desktop.api", "HamError": "desktop.errors", "Result": "desktop.api"}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for, so that `--version` does not wait for NumPy (PEP 562)."""
    if name in _HOMES:
        import importlib

        return getattr(importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'desktop' has no attribute '{name}'")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
