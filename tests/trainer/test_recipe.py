"""Recipes are small TOML files; a wrong one is told where it is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from trainer.errors import RecipeError
from trainer.recipe import HEAD, load_recipe, named_recipes, with_changes


def test_the_standard_recipe_is_the_two_stages_on_a_lesion_grouped_split() -> None:
    recipe = load_recipe("standard")
    assert recipe.split_by == "lesion"
    assert [stage.name for stage in recipe.stages] == ["head", "finetune"]
    assert [stage.train_from for stage in recipe.stages] == [HEAD, 100]
    assert [stage.learning_rate for stage in recipe.stages] == [1e-3, 1e-5]
    assert recipe.class_weights == "balanced"


def test_every_named_recipe_can_be_read() -> None:
    assert "standard" in named_recipes()
    for name in named_recipes():
        assert load_recipe(name).name == name


def test_a_recipe_can_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(
        'name = "mine"\n[augmentation]\nflips = true\n[[stages]]\nname = "only"\nepochs = 1\nlearning_rate = 0.01\n',
        encoding="utf-8",
    )
    recipe = load_recipe(str(file))
    assert recipe.name == "mine"
    assert recipe.augmentation.flips
    assert recipe.stages[0].epochs == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('name = "x"\n', "stages"),
        ('name = "x"\nspeed = 3\n[augmentation]\n[[stages]]\nname="a"\nepochs=1\nlearning_rate=0.1\n', "speed"),
        ('name = "x"\n[augmentation]\n[[stages]]\nname="a"\nepochs=1\nlearning_rate=-1.0\n', "learning_rate"),
        ("name = \n", "malformed"),
    ],
)
def test_a_wrong_recipe_names_the_place(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=words):
        load_recipe(str(file))


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(RecipeError, match=r"no recipe 'standart'.*standard"):
        load_recipe("standart")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(str(tmp_path / "absent.toml"))


def test_options_change_single_values() -> None:
    recipe = load_recipe("standard")
    changed = with_changes(recipe, epochs_head=2, epochs_finetune=3, unfreeze_from="140", batch_size=8, seed=5)
    assert [stage.epochs for stage in changed.stages] == [2, 3]
    assert [stage.train_from for stage in changed.stages] == [HEAD, 140]
    assert (changed.batch_size, changed.seed, changed.image_size) == (8, 5, recipe.image_size)
    assert with_changes(recipe) == recipe
    assert with_changes(recipe, unfreeze_from="conv5_block1_1_conv").stages[1].train_from == "conv5_block1_1_conv"


def test_an_option_out_of_bounds_is_refused() -> None:
    with pytest.raises(RecipeError, match="image_size"):
        with_changes(load_recipe("standard"), image_size=8)
