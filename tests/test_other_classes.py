"""Another data set with other classes goes through the same commands without a line changed."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from desktop.model import Classifier
from tests.conftest import run_command
from tests.phantoms import write_phantoms

NAMES = {"nv": "round", "vasc": "crimson", "df": "ring"}

pytestmark = pytest.mark.timeout(600)


def test_three_classes_of_one_s_own_train_export_and_classify(tmp_path: Path) -> None:
    data = write_phantoms(tmp_path / "data", per_class=12, codes=tuple(NAMES))
    metadata = data / "metadata.csv"
    text = metadata.read_text(encoding="utf-8")
    for code, name in NAMES.items():
        text = text.replace(f",{code},", f",{name},")
    metadata.write_text(text, encoding="utf-8")
    (data / "classes.csv").write_text(
        "code,name,malignant\nround,Round thing,no\ncrimson,Crimson thing,yes\nring,Ring,no\n", encoding="utf-8"
    )
    run_command(
        "ham-train", "--data", data, "--output", tmp_path / "runs", "--weights", "none", "--image-size", 32,
        "--epochs-head", 1, "--epochs-finetune", 0,
    )  # fmt: skip
    (run,) = (path for path in (tmp_path / "runs").iterdir() if (path / "run.json").is_file())
    model = tmp_path / "model.onnx"
    run_command("ham-export", run, "--onnx", model)
    info = Classifier.load(model, provider="cpu").info
    assert [(c.code, c.name, c.malignant) for c in info.classes] == [
        ("crimson", "Crimson thing", True),
        ("ring", "Ring", False),
        ("round", "Round thing", False),
    ]
    assert {point.classes for point in info.operating_points} == {("crimson",)}

    results = tmp_path / "results.csv"
    run_command("ham-classify", data, "--model", model, "-o", results)
    with results.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 36
    assert list(rows[0])[3:6] == ["crimson", "ring", "round"]
    assert all(float(row["malignant"]) == pytest.approx(float(row["crimson"]), abs=1e-6) for row in rows)
