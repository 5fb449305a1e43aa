"""A session of one fixed batch size that takes batches of any size, for providers that bear no changing shapes.

CoreML was seen to crash and DirectML to fail or crawl with a dynamic batch (onnxruntime issues 21227 and 2573). They
get a graph whose batch is a number; here a batch is cut into pieces of that number, and the last one is filled up.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np


class FixedBatchSession:
    """What `Network` uses of an ONNX Runtime session, over one that was started for batches of `batch` images."""

    def __init__(self, session: Any, batch: int) -> None:
        self.session = session
        self._batch = batch

    def run(self, names: Sequence[str], inputs: dict[str, Any]) -> list[Any]:
        """The outputs `names` for inputs of N >= 1 rows, N rows each."""
        count = len(next(iter(inputs.values())))
        pieces = [
            self.session.run(names, {name: self._piece(rows, start) for name, rows in inputs.items()})
            for start in range(0, count, self._batch)
        ]
        return [np.concatenate(outputs)[:count] for outputs in zip(*pieces, strict=True)]

    def _piece(self, rows: Any, start: int) -> Any:
        piece = rows[start : start + self._batch]
        missing = self._batch - len(piece)
        # Filled with the last row again and not with zeros, so that no answer is odd even before it is cut off.
        return piece if not missing else np.concatenate([piece, np.repeat(piece[-1:], missing, axis=0)])

    def get_inputs(self) -> list[Any]:
        return [self._described(tensor) for tensor in self.session.get_inputs()]

    def get_outputs(self) -> list[Any]:
        return [self._described(tensor) for tensor in self.session.get_outputs()]

    def get_providers(self) -> Any:
        return self.session.get_providers()

    def get_session_options(self) -> Any:
        return self.session.get_session_options()

    def _described(self, tensor: Any) -> Any:
        """The tensor as the file has it: of our own number nobody needs to know."""
        shape = list(tensor.shape)
        if shape and shape[0] == self._batch:
            shape[0] = "N"
        return SimpleNamespace(name=tensor.name, type=tensor.type, shape=shape)
