"""`ham-classify --cluster`: a source in, the results table out, and between them the parts that make it resumable.

This side alone lists the source and writes: workers are sent names and send rows, so a worker that dies leaves nothing
behind, and its work is done again.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import sys
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from desktop import __version__
from desktop.cluster.engine import LOCAL, ClusterError, check_address, connected
from desktop.cluster.sources import Item, is_manifest, is_url, local_path, open_source
from desktop.common.command_line import say
from desktop.common.files import atomic_write
from desktop.common.interrupts import RunToken, cancelled_by_signal
from desktop.engine.events import Finished
from desktop.errors import HamError, InputError, UsageError
from desktop.images.folder_search import PassedOver
from desktop.model.file import ModelFile, open_model
from desktop.model.views import rule_of
from desktop.outputs.existing import check_output, refuse_input, written_by_run
from desktop.outputs.folder_shift import FolderShift, folder_shift
from desktop.outputs.run_record import record_path, write_record
from desktop.outputs.tables import WRITERS, all_columns
from desktop.request import PARQUET, Mode, Outcome, Request
from desktop.results.rows import columns
from desktop.results.terms import Terms, terms_of
from desktop.results.wording import missing_in_words

if TYPE_CHECKING:
    from desktop.cluster.partitions import PartFolder
    from desktop.cluster.worker import Job

_FORMAT = "parts-2"
_TOLD_FAILURES = 20
_ROW_GROUP = 1 << 16


def run_on_cluster(request: Request) -> Outcome:
    """Classify the request's sources (see `desktop.cluster.sources`) on its cluster.

    Rows are kept in parts beside the output as they are whole; the same command goes on from them. The output, a
    .parquet, .csv or .jsonl file with the rows of a single machine's run, is written from the parts at the end.

    Raises UsageError for what is wrong in itself, InputError where there is no image, ClusterError and WorkerError
    where the cluster cannot do it, and what the model and the output may raise. Ctrl-C during the run raises
    KeyboardInterrupt between two answers.
    """
    sources, output, cluster = request.sources, request.table, request.cluster
    threads, tta, batch_size = request.threads, request.tta, request.batch_size
    written = written_by_run(output)
    for read in [*(Path(one) for one in map(local_path, sources) if not is_url(one)), request.model]:
        refuse_input(read, written)
    if threads is not None and cluster != LOCAL:
        raise UsageError("--threads is for this machine; a cluster's workers have the threads they were started with")
    check_address(cluster)
    from desktop.cluster.partitions import PartFolder
    from desktop.cluster.worker import Job

    passed = PassedOver()
    items = open_source(sources, recursive=request.recursive, passed=passed)
    first = next(items, None)
    if first is None:
        raise InputError(f"no image was found in {', '.join(sources)}; name a source that holds some")
    check_output(output)
    file = open_model(request.model)
    terms = terms_of(
        file.info, operating_point=request.operating_point, prevalence=request.prevalence, sets=request.sets
    )
    started = datetime.datetime.now(datetime.UTC)
    began = time.monotonic()
    name = terms.point.name if terms.point else None
    seen = seen_by_all(sources, first)
    job = Job(
        f"ham-classify-{uuid.uuid4().hex}", file.content, request.provider, name, tta, batch_size, seen=seen,
        prevalence=terms.prevalence, sets=terms.sets.level if terms.sets else None,
    )  # fmt: skip
    with cancelled_by_signal(token := RunToken()), closing(PartFolder(output, job_key(job, file))) as folder:
        shift = folder_shift(terms)
        if request.fresh:
            folder.forget()
        with connected(cluster, threads, lambda message: say(f"note: {message}")) as client:
            folder.providers = equip(client, job)
            count = len(client.nthreads())
            say(f"model {file.info.name} ({file.info.precision}) on {count} worker{'s' * (count != 1)}")
            if missing := missing_in_words(file.info):
                say(missing)
            try:
                token.go_on()
                done = answer_all(client, job, folder, chain((first,), items), file, token, shift)
            finally:
                with suppress(Exception):  # the cluster may be gone, and the job with it
                    client.unregister_worker_plugin(job.name)
        _write_table(output, folder, done.digests, terms, token, shift)
        folder.keep_only(done.digests)
    seconds = time.monotonic() - began
    finished = Finished(done.classified, done.failed, False, seconds)
    options: dict[str, Any] = {"provider": request.provider, **terms.recorded()}
    options |= {"recursive": request.recursive, "tta": tta}
    options |= {"batch_size": batch_size, "cluster": LOCAL if cluster == LOCAL else "address", "workers": count}
    labels = ", ".join(sorted(done.providers))
    write_record(
        record_path(output),
        file,
        finished,
        started=started,
        options=options,
        provider=labels,
        shift=shift.shift if shift else None,
    )
    return Outcome(
        classified=done.classified,
        failed=done.failed,
        known=done.known,
        seconds=seconds,
        mode=Mode.CLUSTER,
        output=output,
        said=(*passed.lines(), *terms.words(), *(shift.words() if shift else ())),
    )


def seen_by_all(sources: Sequence[str], first: Item) -> tuple[str, ...]:
    """What workers are asked for: the first image, for a folder that is not mounted is there and empty, and each source
    that is a folder or an image of this machine."""
    local = [first.location] if is_manifest(sources[0]) else [first.location, *sources]
    paths = dict.fromkeys(str(Path(path).absolute()) for path in local if not is_url(path))
    return tuple(path for path in paths if Path(path).exists())


def job_key(job: Job, file: ModelFile) -> str:
    """What an answer depends on beside the image, as `desktop.study.setup.Setup` has it."""
    prevalence = job.prevalence.words if job.prevalence else None
    rule = rule_of(file.info.input.resize, job.tta)
    asked = (_FORMAT, __version__, file.sha256, rule, job.provider, job.operating_point, job.tta)
    return hashlib.sha256(json.dumps([*asked, prevalence, job.sets]).encode()).hexdigest()


def equip(client: Any, job: Job) -> frozenset[str]:
    """Bring the job to every worker, those that come later included; the labels of the providers that will answer.

    Raises ClusterError where a worker cannot do it.
    """
    from desktop.cluster.worker import Loaded, fitness

    try:
        client.register_plugin(Loaded(job), name=job.name)
        answers = client.run(fitness, job.name)
    except OSError as error:
        raise ClusterError(f"the cluster broke off ({error}); start the same command again") from None
    except Exception as error:  # noqa: BLE001 - what a worker cannot load comes as a bare Exception
        raise ClusterError(
            f"a worker has no ham-classifier of this version ({error}); install it there, with the extras "
            "edge or desktop, and cluster"
        ) from None
    unfit = {address: problem for address, (_, problem) in answers.items() if problem}
    for address, problem in unfit.items():
        others = f" (and {len(unfit) - 1} more)" if len(unfit) > 1 else ""
        raise ClusterError(f"the worker {address}{others} cannot do this job: {problem}")
    return frozenset(label for label, _ in answers.values())


@dataclass
class _Done:
    """What is known so far. digests: of the parts in the source's order; known: images answered by an earlier run."""

    digests: list[str]
    classified: int = 0
    failed: int = 0
    known: int = 0
    providers: frozenset[str] = frozenset()


