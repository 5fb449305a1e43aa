"""Drawn readings and scripted readers for the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from desktop.reading.design import Case, Choice, Design, Protocol
from desktop.reading.file import ModelFacts, ReadingFile, create
from desktop.reading.new_reading import hashed
from desktop.reading.reader_progress import Course, Given
from tests.desktop.helpers import one_colour

CLASSES = (Choice("mel", "Melanoma", True), Choice("nv", "Naevus"), Choice("bkl", "Keratosis"))
CODES = tuple(choice.code for choice in CLASSES)


def protocol(design: Design = Design.UNAIDED, **changes: object) -> Protocol:
    return Protocol(**{"title": "Study", "design": design, "classes": CLASSES, "seed": 7, **changes})  # type: ignore[arg-type]


def write_reading(
    folder: Path,
    count: int = 6,
    design: Design = Design.UNAIDED,
    *,
    truth: Sequence[str] | None = None,
    model: Sequence[str] | None = None,
    name: str = "study",
    **changes: object,
) -> ReadingFile:
    """An open reading of `count` images of one colour each; truth and model: a code per image."""
    cases, places = [], {}
    for index in range(count):
        path = one_colour(folder / "secret melanomas" / f"mel_{index}.png", (index * 7 % 256, index // 36, 99))
        image = hashed(path)
        known = truth[index] if truth is not None else CODES[index % 3]
        said = (model or truth or CODES * count)[index]
        shares = tuple(0.8 if code == said else 0.1 for code in CODES)
        cases.append(Case(image, path.name, f"lesion {index}", known, shares))
        places[image] = path
    target = folder / f"{name}.hamreading"
    create(target, protocol(design, **changes), cases, places, ModelFacts("tiny", "ab" * 32))
    return ReadingFile(target)


def read_all(file: ReadingFile, reader: str, say: Callable[[int], str], most: int | None = None) -> Course:
    """Answer every step (at most `most`): `say` gives the code for a case."""
    course = Course(file, reader)
    while (step := course.step) is not None and (most is None or course.answered < most):
        course.give(Given(say(step.case), 3 if file.protocol.confidence else 0), shown=4.0, edited=1.0)
    return course


def noisy(codes: Sequence[str], right: float, rng: np.random.Generator) -> list[str]:
    """The codes, each kept with probability `right`, else another one."""
    return [c if rng.random() < right else str(rng.choice([o for o in CODES if o != c])) for c in codes]
