"""The run folder: what lies in it, written atomically, and read back with checks."""

from __future__ import annotations

import datetime
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.files import atomic_write
from desktop.contract import ClassInfo
from trainer.data.sources import Source
from trainer.errors import UNREADABLE, RunError
from trainer.recipe import Recipe, as_toml

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

RUN_FORMAT = 2
PARTS = ("train", "val", "test")
TRAINING, FINISHED = "training", "finished"


class DataRecord(msgspec.Struct, frozen=True):
    """The data a run was trained on. sets: the classes that a diagnosis covers which is none. sources: every data set
    it was given, external ones too; none for runs of earlier versions, whose `folder` is the only one."""

    name: str
    licence: str
    folder: str
    fingerprint: str
    images: int
    lesions: int
    counts: dict[str, int]
    limit: int | None = None
    sources: tuple[Source, ...] = ()
    sets: dict[str, tuple[str, ...]] = {}


class Final(msgspec.Struct, frozen=True):
    """A network for use made after a cross-validation. kind: "all" learned from all images, "distil" from what the
    folds answer of them; folds: how many judged in its place."""

    kind: str
    folds: int


class NegativesRecord(msgspec.Struct, frozen=True):
    """A folder of images of another kind (`trainer.data.negatives`): how many it has, how many were learned from and
    how many judged."""

    name: str
    folder: str
    fingerprint: str
    images: int
    learned: int
    judged: int


class RunRecord(msgspec.Struct, frozen=True):
    """`run.json`. status: "training" until everything in the folder is there, then "finished".

    weights: what the ResNet50 started from, a name or a file's, with weights_sha256 of the file; command: as it was
    typed, empty for runs of earlier versions and those begun from Python; devices: how many shared every batch;
    test_read: whether the test part is read at the end, which `--no-test` leaves for another time; log: what else
    keeps the figures, by the name of --log; fold: (i, k) where the run is one of a cross-validation;
    final: where it learned from all images, and its figures are those of the folds. negatives: images of another kind
    that it was shown after training, to tell them by.
    """

    format: int
    status: str
    created: str
    recipe: Recipe
    weights: str
    classes: tuple[ClassInfo, ...]
    data: DataRecord
    split_fingerprint: str
    device: str
    precision: str
    backend: str
    versions: dict[str, str]
    seconds: dict[str, float] = {}
    weights_sha256: str = ""
    command: str = ""
    devices: int = 1
    test_read: bool = True
    log: str = ""
    fold: tuple[int, int] | None = None
    final: Final | None = None
    negatives: tuple[NegativesRecord, ...] = ()


class RunFolder:
    """Paths of one run's files, and the writers for them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.record_file = path / "run.json"
        self.recipe = path / "recipe.toml"
        self.split = path / "split.csv"
        self.history = path / "history.csv"
        self.model = path / "model.keras"
        self.metrics = path / "metrics.json"
        self.subgroups = path / "subgroups.json"
        self.figures = path / "figures"
        self.checkpoint = path / "checkpoint"
        self.targets = path / "targets.npy"

    def predictions(self, part: str) -> Path:
        """Where the predictions of "val" or "test" are kept."""
        return self.path / f"predictions_{part}.csv"

    def unfamiliarity(self, part: str) -> Path:
        """Where the unfamiliarity of the images of "val" or "test" is kept."""
        return self.path / f"unfamiliarity_{part}.csv"

    def write_record(self, record: RunRecord) -> None:
        self.write_json(self.record_file, record)

    def write_recipe(self, recipe: Recipe) -> None:
        """Also by itself, for `ham-train --recipe`."""
        with atomic_write(self.recipe) as stream:
            stream.write(as_toml(recipe))

    def write_json(self, path: Path, value: Any) -> None:
        with atomic_write(path, "wb") as stream:
            stream.write(msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n")

    def write_table(self, path: Path, table: pd.DataFrame, *, float_format: str | None = "%.9g") -> None:
        with atomic_write(path) as stream:
            table.to_csv(stream, index=False, lineterminator="\n", float_format=float_format)

    def read_history(self) -> pd.DataFrame:
        """Every epoch's figures. Raises RunError."""
        import pandas as pd

        try:  # a stage may be called 1, or null
            return pd.read_csv(self.history, dtype={"stage": str}, keep_default_na=False, na_values=[""])
        except (OSError, ValueError) as error:
            raise RunError(f"{self.history} cannot be read ({error}); train the run again") from None

    def read_split(self, image_ids: pd.Series) -> NDArray[np.str_]:
        """The part of each image, in the order of `image_ids`. Raises RunError where the table is damaged or of other
        images."""
        import pandas as pd

        try:
            table = pd.read_csv(self.split, dtype=str, keep_default_na=False).set_index("image_id")["part"]
            parts: NDArray[np.str_] = table.loc[list(image_ids)].to_numpy(dtype=str)
        except (OSError, ValueError, KeyError) as error:
            raise RunError(f"{self.split} cannot be read as this run's split ({error}); train it again") from None
        return parts

    def read_sources(self, image_ids: pd.Series) -> NDArray[np.str_] | None:
        """The source of each image, in the order of `image_ids`, that `read_split` knows; None of a run of one."""
        import pandas as pd

        table = pd.read_csv(self.split, dtype=str, keep_default_na=False).set_index("image_id")
        if "source" not in table.columns:
            return None
        sources: NDArray[np.str_] = table["source"].loc[list(image_ids)].to_numpy(dtype=str)
        return sources

    def write_targets(self, targets: NDArray[np.float32]) -> None:
        """What a network learns in place of labels, [N, C]; a resumed run needs it."""
        with atomic_write(self.targets, "wb") as stream:
            np.save(stream, targets)

    def read_targets(self, images: int) -> NDArray[np.float32]:
        """What `write_targets` wrote for so many images. Raises RunError."""
        try:
            targets: NDArray[np.float32] = np.load(self.targets, allow_pickle=False)
        except (OSError, ValueError, EOFError) as error:
            raise RunError(f"{self.targets} cannot be read ({error}); train it again") from None
        if len(targets) != images:
            raise RunError(f"{self.targets} is of {len(targets):,} images and the data have {images:,}; train it again")
        return targets

    def write_predictions(
        self,
        part: str,
        table: pd.DataFrame,
        codes: list[str],
        probabilities: NDArray[np.floating],
        *,
        sources: bool = False,
    ) -> None:
        """image_id, lesion_id, label, source where there are several, and each class's calibrated probability."""
        own = ["source"] if sources else []
        out = table[["image_id", "lesion_id", "dx", *own]].rename(columns={"dx": "label"}).reset_index(drop=True)
        for column, code in enumerate(codes):
            out[code] = probabilities[:, column]
        # All digits: of answers that are nearly sure, rounding would make ties, and other figures than those measured.
        self.write_table(self.predictions(part), out, float_format=None)


