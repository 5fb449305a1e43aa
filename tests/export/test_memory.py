"""What the converter drops while it works on the graph is freed while it works."""

from __future__ import annotations

import gc
import weakref

import pytest

from export.graph.graph import _cycles_collected_early


class Copy:
    """One of the converter's copies: its nodes and it refer to each other, so that only the collector frees it."""

    def __init__(self) -> None:
        self.nodes = [{"graph": self, "number": number} for number in range(3_000)]


def most_alive_in_turn(copies: int) -> int:
    """Copies alive at most when each is made while the one before is still in use."""
    alive: weakref.WeakSet[Copy] = weakref.WeakSet()
    current, most = Copy(), 0
    for _ in range(copies):
        current = Copy()
        alive.add(current)
        most = max(most, len(alive))
    return most


def test_dropped_copies_do_not_pile_up_beside_a_million_other_objects() -> None:
    others = [[number] for number in range(1_000_000)]
    gc.collect()
    assert most_alive_in_turn(60) > 20, "nothing piles up without help: this test shows nothing any more"
    with _cycles_collected_early():
        assert most_alive_in_turn(60) <= 6
    assert len(others) == 1_000_000  # alive up to here


def test_the_collector_is_left_as_it_was_even_after_an_error() -> None:
    before = gc.get_threshold()
    with pytest.raises(ValueError), _cycles_collected_early():  # noqa: PT011, PT012
        assert gc.get_freeze_count() > 0
        raise ValueError
    assert gc.get_threshold() == before
    assert gc.get_freeze_count() == 0
