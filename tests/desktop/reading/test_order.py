"""The order: random, the reader's own, the same for ever."""

from __future__ import annotations

from collections import Counter

import pytest

from desktop.reading.design import Arm, Case, Design
from desktop.reading.order import repeated, steps
from tests.desktop.reading.helpers import protocol

CASES = [Case(f"{number:064x}") for number in range(90)]


def test_the_order_is_written_in_stone() -> None:
    # A reading that was begun with an earlier version must go on in the same order.
    order = [step.case for step in steps(protocol(), CASES[:8], "Anna")]
    assert order == [step.case for step in steps(protocol(), CASES[:8], "anna")]
    assert order == [3, 2, 6, 7, 5, 4, 0, 1]


def test_every_reader_and_every_seed_has_an_order_of_its_own_with_each_image_once() -> None:
    orders = {
        tuple(step.case for step in steps(protocol(seed=seed), CASES, reader))
        for seed in (1, 2)
        for reader in ("Anna", "Ben", "Cleo")
    }
    assert len(orders) == 6
    assert all(sorted(order) == list(range(90)) for order in orders)


def test_no_place_in_the_order_prefers_an_image() -> None:
    # Of 3,000 readers each of 5 images should be first about 600 times (standard deviation 22).
    first = Counter(steps(protocol(), CASES[:5], f"reader {n}")[0].case for n in range(3000))
    assert all(500 < first[case] < 700 for case in range(5))


def test_repeats_are_the_same_images_for_all_and_never_close_behind_the_first_showing() -> None:
    asked = protocol(repeats=0.2)
    twice = repeated(asked, CASES)
    assert len(twice) == 18
    for reader in ("Anna", "Ben"):
        order = steps(asked, CASES, reader)
        places = {(step.case, step.showing): step.number for step in order}
        assert {case for case, showing in places if showing} == twice
        assert min(places[case, 1] - places[case, 0] for case in twice) >= 10


@pytest.mark.parametrize("length", [1, 30, 44, 90, 1000])
def test_a_break_follows_every_session_and_the_last_image(length: int) -> None:
    order = steps(protocol(session_length=length), CASES, "Anna")
    sizes = Counter(step.session for step in order)
    assert max(sizes.values()) <= length
    assert [step.session_ends for step in order].count(True) == len(sizes)
    assert order[-1].session_ends


def test_unaided_then_aided_shows_each_image_twice_in_a_row() -> None:
    order = steps(protocol(Design.BOTH_IN_A_ROW, session_length=30), CASES, "Anna")
    assert [step.arm for step in order] == [Arm.UNAIDED, Arm.AIDED] * 90
    assert [step.case for step in order[::2]] == [step.case for step in order[1::2]]
    assert max(Counter(step.session for step in order).values()) == 60  # 30 images, two answers each


def test_two_sessions_are_all_unaided_and_then_all_aided_in_another_order() -> None:
    order = steps(protocol(Design.TWO_SESSIONS), CASES, "Anna")
    first, second = order[:90], order[90:]
    assert {step.arm for step in first} == {Arm.UNAIDED}
    assert {step.arm for step in second} == {Arm.AIDED}
    assert [s.case for s in first] != [s.case for s in second]
    assert first[-1].session < second[0].session
