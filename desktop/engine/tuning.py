"""How many images per inference, how many inferences at once, on how many threads each: measured once for each model.

Which is fastest depends on the processor, the provider and the network, and cannot be known beforehand. On a CPU the
threads of one inference wait for each other at every layer, so that as many inferences as cores, each on a thread of
its own, usually win; on an accelerator larger batches do; elsewhere a second batch at once uses the moments in which
the first waits. The measurement takes at most BUDGET_S, is skipped for a
run too small to win it back, and is remembered in the user's cache folder unless the machine was busy with other work.
Nothing of it shows in a result.
"""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import numpy as np
from msgspec import Meta

from desktop.common.files import atomic_write
from desktop.common.machine import usable_cores
from desktop.engine.pipeline import DEFAULT_BATCH_SIZE
from desktop.errors import HamError

if TYPE_CHECKING:
    from desktop.model.network import Network

SMALL_RUN = 64
"""Images below which nothing is measured: they would be done before the measurement had paid."""

BATCH_SIZES = (1, 4, 16)
"""Tried beside the default."""

WORKERS = (2, 4)
BUDGET_S = 1.8

MOST_AT_ONCE = 8
"""Inferences at once on a CPU, at most: each has layers of its own in memory. More cores give each more threads."""

_CORES_EACH_BATCH = 4  # of a batch on a thread of its own: nothing is won by a larger one, and it is memory
_WORTH_IT = 1.1  # less is noise, and no reason to leave what is known to be good everywhere
_AS_FAST = 0.95  # alone, as fast within the noise; beside the decoding, which takes cores away, it is the faster one
_REMEMBERED = 50


class Plan(msgspec.Struct, frozen=True):
    """Images per inference, inferences at once, and threads of each (None: as many as the classifier has)."""

    batch_size: Annotated[int, Meta(ge=1, le=1024)] = DEFAULT_BATCH_SIZE
    workers: Annotated[int, Meta(ge=1, le=64)] = 1
    threads: Annotated[int, Meta(ge=1, le=1024)] | None = None


def _never() -> bool:
    return False


def tuned(
    classifier: Network,
    *,
    count: int | None,
    batch_size: int | None,
    threads: int | None,
    stopped: Callable[[], bool] = _never,
) -> tuple[Network, Plan]:
    """What to run with, see `plan`, and the classifier with the threads for it."""
    how = plan(classifier, count=count, batch_size=batch_size, threads=threads, stopped=stopped)
    return (classifier, Plan()) if stopped() else (_fitted(classifier, how), how)


def plan(
    classifier: Network,
    *,
    count: int | None,
    batch_size: int | None,
    threads: int | None,
    stopped: Callable[[], bool] = _never,
) -> Plan:
    """What to run with. `count`: number of images, None for many; `batch_size`: what the user asked for, which is kept;
    `threads`: for the inference, as the classifier was loaded with; `stopped`: asked between two inferences, whether a
    measurement is wanted no more."""
    if batch_size is not None:
        return Plan(batch_size)
    if count is not None and count < SMALL_RUN:
        # Elsewhere than on the CPU a batch is filled up (see `desktop.engine.pipeline`), and a single image should not
        # be eight.
        return Plan(DEFAULT_BATCH_SIZE if classifier.provider.name == "cpu" else min(DEFAULT_BATCH_SIZE, count))
    key = _key(classifier, threads)
    known = _read(cache_file())
    if key in known:
        return known[key]
    found = measure(classifier, threads=threads, stopped=stopped)
    if is_busy() or stopped():
        return found
    _write(cache_file(), {**dict(list(known.items())[1 - _REMEMBERED :]), key: found})
    return found


