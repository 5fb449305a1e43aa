"""ham-classify as a person or a script meets it: results on one stream, words on the other, and an honest exit code."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from desktop import __version__
from desktop.cli.ham_classify import PROVIDER_CHOICES, exit_code
from desktop.common import command_line
from desktop.common.command_line import ExitCode
from desktop.errors import HamError, InputError, ProviderError, UsageError
from desktop.model import providers
from desktop.request import Outcome
from desktop.results.rows import columns
from tests.desktop.helpers import (
    EARLIER_TABLE,
    broken_file,
    coloured_files,
    ham_classify,
    listing,
    needs_posix,
    one_colour,
    quarters,
    run_python,
    table,
)
from tests.tiny_model import tiny_info

NOTICE = "Research use only, not a medical device."


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
    one = ham_classify(coloured_images / "red.png", "--model", tiny_model, "--provider", "cpu", cwd=coloured_images)
    assert "\n1 image: 1 classified, 0 failed" in one.stderr
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
from desktop.cli.ham_classify import main
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


def test_one_image_waits_for_nothing_that_was_not_asked_for(tiny_model, coloured_images):
    code = f"{SPIED}\n    print('LOADED', sorted(sys.modules), file=sys.stderr)\n"
    image = coloured_images / "red.png"
    done = run_python("-c", code, str(image), "--model", str(tiny_model), "--provider", "cpu", cwd=coloured_images)
    assert done.returncode == 0, done.stderr
    loaded = done.stderr.split("LOADED ")[1]
    assert "'desktop.outputs.tables'" in loaded
    for name in (
        *(
            "desktop.outputs.heatmaps",
            "desktop.outputs.report",
            "desktop.cluster",
            "desktop.reading",
            "desktop.cli.doctor",
        ),
        *("PIL.ImageDraw", "PIL.ImageFont", "jinja2", "psutil", "platformdirs", "pydicom", "pillow_heif"),
    ):
        assert f"'{name}'" not in loaded, name


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_are_there_at_once(tmp_path, option):
    done = run_python("-c", SPIED, option, cwd=tmp_path)
    assert done.returncode == 0
    assert "LIGHT []" in done.stderr
    assert "HEAVY []" in done.stderr
    assert (f"version {__version__}" if option == "--version" else "Not a medical device") in done.stdout


def test_importing_the_package_imports_nothing_heavy(tmp_path):
    code = (
        "import sys, desktop, desktop.cli.ham_classify, desktop.cli.run, desktop.model.network\n"
        "import desktop.engine.pipeline, desktop.results.rows\n"
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
from desktop.engine import pipeline
from desktop.cli.ham_classify import main
read_image, calls = pipeline.read_image, itertools.count(1)
def interrupting(path, size):
    if next(calls) == 150:
        os.kill(os.getpid(), signal.SIGINT)
    return read_image(path, size)
pipeline.read_image = interrupting
main()
"""


@needs_posix
def test_ctrl_c_leaves_earlier_results_untouched_and_says_how_to_go_on(tiny_model, tmp_path):
    count = 2000
    image = one_colour(tmp_path / "images" / "0000.png", (230, 20, 20), (16, 12))
    for n in range(1, count):
        os.link(image, image.with_name(f"{n:04}.png"))
    (tmp_path / "results.csv").write_text(EARLIER_TABLE, encoding="utf-8")
    (tmp_path / "results.run.json").write_text("earlier record", encoding="utf-8")
    arguments = ("images", "-o", "results.csv", "--model", str(tiny_model), "--provider", "cpu", "--batch-size", "4")
    done = run_python("-c", INTERRUPTED, *arguments, cwd=tmp_path)
    assert done.returncode == 130, done.stderr
    assert "Traceback" not in done.stderr
    kept = re.search(r"not finished: ([0-9,]+) answers are kept in results.hamstudy; the same command", done.stderr)
    assert kept
    assert 100 <= int(kept[1].replace(",", "")) <= 250  # those in hand, and no more
    assert done.stderr.splitlines()[-1] == "ham-classify: stopped"
    assert (tmp_path / "results.csv").read_text(encoding="utf-8") == EARLIER_TABLE
    assert (tmp_path / "results.run.json").read_text(encoding="utf-8") == "earlier record"
    assert {p.name for p in tmp_path.iterdir()} == {"images", "results.csv", "results.hamstudy", "results.run.json"}


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
    assert listing(out) == {name, record_name, f"{Path(name).stem}.hamstudy"}
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
    (tmp_path / "results.csv").write_text(EARLIER_TABLE, encoding="utf-8")
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


# --- what holds it together ------------------------------------------------------------------------------------------


def test_the_providers_offered_are_the_providers_known():
    assert ("auto", *providers.NAMES) == PROVIDER_CHOICES


@pytest.mark.parametrize(("classified", "failed", "code"), [(3, 0, 0), (2, 1, 3), (0, 3, 1), (0, 0, 0)])
def test_the_exit_code_follows_from_the_counts(classified, failed, code):
    assert exit_code(Outcome(classified=classified, failed=failed)) == code


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
    with pytest.raises(SystemExit) as caught, command_line.told_in_one_sentence("ham-x"):
        raise error
    assert caught.value.code == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err == ("ham-x: stopped\n" if code == 130 else "ham-x: x\n")


def test_an_error_that_is_not_ours_is_not_hidden():
    with pytest.raises(ZeroDivisionError), command_line.told_in_one_sentence("ham-x"):
        raise ZeroDivisionError


def test_the_exit_codes_are_those_of_the_design():
    assert [(c.name, c.value) for c in ExitCode] == [
        ("DONE", 0),
        ("NOTHING", 1),
        ("USAGE", 2),
        ("SOME_FAILED", 3),
        ("INTERRUPTED", 130),
    ]
