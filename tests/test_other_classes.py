"""Another data set with other classes goes through the same commands without a line changed: the example does it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.model.network import Network
from tests.conftest import run_command

ROOT = Path(__file__).resolve().parents[1]

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which examples/three_classes.py trained, exported and classified."""
    folder = tmp_path_factory.mktemp("three")
    done = subprocess.run(
        [sys.executable, "-m", "examples.three_classes", str(folder), "--no-window"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    assert [line.split()[1] for line in done.stdout.splitlines() if line.startswith("$")] == [
        "ham-train", "ham-export", "ham-classify",
    ]  # fmt: skip
    return folder


def test_the_model_carries_the_classes_of_the_data_set(example: Path) -> None:
    info = Network.load(example / "model.onnx", provider="cpu").info
    assert [(c.code, c.name, c.malignant) for c in info.classes] == [
        ("crimson", "Crimson thing", True),
        ("ring", "Ring", False),
        ("round", "Round thing", False),
    ]
    assert {point.classes for point in info.operating_points} == {("crimson",)}


def test_the_table_has_a_column_for_each_of_them(example: Path) -> None:
    with (example / "results.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == 36
    assert list(rows[0])[3:6] == ["crimson", "ring", "round"]
    assert all(float(row["malignant"]) == pytest.approx(float(row["crimson"]), abs=1e-6) for row in rows)


def test_the_window_opens_the_images_with_that_model(example: Path, tmp_path: Path) -> None:
    seen = tmp_path / "seen.json"
    model = example / "model.onnx"
    run_command("ham-desktop", "--provider", "cpu", "--self-check", seen, "--model", model, example / "data")
    window = json.loads(seen.read_bytes())
    assert window["problem"] is None
    assert window["model"] == Network.load(model, provider="cpu").info.name
    assert len(window["rows"]) == 36 + 1
    named = {cell for row in window["rows"] for cell in row}
    assert named & {"Crimson thing", "Ring", "Round thing"}
    assert not named & {"Melanoma", "Melanocytic nevus"}
