"""A trained network measured on labelled images that it has not seen: figures, subgroups and a page of their own.

Temperature and thresholds are the run's, fitted on its validation part; nothing is fitted here. Images that the run was
trained or chosen on are left out, with all other images of their lesions.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from tqdm import tqdm

from desktop import __version__
from desktop.common.command_line import say
from desktop.common.files import OutputError, cannot_write
from desktop.common.statistics import proportion
from desktop.contract import ClassInfo, Figure
from desktop.errors import HamError
from trainer.data.copies import picture_digests
from trainer.data.labelled import Labelled, load_labelled, unseen
from trainer.data.locate import some
from trainer.data.near_copies import NEAR, differing, perceptual_hashes
from trainer.data.pixels import decode_all
from trainer.data.split import clusters
from trainer.errors import DataError, RunError
from trainer.fit.batches import predict_rows
from trainer.measure import metrics
from trainer.measure.calibration import load_calibration
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.elsewhere import FOLDER as KEPT
from trainer.measure.elsewhere import Measured, load_measured
from trainer.measure.operating_points import MELANOMA, achieved
from trainer.measure.promises import unfamiliarity_sample
from trainer.measure.scores import BY_CLASS, OVERALL, score_answers, told
from trainer.measure.subgroups import subgroup_gaps, subgroup_tables
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.network.network import feature_network
from trainer.network.trained import load_trained
from trainer.report.drawing import draw_answers
from trainer.report.page import report_or_say, subgroup_columns
from trainer.report.templates import picture, write_page
from trainer.runs.folder import RunFolder, RunRecord, load_run

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from trainer.data.dataset import Dataset
    from trainer.data.sources import Source

PAGE = "evaluation.html"
FOLDER = "evaluations"
PART = "data"  # the end of the files' names
BATCH_SIZE = 32
_NAME = re.compile(r"[\w-][\w.-]{0,59}")


@dataclass(frozen=True)
class Evaluation:
    """What `evaluate` made: the folder with its files, and the figures."""

    folder: Path
    measured: Measured


def evaluate(
    run: Path,
    data: Path,
    *,
    output: Path | None = None,
    keep: str | None = None,
    labels: Mapping[str, str | Sequence[str]] | None = None,
    name: str | None = None,
) -> Evaluation:
    """Measure a finished run on the labelled images in `data`.

    Writes metrics.json, predictions_data.csv, figures/ and evaluation.html into `output`, by default
    RUN/evaluations/<name of the data folder>; what an earlier evaluation of the same images left there is replaced, and
    other images of a folder of the same name get a folder beside it. keep: the run keeps the figures under this name,
    in RUN/elsewhere, and its report, and every file exported of it, shows them beside its own. labels, name:
    as of `load_labelled`; an image whose diagnosis covers several classes counts where it says malignant or not. Raises
    RunError, DataError, OutputError.
    """
    import pandas as pd

    folder, record = load_run(run)
    if keep is not None:
        check_name(keep)
    if output is not None and RunFolder(output).record_file.exists():
        raise RunError(f"{output} is a run folder, and its figures would be lost; choose another --output")
    labelled = load_labelled(data, record.classes, labels=labels, name=name)
    place = output or _place(folder, labelled.dataset, keep)
    split = pd.read_csv(folder.split, dtype=str, keep_default_na=False)
    whole = labelled.dataset
    pixels = decode_all(
        list(whole.table["path"]),
        size=record.recipe.image_size,
        cache=folder.path.parent / ".pixels",
        fingerprint=whole.fingerprint,
    )
    looks = perceptual_hashes(pixels)
    free, left_out = _counted(labelled, split, picture_digests(pixels), looks, record)
    for note in whole.notes:
        say(f"note: {note}")
    _tell_near_copies(whole.table, split, looks, free)
    counted = replace(whole, table=whole.table.iloc[free].reset_index(drop=True))
    exact = np.flatnonzero(counted.labels >= 0)
    say(f"{counted.name}: {len(counted.table):,} images of {counted.lesions:,} lesions are measured")
    if len(exact) < len(free):
        say(f"of {len(free) - len(exact):,} of them the diagnosis covers several classes: malignant or not is judged")
    for reason, images in left_out.items():
        say(f"left out: {images:,} {'image' if images == 1 else 'images'}, {reason}")

    calibration, space = load_calibration(folder.path)
    spread, logits = _answers(folder, record, pixels, free, space)
    truth, codes = counted.labels[exact], [c.code for c in record.classes]
    whose, lesions = clusters(counted.table), counted.table["lesion_id"].to_numpy(dtype=str)[exact]
    answers = calibration.probabilities(logits)
    unfamiliarity = calibration.unfamiliarity(space, spread)
    flagged = unfamiliarity > 1.0
    covering = np.flatnonzero(counted.labels < 0)
    coarse = Coarse(counted.members[covering], answers[covering], whose[covering])
    beside = (counted.table.iloc[covering], coarse)
    table, before, after = counted.table.iloc[exact], metrics.softmax(logits)[exact], answers[exact]
    fitted = calibration.operating_points
    points = {p.name: achieved(p, record.classes, truth, after, lesions=whose[exact], coarse=coarse) for p in fitted}
    measured = Measured(
        run=folder.path.name,
        data=counted.name,
        fingerprint=counted.fingerprint,
        scores=score_answers(
            truth,
            before,
            after,
            lesions=lesions,
            whose=whose[exact],
            codes=codes,
            malignant=[c.code for c in record.classes if c.malignant],
            unfamiliar=flagged[exact],
            seed=record.recipe.seed,
            coarse=coarse,
        ),
        points=points,
        subgroups=subgroup_tables(table, truth, after, classes=record.classes, points=fitted, covering=beside),
        left_out=left_out,
        gaps=subgroup_gaps(table, truth, after, classes=record.classes, points=fitted, covering=beside),
        unfamiliarity=unfamiliarity_sample(unfamiliarity),
    )
    shares = msgspec.structs.replace(measured.scores, unfamiliar=proportion(flagged, whose))
    measured = msgspec.structs.replace(measured, scores=shares)
    target = _folder(place)
    target.write_predictions(PART, counted.table, codes, answers)
    if len(exact):
        draw_answers(
            target.figures,
            PART,
            whole,
            rows=free[exact],
            before=before,
            after=after,
            points=fitted,
            pixels=pixels,
            coarse=coarse,
        )
    target.write_json(target.metrics, measured)
    _write_page(target, record, counted, measured)
    if keep is not None:
        report_or_say(folder, record)
    return Evaluation(target.path, measured)


def check_external(sources: Sequence[Source], classes: Sequence[ClassInfo]) -> None:
    """Raises DataError for external sources that could not be measured on a network of these classes: told before it
    is trained."""
    for source in sources:
        if source.role == "external":
            load_labelled(Path(source.folder), classes, labels=source.labels, name=source.name)


def measure_external(folder: RunFolder, record: RunRecord) -> None:
    """Measure a finished run on the sources of its data that are external, as `--keep` with their names; what keeps one
    from being measured is told, and the run is finished all the same."""
    external = [source for source in record.data.sources if source.role == "external"]
    for source, keep in zip(external, names_to_keep([source.name for source in external]), strict=True):
        try:
            done = evaluate(folder.path, Path(source.folder), keep=keep, labels=source.labels, name=source.name)
        except HamError as error:
            say(f"{source.name} was not measured: {error}")
            continue
        figures = ", ".join(f"{words} {told(figure)}" for words, figure in headlines(done.measured).items() if figure)
        say(f"{source.name} (external): {figures}")


def check_name(keep: str) -> None:
    """Raises RunError for what --keep cannot be given."""
    if not _NAME.fullmatch(keep):
        raise RunError(f"'{keep}' cannot name what is kept; use letters, digits, '-', '_' and '.', at most 60 of them")


def names_to_keep(sources: Sequence[str]) -> list[str]:
    """The names of sources as --keep takes them, each another folder on every file system."""
    found: list[str] = []
    for source in sources:
        plain = re.sub(r"[^\w.-]", "-", source).lstrip(".")[:56] or "data"
        taken, name, number = {one.casefold() for one in found}, plain, 2
        while name.casefold() in taken:
            name, number = f"{plain}-{number}", number + 1
        found.append(name)
    return found


def _counted(
    labelled: Labelled, split: pd.DataFrame, pictures: Sequence[str], looks: NDArray[np.uint8], record: RunRecord
) -> tuple[NDArray[np.int64], dict[str, int]]:
    """The rows to measure on, and how many were left out for which reason. Raises DataError where none remains."""
    dataset = labelled.dataset
    left_out = {f"labelled {code}, which the run has no class for": n for code, n in labelled.unknown.items()}
    if labelled.undiagnosed:
        left_out["without a diagnosis"] = labelled.undiagnosed
    free = unseen(dataset.table, split, pictures, looks)
    if not free.all():
        left_out["seen in training or validation, they or others of their lesions or patients"] = int((~free).sum())
    if not free.any():
        raise DataError(
            f"All images of {dataset.folder} are among those that {record.recipe.name} was trained or chosen on; give "
            "images that the run has not seen."
        )
    return np.flatnonzero(free), left_out


def _tell_near_copies(
    table: pd.DataFrame, split: pd.DataFrame, looks: NDArray[np.uint8], free: NDArray[np.int64]
) -> None:
    """A note of images that look nearly like one that was learned from; they are measured on."""
    if "looks" not in split.columns:
        return
    used = split[~split["part"].str.startswith("test")]
    if used.empty:
        return
    known = np.frombuffer(bytes.fromhex("".join(used["looks"])), np.uint8).reshape(len(used), -1)
    near = [row for row, one in zip(free, looks[free], strict=True) if differing(one[None], known).min() <= NEAR]
    if near:
        ids = table["image_id"].to_numpy(dtype=str)[near]
        say(
            f"note: {len(near):,} images look nearly like one that was learned from ({some(ids)}) and are measured on; "
            "look at them"
        )


def _answers(
    folder: RunFolder,
    record: RunRecord,
    pixels: NDArray[np.uint8],
    rows: NDArray[np.int64],
    space: UnfamiliaritySpace,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Features for the unfamiliarity [N, D] and logits [N, C] of the images in `rows`."""
    both = feature_network(load_trained(folder, record), space.measured)
    with tqdm(total=len(rows), unit="image", desc="evaluate", disable=None, dynamic_ncols=True) as bar:
        spread, logits = predict_rows(both, pixels, rows, batch_size=BATCH_SIZE, progress=bar)
    return spread, logits


