"""The study file: what was answered is found again, what changed is asked again, and one program writes at a time."""

from __future__ import annotations

import dataclasses
import os
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from desktop.common.files import OutputError
from desktop.engine.events import Classified, Failed
from desktop.images.image_file import ImageFile
from desktop.images.quality import Quality
from desktop.study import store as study_module
from desktop.study.database import StudyError
from desktop.study.setup import Setup
from desktop.study.store import Counts, Study, study_path
from tests.desktop.helpers import coloured_files, environment, listing, needs_posix, one_colour
from tests.tiny_model import tiny_info

SETUP = Setup("a" * 64, "CPU")


def begin(path: Path, files: Sequence[ImageFile], setup: Setup = SETUP) -> Study:
    """An open study over these files."""
    study = Study.open(path)
    study.select(setup, tiny_info())
    study.begin_listing()
    study.add(files)
    return study


def answer(file: ImageFile, seed: int = 0) -> Classified:
    values = np.random.default_rng(seed).dirichlet(np.ones(3)).astype(np.float32)
    return Classified(0, file, 60, 45, values, 0.1 + seed / 7, None)


def pending(study: Study, folder: Path) -> list[str]:
    return [file.name for file in study.pending(folder)]


def answer_all(study: Study, folder: Path) -> None:
    for seed, file in enumerate(study.pending(folder)):
        study.save(answer(file, seed))
    study.flush()


def test_the_study_of_a_results_file_lies_beside_it():
    assert study_path(Path("out/results.csv")) == Path("out/results.hamstudy")


def test_answers_come_back_to_the_last_bit_in_the_order_of_the_listing(tmp_path):
    files = coloured_files(tmp_path / "images", 5)[::-1]
    folder = tmp_path / "images"
    with begin(tmp_path / "a.hamstudy", files) as study:
        given = [answer(file, seed) for seed, file in enumerate(study.pending(folder))]
        given[2] = Failed(2, given[2].file, "the image data is damaged (ä \udcff)")  # type: ignore[call-overload]
        for event in given:
            study.save(event)
    with begin(tmp_path / "a.hamstudy", files) as study:
        found = list(study.answers(folder))
        assert [event.file.name for event in found] == [file.name for file in files]
        assert [event.index for event in found] == list(range(5))
        for have, want in zip(found, given, strict=True):
            if isinstance(want, Classified):
                assert isinstance(have, Classified)
                assert have.probabilities.dtype == np.float32
                assert have.probabilities.tobytes() == want.probabilities.tobytes()
                assert (have.unfamiliarity, have.width, have.height) == (want.unfamiliarity, 60, 45)
        assert isinstance(found[2], Failed)
        assert found[2].reason == "the image data is damaged (ä \udcff)"
        assert study.counts() == Counts(listed=5, classified=4, failed=1)


def test_only_images_without_an_answer_are_pending_and_failed_ones_are_tried_again(tmp_path):
    folder = tmp_path / "images"
    files = coloured_files(folder, 4)
    with begin(tmp_path / "a.hamstudy", files) as study:
        listed = list(study.pending(folder))
        study.save(answer(listed[0]))
        study.save(Failed(1, listed[1], "broken"))
    with begin(tmp_path / "a.hamstudy", files) as study:
        assert pending(study, folder) == ["0001.png", "0002.png", "0003.png"]


def test_a_changed_image_is_asked_again_a_new_one_is_added_a_vanished_one_is_left_out(tmp_path):
    folder = tmp_path / "images"
    files = coloured_files(folder, 4)
    with begin(tmp_path / "a.hamstudy", files) as study:
        answer_all(study, folder)
    os.utime(files[1].path, ns=(1, 1))
    files[2].path.write_bytes(files[2].path.read_bytes() + b"more")
    new = one_colour(folder / "0000b.png", (1, 2, 3))
    now = [files[0], ImageFile(new, new.name), files[1], files[2]]
    with begin(tmp_path / "a.hamstudy", now) as study:
        assert [event.file.name for event in study.answers(folder)] == ["0000.png"]
        assert pending(study, folder) == ["0000b.png", "0001.png", "0002.png"]
        answer_all(study, folder)
        assert [event.file.name for event in study.answers(folder)] == [file.name for file in now]
    with begin(tmp_path / "a.hamstudy", files) as study:  # back again: what was known of it still is
        assert pending(study, folder) == []


