"""Answers against known diagnoses: the figures, their intervals, and what was left out."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from desktop.common.formula_guard import begins_formula
from desktop.contract import ClassInfo, ModelInfo
from desktop.evaluation.agreement import Agreement, Tally
from desktop.evaluation.labels import Label, Labels
from desktop.evaluation.summary import agreement_in_words, agreement_rows
from desktop.results.rows import FAILED, OK, Row
from tests.desktop.helpers import broken_file, coloured_files, one_colour, table
from tests.tiny_model import tiny_info


def compared(cases: list[tuple[str, str, tuple[float, ...]]], info: ModelInfo | None = None) -> Agreement:
    """The agreement over (true class, lesion, probabilities)."""
    info = info or tiny_info()
    labels = {f"i{n}": Label(f"i{n}", truth, lesion) for n, (truth, lesion, _) in enumerate(cases)}
    point = info.operating_point()
    tally = Tally(Labels(Path("labels.csv"), labels), info, point)
    for n, (_, _, p) in enumerate(cases):
        tally.add(Row(f"i{n}.jpg", OK, probabilities=p, referral=point is not None and p[0] >= point.threshold))
    return tally.agreement()


RED, GREEN, BLUE = (0.8, 0.1, 0.1), (0.1, 0.8, 0.1), (0.2, 0.2, 0.6)


def test_the_figures_are_those_on_paper():
    cases = [("red", "", RED)] * 3 + [("red", "", GREEN)] + [("green", "", GREEN)] * 5 + [("green", "", RED)]
    found = compared(cases)
    assert found.accuracy is not None
    assert found.balanced_accuracy is not None
    assert found.accuracy.value == 0.8
    assert found.balanced_accuracy.value == pytest.approx((3 / 4 + 5 / 6) / 2)
    assert found.confusion.tolist() == [[3, 1, 0], [1, 5, 0], [0, 0, 0]]
    red, green, blue = found.classes
    assert (red.images, green.images, blue.images) == (4, 6, 0)
    assert red.sensitivity is not None
    assert red.specificity is not None
    assert red.auc is not None
    assert (red.sensitivity.value, red.specificity.value) == (0.75, 5 / 6)
    # 4 x 6 pairs: 3 x 5 won, 3 x 1 and 1 x 5 tied, 1 x 1 lost
    assert red.auc.value == pytest.approx((15 + 4) / 24)
    assert (blue.sensitivity, blue.auc) == (None, None)
    assert blue.specificity is not None
    assert found.referral is not None
    assert (found.referral.positives, found.referral.negatives) == (4, 6)
    assert found.referral.sensitivity is not None
    assert found.referral.sensitivity.value == 0.75
    assert found.malignant_auc is not None
    assert found.malignant_auc.value == red.auc.value


def test_no_cell_of_the_figures_is_computed_by_a_spreadsheet():
    """Classes are named by whoever made the model."""
    names = ('=HYPERLINK("x")', "x;=1+1", "@blue")
    classes = tuple(ClassInfo(c.code, name, c.malignant) for c, name in zip(tiny_info().classes, names, strict=True))
    info = tiny_info(classes=classes)
    rows = agreement_rows(compared([("a.png", "red", (0.8, 0.1, 0.1))], info), info)
    words = [cell for row in rows for cell in row if "HYPERLINK" in cell or "1+1" in cell or "blue" in cell]
    assert len(words) > 6
    assert not [cell for cell in words for part in cell.split(";") if begins_formula(part)]


def test_what_is_left_out_is_told():
    info = tiny_info()
    labels = {
        n: Label(n, dx, lesion)
        for n, dx, lesion in (
            *(("a", "RED", "L1"), ("b", "Green spot", "L1"), ("c", "scc", "L2"), ("d", "blue", "L3")),
            ("e", "blue", ""),
        )
    }
    tally = Tally(Labels(Path("known.csv"), labels), info, None)
    for name, status in (
        ("a.jpg", OK),
        ("x/a.jpg", OK),
        ("b.jpg", OK),
        ("c.jpg", OK),
        ("d.jpg", FAILED),
        ("z.jpg", OK),
    ):
        tally.add(Row(name, status, probabilities=RED if status == OK else ()))
    found = tally.agreement()
    m = found.matching
    assert (m.compared, m.labels, m.without_image, m.without_label, m.failed, m.repeated) == (3, 5, 1, 1, 1, 1)
    assert (m.unknown, m.lesions) == ({"scc": 1}, 1)
    assert found.referral is None
    words = agreement_in_words(found, Path("known.csv"))
    for sentence in (
        "compared with known.csv: 3 images of 1 lesion, 5 labels",
        "left out: 1 image labelled 'scc', which the model has no class for",
        "left out: 1 image with a label that could not be read",
        "left out: 1 image without a label",
        "unused: 1 label without an image",
        "note: 1 image has the label of another one too; all are counted",
    ):
        assert sentence in words
    tally = Tally(Labels(Path("k.csv"), {"a": Label("a", "red")}), info, None)
    tally.add(Row("a.jpg", OK, probabilities=RED))
    assert "compared with k.csv: 1 image, 1 label\n" in agreement_in_words(tally.agreement(), Path("k.csv"))


@pytest.mark.parametrize(
    ("data", "names", "warned"),
    [
        ("HAM10000", ("ISIC_0024306.jpg", "part_2/isic_0034320.png", "ISIC_0034321.jpg", "mine.jpg"), 2),
        ("HAM10000 + isic2017", ("ISIC_0024306.jpg", "ISIC_0034320.jpg"), 2),
        ("HAM10000", ("ISIC_0024305.jpg", "xISIC_0024306.jpg", "ISIC_00243060.jpg"), 0),
        ("another set", ("ISIC_0024306.jpg",), 0),
    ],
)
def test_images_of_the_training_data_are_counted_and_warned_of(data, names, warned):
    info = msgspec.structs.replace(tiny_info(), data=msgspec.structs.replace(tiny_info().data, name=data))
    tally = Tally(Labels(Path("l.csv"), {name: Label(name, "red") for name in names}), info, None)
    for name in names:
        tally.add(Row(name, OK, probabilities=RED))
    found = tally.agreement()
    assert (found.matching.compared, found.matching.training) == (len(names), warned)
    told = f"WARNING: {warned} images of HAM10000, the data this model was trained on: most of them it has learned"
    assert (told in agreement_in_words(found, Path("l.csv"))) == bool(warned)
    assert ("WARNING" in agreement_in_words(found, Path("l.csv"))) == bool(warned)


def test_nothing_to_compare_is_said_and_breaks_nothing(run, tmp_path, coloured_images):
    labels = tmp_path / "labels.csv"
    labels.write_text("image_id,dx\nISIC_1,red\n", encoding="utf-8")
    result = run(coloured_images, "--labels", labels, "-o", tmp_path / "r.csv")
    assert result.exit_code == 0
    assert "no image could be compared" in result.stderr
    assert json.loads((tmp_path / "r.labels.json").read_text(encoding="utf-8"))["accuracy"] is None


# --- at the command line ---------------------------------------------------------------------------------------------


def test_the_table_is_printed_and_lies_beside_the_results_also_when_the_run_is_a_continued_one(run, tmp_path):
    images = tmp_path / "images"
    one_colour(images / "r1.png", (230, 20, 20))
    one_colour(images / "g1.png", (20, 230, 20))
    one_colour(images / "deep" / "b1.png", (20, 20, 230))
    broken_file(images / "r2.png")
    labels = tmp_path / "known.csv"
    labels.write_text("image_id,dx,lesion_id\nr1,red,1\ng1,red,1\nb1,blue,2\nr2,red,3\n", encoding="utf-8")
    output = tmp_path / "out.csv"
    first = run(images, "-o", output)
    again = run(images, "-o", output, "--labels", labels)
    assert first.exit_code == again.exit_code == 3
    assert len(table(output.read_text(encoding="utf-8"))) == 4
    assert "compared with known.csv: 3 images of 2 lesions, 4 labels" in again.stderr
    document = json.loads((tmp_path / "out.labels.json").read_text(encoding="utf-8"))
    assert document["accuracy"]["value"] == pytest.approx(2 / 3)
    assert document["confusion"]["classes"] == ["red", "green", "blue"]
    assert document["confusion"]["rows_are_true_columns_are_named"] == [[1, 1, 0], [0, 0, 0], [0, 0, 1]]
    assert document["matching"]["failed"] == 1
    assert (document["labels"], document["model"]) == ("known.csv", "tiny")


def test_without_an_output_the_table_is_only_printed(run, tmp_path):
    files = coloured_files(tmp_path / "images", 3)
    labels = tmp_path / "known.csv"
    labels.write_text("image_id,red,green\n" + "".join(f"{f.path.stem},1,0\n" for f in files), encoding="utf-8")
    result = run(tmp_path / "images", "--labels", labels)
    assert "compared with known.csv: 3 images, 3 labels" in result.stderr
    assert "compared" not in result.stdout
    assert sorted(p.name for p in tmp_path.iterdir()) == ["images", "known.csv"]


def test_bad_labels_are_told_before_anything_is_run(run, tmp_path, coloured_images):
    labels = tmp_path / "known.csv"
    labels.write_text("name of the image,dx\n", encoding="utf-8")
    result = run(coloured_images, "--labels", labels, "-o", tmp_path / "r.csv")
    assert result.exit_code == 2
    assert "have no column with the images' names" in result.stderr
    assert "model tiny" not in result.stderr
    assert not (tmp_path / "r.csv").exists()
