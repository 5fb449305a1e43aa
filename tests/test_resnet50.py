"""The network at its full depth, which most other tests do without: every layer learns, and its files are proven.

Where real images lie beside the project, they go through the same chain (test_real_images).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import export.precisions
from desktop.model.network import Network
from export.document.document import Precision
from export.export import export_run
from tests.conftest import SHARED
from tests.phantoms import write_phantoms
from trainer.pipeline.train import Options, train
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import RunFolder

pytestmark = pytest.mark.timeout(900)
RECIPE = Recipe("whole", (Stage("all", 1, 1e-4, train_from=0),), Augmentation(), image_size=64, batch_size=16)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    folder = tmp_path_factory.mktemp("resnet50")
    data = write_phantoms(folder / "drawn", per_class=12, size=(80, 60))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.report.drawing.draw", lambda *_, **__: None)
        return train(Options(RECIPE, data, folder / "runs", "none"))


BY_REAL_IMAGES = pytest.mark.skipif(
    (SHARED / "ham10000").is_dir() and (SHARED / "weights").is_dir(), reason="test_real_images takes a ResNet50 there"
)


@pytest.mark.parametrize(
    "precision", [pytest.param("fp32", marks=BY_REAL_IMAGES), pytest.param("int8", marks=pytest.mark.slow)]
)
def test_a_resnet50_of_which_every_layer_learned_passes_all_gates(
    run: RunFolder, precision: Precision, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export.precisions, "IMAGES_PER_CLASS", 4)
    record = json.loads((run.path / "run.json").read_text(encoding="utf-8"))
    assert (record["status"], record["recipe"]["blocks"]) == ("finished", [3, 4, 6, 3])
    (file,) = export_run(run.path, tmp_path / "model.onnx", precisions=(precision,))
    checks = json.loads(file.with_suffix(".parity.json").read_text(encoding="utf-8"))["checks"]
    assert checks
    assert all(check["value"] <= check["limit"] for check in checks)
    assert Network.load(file, provider="cpu").info.precision == precision
    assert file.stat().st_size < {"fp32": 110_000_000, "int8": 30_000_000}[precision]
