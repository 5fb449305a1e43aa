"""`ham-reading new`: the options become a protocol, the model answers, the reading is written."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.errors import UsageError
from desktop.reading.design import Choice, Design, Protocol
from desktop.reading.file import SUFFIX
from desktop.reading.new_reading import choices_of, make_reading

if TYPE_CHECKING:
    from desktop.api import Classifier


def make(
    images: Sequence[Path],
    output: Path,
    *,
    title: str | None,
    design: str,
    truth: Path | None,
    model: Path | None,
    classes: str | None,
    malignant: str | None,
    seed: int | None,
    repeats: float,
    session: int,
    washout: int,
    management: bool,
    confidence: bool,
    note: bool,
    heat_map: bool,
    going_back: bool,
    teaching: bool,
) -> list[str]:
    """Write the reading; sentences about it. Raises HamError."""
    if output.suffix.lower() != SUFFIX:
        raise UsageError(f"a reading is a {SUFFIX} file and {output.name} is none; name one, as in -o study{SUFFIX}")
    if malignant is not None and classes is None:
        raise UsageError("--malignant goes with --classes; a model says itself which classes are malignant")
    if classes is not None and model is not None:
        raise UsageError("--classes stands in place of a model's classes; give one of --classes and --model")
    classifier: Classifier | None = None
    if classes is not None:
        choices = _typed(classes, malignant or "")
    else:
        from desktop.api import Classifier as Loaded

        classifier = Loaded.load(model)
        choices = choices_of(classifier.info)
    protocol = Protocol(
        title=title or output.stem,
        design=Design(design),
        classes=choices,
        seed=secrets.randbelow(2**31) if seed is None else seed,
        repeats=repeats,
        session_length=session,
        washout_days=washout,
        management=management,
        confidence=confidence,
        note=note,
        going_back=going_back,
        teaching=teaching,
        heat_map=heat_map,
    )
    made = make_reading(output, protocol, images, truth=truth, classifier=classifier)
    return [*made.notes, f"{made.images} images, {made.with_truth} with truth -> {output}"]


def _typed(classes: str, malignant: str) -> tuple[Choice, ...]:
    codes = [code.strip() for code in classes.split(",") if code.strip()]
    bad = [code.strip() for code in malignant.split(",") if code.strip()]
    if len(codes) < 2:
        raise UsageError("--classes names fewer than two classes; write them as in --classes mel,nv,bcc")
    if strange := [code for code in bad if code not in codes]:
        raise UsageError(f"--malignant names '{strange[0]}', which --classes does not; it has {', '.join(codes)}")
    return tuple(Choice(code, code, code in bad) for code in codes)
