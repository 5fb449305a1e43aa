"""The study as a file: an SQLite database in WAL mode that one program has open at a time.

Tables (`SCHEMA`), the version that refuses what a newer program wrote, the lock, transactions, and SQLite's errors as
one sentence. What is asked of it and written to it is in `desktop.study.store`.

Every change is a transaction, so a program that is killed loses what it had not committed and breaks nothing. The
file is locked as long as it is open (SQLite's exclusive mode: no shared-memory file, so it works on a network share
as well); the system gives the lock back when the program dies.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from desktop.common.files import OutputError, part_path, place_of, put_in_place
from desktop.study.read_only_copy import OwnCopy

SUFFIX = ".hamstudy"
APPLICATION_ID = 0x48414D53  # "HAMS": what `file` and SQLite know the format by
SCHEMA_VERSION = 1
PORTION = 500
"""Rows that a long query gives at a time."""
_WAIT_FOR_LOCK_S = 1.0
_NOT_WRITABLE = (
    *(sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL),
    *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_NOLFS),
)
"""What SQLite says where it can read and not write: on a read-only share it is an input or output error."""

# Paths are stored as the bytes the system knows (`os.fsencode`) and read back by `to_path`: on Linux a name need not be
# UTF-8. Every other text is UTF-8 whatever the system's locale; what of a name is no text is kept in it all the same.
# `lesion` groups the images of one lesion. An image stays known, with its results and review, when it is gone from the
# last listing: a drive may come back.
SCHEMA = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE models (sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, document TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE setups (
    id INTEGER PRIMARY KEY,
    model TEXT NOT NULL REFERENCES models,
    provider TEXT NOT NULL,
    pixels TEXT NOT NULL,
    tta INTEGER NOT NULL,
    UNIQUE (model, provider, pixels, tta)
);
CREATE TABLE lesions (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE images (
    id INTEGER PRIMARY KEY,
    path TEXT NOT NULL UNIQUE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    listing INTEGER NOT NULL,
    position INTEGER NOT NULL,
    lesion INTEGER REFERENCES lesions
);
CREATE INDEX images_in_order ON images (listing, position);
CREATE TABLE results (
    image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
    setup INTEGER NOT NULL REFERENCES setups ON DELETE CASCADE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    width INTEGER,
    height INTEGER,
    probabilities BLOB,
    unfamiliarity REAL,
    quality TEXT,
    error TEXT,
    PRIMARY KEY (image, setup)
) WITHOUT ROWID;
CREATE TABLE reviews (
    image INTEGER PRIMARY KEY REFERENCES images ON DELETE CASCADE,
    label TEXT,
    note TEXT NOT NULL DEFAULT '',
    reviewed INTEGER NOT NULL DEFAULT 0,
    changed TEXT NOT NULL
);
CREATE TABLE confidences (image INTEGER PRIMARY KEY REFERENCES images ON DELETE CASCADE, value INTEGER NOT NULL);
CREATE TABLE contents (
    image INTEGER PRIMARY KEY REFERENCES images ON DELETE CASCADE,
    size INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    hash BLOB NOT NULL
);
CREATE TABLE review_history (
    id INTEGER PRIMARY KEY,
    image INTEGER NOT NULL REFERENCES images ON DELETE CASCADE,
    changed TEXT NOT NULL,
    act TEXT NOT NULL,
    label TEXT NOT NULL,
    note TEXT NOT NULL,
    reviewed INTEGER NOT NULL,
    lesion TEXT NOT NULL,
    confidence INTEGER NOT NULL
);
CREATE INDEX review_history_of_image ON review_history (image);
"""


class StudyError(OutputError):
    """A study file that cannot be opened, is in use, or takes no more."""


def to_path(text: str) -> Path:
    """The path that a column of paths holds."""
    return Path(os.fsdecode(text.encode("utf-8", "surrogateescape")))


