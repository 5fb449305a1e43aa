"""What a run writes is never what it reads, and what cannot be written is told before the first image is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.desktop.helpers import broken_file, needs_posix, one_colour, sentence, table

LABELS = "image_id,dx\na,red\nb,green\n"


@pytest.fixture
def images(tmp_path: Path) -> Path:
    one_colour(tmp_path / "a.png", (230, 20, 20))
    one_colour(tmp_path / "b.png", (20, 230, 20))
    return tmp_path


def test_the_files_of_the_run_before_are_no_images_of_this_one_though_a_pattern_names_them(run, images):
    output, report, labels = images / "r.csv", images / "r.html", images / "labels.txt"
    labels.write_text(LABELS, encoding="utf-8")
    options = ("-o", output, "--report", report, "--labels", labels)
    assert run(images / "a.png", images / "b.png", *options).exit_code == 0
    labels.rename(images.parent / "labels.txt")
    before = output.read_text(encoding="utf-8")
    everything = sorted(images.iterdir())
    assert {path.name for path in everything} >= {"r.csv", "r.hamstudy", "r.html", "r.labels.json", "r.run.json"}
    again = run(*everything, *options[:4], "--labels", images.parent / "labels.txt")
    assert again.exit_code == 0, again.stderr
    assert output.read_text(encoding="utf-8") == before
    assert "passed over: 2 .json, 1 .csv, 1 .hamstudy, 1 .html" in again.stderr


def test_overlays_are_no_images_though_a_pattern_names_them(run, images):
    assert run(images / "a.png", "--heatmaps", images / "heat").exit_code == 0
    (overlay,) = (images / "heat").iterdir()
    both = run(images / "a.png", overlay)
    assert [row["file"] for row in table(both.stdout)] == ["a.png"]
    assert "passed over: 1 .heatmap.jpg" in both.stderr
    assert len(table(run(overlay).stdout)) == 1  # named alone it is meant


def test_what_is_written_may_not_be_what_is_read(run, images):
    labels = images / "labels.html"
    labels.write_text(LABELS, encoding="utf-8")
    refused = run(images, "--labels", labels, "--report", images / "." / "labels.html")
    assert refused.exit_code == 2
    assert "is read by this run and would be written over by it" in sentence(refused)
    assert labels.read_text(encoding="utf-8") == LABELS
    broken_file(images / "c.csv")
    alone = run(images / "c.csv", "-o", images / "c.csv")
    assert alone.exit_code == 2
    assert "is what this run writes, and no image" in sentence(alone)


@needs_posix
@pytest.mark.parametrize("linked", [Path.symlink_to, Path.hardlink_to])
def test_a_link_to_what_is_read_is_seen_through(run, images, linked):
    labels = images / "labels.txt"
    labels.write_text(LABELS, encoding="utf-8")
    linked(images / "r.html", labels)
    refused = run(images, "--labels", labels, "--report", images / "r.html")
    assert refused.exit_code == 2
    assert labels.read_text(encoding="utf-8") == LABELS


@pytest.mark.parametrize("name", ["r.run.json", "r.labels.json"])
def test_a_file_beside_the_table_that_cannot_be_written_is_told_before_the_work(run, images, name):
    (images.parent / "labels.txt").write_text(LABELS, encoding="utf-8")
    (images / name).mkdir()
    refused = run(images, "-o", images / "r.csv", "--labels", images.parent / "labels.txt")
    assert refused.exit_code == 1
    assert f"{name} cannot be written, it is a folder" in sentence(refused)
    assert not (images / "r.csv").exists()
    assert not (images / "r.hamstudy").exists()
