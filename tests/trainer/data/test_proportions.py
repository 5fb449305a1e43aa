"""Every picture is known in the proportions it was taken in, however its file came to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from desktop.errors import ImageError
from desktop.images import read_frame, read_image
from trainer.data.merged_sources import load_sources
from trainer.data.proportions import HAM10000_ASPECT, aspects, of_squares
from trainer.data.sources import Source, read_sources
from trainer.errors import DataError

FRAMES = {
    "landscape.jpg": (80, 60),
    "portrait.jpg": (60, 80),
    "square.png": (64, 64),
    "wide.png": (600, 30),
    "tall.png": (30, 600),
}


def _table(folder: Path, frames: dict[str, tuple[int, int]]) -> pd.DataFrame:
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in frames.items():
        Image.new("RGB", frame, (150, 90, 70)).save(folder / name)
    ids = [Path(name).stem for name in frames]
    return pd.DataFrame({"image_id": ids, "path": [folder / name for name in frames], "source": folder.name})


def test_each_picture_has_the_proportions_of_its_own_file(tmp_path: Path) -> None:
    found = aspects(_table(tmp_path, FRAMES), [Source(str(tmp_path), "own")])
    assert found == pytest.approx([4 / 3, 3 / 4, 1.0, 4.0, 0.25])  # of the last two nothing would be left to see


@pytest.mark.parametrize("suffix", ["jpg", "png", "tif"])
@pytest.mark.parametrize("turned", range(1, 9))
def test_a_file_that_is_shown_turned_has_the_proportions_it_is_shown_in(
    tmp_path: Path, suffix: str, turned: int
) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    file = tmp_path / f"one.{suffix}"
    Image.new("RGB", (80, 40), (150, 90, 70)).save(file, exif=exif)
    assert read_frame(file) == ((40, 80) if turned >= 5 else (80, 40))
    whole = read_image(file, 32)
    assert read_frame(file) == (whole.width, whole.height)


def test_squares_of_ham10000_are_known_to_have_been_wider(tmp_path: Path) -> None:
    frames = {"ISIC_0024306.png": (64, 64), "ISIC_0024307.png": (60, 45), "ISIC_0099999.png": (64, 64)}
    assert aspects(_table(tmp_path, frames), ()) == pytest.approx([HAM10000_ASPECT, 4 / 3, 1.0])


def test_what_is_said_of_a_folder_with_ham10000_in_it_is_said_of_its_other_pictures(tmp_path: Path) -> None:
    frames = {"ISIC_0024306.png": (64, 64), "x/ISIC_0024307.png": (60, 45), "own.png": (64, 64), "more.png": (50, 40)}
    (tmp_path / "x").mkdir()
    table = _table(tmp_path, frames)
    expected = [HAM10000_ASPECT, 4 / 3, 1.5, 1.5]
    mixed, other = Source(str(tmp_path), tmp_path.name, aspect=1.5), Source("/other", "other", aspect=2.0)
    assert aspects(table, [mixed]) == pytest.approx(expected)
    assert aspects(table, [mixed, other]) == pytest.approx(expected)
    apart = table.assign(source=["HAM10000", "HAM10000", "own images", "own images"])  # as of a single folder
    assert aspects(apart, [mixed]) == pytest.approx(expected)
    alone = table[:2].reset_index(drop=True)  # crops of HAM10000, and nothing else
    assert aspects(alone, [Source(str(tmp_path), tmp_path.name, aspect=1.0)]) == pytest.approx([1.0, 1.0])


def test_squares_beside_ham10000_are_told_though_its_own_are_known(tmp_path: Path) -> None:
    ids = [f"ISIC_{24306 + n:07d}" for n in range(20)] + [f"own{n}" for n in range(20)]
    table = pd.DataFrame({"image_id": ids, "source": "clinic"})
    found = np.repeat(np.float32([HAM10000_ASPECT, 1.0]), 20)
    assert of_squares(table, [Source("/clinic", "clinic")], found) == ("clinic",)
    assert of_squares(table[:20], [Source("/clinic", "clinic")], found[:20]) == ()


def test_what_is_said_of_a_source_goes_before_its_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        _table(tmp_path / name, {f"{name}{n}.png": (64, 64) for n in range(4)})
        rows = "".join(f"{name}{n},{'mel' if n % 2 else 'nv'}\n" for n in range(4))
        (tmp_path / name / "metadata.csv").write_text(f"image_id,dx\n{rows}", encoding="utf-8")
    file = tmp_path / "data.toml"
    file.write_text('[[source]]\nfolder = "one"\naspect = 1.5\n\n[[source]]\nfolder = "two"\n', encoding="utf-8")
    sources = read_sources([file])
    table = load_sources(sources).table
    found = dict(zip(table["source"], aspects(table, sources), strict=True))
    assert found == {"one": np.float32(1.5), "two": np.float32(1.0)}
    alone = read_sources([file])[:1]
    assert set(aspects(load_sources(alone).table, alone)) == {np.float32(1.5)}


def test_an_external_source_is_never_turned_so_its_proportions_are_refused(tmp_path: Path) -> None:
    _table(tmp_path / "one", {"a.png": (64, 64)})
    (tmp_path / "one" / "metadata.csv").write_text("image_id,dx\na,nv\n", encoding="utf-8")
    file = tmp_path / "data.toml"
    file.write_text('[[source]]\nfolder = "one"\nrole = "external"\naspect = 1.5\n', encoding="utf-8")
    with pytest.raises(DataError, match="takes no part in the training: leave out its aspect"):
        read_sources([file], learn=False)


def test_a_frame_that_cannot_be_read_says_why(tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"no image")
    for file in ("broken.jpg", "absent.jpg"):
        with pytest.raises(ImageError):
            read_frame(tmp_path / file)
    table = pd.DataFrame({"image_id": ["x"], "path": [tmp_path / "broken.jpg"], "source": "own"})
    with pytest.raises(DataError, match=r"broken\.jpg cannot be read"):
        aspects(table, ())


def test_sources_of_squares_alone_may_be_squashed_copies_unless_something_is_said_of_them() -> None:
    names = np.repeat(["squares", "some", "said", "few"], [20, 20, 20, 3])
    table = pd.DataFrame({"image_id": [f"i{n}" for n in range(len(names))], "source": names})
    found = np.ones(len(names), dtype=np.float32)
    found[25] = 4 / 3
    sources = [Source("a", "squares"), Source("b", "some"), Source("c", "said", aspect=1.0), Source("d", "few")]
    assert of_squares(table, sources, found) == ("squares",)
