"""The record beside a results file: which model, provider, versions and options made it, and how it went."""

from __future__ import annotations

import datetime
import json
import platform
from pathlib import Path
from typing import Any

import numpy as np
import PIL

from desktop import __version__
from desktop.common.files import atomic_write
from desktop.common.text import NOTICE
from desktop.engine.events import Finished
from desktop.evaluation.shift import Shift
from desktop.model.file import ModelFile
from desktop.model.network import Network
from desktop.model.providers import load_onnxruntime


def record_path(results: Path) -> Path:
    """`results.csv` -> `results.run.json`."""
    return results.with_suffix(".run.json")


def write_record(
    path: Path,
    model: Network | ModelFile,
    finished: Finished,
    *,
    started: datetime.datetime,
    options: dict[str, Any],
    provider: str | None = None,
    shift: Shift | None = None,
) -> None:
    """Write the record as JSON. It holds no path and no name of an image. Raises OutputError.

    provider: what ran the network, where it was not the classifier given; shift: what the images say together, where
    the model can tell.
    """
    document = {
        "model": {
            "name": model.info.name,
            "file": model.path.name,
            "sha256": model.sha256,
            "precision": model.info.precision,
        },
        "provider": model.provider.label if isinstance(model, Network) else provider,
        "options": options,
        "counts": {"classified": finished.classified, "failed": finished.failed},
        "shift": None if shift is None else shift.record(),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(finished.seconds, 3),
        "versions": {
            "ham-classifier": __version__,
            "python": platform.python_version(),
            "onnxruntime": load_onnxruntime().__version__,
            "numpy": np.__version__,
            "pillow": PIL.__version__,
        },
        "system": platform.platform(),
        "notice": f"{NOTICE}.",
    }
    with atomic_write(path) as stream:
        json.dump(document, stream, indent=2, ensure_ascii=False)
        stream.write("\n")
