"""Another data set with other classes, from a folder of labelled images to the window, without a line changed.

    python -m examples.three_classes work/

Draws 3 x 12 pictures (no photographs) with the two small tables that any data set of one's own needs, trains on them,
exports, and opens the images with the new model in ham-desktop. Tiny and brief: it shows the way, not a good model.
"""

from __future__ import annotations

import argparse
import csv
import subprocess
import sys
from pathlib import Path

from tests.phantoms import write_phantoms

CLASSES = {
    # code: (name in the window, whether the malignancy score counts it)
    "round": ("Round thing", "no"),
    "crimson": ("Crimson thing", "yes"),
    "ring": ("Ring", "no"),
}
DRAWN_AS = {"nv": "round", "vasc": "crimson", "df": "ring"}


def draw_images(folder: Path) -> Path:
    """A data set as ham-train wants it: images, `metadata.csv` (image_id, lesion_id, dx) and `classes.csv`.

    `classes.csv` is not needed where the codes of `metadata.csv` say enough and none is malignant.
    """
    write_phantoms(folder, per_class=12, codes=tuple(DRAWN_AS))
    metadata = folder / "metadata.csv"
    with metadata.open(encoding="utf-8", newline="") as stream:
        rows = [
            {"image_id": row["image_id"], "lesion_id": row["lesion_id"], "dx": DRAWN_AS[row["dx"]]}
            for row in csv.DictReader(stream)
        ]
    _write(metadata, rows)
    _write(
        folder / "classes.csv",
        [{"code": code, "name": name, "malignant": malignant} for code, (name, malignant) in CLASSES.items()],
    )
    return folder


def train(data: Path, runs: Path) -> Path:
    """One epoch of the head on 32 x 32 pixels, from random weights; the run's folder. A real data set wants none of
    these options."""
    run(
        "ham-train", "--data", data, "--output", runs,
        "--weights", "none", "--image-size", 32, "--epochs-head", 1, "--epochs-finetune", 0,
    )  # fmt: skip
    return max(path.parent for path in runs.glob("*/run.json"))


def run(program: str, *arguments: object) -> None:
    """A command as a user types it, shown before it runs; ends this program where it fails."""
    words = [str(argument) for argument in arguments]
    print("$", program, *words, flush=True)
    code = subprocess.run([str(Path(sys.executable).with_name(program)), *words], check=False).returncode
    if code:
        sys.exit(code)


def main() -> None:
    parser = argparse.ArgumentParser(description="Train, export and use a model of three classes.")
    parser.add_argument("folder", type=Path, help="where everything goes; made anew")
    parser.add_argument("--no-window", action="store_true", help="end after the table")
    options = parser.parse_args()
    folder: Path = options.folder
    data = draw_images(folder / "data")
    finished = train(data, folder / "runs")
    model = folder / "model.onnx"
    run("ham-export", finished, "--onnx", model)
    run("ham-classify", data, "--model", model, "-o", folder / "results.csv")
    if not options.no_window:
        run("ham-desktop", "--model", model, data)


def _write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0])
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
