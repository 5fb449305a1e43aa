"""The metadata document of a model file, from the run it was made of and the file's own answers."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np

from desktop import __version__, contract
from desktop.contract import DataInfo, ExternalSet, Figure, InputSpec, ModelInfo, SelfTest, Unfamiliarity
from desktop.images import RESIZE_RULE
from desktop.model.prediction import Prediction
from trainer.data.class_codes import LONGEST_NAME
from trainer.measure.calibration import Calibration
from trainer.measure.promises import Promises
from trainer.runs.folder import RunRecord

if TYPE_CHECKING:
    from numpy.typing import NDArray

Precision = Literal["fp32", "fp16", "int8"]

SELF_TEST_GRID = 8
SELF_TEST_PATTERNS = 3
SELF_TEST_TOLERANCE = 0.25
"""Largest logit difference the self-test allows: above what bfloat16 arithmetic was measured to cause (0.07), far
below what a wrong channel order, class order or resize would."""


def describe(
    record: RunRecord,
    calibration: Calibration,
    metrics: dict[str, dict[str, Figure]],
    precision: Precision,
    *,
    promises: Promises,
    elsewhere: Mapping[str, ExternalSet],
) -> ModelInfo:
    """The document, complete but for the self-test's answers: its logits are zeros until `with_self_test`."""
    import onnx
    import tf2onnx

    tools = {"ham-classifier": __version__, "onnx": onnx.__version__, "tf2onnx": tf2onnx.__version__}
    return ModelInfo(
        contract=contract.CONTRACT_VERSION,
        name=_name(record),
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        precision=precision,
        classes=record.classes,
        input=InputSpec(record.recipe.image_size, RESIZE_RULE),
        temperature=calibration.temperature,
        operating_points=calibration.operating_points,
        unfamiliarity=Unfamiliarity(
            calibration.unfamiliarity_method,
            calibration.unfamiliarity_threshold_set_by,
            calibration.negatives,
            calibration.held_out,
        ),
        metrics=metrics,
        data=DataInfo(
            record.data.name, record.data.licence, record.data.images, record.data.lesions, record.split_fingerprint
        ),
        recipe=msgspec.to_builtins(record.recipe),
        versions=record.versions | tools,
        self_test=blank_self_test(len(record.classes)),
        reference=promises.reference,
        prevalence=promises.prevalence,
        sets=promises.sets,
        handover=promises.handover,
        elsewhere=dict(elsewhere),
    )


def _name(record: RunRecord) -> str:
    """Of data, recipe and day; of many sources, or long folders, as much of the data's as a document holds."""
    rest = f" {record.recipe.name} {record.created[:10]}"
    room = LONGEST_NAME - len(rest)
    data = record.data.name if len(record.data.name) <= room else f"{record.data.name[: room - 3]}..."
    return f"{data}{rest}"


def blank_self_test(classes: int) -> SelfTest:
    """Pictures of random colours with some texture, closer to skin than noise and small; logits still zero."""
    rng = np.random.default_rng(7)
    patterns = []
    for _ in range(SELF_TEST_PATTERNS):
        base = rng.integers(90, 220, (1, 1, 3))
        texture = rng.integers(-60, 61, (SELF_TEST_GRID, SELF_TEST_GRID, 1))
        patterns.append(np.clip(base + texture, 0, 255).astype(np.uint8).tobytes())
    return SelfTest(
        grid=SELF_TEST_GRID,
        patterns=tuple(patterns),
        logits=tuple((0.0,) * classes for _ in patterns),
        tolerance=SELF_TEST_TOLERANCE,
    )


def with_self_test(info: ModelInfo, answers: Prediction) -> ModelInfo:
    """The document with what the network must answer to its self-test images; answers: to these, with heat maps."""
    assert answers.heatmaps is not None
    likeliest = answers.logits.argmax(axis=1)
    maps = answers.heatmaps[np.arange(len(likeliest)), likeliest]
    test = msgspec.structs.replace(
        info.self_test,
        logits=_rows(answers.logits),
        probabilities=_rows(np.clip(answers.probabilities, 0.0, 1.0)),  # a softmax in single precision may round up
        unfamiliarity=tuple(answers.unfamiliarity.tolist()),
        heatmaps=_rows(maps.reshape(len(maps), -1)),
    )
    return msgspec.structs.replace(info, self_test=test)


def _rows(values: NDArray[np.floating]) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in values.tolist())
