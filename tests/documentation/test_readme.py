"""The README: every command in it runs, every figure is the embedded model's, and it is read in two minutes."""

from __future__ import annotations

import hashlib
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click.testing
import pytest

from desktop.contract import ExternalSet, Figure
from desktop.model.file import DEFAULT_MODEL
from export.document.model_folder import write_model_folder
from tests.conftest import Done
from tests.documentation import readme_figures
from tests.documentation.command_reference import PROGRAMS
from tests.documentation.pages import ROOT, blocks, commands, links, prose
from tests.tiny_model import tiny_info

README = ROOT / "README.md"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

NOT_RUN = {
    "make demo": "trains and exports for minutes; tests/test_chain.py runs the same commands",
    "make demo IMAGES=photos/": "installs; tests/test_demo.py runs what it then does",
    "make test": "is what runs this",
    "pip install '.[desktop]'": "needs a package registry; the extra must exist",
    "pip install '.[train,desktop]'": "needs a package registry; the extras must exist",
}
"""The only commands that are not run, each with the reason."""

pytestmark = pytest.mark.timeout(600)


@pytest.fixture
def workshop(
    tmp_path: Path,
    tiny_model: Path,
    coloured_images: Path,
    phantoms: Path,
    trained: Done,
    exported: Done,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """A folder like that of a reader: photos/, ham10000/, a weight file; a tiny model is the embedded one.

    Training and export take minutes, so their last call is replaced: it checks what it was asked for and puts down what
    the session's own run of the same functions made.
    """
    folder = tmp_path / "reader"
    shutil.copytree(coloured_images, folder / "photos")
    (folder / "photos" / "cut.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut short")
    (folder / "ham10000").symlink_to(phantoms, target_is_directory=True)
    (folder / "resnet50_imagenet_notop.weights.h5").touch()
    monkeypatch.chdir(folder)
    monkeypatch.setattr("desktop.model.file.DEFAULT_MODEL", _embedded(tiny_model, tmp_path / "embedded"))
    monkeypatch.setattr("trainer.pipeline.train.train", _no_training(trained))
    monkeypatch.setattr("export.export.export_run", _no_export(exported))
    monkeypatch.setattr("export.export.export_folder", _no_folder(exported))
    return folder


def _embedded(model: Path, folder: Path) -> Path:
    """The model as a release embeds it: with its checksum beside it."""
    folder.mkdir()
    path = Path(shutil.copy(model, folder / "default.onnx"))
    checksum = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "default.onnx.sha256").write_text(f"{checksum}  default.onnx\n", encoding="ascii")
    return path


def _no_training(trained: Done) -> Callable[..., Any]:
    from trainer.data.dataset import find_data, load_dataset
    from trainer.runs.folder import RunFolder

    def train(options: Any) -> RunFolder:
        (data,) = options.data
        assert len(load_dataset(find_data(data)).table) == 280
        assert options.weights == "imagenet" or Path(options.weights).is_file()
        folder = options.output / f"2026-11-22_1934_{options.recipe.name}"
        shutil.copytree(trained.path, folder, dirs_exist_ok=True)
        return RunFolder(folder)

    return train


def _no_export(exported: Done) -> Callable[..., Any]:
    def export_run(run: Path, target: Path | None, **_options: Any) -> None:
        assert (run / "model.keras").is_file()
        shutil.copy(exported.path, target or run / "model.onnx")

    return export_run


def _no_folder(exported: Done) -> Callable[..., Any]:
    def export_folder(run: Path, folder: Path, **_options: Any) -> None:
        assert (run / "model.keras").is_file()
        folder.mkdir()
        write_model_folder(folder, [Path(shutil.copy(exported.path, folder / "model.onnx"))], "# Card\n")

    return export_folder


def test_every_command_runs_in_the_order_of_the_page(workshop: Path) -> None:
    run = [line for line in commands(README) if line not in NOT_RUN]
    for line in run:
        name, *arguments = shlex.split(line)
        if name == "ham-desktop":
            _open_and_close(arguments, workshop.parent / "embedded" / "default.onnx")
            continue
        outcome = _invoke(name, arguments)
        # One of the photos is cut short, which is a row and exit code 3, never the end.
        wanted = 3 if name == "ham-classify" else 0
        assert outcome.exit_code == wanted, f"{line}\n{outcome.output}\n{outcome.exception!r}"
    assert len(run) >= 5
    made = {"results.csv", "results.run.json", "report.html", "model.onnx", "my-model/model.onnx", "my-model/README.md"}
    made |= {f"heat/{name}.heatmap.jpg" for name in ("red.png", "deeper/blue.jpg")}
    assert {name for name in made if not (workshop / name).is_file()} == set()
    assert len((workshop / "results.csv").read_text(encoding="utf-8").splitlines()) == 1 + 4


def _invoke(name: str, arguments: list[str]) -> click.testing.Result:
    outcome: click.testing.Result = click.testing.CliRunner().invoke(PROGRAMS[name], arguments)
    return outcome


