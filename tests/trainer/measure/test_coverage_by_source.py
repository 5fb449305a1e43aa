"""What sets of diagnoses come to on each training source by itself: measured on answers that set nothing, and told."""

from __future__ import annotations

import numpy as np
import pytest

from desktop.common.statistics import proportion
from desktop.contract import ALL, Covered, DiagnosisSets, Figure
from trainer.measure.conformal import cross_fitted, diagnosis_sets, of_folds, temperature_alone
from trainer.measure.metrics import softmax
from trainer.measure.promises import promises, promises_of_folds, short_by_source

CODES = ("bad", "common")


def _answers(images: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Labels, logits, lesions, sources: the network sees less of what is `common` in the pictures of `far`, a fifth of
    all."""
    labels = rng.choice(2, size=images, p=[0.3, 0.7])
    sources = np.where(rng.random(images) < 0.2, "far", "near")
    told = np.where((sources == "far") & (labels == 1), 0.6, 2.0)
    logits = 1.5 * (rng.normal(size=(images, 2)) + told[:, None] * np.eye(2)[labels])
    return labels, logits, np.arange(images).astype(str), sources


def _sets(images: int, rng: np.random.Generator) -> DiagnosisSets:
    labels, logits, lesions, sources = _answers(images, rng)
    held_out = cross_fitted(labels, logits, lesions, fit=temperature_alone, folds=5, sources=sources)
    assert held_out is not None
    (sets,) = diagnosis_sets(CODES, held_out, (0.90,))
    return sets


def test_the_coverage_of_a_source_is_that_of_its_new_images() -> None:
    """Over many calibrations: by the final thresholds, images of each source that set nothing are covered as often."""
    rng = np.random.default_rng(0)
    labels, logits, _, sources = _answers(40_000, rng)
    measured: dict[tuple[str, str], list[float]] = {}
    true: dict[tuple[str, str], list[float]] = {}
    for _ in range(20):
        own = _answers(800, rng)
        held_out = cross_fitted(*own[:3], fit=temperature_alone, folds=5, sources=own[3])
        assert held_out is not None
        (sets,) = diagnosis_sets(CODES, held_out, (0.90,))
        possible = softmax(logits, temperature_alone(own[0], own[1])[0]) >= np.array([*sets.thresholds.values()])
        held = possible[np.arange(len(labels)), labels]
        for name in ("near", "far"):
            for c, code in enumerate(CODES):
                measured.setdefault((name, code), []).append(sets.by_source[name][code].share.value)
                true.setdefault((name, code), []).append(held[(sources == name) & (labels == c)].mean())
    for key, found in measured.items():
        assert np.mean(found) == pytest.approx(np.mean(true[key]), abs=0.02)
    assert np.mean(measured["far", "common"]) < 0.75 < 0.88 < np.mean(measured["near", "common"])


def test_every_source_has_its_images_lesions_and_intervals_and_together_they_are_all() -> None:
    labels, logits, _, sources = _answers(600, np.random.default_rng(1))
    lesions = (np.arange(600) // 2).astype(str)
    found = promises(CODES, labels, logits, softmax(logits), lesions=lesions, sources=sources, biased=False)
    for sets in found.sets:
        assert set(sets.by_source) == {"near", "far"}
        for name, own in sets.by_source.items():
            assert set(own) == {*CODES, ALL}
            for code, one in own.items():
                among = sources == name
                if code != ALL:
                    among &= labels == CODES.index(code)
                assert (one.images, one.lesions) == (among.sum(), len(set(lesions[among])))
                assert one.share.low is not None
                assert one.share.high is not None
                assert one.share.low < one.share.value < one.share.high
        for code in (*CODES, ALL):
            parts = [own[code] for own in sets.by_source.values()]
            covered = sum(one.images * one.share.value for one in parts) / sum(one.images for one in parts)
            assert covered == pytest.approx(sets.coverage[code].value)


def test_a_shortfall_on_one_source_is_told_in_words_and_chance_is_not() -> None:
    sets = _sets(4000, np.random.default_rng(2))
    (line,) = short_by_source([sets])
    assert line.startswith(
        "note: of the validation images of far by themselves the sets of 90% hold the right diagnosis"
    )
    assert "common 0." in line
    assert "bad 0." not in line
    assert sets.falls_short(sets.by_source["far"]["common"])
    assert not sets.falls_short(sets.by_source["near"]["common"])


def test_one_source_or_none_named_has_no_figures_of_its_own() -> None:
    labels, logits, lesions, _ = _answers(300, np.random.default_rng(3))
    for sources in (None, np.full(300, "near")):
        found = promises(CODES, labels, logits, softmax(logits), lesions=lesions, sources=sources, biased=False)
        assert [sets.by_source for sets in found.sets] == [{}, {}]
        assert not found.lacks_coverage_by_source


def test_a_class_that_a_source_has_no_image_of_is_left_out_there() -> None:
    labels, logits, lesions, sources = _answers(600, np.random.default_rng(4))
    kept = (sources == "near") | (labels == 1)
    held_out = cross_fitted(labels[kept], logits[kept], lesions[kept], fit=temperature_alone, sources=sources[kept])
    assert held_out is not None
    (sets,) = diagnosis_sets(CODES, held_out, (0.90,))
    assert set(sets.by_source["far"]) == {"common", ALL}
    assert set(sets.by_source["near"]) == {*CODES, ALL}


def test_what_could_not_be_measured_on_all_is_not_made_up_for_a_source() -> None:
    """19 lesions set a threshold of 95 %, and those of the other folds do not."""
    labels = np.repeat([0, 1], [19, 200])
    logits = np.random.default_rng(0).normal(size=(219, 2)) + 2.0 * np.eye(2)[labels]
    sources = np.where(np.arange(219) % 2, "near", "far")
    held_out = cross_fitted(labels, logits, np.arange(219).astype(str), fit=temperature_alone, sources=sources)
    assert held_out is not None
    (sets,) = diagnosis_sets(CODES, held_out, (0.95,))
    assert sets.thresholds["bad"] > 0.0
    assert all("bad" not in own for own in sets.by_source.values())


def test_the_folds_of_a_cross_validation_tell_of_their_sources_too() -> None:
    labels, logits, lesions, sources = _answers(2000, np.random.default_rng(5))
    folds = np.arange(2000) % 5
    found = promises_of_folds(CODES, labels, softmax(logits, 2.0), lesions=lesions, folds=folds, sources=sources)
    pooled = of_folds(labels, softmax(logits, 2.0), lesions, folds, sources)
    assert found.sets == diagnosis_sets(CODES, pooled)
    far = found.sets[0].by_source["far"]["common"]
    assert far.images == ((sources == "far") & (labels == 1)).sum()
    assert found.sets[0].falls_short(far)


@pytest.mark.parametrize(("lesions", "covered"), [(1, 0), (3, 1), (4, 2), (5, 3), (10, 7)])
def test_what_a_source_of_few_lesions_lacks_by_chance_is_no_shortfall(lesions: int, covered: int) -> None:
    """An interval of so few lies below nine in ten more often than one in 40: of one lesion, one in ten."""
    sets, share = DiagnosisSets(0.9, {}), proportion(np.arange(lesions) < covered, np.arange(lesions))
    assert share is not None
    assert share.high is not None
    assert share.high < 0.9
    assert not sets.falls_short(Covered(lesions, lesions, share))


@pytest.mark.parametrize(("lesions", "covered"), [(2, 0), (5, 2), (10, 6), (190, 160), (4000, 3500)])
def test_what_chance_does_not_explain_is_a_shortfall_of_few_lesions_too(lesions: int, covered: int) -> None:
    sets, share = DiagnosisSets(0.9, {}), proportion(np.arange(lesions) < covered, np.arange(lesions))
    assert share is not None
    assert sets.falls_short(Covered(lesions, lesions, share))
    assert not sets.falls_short(Covered(lesions, lesions, Figure(0.9, 0.8, 0.95)))
