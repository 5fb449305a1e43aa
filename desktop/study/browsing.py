"""A study as the window has it open: rows come back at once, with the model that gave them, whatever is open now.

study = Study.open(path)
which = last_model(study)                          # setup and classes of the rows that were shown last
for file, answer in every_image(study, which.setup, root): ...
new = list_images(study, files)                    # put at the end of the listing, each image once
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop import contract
from desktop.contract import ModelInfo
from desktop.engine.discovery import common_folder
from desktop.engine.events import Classified, Failed
from desktop.images.image_file import ImageFile, relative_name
from desktop.study.database import to_path, to_text
from desktop.study.setup import ListedImage, Setup
from desktop.study.store import ANSWER, Study, stamp, to_event

_SOURCES = "sources"
_SETUP = "setup"
MODEL_FILE = "model_file"
"""The setting that says where the model file lay that answered last."""
POINT = "operating_point"
"""The setting that holds the operating point of the window (`desktop.contract.operating_points.encode_point`)."""


@dataclass(frozen=True)
class StudyModel:
    """The model that answered: what its answers depend on, and its document."""

    setup: Setup
    info: ModelInfo


def last_model(study: Study) -> StudyModel | None:
    """The model whose answers were shown last, else the last that answered; None in a study without answers.

    Raises StudyError, and ModelError where the study was made by a program with another version of the contract.
    """
    wanted = read_setting(study, _SETUP)
    rows = study.file.rows(
        "SELECT m.sha256, s.provider, s.pixels, s.tta, m.document FROM setups s JOIN models m ON m.sha256 = s.model "
        "ORDER BY s.id = CAST(? AS INTEGER) DESC, s.id DESC LIMIT 1",
        wanted or "-1",
    )
    if not rows:
        return None
    sha256, provider, pixels, tta, document = rows[0]
    info = contract.parse_info({contract.METADATA_KEY: document})
    return StudyModel(Setup(sha256, provider, pixels, tta), info)


def choose_model(study: Study, model: StudyModel) -> None:
    """Save answers under this setup from now on, and find it again with `last_model`."""
    study.select(model.setup, model.info)
    write_setting(study, _SETUP, str(study.setup))


def every_image(
    study: Study, setup: Setup, root: Path | None
) -> Iterator[tuple[ListedImage, Classified | Failed | None]]:
    """Every image of the listing in order, with its answer by this setup, or None where it has none yet.

    An answer by the same model on another provider counts where there is no better one: the two differ in the last
    digits, and a study that moves to another computer shall not begin again.
    """
    own = study.file.rows(
        "SELECT id FROM setups WHERE model = ? AND pixels = ? AND tta = ? ORDER BY provider = ? DESC, id DESC",
        *(setup.model_sha256, setup.pixels, setup.tta, setup.provider),
    )
    setups = ", ".join(str(row[0]) for row in own) or "-1"
    best = str(own[0][0]) if own else "-1"
    last, index = 0, 0
    rows = study.file.paged(
        f"SELECT i.position, i.id, i.path, i.size, i.mtime_ns, r.image, {ANSWER} FROM images i LEFT JOIN results r "
        f"ON r.image = i.id AND r.setup IN ({setups}) AND r.size = i.size AND r.mtime_ns = i.mtime_ns "
        f"WHERE i.listing = ? AND i.position > ? ORDER BY i.position, r.setup = {best} DESC LIMIT ?",
        study.listing,
    )
    for position, key, path, size, mtime_ns, answered, *answer in rows:
        if position == last:  # the same image by another provider
            continue
        last = position
        file = ListedImage((where := to_path(path)), relative_name(where, root), key, size, mtime_ns)
        yield file, None if answered is None else to_event(index, file, *answer)
        index += 1


def list_images(study: Study, files: Iterable[ImageFile]) -> list[ListedImage]:
    """Put files at the end of the listing, each once; them as they are listed, in order. Raises StudyError."""
    if not study.listing:
        study.begin_listing()
    before = study.position
    names = {os.path.abspath(file.path): file.name for file in files}  # noqa: PTH100 - as the study names them
    study.add((ImageFile(Path(path), name) for path, name in names.items()), moved=True)
    rows = study.file.rows(
        "SELECT id, path, size, mtime_ns FROM images WHERE listing = ? AND position > ? ORDER BY position",
        *(study.listing, before),
    )
    found = ((key, to_path(path), size, mtime) for key, path, size, mtime in rows)
    return [ListedImage(path, names[str(path)], key, size, mtime) for key, path, size, mtime in found]


def to_do_again(study: Study, files: Iterable[ImageFile]) -> list[ListedImage]:
    """Of files that are listed those that changed since, and those that could not be read then; them as they are now.
    They keep their place. Raises StudyError."""
    study.flush()
    names = {os.path.abspath(file.path): file for file in files}  # noqa: PTH100 - as the study names them
    marks = ", ".join(["CAST(? AS TEXT)"] * len(names))
    rows = study.file.rows(
        "SELECT id, path, size, mtime_ns, EXISTS (SELECT 1 FROM results WHERE image = i.id AND setup = ? AND error IS "
        f"NOT NULL) FROM images i WHERE listing = ? AND path IN ({marks})",
        *(study.setup, study.listing, *(os.fsencode(path) for path in names)),
    )
    again = []
    for key, stored, *then, failed in rows:
        path = str(to_path(stored))
        size, mtime_ns = stamp(path)
        if failed or [size, mtime_ns] != then:
            again.append(ListedImage(Path(path), names[path].name, key, size, mtime_ns))
    study.add(again)
    return again


def take_out(study: Study, keys: Iterable[int]) -> None:
    """These images are no part of the study any more. What was answered and said of them is found when they return."""
    nowhere = -max(1, study.listing)  # its number is not forgotten, or with its last image an earlier one would be back
    with study.file.transaction() as database:
        database.executemany("UPDATE images SET listing = ? WHERE id = ?", ((nowhere, key) for key in keys))


def put_back(study: Study, keys: Iterable[int]) -> None:
    """Images that were taken out are in their places again."""
    with study.file.transaction() as database:
        database.executemany("UPDATE images SET listing = ? WHERE id = ?", ((study.listing, key) for key in keys))


def write_sources(study: Study, sources: Iterable[Path]) -> None:
    """Remember what was dropped: names are relative to what it has in common."""
    write_setting(study, _SOURCES, json.dumps([str(path) for path in sources]))


def read_sources(study: Study) -> list[Path]:
    """What was dropped; of a study that another program wrote, the folder all its images have in common."""
    text = read_setting(study, _SOURCES)
    if text is not None:
        return [Path(path) for path in json.loads(text)]
    ends = study.file.rows("SELECT min(path), max(path) FROM images WHERE listing = ?", study.listing)[0]
    # Of sorted names the first and the last have in common what all have.
    common = common_folder([to_path(path) for path in ends if path is not None])
    return [] if common is None else [common]


def made_in_window(study: Study) -> bool:
    """Whether a person dropped images into it, which only the window remembers."""
    return read_setting(study, _SOURCES) is not None


def read_setting(study: Study, key: str) -> str | None:
    """A text kept in the study by its name."""
    rows = study.file.rows("SELECT value FROM settings WHERE key = ?", key)
    return None if not rows else str(rows[0][0])


def read_settings(study: Study) -> dict[str, str]:
    """All texts kept in the study, by their names."""
    return {str(key): str(value) for key, value in study.file.rows("SELECT key, value FROM settings LIMIT 1000")}


def write_setting(study: Study, key: str, value: str) -> None:
    with study.file.transaction() as database:
        database.execute(
            "INSERT INTO settings VALUES (?, CAST(? AS TEXT)) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, to_text(value)),
        )
