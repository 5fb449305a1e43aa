"""Does the input side starve the device? Images per second of the real fit, of the bare training step on one batch that
stays in memory, and of the same step fed by ImageDataGenerator from the files, in turns within one run.

    python -m tests.benchmarks.feeding --data ham10000/ [--train-from 100] [--size 224] [--batch-size 32]
    python -m tests.benchmarks.feeding --data ham10000/ --stub-ms 5 --batches 64

With --stub-ms a stub takes the steps, in so many milliseconds each, as a fast GPU would (see `stub_device`): what is
then lost is lost by reading the memory map, by copying to the device and by waiting between two steps.

Exit code 1 where ham-train's fit comes to less of the bare step than --aim: by default 0.9 with a stub, 0.95 without.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

ROUNDS = 5
FIT = "ham-train's fit"
BARE = "bare step, one resident batch"


def main() -> None:
    """Print a line per way of feeding: images per second (median and range) and its ratio to the step; exit code 1
    where ham-train's is below the aim."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--train-from", default="100", help="first layer of the ResNet50 that learns, or head")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--batches", type=int, default=12, help="steps of each way in each round")
    parser.add_argument("--stub-ms", type=float, help="let a stub take the steps, in so many milliseconds each")
    parser.add_argument("--aim", type=float, help="share of the bare step that ham-train's fit has to come to")
    options = parser.parse_args()
    aim = options.aim if options.aim is not None else 0.9 if options.stub_ms else 0.95
    with tempfile.TemporaryDirectory() as folder:
        reached = _measure(options, Path(folder))
    if reached < aim:
        raise SystemExit(f"{FIT} comes to {reached:.3f} of the bare step, which is below the aim of {aim:g}")


def _measure(options: argparse.Namespace, folder: Path) -> float:
    """Everything measured and printed; the share of the bare step that ham-train's fit comes to."""
    from trainer.devices.devices import POLICIES, choose_precision, find_device, quiet_frameworks

    with quiet_frameworks():
        import keras

        from trainer.data.dataset import load_dataset
        from trainer.data.pixels import decode_all
        from trainer.fit.batches import Batches
        from trainer.fit.feeding import fit_epoch
        from trainer.fit.fitting import optimiser_of, training_model
        from trainer.fit.progress import StageProgress
        from trainer.network.network import build_network, unfreeze
        from trainer.recipe import Stage, load_recipe

    device = find_device()
    choice = choose_precision(device)
    keras.config.set_dtype_policy(POLICIES[choice.precision])
    recipe = msgspec.structs.replace(load_recipe("standard"), batch_size=options.batch_size)
    count = options.batches * options.batch_size
    dataset = load_dataset(options.data, limit=max(count, 200), seed=0)
    paths = [Path(p) for p in dataset.table["path"]][:count]
    pixels = decode_all(paths, size=options.size, cache=folder, fingerprint=dataset.fingerprint, progress=False)
    labels, classes = dataset.labels[: len(paths)], len(dataset.classes)

    network = build_network(classes=classes, size=options.size)
    unfreeze(network, int(options.train_from) if options.train_from.isdecimal() else options.train_from)
    model = training_model(network, recipe, options.size)
    generated = keras.Model(network.inputs, network(network.inputs))
    for one in (model, generated):
        one.compile(
            optimiser_of(recipe, recipe.stages[-1], options.batches),
            keras.losses.CategoricalCrossentropy(from_logits=True),
        )
    batches = Batches(
        pixels,
        labels,
        np.arange(len(paths)),
        class_weights=np.ones(classes, dtype=np.float32),
        batch_size=options.batch_size,
        seed=0,
        mixup=recipe.mixup,
    )
    shown = Stage("feeding", ROUNDS + 1, 1e-5)
    if options.stub_ms:
        ways = _with_stub(model, batches, options.stub_ms / 1000, shown)
    else:
        flow = _generator(paths, labels, classes, options, folder)
        ways = {
            BARE: bare_step(model, batches),
            FIT: lambda: fit_epoch(model, batches, [StageProgress(shown, len(batches))], epoch=0),
            "ImageDataGenerator from files": lambda: generated.fit(flow, verbose=0),
        }
    rates = in_turns(ways, images=len(paths))
    taken = f"a stub, {options.stub_ms:g} ms a step" if options.stub_ms else f"learning from {options.train_from}"
    print(
        f"{device.name} ({device.kind}, {device.count}x), {keras.backend.backend()}, {choice.precision}, "
        f"{options.size} px, batches of {options.batch_size}, {taken}, {ROUNDS} rounds of {len(paths)} images"
    )
    for name, measured in rates.items():
        print(
            f"  {name:32} {statistics.median(measured):7.1f} images/s ({min(measured):.1f} to {max(measured):.1f})   "
            f"{share(rates, name):.3f} of the bare step"
        )
    print(f"  a batch read from the memory map, without augmentation: {1000 * _read_seconds(batches):.2f} ms")
    return share(rates, FIT)


