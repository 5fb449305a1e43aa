"""The figures show the numbers they are given, in files that are whole, and change nothing around them."""

from __future__ import annotations

import html
import warnings
from pathlib import Path
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text
from PIL import Image
from sklearn.metrics import roc_auc_score

from desktop.contract import ClassInfo, OperatingPoint
from trainer.data.dataset import load_dataset
from trainer.measure.metrics import confusion_matrix, softmax
from trainer.measure.operating_points import achieved, fit_operating_points
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.report import figures
from trainer.report.drawing import choose_samples, draw, draw_answers, draw_data
from trainer.report.figures import fonts, style

CLASSES = (
    ClassInfo("bkl", "Benign keratosis-like lesion", False),
    ClassInfo("mel", "Melanoma", True),
    ClassInfo("nv", "Melanocytic nevus", False),
)
CODES = [info.code for info in CLASSES]


@pytest.fixture
def answers() -> tuple[np.ndarray, np.ndarray]:
    """Labels [300] of three classes and probabilities [300, 3] that are right more often than not."""
    rng = np.random.default_rng(1)
    labels = rng.integers(0, 3, 300)
    logits = rng.normal(0, 1, (300, 3)) + 1.5 * np.eye(3)[labels]
    return labels, softmax(logits)


def _texts(figure: Any) -> list[str]:
    found = [text.get_text() for axes in figure.axes for text in axes.texts]
    for axes in figure.axes:
        if axes.get_legend() is not None:
            found += [text.get_text() for text in axes.get_legend().get_texts()]
    return found


def _history(*stages: tuple[str, int]) -> pd.DataFrame:
    rows = [{"stage": name, "epoch": epoch + 1} for name, epochs in stages for epoch in range(epochs)]
    columns = ("loss", "accuracy", "val_loss", "val_accuracy", "val_balanced_accuracy", "val_auc")
    table = pd.DataFrame(rows).assign(**dict.fromkeys(columns, 0.5))
    return table.assign(best=[True, *[False] * (len(rows) - 1)])


def test_a_figure_is_a_png_of_a_page_s_width_and_an_svg(answers: Any, tmp_path: Path) -> None:
    figure = figures.roc_figure(*answers, CODES, "Test")
    figures.save_figure(figure, tmp_path / "new" / "roc.png")
    with Image.open(tmp_path / "new" / "roc.png") as image:
        assert image.width == pytest.approx(7.1 * 200, abs=1)
    assert (tmp_path / "new" / "roc.svg").read_text(encoding="utf-8").rstrip().endswith("</svg>")
    assert sorted(path.name for path in (tmp_path / "new").iterdir()) == ["roc.png", "roc.svg"]


def test_the_same_figure_is_the_same_file(answers: Any, tmp_path: Path) -> None:
    for name in ("a", "b"):
        figures.save_figure(figures.roc_figure(*answers, CODES, "Test"), tmp_path / f"{name}.png")
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_drawing_leaves_matplotlib_s_settings_alone(answers: Any, tmp_path: Path) -> None:
    before = dict(mpl.rcParams)
    figures.save_figure(figures.history_figure(_history(("head", 2))), tmp_path / "history.png")
    assert dict(mpl.rcParams) == before


def test_the_history_marks_every_boundary_and_the_epoch_that_is_kept() -> None:
    figure = figures.history_figure(_history(("head", 2), ("finetune", 3), ("all", 4)))
    for axes in figure.axes:
        upright = sorted({float(line.get_xdata()[0]) for line in axes.lines if len(set(line.get_xdata())) == 1})
        assert upright == [1.0, 2.5, 5.5]
        assert [text.get_text() for text in axes.texts] == ["head", "finetune", "all"]


def test_the_names_of_short_stages_do_not_run_into_each_other() -> None:
    figure = figures.history_figure(_history(("head", 1), ("coarse", 12), ("fine", 4)))
    figure.draw_without_rendering()
    for axes in figure.axes:
        boxes = [text.get_window_extent() for text in axes.texts]
        assert not any(a.overlaps(b) for number, a in enumerate(boxes) for b in boxes[:number])


