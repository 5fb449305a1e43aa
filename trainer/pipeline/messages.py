"""What a training says of itself as it goes: its device, its split, its epochs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras
import numpy as np

from desktop.common.command_line import say
from desktop.contract import OperatingPoint
from trainer.data.negatives import Negatives
from trainer.devices.devices import Device
from trainer.measure.operating_points import ENOUGH, SENSITIVITIES
from trainer.recipe import AVERAGE, Recipe, long_enough


def tell_device(device: Device, precision: str, why: str) -> None:
    say(f"device: {device_name(device)}, {keras.backend.backend()}")
    if device.used > 1:
        say(f"devices: {device.used} share every batch")
    elif device.kind == "gpu" and device.count > 1:
        say(f"devices: 1 of {device.count}, as asked")
    if device.note:
        say(f"note: {device.note}")
    say(f"precision: {precision}, because {why}")


def device_name(device: Device) -> str:
    return f"{device.name} ({device.kind}, {device.count}x)"


def told_long_enough(recipe: Recipe, images: int) -> Recipe:
    """The recipe with enough batches for a small data set; told where that changes it."""
    longer = long_enough(recipe, images)
    for before, after in zip(recipe.stages, longer.stages, strict=True):
        if after.epochs > before.epochs:
            say(f"stage {after.name}: {after.epochs} epochs for {before.epochs}, to have {after.least_steps} batches")
    return longer


def tell_split(by: str, parts: np.ndarray[Any, Any], *, test: bool) -> None:
    """How many images each part has, and whether the test part is read; that nothing is held out of a final network."""
    if (parts == "train").all():
        say(f"no split: all {len(parts):,} images teach")
        return
    counts = ", ".join(f"{part} {int(np.char.startswith(parts, part).sum()):,}" for part in ("train", "val", "test"))
    say(f"split by {by}: {counts} images{'' if test else '; the test part stays unread'}")


def tell_negatives(negatives: Sequence[Negatives]) -> None:
    """What is shown as images of another kind."""
    for one in negatives:
        learned = int(one.learned.sum())
        say(
            f"negatives {one.name}: {len(one.paths):,} images, {learned:,} to learn from and "
            f"{len(one.paths) - learned:,} to judge (fingerprint {one.fingerprint})"
        )


def tell_squares(names: Sequence[str]) -> None:
    """Of sources whose pictures are all squares (`trainer.data.proportions.of_squares`): what to do about copies."""
    for name in names:
        say(
            f"note: all pictures of {name} are squares, and are turned as squares; if these are squashed copies, give "
            "their width over height before (aspect in data.toml)"
        )


def tell_few_positives(score: str, count: int, points: Sequence[OperatingPoint], *, patients: bool) -> None:
    """That a score has too few positives in validation for its points, and what became of these. count: of lesions, or
    of patients and of lesions of nobody known, where any patient is (patients)."""
    named = [p.name for p in points if p.name.startswith(f"{score}-")]
    one, several = ("patient or lesion", "patients or lesions") if patients else ("lesion", "lesions")
    outcome = f"the one threshold is called {named[0]} by its lower limit" if named else "no threshold is set"
    say(
        f"note: {count:,} {score} {one if count == 1 else several} in validation, fewer than the {ENOUGH} that a "
        f"threshold of sensitivity {SENSITIVITIES[0]:.2f} asks for: {outcome}"
    )


def epoch_line(row: dict[str, Any]) -> str:
    """An epoch's figures (`trainer.fit.fitting.HISTORY_COLUMNS`) on one line; * marks the best so far. The rate is that
    of its last step, which a cosine has brought to 0 in the last epoch of a stage."""
    took = f"{row['seconds']:.0f} s{'  *' if row['best'] else ''}"
    validated = _validated(row)
    if row["stage"] == AVERAGE:
        return f"average of the stages | {validated} | {took}"
    return (
        f"{row['stage']} {row['epoch']}: loss {row['loss']:.4f}, accuracy {row['accuracy']:.3f} | {validated} | "
        f"learning rate at its end {row['learning_rate']:.1e}, {took}"
    )


def settled_line(before: dict[str, Any], after: dict[str, Any]) -> str:
    """The figures of the weights that are kept, once the head's statistics are theirs: without it nobody knows why the
    run's figures are others than those of its best epoch."""
    if before["val_loss"] is None:
        return "the head's normalisation is estimated anew for the weights that are kept"
    return (
        f"the head's normalisation is estimated anew for the weights that are kept | {_validated(after)} "
        f"(before: loss {before['val_loss']:.4f}, AUC {before['val_auc']:.4f})"
    )


def _validated(row: dict[str, Any]) -> str:
    if row["val_loss"] is None:
        return "not validated"
    return (
        f"validation: loss {row['val_loss']:.4f}, accuracy {row['val_accuracy']:.3f}, balanced "
        f"{row['val_balanced_accuracy']:.3f}, AUC {row['val_auc']:.4f}"
    )
