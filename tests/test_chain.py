"""The product's spine on drawn images: train, export, classify, by the commands a user types."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image
from sklearn.metrics import roc_auc_score

from tests.conftest import Done, run_command
from trainer.measure.scores import OVERALL, load_scores
from trainer.measure.subgroups import load_subgroups

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def results(phantoms: Path, exported: Done, tmp_path_factory: pytest.TempPathFactory) -> pd.DataFrame:
    """The results table of ham-classify over the whole folder, by image id."""
    output = tmp_path_factory.mktemp("results") / "results.csv"
    run_command("ham-classify", phantoms, "--model", exported.path, "--provider", "cpu", "-o", output)
    table = pd.read_csv(output, keep_default_na=False)
    return table.set_index(table["file"].map(lambda name: Path(name).stem))


def test_training_learns_the_phantoms(trained: Done) -> None:
    metrics = json.loads((trained.path / "metrics.json").read_text(encoding="utf-8"))
    assert metrics["test"]["macro_auc"]["value"] > 0.9
    assert metrics["test"]["macro_auc"]["low"] <= metrics["test"]["macro_auc"]["value"]


def test_the_figures_are_those_of_the_predictions(trained: Done) -> None:
    metrics = json.loads((trained.path / "metrics.json").read_text(encoding="utf-8"))
    for part, name in (("val", "validation"), ("test", "test")):
        table = pd.read_csv(trained.path / f"predictions_{part}.csv")
        codes = list(table.columns[3:])
        right = table[codes].idxmax(axis=1) == table["label"]
        assert metrics[name]["accuracy"]["value"] == pytest.approx(right.mean())
        recalls = right.groupby(table["label"]).mean()
        assert metrics[name]["balanced_accuracy"]["value"] == pytest.approx(recalls.mean())
        assert metrics[name]["macro_auc"]["value"] == pytest.approx(_macro_auc(table["label"], table[codes]), abs=1e-6)


def test_every_figure_is_in_the_run_folder(trained: Done) -> None:
    scores = load_scores(trained.path / "metrics.json")
    for part in (scores.validation, scores.test):
        assert set(part.figures()) == set(OVERALL)
        assert all(c.images >= 3 and "auc" in c.figures() for c in part.classes.values())
    tables = load_subgroups(trained.path / "subgroups.json")
    assert tables is not None
    assert sum(group.n for group in tables.test["sex"]) == scores.test.images


def test_no_lesion_is_in_two_parts(trained: Done) -> None:
    split = pd.read_csv(trained.path / "split.csv")
    assert set(split["part"]) == {"train", "val", "test"}
    assert (split.groupby("lesion_id")["part"].nunique() == 1).all()
    assert len(split) == 280


def test_both_stages_are_in_the_history(trained: Done) -> None:
    history = pd.read_csv(trained.path / "history.csv")
    assert set(history["stage"]) == {"head", "finetune"}
    assert history["best"].any()
    assert history[["loss", "val_loss", "val_auc", "seconds"]].notna().all().all()


def test_the_run_folder_is_whole(trained: Done) -> None:
    of_a_part = ("confusion", "roc", "reliability", "operating_melanoma", "operating_malignant")
    names = {"classes", "samples", "augmented", "history", "mistakes_test"}
    names |= {f"{name}_{part}" for name in of_a_part for part in ("val", "test")}
    assert {path.stem for path in (trained.path / "figures").glob("*.png")} == names
    for name in names:
        with Image.open(trained.path / "figures" / f"{name}.png") as image:
            assert image.width > 1400
    assert f"report: {trained.path / 'report.html'}\n" in trained.stderr
    assert (trained.path / "report.html").is_file()
    assert "left out" not in trained.stderr
    record = json.loads((trained.path / "run.json").read_text(encoding="utf-8"))
    assert record["status"] == "finished"
    assert record["data"]["images"] == 280
    left_over = [p.name for p in trained.path.iterdir() if "part" in p.name or p.name.startswith("best")]
    assert left_over == []


def test_training_talks_on_standard_error_only(trained: Done) -> None:
    assert trained.stdout == ""
    assert "precision:" in trained.stderr
    assert "finetune 1:" in trained.stderr
    for noise in ("WARNING", "oneDNN", "absl", "Traceback"):
        assert noise not in trained.stderr


def test_the_onnx_file_answers_as_keras_does(exported: Done) -> None:
    parity = json.loads(exported.path.with_suffix(".parity.json").read_text(encoding="utf-8"))
    assert parity["batch_sizes"] == [17, 3, 1]
    assert abs(parity["keras_auc"] - parity["onnx_auc"]) <= 1e-4
    checks = {check["name"]: check["value"] for check in parity["checks"]}
    assert checks["largest logit difference"] <= 1e-3
    assert checks["images with another answer"] == 0


def test_ham_classify_gives_the_trainer_s_own_probabilities(trained: Done, results: pd.DataFrame) -> None:
    """From the image file to the row: same pixels, same class order, same temperature as in training."""
    expected = pd.read_csv(trained.path / "predictions_test.csv").set_index("image_id")
    codes = list(expected.columns[2:])
    assert list(results.columns[3 : 3 + len(codes)]) == codes
    actual = results.loc[expected.index, codes].astype(float)
    assert np.abs(actual - expected[codes]).to_numpy().max() < 1e-3


def test_the_auc_of_the_onnx_file_on_test_is_that_of_keras(trained: Done, results: pd.DataFrame) -> None:
    expected = pd.read_csv(trained.path / "predictions_test.csv").set_index("image_id")
    codes = list(expected.columns[2:])
    onnx_auc = _macro_auc(expected["label"], results.loc[expected.index, codes].astype(float))
    # The table of results has six decimals, which make ties of answers that are nearly sure.
    assert onnx_auc == pytest.approx(_macro_auc(expected["label"], expected[codes].round(6)), abs=1e-4)
    assert onnx_auc > 0.9


def test_every_image_has_a_row_that_adds_up(results: pd.DataFrame) -> None:
    assert len(results) == 280
    assert set(results["status"]) == {"ok"}
    codes = ["akiec", "bcc", "bkl", "df", "mel", "nv", "vasc"]
    values = results[codes].astype(float)
    assert np.allclose(values.sum(axis=1), 1.0, atol=1e-5)
    assert (values.idxmax(axis=1) == results["diagnosis"]).all()
    malignant = values[["akiec", "bcc", "mel"]].sum(axis=1)
    assert np.allclose(malignant, results["malignant"].astype(float), atol=1e-5)


def test_the_referral_is_the_operating_point_of_the_run(trained: Done, results: pd.DataFrame) -> None:
    point = json.loads((trained.path / "calibration.json").read_text(encoding="utf-8"))["operating_points"][0]
    assert point["name"].startswith("malignant-sensitivity-0.")  # of so few lesions named by its lower limit
    clear = (results["malignant"].astype(float) - point["threshold"]).abs() > 1e-4
    referred = np.where(results["malignant"].astype(float) >= point["threshold"], "yes", "no")
    assert (results["referral"] == referred)[clear].all()


def _macro_auc(labels: pd.Series[str], probabilities: pd.DataFrame) -> float:
    return float(np.mean([roc_auc_score(labels == code, probabilities[code]) for code in probabilities.columns]))


def test_a_report_made_again_is_the_one_that_was_there(trained: Done, tmp_path: Path) -> None:
    again = Path(shutil.copytree(trained.path, tmp_path / trained.path.name))
    for name in ("report.html", "metrics.json", "subgroups.json", "figures/roc_test.png"):
        (again / name).unlink()
    (again / "metrics.json").write_text("{}", encoding="utf-8")  # as of a version that knew fewer figures
    done = run_command("ham-train", "report", again)
    assert done.stderr == f"written: {again / 'report.html'}\n"
    assert _rounded(again / "metrics.json") == _rounded(trained.path / "metrics.json")
    assert _rounded(again / "subgroups.json") == _rounded(trained.path / "subgroups.json")
    assert (again / "figures" / "roc_test.svg").read_bytes() == (trained.path / "figures/roc_test.svg").read_bytes()
    page = (again / "report.html").read_text(encoding="utf-8")
    assert page.count("<img") == (trained.path / "report.html").read_text(encoding="utf-8").count("<img") > 10


def _rounded(file: Path) -> object:
    return json.loads(file.read_text(encoding="utf-8"), parse_float=lambda text: round(float(text), 6))
