"""A test of a run leaves no thread, and no busy machine makes its batches smaller."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from desktop.engine import pipeline
from tests.desktop.helpers import engine_threads


@pytest.fixture
def no_thread_is_left() -> Iterator[None]:
    yield
    assert engine_threads() == []


@pytest.fixture
def patience(monkeypatch) -> float:
    """So long that a busy machine makes no smaller batches; what the engine has in truth."""
    usual = pipeline.PATIENCE_S
    monkeypatch.setattr(pipeline, "PATIENCE_S", 60.0)
    return usual
