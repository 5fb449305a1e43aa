"""How soon a folder from elsewhere is warned of, and how often one like the held-out images is.

    python -m tests.benchmarks.shift                                 drawn sources alone
    python -m tests.benchmarks.shift --answers TABLE.npz --like HAM10000 ISIC-2017 --far clinical photos
    python -m tests.benchmarks.shift --model MODEL.onnx --far FOLDER...

Runs of 20, 50, 100 and 200 images are drawn from a source and looked at as a run is: at 20, 50, 100 images and at the
end. `ever`: the share of the runs that were warned of at any look, `end`: at the end. Of a source like the held-out
images these are false alarms, at most 5 %; of others the power.

--model: the unfamiliarity of each folder's images is measured with a model file whose document holds held-out images.
--answers: it was measured before: an array NAME/u for each source, and for those of `--like` NAME/lesion; one half of
the lesions of each is the reference, and the runs are drawn from the other half of one, whole lesions one after the
other. Several names are the training sources of one model. Without `--like` the reference is that of the model file.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from desktop.contract import DataInfo, ModelInfo, Reference, UnfamiliaritySample
from desktop.evaluation.shift import FolderTest
from tests.tiny_model import tiny_info

SIZES = (20, 50, 100, 200)
RUNS = 1000
HELD_OUT = 1500

Array = np.ndarray[Any, np.dtype[np.float64]]
Draw = Callable[[int, np.random.Generator], Array]
"""How many, by which generator -> the unfamiliarity of a run's images."""

_DRAWN: dict[str, Draw] = {
    "drawn: the same": lambda n, rng: rng.gamma(16.0, 0.025, n),
    "drawn: 1.1 times as far": lambda n, rng: rng.gamma(16.0, 0.0275, n),
    "drawn: 1.25 times as far": lambda n, rng: rng.gamma(16.0, 0.03125, n),
    "drawn: 1.5 times as far": lambda n, rng: rng.gamma(16.0, 0.0375, n),
    "drawn: a quarter twice as far": lambda n, rng: rng.gamma(16.0, 0.025, n) * np.where(rng.random(n) < 0.25, 2, 1),
    "drawn: closer": lambda n, rng: rng.gamma(16.0, 0.02, n),
}

_SAME, _FURTHER = "drawn: the same", "drawn: 1.25 times as far"
_OF_TWO = (_SAME, _FURTHER, "drawn: 1.5 times as far", "drawn: a quarter twice as far")
"""Against held-out images of two sources, of which a sixth are of the further."""


def reference_of(sources: dict[str, Array], lesions: int | None = None) -> ModelInfo:
    """A document that holds these held-out images, of so many lesions, and no more."""
    together = np.concatenate([*sources.values()])
    apart = {name: _sample(values) for name, values in sources.items()} if len(sources) > 1 else {}
    data = DataInfo("", "", len(together), lesions or len(together), "")
    return tiny_info(reference=Reference(_sample(together), apart), data=data)


def _sample(values: Array) -> UnfamiliaritySample:
    return UnfamiliaritySample(len(values), tuple(float(q) for q in np.quantile(values, np.linspace(0, 1, 201))))


def looked_at(values: Array, info: ModelInfo) -> tuple[bool, bool]:
    """Whether a run is warned of at any look, and at the end."""
    test = FolderTest(info)
    ever = False
    for value in values:
        test.add(float(value))
        shift = test.shift() if test.is_look else None
        ever = ever or bool(shift and shift.shifted)
    last = test.shift()
    return ever or bool(last and last.shifted), bool(last and last.shifted)


def line(name: str, runs: Iterator[tuple[int, ModelInfo, Array]]) -> None:
    """One row of the table: for each size the warnings ever and at the end, in per cent of the runs."""
    found: dict[int, list[tuple[bool, bool]]] = {size: [] for size in SIZES}
    for size, info, values in runs:
        found[size].append(looked_at(values, info))
    cells = []
    for size in SIZES:
        ever, end = (100.0 * np.mean(kind) for kind in zip(*found[size], strict=True)) if found[size] else (None, None)
        cells.append("too few images" if ever is None else f"{ever:>5.1f} % ever, {end:>5.1f} % at the end")
    print(f"| {name:<30} | " + " | ".join(cells) + " |")


