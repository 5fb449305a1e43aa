"""One task in a process of its own: `python -m tests.gpu.worker TASK JSON` prints its figures as one line of JSON."""

from __future__ import annotations

import importlib
import json
import sys
from typing import Any

from desktop.errors import HamError
from tests.gpu.device import TaskError

# Imported by name, so that ONNX Runtime's CUDA is never loaded beside the training framework's.
_WHERE = {
    "facts": "tests.gpu.worker",
    "inputs": "tests.gpu.inputs",
    "curve": "tests.gpu.training",
    "speed": "tests.gpu.training",
    "fill": "tests.gpu.training",
    "train": "tests.gpu.killing",
    "kill": "tests.gpu.killing",
    "export": "tests.gpu.exporting",
    "inference": "tests.gpu.inference",
}


def facts(options: dict[str, Any]) -> dict[str, Any]:
    """Device, driver and versions; where the backend finds no GPU, "kind" is "cpu" and "note" says what to do."""
    import importlib.metadata
    import platform

    from trainer.devices.devices import NVIDIA_DRIVER, find_device, quiet_frameworks

    with quiet_frameworks():
        device = find_device()
    packages = ("keras", "tensorflow", "jax", "jaxlib", "onnxruntime", "onnxruntime-gpu", "numpy")
    libraries = [
        one.metadata["Name"]
        for one in importlib.metadata.distributions()
        if str(one.metadata["Name"]).startswith(("nvidia-", "jax-cuda"))
    ]
    versions = {}
    for name in (*packages, *sorted(libraries)):
        try:
            versions[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    driver = NVIDIA_DRIVER.read_text(encoding="utf-8").splitlines()[0].strip() if NVIDIA_DRIVER.exists() else ""
    capability = ".".join(map(str, device.capability)) if device.capability else ""
    return {
        "kind": device.kind,
        "name": device.name,
        "count": device.count,
        "capability": capability,
        "note": device.note,
        "driver": driver,
        "python": platform.python_version(),
        "versions": versions,
    }


def main() -> None:
    """Do the task; a fault is one line on standard error and exit code 1."""
    task = getattr(importlib.import_module(_WHERE[sys.argv[1]]), sys.argv[1])
    options: dict[str, Any] = json.loads(sys.argv[2])
    try:
        print(json.dumps(task(options)))
    except (HamError, TaskError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
