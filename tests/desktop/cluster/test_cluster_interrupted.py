"""Ctrl-C is heard whatever a run on a cluster is at, and nothing half-made stays behind."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.helpers import coloured_files, needs_posix

pytestmark = needs_posix


@pytest.fixture
def finished(on_cluster, small_parts, tmp_path) -> tuple[Path, Path]:
    """Images, and the table of a run over them that came to its end."""
    images, output = tmp_path / "images", tmp_path / "results.csv"
    coloured_files(images, 40)
    assert on_cluster(images, "-o", output).exit_code == 0
    return images, output


def stops(work: Any, calls: list[object]) -> Any:
    """The work, with a Ctrl-C when it is first called."""

    def interrupted(self: Any, what: Any) -> Any:
        calls.append(what)
        if len(calls) == 1:
            signal.raise_signal(signal.SIGINT)
        return work(self, what)

    return interrupted


def left(output: Path) -> list[str]:
    return sorted(path.name for path in output.parent.iterdir())


@pytest.mark.parametrize("step", ["about", "read"])  # finding what is known; writing the table
def test_while_parts_are_found_and_while_the_table_is_written(step, finished, on_cluster, monkeypatch):
    from desktop.cluster.partitions import PartFolder

    images, output = finished
    before, table = left(output), output.read_bytes()
    calls: list[object] = []
    with monkeypatch.context() as patched:
        patched.setattr(PartFolder, step, stops(getattr(PartFolder, step), calls))
        done = on_cluster(images, "-o", output)
    assert (done.exit_code, len(calls)) == (130, 1)
    assert left(output) == before
    assert output.read_bytes() == table
    assert on_cluster(images, "-o", output).exit_code == 0
    assert output.read_bytes() == table


def test_while_the_source_is_listed(on_cluster, tmp_path, monkeypatch):
    from desktop.cluster import run

    images, output = tmp_path / "images", tmp_path / "results.csv"
    coloured_files(images, 40)
    given: list[object] = []
    real = run.open_source

    def slow(*arguments: Any, **options: Any) -> Iterator[Any]:
        for item in real(*arguments, **options):
            given.append(item)
            if len(given) == 10:
                signal.raise_signal(signal.SIGINT)
            yield item

    monkeypatch.setattr(run, "open_source", slow)
    assert on_cluster(images, "-o", output).exit_code == 130
    assert len(given) == 10
    assert left(output) == ["images"]
