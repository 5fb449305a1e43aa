"""What every test may use, and what no test may touch: the real home folder and its settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before anything imports Qt or TensorFlow.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

SHARED = Path(__file__).resolve().parents[2] / "shared"
"""Real images and weights that may lie beside the project; tests that want them skip where they do not."""


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path_factory.mktemp("home")
    for variable in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(variable, str(home))


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
