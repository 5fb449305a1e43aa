"""Hyper-parameters: what a training does, as dataclasses read from TOML; the named recipes lie beside."""

from trainer.recipe.changes import long_enough, with_changes
from trainer.recipe.recipe import AVERAGE, HEAD, OWN, Augmentation, Recipe, Stage, as_toml, load_recipe, named_recipes

__all__ = [
    "AVERAGE",
    "HEAD",
    "OWN",
    "Augmentation",
    "Recipe",
    "Stage",
    "as_toml",
    "load_recipe",
    "long_enough",
    "named_recipes",
    "with_changes",
]
