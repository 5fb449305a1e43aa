"""Run by `test_hosts` as one of two processes that train together, or alone for comparison: what they learn.

Prints one JSON document: name of the case -> history.
"""

from __future__ import annotations

import functools
import json
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.trainer.devices.two_devices import CHANGED, recipe, with_training_images
from tests.trainer.fit import small_training as small
from trainer.devices import hosts
from trainer.devices.devices import find_device
from trainer.devices.sharing import shared_by_devices
from trainer.errors import DeviceError
from trainer.recipe import Augmentation, Recipe


def learned(folder: Path, recipe: Recipe, *, killed: bool = False) -> object:
    """The history of a run; of one that was killed in its second epoch and went on."""
    with shared_by_devices(find_device(None)):
        if killed:
            with suppress(small.KilledError):
                small.run_fit(folder, recipe, kill=("all", 1), jit=True)
        return small.run_fit(folder, recipe, jit=True)[1]


def main() -> None:
    found: dict[str, object] = {"devices": find_device(None).used, "place": hosts.place()}
    hosts.check_alike(recipe="the same")
    if hosts.processes() > 1:
        try:
            hosts.check_alike(recipe="the same", data=hosts.place())
        except DeviceError as error:
            found["different"] = str(error)
    with tempfile.TemporaryDirectory() as name:
        # See `two_devices` for the bias and the dropout.
        small.tiny_network = functools.partial(small.tiny_network, bias=False)
        found["drawn"] = learned(Path(name) / "1", recipe(CHANGED))
        small.tiny_network = functools.partial(small.tiny_network, rate=0.0)
        small.colours = with_training_images(44)
        mixed = recipe(Augmentation(), mixup=0.4, weight_average=0.5, label_smoothing=0.1)
        found["mixed, killed and resumed"] = learned(Path(name) / "2", mixed, killed=hosts.processes() > 1)
    hosts.part()
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main()
