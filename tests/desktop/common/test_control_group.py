"""A container that is given a part of the machine is told as that part, whichever way Linux says it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from desktop.common.machine import memory_bytes, usable_cores
from desktop.common.machine.control_group import cpu_quota, memory_limit

V2, V1 = "0::/{}\n", "7:memory:/{0}\n3:cpu,cpuacct:/{0}\n1:name=systemd:/{0}\n"
GB = 1 << 30


def linux(root: Path, groups: str, files: dict[str, str]) -> Path:
    """A root with /proc/self/cgroup and files below /sys/fs/cgroup."""
    for name, text in {"proc/self/cgroup": groups, **{f"sys/fs/cgroup/{n}": t for n, t in files.items()}}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="ascii")
    return root


@pytest.mark.parametrize(
    ("groups", "files", "cores"),
    [
        (V2.format(""), {"cpu.max": "150000 100000\n"}, 1.5),  # as a container sees itself
        (V2.format(""), {"cpu.max": "max 100000\n"}, None),
        (V2.format("batch/job"), {"batch/job/cpu.max": "max 100000\n", "batch/cpu.max": "300000 100000\n"}, 3),
        (V2.format("batch/job"), {"batch/job/cpu.max": "100000 100000\n", "batch/cpu.max": "300000 100000\n"}, 1),
        (V2.format("of/the/host"), {"cpu.max": "50000 100000\n"}, 0.5),  # a path from outside of the container
        (V1.format(""), {"cpu/cpu.cfs_quota_us": "250000\n", "cpu/cpu.cfs_period_us": "100000\n"}, 2.5),
        (V1.format("docker/1"), {"cpu/cpu.cfs_quota_us": "-1\n", "cpu/cpu.cfs_period_us": "100000\n"}, None),
        (
            V1.format("docker/1"),
            {"cpu/docker/1/cpu.cfs_quota_us": "400000\n", "cpu/docker/1/cpu.cfs_period_us": "100000\n"},
            4,
        ),
        ("3:cpuset:/\n", {"cpu/cpu.cfs_quota_us": "100000\n", "cpu/cpu.cfs_period_us": "100000\n"}, None),
        ("no group\n", {"cpu.max": "nonsense\n"}, None),
        (V2.format(""), {"cpu.max": "100000 0\n"}, None),
        (V2.format(""), {"cpu.max": ""}, None),
    ],
)
def test_the_time_of_cores_is_the_least_that_a_group_or_one_around_it_is_given(
    tmp_path: Path, groups: str, files: dict[str, str], cores: float | None
) -> None:
    assert cpu_quota(linux(tmp_path, groups, files)) == cores


@pytest.mark.parametrize(
    ("groups", "files", "limit"),
    [
        (V2.format(""), {"memory.max": f"{2 * GB}\n"}, 2 * GB),
        (V2.format(""), {"memory.max": "max\n"}, None),
        (V2.format("a/b"), {"a/b/memory.max": "max\n", "a/memory.max": f"{GB}\n"}, GB),
        (V1.format("a"), {"memory/a/memory.limit_in_bytes": f"{GB}\n"}, GB),
        (V1.format(""), {"memory/memory.limit_in_bytes": "9223372036854771712\n"}, 9223372036854771712),
    ],
)
def test_memory_is_the_least_that_a_group_or_one_around_it_is_given(
    tmp_path: Path, groups: str, files: dict[str, str], limit: int | None
) -> None:
    assert memory_limit(linux(tmp_path, groups, files)) == limit


def test_a_machine_without_groups_has_no_limit(tmp_path: Path) -> None:
    assert (cpu_quota(tmp_path), memory_limit(tmp_path)) == (None, None)


def test_a_part_of_a_core_counts_as_one_and_more_than_there_are_as_those_there_are(tmp_path: Path) -> None:
    free = usable_cores(tmp_path)
    assert 1 <= free <= (os.cpu_count() or 1)
    for quota, cores in (("1000", 1), ("100000", 1), ("100001", min(2, free)), ("99900000", free)):
        assert usable_cores(linux(tmp_path, V2.format(""), {"cpu.max": f"{quota} 100000\n"})) == cores


def test_a_containers_limit_is_the_memory_where_it_is_lower(tmp_path: Path) -> None:
    whole = memory_bytes(tmp_path)
    assert memory_bytes(linux(tmp_path, V2.format(""), {"memory.max": "123456789\n"})) == 123456789
    assert memory_bytes(linux(tmp_path, V1.format(""), {"memory/memory.limit_in_bytes": str(1 << 62)})) == whole
