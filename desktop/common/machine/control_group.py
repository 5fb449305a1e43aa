"""What Linux allows this process of the machine: the limits of its control group, as a container or a job is given.

Both versions are read: https://docs.kernel.org/admin-guide/cgroup-v2.html and .../cgroup-v1/. A group has no more than
the groups around it, so the least of all counts. `root`: the folder that /proc and /sys lie in.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

ROOT = Path("/")


def cpu_quota(root: Path = ROOT) -> float | None:
    """Cores' worth of time in a period, None where there is no limit."""
    quotas = []
    for group in _groups("cpu", root):
        quota, period = (*_words(group / "cpu.max"), "max", "")[:2]
        if quota == "max":
            quota, period = (*_words(group / "cpu.cfs_quota_us"), *_words(group / "cpu.cfs_period_us"), "-1", "")[:2]
        if quota.isdecimal() and period.isdecimal() and int(period):
            quotas.append(int(quota) / int(period))
    return min(quotas, default=None)


def memory_limit(root: Path = ROOT) -> int | None:
    """Bytes, None where there is no limit; version 1 says "none" by more than any machine has."""
    files = [group / name for group in _groups("memory", root) for name in ("memory.max", "memory.limit_in_bytes")]
    return min((int(word) for file in files for word in _words(file)[:1] if word.isdecimal()), default=None)


def _groups(controller: str, root: Path) -> Iterator[Path]:
    """Folders of the group that this process is in and of those around it."""
    top = root / "sys" / "fs" / "cgroup"
    for line in _text(root / "proc" / "self" / "cgroup").splitlines():
        _, controllers, path = (*line.split(":", 2), "", "")[:3]
        if controllers and controller not in controllers.split(","):
            continue
        base = top / controller if controllers else top
        group = base / path.lstrip("/")
        yield group
        yield from (parent for parent in group.parents if parent.is_relative_to(base))


def _words(file: Path) -> list[str]:
    return _text(file).split()


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
