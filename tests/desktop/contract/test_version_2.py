"""What version 2 of the document adds is read as it was written, may be missing, and is refused where it is wrong."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from desktop.common.statistics import wilson
from desktop.contract import (
    ALL,
    METADATA_KEY,
    Covered,
    DiagnosisSets,
    ExternalSet,
    Figure,
    HandOver,
    ModelInfo,
    Reference,
    UnfamiliaritySample,
    encode_info,
    parse_info,
)
from desktop.errors import ModelError
from tests.tiny_model import tiny_info

SAMPLE = UnfamiliaritySample(300, tuple(n / 200 for n in range(101)))
SHARES = {"red": 0.25, "green": 0.5, "blue": 0.25}
SETS = (
    DiagnosisSets(0.90, {"red": 0.1, "green": 0.2, "blue": 0.0}, {"all": Figure(0.91, 0.88, 0.93)}, 1.4),
    DiagnosisSets(0.95, {"red": 0.05, "green": 0.1, "blue": 0.0}),
)


COVERED = Covered(60, 55, Figure(0.81, 0.7, 0.89))
SOURCES = Reference(SAMPLE, {"here": SAMPLE, "there": SAMPLE})
BY_SOURCE = tuple(
    msgspec.structs.replace(one, by_source={"here": {"red": COVERED, ALL: COVERED}, "there": {}}) for one in SETS
)


def _whole(**changes: Any) -> ModelInfo:
    parts: dict[str, Any] = {
        "reference": Reference(SAMPLE, {"here": SAMPLE}),
        "prevalence": SHARES,
        "sets": SETS,
        "handover": (HandOver(0.0, 0.0, Figure(0.8)), HandOver(0.6, 0.1, Figure(0.84, 0.8, 0.87))),
        "elsewhere": {"clinic-b": ExternalSet(50, 40, {"mel/auc": Figure(0.75)}, SAMPLE)},
    }
    return tiny_info(**(parts | changes))


def _test(**changes: Any) -> ModelInfo:
    return _whole(self_test=msgspec.structs.replace(tiny_info().self_test, **changes))


def test_a_whole_document_is_read_back_as_it_was_written() -> None:
    assert parse_info({METADATA_KEY: encode_info(_whole())}) == _whole()
    assert _whole().missing == ()


def test_a_file_of_several_sources_tells_what_the_sets_come_to_on_each_and_an_earlier_one_opens_without() -> None:
    whole = _whole(reference=SOURCES, sets=BY_SOURCE)
    assert parse_info({METADATA_KEY: encode_info(whole)}) == whole
    assert whole.missing == ()
    document = msgspec.json.decode(encode_info(whole))
    for one in document["sets"]:
        del one["by_source"]  # as files of this version were written before
    earlier = parse_info({METADATA_KEY: msgspec.json.encode(document).decode()})
    assert earlier.sets == SETS
    assert earlier.missing == ("how often the sets hold the right diagnosis on each training source",)
    assert _whole(reference=SOURCES, sets=()).missing == ("sets of possible diagnoses",)


def test_a_file_of_version_1_opens_and_what_it_cannot_tell_is_named() -> None:
    told = parse_info({METADATA_KEY: encode_info(tiny_info(contract=1))})
    assert told.contract == 1
    assert told.missing == (
        "whether a folder is like the training images",
        "probabilities at another prevalence",
        "sets of possible diagnoses",
        "how many images to look at oneself",
        "figures on images from elsewhere",
    )


@pytest.mark.parametrize("part", ["reference", "prevalence", "sets", "handover", "elsewhere"])
def test_each_part_may_be_missing_by_itself(part: str) -> None:
    found = parse_info({METADATA_KEY: encode_info(_whole(**{part: getattr(tiny_info(), part)}))})
    assert len(found.missing) == 1


@pytest.mark.parametrize(
    ("info", "words"),
    [
        (_whole(reference=Reference(UnfamiliaritySample(9, SAMPLE.quantiles[::-1]))), "not in ascending order"),
        (
            _whole(elsewhere={"b": ExternalSet(1, 1, {}, UnfamiliaritySample(1, SAMPLE.quantiles[::-1]))}),
            "not in ascending order",
        ),
        (_whole(reference=Reference(UnfamiliaritySample(9, SAMPLE.quantiles[:50]))), "quantiles"),
        (_whole(reference=Reference(UnfamiliaritySample(0, SAMPLE.quantiles))), "images"),
        (_whole(prevalence={"red": 0.5, "green": 0.5}), "the prevalence is not a share of every class"),
        (_whole(prevalence={"red": 0.5, "green": 0.5, "blue": 0.5}), "the prevalence is not a share of every class"),
        (_whole(prevalence={"red": 0.5, "green": 0.4, "violet": 0.1}), "the prevalence is not a share of every class"),
        (_whole(sets=(DiagnosisSets(0.90, {"red": 0.1}),)), "do not have a threshold for every class"),
        (_whole(sets=(SETS[0], SETS[0])), "twice at one level"),
        (_whole(sets=(DiagnosisSets(1.5, SETS[0].thresholds),)), "level"),
        (
            _whole(sets=(msgspec.structs.replace(SETS[0], coverage={"violet": Figure(0.9)}),)),
            "coverage of unknown classes \\(violet\\)",
        ),
        (
            _whole(sets=(msgspec.structs.replace(SETS[0], by_source={"here": {"violet": COVERED}}),)),
            "coverage by source of unknown classes \\(violet\\)",
        ),
        (
            _whole(sets=(msgspec.structs.replace(SETS[0], by_source={"here": {"red": Covered(0, 0, Figure(0.0))}}),)),
            "images",
        ),
        (_test(probabilities=((0.2, 0.3, 0.5),)), "probabilities are not 2 rows of 3 classes"),
        (_test(probabilities=((0.5, 0.5), (0.5, 0.5))), "probabilities are not 2 rows of 3 classes"),
        (_test(unfamiliarity=(0.5,)), "unfamiliarity is not 2 numbers"),
        (_test(heatmaps=((0.1, 0.2), (0.1,))), "heat maps are not 2 rows of one length"),
        (_test(heatmaps=((0.1, 0.2),)), "heat maps are not 2 rows of one length"),
    ],
)
def test_a_contradiction_is_named(info: ModelInfo, words: str) -> None:
    with pytest.raises(ModelError, match=words):
        encode_info(info)


@pytest.mark.parametrize(("right", "of", "short"), [(0, 1, False), (0, 2, True), (171, 216, True), (10, 12, False)])
def test_sets_fall_short_on_a_source_where_its_lesions_are_enough_to_say_so(right: int, of: int, short: bool) -> None:
    share = wilson(right, of)
    assert share is not None
    sets = DiagnosisSets(0.9, {})
    assert sets.falls_short(Covered(images=of, lesions=of, share=share)) == short
