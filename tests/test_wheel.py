"""The wheel: what is in it, and that its programs work where no checkout is in sight."""

from __future__ import annotations

import email
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from fnmatch import fnmatch
from pathlib import Path

import pytest

from desktop import __version__
from tests.smoke import PICTURES, empty_environment, smoke

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("desktop", "export", "trainer")
# Everything in the wheel that is no Python; each pattern stands for at least one file.
DATA = (
    "desktop/py.typed",
    "desktop/gui/resources/*.svg",
    "desktop/language/*.mo",
    "desktop/language/*.po",
    "desktop/language/*.qm",
    "desktop/language/*.ts",
    "desktop/language/sentences.json",
    "desktop/model/embedded/default.MODEL_CARD.md",
    "desktop/model/embedded/default.onnx",
    "desktop/model/embedded/default.onnx.sha256",
    "desktop/model/embedded/default.parity.txt",
    "desktop/outputs/report/report.css",
    "desktop/outputs/report/report.html",
    "desktop/reading/page/report.css",
    "desktop/reading/page/report.html",
    "trainer/report/pages/*.html",
    "trainer/report/pages/style.css",
    "trainer/recipe/notebook.toml",
    "trainer/recipe/standard.toml",
    "trainer/recipe/travel.toml",
)
RECORDS = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt")
_BUILD = """
import sys
from setuptools import build_meta
print(getattr(build_meta, sys.argv[1])(sys.argv[2]))
"""

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built as a release is, without a network: the source archive from the checkout, the wheel from that archive."""
    checkout = tmp_path_factory.mktemp("checkout")
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, checkout)
    for name in PACKAGES:
        shutil.copytree(ROOT / name, checkout / name, ignore=shutil.ignore_patterns("__pycache__", "*.part"))
    built = tmp_path_factory.mktemp("built")
    unpacked = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(_build("build_sdist", checkout, built)) as archive:
        archive.extractall(unpacked, filter="data")
    (source,) = unpacked.iterdir()
    return _build("build_wheel", source, built)


def _build(what: str, source: Path, target: Path) -> Path:
    done = subprocess.run(
        [sys.executable, "-c", _BUILD, what, str(target)], cwd=source, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return target / done.stdout.splitlines()[-1]


@pytest.fixture(scope="module")
def programs(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment with the wheel in it; what it needs is lent by the running one.

    Lent as a bare path, so that the link to the checkout, which an editable installation is, stays behind.
    """
    place = tmp_path_factory.mktemp("environment")
    venv.create(place, with_pip=False)
    scripts = place / ("Scripts" if sys.platform == "win32" else "bin")
    install = ("-m", "pip", "--python", str(scripts / "python"), "install", "--no-deps", "--no-index", "--quiet")
    subprocess.run([sys.executable, *install, "--disable-pip-version-check", str(wheel)], check=True)
    (packages,) = place.rglob("site-packages")
    lent = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (packages / "lent.pth").write_text("\n".join(lent), encoding="utf-8")
    return scripts


def test_the_wheel_holds_the_three_packages_and_nothing_else(wheel: Path) -> None:
    files = [path.relative_to(ROOT).as_posix() for name in PACKAGES for path in (ROOT / name).rglob("*")]
    expected = {name for name in files if name.endswith(".py") or any(fnmatch(name, pattern) for pattern in DATA)}
    assert [pattern for pattern in DATA if not any(fnmatch(name, pattern) for name in expected)] == []
    expected |= {f"ham_classifier-{__version__}.dist-info/{name}" for name in RECORDS}
    with zipfile.ZipFile(wheel) as archive:
        assert set(archive.namelist()) == expected
    assert wheel.name == f"ham_classifier-{__version__}-py3-none-any.whl"


def test_the_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        folder = f"ham_classifier-{__version__}.dist-info"
        said = email.message_from_bytes(archive.read(f"{folder}/METADATA"))
        commands = archive.read(f"{folder}/entry_points.txt").decode().split()
    assert (said["Version"], said["Requires-Python"], said["License-Expression"]) == (__version__, ">=3.11", "MIT")
    assert {"edge", "desktop", "train", "openvino", "heic", "dicom"} <= set(said.get_all("Provides-Extra", []))
    assert [word for word in commands if word.startswith("ham-")] == [
        "ham-classify", "ham-export", "ham-reading", "ham-train", "ham-desktop",
    ]  # fmt: skip
    # Without an extra nothing heavy comes: no ONNX Runtime, Qt or TensorFlow.
    bare = [need for need in said.get_all("Requires-Dist", []) if "extra ==" not in need]
    small = {"click", "jinja2", "msgspec", "numpy", "pillow", "platformdirs", "psutil", "tqdm"}
    assert {need.split(">")[0] for need in bare} == small


def test_the_installed_programs_work_without_the_checkout(programs: Path, tmp_path: Path) -> None:
    seen = smoke(programs, tmp_path)
    assert seen.version == f"ham-classify, version {__version__}"
    assert [seen.rows[name]["status"] for name in PICTURES] == ["ok"] * 3
    assert not seen.window["frozen"]


def test_the_installed_trainer_and_export_are_those_of_the_wheel(programs: Path, tmp_path: Path) -> None:
    for name in ("ham-train", "ham-export"):
        said = _run(programs / name, "--version", cwd=tmp_path)
        assert said == f"{name}, version {__version__}"
    script = (
        "import desktop, export, trainer.recipe as recipe\n"
        "print(*(module.__file__ for module in (desktop, export, recipe)), sep='\\n')\n"
        "print(recipe.named_recipes(), recipe.load_recipe('standard').name)\n"
    )
    *files, recipes = _run(programs / "python", "-c", script, cwd=tmp_path).splitlines()
    assert [Path(file).is_relative_to(programs.parent) for file in files] == [True] * 3
    assert recipes == "('notebook', 'standard', 'travel') standard"


def _run(program: Path, *arguments: str, cwd: Path) -> str:
    done = subprocess.run(
        [str(program), *arguments],
        cwd=cwd,
        env=empty_environment(cwd),
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
