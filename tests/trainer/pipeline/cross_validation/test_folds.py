"""Cross-validation from begin to end, killed outright on its way: no image teaches the fold that judges it, and the
network for use that is made of the folds carries their figures.

The images show nothing but which lesion they are of, and the lesions' diagnoses are drawn by lot: a network can know
them by heart and in no other way.
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from desktop import contract
from desktop.contract.onnx_header import parse_header
from tests.conftest import SCRIPTS, run_command

pytestmark = [
    pytest.mark.timeout(1800),
    pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal to kill outright with"),
]
LESIONS, VIEWS, FOLDS = 48, 8, 3
RECIPE = """
name = "by-heart"
image_size = 32
batch_size = 4
class_weights = "none"
monitor = "val_loss"

[augmentation]

[[stages]]
name = "head"
train_from = "head"
epochs = 1
learning_rate = 1e-2
"""


def _write(folder: Path, lesions: dict[str, str], seed: int) -> Path:
    """VIEWS noisy images of a pattern of coloured squares for each lesion, with its diagnosis."""
    (folder / "images").mkdir(parents=True)
    rng, rows = np.random.default_rng(seed), []
    for lesion, diagnosis in lesions.items():
        squares = rng.integers(0, 256, (4, 4, 3))
        for view in range(VIEWS):
            noisy = np.clip(squares.repeat(8, axis=0).repeat(8, axis=1) + rng.normal(0, 6, (32, 32, 3)), 0, 255)
            Image.fromarray(noisy.astype(np.uint8)).save(folder / "images" / f"{lesion}V{view}.png")
            rows.append((f"{lesion}V{view}", lesion, diagnosis))
    pd.DataFrame(rows, columns=["image_id", "lesion_id", "dx"]).to_csv(folder / "metadata.csv", index=False)
    return folder


@pytest.fixture(scope="module")
def lots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """LESIONS lesions, half of them called melanoma by lot, and an external source that labels in words of its own."""
    top = tmp_path_factory.mktemp("lots")
    melanomas = set(np.random.default_rng(5).permutation(LESIONS)[: LESIONS // 2].tolist())
    folder = _write(top / "lots", {f"L{n:02}": "mel" if n in melanomas else "nv" for n in range(LESIONS)}, seed=5)
    _write(top / "elsewhere", {f"E{n:02}": ("MM", "mole", "benign")[n % 3] for n in range(9)}, seed=6)
    (folder / "recipe.toml").write_text(RECIPE, encoding="utf-8")
    (folder / "data.toml").write_text(
        '[[source]]\nname = "lots"\nfolder = "."\n\n[[source]]\nname = "another clinic"\nfolder = "../elsewhere"\n'
        'role = "external"\n[source.labels]\nMM = "mel"\nmole = "nv"\n',
        encoding="utf-8",
    )
    return folder


def _kill_once_it_says(command: list[Any], words: str, *, after: float) -> list[str]:
    """Start a command of ours, kill it outright some seconds after it said `words`; returns what it said."""
    process = subprocess.Popen(
        [str(SCRIPTS / command[0]), *map(str, command[1:])], stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if words in line:
            break
    time.sleep(after)
    assert process.poll() is None, "".join(said)
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stderr.close()
    return said


def _runs(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    paths = sorted(path for path in folder.iterdir() if (path / "run.json").is_file())
    return [(path, json.loads((path / "run.json").read_bytes())) for path in paths]


@pytest.fixture(scope="module")
def folds(lots: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of folds that were killed in the middle of the second and then resumed to a final network, and what
    the resumed command said."""
    output = tmp_path_factory.mktemp("folds")
    _kill_once_it_says(
        [
            "ham-train", "--data", lots, "--output", output, "--weights", "none", "--recipe", lots / "recipe.toml",
            "--precision", "float32", "--folds", FOLDS, "--final", "all",
        ],
        f"fold 2 of {FOLDS}", after=0.0,
    )  # fmt: skip
    (folder,) = (path for path in output.iterdir() if (path / "folds.json").is_file())
    assert [record["status"] for _, record in _runs(folder)] == ["finished"]
    said = _kill_once_it_says(["ham-train", "--resume", folder], "run folder:", after=0.5)
    assert not any(line.startswith("fold 1 of") for line in said)  # it is finished
    assert [record["status"] for _, record in _runs(folder)] == ["finished", "training"]
    done = run_command("ham-train", "--resume", folder)
    return folder, done.stderr


@pytest.mark.slow
def test_a_killed_cross_validation_goes_on_in_the_fold_it_was_in(folds: tuple[Path, str]) -> None:
    folder, said = folds
    assert f"fold 2 of {FOLDS}, resumed" in said
    judges = sorted(tuple(record["fold"]) for _, record in _runs(folder) if record["fold"])
    assert judges == [(number, FOLDS) for number in range(FOLDS)]
    assert {record["status"] for _, record in _runs(folder)} == {"finished"}


