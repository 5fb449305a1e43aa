"""Packed, carried, read in two homes, merged: nothing lost, nothing doubled, nothing given away."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from desktop.errors import HamError, ModelError, UsageError
from desktop.reading.design import Design, ReadingError
from desktop.reading.file import ReadingFile
from desktop.reading.packing import merge, pack, save_answers
from desktop.reading.reader_progress import Course, Given
from tests.desktop.reading.helpers import CODES, read_all, write_reading


def packed(file: ReadingFile, folder: Path, name: str = "packed") -> Path:
    target = folder / f"{name}.hamreading"
    pack(file, target, with_model=False)
    return target


@pytest.mark.parametrize("design", [Design.UNAIDED, Design.BOTH_IN_A_ROW])
def test_two_readers_in_two_homes_come_back_without_loss_or_doubling(tmp_path: Path, design: Design) -> None:
    master = write_reading(tmp_path, design=design)
    target = packed(master, tmp_path)
    shutil.rmtree(tmp_path / "secret melanomas")  # the packed file needs nothing else
    files = []
    for reader in ("Anna", "Ben"):
        home = tmp_path / reader
        home.mkdir()
        carried = ReadingFile(Path(shutil.copy(target, home)))
        assert carried.id == master.id
        assert len(carried.stored(0).content()) > 50
        read_all(carried, reader, lambda case: CODES[case % 3])
        save_answers(carried, home / "back.hamanswers")
        carried.close()
        files.append(home / "back.hamanswers")
    asked = len(Course(master, "Anna").steps)
    assert [done.added for done in merge(master, files)] == [{"Anna": asked}, {"Ben": asked}]
    assert [done.added for done in merge(master, [files[0], tmp_path / "Ben" / target.name])] == [
        {"Anna": 0},
        {"Ben": 0},
    ]
    assert [len(master.answers(reader)) for reader in master.readers()] == [asked, asked]


def test_answers_that_come_in_parts_are_joined(tmp_path: Path) -> None:
    master = write_reading(tmp_path)
    other = ReadingFile(packed(master, tmp_path))
    read_all(other, "Anna", lambda case: "nv", most=2)
    save_answers(other, tmp_path / "half.hamanswers")
    read_all(other, "Anna", lambda case: "nv")
    save_answers(other, tmp_path / "whole.hamanswers")
    both = merge(master, [tmp_path / "half.hamanswers", tmp_path / "whole.hamanswers", tmp_path / "half.hamanswers"])
    assert [done.added["Anna"] for done in both] == [2, 4, 0]


def test_one_name_on_two_computers_is_refused_and_nothing_of_it_kept(tmp_path: Path) -> None:
    master = write_reading(tmp_path)
    target = packed(master, tmp_path)
    for name, answer in (("one", "nv"), ("two", "mel")):
        copy = ReadingFile(Path(shutil.copy(target, tmp_path / f"{name}.hamreading")))
        read_all(copy, "Anna", lambda case, answer=answer: answer)  # type: ignore[misc]
        copy.close()
    merge(master, [tmp_path / "one.hamreading"])
    before = master.answers("Anna")
    with pytest.raises(ReadingError, match="Anna answered this reading on two computers"):
        merge(master, [tmp_path / "two.hamreading"])
    assert master.answers("Anna") == before


@pytest.mark.parametrize("changes", [{"seed": 8}, {"repeats": 0.5}, {"session_length": 10}])
def test_answers_to_another_design_are_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    master = write_reading(tmp_path)
    other = write_reading(tmp_path / "other", **changes)  # type: ignore[arg-type]
    read_all(other, "Anna", lambda case: "nv")
    save_answers(other, tmp_path / "other.hamanswers")
    with pytest.raises(ReadingError, match="the design of a reading cannot be changed in the middle"):
        merge(master, [tmp_path / "other.hamanswers"])


def test_answers_to_another_reading_are_refused(tmp_path: Path) -> None:
    master = write_reading(tmp_path)
    other = write_reading(tmp_path / "other", title="Another study")
    save_answers(other, tmp_path / "other.hamanswers")
    with pytest.raises(ReadingError, match=r"another reading \('Another study'\)"):
        merge(master, [tmp_path / "other.hamanswers"])


def test_damaged_answers_are_refused(tmp_path: Path) -> None:
    master = write_reading(tmp_path)
    other = ReadingFile(packed(master, tmp_path))
    read_all(other, "Anna", lambda case: "nv")
    save_answers(other, tmp_path / "a.hamanswers")
    lines = (tmp_path / "a.hamanswers").read_bytes().split(b"\n")
    for name, content, sentence in (
        ("missing", lines[:2] + lines[3:], "some are missing or were changed"),
        ("changed", [lines[0], lines[1].replace(b'"nv"', b'"mel"'), *lines[2:]], "missing or were changed"),
        ("cut", [*lines[:3], lines[3][:40]], "damaged"),
        ("none", [b"hello"], "no file of answers"),
    ):
        path = tmp_path / f"{name}.hamanswers"
        path.write_bytes(b"\n".join(content))
        with pytest.raises(ReadingError, match=sentence):
            merge(master, [path])
    assert master.readers() == []


def test_heat_maps_travel_with_the_model_or_not_at_all(tmp_path: Path) -> None:
    master = write_reading(tmp_path, design=Design.AIDED, heat_map=True)
    with pytest.raises(UsageError, match="pack it with the model"):
        pack(master, tmp_path / "packed.hamreading", with_model=False)
    assert not (tmp_path / "packed.hamreading").exists()


@pytest.mark.parametrize(
    ("said", "instead", "sentence"),
    [
        (b'"answer":"nv"', b'"answer":"zzz"', "'zzz' is no answer of this reading"),
        (b'"confidence":3', b'"confidence":9', "how sure you are, from 1 to 5"),
        (b'"seconds_shown":4.0', b'"seconds_shown":-4.0', "damaged"),
        (b'"at":"2', b'"at":"yesterday 2', "row 1 of Anna is damaged"),
        (b'"reader":"Anna"', b'"reader":"An\\u202ena"', "at most 60 printable characters"),
    ],
)
def test_a_last_row_that_says_what_nobody_can_say_is_refused(
    tmp_path: Path, said: bytes, instead: bytes, sentence: str
) -> None:
    # No later row holds its hash.
    master = write_reading(tmp_path)
    other = ReadingFile(packed(master, tmp_path))
    read_all(other, "Anna", lambda case: "nv", most=1)
    path = tmp_path / "a.hamanswers"
    save_answers(other, path)
    content = path.read_bytes()
    assert said in content
    path.write_bytes(content.replace(said, instead))
    with pytest.raises(HamError, match=sentence):
        merge(master, [path])
    assert master.readers() == []


def test_an_image_changed_before_packing_is_refused(tmp_path: Path) -> None:
    master = write_reading(tmp_path)
    (tmp_path / "secret melanomas" / "mel_1.png").write_bytes(b"other")
    with pytest.raises(ReadingError, match="image 2 of the reading was changed"):
        packed(master, tmp_path)
    assert not (tmp_path / "packed.hamreading").exists()
    assert not list(tmp_path.glob("*.part"))


def test_a_model_that_is_not_the_one_that_answered_is_refused(tmp_path: Path, tiny_model: Path) -> None:
    from desktop.api import Classifier
    from desktop.reading.new_reading import choices_of, make_reading
    from tests.desktop.reading.helpers import protocol

    model = Path(shutil.copy(tiny_model, tmp_path / "model.onnx"))
    write_reading(tmp_path).close()
    classifier = Classifier.load(model, provider="cpu")
    asked = protocol(Design.AIDED, classes=choices_of(classifier.info))
    make_reading(tmp_path / "aided.hamreading", asked, [tmp_path / "secret melanomas"], classifier=classifier)
    file = ReadingFile(tmp_path / "aided.hamreading")
    pack(file, tmp_path / "whole.hamreading")
    carried = ReadingFile(tmp_path / "whole.hamreading")
    assert carried.part("model file") == model.read_bytes()
    assert carried.id == file.id
    model.write_bytes(model.read_bytes() + b"\0")
    with pytest.raises(ModelError, match="is not the one that answered this reading"):
        pack(file, tmp_path / "again.hamreading")


@pytest.mark.parametrize("design", list(Design))
def test_a_packed_file_shows_no_name_no_truth_and_no_model_answer(tmp_path: Path, design: Design) -> None:
    master = write_reading(tmp_path, design=design, truth=["bkl"] * 6, model=["bkl"] * 6)
    content = packed(master, tmp_path).read_bytes()
    for word in (b"mel_", b"secret", b"lesion 1", b"0.8", b"\x89PNG", b"IHDR", str(tmp_path).encode()):
        assert word not in content
    carried = ReadingFile(tmp_path / "packed.hamreading")
    assert not carried.has_truth
    assert all(case.name == case.truth == case.lesion == "" for case in carried.cases)
    assert (carried.model is not None) == design.shows_model  # in `unaided` it is not there at all


def test_the_answers_that_come_back_hold_no_truth(tmp_path: Path) -> None:
    master = write_reading(tmp_path, truth=["bkl"] * 6)
    course = Course(master, "Anna")
    course.give(Given("nv", 3), shown=1.0, edited=1.0)
    save_answers(master, tmp_path / "a.hamanswers")
    assert b"bkl" not in (tmp_path / "a.hamanswers").read_bytes()
