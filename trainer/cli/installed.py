"""Whether the packages that a command needs are there, asked before anything tries to import them."""

from __future__ import annotations

import importlib.util
import os

from trainer.errors import RunError

BACKENDS = ("tensorflow", "jax")
LOG_PACKAGES = {"tensorboard": "tensorboardX", "mlflow": "mlflow"}


def check_installed() -> None:
    """Raises RunError when the training packages are missing, or KERAS_BACKEND names what cannot train.

    A KERAS_BACKEND that is empty is none: it is taken out of the environment, as Keras would not.
    """
    backend = os.environ.get("KERAS_BACKEND", "").strip()
    if not backend:
        os.environ.pop("KERAS_BACKEND", None)
        backend = BACKENDS[0]
    elif backend not in BACKENDS:
        raise RunError(
            f"KERAS_BACKEND is {backend}, which this program does not train with; set it to "
            f"{' or '.join(BACKENDS)}, or "
            "unset it"
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
