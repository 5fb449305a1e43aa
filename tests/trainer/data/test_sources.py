"""Several data sets in one training: named, mapped, joined, and refused where they contradict each other."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tests.phantoms import CODES, write_phantoms
from trainer.data.copies import notes_on_twins, picture_numbers
from trainer.data.merged_sources import describe_sources, load_sources
from trainer.data.negatives import load_negatives
from trainer.data.sources import DATA_FILE, Source, negatives_named, read_sources, shares_of
from trainer.data.split import group_ids, split_images
from trainer.errors import DataError

BENIGN = ("bkl", "df", "nv", "vasc")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two data sets of phantoms, `first` and `second`, of other drawings and with ids of their own."""
    folder = tmp_path_factory.mktemp("sources")
    write_phantoms(folder / "first", per_class=8, size=(40, 30))
    write_phantoms(folder / "second", per_class=6, size=(40, 30), seed=5)
    for path in sorted((folder / "second").rglob("*.jpg")):
        path.rename(path.with_name(f"B{path.name}"))
    change(folder / "second", lambda t: t.assign(image_id="B" + t["image_id"], lesion_id="B" + t["lesion_id"]))
    return folder


@pytest.fixture
def both(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "data"))


def change(folder: Path, edit) -> None:
    table = pd.read_csv(folder / "metadata.csv", dtype=str, keep_default_na=False)
    edit(table).to_csv(folder / "metadata.csv", index=False)


def loaded(*given: Path):
    return load_sources(read_sources(given))


def test_every_image_keeps_the_name_of_its_source(both):
    data = loaded(both / "first", both / "second")
    assert data.table["source"].value_counts().to_dict() == {"first": 56, "second": 42}
    assert data.table["image_id"].is_unique
    assert data.table["image_id"].is_monotonic_increasing
    assert [info.code for info in data.classes] == list(CODES)


def test_benign_stands_for_every_benign_class_where_others_are_finer_and_is_told(both):
    change(both / "second", lambda t: t.assign(dx=t["dx"].replace(list(BENIGN), "benign")))
    data = loaded(both / "first", both / "second")
    assert "benign" not in {info.code for info in data.classes}
    assert data.sets == {"benign": BENIGN}
    rows = (data.table["dx"] == "benign").to_numpy()
    assert (data.labels[rows] == -1).all()
    assert (data.labels[~rows] >= 0).all()
    assert data.members[rows].sum(axis=1).tolist() == [4] * 24
    assert (data.members[~rows].argmax(axis=1) == data.labels[~rows]).all()
    assert "benign (24 images) stands for bkl or df or nv or vasc" in describe_sources(data)
    assert "source second: 42 images, none of bkl, df, nv, vasc" in describe_sources(data)


def test_benign_and_malignant_alone_are_two_classes(both):
    malignant = {code: "malignant" if code not in BENIGN else "benign" for code in CODES}
    change(both / "first", lambda t: t.assign(dx=t["dx"].map(malignant)))
    data = loaded(both / "first")
    assert [(info.code, info.malignant) for info in data.classes] == [("benign", False), ("malignant", True)]
    assert data.sets == {}


def test_a_data_file_names_sources_maps_labels_and_sets_shares(both):
    change(both / "second", lambda t: t.assign(dx=t["dx"].replace({"nv": "naevoid", "mel": "MM"})))
    (both / DATA_FILE).write_text(
        '[[source]]\nname = "clinic"\nfolder = "first"\n'
        '[[source]]\nname = "other clinic"\nfolder = "second"\nshare = 0.25\n'
        '[source.labels]\nMM = "mel"\nnaevoid = ["nv", "bkl"]\n',
        encoding="utf-8",
    )
    sources = read_sources([both])
    data = load_sources(sources)
    assert data.sets == {"naevoid": ("bkl", "nv")}
    assert data.counts["mel"] == 14
    assert shares_of(sources) == {"clinic": 0.75, "other clinic": 0.25}


def test_the_licence_of_every_source_is_named(both):
    (both / DATA_FILE).write_text(
        '[[source]]\nname = "clinic"\nfolder = "first"\nlicence = "CC BY 4.0"\n'
        '[[source]]\nname = "other clinic"\nfolder = "second"\n',
        encoding="utf-8",
    )
    sources = read_sources([both])
    assert load_sources(sources).licence == "clinic: CC BY 4.0; other clinic: not stated"
    assert load_sources(sources[:1]).licence == "CC BY 4.0"


