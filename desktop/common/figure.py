"""A measured value with its interval: what every figure is, from a class's sensitivity to a share of a folder."""

from __future__ import annotations

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """A measured value with its 95 % interval; low and high are None where there was too little to compute one."""

    value: float
    low: float | None = None
    high: float | None = None