@pytest.mark.parametrize(
    "other",
    [
        Setup("b" * 64, "CPU"),
        Setup("a" * 64, "OpenVINO on CPU"),
        Setup("a" * 64, "CPU", pixels="another rule"),
        Setup("a" * 64, "CPU", tta=4),
    ],
)
def test_another_model_provider_rule_or_augmentation_asks_again_and_forgets_nothing(tmp_path, other):
    folder = tmp_path / "images"
    files = coloured_files(folder, 2)
    with begin(tmp_path / "a.hamstudy", files) as study:
        answer_all(study, folder)
    with begin(tmp_path / "a.hamstudy", files, other) as study:
        assert len(pending(study, folder)) == 2
        study.select(SETUP, tiny_info())
        assert pending(study, folder) == []


def test_starting_over_forgets_answers_but_no_review(tmp_path):
    folder = tmp_path / "images"
    with begin(tmp_path / "a.hamstudy", coloured_files(folder, 2)) as study:
        answer_all(study, folder)
        with study.file.transaction() as database:
            database.execute("INSERT INTO reviews VALUES (1, 'red', 'sure', 1, '2026-01-01')")
        study.forget_results()
        assert len(pending(study, folder)) == 2
        assert study.file.rows("SELECT label, note FROM reviews") == [("red", "sure")]


def test_a_file_added_twice_keeps_its_place(tmp_path):
    files = coloured_files(tmp_path / "images", 3)
    with begin(tmp_path / "a.hamstudy", [*files, files[0]]) as study:
        assert pending(study, tmp_path / "images") == [file.name for file in files]
        assert study.counts().listed == 3


def test_images_found_while_the_first_are_answered_are_answered_too(tmp_path):
    folder = tmp_path / "images"
    files = coloured_files(folder, 3)
    later = [files[1:2], files[2:]]
    with begin(tmp_path / "a.hamstudy", files[:1]) as study:

        def more() -> bool:
            if later:
                study.add(later.pop(0))
            return bool(later)

        assert [file.name for file in study.pending(folder, more)] == [file.name for file in files]


@needs_posix
def test_a_name_that_is_no_text_is_kept_as_it_is(tmp_path):
    name = b"\xff'\n.png".decode(errors="surrogateescape")
    path = one_colour(tmp_path / "images" / "a.png", (1, 2, 3)).rename(tmp_path / "images" / name)
    with begin(tmp_path / "a.hamstudy", [ImageFile(path, name)]) as study:
        answer_all(study, tmp_path / "images")
        assert [event.file.name for event in study.answers(tmp_path / "images")] == [name]


def test_rows_are_committed_by_number_and_by_time(tmp_path, monkeypatch):
    monkeypatch.setattr(study_module, "COMMIT_ROWS", 3)
    monkeypatch.setattr(study_module, "COMMIT_SECONDS", 1e9)
    with begin(tmp_path / "a.hamstudy", coloured_files(tmp_path / "images", 6)) as study:
        counted = []
        for file in study.pending(tmp_path / "images"):
            study.save(answer(file))
            counted.append(study.counts().classified)
            if len(counted) == 4:
                monkeypatch.setattr(study_module, "COMMIT_SECONDS", 0.0)
        assert counted == [0, 0, 3, 3, 5, 6]


@needs_posix
def test_a_study_saved_under_a_name_is_treated_as_every_output(tmp_path):
    real, link, locked = tmp_path / "disk.hamstudy", tmp_path / "link.hamstudy", tmp_path / "locked.hamstudy"
    link.symlink_to(real)
    locked.touch()
    locked.chmod(0o444)
    with begin(tmp_path / "a.hamstudy", coloured_files(tmp_path / "images", 2)) as study:
        study.file.copy_to(link)
        assert link.is_symlink()
        with pytest.raises(OutputError, match="it is read-only"):
            study.file.copy_to(locked)
    assert locked.read_bytes() == b""
    with Study.open(real) as copy:
        assert len(copy.file.rows("SELECT id FROM images WHERE listing = ?", copy.listing)) == 2


