"""No home, a working folder that was removed, no room for temporary files: told in lines, never a traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

from desktop.cli.diagnostics import report
from desktop.cli.redaction import without_paths
from desktop.engine.tuning import cache_file
from tests.conftest import SCRIPTS
from tests.desktop.helpers import needs_posix


@pytest.fixture
def no_home(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container that was started with `--user 12345`."""
    pwd = pytest.importorskip("pwd")

    def unknown(number: int) -> object:
        raise KeyError(f"getpwuid(): uid not found: {number}")

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    for variable in ("HOME", "USERPROFILE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(variable, raising=False)
    with pytest.raises(RuntimeError):
        Path.home()


@pytest.fixture
def no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    shutil.rmtree(gone)


@pytest.fixture
def no_temporary(monkeypatch: pytest.MonkeyPatch) -> None:
    def none() -> str:
        raise FileNotFoundError(2, "No usable temporary directory found in ['/tmp', '/var/tmp']")

    monkeypatch.setattr(tempfile, "gettempdir", none)


@pytest.mark.parametrize("lacking", ["no_home", "no_folder", "no_temporary"])
def test_the_doctor_reports_all_it_knows_on_a_bare_machine(lacking, request, tiny_model):
    if lacking == "no_folder" and os.name == "nt":
        pytest.skip("Windows keeps the folder a program is in")
    request.getfixturevalue(lacking)
    text = "\n".join(report(tiny_model, seconds=0.01))
    assert "auto takes" in text
    assert "images/s" in text
    assert str(tiny_model.parent) not in text


def test_folders_are_cut_from_messages_without_a_home(no_home, no_temporary):
    assert without_paths("cannot open /srv/patients/model.onnx") == "cannot open model.onnx"
    assert without_paths("bad: model.onnx", [(Path("model.onnx"), "<model>")]) == "bad: <model>"


def test_without_a_home_nothing_is_remembered_and_the_run_is_done(no_home, run, coloured_images, tmp_path):
    assert cache_file() is None
    assert run(coloured_images, "-o", tmp_path / "results.csv").exit_code == 0


def in_removed_folder(folder: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    """ham-classify, started in a folder that is then not there any more."""
    folder.mkdir()
    words = ["sh", "-c", 'rmdir "$0" && exec "$@"', folder, SCRIPTS / "ham-classify", *arguments]
    return subprocess.run([str(word) for word in words], cwd=folder, capture_output=True, text=True, check=False)


@needs_posix
def test_a_relative_path_from_a_removed_folder_is_refused_in_one_sentence(coloured_images, tmp_path, tiny_model):
    done = in_removed_folder(tmp_path / "gone", ".", "-o", "results.csv", "--model", tiny_model)
    assert done.returncode == 2
    assert done.stderr == "ham-classify: the folder it was started in is not there any more; change to another one\n"


@needs_posix
def test_full_paths_serve_in_a_removed_folder(coloured_images, tmp_path, tiny_model):
    done = in_removed_folder(tmp_path / "gone", coloured_images, "-o", tmp_path / "results.csv", "--model", tiny_model)
    assert (done.returncode, (tmp_path / "results.csv").is_file()) == (0, True), done.stderr
