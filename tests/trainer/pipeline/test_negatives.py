"""A finished network is given a head that tells images of another kind, without being trained anew, and exported."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest
from PIL import Image

import export.precisions
from desktop.contract import ModelInfo
from desktop.model.network import Network
from export.export import export_run
from tests.phantoms import SMALL, write_phantoms
from trainer.data.negatives import load_negatives
from trainer.errors import DataError, RunError
from trainer.measure.calibration import load_calibration
from trainer.pipeline.prepare import data_of_run, decode, negatives_of_run
from trainer.pipeline.train import Options, train
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import RunFolder, load_run

pytestmark = pytest.mark.timeout(900)
SIZE = 64
RECIPE = Recipe(
    "tiny",
    (Stage("head", 0, 0.1), Stage("all", 0, 0.1, train_from=0)),
    Augmentation(),
    image_size=SIZE,
    batch_size=16,
    blocks=SMALL,
)


@dataclass(frozen=True)
class Runs:
    """bare: a network of random weights, calibrated; shown: the same with negatives; negatives: their folder."""

    bare: Path
    shown: Path
    negatives: Path


def draw_tiles(folder: Path, *, patients: int = 12, each: int = 2) -> Path:
    """Pictures of coloured tiles, that nobody takes for a lesion: so many of each patient."""
    folder.mkdir(parents=True)
    rng, rows = np.random.default_rng(7), []
    for patient in range(patients):
        for number in range(each):
            tiles = rng.integers(0, 256, (6, 8, 3), dtype=np.uint8)
            name = f"tiles_{patient}_{number}"
            Image.fromarray(tiles).resize((80, 60), Image.Resampling.NEAREST).save(folder / f"{name}.png")
            rows.append({"image_id": name, "patient_id": f"P{patient}"})
    pd.DataFrame(rows).to_csv(folder / "metadata.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    folder = tmp_path_factory.mktemp("runs")
    data = write_phantoms(folder / "drawn", per_class=20, seed=3, size=(80, 60))
    negatives = draw_tiles(folder / "tiles")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("trainer.report.drawing.draw", lambda *_, **__: None)  # it takes longer than all else
        bare = train(Options(RECIPE, data, folder / "runs", "none", test=False))
        shown = train(Options(RECIPE, data, folder / "runs", str(bare.path), test=False, negatives=(negatives,)))
    return Runs(bare.path, shown.path, negatives)


def test_a_run_of_no_epochs_answers_as_the_run_whose_weights_it_took(runs: Runs) -> None:
    one, two = (pd.read_csv(path / "predictions_val.csv") for path in (runs.bare, runs.shown))
    pd.testing.assert_frame_equal(one, two)
    assert (runs.bare / "calibration.json").read_bytes() != (runs.shown / "calibration.json").read_bytes()
    for name in ("report.html", "metrics.json", "promises.json", "history.csv"):
        assert (runs.shown / name).is_file() == (runs.bare / name).is_file()


def test_what_was_shown_and_what_is_flagged_of_the_rest_is_kept(runs: Runs) -> None:
    folder, record = load_run(runs.shown)
    (kept,) = record.negatives
    assert (kept.name, kept.images, kept.learned, kept.judged) == ("tiles", 24, 12, 12)
    calibration, space = load_calibration(folder.path)
    assert space.head is not None
    assert len(space.head.weights) == 2 * 1024 + 2 * 2048
    flagged = calibration.negatives["tiles"]
    assert flagged.images == 12
    assert flagged.share.value == 1.0  # a random network tells tiles of any colour from drawn skin
    assert flagged.share.low is not None
    assert flagged.share.low < 0.7  # six patients
    (held_out,) = calibration.held_out.values()
    assert held_out.images == len(pd.read_csv(folder.predictions("val")))
    assert held_out.share.value < 0.05
    page = (folder.path / "report.html").read_text(encoding="utf-8")
    assert "tiles (another kind, not learned from)" in page
    assert "12 to learn from and 12 to judge" in page


def test_without_negatives_distance_alone_tells(runs: Runs) -> None:
    folder, record = load_run(runs.bare)
    calibration, space = load_calibration(folder.path)
    assert record.negatives == ()
    assert space.head is None
    assert (calibration.negatives, calibration.held_out) == ({}, {})
    assert "another kind" not in (folder.path / "report.html").read_text(encoding="utf-8")


def test_negatives_that_have_changed_are_told(runs: Runs) -> None:
    _, record = load_run(runs.shown)
    (kept,) = record.negatives
    other = msgspec.structs.replace(record, negatives=(msgspec.structs.replace(kept, fingerprint="0" * 16),))
    with pytest.raises(DataError, match="not those that the run was begun with"):
        negatives_of_run(other)


@pytest.fixture(scope="module")
def files(runs: Runs, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    target = tmp_path_factory.mktemp("files") / "model.onnx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(export.precisions, "IMAGES_PER_CLASS", 4)
        found = export_run(runs.shown, target, precisions=("fp32", "fp16", "int8"))
    return dict(zip(("fp32", "fp16", "int8"), found, strict=True))


def _pixels(runs: Runs) -> np.ndarray:
    (one,) = load_negatives([runs.negatives])
    from desktop.images import load_image

    return np.stack(
        [load_image(path, SIZE) for path, learned in zip(one.paths, one.learned, strict=True) if not learned]
    )


@pytest.mark.parametrize("precision", ["fp32", "fp16", "int8"])
def test_a_file_flags_what_its_document_says(files: dict[str, Path], runs: Runs, precision: str) -> None:
    network = Network.load(files[precision], provider="cpu")
    told: ModelInfo = network.info
    assert "images of another kind" in told.unfamiliarity.method
    assert "99.5th percentile" in told.unfamiliarity.threshold_set_by
    flagged = told.unfamiliarity.negatives["tiles"]
    answers = network.predict(_pixels(runs)).unfamiliarity
    assert flagged.images == len(answers)
    assert flagged.share.value == pytest.approx(float((answers > 1.0).mean()))
    assert network.self_test() < 0.25


@pytest.mark.parametrize("precision", ["fp32", "int8"])
def test_a_batch_is_its_images_one_by_one(files: dict[str, Path], runs: Runs, precision: str) -> None:
    network, images = Network.load(files[precision], provider="cpu"), _pixels(runs)
    together = network.predict(images).unfamiliarity
    alone = np.concatenate([network.predict(image[None]).unfamiliarity for image in images])
    assert np.abs(together - alone).max() < 1e-5


def test_the_int8_file_has_thresholds_of_its_own(files: dict[str, Path], runs: Runs) -> None:
    """Set by the same rule on its own answers to validation: as many of these are flagged, and not by chance."""
    folder, record = load_run(runs.shown)
    dataset = data_of_run(record)
    parts = folder.read_split(dataset.table["image_id"])
    pixels = decode(dataset, record.recipe, folder.path.parent)[SIZE]
    network = Network.load(files["int8"], provider="cpu")
    answers = network.predict(pixels[parts == "val"]).unfamiliarity
    (told,) = network.info.unfamiliarity.held_out.values()
    assert told.share.value == pytest.approx(float((answers > 1.0).mean()))
    assert (answers > 1.0).mean() < 0.05
    assert answers.max() > 0.6  # and not far above them all


def test_the_card_tells_what_is_flagged(files: dict[str, Path]) -> None:
    card = files["fp32"].with_name("model.MODEL_CARD.md").read_text(encoding="utf-8")
    assert "| tiles (another kind) | 12 | 1.000" in card
    assert "(validation, set there)" in card


def test_the_head_adds_less_than_two_megabytes(files: dict[str, Path], runs: Runs) -> None:
    _, space = load_calibration(RunFolder(runs.shown).path)
    assert space.head is not None
    added = sum(a.nbytes for a in (space.head.mean, space.head.scale, space.head.weights, space.mean, space.basis))
    assert added < 2e6
    import onnx

    kinds = {node.op_type for node in onnx.load(files["fp32"]).graph.node}
    assert kinds <= {
        *("Add", "Cast", "Clip", "Concat", "Conv", "Gemm", "GlobalAveragePool", "Greater", "MatMul", "Max", "MaxPool"),
        "Min",
        *("Mul", "ReduceMean", "ReduceSum", "Relu", "Reshape", "Sigmoid", "Softmax", "Sqrt", "Squeeze", "Sub"),
        *("Transpose", "Unsqueeze", "Div", "Neg"),
    }


def test_halves_hold_whole_patients_and_copies(tmp_path: Path) -> None:
    folder = draw_tiles(tmp_path / "tiles", patients=9, each=3)
    (one,) = load_negatives([folder])
    by_patient = pd.Series(one.learned).groupby(one.groups).nunique()
    assert (by_patient == 1).all()
    assert len(by_patient) == 9
    (folder / "metadata.csv").unlink()
    picture = next(folder.glob("*.png")).read_bytes()
    for number in range(5):
        (folder / f"copy{number}.png").write_bytes(picture)
    (one,) = load_negatives([folder])
    copies = [learned for path, learned in zip(one.paths, one.learned, strict=True) if path.read_bytes() == picture]
    assert len(copies) == 6
    assert len(set(copies)) == 1
    (folder / "copy0.png").unlink()
    assert load_negatives([folder])[0].fingerprint != one.fingerprint


def test_folders_that_cannot_be_negatives_are_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no folder of negatives"):
        load_negatives([tmp_path / "absent"])
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="at least two"):
        load_negatives([tmp_path / "empty"])
    tiles = draw_tiles(tmp_path / "tiles")
    with pytest.raises(DataError, match="named twice"):
        load_negatives([tiles, tmp_path / "empty" / ".." / "tiles"])
    assert not issubclass(RunError, DataError)


def test_what_is_learned_from_in_one_folder_judges_in_no_other(tmp_path: Path) -> None:
    first = draw_tiles(tmp_path / "first")
    second = draw_tiles(tmp_path / "second", patients=3)
    (second / "metadata.csv").unlink()
    for path in second.glob("*.png"):
        path.write_bytes(path.read_bytes() + b"\0")  # pictures of its own
    for number, path in enumerate(sorted(first.glob("*.png"))[:8]):
        (second / f"copy {number}.png").write_bytes(path.read_bytes())
    for seed in range(5):
        alone = load_negatives([first], seed=seed)[0]
        one, two = load_negatives([first, second], seed=seed)
        assert one.learned.tolist() == alone.learned.tolist()
        sides = {path.read_bytes(): side for path, side in zip(one.paths, one.learned, strict=True)}
        copies = [(path, side) for path, side in zip(two.paths, two.learned, strict=True) if "copy" in path.name]
        assert len(copies) == 8
        assert all(sides[path.read_bytes()] == side for path, side in copies)
        assert 0 < two.learned.sum() < len(two.paths)


def test_folders_of_negatives_that_hold_each_other_are_refused(tmp_path: Path) -> None:
    outer = draw_tiles(tmp_path / "outer")
    inner = draw_tiles(outer / "inner")
    for given in ([outer, inner], [inner, outer]):
        with pytest.raises(DataError, match=r"and the negatives .* lie within each other"):
            load_negatives(given)
    learned = load_negatives([inner])[0]
    copies = tmp_path / "copies"
    copies.mkdir()
    for path, side in zip(learned.paths, learned.learned, strict=True):
        if side:
            (copies / path.name).write_bytes(path.read_bytes())
    with pytest.raises(DataError, match=r"All images of .*copies are copies"):
        load_negatives([inner, copies])
