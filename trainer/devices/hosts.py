"""Several processes, on one host or many, that train one network together, each with the devices of its own.

JAX alone (`keras.distribution.initialize`): all run the same command and the same steps, each feeds its part of every
batch. The first of them leads: it writes the run folder and evaluates; the others follow in a folder that is thrown
away. What they have to be told is in the environment, by the names that Keras reads.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop.common.command_line import say
from desktop.common.text import one_line
from trainer.errors import DeviceError

ADDRESS = "KERAS_DISTRIBUTION_JOB_ADDRESSES"
NUMBER = "KERAS_DISTRIBUTION_NUM_PROCESSES"
PLACE = "KERAS_DISTRIBUTION_PROCESS_ID"
WAIT_S = 240
"""For all processes to come; JAX itself waits for 300 seconds."""

_NETWORK = ("Gloo", "NCCL", "UNAVAILABLE", "DEADLINE_EXCEEDED")
_joined = (0, 1)
_parted = False


@dataclass(frozen=True)
class Meeting:
    """Where the processes meet, HOST:PORT of the first; how many they are; which of them this is, from 0."""

    address: str
    processes: int
    place: int


def place() -> int:
    """Which of the processes this is, from 0."""
    return _joined[0]


def processes() -> int:
    """How many processes train together."""
    return _joined[1]


def leads() -> bool:
    """Whether this process writes the run folder; one that trains alone does."""
    return place() == 0


def join(meeting: Meeting, quietly: Callable[[], AbstractContextManager[None]]) -> None:
    """Wait for the other processes; before the framework looks for devices. quietly: for what the framework prints.

    Raises DeviceError where they cannot meet; where they do not within WAIT_S, the process ends with that sentence: the
    framework's own wait cannot be broken off, and ends in a stack trace.
    """
    global _joined
    if processes() > 1:
        return
    advice = (
        f"start each with its own {PLACE}, 0 to one less than their number, and see that the first can be reached there"
    )
    failed = f"the {meeting.processes} processes did not meet at {meeting.address}"
    with _ending_after(WAIT_S, f"ham-train: {failed} within {WAIT_S} seconds; {advice}\n"), quietly():
        import jax
        import keras

        keras.utils.set_random_seed(0)  # or Keras draws one for all by a collective; `train` sets the recipe's own
        try:
            keras.distribution.initialize(meeting.address, meeting.processes, meeting.place)
            _joined = (meeting.place, meeting.processes)
            _wait("all are here")
        except Exception as error:  # noqa: BLE001 - gRPC's errors come as RuntimeError, ValueError and JAX's own
            raise DeviceError(f"{failed} ({one_line(error)}); {advice}") from None
    if jax.device_count() != meeting.processes * jax.local_device_count():
        raise DeviceError("the processes have different numbers of devices; give each as many (CUDA_VISIBLE_DEVICES)")


@contextmanager
def _ending_after(seconds: float, sentence: str) -> Iterator[None]:
    """Should the block take so long, the process ends with a sentence on what is now its standard error."""
    sys.stderr.flush()
    told = os.dup(2)

    def end() -> None:
        os.write(told, sentence.encode())
        os._exit(1)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        os.close(told)


def meeting(backend: str) -> Meeting | None:
    """What the environment says of several processes, None for one alone. Raises DeviceError for a backend that cannot
    train with them, and for an environment that is none."""
    if backend != "jax":
        try:
            workers = len(json.loads(os.environ.get("TF_CONFIG", "{}"))["cluster"]["worker"])
        except (ValueError, KeyError, TypeError):
            workers = 1
        for name, several in (("TF_CONFIG", workers > 1), (NUMBER, os.environ.get(NUMBER, "1") != "1")):
            if several:
                raise DeviceError(
                    f"training on several hosts works with JAX alone; set KERAS_BACKEND=jax, or unset {name} to train "
                    "on this one"
                )
        return None
    if os.environ.get(NUMBER, "1") == "1":
        return None
    address, number, place = (os.environ.get(name, "") for name in (ADDRESS, NUMBER, PLACE))
    first = address.split(",")[0]
    if not number.isdecimal() or not place.isdecimal() or int(place) >= int(number) or ":" not in first:
        raise DeviceError(
            f"several hosts need {ADDRESS}=HOST:PORT of the first process, {NUMBER}, and {PLACE} from 0 to one less "
            f"(they are '{address}', '{number}', '{place}')"
        )
    return Meeting(first, int(number), int(place))


def own_part(count: int) -> slice:
    """Which of a batch's `count` images, a multiple of the number of processes, this one feeds."""
    each = count // processes()
    return slice(place() * each, (place() + 1) * each)


def check_alike(**what: Any) -> None:
    """Raises DeviceError where the processes are not about to do the same: what differs by name."""
    if processes() == 1:
        return
    import zlib

    import numpy as np
    from jax.experimental import multihost_utils

    own = np.array([zlib.crc32(repr(value).encode()) for value in what.values()], dtype=np.uint32)
    all_of_them = np.asarray(multihost_utils.process_allgather(own)).reshape(processes(), -1)
    different = [name for name, column in zip(what, all_of_them.T, strict=True) if len(set(column.tolist())) > 1]
    if different:
        raise DeviceError(
            f"the processes were started with different {' and '.join(different)}; give all of them the same command "
            "and the same data"
        )


@contextmanager
def told_when_another_is_gone() -> Iterator[None]:
    """Turns what the framework says when another process has ended into one DeviceError."""
    try:
        yield
    except Exception as error:
        # JAX raises what the network said as its own error or, from one of its calls, as a bare ValueError.
        own = type(error).__name__ in ("XlaRuntimeError", "JaxRuntimeError")
        if processes() == 1 or not (own or any(word in str(error) for word in _NETWORK)):
            raise
        raise DeviceError(
            f"another of the {processes()} processes is gone ({one_line(error)}); end those that still run, and start "
            "all of them again with --resume"
        ) from None


@contextmanager
def folder_of_its_own(run: Path | None = None) -> Iterator[Path | None]:
    """Where a process that follows keeps its state: a temporary folder, thrown away; with `run` a copy of it. None for
    the one that leads. With a run, nobody goes on before all have their copy."""
    if processes() == 1 or leads():
        _wait("the followers have copied the run")
        yield None
        return
    say("this process follows: the first one tells how it goes, and writes the run folder")
    with (
        tempfile.TemporaryDirectory(prefix="ham-train-") as name,
        Path(os.devnull).open("w", encoding="utf-8") as nothing,
    ):
        folder = Path(name)
        if run is not None:
            folder = Path(shutil.copytree(run, folder / run.name))
        _wait("the followers have copied the run")
        with redirect_stderr(nothing):
            yield folder


def part() -> None:
    """The common work is done; the one that leads goes on alone, without the others being kept waiting."""
    global _parted
    if processes() > 1:
        import jax

        _wait("done")
        jax.distributed.shutdown()
        _parted = True


@contextmanager
def not_waiting_for_the_others() -> Iterator[None]:
    """A process that ends early ends at once, where JAX would wait for the others and then end in a stack trace."""
    try:
        yield
    except BaseException as end:
        if processes() == 1 or _parted:
            raise
        if not isinstance(end, SystemExit):
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(end.code if isinstance(end, SystemExit) and isinstance(end.code, int) else 1)


def _wait(name: str) -> None:
    if processes() > 1:
        from jax.experimental import multihost_utils

        multihost_utils.sync_global_devices(name)
