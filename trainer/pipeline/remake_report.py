"""A finished run measured and drawn once more from its own files: for a run of an earlier version, or a lost page.

Nothing is predicted anew (see `trainer.measure.answers`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.command_line import say
from desktop.contract import ClassInfo, DiagnosisSets, OperatingPoint
from trainer.data.dataset import Dataset
from trainer.data.pixels import decode_all
from trainer.errors import RunError
from trainer.measure.answers import Answers, read_answers, read_coarse
from trainer.measure.calibration import Calibration, load_calibration, save_calibration
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.operating_points import achieved
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.promises import Covering, Promises, promises
from trainer.measure.scores import Scores, score_answers
from trainer.measure.subgroups import Subgroups, subgroup_gaps, subgroup_tables
from trainer.pipeline.prepare import COARSE, data_of_run
from trainer.report.drawing import draw_answers, draw_data, draw_history
from trainer.report.page import write_report
from trainer.runs.folder import PARTS, load_run

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from trainer.runs.folder import RunFolder, RunRecord

_NAMES = {"val": "validation", "test": "test"}


def report_again(path: Path, *, data: Path | None = None) -> Path:
    """Measure, draw and report a finished run again; returns the page.

    data: where its images lie now, by default where they lay; without them the subgroups and the sheets of images stay
    as they are. Raises RunError, DataError for data that are not the run's, OutputError.
    """
    folder, record = load_run(path)
    if record.final is not None:  # its figures are its folds'
        return write_report(folder, record)
    calibration, space = load_calibration(folder.path)
    codes = [info.code for info in record.classes]
    parts = list(_NAMES) if record.test_read else ["val"]
    found = {part: read_answers(folder, part, codes, calibration) for part in parts}
    coarse = {part: read_coarse(folder, f"{part}{COARSE}", codes, record.data.sets) for part in parts}
    calibration = _measured_again(calibration, record.classes, found, coarse)
    save_calibration(folder.path, calibration, space)
    scores = {
        _NAMES[part]: score_answers(
            a.labels,
            a.before,
            a.after,
            lesions=a.lesions,
            whose=a.whose,
            codes=codes,
            malignant=[c.code for c in record.classes if c.malignant],
            unfamiliar=None if (distance := unfamiliarity_of(folder, part, a)) is None else distance > 1.0,
            seed=record.recipe.seed,
            coarse=coarse[part],
        )
        for part, a in found.items()
    }
    folder.write_json(folder.metrics, Scores(**scores))
    folder.write_json(folder.path / PROMISES, promises_again(folder, codes, calibration))
    dataset = _dataset(record, data)
    if dataset is not None:
        _from_images(folder, record, dataset, calibration.operating_points, found, coarse)
    if folder.history.is_file():
        draw_history(folder.figures, folder.read_history())
    return write_report(folder, record)


def promises_again(folder: RunFolder, codes: list[str], calibration: Calibration) -> Promises:
    """What a run's own files promise; without `unfamiliarity_val.csv` no reference, which is told. Raises RunError."""
    answers = read_answers(folder, "val", codes, calibration)
    distance = unfamiliarity_of(folder, "val", answers)
    if distance is None:
        say(
            "note: this run kept no unfamiliarity of its validation images, so its files cannot say whether a folder "
            "is like the training images; train again for that"
        )
    return _promises(answers, codes, calibration, distance, _covering(folder))


def sets_again(folder: RunFolder, codes: list[str], calibration: Calibration) -> tuple[DiagnosisSets, ...]:
    """The sets of a run's own files with their coverage, on every source too. Raises RunError."""
    return _promises(read_answers(folder, "val", codes, calibration), codes, calibration).sets


def _promises(
    answers: Answers,
    codes: list[str],
    calibration: Calibration,
    unfamiliarity: NDArray[np.float64] | None = None,
    covering: Covering | None = None,
) -> Promises:
    return promises(
        codes,
        answers.labels,
        np.log(np.maximum(answers.before, np.finfo(np.float64).tiny)),
        answers.after,
        lesions=answers.lesions if answers.whose is None else answers.whose,
        unfamiliarity=unfamiliarity,
        sources=answers.sources,
        covering=covering,
        biased=bool(calibration.biases),
    )


