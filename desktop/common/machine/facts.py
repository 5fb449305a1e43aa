"""Facts of this machine that decide how fast the network runs and in which arithmetic: processor, cores, memory.

No name of the machine, of its user or of a folder; nothing is started and nothing on PATH is needed.
"""

from __future__ import annotations

import ctypes
import importlib
import math
import os
import platform
import sys
from collections.abc import Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from desktop.common.machine.control_group import ROOT, cpu_quota, memory_limit

BF16 = ("AMX-BF16", "AVX512-BF16")
"""Features of a processor that multiplies bfloat16 by itself."""

# What they are called here; first NumPy's name, then Linux's, which knows more.
_FEATURES = (
    ("AVX2", "AVX2", "avx2"),
    ("AVX512", "AVX512F", "avx512f"),
    ("AVX-VNNI", "", "avx_vnni"),
    ("AVX512-VNNI", "AVX512VNNI", "avx512_vnni"),
    ("AVX512-BF16", "AVX512BF16", "avx512_bf16"),
    ("AVX512-FP16", "AVX512FP16", "avx512_fp16"),
    ("AMX-BF16", "", "amx_bf16"),
    ("AMX-INT8", "", "amx_int8"),
    ("NEON", "NEON", "asimd"),
    ("ARM-FP16", "ASIMDHP", "asimdhp"),
    ("ARM-DOT", "ASIMDDP", "asimddp"),
    ("ARM-I8MM", "", "i8mm"),
    ("ARM-BF16", "", "bf16"),
)


@dataclass(frozen=True)
class Machine:
    """system: operating system and version; features: of `cpu`, those that matter to a network.

    cores: logical ones this process may use; total_cores: of the machine; memory: bytes this process may use. A
    container's limits count.
    """

    system: str
    architecture: str
    cpu: str
    features: tuple[str, ...]
    cores: int
    total_cores: int
    memory: int


def this_machine() -> Machine:
    """The facts, read anew but for the processor."""
    return Machine(
        _system(), platform.machine(), cpu_name(), cpu_features(), usable_cores(), os.cpu_count() or 1, memory_bytes()
    )


def usable_cores(root: Path = ROOT) -> int:
    """Logical cores this process may use: fewer than the machine's where it is bound to some of them, or a container
    is given so much of their time (a part of a core counts as one)."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(cores, math.ceil(cpu_quota(root) or cores)))


def _system() -> str:
    name = platform.platform(aliased=True)
    if sys.platform == "linux":
        try:
            return f"{platform.freedesktop_os_release()['PRETTY_NAME']} ({name})"
        except (OSError, KeyError):
            pass
    return name


@cache
def cpu_name() -> str:
    """The processor's name as its maker writes it, or the architecture's where it is not told."""
    name = ""
    if sys.platform == "linux":
        name = _cpuinfo().get("model name", "")
    elif sys.platform == "darwin":
        name = _sysctl("machdep.cpu.brand_string")
    elif sys.platform == "win32":
        import winreg

        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"HARDWARE\DESCRIPTION\System\CentralProcessor\0") as key:
                name = str(winreg.QueryValueEx(key, "ProcessorNameString")[0])
        except OSError:
            name = ""
    return " ".join(name.split()) or platform.processor() or platform.machine()


@cache
def cpu_features() -> tuple[str, ...]:
    """Those of the processor's instruction sets that matter to a network, by the names in `_FEATURES`."""
    info = _cpuinfo() if sys.platform == "linux" else {}
    return features_that_matter(_numpy_features(), set((info.get("flags") or info.get("Features") or "").split()))


def features_that_matter(by_numpy: Set[str], by_linux: Set[str]) -> tuple[str, ...]:
    """Our names of features by NumPy's and by Linux's."""
    return tuple(name for name, numpys, linuxs in _FEATURES if numpys in by_numpy or linuxs in by_linux)


def _numpy_features() -> set[str]:
    """NumPy asks the processor itself, on every system; the table has no public name, so it may be missing one day."""
    for module in ("numpy._core._multiarray_umath", "numpy.core._multiarray_umath"):  # NumPy 2 and 1
        try:
            table = getattr(importlib.import_module(module), "__cpu_features__", {})
        except ImportError:
            continue
        return {name for name, present in table.items() if present}
    return set()


def _cpuinfo() -> dict[str, str]:
    """The first processor's entries of /proc/cpuinfo."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").split("\n\n")[0].splitlines()
    except OSError:
        return {}
    pairs = (line.partition(":") for line in lines)
    return {name.strip(): value.strip() for name, _, value in pairs}


def _sysctl(name: str) -> str:
    """A text of macOS's kernel state, without its command-line tool."""
    try:
        libc = ctypes.CDLL(None)
        size = ctypes.c_size_t(256)
        value = ctypes.create_string_buffer(size.value)
        failed = libc.sysctlbyname(name.encode(), value, ctypes.byref(size), None, ctypes.c_size_t(0))
    except (OSError, AttributeError):
        return ""
    return "" if failed else value.value.decode(errors="replace")


def memory_bytes(root: Path = ROOT) -> int:
    """Memory this process may use: the machine's, or a container's limit where that is lower."""
    import psutil

    total = int(psutil.virtual_memory().total)
    return min(total, memory_limit(root) or total)


def give_back_memory() -> bool:
    """Hand memory that was freed in pieces back to the system, where the C library can (glibc); whether any was.

    After ONNX Runtime has read a model it holds the model's size one and a half times over in such pieces: 146 MB of
    388 for a ResNet50.
    """
    try:
        return bool(ctypes.CDLL(None).malloc_trim(ctypes.c_size_t(0)))
    except (OSError, TypeError, AttributeError):  # Windows has no such handle, macOS and musl no such function
        return False
