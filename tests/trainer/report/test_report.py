"""The report of a run: whole in itself, the answer first, every number the one in the run's files."""

from __future__ import annotations

import html
import re
import shutil
from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest

from desktop.contract import ClassInfo, Covered, Figure, OperatingPoint
from trainer.data.dataset import HAM10000_CLASSES, HAM10000_LICENCE
from trainer.data.sources import Source
from trainer.measure.answers import read_answers
from trainer.measure.calibration import Calibration, load_calibration, save_calibration
from trainer.measure.elsewhere import Measured
from trainer.measure.metrics import softmax
from trainer.measure.operating_points import achieved, fit_operating_points
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.promises import load_promises, promises
from trainer.measure.scores import Scores, load_scores, score
from trainer.measure.subgroups import Gap, Subgroups, load_subgroups, subgroup_tables
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.report.drawing import draw_history
from trainer.report.page import headlines, report_or_say, warnings, write_report
from trainer.runs.folder import DataRecord, RunFolder, RunRecord

CODES = [info.code for info in HAM10000_CLASSES]
RECORD = RunRecord(
    format=1,
    status="finished",
    created="2026-11-24T21:30:00+00:00",
    recipe=Recipe("tiny", (Stage("head", 2, 0.1), Stage("finetune", 1, 0.01, 100)), Augmentation()),
    weights="none",
    classes=HAM10000_CLASSES,
    data=DataRecord("HAM10000", HAM10000_LICENCE, "/data", "0" * 16, 10_015, 7_470, dict.fromkeys(CODES, 100)),
    split_fingerprint="f" * 16,
    device="a CPU",
    precision="float32",
    backend="tensorflow",
    versions={"keras": "3"},
    seconds={"fit": 4000.0},
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run folder as training leaves it, of made-up answers to 280 images, without model and predictions."""
    folder = RunFolder(tmp_path_factory.mktemp("runs") / "2026-11-24_2130_tiny")
    folder.path.mkdir()
    rng = np.random.default_rng(5)
    labels = np.repeat(np.arange(7), 40)
    logits = rng.normal(0, 1, (280, 7)) + 2.5 * np.eye(7)[labels]
    table = pd.DataFrame(
        {
            "image_id": [f"ISIC_{n:07d}" for n in range(280)],
            "lesion_id": [f"L{n // 2}" for n in range(280)],
            "label": [CODES[label] for label in labels],
            "dx": [CODES[label] for label in labels],
            "sex": rng.choice(["male", "female"], 280),
            "age": rng.integers(20, 80, 280).astype(float),
            "localization": "back",
            "dx_type": "histo",
        }
    )
    points = fit_operating_points(HAM10000_CLASSES, labels, softmax(logits))
    points = tuple(
        msgspec.structs.replace(p, test=achieved(p, HAM10000_CLASSES, labels, softmax(logits))) for p in points
    )
    save_calibration(
        folder.path,
        Calibration(1.0, points, 1.0, "a distance", "a percentile"),
        UnfamiliaritySpace(np.zeros(4, np.float32), np.ones(4, np.float32), np.eye(4, 2, dtype=np.float32)),
    )
    part = score(labels, logits, 1.0, lesions=table["lesion_id"].to_numpy(dtype=str), codes=CODES)
    folder.write_json(folder.metrics, Scores(validation=part, test=part))
    groups = subgroup_tables(table, labels, softmax(logits), classes=HAM10000_CLASSES, points=points)
    folder.write_json(folder.subgroups, Subgroups(validation=groups, test=groups))
    folder.write_json(
        folder.path / PROMISES,
        promises(CODES, labels, logits, softmax(logits), lesions=table["lesion_id"].to_numpy(dtype=str)),
    )
    folder.write_table(
        folder.split, table[["image_id", "lesion_id", "label"]].assign(part=["train", "val", "test", "train"] * 70)
    )
    columns = ("loss", "accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy", "val_auc")
    history = pd.DataFrame({"stage": ["head", "head", "finetune"], "epoch": [1, 2, 1], "seconds": 60.0})
    history = history.assign(**dict.fromkeys(columns, 0.5), best=[True, False, True])
    folder.write_table(folder.history, history)
    draw_history(folder.figures, history)
    return folder.path


def _text(page: str) -> str:
    """What a reader sees, in one line."""
    body = re.sub(r"<style>.*?</style>", " ", page, flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def _page(folder: Path, record: RunRecord = RECORD) -> str:
    return write_report(RunFolder(folder), record).read_text(encoding="utf-8")


def test_the_page_needs_nothing_from_elsewhere(made: Path) -> None:
    page = _page(made)
    assert page.count("<img") == page.count('src="data:image/') == 1  # the history is the one figure that was drawn
    assert "<script" not in page
    assert re.findall(r'(?:src|href|action)="(?!data:image/|#)', page) == []
    assert "url(" not in page
    assert "@import" not in page


def test_every_link_of_the_contents_has_its_section(made: Path) -> None:
    page = _page(made)
    links = re.findall(r'href="#([a-z]+)"', page)
    assert len(links) >= 9
    assert set(links) <= set(re.findall(r'id="([a-z]+)"', page))


def test_sets_are_told_with_what_they_cover_and_handing_over_with_what_it_gains(made: Path) -> None:
    text, kept = _text(_page(made)), load_promises(made)
    assert kept is not None
    assert set(kept.sets[0].coverage) == {*CODES, "all"}
    for sets in kept.sets:
        for figure in sets.coverage.values():
            assert figure.low is not None
            assert f"{figure.value:.3f} {figure.low:.3f} to {figure.high:.3f}" in text
        assert f"{sets.size:.2f}" in text
    for row in kept.handover[::2]:
        assert f"{row.accuracy.value:.3f}" in text
    assert "None of this holds on images unlike these." in text


def test_what_the_sets_cover_on_each_source_is_a_table_of_its_own_and_says_where_it_falls_short(
    made: Path, tmp_path: Path
) -> None:
    copy = Path(shutil.copytree(made, tmp_path / "run"))
    kept = load_promises(copy)
    assert kept is not None
    assert "Each source by itself" not in _page(copy)
    first, second = kept.sets
    near = {"all": Covered(1_290, 900, Figure(0.91, 0.89, 0.93)), "nv": Covered(310, 290, Figure(0.81, 0.76, 0.85))}
    only_at_95 = {"nv": Covered(310, 290, Figure(0.96, 0.93, 0.98)), "df": Covered(9, 9, Figure(1.0, 0.7, 1.0))}
    sets = (
        msgspec.structs.replace(first, by_source={"near": near}),
        msgspec.structs.replace(second, by_source={"near": only_at_95, "far": {"mel": Covered(5, 5, Figure(0.6))}}),
    )
    (copy / PROMISES).write_bytes(msgspec.json.encode(msgspec.structs.replace(kept, sets=sets)))
    table = _text(_page(copy)).partition("source class images covered, 90.0 % covered, 95.0 % ")[2]
    assert table.startswith(
        "near df 9 \N{EN DASH} 1.000 0.700 to 1.000 "
        "near nv 310 0.810 0.760 to 0.850 less often than promised 0.960 0.930 to 0.980 "
        "near all images 1,290 0.910 0.890 to 0.930 \N{EN DASH} "
        "far mel 5 \N{EN DASH} 0.600 "
    )


def test_a_run_of_several_sources_says_of_each_what_it_gave_and_what_it_lacks(made: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(made, tmp_path / "run"))
    assert "share of a batch" not in _page(copy)
    split = pd.read_csv(copy / "split.csv", dtype=str)
    split["source"] = np.where(np.arange(280) < 80, "clinic", "archive")
    split.loc[split.index >= 240, "label"] = "benign"
    RunFolder(copy).write_table(copy / "split.csv", split)
    data = msgspec.structs.replace(
        RECORD.data,
        sources=(Source("/a", "clinic", share=0.25), Source("/b", "archive"), Source("/c", "far", role="external")),
        sets={"benign": ("bkl", "nv")},
    )
    text = _text(_page(copy, msgspec.structs.replace(RECORD, data=data)))
    table = text.partition("no image of labels that cover several classes ")[2]
    assert table.startswith(
        "clinic 40 20 20 25.0 % bkl, df, mel, nv, vasc \N{EN DASH} "
        "archive 100 50 50 75.0 % akiec, bcc, vasc benign: bkl or nv "
    )
    assert "Held out it counts where it can be judged, malignant or not: 0 of them in the malignant figures" in text


def test_a_figure_that_is_not_shown_is_not_spoken_of(made: Path, tmp_path: Path) -> None:
    words = "The melanoma specificity is that of the threshold"
    shown = any(p.name == "melanoma-sensitivity-0.95" for p in load_calibration(made)[0].operating_points)
    assert (words in _text(_page(made))) is shown
    few = Path(shutil.copytree(made, tmp_path / "run"))
    calibration, space = load_calibration(few)
    points = tuple(
        msgspec.structs.replace(p, name=p.name.replace("0.95", "0.45")) for p in calibration.operating_points
    )
    save_calibration(few, msgspec.structs.replace(calibration, operating_points=points), space)
    assert words not in _text(_page(few))


def test_a_run_of_an_earlier_version_has_a_page_without_them(made: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(made, tmp_path / "run"))
    (copy / PROMISES).unlink()
    page = _page(copy)
    assert "Sets of possible diagnoses" not in page
    assert 'href="#promises"' not in page
    assert 'href="#promises"' in _page(made)


def test_it_leads_with_the_test_figures_and_what_they_rest_on(made: Path) -> None:
    text, test = _text(_page(made)), load_scores(made / "metrics.json").test
    assert test.accuracy is not None
    lead = text[: text.index("Operating points")]
    assert f"{100 * test.accuracy.value:.1f} %" in lead
    assert "split by lesion" in lead
    assert "trained on 140 images" in lead
    assert "Not a medical device" in lead
    for figure in (test.macro_auc, test.accuracy, test.balanced_accuracy):
        assert figure is not None
        assert f"{figure.value:.3f} {figure.low:.3f} to {figure.high:.3f}" in lead


def test_every_class_stands_with_its_figures_and_intervals(made: Path) -> None:
    text, test = _text(_page(made)), load_scores(made / "metrics.json").test
    for code, own in test.classes.items():
        values = " ".join(f"{f.value:.3f} {f.low:.3f} to {f.high:.3f}" for f in own.figures().values())
        assert re.search(rf"{code}( †)? 40 20 {re.escape(values)}", text)


def test_limits_and_licence_are_told(made: Path) -> None:
    text = _text(_page(made))
    assert "no result may guide the care of a patient" in text
    assert "HAM10000 is licensed for non-commercial use with attribution" in text
    other = msgspec.structs.replace(RECORD, data=msgspec.structs.replace(RECORD.data, name="mine", licence="my own"))
    text = _text(_page(made, other))
    assert "HAM10000" not in text
    assert "Licence of the data, which the weights inherit: my own" in text


def test_names_cannot_break_out_of_the_page(made: Path) -> None:
    wild = '"><script>alert(1)</script>'
    classes = tuple(ClassInfo(info.code, f"{wild} & {info.name}", info.malignant) for info in HAM10000_CLASSES)
    data = msgspec.structs.replace(RECORD.data, name=wild, licence=wild, folder=wild)
    page = _page(made, msgspec.structs.replace(RECORD, classes=classes, data=data, weights=wild, device=wild))
    assert "<script" not in page
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5


def test_no_goal_of_ours_is_held_against_a_run(made: Path) -> None:
    page = _page(made)
    for words in ("target", "missed", "✗"):
        assert words not in page
    judged = load_scores(made / "metrics.json").test
    assert judged is not None
    point = OperatingPoint("melanoma-sensitivity-0.95", ("mel",), 0.1, {}, {"specificity": Figure(0.71)})
    found = {h.name: h for h in headlines(judged, [point])}
    assert found["melanoma specificity"].figure == Figure(0.71)
    chance = judged.ece_if_calibrated
    assert chance is not None
    assert f"a perfect one would show {chance.value:.3f}" in found["calibration error (ECE)"].detail


def test_a_run_that_did_not_read_its_test_part_is_told_by_validation_and_says_so(made: Path, tmp_path: Path) -> None:
    unread = tmp_path / "run"
    shutil.copytree(made, unread)
    scores = load_scores(unread / "metrics.json")
    assert scores.test is not None
    RunFolder(unread).write_json(unread / "metrics.json", {"validation": scores.validation})
    text = _text(_page(unread, msgspec.structs.replace(RECORD, test_read=False)))
    assert "The test part of this run was not read" in text
    assert "they are too good" in text
    assert "test images" not in text
    assert f"Of {scores.validation.images} validation images" in text
    assert "Validation part, where these were chosen" in text
    assert "validation (chosen there)" in _text(_page(made))


@pytest.mark.parametrize("name", ["clinic-b", "test-2020", "validation"])
def test_what_was_measured_elsewhere_stands_beside_the_run_s_own(made: Path, tmp_path: Path, name: str) -> None:
    assert "It has been measured nowhere else" in _text(_page(made))
    kept = tmp_path / "run"
    shutil.copytree(made, kept)
    own = load_scores(kept / "metrics.json").test
    assert own is not None
    there = msgspec.structs.replace(own, images=99, lesions=77, macro_auc=Figure(0.61, 0.5, 0.7))
    points = {"melanoma-sensitivity-0.95": {"sensitivity": Figure(0.7, 0.4, 0.9), "specificity": Figure(0.5)}}
    gap = Gap("age", "30 to 44", "melanoma sensitivity", 8, 14, 144, 149, 0.0021, 40)
    measured = Measured("run", "clinic", "f" * 16, there, points, {}, {}, gaps=(gap,))
    (kept / "elsewhere" / name).mkdir(parents=True)
    RunFolder(kept).write_json(kept / "elsewhere" / name / "metrics.json", measured)
    text = _text(_page(kept))
    assert own.macro_auc is not None
    assert re.search(rf"macro one-vs-rest ROC-AUC {own.macro_auc.value:.3f} \S+ to \S+ 0.610 0.500 to 0.700", text)
    assert f"{name} 99 images, 77 lesions" in text
    assert re.search(r"melanoma-sensitivity-0.95, sensitivity [\d.]+ [\d.]+ to [\d.]+ 0.700", text)
    assert "measured nowhere else" not in text


def test_groups_below_the_others_by_more_than_chance_stand_at_the_head(made: Path, tmp_path: Path) -> None:
    assert "Not alike for all" not in _text(_page(made))
    uneven = tmp_path / "run"
    shutil.copytree(made, uneven)
    gap = Gap("age", "30 to 44", "melanoma sensitivity", 8, 14, 144, 149, 0.0021, 40)
    tables = load_subgroups(uneven / "subgroups.json")
    RunFolder(uneven).write_json(uneven / "subgroups.json", msgspec.structs.replace(tables, gaps=(gap,)))
    text = _text(_page(uneven))
    words = (
        "melanoma sensitivity 0.571 (8 of 14 lesions) at age 30 to 44, 0.966 (144 of 149) in the others "
        "(p 0.0021, corrected for 40 comparisons)"
    )
    assert text.index(words) < text.index("macro ROC-AUC")


def test_what_spoils_the_figures_is_told_before_them(made: Path) -> None:
    test = load_scores(made / "metrics.json").test
    honest = msgspec.structs.replace(test, accuracy=Figure(0.87))
    assert warnings(RECORD, honest) == []
    assert "look for a leak" in warnings(RECORD, msgspec.structs.replace(test, accuracy=Figure(0.93)))[0]
    by_image = msgspec.structs.replace(RECORD, recipe=msgspec.structs.replace(RECORD.recipe, split_by="image"))
    assert "split by image" in warnings(by_image, honest)[0]
    part = msgspec.structs.replace(RECORD, data=msgspec.structs.replace(RECORD.data, images=300, limit=300))
    assert "A trial with 300 images" in warnings(part, honest)[0]


def test_a_run_without_its_extras_still_has_a_report(made: Path, tmp_path: Path) -> None:
    bare = tmp_path / "run"
    shutil.copytree(made, bare, ignore=shutil.ignore_patterns("figures", "history.csv", "subgroups.json"))
    text = _text(_page(bare))
    assert "Each class" in text
    assert "Subgroups" not in text


def test_a_report_that_fails_is_told_and_the_run_stands(
    made: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "run"
    shutil.copytree(made, broken, ignore=shutil.ignore_patterns("report.html"))
    (broken / "metrics.json").write_text("{}", encoding="utf-8")
    report_or_say(RunFolder(broken), RECORD)
    assert capsys.readouterr().err.startswith("report.html left out: RunError: ")
    assert not (broken / "report.html").exists()


def test_ids_that_look_like_numbers_stay_names(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path)
    names = pd.DataFrame({"image_id": ["0012", "7"], "lesion_id": ["01", "1"], "dx": ["mel", "nv"]})
    folder.write_predictions("test", names, CODES, np.full((2, len(CODES)), 1 / len(CODES)))
    found = read_answers(folder, "test", CODES, Calibration(1.0, (), 1.0, "a distance", "a percentile"))
    assert found.image_ids.tolist() == ["0012", "7"]
    assert found.lesions.tolist() == ["01", "1"]
    assert found.labels.tolist() == [CODES.index("mel"), CODES.index("nv")]