def _covering(folder: RunFolder) -> Covering | None:
    """Of the validation images of no one class; None of a run that has or kept none. Raises RunError."""
    import pandas as pd

    file = folder.unfamiliarity(f"val{COARSE}")
    if not file.is_file():
        return None
    try:
        table = pd.read_csv(file, dtype={"source": str}, keep_default_na=False)
        return Covering(table["unfamiliarity"].to_numpy(np.float64), table["source"].to_numpy(dtype=str))
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{file} cannot be read ({error}); train the run again") from None


def unfamiliarity_of(folder: RunFolder, part: str, answers: Answers) -> NDArray[np.float64] | None:
    """The unfamiliarity of every image [N]; None of a run of an earlier version. Raises RunError."""
    import pandas as pd

    file = folder.unfamiliarity(part)
    if not file.is_file():
        return None
    try:
        table = pd.read_csv(file, dtype={"image_id": str}, keep_default_na=False).set_index("image_id")
        found: NDArray[np.float64] = table["unfamiliarity"].loc[list(answers.image_ids)].to_numpy(dtype=np.float64)
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{file} cannot be read ({error}); train the run again") from None
    return found


def _dataset(record: RunRecord, data: Path | None) -> Dataset | None:
    where = data or Path(record.data.folder)
    if data is None and not where.is_dir():
        say(f"{where} is not there: subgroups and images stay as they are; name the run's data with --data")
        return None
    dataset = data_of_run(record, (data,) if data else ())
    if dataset.fingerprint != record.data.fingerprint:
        raise RunError(f"the data in {where} are not those of the run; name them with --data")
    return dataset


def _measured_again(
    calibration: Calibration,
    classes: tuple[ClassInfo, ...],
    found: Mapping[str, Answers],
    coarse: Mapping[str, Coarse | None],
) -> Calibration:
    """With what its thresholds, which stay as they are, achieve by the run's answers to each part."""
    points = []
    for point in calibration.operating_points:
        reached = {
            _NAMES[part]: achieved(
                point,
                classes,
                a.labels,
                a.after,
                lesions=a.lesions if a.whose is None else a.whose,
                coarse=coarse[part],
            )
            for part, a in found.items()
        }
        points.append(msgspec.structs.replace(point, **reached))
    return msgspec.structs.replace(calibration, operating_points=tuple(points))


def _from_images(
    folder: RunFolder,
    record: RunRecord,
    dataset: Dataset,
    points: Sequence[OperatingPoint],
    found: Mapping[str, Answers],
    coarse: Mapping[str, Coarse | None],
) -> None:
    import pandas as pd

    size = record.recipe.image_size
    pixels = decode_all(
        list(dataset.table["path"]), size=size, cache=folder.path.parent / ".pixels", fingerprint=dataset.fingerprint
    )
    order = pd.Index(dataset.table["image_id"])
    split = pd.read_csv(folder.split, dtype=str, keep_default_na=False)
    rows = {part: np.sort(order.get_indexer(pd.Index(split["image_id"][split["part"] == part]))) for part in PARTS}
    draw_data(folder.figures, dataset, record.data.sources, pixels=pixels, train=rows["train"], recipe=record.recipe)
    tables: dict[str, Any] = {}
    for part, answers in found.items():
        own = _rows_of(folder, part, order, pd.Index(answers.image_ids))
        measured = (dataset.table.iloc[own], answers.labels, answers.after)
        beside = None
        if (covering := coarse[part]) is not None:
            ids = pd.read_csv(folder.predictions(f"{part}{COARSE}"), dtype=str, keep_default_na=False)["image_id"]
            beside = (dataset.table.iloc[_rows_of(folder, f"{part}{COARSE}", order, pd.Index(ids))], covering)
        tables[_NAMES[part]] = subgroup_tables(*measured, classes=record.classes, points=points, covering=beside)
        tables["gaps"] = subgroup_gaps(*measured, classes=record.classes, points=points, covering=beside)  # of the last
        draw_answers(
            folder.figures,
            part,
            dataset,
            rows=own,
            before=answers.before,
            after=answers.after,
            points=points,
            pixels=pixels if part == list(found)[-1] else None,
            coarse=coarse[part],
        )
    folder.write_json(folder.subgroups, Subgroups(**tables))


def _rows_of(folder: RunFolder, part: str, order: pd.Index[str], image_ids: pd.Index[str]) -> NDArray[np.int64]:
    """The rows of the data, in this order, that the predictions for a part are of. Raises RunError."""
    rows: NDArray[np.int64] = order.get_indexer(image_ids)
    if (rows < 0).any():
        raise RunError(f"{folder.predictions(part)} names images that the data do not have; train the run again")
    return rows
