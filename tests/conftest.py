"""What every test may use, and what no test may touch: the real home folder and its settings."""

from __future__ import annotations

import gc
import importlib
import itertools
import os
import random
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from desktop.model.providers import telemetry_off

# Before anything imports Qt, TensorFlow or ONNX Runtime.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
telemetry_off()  # some tests import it by themselves

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # A shell starts what it puts in the background with Ctrl-C ignored, and so would be every command tested here.
    signal.signal(signal.SIGINT, signal.default_int_handler)

SCRIPTS = Path(sys.executable).parent

PHANTOM_RECIPE = Path(__file__).with_name("phantoms.toml")

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Real images and weights that may lie beside the project; tests that want them skip where they do not."""


TRAINED = {"trained", "exported", "all_precisions"}
"""Fixtures that cost minutes: every test that asks for one of them runs in the same process."""


COSTLY = (
    *("trained", "test_real_images", "test_resume", "test_other_classes", "test_jax", "test_negatives", "test_hosts"),
    *("test_sharing", "test_graph", "test_command", "test_resnet50"),
)
"""Groups of minutes, which are begun first: one that came last would keep a single process busy at the end."""


def pytest_configure(config: pytest.Config) -> None:
    """Set what the processes of pytest-xdist are started with: before they are, as NumPy reads it when it is loaded."""
    # It would begin with the groups of most tests, which says nothing of what they cost.
    config.option.loadscopereorder = False
    if (getattr(config.option, "numprocesses", None) or 0) > 1:
        # Every core has a test of its own. Several threads of each would take it from one another, and OpenBLAS's wait
        # for one another by spinning: a Cholesky factor then costs 26 times as much.
        for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "TF_NUM_INTRAOP_THREADS"):
            os.environ.setdefault(threads, "1")


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is imported stays: to look for garbage in it again and again took a sixth of the time of collecting."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="Run the tests that take minutes each as well.")
    parser.addoption("--shuffle", type=int, metavar="SEED", help="Run files, and the tests of each, in a random order.")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Which tests stay together when the suite is spread over several processes: those of a file, those with a cluster,
    and the trained. Here and not when all are collected, as pytest-xdist reads the marks then."""
    together = item.path.parent.name if item.path.parent.name == "cluster" else item.path.stem
    if TRAINED & set(getattr(item, "fixturenames", ())):
        together = "trained"
    item.add_marker(pytest.mark.xdist_group(together))


def _cost(item: pytest.Item) -> int:
    """Where the test's group comes in COSTLY; behind them for all others."""
    mark = item.get_closest_marker("xdist_group")
    return COSTLY.index(mark.args[0]) if mark and mark.args[0] in COSTLY else len(COSTLY)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Which, and in which order."""
    if not config.getoption("--slow"):
        later = pytest.mark.skip(reason="takes minutes; make test-all runs it")
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(later)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=_cost)
    if config.getoption("--shuffle") is not None:
        draw = random.Random(config.getoption("--shuffle"))
        places: dict[Path, float] = {}
        draw.shuffle(items)
        items.sort(key=lambda item: places.setdefault(item.path, draw.random()))  # a file's fixtures are made once


@pytest.fixture(scope="session")
def _homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder for every test's home. Beside the tests' own folders they would make each of those slower to begin:
    pytest counts through all of them for the next free number."""
    homes = tmp_path_factory.mktemp("homes")
    return (homes / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def _own_home(_homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    home = next(_homes)
    home.mkdir()
    for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(home))
    monkeypatch.setenv("LANGUAGE", "en")  # reports speak the system's language


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hand-made model file that keeps the contract: red, green and blue images, 32 x 32."""
    from tests.tiny_model import write_tiny_model

    return write_tiny_model(tmp_path_factory.mktemp("tiny") / "tiny.onnx")


@pytest.fixture
def coloured_images(tmp_path: Path) -> Path:
    """A folder: red.png, green.png and, one level down, deeper/blue.jpg; plus a text file that is no image."""
    from PIL import Image

    folder = tmp_path / "images"
    (folder / "deeper").mkdir(parents=True)
    for name, colour in (("red.png", (230, 20, 20)), ("green.png", (20, 230, 20)), ("deeper/blue.jpg", (20, 20, 230))):
        Image.new("RGB", (60, 45), colour).save(folder / name)
    (folder / "notes.txt").write_text("not an image", encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Done:
    """What a command of ours made, and what it printed."""

    path: Path
    stdout: str
    stderr: str


def run_command(
    name: str, *arguments: object, check: bool = True, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run an installed console script the way a user does; `folder`: the one to be in."""
    done = subprocess.run(
        [str(SCRIPTS / name), *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=folder,
    )
    assert not check or done.returncode == 0, f"{name} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}"
    return done


def run_here(name: str, *arguments: object, check: bool = True) -> subprocess.CompletedProcess[str]:
    """`ham-train` or `ham-export` in this process, where Keras is loaded already: seconds less for each command.

    The precision that a command computes in is its own: the tests after it are given back theirs.
    """
    module = importlib.import_module({"ham-train": "trainer.cli.train", "ham-export": "export.cli"}[name])
    precision = sys.modules["keras"].config.dtype_policy() if "keras" in sys.modules else "float32"
    done = CliRunner().invoke(module.command, [str(argument) for argument in arguments], prog_name=name)
    if "keras" in sys.modules:
        sys.modules["keras"].config.set_dtype_policy(precision)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert not check or done.exit_code == 0, f"{name} ended with {done.exit_code}:\n{done.output}"
    return subprocess.CompletedProcess(list(arguments), done.exit_code, done.stdout, done.stderr)


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pictures are drawn, which takes longer than all else of a small run: for tests that state nothing of them."""
    monkeypatch.setattr("trainer.report.drawing.draw", lambda *_, **__: None)


@pytest.fixture(scope="session")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A labelled folder of 280 drawn lesions (no photographs), 40 of each of seven kinds."""
    from tests.phantoms import write_phantoms

    return write_phantoms(tmp_path_factory.mktemp("phantoms"), per_class=40)


@pytest.fixture(scope="session")
def trained(phantoms: Path, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """A run of the real trainer on the phantoms, made small: 64 x 64 pixels, random starting weights, 11 epochs."""
    output = tmp_path_factory.mktemp("runs")
    done = run_command(
        "ham-train", "--data", phantoms, "--output", output, "--weights", "none", "--recipe", PHANTOM_RECIPE,
    )  # fmt: skip
    (folder,) = (path for path in output.iterdir() if (path / "run.json").is_file())
    return Done(folder, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def exported(trained: Done, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """The model file of that run, made by the shortest command there is: of the newest run, into its folder."""
    place = tmp_path_factory.mktemp("export")
    run = Path(shutil.copytree(trained.path, place / "runs" / trained.path.name))
    (run.parent / ".pixels").symlink_to(trained.path.parent / ".pixels", target_is_directory=True)
    done = run_command("ham-export", "--onnx", folder=place)
    return Done(run / "model.onnx", done.stdout, done.stderr)
