"""What views bring and how to average them: `python -m tests.benchmarks.tta MODEL IMAGES LABELS.csv`.

For 1, 2, 4 and 8 views: the log-loss, the macro AUC, melanoma's AUC and the balanced accuracy of the mean of the logits
(what `desktop.model.views` does) and of the mean of the calibrated probabilities. In 8 views the picture, squashed to a
square, is turned by a quarter: `8 true` turns it in the proportions it had, as the desktop does. Below each is what it
has more than one view, and `8 true` more than `8`, with 95 % intervals by a paired bootstrap over lesions. With
`--split` and a split.csv of a run only one part counts.
"""

from __future__ import annotations

import csv
from pathlib import Path

import click
import numpy as np

from desktop.common.statistics import resamples, softmax
from desktop.engine.discovery import find_images
from desktop.errors import ImageError
from desktop.evaluation.labels import read_labels
from desktop.images import load_image
from desktop.model.network import Network
from desktop.model.views import SYMMETRIES, VIEWS, seen
from trainer.measure import metrics

BATCH = 8


@click.command()
@click.argument("model", type=click.Path(path_type=Path, exists=True))
@click.argument("images", type=click.Path(path_type=Path, exists=True))
@click.argument("labels", type=click.Path(path_type=Path, exists=True))
@click.option("--split", type=click.Path(path_type=Path, exists=True), help="split.csv of the model's run.")
@click.option("--part", default="test", show_default=True, help="The part of the split that counts.")
@click.option("--aspect", default=4 / 3, help="Width over height of the pictures.")
@click.option("--provider", default="auto", show_default=True)
@click.option("--limit", type=int, help="Only so many images, evenly spread.")
def main(
    model: Path,
    images: Path,
    labels: Path,
    split: Path | None,
    part: str,
    aspect: float,
    provider: str,
    limit: int | None,
) -> None:
    """Two lines for each number of views, and what it has more than one view."""
    classifier = Network.load(model, provider=provider)
    known, places = read_labels(labels), {code: place for place, code in enumerate(classifier.info.codes)}
    chosen = []
    counted = None if split is None else _images_of(split, part)
    for file in find_images([images]):
        label = known.find(file.name)
        if label is not None and label.diagnosis in places and (counted is None or file.path.stem in counted):
            chosen.append((file.path, places[label.diagnosis], label.lesion or label.image))
    chosen = chosen[:: max(1, len(chosen) // limit)] if limit else chosen
    logits, truth, lesions = [], [], []
    for start in range(0, len(chosen), BATCH):
        pixels = []
        for path, place, lesion in chosen[start : start + BATCH]:
            try:
                pixels.append(load_image(path, classifier.info.input.size))
            except ImageError as error:
                print(f"left out: {path.name}: {error}")
            else:
                truth.append(place)
                lesions.append(lesion)
        if pixels:
            views = [seen(np.stack(pixels), mirrored=m, turns=t) for m, t in SYMMETRIES]
            wide = np.full(len(pixels), aspect)
            views += [seen(np.stack(pixels), mirrored=m, turns=t, aspects=wide) for m, t in SYMMETRIES[4:]]
            logits.append(np.stack([classifier.predict(view).logits for view in views]))
    every = np.concatenate(logits, axis=1).astype(np.float64) / classifier.info.temperature
    right, whose = np.array(truth), np.unique(lesions, return_inverse=True)[1]
    print(f"{len(right):,} images of {whose.max() + 1:,} lesions on {classifier.provider.label}")
    chosen_views = {str(count): every[:count] for count in VIEWS}
    chosen_views["8 true"] = np.concatenate([every[:4], every[8:]])
    said = {
        f"{count:>6} {name:<14}": mean
        for count, some in chosen_views.items()
        for name, mean in (("logits", softmax(some.mean(axis=0))), ("probabilities", softmax(some).mean(axis=0)))
    }
    weights = np.concatenate(list(resamples(whose)))
    first, flat, true = next(iter(said)), *(f"{count:>6} {'logits':<14}" for count in ("8", "8 true"))
    whole = np.ones((1, len(right)))
    print("views  mean of        log-loss   AUC    melanoma  balanced accuracy")
    for name, p in said.items():
        print(f"{name} {'   '.join(f'{figure[0]:.4f}' for figure in _figures(right, p, whole, places.get('mel')))}")
        before = flat if name == true else first
        value, drawn = (
            _figures(right, p, w, places.get("mel")) - _figures(right, said[before], w, places.get("mel"))
            for w in (whole, weights)
        )
        limits = np.nanpercentile(drawn, [2.5, 97.5], axis=1).T
        told = (f"{d:+.4f} [{low:+.4f}, {high:+.4f}]" for d, (low, high) in zip(value[:, 0], limits, strict=True))
        if name != before:
            print(f"       more than {' '.join(before.split())}: {'   '.join(told)}")


def _figures(right: np.ndarray, p: np.ndarray, weights: np.ndarray, melanoma: int | None) -> np.ndarray:
    """Log-loss, macro AUC, melanoma's AUC and balanced accuracy [4, B] of probabilities [N, C] and image weights
    [B, N]."""
    loss = -np.log(p[np.arange(len(right)), right])
    own = (
        metrics.auc(right == melanoma, p[:, melanoma], weights)
        if melanoma is not None
        else np.full(len(weights), np.nan)
    )
    return np.stack(
        [
            weights @ loss / weights.sum(axis=1),
            metrics.macro_auc(right, p, weights),
            own,
            metrics.balanced_accuracy(right, p, weights),
        ]
    )


def _images_of(split: Path, part: str) -> set[str]:
    with split.open(encoding="utf-8", newline="") as stream:
        return {row["image_id"] for row in csv.DictReader(stream) if part in row.values()}


if __name__ == "__main__":
    main()