def test_a_classes_file_says_what_a_label_covers(both):
    change(both / "first", lambda t: t.assign(dx=t["dx"].where(t.index > 20, "pigmented")))
    rows = [f"{code},{code},{'no' if code in BENIGN else 'yes'}," for code in CODES]
    text = "\n".join(["code,name,malignant,covers", *rows, "pigmented,Pigmented,,nv+mel"])
    (both / "first" / "classes.csv").write_text(text, encoding="utf-8")
    assert loaded(both / "first").sets == {"pigmented": ("mel", "nv")}


@pytest.mark.parametrize(
    ("labels", "words"),
    [
        ({"nv": "nevvus"}, "mapped to nevvus, which is no known class"),
        ({"nv": []}, "covers no class"),
        ({"naevus?": "nv"}, "no image with the label naevus?"),
        ({"nv": ["scc", "ak"]}, "covers ak, scc, which no image is diagnosed with"),
        ({"nv": ["bkl", "df", "scc"]}, "covers scc, which no image is diagnosed with, beside bkl, df"),
        ({"nv": ["mel", "scc"]}, "covers scc, which no image is diagnosed with, beside mel"),
    ],
)
def test_labels_that_say_nothing_are_refused(both, labels, words):
    with pytest.raises(DataError) as caught:
        load_sources([Source(str(both / "first"), "first", labels=labels)])
    assert words in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_image_with_two_diagnoses_in_two_sources_is_named(both):
    shutil.copytree(both / "first", both / "third")
    change(
        both / "third",
        lambda t: t.assign(dx=t["dx"].where(t["image_id"] != "PHANTOM_000003", "scc"), lesion_id=t["image_id"]),
    )
    with pytest.raises(DataError, match=r"PHANTOM_000003 is \w+ in first and scc in third"):
        loaded(both / "first", both / "third")


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({}, {"mel": ["bcc", "akiec"]}, "mel is a class in first and a label for several classes in second"),
        ({"df": ["nv", "vasc"]}, {"df": ["nv", "bkl"]}, "df covers other classes in second than in first"),
    ],
)
def test_labels_that_two_sources_read_otherwise_are_told_with_the_names_of_both(both, first, second, words):
    sources = [Source(str(both / name), name, labels=own) for name, own in (("first", first), ("second", second))]
    with pytest.raises(DataError, match=words):
        load_sources(sources)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("nv", "The class nv is malignant in second and benign in first"),
        ("mel", "The class mel is malignant in first and benign in second"),
    ],
)
def test_a_class_that_is_malignant_in_one_source_alone_is_told_with_the_names_of_both(both, code, words):
    malignant = {"akiec", "bcc", "mel"} ^ {code}
    rows = [f"{one},{one},{'yes' if one in malignant else 'no'}" for one in CODES]
    (both / "second" / "classes.csv").write_text("\n".join(["code,name,malignant", *rows]), "utf-8")
    with pytest.raises(DataError, match=words):
        loaded(both / "first", both / "second")


def test_images_that_an_earlier_source_has_are_left_out_and_told(both):
    shutil.copytree(both / "first", both / "third")
    with pytest.raises(DataError, match="All images of third are in the other sources"):
        loaded(both / "first", both / "third")
    for path in (both / "second").rglob("*.jpg"):
        shutil.copy(path, both / "third" / path.name)
    second = pd.read_csv(both / "second" / "metadata.csv", dtype=str, keep_default_na=False)
    change(both / "third", lambda t: pd.concat([t, second]))
    data = loaded(both / "first", both / "third")
    assert len(data.table) == 98
    assert any("56 images of third are in an earlier source too" in note for note in data.notes)


def test_the_same_name_of_other_images_is_told_apart(both):
    write_phantoms(both / "third", per_class=8, size=(40, 30), seed=9)
    first = pd.read_csv(both / "first" / "metadata.csv", dtype=str, keep_default_na=False).set_index("image_id")["dx"]
    change(both / "third", lambda t: t.assign(dx=list(first.reindex(t["image_id"])), lesion_id=t["image_id"]))
    data = loaded(both / "first", both / "third")
    assert len(data.table) == 112
    assert data.table["image_id"].str.startswith("third/").sum() == 56


