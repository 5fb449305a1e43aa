"""Pictures that lie in the data more than once, under other ids or in other sources, told by their pixels."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from trainer.data.locate import some
from trainer.data.near_copies import near_pairs
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


def picture_numbers(pixels: NDArray[np.uint8]) -> NDArray[np.int64]:
    """A number for what each of pixels [N, S, S, 3] shows, int64 [N]: the same for copies, whatever their ids."""
    seen: dict[str, int] = {}
    found = [seen.setdefault(digest, len(seen)) for digest in picture_digests(pixels)]
    return np.array(found, dtype=np.int64)


def picture_digests(pixels: NDArray[np.uint8]) -> list[str]:
    """32 hex digits for each of pixels [N, S, S, 3], the same for copies in every run."""
    return [hashlib.blake2b(image.tobytes(), digest_size=16).hexdigest() for image in pixels]


def notes_on_near_copies(table: pd.DataFrame, hashes: NDArray[np.uint8], groups: NDArray[np.int64]) -> list[str]:
    """What a person should look at: pictures that are nearly the same and stand in groups that a split may part.

    hashes: `trainer.data.near_copies`, of each row; groups: of each row.
    """
    pairs = near_pairs(hashes)
    pairs = pairs[groups[pairs[:, 0]] != groups[pairs[:, 1]]]
    if not len(pairs):
        return []
    ids = table["image_id"].to_numpy(dtype=str)
    named = some([f"{ids[one]} and {ids[other]}" for one, other in pairs])
    return [
        f"pairs of pictures that look nearly the same and are of different lesions: {len(pairs):,} ({named}); look at "
        "them, and give those that show one lesion the same lesion_id"
    ]


def notes_on_twins(table: pd.DataFrame, pictures: NDArray[np.int64]) -> list[str]:
    """What a person should know of copies: those between sources, and those with two diagnoses.

    Raises DataError for a source that has no picture of its own.
    """
    own = table.assign(picture=pictures)
    groups = own.groupby("picture")
    notes = []
    if own["source"].nunique() > 1:
        shared = own["picture"].isin(groups["source"].nunique().pipe(lambda n: n.index[n > 1]))
        images = own["source"].value_counts()
        copied = [str(source) for source, alone in (~shared).groupby(own["source"]).any().items() if not alone]
        if copied:
            # The smallest, as another is copied from; of two that are alike, as all of both are in the other, any.
            source = min(copied, key=lambda name: (images[name], name))
            raise DataError(f"All images of {source} are copies of images in other sources; leave it out.")
        if shared.any():
            notes.append(
                f"pictures in several sources, each kept in one part: {int(own.loc[shared, 'picture'].nunique()):,}"
            )
    apart = int((own.groupby(["source", "picture"])["lesion_id"].nunique() > 1).sum())
    if apart:
        notes.append(
            f"pictures under several lesions that are not known as duplicates: {apart:,}; each kept in one part"
        )
    torn = groups["dx"].nunique().pipe(lambda n: n.index[n > 1])
    if len(torn):
        ids = own.loc[own["picture"].isin(torn), "image_id"].tolist()
        notes.append(f"{len(torn):,} pictures have several diagnoses under several ids ({some(ids)}); correct one")
    return notes
