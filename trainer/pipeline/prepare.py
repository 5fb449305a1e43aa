"""From sources to what a network learns from: one data set, its pixels, and a part for every image."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop.common.command_line import say
from desktop.common.diagnoses import IMAGE_COLUMNS
from desktop.common.tables import TableError, read_table
from desktop.images.image_names import readable, without_ending
from trainer.data.copies import notes_on_near_copies, notes_on_twins, picture_numbers
from trainer.data.dataset import Dataset, find_data
from trainer.data.locate import some
from trainer.data.merged_sources import load_sources
from trainer.data.near_copies import perceptual_hashes
from trainer.data.negatives import Negatives, load_negatives
from trainer.data.pixels import decode_all
from trainer.data.proportions import aspects, of_squares
from trainer.data.sources import Source, read_sources, shares_of
from trainer.data.split import PARTS, fold_numbers, group_ids, split_images
from trainer.errors import DataError
from trainer.fit.fitting import Material
from trainer.pipeline.messages import tell_squares
from trainer.recipe import OWN, Augmentation, Recipe
from trainer.runs.folder import NegativesRecord, RunFolder, RunRecord

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Shown:
    """A folder of negatives and its images, uint8 [N, S, S, 3]."""

    negatives: Negatives
    pixels: NDArray[np.uint8]

    @property
    def judging(self) -> NDArray[np.int64]:
        """Rows of those that are not learned from."""
        return np.flatnonzero(~self.negatives.learned)


_PART_COLUMNS = ("part", "split", "subset", "set")
_CALLED = {
    **dict.fromkeys(("training", "learn"), "train"),
    **dict.fromkeys(("validation", "valid", "validate", "dev"), "val"),
    **dict.fromkeys(("testing", "tested"), "test"),
}
"""The parts as the tables of others call them, in lower case."""
COARSE = "_coarse"
"""The end of a part's name where the diagnosis covers several classes: judged for what it says, not for a class."""


def sources_given(given: Sequence[Path]) -> tuple[Source, ...]:
    """The sources of `--data`, or HAM10000 from Kaggle where nothing is given."""
    return read_sources(given or (find_data(None),))


def sources_of_run(record: RunRecord, data: Sequence[Path] = ()) -> tuple[Source, ...]:
    """The sources that a run was begun with, where they lay or, by `data`, lie now: all of them, or all that are
    learned from, in their order. What was said of them stays said. Raises DataError for another number of them."""
    known = record.data.sources or (Source(record.data.folder),)
    if not data:
        return known
    moved = read_sources(data, learn=False)
    learned = [source for source in known if source.role == "train"]
    if len(moved) not in (len(known), len(learned)):
        names = ", ".join(source.name or source.folder for source in known)
        raise DataError(
            f"The run was begun with {len(known)} sources ({names}) and {len(moved)} are named now; name the folders "
            "of all with --data, in this order, or a data.toml of them."
        )
    places = dict(zip((s.name for s in (known if len(moved) == len(known) else learned)), moved, strict=True))
    return tuple(
        msgspec.structs.replace(s, folder=places[s.name].folder if s.name in places else s.folder) for s in known
    )


def data_of_run(record: RunRecord, data: Sequence[Path] = ()) -> Dataset:
    """The data set that a run was begun with, of `sources_of_run`. Raises DataError."""
    recipe = record.recipe
    # Runs of earlier versions chose the images of a limit by the seed of everything.
    seed = recipe.split_seed if record.data.sources else recipe.seed
    return load_sources(sources_of_run(record, data), limit=record.data.limit, seed=seed)


def check_sources(folder: RunFolder, dataset: Dataset) -> None:
    """Raises DataError where images come from other sources than in the run's split, as of folders that were named in
    another order."""
    before = folder.read_sources(dataset.table["image_id"])
    now = dataset.table["source"].to_numpy(dtype=str)
    if before is not None and (before != now).any():
        at = int(np.flatnonzero(before != now)[0])
        raise DataError(
            f"The image {dataset.table['image_id'].iloc[at]} was of {before[at]} when the run was begun and is of "
            f"{now[at]} now; name the folders with --data in the order of then."
        )


def negatives_record(one: Negatives) -> NegativesRecord:
    """What a run keeps of a folder of negatives."""
    learned = int(one.learned.sum())
    return NegativesRecord(
        one.name, str(one.folder), one.fingerprint, len(one.paths), learned, len(one.paths) - learned
    )


def negatives_of_run(record: RunRecord) -> tuple[Negatives, ...]:
    """The folders of negatives that a run was begun with, from where they lay. Raises DataError where they are gone or
    have changed."""
    known = record.negatives
    found = load_negatives([Path(one.folder) for one in known], seed=record.recipe.split_seed)
    for one, before in zip(found, known, strict=True):
        if one.fingerprint != before.fingerprint:
            raise DataError(f"The negatives in {one.folder} are not those that the run was begun with; put them back.")
    return found


def decode(dataset: Dataset, recipe: Recipe, output: Path) -> dict[int, Any]:
    """The decoded images at every size that the recipe needs."""
    paths = [Path(p) for p in dataset.table["path"]]
    return {
        size: decode_all(paths, size=size, cache=output / ".pixels", fingerprint=dataset.fingerprint)
        for size in recipe.sizes
    }


def decode_negatives(negatives: Sequence[Negatives], recipe: Recipe, output: Path) -> tuple[Shown, ...]:
    """Every folder of negatives with its decoded images, at the recipe's size. Raises DataError."""
    return tuple(
        Shown(
            one,
            decode_all(one.paths, size=recipe.image_size, cache=output / ".pixels", fingerprint=one.fingerprint),
        )
        for one in negatives
    )


