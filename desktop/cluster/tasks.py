"""Parts become tasks, a bounded number at a time, and answers become parts again.

A task is a few seconds of one worker's work. A worker that dies gives its tasks to others (Dask does that); what was
there when one worker after the other ended is tried again alone at the end of the run, and divided until the one image
that does it is found, and that image fails.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from distributed import KilledWorker, as_completed

from desktop.cluster.engine import ClusterError
from desktop.cluster.partitions import About, Part, PartFolder
from desktop.cluster.rows import UNFAMILIARITY, from_bytes, to_table
from desktop.cluster.worker import Answer, Work, classify_items
from desktop.common.interrupts import RunToken
from desktop.contract import ModelInfo
from desktop.results.rows import FAILED, Row

TASK_SECONDS = 2.0
"""Work of a task: long beside Dask's millisecond for one, short beside the run, so that all end together."""

FIRST_TASK, LEAST_TASK, MOST_TASK = 32, 8, 1024
AHEAD = 3
"""Tasks handed out for each thread of the cluster: one in work, the others ready."""

MOST_WITHOUT_WORKERS_S = 600.0

_LOOK_AGAIN_S = 5.0
_POLL_S = 0.01
_ENDS_WORKERS = "it ended every worker that read it"


@dataclass(frozen=True)
class Answered:
    """Images that were answered now. failures: name and reason of those that failed; unfamiliarity: of the others."""

    images: int
    failures: Sequence[tuple[str, str]]
    unfamiliarity: Sequence[float] = ()


@dataclass(frozen=True)
class AnsweredBefore:
    """A part that is whole. known: its images that an earlier run had answered."""

    about: About
    known: int


@dataclass
class _Open:
    """A part in work: Arrow tables of rows, with the places of their images, and how many images are missing."""

    part: Part
    missing: int
    known: int = 0
    places: list[int] = field(default_factory=list)
    tables: list[Any] = field(default_factory=list)
    providers: set[str] = field(default_factory=set)

    def add(self, places: Sequence[int], table: Any) -> None:
        self.places += places
        self.tables.append(table)

    def rows(self) -> Any:
        """All rows in the order of the part's images."""
        order = sorted(range(len(self.places)), key=self.places.__getitem__)
        return pa.concat_tables(self.tables).take(pa.array(order, pa.int64()))


@dataclass(frozen=True)
class _Task:
    """Images of a part, by place, on their way. alone: no other task is, so that it alone can end a worker."""

    open: _Open
    places: Sequence[int]
    alone: bool = False

    @property
    def items(self) -> list[tuple[str, str]]:
        return [(item.location, item.name) for item in map(self.open.part.items.__getitem__, self.places)]


