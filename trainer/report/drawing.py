"""Which figures a run has, and under which names they lie in its folder.

A figure is a by-product: one that cannot be drawn is told and left out, and the run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop.common.command_line import say
from desktop.contract import OperatingPoint
from trainer.data.dataset import Dataset
from trainer.data.proportions import aspects
from trainer.measure import metrics
from trainer.measure.coarse_diagnoses import Coarse, with_coarse
from trainer.measure.operating_points import score_and_aim
from trainer.recipe import OWN, Recipe
from trainer.report import figures

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from trainer.data.sources import Source

SAMPLES = 9  # images of each class on the contact sheet
VERSIONS = 7  # of each augmented image
AUGMENTED = 5  # images that are shown augmented
MISTAKES = 24


def draw_data(
    folder: Path,
    dataset: Dataset,
    sources: Sequence[Source],
    *,
    pixels: NDArray[np.uint8],
    train: NDArray[np.int64],
    recipe: Recipe,
) -> None:
    """Class distribution, samples per class and augmented samples of the training part, into `folder`.

    sources: what was said of them; pixels: uint8 [N, S, S, 3]; train: rows of the training part.
    """
    draw_classes(folder, dataset)
    chosen = choose_samples(dataset, train, SAMPLES, seed=recipe.seed)
    rows = [(f"{i.code}  {i.name}", [pixels[row] for row in chosen[n]]) for n, i in enumerate(dataset.classes)]
    draw(
        folder / "samples.png", lambda: figures.samples_figure(rows, "Training images of each class, drawn by lot"),
        vector=False,
    )  # fmt: skip

    def augmented(rows: NDArray[np.int64]) -> Any:
        own = recipe.augmentation.aspect == OWN
        return _augmented(pixels[rows], aspects(dataset.table.iloc[rows], sources) if own else None, recipe)

    firsts = np.array([own[0] for own in chosen if len(own)][:AUGMENTED], dtype=np.int64)
    draw(folder / "augmented.png", lambda: augmented(firsts), vector=False)


def draw_classes(folder: Path, dataset: Dataset) -> None:
    """The class distribution, `classes.png`, into `folder`."""
    lesions = dataset.table.groupby("dx")["lesion_id"].nunique()
    counts = [dataset.counts[info.code] for info in dataset.classes]
    own = [int(lesions[info.code]) for info in dataset.classes]
    draw(folder / "classes.png", lambda: figures.class_figure(dataset.classes, counts, own))


def draw_history(folder: Path, history: pd.DataFrame) -> None:
    """`history.png` into `folder`, where there is any history."""
    if len(history):
        draw(folder / "history.png", lambda: figures.history_figure(history))


def draw_answers(
    folder: Path,
    part: str,
    dataset: Dataset,
    *,
    rows: NDArray[np.int64],
    before: NDArray[np.floating],
    after: NDArray[np.floating],
    points: Sequence[OperatingPoint],
    pixels: NDArray[np.uint8] | None = None,
    called: str | None = None,
    coarse: Coarse | None = None,
) -> None:
    """Confusion, ROC, reliability, operating points and, given the pixels, mistakes of one part, into `folder`.

    part: "val" or "test", the end of the files' names; rows: its rows of the data set; before, after: probabilities
    [len(rows), C] without and with the temperature; called: the part in words, where it is another than its name says;
    coarse: further images, that ROC curves and operating points count where their diagnosis says of their classes.
    """
    codes = [info.code for info in dataset.classes]
    labels = dataset.labels[rows]
    lesions = dataset.table["lesion_id"].to_numpy(dtype=str)[rows]
    words = called or ("Validation" if part == "val" else part.capitalize())
    named = f"{words} ({len(rows):,} images)"
    draw(
        folder / f"confusion_{part}.png",
        lambda: figures.confusion_figure(metrics.confusion_matrix(labels, after), codes, named),
    )
    draw(folder / f"roc_{part}.png", lambda: figures.roc_figure(labels, after, codes, named, coarse))
    draw(
        folder / f"reliability_{part}.png",
        lambda: figures.reliability_figure(labels, before, after, named, lesions=lesions),
    )
    for score in dict.fromkeys(score_and_aim(point.name)[0] for point in points):
        own = [point for point in points if score_and_aim(point.name)[0] == score]
        make = partial(_operating, codes, labels, after, own, score, words, lesions, coarse)
        draw(folder / f"operating_{score}_{part}.png", make)
    if pixels is not None:
        draw(
            folder / f"mistakes_{part}.png",
            lambda: _mistakes(
                dataset, rows, labels, after, pixels, f"The surest mistakes: {called.lower() if called else part}"
            ),
            vector=False,
        )


def draw(path: Path, make: Callable[[], Any], *, vector: bool = True) -> None:
    """Make a figure and save it; what keeps it from being drawn is told in one line."""
    try:
        figures.save_figure(make(), path, vector=vector)
    except Exception as error:  # noqa: BLE001 - hours of training must not be lost for a picture of them
        say(f"figure {path.name} left out: {type(error).__name__}: {' '.join(str(error).split())[:200]}")


def choose_samples(dataset: Dataset, rows: NDArray[np.int64], count: int, *, seed: int) -> list[NDArray[np.int64]]:
    """For each class up to `count` of `rows`, drawn by lot, no two of one lesion."""
    order = np.random.default_rng(seed).permutation(np.sort(rows))
    labels, lesions = dataset.labels, dataset.table["lesion_id"].to_numpy(dtype=str)
    chosen = []
    for number in range(len(dataset.classes)):
        own = order[labels[order] == number]
        _, first = np.unique(lesions[own], return_index=True)
        chosen.append(own[np.sort(first)][:count])
    return chosen


def _augmented(originals: NDArray[np.uint8], proportions: NDArray[np.float32] | None, recipe: Recipe) -> Any:
    from trainer.fit.augment import Augment, Mixup

    layer, rng = Augment(recipe.augmentation, seed=recipe.seed), np.random.default_rng(recipe.seed)
    versions = [np.asarray(layer(originals, proportions, training=True), dtype=np.float32) for _ in range(VERSIONS)]
    title = "Training images under augmentation"
    if recipe.mixup:
        title += f" and mixed with each other (mixup {recipe.mixup:g})"
        shares = rng.beta(recipe.mixup, recipe.mixup, (VERSIONS, len(originals))).astype(np.float32)
        versions = [np.asarray(Mixup()(images, own)) for images, own in zip(versions, shares, strict=True)]
    return figures.augmentation_figure(originals, versions, title)


def _operating(
    codes: Sequence[str],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    points: Sequence[OperatingPoint],
    score: str,
    words: str,
    lesions: NDArray[np.str_],
    coarse: Coarse | None,
) -> Any:
    columns = [codes.index(code) for code in points[0].classes]
    positive, value, lesions = with_coarse(
        np.isin(labels, columns), probabilities[:, columns].sum(axis=1), lesions, columns, coarse
    )
    kind = score if len(columns) == 1 else f"any {score} class"
    title = f"Finding {kind}: {words[0].lower()}{words[1:]} ({len(positive):,} images)"
    return figures.operating_figure(positive, value.astype(np.float32), points, title, lesions=lesions)


def _mistakes(
    dataset: Dataset,
    rows: NDArray[np.int64],
    labels: NDArray[np.int64],
    probabilities: NDArray[np.floating],
    pixels: NDArray[np.uint8],
    title: str,
) -> Any:
    lesions = dataset.table["lesion_id"].to_numpy(dtype=str)[rows]
    ids = dataset.table["image_id"].to_numpy(dtype=str)[rows]
    wrong = figures.confident_mistakes(labels, probabilities, lesions, MISTAKES)
    mistakes = [
        figures.Mistake(
            pixels[rows[row]],
            str(ids[row]),
            int(labels[row]),
            int(probabilities[row].argmax()),
            float(probabilities[row].max()),
        )
        for row in wrong
    ]
    return figures.mistakes_figure(mistakes, dataset.classes, title)
