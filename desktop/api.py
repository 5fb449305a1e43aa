"""The Python API: paths in, one typed result per image out.

    from desktop import Classifier
    classifier = Classifier.load("model.onnx")
    for result in classifier.classify(["photos/"]): ...

The same engine, order and numbers as ham-classify. `Classifier.load` and `Classifier.classify` are the whole of it;
what they raise is a `desktop.HamError` with one sentence for a person.
"""

from __future__ import annotations

import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from desktop import tuning
from desktop.batch import Classified, Failed, RunToken, classify_files
from desktop.results import to_row
from desktop.scan import ImageFile, check_paths, find_images

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from desktop.contract import OperatingPoint
    from desktop.model import Classifier

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Result:
    """What was answered to one image. Where `error` is not None nothing was, and only `file` and `path` say something.

    file: the name that ham-classify's table has for it, relative to what was asked for; path: where it lies;
    diagnosis: code of the likeliest class; probabilities: per class code, 0..1, calibrated, in the model's order;
    malignant: sum over the malignant classes; referral: whether the operating point's score reaches its threshold, None
    where the model has no operating point; flags: `unfamiliar`, `uncertain` and what is wrong with the picture;
    unfamiliarity: 1.0 is the flagging threshold; width, height: of the frame, in pixels;
    heatmaps: per class code float32 [h, w] in logit units (positive speaks for the class), None where not asked for.
    """

    file: str
    path: Path
    error: str | None = None
    diagnosis: str | None = None
    probabilities: dict[str, float] | None = None
    malignant: float | None = None
    referral: bool | None = None
    flags: tuple[str, ...] = ()
    unfamiliarity: float | None = None
    width: int | None = None
    height: int | None = None
    heatmaps: dict[str, NDArray[np.float32]] | None = None


def classify(
    classifier: Classifier,
    paths: PathLike | Iterable[PathLike],
    *,
    recursive: bool = True,
    operating_point: str | None = None,
    tta: int = 1,
    heatmaps: bool = False,
    batch_size: int | None = None,
) -> Generator[Result, None, None]:
    """See `Classifier.classify`."""
    wanted = [Path(path) for path in ((paths,) if isinstance(paths, str | os.PathLike) else paths)]
    check_paths(wanted)
    point = classifier.info.operating_point(operating_point)
    files = find_images(wanted, recursive=recursive)
    return _results(classifier, files, point, tta=tta, heatmaps=heatmaps, batch_size=batch_size)


def _results(
    classifier: Classifier,
    files: Iterator[ImageFile],
    point: OperatingPoint | None,
    *,
    tta: int,
    heatmaps: bool,
    batch_size: int | None,
) -> Generator[Result, None, None]:
    first = list(islice(files, tuning.SMALL_RUN))
    count = len(first) if len(first) < tuning.SMALL_RUN else None
    classifier, how = tuning.ready(classifier, count=count, batch_size=batch_size, threads=None)
    events = classify_files(
        classifier,
        chain(first, files),
        batch_size=how.batch_size,
        workers=how.workers,
        tta=tta,
        heatmaps=heatmaps,
        token=RunToken(),
    )
    with closing(events):
        for event in events:
            if isinstance(event, Classified | Failed):
                yield _result(classifier, event, point)


def _result(classifier: Classifier, event: Classified | Failed, point: OperatingPoint | None) -> Result:
    if isinstance(event, Failed):
        return Result(event.file.name, event.file.path, error=event.reason)
    codes = classifier.info.codes
    row = to_row(event, classifier.info, point)
    return Result(
        file=event.file.name,
        path=event.file.path,
        diagnosis=row.diagnosis,
        probabilities=dict(zip(codes, row.probabilities, strict=True)),
        malignant=row.malignant,
        referral=row.referral,
        flags=row.flags,
        unfamiliarity=event.unfamiliarity,
        width=event.width,
        height=event.height,
        heatmaps=None if event.heatmaps is None else dict(zip(codes, event.heatmaps, strict=True)),
    )