def _open_and_close(arguments: list[str], model: Path) -> None:
    """The real window in a process of its own, closed once its table holds the four photos."""
    script = f"""
from pathlib import Path
from PySide6.QtCore import QTimer
import desktop.model.file
from desktop.gui import window
desktop.model.file.DEFAULT_MODEL = window.DEFAULT_MODEL = Path({str(model)!r})
start = window.MainWindow.start
def watched(self, *arguments):
    start(self, *arguments)
    def look():
        if self.page.model.rowCount() == 4 and not self.session.running:
            print(sum(r.failed for r in self.page.model.results), 'of 4 failed')
            self.timer.stop()
            self.close()
    self.timer = QTimer(interval=50)
    self.timer.timeout.connect(look)
    self.timer.start()
window.MainWindow.start = watched
from desktop.gui.app import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments], capture_output=True, text=True, timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, "1 of 4 failed\n"), done.stderr


def test_the_python_example_runs(workshop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks(README, "python")
    exec(compile(block.text, "README.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[:2] for line in lines if not line.startswith("cut.jpg")] == [
        ["deeper/blue.jpg", "blue"],
        ["green.png", "green"],
        ["red.png", "red"],
    ]
    assert sum(line.startswith("cut.jpg ") for line in lines) == 1


def test_the_example_of_the_python_page_runs(workshop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = blocks(ROOT / "docs" / "api.md", "python")
    exec(compile(block.text, "api.md", "exec"), {})
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert any(line.startswith("cut.jpg failed: ") for line in lines)
    assert any(line.startswith("red.png red {'red': ") and line.endswith("} (2, 2)") for line in lines)


def test_what_is_not_run_stands_in_the_page_and_names_what_exists() -> None:
    assert set(NOT_RUN) <= set(commands(README))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z]+):", makefile, re.MULTILINE)
    for line in NOT_RUN:
        program, *words = shlex.split(line)
        if program == "make":
            assert words[0] in targets
            variables = {word.partition("=")[0] for word in words[1:]}
            assert variables <= set(re.findall(r"^([A-Z]+) \?=", makefile, re.MULTILINE))
        else:
            (extras,) = re.findall(r"\[(.*)\]", words[-1])
            assert set(extras.split(",")) <= set(PROJECT["optional-dependencies"])


def test_every_block_says_what_it_is() -> None:
    assert {block.language for block in blocks(README)} == {"sh", "python"}


def test_links_and_pictures_lead_somewhere() -> None:
    here = [target for target in links(README) if "://" not in target]
    assert len(here) > 8
    assert [target for target in here if not (ROOT / target.partition("#")[0]).is_file()] == []


def test_it_is_read_in_two_minutes() -> None:
    words = re.findall(r"[A-Za-z]\S*", prose(README))
    assert 200 < len(words) <= 2 * 270, f"{len(words)} words"  # Brysbaert 2019: 238 words a minute, skimmers more


@pytest.mark.skipif(not DEFAULT_MODEL.exists(), reason="this checkout has no embedded model")
def test_the_figures_are_the_embedded_model_s_own() -> None:
    assert readme_figures.current() in README.read_text(encoding="utf-8"), (
        "run python -m tests.documentation.readme_figures"
    )


def test_the_table_of_figures_has_a_column_for_every_set_from_elsewhere() -> None:
    far = ExternalSet(images=600, lesions=500, figures={"accuracy": Figure(0.7, 0.65, 0.75)})
    info = tiny_info(elsewhere={"Far": far}, metrics={"test": {"accuracy": Figure(0.9, 0.8, 1.0)}})
    made = readme_figures.table(info, size=1_000_000, images=1502)
    assert made.splitlines()[2:5] == [
        "| fp32, 1.0 MB | inside: drawn colours, test (1,502 images) | elsewhere: Far (600 images) |",
        "| --- | --- | --- |",
        "| accuracy | 0.900 [0.800, 1.000] | 0.700 [0.650, 0.750] |",
    ]
    old = f"before\n{readme_figures.BEGIN}\nold\n{readme_figures.END}\nafter\n"
    assert readme_figures.replaced(old, made) == f"before\n{made}\nafter\n"
    with pytest.raises(ValueError, match="no table"):
        readme_figures.replaced("before\nafter\n", made)


def test_every_training_source_has_a_column_in_place_of_all_together() -> None:
    own = {"source/A": {"accuracy": Figure(0.9, 0.8, 1.0)}, "source/B": {"mel/auc": Figure(0.7, 0.6, 0.8)}}
    info = tiny_info(metrics={"test": {"accuracy": Figure(0.8, 0.7, 0.9)}} | own)
    made = readme_figures.table(info, size=1, images=None).splitlines()
    assert made[2].endswith("| inside: A, test | inside: B, test | elsewhere |")
    assert "| ROC-AUC, melanoma or not | not measured | 0.700 [0.600, 0.800] | not measured |" in made
    assert not any("0.800 [0.700, 0.900]" in line for line in made)


def test_the_table_says_that_nothing_was_measured_elsewhere() -> None:
    made = readme_figures.table(tiny_info(metrics={"test": {"accuracy": Figure(0.9, 0.8, 1.0)}}), size=1, images=None)
    assert "| accuracy | 0.900 [0.800, 1.000] | not measured |" in made.splitlines()
