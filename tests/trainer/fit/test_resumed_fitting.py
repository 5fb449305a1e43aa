"""A training that is stopped at any moment and continued comes to the end that it would have come to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.trainer.fit.small_training import (
    EVERYTHING,
    THREE,
    KilledError,
    recipe_of,
    run_fit,
    same_weights,
)
from trainer.recipe import Stage


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Any, list[dict[str, Any]]]:
    """Network and history of a run of THREE that nothing stopped."""
    return run_fit(tmp_path_factory.mktemp("whole"), recipe_of(*THREE, **EVERYTHING))


@pytest.mark.parametrize("kill", [("head", 0), ("head", 2), ("coarse", 0), ("fine", 1)])
def test_a_run_stopped_anywhere_comes_to_the_same_end(
    undisturbed: tuple[Any, list[dict[str, Any]]], tmp_path: Path, kill: tuple[str, int]
) -> None:
    recipe = recipe_of(*THREE, **EVERYTHING)
    whole, expected = undisturbed
    with pytest.raises(KilledError):
        run_fit(tmp_path / "stopped", recipe, kill=kill)
    network, history = run_fit(tmp_path / "stopped", recipe)
    assert [(row["stage"], row["epoch"]) for row in history] == [(row["stage"], row["epoch"]) for row in expected]
    for row, other in zip(history, expected, strict=True):
        for name in ("loss", "val_loss", "learning_rate"):
            assert row[name] == pytest.approx(other[name], rel=1e-4), (row["stage"], row["epoch"], name)
    assert same_weights(network, whole, within=1e-4)


def test_plateau_and_stop_are_remembered_over_a_resume(tmp_path: Path) -> None:
    # How soon it stalls hangs on the weights it starts from, which differ from backend to backend; that it does, not.
    stage = Stage("head", 40, 0.5, plateau_patience=1, plateau_factor=0.5, stop_patience=5)
    _, expected = run_fit(tmp_path / "whole", recipe_of(stage), contrary=True)
    in_the_patience = len(expected) - 2
    with pytest.raises(KilledError):
        run_fit(tmp_path / "stopped", recipe_of(stage), contrary=True, kill=("head", in_the_patience))
    _, history = run_fit(tmp_path / "stopped", recipe_of(stage), contrary=True)
    assert [row["learning_rate"] for row in history] == pytest.approx([row["learning_rate"] for row in expected])
    assert len(history) == len(expected) < 40


@pytest.mark.parametrize("batch_size", [4, 16])
def test_the_rate_follows_the_epoch_whatever_the_batch_size_after_a_resume(tmp_path: Path, batch_size: int) -> None:
    stage = Stage("head", 6, 0.05, optimiser="adamw", schedule="cosine", warmup_epochs=1.0)
    recipe = recipe_of(stage, weight_average=0.5)
    _, expected = run_fit(tmp_path / "whole", recipe)
    with pytest.raises(KilledError):
        run_fit(tmp_path / "stopped", recipe, kill=("head", 3))
    changed = msgspec.structs.replace(recipe, batch_size=batch_size)
    _, history = run_fit(tmp_path / "stopped", changed)
    rates, undisturbed = ([row["learning_rate"] for row in rows] for rows in (history, expected))
    assert rates[:3] == pytest.approx(undisturbed[:3])
    assert rates[3:] == pytest.approx(undisturbed[3:], rel=0.02, abs=1e-6)
    assert rates[-1] == pytest.approx(0.0, abs=1e-6)  # the fall comes to its end
