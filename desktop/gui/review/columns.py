"""What persons said, and lesions' joint answers, as columns beside the table's own. Knows no Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from desktop.contract import ModelInfo
from desktop.evaluation.grouping import Grouping
from desktop.gui.export_kinds import Columns
from desktop.gui.session.row import Result
from desktop.gui.translation import tr
from desktop.images.image_file import ImageFile
from desktop.language.spoken import kept
from desktop.outputs.lesion_table import LesionTable
from desktop.results.lesions import Joint, joint_answer
from desktop.results.terms import Terms
from desktop.results.wording import class_name, named
from desktop.study.reviews import NO_REVIEW, OUTSIDE, Review

NAMES = (
    *("review_diagnosis", "review_done", "review_note", "review_confidence"),
    *("lesion", "lesion_images", "lesion_diagnosis", "lesion_probability", "lesion_malignant", "lesion_referral"),
)


def in_words(review: Review, info: ModelInfo) -> str:
    """`Melanoma (confidence 4); reviewed; lesion left arm; "irregular"`; empty where nothing was said."""
    label = named(OUTSIDE[review.label]) if review.label in OUTSIDE else class_name(review.label, info)
    sure = tr("(confidence {confidence})", confidence=review.confidence) if review.confidence else ""
    parts = (
        f"{label} {sure}",
        tr("reviewed") if review.reviewed else "",
        tr("lesion {name}", name=review.lesion) if review.lesion else "",
        f'"{review.note}"' if review.note else "",
    )
    return "; ".join(part.strip() for part in parts if part.strip())


def with_patients(columns: Columns | None, patient: Callable[[Result], str]) -> Columns:
    """These columns and one of the patients."""
    if columns is None:
        return Columns(("patient",), lambda result: (patient(result),))
    return Columns((*columns.names, "patient"), lambda result: (*columns.values(result), patient(result)))


def review_columns(results: Iterable[Result], review: Callable[[int], Review], terms: Terms) -> Columns | None:
    """The columns as they are now, over all results of a study; None where nothing was said about any of them.

    A table without reviews is then the very one that ham-classify writes.
    """
    said: dict[int, Review] = {}
    lesions: dict[str, list[Result]] = defaultdict(list)
    for result in results:
        one = review(result.key)
        if one != NO_REVIEW:
            said[result.key] = one
            if one.lesion:
                lesions[one.lesion].append(result)
    if not said:
        return None
    joint = {
        name: joint_answer((r.row for r in those), terms.info, terms.point, prevalence=terms.prevalence)
        for name, those in lesions.items()
    }

    def values(result: Result) -> tuple[object, ...]:
        one = said.get(result.key, NO_REVIEW)
        done = "yes" if one.reviewed else "no"
        sure = one.confidence or ""
        return (
            one.label,
            done,
            one.note,
            sure,
            one.lesion,
            *_joint_values(joint.get(one.lesion) if one.lesion else None),
        )

    return Columns(NAMES, values)


def joint_answers(
    results: Iterable[Result], every: Iterable[Result], review: Callable[[int], Review], terms: Terms
) -> LesionTable | None:
    """The lesions that `results` show, each answered by all of its images among `every`; None where there are none."""
    shown = {lesion for result in results if (lesion := review(result.key).lesion)}
    of = {result.path: lesion for result in every if (lesion := review(result.key).lesion) in shown}
    if not of:
        return None
    table = LesionTable(Grouping(kept("the review of a person"), lambda path: of.get(path, "")), terms, None)
    for result in every:
        if result.path in of:
            table.add(ImageFile(Path(result.path), result.path), replace(result.row, file=result.path))
    return table


def _joint_values(joint: Joint | None) -> tuple[object, ...]:
    if joint is None:
        return ("",) * 5
    referral = "" if joint.referral is None else "yes" if joint.referral else "no"
    return joint.images, joint.diagnosis, joint.probability, joint.malignant, referral