def _read_seconds(batches: Any) -> float:
    """The median over the batches, read once before."""
    times = []
    for number in range(2 * len(batches)):
        began = time.perf_counter()
        batches[number % len(batches)]
        times.append(time.perf_counter() - began)
    return statistics.median(times[len(batches) :])


def in_turns(ways: dict[str, Callable[[], Any]], *, images: int, rounds: int = ROUNDS) -> dict[str, list[float]]:
    """Images per second of each way in each round, the ways one after the other; a first round, which compiles, is left
    out. images: that a way takes each time."""
    rates: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(rounds + 1):
        for name, way in ways.items():
            began = time.perf_counter()
            way()
            if number:
                rates[name].append(images / (time.perf_counter() - began))
    return rates


def share(rates: dict[str, list[float]], name: str) -> float:
    """The median over the rounds of a way's rate over the bare step's."""
    return statistics.median(rate / bare for rate, bare in zip(rates[name], rates[BARE], strict=True))


def _with_stub(model: Any, batches: Any, seconds: float, shown: Any) -> dict[str, Callable[[], Any]]:
    """The stub by itself; fed and asked as Keras does it; and as ham-train does."""
    from tests.benchmarks.stub_device import StubDevice, stub_model
    from trainer.fit.feeding import fit_epoch
    from trainer.fit.progress import StageProgress

    device = StubDevice(seconds)
    stub = stub_model(model, device)

    def bare() -> None:
        for _ in range(len(batches)):
            device.step(1)
        device.finish()

    def by_keras() -> None:
        stub.fit(batches, verbose=0, shuffle=False, callbacks=[StageProgress(shown, len(batches))])
        device.finish()

    def by_trainer() -> None:
        fit_epoch(stub, batches, [StageProgress(shown, len(batches))], epoch=0)
        device.finish()

    return {BARE: bare, "Keras's fit, as it was": by_keras, FIT: by_trainer}


def bare_step(model: Any, batches: Any) -> Callable[[], Any]:
    """As many steps as there are batches, all on the first, whose tensors lie on the device; nothing is read back."""
    import keras

    resident = keras.tree.map_structure(keras.ops.convert_to_tensor, batches[0])
    if keras.backend.backend() != "tensorflow":

        class Resident(keras.utils.PyDataset):  # type: ignore[misc]
            def __len__(self) -> int:
                return len(batches)

            def __getitem__(self, index: int) -> Any:
                return resident

        # Without a callback that wants figures Keras waits for none of them, as `train_on_batch` would.
        return lambda: model.fit(Resident(), verbose=0, shuffle=False)
    import tensorflow as tf

    endless = iter(tf.data.Dataset.from_tensors(resident).cache().repeat())
    model.make_train_function()
    function = model.train_function

    def compiled_steps() -> None:
        for _ in range(len(batches)):
            logs = function(endless)
        float(next(iter(logs.values())))  # the last one is waited for

    return compiled_steps


def _generator(
    paths: list[Path], labels: np.ndarray[Any, Any], classes: int, options: argparse.Namespace, folder: Path
) -> Any:
    """The notebook's way: a folder per class, augmented image by image on the CPU."""
    import tensorflow as tf

    for path, label in zip(paths, labels, strict=True):
        target = folder / "classes" / str(label)
        target.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target / path.name)
    generator = tf.keras.preprocessing.image.ImageDataGenerator(
        rotation_range=30,
        width_shift_range=0.2,
        height_shift_range=0.2,
        shear_range=0.2,
        zoom_range=0.1,
        horizontal_flip=True,
        vertical_flip=True,
    )
    return generator.flow_from_directory(
        str(folder / "classes"),
        target_size=(options.size, options.size),
        batch_size=options.batch_size,
        classes=[str(c) for c in range(classes)],
    )


if __name__ == "__main__":
    main()