def divide(
    dataset: Dataset,
    sources: Sequence[Source],
    recipe: Recipe,
    pixels: NDArray[np.uint8],
    *,
    fold: tuple[int, int] | None = None,
    test: bool = True,
) -> NDArray[np.str_]:
    """The part of each image [N], "train", "val" or "test", with COARSE behind the last two where it has no one class.

    fold: (i, k), the i-th of k cross-validations: fold i is tested, the next validates, the others teach. test: whether
    the test part will be read. Raises DataError, also for a source whose own split tears a group apart or leaves a part
    without a class.
    """
    pictures = picture_numbers(pixels)
    notes = notes_on_twins(dataset.table, pictures)
    if fold is None or fold[0] == 0:
        groups = group_ids(dataset.table, pictures)
        notes += notes_on_near_copies(dataset.table, perceptual_hashes(pixels), groups)
    for note in notes:
        say(f"note: {note}")
    table, seed = dataset.table, recipe.split_seed
    if fold is not None:
        own = [source.name for source in sources if source.split is not None and source.role == "train"]
        if own:
            raise DataError(f"{own[0]} brings its own split and --folds draws one; leave one of the two out.")
        number, folds = fold
        numbers = fold_numbers(table, folds, seed=seed, pictures=pictures, covering=dataset.sets)
        parts = np.where(numbers == number, "test", np.where(numbers == (number + 1) % folds, "val", "train"))
    else:
        parts = split_images(table, by=recipe.split_by, seed=seed, pictures=pictures, covering=dataset.sets)
        given = [source for source in sources if source.split is not None and source.role == "train"]
        for source in given:
            parts = _as_told(table, parts, source, several=dataset.several_sources)
        if given:
            _check_classes(dataset, parts, test=test)
        if recipe.split_by == "lesion":
            _check_whole(table, parts, group_ids(table, pictures))
    held_out = (dataset.labels < 0) & (parts != "train")
    return np.where(held_out, np.char.add(parts.astype(str), COARSE), parts)


def material(
    dataset: Dataset,
    sources: Sequence[Source],
    pixels: dict[int, Any],
    rows: dict[str, NDArray[np.int64]],
    *,
    augmentation: Augmentation,
) -> Material:
    """What `fit` wants: sets of classes only where training labels cover several, shares only of several sources,
    proportions only where each picture is turned in its own; sources all of whose pictures are squares are told."""
    labels = dataset.labels
    covering = bool((labels[rows["train"]] < 0).any())
    names = list(dict.fromkeys(dataset.table["source"]))
    asked = shares_of(sources) if sources else {}
    balanced = len(names) > 1 and set(names) <= set(asked)
    proportions = aspects(dataset.table, sources) if augmentation.aspect == OWN else None
    if proportions is not None:
        tell_squares(of_squares(dataset.table, sources, proportions))
    return Material(
        pixels.__getitem__,
        labels,
        rows["train"],
        rows["val"],
        members=dataset.members if covering else None,
        sources=np.array([names.index(name) for name in dataset.table["source"]]) if balanced else None,
        shares=np.array([asked[name] for name in names]) if balanced else None,
        aspects=proportions,
    )


def _as_told(table: pd.DataFrame, parts: NDArray[np.str_], source: Source, *, several: bool) -> NDArray[np.str_]:
    """The parts with those of one source as its own table has them."""
    file = Path(source.folder) / str(source.split)
    try:
        table_of_parts = read_table(file, "rows")
    except TableError as error:
        raise DataError(f"{error}.") from None
    image, part = table_of_parts.column(*IMAGE_COLUMNS), table_of_parts.column(*_PART_COLUMNS)
    if image is None or part is None:
        raise DataError(f"{file} needs the columns image_id and part, and has {', '.join(table_of_parts.columns)}.")
    told: dict[str, str] = {}
    for row in table_of_parts.rows:
        image_id, said = without_ending(readable(row.cells[image])), row.cells[part].casefold().removesuffix(COARSE)
        said = _CALLED.get(said, said)
        if told.setdefault(image_id, said) != said:
            raise DataError(f"{file} puts the image {image_id} into {told[image_id]} and {said}; leave one row of it.")
    own = np.flatnonzero(table["source"] == source.name) if several else np.arange(len(table))
    images = table["image_id"].iloc[own].str.removeprefix(f"{source.name}/")
    wrong = [image for image in images if told.get(image) not in PARTS]
    if wrong:
        raise DataError(
            f"{file} has no part train, val or test for {len(wrong):,} images of {source.name} ({wrong[0]}); add them."
        )
    parts = parts.copy()
    parts[own] = [told[image] for image in images]
    return parts


def _check_classes(dataset: Dataset, parts: NDArray[np.str_], *, test: bool) -> None:
    for part in PARTS if test else PARTS[:-1]:
        there = set(dataset.table["dx"][parts == part])
        lacking = [info.code for info in dataset.classes if info.code not in there]
        if lacking:
            way_out = ", or leave it unread with --no-test" if part == "test" else ""
            raise DataError(
                f"The split given has no image of {some(lacking)} in the part {part}; put some there{way_out}."
            )


def _check_whole(table: pd.DataFrame, parts: NDArray[np.str_], groups: NDArray[np.int64]) -> None:
    import pandas as pd

    torn = pd.Series(parts).groupby(groups).nunique()
    if (torn > 1).any():
        image = table["image_id"].iloc[int(np.flatnonzero(groups == torn.index[torn > 1][0])[0])]
        raise DataError(
            f"The images of one lesion, patient or picture ({image}) are in several parts of the split given; put them "
            "into one."
        )