def _place(run: RunFolder, images: Dataset, keep: str | None) -> Path:
    """Where the figures of these images lie. Raises RunError where --keep would replace those of others."""
    if keep is not None:
        path = run.path / KEPT / keep
        if _taken(path, images):
            raise RunError(f"{path} holds the figures of other images; choose another name for --keep, or remove it")
        return path
    path = run.path / FOLDER / (images.name.lstrip(".") or "data")
    taken = _taken(path, images)
    return path.with_name(f"{path.name}-{images.fingerprint[:8]}") if taken else path


def _taken(path: Path, images: Dataset) -> bool:
    """Whether a folder holds the figures of other images."""
    try:
        return load_measured(path / "metrics.json").fingerprint != images.fingerprint
    except RunError:  # nothing there, or nothing that can be read
        return False


def _folder(path: Path) -> RunFolder:
    """The folder to write into, made. Raises OutputError."""
    folder = RunFolder(path)
    try:
        folder.figures.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(cannot_write(path, error)) from None
    return folder


def _write_page(folder: RunFolder, record: RunRecord, dataset: Dataset, measured: Measured) -> None:
    write_page(
        folder.path / PAGE,
        PAGE,
        version=__version__,
        record=record,
        run=measured.run,
        data=dataset,
        measured=measured,
        scores=measured.scores,
        overall=OVERALL,
        by_class=BY_CLASS,
        headlines=headlines(measured),
        subgroups={title: subgroup_columns(rows) for title, rows in measured.subgroups.items()},
        figures=defaultdict(lambda: None, {p.stem: picture(p) for p in folder.figures.glob("*.png")}),
    )


def headlines(measured: Measured) -> dict[str, Figure | None]:
    """The figures to lead with, by their names for people."""
    scores = measured.scores
    found = {
        "macro ROC-AUC": scores.macro_auc,
        "malignant ROC-AUC": scores.malignant_auc,
        "accuracy": scores.accuracy,
        "balanced accuracy": scores.balanced_accuracy,
        "calibration error (ECE)": scores.ece,
        "share flagged as unfamiliar": scores.unfamiliar,
    }
    for name, achieved_there in measured.points.items():
        if name == f"{MELANOMA}-sensitivity-0.95":
            found["melanoma sensitivity"] = achieved_there.get("sensitivity")
            found["melanoma specificity"] = achieved_there.get("specificity")
    return found
