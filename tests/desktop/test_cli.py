"""ham-classify as a person or a script meets it: results on one stream, words on the other, and an honest exit code."""

from __future__ import annotations

import csv
import errno
import hashlib
import io
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

from desktop import __version__, classify, providers, terminal
from desktop import model as model_module
from desktop.classify import Outcome
from desktop.cli import PROVIDER_CHOICES, command, exit_code
from desktop.errors import HamError, InputError, ProviderError, UsageError
from desktop.results import columns
from desktop.terminal import ExitCode
from tests.desktop.helpers import (
    broken_file,
    coloured_files,
    ham_classify,
    listing,
    needs_permissions,
    needs_posix,
    one_colour,
    quarters,
    run_python,
)
from tests.desktop.test_onnxfile import as_initializer
from tests.tiny_model import build_tiny_model, tiny_info

NOTICE = "Research use only, not a medical device."


@pytest.fixture
def run(tiny_model: Path) -> Callable[..., click.testing.Result]:
    """ham-classify with the tiny model on the CPU, in this process."""

    def run(*arguments: str | Path, model: Path | None = tiny_model, provider: str = "cpu") -> click.testing.Result:
        options = ["--provider", provider, *(["--model", str(model)] if model else [])]
        result = click.testing.CliRunner().invoke(command, [*map(str, arguments), *options])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sentence(result: click.testing.Result) -> str:
    """The one line that says why nothing came of it; nothing may be on standard output."""
    assert result.stdout == ""
    assert "Traceback" not in result.stderr
    last: str = result.stderr.strip().splitlines()[-1]
    assert last.startswith("ham-classify: ")
    return last


# --- a run in a process of its own -----------------------------------------------------------------------------------


