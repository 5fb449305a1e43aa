"""What the window says about a result, in words a person reads. Knows no Qt."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.contract import ModelInfo, OperatingPoint
from desktop.gui.result import Result
from desktop.results import UNCERTAIN, UNCERTAIN_MARGIN, UNFAMILIAR

NOTICE = "Research use only, not a medical device"

_EXPLAINED = {
    UNFAMILIAR: "Unfamiliar: this image differs from those the model was trained on, so its numbers mean little.",
    UNCERTAIN: f"Uncertain: the two likeliest classes lie closer than {UNCERTAIN_MARGIN:.2f}.",
}


def flags_in_words(flags: Iterable[str]) -> str:
    """`Unfamiliar, uncertain`; empty where there is none."""
    joined = ", ".join(flags)
    return joined[:1].upper() + joined[1:]


def explain(flag: str) -> str:
    """One flag as a sentence; a flag not known here is at least named."""
    return _EXPLAINED.get(flag, f"{flag[:1].upper()}{flag[1:]}.")


def referral_in_words(result: Result) -> str:
    """`Yes` or `No`; empty where there is no operating point. An unfamiliar image never gets a reassuring `No`."""
    referral = result.row.referral
    if referral is None or (result.unfamiliar and not referral):
        return ""
    return "Yes" if referral else "No"


def score_in_words(result: Result, info: ModelInfo, point: OperatingPoint) -> str:
    """`Melanoma 0.31, at or above the threshold of 0.12 (melanoma-sensitivity-0.95)`."""
    names = " + ".join(c.name for c in info.classes if c.code in point.classes)
    score = sum(p for p, c in zip(result.row.probabilities, info.codes, strict=True) if c in point.classes)
    side = "at or above" if result.row.referral else "below"
    return f"{names} {score:.2f}, {side} the threshold of {point.threshold:.2f} ({point.name})"
