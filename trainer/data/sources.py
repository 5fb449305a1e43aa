"""Which data sets a training is given, and what is said of each: folders, or a `data.toml` that names several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from trainer.data.metadata import find_metadata
from trainer.errors import DataError

DATA_FILE = "data.toml"
_ROUNDED = 0.015  # three shares of 0.33 are meant to be all


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One data set. folder: of its images and metadata, absolute or beside `data.toml`; name: "" for that of the
    folder; role: "train", or "external" for one that is measured at the end and never learned from; share: of every
    epoch's images, None for an equal one;
    labels: what its diagnoses stand for, a class's code or the codes of all that it may be; split: a table of image_id
    and part, beside the metadata, in place of a drawn split; licence: of its images, as the
    report and the model card say it; aspect: width over height of its pictures, None for what their files have."""

    folder: str
    name: Annotated[str, Meta(pattern=r"^[^/\\\x00-\x1f]{1,60}$")] = ""
    role: Literal["train", "external"] = "train"
    share: Annotated[float, Meta(gt=0.0, le=1.0)] | None = None
    labels: dict[str, str | list[str]] = {}
    split: str | None = None
    licence: Annotated[str, Meta(pattern=r"^[^\x00-\x1f]{1,300}$")] | None = None
    aspect: Annotated[float, Meta(ge=0.25, le=4.0)] | None = None


class _Sources(msgspec.Struct, forbid_unknown_fields=True):
    source: Annotated[list[Source], Meta(min_length=1)]
    negatives: list[str] = []


def read_sources(given: Sequence[Path], *, learn: bool = True) -> tuple[Source, ...]:
    """The sources that folders and `data.toml` files name, in order, each with a name of its own and its folder whole.

    learn: whether they are to be learned from; what is only measured may be all external and in any form that
    `trainer.data.labelled` reads. Raises DataError for a file that cannot be read, a folder without metadata, or no
    source to learn from.
    """
    found: list[Source] = []
    for path in given:
        file = _file(path)
        if file is not None:
            found += [msgspec.structs.replace(s, folder=str(file.parent / s.folder)) for s in _read(file).source]
        else:
            found.append(Source(str(path)))
    for source in found:
        _check(source, learn=learn)
    unique = [
        msgspec.structs.replace(source, name=name, folder=str(Path(source.folder).resolve()))
        for source, name in zip(found, _names(found), strict=True)
    ]
    twice = [s.folder for s in unique if [o.folder for o in unique].count(s.folder) > 1]
    if twice:
        raise DataError(f"{twice[0]} is named twice as a source; leave one.")
    if not learn:
        return tuple(unique)
    learned = [source for source in unique if source.role == "train"]
    if not learned:
        raise DataError("All sources are external, so there is nothing to learn from; give one the role train.")
    asked, free = sum(source.share or 0.0 for source in learned), any(s.share is None for s in learned)
    if asked > 1.0 + (-1e-6 if free else _ROUNDED):
        others = " and leave nothing for the others" if free else ""
        raise DataError(f"The shares of the sources add up to {asked:.2f}{others}; lower them.")
    if not free and asked < 1.0 - _ROUNDED:
        raise DataError(
            f"Every source has a share and they add up to {asked:.2f}; let them add up to 1, or leave one out for the "
            "rest."
        )
    return tuple(unique)


def negatives_named(given: Sequence[Path]) -> tuple[Path, ...]:
    """The folders of `negatives` (`trainer.data.negatives`) in the `data.toml` files among what is given. Raises
    DataError."""
    files = [file for file in map(_file, given) if file is not None]
    return tuple(file.parent / folder for file in files for folder in _read(file).negatives)


def shares_of(sources: Sequence[Source]) -> dict[str, float]:
    """The share of an epoch's images of each source that is learned from, summing to 1: its own, or an equal part of
    what the others leave."""
    learned = [source for source in sources if source.role == "train"]
    free = [source for source in learned if source.share is None]
    left = 1.0 - sum(source.share or 0.0 for source in learned)
    shares = {source.name: source.share or left / len(free) for source in learned}
    total = sum(shares.values())
    return {name: share / total for name, share in shares.items()}


def _names(sources: Sequence[Source]) -> list[str]:
    """A name for each: the one that was given, or its folder's, with a number where others have that. Raises DataError
    for a name that is given twice."""
    given = [source.name for source in sources if source.name]
    taken = {name.casefold() for name in given}
    if len(taken) < len(given):
        twice = next(name for n, name in enumerate(given) if name.casefold() in {one.casefold() for one in given[:n]})
        raise DataError(f"Two sources are called {twice}; give each a name of its own.")
    found = []
    for source in sources:
        own = "".join(c for c in Path(source.folder).resolve().name if c.isprintable())[:60] or "data"
        name, number = source.name or own, 2
        while not source.name and name.casefold() in taken:
            name, number = f"{own[:55]} {number}", number + 1
        taken.add(name.casefold())
        found.append(name)
    return found


def _check(source: Source, *, learn: bool) -> None:
    """Raises DataError for what would be found hours later, or passed over: folders and tables that are not there, and
    what says nothing of a source of its role."""
    called = source.name or source.folder
    if learn and source.role == "train":
        find_metadata(Path(source.folder))
        if source.split is not None and not (Path(source.folder) / source.split).is_file():
            raise DataError(f"The split {Path(source.folder) / source.split} of {called} does not exist; correct it.")
    elif learn and not Path(source.folder).is_dir():
        raise DataError(f"The folder {source.folder} of {called} does not exist; correct it.")
    training = {"share": source.share, "split": source.split, "aspect": source.aspect}
    if source.role == "external" and (given := [key for key, value in training.items() if value is not None]):
        said = given[0]
        raise DataError(f"{called} is external, so it takes no part in the training: leave out its {said}.")
    for label in source.labels:
        same = [other for other in source.labels if other.strip().casefold() == label.strip().casefold()]
        if len(same) > 1:
            raise DataError(f"The labels {same[0]} and {same[1]} of {called} are the same label; leave one.")


def _file(given: Path) -> Path | None:
    """The `data.toml` that is meant, None for a folder of images."""
    if given.suffix.lower() == ".toml":
        return given
    return given / DATA_FILE if (given / DATA_FILE).is_file() else None


def _read(file: Path) -> _Sources:
    try:
        return msgspec.toml.decode(file.read_text(encoding="utf-8-sig"), type=_Sources)
    except OSError as error:
        raise DataError(f"{file} cannot be read ({error.strerror or error}); check the path.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{file} does not name the sources as it should ({error}); correct it.") from None
