"""`python -m tests.gpu` and its workers as processes: without a GPU, and on a machine that has JAX alone."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.gpu.device import InProcesses, TaskError
from tests.without_tensorflow import without_tensorflow

needs_jax = pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed")


def _python(*words: object, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=environment,
        check=False,
    )


@needs_jax
def test_without_a_gpu_and_without_tensorflow_the_command_says_in_a_sentence_what_it_looked_for(tmp_path: Path) -> None:
    hidden = without_tensorflow(tmp_path / "hidden", JAX_PLATFORMS="cpu")
    hidden.pop("KERAS_BACKEND", None)  # what is installed is found
    out = tmp_path / "gpu.json"
    done = _python("-m", "tests.gpu", "--data", tmp_path, "--out", out, environment=hidden)
    assert done.returncode == 3, done.stderr
    (line,) = done.stderr.splitlines()
    assert line.startswith("no GPU, nothing was proven: ")
    assert "jax" in line
    assert line.endswith("; --device cpu takes the same steps in small")
    assert not done.stdout
    assert not out.exists()


def test_data_that_are_not_there_are_wrong_usage(tmp_path: Path) -> None:
    done = _python("-m", "tests.gpu", "--data", tmp_path / "none")
    assert done.returncode == 2
    assert "none" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_that_fails_says_its_last_line(tmp_path: Path) -> None:
    device = InProcesses("cpu", "tensorflow")
    with pytest.raises(TaskError, match=r"no\.onnx"):
        device.run("inference", model=str(tmp_path / "no.onnx"), provider="cpu", data=str(tmp_path))


def test_a_provider_that_this_machine_lacks_is_no_answer_of_another(tiny_model: Path, tmp_path: Path) -> None:
    """The session itself is asked: nothing runs on the CPU under another name."""
    import onnxruntime

    from desktop.model.providers import has_nvidia_driver

    if "CUDAExecutionProvider" in onnxruntime.get_available_providers() and has_nvidia_driver():
        pytest.skip("there is an NVIDIA driver, so CUDA may start here")
    device = InProcesses("gpu", "tensorflow")
    with pytest.raises(TaskError, match="CUDA cannot be used"):
        device.run("inference", model=str(tiny_model), provider="cuda", data=str(tmp_path))


@pytest.mark.timeout(600)
def test_a_model_file_is_inferred_with_on_the_cpu_end_to_end(
    tiny_model: Path, coloured_images: Path, tmp_path: Path
) -> None:
    found = InProcesses("cpu", "tensorflow").run(
        "inference",
        model=str(tiny_model),
        provider="cpu",
        data=str(coloured_images),
        images=3,
        batches=[1, 4],
        folder=str(tmp_path),
        folder_images=9,
    )
    assert (found["provider"], found["ran_on"]) == ("cpu", "CPUExecutionProvider")
    assert set(found["nodes"]) <= {"CPUExecutionProvider"}
    assert found["largest_difference"] == 0.0
    assert found["compared"] == 3
    assert set(found["images_per_second"]) == {"1", "4"}
    for name, shape in {"600 x 450": (600, 450), "12 megapixels": (4000, 3000)}.items():
        end = found["end_to_end"][name]
        assert end["images"] == 9
        assert end["provider"] == "CPU"
        assert end["share"] == pytest.approx(end["images_per_second"] / end["limit"])
        from PIL import Image

        files = sorted((tmp_path / name.replace(" ", "-")).iterdir())
        with Image.open(files[0]) as first, Image.open(files[-1]) as last:
            assert first.size == last.size == shape


@needs_jax
def test_without_tensorflow_a_run_is_not_exported_and_why_is_a_sentence(tmp_path: Path) -> None:
    hidden = without_tensorflow(tmp_path / "hidden", KERAS_BACKEND="jax")
    options = json.dumps({"run": str(tmp_path), "data": str(tmp_path), "folder": str(tmp_path)})
    done = _python("-m", "tests.gpu.worker", "export", options, environment=hidden)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["absent"] == (
        "the export needs packages that are not installed (tensorflow, tf2onnx); install ham-classifier[train]"
    )
    assert found["files"] == {}


@needs_jax
@pytest.mark.timeout(900)
def test_without_tensorflow_jax_takes_the_steps_of_the_training(phantoms: Path, tmp_path: Path) -> None:
    hidden = without_tensorflow(tmp_path / "hidden", KERAS_BACKEND="jax", JAX_PLATFORMS="cpu")
    options = {
        "data": str(phantoms),
        "cache": str(tmp_path / "pixels"),
        "recipe": "standard",
        "size": 32,
        "batch_size": 4,
        "steps": 2,
        "stages": 1,
        "compiled": True,
        "images": 20,
        "precision": "float32",
        "kind": "cpu",
    }
    done = _python("-m", "tests.gpu.worker", "curve", json.dumps(options), environment=hidden)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["stages"] == ["finish"]
    assert len(found["losses"]) == 2
    assert min(found["losses"]) > 0.0
