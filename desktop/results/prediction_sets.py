"""Sets of possible diagnoses: the class-conditional conformal sets of the model's document, applied to an answer.

The promise is per class: of the images of each diagnosis, `level` have it in their set (Vovk, Gammerman & Shafer,
Algorithmic Learning in a Random World, 2005, sec. 4.6). It does not depend on the prevalence, so the sets are made of
the model's own probabilities, and it holds only for images like those the thresholds were set on.
"""

from __future__ import annotations

from collections.abc import Sequence

from desktop.contract import DiagnosisSets, ModelInfo
from desktop.errors import UsageError

LEVEL = 0.9
"""The level of the sets where none was asked for."""


def sets_at(info: ModelInfo, level: float | None = None) -> DiagnosisSets | None:
    """The model's sets at a level, of None at LEVEL or the file's first; None where it has none and none was asked for.

    Raises UsageError for a level that the model's document does not hold.
    """
    by_level = {round(one.level, 6): one for one in info.sets}
    if level is None:
        return by_level.get(LEVEL, info.sets[0] if info.sets else None)
    if not info.sets:
        raise UsageError(
            f"--sets: this model file (contract version {info.contract}) holds no sets of possible diagnoses; export "
            "the model again, or leave the option out"
        )
    found = by_level.get(round(level, 6))
    if found is None:
        known = ", ".join(f"{one.level:g}" for one in info.sets)
        raise UsageError(f"--sets {level:g}: the model file holds sets at {known}; name one of these")
    return found


def possible(probabilities: Sequence[float], sets: DiagnosisSets, info: ModelInfo) -> tuple[str, ...]:
    """The codes of the diagnoses that are possible, likeliest first; none where the answer is like none of them.

    probabilities: the model's own [C], not those at another prevalence.
    """
    found = [(-p, c) for p, c in zip(probabilities, info.codes, strict=True) if p >= sets.thresholds[c]]
    return tuple(code for _, code in sorted(found))
