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

if TYPE_CHECKING:
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
    shifted = calibration.temperature * np.log(np.maximum(after, np.finfo(np.float64).tiny))
    before = metrics.softmax(shifted - np.array(calibration.biases) if calibration.biases else shifted)
    return Answers(image_ids, lesions, labels, before, after, sources, _whose(folder, image_ids, lesions))


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
