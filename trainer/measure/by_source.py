"""What a network answers for each of several sources, malignant or not: `sources.json` of a run.

A network is better on one source than on another, and one figure of all hides it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from desktop.common.statistics import roc_area
from desktop.contract import Figure
from trainer.errors import RunError

if TYPE_CHECKING:
    from numpy.typing import NDArray

FILE = "sources.json"
ALL = "all sources"


class SourceFigures(msgspec.Struct, frozen=True):
    """images: of the part; judged: those whose diagnosis says malignant or not, malignant: how many are;
    malignant_auc: of these, None where it cannot be measured."""

    images: int
    judged: int
    malignant: int
    malignant_auc: Figure | None


def figures_by_source(
    sources: NDArray[np.str_],
    members: NDArray[np.bool_],
    probabilities: NDArray[np.floating],
    *,
    malignant: NDArray[np.bool_],
    whose: NDArray[np.str_],
) -> dict[str, SourceFigures]:
    """Of images [N] of some part, and of ALL together.

    members: which classes each may be of, bool [N, C]; probabilities: calibrated [N, C];
    malignant: which classes are, bool [C]; whose: what intervals are over [N] (`trainer.data.split.clusters`)."""
    bad, good = (members & malignant).any(axis=1), (members & ~malignant).any(axis=1)
    score = probabilities[:, malignant].sum(axis=1)
    found = {}
    for name in (*dict.fromkeys(sources.tolist()), ALL):
        here = (sources == name) | (name == ALL)
        sure = here & (bad != good)
        area = roc_area(bad[sure], score[sure], whose[sure]) if sure.any() else None
        found[name] = SourceFigures(int(here.sum()), int(sure.sum()), int(bad[sure].sum()), area)
    return found


def load_by_source(run: Path) -> dict[str, dict[str, SourceFigures]]:
    """By part, "val" or "test", and source; empty for a run of one source. Raises RunError."""
    file = run / FILE
    if not file.is_file():
        return {}
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, SourceFigures]])
    except (OSError, msgspec.DecodeError) as error:
        raise RunError(f"{file} cannot be read ({error}); train the run again") from None
