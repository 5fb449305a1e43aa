"""One started Dask cluster for all of these tests: a scheduler and two workers of a thread, reached by its address."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click.testing
import pytest

from desktop.cli.ham_classify import command

NEEDED = ("distributed", "pyarrow", "fsspec", "cryptography")


@pytest.fixture(scope="package")  # gone before the other tests of the desktop, which forbid a socket
def cluster() -> Iterator[Any]:
    for name in NEEDED:
        pytest.importorskip(name, reason=f"the extra 'cluster' is not installed ({name} is missing)")
    from desktop.cluster.engine import local_cluster

    with local_cluster(2) as started:
        yield started


@pytest.fixture
def on_cluster(cluster: Any, tiny_model: Path) -> Callable[..., click.testing.Result]:
    """ham-classify on the cluster with the tiny model, in this process."""

    def run(*arguments: str | Path, model: Path = tiny_model) -> click.testing.Result:
        options = ["--cluster", cluster.scheduler_address, "--provider", "cpu", "--model", str(model)]
        result = click.testing.CliRunner().invoke(command, [*map(str, arguments), *options])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


@pytest.fixture
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """About seven images in a part, and three in a task."""
    parts = pytest.importorskip("desktop.cluster.partitions", reason="the extra 'cluster' is not installed")
    tasks = pytest.importorskip("desktop.cluster.tasks", reason="the extra 'cluster' is not installed")
    for name, value in (("MEAN", 7), ("LEAST", 3), ("MOST", 12)):
        monkeypatch.setattr(parts, name, value)
    for name in ("FIRST_TASK", "LEAST_TASK", "MOST_TASK"):
        monkeypatch.setattr(tasks, name, 3)
