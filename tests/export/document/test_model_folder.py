"""A model folder: what a hub reads of it, that ham-classify opens it, and that its ten lines give the same answers."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from desktop.errors import ModelError
from desktop.model.file import model_in, open_model
from export.document.model_folder import check_folder, write_model_folder
from export.errors import ExportError
from tests.conftest import Done, run_command

pytestmark = pytest.mark.timeout(900)  # the run it is made of is trained and exported on a busy machine


@pytest.fixture(scope="module")
def folder(exported: Done, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The exported file in a folder of its own, as `ham-export --folder` leaves it."""
    target = tmp_path_factory.mktemp("publish") / "model"
    target.mkdir()
    file = Path(shutil.copy(exported.path, target / "model.onnx"))
    write_model_folder(target, [file], "# Model card: phantoms\n\nFigures.\n")
    return target


@pytest.mark.slow
def test_the_command_writes_the_whole_folder(trained: Done, tmp_path: Path) -> None:
    done = run_command("ham-export", trained.path, "--folder", tmp_path / "published")
    written = {file.name for file in (tmp_path / "published").iterdir()}
    assert written == {
        "README.md", "config.json", "preprocessor_config.json", "SHA256SUMS", "model.onnx", "model.parity.json",
        "model.parity.txt",
    }  # fmt: skip
    assert "uploaded with a client of your own" in done.stderr
    assert "# Model card" in (tmp_path / "published" / "README.md").read_text(encoding="utf-8")


def test_the_hub_s_own_parser_reads_the_head(folder: Path) -> None:
    hub = pytest.importorskip("huggingface_hub")
    card = hub.ModelCard.load(folder / "README.md")
    assert card.data.to_dict()["library_name"] == "onnx"
    assert card.data.pipeline_tag == "image-classification"
    assert card.data.license
    info = open_model(folder).info
    results = {(r.dataset_name, r.metric_type): r.metric_value for r in card.data.eval_results}
    figures = info.metrics["test"]
    assert results[f"{info.data.name} (test)", "accuracy"] == pytest.approx(figures["accuracy"].value, abs=1e-4)
    assert card.text.lstrip().startswith("# Model card: phantoms")


def test_labels_and_pixels_are_those_of_the_file(folder: Path) -> None:
    info = open_model(folder).info
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert [config["id2label"][str(i)] for i in range(config["num_labels"])] == list(info.codes)
    assert {code: config["label2id"][code] for code in info.codes} == {code: i for i, code in enumerate(info.codes)}
    pixels = json.loads((folder / "preprocessor_config.json").read_text(encoding="utf-8"))
    assert pixels["size"] == {"height": info.input.size, "width": info.input.size}
    assert (pixels["do_rescale"], pixels["do_normalize"]) == (False, False)


def test_the_checksums_are_those_of_the_files(folder: Path) -> None:
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 4
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", ["upright.png", "photograph.jpg", "turned.jpg"])
def test_the_lines_in_the_readme_give_the_answers_of_ham_classify(folder: Path, tmp_path: Path, name: str) -> None:
    image = Image.effect_noise((1200, 800), 60).convert("RGB").resize((900, 700))
    for x in range(300, 600):
        for y in range(200, 500, 3):
            image.putpixel((x, y), (120, 60, 40))
    exif = Image.Exif()
    if name == "turned.jpg":
        exif[0x0112] = 6
    image.save(tmp_path / name, exif=exif)
    (code,) = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / name)], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    theirs = ast.literal_eval(told)
    done = run_command("ham-classify", tmp_path / name, "--model", folder, "--provider", "cpu")
    (row,) = csv.DictReader(done.stdout.splitlines())
    ours = {key: float(row[key]) for key in theirs}
    assert theirs == pytest.approx(ours, abs=1e-3)


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, folder: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work", encoding="utf-8")
    with pytest.raises(ExportError, match="holds other files"):
        check_folder(tmp_path)
    with pytest.raises(ExportError, match="is a file"):
        check_folder(tmp_path / "thesis.tex")
    with pytest.raises(ExportError, match="does not exist"):
        check_folder(tmp_path / "no" / "such")
    check_folder(tmp_path / "new")
    check_folder(folder)  # an earlier one of ours is written again


def test_one_thing_is_asked_for_at_a_time(tmp_path: Path) -> None:
    done = run_command("ham-export", "--onnx", "--folder", tmp_path / "x", check=False)
    assert done.returncode == 2
    assert "say one thing to do" in done.stderr


def test_which_file_of_a_folder_is_the_model(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="a folder without a model"):
        model_in(tmp_path)
    (tmp_path / "b.onnx").touch()
    assert model_in(tmp_path) == tmp_path / "b.onnx"
    (tmp_path / "a.onnx").touch()
    with pytest.raises(ModelError, match=r"several models \(a.onnx, b.onnx\)"):
        model_in(tmp_path)
    (tmp_path / "model.onnx").touch()
    assert model_in(tmp_path) == tmp_path / "model.onnx"
    assert model_in(tmp_path / "a.onnx") == tmp_path / "a.onnx"
