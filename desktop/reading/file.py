"""A reading as one file: an SQLite database that one program has open, in which answers are only ever added.

An answer is on the disk (fsync) when `append` returns. Names, truth, model answers and images are sealed parts; each
may be missing in a packed reading, and its digest still proves that it is the same reading.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from desktop.common.files import OutputError, part_path
from desktop.reading.answers import Answer, decoded, encoded
from desktop.reading.design import Case, Protocol, ReadingError
from desktop.reading.sealing import opened, sealed

SUFFIX = ".hamreading"
APPLICATION_ID = 0x48414D52  # "HAMR"
VERSION = 1
PROTOCOL, IMAGES, NAMES, TRUTH, MODEL, MODEL_FILE = "protocol", "images", "names", "truth", "model", "model file"
PARTS = (NAMES, TRUTH, MODEL)
_WAIT_S = 1.0

_SCHEMA = """
CREATE TABLE parts (name TEXT PRIMARY KEY, digest TEXT NOT NULL, content BLOB) WITHOUT ROWID;
CREATE TABLE pictures (image TEXT PRIMARY KEY, path BLOB, content BLOB);
CREATE TABLE answers (id TEXT PRIMARY KEY, reader TEXT NOT NULL, number INTEGER NOT NULL, line BLOB NOT NULL,
    UNIQUE (reader, number));