def test_the_split_of_a_source_does_not_depend_on_what_lies_beside_it(both):
    alone, joined = loaded(both / "first"), loaded(both / "second", both / "first")
    parts = dict(zip(alone.table["image_id"], split_images(alone.table, by="lesion", seed=0), strict=True))
    beside = dict(zip(joined.table["image_id"], split_images(joined.table, by="lesion", seed=0), strict=True))
    assert all(beside[image] == part for image, part in parts.items())


def test_copies_under_several_lesions_of_one_source_are_told():
    table = pd.DataFrame({"source": ["a"] * 3, "lesion_id": list("uvw"), "dx": ["nv"] * 3, "image_id": list("pqr")})
    (note,) = notes_on_twins(table, np.array([0, 0, 1]))
    assert note == "pictures under several lesions that are not known as duplicates: 1; each kept in one part"
    assert notes_on_twins(table, np.array([0, 1, 2])) == []


def test_pictures_in_two_sources_are_told_and_a_source_of_nothing_else_is_refused():
    table = pd.DataFrame(
        {"source": list("aaabb"), "lesion_id": list("uvwxy"), "dx": ["nv"] * 5, "image_id": list("pqrst")}
    )
    pixels = np.array([1, 2, 3, 1, 9], dtype=np.uint8)[:, None, None, None] * np.ones((1, 2, 2, 3), np.uint8)
    (note,) = notes_on_twins(table, picture_numbers(pixels))
    assert note == "pictures in several sources, each kept in one part: 1"
    pixels[4] = 2
    with pytest.raises(DataError, match="All images of b are copies"):
        notes_on_twins(table, picture_numbers(pixels))


def test_two_sources_of_the_same_pictures_alone_are_refused():
    table = pd.DataFrame(
        {"source": list("aaabbb"), "lesion_id": list("uvwxyz"), "dx": ["nv"] * 6, "image_id": list("pqrstu")}
    )
    with pytest.raises(DataError, match="All images of a are copies of images in other sources"):
        notes_on_twins(table, np.array([0, 1, 2, 2, 1, 0]))
    with pytest.raises(DataError, match="All images of a are copies"):  # the larger one, of one picture
        notes_on_twins(table.assign(source=list("aaaabb")), np.array([0, 0, 0, 0, 0, 1]))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[source]]\nname = 1\n", "does not name the sources as it should"),
        ('[[source]]\nfolder = "first"\nrole = "external"\n', "nothing to learn from"),
        ('[[source]]\nfolder = "first"\nshare = 0.7\n[[source]]\nfolder = "second"\nshare = 0.7\n', "add up to 1.40"),
        ('[[source]]\nfolder = "first"\n[[source]]\nfolder = "first"\n', "named twice"),
        ('[[source]]\nfolder = "nowhere"\n', "does not exist"),
        ('[[source]]\nfolder = "first"\nname = ""\n', "does not name the sources as it should"),
        (
            '[[source]]\nfolder = "first"\n[[source]]\nfolder = "second"\nrole = "external"\nshare = 0.2\n',
            "leave out its share",
        ),
        (
            '[[source]]\nfolder = "first"\n[[source]]\nfolder = "second"\nrole = "external"\nsplit = "s.csv"\n',
            "leave out its split",
        ),
    ],
)
def test_a_data_file_that_cannot_be_followed_is_refused_in_one_sentence(both, text, words):
    (both / DATA_FILE).write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        read_sources([both])
    assert words in str(caught.value)
    assert str(caught.value).count("\n") == 0


def test_benign_is_coarse_in_whichever_order_sources_with_and_without_a_classes_file_come(both):
    rows = [f"{code},{code},{'no' if code in BENIGN else 'yes'}" for code in CODES]
    (both / "first" / "classes.csv").write_text("\n".join(["code,name,malignant", *rows]), encoding="utf-8")
    change(both / "second", lambda t: t.assign(dx=t["dx"].replace(list(BENIGN), "benign")))
    for order in (("first", "second"), ("second", "first")):
        assert loaded(*(both / name for name in order)).sets == {"benign": BENIGN}