def test_metadata_that_pillow_warns_of_warns_nobody(tiny_model, tmp_path):
    odd = tmp_path / "a.jpg"
    quarters().save(odd, exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")
    done = ham_classify(odd, "--model", tiny_model, "--provider", "cpu", cwd=tmp_path)
    assert done.returncode == 0
    assert "warn" not in done.stderr.lower()


def test_the_table_goes_to_standard_output_and_everything_else_to_standard_error(tiny_model, coloured_images):
    done = ham_classify(coloured_images, "--model", tiny_model, "--provider", "cpu", cwd=coloured_images)
    assert done.returncode == 0, done.stderr
    rows = table(done.stdout)
    assert done.stdout.splitlines()[0] == ",".join(columns(tiny_info()))
    assert [(r["file"], r["diagnosis"], r["referral"]) for r in rows] == [
        ("deeper/blue.jpg", "blue", "no"),
        ("green.png", "green", "no"),
        ("red.png", "red", "yes"),
    ]
    assert len(done.stdout.splitlines()) == 4
    assert "model tiny (fp32) on CPU" in done.stderr
    assert "3 images: 3 classified, 0 failed" in done.stderr
    assert NOTICE in done.stderr
    assert listing(coloured_images) == {"red.png", "green.png", "notes.txt", "deeper", "deeper/blue.jpg"}


def test_some_failed_is_exit_code_3_and_the_failures_are_told_where_they_stand(tiny_model, coloured_images):
    broken_file(coloured_images / "green2.jpg")
    done = ham_classify(coloured_images, "--model", tiny_model, "--provider", "cpu", cwd=coloured_images)
    assert done.returncode == 3
    assert [r["status"] for r in table(done.stdout)] == ["ok", "ok", "failed", "ok"]
    assert "failed: green2.jpg: this is no image" in done.stderr
    assert "4 images: 3 classified, 1 failed" in done.stderr
    assert "Traceback" not in done.stderr


def test_all_failed_is_exit_code_1(tiny_model, tmp_path):
    broken_file(tmp_path / "a.jpg")
    done = ham_classify(tmp_path, "--model", tiny_model, "--provider", "cpu", cwd=tmp_path)
    assert done.returncode == 1
    assert [r["status"] for r in table(done.stdout)] == ["failed"]
    assert "Traceback" not in done.stderr


def test_wrong_usage_is_exit_code_2(tiny_model, tmp_path):
    done = ham_classify(tmp_path / "gone", "--model", tiny_model, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.strip() == f"ham-classify: there is no file or folder {tmp_path / 'gone'}; check the name"


SPIED = """
import sys
opened = []
sys.addaudithook(lambda event, arguments: opened.append(event) if event.startswith("socket.") else None)
from desktop.cli import main
try:
    main()
finally:
    heavy = {"tensorflow", "keras", "jax", "torch", "pandas", "sklearn", "matplotlib", "PySide6", "onnx", "tf2onnx"}
    light = {"numpy", "onnxruntime", "PIL", "msgspec", "tqdm"}
    print("HEAVY", sorted(heavy & set(sys.modules)), file=sys.stderr)
    print("LIGHT", sorted(light & set(sys.modules)), file=sys.stderr)
    print("SOCKETS", opened, file=sys.stderr)
"""


def test_a_run_opens_no_socket_and_loads_nothing_of_the_training_or_the_window(tiny_model, coloured_images):
    arguments = (coloured_images, "--model", tiny_model, "--provider", "cpu", "-o", coloured_images / "results.csv")
    done = run_python("-c", SPIED, *map(str, arguments), cwd=coloured_images)
    assert done.returncode == 0, done.stderr
    assert "HEAVY []" in done.stderr
    assert "SOCKETS []" in done.stderr
    assert "LIGHT ['PIL', 'msgspec', 'numpy', 'onnxruntime', 'tqdm']" in done.stderr


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_are_there_at_once(tmp_path, option):
    done = run_python("-c", SPIED, option, cwd=tmp_path)
    assert done.returncode == 0
    assert "LIGHT []" in done.stderr
    assert "HEAVY []" in done.stderr
    assert (f"version {__version__}" if option == "--version" else "Not a medical device") in done.stdout


def test_importing_the_package_imports_nothing_heavy(tmp_path):
    code = (
        "import sys, desktop, desktop.cli, desktop.classify, desktop.model, desktop.batch, desktop.results\n"
        "print({'tensorflow', 'keras', 'pandas', 'sklearn', 'PySide6', 'onnxruntime', 'onnx'} & set(sys.modules))\n"
    )
    done = run_python("-c", code, cwd=tmp_path)
    assert (done.stdout, done.stderr) == ("set()\n", "")


@needs_posix
@pytest.mark.parametrize("count", [2, 300])
def test_a_reader_that_leaves_early_gets_no_traceback(tiny_model, tmp_path, count):
    # `ham-classify ... | head -1`: with few rows the pipe breaks at the last write, with many in the middle.
    coloured_files(tmp_path / "images", count)
    reading, writing = os.pipe()
    os.close(reading)
    try:
        options: dict[str, Any] = {"capture_output": False, "stdout": writing, "stderr": -1}
        done = ham_classify(tmp_path / "images", "--model", tiny_model, "--provider", "cpu", cwd=tmp_path, **options)
    finally:
        os.close(writing)
    assert done.returncode == 1
    assert done.stderr.strip() == "model tiny (fp32) on CPU"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_behind_standard_output_is_told_in_one_sentence(tiny_model, coloured_images):
    with Path("/dev/full").open("w") as full:
        options: dict[str, Any] = {"capture_output": False, "stdout": full, "stderr": -1}
        done = ham_classify(coloured_images, "--model", tiny_model, "--provider", "cpu", cwd=coloured_images, **options)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("ham-classify: standard output cannot be written (No space left")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


INTERRUPTED = """
import itertools, os, signal, sys
from desktop import batch
from desktop.cli import main
read_image, calls = batch.read_image, itertools.count(1)
def interrupting(path, size):
    if next(calls) == 150:
        os.kill(os.getpid(), signal.SIGINT)
    return read_image(path, size)
batch.read_image = interrupting
main()
"""


@needs_posix
def test_ctrl_c_leaves_earlier_results_untouched_and_says_where_the_rows_so_far_are(tiny_model, tmp_path):
    count = 2000
    image = one_colour(tmp_path / "images" / "0000.png", (230, 20, 20), (16, 12))
    for n in range(1, count):
        os.link(image, image.with_name(f"{n:04}.png"))
    (tmp_path / "results.csv").write_text("earlier results", encoding="utf-8")
    (tmp_path / "results.run.json").write_text("earlier record", encoding="utf-8")
    arguments = ("images", "-o", "results.csv", "--model", str(tiny_model), "--provider", "cpu", "--batch-size", "4")
    done = run_python("-c", INTERRUPTED, *arguments, cwd=tmp_path)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    assert "not finished: the rows so far are in results.csv.part; results.csv was not touched" in done.stderr
    assert done.stderr.splitlines()[-1] == "ham-classify: stopped"
    assert (tmp_path / "results.csv").read_text(encoding="utf-8") == "earlier results"
    assert (tmp_path / "results.run.json").read_text(encoding="utf-8") == "earlier record"
    rows = table((tmp_path / "results.csv.part").read_text(encoding="utf-8"))
    assert 100 <= len(rows) < count
    assert [row["file"] for row in rows] == [f"{n:04}.png" for n in range(len(rows))]
    assert {path.name for path in tmp_path.iterdir()} == {
        "images",
        "results.csv",
        "results.csv.part",
        "results.run.json",
    }


@needs_posix
def test_on_a_terminal_the_progress_has_a_rate_and_the_table_stays_clean(tiny_model, tmp_path):
    import pty
    import termios

    coloured_files(tmp_path / "images", 30)
    broken_file(tmp_path / "images" / "0003x.jpg")
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (25, 100))
    options: dict[str, Any] = {"capture_output": False, "stdout": -1, "stderr": theirs}
    done = ham_classify(tmp_path / "images", "--model", tiny_model, "--provider", "cpu", cwd=tmp_path, **options)
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 65536):
            shown += piece
    except OSError as error:  # how Linux says that the other end was closed
        assert error.errno == errno.EIO  # noqa: PT017
    os.close(ours)
    text = shown.decode()
    assert done.returncode == 3
    assert "31/31" in text
    assert "image/s" in text
    assert "failed: 0003x.jpg: this is no image" in text
    assert len(table(done.stdout)) == 31
    assert "\r" not in done.stdout


