"""What a `data.toml` says is done to the letter, or refused in one sentence: nothing in it is passed over."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.phantoms import CODES, write_phantoms
from trainer.data.dataset import load_dataset
from trainer.data.labelled import load_labelled
from trainer.data.merged_sources import load_sources
from trainer.data.sources import DATA_FILE, Source, negatives_named, read_sources, shares_of
from trainer.errors import DataError

BENIGN = ("bkl", "df", "nv", "vasc")
A, B = '[[source]]\nfolder = "a"\n', '[[source]]\nfolder = "b"\n'


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two data sets of phantoms, `a` and `b`, with ids of their own."""
    top = tmp_path_factory.mktemp("drawn")
    for name, seed in (("a", 0), ("b", 5)):
        write_phantoms(top / name, per_class=4, size=(40, 30), seed=seed)
    for path in sorted((top / "b").rglob("*.jpg")):
        path.rename(path.with_name(f"B{path.name}"))
    change(top / "b", lambda t: t.assign(image_id="B" + t["image_id"], lesion_id="B" + t["lesion_id"]))
    return top


@pytest.fixture
def data(drawn: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(drawn, tmp_path / "data"))


def change(folder: Path, edit) -> None:
    table = pd.read_csv(folder / "metadata.csv", dtype=str, keep_default_na=False)
    edit(table).to_csv(folder / "metadata.csv", index=False)


def told(folder: Path, text: str):
    """The data set of a `data.toml` with this text."""
    (folder / DATA_FILE).write_text(text, encoding="utf-8")
    return load_sources(read_sources([folder]))


def classes(*further: str) -> str:
    rows = [f"{code},{code},{'no' if code in BENIGN else 'yes'}," for code in CODES]
    return "\n".join(["code,name,malignant,covers", *rows, *further])


def test_a_source_without_a_name_is_called_as_its_folder_is(data):
    assert set(told(data, A + B).table["source"]) == {"a", "b"}
    shutil.copytree(data / "b", data / "more" / "a")
    text = A + '[[source]]\nfolder = "more/a"\n' + B + 'name = "A 2"\n'
    (data / DATA_FILE).write_text(text, encoding="utf-8")
    assert [source.name for source in read_sources([data])] == ["a", "a 3", "A 2"]