class Tasks:
    """The tasks of a run on a client's cluster. `job`: what the workers know the job by."""

    def __init__(self, client: Any, job: str, folder: PartFolder, info: ModelInfo, token: RunToken) -> None:
        self._client, self._job, self._folder, self._info, self._token = client, job, folder, info, token
        self._size = FIRST_TASK
        self._pending: dict[Any, _Task] = {}
        self._suspects: list[_Task] = []
        self._finished = as_completed(loop=client.loop, with_results=True, raise_errors=False)
        self._most = 0
        self._looked = 0.0
        self._seen = time.monotonic()

    def run(self, parts: Iterator[Part]) -> Iterator[Answered | AnsweredBefore]:
        """Answer every part that is not whole yet. Raises what a worker raised, CancelledError without a scheduler."""
        try:
            tasks = self._tasks(parts)
            for new in tasks:
                if isinstance(new, AnsweredBefore):
                    yield new
                    continue
                self._submit(new)
                while len(self._pending) >= self._room():
                    yield from self._next()
            while self._pending or self._suspects:
                if not self._pending:
                    self._submit(self._suspects.pop())
                yield from self._next()
        finally:
            for future in self._pending:
                with suppress(Exception):
                    future.cancel()

    def _tasks(self, parts: Iterator[Part]) -> Iterator[_Task | AnsweredBefore]:
        for part in parts:
            self._token.go_on()
            about = self._folder.about(part)
            stamped = [bool(item.stamp) for item in part.items]
            if about is not None and not about.failed and all(stamped):
                yield AnsweredBefore(about, about.classified)
                continue
            opened = _Open(part, len(part.items))
            wanted = list(range(len(part.items)))
            if about is not None:
                # What failed is tried again, for a share may be back, and so is what may have changed unseen.
                earlier = self._folder.read(part.digest)
                answered = pc.not_equal(earlier.column("status"), FAILED).to_pylist()
                fine = [ok and known for ok, known in zip(answered, stamped, strict=True)]
                wanted = [place for place in wanted if not fine[place]]
                opened.add([place for place in range(len(fine)) if fine[place]], earlier.filter(pa.array(fine)))
                opened.providers.update(about.providers)
                opened.missing = len(wanted)
                opened.known = sum(fine)
            at = 0
            while at < len(wanted):
                size = self._size
                yield _Task(opened, wanted[at : at + size])
                at += size

    def _room(self) -> int:
        """How many tasks may be out; workers come and go. Raises ClusterError where none came back."""
        now = time.monotonic()
        if now - self._looked > _LOOK_AGAIN_S:
            threads = sum(self._client.nthreads().values())
            self._most, self._looked = max(2, AHEAD * threads), now
            self._seen = now if threads else self._seen
            if now - self._seen > MOST_WITHOUT_WORKERS_S:
                raise ClusterError("the cluster has had no worker for ten minutes; start some and the command again")
        return self._most

    def _submit(self, task: _Task) -> None:
        key = f"ham-classify-{uuid.uuid4().hex}"
        future = self._client.submit(classify_items, self._job, Work(task.items), key=key, pure=False)
        self._pending[future] = task
        self._finished.add(future)

    def _next(self) -> Iterator[Answered | AnsweredBefore]:
        """Wait for a task. Raises KeyboardInterrupt where the person at the terminal wants no more."""
        while not (self._finished.has_ready() or self._token.cancelled):
            time.sleep(_POLL_S)
            self._room()
        self._token.go_on()
        future, answer = next(self._finished)
        task = self._pending.pop(future)
        if isinstance(answer, Answer):
            yield from self._keep(task, from_bytes(answer.rows), {answer.provider})
            per_image = answer.seconds / len(task.places)
            self._size = min(MOST_TASK, max(LEAST_TASK, round(TASK_SECONDS / max(per_image, 1e-6))))
            return
        error = answer[1] if isinstance(answer, tuple) else answer
        if not isinstance(error, KilledWorker):
            raise error
        if not task.alone:  # another task that the workers had at the time may have done it
            self._suspects.append(_Task(task.open, task.places, alone=True))
        elif len(task.places) > 1:
            half = len(task.places) // 2
            self._suspects += [_Task(task.open, some, alone=True) for some in (task.places[:half], task.places[half:])]
        else:
            ((_, name),) = task.items
            yield from self._keep(task, to_table([Row(name, FAILED, _ENDS_WORKERS)], self._info), set())

    def _keep(self, task: _Task, table: Any, providers: set[str]) -> Iterator[Answered | AnsweredBefore]:
        opened = task.open
        opened.add(task.places, table)
        opened.missing -= len(task.places)
        opened.providers |= providers
        failed = table.filter(pc.equal(table.column("status"), FAILED)).select(["file", "error"]).to_pylist()
        unfamiliarity = table.column(UNFAMILIARITY).drop_null().to_pylist()
        yield Answered(len(task.places), [(row["file"], row["error"]) for row in failed], unfamiliarity)
        if not opened.missing:
            about = self._folder.write(opened.part, opened.rows(), opened.providers)
            yield AnsweredBefore(about, opened.known)
