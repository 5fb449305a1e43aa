"""An operating point as a person writes it: a threshold (`0.35`), what it is to reach on the validation images
(`sensitivity 0.90`, `specificity 80 %`), or the name that the model file has for it."""

from __future__ import annotations

import re

from desktop.contract import ModelInfo, OperatingPoint
from desktop.contract.operating_points import Achieved, Score, figures_at, point_at
from desktop.errors import UsageError
from desktop.language.spoken import marked

_TARGET = re.compile(
    r"(?P<what>[a-z]*)[\s:=]*(?:>=|≥|at least)?\s*(?P<number>\d*[.,]?\d+)\s*(?P<percent>%?)", re.IGNORECASE
)
_THRESHOLDS = ("", "threshold", "at", "least")
HOW = marked("write a threshold such as 0.35, or a target such as sensitivity 0.90 or specificity 0.8")


def written_point(info: ModelInfo, score: Score, text: str) -> OperatingPoint:
    """The operating point that a text asks for.

    A target gives the threshold measured on the validation images that reaches it and costs least: of sensitivity the
    highest one, of specificity the lowest. Nothing is interpolated. Raises UsageError with what to write, and where no
    measured threshold reaches the target.
    """
    asked = " ".join(text.split())
    for point in info.operating_points:
        if point.classes == score.classes and point.name.casefold() == asked.casefold():
            return point
    words = re.sub(r"^at least\s+", "", asked, flags=re.IGNORECASE)
    found = _TARGET.fullmatch(words)
    what = found["what"].casefold() if found else ""
    if found is None or not (what in _THRESHOLDS or _of_target(what)):
        raise UsageError(f"a threshold cannot be read from {asked!r}: {HOW}")
    value = float(found["number"].replace(",", ".")) / (100 if found["percent"] else 1)
    if value > 1:
        raise UsageError(f"{asked} is outside 0 to 1 (0 % to 100 %): {HOW}")
    measure = _of_target(what)
    return point_at(info, score, value) if measure is None else _reaching(info, score, measure, value)


def _of_target(what: str) -> str | None:
    """`sens` -> `sensitivity`: any beginning of three letters or more."""
    return next((name for name in ("sensitivity", "specificity") if len(what) > 2 and name.startswith(what)), None)


def _reaching(info: ModelInfo, score: Score, measure: str, target: float) -> OperatingPoint:
    measured = [
        (threshold, achieved)
        for threshold in score.thresholds
        if (achieved := figures_at(info, point_at(info, score, threshold))) is not None
    ]
    if not measured:
        raise UsageError("the model file holds no figures to find a target by: write a threshold such as 0.35")

    def value(achieved: Achieved) -> float:
        return float(getattr(achieved, measure))

    reaching = [threshold for threshold, achieved in measured if value(achieved) >= target]
    if not reaching:
        most = max(value(achieved) for _, achieved in measured)
        raise UsageError(f"no threshold that was measured reaches a {measure} of {target:g}: the highest is {most:.3f}")
    return point_at(info, score, max(reaching) if measure == "sensitivity" else min(reaching))