def drawn(draw: Draw, sources: dict[str, int]) -> Iterator[tuple[int, ModelInfo, Array]]:
    """Runs of a drawn source, each against held-out images drawn anew, so many of each of these sources."""
    rng = np.random.default_rng(0)
    for size in SIZES:
        for _ in range(RUNS):
            held_out = {name: _DRAWN[name](count, rng) for name, count in sources.items()}
            yield size, reference_of(held_out), draw(size, rng)


def from_table(values: Array, info: ModelInfo) -> Iterator[tuple[int, ModelInfo, Array]]:
    """Runs drawn from a set's images."""
    rng = np.random.default_rng(0)
    for size in SIZES:
        for _ in range(RUNS if size <= len(values) else 0):
            yield size, info, rng.choice(values, size, replace=False)


def from_halves(
    sources: dict[str, tuple[Array, np.ndarray[Any, Any]]], whose: str
) -> Iterator[tuple[int, ModelInfo, Array]]:
    """Runs of whole lesions from one half of a source's held-out lesions, against the images of the other half of all.

    sources: by name their unfamiliarity [N] and lesions [N]."""
    rng = np.random.default_rng(0)
    for size in SIZES:
        for _ in range(RUNS):
            held_out, lesions, run = {}, 0, np.empty(0)
            for name, (values, ids) in sources.items():
                numbers = np.unique(ids, return_inverse=True)[1]
                place = rng.permutation(numbers.max() + 1)[numbers]  # lesions in a random order, cut in the middle
                half = place < (numbers.max() + 1) // 2
                held_out[name], lesions = values[~half], lesions + len(np.unique(numbers[~half]))
                if name == whose:
                    own = np.argsort(np.where(half, place, np.inf), kind="stable")
                    run = values[own[: min(size, int(half.sum()))]]
            if len(run) == size:
                yield size, reference_of(held_out, lesions), run


def measured(folder: Path, model: Path | None) -> Array:
    from desktop import Classifier

    found = [r.unfamiliarity for r in Classifier.load(model).classify(folder) if r.unfamiliarity is not None]
    return np.array(found, dtype=np.float64)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="model file; without it the embedded one")
    parser.add_argument("--answers", type=Path, metavar="TABLE.npz")
    parser.add_argument("--like", nargs="+", default=(), help="with --answers: the sources of the held-out images")
    parser.add_argument("--far", nargs="*", default=(), help="folders, with --answers names of sources")
    options = parser.parse_args()
    print(f"| source                         | {' | '.join(f'{size} images' for size in SIZES)} |")
    print("| --- |" + " --- |" * len(SIZES))
    for name, draw in _DRAWN.items():
        line(name, drawn(draw, {_SAME: HELD_OUT}))
    for name in _OF_TWO:
        line(
            f"two sources: {name.removeprefix('drawn: ')}",
            drawn(_DRAWN[name], {_SAME: HELD_OUT, _FURTHER: HELD_OUT // 5}),
        )
    if options.answers and options.like:
        with np.load(options.answers) as tables:
            like = {name: (tables[f"{name}/u"], tables[f"{name}/lesion"]) for name in options.like}
            lesions = sum(len(np.unique(ids)) for _, ids in like.values())
            info = reference_of({name: values for name, (values, _) in like.items()}, lesions)
            for name in options.like:
                line(f"{name}: other lesions", from_halves(like, name))
            for name in options.far:
                line(name, from_table(tables[f"{name}/u"], info))
        return
    if not options.far:
        return
    from desktop.model.file import open_model

    document = open_model(options.model).info
    if document.reference is None:
        print("skipped: the model file holds no held-out images to compare folders with (contract version 1)")
        return
    answers = np.load(options.answers) if options.answers else {}
    for name in options.far:
        if f"{name}/u" in answers:
            line(name, from_table(answers[f"{name}/u"], document))
            continue
        if not Path(name).is_dir():
            print(f"skipped: {name} is not there")
            continue
        line(Path(name).name, from_table(measured(Path(name), options.model), document))


if __name__ == "__main__":
    main()
