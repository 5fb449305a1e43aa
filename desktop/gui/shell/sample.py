"""A few drawn images to try the window with: made on this computer, no photograph, and of no use for a diagnosis."""

from __future__ import annotations

from pathlib import Path

from desktop.common.files import OutputError, cannot_write
from desktop.gui.translation import marked

FOLDER = "drawn sample images"
COUNT = 12
SAID = marked(
    "These images are drawn by this program, and the model knows photographs: whatever it names them says nothing. "
    "They are there to try the window with; Ctrl+N puts them away."
)
_SIZE = (600, 450)
_SEED = 7


def draw_sample(parent: Path) -> Path:
    """The folder with the drawn images in `parent`; those that are missing are drawn. Raises OutputError."""
    import numpy as np

    from desktop.reading.demo import CLASSES, draw

    folder = parent / FOLDER
    rng = np.random.default_rng(_SEED)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number in range(COUNT):
            image = draw(CLASSES[number % len(CLASSES)].code, rng, _SIZE)
            path = folder / f"drawn {number + 1:02}.png"
            if not path.is_file():
                image.save(path)
    except OSError as error:
        raise OutputError(cannot_write(folder, error)) from None
    return folder
