"""Tables by sex, age, body site and kind of diagnosis: the groups add up, and small cells are left out."""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import pandas as pd
import pytest
from scipy.stats import fisher_exact

from desktop.common.statistics import wilson
from desktop.contract import ClassInfo, OperatingPoint
from trainer.data.dataset import HAM10000_CLASSES
from trainer.errors import RunError
from trainer.measure.coarse_diagnoses import Coarse
from trainer.measure.metrics import softmax
from trainer.measure.operating_points import fit_operating_points
from trainer.measure.subgroups import MIN_CASES, Subgroups, Tables, load_subgroups, subgroup_gaps, subgroup_tables

MEL = [c.code for c in HAM10000_CLASSES].index("mel")
N = 700


def _table() -> pd.DataFrame:
    number = np.arange(N)
    return pd.DataFrame(
        {
            "lesion_id": [f"L{i // 2}" for i in number],
            "sex": np.where(number % 3 == 0, "male", "female"),
            "age": np.where(number % 10 == 0, np.nan, 5.0 * (number % 19)),
            "localization": np.where(number < 20, "scalp", np.where(number < 300, "back", "Trunk")),
            "dx_type": np.array(["histo", "follow_up", "consensus", "confocal", None], dtype=object)[number % 5],
        }
    )


def _answers() -> tuple[np.ndarray, np.ndarray]:
    labels = np.arange(N) % 7
    return labels, softmax(np.random.default_rng(0).normal(size=(N, 7)) + 1.5 * np.eye(7)[labels])


@pytest.fixture(scope="module")
def tables() -> Tables:
    labels, p = _answers()
    points = fit_operating_points(HAM10000_CLASSES, labels, p)
    return subgroup_tables(_table(), labels, p, classes=HAM10000_CLASSES, points=points)


def test_the_groups_of_every_table_add_up(tables: Tables) -> None:
    assert list(tables) == ["sex", "age", "body site", "diagnosis"]
    for groups in tables.values():
        assert sum(group.n for group in groups) == N
        assert sum(group.positives["melanoma"] for group in groups) == N // 7
        assert sum(group.positives["malignant"] for group in groups) == 3 * N // 7


def test_groups_are_named_and_ordered(tables: Tables) -> None:
    names = {title: [group.group for group in groups] for title, groups in tables.items()}
    assert names["sex"] == ["female", "male"]
    assert names["age"] == ["under 30", "30 to 44", "45 to 59", "60 to 74", "75 and over", "unknown"]
    assert names["body site"] == ["trunk", "back", "scalp"]
    assert names["diagnosis"] == ["without histology", "by histology", "unknown"]


