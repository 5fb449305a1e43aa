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
from trainer.measure.calibration import load_calibration
from trainer.measure.operating_points import MELANOMA
from trainer.measure.scores import BY_CLASS, OVERALL, PartScores, load_scores
from trainer.measure.subgroups import Subgroup, load_subgroups
from trainer.report.templates import picture, write_page
from trainer.runs.folder import RunFolder, RunRecord

if TYPE_CHECKING:
    import pandas as pd

NAME = "report.html"
TOO_GOOD = 0.92
"""Accuracy on lesions of HAM10000 that were held out, above which a leak is likelier than a good network."""


@dataclass(frozen=True)
class Headline:
    """One of the figures that the report leads with. target: None where none was set; better: "high" or "low"."""

    name: str
    figure: Figure | None
    detail: str
    target: float | None
    better: str = "high"

    @property
    def met(self) -> bool | None:
        """Whether the value, not its interval, reaches the target; None where there is no target or no figure."""
        if self.target is None or self.figure is None:
            return None
        value = self.figure.value
        return value >= self.target if self.better == "high" else value <= self.target

    @property
    def aim(self) -> str:
        """The target in words."""
        if self.target is None:
            return ""
        return f"target {'≥' if self.better == 'high' else '≤'} {self.target:.2f}"


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
    split = pd.read_csv(folder.split, keep_default_na=False)
    history = pd.read_csv(folder.history) if folder.history.is_file() else None
    points = calibration.operating_points
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
        parts=_parts(split),
        headlines=headlines(record, scores.test, points),
        warnings=warnings(record, scores.test),
        test=scores.test,
        validation=scores.validation,
        overall=OVERALL,
        by_class=BY_CLASS,
        points=[_point(point) for point in points],
        calibration=calibration,
        subgroups={title: subgroup_columns(rows) for title, rows in (subgroups.test if subgroups else {}).items()},
        figures=defaultdict(lambda: None, {p.stem: picture(p) for p in folder.figures.glob("*.png")}),
    )
    return page


def headlines(record: RunRecord, test: PartScores, points: Sequence[OperatingPoint]) -> list[Headline]:
    """The figures to lead with; targets are those of the whole HAM10000 with lesions held out, and of nothing else."""
    aimed = is_ham10000(record) and record.recipe.split_by == "lesion"
    found = [
        Headline("macro ROC-AUC", test.macro_auc, "", 0.970 if aimed else None),
        Headline("accuracy", test.accuracy, "", 0.86 if aimed else None),
        Headline("balanced accuracy", test.balanced_accuracy, "", 0.78 if aimed else None),
    ]
    for point in points:
        if point.classes == (MELANOMA,) and point.name.endswith("0.95") and "specificity" in point.test:
            sensitivity = point.test.get("sensitivity")
            reached = f"at sensitivity {sensitivity.value:.3f}" if sensitivity else ""
            found.append(Headline("melanoma specificity", point.test["specificity"], reached, 0.70 if aimed else None))
    found.append(Headline("calibration error (ECE)", test.ece, "", 0.03 if aimed else None, "low"))
    return found


def warnings(record: RunRecord, test: PartScores) -> list[str]:
    """What a reader must know before the first number."""
    found = []
    if record.recipe.split_by == "image":
        found.append(
            "This run was split by image: other images of the test lesions were trained on. Its figures are too high "
            "and stand for nothing but a comparison with work that was split so."
        )
    elif is_ham10000(record) and test.accuracy is not None and test.accuracy.value > TOO_GOOD:
        found.append(
            f"An accuracy above {TOO_GOOD:g} on held-out lesions of HAM10000 is higher than this kind of network has "
            "been seen to reach; look for a leak before believing it."
        )
    if record.data.limit is not None:
        found.append(
            f"A trial with {record.data.images:,} images (--limit): its figures say little about the whole data set."
        )
    few = [f"{code} {c.images}" for code, c in test.classes.items() if c.images < 10]
    if few:
        found.append(f"Fewer than ten test images of a class ({', '.join(few)}): read its figures by their intervals.")
    return found


def is_ham10000(record: RunRecord) -> bool:
    """Whether the run is of the whole published data set."""
    return record.data.licence == HAM10000_LICENCE and record.data.images == HAM10000_IMAGES


def _recipe(record: RunRecord) -> str:
    return msgspec.json.format(msgspec.json.encode(record.recipe), indent=2).decode()


def _parts(split: pd.DataFrame) -> list[dict[str, Any]]:
    names = {"train": "training", "val": "validation", "test": "test"}
    uses = {
        "train": "what the weights learn from",
        "val": "chooses the epoch, the temperature and the thresholds",
        "test": "read once, at the end",
    }
    rows = []
    for part, name in names.items():
        own = split[split["part"] == part]
        rows.append({"name": name, "images": len(own), "lesions": int(own["lesion_id"].nunique()), "use": uses[part]})
    return rows


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
    score, _, aim = point.name.partition("-sensitivity-")
    return {
        "score": score,
        "classes": " + ".join(point.classes),
        "aim": f"sensitivity {aim}" if aim else point.name,
        "threshold": point.threshold,
        "validation": point.validation,
        "test": point.test,
    }


def subgroup_columns(rows: Sequence[Subgroup]) -> dict[str, Any]:
    """Columns that any row has, in the order they come in; positives go before their sensitivity."""
    names = list(dict.fromkeys(name for row in rows for name in row.figures))
    positives = list(dict.fromkeys(name for row in rows for name in row.positives))
    return {"rows": rows, "figures": names, "positives": positives}