@pytest.mark.slow
def test_no_image_teaches_or_chooses_for_the_fold_that_judges_it(folds: tuple[Path, str], lots: Path) -> None:
    from trainer.data.dataset import load_dataset
    from trainer.data.pixels import decode_all
    from trainer.network.trained import load_trained
    from trainer.runs.folder import load_run

    folder, _ = folds
    pooled = pd.read_csv(folder / "predictions.csv")
    assert sorted(pooled["image_id"]) == sorted(pd.read_csv(lots / "metadata.csv")["image_id"])
    right = pooled[["mel", "nv"]].idxmax(axis=1) == pooled["label"]
    assert right.mean() < 0.5 + 2.6 * 0.5 / LESIONS**0.5  # no better than chance, with 99 in 100

    dataset = load_dataset(lots)
    pixels = np.array(decode_all(list(dataset.table["path"]), size=32, cache=folder / ".pixels", fingerprint="lots"))
    taught_right = []
    for path, record in _runs(folder):
        if not record["fold"]:
            continue
        split = pd.read_csv(path / "split.csv").set_index("image_id")["part"].loc[dataset.table["image_id"]].to_numpy()
        judged = set(pooled["image_id"][pooled["fold"] == record["fold"][0] + 1])
        assert set(dataset.table["image_id"][split == "test"]) == judged
        assert dataset.table.groupby("lesion_id").apply(lambda own, s=split: len(set(s[own.index]))).max() == 1
        network = load_trained(*load_run(path))
        answers = network.predict(pixels[split == "train"], verbose=0).argmax(axis=1)
        taught_right.append((answers == dataset.labels[split == "train"]).mean())
    # What taught them most of them know by heart after one epoch, and what they judge they do not know.
    assert min(taught_right) > 0.8
    assert json.loads((folder / "metrics.json").read_bytes())["accuracy"]["high"] < min(taught_right)


@pytest.mark.slow
def test_what_is_set_on_held_out_answers_is_set_on_those_of_all_folds(folds: tuple[Path, str]) -> None:
    folder, _ = folds
    scores = json.loads((folder / "metrics.json").read_bytes())
    assert scores["images"] == LESIONS * VIEWS
    assert scores["accuracy"]["low"] < scores["accuracy"]["value"] < scores["accuracy"]["high"] < 0.8
    calibration = json.loads((folder / "calibration.json").read_bytes())
    assert len(calibration["biases"]) == 2
    names = [point["name"] for point in calibration["operating_points"]]
    assert "melanoma-sensitivity-0.95" in names  # 24 lesions; each fold's validation has 8, too few to set it
    assert "by the fold that never saw it" in calibration["unfamiliarity_threshold_set_by"]


@pytest.mark.slow
def test_the_final_network_of_all_images_carries_the_figures_of_its_folds(
    folds: tuple[Path, str], tmp_path: Path
) -> None:
    folder, said = folds
    ((run, record),) = [(path, record) for path, record in _runs(folder) if record["final"]]
    assert record["final"] == {"kind": "all", "folds": FOLDS}
    assert f"finished: {run}" in said
    assert set(pd.read_csv(run / "split.csv")["part"]) == {"train"}
    assert [stage["epochs"] for stage in record["recipe"]["stages"]] == [1]
    calibrations = [json.loads((path / "calibration.json").read_bytes()) for path in (run, folder)]
    for name in ("temperature", "biases", "operating_points", "unfamiliarity_threshold"):
        assert calibrations[0][name] == calibrations[1][name]
    scores = json.loads((run / "metrics.json").read_bytes())
    assert scores["test"] is None
    assert abs(scores["validation"]["accuracy"]["value"] - 0.5) < 0.25  # of the folds: it knows all images by heart
    page = (run / "report.html").read_text(encoding="utf-8")
    assert f"is what the {FOLDS} networks of its folds answered" in page
    assert "--no-test" not in page

    elsewhere = json.loads((run / "elsewhere" / "another-clinic" / "metrics.json").read_bytes())
    assert (elsewhere["scores"]["images"], elsewhere["scores"]["coarse"]) == (6 * VIEWS, 3 * VIEWS)
    assert "another-clinic" in page
    assert not any((path / "elsewhere").exists() for path, record in _runs(folder) if record["fold"])

    model, precisions = tmp_path / "final.onnx", ("fp32", "fp16", "int8")
    run_command("ham-export", run, "--onnx", model, *(word for p in precisions for word in ("--precision", p)))
    card = (tmp_path / "final.MODEL_CARD.md").read_text(encoding="utf-8")
    assert f"for as many epochs as {FOLDS} folds chose" in card
    assert f"{scores['validation']['accuracy']['value']:.3f}" in card
    assert "70/15/15" not in card
    assert "network on images that taught it, as none is held out" in card
    for precision, file in zip(
        precisions, (model, *(tmp_path / f"final.{p}.onnx" for p in precisions[1:])), strict=True
    ):
        assert file.is_file()
        info = contract.parse_info(parse_header(file.read_bytes()).metadata)
        assert info.precision == precision
        assert info.metrics["validation"]["accuracy"].value == scores["validation"]["accuracy"]["value"]
        assert "test" not in info.metrics


