"""The execution providers of this machine, plug-in providers included, and sessions that run on the one asked for.

ONNX Runtime falls back to the CPU without a word when a provider fails to start; here that is an error with a reason.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from desktop.errors import ProviderError

if TYPE_CHECKING:
    import onnxruntime

AUTO = "auto"
_Starter = Callable[..., Any]
_OPENVINO_PLUGIN = "onnxruntime_ep_openvino"
_INSTALL_AGAIN = "run 'pip uninstall onnxruntime onnxruntime-gpu' and install one of them again"


@dataclass(frozen=True)
class Provider:
    """An execution provider: its name on our command line, ONNX Runtime's name for it, and what people call it."""

    name: str
    ort_name: str
    label: str


# Fastest first: the order in which `auto` tries them.
PROVIDERS = (
    Provider("cuda", "CUDAExecutionProvider", "CUDA"),
    Provider("openvino", "OpenVINOExecutionProvider", "OpenVINO on CPU"),
    Provider("directml", "DmlExecutionProvider", "DirectML"),
    Provider("coreml", "CoreMLExecutionProvider", "CoreML"),
    Provider("cpu", "CPUExecutionProvider", "CPU"),
)
NAMES = tuple(p.name for p in PROVIDERS)


def by_name(name: str) -> Provider:
    """The provider of that name. Raises ProviderError for a name that is none of NAMES."""
    for provider in PROVIDERS:
        if provider.name == name:
            return provider
    raise ProviderError(f"there is no provider '{name}'; choose from {AUTO}, {', '.join(NAMES)}")


def load_onnxruntime() -> Any:
    """The onnxruntime module, its own log silenced below errors. Raises ProviderError when none is installed."""
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
    """A warning when both onnxruntime packages are installed (each overwrites the other's files), else None."""
    found = [name for name in ("onnxruntime", "onnxruntime-gpu") if _installed(name)]
    if len(found) < 2:
        return None
    return f"both onnxruntime and onnxruntime-gpu are installed and overwrite each other's files; {_INSTALL_AGAIN}"


def _installed(distribution: str) -> bool:
    try:
        importlib.metadata.version(distribution)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def why_absent(provider: Provider) -> str | None:
    """Why the provider cannot be used on this machine, or None when it looks usable (starting it is the proof)."""
    ort = load_onnxruntime()
    if provider.name == "openvino":
        if provider.ort_name in ort.get_available_providers() or importlib.util.find_spec(_OPENVINO_PLUGIN):
            return None
        return "its plug-in is not installed (install ham-classifier[openvino])"
    if provider.ort_name not in ort.get_available_providers():
        return f"the installed ONNX Runtime ({ort.__version__}) was built without it"
    if provider.name == "cuda" and not _has_nvidia_driver():
        return "no NVIDIA driver was found"
    return None


def _has_nvidia_driver() -> bool:
    try:
        ctypes.CDLL("nvcuda.dll" if sys.platform == "win32" else "libcuda.so.1")
    except OSError:
        return False
    return True


def open_session(content: bytes, provider: Provider, *, threads: int | None = None) -> onnxruntime.InferenceSession:
    """A session that really runs on `provider`. `threads`: for inference, default one per physical core.

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
    if threads:
        options.intra_op_num_threads = threads
    start: _Starter = _STARTERS.get(provider.name, _start_built_in)
    try:
        session = start(ort, content, options, provider, threads)
    except ProviderError:
        raise
    except Exception as error:  # noqa: BLE001 - ONNX Runtime raises a class per status code, without a common root
        raise ProviderError(f"{provider.label} did not start: {_first_line(error)}") from None
    running = session.get_providers()
    if not running or running[0] != provider.ort_name:
        raise ProviderError(
            f"{provider.label} did not start (ONNX Runtime would use {running[0] if running else 'nothing'} instead); "
            "its libraries or driver may be missing"
        )
    return session


def _start_built_in(ort: Any, content: bytes, options: Any, provider: Provider, threads: int | None) -> Any:
    names = [provider.ort_name]
    if provider.name != "cpu":
        names.append("CPUExecutionProvider")  # for single operators the accelerator has no kernel for
    return ort.InferenceSession(content, options, providers=names)


def _start_cuda(ort: Any, content: bytes, options: Any, provider: Provider, threads: int | None) -> Any:
    ort.preload_dlls()  # finds the CUDA libraries that pip installed beside it
    return _start_built_in(ort, content, options, provider, threads)


def _start_openvino(ort: Any, content: bytes, options: Any, provider: Provider, threads: int | None) -> Any:
    devices = [d for d in ort.get_ep_devices() if d.ep_name == provider.ort_name]
    if not devices:
        import onnxruntime_ep_openvino

        ort.register_execution_provider_library(_OPENVINO_PLUGIN, onnxruntime_ep_openvino.get_library_path())
        devices = [d for d in ort.get_ep_devices() if d.ep_name == provider.ort_name]
    cpu = [d for d in devices if d.ep_metadata.get("ov_device") == "CPU"]
    if not cpu:
        raise ProviderError("OpenVINO cannot be used: its plug-in found no CPU it knows")
    count = threads or os.cpu_count() or 1
    options.add_provider_for_devices([cpu[0]], {"num_of_threads": str(count)})
    return ort.InferenceSession(content, options)


_STARTERS: dict[str, _Starter] = {"openvino": _start_openvino, "cuda": _start_cuda}


def _first_line(error: BaseException) -> str:
    line = (str(error).strip().splitlines() or [type(error).__name__])[0]
    return line if len(line) <= 200 else line[:197] + "..."
