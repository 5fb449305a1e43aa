"""ham-classify beside what people use today, on the same images, in turns within one run.

    python -m tests.benchmarks.alternatives model.int8.onnx [model.onnx ...] --source DERMATOSCOPIC_IMAGES
    python -m tests.benchmarks.alternatives model.int8.onnx --photographs

--photographs: drawn ones of 12 megapixels, as phones write them, in place of 600 x 450; about two minutes on two
quiet cores. Every measurement is printed as it comes, the table of medians at the end.

The Keras ways run the same network, ResNet50 with the project's head (its speed does not depend on its weights):
`load_img` and `predict` in batches of 32, and `ImageDataGenerator.flow_from_directory` with `predict`. The plain loops
are ONNX Runtime as its examples show it: one image after the other, with the model file and provider of ham-classify;
one with our decoding, one with Pillow's `open`, `convert` and `resize`.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
import numpy as np
from PIL import Image

from desktop.contract import INPUT
from desktop.engine import tuning
from desktop.engine.discovery import find_images
from desktop.engine.events import Classified
from desktop.engine.pipeline import classify_files
from desktop.images import load_image
from desktop.images.image_file import ImageFile
from desktop.model.network import Network
from tests.benchmarks.engine import cpu_seconds
from tests.benchmarks.images import draw_photographs, make_images

SIZE = 224
BATCH_SIZE = 32
KERAS_SHARE = 4  # the slow ways get a part of the images: they take no shorter for each
IMAGES, PHOTOGRAPHS = 512, 64


@click.command()
@click.argument("models", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--source", type=click.Path(path_type=Path), help="Dermatoscopic photographs, made 600 x 450.")
@click.option("--photographs", is_flag=True, help="Instead: drawn photographs of 12 megapixels.")
@click.option("--provider", default="cpu", show_default=True)
@click.option("--images", type=int, help=f"How many.  [default: {IMAGES}, of photographs {PHOTOGRAPHS}]")
@click.option("--rounds", default=3, show_default=True)
def main(
    models: tuple[Path, ...], source: Path | None, photographs: bool, provider: str, images: int | None, rounds: int
) -> None:
    """Print images per second of each way (the median of the rounds) and the ratios of ham-classify to it."""
    if (source is None) == (not photographs):
        raise click.UsageError("name a folder with --source, or ask for drawn photographs with --photographs")
    images = images or (PHOTOGRAPHS if photographs else IMAGES)
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "class" / "images"
        folder = draw_photographs(target, images) if source is None else make_images(source, target, images)
        files = list(find_images([folder]))
        few = _links(files[: max(1, images // KERAS_SHARE)], Path(name) / "few" / "images")
        ways: dict[str, tuple[int, Callable[[], object]]] = _keras_ways(few)
        for model in models:
            ways |= _onnx_ways(model, provider, files)
        _tell_decoding([file.path for file in files[:12]])
        rates: dict[str, list[float]] = {way: [] for way in ways}
        for number in range(rounds + 1):
            for way, (count, work) in ways.items():
                began = time.perf_counter()
                work()
                rate = count / (time.perf_counter() - began)
                print(f"round {number} of {rounds}: {way}: {rate:.1f} images/s", flush=True)
                if number:  # round 0 compiles and warms up
                    rates[way].append(rate)
    shape = "4000 x 3000" if photographs else "600 x 450"
    slow = next(count for way, (count, _) in ways.items() if way.startswith("Keras"))
    print(f"{images} images of {shape} (the Keras ways: {slow}), {provider} provider, {rounds} rounds")
    if hasattr(os, "getloadavg"):
        print(f"load of the machine, other work included: {os.getloadavg()[1]:.1f} over five minutes")
    width = max(map(len, rates))
    ours = [way for way in rates if way.startswith("ham-classify")]
    print(f"{'':<{width}} {'images/s':>9}" + "".join(f"{f'x {number}':>8}" for number, _ in enumerate(ours, 1)))
    for way, measured in rates.items():
        ratios = (statistics.median(a / b for a, b in zip(rates[own], measured, strict=True)) for own in ours)
        mark = f" ({ours.index(way) + 1})" if way in ours else ""
        print(f"{way + mark:<{width}} {statistics.median(measured):>9.1f}" + "".join(f"{r:>8.2f}" for r in ratios))


def _links(files: list[ImageFile], target: Path) -> Path:
    """A folder with these files and no others, which cost no disk."""
    target.mkdir(parents=True)
    for file in files:
        os.link(file.path, target / file.path.name)
    return target


def _tell_decoding(paths: list[Path]) -> None:
    """CPU time of making a model's pixels of a file, ours beside Pillow's whole frame."""
    ours = cpu_seconds(lambda: [load_image(path, SIZE) for path in paths], len(paths))
    whole = cpu_seconds(lambda: [_whole_frame(path, SIZE) for path in paths], len(paths))
    print(f"decoding alone, ms of CPU per image: ours {1000 * ours:.1f}, Pillow {1000 * whole:.1f}", flush=True)


def _whole_frame(path: Path, size: int) -> Any:
    """As a script does it: every pixel decoded, then made smaller."""
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB").resize((size, size), Image.Resampling.BILINEAR))


def _keras_ways(folder: Path) -> dict[str, tuple[int, Callable[[], object]]]:
    from trainer.devices.devices import quiet_frameworks

    with quiet_frameworks():
        import keras
        import tensorflow as tf

        from trainer.network.network import build_network
    network = build_network(classes=7, size=SIZE)
    paths = sorted(folder.iterdir())

    def loop() -> None:
        for start in range(0, len(paths), BATCH_SIZE):
            batch = [
                keras.utils.img_to_array(keras.utils.load_img(path, target_size=(SIZE, SIZE)))
                for path in paths[start : start + BATCH_SIZE]
            ]
            network.predict(np.stack(batch), verbose=0)

    generator = tf.keras.preprocessing.image.ImageDataGenerator()

    def flow() -> None:
        network.predict(
            generator.flow_from_directory(
                str(folder.parent), target_size=(SIZE, SIZE), batch_size=BATCH_SIZE, class_mode=None, shuffle=False
            ),
            verbose=0,
        )

    return {
        "Keras: load_img, predict of 32": (len(paths), loop),
        "Keras: ImageDataGenerator, predict": (len(paths), flow),
    }


def _onnx_ways(model: Path, provider: str, files: list[ImageFile]) -> dict[str, tuple[int, Callable[[], object]]]:
    classifier = Network.load(model, provider=provider)
    named = f"{classifier.info.precision} on {classifier.provider.label}"
    plain: Any = classifier.session if provider != "cpu" else _plain_session(model)
    fitted, how = tuning.tuned(classifier, count=None, batch_size=None, threads=None)

    def one_by_one(decode: Callable[[Path, int], Any]) -> None:
        for file in files:
            plain.run(["probabilities"], {INPUT: decode(file.path, SIZE)[None]})

    def ours() -> None:
        events = classify_files(fitted, files, batch_size=how.batch_size, workers=how.workers)
        assert sum(isinstance(event, Classified) for event in events) == len(files)

    return {
        f"ONNX Runtime, one by one, Pillow, {named}": (len(files), partial(one_by_one, _whole_frame)),
        f"ONNX Runtime, one by one, our decoding, {named}": (len(files), partial(one_by_one, load_image)),
        f"ham-classify, {named}": (len(files), ours),
    }


def _plain_session(model: Path) -> Any:
    """With ONNX Runtime's own defaults."""
    from desktop.model.providers import load_onnxruntime

    return load_onnxruntime().InferenceSession(str(model), providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    main()
