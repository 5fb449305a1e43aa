"""Folders, manifests and stores as streams of images, and what is fetched from a store."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra 'cluster' is not installed")
pytest.importorskip("cryptography", reason="the extra 'cluster' is not installed")
fsspec = pytest.importorskip("fsspec", reason="the extra 'cluster' is not installed")

from desktop.cluster import fetch  # noqa: E402
from desktop.cluster.partitions import LEAST, MEAN, MOST, cut  # noqa: E402
from desktop.cluster.sources import Item, open_source  # noqa: E402
from desktop.cluster.worker import answer  # noqa: E402
from desktop.errors import InputError, UsageError  # noqa: E402
from desktop.results.terms import Terms  # noqa: E402
from tests.desktop.helpers import broken_file, coloured_files  # noqa: E402


@pytest.fixture
def store(tmp_path: Path):
    """A store in memory with the same images as the folder beside it."""
    folder = tmp_path / "images"
    coloured_files(folder / "b", 12)
    coloured_files(folder / "a" / "deeper", 9)
    broken_file(folder / "b" / "0003x.jpg")
    (folder / "b" / "notes.txt").write_text("no image", encoding="utf-8")
    (folder / "b" / ".hidden.png").write_bytes(b"")
    memory = fsspec.filesystem("memory")
    memory.put(str(folder), "/bucket/images", recursive=True)
    yield "memory://bucket/images", folder
    memory.rm("/bucket", recursive=True)


def rows(classifier, items, folder: Path):
    folder.mkdir(exist_ok=True)
    found = list(
        answer(
            classifier,
            Terms(classifier.info, classifier.info.operating_point()),
            [(i.location, i.name) for i in items],
            folder,
        )
    )
    assert list(folder.iterdir()) == []  # what was fetched is gone again
    return found


def test_a_store_gives_the_images_and_the_rows_of_a_folder(store, classifier, tmp_path):
    url, folder = store
    there, here = list(open_source([url])), list(open_source([str(folder)]))
    assert [item.name for item in there] == [item.name for item in here]
    assert len(there) == 22
    assert all(item.stamp for item in (*there, *here))
    assert rows(classifier, there, tmp_path / "tmp") == rows(classifier, here, tmp_path / "tmp")
    assert list(open_source([f"file://{folder}"])) == here
    assert [item.name for item in open_source([f"{url}/b"], recursive=False)] == [
        item.name.removeprefix("b/") for item in here if item.name.startswith("b/")
    ]


def test_what_cannot_be_fetched_fails_with_its_reason(store, classifier, tmp_path, monkeypatch):
    url, _ = store
    monkeypatch.setattr(fetch, "MOST_BYTES", 50)
    items = [Item(f"{url}/{name}", name) for name in ("b/gone.png", "b/0001.png", "b/0003x.jpg")]
    items += [Item("nonsense://x/y.png", "nonsense"), Item("", "empty")]
    reasons = [row.error for row in rows(classifier, items, tmp_path / "tmp")]
    assert reasons[0] == "the file is not there (any more)"
    assert reasons[1] == "the file is larger than 0 GB; not fetched"
    assert reasons[2].startswith("this is no image")
    assert reasons[3].startswith("its address cannot be read")
    assert reasons[4] == "the manifest names no file in this row"


def test_a_store_that_fails_for_a_moment_is_asked_again(store, classifier, tmp_path, monkeypatch):
    url, _ = store
    memory = type(fsspec.filesystem("memory"))
    get_file, failures = memory.get_file, [OSError("busy"), OSError("busy")]

    def flaky(self, *arguments, **options):
        if failures:
            raise failures.pop()
        return get_file(self, *arguments, **options)

    monkeypatch.setattr(memory, "get_file", flaky)
    monkeypatch.setattr(fetch.time, "sleep", lambda _: None)
    assert [row.status for row in rows(classifier, [Item(f"{url}/b/0001.png", "x")], tmp_path / "tmp")] == ["ok"]
    failures += [OSError("busy")] * 3
    assert (
        "it could not be fetched (busy)"
        in rows(classifier, [Item(f"{url}/b/0001.png", "x")], tmp_path / "tmp")[0].error
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "there is no manifest"),
        ("", "no column of paths or URLs (its columns: none)"),
        ("patient,age\n1,2\n", "no column of paths or URLs (its columns: patient, age)"),
    ],
)
def test_a_manifest_that_is_none_is_refused_at_once(tmp_path, text, said):
    manifest = tmp_path / "list.csv"
    if text is not None:
        manifest.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match=r"list\.csv") as refused:
        open_source([str(manifest)])
    assert said in str(refused.value)


def test_a_damaged_manifest_is_refused_and_one_that_breaks_off_is_told(tmp_path):
    damaged = tmp_path / "list.parquet"
    damaged.write_bytes(b"PAR1 not really")
    with pytest.raises(UsageError, match="cannot be read"):
        open_source([str(damaged)])
    manifest = tmp_path / "list.csv"
    manifest.write_bytes(b"\xef\xbb\xbfpath;note\n" + b"a.png;x\n" * 3000 + b"\xff\xfe;x\n")
    items = open_source([str(manifest)])
    assert next(items) == Item(str(tmp_path / "a.png"), "a.png")
    with pytest.raises(InputError, match="cannot be read on after row"):
        list(items)


def test_a_url_that_leads_nowhere_and_sources_that_do_not_go_together_are_refused(store, tmp_path):
    url, folder = store
    with pytest.raises(UsageError, match="there is nothing at memory://bucket/nowhere"):
        open_source(["memory://bucket/nowhere"])
    with pytest.raises(UsageError, match="nonsense://x cannot be read"):
        open_source(["nonsense://x"])
    with pytest.raises(UsageError, match="name it alone"):
        open_source([url, str(folder)])
    shutil.rmtree(folder)
    with pytest.raises(UsageError, match="there is no file or folder"):
        open_source([str(folder)])


def test_parts_have_bounds_and_an_image_more_changes_those_around_it_alone():
    items = [Item(f"/archive/{n:06}.jpg", f"{n:06}.jpg") for n in range(30_000)]
    before = list(cut(items, "job"))
    assert [item for part in before for item in part.items] == items
    assert all(LEAST <= len(part.items) <= MOST for part in before[:-1])
    assert MEAN / 1.5 < len(items) / len(before) < MEAN * 1.5
    more = [*items[:9_000], Item("/archive/more.jpg", "more.jpg"), *items[9_000:]]
    after = {part.digest for part in cut(more, "job")}
    assert len({part.digest for part in before} - after) <= 2
    assert not {part.digest for part in before} & {part.digest for part in cut(items, "another job")}
    changed = [*items[:9_000], Item(items[9_000].location, items[9_000].name, "1:2"), *items[9_001:]]
    assert len({part.digest for part in before} - {part.digest for part in cut(changed, "job")}) == 1
