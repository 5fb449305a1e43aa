"""The machine is described without a name of it, its user or a folder, and nothing on PATH is needed."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from pathlib import Path

from desktop.common.machine import cpu_features, cpu_name, features_that_matter, give_back_memory, this_machine


def test_the_facts_are_there():
    facts = this_machine()
    assert facts.cpu
    assert facts.architecture
    assert 1 <= facts.cores <= facts.total_cores
    assert facts.memory > 64 << 20


def test_neither_the_host_nor_the_user_is_named(monkeypatch):
    monkeypatch.setenv("USER", "geheim")
    assert socket.gethostname() not in str(this_machine())
    assert "geheim" not in str(this_machine())


def test_no_program_is_looked_for(monkeypatch):
    expected = this_machine()
    cpu_name.cache_clear()
    cpu_features.cache_clear()
    monkeypatch.delenv("PATH", raising=False)
    monkeypatch.setattr(os, "fork", None, raising=False)
    assert this_machine() == expected


def test_the_flags_of_linux_add_to_what_numpy_knows():
    by_numpy, by_linux = {"AVX2", "SSE3"}, {"fpu", "amx_bf16", "amx_int8", "avx512_vnni"}
    assert features_that_matter(by_numpy, by_linux) == ("AVX2", "AVX512-VNNI", "AMX-BF16", "AMX-INT8")


def test_memory_that_was_freed_in_pieces_goes_back_to_the_system():
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    if not hasattr(libc, "malloc_trim"):
        assert give_back_memory() is False
        return
    assert libc is not None
    libc.malloc.restype, libc.free.argtypes = ctypes.c_void_p, [ctypes.c_void_p]
    pieces = [libc.malloc(ctypes.c_size_t(60_000)) for _ in range(1000)]  # 60 MB, none with a mapping of its own
    for piece in pieces:
        ctypes.memset(piece, 1, 60_000)
    for piece in pieces[:-1]:  # the last one keeps the heap from shrinking by itself
        libc.free(piece)
    before = resident_bytes()
    assert give_back_memory() is True
    assert before - resident_bytes() > 30e6
    libc.free(pieces[-1])


def resident_bytes() -> int:
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
