"""What is asked of `ham-classify`, checked once for the way it is to be done, and what came of it.

There are four ways: one run, a watched folder, a cluster, the doctor. An option that does not go with the way asked for
is refused by one table; none is ignored in silence.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from desktop.common.text import NOTICE
from desktop.errors import UsageError
from desktop.language.choice import of_a_report

TABLES = (".csv", ".jsonl")
"""Endings of a results table; a test compares them with the writers there are."""
PARQUET = ".parquet"


class Mode(Enum):
    """How it is done; the value is the option that asks for it."""

    ONCE = ""
    WATCH = "--watch"
    CLUSTER = "--cluster"
    DOCTOR = "--doctor"


_RUNS = (Mode.ONCE, Mode.WATCH, Mode.CLUSTER)
_GOES_WITH: dict[str, tuple[Mode, ...]] = {
    "model": tuple(Mode),
    "provider": tuple(Mode),
    **dict.fromkeys(
        ("output", "fresh", "operating_point", "prevalence", "sets", "recursive", "tta", "batch_size", "threads"), _RUNS
    ),
    "settle": (Mode.WATCH,),
    **dict.fromkeys(("labels", "lesions", "heatmaps", "report", "language"), (Mode.ONCE,)),
}
"""With which ways each option goes. An option that is missing here is a defect, and refused as one."""

_REFUSED = {
    Mode.WATCH: "--watch writes the results table alone; for {options} run without it afterwards",
    Mode.CLUSTER: "--cluster writes the results table alone; it does not go with {options}",
    Mode.DOCTOR: "--doctor classifies nothing; it does not go with {options}",
}


def mode_of(*, watch: bool, cluster: bool, doctor: bool) -> Mode:
    """The way asked for. Raises UsageError where two are."""
    asked = [m for m, given in ((Mode.WATCH, watch), (Mode.CLUSTER, cluster), (Mode.DOCTOR, doctor)) if given]
    if len(asked) > 1:
        raise UsageError(f"{' and '.join(m.value for m in asked)} do not go together; leave out all but one")
    return asked[0] if asked else Mode.ONCE


def refuse_what_does_not_go(mode: Mode, given: Collection[str]) -> None:
    """Raises UsageError for options, by their names in Python, that the way asked for does not take."""
    strange = sorted(name for name in given if mode not in _GOES_WITH[name])
    if not strange:
        return
    if mode is Mode.ONCE:  # all that does not go with a single run is `settle`
        raise UsageError("--settle says how long a watched file must rest, and nothing is watched; add --watch")
    options = " and ".join(f"--{name.replace('_', '-')}" for name in strange)
    raise UsageError(_REFUSED[mode].format(options=options))


@dataclass(frozen=True, kw_only=True)
class Request:
    """What to classify, with what, into what. Where a value may be None, the program chooses.

    sources: files and folders, with Mode.CLUSTER also a manifest or a URL; output: of the results table, None for
    standard output; batch_size: images per inference; threads: of one inference; tta: views averaged per image, 1, 2, 4
    or 8; settle: seconds that a watched file must be unchanged; cluster: `local` or the address of a scheduler; fresh:
    earlier answers are forgotten; prevalence: as `desktop.results.prevalence.read_prevalence` takes it; sets: level
    of the sets of possible diagnoses; lesions: as `desktop.evaluation.grouping.read_grouping` takes it; language:
    the code of that of report and heat maps.
    """

    sources: tuple[str, ...]
    mode: Mode = Mode.ONCE
    output: Path | None = None
    model: Path | None = None
    provider: str = "auto"
    batch_size: int | None = None
    threads: int | None = None
    recursive: bool = True
    operating_point: str | None = None
    prevalence: str | None = None
    sets: float | None = None
    fresh: bool = False
    tta: int = 1
    settle: float = 2.0
    cluster: str = "local"
    labels: Path | None = None
    lesions: str | None = None
    heatmaps: Path | None = None
    report: Path | None = None
    language: str | None = None

    def __post_init__(self) -> None:
        """Raises UsageError for an output that this way of running cannot write, and for a language without words."""
        if self.report is not None or self.heatmaps is not None:
            of_a_report(self.language)
        elif self.language is not None:
            raise UsageError("--language is that of the report and the heat maps; add --report or --heatmaps")
        endings = (*TABLES, PARQUET) if self.mode is Mode.CLUSTER else TABLES
        if self.output is None:
            if self.mode in (Mode.WATCH, Mode.CLUSTER):
                raise UsageError(f"{self.mode.value} keeps its results in a file; name it with -o")
            if self.fresh:
                raise UsageError("--fresh starts a results file over and there is none; name it with -o")
            if self.lesions is not None:
                raise UsageError("--lesions writes a table beside the results; name them with -o")
        elif self.output.suffix.lower() not in endings:
            alone = " or ".join(TABLES)
            written = {
                Mode.CLUSTER: f"with --cluster results are {PARQUET}, {alone}",
                Mode.ONCE: f"results are written as {alone}, with --cluster as {PARQUET} too",
            }
            said = written.get(self.mode, f"results are written as {alone}")
            raise UsageError(f"{self.output} ends in '{self.output.suffix}'; {said}")

    @property
    def paths(self) -> tuple[Path, ...]:
        """The sources as files and folders of this machine."""
        return tuple(map(Path, self.sources))

    @property
    def table(self) -> Path:
        """The output, where the way asked for cannot do without."""
        assert self.output is not None, "checked when the request was made"
        return self.output


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """Counts of a finished run over the whole table, and what else there is to say.

    known: images that an earlier run had answered; seconds: of this run; said: lines of what was made beside the table.
    """

    classified: int
    failed: int
    known: int = 0
    seconds: float = 0.0
    mode: Mode = Mode.ONCE
    output: Path | None = None
    said: tuple[str, ...] = ()

    def summary(self) -> str:
        """What a person at the terminal reads when it is over, the notice included."""
        count = self.classified + self.failed
        images = "1 image" if count == 1 else f"{count:,} images"
        where = f" -> {self.output}" if self.output else ""
        if self.mode is Mode.WATCH:
            took = datetime.timedelta(seconds=round(self.seconds))
            first = f"watched for {took}: {self.classified:,} images classified, {self.failed:,} failed{where}"
        else:
            first = f"{images}: {self.classified:,} classified, {self.failed:,} failed, {self._took(count)}{where}"
        return "\n".join((first, *self.said, f"{NOTICE}."))

    def _took(self, count: int) -> str:
        rate = (count - self.known) / self.seconds if self.seconds else 0.0
        took = f"in {self.seconds:.1f} s ({rate:.{0 if rate >= 10 else 1}f} images/s)"
        if self.known:
            took = "all of them before" if self.known == count else f"{self.known:,} of them before, the others {took}"
        return took