def test_a_data_set_is_called_as_its_sources_are(data):
    assert told(data, A + 'name = "Clinic"\n').name == "Clinic"
    assert told(data, A + 'name = "Clinic"\n').table["source"].unique().tolist() == ["Clinic"]
    assert told(data, A + 'name = "Clinic"\n' + B).name == "Clinic + b"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (A + 'name = "x"\n' + B + 'name = "x"\n', "Two sources are called x; give each a name of its own"),
        (A + 'name = "x"\n' + B + 'name = "X"\n', "Two sources are called X"),
        (A + 'lables = { MM = "mel" }\n', "unknown field `lables`"),
        ('[[sources]]\nfolder = "a"\n', "unknown field `sources`"),
        (A + 'role = "extern"\n', "'extern'"),
        (A + "share = 0\n" + B, "> 0.0"),
        (A + "share = -0.5\n" + B, "> 0.0"),
        (A + "share = nan\n" + B, "> 0.0"),
        (A + "share = 0.3\n" + B + "share = 0.3\n", "they add up to 0.60; let them add up to 1"),
        (A + "share = 0.3\n", "they add up to 0.30"),
        (A + 'split = "parts.csv"\n', "parts.csv of"),
        (A + '[source.labels]\nnv = "mel"\nNV = "bkl"\n', "labels nv and NV"),
        (A + '[source.labels]\nnv = "mel"\n"Melanocytic nevus" = "bkl"\n', "are the same label; leave one"),
        (A + '[source.labels]\nnv = ["nv", "bkl", "df"]\n', "nv of .* is one of the classes that it is to cover"),
        (A + '[source.labels]\nnv = ""\n', "covers no class"),
        (A + B + 'role = "external"\n[source.labels]\nnv = "mel"\n" NV" = "mel"\n', "are the same label"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_an_image_is_read(data, text, words):
    with pytest.raises(DataError, match=words) as caught:
        told(data, text)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_rounded_shares_are_meant_to_be_all(data):
    shutil.copytree(data / "b", data / "c")
    (data / DATA_FILE).write_text(
        "".join(f'[[source]]\nfolder = "{name}"\nshare = 0.33\n' for name in "abc"), encoding="utf-8"
    )
    assert list(shares_of(read_sources([data])).values()) == pytest.approx([1 / 3] * 3)


def test_blanks_and_repeated_classes_in_a_mapping_change_nothing(data):
    found = told(data, A + '[source.labels]\n"nv " = ["mel", " MEL"]\n')
    assert found.sets == {}
    assert found.counts["mel"] == 8


def test_a_label_that_covers_labels_covers_what_these_stand_for(data):
    """`benign` and `malignant` are no classes where others are finer: without them the label would say too much."""
    change(data / "a", lambda t: t.assign(dx=t["dx"].replace("df", "odd")))
    assert told(data, A + '[source.labels]\nodd = ["benign", "nv", "bkl"]\n').sets == {"odd": ("bkl", "nv", "vasc")}
    assert told(data, A + '[source.labels]\nodd = ["malignant", "nv"]\n').sets == {"odd": ("akiec", "bcc", "mel", "nv")}
    (data / "a" / "classes.csv").write_text(classes("pigmented,Pigmented,,nv+mel", "odd,Odd,,"), encoding="utf-8")
    with pytest.raises(DataError, match="a code of its own"):  # odd is neither a class nor covers one
        told(data, A)
    (data / "a" / "classes.csv").write_text(classes("odd,Odd,no,", "pigmented,Pigmented,,nv+mel"), encoding="utf-8")
    assert told(data, A + '[source.labels]\nodd = ["pigmented", "bcc"]\n').sets == {"odd": ("bcc", "mel", "nv")}


def test_a_label_that_covers_labels_means_the_same_where_a_run_is_measured(data):
    network = load_dataset(data / "a").classes
    change(data / "b", lambda t: t.assign(dx=t["dx"].replace("df", "odd")))
    found = load_labelled(data / "b", network, labels={"odd ": ["Benign", "nv"]})
    assert found.dataset.sets == {"odd": BENIGN}
    assert load_labelled(data / "b", network, labels={"odd": [" df", "DF"]}).dataset.counts["df"] == 4
    named = ["Dermatofibroma", "melanocytic NEVUS"]
    assert load_labelled(data / "b", network, labels={"odd": named}).dataset.sets == {"odd": ("df", "nv")}
    assert told(data, B + f"[source.labels]\nodd = {named}\nbkl = 'df'\n").sets == {"odd": ("df", "nv")}
    assert load_labelled(data / "b", network, labels={"odd": "Melanoma"}).dataset.counts["mel"] == 8


def test_diagnoses_of_two_sources_that_differ_in_case_alone_are_one_class(data):
    change(data / "a", lambda t: t.assign(dx=t["dx"].replace({"nv": "mole", "df": "Odd"})))
    change(data / "b", lambda t: t.assign(dx=t["dx"].replace({"nv": "MOLE", "df": "odd"})))
    found = told(data, A + '[source.labels]\nOdd = ["bkl", "vasc"]\n' + B + '[source.labels]\nodd = ["vasc", "bkl"]\n')
    assert found.counts["mole"] == 8
    assert found.sets == {"Odd": ("bkl", "vasc")}
    assert "diagnoses of b read as those of an earlier source: MOLE as mole, odd as Odd" in found.notes


@pytest.mark.parametrize("written", ["nv+bkl", "nv|bkl", "NV + Bkl", '"nv, bkl"', "nv;bkl", "nv bkl", "nv/bkl"])
def test_what_a_label_covers_may_be_parted_by_any_usual_sign(data, written):
    change(data / "a", lambda t: t.assign(dx=t["dx"].mask(t.index == 3, "odd"), lesion_id=""))
    (data / "a" / "classes.csv").write_text(classes(f"odd,Odd,,{written}"), encoding="utf-8")
    assert told(data, A).sets == {"odd": ("bkl", "nv")}


def test_names_of_classes_with_blanks_and_signs_are_covered_whole(data):
    change(
        data / "a", lambda t: t.assign(dx=t["dx"].mask(t.index == 3, "odd").replace("nv", "blue / nevus"), lesion_id="")
    )
    text = classes("blue / nevus,Blue,no,", "odd,Odd,,blue / nevus + bkl")
    (data / "a" / "classes.csv").write_text(text, encoding="utf-8")
    assert told(data, A).sets == {"odd": ("bkl", "blue / nevus")}


def test_a_label_that_covers_one_class_is_that_class(data):
    change(data / "a", lambda t: t.assign(dx=t["dx"].replace("df", "odd")))
    (data / "a" / "classes.csv").write_text(classes("odd,Odd,,nv"), encoding="utf-8")
    found = told(data, A)
    assert (found.sets, found.counts["nv"]) == ({}, 8)
    network = load_dataset(data / "b").classes
    assert load_labelled(data / "a", network).dataset.counts["nv"] == 8


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        (["odd,Odd,,nv+bkl", "ODD,Odd,,mel+bcc"], "Line 10 of .* names ODD once more"),
        (["NV,Naevi,,mel+bcc"], "Line 9 of .* names NV once more"),
        (["odd,Odd,,nv+odd"], "odd covers odd, which it does not name; correct line 9"),
        (["odd,Odd,,+"], "odd covers no class"),
    ],
)
def test_rows_of_a_classes_file_that_contradict_others_are_refused(data, rows, words):
    (data / "a" / "classes.csv").write_text(classes(*rows), encoding="utf-8")
    with pytest.raises(DataError, match=words):
        told(data, A)


@pytest.mark.parametrize("said", ["n/a", "Unknown", "-", "NaN"])
def test_words_that_say_nothing_are_no_diagnosis_unless_somebody_says_what_they_stand_for(data, said):
    change(data / "a", lambda t: t.assign(dx=t["dx"].replace("df", said)))
    found = told(data, A)
    assert found.counts.keys() == set(CODES) - {"df"}
    assert "4 images without a diagnosis left out" in found.notes
    assert told(data, A + f'[source.labels]\n"{said}" = "benign"\n').sets == {"benign": ("bkl", "nv", "vasc")}


def test_the_example_of_the_documentation_is_read_as_it_is_explained(tmp_path):
    page = (Path(__file__).parents[3] / "docs" / "train.md").read_text(encoding="utf-8")
    text = re.search(r"```text\n(negatives .*?)```", page, re.DOTALL)[1]
    (tmp_path / DATA_FILE).write_text(text, encoding="utf-8")
    sources = read_sources([tmp_path], learn=False)
    assert [source.name for source in sources] == ["HAM10000", "Clinic A", "elsewhere"]
    assert shares_of(sources) == {"HAM10000": 0.7, "Clinic A": 0.3}
    assert negatives_named([tmp_path]) == (tmp_path / "photographs",)
    table = page[page.index("| of a `[[source]]` |") :]
    keys = set(re.findall(r"^\| `(?:\[source\.)?(\w+)\]?` \|", table, re.MULTILINE))
    assert keys >= set(Source.__struct_fields__)
