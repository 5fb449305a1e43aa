"""What an export works on: the finished run, its images again, and the rows of each part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.command_line import say
from export.errors import ExportError
from trainer.data.pixels import decode_all
from trainer.data.split import clusters, group_ids, split_fingerprint
from trainer.errors import DataError, RunError
from trainer.measure.answers import read_answers
from trainer.measure.calibration import Calibration, load_calibration
from trainer.measure.operating_points import with_curves
from trainer.measure.promises import Promises, load_promises
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.network.network import add_biases
from trainer.network.trained import load_trained
from trainer.pipeline.prepare import COARSE, Shown, data_of_run, decode_negatives, negatives_of_run
from trainer.runs.folder import RunFolder, RunRecord, load_run

PROOF_IMAGES = 1000
"""Of a final network, that learned from all images: so many of them, drawn by lot, show that a file says the same."""

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from trainer.data.dataset import Dataset


@dataclass(frozen=True)
class Inputs:
    """A run and its images.

    dataset: the images' labels and what else is known of them; pixels: uint8 [N, S, S, 3] (memory-mapped); lesions: [N]
    ids, those of patients where they are known; groups: [N] numbers of lesions with their duplicates; rows: the indices
    of "train", "val" and "test", and of "val_coarse" and "test_coarse", where a diagnosis covers several classes;
    promises: what the float32 network's answers to validation promise; negatives: images of another kind, none where
    the run was shown none or they are gone.
    """

    folder: RunFolder
    record: RunRecord
    calibration: Calibration
    promises: Promises
    space: UnfamiliaritySpace
    dataset: Dataset
    pixels: NDArray[np.uint8]
    lesions: NDArray[np.str_]
    groups: NDArray[np.int64]
    rows: dict[str, NDArray[np.int64]]
    negatives: tuple[Shown, ...] = ()

    @property
    def labels(self) -> NDArray[np.int64]:
        """[N] class indices, -1 where a diagnosis covers several classes."""
        return self.dataset.labels

    @property
    def table(self) -> pd.DataFrame:
        """What is known of each image."""
        return self.dataset.table

    @property
    def held_out(self) -> NDArray[np.int64]:
        """Rows of all that validates, "val" first: what is unfamiliar needs no diagnosis."""
        return np.concatenate([self.rows["val"], self.rows.get(f"val{COARSE}", np.empty(0, np.int64))])

    @property
    def judged(self) -> str:
        """The part that files are proven on: "test", or "val" of a run that did not read its test part. Of a final
        network images that taught it: enough to hold a file against the network, and no judgement of either."""
        return "test" if self.record.test_read else "val"


def load_inputs(path: Path, data: Path | None) -> Inputs:
    """Read a run back with its images. data: where these are now, when they have moved.

    Raises RunError when the run is not whole, has no test part, or the images are not those it was trained on.
    """
    import pandas as pd

    folder, record = load_run(path)
    where = data or Path(record.data.folder)
    if not where.exists():
        raise RunError(f"the images of this run are no longer in {where}; say where they are with --data DIR")
    dataset = data_of_run(record, (data,) if data else ())
    try:
        split = pd.read_csv(folder.split, dtype=str, keep_default_na=False)[["image_id", "part"]]
    except (OSError, ValueError, KeyError) as error:  # pandas's own errors are ValueErrors
        raise RunError(f"{folder.split} is no split of a run ({error}); train the run again") from None
    if dataset.fingerprint != record.data.fingerprint or list(split["image_id"]) != list(dataset.table["image_id"]):
        raise RunError(f"{where} does not hold the images this run was trained on; name the right folder with --data")
    parts = split["part"].to_numpy(dtype=str)
    rows = {part: np.flatnonzero(parts == part) for part in ("train", "val", "test", f"val{COARSE}", f"test{COARSE}")}
    if record.final is not None:
        judged = np.random.default_rng(record.recipe.seed).permutation(rows["train"])[:PROOF_IMAGES]
        rows["val"] = np.sort(judged[dataset.labels[judged] >= 0])
    if not len(rows["test"]) and record.test_read:
        raise RunError(f"the run {folder.path} has no test part to prove the file on; train it again")
    if split_fingerprint(dataset.table["image_id"], parts) != record.split_fingerprint:
        raise RunError(f"{folder.split} is not the split this run was trained with; put it back, or train it again")
    calibration, space = load_calibration(folder.path)
    calibration = _with_curves(calibration, folder, record)
    pixels = decode_all(
        [Path(p) for p in dataset.table["path"]],
        size=record.recipe.image_size,
        cache=folder.path.parent / ".pixels",
        fingerprint=dataset.fingerprint,
    )
    return Inputs(
        folder=folder,
        record=record,
        calibration=calibration,
        promises=_promises(folder, record, calibration),
        space=space,
        dataset=dataset,
        pixels=pixels,
        lesions=clusters(dataset.table),
        groups=group_ids(dataset.table),
        rows=rows,
        negatives=_negatives(folder, record),
    )


def _negatives(folder: RunFolder, record: RunRecord) -> tuple[Shown, ...]:
    """The run's negatives with their images; none, and told, where these are gone or are others now."""
    try:
        return decode_negatives(negatives_of_run(record), record.recipe, folder.path.parent)
    except DataError as error:
        say(f"note: files cannot be tried on the run's negatives, so what they flag is the float32 network's: {error}")
        return ()