def create_run(output: Path, recipe: str) -> RunFolder:
    """A new folder `<date>_<time>_<recipe>` below `output`. Raises RunError where it cannot be made."""
    stem = f"{datetime.datetime.now():%Y-%m-%d_%H%M}_{recipe}"
    for attempt in range(1, 1000):
        path = output / (stem if attempt == 1 else f"{stem}_{attempt}")
        try:
            path.mkdir(parents=True)
        except FileExistsError:
            if not output.is_dir():
                raise RunError(f"{output} is a file, not a folder; choose another --output") from None
            continue
        except OSError as error:
            raise RunError(f"the run folder {path} cannot be made: {error.strerror}; choose another --output") from None
        return RunFolder(path)
    raise RunError(f"{output} holds a thousand runs of this minute; choose another --output")


def newest_run(output: Path) -> Path:
    """The finished run below `output` whose name, a date, comes last. Raises RunError where there is none."""
    if output.is_dir():
        for path in sorted((p for p in output.iterdir() if (p / "run.json").is_file()), reverse=True):
            with suppress(RunError):  # one of an earlier version, or damaged, is not asked for
                if _read_record(path).status == FINISHED:
                    return path
    raise RunError(f"there is no finished run in {output}; name a run folder, or make one with ham-train")


def load_run(path: Path) -> tuple[RunFolder, RunRecord]:
    """A finished run. Raises RunError for a folder that is none, is incomplete, or was written by other code."""
    folder, record = _open_run(path)
    if record.status != FINISHED:
        raise RunError(f"the run {path} did not finish; continue it with ham-train --resume {path}")
    needed = [folder.split, folder.model, folder.metrics, path / "calibration.json", path / "unfamiliarity.npz"]
    needed += [folder.predictions(part) for part in (("val", "test") if record.test_read else ("val",))]
    missing = [p.name for p in needed if not p.is_file()]
    if missing:
        raise RunError(f"the run {path} is incomplete: {', '.join(missing)} missing; train it again")
    return folder, record


def load_unfinished(path: Path) -> tuple[RunFolder, RunRecord]:
    """A run that can be resumed, or is finished. Raises RunError for a folder that is none or lacks what it needs."""
    folder, record = _open_run(path)
    missing = [p.name for p in (folder.split, folder.checkpoint / "state.json") if not p.is_file()]
    if record.status != FINISHED and missing:
        raise RunError(f"the run {path} cannot be resumed: {', '.join(missing)} missing; train it again")
    return folder, record


def _open_run(path: Path) -> tuple[RunFolder, RunRecord]:
    if not path.is_dir():
        raise RunError(f"there is no run folder {path}; check the name")
    if not (path / "run.json").is_file():
        raise RunError(f"{path} is no run folder: it has no run.json; name one that ham-train made")
    return RunFolder(path), _read_record(path)


def _read_record(path: Path) -> RunRecord:
    file = path / "run.json"
    try:
        content = file.read_bytes()
        found = msgspec.json.decode(content, type=dict[str, Any]).get("format")
        if found != RUN_FORMAT:
            raise RunError(f"{file} has format {found!r} and this program reads {RUN_FORMAT}; train it again")
        return msgspec.json.decode(content, type=RunRecord)
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror or error}") from None
    except UNREADABLE as error:
        raise RunError(f"{file} is no record of a run of this program ({error}); train it again") from None
