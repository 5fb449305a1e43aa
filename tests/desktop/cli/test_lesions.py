"""--lesions: a row per lesion beside the row per image, in the table, the report and the comparison."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.desktop.helpers import broken_file, one_colour, sentence, table


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """L1: two red images and one that is greenish; L2: one blue; L3: none that can be read; and one without a name."""
    folder = tmp_path / "photos"
    for name, colour in (
        ("L1_a.png", (200, 60, 60)),
        ("L1_b.png", (190, 60, 60)),
        ("L1_c.png", (90, 110, 60)),
        ("L2_a.png", (60, 60, 190)),
        ("other.png", (60, 190, 60)),
    ):
        one_colour(folder / name, colour)
    broken_file(folder / "L3_a.png")
    return folder


def rows(path: Path) -> dict[str, dict[str, str]]:
    return {row["lesion"]: row for row in table(path.read_text(encoding="utf-8"))}


PATTERN = r"^(L\d)_"


def test_a_lesions_row_is_the_answer_to_the_mean_of_its_images_logits(run, photos, tmp_path):
    output = tmp_path / "out.csv"
    done = run(photos, "-o", output, "--lesions", PATTERN)
    assert done.exit_code == 3
    assert "4 lesions, 1 of several images, by the pattern" in done.stderr
    assert "1 image is not told by it and counted alone" in done.stderr
    found = rows(tmp_path / "out.lesions.csv")
    assert list(found) == ["L1", "L2", "L3", "other.png"]
    images = [r for r in table(output.read_text(encoding="utf-8")) if r["file"].startswith("L1")]
    logs = np.log([[float(r[c]) for c in ("red", "green", "blue")] for r in images]).mean(axis=0)
    expected = np.exp(logs) / np.exp(logs).sum()
    assert [float(found["L1"][c]) for c in ("red", "green", "blue")] == pytest.approx(expected, abs=1e-5)
    assert (found["L1"]["images"], found["L1"]["diagnosis"], found["L1"]["referral"]) == ("3", "red", "yes")
    assert images[2]["diagnosis"] == "green"
    options = json.loads((tmp_path / "out.run.json").read_text(encoding="utf-8"))["options"]
    assert options["lesions"] == f"the pattern '{PATTERN}'"
    assert (found["L3"]["images"], found["L3"]["left_out"], found["L3"]["diagnosis"]) == ("0", "1", "")
    assert len(table(output.read_text(encoding="utf-8"))) == 6  # the images' own table is as it was


def test_json_lines_and_the_report_have_them_too(run, photos, tmp_path):
    run(photos, "-o", tmp_path / "out.jsonl", "--lesions", PATTERN, "--report", tmp_path / "report.html")
    found = [json.loads(line) for line in (tmp_path / "out.lesions.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [one["lesion"] for one in found] == ["L1", "L2", "L3", "other.png"]
    assert found[2]["diagnosis"] is None
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "<h2>Lesions</h2>" in page
    assert "<td><bdi>L3</bdi><td class=n>0 (1 left out)<td>no image counts: all failed or are unfamiliar" in page
    assert "<td><bdi>L1</bdi><td class=n>3<td>Red spot" in page


def test_known_diagnoses_are_compared_by_lesion_too(run, photos, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text(
        "image_id,dx,lesion_id\nL1_a,red,L1\nL1_b,red,L1\nL1_c,red,L1\nL2_a,blue,L2\nother,red,L4\n", encoding="utf-8"
    )
    done = run(photos, "-o", tmp_path / "out.csv", "--lesions", labels, "--labels", labels)
    assert "by lesion, from the mean of the images' logits: 3 lesions compared" in done.stderr
    document = json.loads((tmp_path / "out.labels.json").read_text(encoding="utf-8"))
    assert document["accuracy"]["value"] == pytest.approx(3 / 5)
    assert document["lesions"]["accuracy"]["value"] == pytest.approx(2 / 3)
    assert document["lesions"]["matching"]["compared"] == 3


def test_images_of_one_lesion_are_counted_together_where_the_rule_alone_tells_the_lesion(run, photos, tmp_path):
    labels, with_lesions = tmp_path / "labels.csv", tmp_path / "with_lesions.csv"
    labels.write_text("image_id,dx\nL1_a,red\nL1_b,red\nL1_c,red\nL2_a,blue\nother,red\n", encoding="utf-8")
    with_lesions.write_text(
        "image_id,dx,lesion_id\nL1_a,red,1\nL1_b,red,1\nL1_c,red,1\nL2_a,blue,2\nother,red,\n", encoding="utf-8"
    )

    def accuracy(*options):
        run(photos, "-o", tmp_path / "out.csv", *options)
        document = json.loads((tmp_path / "out.labels.json").read_text(encoding="utf-8"))
        return document["accuracy"], document["matching"]["lesions"]

    told_by_labels = accuracy("--labels", with_lesions)
    alone, no_lesions = accuracy("--labels", labels)
    assert accuracy("--labels", labels, "--lesions", PATTERN) == told_by_labels
    assert (told_by_labels[1], no_lesions) == (3, None)
    assert told_by_labels[0]["high"] - told_by_labels[0]["low"] > alone["high"] - alone["low"]


def test_what_the_comparison_by_lesion_leaves_out_is_counted(run, photos, tmp_path):
    labels = tmp_path / "labels.csv"
    labels.write_text("image_id,dx\nL1_a,red\nL1_b,red\nL1_c,red\nL2_a,purple\nL3_a,blue\n", encoding="utf-8")
    done = run(photos, "-o", tmp_path / "out.csv", "--lesions", PATTERN, "--labels", labels)
    said = done.stderr[done.stderr.index("by lesion, from the mean") :].splitlines()
    assert said[:4] == [
        "by lesion, from the mean of the images' logits: 1 lesion compared",
        "left out: 1 lesion without a label, or with several",
        "left out: 1 lesion of which no image counts: all failed or are unfamiliar",
        "left out: 1 lesion with a label that the model has no class for",
    ]


def test_a_rule_that_fits_nothing_is_refused_before_any_image(run, photos, tmp_path):
    done = run(photos, "-o", tmp_path / "out.csv", "--lesions", "nothing_like_it")
    assert done.exit_code == 2
    assert sentence(done) == (
        "ham-classify: --lesions: the pattern 'nothing_like_it' fits none of the images; nothing would be grouped"
    )
    assert not (tmp_path / "out.csv").exists()


def test_it_needs_a_place_for_its_table_and_replaces_nothing_else(run, photos, tmp_path):
    assert "name them with -o" in sentence(run(photos, "--lesions", "folder"))
    (tmp_path / "out.lesions.csv").write_text("somebody's work\n", encoding="utf-8")
    done = run(photos, "-o", tmp_path / "out.csv", "--lesions", PATTERN)
    assert done.exit_code == 2
    assert "is no table of lesions" in done.stderr
    assert (tmp_path / "out.lesions.csv").read_text(encoding="utf-8") == "somebody's work\n"


def test_images_of_one_name_in_several_folders_are_told_of_where_a_table_has_one_of_them(run, tmp_path):
    for folder in ("a", "b"):
        one_colour(tmp_path / "photos" / folder / "001.png", (200, 60, 60))
    (tmp_path / "names.csv").write_text("image_id,lesion_id\n001,L1\n", encoding="utf-8")
    (tmp_path / "places.csv").write_text("image_id,lesion_id\na/001,L1\nb/001,L2\n", encoding="utf-8")
    done = run(tmp_path / "photos", "-o", tmp_path / "out.csv", "--lesions", tmp_path / "names.csv")
    assert "; 1 image has the name of another one of its lesion and is counted too -> " in done.stderr
    done = run(tmp_path / "photos", "-o", tmp_path / "out.csv", "--lesions", tmp_path / "places.csv")
    assert "has the name of another" not in done.stderr


def test_a_table_of_an_earlier_run_is_said_to_be_one(run, photos, tmp_path):
    output = tmp_path / "out.csv"
    note = f"note: {tmp_path / 'out.lesions.csv'} is of an earlier run and was left as it is"
    assert note not in run(photos, "-o", output, "--lesions", PATTERN).stderr
    assert note in run(photos, "-o", output).stderr
    assert note not in run(photos, "-o", output, "--lesions", PATTERN).stderr


def test_the_table_of_lesions_is_written_anew(run, photos, tmp_path):
    one_colour(tmp_path / "more" / "a.png", (200, 60, 60))
    for _ in range(2):
        assert run(photos, tmp_path / "more", "-o", tmp_path / "out.csv", "--lesions", "folder").exit_code == 3
    assert list(rows(tmp_path / "out.lesions.csv")) == ["photos", "more"]
