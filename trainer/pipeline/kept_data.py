"""What a run keeps of its data: who they are, and the split with what each image shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from trainer.data.copies import picture_digests
from trainer.data.dataset import Dataset
from trainer.data.near_copies import perceptual_hashes
from trainer.data.sources import Source
from trainer.runs.folder import DataRecord

if TYPE_CHECKING:
    import pandas as pd


def data_record(dataset: Dataset, limit: int | None, sources: tuple[Source, ...]) -> DataRecord:
    """The data of a run, as its record names them. limit: of --limit; sources: all that it was given."""
    return DataRecord(
        name=dataset.name,
        licence=dataset.licence,
        folder=str(dataset.folder.resolve()),
        fingerprint=dataset.fingerprint,
        images=len(dataset.table),
        lesions=dataset.lesions,
        counts={code: int(count) for code, count in dataset.counts.items()},
        limit=limit,
        sources=sources,
        sets=dict(dataset.sets),
    )


def split_table(dataset: Dataset, parts: np.ndarray[Any, Any], pixels: np.ndarray[Any, Any]) -> pd.DataFrame:
    """Who is in which part, and what each shows, by which an evaluation knows it under any name."""
    own = ["source"] if dataset.several_sources else []
    own += ["patient_id"] if "patient_id" in dataset.table.columns else []
    table = dataset.table[["image_id", "lesion_id", "dx", *own]].rename(columns={"dx": "label"})
    looks = [row.tobytes().hex() for row in perceptual_hashes(pixels)]
    table = table.fillna({"patient_id": ""}) if "patient_id" in own else table
    return table.assign(part=parts, picture=picture_digests(pixels), looks=looks)