@needs_posix
def test_a_file_name_that_is_no_text_gets_its_row_in_every_format(tiny_model, tmp_path):
    # Names on Linux are bytes; the console of this process knows ASCII alone.
    image = one_colour(tmp_path / "images" / "a.png", (230, 20, 20))
    image.rename(image.with_name(b"\xff.png".decode(errors="surrogateescape")))
    one_colour(tmp_path / "images" / "é.png", (20, 20, 230))
    for output in ("results.csv", "results.jsonl"):
        done = ham_classify("images", "-o", output, "--model", tiny_model, "--provider", "cpu", cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        text = (tmp_path / output).read_text(encoding="utf-8")
        assert "é.png" in text
        assert r"\udcff.png" in text


# --- results files ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["results.csv", "results.jsonl", "RESULTS.CSV"])
def test_a_results_file_and_its_record_are_written_and_nothing_else(run, coloured_images, tmp_path, tiny_model, name):
    out = tmp_path / "out"
    out.mkdir()
    result = run(coloured_images, "-o", out / name)
    assert (result.exit_code, result.stdout) == (0, "")
    record_name = f"{Path(name).stem}.run.json"
    assert listing(out) == {name, record_name}
    text = (out / name).read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()] if name.endswith("jsonl") else table(text)
    assert [row["diagnosis"] for row in rows] == ["blue", "green", "red"]
    assert tuple(rows[0]) == columns(tiny_info())
    record = json.loads((out / record_name).read_text(encoding="utf-8"))
    assert record["model"]["sha256"] == hashlib.sha256(tiny_model.read_bytes()).hexdigest()
    assert record["model"]["file"] == tiny_model.name
    assert record["provider"] == "CPU"
    assert record["counts"] == {"classified": 3, "failed": 0}
    assert record["options"]["operating_point"] == "red-sensitivity-0.95"
    assert record["seconds"] >= 0
    assert set(record["versions"]) == {"ham-classifier", "python", "onnxruntime", "numpy", "pillow"}
    assert NOTICE.rstrip(".") in record["notice"]
    assert str(tmp_path) not in json.dumps(record)  # nothing of whose images they were


