"""A run folder on a full disk: the trained network that cannot be written is told, and the earlier one is whole."""

from __future__ import annotations

import errno
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop.common.files import OutputError
from trainer.pipeline.train import _save_model


class Full:
    """A network whose file does not fit."""

    def save(self, path: Path) -> None:
        path.write_bytes(b"half of it")
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_network_that_does_not_fit_leaves_the_earlier_one_and_no_half(tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_bytes(b"earlier")
    folder = SimpleNamespace(path=tmp_path, model=tmp_path / "model.keras")
    with pytest.raises(OutputError, match=r"model\.keras cannot be written \(No space left"):
        _save_model(Full(), folder)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"model.keras": b"earlier"}
