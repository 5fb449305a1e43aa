"""Where a training starts from an earlier run's network: whether that has learned from what is to judge this one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trainer.data.copies import picture_digests
from trainer.data.labelled import unseen
from trainer.data.near_copies import perceptual_hashes
from trainer.errors import DataError, RunError
from trainer.network.network import weights_file

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from trainer.data.dataset import Dataset


def check_start(weights: str, dataset: Dataset, parts: NDArray[np.str_], pixels: NDArray[np.uint8]) -> None:
    """Raises DataError where the run that `weights` names learned from images of the validation or the test part, or
    chose by images of the test part; nothing for other weights, and for a network without its run.

    parts: as `trainer.pipeline.prepare.divide` gives them; pixels: uint8 [N, S, S, 3].
    """
    import pandas as pd

    file = weights_file(weights)
    told = file.parent / "split.csv"
    if weights in ("imagenet", "none") or file.suffix != ".keras" or not told.is_file():
        return
    try:
        split = pd.read_csv(told, dtype=str, keep_default_na=False)
        before = split["part"]
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{told} is no split of a run ({error}); give the run as it was, or other --weights") from None
    shown, looks = picture_digests(pixels), perceptual_hashes(pixels)
    for part, name, used in (
        ("test", "test", before),
        ("val", "validation", before.where(~before.str.startswith("val"), "test")),  # chosen by there as here
    ):
        known = np.char.startswith(parts, part) & ~unseen(dataset.table, split.assign(part=used), shown, looks)
        if known.any():
            image = dataset.table["image_id"].iloc[int(np.flatnonzero(known)[0])]
            raise DataError(
                f"{int(known.sum()):,} images of the {name} part ({image}), or others of their lesions or patients, "
                "are what the network that --weights names was made with, so that all figures would be too good; split "
                "the data as that run did (--split-seed), or start from other weights."
            )
