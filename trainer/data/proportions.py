"""In which proportions pictures were taken, before all of them were squashed into the same square.

A network is shown squares; what turns a picture has to know how wide it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.machine import usable_cores
from desktop.errors import ImageError
from desktop.images import read_frame
from trainer.data.dataset import of_ham10000
from trainer.data.sources import Source
from trainer.errors import DataError

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from numpy.typing import NDArray

HAM10000_ASPECT = 600 / 450
"""Of every picture as it was published; copies squashed into squares are about."""
WIDEST = 4.0
"""Beyond it, and its inverse, nothing of a turned picture would be left to see."""
MANY = 20


def aspects(table: pd.DataFrame, sources: Sequence[Source]) -> NDArray[np.float32]:
    """Width over height of each picture of a data set's table [N], within 1 / WIDEST and WIDEST.

    What `data.toml` says of its source; else that of its file's frame, upright, but for square files of HAM10000, whose
    proportions are known. What is said of a source that holds other pictures beside HAM10000's is said of these alone.
    Raises DataError for a file that cannot be read.
    """
    said = {source.name: source.aspect for source in sources if source.role == "train"}
    if len(said) == 1:
        told = np.full(len(table), next(iter(said.values())), dtype=np.float64)
    else:
        told = np.array([said.get(name) for name in table["source"]], dtype=np.float64)  # None is NaN
    ham, whose = of_ham10000(table), np.zeros(len(table)) if len(said) == 1 else table["source"].to_numpy(dtype=str)
    told[ham & np.isin(whose, whose[~ham])] = np.nan
    found, unsaid = told.copy(), np.flatnonzero(np.isnan(told))
    with ThreadPoolExecutor(max_workers=min(usable_cores(), 16)) as pool:
        found[unsaid] = list(pool.map(_of_frame, table["path"].iloc[unsaid]))
    found[np.isnan(told) & ham & (found == 1.0)] = HAM10000_ASPECT
    return np.clip(found, 1.0 / WIDEST, WIDEST).astype(np.float32)


def of_squares(table: pd.DataFrame, sources: Sequence[Source], found: NDArray[np.float32]) -> tuple[str, ...]:
    """Names of sources of MANY pictures or more that are all squares, of which nothing was said: squashed copies, as
    likely as not. HAM10000's, whose proportions are known, speak for no others. found: their `aspects`."""
    names, said = table["source"].to_numpy(dtype=str), {source.name for source in sources if source.aspect is not None}
    others = ~of_ham10000(table)
    own = {name: found[(names == name) & others] for name in dict.fromkeys(names.tolist())}
    return tuple(name for name, one in own.items() if len(one) >= MANY and (one == 1.0).all() and name not in said)


def _of_frame(path: Path) -> float:
    try:
        width, height = read_frame(path)
    except ImageError as error:
        raise DataError(f"{path} cannot be read ({error}); replace it, or remove its row of the metadata.") from None
    return width / height
