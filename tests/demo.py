"""`make demo`: the whole chain by its four commands, on drawn phantoms (no photographs), in a few minutes.

Draws images, trains a small-input network from random weights, exports it with proof, classifies the images; then the
embedded model classifies them too. `make demo IMAGES=folder` goes straight to the embedded model and that folder: no
image of a person is shipped, so only a folder of one's own shows what it knows.
"""

from __future__ import annotations

import csv
import os
import shlex
import subprocess
import sys
from enum import Enum
from pathlib import Path

from desktop.model.file import DEFAULT_MODEL

FOLDER = Path("demo")
SCRIPTS = Path(sys.executable).parent

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Draw 280 phantom lesions of seven kinds (seconds)",
        ("python", "-m", "tests.phantoms", "demo/images", "--per-class", "40"),
    ),
    (
        "Train: two stages of a small residual network, at 64 x 64 pixels and from random weights to be quick "
        "(a minute or two, with a bar)",
        ("ham-train", "--data", "demo/images", "--output", "demo/runs", "--weights", "none",
         "--recipe", "tests/phantoms.toml"),
    ),
    ("Export to one ONNX file, proven against Keras (a minute)", ("ham-export", "{run}", "--onnx", "demo/model.onnx")),
    (
        "Classify the folder with ONNX Runtime (seconds)",
        ("ham-classify", "demo/images", "--model", "demo/model.onnx", "-o", "demo/results.csv"),
    ),
)  # fmt: skip


def main() -> None:
    """Run every step, showing its command; stop with its exit code at the first that fails."""
    os.environ["TQDM_MININTERVAL"] = "1"
    images = os.environ.get("IMAGES", "").strip()
    if images:
        images = str(Path(images).expanduser())  # make hands on `~/photos` as it is typed
        if not DEFAULT_MODEL.exists():
            sys.exit(
                "make demo: this checkout has no embedded model for IMAGES; without IMAGES the demo trains its own"
            )
        if not Path(images).exists():
            sys.exit(
                f"make demo: there is no folder {images}; name one with dermatoscopic images: make demo IMAGES=folder"
            )
    print(f"The commands below lie in {_shown(SCRIPTS)}; put that before them to type them yourself.")
    FOLDER.mkdir(exist_ok=True)
    if images:
        _embedded(images, number="")
        return
    print("Have dermatoscopic images?  make demo IMAGES=folder  shows at once what the embedded model says of them.")
    steps = len(STEPS) + DEFAULT_MODEL.exists()
    for number, (title, words) in enumerate(STEPS, 1):
        run = newest_run_in(FOLDER / "runs")
        command = [w.format(run=run or "runs") for w in words]
        if command[0] == "ham-train" and (begun := stopped_at(run, FOLDER / "model.onnx")):
            command = ["ham-train", "--resume", str(run)]
            if begun is Stopped.TRAINED:
                print(f"\n{number}/{steps}  Train: done before, {run}", flush=True)
                continue
            print("\nThe training that was stopped goes on.", end="")
        print(f"\n{number}/{steps}  {title}\n$ {' '.join(command)}", flush=True)
        program = [sys.executable] if command[0] == "python" else [str(SCRIPTS / command[0])]
        code = subprocess.run([*program, *command[1:]], check=False).returncode
        if code:
            sys.exit(code)
    _show(FOLDER / "results.csv")
    print("The images are drawn and this model knows drawings only: it says nothing about skin.")
    print(f"Look at them in the window:  {_shown(SCRIPTS / 'ham-desktop')} --model demo/model.onnx demo/images")
    if DEFAULT_MODEL.exists():
        _embedded(str(FOLDER / "images"), number=f"{steps}/{steps}  ")


def _embedded(source: str, *, number: str) -> None:
    """The embedded model on the user's folder, or on the drawings, which it has never seen the like of."""
    drawn = Path(source) == FOLDER / "images"
    output = FOLDER / ("embedded.csv" if drawn else "own.csv")
    print(
        f"\n{number}The embedded model, trained on dermatoscopic photographs\n"
        f"$ {shlex.join(('ham-classify', source, '-o', str(output)))}",
        flush=True,
    )
    code = subprocess.run([str(SCRIPTS / "ham-classify"), source, "-o", str(output), "--fresh"], check=False).returncode
    if code not in (0, 3):  # 3: some images could not be read, and are rows that say why
        sys.exit(code)
    rows = _show(output)
    flagged = sum("unfamiliar" in row["flags"].split(";") for row in rows)
    print(f"{flagged:,} of {len(rows):,} images are flagged as unfamiliar.")
    if drawn:
        print(
            "What drawings can show: that it runs, how fast, and what a table looks like. What they cannot: how well it"
        )
        print("knows lesions. None of them is anything it was trained on, and the flag finds photographs better than")
        print("drawings that resemble lesions: whatever it calls a drawing, flagged or not, means nothing.")
        print("For that it takes dermatoscopic images of your own, which stay where they are:\n")
        print("    make demo IMAGES=folder\n")
    else:
        print(f"All rows: {output}. The same in the window:  {_shown(SCRIPTS / 'ham-desktop')} {shlex.quote(source)}")
    print("Research use only, not a medical device.")


def _shown(path: Path) -> str:
    """As a person in this folder would type it."""
    return str(path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path)


def _show(results: Path) -> list[dict[str, str]]:
    """Print the first rows of a results table to read; returns all of them."""
    with results.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    print(f"\nThe first rows of {results}:\n")
    print(f"  {'file':<34} {'diagnosis':<10} {'probability':>11} {'malignant':>10} {'referral':>9}  flags")
    for row in rows[:6]:
        share = f"{float(row['probability']):.3f}" if row["probability"] else ""
        malignant = f"{float(row['malignant']):.3f}" if row["malignant"] else ""
        name = row["file"] if len(row["file"]) <= 34 else f"...{row['file'][-31:]}"
        print(f"  {name:<34} {row['diagnosis']:<10} {share:>11} {malignant:>10} {row['referral']:>9}  {row['flags']}")
    print()
    return rows


class Stopped(Enum):
    """Where an earlier demo was stopped: while it trained, or before its network was a model file."""

    TRAINING = 1
    TRAINED = 2


def stopped_at(run: Path | None, model: Path) -> Stopped | None:
    """What of an earlier demo can be used; None where it came to its end, or there is nothing to go on from."""
    from trainer.errors import RunError
    from trainer.runs.folder import FINISHED, load_unfinished

    if run is None:
        return None
    try:
        record = load_unfinished(run)[1]
    except RunError:
        return None
    if record.status != FINISHED:
        return Stopped.TRAINING
    is_exported = model.is_file() and model.stat().st_mtime > (run / "run.json").stat().st_mtime
    return None if is_exported else Stopped.TRAINED


def newest_run_in(runs: Path) -> Path | None:
    """The run folder that was begun last."""
    return max(runs.glob("20*"), default=None) if runs.is_dir() else None


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nmake demo: stopped; the same command goes on from here")
