"""What views bring and how to average them: `python -m tests.benchmarks.tta MODEL IMAGES LABELS.csv`.

For 1, 2, 4 and 8 views: the log-loss, the macro AUC and the balanced accuracy of the mean of the logits (what
`desktop.model.views` does) and of the mean of the calibrated probabilities. With `--split` and a run's split.csv only
its test part counts.
"""

from __future__ import annotations

import csv
from pathlib import Path

import click
import numpy as np

from desktop.common.statistics import mean_recall, mean_roc_area
from desktop.engine.discovery import find_images
from desktop.errors import ImageError
from desktop.evaluation.labels import read_labels
from desktop.images import load_image
from desktop.model.network import Network
from desktop.model.views import SYMMETRIES, VIEWS, seen

BATCH = 8


@click.command()
@click.argument("model", type=click.Path(path_type=Path, exists=True))
@click.argument("images", type=click.Path(path_type=Path, exists=True))
@click.argument("labels", type=click.Path(path_type=Path, exists=True))
@click.option("--split", type=click.Path(path_type=Path, exists=True), help="split.csv of the model's run.")
@click.option("--provider", default="auto", show_default=True)
@click.option("--limit", type=int, help="Only so many images, evenly spread.")
def main(model: Path, images: Path, labels: Path, split: Path | None, provider: str, limit: int | None) -> None:
    """Two lines for each number of views."""
    classifier = Network.load(model, provider=provider)
    known, places = read_labels(labels), {code: place for place, code in enumerate(classifier.info.codes)}
    chosen = []
    part = None if split is None else _test_part(split)
    for file in find_images([images]):
        label = known.find(file.name)
        if label is not None and label.diagnosis in places and (part is None or file.path.stem in part):
            chosen.append((file.path, places[label.diagnosis]))
    chosen = chosen[:: max(1, len(chosen) // limit)] if limit else chosen
    logits, truth = [], []
    for start in range(0, len(chosen), BATCH):
        pixels = []
        for path, place in chosen[start : start + BATCH]:
            try:
                pixels.append(load_image(path, classifier.info.input.size))
            except ImageError as error:
                print(f"left out: {path.name}: {error}")
            else:
                truth.append(place)
        if pixels:
            views = [seen(np.stack(pixels), mirrored=m, turns=t) for m, t in SYMMETRIES]
            logits.append(np.stack([classifier.predict(view).logits for view in views]))
    every = np.concatenate(logits, axis=1).astype(np.float64) / classifier.info.temperature
    right = np.array(truth)
    print(f"{len(right):,} images on {classifier.provider.label}")
    print("views  mean of        log-loss   AUC    balanced accuracy")
    for count in VIEWS:
        for name, p in (
            ("logits", _softmax(every[:count].mean(axis=0))),
            ("probabilities", _softmax(every[:count]).mean(axis=0)),
        ):
            each = np.arange(len(right))
            loss = -np.log(p[np.arange(len(right)), right]).mean()
            area = mean_roc_area(right, p, each)
            recall = mean_recall(right, p.argmax(axis=1), p.shape[1], each)
            print(f"{count:>5}  {name:<14} {loss:.4f}   {area.value:.4f}   {recall.value:.4f}")


def _test_part(split: Path) -> set[str]:
    with split.open(encoding="utf-8", newline="") as stream:
        return {row["image_id"] for row in csv.DictReader(stream) if "test" in row.values()}


def _softmax(values: np.ndarray) -> np.ndarray:
    powers = np.exp(values - values.max(axis=-1, keepdims=True))
    result: np.ndarray = powers / powers.sum(axis=-1, keepdims=True)
    return result


if __name__ == "__main__":
    main()
