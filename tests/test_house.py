"""The house rules that tools can check: lint, format, types, one-way dependencies."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.conftest import COSTLY

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ("desktop", "trainer", "export")


def _run(*command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_ruff_finds_nothing() -> None:
    _run("ruff", "check", ".")


def test_the_code_is_formatted() -> None:
    _run("ruff", "format", "--check", ".")


@pytest.mark.timeout(600)
def test_mypy_finds_nothing() -> None:
    _run("mypy")


def test_dependencies_point_one_way() -> None:
    # The console script, because the package has no __main__; its exit code is 1 for a broken contract.
    script = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([str(script)], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_module_makes_a_newcomer_scroll() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for folder in (*PROGRAM, "tests")
        for path in (ROOT / folder).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long, f"modules over 400 lines: {long}"


MOST_MODULES = 16
LEAST_LINES = 25
SMALL_ON_PURPOSE = {
    "desktop/__main__.py": "a console script that imports nothing before Ctrl-C is provided for",
    "desktop/common/text.py": "the words that every program says alike",
    "desktop/gui/widgets/names.py": "how one thing is drawn where there is little room",
    "export/errors.py": "the errors of the package",
}


def _modules() -> dict[str, list[Path]]:
    """The modules of every folder of the program, by the folder."""
    found: dict[str, list[Path]] = {}
    for top in PROGRAM:
        for path in sorted((ROOT / top).rglob("*.py")):
            found.setdefault(path.parent.relative_to(ROOT).as_posix(), []).append(path)
    return found


def test_no_folder_is_a_hall() -> None:
    full = {folder: len(modules) for folder, modules in _modules().items() if len(modules) > MOST_MODULES + 1}
    assert not full, f"more than {MOST_MODULES} modules beside the package's own"


def test_every_folder_is_a_package_that_says_its_purpose_in_a_sentence() -> None:
    silent = [f for f, modules in _modules().items() if not _purpose(ROOT / f / "__init__.py")]
    assert not silent
    assert len({_purpose(ROOT / folder / "__init__.py") for folder in _modules()}) == len(_modules())


def _purpose(package: Path) -> str:
    return (ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or "") if package.is_file() else ""


def test_no_module_is_a_crumb() -> None:
    small = {
        path.relative_to(ROOT).as_posix(): lines
        for modules in _modules().values()
        for path in modules
        if path.name != "__init__.py" and (lines := len(path.read_text(encoding="utf-8").splitlines())) < LEAST_LINES
    }
    assert sorted(small) == sorted(SMALL_ON_PURPOSE)  # none without a reason, and no reason without one


FOR_THE_TRAINER = {"common", "language", "images", "contract", "errors"}


def test_every_room_of_the_desktop_that_the_trainer_may_not_know_is_in_its_ban() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (ban,) = (each for each in settings["contracts"] if each.get("source_modules") == ["trainer"])
    rooms = {
        path.stem
        for path in (ROOT / "desktop").iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file()) and not path.name.startswith("__")
    }
    assert sorted(ban["forbidden_modules"]) == sorted(f"desktop.{room}" for room in rooms - FOR_THE_TRAINER)


def test_no_modules_import_each_other_in_a_circle() -> None:
    """Imports for types alone and those within functions included; a package's own names are those of its modules."""
    arrows = _arrows()
    left = set(arrows)
    while free := {m for m in left if not arrows[m] & left}:
        left -= free
    assert not left, f"in circles, or above one: {sorted(left)}"


def _arrows() -> dict[str, set[str]]:
    paths = {_name(path): path for modules in _modules().values() for path in modules}
    arrows: dict[str, set[str]] = {}
    for name, path in paths.items():
        arrows[name] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                arrows[name] |= {alias.name for alias in node.names} & paths.keys()
            elif isinstance(node, ast.ImportFrom) and node.module:
                whole = {f"{node.module}.{alias.name}" for alias in node.names}
                inner = whole & paths.keys()
                arrows[name] |= inner
                if node.module in paths and inner != whole:
                    arrows[name].add(node.module)
        arrows[name].discard(name)
    arrows["desktop"] = set()  # its public names are imported when one is asked for; all know its version
    return arrows


def _name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


_LOADS_CODE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "shelve", "marshal"}


def test_nothing_that_can_carry_code_is_read_anywhere() -> None:
    # Pickles and their like run what they hold; so do `eval`, `exec`, and a Keras file without safe mode.
    found = []
    for folder in ("desktop", "trainer", "export"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            found += [f"{path.relative_to(ROOT)}: {what}" for what in _code_loaders(path.read_text(encoding="utf-8"))]
    assert found == []


def _code_loaders(source: str) -> list[str]:
    found: list[str] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name.split(".")[0] in _LOADS_CODE]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in _LOADS_CODE:
            found.append(str(node.module))
        elif isinstance(node, ast.Call):
            name = ast.unparse(node.func)
            given = {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
            if name in ("eval", "exec", "compile"):
                found.append(name)
            if name.endswith("load_model") and given.get("safe_mode", "True") != "True":
                found.append(f"{name} without safe mode")
            if name in ("np.load", "numpy.load") and given.get("allow_pickle", "False") != "False":
                found.append(f"{name} with pickles")
            if name.endswith("enable_unsafe_deserialization"):
                found.append(name)
    return found


def test_what_can_carry_code_is_found_where_it_is() -> None:
    source = "import pickle\nfrom joblib import load\neval('1')\nnp.load(f, allow_pickle=True)\n"
    source += "keras.models.load_model(f, safe_mode=False)\nnp.load(f, allow_pickle=False)\nkeras.load_model(f)\n"
    assert len(_code_loaders(source)) == 5


def test_what_the_suite_begins_with_is_there() -> None:
    stems = {path.stem for path in (ROOT / "tests").rglob("test_*.py")}
    assert set(COSTLY) - stems == {"trained"}


def test_tests_that_share_what_costs_minutes_run_in_one_process(request: pytest.FixtureRequest) -> None:
    """pytest-xdist writes the group behind the name of a test that it keeps together with others."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        pytest.skip("the tests run in one process")
    assert request.node.nodeid.endswith("@test_house")
