"""Run by `test_sharing` in a process of its own, which has two virtual CPU devices: what one and both of them learn.

Prints one JSON document: name of the case -> history.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

if os.environ.get("KERAS_BACKEND") != "jax":
    import tensorflow as tf

    (cpu,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)

import keras
import numpy as np

from tests.trainer.fit import small_training as small
from trainer.devices.devices import find_device
from trainer.devices.sharing import shared_by_devices
from trainer.errors import DeviceError
from trainer.recipe import Augmentation, Recipe, Stage

STAGE = Stage("all", 2, 0.02, train_from=0, statistics="learned", optimiser="adamw", weight_decay=0.01)
CHANGED = Augmentation(rotation=20, flips=True, brightness=0.2)


def recipe(augmentation: Augmentation, **more: Any) -> Recipe:
    """For batches of 8 images."""
    return Recipe("test", (STAGE,), augmentation, batch_size=8, image_size=32, class_weights="sqrt", **more)


def with_training_images(count: int) -> Any:
    """The images of the other tests, so many of them for training; in batches of 8 the last batch is a small one."""
    plain = small.colours

    def material(side: int, *, contrary: bool = False) -> Any:
        given = plain(side, contrary=contrary)
        rows = np.arange(len(given.labels))
        return dataclasses.replace(given, train=rows[:count], validation=rows[count:])

    return material


def learned(folder: Path, recipe: Recipe, *devices: int) -> list[dict[str, Any]]:
    """The history of a run on so many devices; of one that is killed in its second epoch and goes on on others."""
    for number, count in enumerate(devices, 1):
        with shared_by_devices(find_device(count)):
            kill = ("all", 1) if number < len(devices) else None
            try:
                history = small.run_fit(folder, recipe, kill=kill, jit=keras.backend.backend() == "jax")[1]
            except small.KilledError:
                continue
    return history


def main() -> None:
    found: dict[str, Any] = {"devices": {str(wanted or "all"): find_device(wanted).used for wanted in (None, 1, 2)}}
    try:
        find_device(3)
    except DeviceError as error:
        found["refused"] = str(error)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        drawn = recipe(CHANGED)
        # A bias before a normalisation changes nothing, so that its gradient is the noise of rounding, which Adam makes
        # into whole steps: it would go another way on every machine, and the running mean after it.
        plain = small.tiny_network
        small.tiny_network = functools.partial(plain, bias=False)
        found["drawn on one"] = learned(folder / "1", drawn, 1)
        found["drawn on two"] = learned(folder / "2", drawn, 2)
        # Pairs change places in the batch, so that what is drawn at random falls to others: no dropout here.
        small.tiny_network = functools.partial(plain, bias=False, rate=0.0)
        small.colours = with_training_images(44)
        mixed = recipe(Augmentation(), mixup=0.4, weight_average=0.5, label_smoothing=0.1)
        found["mixed on one"] = learned(folder / "3", mixed, 1)
        found["mixed on two, then one"] = learned(folder / "4", mixed, 2, 1)
        found["mixed on one, then two"] = learned(folder / "5", mixed, 1, 2)
        keras.config.set_dtype_policy("mixed_float16")
        found["mixed on two in half precision"] = learned(folder / "6", mixed, 2)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
