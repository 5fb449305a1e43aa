"""Filling a device's memory, and doing as the error says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from trainer.devices.devices import told_when_out_of_memory
from trainer.errors import DeviceError


def fill_memory(step: Callable[[int], None], *, first: int, largest: int, limit: int | None = None) -> dict[str, Any]:
    """Double the batch from `first` to `largest` until memory runs out, then do as the error says until a step works.

    step(batch): takes a training step with so many images, or raises what its framework raises where there is no room;
    limit: images from which on memory is only said to be full, for a device whose memory is not to be filled. Answers
    with the batch that failed, what was said, and the batch that was advised and works (None where none was or did).
    """

    def said_of(batch: int) -> str:
        try:
            with told_when_out_of_memory(batch):
                if limit is not None and batch > limit:
                    raise MemoryError
                step(batch)
        except DeviceError as error:
            return str(error)
        return ""

    batch = first
    while batch <= largest:
        if said := said_of(batch):
            return {"failed": batch, "said": said, "works": _as_advised(said, said_of)}
        batch *= 2
    return {"failed": None, "said": "", "works": batch // 2}


def _as_advised(said: str, said_of: Callable[[int], str]) -> int | None:
    while advised := re.search(r"--batch-size (\d+)", said):
        batch = int(advised[1])
        said = said_of(batch)
        if not said:
            return batch
    return None
