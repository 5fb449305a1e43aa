"""What a folder's test says, in words: on the terminal, in the report, in the window."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.contract import ExternalSet, ModelInfo
from desktop.evaluation.shift import LEAST_IMAGES, Shift

_TOLD = 3  # sets from elsewhere that are told of


def shift_in_words(shift: Shift, info: ModelInfo) -> tuple[str, ...]:
    """The statement on the folder, one sentence or two a line; the first tells whether it is a warning."""
    images = f"{shift.n:,} image{'' if shift.n == 1 else 's'}"
    if shift.shifted is None:
        return (
            f"{images} {'is' if shift.n == 1 else 'are'} too few to say whether this folder, as a whole, is like the "
            f"images that the model's figures were measured on; that is said from {LEAST_IMAGES} images on",
        )
    tested = f"Kolmogorov-Smirnov D {shift.statistic:.2f}, p {_p(shift.p)}"
    if shift.shifted:
        return (
            "WARNING: this folder, as a whole, is not like the images that the model's figures were measured on",
            f"{effect_in_words(shift)} ({tested})",
            *what_follows(shift, info),
        )
    lines = [
        f"no sign in {images} that this folder, as a whole, is unlike those the figures were measured on ({tested})"
    ]
    if shift.closer:
        lines.append(
            "note: its images lie closer to the training images than held-out ones do; where the model was trained on "
            "some of them, figures measured here are too good"
        )
    return tuple(lines)


def early_words(shift: Shift) -> str:
    """The warning while a run goes on."""
    return (
        f"WARNING after {shift.n:,} images: so far this folder is not like the images that the model's figures were "
        f"measured on; {effect_in_words(shift)}"
    )


def effect_in_words(shift: Shift) -> str:
    """How far away the folder lies: by its median image, or where that lies among the others, by its furthest."""
    if shift.beyond is None or shift.outside is None:
        return ""
    if shift.beyond >= 0.75:
        than = "all held-out ones" if shift.beyond >= 1 else f"{int(100 * shift.beyond)} of 100 held-out ones"
        return f"half of its {shift.n:,} images lie further from the training images than {than}"
    return (
        f"{round(100 * shift.outside)} of 100 of its images lie further from the training images than 95 of 100 "
        "held-out ones; 5 would be expected"
    )


def what_follows(shift: Shift, info: ModelInfo) -> Iterator[str]:
    """What a warning means for the figures and promises of the model."""
    like = [(name, info.elsewhere[name]) for name in shift.like if name in info.elsewhere][:_TOLD]
    told = "; ".join(f"{_figures(one, info)} on {name} ({one.images:,} images)" for name, one in like)
    there = f"on other sets at this distance: {told}" if told else "no other set at this distance was measured"
    yield f"the figures of the model card do not hold here; {there}"
    if info.sets:
        yield "the sets of possible diagnoses promise nothing here: the right one may be missing more often than told"


def _figures(one: ExternalSet, info: ModelInfo) -> str:
    """The areas of the malignant classes; without them whatever tells most of the set."""
    keys = [(f"{c.code}/auc", f"{c.name} AUC") for c in info.classes if c.malignant]
    keys += [("malignant_auc", "malignant AUC")]
    others = [("macro_auc", "mean AUC"), ("balanced_accuracy", "balanced accuracy"), ("accuracy", "accuracy")]
    found = [f"{words} {one.figures[key].value:.2f}" for key, words in keys if key in one.figures]
    found = found or [f"{words} {one.figures[key].value:.2f}" for key, words in others if key in one.figures][:1]
    return ", ".join(found) or "no figure"


def _p(p: float | None) -> str:
    if p is None:
        return "-"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"
