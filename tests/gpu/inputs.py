"""What the proof is given, looked at whole before any of it is used: of an hour on a GPU no minute goes into data that
cannot be trained on, or into a file that is no model.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.model.file import open_model
from trainer.data.dataset import load_dataset
from trainer.data.pixels import decode_all
from trainer.data.split import split_images
from trainer.recipe import load_recipe


def inputs(options: dict[str, Any]) -> dict[str, Any]:
    """The data in words. options: data, recipe, size, images, cache, as the trainings take them; run_images, of the run
    that is divided into parts; models.

    The images that the losses are measured with are decoded here, once for all trainings. Raises HamError.
    """
    recipe = load_recipe(options["recipe"])
    for model in options["models"]:
        open_model(Path(model))
    folder = Path(options["data"])
    whole = load_dataset(folder, limit=options["run_images"], seed=recipe.split_seed)
    split_images(whole.table, by=recipe.split_by, seed=recipe.split_seed, covering=whole.sets)
    dataset = load_dataset(folder, limit=options["images"], seed=0)
    paths = [Path(p) for p in dataset.table["path"]]
    cache = Path(options["cache"])
    decode_all(paths, size=options["size"], cache=cache, fingerprint=dataset.fingerprint, progress=False)
    return {"data": f"{dataset.name}: {len(paths):,} images of {len(dataset.classes)} classes"}
