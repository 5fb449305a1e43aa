"""What is to be classified, as a stream: folders, a manifest (CSV or Parquet), or what lies below a URL.

Folders are found by `desktop.engine.discovery` and so have the names and the order they have on a single machine. URLs
are read through fsspec, the file systems that Dask uses itself; its credentials and settings are fsspec's.
"""

from __future__ import annotations

import csv
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

from desktop.engine.discovery import check_paths, find_images
from desktop.errors import InputError, UsageError
from desktop.images.folder_search import PassedOver, ending_of, is_hidden, is_image_name, is_system_folder

MANIFESTS = (".csv", ".parquet")
COLUMNS = ("path", "url", "uri", "location", "file", "filename", "file_name", "image")
"""Names of a manifest's column of paths or URLs, the first that is there; a single column may have any name."""

_DELIMITERS = ",;\t"
_ROWS = 10_000  # of a Parquet manifest held at once
_ASKED_AT_ONCE, _ASKED_AHEAD = 32, 2048
_STAMPS = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "last_modified", "updated", "created")


@dataclass(frozen=True, slots=True)
class Item:
    """An image of a source. location: a path or URL that every worker understands; name: in results; stamp: another one
    for another content, "" where the source does not tell."""

    location: str
    name: str
    stamp: str = ""


def is_url(text: str) -> bool:
    """`s3://bucket/folder` and its like; no path on Windows, where one letter is a drive."""
    scheme, found, _ = text.partition("://")
    return bool(found) and len(scheme) > 1


def open_source(sources: Sequence[str], *, recursive: bool = True, passed: PassedOver | None = None) -> Iterator[Item]:
    """The images of `sources`: files and folders, or one manifest, or one URL of an image, a folder or a manifest.
    `passed` counts what was passed over in folders.

    Raises UsageError at once for what is not there, cannot be read or is no manifest; InputError on the way where the
    source breaks off.
    """
    passed = PassedOver() if passed is None else passed
    sources = [local_path(source) for source in sources]
    special = [source for source in sources if is_url(source) or is_manifest(source)]
    if not special:
        paths = [Path(source) for source in sources]
        check_paths(paths)
        return _from_folders(paths, recursive, passed)
    if len(sources) > 1:
        raise UsageError(f"{special[0]} is a source of its own; name it alone, or write all images into one manifest")
    (source,) = special
    return _from_manifest(source) if is_manifest(source) else _from_url(source, recursive, passed)


