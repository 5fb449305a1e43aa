"""The average of several stages' last weights: what it is, and that it is kept only where validation says so."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.trainer.fit.small_training import SIDE, KilledError, recipe_of, run_fit, same_weights, tiny_network
from trainer.errors import RecipeError
from trainer.fit import fitting
from trainer.fit.checkpoint import Checkpoint
from trainer.recipe import Stage, load_recipe, with_changes

STAGES = (
    Stage("head", 1, 0.05, schedule="cosine"),
    Stage("fine", 2, 0.02, train_from=0, schedule="cosine"),
    Stage("finish", 2, 0.02, train_from=0, schedule="cosine"),
)
RECIPE = recipe_of(*STAGES, monitor="val_auc", average_of=("fine", "finish"), weight_average=0.5)


def scripted(monkeypatch: pytest.MonkeyPatch, *aucs: float) -> None:
    """Let validation give these figures, one after the other."""
    left = iter((*aucs, 0.5, 0.5))  # the last two: before and after the statistics are estimated anew

    def validate(*_: Any, **__: Any) -> dict[str, float]:
        return {"val_loss": 1.0, "val_accuracy": 0.5, "val_balanced_accuracy": 0.5, "val_auc": next(left)}

    monkeypatch.setattr(fitting, "validate", validate)


def test_a_better_average_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, 0.5, 0.6, 0.7, 0.6, 0.7, 0.8)
    network, history = run_fit(tmp_path, RECIPE)
    assert [row["stage"] for row in history] == ["head", "fine", "fine", "finish", "finish", "average"]
    assert history[-1]["best"]
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    ends = checkpoint.load().ends
    assert list(ends) == ["fine", "finish"]
    weights = []
    for file in ends.values():
        one = tiny_network(SIDE)
        checkpoint.load_weights(file, one)
        weights.append(one.get_weights())
    assert any(np.abs(a - b).max() > 1e-4 for a, b in zip(*weights, strict=True))  # there is something to average
    for a, b, mean, weight in zip(*weights, network.get_weights(), network.weights, strict=True):
        if not weight.name.startswith("moving_"):  # those are of the average's own features
            assert np.allclose((a + b) / 2, mean, atol=1e-6)


def test_a_worse_average_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scripted(monkeypatch, 0.5, 0.6, 0.7, 0.6, 0.9, 0.8)
    network, history = run_fit(tmp_path, RECIPE)
    assert not history[-1]["best"]
    saved = tiny_network(SIDE)
    checkpoint = Checkpoint(tmp_path / "checkpoint")
    checkpoint.load_weights(checkpoint.load().ends["finish"], saved)
    assert same_weights(saved, network, within=0.0)  # of the best epoch


def test_a_run_stopped_in_the_last_of_them_averages_all_the_same(tmp_path: Path) -> None:
    whole, expected = run_fit(tmp_path / "whole", RECIPE)
    with pytest.raises(KilledError):
        run_fit(tmp_path / "stopped", RECIPE, kill=("finish", 1))
    network, history = run_fit(tmp_path / "stopped", RECIPE)
    assert history[-1]["val_auc"] == pytest.approx(expected[-1]["val_auc"], abs=1e-6)
    assert same_weights(network, whole, within=1e-4)
    again, after = run_fit(tmp_path / "stopped", RECIPE)  # finished: nothing is done twice
    assert len(after) == len(history)
    assert same_weights(again, network, within=0.0)


def test_a_stage_without_epochs_has_no_end_to_average(tmp_path: Path) -> None:
    _, history = run_fit(tmp_path, with_changes(RECIPE, epochs_finetune=1))
    assert [row["stage"] for row in history] == ["head", "finish"]


@pytest.mark.parametrize("named", ["absent", "head"])
def test_only_a_stage_that_falls_to_nothing_can_be_averaged(tmp_path: Path, named: str) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        f'name = "mine"\naverage_of = ["{named}"]\n[augmentation]\n'
        '[[stages]]\nname = "head"\nepochs = 1\nlearning_rate = 0.01\n',
        encoding="utf-8",
    )
    with pytest.raises(RecipeError, match=f"average_of names '{named}'"):
        load_recipe(str(file))
