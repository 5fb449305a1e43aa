"""Memory that runs out: what is advised works, or it is said that nothing does."""

from __future__ import annotations

import pytest

from tests.gpu.memory import fill_memory


class ResourceExhaustedError(Exception):
    """As TensorFlow's is called, and known by its name."""


class Memory:
    """Room for a step with so many images; asked: every batch that was tried."""

    def __init__(self, images: int, fault: Exception | None = None) -> None:
        self.images, self.fault = images, fault or MemoryError()
        self.asked: list[int] = []

    def __call__(self, batch: int) -> None:
        self.asked.append(batch)
        if batch > self.images:
            raise self.fault


@pytest.mark.parametrize(
    "fault",
    [MemoryError(), ResourceExhaustedError("OOM when allocating"), RuntimeError("RESOURCE_EXHAUSTED: Out of memory")],
)
def test_the_batch_size_that_an_error_advises_is_tried_and_works(fault: Exception) -> None:
    memory = Memory(100, fault)
    found = fill_memory(memory, first=8, largest=8192)
    assert memory.asked == [8, 16, 32, 64, 128, 64]
    assert (found["failed"], found["works"]) == (128, 64)
    assert "ran out of memory with batches of 128; try --batch-size 64" in found["said"]


def test_advice_is_followed_until_a_step_works() -> None:
    memory = Memory(3)
    found = fill_memory(memory, first=16, largest=64)
    assert memory.asked == [16, 8, 4, 2]
    assert (found["failed"], found["works"]) == (16, 2)


def test_where_not_even_one_image_fits_no_size_is_said_to_work() -> None:
    found = fill_memory(Memory(0), first=2, largest=64)
    assert (found["failed"], found["works"]) == (2, None)


def test_memory_that_never_fills_is_given_up_at_the_largest_batch() -> None:
    memory = Memory(10**6)
    assert fill_memory(memory, first=8, largest=40) == {"failed": None, "said": "", "works": 32}
    assert memory.asked == [8, 16, 32]


def test_memory_that_is_said_to_be_full_is_not_filled() -> None:
    memory = Memory(10**6)
    found = fill_memory(memory, first=8, largest=8192, limit=8)
    assert (found["failed"], found["works"]) == (16, 8)
    assert memory.asked == [8, 8]


def test_any_other_fault_is_no_lack_of_memory() -> None:
    with pytest.raises(ValueError, match="no kernel"):
        fill_memory(Memory(4, ValueError("no kernel")), first=8, largest=64)
