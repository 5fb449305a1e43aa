"""A model folder is the earlier one whole or the new one whole, whatever ends its making."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import export.document.whole_folder
from desktop.common.files import OutputError
from desktop.model.file import open_model
from export.document.model_folder import write_model_folder
from export.document.whole_folder import whole_folder
from tests.tiny_model import tiny_info, write_tiny_model


def make(folder: Path, name: str, *, ending: Callable[[], object] = lambda: None) -> None:
    """A model folder of that model's name; `ending` runs when all of it is written, before it is put in place."""
    with whole_folder(folder) as made:
        file = write_tiny_model(made / "model.onnx", tiny_info(name=name))
        write_model_folder(made, [file], f"# {name}\n", earlier=folder)
        ending()


def content(folder: Path) -> dict[str, str]:
    """Every file of a folder by its name, hidden ones too."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir() if file.is_file()}


def is_whole(folder: Path, name: str) -> bool:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    there = content(folder)
    return open_model(folder).info.name == name and all(there[line.split("  ")[1]] == line[:64] for line in lines)


def refuse() -> None:
    raise OutputError("a later step is refused")


def interrupt() -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("ending", [refuse, interrupt])
def test_a_step_that_is_refused_leaves_the_earlier_folder_or_none(tmp_path: Path, ending: Callable[[], object]) -> None:
    with pytest.raises((OutputError, KeyboardInterrupt)):
        make(tmp_path / "m", "first", ending=ending)
    assert list(tmp_path.iterdir()) == []
    make(tmp_path / "m", "first")
    before = content(tmp_path / "m")
    with pytest.raises((OutputError, KeyboardInterrupt)):
        make(tmp_path / "m", "second", ending=ending)
    assert content(tmp_path / "m") == before
    assert is_whole(tmp_path / "m", "first")
    make(tmp_path / "m", "second")
    assert is_whole(tmp_path / "m", "second")
    assert [path.name for path in tmp_path.iterdir()] == ["m"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("earlier", [True, False])
def test_a_program_that_is_killed_leaves_the_earlier_folder_or_none(tmp_path: Path, *, earlier: bool) -> None:
    folder = tmp_path / "m"
    if earlier:
        make(folder, "first")
    before = content(folder) if earlier else {}
    script = (
        "import sys, time; from pathlib import Path\n"
        "from tests.export.document.test_whole_folder import make\n"
        "make(Path(sys.argv[1]), 'second', ending=lambda: (print('written', flush=True), time.sleep(600)))\n"
    )
    child = subprocess.Popen([sys.executable, "-c", script, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "written\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert folder.exists() == earlier
    assert (content(folder) if earlier else {}) == before
    make(folder, "second")
    assert is_whole(folder, "second")
    hidden = [path.name for path in (*tmp_path.iterdir(), *folder.iterdir()) if path.name.startswith(".")]
    assert hidden == []


@pytest.mark.parametrize("reached", range(6))
def test_a_disk_that_is_full_at_any_file_leaves_the_earlier_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reached: int
) -> None:
    make(tmp_path / "m", "first")
    (tmp_path / "m" / "config.json").rename(tmp_path / "kept.json")  # a file that the new folder has and this one not
    before = content(tmp_path / "m")
    put_in_place, calls = export.document.whole_folder.put_in_place, iter(range(100))

    def full(part: Path, target: Path) -> None:
        if next(calls) == reached:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        put_in_place(part, target)

    monkeypatch.setattr(export.document.whole_folder, "put_in_place", full)
    with pytest.raises(OutputError, match=r"m cannot be written \(No space left on device\); .* make room there"):
        make(tmp_path / "m", "second")
    assert content(tmp_path / "m") == before


def test_a_file_that_may_not_be_replaced_is_told_and_nothing_is(tmp_path: Path) -> None:
    make(tmp_path / "m", "first")
    (tmp_path / "m" / "model.onnx").chmod(0o444)
    before = content(tmp_path / "m")
    with pytest.raises(OutputError, match=r"model\.onnx cannot be written, it is read-only"):
        make(tmp_path / "m", "second")
    assert content(tmp_path / "m") == before


def test_what_else_lies_in_a_clone_stays(tmp_path: Path) -> None:
    (tmp_path / "m" / ".git").mkdir(parents=True)
    (tmp_path / "m" / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    (tmp_path / "m" / "LICENSE").write_text("Ours, after long talks.", encoding="utf-8")
    make(tmp_path / "m", "first")
    make(tmp_path / "m", "second")
    assert is_whole(tmp_path / "m", "second")
    assert (tmp_path / "m" / ".git" / "HEAD").exists()
    assert (tmp_path / "m" / "LICENSE").read_text(encoding="utf-8") == "Ours, after long talks."