def to_text(text: str) -> bytes:
    """A text as its column holds it, to be bound as `CAST(? AS TEXT)`: what of a file's name is no text is kept, half a
    character, which no program writes to a file, becomes a question mark."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")


def _text(stored: bytes) -> str:
    return stored.decode("utf-8", "surrogateescape")


class StudyFile:
    """The open database. Its methods may be called from any thread; a `transaction` is one thread's at a time."""

    def __init__(self, path: Path, *, look: bool = False) -> None:
        """Open `path`, or make it. Raises StudyError: not writable, no study, a newer version's, or in use.

        `look`: a study that cannot be written is opened all the same, as a copy (`desktop.study.read_only_copy`) whose
        changes are gone when it is closed; `read_only` says so.
        """
        self.path = path
        self._lock = threading.RLock()
        self._closed = False
        self._copy: OwnCopy | None = None
        try:
            self._open(path)
        except (sqlite3.Error, StudyError) as error:
            why = error.__cause__ if isinstance(error, StudyError) else error
            if not isinstance(why, sqlite3.Error):
                raise
            if not (look and _may_be_looked_at(path, why)):
                raise StudyError(_sentence(path, why)) from None
            self._open_copy(why)

    @property
    def read_only(self) -> bool:
        """Whether nothing that is changed here is kept."""
        return self._copy is not None

    def _open_copy(self, why: sqlite3.Error) -> None:
        try:
            self._copy = OwnCopy(self.path)
            self._open(self._copy.path)
        except BaseException as error:
            if self._copy is not None:
                self._copy.let_go()
            if isinstance(error, sqlite3.Error | OSError | StudyError):
                raise StudyError(_sentence(self.path, why)) from None
            raise

    def _open(self, path: Path) -> None:
        self._database = sqlite3.connect(path, timeout=_WAIT_FOR_LOCK_S, isolation_level=None, check_same_thread=False)
        try:
            self._prepare()
        except BaseException:
            self._database.close()
            raise

    def _prepare(self) -> None:
        self._database.text_factory = _text
        # Before the first access: only then does SQLite do without the shared-memory file.
        self._ask("PRAGMA locking_mode = EXCLUSIVE")
        application, tables = self._ask("PRAGMA application_id"), self._ask("SELECT count(*) FROM sqlite_master")
        if application != APPLICATION_ID and (application or tables):
            raise StudyError(f"{self.path} is a database of another program; choose another place")
        version = self._ask("PRAGMA user_version")
        if version > SCHEMA_VERSION:
            raise StudyError(
                f"{self.path} was written by a newer version of this program (study version {version}, this one knows "
                f"{SCHEMA_VERSION}); use that version, or choose another place"
            )
        self._ask("PRAGMA journal_mode = WAL")
        self._ask("PRAGMA synchronous = NORMAL")  # in WAL mode a power cut may cost the last commits, never the file
        self._ask("PRAGMA foreign_keys = ON")
        with self.transaction() as database:  # takes the lock, also of a study that is only read
            if not tables:
                for statement in SCHEMA.split(";\n"):
                    database.execute(statement)
                database.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                database.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            else:
                _add_what_came_later(database)

    def _ask(self, statement: str) -> Any:
        row = self._database.execute(statement).fetchone()
        return row[0] if row else None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the block or nothing of it. Raises StudyError for what SQLite raises, and of a closed file."""
        with self._lock:
            if self._closed:  # by another thread
                raise StudyError(f"{self.path} was closed meanwhile; open it again")
            try:
                self._database.execute("BEGIN IMMEDIATE")
                yield self._database
                self._database.execute("COMMIT")
            except BaseException as error:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                if isinstance(error, sqlite3.Error):
                    raise StudyError(_sentence(self.path, error)) from error
                raise

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """All rows of a query; ask for a bounded number. Raises StudyError."""
        with self._lock:
            try:
                return self._database.execute(statement, values).fetchall()
            except sqlite3.Error as error:
                raise StudyError(_sentence(self.path, error)) from None

    def paged(self, statement: str, *values: object, after: int = 0) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of any length, in portions, so that neither memory nor the lock is held for long.

        The first column is a key that rises from row to row; the statement's last two values, after `values`, are the
        key to go on behind (at first `after`) and the most rows to give: `... WHERE key > ? ORDER BY key LIMIT ?`.
        Raises StudyError.
        """
        while rows := self.rows(statement, *values, after, PORTION):
            yield from rows
            after = rows[-1][0]

    def copy_to(self, path: Path) -> None:
        """Write everything committed to another file, whole or not at all. Raises StudyError, OSError.

        What is there already is replaced, but only where it is a study that nobody has open.
        """
        path = place_of(path)
        if path.exists() and path.stat().st_size:
            StudyFile(path).close()
        beside = part_path(path)
        try:
            with self._lock:
                target = sqlite3.connect(beside)
                try:
                    self._database.backup(target)
                finally:
                    target.close()
            put_in_place(beside, path)
        except sqlite3.Error as error:
            raise StudyError(_sentence(path, error)) from None
        finally:
            beside.unlink(missing_ok=True)

    def close(self) -> None:
        """Leave one single file; committed work is in it already. May be called again."""
        with self._lock:
            if not self._closed:
                self._closed = True
                self._database.close()
                if self._copy is not None:
                    self._copy.let_go()


def _add_what_came_later(database: sqlite3.Connection) -> None:
    """Tables that a study of an earlier program lacks, and that the earlier program does not mind."""
    tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    for statement in SCHEMA.split(";\n"):
        words = statement.split()
        name = words[4] if words[1:2] == ["INDEX"] else words[2] if words else ""
        if words and name not in tables:
            database.execute(statement)


def _may_be_looked_at(path: Path, error: sqlite3.Error) -> bool:
    """Whether it may be only the writing that failed, of a study that is there."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in _NOT_WRITABLE and path.is_file() and path.stat().st_size > 0


def _sentence(path: Path, error: sqlite3.Error) -> str:
    code = getattr(error, "sqlite_errorcode", None)
    primary = None if code is None else code & 0xFF
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return f"{path} is in use by another ham-classify or window; wait until that ends, or choose another place"
    if primary == sqlite3.SQLITE_NOTADB:
        return f"{path} is no study file; move it away, or choose another place"
    if primary == sqlite3.SQLITE_CORRUPT:
        return f"{path} is damaged ({error}); move it away and run again, or bring back a copy of it"
    return f"{path} cannot be written ({error}); choose another place or make room there"
