"""Faults of the machine: kills, full disks, outputs that vanish, clocks that go back. Nothing is lost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.common.files import OutputError, atomic_write
from desktop.errors import HamError
from desktop.study.store import Study
from tests.benchmarks.kills import Place, kill_and_go_on, moments, prepare
from tests.desktop.helpers import (
    EARLIER_TABLE,
    IS_ROOT,
    coloured_files,
    ham_classify,
    needs_posix,
    run_python,
    sentence,
    table,
)

OPTIONS = ("--provider", "cpu", "--threads", "1", "--batch-size", "4")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return prepare(tmp_path_factory.mktemp("kills"), images=120)


@needs_posix
@pytest.mark.parametrize("part", range(4))
def test_a_kill_at_any_moment_costs_nothing_that_the_next_run_does_not_bring(place: Place, part: int):
    kill_and_go_on(place, str(part), moments(4, place.seconds, seed=int(time.time()))[part])


@pytest.fixture
def images(tmp_path) -> Path:
    coloured_files(tmp_path / "images", 120)
    return tmp_path / "images"


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A file system of 1 MB."""
    if not sys.platform.startswith("linux") or not IS_ROOT:
        pytest.skip("a small file system can be mounted by root on Linux only")
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no small file system can be mounted here: {mounted.stderr.strip()}")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    ("what", "free"),
    [("study", 8_192), ("study", 40_960), ("results", 106_496), ("report", 100_000), ("heatmaps", 100_000)],
)
def test_a_full_disk_is_told_in_one_sentence_and_the_earlier_file_is_whole(
    small_disk, images, tiny_model, tmp_path, what, free
):
    names = {"study": "results.csv", "results": "results.csv", "report": "report.html", "heatmaps": "heat.csv"}
    earlier = small_disk / names[what]
    earlier.write_text(EARLIER_TABLE, encoding="utf-8")
    if free:
        room = os.statvfs(small_disk)
        (small_disk / "others").write_bytes(bytes(room.f_bavail * room.f_frsize - free))
    output = earlier if earlier.suffix == ".csv" and what != "heatmaps" else tmp_path / "out.csv"
    options = {"report": ("--report", earlier), "heatmaps": ("--heatmaps", small_disk / "heat")}.get(what, ())
    done = ham_classify(images, "-o", output, "--model", tiny_model, *OPTIONS, *options, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    last = done.stderr.strip().splitlines()[-1]
    assert "cannot be written" in last
    assert "full" in last or "No space left" in last
    assert earlier.read_text(encoding="utf-8") == EARLIER_TABLE
    assert not list(small_disk.rglob("*.part"))
    if free:  # and when there is room again, the same command goes on
        (small_disk / "others").unlink()
    if what == "results":
        again = ham_classify(images, "-o", output, "--model", tiny_model, *OPTIONS, cwd=tmp_path)
        assert again.returncode == 0, again.stderr
        assert len(table(output.read_text(encoding="utf-8"))) == 120


LIMITED = """
import resource, sys
limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
from desktop.cli.ham_classify import main
main()
"""


@needs_posix
@pytest.mark.parametrize("limit", [0, 5_000, 9_000])
def test_an_output_that_takes_no_more_is_told_and_the_earlier_file_is_whole(images, tiny_model, tmp_path, limit):
    """The same by a limit on the size of files, which needs no right to mount."""
    output = tmp_path / "results.csv"
    output.write_text(EARLIER_TABLE, encoding="utf-8")
    arguments = (str(limit), str(images), "-o", str(output), "--model", str(tiny_model), *OPTIONS)
    done = run_python("-c", LIMITED, *arguments, cwd=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr.strip().splitlines()[-1]
    assert output.read_text(encoding="utf-8") == EARLIER_TABLE


def test_a_model_or_a_run_folders_file_on_a_full_disk_is_told_and_the_earlier_one_is_whole(small_disk):
    """Everything that the trainer and the export write goes this way, the Keras file apart (below)."""
    model = small_disk / "model.onnx"
    model.write_text(EARLIER_TABLE, encoding="utf-8")
    with pytest.raises(OutputError, match="No space left"), atomic_write(model, "wb") as stream:
        stream.write(bytes(1 << 20))
    assert [path.name for path in small_disk.iterdir()] == ["model.onnx"]
    assert model.read_text(encoding="utf-8") == EARLIER_TABLE


def test_an_earlier_table_may_be_taken_away_during_the_run(run, images, tmp_path, monkeypatch):
    output = tmp_path / "results.csv"
    output.write_text(EARLIER_TABLE, encoding="utf-8")
    during(monkeypatch, output.unlink)
    assert run(images, "-o", output).exit_code == 0
    assert len(table(output.read_text(encoding="utf-8"))) == 120


@needs_posix
def test_an_output_folder_that_is_taken_away_during_the_run_is_told_in_one_sentence(run, images, tmp_path, monkeypatch):
    folder = tmp_path / "out"
    folder.mkdir()

    def take_away() -> None:
        for path in folder.iterdir():
            path.unlink()
        folder.rmdir()

    during(monkeypatch, take_away)
    result = run(images, "-o", folder / "results.csv")
    assert result.exit_code == 1
    assert "cannot be written" in sentence(result)


@needs_posix
def test_a_study_that_is_taken_away_during_the_run_costs_no_row(run, images, tmp_path, monkeypatch):
    during(monkeypatch, lambda: [path.unlink() for path in tmp_path.glob("results.hamstudy*")])
    result = run(images, "-o", tmp_path / "results.csv")
    if result.exit_code == 0:
        assert len(table((tmp_path / "results.csv").read_text(encoding="utf-8"))) == 120
    else:
        assert "results.hamstudy" in sentence(result)
        assert not (tmp_path / "results.csv").exists()


def during(monkeypatch: pytest.MonkeyPatch, do) -> None:
    """Once, as the fiftieth answer is kept."""
    save, calls = Study.save, iter(range(1, 10_000))

    def saved(self: Study, event: object) -> None:
        save(self, event)
        if next(calls) == 50:
            do()

    monkeypatch.setattr(Study, "save", saved)


def test_a_clock_that_goes_back_and_files_from_the_future_change_nothing(run, images, tmp_path, monkeypatch):
    assert run(images, "-o", tmp_path / "before.csv").exit_code == 0
    files = sorted(images.iterdir())
    os.utime(files[0], (0, 0))
    os.utime(files[1], (2**33, 2**33))
    os.utime(files[2], (-86400, -86400))
    now = iter(range(10**9, 0, -1))
    monkeypatch.setattr(time, "time", lambda: float(next(now)))
    for _ in range(2):
        assert run(images, "-o", tmp_path / "results.csv").exit_code == 0
        assert (tmp_path / "results.csv").read_bytes() == (tmp_path / "before.csv").read_bytes()


def test_a_provider_that_fails_in_the_middle_loses_nothing_and_the_next_run_goes_on(run, images, tmp_path, monkeypatch):
    from desktop.errors import ProviderError
    from desktop.model.network import Network

    predict, calls = Network.predict, iter(range(10_000))

    def failing(self: Network, pixels: object, **options: object) -> object:
        if next(calls) == 5:
            raise ProviderError("CPU failed on a batch of 8: the driver was reset")
        return predict(self, pixels, **options)

    monkeypatch.setattr(Network, "predict", failing)
    result = run(images, "-o", tmp_path / "results.csv", "--batch-size", "8")
    assert result.exit_code == 1
    assert "the driver was reset" in sentence(result)
    assert "answers are kept" in result.stderr
    again = run(images, "-o", tmp_path / "results.csv")
    assert again.exit_code == 0
    assert "of them before" in again.stderr
    assert run(images, "-o", tmp_path / "fresh.csv").exit_code == 0
    assert (tmp_path / "results.csv").read_bytes() == (tmp_path / "fresh.csv").read_bytes()


def test_memory_that_runs_out_in_a_batch_costs_no_row(run, images, tmp_path, monkeypatch):
    from desktop.model.network import Network

    assert run(images, "-o", tmp_path / "whole.csv").exit_code == 0
    predict = Network.predict

    def small(self: Network, pixels, **options: object) -> object:
        if len(pixels) > 3:
            raise MemoryError
        return predict(self, pixels, **options)

    monkeypatch.setattr(Network, "predict", small)
    monkeypatch.setattr(Network, "self_test", lambda self: 0.0)
    result = run(images, "-o", tmp_path / "results.csv", "--batch-size", "8")
    assert result.exit_code == 0
    assert "do not fit into memory" in result.stderr
    assert (tmp_path / "results.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_images_that_vanish_or_change_under_the_run_are_rows(run, images, tmp_path, monkeypatch):
    files = sorted(images.iterdir())

    def meddle() -> None:
        files[100].unlink()
        files[101].write_bytes(b"something else")
        files[102].write_bytes(files[103].read_bytes())

    during(monkeypatch, meddle)
    result = run(images, "-o", tmp_path / "results.csv")
    assert result.exit_code in (0, 3)  # those in question may have been read before
    rows = table((tmp_path / "results.csv").read_text(encoding="utf-8"))
    assert [row["file"] for row in rows] == [path.name for path in files]
    assert all(row["error"] for row in rows if row["status"] == "failed")


def test_the_errors_of_a_full_disk_are_the_users_to_read():
    assert issubclass(OutputError, HamError)
