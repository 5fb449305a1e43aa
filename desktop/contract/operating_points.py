"""Operating points beside those with a name: every threshold a slider can stand at, and the figures measured there."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from desktop.contract import ModelInfo, OperatingPoint
from desktop.language.spoken import inside, tr

STEPS = 200
"""Positions of a slider over a score of which no curve is known."""


@dataclass(frozen=True)
class Score:
    """What may be referred by. name: in words; classes: the codes whose probabilities it sums; thresholds: where it may
    be set, ascending, 0..1."""

    name: str
    classes: tuple[str, ...]
    thresholds: tuple[float, ...]


@dataclass(frozen=True)
class Achieved:
    """What a threshold gave on the validation images, 0..1."""

    sensitivity: float
    specificity: float


def scores(info: ModelInfo) -> tuple[Score, ...]:
    """The scores of a model's operating points, each once, in their order.

    Thresholds are those of the curve, else STEPS of them that lie closer together near 0, where the thresholds of high
    sensitivity are; the named points' own are always among them.
    """
    found: dict[tuple[str, ...], set[float]] = {}
    for point in info.operating_points:
        thresholds = found.setdefault(point.classes, set())
        thresholds.add(point.threshold)
        thresholds.update(entry[0] for entry in point.curve)
    for point in info.operating_points:
        if not any(p.curve for p in info.operating_points if p.classes == point.classes):
            found[point.classes].update(round((step / STEPS) ** 2, 4) for step in range(STEPS + 1))
    return tuple(Score(score_name(info, classes), classes, tuple(sorted(at))) for classes, at in found.items())


def point_at(info: ModelInfo, score: Score, threshold: float) -> OperatingPoint:
    """The operating point of a score at a threshold: the named one that lies there, or one named by its threshold."""
    of_score = [p for p in info.operating_points if p.classes == score.classes]
    for point in of_score:
        if point.threshold == threshold:
            return point
    name = f"{'-or-'.join(score.classes)}-threshold-{threshold:.4g}"
    curve = next((p.curve for p in of_score if p.curve), ())
    return OperatingPoint(name, score.classes, threshold, curve=curve)


def named_at(info: ModelInfo, point: OperatingPoint) -> str | None:
    """The name that the model file has for it."""
    return point.name if any(p.name == point.name for p in info.operating_points) else None


def figures_at(info: ModelInfo, point: OperatingPoint) -> Achieved | None:
    """What was measured at exactly this threshold; None where nothing was. Nothing is interpolated."""
    for known in info.operating_points:
        if known.classes != point.classes:
            continue
        if known.threshold == point.threshold and {"sensitivity", "specificity"} <= known.validation.keys():
            return Achieved(known.validation["sensitivity"].value, known.validation["specificity"].value)
        for threshold, sensitivity, specificity in known.curve:
            if threshold == point.threshold:
                return Achieved(sensitivity, specificity)
    return None


class _StoredPoint(msgspec.Struct, frozen=True):
    """A point as a study keeps it. model: the checksum of the model that it was set for, "" where none was told."""

    name: str
    classes: tuple[str, ...]
    threshold: float
    model: str = ""


def encode_point(point: OperatingPoint, model: str = "") -> str:
    """A point as JSON, to be kept in a study. `model`: the checksum of the model that it was set for."""
    return msgspec.json.encode(_StoredPoint(point.name, point.classes, point.threshold, model)).decode()


@dataclass(frozen=True)
class Carried:
    """What became of a point that was kept. `dropped`: its name, where it was set for another model, has no name there
    and `point` is the model's first instead; else empty."""

    point: OperatingPoint | None
    dropped: str = ""


def carry_point(text: str | None, info: ModelInfo, model: str = "") -> Carried:
    """The point that was kept (`encode_point`), for this model; the model's first where none was.

    A threshold is a model's own: of another model's points those with a name are found by it, at the threshold that
    they have here, and one that was set freely is not taken over. `model`: the checksum of this one, "" for the one
    that the point was set for.
    """
    try:
        kept = msgspec.json.decode(text or "", type=_StoredPoint)
    except msgspec.DecodeError:
        return Carried(info.operating_point())
    same = not model or not kept.model or kept.model == model
    for point in info.operating_points:
        if point.name == kept.name and (not same or point.classes == kept.classes):
            return Carried(point)
    if same:
        for score in scores(info):
            if score.classes == kept.classes:
                return Carried(point_at(info, score, kept.threshold))
    return Carried(info.operating_point(), dropped=kept.name)


def score_inside(info: ModelInfo, classes: tuple[str, ...]) -> str:
    """`score_name` as it stands inside a sentence: `melanoma`, `malignant`; `Melanom`, `bösartig`."""
    name = score_name(info, classes)
    return tr("malignant") if name == tr("Malignant") else inside(name)


def score_name(info: ModelInfo, classes: tuple[str, ...]) -> str:
    """`Melanoma`, `Malignant` where they are all the malignant ones, else their names with + between them."""
    malignant = {c.code for c in info.classes if c.malignant}
    if len(classes) > 1 and set(classes) == malignant:
        return tr("Malignant")
    return " + ".join(tr(c.name) for c in info.classes if c.code in classes)
