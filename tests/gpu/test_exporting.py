"""Which files of a run are left when a gate of the export holds some of them back."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from desktop.errors import ProviderError
from export.errors import ExportError, ParityError
from tests.gpu.exporting import PRECISIONS, export


class Exporter:
    """As `export.export.export_run`, which writes one file after the other and stops at the first that fails its gates.

    asked: precisions of every call."""

    def __init__(self, *held_back: str) -> None:
        self.held_back = held_back
        self.asked: list[Sequence[str]] = []

    def __call__(self, run: Path, target: Path, *, precisions: Sequence[str], data: Path) -> None:
        self.asked.append(tuple(precisions))
        for precision in precisions:
            if precision in self.held_back:
                raise ParityError(f"the {precision} file loses too much")
            alone = len(precisions) == 1 or precision == "fp32"
            file = target if alone else target.with_suffix(f".{precision}.onnx")
            assert not file.exists(), "a file that passed is not made again"
            file.write_bytes(bytes(2_000_000))
            rows = (("answers", 0.0, 0.0), ("logits", 2e-5, 1e-3), ("heat maps", 5e-4, 1e-3))
            checks = [dict(zip(("name", "value", "limit"), row, strict=True)) for row in rows]
            parity = {"images": 40, "checks": checks}
            file.with_suffix(".parity.json").write_text(json.dumps(parity), encoding="utf-8")


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("KERAS_BACKEND", os.environ.get("KERAS_BACKEND", "tensorflow"))  # which the export sets
    return {"run": str(tmp_path / "run"), "data": str(tmp_path), "folder": str(tmp_path)}


def test_all_are_exported_in_one_go_and_told_by_the_nearest_gate(options: dict[str, Any], tmp_path: Path) -> None:
    exporter = Exporter()
    found = export(options, export_run=exporter)
    assert exporter.asked == [PRECISIONS]
    assert found["held_back"] == {}
    assert found["files"] == {
        "fp32": str(tmp_path / "model.onnx"),
        "fp16": str(tmp_path / "model.fp16.onnx"),
        "int8": str(tmp_path / "model.int8.onnx"),
    }
    assert found["told"]["int8"] == (
        "2.0 MB, proven on 40 images; of 3 gates the nearest is heat maps: 5.00e-04 (limit 1e-03)"
    )


@pytest.mark.parametrize("held_back", [("fp32",), ("fp16",), ("int8",), ("fp32", "int8"), PRECISIONS])
def test_a_file_that_is_held_back_stops_no_other(options: dict[str, Any], held_back: tuple[str, ...]) -> None:
    found = export(options, export_run=Exporter(*held_back))
    assert found["held_back"] == {name: f"the {name} file loses too much" for name in held_back}
    assert list(found["files"]) == [name for name in PRECISIONS if name not in held_back]
    assert all(Path(file).is_file() for file in found["files"].values())
    assert len(set(found["files"].values())) == len(found["files"])


def test_a_fault_that_has_nothing_to_do_with_a_precision_is_told_for_each(options: dict[str, Any]) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise ExportError("the folder does not exist")

    found = export(options, export_run=broken)
    assert found["files"] == {}
    assert found["held_back"] == dict.fromkeys(PRECISIONS, "the folder does not exist")


def test_a_graph_that_does_not_run_leaves_the_files_that_do(options: dict[str, Any]) -> None:
    whole = Exporter()

    def exporter(run: Path, target: Path, *, precisions: Sequence[str], data: Path) -> None:
        for precision in precisions:
            if precision == "fp16":
                raise ProviderError("CPU did not start: the graph is invalid")
            file = target if precision == "fp32" or len(precisions) == 1 else target.with_suffix(f".{precision}.onnx")
            whole(run, file, precisions=(precision,), data=data)

    found = export(options, export_run=exporter)
    assert list(found["files"]) == ["fp32", "int8"]
    assert found["held_back"] == {"fp16": "CPU did not start: the graph is invalid"}
