"""Answers at another prevalence: the probabilities of a model, turned from the shares of its training images to others.

By Bayes' rule p'(c) is proportional to p(c) * wanted(c) / trained(c) (Saerens, Latinne & Decaestecker, Neural Comput.
14, 21, 2002, eq. 2.4). The wanted shares are a person's; they are never estimated from the images.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from desktop.contract import Figure, ModelInfo, OperatingPoint
from desktop.contract.operating_points import figures_at
from desktop.errors import UsageError
from desktop.results.typed_shares import Typed, no_class, read_share, typed_shares

if TYPE_CHECKING:
    from numpy.typing import NDArray

UNIFORM = "uniform"
_TOLERANCE = 1e-3
_ROUNDING = 1e-9  # of a sum that is 1
_LEAST = 1e-30  # a probability that a float32 no longer holds still counts as a very small one, not as none


@dataclass(frozen=True)
class Prevalence:
    """Shares of the classes, in the model's order, summing to 1. words: `uniform`, or `mel=0.02;nv=0.9` with every
    class; weights: by what a probability of the model is multiplied, before they are made to sum to 1."""

    words: str
    shares: tuple[float, ...]
    weights: tuple[float, ...]

    def adjust(self, probabilities: Sequence[float] | NDArray[np.float32]) -> NDArray[np.float32]:
        """Probabilities [..., C] of the model at these shares; they sum to 1."""
        values = np.maximum(np.asarray(probabilities, dtype=np.float64), _LEAST) * np.asarray(self.weights)
        adjusted: NDArray[np.float32] = (values / values.sum(axis=-1, keepdims=True)).astype(np.float32)
        return adjusted

    def of(self, point: OperatingPoint, info: ModelInfo) -> float:
        """The share of what an operating point looks for."""
        return sum(share for share, code in zip(self.shares, info.codes, strict=True) if code in point.classes)


@dataclass(frozen=True)
class Expected:
    """What an operating point is expected to do at a prevalence. None where nothing could be told.

    part: of the data, on which its sensitivity and specificity were measured; ppv, npv: shares 0..1 of the referred
    that have one of its classes, of the others that have none; referrals: per 1,000 images. Limits are those at both
    limits of sensitivity and specificity, so they are never too narrow.
    """

    part: str
    ppv: Figure | None
    npv: Figure | None
    referrals: Figure


def expected_at(point: OperatingPoint, prevalence: Prevalence, info: ModelInfo) -> Expected | None:
    """PPV, NPV and referrals at a prevalence; None where the point's sensitivity and specificity are not known.

    They do not depend on the prevalence as long as images of a class look the same, which is why the referral itself is
    decided by the model's own score and not by the adjusted one.
    """
    measured = {"test": point.test, "validation": point.validation}
    part = next((name for name, one in measured.items() if {"sensitivity", "specificity"} <= one.keys()), None)
    if part is not None:
        sensitivity, specificity = measured[part]["sensitivity"], measured[part]["specificity"]
    elif (achieved := figures_at(info, point)) is not None:  # a threshold that was set freely, on the curve
        part, sensitivity, specificity = "validation", Figure(achieved.sensitivity), Figure(achieved.specificity)
    else:
        return None
    share = prevalence.of(point, info)
    right, wrong = _times(sensitivity, share), _times(_turned(specificity), 1 - share)
    kept, passed = _times(specificity, 1 - share), _times(_turned(sensitivity), share)
    return Expected(part, _ratio(right, wrong), _ratio(kept, passed), _times(_sum(right, wrong), 1000))


def read_prevalence(typed: Typed, info: ModelInfo) -> Prevalence:
    """`uniform`, `mel=0.02,nv=0.9`, the name of a file of shares, or shares by class (`desktop.results.typed_shares`).

    Classes go by code or name, whatever the case. What is left to 1 is divided among the classes that are not named, as
    they share it among the training images. Raises UsageError for a model that does not tell its training shares, and
    for shares that are none, name no class of the model or one twice, or do not sum to 1.
    """
    _check_tells(info)
    if isinstance(typed, str) and typed.strip().casefold() == UNIFORM:
        return uniform_prevalence(info)
    return prevalence_of(typed_shares(typed, info), info)


def uniform_prevalence(info: ModelInfo) -> Prevalence:
    """The same share for every class: the balanced decision. Raises UsageError as `prevalence_of` does."""
    _check_tells(info)
    return _from_shares([1.0 / len(info.codes)] * len(info.codes), info, UNIFORM)


def prevalence_of(named: Mapping[str, float], info: ModelInfo) -> Prevalence:
    """These shares by class code; what is left to 1 is divided as `read_prevalence` does it.

    Raises UsageError for a model that does not tell its training shares, and for shares that are none, name no class of
    the model, or do not sum to 1.
    """
    _check_tells(info)
    for code, share in named.items():
        if code not in info.codes:
            raise UsageError(no_class(code, info))
        read_share(code, str(share))
    return _from_shares(_filled({info.codes.index(code): share for code, share in named.items()}, info), info)


def _check_tells(info: ModelInfo) -> None:
    if not info.prevalence:
        raise UsageError(
            "--prevalence starts from the shares of the classes among the training images, and this model file "
            f"(contract version {info.contract}) does not tell them; export the model again, or leave the option out"
        )


def _from_shares(shares: Sequence[float], info: ModelInfo, words: str = "") -> Prevalence:
    trained = [info.prevalence[code] for code in info.codes]
    unseen = [code for code, share, was in zip(info.codes, shares, trained, strict=True) if share > 0 and not was]
    if unseen:
        raise UsageError(f"--prevalence gives a share to {unseen[0]}, of which the model has seen no training image")
    weights = tuple(share / was if was else 0.0 for share, was in zip(shares, trained, strict=True))
    words = words or ";".join(f"{c}={s:.6g}" for c, s in zip(info.codes, shares, strict=True))
    return Prevalence(words, tuple(shares), weights)


def _filled(named: dict[int, float], info: ModelInfo) -> list[float]:
    """A share for every class, from those given by its place. Raises UsageError where they do not sum to 1."""
    trained = [info.prevalence[code] for code in info.codes]
    total = sum(named.values())
    others = sum(share for place, share in enumerate(trained) if place not in named)
    # Of classes that are not named the rest is the share, however small: .999 of nevi leave .001 to the others.
    rest_counts = bool(others) and len(named) < len(trained) and total < 1.0
    is_whole = abs(total - 1.0) <= (_ROUNDING if rest_counts else _TOLERANCE)
    if not is_whole and (total > 1.0 or len(named) == len(trained) or not others):
        if len(named) == len(trained):
            raise UsageError(f"--prevalence sums to {total:.4g} over all classes; shares must sum to 1")
        raise UsageError(f"--prevalence sums to {total:.4g}; shares must sum to 1")
    if is_whole:
        return [named.get(place, 0.0) / total for place in range(len(trained))]
    return [named.get(place, (1.0 - total) * share / others if others else 0.0) for place, share in enumerate(trained)]


def _turned(figure: Figure) -> Figure:
    low, high = (None if v is None else 1.0 - v for v in (figure.high, figure.low))
    return Figure(1.0 - figure.value, low, high)


def _times(figure: Figure, factor: float) -> Figure:
    return Figure(*(None if v is None else v * factor for v in (figure.value, figure.low, figure.high)))  # type: ignore[arg-type]


def _sum(one: Figure, other: Figure) -> Figure:
    return Figure(one.value + other.value, _both(one.low, other.low), _both(one.high, other.high))


def _both(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


def _ratio(part: Figure, rest: Figure) -> Figure | None:
    """part / (part + rest), least with the least part and the largest rest."""
    if part.value + rest.value <= 0:
        return None

    def share(some: float | None, others: float | None) -> float | None:
        return None if some is None or others is None or some + others <= 0 else some / (some + others)

    return Figure(part.value / (part.value + rest.value), share(part.low, rest.high), share(part.high, rest.low))
