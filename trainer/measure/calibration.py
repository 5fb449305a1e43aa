"""The numbers that turn a network's logits into answers, as a run folder keeps them (`trainer.measure.temperature`,
`operating_points` and `unfamiliarity` say how they are found)."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.files import atomic_write
from desktop.contract import Flagged, OperatingPoint
from trainer.errors import RunError
from trainer.measure.metrics import softmax
from trainer.measure.outlier_head import OutlierHead
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.network.features import FEATURES, todays_name

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Calibration(msgspec.Struct, frozen=True):
    """The numbers of `calibration.json`. biases: a number for every class that is added to its logit before the
    temperature; none in runs of earlier versions, which is as if all were 0. outlier_threshold: log odds of the head
    that has seen images of another kind, 0 without one; negatives, held_out: as `desktop.contract.Unfamiliarity`."""

    temperature: float
    operating_points: tuple[OperatingPoint, ...]
    unfamiliarity_threshold: float
    unfamiliarity_method: str
    unfamiliarity_threshold_set_by: str
    biases: tuple[float, ...] = ()
    outlier_threshold: float = 0.0
    negatives: dict[str, Flagged] = {}
    held_out: dict[str, Flagged] = {}

    def unfamiliarity(self, space: UnfamiliaritySpace, features: NDArray[np.floating]) -> NDArray[np.float64]:
        """Of the space's features [N, D], 1 where an image is flagged: [N]."""
        return space.unfamiliarity(features, self.unfamiliarity_threshold, self.outlier_threshold)

    def shifted(self, logits: NDArray[np.floating]) -> NDArray[np.floating]:
        """The logits [N, C] that an exported network gives: with the biases in them."""
        return logits + np.array(self.biases, dtype=logits.dtype) if self.biases else logits

    def probabilities(self, logits: NDArray[np.floating]) -> NDArray[np.float64]:
        """Calibrated probabilities [N, C] of the network's own logits [N, C]."""
        return softmax(self.shifted(logits), self.temperature)


def save_calibration(folder: Path, calibration: Calibration, space: UnfamiliaritySpace) -> None:
    """Write `calibration.json` and `unfamiliarity.npz` into a run folder. Raises OutputError."""
    with atomic_write(folder / "unfamiliarity.npz", "wb") as stream:
        features = np.array(space.features)
        arrays: dict[str, NDArray[Any]] = {
            "mean": space.mean,
            "scale": space.scale,
            "basis": space.basis,
            "features": features,
        }
        if space.head is not None:
            arrays |= {f"head_{name}": getattr(space.head, name) for name in ("mean", "scale", "weights")}
            arrays |= {"head_features": np.array(space.head.features)}
        np.savez(stream, allow_pickle=False, **arrays)
    with atomic_write(folder / "calibration.json", "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(calibration), indent=2))


def load_calibration(folder: Path) -> tuple[Calibration, UnfamiliaritySpace]:
    """Read back what `save_calibration` wrote. Raises RunError."""
    try:
        calibration = msgspec.json.decode((folder / "calibration.json").read_bytes(), type=Calibration)
        with np.load(folder / "unfamiliarity.npz", allow_pickle=False) as arrays:
            # Earlier versions had one kind and did not say which.
            features = tuple(map(todays_name, arrays["features"])) if "features" in arrays else FEATURES
            head = None
            if "head_weights" in arrays:
                head = OutlierHead(
                    mean=arrays["head_mean"],
                    scale=arrays["head_scale"],
                    weights=arrays["head_weights"],
                    features=tuple(map(todays_name, arrays["head_features"])),
                )
            return calibration, UnfamiliaritySpace(arrays["mean"], arrays["scale"], arrays["basis"], features, head)
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, msgspec.DecodeError, RecursionError) as error:
        raise RunError(f"the calibration in {folder} cannot be read ({error}); train it again") from None
