"""`make demo`: the whole chain by its four commands, on drawn phantoms (no photographs), in a few minutes.

Draws images, trains a small-input network from random weights, exports it with proof, classifies the images.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

FOLDER = Path("demo")
SCRIPTS = Path(sys.executable).parent

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Draw 280 phantom lesions of seven kinds", ("python", "-m", "tests.phantoms", "demo/images", "--per-class", "40")),
    (
        "Train: two stages of ResNet50, at 64 x 64 pixels and from random weights to be quick",
        ("ham-train", "--data", "demo/images", "--output", "demo/runs", "--weights", "none",
         "--recipe", "tests/phantoms.toml"),
    ),
    ("Export to one ONNX file, proven against Keras", ("ham-export", "{run}", "--onnx", "demo/model.onnx")),
    (
        "Classify the folder with ONNX Runtime",
        ("ham-classify", "demo/images", "--model", "demo/model.onnx", "-o", "demo/results.csv"),
    ),
)  # fmt: skip


def main() -> None:
    """Run every step, showing its command; stop with its exit code at the first that fails."""
    os.environ["TQDM_MININTERVAL"] = "1"
    for number, (title, words) in enumerate(STEPS, 1):
        command = [w.format(run=_newest(FOLDER / "runs")) for w in words]
        print(f"\n{number}/{len(STEPS)}  {title}\n$ {' '.join(command)}", flush=True)
        program = [sys.executable] if command[0] == "python" else [str(SCRIPTS / command[0])]
        code = subprocess.run([*program, *command[1:]], check=False).returncode
        if code:
            sys.exit(code)
    lines = (FOLDER / "results.csv").read_text(encoding="utf-8").splitlines()
    print("\nThe first rows of demo/results.csv:\n")
    for line in lines[:6]:
        print("  " + line)
    print("\nNow look at them in the window:  ham-desktop --model demo/model.onnx demo/images")
    print("The images are drawn and the model knows drawings only: it says nothing about skin.")


def _newest(runs: Path) -> str:
    folders = sorted(runs.glob("20*")) if runs.is_dir() else []
    return str(folders[-1]) if folders else "runs"


if __name__ == "__main__":
    main()
