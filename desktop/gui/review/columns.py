"""What persons said, and lesions' joint answers, as columns beside the table's own. Knows no Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from desktop.contract import ModelInfo, OperatingPoint
from desktop.gui.export_kinds import Columns
from desktop.gui.session.row import Result
from desktop.results.lesions import Joint, joint_answer
from desktop.study.reviews import NO_REVIEW, Review

NAMES = (
    *("review_diagnosis", "review_done", "review_note"),
    *("lesion", "lesion_images", "lesion_diagnosis", "lesion_probability", "lesion_malignant", "lesion_referral"),
)


def review_columns(
    results: Iterable[Result], review: Callable[[int], Review], info: ModelInfo, point: OperatingPoint | None
) -> Columns | None:
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
    joint = {name: joint_answer((r.row for r in those), info, point) for name, those in lesions.items()}

    def values(result: Result) -> tuple[object, ...]:
        one = said.get(result.key, NO_REVIEW)
        done = "yes" if one.reviewed else "no"
        return (one.label, done, one.note, one.lesion, *_joint_values(joint.get(one.lesion) if one.lesion else None))

    return Columns(NAMES, values)


def _joint_values(joint: Joint | None) -> tuple[object, ...]:
    if joint is None:
        return ("",) * 5
    referral = "" if joint.referral is None else "yes" if joint.referral else "no"
    return joint.images, joint.diagnosis, joint.probability, joint.malignant, referral
