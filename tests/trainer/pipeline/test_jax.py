"""The trainer is plain Keras: on JAX it learns as well, without TensorFlow, which then exports what it learned."""

from __future__ import annotations

import csv
import importlib.util
import json
import os
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pytest

from tests.conftest import PHANTOM_RECIPE, run_command, run_here
from tests.without_tensorflow import without_tensorflow
from trainer.data.dataset import load_dataset
from trainer.recipe import Recipe, load_recipe


@pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="JAX is not installed")
@pytest.mark.timeout(900)
def test_a_run_on_jax_alone_is_exported_by_tensorflow_elsewhere_unchanged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.phantoms import write_phantoms

    images = write_phantoms(tmp_path / "images", per_class=12)
    table = load_dataset(images).table
    of_nevi = table[table["dx"] == "nv"].drop_duplicates("lesion_id")["path"]
    shutil.copy(of_nevi.iloc[0], of_nevi.iloc[1])
    runs = tmp_path / "runs"
    hidden = without_tensorflow(tmp_path / "hidden", KERAS_BACKEND="jax")
    for name in ("PYTHONPATH", "KERAS_BACKEND"):
        monkeypatch.setenv(name, hidden[name])
    done = run_command(
        "ham-train", "--data", images, "--weights", "none", "--recipe", PHANTOM_RECIPE, "--output", runs,
        "--image-size", 32, "--epochs-head", 2, "--epochs-finetune", 0,
        "--batch-size", 64,  # a part is one batch, or nearly: JAX compiles for every size of one anew
    )  # fmt: skip
    assert "x), jax" in done.stderr
    assert "note: pictures under several lesions that are not known as duplicates: 1;" in done.stderr
    assert "oneDNN" not in done.stderr
    (run,) = (path for path in runs.iterdir() if (path / "run.json").is_file())
    record = json.loads((run / "run.json").read_bytes())
    assert record["backend"] == "jax"
    assert "jax" in record["versions"]
    assert record["devices"] == 1
    assert msgspec.convert(record["recipe"], Recipe) == load_recipe(str(run / "recipe.toml"))
    page = (run / "report.html").read_text(encoding="utf-8")
    assert "<dd>images</dd>" in page
    assert str(tmp_path) not in page

    model = tmp_path / "model.onnx"
    needed = "the export needs packages that are not installed (tensorflow, tf2onnx); install ham-classifier[train]"
    refused = run_command("ham-export", run, "--onnx", model, check=False)
    assert (refused.returncode, refused.stderr) == (1, f"ham-export: {needed}\n")
    monkeypatch.delenv("KERAS_BACKEND")
    refused = run_command("ham-export", run, "--onnx", model, check=False)
    assert (refused.returncode, refused.stderr) == (1, f"ham-export: {needed}\n")
    assert not model.exists()

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(hidden["PYTHONPATH"].split(os.pathsep)[1:]))
    run_here("ham-export", run, "--onnx", model)  # on TensorFlow, beside which its proof holds the file
    results = tmp_path / "results.csv"
    run_command("ham-classify", images, "--model", model, "--provider", "cpu", "-o", results)
    with results.open(encoding="utf-8", newline="") as stream:
        ours = {Path(row["file"]).stem: row for row in csv.DictReader(stream)}
    with (run / "predictions_test.csv").open(encoding="utf-8", newline="") as stream:
        theirs = list(csv.DictReader(stream))
    codes = [c["code"] for c in record["classes"]]
    differences = [abs(float(row[c]) - float(ours[row["image_id"]][c])) for row in theirs for c in codes]
    assert len(differences) == 7 * len(theirs) > 0
    assert np.max(differences) < 1e-3
