"""The same chain on a few hundred real HAM10000 images, where these lie beside the project."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from tests.conftest import SHARED, run_command

DATA = SHARED / "ham10000"
WEIGHTS = SHARED / "weights" / "resnet50_imagenet_notop.weights.h5"

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.skipif(not (DATA.is_dir() and WEIGHTS.is_file()), reason="HAM10000 and weights lie not beside us"),
]


def test_real_images_go_through_the_whole_chain(tmp_path: Path) -> None:
    run_command(
        "ham-train", "--data", DATA, "--weights", WEIGHTS, "--output", tmp_path, "--limit", 200, "--image-size", 64,
        "--epochs-head", 3, "--epochs-finetune", 1,
    )  # fmt: skip
    (run,) = (path for path in tmp_path.iterdir() if (path / "run.json").is_file())
    metrics = json.loads((run / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["test"]["macro_auc"]["value"] > 0.6  # three short epochs on 140 images: better than chance, no more

    model = tmp_path / "model.onnx"
    run_command("ham-export", run, "--onnx", model)
    results = tmp_path / "results.csv"
    run_command("ham-classify", SHARED / "ham10000-640x480", "--model", model, "-o", results)
    with results.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 120
    assert {row["status"] for row in rows} == {"ok"}
    assert {(row["width"], row["height"]) for row in rows} == {("640", "480")}
