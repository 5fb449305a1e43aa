"""The same command again: it goes on where it was stopped, does what changed, and its table shows none of that."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.engine import pipeline
from desktop.images import DecodedImage, read_image
from desktop.study import store as study_module
from desktop.study.store import Study
from tests.desktop.helpers import (
    broken_file,
    coloured_files,
    environment,
    ham_classify,
    needs_posix,
    one_colour,
    sentence,
    table,
    wait_until,
)


@pytest.fixture
def decoded(monkeypatch) -> list[str]:
    """The names of the images that were decoded, in no certain order."""
    names: list[str] = []

    def noted(path: Path, size: int) -> DecodedImage:
        names.append(path.name)
        return read_image(path, size)

    monkeypatch.setattr(pipeline, "read_image", noted)
    return names


@pytest.fixture
def folder(tmp_path) -> Path:
    """Twelve images, one of them broken, one a level down."""
    folder = tmp_path / "images"
    coloured_files(folder, 10)
    broken_file(folder / "0004b.jpg")
    one_colour(folder / "0005z" / "deep.png", (9, 99, 199))
    return folder


def stop_after(monkeypatch, count: int) -> None:
    """Ctrl-C as the answer to image number `count` is kept."""
    save, calls = Study.save, iter(range(1, 10_000))

    def interrupted(self: Study, event: pipeline.Classified | pipeline.Failed) -> None:
        save(self, event)
        if next(calls) == count:
            raise KeyboardInterrupt

    monkeypatch.setattr(Study, "save", interrupted)


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl"])
@pytest.mark.parametrize("stops", [(1,), (3, 2, 4), (11,), (12,)])
def test_an_interrupted_run_goes_on_and_its_table_is_that_of_an_uninterrupted_one(
    run, folder, tmp_path, monkeypatch, decoded, name, stops
):
    whole = tmp_path / "whole" / name
    whole.parent.mkdir()
    assert run(folder, "-o", whole, "--batch-size", "3").exit_code == 3
    output = tmp_path / name
    for stop in stops:
        with monkeypatch.context() as patch:
            stop_after(patch, stop)
            stopped = run(folder, "-o", output, "--batch-size", "3")
        assert stopped.exit_code == 130
        assert "the same command goes on from there" in stopped.stderr
        assert not output.exists()
    decoded.clear()
    result = run(folder, "-o", output, "--batch-size", "3")
    assert result.exit_code == 3
    assert output.read_bytes() == whole.read_bytes()
    assert len(decoded) <= 12 - sum(stops) + len(stops)  # each time the broken one once more
    record = json.loads(output.with_suffix(".run.json").read_text(encoding="utf-8"))
    assert record["counts"] == {"classified": 11, "failed": 1}


def test_a_second_run_does_only_what_failed_before(run, folder, tmp_path, decoded):
    run(folder, "-o", tmp_path / "results.csv")
    first = (tmp_path / "results.csv").read_bytes()
    decoded.clear()
    again = run(folder, "-o", tmp_path / "results.csv")
    assert decoded == ["0004b.jpg"]
    assert "12 images: 11 classified, 1 failed, 11 of them before" in again.stderr
    assert (tmp_path / "results.csv").read_bytes() == first
    one_colour(folder / "0004b.jpg", (200, 0, 0))
    assert run(folder, "-o", tmp_path / "results.csv").exit_code == 0
    assert {row["status"] for row in table((tmp_path / "results.csv").read_text(encoding="utf-8"))} == {"ok"}


def test_new_images_are_added_changed_ones_redone_vanished_ones_dropped(run, folder, tmp_path, decoded):
    run(folder, "-o", tmp_path / "results.csv")
    (folder / "0004b.jpg").unlink()
    (folder / "0001.png").unlink()
    one_colour(folder / "0002.png", (230, 20, 20))
    one_colour(folder / "0000a.png", (20, 20, 230))
    decoded.clear()
    assert run(folder, "-o", tmp_path / "results.csv").exit_code == 0
    assert sorted(decoded) == ["0000a.png", "0002.png"]
    assert run(folder, "-o", tmp_path / "new.csv").exit_code == 0
    assert (tmp_path / "results.csv").read_bytes() == (tmp_path / "new.csv").read_bytes()


def test_another_operating_point_or_format_runs_nothing_again(run, folder, tmp_path, decoded):
    (folder / "0004b.jpg").unlink()
    run(folder, "-o", tmp_path / "results.csv")
    decoded.clear()
    assert run(folder, "-o", tmp_path / "results.jsonl", "--operating-point", "red-sensitivity-0.90").exit_code == 0
    assert decoded == []
    rows = [json.loads(line) for line in (tmp_path / "results.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["operating_point"] for row in rows} == {"red-sensitivity-0.90"}


def test_another_folder_into_the_same_file_is_another_table(run, folder, tmp_path):
    run(folder, "-o", tmp_path / "results.csv")
    one_colour(tmp_path / "others" / "0000.png", (230, 20, 20))
    assert run(tmp_path / "others", "-o", tmp_path / "results.csv").exit_code == 0
    (row,) = table((tmp_path / "results.csv").read_text(encoding="utf-8"))
    assert (row["file"], row["diagnosis"]) == ("0000.png", "red")


def test_fresh_starts_over(run, folder, tmp_path, decoded):
    run(folder, "-o", tmp_path / "results.csv")
    decoded.clear()
    assert run(folder, "-o", tmp_path / "results.csv", "--fresh").exit_code == 3
    assert len(decoded) == 12
    assert "before" not in run(folder, "--fresh", "-o", tmp_path / "results.csv").stderr


def test_fresh_without_a_results_file_is_a_slip(run, folder):
    result = run(folder, "--fresh")
    assert result.exit_code == 2
    assert "name it with -o" in sentence(result)


def test_without_a_results_file_nothing_is_kept(run, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    run(folder)
    assert set(tmp_path.rglob("*")) == before


def test_a_study_of_something_else_is_not_touched(run, folder, tmp_path):
    (tmp_path / "results.hamstudy").write_text("a diary\n" * 100, encoding="utf-8")
    result = run(folder, "-o", tmp_path / "results.csv")
    assert result.exit_code == 1
    assert "is no study file" in sentence(result)
    assert (tmp_path / "results.hamstudy").read_text(encoding="utf-8") == "a diary\n" * 100
    assert not (tmp_path / "results.csv").exists()


STUCK = """
import itertools, time
from pathlib import Path
from desktop.engine import pipeline
from desktop.study import store
from desktop.cli.ham_classify import main
read_image, calls = pipeline.read_image, itertools.count(1)
def stuck(path, size):
    if next(calls) > 120:
        Path("stuck").touch()
        time.sleep(1000)
    return read_image(path, size)
