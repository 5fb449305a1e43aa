"""What a run came from: the weights it began with, and the programs it was made by."""

from __future__ import annotations

import hashlib
import platform

import keras
import numpy as np

from desktop import __version__
from trainer.network.network import weights_file


def weights_name(weights: str) -> str:
    """A name or a file's; of a run its folder's as well."""
    if weights in ("imagenet", "none"):
        return weights
    file = weights_file(weights)
    return f"{file.resolve().parent.name}/{file.name}" if file.suffix == ".keras" else file.name


def weights_sha256(weights: str) -> str:
    """Of a weight file given by path; empty for weights that have a name."""
    if weights in ("imagenet", "none"):
        return ""
    with weights_file(weights).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def versions() -> dict[str, str]:
    """Of this program and what it computes with, by name."""
    versions = {
        "ham-classifier": __version__,
        "python": platform.python_version(),
        "keras": keras.__version__,
        "numpy": np.__version__,
    }
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        versions["tensorflow"] = tf.__version__
    elif keras.backend.backend() == "jax":
        import jax

        versions["jax"] = jax.__version__
    return versions
