"""How many images to look at oneself in a PDF report: what is handed over against what is right among the rest."""

from __future__ import annotations

from desktop.common.figure import figure_in_words
from desktop.evaluation.handover import HandOverCount, confidence_digits, steps_to_tell
from desktop.gui.export.pdf_pages import Pages
from desktop.language.spoken import number, tr


def draw_hand_over(pages: Pages, counted: HandOverCount, beside_figures: str) -> None:
    """As `desktop.outputs.report.page` writes it; nothing where the model file does not tell it. `beside_figures`: what
    is said wherever figures of held-out images stand, "" for nothing."""
    steps = steps_to_tell(counted.steps())
    if not steps:
        return
    pages.heading(tr("How many to look at yourself"))
    said = tr("Hand over the images whose likeliest diagnosis is least sure, and of the rest more is right")
    if beside_figures:
        said += f"; {beside_figures}"
    pages.text(f"{said}:")
    digits = confidence_digits(steps)
    rows = [
        (
            number(one.measured.confidence, f".{digits}f"),
            tr("{share:.0f} of 100", share=100 * one.measured.share),
            number(one.here, ","),
            figure_in_words(one.measured.accuracy, "\N{EN DASH}"),
        )
        for one in steps
    ]
    head = (tr("handed over: below"), tr("of held-out images"), tr("of these images"))
    pages.table([(*head, tr("right among the rest, held-out images")), *rows], widths=(0.2, 0.2, 0.2, 0.4))
