"""What the training runs on, and the arithmetic chosen for it, each with the reason in words."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from desktop.common.command_line import say
from desktop.common.machine import BF16, cpu_features, cpu_name, usable_cores
from trainer.devices import hosts
from trainer.errors import DeviceError

Precision = Literal["float32", "bfloat16", "float16"]

# Keras's names for computing in a half-width type while the weights stay in float32.
POLICIES: dict[str, str] = {"float32": "float32", "bfloat16": "mixed_bfloat16", "float16": "mixed_float16"}


NVIDIA_DRIVER = Path("/proc/driver/nvidia/version")


@dataclass(frozen=True)
class Device:
    """Where training runs. kind: "cpu" or "gpu"; capability: of the GPU, as (major, minor), where it is known.

    count: GPUs or CPU cores there are; used: devices that share every batch (all cores of a CPU are one device). note:
    what to do about a GPU that is there and not used.
    """

    kind: str
    name: str
    count: int
    capability: tuple[int, int] | None = None
    note: str = ""
    used: int = 1


@dataclass(frozen=True)
class Choice:
    """A precision and why it was taken."""

    precision: Precision
    why: str


@contextmanager
def quiet_frameworks() -> Iterator[None]:
    """Keep the frameworks' start-up chatter off the terminal while they are imported in this block.

    Their native code writes to the process's standard error (Gloo to its output) before its own log settings apply, so
    both are pointed at nothing for the time being; a failing import still raises.
    """
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    for name in ("tensorflow", "absl", "jax", "tf2onnx"):
        logging.getLogger(name).setLevel(logging.ERROR)
    sys.stdout.flush()
    sys.stderr.flush()
    saved = {number: os.dup(number) for number in (1, 2)}
    try:
        with open(os.devnull, "wb") as nothing:  # noqa: PTH123 - a device, not a path of ours
            for number in saved:
                os.dup2(nothing.fileno(), number)
        yield
    except Exception as error:
        # Native start-up code turns Ctrl-C into an error of its own; it is still the person's Ctrl-C.
        if _stopped(error):
            raise KeyboardInterrupt from None
        raise
    finally:
        for number, copy in saved.items():
            os.dup2(copy, number)
            os.close(copy)


def seed_everything(seed: int) -> None:
    """Seed Python, NumPy and the backend; Keras imports TensorFlow for it where that is installed, whatever runs."""
    with quiet_frameworks():
        import keras

        keras.utils.set_random_seed(seed)


def _stopped(error: BaseException | None) -> bool:
    """Whether a Ctrl-C lies behind an error."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def find_device(wanted: int | None = 1) -> Device:
    """The device of the current Keras backend. Lets TensorFlow take GPU memory as needed instead of all at once.

    wanted: how many devices are to share the work, None for all there are. Raises DeviceError for more than there are.
    """
    import keras

    if wanted != 1:
        _meet(keras.backend.backend())
    found, there = None, 1
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        gpus = tf.config.list_physical_devices("GPU")
        for gpu in gpus:
            tf.config.experimental.set_memory_growth(gpu, True)
        if gpus:
            details = tf.config.experimental.get_device_details(gpus[0])
            found = Device("gpu", details.get("device_name", "GPU"), len(gpus), details.get("compute_capability"))
        there = len(tf.config.list_logical_devices("GPU" if gpus else "CPU"))
    elif keras.backend.backend() == "jax":
        import jax

        gpus = [d for d in jax.devices() if d.platform == "gpu"]
        if gpus:
            major, _, minor = str(getattr(gpus[0], "compute_capability", "")).partition(".")
            capability = (int(major), int(minor or 0)) if major.isdecimal() else None
            found = Device("gpu", gpus[0].device_kind, len(gpus), capability)
        there = len(jax.devices())
    if found is None:
        found = Device("cpu", cpu_name(), usable_cores(), note=_unused_gpu(keras.backend.backend()))
    if wanted is not None and wanted > there:
        raise DeviceError(
            f"{wanted} devices were asked for and {keras.backend.backend()} finds {there} ({found.kind}); "
            f"use --devices {there} or all"
        )
    if hosts.processes() > 1 and wanted not in (None, there):
        raise DeviceError(f"several hosts train with all of their devices, {there} here; use --devices all")
    return replace(found, used=wanted or there)


def _meet(backend: str) -> None:
    meeting = hosts.meeting(backend)
    if meeting is not None:
        say(
            f"processes: {meeting.processes} train together; this is number {meeting.place}, and they meet at "
            f"{meeting.address}"
        )
        hosts.join(meeting, quiet_frameworks)


def _unused_gpu(backend: str) -> str:
    """What to say where the system has an NVIDIA driver and the backend found no GPU."""
    if not NVIDIA_DRIVER.exists():
        return ""
    extra = {"tensorflow": "ham-classifier[cuda]", "jax": "jax[cuda13]"}.get(backend, f"{backend} with CUDA")
    return f"there is an NVIDIA driver, but {backend} finds no GPU; to use it, install {extra}"


def exact_float32() -> None:
    """From here on float32 means float32: TensorFlow would compute convolutions in TF32, with ten bits of mantissa, on
    GPUs that can, which is good enough to learn with and not to measure or to prove with."""
    import keras

    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.experimental.enable_tensor_float_32_execution(False)


def choose_precision(device: Device, wanted: str = "auto", flags: frozenset[str] | None = None) -> Choice:
    """The precision to train in. flags: the CPU's features by `desktop.common.machine`, by default this one's."""
    if wanted in POLICIES:
        return Choice(wanted, "as asked")  # type: ignore[arg-type]
    if device.kind == "gpu":
        if device.capability is None:
            return Choice("float32", "the GPU does not say what it can do")
        if device.capability >= (8, 0):
            return Choice("bfloat16", "the GPU has bfloat16 units (Ampere or later)")
        if device.capability >= (7, 0):
            return Choice("float16", "the GPU has float16 units but no bfloat16")
        return Choice("float32", "the GPU has no half-precision units")
    found = sorted(set(cpu_features() if flags is None else flags) & set(BF16))
    if found:
        return Choice("bfloat16", f"the CPU has {found[0]}")
    return Choice("float32", "the CPU has no bfloat16 units")


@contextmanager
def told_when_out_of_memory(batch_size: int) -> Iterator[None]:
    """Turns the backends' several out-of-memory errors into one DeviceError that names the batch size to try."""
    try:
        yield
    except Exception as error:
        if not _out_of_memory(error):
            raise
        advice = (
            f"try --batch-size {batch_size // 2}" if batch_size > 1 else "try a smaller --image-size or another device"
        )
        raise DeviceError(f"the device ran out of memory with batches of {batch_size}; {advice}") from None


def _out_of_memory(error: BaseException) -> bool:
    # TensorFlow: ResourceExhaustedError; JAX: XlaRuntimeError "RESOURCE_EXHAUSTED"; NumPy and Python: MemoryError.
    names = {kind.__name__ for kind in type(error).__mro__}
    return bool(names & {"MemoryError", "ResourceExhaustedError"}) or "RESOURCE_EXHAUSTED" in str(error)