def test_the_confusion_matrix_is_written_out(answers: Any) -> None:
    labels, probabilities = answers
    matrix = confusion_matrix(labels, probabilities)
    counts, shares = figures.confusion_figure(matrix, CODES, "Test").axes
    assert [text.get_text() for text in counts.texts] == [str(value) if value else "" for value in matrix.ravel()]
    recall = matrix[1, 1] / matrix[1].sum()
    assert shares.texts[4].get_text() == f"{recall:.2f}".removeprefix("0")


def test_the_roc_curves_say_their_areas(answers: Any) -> None:
    labels, probabilities = answers
    legend = _texts(figures.roc_figure(labels, probabilities, CODES, "Test"))
    for column, code in enumerate(CODES):
        area = roc_auc_score(labels == column, probabilities[:, column])
        assert any(line.startswith(f"{code}  {area:.3f}") for line in legend)


def test_the_reliability_diagram_says_the_calibration_error(answers: Any) -> None:
    labels, probabilities = answers
    confidence, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    error = 0.0
    for lower in range(15):
        inside = (confidence > lower / 15) & (confidence <= (lower + 1) / 15)
        if inside.any():
            error += inside.mean() * abs(right[inside].mean() - confidence[inside].mean())
    shown = _texts(figures.reliability_figure(labels, probabilities, probabilities, "Test", lesions=_alone(labels)))
    assert shown.count(f"ECE {error:.3f}") == 2


def test_the_operating_points_are_marked_at_what_they_achieve(answers: Any) -> None:
    labels, probabilities = answers
    points = [p for p in fit_operating_points(CLASSES, labels, probabilities) if p.classes == ("mel",)]
    assert points
    figure = figures.operating_figure(
        labels == 1, probabilities[:, 1].astype(np.float32), points, "Melanoma", lesions=_alone(labels)
    )
    marked = {
        (round(float(line.get_xdata()[0]), 9), round(float(line.get_ydata()[0]), 9))
        for line in figure.axes[1].lines
        if len(line.get_xdata()) == 1
    }
    expected = [achieved(point, CLASSES, labels, probabilities) for point in points]
    assert marked == {(round(e["specificity"].value, 9), round(e["sensitivity"].value, 9)) for e in expected}


def test_the_whiskers_count_lesions_and_not_their_images(answers: Any) -> None:
    labels, probabilities = answers
    point = OperatingPoint("melanoma-sensitivity-0.95", ("mel",), 0.3)

    def lengths(lesions: np.ndarray[Any, Any], truth: np.ndarray[Any, Any], said: np.ndarray[Any, Any]) -> list[float]:
        marked = figures.operating_figure(truth == 1, said[:, 1], [point], "Melanoma", lesions=lesions).axes[1]
        binned = figures.reliability_figure(truth, said, said, "Test", lesions=lesions).axes[0]
        drawn = [line.get_xydata() for axes in (marked, binned) for line in axes.lines if len(line.get_xdata()) == 2]
        return [round(float(np.abs(ends[1] - ends[0]).max()), 9) for ends in drawn]

    once = lengths(_alone(labels), labels, probabilities)
    four = lengths(np.repeat(_alone(labels), 4), np.repeat(labels, 4), np.repeat(probabilities, 4, axis=0))
    assert four == once
    assert lengths(_alone(np.repeat(labels, 4)), np.repeat(labels, 4), np.repeat(probabilities, 4, axis=0)) != once


def test_the_class_distribution_s_bars_are_the_counts() -> None:
    (axes,) = figures.class_figure(CLASSES, [10, 40, 200], [8, 25, 150]).axes
    assert [bar.get_width() for bar in axes.patches] == [10, 40, 200, 8, 25, 150]
    assert [label.get_text() for label in axes.get_yticklabels()][1] == "Melanoma †"


def test_the_surest_mistakes_come_first_and_once_per_lesion() -> None:
    labels = np.array([0, 0, 1, 1, 0])
    said = np.array([[0.1, 0.9], [0.2, 0.8], [0.3, 0.7], [0.6, 0.4], [0.05, 0.95]])
    lesions = np.array(["a", "a", "b", "c", "d"])
    assert list(figures.confident_mistakes(labels, said, lesions, 5)) == [4, 0, 3]
    assert list(figures.confident_mistakes(labels, said, lesions, 1)) == [4]