@pytest.fixture(scope="module")
def finals(folds: tuple[Path, str]) -> tuple[dict[str, tuple[Path, dict[str, Any]]], str]:
    """Beside the final network of the labels one that is distilled, killed on its way and resumed; both runs by their
    kind, and what the resumed command said."""
    folder, _ = folds
    first = next(path for path, record in _runs(folder) if record["fold"])
    (first / "report.html").unlink()  # as of a fold that was killed right after its end
    _kill_once_it_says(["ham-train", "--resume", folder, "--final", "distil"], "run folder:", after=0.5)
    done = run_command("ham-train", "--resume", folder)
    return {record["final"]["kind"]: (path, record) for path, record in _runs(folder) if record["final"]}, done.stderr


@pytest.mark.slow
def test_a_distilled_network_answers_as_its_folds_do_on_average(
    folds: tuple[Path, str], finals: tuple[dict[str, tuple[Path, dict[str, Any]]], str]
) -> None:
    from trainer.data.pixels import decode_all
    from trainer.network.trained import load_trained
    from trainer.pipeline.cross_validation.final_network import mean_answers
    from trainer.pipeline.cross_validation.judged_by_folds import finished_folds
    from trainer.pipeline.prepare import data_of_run
    from trainer.runs.folder import load_run

    paths = finished_folds(folds[0], FOLDS)
    record = load_run(paths[0])[1]
    dataset = data_of_run(record)
    pixels = np.array(decode_all(list(dataset.table["path"]), size=32, cache=folds[0] / ".pixels", fingerprint="lots"))
    targets = mean_answers(paths, [load_run(path)[1] for path in paths], folds[0])
    by_hand = np.mean([_answers(load_trained(*load_run(path)), pixels) for path in paths], axis=0)
    assert np.allclose(targets, by_hand, atol=1e-5)

    def divergence(network: Any) -> float:
        """Mean Kullback-Leibler divergence of the network's answers from the folds' mean."""
        known = np.maximum(targets, 1e-9)
        return float((known * np.log(known / _answers(network, pixels))).sum(axis=1).mean())

    taught = {kind: divergence(load_trained(*load_run(path))) for kind, (path, _) in finals[0].items()}
    assert taught["distil"] < taught["all"]  # which learned the labels themselves, as sure as they are


def _answers(network: Any, pixels: np.ndarray) -> np.ndarray:
    logits = network.predict(pixels, verbose=0).astype(np.float64)
    weights = np.exp(logits - logits.max(axis=1, keepdims=True))
    answers: np.ndarray = np.maximum(weights / weights.sum(axis=1, keepdims=True), 1e-9)
    return answers


@pytest.mark.slow
def test_a_distilled_network_survives_a_kill_and_carries_the_same_figures(
    folds: tuple[Path, str], finals: tuple[dict[str, tuple[Path, dict[str, Any]]], str]
) -> None:
    found, said = finals
    run, record = found["distil"]
    assert record["status"] == "finished"
    assert f"run folder: {run}, resumed" in said
    assert f"finished: {run}" in said
    assert record["recipe"]["label_smoothing"] == 0.0
    assert not (run / "targets.npy").exists()
    assert all((path / "report.html").is_file() for path, _ in _runs(folds[0]))
    assert not any((path / "checkpoint").exists() for path, _ in _runs(folds[0]))
    scores = [json.loads((path / "metrics.json").read_bytes())["validation"] for path, _ in found.values()]
    assert scores[0]["accuracy"] == scores[1]["accuracy"]  # of the folds, whichever network is made of them
    assert (run / "model.keras").read_bytes() != (found["all"][0] / "model.keras").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--final", "all"], "give --folds as well"),
        (["--folds", "3", "--final", "some"], "'some' is not one of"),
        (["--folds", "3", "--no-test"], "leave out --no-test"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(lots: Path, arguments: list[str], words: str) -> None:
    done = run_command("ham-train", "--data", lots, "--weights", "none", *arguments, check=False)
    assert done.returncode == 2
    assert words in done.stderr
