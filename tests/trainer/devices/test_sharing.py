"""Two devices that share every batch learn what one learns; they are virtual ones, in a process of their own."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from tests.conftest import run_command
from trainer.devices.sharing import batch_unit, pairs_together
from trainer.errors import DeviceError

BACKENDS = [
    pytest.param(
        name, marks=pytest.mark.skipif(importlib.util.find_spec(name) is None, reason=f"{name} is not installed")
    )
    for name in ("tensorflow", "jax")
]


@pytest.fixture(scope="module", params=BACKENDS)
def histories(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What `two_devices` found on one backend; what JAX compiled for one case serves the others that are alike."""
    environment = os.environ | {"KERAS_BACKEND": request.param}
    environment |= {
        "JAX_COMPILATION_CACHE_DIR": str(tmp_path_factory.mktemp("compiled")),
        "JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS": "0",
        "JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES": "-1",
    }
    environment["XLA_FLAGS"] = "--xla_force_host_platform_device_count=2"
    done = subprocess.run(
        [sys.executable, "-m", "tests.trainer.devices.two_devices"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("drawn on one", "drawn on two"),
        ("mixed on one", "mixed on two, then one"),
        ("mixed on one", "mixed on one, then two"),
    ],
)
def test_two_devices_learn_what_one_learns(histories: dict[str, Any], one: str, two: str) -> None:
    expected, found = histories[one], histories[two]
    assert [row["epoch"] for row in found] == [row["epoch"] for row in expected] == [1, 2]
    for name in ("loss", "accuracy", "val_loss", "val_accuracy", "val_auc"):
        pairs = [(row[name], other[name]) for row, other in zip(found, expected, strict=True)]
        assert np.allclose(*zip(*pairs, strict=True), rtol=1e-4), (name, pairs)
    assert expected[1]["loss"] != expected[0]["loss"]


@pytest.mark.timeout(900)
def test_two_devices_learn_in_half_precision(histories: dict[str, Any]) -> None:
    first, second = histories["mixed on two in half precision"]
    assert second["loss"] < first["loss"]
    assert second["val_loss"] < first["val_loss"]


def test_all_devices_or_so_many(histories: dict[str, Any]) -> None:
    assert histories["devices"] == {"all": 2, "1": 1, "2": 2}
    assert "3 devices were asked for" in histories["refused"]
    assert "use --devices 2 or all" in histories["refused"]


def test_pairs_of_a_mixture_come_into_the_same_part() -> None:
    assert list(pairs_together(5, 1)) == [0, 1, 2, 3, 4]
    order = pairs_together(12, 3)
    assert sorted(order) == list(range(12))
    for part in np.split(order, 3):
        assert (part + part[::-1] == 11).all()


def test_a_batch_that_cannot_be_shared_evenly_names_one_that_can() -> None:
    assert batch_unit(30, mixup=True, devices=1) == 1
    assert batch_unit(30, mixup=False, devices=3) == 3
    with pytest.raises(DeviceError, match="by 4 devices; use --batch-size 32"):
        batch_unit(30, mixup=False, devices=4)
    with pytest.raises(DeviceError, match="by 3 devices with mixup; use --batch-size 36"):
        batch_unit(33, mixup=True, devices=3)


@pytest.mark.parametrize("devices", ["0", "none", "-1"])
def test_a_number_of_devices_that_is_none_is_refused(devices: str) -> None:
    done = run_command("ham-train", "--devices", devices, check=False)
    assert done.returncode == 2
    assert "--devices" in done.stderr
