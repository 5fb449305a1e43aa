"""A head for images of another kind in the graph: as in NumPy, one by one as in a batch, and open to other thresholds.

The network here is a small one with the names of ResNet50's layers, so that the graph is made in seconds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import keras
import numpy as np
import onnx
import onnxruntime
import pytest

from desktop import contract
from export.graph.graph import contract_function, convert
from export.graph.passes import fold, in_colour_order, to_fp16
from export.int8.quantize import quantise, set_scales, with_parts_of_unfamiliarity
from trainer.measure.calibration import Calibration
from trainer.measure.outlier_head import above_threshold, fit_outlier_head
from trainer.measure.unfamiliarity import UnfamiliaritySpace, principal_space
from trainer.network.features import HEAD_FEATURES, LAST, MIDDLE
from trainer.network.network import (
    BACKBONE,
    HIDDEN,
    LOGITS,
    NORM,
    POOLED,
    PREPROCESS,
    CaffePreprocessing,
    FixedStatistics,
    feature_network,
)

SIZE, MIDDLE_CHANNELS = 32, 12
CALIBRATION = Calibration(1.5, (), 30.0, "how", "who", outlier_threshold=0.8)


@pytest.fixture(scope="module")
def network() -> Any:
    keras.utils.set_random_seed(0)
    image = keras.Input((SIZE, SIZE, 3))
    x = keras.layers.Conv2D(MIDDLE_CHANNELS, 3, strides=4, padding="same", activation="relu", name=MIDDLE)(image)
    maps = keras.layers.Conv2D(16, 3, strides=2, padding="same", name="last_conv")(x)
    backbone = keras.Model(image, keras.layers.ReLU(name=LAST)(maps))
    inputs = keras.Input((SIZE, SIZE, 3), dtype="float32")
    x = FixedStatistics(backbone, name=BACKBONE)(CaffePreprocessing(name=PREPROCESS)(inputs))
    x = keras.layers.BatchNormalization(name=NORM)(keras.layers.GlobalAveragePooling2D(name=POOLED)(x))
    x = keras.layers.Dense(8, activation="relu", name=HIDDEN)(x)
    return keras.Model(inputs, keras.layers.Dense(3, name=LOGITS)(x))


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    """Half of them smooth, half of them noise."""
    rng = np.random.default_rng(0)
    smooth = rng.integers(60, 200, (12, 1, 1, 3)) + rng.integers(-9, 10, (12, SIZE, SIZE, 3))
    return np.concatenate([smooth, rng.integers(0, 256, (12, SIZE, SIZE, 3))]).astype(np.uint8)


@pytest.fixture(scope="module")
def features(network: Any, images: np.ndarray) -> np.ndarray:
    return np.asarray(feature_network(network, HEAD_FEATURES).predict_on_batch(images)[0])


@pytest.fixture(scope="module")
def space(features: np.ndarray) -> UnfamiliaritySpace:
    known = principal_space(features[:12, :MIDDLE_CHANNELS], 3)
    return replace(known, head=fit_outlier_head(features[:12], features[12:]))


@pytest.fixture(scope="module")
def model(network: Any, space: UnfamiliaritySpace) -> onnx.ModelProto:
    return in_colour_order(fold(convert(contract_function(network, CALIBRATION, space))))


def _run(model: onnx.ModelProto, images: np.ndarray, *names: str) -> list[np.ndarray]:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run(list(names), {contract.INPUT: images})


def test_the_graph_is_the_measure(
    model: onnx.ModelProto, space: UnfamiliaritySpace, features: np.ndarray, images: np.ndarray
) -> None:
    (found,) = _run(model, images, contract.UNFAMILIARITY)
    expected = CALIBRATION.unfamiliarity(space, features)
    assert found == pytest.approx(expected, abs=1e-3, rel=1e-3)
    assert (found[12:] > 1.0).all()
    assert (found[:12] < 1.0).all()
    distance = replace(space, head=None).unfamiliarity(features[:, :MIDDLE_CHANNELS], 30.0)
    assert (expected != distance).any()  # the head counts for some
    assert (expected == distance).any()


def test_a_batch_is_its_images_one_by_one(model: onnx.ModelProto, images: np.ndarray) -> None:
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    (together,) = session.run([contract.UNFAMILIARITY], {contract.INPUT: images})
    alone = np.concatenate([session.run([contract.UNFAMILIARITY], {contract.INPUT: one[None]})[0] for one in images])
    assert np.abs(together - alone).max() < 1e-5


def test_only_forward_operators_make_it(model: onnx.ModelProto) -> None:
    kinds = {node.op_type for node in model.graph.node}
    assert {"Max", "Min", "Sigmoid", "Concat"} <= kinds
    assert all(node.domain == "" for node in model.graph.node)
    assert not kinds & {"Loop", "If", "Scan", "Where", "NonZero", "ReverseSequence"}


def test_both_thresholds_can_be_set_anew_and_the_parts_be_asked_for(
    model: onnx.ModelProto, space: UnfamiliaritySpace, features: np.ndarray, images: np.ndarray
) -> None:
    copy = onnx.ModelProto()
    copy.CopyFrom(model)
    set_scales(copy, temperature=2.0, unfamiliarity_threshold=55.0, outlier_threshold=-0.3)
    (found,) = _run(copy, images, contract.UNFAMILIARITY)
    assert found == pytest.approx(space.unfamiliarity(features, 55.0, -0.3), abs=1e-3, rel=1e-3)
    asked, names = with_parts_of_unfamiliarity(copy)
    distance, odds, whole = _run(asked, images, *names, contract.UNFAMILIARITY)
    assert np.maximum(distance, above_threshold(odds)) == pytest.approx(whole, abs=1e-5)
    assert space.head is not None
    assert odds == pytest.approx(space.head.scores(features) + 0.3, abs=1e-2)
    assert [output.name for output in copy.graph.output] == list(contract.OUTPUTS)  # the file has four


@pytest.mark.parametrize("bits", [16, 8])
def test_fewer_bits_tell_the_same_kinds_apart(model: onnx.ModelProto, images: np.ndarray, bits: int) -> None:
    small = to_fp16(model) if bits == 16 else quantise(model, images, "MinMax")
    set_scales(small, temperature=1.5, unfamiliarity_threshold=30.0, outlier_threshold=0.8)
    whole, found = (_run(m, images, contract.UNFAMILIARITY)[0] for m in (model, small))
    assert np.abs(whole - found).max() < (0.02 if bits == 16 else 0.3)
    assert ((whole > 1.0) == (found > 1.0)).all()
