"""Whether the packages that a command needs are there, asked before anything tries to import them."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from typing import Any

import msgspec

from trainer.errors import UNREADABLE, RunError

BACKENDS = ("tensorflow", "jax")
LOG_PACKAGES = {"tensorboard": "tensorboardX", "mlflow": "mlflow"}


def check_installed() -> None:
    """Raises RunError when the training packages are missing, or KERAS_BACKEND names what cannot train.

    A KERAS_BACKEND that is empty is none: it is taken out of the environment, as Keras would not, and what Keras is
    configured with counts. It may be written in any case, with blanks around it.
    """
    told = os.environ.pop("KERAS_BACKEND", "").strip()
    if told:
        os.environ["KERAS_BACKEND"] = told.lower()
    backend = told.lower() or _configured()
    if backend not in BACKENDS:
        where = f"KERAS_BACKEND is {told}" if told else f"the backend in {_configuration()} is {backend}"
        raise RunError(
            f"{where}, which this program does not train with; set KERAS_BACKEND to {' or '.join(BACKENDS)}"
            f"{', or unset it' if told else ''}"
        )
    wanted = ("keras", backend, "pandas", "scipy", "sklearn", "matplotlib", "jinja2")
    missing = [name for name in wanted if importlib.util.find_spec(name) is None]
    if missing:
        raise RunError(
            f"training needs packages that are not installed ({', '.join(missing)}); install ham-classifier[train]"
        )


def check_log_installed(log: str) -> None:
    """Raises RunError when what --log asks for is missing."""
    if importlib.util.find_spec(LOG_PACKAGES[log]) is None:
        raise RunError(f"--log {log} needs {LOG_PACKAGES[log]}, which is not installed; install ham-classifier[{log}]")


def _configuration() -> Path:
    """Where Keras keeps what it is configured with."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "keras.json"


def _configured() -> str:
    """The backend that Keras takes where KERAS_BACKEND names none."""
    try:
        return str(msgspec.json.decode(_configuration().read_bytes(), type=dict[str, Any])["backend"])
    except (*UNREADABLE, KeyError):
        return BACKENDS[0]