def test_a_file_holds_what_standard_output_would(run, coloured_images, tmp_path):
    on_output = run(coloured_images).stdout_bytes
    run(coloured_images, "-o", tmp_path / "results.csv")
    assert (tmp_path / "results.csv").read_bytes() == on_output
    assert b"\r" not in on_output


def test_results_do_not_depend_on_the_batch_size(run, tmp_path):
    coloured_files(tmp_path / "images", 17)
    assert len({run(tmp_path / "images", "--batch-size", n).stdout for n in ("1", "3", "17", "auto")}) == 1


def test_a_table_with_failed_rows_has_its_record_too(run, coloured_images, tmp_path):
    broken_file(coloured_images / "x.jpg")
    assert run(coloured_images, "-o", tmp_path / "results.csv").exit_code == 3
    assert json.loads((tmp_path / "results.run.json").read_text(encoding="utf-8"))["counts"] == {
        "classified": 3,
        "failed": 1,
    }


def test_earlier_results_are_replaced_when_the_run_ends_well(run, coloured_images, tmp_path):
    (tmp_path / "results.csv").write_text("earlier", encoding="utf-8")
    assert run(coloured_images, "-o", tmp_path / "results.csv").exit_code == 0
    assert len(table((tmp_path / "results.csv").read_text(encoding="utf-8"))) == 3


def test_single_files_and_folders_may_be_mixed(run, coloured_images):
    result = run(coloured_images / "red.png", coloured_images / "deeper")
    assert [row["file"] for row in table(result.stdout)] == ["red.png", "deeper/blue.jpg"]


def test_folders_below_are_left_out_when_asked(run, coloured_images):
    assert [row["file"] for row in table(run(coloured_images, "--no-recursive").stdout)] == ["green.png", "red.png"]


def test_the_operating_point_may_be_chosen(run, coloured_images):
    rows = table(run(coloured_images, "--operating-point", "red-sensitivity-0.90").stdout)
    assert {row["operating_point"] for row in rows} == {"red-sensitivity-0.90"}


def test_names_in_the_table_are_read_back_as_they_are(run, tmp_path):
    names = {"a,b.png", "spaces in it.png", "患者/写真.png"} | (
        {'"q".png', "line\nbreak.png", "old\rmac.png"} if os.name == "posix" else set()
    )
    for name in names:
        one_colour(tmp_path / "images" / name, (230, 20, 20))
    run(tmp_path / "images", "-o", tmp_path / "results.csv")
    with (tmp_path / "results.csv").open(encoding="utf-8", newline="") as stream:
        assert {row["file"] for row in csv.DictReader(stream)} == names


# --- nothing comes of it ---------------------------------------------------------------------------------------------


def test_an_empty_folder_is_exit_code_1_with_what_to_do(run, tmp_path):
    (tmp_path / "images").mkdir()
    result = run(tmp_path / "images", "-o", tmp_path / "results.csv")
    assert result.exit_code == 1
    assert f"no image (.jpg, .png, .tif, .bmp, .webp) was found in {tmp_path / 'images'}" in sentence(result)
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
    assert "results.csv cannot be written" in sentence(result)
    assert not (tmp_path / "gone").exists()


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_an_output_folder_that_takes_no_file_is_told_in_words(run, coloured_images, tmp_path, monkeypatch, number):
    opened = Path.open

    def refusing(self: Path, mode: str = "r", **options: Any) -> Any:
        if "w" in mode:
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


