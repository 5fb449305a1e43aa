"""The split: no lesion in two parts, every diagnosis in all of them, and the same split from the same data and seed."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from trainer.data.split import (
    EXTRA_DUPLICATES,
    PARTS,
    clusters,
    fold_numbers,
    group_ids,
    split_fingerprint,
    split_images,
)
from trainer.errors import DataError, RecipeError

FRACTIONS = np.array([0.70, 0.15, 0.15])


def table_of(**sizes: list[int]) -> pd.DataFrame:
    """A table with, per diagnosis, lesions of the given numbers of images."""
    rows = [
        (f"{code}_{lesion}_{view}", f"{code}_{lesion}", code)
        for code, lesions in sizes.items()
        for lesion, images in enumerate(lesions)
        for view in range(images)
    ]
    return pd.DataFrame(rows, columns=["image_id", "lesion_id", "dx"])


def random_table(seed: int, *, lesions: int = 200) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    sizes = {
        code: rng.choice([1, 2, 3, 6], size=count, p=[0.6, 0.2, 0.15, 0.05]).tolist()
        for code, count in (("nv", lesions), ("mel", lesions // 4), ("df", 11))
    }
    return table_of(**sizes)


def images_per_part(table: pd.DataFrame, parts: np.ndarray, code: str) -> np.ndarray:
    return np.array([np.count_nonzero((parts == part) & (table["dx"] == code)) for part in PARTS])


# Groups


def test_images_of_one_lesion_are_one_group():
    table = table_of(nv=[2, 1, 3])
    groups = group_ids(table)
    assert len(groups) == 6
    assert (pd.Series(groups).groupby(table["lesion_id"]).nunique() == 1).all()
    assert len(set(groups)) == 3


def test_lesions_that_show_the_same_skin_are_united():
    left, right = EXTRA_DUPLICATES[0]
    table = pd.DataFrame(
        {"image_id": [left, "x", right, "y", "z"], "lesion_id": ["a", "a", "b", "b", "c"], "dx": ["nv"] * 5}
    )
    groups = group_ids(table)
    assert len(set(groups[:4])) == 1
    assert groups[4] != groups[0]


def test_half_a_pair_unites_nothing():
    left, _ = EXTRA_DUPLICATES[0]
    table = pd.DataFrame({"image_id": [left, "x", "y"], "lesion_id": ["a", "b", "c"], "dx": ["nv"] * 3})
    assert len(set(group_ids(table))) == 3


def test_eighteen_pairs_of_different_images_are_known():
    names = [name for pair in EXTRA_DUPLICATES for name in pair]
    assert len(EXTRA_DUPLICATES) == 18
    assert len(set(names)) == 36
    assert all(name.startswith("ISIC_00") and len(name) == 12 for name in names)


# Parts


@pytest.mark.parametrize("seed", range(5))
def test_no_lesion_straddles_two_parts(seed):
    table = random_table(seed)
    parts = split_images(table, by="lesion", seed=seed)
    assert set(parts) == set(PARTS)
    assert (pd.Series(parts).groupby(table["lesion_id"]).nunique() == 1).all()


def test_united_lesions_do_not_straddle_either():
    pairs = EXTRA_DUPLICATES
    table = pd.DataFrame({"image_id": [name for pair in pairs for name in pair], "dx": "nv"})
    table["lesion_id"] = table["image_id"].str.replace("ISIC", "HAM")
    for seed in range(5):
        part_of = dict(zip(table["image_id"], split_images(table, by="lesion", seed=seed), strict=True))
        assert all(part_of[left] == part_of[right] for left, right in pairs)


@pytest.mark.parametrize("by", ["lesion", "image"])
def test_every_diagnosis_keeps_the_fractions_to_within_an_image(by):
    table = random_table(3)
    parts = split_images(table, by=by, seed=7)
    for code, total in table["dx"].value_counts().items():
        off = images_per_part(table, parts, code) - FRACTIONS * total
        assert np.abs(off).max() <= 1


@pytest.mark.parametrize("seed", range(40))
def test_a_small_class_is_split_as_evenly_as_whole_lesions_allow(seed):
    rng = np.random.default_rng(seed)
    sizes = rng.choice([1, 2, 3, 5], size=rng.integers(3, 9))
    table = table_of(df=sizes.tolist())
    target = FRACTIONS * sizes.sum()
    off = images_per_part(table, split_images(table, by="lesion", seed=seed), "df") - target
    best = min(
        float(((np.bincount(parts, weights=sizes, minlength=3) - target) ** 2).sum())
        for parts in product(range(3), repeat=len(sizes))
        if len(set(parts)) == 3
    )
    assert float((off**2).sum()) == pytest.approx(best)


@pytest.mark.parametrize("sizes", [[1, 1, 1], [6, 1, 1], [6, 6, 6], [1, 1, 1, 1], [3, 2, 1, 1, 1]])
def test_three_lesions_suffice_for_a_class_to_be_in_all_parts(sizes):
    table = table_of(df=sizes, nv=[1] * 20)
    for seed in range(5):
        parts = split_images(table, by="lesion", seed=seed)
        assert (images_per_part(table, parts, "df") > 0).all()


def test_lesions_with_many_images_are_spread_like_all_others():
    table = table_of(mel=[6] * 40 + [1] * 200)
    parts = split_images(table, by="lesion", seed=0)
    large = pd.Series(parts)[table.groupby("lesion_id")["dx"].transform("size") == 6]
    assert 5 <= (large == "test").sum() / 6 <= 7
    assert 5 <= (large == "val").sum() / 6 <= 7


def test_splitting_by_image_lets_lesions_straddle():
    table = random_table(1)
    parts = split_images(table, by="image", seed=0)
    assert (pd.Series(parts).groupby(table["lesion_id"]).nunique() > 1).any()


def test_the_fractions_can_be_chosen():
    table = table_of(nv=[1] * 100)
    parts = split_images(table, by="lesion", seed=0, fractions=(0.5, 0.3, 0.2))
    assert images_per_part(table, parts, "nv").tolist() == [50, 30, 20]


# Repeatability


def test_the_same_seed_gives_the_same_split_and_another_seed_another():
    table = random_table(0)
    first, again, other = (split_images(table, by="lesion", seed=seed) for seed in (4, 4, 5))
    assert (first == again).all()
    assert (first != other).any()


@pytest.mark.parametrize("by", ["lesion", "image"])
def test_the_split_does_not_depend_on_the_order_of_the_rows(by):
    table = random_table(0)
    shuffled = table.sample(frac=1, random_state=2)
    parts = pd.Series(split_images(table, by=by, seed=4), index=table["image_id"])
    others = pd.Series(split_images(shuffled, by=by, seed=4), index=shuffled["image_id"])
    assert (parts == others[parts.index]).all()


def test_the_fingerprint_is_of_the_assignment_and_not_of_its_order():
    ids, parts = ["a", "b", "c"], ["train", "val", "test"]
    assert split_fingerprint(ids, parts) == split_fingerprint(ids[::-1], parts[::-1])
    assert split_fingerprint(ids, parts) != split_fingerprint(ids, ["val", "train", "test"])
    assert len(split_fingerprint(ids, parts)) == 16


# Refusals


@pytest.mark.parametrize("by", ["lesion", "image"])
def test_a_class_with_too_few_groups_is_named(by):
    with pytest.raises(DataError, match=f"three {by}s.*df has 2"):
        split_images(table_of(nv=[1] * 10, df=[1, 1]), by=by, seed=0)


def test_patients_with_several_diagnoses_stay_whole_and_every_part_has_every_class():
    table = table_of(nv=[1] * 60, mel=[1] * 24)
    table["patient_id"] = [f"P{number % 28}" for number in range(len(table))]
    parts = split_images(table, by="lesion", seed=0)
    assert pd.Series(parts).groupby(table["patient_id"]).nunique().max() == 1
    assert all(set(table["dx"][parts == part]) == {"nv", "mel"} for part in ("train", "val", "test"))
    assert 0.6 < (parts == "train").mean() < 0.8


def test_groups_of_many_sizes_are_split_to_their_fractions():
    table = table_of(nv=list(range(1, 41)), mel=list(range(1, 33)))
    parts = split_images(table, by="lesion", seed=0)
    for code in ("nv", "mel"):
        shares = [(parts[table["dx"] == code] == part).mean() for part in ("train", "val", "test")]
        assert np.allclose(shares, (0.7, 0.15, 0.15), atol=0.02)


def test_copies_of_one_picture_are_in_one_part():
    table = table_of(nv=[1] * 40)
    pictures = np.arange(40) // 2
    parts = split_images(table, by="lesion", seed=0, pictures=pictures)
    assert pd.Series(parts).groupby(pictures).nunique().max() == 1


def test_every_group_is_in_one_fold_and_every_class_in_every_fold():
    table = table_of(nv=[2] * 40, mel=[1] * 10)
    folds = fold_numbers(table, 5, seed=0)
    assert pd.Series(folds).groupby(group_ids(table)).nunique().max() == 1
    assert all(set(table["dx"][folds == fold]) == {"nv", "mel"} for fold in range(5))
    with pytest.raises(DataError, match="at least 11 lesions, one for each fold, but mel has 10"):
        fold_numbers(table, 11, seed=0)


@pytest.mark.parametrize("fractions", [(0.7, 0.3), (0.7, 0.3, 0.0), (0.7, 0.2, 0.2), (1.2, -0.1, -0.1)])
def test_fractions_that_do_not_add_up_are_refused(fractions):
    with pytest.raises(RecipeError, match="add up to 1"):
        split_images(table_of(nv=[1] * 10), by="lesion", seed=0, fractions=fractions)


def sources_of(**sizes: list[int]) -> pd.DataFrame:
    """A table with, per diagnosis, so many lesions of one image in each of several sources."""
    rows = [
        (f"{source}_{code}_{lesion}", f"{source}_{code}_{lesion}", code, f"source {source}")
        for code, counts in sizes.items()
        for source, count in enumerate(counts)
        for lesion in range(count)
    ]
    return pd.DataFrame(rows, columns=["image_id", "lesion_id", "dx", "source"])


@pytest.mark.parametrize("few", [[2, 2], [1, 1, 1], [0, 2, 1], [1, 2]])
def test_a_class_of_few_lesions_in_every_source_is_in_all_parts(few):
    table = sources_of(nv=[20] * len(few), mel=few)
    parts = split_images(table, by="lesion", seed=0)
    assert (images_per_part(table, parts, "mel") > 0).all()
    assert (images_per_part(table, parts, "nv") > 0).all()


def test_a_class_that_few_patients_have_is_in_every_part_or_refused():
    table = table_of(nv=[1] * 30, mel=[1] * 3)
    table["patient_id"] = [*(f"P{number}" for number in range(30)), "P0", "P1", "P2"]
    parts = split_images(table, by="lesion", seed=0)
    assert pd.Series(parts).groupby(table["patient_id"]).nunique().max() == 1
    assert (images_per_part(table, parts, "mel") > 0).all()
    table["patient_id"] = ["P0"] * 15 + ["P1"] * 15 + ["P0", "P1", "P2"]
    with pytest.raises(DataError, match="nv has 2"):
        split_images(table, by="lesion", seed=0)


def test_a_label_for_several_classes_need_not_be_in_every_part():
    table = table_of(nv=[1] * 20, mel=[1] * 20, benign=[1])
    assert len(split_images(table, by="lesion", seed=0, covering={"benign"})) == 41
    folds = fold_numbers(table, 5, seed=0, covering={"benign"})
    assert all({"nv", "mel"} <= set(table["dx"][folds == fold]) for fold in range(5))
    with pytest.raises(DataError, match="benign has 1"):
        split_images(table, by="lesion", seed=0)


def test_clusters_are_patients_where_they_are_known_and_else_lesions():
    table = table_of(nv=[2, 1, 1, 1])
    assert clusters(table).tolist() == table["lesion_id"].tolist()
    table["patient_id"] = ["nv_2", "nv_2", "nv_2", "", None]
    assert clusters(table).tolist() == ["patient nv_2"] * 3 + ["nv_2", "nv_3"]


def test_spellings_of_one_patient_and_of_one_lesion_stay_together() -> None:
    table = pd.DataFrame(
        {
            "image_id": list("abcdef"),
            "lesion_id": ["HAM_1", "ham_1", "3", "4", "5", "6"],
            "patient_id": ["", "", "Miller  A", "miller a", None, ""],
        }
    )
    groups = group_ids(table)
    assert groups[0] == groups[1]
    assert groups[2] == groups[3]
    assert len(set(groups)) == 4
    assert len(set(clusters(table))) == 4


def test_too_few_patients_are_not_called_too_few_lesions() -> None:
    table = pd.DataFrame(
        {
            "image_id": [f"i{n}" for n in range(20)],
            "lesion_id": [f"l{n}" for n in range(20)],
            "dx": ["mel"] * 10 + ["nv"] * 10,
            "patient_id": ["P"] * 10 + [""] * 10,
        }
    )
    with pytest.raises(DataError, match=r"at least three lesions of different patients.* but mel has 1"):
        split_images(table, by="lesion", seed=0)


@pytest.mark.parametrize("spell", [str.lower, lambda i: f"part_1/{i}", lambda i: f"a/b/{i.lower()}"])
def test_known_duplicates_are_known_whatever_folder_and_case_they_are_listed_with(spell) -> None:
    ids = [spell(image) for pair in EXTRA_DUPLICATES for image in pair]
    table = pd.DataFrame({"image_id": ids, "lesion_id": [f"l{n}" for n in range(len(ids))]})
    groups = group_ids(table)
    assert (groups[::2] == groups[1::2]).all()
    assert len(set(groups)) == len(EXTRA_DUPLICATES)