CREATE TRIGGER no_answer_is_changed BEFORE UPDATE ON answers BEGIN SELECT raise(ABORT, 'answers are kept'); END;
CREATE TRIGGER no_answer_is_deleted BEFORE DELETE ON answers BEGIN SELECT raise(ABORT, 'answers are kept'); END;
"""


class ModelFacts(msgspec.Struct, frozen=True):
    """The model that answered. path: where its file lay, "" where that is not known."""

    name: str
    sha256: str
    path: str = ""


class _Names(msgspec.Struct, frozen=True):
    salt: str
    names: tuple[str, ...]
    lesions: tuple[str, ...]


class _Truth(msgspec.Struct, frozen=True):
    salt: str
    truth: tuple[str, ...]


class _Model(msgspec.Struct, frozen=True):
    salt: str
    facts: ModelFacts
    answers: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Stored:
    """An image of a reading, not opened yet: sealed in the file, or where it lay. number: from 1; image: SHA-256."""

    number: int
    image: str
    path: Path
    seal: bytes | None
    key: bytes

    def content(self) -> bytes:
        """The image's file, unchanged since the reading was made; any thread may ask. Raises ReadingError.

        An image is called by its number here, for its name may give the answer away.
        """
        if self.seal is not None:
            found = opened(self.seal, self.key)
        else:
            try:
                found = self.path.read_bytes()
            except OSError as error:
                why = error.strerror or type(error).__name__
                raise ReadingError(
                    f"image {self.number} of the reading cannot be read ({why}); put it back where it was"
                ) from None
        if hashlib.sha256(found).hexdigest() != self.image:
            raise ReadingError(
                f"image {self.number} of the reading was changed since the reading was made; put the unchanged file "
                "back"
            )
        return found


class ReadingFile:
    """An open reading. `id`: SHA-256 of its design, images, truth and model answers; `cases`: what is known of them."""

    def __init__(self, path: Path) -> None:
        """Open a reading that is there. Raises ReadingError, OutputError."""
        self.path = path
        if not path.is_file():
            raise ReadingError(f"there is no reading {path}; make one with `ham-reading new`")
        try:
            self._database = sqlite3.connect(path, timeout=_WAIT_S, isolation_level=None)
            self._open()
        except sqlite3.Error as error:
            self.close()
            raise ReadingError(_sentence(path, error)) from None
        except BaseException:
            self.close()
            raise

    def _open(self) -> None:
        ask = self._database.execute
        application = ask("PRAGMA application_id").fetchone()[0]
        if application != APPLICATION_ID:
            raise ReadingError(f"{self.path} is no reading; name a file that `ham-reading new` or `pack` made")
        if ask("PRAGMA user_version").fetchone()[0] > VERSION:
            raise ReadingError(f"{self.path} was made by a newer version of this program; use that version")
        _settle(self._database)
        ask("BEGIN EXCLUSIVE")  # one program at a time, until it ends or is killed
        ask("COMMIT")
        rows = ask("SELECT name, digest, CAST(content AS BLOB) FROM parts")
        parts = {name: (digest, content) for name, digest, content in rows}
        if not {PROTOCOL, IMAGES} <= parts.keys():
            raise ReadingError(f"{self.path} is damaged: it holds no design; go back to a copy of the file")
        self._parts = parts
        self.id = _identity({name: digest for name, (digest, _) in parts.items()})
        protocol, images = parts[PROTOCOL][1], parts[IMAGES][1]
        for name, content in ((PROTOCOL, protocol), (IMAGES, images)):
            if hashlib.sha256(content).hexdigest() != parts[name][0]:
                raise ReadingError(
                    f"the design of {self.path} was changed after it was made, so its answers would mean something "
                    "else; go back to the unchanged file, or make a new reading"
                )
        self.protocol = msgspec.json.decode(protocol, type=Protocol)
        order = msgspec.json.decode(images, type=tuple[str, ...])
        names, truth, model = (self._part(name) for name in PARTS)
        known = names and msgspec.json.decode(names, type=_Names)
        said = truth and msgspec.json.decode(truth, type=_Truth)
        answered = model and msgspec.json.decode(model, type=_Model)
        self.model: ModelFacts | None = answered.facts if answered else None
        self.has_truth = bool(said)
        self.has_model = MODEL in parts
        self.cases: tuple[Case, ...] = tuple(
            Case(
                image,
                known.names[i] if known else "",
                known.lesions[i] if known else "",
                said.truth[i] if said else "",
                answered.answers[i] if answered and answered.answers else (),
            )
            for i, image in enumerate(order)
        )

    def part(self, name: str) -> bytes | None:
        """The content of a part; None where the file has none. Raises ReadingError where it was changed."""
        return self._parts[name][1] if name in (PROTOCOL, IMAGES) else self._part(name)

    def digests(self) -> dict[str, str]:
        return {name: digest for name, (digest, _) in self._parts.items()}

    def _part(self, name: str) -> bytes | None:
        digest, content = self._parts.get(name, ("", None))
        if content is None:
            return None
        found = opened(content, self.id.encode("ascii"))
        if hashlib.sha256(found).hexdigest() != digest:
            raise ReadingError(f"the part '{name}' of {self.path} is of another reading; ask for the file again")
        return found

    def stored(self, case: int) -> Stored:
        """An image as it is kept. Raises ReadingError."""
        image = self.cases[case].image
        rows = self._rows("SELECT path, content FROM pictures WHERE image = ?", image)
        path, content = rows[0] if rows else (None, None)
        return Stored(case + 1, image, Path(os.fsdecode(path or b"")), content, self.id.encode("ascii"))

    def readers(self) -> list[str]:
        """Who has answered, in order of the first answer."""
        rows = self._rows("SELECT reader FROM answers GROUP BY reader ORDER BY min(rowid)")
        return [name for (name,) in rows]

    def answers(self, reader: str) -> list[Answer]:
        """A reader's rows in order. Raises ReadingError where one was changed."""
        rows = self._rows("SELECT id, line FROM answers WHERE reader = ? ORDER BY number", reader)
        found = []
        for key, line in rows:
            answer = decoded(line)
            if answer.id != key:
                raise ReadingError(f"row {answer.number} of {reader} was changed; go back to a copy of the file")
            found.append(answer)
        return found

    def append(self, rows: Iterable[Answer]) -> None:
        """Add answers, all or none; they are on the disk when this returns. Raises OutputError."""
        values = [(row.id, row.reader, row.number, encoded(row)) for row in rows]
        with self._transaction() as database:
            database.executemany("INSERT INTO answers (id, reader, number, line) VALUES (?, ?, ?, ?)", values)

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        try:
            return self._database.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise ReadingError(_sentence(self.path, error)) from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        try:
            self._database.execute("BEGIN IMMEDIATE")
            yield self._database
            self._database.execute("COMMIT")
        except BaseException as error:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            if isinstance(error, sqlite3.Error):
                raise OutputError(_sentence(self.path, error)) from None
            raise

    def close(self) -> None:
        """May be called again."""
        if hasattr(self, "_database"):
            self._database.close()


