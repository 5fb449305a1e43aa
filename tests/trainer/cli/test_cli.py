"""ham-train at the terminal: help without waiting, wrong input in one sentence, nothing left behind."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import run_command, run_here
from trainer.cli.installed import LOG_PACKAGES, check_installed, check_log_installed
from trainer.errors import RunError


def _fails(
    tmp_path: Path, *arguments: object, command: Callable[..., subprocess.CompletedProcess[str]] = run_here
) -> subprocess.CompletedProcess[str]:
    done = command("ham-train", "--output", tmp_path / "runs", *arguments, check=False)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert len([line for line in done.stderr.splitlines() if line.startswith("ham-train:")]) <= 1
    runs = tmp_path / "runs"
    assert not runs.exists() or [p for p in runs.iterdir() if p.name != ".pixels"] == []
    return done


def test_help_and_version_wait_for_no_framework() -> None:
    code = (
        "import sys\nfrom trainer.cli.train import command\n"
        "try:\n    command(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'keras', 'tensorflow', 'pandas', 'numpy', 'onnxruntime', 'PySide6'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "--data DIR" in done.stdout
    assert "Not a medical device" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--data", "absent", "--weights", "none"), 1, "absent"),
        (("--recipe", "standart"), 1, "no recipe 'standart'"),
        (("--image-size", "7"), 2, "--image-size"),
        (("--precision", "int3"), 2, "--precision"),
        (("--seed", "-1"), 2, "--seed"),
        (("--frobnicate",), 2, "--frobnicate"),
        (("frobnicate",), 2, "frobnicate"),
    ],
)
def test_wrong_commands_end_in_one_sentence(tmp_path: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    done = _fails(tmp_path, *arguments, command=run_command)
    assert done.returncode == code
    assert words in done.stderr


@pytest.fixture
def small_folder(phantoms: Path, tmp_path: Path) -> Path:
    """A copy of the phantoms to damage."""
    return Path(shutil.copytree(phantoms, tmp_path / "data"))


def test_a_folder_without_metadata_is_told(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    done = _fails(tmp_path, "--data", tmp_path / "data", "--weights", "none")
    assert done.returncode == 1
    assert "metadata" in done.stderr


def test_other_columns_are_told(small_folder: Path, tmp_path: Path) -> None:
    metadata = small_folder / "metadata.csv"
    metadata.write_text(metadata.read_text(encoding="utf-8").replace(",dx,", ",what,", 1), encoding="utf-8")
    done = _fails(tmp_path, "--data", small_folder, "--weights", "none")
    assert done.returncode == 1
    assert "lacks the column dx" in done.stderr


def test_a_missing_image_is_named(small_folder: Path, tmp_path: Path) -> None:
    next(small_folder.rglob("PHANTOM_000017.jpg")).unlink()
    done = _fails(tmp_path, "--data", small_folder, "--weights", "none")
    assert done.returncode == 1
    assert "PHANTOM_000017" in done.stderr


def test_an_unreadable_image_is_named(small_folder: Path, tmp_path: Path) -> None:
    image = next(small_folder.rglob("PHANTOM_000023.jpg"))
    image.write_bytes(image.read_bytes()[:700])
    done = _fails(tmp_path, "--data", small_folder, "--weights", "none", "--image-size", 32)
    assert done.returncode == 1
    assert "PHANTOM_000023" in done.stderr


def test_missing_weights_are_told(phantoms: Path, tmp_path: Path) -> None:
    done = _fails(tmp_path, "--data", phantoms, "--weights", tmp_path / "absent.weights.h5")
    assert done.returncode == 1
    assert "no weight file" in done.stderr


def test_a_layer_that_is_not_there_is_told_before_anything_is_trained(phantoms: Path, tmp_path: Path) -> None:
    done = _fails(
        tmp_path, "--data", phantoms, "--weights", "none", "--image-size", 32, "--unfreeze-from", "conv9_block1"
    )
    assert done.returncode == 1
    assert "conv9_block1" in done.stderr
    assert "head 1:" not in done.stderr


def test_one_class_is_nothing_to_learn(small_folder: Path, tmp_path: Path) -> None:
    metadata = small_folder / "metadata.csv"
    lines = metadata.read_text(encoding="utf-8").splitlines()
    one = [lines[0], *(line for line in lines[1:] if ",nv," in line)]
    metadata.write_text("\n".join(one) + "\n", encoding="utf-8")
    done = _fails(tmp_path, "--data", small_folder, "--weights", "none")
    assert done.returncode == 1
    assert "one class" in done.stderr


def _loads_and_says(module: str, *arguments: str | Path) -> tuple[int, str, str]:
    """Exit code, standard error, and which heavy packages a command has loaded by its end."""
    script = (
        f"import sys\nfrom {module} import main\n"
        "try: main()\nfinally: print([m for m in ('keras', 'tensorflow', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr, done.stdout


def test_a_wrong_data_folder_is_told_before_a_framework_is_loaded(tmp_path: Path) -> None:
    code, said, loaded = _loads_and_says("trainer.cli.train", "--data", tmp_path / "nowhere")
    assert said.startswith(f"ham-train: The data folder {tmp_path / 'nowhere'} does not exist")
    assert (code, loaded) == (1, "[]\n")


@pytest.mark.parametrize(
    ("module", "words", "more"),
    [
        ("trainer.cli.train", ("--resume",), ()),
        ("trainer.cli.train", ("report",), ()),
        ("trainer.cli.train", ("evaluate",), ("--data", ".")),
        ("export.cli", (), ("--onnx", "m.onnx")),
    ],
)
def test_a_wrong_run_folder_is_told_before_a_framework_is_loaded(
    module: str, words: tuple[str, ...], more: tuple[str, ...], tmp_path: Path
) -> None:
    run = tmp_path / "nowhere"
    code, said, loaded = _loads_and_says(module, *words, run, *more)
    assert f"there is no run folder {run}; check the name" in said
    assert len(said.splitlines()) == 1
    assert (code, loaded) == (1, "[]\n")


@pytest.mark.parametrize("value", ["", "  ", None])
def test_no_backend_asked_for_is_tensorflow(monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("KERAS_BACKEND", raising=False)
    if value is not None:
        monkeypatch.setenv("KERAS_BACKEND", value)
    check_installed()
    assert "KERAS_BACKEND" not in os.environ


@pytest.mark.parametrize("value", ["numpy", "torch", "openvino", "nonsense"])
def test_a_backend_that_cannot_train_here_is_refused_by_name(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KERAS_BACKEND", value)
    with pytest.raises(RunError, match=f"KERAS_BACKEND is {value}.*tensorflow or jax"):
        check_installed()


def test_a_log_without_its_tool_is_told_before_anything_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOG_PACKAGES, "mlflow", "no_such_package_at_all")
    with pytest.raises(RunError, match=r"install ham-classifier\[mlflow\]"):
        check_log_installed("mlflow")


def test_one_run_cannot_be_compared() -> None:
    done = run_command("ham-train", "compare", "runs/x", check=False)
    assert done.returncode == 2
    assert "name two or more" in done.stderr


@pytest.mark.parametrize("value", [" JAX ", "TensorFlow"])
def test_a_backend_may_be_written_as_people_write_it(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("KERAS_BACKEND", value)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: object())
    check_installed()
    assert os.environ["KERAS_BACKEND"] == value.strip().lower()


def test_the_backend_that_keras_is_configured_with_is_known(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KERAS_BACKEND", "")
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    file = tmp_path / "keras.json"
    file.write_text('{"backend": "torch"}', encoding="utf-8")
    with pytest.raises(
        RunError, match=r"the backend in .*keras\.json is torch.*; set KERAS_BACKEND to tensorflow or jax"
    ):
        check_installed()
    for text in ('{"backend": "tensorflow"}', "{}", "no JSON"):
        file.write_text(text, encoding="utf-8")
        check_installed()
