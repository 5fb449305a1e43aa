"""The execution providers of this machine, plug-in providers included, and sessions that run on the one asked for.

ONNX Runtime falls back to the CPU when a provider fails to start, fails in the middle of a run, or takes over no
part of the network, with a line on standard output or without a word; here each of these is an error with a reason.
"""

from __future__ import annotations

import ctypes
import importlib.util
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from desktop.common.machine import BF16, cpu_features, give_back_memory, usable_cores
from desktop.common.text import one_line
from desktop.errors import ProviderError
from desktop.language.spoken import kept
from desktop.model.fixed_batch import FixedBatchSession

if TYPE_CHECKING:
    import onnxruntime

AUTO = "auto"
_Starter = Callable[..., Any]
_OPENVINO_PLUGIN = "onnxruntime_ep_openvino"
_INTEL = 0x8086  # Intel's PCI vendor id, by which ONNX Runtime tells whose a processor is
_PACKAGES = ("onnxruntime", "onnxruntime-gpu", "onnxruntime-directml", "onnxruntime-openvino")
_INSTALL_AGAIN = kept("run 'pip uninstall onnxruntime onnxruntime-gpu' and install one of them again")
_LEAST_SHARE = 0.5
"""Of the graph's nodes that a provider must take over; ONNX Runtime puts what it does not take on the CPU and still
names the provider first."""
BATCH_DIMENSION = "N"
"""What the exported graphs call the first dimension of every tensor."""


@dataclass(frozen=True)
class Provider:
    """An execution provider: its name on our command line, ONNX Runtime's name for it, and what people call it.

    fixed_batch: the one batch size of the graph that it gets (see `desktop.model.fixed_batch`), None for any size.
    """

    name: str
    ort_name: str
    label: str
    fixed_batch: int | None = None


# Fastest first: the order in which `auto` tries them.
PROVIDERS = (
    Provider("cuda", "CUDAExecutionProvider", "CUDA"),
    Provider("openvino", "OpenVINOExecutionProvider", "OpenVINO on CPU"),
    Provider("openvino-f32", "OpenVINOExecutionProvider", "OpenVINO on CPU (f32)"),
    Provider("directml", "DmlExecutionProvider", "DirectML", fixed_batch=8),
    Provider("coreml", "CoreMLExecutionProvider", "CoreML", fixed_batch=8),
    Provider("cpu", "CPUExecutionProvider", "CPU"),
)
NAMES = tuple(p.name for p in PROVIDERS)


def by_name(name: str) -> Provider:
    """The provider of that name. Raises ProviderError for a name that is none of NAMES."""
    for provider in PROVIDERS:
        if provider.name == name:
            return provider
    raise ProviderError(f"there is no provider '{name}'; choose from {AUTO}, {', '.join(NAMES)}")


def as_it_runs(provider: Provider) -> Provider:
    """The provider with its arithmetic in the label where that is the machine's choice: OpenVINO's bfloat16."""
    if provider.name == "openvino":
        return replace(provider, label=f"{provider.label} ({openvino_arithmetic(provider)})")
    return provider


def openvino_arithmetic(provider: Provider) -> str:
    """What OpenVINO is told to compute in: `bf16` where the processor multiplies it by itself, else `f32`.

    `openvino-f32` is held to `f32` everywhere, for answers that agree with the proof in the last digits.
    """
    has_bf16 = any(feature in BF16 for feature in cpu_features())
    return "bf16" if has_bf16 and provider.name == "openvino" else "f32"


def telemetry_off() -> None:
    """ONNX Runtime's own telemetry, switched off for this process and those it starts; before it is imported."""
    # From 1.29 on the official packages send events about each session to their maker over HTTPS, unless this is set
    # before they are imported (their Privacy.md); switched off by their API, a first event is under way already.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"


def load_onnxruntime() -> Any:
    """The onnxruntime module, its own log silenced below errors, and its telemetry off. Raises ProviderError when none
    is installed."""
    telemetry_off()
    try:
        import onnxruntime as ort
    except ImportError as error:
        if importlib.util.find_spec("onnxruntime") is None:
            raise ProviderError(
                "ONNX Runtime is not installed; install ham-classifier[edge] (small, CPU) or ham-classifier[desktop]"
            ) from None
        raise ProviderError(f"ONNX Runtime is installed but does not start: {error}") from None
    if not hasattr(ort, "InferenceSession"):  # the folder that is left when one of the two packages was removed
        raise ProviderError(f"ONNX Runtime's files are incomplete; {_INSTALL_AGAIN}")
    ort.set_default_logger_severity(4)  # its errors come to us as exceptions and are told in our own words
    return ort


