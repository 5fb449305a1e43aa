"""A model file of a few kilobytes that keeps the whole contract, built by hand: for tests of everything but learning.

Its logits are a linear function of the mean colour, so that an image's answer can be computed on paper: class `red`
wins on red images, `green` on green ones, `blue` on blue ones.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from desktop import contract
from desktop.contract import (
    ClassInfo,
    DataInfo,
    Figure,
    InputSpec,
    ModelInfo,
    OperatingPoint,
    SelfTest,
    Unfamiliarity,
)
from desktop.images import RESIZE_RULE

SIZE = 32
TEMPERATURE = 2.0
WEIGHTS = np.eye(3, dtype=np.float32) / 16.0  # mean red 255 -> logit 15.9 for class `red`
SKIN = np.array([128.0, 128.0, 128.0], dtype=np.float32)
SKIN_REACH = 200.0  # distance of the mean colour from mid-grey that counts as unfamiliar
GRID = 4


def tiny_logits(images: np.ndarray) -> np.ndarray:
    """What the tiny model answers: float32 [N, 3] for uint8 [N, S, S, 3]."""
    return images.astype(np.float32).mean(axis=(1, 2)) @ WEIGHTS


def tiny_info(**changes: Any) -> ModelInfo:
    """The metadata of the tiny model; keyword arguments replace fields."""
    patterns = tuple(
        np.random.default_rng(seed).integers(0, 256, (GRID, GRID, 3), dtype=np.uint8).tobytes() for seed in range(2)
    )
    images = np.stack([contract.expand_pattern(p, GRID, SIZE) for p in patterns])
    info = ModelInfo(
        contract=contract.CONTRACT_VERSION,
        name="tiny",
        created="2026-01-01T00:00:00+00:00",
        precision="fp32",
        classes=(
            ClassInfo("red", "Red spot", True),
            ClassInfo("green", "Green spot", False),
            ClassInfo("blue", "Blue spot", False),
        ),
        input=InputSpec(SIZE, RESIZE_RULE),
        temperature=TEMPERATURE,
        operating_points=(
            OperatingPoint(
                "red-sensitivity-0.95",
                ("red",),
                0.25,
                validation={"sensitivity": Figure(0.95, 0.9, 0.98), "specificity": Figure(0.7, 0.6, 0.8)},
            ),
            OperatingPoint("red-sensitivity-0.90", ("red",), 0.5),
        ),
        unfamiliarity=Unfamiliarity("distance of the mean colour from mid-grey", "by hand"),
        metrics={"test": {"accuracy": Figure(1.0, 0.9, 1.0)}},
        data=DataInfo("drawn colours", "none", 3, 3, "0" * 16),
        recipe={"name": "by hand"},
        versions={"onnx": onnx.__version__},
        self_test=SelfTest(
            grid=GRID,
            patterns=patterns,
            logits=tuple(tuple(float(v) for v in row) for row in tiny_logits(images)),
            tolerance=0.1,
        ),
    )
    return msgspec.structs.replace(info, **changes)


def build_tiny_model(info: ModelInfo | None = None) -> onnx.ModelProto:
    """The ONNX model; `info=None` gives the default metadata."""
    info = info or tiny_info()
    constants = {
        "weights": WEIGHTS,
        "temperature": np.float32(TEMPERATURE),
        "skin": SKIN,
        "reach": np.float32(SKIN_REACH),
        "spatial": np.array([1, 2], dtype=np.int64),
        "channels": np.array([1], dtype=np.int64),
        "kernel": (WEIGHTS.T / 4.0).reshape(3, 3, 1, 1),
    }
    nodes = [
        helper.make_node("Cast", ["images"], ["pixels"], to=TensorProto.FLOAT),
        helper.make_node("ReduceMean", ["pixels", "spatial"], ["colour"], keepdims=0),
        helper.make_node("MatMul", ["colour", "weights"], ["logits"]),
        helper.make_node("Div", ["logits", "temperature"], ["cooled"]),
        helper.make_node("Softmax", ["cooled"], ["probabilities"], axis=-1),
        helper.make_node("Sub", ["colour", "skin"], ["offset"]),
        helper.make_node("ReduceL2", ["offset", "channels"], ["distance"], keepdims=0),
        helper.make_node("Div", ["distance", "reach"], ["unfamiliarity"]),
        helper.make_node("Transpose", ["pixels"], ["planes"], perm=[0, 3, 1, 2]),
        helper.make_node("AveragePool", ["planes"], ["cells"], kernel_shape=[16, 16], strides=[16, 16]),
        helper.make_node("Conv", ["cells", "kernel"], ["heatmaps"]),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info("images", TensorProto.UINT8, ["N", SIZE, SIZE, 3])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 3]),
            helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, ["N", 3]),
            helper.make_tensor_value_info("heatmaps", TensorProto.FLOAT, ["N", 3, 2, 2]),
            helper.make_tensor_value_info("unfamiliarity", TensorProto.FLOAT, ["N"]),
        ],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    helper.set_model_props(model, {contract.METADATA_KEY: msgspec.json.encode(info).decode()})
    onnx.checker.check_model(model, full_check=True)
    return model


def write_tiny_model(path: Path, info: ModelInfo | None = None) -> Path:
    """Write the tiny model to `path` and return it."""
    onnx.save(build_tiny_model(info), path)
    return path
