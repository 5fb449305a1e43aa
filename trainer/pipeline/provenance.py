"""What a run came from: its data and their parts, the weights it began with, and the programs it was made by."""

from __future__ import annotations

import hashlib
import platform
from typing import TYPE_CHECKING, Any

import keras
import numpy as np

from desktop import __version__
from trainer.data.copies import picture_digests
from trainer.data.dataset import Dataset
from trainer.data.near_copies import perceptual_hashes
from trainer.data.sources import Source
from trainer.errors import DataError
from trainer.network.network import weights_file
from trainer.runs.folder import DataRecord

if TYPE_CHECKING:
    import pandas as pd


def weights_name(weights: str) -> str:
    """A name or a file's; of a run its folder's as well."""
    if weights in ("imagenet", "none"):
        return weights
    file = weights_file(weights)
    return f"{file.resolve().parent.name}/{file.name}" if file.suffix == ".keras" else file.name


def weights_sha256(weights: str) -> str:
    """Of a weight file given by path; empty for weights that have a name."""
    if weights in ("imagenet", "none"):
        return ""
    with weights_file(weights).open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def versions() -> dict[str, str]:
    """Of this program and what it computes with, by name."""
    versions = {
        "ham-classifier": __version__,
        "python": platform.python_version(),
        "keras": keras.__version__,
        "numpy": np.__version__,
    }
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        versions["tensorflow"] = tf.__version__
    elif keras.backend.backend() == "jax":
        import jax

        versions["jax"] = jax.__version__
    return versions


def check_unchanged(before: DataRecord, dataset: Dataset, sources: tuple[Source, ...]) -> None:
    """Raises DataError where folds would be trained on other data, or other shares of them, than those before."""
    if dataset.fingerprint != before.fingerprint:
        raise DataError(f"The data in {dataset.folder} have changed since the folds before; put them back.")
    now, then = ([s for s in some if s.role == "train"] for some in (sources, before.sources))
    if [(s.name, s.share, s.split, s.aspect) for s in now] != [(s.name, s.share, s.split, s.aspect) for s in then]:
        raise DataError(
            "Names, shares, splits or aspects of the sources have changed since the folds before; put them back."
        )


def data_record(dataset: Dataset, limit: int | None, sources: tuple[Source, ...]) -> DataRecord:
    """What a run's record keeps of its data. limit: how many images were asked for at most,
    None for all: kept where it left any out."""
    return DataRecord(
        name=dataset.name,
        licence=dataset.licence,
        folder=str(dataset.folder.resolve()),
        fingerprint=dataset.fingerprint,
        images=len(dataset.table),
        lesions=dataset.lesions,
        counts={code: int(count) for code, count in dataset.counts.items()},
        limit=limit if dataset.limited else None,
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
