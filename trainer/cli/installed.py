"""Whether the training packages are there, asked before anything tries to import them."""

from __future__ import annotations

import importlib.util
import os

from trainer.errors import RunError


def check_installed() -> None:
    """Raises RunError when the training packages are missing, before anything tries to import them."""
    missing = [
        name
        for name in (
            "keras",
            os.environ.get("KERAS_BACKEND", "tensorflow"),
            "pandas",
            "sklearn",
            "matplotlib",
            "jinja2",
        )
        if importlib.util.find_spec(name) is None
    ]
    if missing:
        raise RunError(
            f"training needs packages that are not installed ({', '.join(missing)}); install ham-classifier[train]"
        )
