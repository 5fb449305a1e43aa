"""The plan of a final network: as many epochs as the folds chose, at the rates they had."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from trainer.pipeline.cross_validation.final_network import final_recipe
from trainer.recipe import Augmentation, Recipe, Stage, as_toml, load_recipe
from trainer.runs.folder import RunFolder


def _history(*rows: tuple[str, int, bool, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["stage", "epoch", "best", "learning_rate"])


def test_a_stage_gets_the_median_of_the_epochs_to_its_last_gain() -> None:
    stages = (
        Stage("head", 3, 1e-3),
        Stage("fine", 8, 1e-4, train_from=0, schedule="cosine", warmup_epochs=0.8, least_steps=50),
    )
    recipe = Recipe("r", stages, Augmentation(), label_smoothing=0.1)
    gains = ((3, 6), (2, 4), (1, 0))  # the third fold's second stage was no gain at all
    histories = [
        _history(
            *(("head", e, e <= head, 1e-3 / e) for e in (1, 2, 3)),
            *(("fine", e, e <= fine, 1e-4) for e in range(1, 9)),
        )
        for head, fine in gains
    ]
    made = final_recipe(recipe, histories, "all")
    assert [stage.epochs for stage in made.stages] == [2, 4]
    assert made.stages[0].rates == pytest.approx((1e-3, 5e-4))  # these followed validation
    assert made.stages[1].rates == ()  # this is its schedule's
    assert made.stages[1].warmup_epochs == pytest.approx(0.4)
    assert made.stages[1].least_steps == 0
    assert made.label_smoothing == 0.1
    assert final_recipe(recipe, histories, "distil").label_smoothing == 0.0


@pytest.mark.parametrize(("kept", "averaged"), [((True, True, False), True), ((True, False, False), False)])
def test_stages_are_averaged_where_most_folds_kept_their_average(kept: tuple[bool, ...], averaged: bool) -> None:
    ends = [Stage(name, 4, 1e-4, train_from=0, schedule="cosine") for name in ("fine", "finish")]
    recipe = Recipe("r", tuple(ends), Augmentation(), average_of=("fine", "finish"))
    histories = [
        _history(
            *((name, e, e == 2, 1e-4) for name in ("fine", "finish") for e in range(1, 5)),
            ("average", 1, good, float("nan")),
        )
        for good in kept
    ]
    made = final_recipe(recipe, histories, "all")
    assert made.average_of == (("fine", "finish") if averaged else ())
    assert [stage.epochs for stage in made.stages] == ([4, 4] if averaged else [2, 2])


def test_its_recipe_can_be_written_and_read_back(tmp_path: Path) -> None:
    recipe = Recipe("r", (Stage("head", 2, 1e-3),), Augmentation())
    made = final_recipe(recipe, [_history(("head", 1, True, 1e-3), ("head", 2, True, 1e-4))], "all")
    file = tmp_path / "final.toml"
    file.write_text(as_toml(made), encoding="utf-8")
    assert load_recipe(str(file)) == made


def test_stages_that_are_called_by_numbers_keep_their_epochs(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    rows = [{"stage": name, "epoch": 1, "learning_rate": 0.1, "best": True} for name in ("1", "null")]
    folder.write_table(folder.history, pd.DataFrame(rows))
    stages = tuple(Stage(name, 3, 1e-3) for name in ("1", "null"))
    recipe = Recipe("numbered", stages, Augmentation())
    assert [stage.epochs for stage in final_recipe(recipe, [folder.read_history()] * 3, "all").stages] == [1, 1]