def conflicting_packages() -> str | None:
    """A warning when two onnxruntime packages are installed (each overwrites the other's files), else None."""
    found = [name for name in _PACKAGES if _installed(name)]
    if len(found) < 2:
        return None
    return (
        f"both {' and '.join(found)} are installed and overwrite each other's files; "
        f"run 'pip uninstall {' '.join(found)}' and install one of them again"
    )


def _installed(distribution: str) -> bool:
    from importlib import metadata  # which reads and writes mails too, and is wanted here alone

    try:
        metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return False
    return True


def why_absent(provider: Provider) -> str | None:
    """Why the provider cannot be used on this machine, or None when it looks usable (starting it is the proof)."""
    ort = load_onnxruntime()
    if provider.name.startswith("openvino"):
        return _why_no_openvino(ort, provider)
    if provider.ort_name not in ort.get_available_providers():
        return f"the installed ONNX Runtime ({ort.__version__}) was built without it"
    if provider.name == "cuda" and not has_nvidia_driver():
        return "no NVIDIA driver was found"
    return None


def _why_no_openvino(ort: Any, provider: Provider) -> str | None:
    if provider.ort_name in ort.get_available_providers():  # onnxruntime-openvino, which has it built in
        return None
    if not importlib.util.find_spec(_OPENVINO_PLUGIN):
        return "its plug-in is not installed (install ham-classifier[openvino])"
    # The plug-in offers nothing on another maker's processor (seen with 1.8 on AMD). Asked here, so that `auto` neither
    # loads it in vain nor makes a note of it at every start.
    makers = {d.device.vendor_id: d.device.vendor for d in ort.get_ep_devices() if d.ep_name == "CPUExecutionProvider"}
    if makers and _INTEL not in makers:
        return (
            f"its plug-in runs on Intel processors only, and this one is by {', '.join(makers.values())} "
            "(the package onnxruntime-openvino, in place of onnxruntime, runs there)"
        )
    return None


def reasons() -> list[tuple[Provider, str | None]]:
    """Every provider, fastest first, with the reason why it cannot be used on this machine (None: it looks usable)."""
    return [(provider, why_absent(provider)) for provider in PROVIDERS]


def has_nvidia_driver() -> bool:
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def open_session(content: bytes, provider: Provider, *, threads: int | None = None) -> onnxruntime.InferenceSession:
    """A session that really runs on `provider`. `threads`: for inference, default one per physical core, or
    per usable one where these are fewer than the machine's.

    Raises ProviderError when the provider is absent, fails to start, or was silently replaced.
    """
    reason = why_absent(provider)
    if reason:
        raise ProviderError(f"{provider.label} cannot be used: {reason}")
    ort = load_onnxruntime()
    options = ort.SessionOptions()
    options.log_severity_level = 4
    # Spinning threads win nothing in a loop that also decodes, and take the cores from the decoders and the window.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # Left to itself it takes any content with four letters at a certain place for its own format.
    options.add_session_config_entry("session.load_model_format", "ONNX")
    options.add_session_config_entry("session.record_ep_graph_assignment_info", "1")
    if (threads := threads or _threads_of_a_part()) is not None:
        options.intra_op_num_threads = threads
    batch = provider.fixed_batch
    if batch:
        options.add_free_dimension_override_by_name(BATCH_DIMENSION, batch)
    start: _Starter = _STARTERS.get(provider.name, _start_built_in)
    try:
        session = start(ort, content, options, provider, threads)
    except ProviderError:
        raise
    except Exception as error:  # noqa: BLE001 - ONNX Runtime raises a class per status code, without a common root
        raise ProviderError(f"{provider.label} did not start: {one_line(error)}") from None
    give_back_memory()
    running = session.get_providers()
    if not running or running[0] != provider.ort_name:
        raise ProviderError(
            f"{provider.label} did not start (ONNX Runtime would use {running[0] if running else 'nothing'} instead); "
            "its libraries or driver may be missing"
        )
    recorded = hasattr(session, "get_provider_graph_assignment_info")  # from ONNX Runtime 1.24 on
    if provider.name != "cpu" and recorded and _share(session, provider) < _LEAST_SHARE:
        raise ProviderError(f"{provider.label} leaves most of this network to the CPU, so nothing would run on it")
    return FixedBatchSession(session, batch) if batch else session


