"""What a file in fewer bits says of a run's images, as the gates and its own figures want it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop import contract
from desktop.model.network import Network
from export.inputs import Inputs
from trainer.measure import metrics
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.outlier_head import above_threshold
from trainer.pipeline.prepare import COARSE

if TYPE_CHECKING:
    from numpy.typing import NDArray

BATCH = 17


@dataclass(frozen=True)
class Answers:
    """What a network says of some images: logits float32 [N, C], unfamiliarity float32 [N]."""

    logits: NDArray[np.float32]
    unfamiliarity: NDArray[np.float32]


@dataclass(frozen=True)
class Parts:
    """What the unfamiliarity of all held-out images (`Inputs.held_out`) is made of, in units of the run's thresholds.

    distance: [N], 1 at its threshold; odds: [N], log odds of the head for images of another kind less their threshold.
    """

    distance: NDArray[np.float32]
    odds: NDArray[np.float32]

    def unfamiliarity(self, squared: float, shift: float) -> NDArray[np.float64]:
        """In units of other thresholds: of a squared distance `squared` times, of log odds `shift` above those."""
        result: NDArray[np.float64] = np.maximum(self.distance / np.sqrt(squared), above_threshold(self.odds - shift))
        return result


def ask(classifier: Network, pixels: NDArray[np.uint8], rows: NDArray[np.int64], progress: Any) -> Answers:
    """The file's answers to pixels[rows], in batches."""
    parts = []
    for start in range(0, len(rows), BATCH):
        answer = classifier.predict(pixels[rows[start : start + BATCH]])
        parts.append((answer.logits, answer.unfamiliarity))
        progress.update(len(answer.logits))
    if not parts:
        return Answers(np.empty((0, len(classifier.info.classes)), np.float32), np.empty(0, np.float32))
    logits, unfamiliarity = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Answers(logits, unfamiliarity)


def ask_parts(classifier: Network, names: Sequence[str], inputs: Inputs, progress: Any) -> Parts:
    """The parts of a file's unfamiliarity, that it gives under these names, of all held-out images."""
    found = []
    for start in range(0, len(inputs.held_out), BATCH):
        images = inputs.pixels[inputs.held_out[start : start + BATCH]]
        found.append(classifier.session.run(list(names), {contract.INPUT: images}))
        progress.update(len(images))
    return Parts(*(np.concatenate(column) for column in zip(*found, strict=True)))


def coarse_answers(inputs: Inputs, part: str, covering: Answers | None, temperature: float) -> Coarse | None:
    """covering: answers to the images of a part whose diagnosis covers several classes, None where there are none."""
    if covering is None:
        return None
    rows = inputs.rows[part + COARSE]
    return Coarse(inputs.dataset.members[rows], metrics.softmax(covering.logits, temperature), inputs.lesions[rows])
