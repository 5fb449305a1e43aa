"""`report.html`: everything a run found out, on one page that opens offline, the answer first.

Made from the run folder's own files, so that it can be made again at any time; a part whose file is missing is left
out. A report is a by-product of a run: see `report_or_say`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop import __version__
from desktop.common.command_line import say
from desktop.contract import Figure, OperatingPoint
from trainer.data.dataset import HAM10000_IMAGES, HAM10000_LICENCE
from trainer.data.sources import shares_of
from trainer.measure.calibration import load_calibration
from trainer.measure.elsewhere import load_by_source, load_kept, rows, side_by_side
from trainer.measure.operating_points import MELANOMA, score_and_aim
from trainer.measure.promises import counted_by_source, load_promises
from trainer.measure.scores import BY_CLASS, OVERALL, PartScores, load_scores
from trainer.measure.subgroups import Subgroup, load_subgroups
from trainer.report.templates import interval, picture, write_page
from trainer.runs.folder import RunFolder, RunRecord

if TYPE_CHECKING:
    import pandas as pd

NAME = "report.html"
TOO_GOOD = 0.92
"""Accuracy on lesions of HAM10000 that were held out, above which a leak is likelier than a good network."""


@dataclass(frozen=True)
class Headline:
    """One of the figures that the report leads with."""

    name: str
    figure: Figure | None
    detail: str = ""


@dataclass(frozen=True)
class StageRow:
    """What a stage of training did. best: its best validation AUC; kept: whether the epoch that is used is its."""

    name: str
    epochs: int
    minutes: float
    accuracy: float
    balanced: float
    auc: float
    kept: bool


def report_or_say(folder: RunFolder, record: RunRecord) -> None:
    """Write the report of a run that is otherwise finished; what keeps it from being made is told in one line."""
    try:
        say(f"report: {write_report(folder, record)}")
    except Exception as error:  # noqa: BLE001 - hours of training must not be lost for a page about them
        say(f"{NAME} left out: {type(error).__name__}: {' '.join(str(error).split())[:200]}")


def write_report(folder: RunFolder, record: RunRecord) -> Path:
    """Write `report.html` into a run folder that has its metrics and calibration. Raises RunError, OutputError."""
    import pandas as pd

    scores = load_scores(folder.metrics)
    subgroups = load_subgroups(folder.subgroups)
    calibration, _ = load_calibration(folder.path)
    split = pd.read_csv(folder.split, dtype=str, keep_default_na=False)
    history = folder.read_history() if folder.history.is_file() else None
    points, promises = calibration.operating_points, load_promises(folder.path)
    codes = [c.code for c in record.classes]
    judged, part = (scores.test, "test") if scores.test else (scores.validation, "validation")
    columns = side_by_side(part, judged, points, load_by_source(folder.path, part), load_kept(folder.path))
    tables = (subgroups.test if scores.test else subgroups.validation) if subgroups else {}
    page = folder.path / NAME
    write_page(
        page,
        NAME,
        version=__version__,
        run=folder.path.name,
        record=record,
        recipe=_recipe(record),
        data_folder=PurePosixPath(record.data.folder.replace("\\", "/")).name,  # where it lay is nobody else's business
        stages=_stages(history),
        parts=_parts(split, read=scores.test is not None),
        sources=_sources(record, split),
        headlines=headlines(judged, points, part),
        warnings=warnings(record, judged, part),
        gaps=subgroups.gaps if subgroups else (),
        judged=judged,
        part=part,
        end="test" if scores.test else "val",
        columns=columns,
        elsewhere=[column for column in columns if not column.inside],
        compared=rows(columns),
        test=scores.test,
        validation=scores.validation,
        overall=OVERALL,
        by_class=BY_CLASS,
        points=[_point(point) for point in points],
        calibration=calibration,
        promises=promises,
        promised_by_source=counted_by_source(codes, promises.sets) if promises else {},
        biases=list(zip(codes, calibration.biases, strict=False)),
        subgroups={title: subgroup_columns(table) for title, table in tables.items()},
        figures=defaultdict(lambda: None, {p.stem: picture(p) for p in folder.figures.glob("*.png")}),
    )
    return page


def headlines(judged: PartScores, points: Sequence[OperatingPoint], part: str = "test") -> list[Headline]:
    """The figures to lead with, of the test part, or of validation where that is all there is."""
    found = [
        Headline("macro ROC-AUC", judged.macro_auc),
        Headline("accuracy", judged.accuracy),
        Headline("balanced accuracy", judged.balanced_accuracy),
    ]
    for point in points:
        own = point.test if part == "test" else point.validation
        if point.name == f"{MELANOMA}-sensitivity-0.95" and "specificity" in own:
            sensitivity = own.get("sensitivity")
            reached = f"at sensitivity {sensitivity.value:.3f}" if sensitivity else ""
            found.append(Headline("melanoma specificity", own["specificity"], reached))
    chance = judged.ece_if_calibrated
    beside = f"a perfect one would show {chance.value:.3f}, {interval(chance)}" if chance else ""
    return [*found, Headline("calibration error (ECE)", judged.ece, beside)]


def warnings(record: RunRecord, judged: PartScores, part: str = "test") -> list[str]:
    """What a reader must know before the first number."""
    found = []
    if record.final is not None:
        found.append(
            f"A final network (--final {record.final.kind}): it learned from all images, and none is left to judge it "
            f"by. What this page calls validation is what the {record.final.folds} networks of its folds answered, "
            "each of the images it never saw; temperature, biases, thresholds and unfamiliarity are set on these."
        )
    elif part != "test":
        found.append(
            "The test part of this run was not read (--no-test). All figures are of validation, where the epoch, the "
            "temperature and the thresholds were chosen, so they are too good."
        )
    if record.recipe.split_by == "image":
        found.append(
            "This run was split by image: other images of the test lesions were trained on. Its figures are too high "
            "and stand for nothing but a comparison with work that was split so."
        )
    elif is_ham10000(record) and judged.accuracy is not None and judged.accuracy.value > TOO_GOOD:
        found.append(
            f"An accuracy above {TOO_GOOD:g} on held-out lesions of HAM10000 is higher than this kind of network has "
            "been seen to reach; look for a leak before believing it."
        )
    if record.data.limit is not None:
        found.append(
            f"A trial with {record.data.images:,} images (--limit): its figures say little about the whole data set."
        )
    few = [f"{code} {c.images}" for code, c in judged.classes.items() if c.images < 10]
    if few:
        found.append(
            f"Fewer than ten {part} images of a class ({', '.join(few)}): read its figures by their intervals."
        )
    return found


def is_ham10000(record: RunRecord) -> bool:
    """Whether the run is of the whole published data set."""
    return record.data.licence == HAM10000_LICENCE and record.data.images == HAM10000_IMAGES


def _recipe(record: RunRecord) -> str:
    return msgspec.json.format(msgspec.json.encode(record.recipe), indent=2).decode()


def _parts(split: pd.DataFrame, *, read: bool) -> list[dict[str, Any]]:
    names = {"train": "training", "val": "validation", "test": "test"}
    uses = {
        "train": "what the weights learn from",
        "val": "chooses the epoch, temperature and biases, and the thresholds",
        "test": "read once, at the end" if read else "not read yet",
    }
    rows = []
    for part, name in names.items():
        own = split[split["part"].str.startswith(part)]  # labels for several classes as well
        if own.empty:  # a final network learned from all
            continue
        rows.append({"name": name, "images": len(own), "lesions": int(own["lesion_id"].nunique()), "use": uses[part]})
    return rows


def _sources(record: RunRecord, split: pd.DataFrame) -> list[dict[str, Any]]:
    """Of a run of several sources each: its images in every part, how much of a batch it is, what its labels lack and
    cover. Empty for one."""
    if "source" not in split or split["source"].nunique() < 2:
        return []
    shares, found = shares_of(record.data.sources), []
    names = [name for name in shares if (split["source"] == name).any()]
    for name in dict.fromkeys([*names, *split["source"]]):
        own = split[split["source"] == name]
        labels = set(own["label"])
        found.append(
            {
                "name": name,
                "parts": [int(own["part"].str.startswith(part).sum()) for part in ("train", "val", "test")],
                "share": shares.get(name),
                "lacks": [info.code for info in record.classes if info.code not in labels],
                "covers": {label: codes for label, codes in record.data.sets.items() if label in labels},
            }
        )
    return found


def _stages(history: pd.DataFrame | None) -> list[StageRow]:
    if history is None or history.empty:
        return []
    kept = history.index[history["best"].astype(bool)]
    rows = []
    for name, own in history.groupby("stage", sort=False):
        best = own.iloc[int(np.argmax(own["val_auc"].fillna(-1.0).to_numpy()))]
        rows.append(
            StageRow(
                str(name),
                len(own),
                float(own["seconds"].sum()) / 60,
                float(best["val_accuracy"]),
                float(best["val_balanced_accuracy"]),
                float(best["val_auc"]),
                bool(len(kept) and kept[-1] in own.index),
            )
        )
    return rows


def _point(point: OperatingPoint) -> dict[str, Any]:
    score, aim = score_and_aim(point.name)
    return {
        "score": score,
        "classes": " + ".join(point.classes),
        "aim": aim,
        "threshold": point.threshold,
        "validation": point.validation,
        "test": point.test,
    }


def subgroup_columns(rows: Sequence[Subgroup]) -> dict[str, Any]:
    """Columns that any row has, in the order they come in; positives go before their sensitivity."""
    names = list(dict.fromkeys(name for row in rows for name in row.figures))
    positives = list(dict.fromkeys(name for row in rows for name in row.positives))
    return {"rows": rows, "figures": names, "positives": positives}
