"""What comes of a run of `ham-classify`, on one machine, watching or on a cluster."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """Counts of a finished run and a line that tells them."""

    classified: int
    failed: int
    summary: str
