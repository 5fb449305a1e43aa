"""The folder warning of a run: at the terminal, in the record, at the head of the report, and never a wall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desktop.helpers import broken_file
from tests.promising_model import images_at, promising_info
from tests.tiny_model import tiny_info, write_tiny_model

WARNING = "WARNING: this folder, as a whole, is not like the images that the model's figures were measured on"


@pytest.fixture(scope="session")
def promising(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("promising") / "promising.onnx", promising_info())


def shift_of(output: Path):
    return json.loads(output.with_suffix(".run.json").read_text(encoding="utf-8"))["shift"]


def test_a_folder_from_elsewhere_is_warned_of_in_words_in_the_record_and_at_the_reports_head(run, promising, tmp_path):
    folder = images_at(tmp_path / "far", 0.44, 0.6, 60)
    broken_file(folder / "broken.jpg")
    output, report = tmp_path / "out.csv", tmp_path / "report.html"
    done = run(folder, "-o", output, "--report", report, model=promising)
    assert done.exit_code == 3  # as without a warning: one image failed
    assert "WARNING after 20 images: so far this folder is not like" in done.stderr
    assert done.stderr.count("WARNING after") == 1
    assert WARNING in done.stderr
    assert "on other sets at this distance: Red spot AUC 0.75 on far (300 images)" in done.stderr
    shift = shift_of(output)
    assert set(shift) == {"n", "statistic", "p", "shifted"}
    assert (shift["n"], shift["shifted"]) == (60, True)
    page = report.read_text(encoding="utf-8")
    assert page.index("not like the images that the model&#39;s figures") < page.index("<section class=summary>")


def test_a_folder_like_the_held_out_images_is_not_warned_of(run, promising, tmp_path):
    output = tmp_path / "out.csv"
    done = run(images_at(tmp_path / "like", 0.2, 0.4, 60), "-o", output, model=promising)
    assert done.exit_code == 0
    assert "WARNING" not in done.stderr
    assert "no sign in 60 images that this folder, as a whole, is unlike" in done.stderr
    assert shift_of(output)["shifted"] is False


def test_nothing_is_said_of_few_images_but_that(run, promising, tmp_path):
    output = tmp_path / "out.csv"
    done = run(images_at(tmp_path / "few", 0.5, 0.6, 19), "-o", output, model=promising)
    assert "WARNING" not in done.stderr
    assert "19 images are too few to say" in done.stderr
    assert shift_of(output) == {"n": 19, "statistic": None, "p": None, "shifted": None}


def test_a_run_to_standard_output_says_it_too(run, promising, tmp_path):
    done = run(images_at(tmp_path / "far", 0.44, 0.6, 25), model=promising)
    assert WARNING in done.stderr
    assert WARNING not in done.stdout


def test_the_statement_does_not_show_in_how_many_runs_the_table_was_made(run, promising, tmp_path):
    whole, parts = tmp_path / "whole.csv", tmp_path / "parts.csv"
    folder = images_at(tmp_path / "far", 0.3, 0.5, 30)
    run(folder, "-o", parts, model=promising)
    images_at(folder / "more", 0.35, 0.55, 30)
    run(folder, "-o", parts, model=promising)
    run(folder, "-o", parts, model=promising)
    run(folder, "-o", whole, model=promising)
    assert shift_of(parts) == shift_of(whole)
    assert shift_of(whole)["n"] == 60


def test_a_model_of_version_1_says_what_it_lacks_and_all_else_works(run, coloured_images, tmp_path):
    output = tmp_path / "out.csv"
    earlier = write_tiny_model(tmp_path / "earlier.onnx", tiny_info(contract=1))
    done = run(coloured_images, "-o", output, model=earlier)
    assert done.exit_code == 0
    assert "whether a folder is like the training images" in done.stderr
    assert shift_of(output) is None
