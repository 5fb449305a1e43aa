"""What a data set holds, before anything is learned from it: counts, checks, what an image-level split would leak."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from desktop.common.machine import usable_cores
from desktop.errors import ImageError
from desktop.images import read_image
from trainer.data.dataset import HAM10000_IMAGES, HAM10000_LESIONS, Dataset
from trainer.data.merged_sources import source_lines
from trainer.data.split import group_ids, split_images
from trainer.errors import DataError

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

UNKNOWN = "unknown"
_TINY = 32  # side at which every image is decoded once: whole enough to find damage, small enough to compare
_AHEAD = 256
_NAMED = 3
TWINS = "pictures under several lesions that are not known as duplicates"


@dataclass(frozen=True)
class Leakage:
    """Test images with a sibling (same lesion, or a known duplicate) in the training part, by either split."""

    test: int
    by_image: int
    test_by_lesion: int
    by_lesion: int


@dataclass(frozen=True)
class ClassCount:
    """A class with its images and lesions; share: of all images, 0..1."""

    code: str
    name: str
    malignant: bool
    images: int
    lesions: int
    share: float


@dataclass(frozen=True)
class Check:
    """Something that was looked at. passed: False where a person should look as well."""

    words: str
    passed: bool


@dataclass(frozen=True)
class Overview:
    """Everything `explore` tells.

    groups: what the split keeps together; siblings: images that share their group; panels: title -> (value -> images);
    leakage: None with the reason in no_leakage; damaged: images that cannot be decoded.
    """

    classes: tuple[ClassCount, ...]
    groups: int
    siblings: int
    panels: dict[str, dict[str, int]]
    leakage: Leakage | None
    no_leakage: str
    checks: tuple[Check, ...]
    damaged: int


def survey(dataset: Dataset, *, seed: int = 0, progress: bool = True) -> Overview:
    """Count, split both ways, and decode every image once. Damaged images are a check that fails, not an error."""
    table = dataset.table
    groups = group_ids(table)
    lesions = table.groupby("dx")["lesion_id"].nunique()
    classes = tuple(
        ClassCount(c.code, c.name, c.malignant, n, int(lesions[c.code]), n / len(table))
        for c, n in zip(dataset.classes, dataset.counts.values(), strict=True)
    )
    found, why = None, ""
    try:
        found = leakage(table, seed=seed, covering=dataset.sets)
        if len(dataset.classes) < 2:
            found, why = None, "all images are of one class, and there is nothing to tell apart"
    except DataError as error:
        why = str(error)
    sizes = np.bincount(groups)
    damaged, of_images = _check_images(dataset, groups, progress)
    return Overview(
        classes=classes,
        groups=len(sizes),
        siblings=int(sizes[sizes > 1].sum()),
        panels={
            "Sex": _counted(table["sex"]),
            "Diagnosis by": _counted(table["dx_type"]),
            "Body site": _counted(table["localization"]),
        },
        leakage=found,
        no_leakage=why,
        checks=(
            *_verified(dataset, len(sizes)),
            *([Check(f"this cannot be trained on: {why}", False)] if why else []),
            *of_images,
            *_unknowns(table),
        ),
        damaged=damaged,
    )


def leakage(table: pd.DataFrame, *, seed: int, covering: Collection[str] = ()) -> Leakage:
    """What the two splits of one seed leak from training into test. covering: as of `split_images`. Raises DataError
    for too few groups to split."""
    groups = group_ids(table)

    def leaked(by: Literal["lesion", "image"]) -> tuple[int, int]:
        parts = split_images(table, by=by, seed=seed, covering=covering)
        test = groups[parts == "test"]
        return len(test), int(np.isin(test, groups[parts == "train"]).sum())

    return Leakage(*leaked("image"), *leaked("lesion"))


def told(dataset: Dataset, overview: Overview) -> str:
    """The overview as text for the terminal."""
    lines = [
        f"{dataset.name}: {len(dataset.table):,} images of {dataset.lesions:,} lesions in {len(dataset.classes)} "
        f"classes (fingerprint {dataset.fingerprint})",
        f"Licence: {dataset.licence}",
        "",
    ]
    width = max(5, *(len(c.code) for c in overview.classes))
    lines.append(f"{'class':<{width}}  {'images':>7}  {'share':>6}  {'lesions':>7}  diagnosis")
    lines += [
        f"{c.code:<{width}}  {c.images:>7,}  {c.share:>6.1%}  {c.lesions:>7,}  {c.name}"
        f"{' (malignant)' if c.malignant else ''}"
        for c in overview.classes
    ]
    lines += source_lines(dataset)
    lines.append("")
    ages = dataset.table["age"].dropna()
    if len(ages):
        low, middle, high = (f"{q:.0f}" for q in np.percentile(ages, [10, 50, 90]))
        lines.append(f"{'Age':<13} median {middle} years, {low} to {high} for four in five")
    for title, counts in overview.panels.items():
        shown = list(counts.items())
        some = ", ".join(f"{name} {n:,}" for name, n in shown[:5])
        more = f", and {len(shown) - 5} more" if len(shown) > 5 else ""
        lines.append(f"{title:<13} {some}{more}")
    lines += ["", "Leakage: test images with a sibling (the same lesion, or a known duplicate) in training"]
    if overview.leakage is None:
        lines.append(f"  not measured: {overview.no_leakage}")
    else:
        leak = overview.leakage
        lines += [
            f"  split by image   {leak.by_image:>6,} of {leak.test:,} ({leak.by_image / leak.test:.1%})",
            f"  split by lesion  {leak.by_lesion:>6,} of {leak.test_by_lesion:,}   <- what ham-train does",
        ]
    if dataset.notes:
        lines += ["", *(f"note: {note}" for note in dataset.notes)]
    lines += ["", "Checks"]
    lines += [f"  {'ok ' if check.passed else ' ! '} {check.words}" for check in overview.checks]
    return "\n".join(lines)


def _verified(dataset: Dataset, groups: int) -> Iterator[Check]:
    """What `load_dataset` would have refused, and the duplicates that the split unites."""
    yield Check("every row has an image, a lesion and a diagnosis; no image is listed twice", True)
    yield Check("every lesion has one diagnosis", True)
    if dataset.missing:
        more = f"; and {len(dataset.missing) - _NAMED} more" if len(dataset.missing) > _NAMED else ""
        named = ", ".join(dataset.missing[:_NAMED])
        yield Check(f"images that are listed and not there: {len(dataset.missing):,} ({named}{more})", False)
    else:
        yield Check("every listed image is there", True)
    if dataset.name == "HAM10000":
        words = f"{HAM10000_IMAGES:,} images of {HAM10000_LESIONS:,} lesions in 7 classes, as HAM10000 was published"
        yield Check(words, True)
    united = dataset.lesions - groups
    if united:
        what = f"{united} pairs of lesions that are known to show the same skin are"
        if "patient_id" in dataset.table.columns:
            what = f"lesions of one patient, and those that are known to show the same skin, {united:,} in all, are"
        yield Check(f"{what} kept together, so there are {groups:,} groups to split", True)


def _check_images(dataset: Dataset, groups: NDArray[np.int64], progress: bool) -> tuple[int, list[Check]]:
    """How many images cannot be decoded, and what decoding all of them showed."""
    from tqdm import tqdm

    paths: list[Path] = list(dataset.table["path"])
    sizes: Counter[str] = Counter()
    damaged: list[str] = []
    seen: list[tuple[bytes, int]] = []
    shown = None if progress else True
    with tqdm(total=len(paths), desc="Checking images", unit="img", disable=shown, dynamic_ncols=True) as bar:
        for path, group, decoded in zip(paths, groups, _decoded(paths), strict=True):
            bar.update()
            if isinstance(decoded, str):
                damaged.append(f"{path}: {decoded}")
                continue
            frame, content = decoded
            sizes[frame] += 1
            seen.append((content, int(group)))
    checks = [Check(f"all {len(paths):,} images can be decoded", True)]
    if damaged:
        more = f"; and {len(damaged) - _NAMED} more" if len(damaged) > _NAMED else ""
        named = "; ".join(damaged[:_NAMED])
        checks = [Check(f"images that cannot be decoded: {len(damaged):,} ({named}{more})", False)]
    if sizes:
        common = ", ".join(f"{size} ({n:,})" for size, n in sizes.most_common(3))
        more = f", and {len(sizes) - 3} more" if len(sizes) > 3 else ""
        checks.append(Check(f"frames in pixels: {common}{more}", True))
    twins = _twins(seen)
    if twins:
        checks.append(Check(f"{TWINS}: {twins:,}", False))
    else:
        checks.append(Check("no picture lies under two lesions", True))
    return len(damaged), checks


def _twins(seen: Iterable[tuple[bytes, int]]) -> int:
    owners: dict[bytes, set[int]] = {}
    for content, group in seen:
        owners.setdefault(content, set()).add(group)
    return sum(1 for groups in owners.values() if len(groups) > 1)


def _unknowns(table: pd.DataFrame) -> Iterator[Check]:
    names = {"age": "age", "sex": "sex", "localization": "body site", "dx_type": "how the diagnosis was made"}
    missing = {}
    for column, name in names.items():
        known = table[column].notna() & (table[column].astype(str).str.strip().str.lower() != UNKNOWN)
        missing[name] = int((~known).sum())
    some = ", ".join(f"{name} of {n:,} images" for name, n in missing.items() if n)
    yield Check(f"age, sex, body site and diagnosis type are known{f', but not {some}' if some else ' of all'}", True)


def _decoded(paths: Sequence[Path]) -> Iterator[tuple[str, bytes] | str]:
    """(frame size, tiny pixels) or the reason of failure of each image in order, decoded in threads."""

    def load(path: Path) -> tuple[str, bytes] | str:
        try:
            image = read_image(path, _TINY)
        except ImageError as error:
            return str(error)
        return f"{image.width} x {image.height}", image.pixels.tobytes()

    with ThreadPoolExecutor(max_workers=min(usable_cores(), 16)) as pool:
        for start in range(0, len(paths), _AHEAD):
            yield from pool.map(load, paths[start : start + _AHEAD])


def _counted(column: pd.Series[Any]) -> dict[str, int]:
    """Images per value, the most frequent first; none where nothing is recorded."""
    if column.isna().all():
        return {}
    named = column.fillna(UNKNOWN).astype(str).str.strip().replace("", UNKNOWN)
    return {str(name): int(n) for name, n in named.value_counts().items()}
