"""A whole reading with drawn lesions and invented readers, to look at: nothing in it is a photograph or a person."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from desktop.common.files import OutputError
from desktop.reading.design import Arm, Case, Choice, Design, Protocol
from desktop.reading.file import ModelFacts, ReadingFile, create
from desktop.reading.new_reading import hashed
from desktop.reading.packing import merge, pack, save_answers
from desktop.reading.page.render import write_report
from desktop.reading.reader_progress import Course, Given
from desktop.reading.records import records, write_csv, write_imrmc, write_json_lines

CLASSES = (
    Choice("round", "Round and even", False),
    Choice("ragged", "Ragged and dark", True),
    Choice("red", "Red lagoons", False),
)
_COLOURS = {"round": (142, 92, 62), "ragged": (70, 48, 44), "red": (170, 40, 60)}


@dataclass(frozen=True)
class InventedReader:
    """skill: share of images he sees rightly by himself; trust: how often he takes the model's answer for his own."""

    name: str
    skill: float
    trust: float


READERS = (InventedReader("Ada", 0.85, 0.3), InventedReader("Ben", 0.7, 0.5), InventedReader("Cleo", 0.6, 0.8))
MODEL_SKILL = 0.85


def demonstrate(folder: Path, *, images: int, seed: int, language: str = "") -> Iterator[str]:
    """Make the demonstration in an empty or new folder; sentences about what was done. language: of its report. Raises
    OutputError."""
    if folder.exists() and any(folder.iterdir()):
        raise OutputError(f"{folder} is not empty, and nothing in it shall be replaced; name a new folder")
    rng = np.random.default_rng(seed)
    try:
        (folder / "images").mkdir(parents=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made ({error.strerror}); choose another place") from None
    cases, places = [], {}
    for number in range(images):
        truth = CLASSES[int(rng.integers(len(CLASSES)))].code
        path = folder / "images" / f"drawn_{number + 1:03}.png"
        draw(truth, rng).save(path)
        image = hashed(path)
        said = truth if rng.random() < MODEL_SKILL else str(rng.choice([c.code for c in CLASSES if c.code != truth]))
        shares = np.where([c.code == said for c in CLASSES], 0.7, 0.15)
        cases.append(Case(image, path.name, f"drawn_{number + 1:03}", truth, tuple(float(s) for s in shares)))
        places[image] = path.absolute()
    with (folder / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("image_id", "dx", "lesion_id"))
        writer.writerows((case.name, case.truth, case.lesion) for case in cases)
    protocol = Protocol("Demonstration on drawn images", Design.BOTH_IN_A_ROW, CLASSES, seed, repeats=0.2)
    path = folder / "demo.hamreading"
    create(path, protocol, cases, places, ModelFacts("invented", ""))
    yield f"{images} drawn images (no photographs) -> {path}"
    with closing(ReadingFile(path)) as reading:
        packed = folder / "demo for readers.hamreading"
        pack(reading, packed, with_model=False)
        yield f"packed for readers elsewhere -> {packed}"
        with closing(ReadingFile(packed)) as elsewhere:
            for reader in READERS:
                read(elsewhere, reader, cases, rng)
                save_answers(elsewhere, folder / f"{reader.name}.hamanswers", [reader.name])
        done = merge(reading, [folder / f"{reader.name}.hamanswers" for reader in READERS])
        yield f"answers of invented readers merged: {', '.join(f'{n} {r}' for m in done for n, r in m.added.items())}"
        rows = list(records(reading))
        write_csv(rows, folder / "answers.csv")
        write_json_lines(rows, folder / "answers.jsonl")
        write_imrmc(reading, rows, folder / "answers.imrmc")
        write_report(reading, folder / "report.html", language=language)
    yield f"tables and report -> {folder}; open report.html, and demo.hamreading in the window to read it yourself"


def read(reading: ReadingFile, reader: InventedReader, cases: list[Case], rng: np.random.Generator) -> None:
    """Give every answer of an invented reader."""
    truth = {case.image: case.truth for case in cases}
    course = Course(reading, reader.name)
    while (step := course.step) is not None:
        right = truth[course.case.image]
        others = [choice.code for choice in CLASSES if choice.code != right]
        answer = right if rng.random() < reader.skill else str(rng.choice(others))
        if step.arm is Arm.AIDED and course.before is not None:
            answer = course.before.answer
            if rng.random() < reader.trust:
                answer = course.model_answers()[0][0].code
        seconds = float(rng.lognormal(1.8 if step.arm is Arm.UNAIDED else 1.0, 0.5))
        given = Given(answer, int(rng.integers(2, 6)))
        course.give(given, shown=seconds, edited=seconds / 3)


def draw(kind: str, rng: np.random.Generator, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A drawn lesion of one of CLASSES on drawn skin: an RGB image of `size` = (width, height)."""
    width, height = size
    skin = tuple(int(c) for c in np.clip(np.array([224, 180, 155]) + rng.normal(0, 6, 3), 0, 255))
    image = Image.new("RGB", size, skin)
    pen = ImageDraw.Draw(image)
    centre = np.array([width, height]) * rng.uniform(0.42, 0.58, 2)
    radius = height * rng.uniform(0.2, 0.32)
    colour = tuple(int(c) for c in np.clip(np.array(_COLOURS[kind]) + rng.normal(0, 8, 3), 0, 255))
    turns = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    uneven = 0.09 if kind == "ragged" else 0.015
    wobble = np.sum([rng.normal(0, uneven) * np.cos(k * turns + rng.uniform(0, 6)) for k in range(2, 8)], axis=0)
    edge = centre + radius * (1 + wobble)[:, None] * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    if kind == "red":
        for _ in range(int(rng.integers(6, 11))):
            at, r = centre + rng.normal(0, radius / 2, 2), radius * rng.uniform(0.2, 0.4)
            pen.ellipse((*(at - r), *(at + r)), fill=colour)
    else:
        pen.polygon([(float(x), float(y)) for x, y in edge], fill=colour)
    noise = rng.normal(0, 4, (height, width, 3))
    pixels = np.asarray(image.filter(ImageFilter.GaussianBlur(3)), dtype=np.float64) + noise
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))