def external_data(folder: Path) -> Path:
    model = build_tiny_model()
    as_initializer(model)
    (folder / "a.onnx").write_bytes(model.SerializeToString())
    return folder / "a.onnx"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (no_model, "there is no model file"),
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
    (tmp_path / "out" / "results.csv").write_text("earlier", encoding="utf-8")
    (tmp_path / "model").mkdir()
    result = run(coloured_images, "-o", tmp_path / "out" / "results.csv", model=make(tmp_path / "model"))
    assert result.exit_code == 1
    assert said in sentence(result)
    assert listing(tmp_path / "out") == {"results.csv"}
    assert (tmp_path / "out" / "results.csv").read_text(encoding="utf-8") == "earlier"


def test_without_an_embedded_model_it_is_told_how_to_name_one(run, coloured_images, tmp_path, monkeypatch):
    monkeypatch.setattr(model_module, "DEFAULT_MODEL", tmp_path / "default.onnx")
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
    assert "'auto', 'cuda', 'openvino', 'directml', 'coreml', 'cpu'" in result.stderr


def test_no_path_at_all_is_exit_code_2():
    result = click.testing.CliRunner().invoke(command, [])
    assert result.exit_code == 2
    assert "PATH" in result.stderr


def test_a_run_that_fails_half_way_leaves_earlier_results_and_says_where_its_rows_are(run, tmp_path, monkeypatch):
    coloured_files(tmp_path / "images", 20)
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.csv").write_text("earlier", encoding="utf-8")
    predict = model_module.Classifier.predict
    calls = iter(range(100))

    def failing(self: model_module.Classifier, *arguments: Any, **options: Any) -> Any:
        if next(calls) == 3:  # the self-test, two batches, and then no more
            raise ProviderError("CUDA failed on a batch of 4: device lost")
        return predict(self, *arguments, **options)

    monkeypatch.setattr(model_module.Classifier, "predict", failing)
    result = run(tmp_path / "images", "-o", out / "results.csv", "--batch-size", "4")
    assert result.exit_code == 1
    assert "device lost" in sentence(result)
    assert f"the rows so far are in {out / 'results.csv.part'}" in result.stderr
    assert (out / "results.csv").read_text(encoding="utf-8") == "earlier"
    assert len(table((out / "results.csv.part").read_text(encoding="utf-8"))) == 8
    assert listing(out) == {"results.csv", "results.csv.part"}


def test_a_record_that_cannot_be_written_is_told_and_the_results_are_kept(run, coloured_images, tmp_path):
    (tmp_path / "results.run.json").mkdir()
    result = run(coloured_images, "-o", tmp_path / "results.csv")
    assert result.exit_code == 1
    assert "results.run.json cannot be written" in sentence(result)
    assert len(table((tmp_path / "results.csv").read_text(encoding="utf-8"))) == 3
    assert not (tmp_path / "results.run.json.part").exists()


# --- what holds it together ------------------------------------------------------------------------------------------


def test_the_providers_offered_are_the_providers_known():
    assert ("auto", *providers.NAMES) == PROVIDER_CHOICES


@pytest.mark.parametrize(("classified", "failed", "code"), [(3, 0, 0), (2, 1, 3), (0, 3, 1), (0, 0, 0)])
def test_the_exit_code_follows_from_the_counts(classified, failed, code):
    assert exit_code(Outcome(classified, failed, "")) == code


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("x"), 2),
        (InputError("x"), 1),
        (ProviderError("x"), 1),
        (HamError("x"), 1),
        (KeyboardInterrupt(), 130),
    ],
)
def test_every_error_of_ours_becomes_a_line_and_an_exit_code(capsys, error, code):
    with pytest.raises(SystemExit) as caught, terminal.told_in_one_sentence("ham-x"):
        raise error
    assert caught.value.code == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == ("ham-x: stopped\n" if code == 130 else "ham-x: x\n")


def test_an_error_that_is_not_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError), terminal.told_in_one_sentence("ham-x"):
        raise ZeroDivisionError


def test_the_exit_codes_are_those_of_the_design():
    assert [(c.name, c.value) for c in ExitCode] == [
        ("DONE", 0),
        ("NOTHING", 1),
        ("USAGE", 2),
        ("SOME_FAILED", 3),
        ("INTERRUPTED", 130),
    ]
