"""The network of a finished run, built anew in float32 with its trained weights."""

from __future__ import annotations

from typing import Any

from trainer.devices.devices import exact_float32, find_device
from trainer.errors import RunError
from trainer.network.network import build_network
from trainer.runs.folder import RunFolder, RunRecord


def load_trained(folder: RunFolder, record: RunRecord) -> Any:
    """A keras.Model as `build_network` makes it, float32, with the run's weights. Raises RunError."""
    import keras

    find_device()  # before anything is computed: a GPU's memory is taken as needed, not whole
    exact_float32()
    keras.config.set_dtype_policy("float32")
    network = build_network(classes=len(record.classes), size=record.recipe.image_size)
    try:
        network.load_weights(folder.model)
    except Exception as error:  # noqa: BLE001 - Keras, h5py and zipfile raise what they like on a wrong file
        raise RunError(f"{folder.model} does not hold this program's network ({error}); train it again") from None
    return network
