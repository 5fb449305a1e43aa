"""The pictures of a data set and of a run: pure functions from arrays to Matplotlib figures, without global state.

Drawn at the width of a printed page, so that the type on paper has the size it says; in colours that any kind of
colour vision tells apart, with a second sign (dashes, marks, numbers) wherever colour carries meaning.
"""

from __future__ import annotations

from trainer.report.figures.confusion import confusion_figure
from trainer.report.figures.data import class_figure, people_figure
from trainer.report.figures.history import history_figure
from trainer.report.figures.operating import operating_figure
from trainer.report.figures.reliability import reliability_figure
from trainer.report.figures.roc import roc_figure
from trainer.report.figures.sheets import (
    Mistake,
    augmentation_figure,
    confident_mistakes,
    mistakes_figure,
    samples_figure,
)
from trainer.report.figures.style import save_figure

__all__ = [
    "Mistake",
    "augmentation_figure",
    "class_figure",
    "confident_mistakes",
    "confusion_figure",
    "history_figure",
    "mistakes_figure",
    "operating_figure",
    "people_figure",
    "reliability_figure",
    "roc_figure",
    "samples_figure",
    "save_figure",
]
