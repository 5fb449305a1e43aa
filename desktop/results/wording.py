"""What is said about a result, in words a person reads: the same in the window, the report and on the overlays."""

from __future__ import annotations

from collections.abc import Iterable

from desktop.contract import CONTRACT_VERSION, ModelInfo, OperatingPoint
from desktop.contract.operating_points import score_inside
from desktop.images.quality import BLURRED, BRIGHT, DARK, SMALL
from desktop.language.spoken import marked, number, tr
from desktop.results.rows import UNCERTAIN, UNCERTAIN_MARGIN, UNFAMILIAR, Row

_MOST_DIGITS = 6
_EXPLAINED = {
    UNFAMILIAR: marked(
        "Unfamiliar: this image differs from those the model was trained on, so its numbers mean little."
    ),
    UNCERTAIN: marked("Uncertain: the two likeliest classes lie closer than {margin:.2f}."),
    BLURRED: marked("Blurred: it holds less fine detail than 999 of 1,000 HAM10000 images."),
    DARK: marked("Dark: more of it is nearly black than in 999 of 1,000 HAM10000 images."),
    BRIGHT: marked("Bright: more of it is nearly white than in 999 of 1,000 HAM10000 images."),
    SMALL: marked("Small: it has fewer pixels than the network looks at and was enlarged."),
}
_FLAGS = (
    *(marked("unfamiliar"), marked("uncertain"), marked("blurred"), marked("dark"), marked("bright"), marked("small")),
)
_DIAGNOSES = (
    marked("Actinic keratosis or intraepithelial carcinoma"),
    marked("Basal cell carcinoma"),
    marked("Benign keratosis-like lesion"),
    marked("Dermatofibroma"),
    marked("Melanoma"),
    marked("Melanocytic nevus"),
    marked("Vascular lesion"),
)
"""The names of HAM10000's classes. A model file may carry others; those stay as it has them."""


def flags_in_words(flags: Iterable[str]) -> str:
    """`Unfamiliar, uncertain`; empty where there is none."""
    joined = ", ".join(tr(flag) for flag in flags)
    return joined[:1].upper() + joined[1:]


def explain(flag: str) -> str:
    """One flag as a sentence; a flag not known here is at least named."""
    if flag not in _EXPLAINED:
        return f"{flag[:1].upper()}{flag[1:]}."
    return tr(_EXPLAINED[flag], margin=UNCERTAIN_MARGIN)


def named(name: str) -> str:
    """A diagnosis, or what else has a fixed name, in the language spoken; as it is where that has no word for it."""
    return tr(name)


def class_name(code: str, info: ModelInfo) -> str:
    """A class's full name in the language spoken; the code itself where the model does not know it."""
    return next((tr(c.name) for c in info.classes if c.code == code), code)


def referral_in_words(row: Row) -> str:
    """`Yes` or `No`; empty where there is no operating point. An unfamiliar image never gets a reassuring `No`."""
    if row.referral is None or (UNFAMILIAR in row.flags and not row.referral):
        return ""
    return tr("Yes") if row.referral else tr("No")


def share(value: float, places: int = 2) -> str:
    """A probability in words: `0.87`; `>0.99` and `<0.01` for what is neither 1 nor 0 and would be rounded to it."""
    step = 10.0**-places
    form = f".{places}f"
    if value < 1 and float(format(value, form)) >= 1:
        return f">{number(1 - step, form)}"
    if value > 0 and float(format(value, form)) <= 0:
        return f"<{number(step, form)}"
    return number(value, form)


def told_apart(one: float, other: float, places: int = 2) -> tuple[str, str]:
    """Two numbers in as many digits as tell them apart, `places` at least; as alike as they are, six at most."""
    for digits in range(places, _MOST_DIGITS + 1):
        texts = number(one, f".{digits}f"), number(other, f".{digits}f")
        if texts[0] != texts[1]:
            return texts
    return number(one, f".{places}f"), number(other, f".{places}f")


def threshold_in_words(threshold: float) -> str:
    """`0.092`, `0.0046`: in as many digits as it takes not to read as 0 or 1, six at most."""
    return number(threshold, f".{_threshold_digits(threshold)}f")


def _threshold_digits(threshold: float) -> int:
    if threshold in (0.0, 1.0) or 0.01 <= threshold < 0.9995:
        return 3
    told = ((digits, float(f"{threshold:.{digits}f}")) for digits in (4, 5, 6))
    return next((digits for digits, value in told if 0.0 < value < 1.0), 6)


def beside_threshold(score: float, threshold: float | None) -> str:
    """A score as `share` tells it, in more digits where it would read as the threshold and is another number."""
    if threshold is None or score == threshold or number(score, ".2f") != number(threshold, ".2f"):
        return share(score)
    every = range(2, _MOST_DIGITS + 1)
    return share(score, next((n for n in every if f"{score:.{n}f}" != f"{threshold:.{n}f}"), 2))


def score_in_words(row: Row, info: ModelInfo, point: OperatingPoint) -> str:
    """`Not referred: malignant score 0.001, threshold 0.092`."""
    score = sum(p for p, c in zip(row.own, info.codes, strict=True) if c in point.classes)
    digits = _threshold_digits(point.threshold)
    told, threshold = told_apart(score, point.threshold, digits)
    if threshold == number(point.threshold, f".{digits}f") and told != threshold:
        told = share(score, digits)  # neither 0 nor 1 where it is not
    if told == threshold and not row.referral:  # below by less than can be told
        told = tr("just below {score}", score=told)
    if row.prevalence:
        told = tr("{score} at the training prevalence", score=told)
    words = {"name": score_inside(info, point.classes), "score": told, "threshold": threshold}
    if row.referral:
        return tr("Referred: {name} score {score}, threshold {threshold}", **words)
    return tr("Not referred: {name} score {score}, threshold {threshold}", **words)


def possible_in_words(row: Row, info: ModelInfo) -> str:
    """`Possible: Melanoma, Nevus`, likeliest first; empty where the model file has no sets of diagnoses."""
    if not info.sets:
        return ""
    names = ", ".join(class_name(code, info) for code in row.possible) or tr("none of the diagnoses")
    return tr("Possible: {names}", names=names)


def missing_in_words(info: ModelInfo) -> str:
    """What a model file of an earlier version cannot answer; empty where it can answer all."""
    if info.contract >= CONTRACT_VERSION or not info.missing:
        return ""
    return (
        f"note: the model file follows version {info.contract} of the contract and does not tell "
        f"{'; '.join(info.missing)}; exported again it does"
    )
