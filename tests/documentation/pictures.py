"""The pictures of the documentation: the window over drawn images, taken by the tour of its tests.

    python -m tests.documentation.pictures demo/model.onnx

The model is one that knows phantoms, such as `make demo` leaves behind. Every image shown is drawn. The files in
docs/images/ have a palette, so that each stays small.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click
import numpy as np
from PIL import Image

from tests.documentation.pages import ROOT
from tests.phantoms import CODES, draw_phantom

PICTURES = {
    "window": "07-finished",
    "empty": "14-studies-offered",
    "grid": "10-grid",
    "review": "21-lesion",
    "agreement": "22-agreement",
    "model": "23-model",
    "settings": "25-settings",
    "export": "26-export",
}
"""Name in docs/images: name in the tour."""

FOLDER = ROOT / "docs" / "images"
SIZE = (600, 450)


@click.command()
@click.argument("model", type=click.Path(path_type=Path, exists=True))
def main(model: Path) -> None:
    """Take all pictures anew with MODEL."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        images, shots = Path(temporary, "images"), Path(temporary, "shots")
        _draw(images)
        environment = os.environ | {"QT_SCALE_FACTOR": "1", "QT_QPA_PLATFORM": "offscreen"}
        tour = [sys.executable, "-m", "tests.desktop.gui.tour", str(shots), "--model", str(model)]
        subprocess.run([*tour, "--images", str(images), "--screen", "light-1x"], env=environment, check=True)
        for name, shot in PICTURES.items():
            with Image.open(shots / f"{shot}-light-1x.png") as picture:
                small = picture.convert("RGB").quantize(80, dither=Image.Dither.NONE)
            small.save(FOLDER / f"{name}.png", optimize=True)
            click.echo(f"{name}.png  {(FOLDER / f'{name}.png').stat().st_size / 1e3:.0f} kB")


def _draw(folder: Path) -> None:
    """42 drawings: most of one kind, some between two kinds, which a model is less sure of."""
    folder.mkdir()
    rng = np.random.default_rng(3)
    for number in range(42):
        # The tour selects the second drawing: a melanoma, to have a referral in view.
        first, second = (5, 4) if number < 2 else rng.choice(len(CODES), 2, replace=False)
        picture = draw_phantom(CODES[second if number == 1 else first], rng, SIZE)
        if number % 3 == 2:
            picture = Image.blend(picture, draw_phantom(CODES[second], rng, SIZE), rng.uniform(0.4, 0.6))
        picture.save(folder / f"drawn_{number:02d}.jpg", quality=90)


if __name__ == "__main__":
    main()
