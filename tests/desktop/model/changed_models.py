"""Small model files that break the contract in one way, for tests."""

from __future__ import annotations

from pathlib import Path

import msgspec
import onnx

from desktop.model.network import Network
from tests.tiny_model import tiny_info, write_tiny_model


def saved(model: onnx.ModelProto, path: Path) -> Path:
    path.write_bytes(model.SerializeToString())
    return path


def load(path: Path) -> Network:
    return Network.load(path, provider="cpu", threads=1)


def off_by(amount: float, path: Path) -> Path:
    test = tiny_info().self_test
    logits = ((test.logits[0][0] + amount, *test.logits[0][1:]), *test.logits[1:])
    return write_tiny_model(path, tiny_info(self_test=msgspec.structs.replace(test, logits=logits)))


def drop_output(model: onnx.ModelProto) -> None:
    del model.graph.output[3]