def _threads_of_a_part() -> int | None:
    """One per core where only a part of the machine may be used: left to itself, the runtime starts as many as the
    machine has, which then wait for each other's time. None elsewhere."""
    cores = usable_cores()
    return cores if cores < (os.cpu_count() or 1) else None


def _share(session: Any, provider: Provider) -> float:
    """The part of the graph's nodes that runs on the provider, 0..1; the rest runs on the CPU."""
    counts = {True: 0, False: 0}
    for part in session.get_provider_graph_assignment_info():
        counts[part.ep_name == provider.ort_name] += len(part.get_nodes())
    return counts[True] / max(1, counts[True] + counts[False])


def _start_built_in(ort: Any, content: bytes, options: Any, provider: Provider, threads: int | None) -> Any:
    names = [provider.ort_name]
    if provider.name != "cpu":
        names.append("CPUExecutionProvider")  # for single operators the accelerator has no kernel for
    return ort.InferenceSession(content, options, providers=names, enable_fallback=0)


def _start_cuda(ort: Any, content: bytes, options: Any, provider: Provider, threads: int | None) -> Any:
    ort.preload_dlls()  # finds the CUDA libraries that pip installed beside it
    return _start_built_in(ort, content, options, provider, threads)


def _start_directml(ort: Any, content: bytes, options: Any, provider: Provider, threads: int | None) -> Any:
    options.enable_mem_pattern = False  # it bears neither memory patterns nor parallel execution
    options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
    return _start_built_in(ort, content, options, provider, threads)


def _start_openvino(ort: Any, content: bytes, options: Any, provider: Provider, threads: int | None) -> Any:
    # Told in any case, never left to a default, so that the label says what runs.
    hint = {"CPU": {"INFERENCE_PRECISION_HINT": openvino_arithmetic(provider)}}
    settings = {"num_of_threads": str(threads or os.cpu_count() or 1), "load_config": json.dumps(hint)}
    devices = [d for d in ort.get_ep_devices() if d.ep_name == provider.ort_name]
    # A plug-in that was registered for an earlier session is among the available providers too, and does not start as
    # one that is built in.
    registered = devices and importlib.util.find_spec(_OPENVINO_PLUGIN)
    if provider.ort_name in ort.get_available_providers() and not registered:
        chosen = [(provider.ort_name, {"device_type": "CPU", **settings}), "CPUExecutionProvider"]
        return ort.InferenceSession(content, options, providers=chosen, enable_fallback=0)
    if not devices:
        import onnxruntime_ep_openvino

        ort.register_execution_provider_library(_OPENVINO_PLUGIN, onnxruntime_ep_openvino.get_library_path())
        devices = [d for d in ort.get_ep_devices() if d.ep_name == provider.ort_name]
    cpu = [d for d in devices if d.ep_metadata.get("ov_device") == "CPU"]
    if not cpu:
        raise ProviderError("OpenVINO cannot be used: its plug-in found no CPU it knows")
    options.add_provider_for_devices([cpu[0]], settings)
    return ort.InferenceSession(content, options, enable_fallback=0)


_STARTERS: dict[str, _Starter] = {
    "cuda": _start_cuda,
    "openvino": _start_openvino,
    "openvino-f32": _start_openvino,
    "directml": _start_directml,
}


# Words of ONNX Runtime's arena, C++, CUDA, OpenVINO and Windows for the same thing.
_OUT_OF_MEMORY = (
    "out of memory",
    "bad_alloc",
    "bad allocation",
    "failed to allocate",
    "not enough memory",
    "outofmemory",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a provider's error says that memory ran out: a smaller batch may then succeed."""
    words = str(error).lower()
    return isinstance(error, MemoryError) or any(sign in words for sign in _OUT_OF_MEMORY)
