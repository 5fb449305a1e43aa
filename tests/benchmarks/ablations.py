"""The standard recipe beside itself with one thing changed, all else and the seed alike, on validation.

    python -m tests.benchmarks.ablations --data ham10000 --weights WEIGHTS --out ablations.jsonl [--only mixup ...]

Small and short, so that a row costs minutes and not hours: the head, then the layers from 100 on, at `--size` pixels.
What helps there need not help at full size and length, and one seed is within about 0.005 AUC of another; a row says
whether a change matters much, not which of two near ones is better. Beside validation stands validation as another
camera might show it (`unfamiliarity.another_camera`), since augmentation is there for images from elsewhere. The test
part is not read. Rows are written as they are done, and those that the file has already are not done again.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from trainer.recipe import Recipe


def _with(**values: Any) -> Callable[[Recipe], Recipe]:
    return lambda recipe: msgspec.structs.replace(recipe, **values)


def _augmented(**values: Any) -> Callable[[Recipe], Recipe]:
    return lambda recipe: msgspec.structs.replace(
        recipe, augmentation=msgspec.structs.replace(recipe.augmentation, **values)
    )


def _staged(**values: Any) -> Callable[[Recipe], Recipe]:
    """A change of the stage that learns more than the head."""
    return lambda recipe: msgspec.structs.replace(
        recipe, stages=(recipe.stages[0], msgspec.structs.replace(recipe.stages[1], **values))
    )


NO_COLOUR = {"brightness": 0.0, "contrast": 0.0, "saturation": 0.0, "hue": 0.0, "illuminant": 0.0}
VARIANTS: dict[str, Callable[[Recipe], Recipe]] = {
    "standard": _with(),
    "another seed": _with(seed=1),
    "the notebook's rate, 1e-5": _staged(learning_rate=1e-5),
    "a third of the rate": _staged(learning_rate=3e-5),
    "three times the rate": _staged(learning_rate=3e-4),
    "Adam instead of AdamW": _staged(optimiser="adam", weight_decay=0.0),
    "weights balanced": _with(class_weights="balanced"),
    "no class weights": _with(class_weights="none"),
    "no average of the weights": _with(weight_average=0.0),
    "no label smoothing": _with(label_smoothing=0.0),
    "mixup 0.2": _with(mixup=0.2),
    "no colour jitter": _augmented(**NO_COLOUR),
    "the notebook's geometry": _augmented(rotation=30.0, shift=0.2, shear=0.2, zoom=0.0, stretch=0.1, fill="nearest"),
    "no augmentation": _augmented(rotation=0.0, shift=0.0, shear=0.0, zoom=0.0, stretch=0.0, flips=False, **NO_COLOUR),
}


def main() -> None:
    """Do the variants that the file lacks, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--weights", required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=96)
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--only", nargs="*", choices=list(VARIANTS), help="instead of all of them")
    options = parser.parse_args()
    wanted = options.only or list(VARIANTS)
    if any(name not in _done(options.out) for name in wanted):
        from trainer.devices.devices import quiet_frameworks

        with quiet_frameworks():
            import keras  # noqa: F401
        _run(wanted, options)
    _print(_done(options.out))


def _done(file: Path) -> dict[str, dict[str, Any]]:
    if not file.exists():
        return {}
    return {row["what"]: row for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}


def _run(wanted: list[str], options: argparse.Namespace) -> None:
    import keras

    from tests.benchmarks.unfamiliarity import another_camera
    from trainer.data.dataset import load_dataset
    from trainer.data.pixels import decode_all
    from trainer.data.split import split_images
    from trainer.devices.devices import POLICIES, choose_precision, find_device, seed_everything
    from trainer.fit.checkpoint import Checkpoint
    from trainer.fit.fitting import Material, fit, validate
    from trainer.fit.progress import StageProgress
    from trainer.network.network import build_network
    from trainer.recipe import load_recipe

    standard = load_recipe("standard")
    head, coarse = standard.stages[:2]
    standard = msgspec.structs.replace(
        standard,
        image_size=options.size,
        stages=(head, msgspec.structs.replace(coarse, epochs=options.epochs)),
        average_of=(),
    )
    dataset = load_dataset(options.data, limit=None, seed=standard.seed)
    parts = split_images(dataset.table, by="lesion", seed=standard.seed)  # the same for every seed of training
    pixels = decode_all(
        [Path(p) for p in dataset.table["path"]],
        size=options.size,
        cache=options.out.parent / ".pixels",
        fingerprint=dataset.fingerprint,
    )
    material = Material(
        lambda side: pixels, dataset.labels, np.flatnonzero(parts == "train"), np.flatnonzero(parts == "val")
    )
    shifted, rng = pixels.copy(), np.random.default_rng(0)
    for place in material.validation:
        shifted[place] = np.asarray(another_camera(Image.fromarray(pixels[place]), rng))
    keras.config.set_dtype_policy(POLICIES[choose_precision(find_device()).precision])
    for name in wanted:
        if name in _done(options.out):
            continue
        recipe = VARIANTS[name](standard)
        seed_everything(recipe.seed)
        began, rows = time.monotonic(), []
        with tempfile.TemporaryDirectory() as folder:
            checkpoint = Checkpoint(Path(folder) / "state")
            checkpoint.start(build_network(classes=len(dataset.classes), size=options.size, weights=options.weights))
            network = fit(
                lambda side: build_network(classes=len(dataset.classes), size=side),
                recipe,
                material,
                checkpoint=checkpoint,
                record=rows.append,
                progress=StageProgress,
            )
        best = max(rows, key=lambda row: row["val_auc"])
        row = {"what": name, "minutes": (time.monotonic() - began) / 60, "size": options.size, **best}
        elsewhere = validate(network, shifted, material, batch_size=standard.batch_size)
        row |= {f"camera_{figure.removeprefix('val_')}": value for figure, value in elsewhere.items()}
        with options.out.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(row) + "\n")


def _print(done: dict[str, dict[str, Any]]) -> None:
    print("| what | val AUC | balanced | accuracy | AUC, another camera | balanced | minutes |\n" + "| --- " * 7 + "|")
    for name, row in done.items():
        print(
            f"| {name} | {row['val_auc']:.3f} | {row['val_balanced_accuracy']:.3f} | {row['val_accuracy']:.3f} "
            f"| {row['camera_auc']:.3f} | {row['camera_balanced_accuracy']:.3f} | {row['minutes']:.0f} |"
        )


if __name__ == "__main__":
    main()