def test_a_data_file_of_an_editor_that_begins_with_a_byte_order_mark_is_read(both):
    text = '[[source]]\nname = "诊所"\nfolder = "first"\n'
    (both / DATA_FILE).write_text(text, encoding="utf-8-sig")
    assert [source.name for source in read_sources([both])] == ["诊所"]
    (both / DATA_FILE).write_text(text.replace("诊所", "clinique générale"), encoding="latin-1")
    with pytest.raises(DataError, match="does not name the sources as it should"):
        read_sources([both])


def test_of_the_benign_classes_that_a_label_covers_those_without_images_are_left_out(both):
    change(both / "first", lambda t: t[t["dx"] != "vasc"].assign(dx=lambda own: own["dx"].replace("df", "harmless")))
    data = load_sources([Source(str(both / "first"), labels={"harmless": ["nv", "bkl", "vasc"]})])
    assert data.sets == {"harmless": ("bkl", "nv")}


def test_unknown_patients_of_two_sources_are_not_one_patient_and_numbered_ones_not_the_same(both):
    for name in ("first", "second"):
        change(both / name, lambda t: t.assign(patient_id=["1", "1", *[""] * (len(t) - 2)]))
    data = loaded(both / "first", both / "second")
    assert set(data.table["patient_id"]) == {"1", "second/1", ""}
    assert len(set(group_ids(data.table))) >= data.lesions - 2


def test_a_lesion_of_the_archive_with_two_diagnoses_in_two_sources_is_told(both):
    for name, code in (("first", "mel"), ("second", "nv")):
        change(both / name, lambda t, c=code: t.assign(lesion_id=t["lesion_id"].mask(t["dx"] == c, "IL_0000001")))
    data = loaded(both / "first", both / "second")
    assert "1 lesions have other diagnoses in other sources (IL_0000001); correct one" in data.notes


def test_data_toml_names_folders_of_images_of_another_kind(both):
    """Beside it or absolute, for the file itself or its folder; they are no sources, and a source is none of them."""
    text = 'negatives = ["tiles", "/far/away"]\n\n[[source]]\nname = "first"\nfolder = "first"\n'
    (both / DATA_FILE).write_text(text, encoding="utf-8")
    named = (both / "tiles", Path("/far/away"))
    assert negatives_named((both,)) == negatives_named((both / DATA_FILE,)) == named
    assert [source.name for source in read_sources((both,))] == ["first"]
    assert negatives_named((both / "first",)) == ()
    with pytest.raises(DataError, match="lie within each other"):
        load_negatives((both / "first",), sources=read_sources((both,)))
    with pytest.raises(DataError, match="lie within each other"):
        load_negatives((both,), sources=read_sources((both,)))


def test_classes_that_are_all_benign_or_all_malignant_are_told(both, drawn):
    benign = {code: code if code in BENIGN else "nv" for code in CODES}
    malignant = {code: "mel" if code in BENIGN else code for code in CODES}
    for named, words in ((benign, "no class counts as malignant"), (malignant, "every class counts as malignant")):
        for name in ("first", "second"):
            change(both / name, lambda t, n=named: t.assign(dx=t["dx"].map(n), lesion_id=""))
        for given in (("first",), ("first", "second")):
            notes = loaded(*(both / name for name in given)).notes
            assert sum(words in note and "say in classes.csv which are" in note for note in notes) == 1
        shutil.copytree(drawn, both, dirs_exist_ok=True)
    assert not any("counts as malignant" in note for note in loaded(both / "first").notes)


def test_an_image_of_the_archive_is_the_same_in_two_sources_whatever_folder_it_is_listed_with(both):
    for name, listed in (("first", "ISIC_0000007"), ("second", "images/isic_0000007")):
        table = pd.read_csv(both / name / "metadata.csv", dtype=str)
        image = next((both / name).rglob(f"{table['image_id'][table['dx'] == 'nv'].iloc[0]}.jpg"))
        (both / name / "images").mkdir(exist_ok=True)
        image.rename(both / name / "images" / f"{Path(listed).name}.jpg")
        change(both / name, lambda t, i=image.stem, to=listed: t.assign(image_id=t["image_id"].replace(i, to)))
    notes = loaded(both / "first", both / "second").notes
    assert "1 images of second are in an earlier source too and left out here" in notes
