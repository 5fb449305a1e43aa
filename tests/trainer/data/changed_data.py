"""Data sets of the tests with something changed, and what is said of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.phantoms import draw_phantom
from trainer.data.dataset import load_dataset
from trainer.errors import DataError


def rewrite(folder: Path, change, *, name: str = "metadata.csv") -> None:
    table = pd.read_csv(folder / "metadata.csv", dtype=str, keep_default_na=False)
    (folder / "metadata.csv").unlink()
    change(table).to_csv(folder / name, index=False)


def refusal(folder: Path, **options) -> str:
    with pytest.raises(DataError) as caught:
        load_dataset(folder, **options)
    message = str(caught.value)
    assert "\n" not in message
    assert message.endswith(".")
    return message


def draw_phantom_file(path: Path) -> None:
    import numpy as np

    draw_phantom("nv", np.random.default_rng(0), (8, 6)).save(path, quality=20)
