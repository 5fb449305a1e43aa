"""What is said about a result, in words a person reads: the same in the window, the report and on the overlays."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.contract import CONTRACT_VERSION, ModelInfo, OperatingPoint
from desktop.contract.operating_points import score_name
from desktop.images.quality import BLURRED, BRIGHT, DARK, SMALL
from desktop.results.rows import UNCERTAIN, UNCERTAIN_MARGIN, UNFAMILIAR, Row

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


def share(value: float, places: int = 2) -> str:
    """A probability in words: `0.87`; `>0.99` and `<0.01` for what is neither 1 nor 0 and would be rounded to it."""
    step = 10.0**-places
    text = f"{value:.{places}f}"
    if value < 1 and float(text) >= 1:
        return f">{1 - step:.{places}f}"
    if value > 0 and float(text) <= 0:
        return f"<{step:.{places}f}"
    return text


def told_apart(one: float, other: float, places: int = 2) -> tuple[str, str]:
    """Two numbers in as many digits as tell them apart, `places` at least; as alike as they are, six at most."""
    for digits in range(places, 7):
        texts = f"{one:.{digits}f}", f"{other:.{digits}f}"
        if texts[0] != texts[1]:
            return texts
    return f"{one:.{places}f}", f"{other:.{places}f}"


def score_in_words(row: Row, info: ModelInfo, point: OperatingPoint) -> str:
    """`Not referred: malignant score 0.001, threshold 0.092`."""
    score = sum(p for p, c in zip(row.own, info.codes, strict=True) if c in point.classes)
    told, threshold = told_apart(score, point.threshold, 3)
    if told == threshold and not row.referral:  # below by less than can be told
        told = f"just below {told}"
    name = score_name(info, point.classes)
    name = name if name.isupper() else name[:1].lower() + name[1:]
    own = " at the training prevalence" if row.prevalence else ""
    return f"{'Referred' if row.referral else 'Not referred'}: {name} score {told}{own}, threshold {threshold}"


def possible_in_words(row: Row, info: ModelInfo) -> str:
    """`Possible: Melanoma, Nevus`, likeliest first; empty where the model file has no sets of diagnoses."""
    if not info.sets:
        return ""
    return f"Possible: {', '.join(class_name(code, info) for code in row.possible) or 'none of the diagnoses'}"


def missing_in_words(info: ModelInfo) -> str:
    """What a model file of an earlier version cannot answer; empty where it can answer all."""
    if info.contract >= CONTRACT_VERSION or not info.missing:
        return ""
    return (
        f"note: the model file follows version {info.contract} of the contract and does not tell "
        f"{'; '.join(info.missing)}; exported again it does"
    )
