"""The split into train, val and test: stratified by diagnosis, and grouped so that no lesion straddles two parts.

Groups are HAM10000's lesions, with those lesions united that are known to show the same skin twice. The split of a
table depends on its contents and the seed alone, not on the order of its rows.
"""

from __future__ import annotations

import hashlib
from itertools import combinations, permutations, product
from typing import TYPE_CHECKING, Literal

import numpy as np

from trainer.data.metadata import archive_id
from trainer.errors import DataError, RecipeError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    import pandas as pd
    from numpy.typing import NDArray

PARTS = ("train", "val", "test")
_SIZES = 10  # different sizes of groups, beyond which to try every exchange takes minutes
_EXCHANGED = 3  # fewer leave small classes further off than whole groups need; more cost time and gain nothing

# Duplicates under different lesion ids, confirmed by eye in "Investigating the Quality of DermaMNIST and Fitzpatrick17k
# Dermatological Image Datasets" (arXiv:2401.14497, Scientific Data 12:196, 2025). The diagnoses agree in all of them.
EXTRA_DUPLICATES: tuple[tuple[str, str], ...] = (
    ("ISIC_0033481", "ISIC_0033421"),
    ("ISIC_0033556", "ISIC_0032634"),
    ("ISIC_0029152", "ISIC_0033173"),
    ("ISIC_0029036", "ISIC_0027027"),
    ("ISIC_0027820", "ISIC_0028209"),
    ("ISIC_0027689", "ISIC_0032647"),
    ("ISIC_0030906", "ISIC_0024879"),
    ("ISIC_0033391", "ISIC_0034186"),
    ("ISIC_0025226", "ISIC_0030074"),
    ("ISIC_0026087", "ISIC_0025664"),
    ("ISIC_0024736", "ISIC_0029748"),
    ("ISIC_0024770", "ISIC_0027811"),
    ("ISIC_0027162", "ISIC_0029061"),
    ("ISIC_0024602", "ISIC_0032283"),
    ("ISIC_0029625", "ISIC_0024629"),
    ("ISIC_0030000", "ISIC_0031392"),
    ("ISIC_0024437", "ISIC_0031299"),
    ("ISIC_0033374", "ISIC_0033417"),
)


