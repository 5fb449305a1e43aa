"""Recipes are small TOML files; a wrong one is told where it is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from trainer.errors import RecipeError
from trainer.recipe import (
    HEAD,
    Augmentation,
    Recipe,
    Stage,
    as_toml,
    load_recipe,
    long_enough,
    named_recipes,
    with_changes,
)


def test_the_standard_recipe_trains_the_head_first_and_every_layer_last_at_full_size() -> None:
    recipe = load_recipe("standard")
    assert recipe.split_by == "lesion"
    first, *_, last = recipe.stages
    assert first.train_from == HEAD
    assert last.train_from == 0
    assert recipe.stage_size(last) == recipe.image_size == 224


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


def test_every_recipe_comes_back_unchanged_from_the_file_it_is_kept_in(tmp_path: Path) -> None:
    odd = Recipe(
        "mine", (Stage('of "my" \\ own\u00e9', 3, 1e-7, train_from="conv4_block1_1_conv"),), Augmentation(hue=7.5)
    )
    for recipe in (odd, *map(load_recipe, named_recipes())):
        file = tmp_path / f"{recipe.name}.toml"
        file.write_text(as_toml(recipe), encoding="utf-8")
        assert load_recipe(str(file)) == recipe


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(RecipeError, match=r"no recipe 'standart'.*standard"):
        load_recipe("standart")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="cannot be read"):
        load_recipe(str(tmp_path / "absent.toml"))


def test_options_change_single_values() -> None:
    recipe = load_recipe("standard")
    changed = with_changes(recipe, epochs_head=2, epochs_finetune=3, unfreeze_from="140", batch_size=8, seed=5)
    assert [stage.epochs for stage in changed.stages] == [2, 1, 1, 1]
    assert [stage.train_from for stage in changed.stages] == [HEAD, 140, 140, 140]
    assert (changed.batch_size, changed.seed, changed.image_size) == (8, 5, recipe.image_size)
    assert with_changes(recipe) == recipe
    assert with_changes(recipe, unfreeze_from="conv5_block1_1_conv").stages[1].train_from == "conv5_block1_1_conv"


def test_an_option_out_of_bounds_is_refused() -> None:
    with pytest.raises(RecipeError, match="image_size"):
        with_changes(load_recipe("standard"), image_size=8)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "inf") for name in ("rotation", "shear", "shift", "mixup", "weight_average", "weight_decay")),
        *(("warmup_epochs", value) for value in ("inf", "nan", "-1.0")),
        *(("seed", value) for value in ("5000000000", "-1", "1.5", "99999999999999999999999")),
        ("split_seed", "99999999999999999999999"),  # more than a record of a run can hold
        *(("epochs", value) for value in ("1000000000000", "-1", "true")),
        ("batch_size", "0"),
        ("rotation", "720.0"),
        ("shear", "90.0"),  # the tangent of which is no number
        ("average_of", '["fine"]'),
        ("average_of", '["fine", "fine"]'),
    ],
)
def test_numbers_that_no_training_can_follow_are_refused_and_told_by_name(
    tmp_path: Path, name: str, value: str
) -> None:
    text, found = re.subn(rf"(?m)^{name} = .*$", f"{name} = {value}", as_toml(load_recipe("standard")))
    assert found
    (tmp_path / "wrong.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match=name) as caught:
        load_recipe(str(tmp_path / "wrong.toml"))
    assert "\n" not in str(caught.value)


def test_the_notebook_is_kept_to_the_letter() -> None:
    """Everything that decides what is learned, and nothing that it did not have."""
    assert load_recipe("notebook") == Recipe(
        name="notebook",
        split_by="image",
        image_size=224,
        batch_size=32,
        class_weights="balanced",
        monitor="val_loss",
        augmentation=Augmentation(rotation=30, shift=0.2, shear=0.2, stretch=0.1, flips=True, fill="nearest"),
        stages=(
            Stage("head", 10, 1e-3, HEAD, plateau_factor=0.1, plateau_patience=3, stop_patience=5),
            Stage("finetune", 15, 1e-5, 100, plateau_factor=0.5, plateau_patience=2, stop_patience=5),
        ),
    )
    written = msgspec.to_builtins(load_recipe("notebook"))  # whatever the defaults are, to which both sides go
    for stage in written["stages"]:
        assert (stage["optimiser"], stage["schedule"], stage["statistics"]) == ("adam", "plateau", "fixed")
        assert (stage["scale"], stage["weight_decay"], stage["warmup_epochs"], stage["least_steps"]) == (1, 0, 0, 0)
    assert not any(written[name] for name in ("label_smoothing", "mixup", "weight_average", "average_of"))
    had = {"rotation": 30, "shift": 0.2, "shear": 0.2, "stretch": 0.1, "flips": True, "fill": "nearest"}
    changed = {name: value for name, value in written["augmentation"].items() if value}
    assert changed == had | {"aspect": 1.0, "gamma": 1.0}  # no change: pictures as wide as high, tones as they are


@pytest.mark.parametrize(("asked", "expected"), [(0, [0, 0]), (1, [0, 1]), (2, [1, 1]), (22, [16, 6]), (11, [8, 3])])
def test_fine_tuning_epochs_are_shared_in_the_recipe_s_proportions(asked: int, expected: list[int]) -> None:
    stages = (Stage("head", 3, 0.1), Stage("coarse", 16, 0.1, 0), Stage("fine", 6, 0.1, 0))
    changed = with_changes(Recipe("r", stages, Augmentation()), epochs_finetune=asked)
    assert [s.epochs for s in changed.stages] == [3, *expected]


def test_a_scaled_stage_has_a_size_that_fits_the_network_s_stride() -> None:
    recipe = Recipe("r", (Stage("a", 1, 0.1, scale=0.57), Stage("b", 1, 0.1)), Augmentation())
    assert recipe.sizes == (224, 128)
    assert with_changes(recipe, image_size=64).sizes == (64, 32)
    assert with_changes(recipe, image_size=32).sizes == (32,)


def test_two_stages_of_one_name_are_refused(tmp_path: Path) -> None:
    text = "\n".join(
        ['name = "twins"', "[augmentation]"] + ["[[stages]]", 'name = "same"', "epochs = 1", "learning_rate = 1e-3"] * 2
    )
    (tmp_path / "twins.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RecipeError, match="two stages are called 'same'"):
        load_recipe(str(tmp_path / "twins.toml"))


def test_a_small_data_set_gets_more_epochs_and_a_large_one_the_recipe_s() -> None:
    standard = load_recipe("standard")
    assert long_enough(standard, 7000) == standard
    small = long_enough(standard, 210)  # a clinic with 300 images: seven batches an epoch
    for stage, before in zip(small.stages, standard.stages, strict=True):
        assert stage.epochs * 7 >= before.least_steps > (stage.epochs - 1) * 7
        assert stage.warmup_epochs / stage.epochs == pytest.approx(before.warmup_epochs / before.epochs)
    assert long_enough(with_changes(standard, epochs_head=0), 210).stages[0].epochs == 0
    asked = long_enough(with_changes(standard, epochs_head=1, epochs_finetune=6), 210)
    assert [stage.epochs for stage in asked.stages] == [1, 2, 2, 2]  # what was typed stands


def test_a_recipe_of_an_editor_that_begins_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(as_toml(load_recipe("standard")), encoding="utf-8-sig")
    assert load_recipe(str(tmp_path / "mine.toml")) == load_recipe("standard")
