"""--prevalence and --sets: the table says which numbers it holds, the study keeps the model's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.desktop.helpers import coloured_files, sentence, table
from tests.promising_model import images_at, promising_info
from tests.tiny_model import tiny_info, write_tiny_model


@pytest.fixture(scope="session")
def promising(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("promising") / "promising.onnx", promising_info())


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    coloured_files(tmp_path / "photos", 12)
    return tmp_path / "photos"


def rows(output: Path):
    return table(output.read_text(encoding="utf-8"))


def test_the_table_the_record_and_the_terminal_say_which_numbers_these_are(run, promising, photos, tmp_path):
    output, report = tmp_path / "out.csv", tmp_path / "report.html"
    done = run(photos, "-o", output, "--prevalence", "red=0.02,green=0.9", "--report", report, model=promising)
    assert done.exit_code == 0, done.stderr
    assert {row["prevalence"] for row in rows(output)} == {"red=0.02;green=0.9;blue=0.08"}
    assert "at the prevalence given (red 0.02, green 0.9, blue 0.08)" in done.stderr
    assert "of 1,000 images are referred; of the referred" in done.stderr
    assert "<h2>Prevalence</h2>" in report.read_text(encoding="utf-8")
    options = json.loads(output.with_suffix(".run.json").read_text(encoding="utf-8"))["options"]
    assert (options["prevalence"], options["sets"]) == ("red=0.02;green=0.9;blue=0.08", 0.9)


def test_the_study_keeps_the_models_own_numbers_so_that_another_prevalence_runs_nothing_again(
    run, promising, photos, tmp_path
):
    output = tmp_path / "out.csv"
    run(photos, "-o", output, model=promising)
    plain = output.read_bytes()
    again = run(photos, "-o", output, "--prevalence", "red=0.9", model=promising)
    assert "all of them before" in again.stderr
    assert sum(row["diagnosis"] == "red" for row in rows(output)) > plain.count(b",red,")
    again = run(photos, "-o", output, model=promising)
    assert "all of them before" in again.stderr
    assert output.read_bytes() == plain


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_the_column_possible_holds_the_set(run, promising, photos, tmp_path, ending):
    output = tmp_path / f"out.{ending}"
    run(photos, "-o", output, "--sets", "0.95", model=promising)
    text = output.read_text(encoding="utf-8")
    found = rows(output) if ending == "csv" else [json.loads(line) for line in text.splitlines()]
    thresholds = {"red": 0.1, "green": 0.2, "blue": 0.0}
    for row in found:
        assert set((row["possible"] or "").split(";")) == {c for c, t in thresholds.items() if float(row[c]) >= t}


def test_where_the_folder_is_warned_of_the_promise_of_the_sets_is_withdrawn(run, promising, tmp_path):
    report = tmp_path / "report.html"
    folder = images_at(tmp_path / "far", 0.44, 0.6, 30)
    done = run(folder, "-o", tmp_path / "out.csv", "--report", report, model=promising)
    assert "the sets of possible diagnoses promise nothing here" in done.stderr
    assert "on this folder nothing is promised" in report.read_text(encoding="utf-8")
    like = images_at(tmp_path / "like", 0.2, 0.4, 30)
    done = run(like, "-o", tmp_path / "like.csv", "--report", report, model=promising)
    assert "promise nothing here" not in done.stderr
    page = report.read_text(encoding="utf-8")
    assert "on this folder nothing is promised" not in page
    assert "0.910 (0.850\N{EN DASH}0.950)" in page


@pytest.mark.parametrize("option", [("--prevalence", "uniform"), ("--sets", "0.9")])
def test_a_file_of_version_1_is_refused_what_it_cannot_answer_before_any_image(run, photos, tmp_path, option):
    earlier = write_tiny_model(tmp_path / "earlier.onnx", tiny_info(contract=1))
    done = run(photos, "-o", tmp_path / "out.csv", *option, model=earlier)
    assert done.exit_code == 2
    assert "contract version 1" in sentence(done)
    assert not (tmp_path / "out.csv").exists()
    assert not (tmp_path / "out.hamstudy").exists()


@pytest.mark.parametrize("level", ["90", "95%", "0,9", "100", "1", "0", "-0.9", "nan", ""])
def test_a_level_that_is_no_share_is_told_how_one_is_written(run, promising, photos, level):
    done = run(photos, "--sets", level, model=promising)
    assert done.exit_code == 2
    assert f"'{level}' is no share of the images; a level is written as 0.90 or 0.95" in done.stderr


def test_a_level_that_the_file_does_not_hold_is_told_which_it_does(run, promising, photos):
    done = run(photos, "--sets", "0.5", model=promising)
    assert sentence(done) == "ham-classify: --sets 0.5: the model file holds sets at 0.9, 0.95; name one of these"


def test_what_is_no_prevalence_is_wrong_usage(run, promising, photos, tmp_path):
    done = run(photos, "-o", tmp_path / "out.csv", "--prevalence", "red=0.7,green=0.7", model=promising)
    assert done.exit_code == 2
    assert sentence(done) == "ham-classify: --prevalence sums to 1.4; shares must sum to 1"