def file_system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it. Raises ImportError where its library is missing, ValueError where
    there is none."""
    import fsspec

    return fsspec.core.url_to_fs(url)  # type: ignore[no-any-return]


def local_path(source: str) -> str:
    """`file:///data` as the path it is."""
    if not source.lower().startswith(("file://", "local://")):
        return source
    return str(file_system(source)[1])


def is_manifest(source: str) -> bool:
    """Whether a source lists images, and is none itself."""
    return source.lower().endswith(MANIFESTS) and (is_url(source) or not Path(source).is_dir())


def _from_folders(paths: Sequence[Path], recursive: bool, passed: PassedOver) -> Iterator[Item]:
    for file in find_images(paths, recursive=recursive, passed=passed):
        location = os.path.abspath(file.path)  # noqa: PTH100 - resolve() would follow links and change names
        yield Item(location, file.name, _stamp_of_file(location))


def _stamp_of_file(path: str) -> str:
    try:
        status = os.stat(path)  # noqa: PTH116 - a Path each costs more than the rest
    except OSError:
        return ""
    return f"{status.st_size}:{status.st_mtime_ns}"


# --- URLs -----------------------------------------------------------------------------------------------------------


def _from_url(url: str, recursive: bool, passed: PassedOver) -> Iterator[Item]:
    try:
        system, root = file_system(url)
        info = system.info(root)
    except FileNotFoundError:
        raise UsageError(f"there is nothing at {url}; check the name") from None
    except Exception as error:  # noqa: BLE001 - every store raises its own library's errors
        raise UsageError(_cannot_be_read(url, error)) from None
    if info["type"] != "directory":
        return iter((_remote_item(system, info, PurePosixPath(root).name),))
    return _below(system, root, url, recursive, passed)


def _below(system: Any, root: str, url: str, recursive: bool, passed: PassedOver) -> Iterator[Item]:
    """As `desktop.images.folder_search` does it: level by level, files and folders of one together in name order, no
    hidden ones and no system folders."""
    start = len(root.rstrip("/")) + 1
    open_folders = [_entries(system, root, url, passed)]
    while open_folders:
        for entry in open_folders[-1]:
            if entry["type"] != "directory":
                yield _remote_item(system, entry, entry["name"][start:])
            elif recursive:
                open_folders.append(_entries(system, entry["name"], url, passed))
                break
        else:
            open_folders.pop()


def _entries(system: Any, folder: str, url: str, passed: PassedOver) -> Iterator[dict[str, Any]]:
    try:
        found = system.ls(folder, detail=True)
    except Exception as error:  # noqa: BLE001 - as above
        raise InputError(_cannot_be_read(url, error)) from None
    system.invalidate_cache(folder)  # an archive's listing does not stay in memory
    for entry in sorted(found, key=lambda entry: str(entry["name"]).rstrip("/")):
        name = PurePosixPath(entry["name"]).name
        if entry["name"].rstrip("/") == folder.rstrip("/"):
            continue
        if is_hidden(name):
            passed.hidden += 1
        elif entry["type"] == "directory" and is_system_folder(name):
            passed.system[name] += 1
        elif entry["type"] == "directory" or is_image_name(name):
            yield entry
        else:
            passed.endings[ending_of(name)] += 1


def _remote_item(system: Any, info: dict[str, Any], name: str) -> Item:
    stamp = next((str(info[key]) for key in _STAMPS if info.get(key)), "")
    return Item(system.unstrip_protocol(info["name"]), name, f"{info.get('size')}:{stamp}" if stamp else "")


def _cannot_be_read(what: str, error: Exception) -> str:
    said = " ".join(str(error).split())[:200] or type(error).__name__
    return f"{what} cannot be read ({said}); check the address, the credentials and the library for it"


# --- manifests ------------------------------------------------------------------------------------------------------


def _from_manifest(manifest: str) -> Iterator[Item]:
    binary = manifest.lower().endswith(".parquet")
    try:
        stream = _opened(manifest, binary)
        entries = _parquet_entries(manifest, stream) if binary else _csv_entries(manifest, stream)
    except UsageError:
        raise
    except FileNotFoundError:
        raise UsageError(f"there is no manifest {manifest}; check the name") from None
    except Exception as error:  # noqa: BLE001 - as above, and whatever a file that is no manifest leads to
        raise UsageError(_cannot_be_read(manifest, error)) from None
    base = manifest.rpartition("/")[0] if is_url(manifest) else os.path.dirname(os.path.abspath(manifest))  # noqa: PTH100, PTH120
    return _stamped(_items(manifest, entries, base))


def _stamped(items: Iterator[Item]) -> Iterator[Item]:
    """The same, with the stamps of those that lie in a store: it is asked for many at a time, some thousand ahead."""
    asked: deque[Future[Item]] = deque()
    with ThreadPoolExecutor(_ASKED_AT_ONCE, thread_name_prefix="stamp") as pool:
        try:
            for item in items:
                if is_url(item.location):
                    asked.append(pool.submit(_with_stamp, item))
                    if len(asked) >= _ASKED_AHEAD:
                        yield asked.popleft().result()
                else:
                    yield from (asked.popleft().result() for _ in range(len(asked)))
                    yield item
        except InputError:  # the manifest breaks off; what came before it counts
            yield from (future.result() for future in asked)
            raise
        yield from (future.result() for future in asked)


def _with_stamp(item: Item) -> Item:
    if not is_url(item.location):
        return item
    try:
        system, path = file_system(item.location)
        return replace(item, stamp=_remote_item(system, system.info(path), item.name).stamp)
    except Exception:  # noqa: BLE001 - what cannot be asked for is told by the row, when it is fetched
        return item


def _opened(manifest: str, binary: bool) -> Any:
    mode, options = ("rb", {}) if binary else ("rt", {"encoding": "utf-8-sig", "newline": ""})
    if not is_url(manifest):
        return Path(manifest).open(mode, **options)  # type: ignore[call-overload]
    import fsspec

    return fsspec.open(manifest, mode, **options).open()


def _items(manifest: str, entries: Iterable[str], base: str) -> Iterator[Item]:
    """The name is the entry as it is written, so that the results can be joined to the manifest."""
    count = 0
    try:
        for count, entry in enumerate(entries, 1):  # noqa: B007 - told where the manifest breaks off
            if not entry.strip():  # what a spreadsheet or an editor left at the end
                continue
            if is_url(entry):
                where = local_path(entry)
            elif PurePosixPath(entry).is_absolute() or PureWindowsPath(entry).is_absolute():
                where = entry
            else:
                where = f"{base}/{entry}" if is_url(base) else os.path.join(base, entry)  # noqa: PTH118
            yield Item(where, entry, "" if is_url(where) else _stamp_of_file(where))
    except (OSError, ValueError, csv.Error) as error:
        raise InputError(f"{manifest} cannot be read on after row {count:,} ({error}); mend it and run again") from None


def _csv_entries(manifest: str, stream: Any) -> Iterator[str]:
    header = stream.readline()
    delimiter = max(_DELIMITERS, key=header.count)
    names = next(csv.reader([header], delimiter=delimiter), [])
    at = names.index(_column(manifest, names))

    def entries() -> Iterator[str]:
        with stream:
            for row in csv.reader(stream, delimiter=delimiter):
                yield row[at] if len(row) > at else ""

    return entries()


def _parquet_entries(manifest: str, stream: Any) -> Iterator[str]:
    from pyarrow import parquet

    file = parquet.ParquetFile(stream)
    column = _column(manifest, file.schema_arrow.names)

    def entries() -> Iterator[str]:
        with stream:
            for batch in file.iter_batches(batch_size=_ROWS, columns=[column]):
                yield from ("" if value is None else str(value) for value in batch.column(0).to_pylist())

    return entries()


def _column(manifest: str, names: Sequence[str]) -> str:
    by_lower = {name.strip().lower(): name for name in reversed(names)}
    for wanted in COLUMNS:
        if wanted in by_lower:
            return by_lower[wanted]
    if len(names) == 1 and names[0].strip():
        return names[0]
    raise UsageError(
        f"{manifest} has no column of paths or URLs (its columns: {', '.join(names) or 'none'}); call it '{COLUMNS[0]}'"
    )
