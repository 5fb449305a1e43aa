"""A few thousand images in one run: every row is there, and nothing of an image stays in memory once it is answered.

`python -m tests.benchmarks.soak` does it with a hundred thousand.
"""

from __future__ import annotations

import gc

import pytest

from desktop.engine.events import Classified, Failed
from desktop.images import DecodedImage
from desktop.study.store import Study
from tests.benchmarks.soak import make, names, soak

IMAGES = 2_000
ALIVE = 400
"""Answers that may be alive at once: those not yet committed, and a few batches."""


def test_memory_does_not_depend_on_how_many_images_there_were(tmp_path, tiny_model, monkeypatch: pytest.MonkeyPatch):
    images = make(tmp_path, IMAGES)
    save, calls = Study.save, iter(range(1, 10 * IMAGES))
    alive: list[int] = []

    def looked_at(self: Study, event: Classified | Failed) -> None:
        save(self, event)
        if next(calls) % 400 == 0:
            kinds = (Classified, DecodedImage)
            alive.append(sum(isinstance(thing, kinds) for thing in gc.get_objects()))

    monkeypatch.setattr(Study, "save", looked_at)
    samples = soak(images, tiny_model, tmp_path / "results.csv")
    assert samples[-1].answered == IMAGES
    found = names(tmp_path / "results.csv")
    assert found == [f"{n // 1000:04}/{n:07}.png" for n in range(IMAGES)]
    assert len(alive) == IMAGES // 400
    assert max(alive) <= ALIVE, alive
