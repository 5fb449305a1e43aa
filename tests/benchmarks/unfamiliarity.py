"""Which measure of unfamiliarity to ship: methods side by side on the features of a trained network.

    python -m tests.benchmarks.unfamiliarity RUN|WEIGHTS.h5 --data HAM10000 --negatives PHOTOGRAPHS

Prints for each method the size it adds to a model file, and with the threshold at the 99th percentile of validation:
the share of the negatives flagged, of validation flagged, and of validation as another camera might show it (colour,
contrast, sharpness and framing changed). `margin` is how many times that distance the threshold could lie further out
with 97 % of the negatives still flagged: the room for images of other devices; `far out` is what that limit flags of
the other camera. Below the table, the measure and the threshold that are shipped.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter
from scipy.special import logsumexp

from desktop.engine.discovery import find_images
from desktop.images import load_image
from trainer.data.dataset import load_dataset
from trainer.data.split import split_images
from trainer.devices.devices import quiet_frameworks
from trainer.measure import unfamiliarity
from trainer.measure.metrics import softmax

Array = np.ndarray[Any, np.dtype[np.float64]]
FLAGGED = 0.97
STAGES = ("conv2_block3_out", "conv3_block4_out", "conv4_block6_out")


@dataclass(frozen=True)
class Features:
    """Of N images: pooled [N, 2048], hidden [N, 256] after the ReLU, logits [N, C], and of the last map of the second,
    third and fourth stage of ResNet50 the mean and the spread of each channel over the image."""

    pooled: Array
    hidden: Array
    logits: Array
    mean3: Array
    mean4: Array
    spread2: Array
    spread3: Array
    spread4: Array


Method = Callable[[Features, np.ndarray[Any, Any]], tuple[Callable[[Features], Array], int]]
"""Training features and labels -> (squared distance of features, numbers it needs in the file)."""


def residual(components: int, of: str = "pooled", *, mahalanobis: bool = False, unit: bool = False) -> Method:
    """Outside the first principal components of some features; with `mahalanobis`, inside them as well."""

    def taken(features: Features) -> Array:
        values: Array = getattr(features, of)
        return values / np.linalg.norm(values, axis=1, keepdims=True) if unit else values

    def fit(train: Features, labels: np.ndarray[Any, Any]) -> tuple[Callable[[Features], Array], int]:
        space = unfamiliarity.principal_space(taken(train), components, whole=mahalanobis)
        return lambda f: space.residual(taken(f)), space.basis.size + 2 * space.mean.size

    return fit


def inside(components: int) -> Method:
    """Mahalanobis distance inside the first principal components of the pooled features."""

    def fit(train: Features, labels: np.ndarray[Any, Any]) -> tuple[Callable[[Features], Array], int]:
        mean = train.pooled.mean(axis=0)
        _, values, rows = np.linalg.svd(train.pooled - mean, full_matrices=False)
        white = rows[:components].T / (values[:components] / np.sqrt(len(train.pooled)))
        return lambda f: (((f.pooled - mean) @ white) ** 2).sum(axis=1), white.size + mean.size

    return fit


def hidden_mahalanobis(train: Features, labels: np.ndarray[Any, Any]) -> tuple[Callable[[Features], Array], int]:
    """To the nearest class mean of the 256 hidden units, one covariance for all (Lee et al., arXiv:1807.03888)."""
    means = np.stack([train.hidden[labels == c].mean(axis=0) for c in np.unique(labels)])
    centred = train.hidden - means[np.searchsorted(np.unique(labels), labels)]
    covariance = centred.T @ centred / len(centred)
    covariance += 1e-3 * np.trace(covariance) / len(covariance) * np.eye(len(covariance))
    white = np.linalg.cholesky(np.linalg.inv(covariance))

    def distance(f: Features) -> Array:
        away = (f.hidden[:, None] - means[None]) @ white
        result: Array = (away**2).sum(axis=2).min(axis=1)
        return result

    return distance, white.size + means.size


def neighbours(kept: int, k: int = 5) -> Method:
    """To the k-th nearest of some training images, unit pooled features (Sun et al., arXiv:2204.06507)."""

    def fit(train: Features, labels: np.ndarray[Any, Any]) -> tuple[Callable[[Features], Array], int]:
        bank = train.pooled[:kept] / np.linalg.norm(train.pooled[:kept], axis=1, keepdims=True)

        def distance(f: Features) -> Array:
            unit = f.pooled / np.linalg.norm(f.pooled, axis=1, keepdims=True)
            return np.sort(2 - 2 * unit @ bank.T, axis=1)[:, k]

        return distance, bank.size

    return fit


def energy(train: Features, labels: np.ndarray[Any, Any]) -> tuple[Callable[[Features], Array], int]:
    """exp(-log-sum-exp of the logits), so that it is positive (Liu et al., arXiv:2010.03759)."""
    return lambda f: np.exp(-2 * logsumexp(f.logits, axis=1)), 0


def least_sure(train: Features, labels: np.ndarray[Any, Any]) -> tuple[Callable[[Features], Array], int]:
    """One minus the likeliest class's probability (Hendrycks & Gimpel, arXiv:1610.02136)."""
    return lambda f: (1 - softmax(f.logits).max(axis=1)) ** 2, 0