pipeline.read_image, store.COMMIT_ROWS = stuck, 20
main()
"""


@needs_posix
def test_a_killed_run_goes_on_and_a_second_process_meanwhile_is_turned_away(tiny_model, tmp_path):
    folder = tmp_path / "images"
    coloured_files(folder, 200)
    options = ("--model", str(tiny_model), "--provider", "cpu", "--batch-size", "4", "--threads", "1")
    arguments = (str(folder), "-o", "results.csv", *options)
    command = [sys.executable, "-c", STUCK, *arguments]
    with subprocess.Popen(command, cwd=tmp_path, env=environment(), stderr=subprocess.DEVNULL) as first:
        wait_until((tmp_path / "stuck").exists)
        turned_away = ham_classify(*arguments, cwd=tmp_path)
        first.kill()
    assert turned_away.returncode == 1
    assert "results.hamstudy is in use by another ham-classify or window" in turned_away.stderr
    assert not (tmp_path / "results.csv").exists()
    with Study.open(tmp_path / "results.hamstudy") as study:
        kept = study.file.rows("SELECT count(*) FROM results")[0][0]
    assert 60 <= kept <= 120
    again = ham_classify(*arguments, cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert f"{kept} of them before" in again.stderr
    whole = ham_classify(str(folder), *options, cwd=tmp_path)
    assert (tmp_path / "results.csv").read_text(encoding="utf-8") == whole.stdout


def test_the_rows_that_a_kill_may_cost_are_few():
    assert study_module.COMMIT_ROWS <= 256
    assert study_module.COMMIT_SECONDS <= 1.0
