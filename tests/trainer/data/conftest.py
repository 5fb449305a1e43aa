"""Phantoms for the tests of data: a set that none changes, and copies to damage."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.phantoms import write_phantoms


@pytest.fixture(scope="module")
def phantoms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A phantom data set that no test changes."""
    return write_phantoms(tmp_path_factory.mktemp("phantoms"), per_class=8, size=(40, 30))


@pytest.fixture
def copy(phantoms: Path, tmp_path: Path) -> Path:
    """A phantom data set of one's own, to be damaged."""
    return Path(shutil.copytree(phantoms, tmp_path / "data"))
