"""The precision follows the device, and says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from trainer.devices import devices
from trainer.devices.devices import Device, choose_precision, find_device, quiet_frameworks
from trainer.errors import DeviceError

CPU = Device("cpu", "a CPU", 2)


@pytest.mark.parametrize(
    ("device", "flags", "expected", "why"),
    [
        (CPU, {"AMX-BF16", "AVX2"}, "bfloat16", "AMX-BF16"),
        (CPU, {"AVX512-BF16"}, "bfloat16", "AVX512-BF16"),
        (CPU, {"AVX2"}, "float32", "no bfloat16"),
        (Device("gpu", "A100", 1, (8, 0)), set(), "bfloat16", "Ampere"),
        (Device("gpu", "H200", 1, (9, 0)), set(), "bfloat16", "Ampere"),
        (Device("gpu", "T4", 1, (7, 5)), set(), "float16", "float16"),
        (Device("gpu", "P100", 1, (6, 0)), set(), "float32", "no half"),
        (Device("gpu", "unknown", 1), set(), "float32", "does not say"),
    ],
)
def test_auto_takes_what_the_device_is_good_at(device: Device, flags: set[str], expected: str, why: str) -> None:
    choice = choose_precision(device, "auto", frozenset(flags))
    assert choice.precision == expected
    assert why in choice.why


def test_a_named_precision_is_taken_as_asked() -> None:
    assert choose_precision(CPU, "float32", frozenset({"AMX-BF16"})).precision == "float32"


@pytest.mark.parametrize(
    ("name", "value"),
    [("TF_CONFIG", '{"cluster": {"worker": ["a:1", "b:1"]}}'), ("KERAS_DISTRIBUTION_NUM_PROCESSES", "2")],
)
def test_several_hosts_are_refused_not_ignored(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(
        DeviceError, match=f"several hosts works with JAX alone; set KERAS_BACKEND=jax, or unset {name}"
    ):
        find_device(None)
    assert find_device().used == 1
    monkeypatch.setenv(name, '{"cluster": {"worker": ["a:1"]}}' if name == "TF_CONFIG" else "1")
    assert find_device(None).used == 1


def test_starting_tensorflow_prints_nothing_and_later_errors_still_show() -> None:
    code = (
        "import sys\n"
        "from trainer.devices.devices import quiet_frameworks\n"
        "with quiet_frameworks():\n    import tensorflow\n"
        "print('seen', file=sys.stderr)\n"
    )
    environment = {k: v for k, v in os.environ.items() if k != "TF_CPP_MIN_LOG_LEVEL"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment, check=True)
    assert done.stderr.splitlines() == ["seen"]


def _start(*, stopped: bool) -> None:
    """What native start-up code does: an error of its own, whatever was behind it."""
    try:
        if stopped:
            raise KeyboardInterrupt
    except KeyboardInterrupt:
        raise ImportError("initialization failed")  # noqa: B904 - as NumPy's does
    raise ImportError("absent")


def test_ctrl_c_during_a_start_is_ctrl_c_whatever_native_code_makes_of_it() -> None:
    with pytest.raises(KeyboardInterrupt), quiet_frameworks():
        _start(stopped=True)
    with pytest.raises(ImportError, match="absent"), quiet_frameworks():
        _start(stopped=False)


def test_a_gpu_that_is_there_and_not_used_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    driver = tmp_path / "version"
    monkeypatch.setattr(devices, "NVIDIA_DRIVER", driver)
    assert devices.find_device().note == ""
    driver.touch()
    assert "install ham-classifier[cuda]" in devices.find_device().note
