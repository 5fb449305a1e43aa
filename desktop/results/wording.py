"""What is said about a result, in words a person reads: the same in the window, the report and on the overlays."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.contract import ModelInfo, OperatingPoint
from desktop.images.quality import BLURRED, BRIGHT, DARK, SMALL
from desktop.results.rows import UNCERTAIN, UNCERTAIN_MARGIN, UNFAMILIAR, Row

NOTICE = "Research use only, not a medical device"

_EXPLAINED = {
    UNFAMILIAR: "Unfamiliar: this image differs from those the model was trained on, so its numbers mean little.",
    UNCERTAIN: f"Uncertain: the two likeliest classes lie closer than {UNCERTAIN_MARGIN:.2f}.",
    BLURRED: "Blurred: it holds less fine detail than 999 of 1,000 HAM10000 images.",
    DARK: "Dark: more of it is nearly black than in 999 of 1,000 HAM10000 images.",
    BRIGHT: "Bright: more of it is nearly white than in 999 of 1,000 HAM10000 images.",
    SMALL: "Small: it has fewer pixels than the network looks at and was enlarged.",
}


def flags_in_words(flags: Iterable[str]) -> str:
    """`Unfamiliar, uncertain`; empty where there is none."""
    joined = ", ".join(flags)
    return joined[:1].upper() + joined[1:]


def explain(flag: str) -> str:
    """One flag as a sentence; a flag not known here is at least named."""
    return _EXPLAINED.get(flag, f"{flag[:1].upper()}{flag[1:]}.")


def class_name(code: str, info: ModelInfo) -> str:
    """A class's full name; the code itself where the model does not know it."""
    return next((c.name for c in info.classes if c.code == code), code)


def referral_in_words(row: Row) -> str:
    """`Yes` or `No`; empty where there is no operating point. An unfamiliar image never gets a reassuring `No`."""
    if row.referral is None or (UNFAMILIAR in row.flags and not row.referral):
        return ""
    return "Yes" if row.referral else "No"


def score_in_words(row: Row, info: ModelInfo, point: OperatingPoint) -> str:
    """`Melanoma 0.31, at or above the threshold of 0.12 (melanoma-sensitivity-0.95)`."""
    names = " + ".join(c.name for c in info.classes if c.code in point.classes)
    score = sum(p for p, c in zip(row.probabilities, info.codes, strict=True) if c in point.classes)
    side = "at or above" if row.referral else "below"
    return f"{names} {score:.2f}, {side} the threshold of {point.threshold:.2f} ({point.name})"
