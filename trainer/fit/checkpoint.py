"""The state of a training after each epoch, so that a run that was killed goes on from the last one that ended.

Files get names of their own and `state.json`, replaced last, names those that belong together: at every moment it
points to a whole set. What it no longer names is removed afterwards.
"""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.files import OutputError, atomic_write, cannot_write
from trainer.errors import UNREADABLE, RunError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


class State(msgspec.Struct, frozen=True):
    """`state.json`. stage: index of the stage in hand; epoch: how many of its epochs are done; history: every epoch's
    figures so far; best: file of the weights kept so far (at first the starting weights), best_value: their monitored
    figure, None where no epoch can be compared with the next; weights, optimiser: files of the stage's last epoch;
    ends: the last weights of finished stages that the recipe averages, by the stage's name."""

    stage: int
    epoch: int
    best: str
    history: list[dict[str, Any]] = []
    best_value: float | None = None
    weights: str | None = None
    optimiser: str | None = None
    ends: dict[str, str] = {}


class Checkpoint:
    """The folder that holds a training's state."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._file = folder / "state.json"

    def start(self, network: Any) -> None:
        """Begin the folder with a network's starting weights. Raises OutputError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(cannot_write(self.folder, error)) from None
        self.write(State(0, 0, best=self.save_weights("start", network)))

    def remove(self) -> None:
        """Take the folder away once the run is finished; failing to is no failure of the run."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def load(self) -> State:
        """The last state written. Raises RunError for one that is missing or damaged."""
        try:
            return msgspec.json.decode(self._file.read_bytes(), type=State)
        except UNREADABLE as error:
            raise RunError(f"{self._file} cannot be read ({error}); train it again") from None

    def write(self, state: State) -> None:
        """Make `state` the one to go on from, and remove files that it does not name. Raises OutputError."""
        with atomic_write(self._file, "wb") as stream:
            stream.write(msgspec.json.encode(state))
        named = {self._file.name, state.best, state.weights, state.optimiser, *state.ends.values()}
        for path in self.folder.iterdir():
            if path.name not in named:
                path.unlink(missing_ok=True)

    def save_weights(self, name: str, network: Any) -> str:
        """Write a network's weights; returns the file's name."""
        return self._save(f"{name}.npz", network.weights)

    def load_weights(self, name: str, network: Any) -> None:
        """Put saved weights into a network of the same layers. Raises RunError."""
        self._load(name, network.weights)

    def load_average(self, names: Sequence[str], network: Any) -> None:
        """Put the mean of several saved sets of weights into a network of the same layers. Raises RunError."""
        sums = [np.zeros(w.shape, np.float64) for w in network.weights]
        for name in names:
            self.load_weights(name, network)
            for total, weight in zip(sums, network.weights, strict=True):
                total += _array(weight)
        for weight, total in zip(network.weights, sums, strict=True):
            weight.assign((total / len(names)).astype(np.float32))

    def save_optimiser(self, name: str, optimiser: Any) -> str:
        """Write a built optimiser's variables (moments, averages, step count); returns the file's name."""
        return self._save(f"{name}.npz", optimiser.variables)

    def load_optimiser(self, name: str, optimiser: Any) -> None:
        """Put saved variables into a built optimiser of the same kind. Raises RunError."""
        self._load(name, optimiser.variables)

    def _save(self, name: str, variables: Sequence[Any]) -> str:
        arrays: dict[str, Any] = {f"v{i:04}": _array(v) for i, v in enumerate(variables)}
        with atomic_write(self.folder / name, "wb") as stream:
            np.savez(stream, **arrays)
        return name

    def _load(self, name: str, variables: Sequence[Any]) -> None:
        file = self.folder / name
        try:
            with np.load(file, allow_pickle=False) as arrays:
                if len(arrays.files) != len(variables):
                    raise RunError(f"{file} belongs to another network; train it again")
                for index, variable in enumerate(variables):
                    variable.assign(arrays[f"v{index:04}"])
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise RunError(f"{file} cannot be read ({error}); train it again") from None


def _array(variable: Any) -> NDArray[Any]:
    from keras import ops

    array: NDArray[Any] = np.asarray(ops.convert_to_numpy(variable))
    return array
