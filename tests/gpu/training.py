"""What the training does on the device at hand: its loss step by step, its speed beside the bare step, its memory."""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from tests.benchmarks.feeding import BARE, bare_step, in_turns, share
from tests.gpu.memory import fill_memory
from tests.gpu.plan import kept_stages
from trainer.devices.devices import POLICIES, find_device, quiet_frameworks, seed_everything

with quiet_frameworks():
    import keras

    from trainer.data.dataset import load_dataset
    from trainer.data.pixels import decode_all
    from trainer.devices.sharing import batch_unit, shared_by_devices
    from trainer.fit.batches import Batches
    from trainer.fit.checkpoint import Checkpoint
    from trainer.fit.feeding import fit_epoch
    from trainer.fit.fitting import Material, fit, optimiser_of, training_model
    from trainer.fit.progress import StageProgress
    from trainer.network.network import build_network, unfreeze
    from trainer.recipe import Recipe, Stage, load_recipe


def curve(options: dict[str, Any]) -> dict[str, Any]:
    """The loss after every step (the epoch's mean so far) of the recipe's stages, each cut to `steps` steps.

    options: data, recipe, size, batch_size, steps, precision, devices (how many share each batch), stages (how many of
    the recipe's, see `kept_stages`), compiled (whether the steps are; TensorFlow alone can do without), seed (of the
    order, the augmentation and the dropout; the starting weights are always the same).
    """
    virtual = int(options.get("devices", 1))
    if virtual > 1 and options["kind"] == "cpu":
        _divide_the_cpu(virtual)
    device = find_device(virtual)
    recipe, pixels, labels, classes = _material(options)
    batch_unit(recipe.batch_size, mixup=recipe.mixup > 0, devices=device.used)
    count = options["steps"] * recipe.batch_size
    stages = tuple(
        msgspec.structs.replace(stage, epochs=1, warmup_epochs=0.0, scale=1.0)
        for stage in kept_stages(recipe, options["stages"])
    )
    recipe = msgspec.structs.replace(recipe, stages=stages, average_of=(), weight_average=0.0)
    recipe = msgspec.structs.replace(recipe, seed=options.get("seed", recipe.seed))
    losses: list[float] = []

    class Noted(StageProgress):
        def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
            losses.append(float((logs or {})["loss"]))

    nothing = np.arange(0)  # is validated: it is the steps that count
    material = Material(lambda side: pixels, labels, np.arange(count), nothing)
    with tempfile.TemporaryDirectory() as folder, shared_by_devices(device):
        checkpoint = Checkpoint(Path(folder) / "checkpoint")
        checkpoint.start(build_network(classes=classes, size=recipe.image_size, blocks=recipe.blocks))
        fit(
            lambda side: build_network(classes=classes, size=side, blocks=recipe.blocks),
            recipe,
            material,
            checkpoint=checkpoint,
            record=lambda row: None,
            progress=Noted,
            jit=keras.backend.backend() != "tensorflow",
        )
    return {"losses": losses, "stages": [stage.name for stage in stages], "devices": device.used}


def speed(options: dict[str, Any]) -> dict[str, Any]:
    """Images per second of the fit and of the bare step on one resident batch, every layer learning; peak memory and
    the first step, which compiles. options as for `curve`, and rounds."""
    find_device()
    recipe, pixels, labels, classes = _material(options)
    count = options["steps"] * recipe.batch_size
    model, network = _model(recipe, classes)
    batches = Batches(
        pixels,
        labels,
        np.arange(count),
        class_weights=np.ones(classes, dtype=np.float32),
        batch_size=recipe.batch_size,
        seed=0,
        mixup=recipe.mixup,
    )
    step = bare_step(model, batches)
    began = time.perf_counter()
    model.train_on_batch(*batches[0])
    compiled = time.perf_counter() - began
    shown = StageProgress(Stage("gpu", 1, 1e-5), len(batches))
    ways = {BARE: step, "fit": lambda: fit_epoch(model, batches, [shown], epoch=0)}
    rates = in_turns(ways, images=count, rounds=options["rounds"])
    return {
        "images_per_second": float(np.median(rates["fit"])),
        "bare_images_per_second": float(np.median(rates[BARE])),
        "share": share(rates, "fit"),
        "first_step_s": compiled,
        "memory_mb": _peak_memory(options["kind"]) / 1e6,
        "weights": int(sum(np.prod(w.shape) for w in network.weights)),
    }


def fill(options: dict[str, Any]) -> dict[str, Any]:
    """Double the batch until memory runs out, then do as the error says (see `fill_memory`). options as for `curve`,
    largest and limit."""
    find_device()

    def step(batch: int) -> None:
        try:
            recipe, pixels, labels, classes = _material({**options, "batch_size": batch, "steps": 0})
            model, _ = _model(recipe, classes)
            rows = np.arange(batch) % len(pixels)
            model.train_on_batch(pixels[rows], np.eye(classes, dtype=np.float32)[labels[rows]])
        finally:
            keras.backend.clear_session()

    return fill_memory(step, first=options["batch_size"], largest=options["largest"], limit=options["limit"])


def _material(options: dict[str, Any]) -> tuple[Recipe, Any, Any, int]:
    """The recipe, enough decoded images for `steps` batches (repeated where the data are fewer), their labels, and how
    many classes there are; the precision set and everything seeded."""
    seed_everything(0)
    if not options["compiled"] and keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        tf.config.run_functions_eagerly(True)
    keras.config.set_dtype_policy(POLICIES[options["precision"]])
    recipe = load_recipe(options["recipe"])
    recipe = msgspec.structs.replace(recipe, image_size=options["size"], batch_size=options["batch_size"])
    dataset = load_dataset(Path(options["data"]), limit=options["images"], seed=0)
    paths = [Path(p) for p in dataset.table["path"]]
    pixels = decode_all(
        paths, size=options["size"], cache=Path(options["cache"]), fingerprint=dataset.fingerprint, progress=False
    )
    needed = options["steps"] * options["batch_size"]
    if needed <= len(paths):
        return recipe, pixels, dataset.labels, len(dataset.classes)
    rows = np.arange(needed) % len(paths)
    return recipe, np.asarray(pixels)[rows], dataset.labels[rows], len(dataset.classes)


def _model(recipe: Recipe, classes: int) -> tuple[Any, Any]:
    network = build_network(classes=classes, size=recipe.image_size, blocks=recipe.blocks)
    unfreeze(network, 0)
    model = training_model(network, msgspec.structs.replace(recipe, mixup=0.0), recipe.image_size)
    model.compile(
        optimiser_of(recipe, recipe.stages[-1], 100),
        keras.losses.CategoricalCrossentropy(from_logits=True),
        jit_compile=keras.backend.backend() != "tensorflow",
    )
    return model, network


def _divide_the_cpu(parts: int) -> None:
    """TensorFlow's one CPU as several devices; JAX is told by XLA_FLAGS before it starts."""
    if keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        (cpu,) = tf.config.list_physical_devices("CPU")
        tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * parts)


def _peak_memory(kind: str) -> float:
    """Bytes at most in use: of the GPU, or of this process."""
    if kind == "cpu":
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    if keras.backend.backend() == "jax":
        import jax

        return float((jax.local_devices()[0].memory_stats() or {}).get("peak_bytes_in_use", 0))
    import tensorflow as tf

    return float(tf.config.experimental.get_memory_info("GPU:0")["peak"])