def measure(
    classifier: Network,
    *,
    threads: int | None = None,
    clock: Callable[[], float] = time.perf_counter,
    stopped: Callable[[], bool] = _never,
) -> Plan:
    """Time the classifier on noise: on a CPU a thread for each inference first; then batch sizes, and more than one
    batch at once. Takes at most about BUDGET_S; what would not fit into it (on a slow machine) is left at the default.
    threads: as many as the inference may use, None for one per core."""
    size = classifier.info.input.size
    pixels = np.random.default_rng(0).integers(0, 256, (max(BATCH_SIZES), size, size, 3), dtype=np.uint8)
    end = clock() + BUDGET_S
    rates: dict[Plan, float] = {}
    divided = _divided(min(threads or usable_cores(), usable_cores()))
    each_its_own = cache(partial(_fitted, classifier, divided))  # opened once, and only if there is time for it

    def rate(candidate: Plan) -> float:
        """Images per second, the best seen; 0 where there is no time or no memory to try it."""
        images = candidate.batch_size * candidate.workers
        slowest = min((known for known in rates.values() if known), default=float("inf"))
        if clock() + images / slowest <= end and not stopped():
            took = float("inf")
            with suppress(HamError):  # most likely memory; the run itself would say so
                asked = each_its_own() if candidate is divided else classifier
                took = _took(asked, pixels[: candidate.batch_size], candidate.workers, clock)
            rates[candidate] = max(images / took, rates.get(candidate, 0.0))
        return rates.get(candidate, 0.0)

    rate(Plan(1))  # what is slow only once is over then, and how much fits into the time is known
    best = Plan()
    if classifier.provider.name == "cpu" and divided.workers > 1:
        rate(divided)  # what is slow only once, again
        if rate(divided) > rate(best) * _AS_FAST:
            return divided
    for candidate in (best, *map(Plan, BATCH_SIZES)):
        if rate(candidate) > rates.get(best, float("inf")) * _WORTH_IT:
            best = candidate
    for workers in WORKERS:  # DirectML does not allow two inferences of one session at once
        more = Plan(best.batch_size, workers)
        if classifier.provider.name != "directml" and workers <= usable_cores() and rate(more) > rate(best) * _WORTH_IT:
            best = more
    return best


def _divided(cores: int) -> Plan:
    """The cores divided among as many inferences as there may be at once."""
    workers = min(cores, MOST_AT_ONCE)
    return Plan(_CORES_EACH_BATCH, workers, cores // workers)


def _fitted(classifier: Network, how: Plan) -> Network:
    """The classifier with the threads that the plan has for one inference."""
    return classifier if how.threads is None else classifier.with_threads(how.threads)


def _took(classifier: Network, pixels: np.ndarray, workers: int, clock: Callable[[], float]) -> float:
    if workers == 1:
        began = clock()
        classifier.predict(pixels)
        return clock() - began
    with ThreadPoolExecutor(workers) as pool:
        began = clock()
        for done in [pool.submit(classifier.predict, pixels) for _ in range(workers)]:
            done.result()
        return clock() - began


def is_busy() -> bool:
    """Whether other work keeps the cores busy: what is measured then is good for now, and not worth remembering."""
    return hasattr(os, "getloadavg") and os.getloadavg()[0] > usable_cores()


def cache_file() -> Path | None:
    """Where measurements are remembered: in the user's cache folder, None where there is none."""
    import platformdirs

    try:
        return platformdirs.user_cache_path("ham-classifier", appauthor=False, opinion=False) / "tuning.json"
    except RuntimeError:  # nobody's home
        return None


def _key(classifier: Network, threads: int | None) -> str:
    """Names model, provider and machine without telling anything of them."""
    from desktop.model.providers import load_onnxruntime

    facts = (
        *(classifier.sha256, classifier.provider.label, load_onnxruntime().__version__, threads),
        *(platform.node(), platform.machine(), platform.processor(), usable_cores()),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]


def _read(path: Path | None) -> dict[str, Plan]:
    """What was remembered; nothing where it cannot be read. It is only a hint."""
    if path is None:
        return {}
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Plan])
    except (OSError, ValueError, RecursionError):
        return {}


def _write(path: Path | None, plans: dict[str, Plan]) -> None:
    if path is not None:
        with suppress(OSError, HamError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with atomic_write(path, "wb") as stream:
                stream.write(msgspec.json.encode(plans))
