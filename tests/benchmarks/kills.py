"""`kill -9` at random moments of ham-classify, then the same command again: python -m tests.benchmarks.kills [50]

The moments are drawn over the time an undisturbed run takes, and a little more. The run to be killed waits at every
image and every row, or nearly all moments would meet its start; the command that goes on is the real one. What must
hold: every image has one row, and the file is byte for byte that of an undisturbed run.
"""

from __future__ import annotations

import collections
import csv
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.desktop.helpers import coloured_files, environment
from tests.tiny_model import write_tiny_model

IMAGES = 300

_SLOW = """
import time
from desktop.engine import pipeline
from desktop.study import store
from desktop.cli.ham_classify import main
from desktop.outputs import tables
read_image, write = pipeline.read_image, tables.CsvWriter.write
def slow_read(path, size):
    time.sleep(0.03)
    return read_image(path, size)
def slow_write(self, *row):
    time.sleep(0.003)
    return write(self, *row)
pipeline.read_image, tables.CsvWriter.write, store.COMMIT_ROWS = slow_read, slow_write, 20
main()
"""


@dataclass(frozen=True)
class Place:
    """A folder of images, a model, the table of an undisturbed run and the seconds it took."""

    folder: Path
    model: Path
    table: bytes
    seconds: float


def prepare(folder: Path, images: int = IMAGES) -> Place:
    coloured_files(folder / "images", images)
    model = write_tiny_model(folder / "tiny.onnx")
    began = time.perf_counter()
    subprocess.run(_command(folder / "images", model, folder / "whole.csv", slow=True), check=True, **_quiet())
    seconds = time.perf_counter() - began
    return Place(folder, model, (folder / "whole.csv").read_bytes(), seconds)


def kill_and_go_on(place: Place, name: str, after: float) -> str:
    """What the kill met: the start, some answers, the table, the end. Raises AssertionError where a row is lost."""
    output = place.folder / name / "results.csv"
    output.parent.mkdir()
    command = _command(place.folder / "images", place.model, output)
    slow = _command(place.folder / "images", place.model, output, slow=True)
    with subprocess.Popen(slow, **_quiet()) as process:
        time.sleep(after)
        process.kill()
        ended = process.wait() == 0
    assert ended or not output.exists() or output.read_bytes() == place.table, "half a table lies there"
    again = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment(), check=False)
    assert again.returncode == 0, again.stderr
    content = output.read_bytes()
    names = [row["file"] for row in csv.DictReader(content.decode().splitlines())]
    assert len(names) == len(set(names)) == len(list((place.folder / "images").iterdir())), "a row is lost or doubled"
    assert content == place.table, "the table is another one"
    left = {path.name for path in output.parent.iterdir()}
    assert left == {"results.csv", "results.run.json", "results.hamstudy"}, f"left behind: {left}"
    if ended:
        return "the end"
    if f"{len(names):,} images" in again.stderr and "all of them before" in again.stderr:
        return "the table being written"
    return "some answers kept" if " of them before" in again.stderr else "no answer yet"


def moments(count: int, seconds: float, seed: int) -> list[float]:
    """Random, one in each of `count` equal parts of the run."""
    draw = random.Random(seed)
    return [seconds * 1.05 * (part + draw.random()) / count for part in range(count)]


def _command(images: Path, model: Path, output: Path, *, slow: bool = False) -> list[str]:
    options = ["--model", str(model), "--provider", "cpu", "--threads", "1", "--batch-size", "4"]
    start = ["-c", _SLOW] if slow else ["-m", "desktop"]
    return [sys.executable, *start, str(images), "-o", str(output), *options]


def _quiet() -> dict[str, object]:
    return {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment()}


def main(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = prepare(Path(folder))
        met: collections.Counter[str] = collections.Counter()
        for number, after in enumerate(moments(count, place.seconds, seed=1)):
            met[kill_and_go_on(place, str(number), after)] += 1
    print(f"{count} kills over {place.seconds:.1f} s of {IMAGES} images: every table whole and byte for byte the same")
    for what, times in met.most_common():
        print(f"  {times:3} met {what}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 50)
