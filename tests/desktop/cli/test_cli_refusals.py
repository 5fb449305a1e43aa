"""ham-classify with nothing to do or no way to do it: one sentence, the right exit code, nothing half-written."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import click.testing
import pytest

from desktop.cli import run as classify
from desktop.cli.ham_classify import command
from desktop.engine import pipeline
from desktop.errors import ProviderError
from desktop.model import file as model_file
from desktop.model import network as model_module
from desktop.model import providers
from tests.desktop.contract.test_onnx_header import as_initializer
from tests.desktop.helpers import (
    EARLIER_TABLE,
    coloured_files,
    listing,
    needs_permissions,
    sentence,
    table,
)
from tests.tiny_model import build_tiny_model


def test_an_empty_folder_is_exit_code_1_with_what_to_do(run, tmp_path):
    (tmp_path / "images").mkdir()
    result = run(tmp_path / "images", "-o", tmp_path / "results.csv")
    assert result.exit_code == 1
    assert f"no image (.jpg, .png, .tif, .bmp, .webp, .heic, .dcm) was found in {tmp_path / 'images'}" in sentence(
        result
    )
    assert listing(tmp_path) == {"images"}


def test_a_folder_with_only_a_text_file_is_exit_code_1(run, tmp_path):
    (tmp_path / "notes.txt").write_text("text", encoding="utf-8")
    result = run(tmp_path)
    assert result.exit_code == 1
    assert "no image" in sentence(result)


def test_when_folders_below_were_left_out_it_is_said(run, coloured_images):
    (coloured_images / "red.png").unlink()
    (coloured_images / "green.png").unlink()
    result = run(coloured_images, "--no-recursive")
    assert result.exit_code == 1
    assert "folders below it were not searched" in sentence(result)


def test_a_text_file_that_is_named_is_a_failed_row(run, tmp_path):
    (tmp_path / "notes.txt").write_text("text", encoding="utf-8")
    result = run(tmp_path / "notes.txt")
    assert result.exit_code == 1
    assert table(result.stdout)[0]["error"].startswith("this is no image")


def test_a_missing_path_is_exit_code_2_though_the_others_are_there(run, coloured_images, tmp_path):
    result = run(coloured_images, tmp_path / "gone", "-o", tmp_path / "results.csv")
    assert result.exit_code == 2
    assert "gone; check the name" in sentence(result)
    assert listing(tmp_path) & {"results.csv", "results.csv.part", "results.run.json"} == set()


@pytest.mark.parametrize("name", ["results.txt", "results", "results.csv.gz", "results.xlsx", ".csv"])
def test_a_results_file_of_another_kind_is_exit_code_2(run, coloured_images, tmp_path, name):
    result = run(coloured_images, "-o", tmp_path / name)
    assert result.exit_code == 2
    assert "results are written as .csv or .jsonl" in sentence(result)
    assert listing(tmp_path) == {"images", *(f"images/{p}" for p in listing(coloured_images))}


def test_a_folder_for_a_results_file_is_exit_code_2(run, coloured_images, tmp_path):
    result = run(coloured_images, "-o", tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "is a directory" in result.stderr


def test_a_missing_output_folder_is_told_before_the_first_image_is_read(run, coloured_images, tmp_path, monkeypatch):
    monkeypatch.setattr(classify, "classify_files", lambda *_, **__: pytest.fail("work was begun"))
    result = run(coloured_images, "-o", tmp_path / "gone" / "results.csv")
    assert result.exit_code == 1
    missing = tmp_path / "gone"
    assert f"results.csv cannot be written, there is no folder {missing}; make it first" in sentence(result)
    assert not missing.exists()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_an_output_folder_that_takes_no_file_is_told_in_words(run, coloured_images, tmp_path, monkeypatch, number):
    opened = Path.open

    def refusing(self: Path, mode: str = "r", **options: Any) -> Any:
        if mode.startswith(("w", "x")):
            raise OSError(number, os.strerror(number))
        return opened(self, mode, **options)

    monkeypatch.setattr(Path, "open", refusing)
    result = run(coloured_images, "-o", tmp_path / "results.csv")
    assert result.exit_code == 1
    assert f"({os.strerror(number)})" in sentence(result)


@needs_permissions
def test_a_read_only_output_folder_is_told_in_words(run, coloured_images, tmp_path):
    (tmp_path / "locked").mkdir(mode=0o500)
    result = run(coloured_images, "-o", tmp_path / "locked" / "results.csv")
    assert result.exit_code == 1
    assert "Permission denied" in sentence(result)


def no_model(folder: Path) -> Path:
    return folder / "gone.onnx"


def a_folder(folder: Path) -> Path:
    return folder


def no_onnx(folder: Path) -> Path:
    (folder / "a.onnx").write_text("no model", encoding="utf-8")
    return folder / "a.onnx"


def empty(folder: Path) -> Path:
    (folder / "a.onnx").touch()
    return folder / "a.onnx"


def no_contract(folder: Path) -> Path:
    model = build_tiny_model()
    del model.metadata_props[:]
    (folder / "a.onnx").write_bytes(model.SerializeToString())
    return folder / "a.onnx"


def an_address(folder: Path) -> str:
    return "hf://owner/model"


def an_address_of_a_bucket(folder: Path) -> str:
    return "s3://bucket/model.onnx"


def external_data(folder: Path) -> Path:
    model = build_tiny_model()
    as_initializer(model)
    (folder / "a.onnx").write_bytes(model.SerializeToString())
    return folder / "a.onnx"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (no_model, "there is no model file"),
        (an_address, "is an address, and nothing is fetched from a network here; download it"),
        (an_address_of_a_bucket, "is an address, and nothing is fetched"),
        (a_folder, "is a folder"),
        (no_onnx, "a.onnx cannot be used as a model: it is no ONNX file"),
        (empty, "it is no ONNX file"),
        (no_contract, "a.onnx cannot be used as a model: it carries no 'ham' metadata"),
        (external_data, "outside the file"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_model_that_cannot_be_used_is_exit_code_1_and_nothing_is_written(run, coloured_images, tmp_path, make, said):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.csv").write_text(EARLIER_TABLE, encoding="utf-8")
    (tmp_path / "model").mkdir()
    result = run(coloured_images, "-o", tmp_path / "out" / "results.csv", model=make(tmp_path / "model"))
    assert result.exit_code == 1
    assert said in sentence(result)
    assert listing(tmp_path / "out") == {"results.csv"}
    assert (tmp_path / "out" / "results.csv").read_text(encoding="utf-8") == EARLIER_TABLE


def test_without_an_embedded_model_it_is_told_how_to_name_one(run, coloured_images, tmp_path, monkeypatch):
    monkeypatch.setattr(model_file, "DEFAULT_MODEL", tmp_path / "default.onnx")
    result = run(coloured_images, model=None)
    assert result.exit_code == 1
    assert "--model FILE" in sentence(result)


def test_a_provider_that_is_absent_is_exit_code_1_with_the_reason(run, coloured_images, monkeypatch):
    monkeypatch.setattr(providers, "why_absent", lambda _: "no card was found")
    result = run(coloured_images, provider="cuda")
    assert result.exit_code == 1
    assert "CUDA cannot be used: no card was found" in sentence(result)


def test_a_change_of_provider_is_said(run, coloured_images, monkeypatch):
    opened = providers.open_session

    def open_session(content: bytes, provider: providers.Provider, **options: Any) -> Any:
        if provider.name != "cpu":
            raise ProviderError(f"{provider.label} did not start: a library is missing")
        return opened(content, provider, **options)

    monkeypatch.setattr(providers, "why_absent", lambda p: None if p.name in ("cuda", "cpu") else "absent")
    monkeypatch.setattr(providers, "open_session", open_session)
    result = run(coloured_images, provider="auto")
    assert result.exit_code == 0
    assert "note: CUDA did not start: a library is missing; trying the next provider" in result.stderr
    assert "on CPU" in result.stderr


def test_an_unknown_operating_point_is_exit_code_2_and_the_known_ones_are_listed(run, coloured_images, tmp_path):
    result = run(coloured_images, "--operating-point", "mel", "-o", tmp_path / "results.csv")
    assert result.exit_code == 2
    assert "no operating point 'mel'; it has: red-sensitivity-0.95, red-sensitivity-0.90" in sentence(result)
    assert not (tmp_path / "results.csv").exists()


@pytest.mark.parametrize(
    "options",
    [
        *(["--batch-size", "0"], ["--batch-size", "-1"], ["--batch-size", "many"], ["--batch-size", "1.5"]),
        *(["--batch-size", "9" * 5000], ["--batch-size", ""], ["--threads", "0"], ["--threads", "x"]),
        ["--no-such-option"],
    ],
    ids=lambda o: " ".join(o)[:20],
)
def test_a_wrong_option_is_exit_code_2_and_named(run, coloured_images, options):
    result = run(coloured_images, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert options[0] in result.stderr


def test_an_unknown_provider_is_exit_code_2_and_the_known_ones_are_listed(run, coloured_images):
    result = run(coloured_images, provider="abacus")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'auto', 'cuda', 'openvino', 'openvino-f32', 'directml', 'coreml', 'cpu'" in result.stderr


def test_no_path_at_all_is_exit_code_2():
    result = click.testing.CliRunner().invoke(command, [])
    assert result.exit_code == 2
    assert "PATH" in result.stderr


def test_a_run_that_fails_half_way_leaves_earlier_results_and_says_where_its_rows_are(run, tmp_path, monkeypatch):
    coloured_files(tmp_path / "images", 20)
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.csv").write_text(EARLIER_TABLE, encoding="utf-8")
    predict = model_module.Network.predict
    calls = iter(range(100))

    def failing(self: model_module.Network, *arguments: Any, **options: Any) -> Any:
        if next(calls) == 3:  # the self-test, two batches, and then no more
            raise ProviderError("CUDA failed on a batch of 4: device lost")
        return predict(self, *arguments, **options)

    monkeypatch.setattr(model_module.Network, "predict", failing)
    monkeypatch.setattr(pipeline, "PATIENCE_S", 60.0)
    result = run(tmp_path / "images", "-o", out / "results.csv", "--batch-size", "4")
    assert result.exit_code == 1
    assert "device lost" in sentence(result)
    assert f"8 answers are kept in {out / 'results.hamstudy'}; the same command goes on" in result.stderr
    assert (out / "results.csv").read_text(encoding="utf-8") == EARLIER_TABLE
    assert listing(out) == {"results.csv", "results.hamstudy"}


def test_a_record_that_cannot_be_written_in_the_end_is_told_and_the_results_are_kept(
    run, coloured_images, tmp_path, monkeypatch
):
    """It could be written when the run began (`test_existing.py`)."""
    monkeypatch.setattr(classify, "check_beside", lambda *_, **__: (tmp_path / "results.run.json").mkdir())
    result = run(coloured_images, "-o", tmp_path / "results.csv")
    assert result.exit_code == 1
    assert "results.run.json cannot be written" in sentence(result)
    assert len(table((tmp_path / "results.csv").read_text(encoding="utf-8"))) == 3
    assert not (tmp_path / "results.run.json.part").exists()


def test_results_do_not_replace_the_labels_they_are_compared_with(run, coloured_images, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("image_id,dx\nred,red\n", encoding="utf-8")
    (tmp_path / "link.csv").hardlink_to(labels)
    before = listing(tmp_path)
    for output in (labels, tmp_path / "link.csv", tmp_path / "." / "labels.csv"):
        result = run(coloured_images, "--labels", labels, "-o", output)
        assert result.exit_code == 2
        assert (
            "is no results table of ham-classify and would be replaced by one; name another file with -o"
            in sentence(result)
        )
    assert labels.read_text(encoding="utf-8") == "image_id,dx\nred,red\n"
    assert listing(tmp_path) == before


@pytest.mark.parametrize("name", ["mine.csv", "mine.jsonl"])
@pytest.mark.parametrize(
    "content", ["image_id,dx\nred,red\n", "file,note\na.jpg,x\n", "\ufefffile,diagnosis\n", '{"a": 1}\n']
)
@pytest.mark.parametrize("more", [(), ("--fresh",)])
def test_a_file_that_is_no_results_table_is_not_replaced(run, coloured_images, tmp_path, name, content, more):
    mine = tmp_path / name
    mine.write_text(content, encoding="utf-8")
    before = listing(tmp_path)
    result = run(coloured_images, "-o", mine, *more)
    assert result.exit_code == 2
    assert f"{name} is no results table of ham-classify and would be replaced by one" in sentence(result)
    assert (mine.read_text(encoding="utf-8"), listing(tmp_path)) == (content, before)


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl"])
def test_a_results_table_or_an_empty_file_is_replaced(run, coloured_images, tmp_path, name):
    output = tmp_path / name
    output.touch()
    assert run(coloured_images, "-o", output).exit_code == 0
    written = output.read_bytes()
    for study in tmp_path.glob("*.hamstudy"):
        study.unlink()  # what the table itself says is enough
    if name.endswith(".csv"):
        output.write_bytes(b"\xef\xbb\xbf" + written)  # as a spreadsheet saves it
    assert run(coloured_images, "-o", output).exit_code == 0
    assert output.read_bytes() == written