def test_figures_are_those_of_the_group_s_rows_alone(tables: Tables) -> None:
    labels, p = _answers()
    male = np.arange(N) % 3 == 0
    point = next(x for x in fit_operating_points(HAM10000_CLASSES, labels, p) if x.name == "melanoma-sensitivity-0.95")
    group = tables["sex"][1]
    referred = p[male, MEL].astype(np.float32) >= point.threshold
    melanoma = labels[male] == MEL
    assert group.lesions == len({i // 2 for i in np.flatnonzero(male)})
    assert group.figures["accuracy"] == wilson(int((p[male].argmax(1) == labels[male]).sum()), int(male.sum()))
    assert group.figures["melanoma_sensitivity"] == wilson(int(referred[melanoma].sum()), int(melanoma.sum()))
    assert group.figures["melanoma_specificity"] == wilson(int((~referred)[~melanoma].sum()), int((~melanoma).sum()))


def test_cells_with_few_cases_are_left_out(tables: Tables) -> None:
    scalp = tables["body site"][2]
    assert scalp.n == 20
    assert 0 < scalp.positives["melanoma"] < MIN_CASES
    assert scalp.figures["melanoma_sensitivity"] is None
    assert scalp.figures["melanoma_specificity"] is not None
    assert scalp.figures["accuracy"] is not None


def test_what_the_metadata_do_not_tell_has_no_table() -> None:
    labels, p = _answers()
    blank = _table().assign(sex=None, age=np.nan)
    found = subgroup_tables(blank, labels, p, classes=HAM10000_CLASSES, points=())
    assert list(found) == ["body site", "diagnosis"]
    assert list(found["diagnosis"][0].figures) == ["accuracy"]


def test_tables_survive_the_disk(tables: Tables, tmp_path: Path) -> None:
    file = tmp_path / "subgroups.json"
    assert load_subgroups(file) is None
    file.write_bytes(msgspec.json.encode(Subgroups(validation={}, test=tables)))
    assert load_subgroups(file) == Subgroups(validation={}, test=tables)
    file.write_text("[]", encoding="utf-8")
    with pytest.raises(RunError, match="train the run again"):
        load_subgroups(file)


def _uneven(found: int, of: int, others_found: int, others: int) -> tuple[pd.DataFrame, np.ndarray, np.ndarray]:
    """Melanomas of people aged 35 and 65 of which so many are found, and 400 nevi of both ages, all of them right."""
    melanomas = of + others
    labels = np.array([0] * melanomas + [1] * 400)
    hit = np.concatenate([np.arange(of) < found, np.arange(others) < others_found, np.zeros(400, dtype=bool)])
    probabilities = np.where(hit[:, None], [0.9, 0.1], [0.1, 0.9])
    ages = np.array([35.0] * of + [65.0] * others + [35.0, 65.0] * 200)
    table = pd.DataFrame({"lesion_id": np.arange(len(labels)).astype(str), "age": ages})
    return table.assign(sex="female", localization=None, dx_type=None), labels, probabilities


BINARY = (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Nevus", False))
POINT = OperatingPoint("melanoma-sensitivity-0.95", ("mel",), 0.5)


def test_a_group_that_is_found_less_than_chance_allows_is_named() -> None:
    table, labels, p = _uneven(8, 14, 144, 149)
    (gap,) = subgroup_gaps(table, labels, p, classes=BINARY, points=(POINT,))
    assert (gap.table, gap.group, gap.figure) == ("age", "30 to 44", "melanoma sensitivity")
    assert (gap.right, gap.cases, gap.others_right, gap.others) == (8, 14, 144, 149)
    assert gap.looked_at == 4  # two ages, sensitivity and specificity
    assert gap.p == pytest.approx(4 * fisher_exact([[8, 6], [144, 5]]).pvalue)
    assert "melanoma sensitivity 0.571 (8 of 14 lesions) at age 30 to 44, 0.966 (144 of 149)" in gap.told()


def test_a_difference_that_chance_makes_is_no_gap() -> None:
    table, labels, p = _uneven(11, 14, 141, 149)
    assert subgroup_gaps(table, labels, p, classes=BINARY, points=(POINT,)) == ()


def test_images_of_one_lesion_make_no_gap_surer() -> None:
    table, labels, p = _uneven(11, 14, 141, 149)
    many = table.loc[table.index.repeat(6)]
    assert subgroup_gaps(many, labels.repeat(6), p.repeat(6, axis=0), classes=BINARY, points=(POINT,)) == ()


def test_looking_at_many_groups_finds_no_gap_where_none_is() -> None:
    rng = np.random.default_rng(0)
    told = 0
    for _ in range(60):
        n = 600
        labels = (rng.random(n) < 0.7).astype(np.int64)
        hit = rng.random(n) < 0.85
        mine = np.where(hit, labels, 1 - labels)
        table = pd.DataFrame(
            {
                "lesion_id": np.arange(n).astype(str),
                "age": rng.integers(20, 90, n).astype(float),
                "sex": rng.choice(["male", "female"], n),
                "localization": rng.choice(["back", "face", "arm", "leg", "trunk"], n),
                "dx_type": rng.choice(["histo", "consensus"], n),
            }
        )
        told += bool(subgroup_gaps(table, labels, np.eye(2)[mine], classes=BINARY, points=(POINT,)))
    assert told <= 7  # of 60 at 5 %


def test_intervals_and_gaps_are_over_patients_where_they_are_known() -> None:
    """Twenty images of one patient are no twenty witnesses."""
    table, labels, p = _uneven(8, 20, 200, 200)
    points = (OperatingPoint("melanoma-sensitivity-0.95", ("mel",), 0.5),)
    classes = (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Nevus", False))

    def gaps(of: pd.DataFrame) -> list[str]:
        return [gap.told() for gap in subgroup_gaps(of, labels, p, classes=classes, points=points)]

    def width(of: pd.DataFrame) -> float:
        young = subgroup_tables(of, labels, p, classes=classes, points=points)["age"][0]
        figure = young.figures["melanoma_sensitivity"]
        assert figure is not None
        return 1.0 if figure.low is None or figure.high is None else figure.high - figure.low

    assert "(8 of 20 lesions)" in gaps(table)[0]
    assert "(8 of 20 patients or lesions)" in gaps(table.assign(patient_id=[f"P{n}" for n in range(len(table))]))[0]
    one = table.assign(patient_id=["P" if n < 10 else "p " if n < 20 else "" for n in range(len(table))])
    assert gaps(one) == []
    assert width(one) > 1.5 * width(table)


def test_words_of_other_tables_for_the_same_sex_are_one_group_and_those_for_nothing_are_none() -> None:
    labels, p = _answers()
    said = np.array(["Male", "m", "F", "weiblich", "n/a", ""], dtype=object)
    written = _table().assign(sex=said[np.arange(N) % 6])
    found = subgroup_tables(written, labels, p, classes=HAM10000_CLASSES, points=())["sex"]
    assert [group.group for group in found] == ["female", "male", "unknown"]


TERNARY = (ClassInfo("mel", "Melanoma", True), ClassInfo("nv", "Nevus", False), ClassInfo("bkl", "Keratosis", False))


def _covering(probabilities: np.ndarray, *members: tuple[bool, bool, bool]) -> Coarse:
    """One label for every image, or one label each."""
    each = np.array(members * (len(probabilities) // len(members)))
    return Coarse(each, probabilities, np.arange(len(each)).astype(str))


def test_images_that_are_only_known_to_be_benign_count_in_every_specificity() -> None:
    """A gap that lies in the images of coarse labels alone is found, and stands in the tables."""
    labels = np.array([0, 1] * 40)
    exact = pd.DataFrame({"lesion_id": [f"E{i}" for i in range(80)], "age": 35.0, "sex": ["male", "female"] * 40})
    exact = exact.assign(localization="back", dx_type="histo")
    answers = np.eye(3)[labels]
    ages = np.array([35.0] * 30 + [65.0] * 30)
    coarse = exact.iloc[:60].assign(lesion_id=[f"C{i}" for i in range(60)], age=ages)
    referred = np.arange(60) >= 40  # twenty of the thirty older ones, none of the younger
    benign = _covering(np.where(referred[:, None], [0.9, 0.1, 0.0], [0.1, 0.9, 0.0]), (False, True, True))
    given = {"classes": TERNARY, "points": (POINT,), "covering": (coarse, benign)}

    young, old = subgroup_tables(exact, labels, answers, **given)["age"]
    assert (young.n, young.lesions, young.positives["melanoma"]) == (110, 110, 40)
    assert (old.n, old.lesions, old.positives["melanoma"]) == (30, 30, 0)
    assert young.figures["melanoma_specificity"] == wilson(70, 70)
    assert old.figures["melanoma_specificity"] == wilson(10, 30)
    assert young.figures["melanoma_sensitivity"] == wilson(40, 40)
    assert young.figures["accuracy"] == wilson(80, 80)  # of those with one diagnosis
    assert old.figures["accuracy"] is None

    (gap,) = subgroup_gaps(exact, labels, answers, **given)
    assert (gap.group, gap.figure) == ("60 to 74", "melanoma specificity")
    assert (gap.right, gap.cases, gap.others_right, gap.others) == (10, 30, 70, 70)
    assert subgroup_gaps(exact, labels, answers, classes=TERNARY, points=(POINT,)) == ()


def test_images_that_may_be_of_either_side_count_nowhere() -> None:
    labels = np.array([0, 1] * 40)
    exact = pd.DataFrame({"lesion_id": [f"E{i}" for i in range(80)], "age": 35.0, "sex": "male"})
    exact = exact.assign(localization="back", dx_type="histo")
    answers = np.eye(3)[labels]
    either = _covering(np.eye(3)[[2] * 20], (True, True, False))
    beside = (exact.iloc[:20].assign(lesion_id=[f"C{i}" for i in range(20)]), either)
    alone = subgroup_tables(exact, labels, answers, classes=TERNARY, points=(POINT,))
    assert subgroup_tables(exact, labels, answers, classes=TERNARY, points=(POINT,), covering=beside) == alone


def test_patients_of_both_kinds_of_label_are_one_witness() -> None:
    """A table without patients beside one with them does not make strangers of their images."""
    table, labels, p = _uneven(14, 14, 149, 149)
    again = table.iloc[:14].assign(lesion_id=[f"C{i}" for i in range(14)], patient_id="P")
    missed = Coarse(np.tile([True, False], (14, 1)), np.tile([0.1, 0.9], (14, 1)), np.arange(14).astype(str))
    one, many = (
        subgroup_tables(table, labels, p, classes=BINARY, points=(POINT,), covering=(own, missed))["age"][0]
        for own in (again, again.drop(columns="patient_id"))
    )
    first, second = one.figures["melanoma_sensitivity"], many.figures["melanoma_sensitivity"]
    assert first is not None
    assert second is not None
    assert first.value == second.value == 0.5
    assert None not in (first.low, first.high, second.low, second.high)
    assert first.high - first.low > second.high - second.low  # type: ignore[operator]
