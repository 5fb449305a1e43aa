"""An environment in which no Python process finds TensorFlow, as on a machine that has JAX alone."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

ABSENT = ("tensorflow", "tf2onnx", "tensorboard")

_SITE = """
    import importlib.machinery as machinery

    found = machinery.PathFinder.find_spec

    def find_spec(name, path=None, target=None):
        return None if name.partition(".")[0] in {absent!r} else found(name, path, target)

    machinery.PathFinder.find_spec = staticmethod(find_spec)
"""


def without_tensorflow(folder: Path, **more: str) -> dict[str, str]:
    """This process's environment for one that is to be started, and `more`. folder: for what hides the packages: Python
    imports a `sitecustomize` before anything else."""
    folder.mkdir()
    site = textwrap.dedent(_SITE.format(absent=ABSENT))
    (folder / "sitecustomize.py").write_text(site, encoding="utf-8")
    path = os.pathsep.join(filter(None, [str(folder), os.environ.get("PYTHONPATH")]))
    return {**os.environ, "PYTHONPATH": path, **more}