def _with_curves(calibration: Calibration, folder: RunFolder, record: RunRecord) -> Calibration:
    """What every threshold stands for, also of a run trained before that was kept; as it is without its predictions."""
    if all(point.curve for point in calibration.operating_points) or not folder.predictions("val").is_file():
        return calibration
    codes = [info.code for info in record.classes]
    answers = read_answers(folder, "val", codes, calibration)
    points = with_curves(calibration.operating_points, record.classes, answers.labels, answers.after)
    return msgspec.structs.replace(calibration, operating_points=points)


def _promises(folder: RunFolder, record: RunRecord, calibration: Calibration) -> Promises:
    """What the run keeps, and, of a run of an earlier version, what its predictions still tell. Of a final network they
    tell nothing: it has seen those images."""
    kept = load_promises(folder.path)
    if kept is not None and not kept.lacks_coverage_by_source:
        return kept
    from trainer.pipeline.remake_report import promises_again, sets_again  # brings the drawing with it

    codes = [info.code for info in record.classes]
    if kept is None:
        return promises_again(folder, codes, calibration)
    if record.final is None:
        found = {one.level: one.by_source for one in sets_again(folder, codes, calibration)}
        sets = tuple(msgspec.structs.replace(one, by_source=found.get(one.level, {})) for one in kept.sets)
        kept = msgspec.structs.replace(kept, sets=sets)
    if kept.lacks_coverage_by_source:
        say("note: how often the sets hold the right diagnosis on each training source is not known of this run")
    return kept


def rebuild_network(inputs: Inputs) -> Any:
    """The run's network in float32 with its trained weights, the biases of its calibration added to the last layer's.

    Raises RunError, ExportError for another Keras backend.
    """
    import keras

    if keras.backend.backend() != "tensorflow":
        raise ExportError(
            f"the export needs Keras on TensorFlow and it runs on {keras.backend.backend()}; unset KERAS_BACKEND"
        )
    network = load_trained(inputs.folder, inputs.record)
    add_biases(network, inputs.calibration.biases)
    return network


def stratified_sample(inputs: Inputs, per_class: int) -> NDArray[np.int64]:
    """Rows of training images, at most `per_class` of each class and one of each lesion, classes mixed."""
    rng = np.random.default_rng(inputs.record.recipe.seed)
    shuffled = rng.permutation(inputs.rows["train"])
    _, first = np.unique(inputs.groups[shuffled], return_index=True)
    one_each = shuffled[np.sort(first)]
    chosen = [one_each[inputs.labels[one_each] == c][:per_class] for c in range(len(inputs.record.classes))]
    return rng.permutation(np.concatenate(chosen))