def create(
    path: Path, protocol: Protocol, cases: Sequence[Case], places: Mapping[str, Path], model: ModelFacts | None
) -> None:
    """Write a new reading, whole or not at all. `places`: where the image of each hash lies. Raises OutputError."""
    salts = [secrets.token_hex(16) for _ in PARTS]  # so that a digest cannot be tried out against guesses
    contents = {
        PROTOCOL: msgspec.json.encode(protocol),
        IMAGES: msgspec.json.encode([case.image for case in cases]),
        NAMES: msgspec.json.encode(
            _Names(salts[0], tuple(case.name for case in cases), tuple(case.lesion for case in cases))
        ),
    }
    if any(case.truth for case in cases):
        contents[TRUTH] = msgspec.json.encode(_Truth(salts[1], tuple(case.truth for case in cases)))
    if model is not None:
        contents[MODEL] = msgspec.json.encode(_Model(salts[2], model, tuple(case.model for case in cases)))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    pictures = ((case.image, os.fsencode(places[case.image]), None) for case in cases)
    write(path, digests, contents, pictures)


def write(
    path: Path,
    digests: Mapping[str, str],
    contents: Mapping[str, bytes],
    pictures: Iterable[tuple[str, bytes | None, bytes | None]],
) -> None:
    """Write a reading of parts (by name; those without content are left out) and pictures (hash, path, content).

    Raises OutputError; a file that is there already is never replaced.
    """
    if path.exists():
        raise OutputError(f"{path} is there already, and a reading is never replaced; choose another name")
    key = _identity(digests).encode("ascii")
    part = part_path(path)
    try:
        database = sqlite3.connect(part, isolation_level=None)
        try:
            database.executescript(_SCHEMA)
            database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            database.execute(f"PRAGMA user_version = {VERSION}")
            database.execute("BEGIN")
            for name, digest in digests.items():
                content = contents.get(name)
                plain = name in (PROTOCOL, IMAGES) or content is None
                stored = content if plain or content is None else sealed(content, key)
                database.execute("INSERT INTO parts VALUES (?, ?, ?)", (name, digest, stored))
            for image, place, content in pictures:
                stored = None if content is None else sealed(content, key)
                database.execute("INSERT INTO pictures VALUES (?, ?, ?)", (image, place, stored))
            database.execute("COMMIT")
        finally:
            database.close()
        part.replace(path)
    except sqlite3.Error as error:
        raise OutputError(_sentence(path, error)) from None
    except OSError as error:
        raise OutputError(f"{path} cannot be written ({error.strerror}); choose another place") from None
    finally:
        part.unlink(missing_ok=True)


def _settle(database: sqlite3.Connection) -> None:
    # A rollback journal and no WAL: after each answer all of it is in the one file that people copy.
    for pragma in ("locking_mode = EXCLUSIVE", "journal_mode = DELETE", "synchronous = EXTRA"):
        database.execute(f"PRAGMA {pragma}")


def _identity(digests: Mapping[str, str]) -> str:
    words = "\0".join(f"{name}={digests[name]}" for name in sorted(digests) if name != MODEL_FILE)
    return hashlib.sha256(words.encode("utf-8")).hexdigest()


def _sentence(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} is open in another window or command; close it there first"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return f"{path} is no reading, or damaged ({error}); go back to a copy of the file"
    return f"{path} cannot be used ({error}); look whether it may be written and there is room"