def answer_all(
    client: Any,
    job: Job,
    folder: PartFolder,
    items: Iterator[Item],
    file: ModelFile,
    token: RunToken,
    shift: FolderShift | None = None,
) -> _Done:
    """Give every part its answers. `shift`: told of each as it comes."""
    from desktop.cluster.partitions import cut
    from desktop.cluster.tasks import Answered, Tasks

    done = _Done([])
    told = 0
    with tqdm(unit="image", file=sys.stderr, disable=None, dynamic_ncols=True) as bar:

        def listed() -> Iterator[Any]:
            count = 0
            for part in cut(_until_cancelled(items, token), job_key(job, file)):
                done.digests.append(part.digest)
                count += len(part.items)
                yield part
            bar.total = count

        tasks = Tasks(client, job.name, folder, file.info, token)
        try:
            for event in tasks.run(listed()):
                if isinstance(event, Answered):
                    bar.update(event.images)
                    for name, reason in event.failures[: max(0, _TOLD_FAILURES - told)]:
                        bar.write(f"failed: {name}: {reason}", file=sys.stderr)
                    told += len(event.failures)
                    if shift is not None:
                        shift.answered(*event.unfamiliarity)
                else:
                    done.classified += event.about.classified
                    done.failed += event.about.failed
                    done.providers |= frozenset(event.about.providers)
                    done.known += event.known
                    bar.initial = done.known  # done, but not by the speed of this run
                    bar.update(event.known)
        except BaseException as error:
            kept = done.classified + done.failed
            say(
                f"not finished: {kept:,} answers are kept in {folder.path.parent}; the same command goes on from there"
                " (the results file was not touched)"
            )
            if isinstance(error, HamError | KeyboardInterrupt) or not _is_lost(error):
                raise
            raise ClusterError("the scheduler is gone; start it and the same command again") from None
    if told > _TOLD_FAILURES:
        say(f"{told - _TOLD_FAILURES:,} more images failed; the results say why")
    return done


def _until_cancelled(items: Iterator[Item], token: RunToken) -> Iterator[Item]:
    for item in items:
        token.go_on()
        yield item


def _is_lost(error: BaseException) -> bool:
    from asyncio import CancelledError as Cancelled
    from concurrent.futures import CancelledError

    return isinstance(error, Cancelled | CancelledError | OSError)


def _write_table(
    output: Path,
    folder: PartFolder,
    digests: Sequence[str],
    terms: Terms,
    token: RunToken,
    shift: FolderShift | None,
) -> None:
    """The table from the parts, in the source's order. Raises KeyboardInterrupt between two of them."""
    from pyarrow import parquet

    from desktop.cluster.rows import PREVALENCE, UNFAMILIARITY, schema, to_rows

    def count(table: Any) -> None:
        if shift is not None:
            shift.count(*table.column(UNFAMILIARITY).drop_null().to_pylist())

    if output.suffix.lower() != PARQUET:
        with atomic_write(output) as stream:
            writer = WRITERS[output.suffix.lower()](stream, terms.info, terms.more_columns)
            for digest in digests:
                token.go_on()
                table = folder.read(digest)
                count(table)
                for row in to_rows(table, terms.info):
                    writer.write(row, terms.more(row))
        return
    import pyarrow as pa

    kinds = schema(terms.info, all_columns(terms.info, terms.more_columns)[len(columns(terms.info)) :])
    with atomic_write(output, "wb") as stream, parquet.ParquetWriter(stream, kinds, compression="zstd") as parts:
        held: list[Any] = []
        for digest in digests:
            token.go_on()
            table = folder.read(digest)
            count(table)
            own = [*columns(terms.info), *((PREVALENCE,) if terms.prevalence else ())]
            held.append(table.select(own).rename_columns(kinds.names))
            if sum(table.num_rows for table in held) >= _ROW_GROUP:
                parts.write_table(pa.concat_tables(held))
                held = []
        if held:
            parts.write_table(pa.concat_tables(held))
