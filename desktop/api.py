"""The Python API: paths in, one typed result per image out.

    from desktop import Classifier
    classifier = Classifier.load("model.onnx")
    for result in classifier.classify(["photos/"]): ...

The same engine, order and numbers as ham-classify. `Classifier.load` and `Classifier.classify` are most of it; what
they raise is a `desktop.HamError` with one sentence for a person.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.common.interrupts import RunToken
from desktop.engine import tuning
from desktop.engine.discovery import check_paths, find_images
from desktop.engine.events import Classified, Failed
from desktop.engine.pipeline import classify_files
from desktop.evaluation.grouping import read_grouping
from desktop.evaluation.shift import Shift, folder_shift
from desktop.images.image_file import ImageFile
from desktop.model.network import Network
from desktop.results.lesions import Gathered, Joint
from desktop.results.rows import FAILED, OK, Row
from desktop.results.terms import Terms, terms_of
from desktop.results.typed_shares import Typed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PathLike = str | os.PathLike[str]


@dataclass(frozen=True)
class Result:
    """What was answered to one image. Where `error` is not None nothing was, and only `file` and `path` say something.

    file: the name that ham-classify's table has for it, relative to what was asked for; path: where it lies;
    diagnosis: code of the likeliest class; probabilities: per class code, 0..1, calibrated, in the model's order;
    malignant: sum over the malignant classes; referral: whether the operating point's score reaches its threshold, None
    where the model has no operating point; possible: codes of the set of possible diagnoses, likeliest first, empty
    where the model has no sets; own_probabilities: the model's, where `probabilities` are at another prevalence; flags:
    `unfamiliar`, `uncertain` and what is wrong with the picture;
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
    possible: tuple[str, ...] = ()
    own_probabilities: dict[str, float] | None = None


@dataclass(frozen=True)
class LesionResult:
    """The answer to all images of a lesion together. images: that count; left_out: failed and unfamiliar ones; without
    one that counts nothing more is said; diagnosis, probabilities, malignant, referral: as in `Result`."""

    lesion: str
    images: int
    left_out: int
    diagnosis: str | None = None
    probabilities: dict[str, float] | None = None
    malignant: float | None = None
    referral: bool | None = None


class Classifier(Network):
    """A checked model running on a provider of this machine. Make one with `Classifier.load`."""

    def classify(
        self,
        paths: PathLike | Iterable[PathLike],
        *,
        recursive: bool = True,
        operating_point: str | None = None,
        tta: int = 1,
        heatmaps: bool = False,
        batch_size: int | None = None,
        prevalence: Typed | None = None,
        sets: float | None = None,
    ) -> Generator[Result, None, None]:
        """One `Result` for every image among `paths` (files as they are, folders searched), in path order.

        An image that cannot be read is a Result with an `error`. Results come as they are ready and none is kept, so
        any number of images may be asked for; leaving the loop early ends the work. A classifier loaded with `threads`
        keeps no more cores than that busy, decoding included; the model's file is not needed any more.
        `operating_point`: by name, default the model's first; `prevalence`: as --prevalence takes it
        (`mel=0.02,nv=0.9`), or shares by class; `sets`: level of the sets of possible diagnoses, default 0.9; `tta`:
        views averaged per image (1, 2, 4, 8); `batch_size`: default chosen by `desktop.engine.tuning`. Raises
        UsageError at once for a path that is not there, an unknown operating point, prevalence or level; in the loop
        ProviderError where the inference itself fails.
        """
        wanted = [Path(path) for path in ((paths,) if isinstance(paths, str | os.PathLike) else paths)]
        check_paths(wanted)
        terms = terms_of(self.info, operating_point=operating_point, prevalence=prevalence, sets=sets)
        files = find_images(wanted, recursive=recursive)
        return _results(self, files, terms, tta=tta, heatmaps=heatmaps, batch_size=batch_size)

    def shift(self, results: Iterable[Result]) -> Shift | None:
        """Whether images, as a whole, are like those that the model's figures were measured on.

        Each path counts once and failed images not at all. None where the model's document does not hold what they are
        compared with; below 20 images a `Shift` that says nothing but how many there are.
        """
        values = {r.path: r.unfamiliarity for r in results if r.unfamiliarity is not None}
        return folder_shift(values.values(), self.info)

    def lesions(
        self,
        results: Iterable[Result],
        by: PathLike | Callable[[Result], str],
        *,
        operating_point: str | None = None,
        prevalence: Typed | None = None,
    ) -> list[LesionResult]:
        """One answer per lesion, from the mean of its images' logits, in the order of the first images.

        `by`: what --lesions takes (a CSV file, `folder`, a regular expression), or what tells the lesion of a result;
        an image of which the rule says nothing is a lesion of its own. Failed and unfamiliar images are left out.
        Raises UsageError for what is no rule, for one that fits none of the results, and as `classify`.
        """
        terms = terms_of(self.info, operating_point=operating_point, prevalence=prevalence)
        known = list(results)
        named = by if callable(by) else _by_rule(os.fspath(by), known)
        gathered: dict[str, Gathered] = {}
        for result in known:
            gathered.setdefault(named(result) or result.file, Gathered()).add(_row(result))
        answers = {
            name: images.answer(self.info, terms.point, prevalence=terms.prevalence)
            for name, images in gathered.items()
        }
        return [_lesion(name, gathered[name].images, joint, self.info.codes) for name, joint in answers.items()]


def _by_rule(told: str, results: Sequence[Result]) -> Callable[[Result], str]:
    grouping = read_grouping(told)
    if results:
        grouping.check(ImageFile(result.path, result.file) for result in results)
    return lambda result: grouping.rule(result.file)


def _row(result: Result) -> Row:
    if result.probabilities is None:
        return Row(result.file, FAILED, result.error or "")
    own = result.own_probabilities or result.probabilities
    return Row(result.file, OK, probabilities=tuple(own.values()), flags=result.flags)


def _lesion(name: str, images: int, joint: Joint | None, codes: tuple[str, ...]) -> LesionResult:
    if joint is None:
        return LesionResult(name, 0, images)
    probabilities = dict(zip(codes, joint.probabilities, strict=True))
    return LesionResult(
        name, joint.images, joint.left_out, joint.diagnosis, probabilities, joint.malignant, joint.referral
    )


def _results(
    network: Network,
    files: Iterator[ImageFile],
    terms: Terms,
    *,
    tta: int,
    heatmaps: bool,
    batch_size: int | None,
) -> Generator[Result, None, None]:
    first = list(islice(files, tuning.SMALL_RUN))
    count = len(first) if len(first) < tuning.SMALL_RUN else None
    cores = network.threads
    network, how = tuning.tuned(network, count=count, batch_size=batch_size, threads=cores)
    events = classify_files(
        network,
        chain(first, files),
        batch_size=how.batch_size,
        workers=how.workers,
        cores=cores,
        tta=tta,
        heatmaps=heatmaps,
        token=RunToken(),
    )
    with closing(events):
        for event in events:
            if isinstance(event, Classified | Failed):
                yield _result(network, event, terms)


def _result(network: Network, event: Classified | Failed, terms: Terms) -> Result:
    if isinstance(event, Failed):
        return Result(event.file.name, event.file.path, error=event.reason)
    codes = network.info.codes
    row = terms.row(event)
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
        possible=row.possible,
        own_probabilities=dict(zip(codes, row.trained, strict=True)) if row.trained else None,
        heatmaps=None if event.heatmaps is None else dict(zip(codes, event.heatmaps, strict=True)),
    )