def _alone(labels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Every image is a lesion of its own."""
    return np.arange(len(labels)).astype(str)


@pytest.mark.parametrize("case", ["one class", "no mistakes", "no ages", "one epoch", "many classes"])
def test_poor_data_still_gives_a_figure(case: str, tmp_path: Path) -> None:
    ones, sure = np.zeros(5, dtype=np.int64), np.tile([0.9, 0.05, 0.05], (5, 1))
    point = OperatingPoint("melanoma-sensitivity-0.95", ("mel",), 0.1)
    many = [f"class number {n}" for n in range(12)]
    made = {
        "one class": lambda: [
            figures.roc_figure(ones, sure, CODES, "Test"),
            figures.reliability_figure(ones, sure, sure, "Test", lesions=_alone(ones)),
            figures.operating_figure(ones == 1, sure[:, 1], [point], "Test", lesions=_alone(ones)),
            figures.confusion_figure(confusion_matrix(ones, sure), CODES, "Test"),
        ],
        "no mistakes": lambda: [figures.mistakes_figure([], CLASSES, "Test")],
        "no ages": lambda: [figures.people_figure(np.full(4, np.nan), {"Sex": {"unknown": 4}, "Body site": {}})],
        "one epoch": lambda: [figures.history_figure(_history(("a stage with a very long name", 1)))],
        "many classes": lambda: [
            figures.confusion_figure(np.eye(12, dtype=np.int64), many, "Test"),
            figures.class_figure([ClassInfo(name, name, False) for name in many], [3] * 12, [2] * 12),
        ],
    }[case]()
    for figure in made:
        figures.save_figure(figure, tmp_path / "figure.png")
    assert (tmp_path / "figure.png").stat().st_size > 1000


def test_a_figure_that_fails_is_told_and_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> Any:
        raise ValueError("no such\ncolour")

    draw(tmp_path / "broken.png", broken)
    assert capsys.readouterr().err == "figure broken.png left out: ValueError: no such colour\n"
    assert list(tmp_path.iterdir()) == []


def test_the_samples_are_of_their_class_and_of_different_lesions(phantoms: Path) -> None:
    dataset = load_dataset(phantoms)
    rows = np.arange(0, len(dataset.table), 2)
    chosen = choose_samples(dataset, rows, 6, seed=3)
    for number, own in enumerate(chosen):
        table = dataset.table.iloc[own]
        assert set(table["dx"]) == {dataset.classes[number].code}
        assert table["lesion_id"].is_unique
        assert len(own) == 6
        assert set(own) <= set(rows)


def test_a_run_s_figures_have_their_names(phantoms: Path, tmp_path: Path) -> None:
    dataset = load_dataset(phantoms)
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 256, (len(dataset.table), 32, 32, 3), dtype=np.uint8)
    rows = np.arange(120)
    after = softmax(rng.normal(0, 1, (120, 7)) + 2 * np.eye(7)[dataset.labels[rows]])
    points = fit_operating_points(dataset.classes, dataset.labels[rows], after)
    recipe = Recipe("tiny", (Stage("head", 1, 0.1),), Augmentation(rotation=20, flips=True))
    draw_data(tmp_path, dataset, (), pixels=pixels, train=rows, recipe=recipe)
    draw_answers(tmp_path, "test", dataset, rows=rows, before=after, after=after, points=points, pixels=pixels)
    assert sorted(path.stem for path in tmp_path.glob("*.png")) == sorted(
        ("augmented", "classes", "samples", "confusion_test", "mistakes_test", "operating_malignant_test",
         "operating_melanoma_test", "reliability_test", "roc_test")
    )  # fmt: skip


@pytest.mark.parametrize("mixup", [0.0, 0.4])
def test_the_sheet_of_augmented_images_shows_them_mixed_where_training_mixes_them(
    phantoms: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mixup: float
) -> None:
    made: dict[str, Any] = {}
    monkeypatch.setattr("trainer.report.drawing.draw", lambda path, make, **_: made.update({path.stem: make()}))
    dataset = load_dataset(phantoms)
    grey = np.arange(len(dataset.table), dtype=np.uint8)[:, None, None, None].repeat(3, axis=3)
    pixels = np.broadcast_to(grey, (len(grey), 32, 32, 3)).copy()
    recipe = Recipe("tiny", (Stage("head", 1, 0.1),), Augmentation(), mixup=mixup)
    draw_data(tmp_path, dataset, (), pixels=pixels, train=np.arange(120), recipe=recipe)
    shown = [np.asarray(image.get_array()) for axes in made["augmented"].axes for image in axes.get_images()]
    values = {round(float(image.mean()), 3) for image in shown}
    title = " ".join(text.get_text() for text in made["augmented"].findobj(Text))
    if mixup:
        assert len(values) > 4 * 5  # one grey of each of five images, and as many mixtures as there are versions
        assert "mixed with each other (mixup 0.4)" in title
    else:
        assert len(values) <= 5
        assert "mixed" not in title


CHINESE = "黑色素瘤"


def test_a_name_whose_signs_no_font_has_stays_text_in_the_figure_and_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fonts, "fallbacks", lambda missing: ((), missing))
    style.tell_once.cache_clear()
    classes = (ClassInfo("mel", CHINESE, True), ClassInfo("nv", "Nevus", False))
    for name in ("one.png", "two.png"):
        figure = figures.class_figure(classes, [5, 9], [3, 9])
        figures.save_figure(figure, tmp_path / name)
    assert CHINESE in (tmp_path / "one.svg").read_text(encoding="utf-8")
    told = capsys.readouterr().err
    assert told.count("no font of this machine has the signs") == 1


def test_a_name_in_another_script_is_drawn_in_a_font_that_has_it(tmp_path: Path) -> None:
    script = "\N{MATHEMATICAL SCRIPT CAPITAL A}"  # in none of DejaVu Sans, but in a font that comes with Matplotlib
    found, left = fonts.fallbacks(script)
    assert found
    assert left == ""
    assert fonts.OWN not in found
    figure = figures.class_figure((ClassInfo("a", f"{script} b", True),), [5], [3])
    assert fonts.use_fonts_for(figure) == ""
    names = [t.get_fontfamily() for t in figure.findobj(Text) if script in t.get_text()]
    assert names
    assert all(list(family) == [fonts.OWN, *found] for family in names)


def test_plain_names_leave_the_figures_as_they_were(tmp_path: Path) -> None:
    figure = figures.class_figure((ClassInfo("a", "Émile's nævus", True),), [5], [3])
    figures.save_figure(figure, tmp_path / "plain.png")
    assert "<text" not in (tmp_path / "plain.svg").read_text(encoding="utf-8")  # drawn: alike on every machine
    assert fonts.use_fonts_for(figure) == ""


@pytest.mark.parametrize("name", ["$x^$", "cost $5 and $6_", "$\\frac", "=1+1", 'a "b", <c>', "naevus " * 9])
def test_names_are_written_as_they_are_and_never_taken_for_formulas(answers: Any, tmp_path: Path, name: str) -> None:
    labels, probabilities = answers
    classes = [ClassInfo(name.strip(), f"{name}{name}", False), *CLASSES[1:]]
    codes = [info.code for info in classes]
    points = fit_operating_points(classes, labels, probabilities)
    lesions = np.arange(len(labels)).astype(str)
    samples = [(f"{info.code}  {info.name}", [np.zeros((8, 8, 3), np.uint8)]) for info in classes]
    mistake = figures.Mistake(np.zeros((8, 8, 3), np.uint8), f"clinic/{name}", 0, 1, 0.5)
    made = {
        "confusion": figures.confusion_figure(confusion_matrix(labels, probabilities), codes, f"Test of {name}"),
        "roc": figures.roc_figure(labels, probabilities, codes, "Test"),
        "classes": figures.class_figure(classes, [10] * 3, [5] * 3),
        "samples": figures.samples_figure(samples, "Images"),
        "mistakes": figures.mistakes_figure([mistake], classes, "Mistakes"),
        "operating": figures.operating_figure(labels == 1, probabilities[:, 1], points, "Melanoma", lesions=lesions),
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")  # of a layout for which there is no room
        for kind, figure in made.items():
            figures.save_figure(figure, tmp_path / f"{kind}.png")
            page = html.unescape((tmp_path / f"{kind}.svg").read_text(encoding="utf-8"))
            assert kind == "operating" or f" {name.strip()[:5]}" in page
