"""requirements/*.txt: the pinned set with the hashes of the files it may come from, and nothing of where they were."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
FILES = {"edge.txt": ("edge",), "desktop.txt": ("desktop",), "train.txt": ("train", "edge")}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def _entries(name: str) -> list[tuple[Requirement, list[str]]]:
    """(requirement, its hashes) of every entry of a file, whose lines are joined where they end in a backslash."""
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(Requirement(line.split(" --hash", 1)[0]), re.findall(r"--\S+", line)) for line in lines]


def _pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.split(";")[0].strip().split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def _wanted(extras: tuple[str, ...]) -> set[str]:
    """Names of what the project needs with these extras, those of its own extras followed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found: set[str] = set()
    to_do = [*project["dependencies"], *(one for extra in extras for one in project["optional-dependencies"][extra])]
    while to_do:
        requirement = Requirement(to_do.pop())
        if requirement.name == project["name"]:
            to_do += [one for extra in requirement.extras for one in project["optional-dependencies"][extra]]
        else:
            found.add(canonicalize_name(requirement.name))
    return found


@pytest.mark.parametrize("name", FILES)
def test_every_entry_is_one_version_with_hashes_and_nothing_else(name: str) -> None:
    entries = _entries(name)
    for requirement, options in entries:
        assert [s.operator for s in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert options, f"{requirement} has no hash"
        assert all(HASH.fullmatch(option) for option in options), f"{requirement} has {options}"
    text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
    assert not re.search(r"https?:|file:|--(extra-)?index|--find-links", text)


@pytest.mark.parametrize("name", FILES)
def test_versions_are_those_of_the_tested_set(name: str) -> None:
    pinned = _pinned()
    for requirement, _ in _entries(name):
        version = next(iter(requirement.specifier)).version
        known = pinned.get(canonicalize_name(requirement.name))
        if known is None:  # the tested set is Linux's: only what other systems want besides may be missing from it
            assert requirement.marker is not None, f"{requirement} is not in constraints.txt"
            environment = {"sys_platform": "linux", "platform_machine": "x86_64", "platform_system": "Linux"}
            assert not requirement.marker.evaluate(environment), f"{requirement} is not in constraints.txt"
        else:
            assert version == known, f"{requirement}, and constraints.txt has {known}; run make requirements"


@pytest.mark.parametrize(("name", "extras"), FILES.items())
def test_a_file_holds_what_the_project_asks_for(name: str, extras: tuple[str, ...]) -> None:
    assert _wanted(extras) <= {canonicalize_name(requirement.name) for requirement, _ in _entries(name)}


OWN = {"desktop", "trainer", "export"}
ALSO = {"dask": "distributed", "mlflow": "mlflow-skinny", "shiboken6": "PySide6-Essentials"}
"""Modules that come with a package of another name, or with another package that is asked for."""
FURTHER = {
    "trainer": ("train", "jax", "tensorboard", "mlflow"),
    "export": ("train", "edge"),
    "desktop": ("desktop", "openvino", "cluster", "heic", "dicom"),
}
"""Extras that hold what a package of this project imports."""


def _imported(package: str) -> set[str]:
    """Modules of others that are imported anywhere in a package."""
    found: set[str] = set()
    for path in (ROOT / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {name.name.partition(".")[0] for name in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).partition(".")[0])
    return found - set(sys.stdlib_module_names) - OWN


@pytest.mark.parametrize("package", sorted(OWN))
def test_whatever_is_imported_is_asked_for_by_name(package: str) -> None:
    """What another package happens to bring is gone with its next version."""
    wanted, provided = _wanted(FURTHER[package]), packages_distributions()
    for module in sorted(_imported(package)):
        by = {canonicalize_name(name) for name in (ALSO.get(module, module), *provided.get(module, ()))}
        assert by & wanted, (
            f"{module}, imported in {package}, comes with {sorted(by)}, and pyproject.toml has none of them"
        )