METHODS: dict[str, Method] = {
    "pooled: residual, 64": residual(64),
    "pooled: residual, 128": residual(128),
    "pooled: residual, 128, unit length": residual(128, unit=True),
    "mean of stage 3: residual, 128": residual(128, "mean3"),
    "mean of stage 4: residual, 128": residual(128, "mean4"),
    "spread of stage 2: residual, 64": residual(64, "spread2"),
    "spread of stage 3: residual, 64": residual(64, "spread3"),
    "spread of stage 3: residual, 128": residual(128, "spread3"),
    "spread of stage 4: residual, 64": residual(64, "spread4"),
    "spread of stage 4: residual, 128": residual(128, "spread4"),
    "spread of stage 4: residual, 224": residual(224, "spread4"),
    "spread of stage 4: whole, 128": residual(128, "spread4", mahalanobis=True),
    "pooled: inside, 64": inside(64),
    "pooled: inside, 128": inside(128),
    "pooled: whole, 128": residual(128, mahalanobis=True),
    "Mahalanobis of 256 hidden units": hidden_mahalanobis,
    "5th neighbour of 240": neighbours(240),
    "5th neighbour of all": neighbours(10**6),
    "energy": energy,
    "least sure": least_sure,
}


def another_camera(image: Image.Image, rng: np.random.Generator) -> Image.Image:
    """White balance, brightness, contrast, saturation, sharpness and framing within what cameras differ by."""
    gains = np.exp(rng.normal(0, 0.08, 3))
    pixels = np.clip(np.asarray(image, dtype=np.float64) * gains, 0, 255).astype(np.uint8)
    image = Image.fromarray(pixels)
    for enhancer in (ImageEnhance.Brightness, ImageEnhance.Contrast, ImageEnhance.Color):
        image = enhancer(image).enhance(float(np.exp(rng.normal(0, 0.15))))
    if rng.random() < 0.5:
        image = image.filter(ImageFilter.GaussianBlur(rng.uniform(0, 1.2)))
    side, zoom = image.width, rng.uniform(0.75, 1.0)
    cut = int(side * zoom)
    left, top = rng.integers(0, side - cut + 1, 2)
    return image.crop((left, top, left + cut, top + cut)).resize((side, side), Image.Resampling.BICUBIC)


def load_network(source: Path, classes: int, size: int) -> Any:
    """A trained network from a run folder (finished or not), or an untrained head on a backbone's weight file."""
    from trainer.network.network import build_network

    if source.is_file():
        return build_network(classes=classes, size=size, weights=source)
    network = build_network(classes=classes, size=size)
    files = [source / "model.keras", source / "best.weights.h5"]
    network.load_weights(next(file for file in files if file.is_file()))
    return network


def features(network: Any, pixels: np.ndarray[Any, Any]) -> Features:
    import keras

    from trainer.network.network import HEAD_LAYERS, HIDDEN, POOLED, PREPROCESS, backbone_of

    backbone = backbone_of(network)
    maps = keras.Model(backbone.inputs, [backbone.output, *(backbone.get_layer(name).output for name in STAGES)])
    inputs = keras.Input(network.input_shape[1:], dtype="float32")
    x, *middles = maps(network.get_layer(PREPROCESS)(inputs), training=False)
    found = {}
    for name in HEAD_LAYERS:
        x = found[name] = network.get_layer(name)(x)
    means, spreads = ([f(m, axis=(1, 2)) for m in middles] for f in (keras.ops.mean, keras.ops.std))
    every = keras.Model(inputs, [found[POOLED], found[HIDDEN], x, *means[1:], *spreads])
    parts = [every.predict_on_batch(pixels[start : start + 32]) for start in range(0, len(pixels), 32)]
    return Features(*(np.concatenate(column).astype(np.float64) for column in zip(*parts, strict=True)))


