"""A run's answers, read back from its own files: nothing is predicted, and no training framework is loaded.

The calibrated probabilities lie in the run folder, and those before calibration follow from them, because temperature
and biases only raise the probabilities to a power and multiply them by constants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from trainer.data.split import clusters
from trainer.errors import RunError
from trainer.measure import metrics
from trainer.measure.coarse_diagnoses import Coarse

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from trainer.measure.calibration import Calibration
    from trainer.runs.folder import RunFolder


@dataclass(frozen=True)
class Answers:
    """What a run answered on one part: labels int64 [N], probabilities [N, C] before and after calibration, and the
    sources [N], None where there is one; whose: the patient where one is known, else the lesion [N]."""

    image_ids: NDArray[np.str_]
    lesions: NDArray[np.str_]
    labels: NDArray[np.int64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    sources: NDArray[np.str_] | None = None
    whose: NDArray[np.str_] | None = None


def read_answers(folder: RunFolder, part: str, codes: list[str], calibration: Calibration) -> Answers:
    """The run's answers on "val" or "test", from its predictions file. Raises RunError."""
    import pandas as pd

    file = folder.predictions(part)
    try:
        names = dict.fromkeys(("image_id", "lesion_id", "label", "source"), str)  # "0012" is a name, not a number
        table = pd.read_csv(file, keep_default_na=False, dtype=names)
        after = table[codes].to_numpy(dtype=np.float64)
        labels = np.array([codes.index(code) for code in table["label"]], dtype=np.int64)
        image_ids, lesions = (table[column].to_numpy(dtype=str) for column in ("image_id", "lesion_id"))
        sources = table["source"].to_numpy(dtype=str) if "source" in table else None
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{file} cannot be read ({error}); train the run again") from None
    before = metrics.softmax(uncalibrated(after, calibration))
    return Answers(image_ids, lesions, labels, before, after, sources, _whose(folder, image_ids, lesions))


def uncalibrated(probabilities: NDArray[np.float64], calibration: Calibration) -> NDArray[np.float64]:
    """Logits [N, C] that the calibration makes these probabilities [N, C] of, each row but for a constant."""
    shifted: NDArray[np.float64] = calibration.temperature * np.log(
        np.maximum(probabilities, np.finfo(np.float64).tiny)
    )
    return shifted - np.array(calibration.biases) if calibration.biases else shifted


def read_coarse(folder: RunFolder, part: str, codes: list[str], sets: Mapping[str, Sequence[str]]) -> Coarse | None:
    """The run's answers on the images of "val_coarse" or "test_coarse", whose diagnoses cover the classes that `sets`
    names; None where there are none. Raises RunError."""
    import pandas as pd

    file = folder.predictions(part)
    if not file.is_file():
        return None
    try:
        table = pd.read_csv(file, keep_default_na=False, dtype=dict.fromkeys(("image_id", "lesion_id", "label"), str))
        members = np.array([np.isin(codes, list(sets[label])) for label in table["label"]], dtype=bool)
        image_ids, lesions = (table[column].to_numpy(dtype=str) for column in ("image_id", "lesion_id"))
        probabilities = table[codes].to_numpy(dtype=np.float64)
    except (OSError, ValueError, KeyError) as error:
        raise RunError(f"{file} cannot be read ({error}); train the run again") from None
    return Coarse(members.reshape(-1, len(codes)), probabilities, _whose(folder, image_ids, lesions))


def _whose(folder: RunFolder, image_ids: NDArray[np.str_], lesions: NDArray[np.str_]) -> NDArray[np.str_]:
    """`trainer.data.split.clusters`, by the patients that `split.csv` keeps. Raises RunError."""
    import pandas as pd

    table = pd.DataFrame({"lesion_id": lesions})
    if folder.split.is_file():
        try:
            split = pd.read_csv(folder.split, dtype=str, keep_default_na=False)
            if "patient_id" in split.columns:
                table["patient_id"] = split.set_index("image_id")["patient_id"].reindex(image_ids).to_numpy()
        except (OSError, ValueError, KeyError) as error:
            raise RunError(f"{folder.split} cannot be read ({error}); train the run again") from None
    return clusters(table)
