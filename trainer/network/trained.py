"""The network of a finished run, built anew in float32 with its trained weights."""

from __future__ import annotations

import errno
import tempfile
import zipfile
from pathlib import Path
from typing import Any

from desktop.common.files import OutputError, cannot_write
from trainer.devices.devices import exact_float32, find_device
from trainer.errors import RunError
from trainer.network.network import build_network
from trainer.runs.folder import RunFolder, RunRecord


def load_trained(folder: RunFolder, record: RunRecord) -> Any:
    """A keras.Model as `build_network` makes it, float32, with the run's weights.

    Raises RunError, and OutputError where the system's folder for temporary files has no room for them.
    """
    import keras

    find_device()  # before anything is computed: a GPU's memory is taken as needed, not whole
    exact_float32()
    keras.config.set_dtype_policy("float32")
    network = build_network(classes=len(record.classes), size=record.recipe.image_size, blocks=record.recipe.blocks)
    try:
        # Unpacked, they are read in a fifth of the time: within the archive every seek begins anew.
        with zipfile.ZipFile(folder.model) as archive, tempfile.TemporaryDirectory() as place:
            network.load_weights(archive.extract("model.weights.h5", place))
    except Exception as error:  # noqa: BLE001 - Keras, h5py and zipfile raise what they like on a wrong file
        if isinstance(error, OSError) and error.errno == errno.ENOSPC:
            raise OutputError(cannot_write(Path(tempfile.gettempdir()), error)) from None
        raise RunError(f"{folder.model} does not hold this program's network ({error}); train it again") from None
    return network
