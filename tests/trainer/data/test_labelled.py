"""Labelled folders of other people: every form of labels is read, and what a run has seen is recognised."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from desktop.contract import ClassInfo
from trainer.data.labelled import load_labelled, unseen
from trainer.data.near_copies import perceptual_hashes
from trainer.data.split import EXTRA_DUPLICATES
from trainer.errors import DataError

CLASSES = (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Melanocytic nevus", False))


def _folder(path: Path, labels: str, *images: str) -> Path:
    path.mkdir()
    (path / "labels.csv").write_text(labels, encoding="utf-8")
    (path / "images").mkdir()
    for name in images:
        Image.new("RGB", (8, 8), "red").save(path / "images" / name)
    return path


def test_one_column_per_class_is_read_as_isic_2018_writes_it(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "isic", "image,MEL,NV\nB,0.0,1.0\nA,1.0,0.0\n", "A.jpg", "B.jpg")
    dataset = load_labelled(folder, CLASSES).dataset
    assert list(dataset.table["image_id"]) == ["A", "B"]
    assert dataset.labels.tolist() == [0, 1]
    assert dataset.lesions == 2
    assert [path.name for path in dataset.table["path"]] == ["A.jpg", "B.jpg"]
    assert dataset.table["age"].isna().all()


def test_ham10000_columns_bring_lesions_and_people(tmp_path: Path) -> None:
    text = (
        "lesion_id,image_id,dx,dx_type,age,sex,localization\nL1,B,nv,histo,40,male,back\nL1,A,nv,histo,40,male,back\n"
    )
    table = load_labelled(_folder(tmp_path / "ham", text, "A.jpg", "B.jpg"), CLASSES).dataset.table
    assert table["lesion_id"].nunique() == 1
    assert table["age"].tolist() == [40.0, 40.0]
    assert table["sex"].tolist() == ["male", "male"]


def test_diagnoses_are_known_by_name_and_names_may_have_endings(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "named", "file;diagnosis\nA.jpg;melanoma\nB.jpg;Melanocytic Nevus\n", "A.jpg", "B.jpg")
    assert load_labelled(folder, CLASSES).dataset.labels.tolist() == [0, 1]


def test_a_class_that_the_network_lacks_is_left_out_and_counted(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "more", "image_id,dx\nA,mel\nB,scc\nC,scc\n", "A.jpg")  # B and C need not be there
    found = load_labelled(folder, CLASSES)
    assert found.unknown == {"scc": 2}
    assert list(found.dataset.table["image_id"]) == ["A"]
    assert found.dataset.classes == CLASSES


def test_what_a_run_has_seen_is_recognised_by_image_and_by_lesion() -> None:
    split = pd.DataFrame({"image_id": ["A", "B", "C"], "lesion_id": ["1", "2", "3"], "part": ["train", "val", "test"]})
    own = pd.DataFrame({"image_id": ["A", "B", "C", "D"], "lesion_id": ["1", "2", "3", "1"]})
    assert unseen(own, split).tolist() == [False, False, True, False]  # D is another image of a lesion learned from
    others = pd.DataFrame({"image_id": ["X", "Y"], "lesion_id": ["1", "2"]})
    assert unseen(others, split).all()  # another data set that counts its lesions from 1 too


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ("image_id,dx\nA,scc\n", "none of the classes mel, nv (it has scc)"),
        ("image_id,dx\nA,mel\nZ,nv\n", "nowhere below"),
        ("image_id,lesion_id,dx\nA,1,mel\nB,1,nv\n", "lesion 1 carry different diagnoses"),
        ("image_id,dx\nA.jpg,mel\nA,nv\n", "lists A more than once"),
        ("name of nothing\nA\n", "no file of labels"),
    ],
)
def test_labels_that_cannot_be_used_are_refused_in_one_sentence(tmp_path: Path, labels: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        load_labelled(_folder(tmp_path / "bad", labels, "A.jpg", "B.jpg"), CLASSES)
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_two_files_of_labels_are_not_guessed_between(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "two", "image_id,dx\nA,mel\n", "A.jpg")
    (folder / "again.csv").write_text("image_id,dx\nA,nv\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"several files of labels \(again\.csv, labels\.csv\)"):
        load_labelled(folder, CLASSES)


def test_the_archives_own_metadata_does_not_stand_beside_the_labels(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "isic", "image,MEL,NV\nA,1,0\nU,0,0\n", "A.jpg", "U.jpg")
    archive = "isic_id,attribution,diagnosis,age_approx\nA,someone,nevus,50\nU,someone,,50\n"
    (folder / "metadata.csv").write_text(archive, encoding="utf-8")
    assert list(load_labelled(folder, CLASSES).dataset.table["dx"]) == ["mel"]
    (folder / "labels.csv").unlink()
    (folder / "metadata.csv").write_text(archive.replace("nevus", "Melanoma"), encoding="utf-8")
    table = load_labelled(folder, CLASSES).dataset.table
    assert (list(table["dx"]), list(table["age"])) == (["mel"], [50.0])


def test_folders_and_cases_of_names_are_told_apart(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "two", "image,dx\na/001.JPG,mel\nb/001.JPG,nv\n")
    for name in ("a", "b"):
        (folder / name).mkdir()
        Image.new("RGB", (8, 8), "red").save(folder / name / "001.jpg")
    table = load_labelled(folder, CLASSES).dataset.table
    assert [path.parent.name for path in table["path"]] == ["a", "b"]
    assert list(table["dx"]) == ["mel", "nv"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="does not exist"):
        load_labelled(tmp_path / "nowhere", CLASSES)


def test_known_pairs_copies_and_whole_lesions_of_what_was_learned_from_are_seen() -> None:
    taught, twin = EXTRA_DUPLICATES[0]
    split = pd.DataFrame(
        {
            "image_id": [taught, "T1", "T2", "T3"],
            "lesion_id": ["1", "2", "3", "4"],
            "part": ["train", "train", "test", "val"],
            "picture": ["aa", "bb", "cc", "dd"],
        }
    )
    table = pd.DataFrame(
        {
            "image_id": [twin, "sibling", "copy", "copy's sibling", "T2", "other"],
            "lesion_id": ["p", "p", "q", "q", "3", "r"],
        }
    )
    shown = ["ee", "ff", "bb", "gg", "cc", "hh"]
    assert unseen(table, split, shown).tolist() == [False, False, False, False, True, True]
    # A run of an earlier version kept no pictures: the known pairs are known all the same.
    assert unseen(table, split.drop(columns="picture"), shown).tolist() == [False, False, True, True, True, True]


def test_another_image_of_a_usual_name_is_not_the_one_learned_from() -> None:
    """`IMG_0001` is in every camera; an image of the archive is the same one wherever it lies."""
    pixels = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8)
    known = perceptual_hashes(pixels)
    split = pd.DataFrame(
        {
            "image_id": ["IMG_1", "ISIC_0000001", "clinic/IMG_2", "IMG_3"],
            "lesion_id": ["1", "2", "clinic/3", "4"],
            "source": ["a", "a", "clinic", "a"],
            "part": ["train"] * 4,
            "picture": ["aa", "bb", "cc", "dd"],
            "looks": [row.tobytes().hex() for row in known],
        }
    )
    table = pd.DataFrame({"image_id": ["IMG_1", "IMG_2", "IMG_3", "new"], "lesion_id": ["1", "7", "8", "3"]})
    strange = perceptual_hashes(np.random.default_rng(1).integers(0, 256, (4, 32, 32, 3), dtype=np.uint8))
    shown = ["ee", "ff", "gg", "hh"]
    assert unseen(table, split, shown, strange).all()
    strange[1] = known[2]  # the clinic's own, saved anew and called as its source calls it: lesions are the same then
    assert unseen(table, split, shown, strange).tolist() == [False, False, True, False]
    archived = pd.DataFrame({"image_id": ["ISIC_0000001"], "lesion_id": ["5"]})
    assert unseen(archived, split, ["ii"], strange[:1]).tolist() == [False]


def test_ids_that_differ_in_case_and_blanks_are_the_same_patient_s() -> None:
    split = pd.DataFrame({"image_id": ["T"], "lesion_id": ["L1"], "patient_id": ["P 1"], "part": ["train"]})
    table = pd.DataFrame(
        {"image_id": ["T", "A", "B", "C"], "lesion_id": ["l1", "a", "L1 ", "c"], "patient_id": ["", "p  1", "", "P 11"]}
    )
    assert unseen(table, split).tolist() == [False, False, False, True]


def test_a_test_image_with_a_label_for_several_classes_is_still_unseen() -> None:
    split = pd.DataFrame({"image_id": ["A", "B"], "lesion_id": ["1", "2"], "part": ["test_coarse", "val_coarse"]})
    assert unseen(split[["image_id", "lesion_id"]], split).tolist() == [True, False]


def test_what_labels_stand_for_is_told_by_the_mapping_of_the_training(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "hospital", "image_id,dx\nA,MM\nB,naevus\nC,benign\nD,scc\n", "A.jpg", "B.jpg", "C.jpg")
    found = load_labelled(
        folder, (*CLASSES, ClassInfo("df", "DF", False)), labels={"mm": "mel", "naevus": ["nv", "df"]}
    )
    assert found.dataset.labels.tolist() == [0, -1, -1]
    assert found.dataset.members.tolist() == [[True, False, False], [False, True, True], [False, True, True]]
    assert found.unknown == {"scc": 1}
    with pytest.raises(DataError, match="mapped to bcc, which is none of the run's classes"):
        load_labelled(folder, CLASSES, labels={"MM": "bcc"})


def test_the_classes_beside_the_images_say_what_a_label_covers(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "own", "image_id,dx\nA,mel\nB,pigmented\n", "A.jpg", "B.jpg")
    (folder / "classes.csv").write_text(
        "code,name,malignant,covers\nmel,M,yes,\nnv,N,no,\npigmented,P,,mel+nv\n", encoding="utf-8"
    )
    dataset = load_labelled(folder, CLASSES).dataset
    assert dataset.sets == {"pigmented": ("mel", "nv")}
    assert dataset.labels.tolist() == [0, -1]


def test_patients_are_read_by_their_usual_names_and_other_lesions_of_one_learned_from_are_seen(tmp_path: Path) -> None:
    text = "isic_id,Patient,diagnosis,Gender\nA,IP_1 ,mel,male\nB,IP_2,nv,female\nC,,nv,\nD,unknown,nv,\n"
    table = load_labelled(_folder(tmp_path / "p", text, *(f"{n}.jpg" for n in "ABCD")), CLASSES).dataset.table
    assert list(table["patient_id"]) == ["IP_1", "IP_2", "", ""]
    assert list(table["sex"][:2]) == ["male", "female"]
    split = pd.DataFrame(
        {
            "image_id": ["T", "U", "V"],
            "lesion_id": ["1", "2", "3"],
            "patient_id": ["IP_1", "", "IP_2"],
            "part": ["train", "val", "test"],
        }
    )
    assert unseen(table, split).tolist() == [False, True, True, True]
    numbered = split.replace({"IP_1": "1"}), table.assign(patient_id=["1", "2", "", ""])
    assert unseen(numbered[1], numbered[0]).all()  # another data set that counts its patients from 1 too


def test_images_without_a_diagnosis_are_counted(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "gaps", "image_id,dx\nA,mel\nB,\nC,\n", "A.jpg")
    assert load_labelled(folder, CLASSES).undiagnosed == 2


def test_labels_in_another_encoding_are_told_as_such(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "old", "", "A.jpg")
    (folder / "labels.csv").write_bytes("image_id,dx,site\nA,mel,Rücken\n".encode("latin-1"))
    with pytest.raises(DataError, match=r"perhaps Latin-1.*save it as a CSV file in UTF-8"):
        load_labelled(folder, CLASSES)


def test_ages_that_are_none_are_told(tmp_path: Path) -> None:
    folder = _folder(tmp_path / "ages", "image_id;dx;age\nA;mel;50,5\nB;nv;old\n", "A.jpg", "B.jpg")
    dataset = load_labelled(folder, CLASSES).dataset
    assert dataset.table["age"].iloc[0] == 50.5
    assert dataset.notes == ("the age of 1 images is no number of years (old) and left out",)


def test_a_label_that_may_be_a_class_that_the_network_lacks_says_no_more_than_it_does(tmp_path: Path) -> None:
    text = "image_id,dx\nA,mel\nB,dots\nC,lumps\nD,flat\nE,bad\n"
    folder = _folder(tmp_path / "more", text, *(f"{name}.jpg" for name in "ABCDE"))
    classes = (*CLASSES, ClassInfo("bkl", "BKL", False), ClassInfo("bcc", "BCC", True))
    labels = {
        "dots": ["nv", "bkl", "vasc"],  # benign, whichever it is
        "lumps": ["nv", "bkl", "scc"],  # malignant, if it is the one that the network lacks
        "flat": ["nv", "df"],  # would become nv for certain
        "bad": ["mel", "bcc", "scc"],
    }
    found = load_labelled(folder, classes, labels=labels)
    assert found.dataset.sets == {"dots": ("nv", "bkl"), "bad": ("mel", "bcc")}
    assert found.unknown == {"flat": 1, "lumps": 1}
    with pytest.raises(DataError, match=r"dots of .* is mapped to vascc, which is no known class"):
        load_labelled(folder, classes, labels=labels | {"dots": ["nv", "vascc"]})


def test_images_of_the_archive_are_known_whatever_folder_and_case_they_are_listed_with() -> None:
    taught, twin = EXTRA_DUPLICATES[0]
    split = pd.DataFrame({"image_id": [taught, "isic_0000007"], "lesion_id": ["1", "2"], "part": ["train", "val"]})
    table = pd.DataFrame(
        {"image_id": [f"x/{twin.lower()}", taught.lower(), "y/ISIC_0000007", "ISIC_0000008"], "lesion_id": list("pqrs")}
    )
    assert unseen(table, split).tolist() == [False, False, False, True]