def extract(options: argparse.Namespace) -> dict[str, Any]:
    """Features of training, validation, validation by another camera and negatives, and the training labels."""
    dataset = load_dataset(options.data)
    parts = split_images(dataset.table, by="lesion", seed=options.seed)
    rng = np.random.default_rng(0)
    network = load_network(options.network, len(dataset.classes), options.size)

    def load(paths: list[Path]) -> np.ndarray[Any, Any]:
        return np.stack([load_image(path, options.size) for path in paths])

    chosen = {
        part: rng.permutation(np.flatnonzero(parts == part))[:count]
        for part, count in (("train", options.train), ("val", options.validation))
    }
    validation = load([dataset.table["path"][i] for i in chosen["val"]])
    shifted = np.stack([np.asarray(another_camera(Image.fromarray(image), rng)) for image in validation])
    return {
        "labels": dataset.labels[chosen["train"]],
        "train": features(network, load([dataset.table["path"][i] for i in chosen["train"]])),
        "validation": features(network, validation),
        "camera": features(network, shifted),
        "negatives": features(network, load([found.path for found in find_images([options.negatives])])),
    }


def compare(seen: dict[str, Any]) -> None:
    heading = ("method", "MB", "negatives", "validation", "camera", "margin", "far out")
    print(f"| {heading[0]:<32} | " + " | ".join(f"{name:>10}" for name in heading[1:]) + " |")
    print("| " + "-" * 32 + " | " + " | ".join(["-" * 9 + ":"] * 6) + " |")
    for name, method in METHODS.items():
        measure, numbers = method(seen["train"], seen["labels"])
        validation, camera, negatives = (measure(seen[part]) for part in ("validation", "camera", "negatives"))
        limit = np.percentile(validation, 99)
        margin = np.sqrt(np.percentile(negatives, 100 * (1 - FLAGGED)) / limit)
        shares = [f"{(found > limit).mean():>10.1%}" for found in (negatives, validation, camera)]
        print(
            f"| {name:<32} | {numbers * 4e-6:>10.2f} | "
            + " | ".join(shares)
            + f" | {margin:>10.2f} | {(camera > limit * margin**2).mean():>10.1%} |"
        )


def shipped(seen: dict[str, Any]) -> None:
    space, threshold = unfamiliarity.fit_unfamiliarity(seen["train"].spread4, seen["validation"].spread4)
    print(f"\nShipped: {unfamiliarity.unfamiliarity_method(space)}; threshold: {unfamiliarity.THRESHOLD_RULE}.")
    for part in ("negatives", "validation", "camera"):
        distance = np.sqrt(space.residual(seen[part].spread4) / threshold)
        cuts = ", ".join(f"{cut:.2f}" for cut in np.percentile(distance, [0, 3, 50, 97, 99, 100]))
        print(f"{part:<11} flagged {(distance >= 1).mean():>6.1%}; distance at 0, 3, 50, 97, 99, 100 %: {cuts}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("network", type=Path, metavar="RUN|WEIGHTS.h5")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--negatives", type=Path, required=True, help="folder of pictures that are no dermatoscopy")
    parser.add_argument("--train", type=int, default=3000, help="training images at most")
    parser.add_argument("--validation", type=int, default=10**6, help="validation images at most")
    parser.add_argument("--size", type=int, default=224)
    parser.add_argument("--seed", type=int, default=0, help="the run's seed, for its split")
    parser.add_argument("--cache", type=Path, metavar="FILE.npz", help="keep the features here, or take them from here")
    options = parser.parse_args()
    if options.cache and options.cache.is_file():
        with np.load(options.cache) as arrays:
            seen: dict[str, Any] = {
                part: Features(*(arrays[f"{part}_{name}"] for name in Features.__dataclass_fields__))
                for part in ("train", "validation", "camera", "negatives")
            } | {"labels": arrays["labels"]}
    else:
        with quiet_frameworks():
            import keras  # noqa: F401
        seen = extract(options)
        if options.cache:
            arrays_ = {f"{p}_{n}": v for p, f in seen.items() if p != "labels" for n, v in vars(f).items()}
            np.savez(options.cache, labels=seen["labels"], **arrays_)
    counts = ", ".join(f"{len(seen[p].pooled):,} {p}" for p in ("train", "validation", "negatives"))
    print(f"{options.network}: {counts} images\n")
    compare(seen)
    shipped(seen)


if __name__ == "__main__":
    main()