def group_ids(table: pd.DataFrame, pictures: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Group of each row, int64 [N]: images of one lesion, and of lesions joined by EXTRA_DUPLICATES, share a number,
    and so do those of one patient, where patient_id says whose they are, and copies of one picture.

    table: columns image_id (unique) and lesion_id. Pairs of which only one image is in the table join nothing.
    pictures: what each row shows, the same number for copies (`trainer.data.copies`), int64 [N].
    """
    import pandas as pd
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    lesions, names = pd.factorize(table["lesion_id"].map(same_id))
    images = {archive_id(image): row for row, image in enumerate(table["image_id"])}
    left, right = (np.array([images.get(pair[side], -1) for pair in EXTRA_DUPLICATES]) for side in (0, 1))
    both = (left >= 0) & (right >= 0)
    ends = [(lesions[left[both]], lesions[right[both]])]
    patients = table["patient_id"].fillna("").map(same_id) if "patient_id" in table.columns else None
    for shared in (patients, pictures):
        if shared is None:
            continue
        numbers, _ = pd.factorize(pd.Series(shared).replace("", None).reset_index(drop=True))
        known = np.flatnonzero(numbers >= 0)
        _, first = np.unique(numbers[known], return_index=True)
        ends.append((lesions[known], lesions[known[first]][numbers[known]]))
    starts, stops = (np.concatenate(side) for side in zip(*ends, strict=True))
    graph = coo_array((np.ones(len(starts), dtype=np.int8), (starts, stops)), shape=(len(names), len(names)))
    _, component = connected_components(graph, directed=False)
    groups: NDArray[np.int64] = component[lesions].astype(np.int64)
    return groups


def same_id(told: str) -> str:
    """The id of a lesion or a patient as two spellings of it are alike: in any case, however many blanks."""
    return " ".join(told.split()).casefold()


def clusters(table: pd.DataFrame) -> NDArray[np.str_]:
    """Whose each row is, str [N]: the patient where one is known, else the lesion. What intervals are drawn over, as
    images of one patient are no independent evidence."""
    lesions = table["lesion_id"].map(same_id).to_numpy(dtype=str)
    if "patient_id" not in table.columns:
        return lesions
    patients = table["patient_id"].fillna("").map(same_id).to_numpy(dtype=str)
    return np.where(patients == "", lesions, np.char.add("patient ", patients))


def split_images(
    table: pd.DataFrame,
    *,
    by: Literal["lesion", "image"],
    seed: int,
    fractions: Sequence[float] = (0.70, 0.15, 0.15),
    pictures: NDArray[np.int64] | None = None,
    covering: Collection[str] = (),
) -> NDArray[np.str_]:
    """Part of each row, an array [N] of "train", "val" and "test".

    by "lesion" keeps the groups of `group_ids` whole; by "image" treats every image as its own group, which leaks
    siblings into the test part and is there to measure just that. Within each diagnosis the share of images in each
    part is as near to `fractions` as whole groups allow, and each part gets at least one group.

    table: columns image_id (unique), lesion_id, dx, and source where there are several; each is split by itself, and a
    diagnosis that then is not in every part gets a group moved there. covering: diagnoses that stand for several
    classes, which need not be in every part. Raises DataError when another has fewer than three groups, or groups with
    others that keep it from being in every part, RecipeError when `fractions` are not three positive numbers that add
    up to 1.
    """
    if len(fractions) != len(PARTS) or min(fractions) <= 0 or abs(sum(fractions) - 1) > 1e-6:
        raise RecipeError(
            f"The split fractions must be three positive numbers that add up to 1, not {tuple(fractions)}."
        )
    order = np.argsort(table["image_id"].to_numpy(dtype=str), kind="stable")
    ordered = table.iloc[order]
    shown = None if pictures is None else pictures[order]
    groups = group_ids(ordered, shown) if by == "lesion" else np.arange(len(ordered))
    diagnoses = ordered["dx"].to_numpy(dtype=str)
    codes = _exact(diagnoses, covering)
    _check_groups(groups, diagnoses, codes, _kept_together(ordered) if by == "lesion" else f"{by}s")

    parts = np.full(len(ordered), -1, dtype=np.int64)
    given = np.full(int(groups.max()) + 1, -1, dtype=np.int64)
    sources = ordered["source"].to_numpy(dtype=str) if "source" in ordered.columns else np.zeros(len(ordered), str)
    for source in sorted(set(sources), key=lambda name: (name.casefold() != "ham10000", name)):
        own = np.flatnonzero(sources == source)
        parts[own] = given[groups[own]]
        left = own[parts[own] < 0]
        parts[left] = _split_one(groups[left], diagnoses[left], np.asarray(fractions, dtype=float), seed)
        given[groups[own]] = parts[own]
    parts = _with_every_class(parts, groups, diagnoses, codes, PARTS)
    unordered = np.empty_like(parts)
    unordered[order] = parts
    return np.array(PARTS)[unordered]


def fold_numbers(
    table: pd.DataFrame,
    folds: int,
    *,
    seed: int,
    pictures: NDArray[np.int64] | None = None,
    covering: Collection[str] = (),
) -> NDArray[np.int64]:
    """The fold 0 to folds - 1 of each row, int64 [N]; groups stay whole, every diagnosis is in every fold, but for
    those that are `covering` several classes.

    Raises DataError where a diagnosis has fewer groups than there are folds.
    """
    order = np.argsort(table["image_id"].to_numpy(dtype=str), kind="stable")
    ordered = table.iloc[order]
    groups = group_ids(ordered, None if pictures is None else pictures[order])
    diagnoses = ordered["dx"].to_numpy(dtype=str)
    codes = _exact(diagnoses, covering)
    _check_groups(groups, diagnoses, codes, _kept_together(ordered), at_least=folds)
    spread_out = spread(groups, diagnoses, np.full(folds, 1 / folds), np.random.default_rng(seed))
    unordered = np.empty(len(order), dtype=np.int64)
    unordered[order] = _with_every_class(spread_out, groups, diagnoses, codes, [f"fold {n + 1}" for n in range(folds)])
    return unordered


def spread(
    groups: NDArray[np.int64], diagnoses: NDArray[np.str_], fractions: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Part number of each row, int64 [N], for groups of any size and of any diagnoses together.

    The groups of the rarest diagnosis go first, of these the largest, each to the part that is least full of what it
    holds. Linear in the groups, where `_assign` looks for the best exchange.
    """
    _, group = np.unique(groups, return_inverse=True)
    codes, code = np.unique(diagnoses, return_inverse=True)
    counts = np.zeros((group.max() + 1, len(codes)))
    np.add.at(counts, (group, code), 1)
    waiting, total = (counts > 0).sum(axis=0), counts.sum(axis=0)
    rarest = np.where(counts > 0, waiting, len(counts) + 1).min(axis=1)
    chance = rng.permutation(len(counts))
    filled = np.zeros((len(fractions), len(codes)))
    parts = np.empty(len(counts), dtype=np.int64)
    for one in np.lexsort((chance, -counts.sum(axis=1), rarest)):
        held = counts[one] > 0
        share = counts[one, held] / total[held]
        fullness = ((filled[:, held] + counts[one, held] / 2) / (fractions[:, None] * total[held])) @ share
        bare = (filled[:, held] == 0) & (waiting[held] <= (filled[:, held] == 0).sum(axis=0))
        if bare.any():
            fullness[~bare.any(axis=1)] = np.inf
        parts[one] = int(np.argmin(fullness))
        filled[parts[one]] += counts[one]
        waiting = waiting - held
    return parts[group]


def _split_one(
    groups: NDArray[np.int64], diagnoses: NDArray[np.str_], fractions: NDArray[np.float64], seed: int
) -> NDArray[np.int64]:
    """Part number of each row of one source, int64 [N]."""
    if not len(groups):
        return np.empty(0, dtype=np.int64)
    owners = np.unique(np.stack([groups, np.unique(diagnoses, return_inverse=True)[1]]), axis=1)
    mixed = owners.shape[1] > len(np.unique(groups))
    sizes = len(np.unique(np.unique(groups, return_counts=True)[1]))
    if mixed or sizes > _SIZES:
        return spread(groups, diagnoses, fractions, np.random.default_rng(seed))
    parts = np.empty(len(groups), dtype=np.int64)
    for code in np.unique(diagnoses):
        rows = np.flatnonzero(diagnoses == code)
        _, member, counts = np.unique(groups[rows], return_inverse=True, return_counts=True)
        rng = np.random.default_rng([seed, *str(code).encode()])
        parts[rows] = _assign(counts, fractions, rng)[member]
    return parts


def split_fingerprint(image_ids: Iterable[str], parts: Iterable[str]) -> str:
    """16 hex digits (of a sha256) that two splits share exactly if they put the same images into the same parts."""
    lines = sorted(f"{image_id},{part}\n" for image_id, part in zip(image_ids, parts, strict=True))
    return hashlib.sha256("".join(lines).encode()).hexdigest()[:16]


def _exact(diagnoses: NDArray[np.str_], covering: Collection[str]) -> list[str]:
    return [str(code) for code in np.unique(diagnoses) if code not in covering]


def _kept_together(table: pd.DataFrame) -> str:
    """What a group is, in words."""
    patients = "patient_id" in table.columns and (table["patient_id"].fillna("") != "").any()
    return "lesions of different patients" if patients else "lesions"


def _check_groups(
    groups: NDArray[np.int64],
    diagnoses: NDArray[np.str_],
    codes: Sequence[str],
    what: str,
    *,
    at_least: int = len(PARTS),
) -> None:
    counts = [(code, len(np.unique(groups[diagnoses == code]))) for code in codes]
    few = [f"{code} has {n}" for code, n in counts if n < at_least]
    if few:
        whole = at_least == len(PARTS)
        needed = f"at least {'three' if whole else at_least} {what}"
        each = "one each for training, validation and test" if whole else "one for each fold"
        raise DataError(
            f"Every class needs {needed}, {each}, but {', '.join(few)}; add images of it or leave the class out."
        )


def _with_every_class(
    parts: NDArray[np.int64],
    groups: NDArray[np.int64],
    diagnoses: NDArray[np.str_],
    codes: Sequence[str],
    names: Sequence[str],
) -> NDArray[np.int64]:
    """The parts with a group moved to each that has none of a class: the smallest that leaves the others theirs."""
    parts = parts.copy()
    for code in codes:
        for part in range(len(names)):
            if ((parts == part) & (diagnoses == code)).any():
                continue
            spare = _spare(parts, groups, diagnoses, codes, code)
            if spare is None:
                raise DataError(
                    f"The class {code} cannot be in {names[part]} as well: too few lesions or patients have it; add "
                    "images of others, or use fewer --folds."
                )
            parts[groups == spare] = part
    return parts


def _spare(
    parts: NDArray[np.int64],
    groups: NDArray[np.int64],
    diagnoses: NDArray[np.str_],
    codes: Sequence[str],
    wanted: str,
) -> int | None:
    """A group of the class `wanted` whose part has, without it, every class that it has now; of the part with most of
    them the smallest."""
    found: list[tuple[int, int, int]] = []
    for group in np.unique(groups[diagnoses == wanted]):
        inside = groups == group
        rest = (parts == parts[inside][0]) & ~inside
        if (set(diagnoses[inside]) & set(codes)) <= set(diagnoses[rest]):
            left = len(np.unique(groups[rest & (diagnoses == wanted)]))
            found.append((-left, int(inside.sum()), int(group)))
    return min(found)[2] if found else None


def _assign(sizes: NDArray[np.int64], fractions: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.int64]:
    """Part number of each group of one class, int64 [G]; sizes: images in each group, int64 [G >= 3].

    Large groups go first, each to the part that is least full for its share (the divisor rule of Webster and
    Sainte-Laguë), so that lesions with many images are spread like all others; `_improve` settles the remainder.
    """
    order = rng.permutation(len(sizes))
    order = order[np.argsort(-sizes[order], kind="stable")]
    filled = np.zeros(len(fractions))
    parts = np.empty(len(sizes), dtype=np.int64)
    for rank, group in enumerate(order):
        fullness = (filled + sizes[group] / 2) / fractions
        if len(order) - rank <= np.count_nonzero(filled == 0):
            fullness[filled > 0] = np.inf
        part = int(np.argmin(fullness))
        parts[group] = part
        filled[part] += sizes[group]
    return _improve(parts, sizes, fractions * sizes.sum(), rng)


def _improve(
    parts: NDArray[np.int64], sizes: NDArray[np.int64], target: NDArray[np.float64], rng: np.random.Generator
) -> NDArray[np.int64]:
    """Exchange up to _EXCHANGED groups for as many, as long as that brings the images per part nearer to `target`."""
    while True:
        off = np.bincount(parts, weights=sizes, minlength=len(target)) - target
        offers = [_offers(sizes[parts == part]) for part in range(len(target))]
        held = np.bincount(parts, minlength=len(target))
        best, exchange = -1e-9, None
        for giver, taker in permutations(range(len(target)), 2):
            for given, taken in product(offers[giver], offers[taker]):
                moved = sum(given) - sum(taken)
                # Change of the squared deviation when `moved` images go from giver to taker.
                change = 2 * moved * (moved + off[taker] - off[giver])
                if moved > 0 and change < best and held[giver] - len(given) + len(taken) > 0:
                    best, exchange = change, ((giver, taker, given), (taker, giver, taken))
        if exchange is None:
            return parts
        leaving = [_pick(parts == source, sizes, offer, rng) for source, _, offer in exchange]
        for groups, (_, sink, _) in zip(leaving, exchange, strict=True):
            parts[groups] = sink


def _offers(sizes: NDArray[np.int64]) -> list[tuple[int, ...]]:
    """The sizes of up to _EXCHANGED groups of a part, each combination once and in a fixed order."""
    values, counts = np.unique(sizes, return_counts=True)
    some = [int(value) for value, count in zip(values, counts, strict=True) for _ in range(min(count, _EXCHANGED))]
    return sorted({combination for number in range(_EXCHANGED + 1) for combination in combinations(some, number)})


def _pick(
    members: NDArray[np.bool_], sizes: NDArray[np.int64], offer: tuple[int, ...], rng: np.random.Generator
) -> list[int]:
    """Groups of the sizes in `offer` among `members`, at random."""
    picked: list[int] = []
    for size in offer:
        free = [int(group) for group in np.flatnonzero(members & (sizes == size)) if group not in picked]
        picked.append(int(rng.choice(free)))
    return picked
