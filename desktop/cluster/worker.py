"""What a worker does: hold the model, opened once, and put images through the engine.

The model comes with the job, so that a worker needs ham-classifier and no file; a worker that joins late, or is started
again after it died, gets it too.
"""

from __future__ import annotations

import hashlib
import signal
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from distributed import WorkerPlugin, get_worker

from desktop import __version__
from desktop.cluster.fetch import AT_ONCE, Fetch, WorkerError
from desktop.cluster.rows import to_bytes, to_table
from desktop.engine.events import Classified, Failed
from desktop.engine.pipeline import DEFAULT_BATCH_SIZE, classify_files
from desktop.errors import HamError
from desktop.results.prediction_sets import sets_at
from desktop.results.prevalence import Prevalence
from desktop.results.rows import Row
from desktop.results.terms import Terms

if TYPE_CHECKING:
    from desktop.model.network import Network

_ON_A_CORE = 4  # images per inference on one thread: more brought nothing (docs/benchmarks.md), and is memory


@dataclass(frozen=True)
class Job:
    """What every image is put through. name: of this run on the cluster; model: the content of the model file."""

    name: str
    model: bytes
    provider: str
    operating_point: str | None
    tta: int = 1
    batch_size: int | None = None
    version: str = __version__
    seen: tuple[str, ...] = ()
    """Files and folders that every worker must see, those that come later included."""
    prevalence: Prevalence | None = None
    sets: float | None = None


@dataclass(frozen=True)
class Work:
    """Images of a task, (location, name) of each. An object of its own: in a bare list Dask would look at every entry
    for one of its own."""

    items: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Answer:
    """Rows of some images as an Arrow stream, the provider that made them, and the seconds it took."""

    rows: bytes
    provider: str
    seconds: float


class Loaded(WorkerPlugin):  # type: ignore[misc]
    """The job's model, opened when the plugin comes to a worker. `problem`: why it could not be."""

    def __init__(self, job: Job) -> None:
        self.name = job.name
        self.job = job
        self.classifier: Network | None = None
        self.problem: str | None = None

    def setup(self, worker: Any) -> None:
        """Called by Dask in the worker. An exception here would be told without the worker's name."""
        try:
            for path in self.job.seen:
                if not Path(path).exists():
                    raise WorkerError(
                        f"{path} is not there; mount the folder on every worker under the same name, or name a URL"
                    )
            self.classifier = self._open(worker.local_directory)
        except HamError as error:
            self.problem = str(error)

    def teardown(self, worker: Any) -> None:
        """Called by Dask at the end of the run."""
        self.classifier = None

    def _open(self, within: str) -> Network:
        from desktop.model.network import Network

        if self.job.version != __version__:
            raise WorkerError(f"it has ham-classifier {__version__} and this machine {self.job.version}")
        with tempfile.TemporaryDirectory(prefix="ham-classify-", dir=within) as folder:
            path = Path(folder) / f"{hashlib.sha256(self.job.model).hexdigest()[:16]}.onnx"
            path.write_bytes(self.job.model)
            try:
                return Network.load(path, provider=self.job.provider, threads=1)
            except HamError as error:
                raise WorkerError(str(error).replace(str(path), "the model")) from None

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "classifier": None, "problem": None}


class IgnoresInterrupts(WorkerPlugin):  # type: ignore[misc]
    """Workers of this machine leave Ctrl-C, of which a terminal tells every process, to the one that started them."""

    name = "ham-classify-ignores-interrupts"

    def setup(self, worker: Any) -> None:
        """Called by Dask in the worker, in its main thread."""
        with suppress(ValueError):  # not the main thread
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def fitness(name: str, dask_worker: Any = None) -> tuple[str, str | None]:
    """The label of the provider that will answer on this worker, and why it cannot do the job, None where it can."""
    plugin = dask_worker.plugins.get(name)
    if plugin is None or plugin.classifier is None:
        return "", plugin.problem if plugin and plugin.problem else "the model did not arrive there"
    return plugin.classifier.provider.label, None


def classify_items(name: str, work: Work) -> Answer:
    """The task: the answers to some images by the job of that name. Raises WorkerError, ProviderError."""
    plugin = get_worker().plugins.get(name)
    if plugin is None or plugin.classifier is None:
        where = get_worker().address
        raise WorkerError(f"the worker {where} cannot do this job: {getattr(plugin, 'problem', 'it has no model')}")
    began = time.monotonic()
    info, job = plugin.classifier.info, plugin.job
    # Below the worker's own folder, which its cluster removes where the worker itself was ended.
    with tempfile.TemporaryDirectory(prefix="ham-classify-", dir=get_worker().local_directory) as folder:
        terms = Terms(info, info.operating_point(job.operating_point), job.prevalence, sets_at(info, job.sets))
        rows = list(answer(plugin.classifier, terms, work.items, Path(folder), tta=job.tta, batch_size=job.batch_size))
    table = to_bytes(to_table(rows, info))
    return Answer(table, plugin.classifier.provider.label, time.monotonic() - began)


def answer(
    classifier: Network,
    terms: Terms,
    items: Sequence[tuple[str, str]],
    folder: Path,
    *,
    tta: int = 1,
    batch_size: int | None = None,
) -> Iterator[Row]:
    """A row for each of `items` (location, name), in order, by the engine. `folder`: for what is fetched."""
    fetch = Fetch(items, folder)
    on_a_core = classifier.provider.name == "cpu"
    events = classify_files(
        classifier,
        fetch,
        batch_size=batch_size or (_ON_A_CORE if on_a_core else 4 * DEFAULT_BATCH_SIZE),
        # A worker is a core; where it waits for a store, or has an accelerator to feed, it takes more.
        decode_threads=AT_ONCE if fetch.is_remote or not on_a_core else 1,
        tta=tta,
    )
    with closing(events):
        for event in events:
            if isinstance(event, Classified | Failed):
                if isinstance(event, Failed) and event.index in fetch.reasons:
                    event = replace(event, reason=fetch.reasons[event.index])
                fetch.done(event.index)
                yield terms.row(event)