WRITER = """
import os, signal, sys
from pathlib import Path
from desktop.study.store import Study
from tests.desktop.study.test_store import begin, answer
from tests.desktop.helpers import names
from desktop.engine.discovery import find_images
folder = Path(sys.argv[1])
study = begin(folder.parent / "a.hamstudy", list(find_images([folder])))
for file in study.pending(folder):
    study.save(answer(file))
    if file.name == sys.argv[2]:
        study.flush()
        print("ready", flush=True)
        input()
        os.kill(os.getpid(), signal.SIGKILL)
"""


@needs_posix
def test_a_second_process_is_told_and_a_killed_one_leaves_its_committed_rows_and_no_lock(tmp_path):
    folder = tmp_path / "images"
    coloured_files(folder, 6)
    command = [sys.executable, "-c", WRITER, str(folder), "0003.png"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        assert writer.stdin is not None
        assert writer.stdout.readline() == "ready\n"
        with pytest.raises(StudyError, match="is in use by another ham-classify or window; wait"):
            Study.open(tmp_path / "a.hamstudy")
        writer.stdin.write("\n")
        writer.stdin.close()
        writer.wait()
    with begin(tmp_path / "a.hamstudy", coloured_files(folder, 0)) as study:
        study.add(ImageFile(path, path.name) for path in sorted(folder.iterdir()))
        assert pending(study, folder) == ["0004.png", "0005.png"]
    assert listing(tmp_path) - {"images"} - {f"images/{n:04}.png" for n in range(6)} == {"a.hamstudy"}


def test_what_a_newer_version_wrote_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "a.hamstudy"
    begin(path, []).file.close()
    with sqlite3.connect(path) as database:
        database.execute("PRAGMA user_version = 99")
    database.close()
    before = path.read_bytes()
    with pytest.raises(StudyError, match=r"newer version of this program \(study version 99, this one knows 1\)"):
        Study.open(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_study_is_refused_and_left_alone(tmp_path):
    path = tmp_path / "a.hamstudy"
    path.write_text("a diary, page after page\n" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(StudyError, match="is no study file; move it away"):
        Study.open(path)
    assert path.read_bytes() == before
    other = tmp_path / "other.hamstudy"
    with sqlite3.connect(other) as database:
        database.execute("CREATE TABLE songs (name TEXT)")
    database.close()
    with pytest.raises(StudyError, match="database of another program"):
        Study.open(other)


def test_a_damaged_study_is_told_in_one_sentence(tmp_path):
    path = tmp_path / "a.hamstudy"
    with begin(path, coloured_files(tmp_path / "images", 50)) as study:
        answer_all(study, tmp_path / "images")
    content = bytearray(path.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    path.write_bytes(content)
    with pytest.raises(StudyError, match="is damaged") as caught:
        begin(path, coloured_files(tmp_path / "images", 50))
    assert "\n" not in str(caught.value)


def test_a_full_disk_is_told_and_what_was_committed_is_kept(tmp_path):
    path, folder = tmp_path / "a.hamstudy", tmp_path / "images"
    study = begin(path, coloured_files(folder, 300))
    study.file.rows("PRAGMA max_page_count = 30")
    with pytest.raises(StudyError, match=r"cannot be written \(database or disk is full\)"):
        answer_all(study, folder)
    study.file.rows("PRAGMA max_page_count = 1073741823")
    study.flush()  # the rows that did not fit were not forgotten
    assert study.counts().classified > 200
    study.file.close()


def test_a_study_in_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StudyError, match="cannot be written"):
        Study.open(tmp_path / "gone" / "a.hamstudy")


def test_how_well_an_image_was_taken_is_kept_with_its_answer(tmp_path):
    files = coloured_files(tmp_path / "images", 2)
    measured = Quality(sharpness=17.123456789, dark=1 / 3, bright=0.0, smallest_side=450)
    with begin(tmp_path / "a.hamstudy", files) as study:
        for file, quality in zip(study.pending(None), (measured, None), strict=True):
            study.save(dataclasses.replace(answer(file), quality=quality))
        study.flush()
        assert [e.quality for e in study.answers(None) if isinstance(e, Classified)] == [measured, None]
