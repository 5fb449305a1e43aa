"""What the desktop's tests share: the tiny model, running."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.model import Classifier


@pytest.fixture(scope="session")
def classifier(tiny_model: Path) -> Classifier:
    """The tiny model on this machine's CPU."""
    return Classifier.load(tiny_model, provider="cpu", threads=1)
