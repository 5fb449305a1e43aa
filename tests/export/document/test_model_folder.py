"""A model folder: what a hub reads of it, that ham-classify opens it, and that its ten lines give the same answers."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from desktop.contract import ClassInfo, DataInfo, Figure
from desktop.errors import ModelError
from desktop.model.file import model_in, open_model
from export.document.model_folder import check_folder, write_model_folder
from export.errors import ExportError
from tests.conftest import Done, run_command
from tests.tiny_model import tiny_info, write_tiny_model

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
        "README.md", "LICENSE", "config.json", "preprocessor_config.json", "SHA256SUMS", "model.onnx",
        "model.parity.json", "model.parity.txt",
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
    assert [line.split("  ")[1] for line in lines] == sorted(
        ["model.onnx", "README.md", "LICENSE", "config.json", "preprocessor_config.json"]
    )
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("name", ["upright.png", "photograph.jpg", "turned.jpg", "grey.jpg", "palette.png"])
def test_the_lines_in_the_readme_give_the_answers_of_ham_classify(folder: Path, tmp_path: Path, name: str) -> None:
    image = Image.effect_noise((1200, 800), 60).convert("RGB").resize((900, 700))
    for x in range(300, 600):
        for y in range(200, 500, 3):
            image.putpixel((x, y), (120, 60, 40))
    exif = Image.Exif()
    if name == "turned.jpg":
        exif[0x0112] = 6
    image = image.convert({"grey.jpg": "L", "palette.png": "P"}.get(name, "RGB"))
    image.save(tmp_path / name, exif=exif)
    ours = _by_ham_classify(folder, tmp_path / name)
    assert _by_the_readme(folder, tmp_path / name) == pytest.approx(ours, abs=1e-3)


def _by_the_readme(folder: Path, image: Path) -> dict[str, float]:
    """What the lines in a folder's README.md, run in that folder, answer to an image."""
    (code,) = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    told = subprocess.run(
        [sys.executable, "-c", code, str(image)], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
    found: dict[str, float] = ast.literal_eval(told)
    return found


def _by_ham_classify(folder: Path | str, image: Path) -> dict[str, float]:
    """By the command that the page says its lines answer as: of all providers, the one that they ran on."""
    page = Path(folder, "README.md").read_text(encoding="utf-8")
    (options,) = re.findall(r"answers are those of\n`ham-classify images/ --model FOLDER ([^`]+)`", page)
    done = run_command("ham-classify", image, "--model", folder, *options.split())
    (row,) = csv.DictReader(done.stdout.splitlines())
    return {code: float(row[code]) for code in open_model(folder).info.codes}


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


def tiny_folder(folder: Path, **changes: object) -> Path:
    """A folder made of the tiny model, with these fields of its document."""
    folder.mkdir()
    info = tiny_info(**changes)
    file = write_tiny_model(folder / "model.onnx", info)
    write_model_folder(folder, [file], "# Card\n")
    return folder


def head_of(folder: Path) -> Any:
    """What YAML makes of the head of README.md."""
    yaml = pytest.importorskip("yaml")
    return yaml.safe_load((folder / "README.md").read_text(encoding="utf-8").split("---\n")[1])


@pytest.mark.parametrize(
    ("words", "licence"),
    [
        ("CC BY-NC 4.0, non-commercial with attribution", "cc-by-nc-4.0"),
        ("CC-BY-4.0", "cc-by-4.0"),
        ("CC-0", "cc0-1.0"),
        ("A: CC BY-NC 4.0 (Tschandl); B: CC-0 by the archive; C: CC BY-NC 4.0", "cc-by-nc-4.0"),
        ("A: CC BY 4.0; B: CC BY-NC-SA 4.0", "cc-by-nc-sa-4.0"),
        ("A: CC BY-SA 4.0; B: CC BY-NC 4.0", "other"),  # neither asks for all that the other asks for
        ("A: CC BY 4.0; B: CC BY 3.0", "other"),
        ("A: CC BY 4.0; B: not stated", "other"),
        ("CC BY-NC-ND 1.0", "other"),  # the hub knows no such version
        ("not stated", "other"),
    ],
)
def test_the_licence_is_never_laxer_than_that_of_a_source(tmp_path: Path, words: str, licence: str) -> None:
    folder = tiny_folder(tmp_path / "m", data=DataInfo("drawn", words, 3, 3, "0" * 16))
    assert head_of(folder)["license"] == licence
    beside = folder / "LICENSE"
    assert beside.exists() == (licence == "other")
    if licence == "other":
        assert head_of(folder)["license_link"] == "LICENSE"
        assert words in beside.read_text(encoding="utf-8")


def test_a_licence_that_a_person_wrote_is_kept(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "m")
    (folder / "LICENSE").write_text("Ours, after long talks.", encoding="utf-8")
    write_model_folder(folder, [folder / "model.onnx"], "# Card\n")
    assert (folder / "LICENSE").read_text(encoding="utf-8") == "Ours, after long talks."


def test_names_of_all_kinds_reach_the_head_and_the_labels(tmp_path: Path) -> None:
    name = 'a: "b"\x7f\u2028#\n良性 🔬'
    codes = ['quo"te', "col: on", "良性"]
    folder = tiny_folder(
        tmp_path / "m",
        name=name,
        data=DataInfo(name, "none", 3, 3, "0" * 16),
        classes=tuple(ClassInfo(code, f"{code}: name", code == "良性") for code in codes),
        operating_points=(),
    )
    (index,) = head_of(folder)["model-index"]
    assert index["name"] == 'a: "b"  # 良性 🔬'
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    assert list(config["id2label"].values()) == codes


def test_figures_from_elsewhere_stand_beside_those_of_inside_under_whatever_name(tmp_path: Path) -> None:
    metrics = {"test": {"accuracy": Figure(0.9)}, "elsewhere/drawn": {"accuracy": Figure(0.6)}}
    folder = tiny_folder(tmp_path / "m", data=DataInfo("drawn", "none", 3, 3, "0" * 16), metrics=metrics)
    results = head_of(folder)["model-index"][0]["results"]
    assert [(r["dataset"]["name"], r["metrics"][0]["value"]) for r in results] == [
        ("drawn (test)", 0.9),
        ("drawn (elsewhere)", 0.6),
    ]


def test_a_model_that_is_not_the_one_of_the_checksums_is_refused(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "m")
    assert open_model(folder).info.name == "tiny"
    write_tiny_model(folder / "model.onnx", tiny_info(name="another"))
    for named in (folder, folder / "model.onnx"):
        with pytest.raises(ModelError, match="does not have the checksum that SHA256SUMS beside it gives"):
            open_model(named)
    (folder / "SHA256SUMS").write_text("of something else  other.bin\n", encoding="utf-8")
    assert open_model(folder).info.name == "another"


@pytest.mark.parametrize(
    "written", ["{digest}  model.onnx\n", "{digest} *model.onnx\r\n", "\ufeff{digest}  ./model.onnx\n"]
)
def test_the_checksum_is_held_however_a_tool_writes_it(tmp_path: Path, written: str) -> None:
    folder = tiny_folder(tmp_path / "m")
    digest = hashlib.sha256((folder / "model.onnx").read_bytes()).hexdigest()
    (folder / "SHA256SUMS").write_text(written.format(digest=digest.upper()), encoding="utf-8", newline="")
    assert open_model(folder).info.name == "tiny"
    write_tiny_model(folder / "model.onnx", tiny_info(name="another"))
    with pytest.raises(ModelError, match="does not have the checksum"):
        open_model(folder)


def test_labels_in_another_order_change_neither_our_answers_nor_those_of_the_lines_in_the_readme(
    tmp_path: Path, coloured_images: Path
) -> None:
    folder = tiny_folder(tmp_path / "m")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["id2label"] = dict(zip(config["id2label"], reversed(config["id2label"].values()), strict=True))
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    assert _by_the_readme(folder, coloured_images / "green.png") == pytest.approx(
        _by_ham_classify(folder, coloured_images / "green.png"), abs=1e-3
    )


def test_a_folder_as_the_hubs_client_lays_it_down_is_opened(tmp_path: Path, coloured_images: Path) -> None:
    """Every file is a link into a folder of blobs, named by what is in it."""
    published = tiny_folder(tmp_path / "m")
    blobs, snapshot = tmp_path / "hub äöü" / "blobs", tmp_path / "hub äöü" / "snapshots" / "0123abc"
    blobs.mkdir(parents=True)
    snapshot.mkdir(parents=True)
    for file in published.iterdir():
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        shutil.copy(file, blobs / digest)
        try:
            (snapshot / file.name).symlink_to(Path("..", "..", "blobs", digest))
        except OSError:
            pytest.skip("links may not be made here")
    expected = _by_ham_classify(published, coloured_images / "red.png")
    assert _by_ham_classify(f"{snapshot}{os.sep}", coloured_images / "red.png") == expected
    assert _by_the_readme(snapshot, coloured_images / "red.png") == pytest.approx(expected, abs=1e-3)


def test_a_clone_without_the_large_file_says_what_to_do(tmp_path: Path) -> None:
    folder = tiny_folder(tmp_path / "m")
    (folder / "model.onnx").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n", encoding="utf-8")
    with pytest.raises(ModelError, match="git lfs pull"):
        open_model(folder)


def test_a_clone_is_written_into_and_no_model_of_an_earlier_export_is_left(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitattributes").touch()
    check_folder(tmp_path)
    folder = tiny_folder(tmp_path / "m")
    (folder / "model.int8.onnx").touch()
    with pytest.raises(ExportError, match=r"holds model\.int8\.onnx of an earlier export"):
        check_folder(folder)
    check_folder(folder, ("fp32", "int8"))
    (folder / "model.int8.onnx").unlink()
    check_folder(folder, ("int8",))  # alone it has the name to itself


@pytest.mark.parametrize("beside", [("--data", "images"), ("--precision", "fp32"), ("--opset", "17"), ("run",)])
def test_a_check_refuses_what_it_would_pass_over(tmp_path: Path, beside: tuple[str, ...]) -> None:
    done = run_command("ham-export", "--check", tiny_folder(tmp_path / "m"), *beside, check=False)
    assert done.returncode == 2
    assert "it does not go with" in done.stderr
