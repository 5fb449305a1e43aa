"""A model that ham-train did not make: its calibration, its document and its file, from its answers to images that
taught it nothing. `examples/own_model.py` (Keras) and `examples/own_model_pytorch.py` bring the graph."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop import __version__, contract
from desktop.common.files import atomic_write
from desktop.contract import ClassInfo, DataInfo, InputSpec, ModelInfo, Unfamiliarity
from desktop.images import RESIZE_RULE
from desktop.model.prediction import Prediction
from export.document.document import blank_self_test, with_self_test
from export.errors import ExportError
from export.graph.contract_file import check_graph, set_metadata
from trainer.measure.calibration import Calibration
from trainer.measure.operating_points import fit_operating_points
from trainer.measure.promises import promises
from trainer.measure.temperature import fit_biases
from trainer.measure.unfamiliarity import THRESHOLD_RULE, UnfamiliaritySpace, fit_unfamiliarity

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True)
class HeldOutAnswers:
    """A classifier's answers to K images that it did not learn from.

    labels: the right classes as numbers, int64 [K]; logits: [K, C], as the classifier gives them; features: [K, D],
    what unfamiliarity is measured by; lesions: [K] names, so that images of one lesion are not taken for independent
    ones, None where every image has its own; sources: [K] names of the data sets that the images come from, None where
    there is one: a folder may be of one alone, and what the file promises is measured on each.
    """

    labels: NDArray[np.int64]
    logits: NDArray[np.floating]
    features: NDArray[np.floating]
    lesions: NDArray[np.str_] | None = None
    sources: NDArray[np.str_] | None = None

    @property
    def lesion_names(self) -> NDArray[np.str_]:
        """[K], one for each image where none are known."""
        return np.arange(len(self.labels)).astype(str) if self.lesions is None else self.lesions


def calibrate_own(
    classes: Sequence[ClassInfo],
    answers: HeldOutAnswers,
    *,
    familiar: NDArray[np.floating],
    features: str,
) -> tuple[Calibration, UnfamiliaritySpace]:
    """Temperature, biases, operating points and the measure of unfamiliarity, by the trainer's own rules.

    familiar: the same features of images like those it was trained on, [M, D]; features: what these are, in words. The
    graph has to add the biases to the logits before it divides them by the temperature, and to give as unfamiliarity
    sqrt(residual / unfamiliarity_threshold), the residual being `UnfamiliaritySpace.residual`'s. Raises ExportError for
    answers that nothing can be fitted on.
    """
    _check(len(classes), answers)
    temperature, biases = fit_biases(answers.labels, answers.logits)
    space, threshold = fit_unfamiliarity(familiar, answers.features)
    found = Calibration(
        temperature=temperature,
        operating_points=(),
        unfamiliarity_threshold=threshold,
        unfamiliarity_method=f"distance of {features} from the first principal components of training images",
        unfamiliarity_threshold_set_by=THRESHOLD_RULE,
        biases=biases,
    )
    points = fit_operating_points(
        classes, answers.labels, found.probabilities(answers.logits), lesions=answers.lesion_names
    )
    return msgspec.structs.replace(found, operating_points=points), space


def _check(classes: int, answers: HeldOutAnswers) -> None:
    labels, logits = answers.labels, answers.logits
    problem = None
    if logits.shape != (len(labels), classes):
        problem = f"are of shape {list(logits.shape)}; {len(labels)} images of {classes} classes make [images, classes]"
    elif not np.isfinite(logits).all() or not np.isfinite(answers.features).all():
        problem = "hold something that is no number; look at the scaling of its input"
    elif labels.min() < 0 or labels.max() >= classes:
        problem = f"come with labels {labels.min()} to {labels.max()}; the classes are numbered 0 to {classes - 1}"
    elif (logits >= 0).all() and np.allclose(logits.sum(axis=1), 1.0, atol=1e-3):
        problem = "are probabilities; give the classifier without its last softmax, so that they can be calibrated"
    if problem:
        raise ExportError(f"the classifier's answers to the held-out images {problem}")


def describe_own(
    name: str,
    classes: Sequence[ClassInfo],
    answers: HeldOutAnswers,
    calibration: Calibration,
    space: UnfamiliaritySpace,
    *,
    size: int,
    data: DataInfo,
    versions: Mapping[str, str],
) -> ModelInfo:
    """The document with all that the held-out answers promise, complete but for the self-test's answers.

    size: side of the input in pixels; versions: of what made it, by name.
    """
    distance = np.sqrt(space.residual(answers.features) / calibration.unfamiliarity_threshold)
    found = promises(
        [c.code for c in classes],
        answers.labels,
        answers.logits,
        calibration.probabilities(answers.logits),
        lesions=answers.lesion_names,
        unfamiliarity=distance,
        sources=answers.sources,
    )
    return ModelInfo(
        contract=contract.CONTRACT_VERSION,
        name=name,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        precision="fp32",
        classes=tuple(classes),
        input=InputSpec(size, RESIZE_RULE),
        temperature=calibration.temperature,
        operating_points=calibration.operating_points,
        unfamiliarity=Unfamiliarity(calibration.unfamiliarity_method, calibration.unfamiliarity_threshold_set_by),
        metrics={},
        data=data,
        recipe={},
        versions={"ham-classifier": __version__, **versions},
        self_test=blank_self_test(len(classes)),
        reference=found.reference,
        prevalence=found.prevalence,
        sets=found.sets,
        handover=found.handover,
    )


def write_own(path: Path, model: Any, info: ModelInfo, told: Sequence[NDArray[np.floating]]) -> None:
    """Write a graph of the contract, an onnx.ModelProto, with its document.

    told: what the network itself answers to `contract.self_test_images(info)`, in the order of `contract.OUTPUTS`; the
    file has to answer the same wherever it is opened. Raises ExportError for a graph that does not keep the contract,
    ModelError for such a document.
    """
    check_graph(model)
    set_metadata(model, with_self_test(info, Prediction(**dict(zip(contract.OUTPUTS, told, strict=True)))))
    with atomic_write(path, "wb") as stream:
        stream.write(model.SerializeToString())
