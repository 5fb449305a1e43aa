"""Two conditions compared: McNemar's test over cases, the paired t test over readers, and the t distribution itself.

The distribution is computed here, for the desktop has no SciPy; the tests of the project hold both against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.common.figure import Figure


@dataclass(frozen=True)
class McNemar:
    """became_right, became_wrong: cases that changed; p: two-sided, 1 where none changed."""

    became_right: int
    became_wrong: int
    p: float


@dataclass(frozen=True)
class PairedTest:
    """difference: mean of aided minus unaided with its 95 % interval; p: two-sided; None where it has none."""

    difference: Figure
    readers: int
    p: float | None


def mcnemar(became_right: int, became_wrong: int) -> McNemar:
    """The exact test (McNemar, Psychometrika 12, 153, 1947; exact by the binomial of 1/2): of the cases that changed,
    are as many right as wrong."""
    changed, fewer = became_right + became_wrong, min(became_right, became_wrong)
    tail = sum(math.comb(changed, k) for k in range(fewer + 1))
    # Whole numbers until the end: 2**-changed alone would be 0 from 1,075 on.
    return McNemar(became_right, became_wrong, min(1.0, 2 * tail / 2**changed) if changed else 1.0)


def paired_over_readers(unaided: Sequence[float], aided: Sequence[float]) -> PairedTest | None:
    """The paired t test of one figure per reader (Student, Biometrika 6, 1, 1908); readers are the units, so it speaks
    of readers like these, on these images. None without readers; no interval with one, or where all changed alike."""
    differences = [b - a for a, b in zip(unaided, aided, strict=True)]
    count = len(differences)
    if not count:
        return None
    mean = math.fsum(differences) / count
    variance = math.fsum((d - mean) ** 2 for d in differences) / (count - 1) if count > 1 else 0.0
    if variance < 1e-24:
        return PairedTest(Figure(mean), count, None)
    error = math.sqrt(variance / count)
    half = t_quantile(0.975, count - 1) * error
    return PairedTest(Figure(mean, mean - half, mean + half), count, 2 * t_above(abs(mean) / error, count - 1))


def t_above(t: float, freedom: int) -> float:
    """The chance that Student's t with `freedom` degrees, a whole number, is above t >= 0 (Abramowitz & Stegun 26.7.3
    and 26.7.4)."""
    angle = math.atan2(t, math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = freedom % 2
    term, total = (cosine if odd else 1.0), 0.0
    for k in range(freedom // 2):
        total += term
        term *= cosine**2 * ((2 * k + 2) / (2 * k + 3) if odd else (2 * k + 1) / (2 * k + 2))
    within = 2 / math.pi * (angle + sine * total) if odd else sine * total
    return max(0.0, (1.0 - within) / 2)


def t_quantile(probability: float, freedom: int) -> float:
    """The t that is not exceeded with `probability`, 0.5 to below 1."""
    low, high = 0.0, 1.0
    while t_above(high, freedom) > 1 - probability:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if t_above(middle, freedom) > 1 - probability else (low, middle)
    return (low + high) / 2
