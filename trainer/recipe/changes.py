"""A recipe with single values changed, as the command line asks for them."""

from __future__ import annotations

from typing import Literal

import msgspec

from trainer.errors import RecipeError
from trainer.recipe.recipe import HEAD, Recipe, Stage


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
    split_seed: int | None = None,
) -> Recipe:
    """The recipe with the command line's changes; None leaves a value as it is. Raises RecipeError."""
    layer: int | str | None = None
    if unfreeze_from is not None:
        layer = int(unfreeze_from) if unfreeze_from.isdecimal() else unfreeze_from

    epochs = _fine_tuning_epochs(recipe, epochs_finetune)

    def change(stage: Stage, given: int | None) -> Stage:
        if stage.train_from == HEAD:
            given = epochs_head
        stage = stage if given is None else msgspec.structs.replace(stage, epochs=given, least_steps=0)
        if stage.train_from == HEAD:
            return stage
        return msgspec.structs.replace(
            stage,
            train_from=stage.train_from if layer is None else layer,
        )

    given = {"image_size": image_size, "batch_size": batch_size, "split_by": split_by, "seed": seed}
    given |= {"split_seed": split_seed}
    changed = msgspec.structs.replace(
        recipe, stages=tuple(map(change, recipe.stages, epochs)), **{k: v for k, v in given.items() if v is not None}
    )
    try:
        return msgspec.convert(msgspec.to_builtins(changed), Recipe)  # checks the bounds of the new values
    except msgspec.ValidationError as error:
        raise RecipeError(f"the recipe with these options is not usable: {error}") from None


def long_enough(recipe: Recipe, images: int) -> Recipe:
    """The recipe with so many epochs that no stage has fewer batches of `images` training images than its least_steps.

    A stage without epochs stays without. The warm-up keeps its share of the stage.
    """
    batches = max(1, -(-images // recipe.batch_size))

    def longer(stage: Stage) -> Stage:
        epochs = max(stage.epochs, -(-stage.least_steps // batches)) if stage.epochs else 0
        if epochs == stage.epochs:
            return stage
        warmup = stage.warmup_epochs * epochs / stage.epochs
        return msgspec.structs.replace(stage, epochs=epochs, warmup_epochs=warmup)

    return msgspec.structs.replace(recipe, stages=tuple(map(longer, recipe.stages)))


def _fine_tuning_epochs(recipe: Recipe, total: int | None) -> list[int | None]:
    """For each stage its epochs of `total`, in the recipe's proportions; the last stage never comes away empty."""
    shares: list[int | None] = [None] * len(recipe.stages)
    if total is None:
        return shares
    left, planned = total, sum(s.epochs for s in recipe.stages if s.train_from != HEAD)
    for index, stage in reversed(list(enumerate(recipe.stages))):
        if stage.train_from == HEAD:
            continue
        share = min(left, max(1, round(total * stage.epochs / planned)) if planned else left)
        shares[index], left = share, left - share
    first = next((i for i, share in enumerate(shares) if share is not None), None)
    if first is not None:
        shares[first] = (shares[first] or 0) + left  # what rounding left over
    return shares
