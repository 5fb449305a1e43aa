"""What a person says about the images of a study, beside the model's answers and never in their place.

A review belongs to the image, whatever model answers it. `label` is a class code of the model that was open then; a
code of another model is kept as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.language.spoken import marked
from desktop.study.database import to_text
from desktop.study.store import Study


@dataclass(frozen=True, slots=True)
class Review:
    """label: the person's diagnosis as a class code, "" for none; note: free text; reviewed: looked at and settled;
    lesion: the name of the lesion that this image and others with the same name show, "" for none; confidence: 1 (a
    guess) to 5 (certain), 0 where none was told."""

    label: str = ""
    note: str = ""
    reviewed: bool = False
    lesion: str = ""
    confidence: int = 0


NO_REVIEW = Review()
MOST_CONFIDENT = 5

NOT_ASSESSABLE = "not-assessable"
OUTSIDE = {
    "other": marked("Other"),
    NOT_ASSESSABLE: marked("Not assessable"),
    "no-lesion": marked("No lesion"),
}
"""Answers that are no class of a model: what is kept as `label`, and its name."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One act of a person in an image's history. changed: when, in UTC (ISO 8601); act: what was done, in words;
    review: what stood there afterwards."""

    changed: str
    act: str
    review: Review


def read_reviews(study: Study) -> dict[int, Review]:
    """The reviews of a study by the image's key, only of images about which something was said. Raises StudyError."""
    rows = study.file.paged(
        "SELECT i.id, ifnull(r.label, ''), ifnull(r.note, ''), ifnull(r.reviewed, 0), ifnull(l.name, ''), "
        "ifnull(c.value, 0) "
        "FROM images i LEFT JOIN reviews r ON r.image = i.id LEFT JOIN lesions l ON l.id = i.lesion "
        "LEFT JOIN confidences c ON c.image = i.id "
        "WHERE i.id > ? AND (r.image IS NOT NULL OR l.id IS NOT NULL) ORDER BY i.id LIMIT ?",
    )
    return {
        key: Review(label, note, bool(reviewed), lesion, confidence)
        for key, label, note, reviewed, lesion, confidence in rows
    }


def write_reviews(study: Study, reviews: Mapping[int, Review], act: str = "") -> None:
    """Put these reviews in the place of the earlier ones, all or none; keys are those of images. `act`: what was done,
    for the history of each. Raises StudyError."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    with study.file.transaction() as database:
        for key, review in reviews.items():
            database.execute(
                "INSERT INTO reviews (image, label, note, reviewed, changed) "
                "VALUES (?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?) "
                "ON CONFLICT (image) DO UPDATE SET label = excluded.label, note = excluded.note, "
                "reviewed = excluded.reviewed, changed = excluded.changed",
                (key, to_text(review.label) or None, to_text(review.note), int(review.reviewed), now),
            )
            database.execute("INSERT OR REPLACE INTO confidences VALUES (?, ?)", (key, review.confidence))
            if review.lesion:
                database.execute(
                    "INSERT OR IGNORE INTO lesions (name) VALUES (CAST(? AS TEXT))", (to_text(review.lesion),)
                )
            database.execute(
                "UPDATE images SET lesion = (SELECT id FROM lesions WHERE name = CAST(? AS TEXT)) WHERE id = ?",
                (to_text(review.lesion), key),
            )
        database.execute("DELETE FROM lesions WHERE id NOT IN (SELECT lesion FROM images WHERE lesion IS NOT NULL)")
        database.executemany(
            "INSERT INTO review_history (image, changed, act, label, note, reviewed, lesion, confidence) "
            "VALUES (?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), ?, CAST(? AS TEXT), ?)",
            (
                (
                    *(key, now, to_text(act), to_text(one.label), to_text(one.note)),
                    *(int(one.reviewed), to_text(one.lesion), one.confidence),
                )
                for key, one in reviews.items()
            ),
        )


def read_history(study: Study, key: int) -> list[Entry]:
    """What was done to the review of an image, the first act first. Raises StudyError."""
    rows = study.file.rows(
        "SELECT changed, act, label, note, reviewed, lesion, confidence FROM review_history WHERE image = ? "
        "ORDER BY id",
        key,
    )
    return [
        Entry(changed, act, Review(label, note, bool(reviewed), lesion, confidence))
        for changed, act, label, note, reviewed, lesion, confidence in rows
    ]
