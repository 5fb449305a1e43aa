"""A worker in which the decoder of one image ends the process. Imported by the workers of the tests."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from distributed import WorkerPlugin

import desktop.engine.pipeline


class Deadly(WorkerPlugin):
    """While it is registered, `deadly.png` ends the worker that reads it."""

    def setup(self, worker: Any) -> None:
        self._read = desktop.engine.pipeline.read_image

        def read_image(path: Path, size: int) -> Any:
            if path.name == "deadly.png":
                os._exit(1)
            return self._read(path, size)

        desktop.engine.pipeline.read_image = read_image

    def teardown(self, worker: Any) -> None:
        desktop.engine.pipeline.read_image = self._read
