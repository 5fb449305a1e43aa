"""Hyper-parameters as frozen values, read from TOML; the named recipes lie in `trainer/recipes/`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from trainer.errors import RecipeError

Count = Annotated[int, Meta(ge=0)]
NotNegative = Annotated[float, Meta(ge=0.0)]
Rate = Annotated[float, Meta(gt=0.0, le=1.0)]

HEAD = "head"


class Augmentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Random changes to training images, all drawn uniformly and applied in one resampling.

    rotation and shear: largest angle in degrees; shift: largest fraction of the side; zoom: largest change of scale;
    flips: horizontal and vertical, each with probability one half; fill: what lies beyond the frame.
    """

    rotation: NotNegative = 0.0
    shift: NotNegative = 0.0
    shear: NotNegative = 0.0
    zoom: Annotated[float, Meta(ge=0.0, lt=1.0)] = 0.0
    flips: bool = False
    fill: Literal["nearest", "reflect"] = "reflect"


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stretch of training with the same layers and optimiser.

    train_from: "head" (the ResNet50 is frozen), or the first of its 175 layers that learns, by index or name; its batch
    normalisation keeps the ImageNet statistics in any case. plateau_*: ReduceLROnPlateau; stop_patience: EarlyStopping.
    """

    name: str
    epochs: Count
    learning_rate: Rate
    train_from: int | str = HEAD
    plateau_factor: Rate = 0.1
    plateau_patience: Annotated[int, Meta(ge=1)] = 3
    stop_patience: Annotated[int, Meta(ge=1)] = 5


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that decides what is learned, besides the data and the starting weights.

    monitor: which validation figure drives the plateau, the early stop and the choice of the epoch that is kept.
    """

    name: Annotated[str, Meta(pattern=r"^[\w-][\w.-]{0,60}$")]  # it names the run folder
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1)]
    augmentation: Augmentation
    split_by: Literal["lesion", "image"] = "lesion"
    image_size: Annotated[int, Meta(ge=32, le=1024)] = 224
    batch_size: Annotated[int, Meta(ge=1)] = 32
    seed: Count = 0
    class_weights: Literal["balanced", "none"] = "balanced"
    monitor: Literal["val_loss", "val_auc", "val_balanced_accuracy"] = "val_loss"


def named_recipes() -> tuple[str, ...]:
    """Names of the recipes that come with the package."""
    folder = resources.files("trainer") / "recipes"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load_recipe(name_or_path: str) -> Recipe:
    """A named recipe, or one from a TOML file. Raises RecipeError that says what is wrong and where."""
    if name_or_path in named_recipes():
        text = (resources.files("trainer") / "recipes" / f"{name_or_path}.toml").read_text(encoding="utf-8")
    else:
        path = Path(name_or_path)
        if path.suffix.lower() != ".toml":
            raise RecipeError(
                f"there is no recipe '{name_or_path}'; name one of {', '.join(named_recipes())}, or a .toml file"
            )
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise RecipeError(f"the recipe {path} cannot be read: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise RecipeError(f"the recipe {path} is no UTF-8 text") from None
    try:
        return msgspec.toml.decode(text, type=Recipe)
    except msgspec.DecodeError as error:
        raise RecipeError(f"the recipe {name_or_path} is malformed: {error}") from None


def with_changes(
    recipe: Recipe,
    *,
    image_size: int | None = None,
    batch_size: int | None = None,
    epochs_head: int | None = None,
    epochs_finetune: int | None = None,
    unfreeze_from: str | None = None,
    split_by: Literal["lesion", "image"] | None = None,
    seed: int | None = None,
) -> Recipe:
    """The recipe with the command line's changes; None leaves a value as it is. Raises RecipeError."""
    layer: int | str | None = None
    if unfreeze_from is not None:
        layer = int(unfreeze_from) if unfreeze_from.isdecimal() else unfreeze_from

    def change(stage: Stage) -> Stage:
        if stage.train_from == HEAD:
            return msgspec.structs.replace(stage, epochs=stage.epochs if epochs_head is None else epochs_head)
        return msgspec.structs.replace(
            stage,
            epochs=stage.epochs if epochs_finetune is None else epochs_finetune,
            train_from=stage.train_from if layer is None else layer,
        )

    given = {"image_size": image_size, "batch_size": batch_size, "split_by": split_by, "seed": seed}
    changed = msgspec.structs.replace(
        recipe, stages=tuple(map(change, recipe.stages)), **{k: v for k, v in given.items() if v is not None}
    )
    try:
        return msgspec.convert(msgspec.to_builtins(changed), Recipe)  # checks the bounds of the new values
    except msgspec.ValidationError as error:
        raise RecipeError(f"the recipe with these options is not usable: {error}") from None
