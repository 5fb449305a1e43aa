"""What a person says about the images of a study, beside the model's answers and never in their place.

A review belongs to the image, whatever model answers it. `label` is a class code of the model that was open then; a
code of another model is kept as it is.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from desktop.study.store import Study

_PORTION = 5_000


@dataclass(frozen=True, slots=True)
class Review:
    """label: the person's diagnosis as a class code, "" for none; note: free text; reviewed: looked at and settled;
    lesion: the name of the lesion that this image and others with the same name show, "" for none."""

    label: str = ""
    note: str = ""
    reviewed: bool = False
    lesion: str = ""


NO_REVIEW = Review()


def read_reviews(study: Study) -> dict[int, Review]:
    """The reviews of a study by the image's key, only of images about which something was said. Raises StudyError."""
    found: dict[int, Review] = {}
    last = -1
    while rows := study.file.rows(
        "SELECT i.id, ifnull(r.label, ''), ifnull(r.note, ''), ifnull(r.reviewed, 0), ifnull(l.name, '') "
        "FROM images i LEFT JOIN reviews r ON r.image = i.id LEFT JOIN lesions l ON l.id = i.lesion "
        "WHERE i.id > ? AND (r.image IS NOT NULL OR l.id IS NOT NULL) ORDER BY i.id LIMIT ?",
        *(last, _PORTION),
    ):
        last = rows[-1][0]
        for key, label, note, reviewed, lesion in rows:
            found[key] = Review(label, note, bool(reviewed), lesion)
    return found


def write_reviews(study: Study, reviews: Mapping[int, Review]) -> None:
    """Put these reviews in the place of the earlier ones, all or none; keys are those of images. Raises StudyError."""
    now = datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
    with study.file.transaction() as database:
        for key, review in reviews.items():
            database.execute(
                "INSERT INTO reviews (image, label, note, reviewed, changed) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (image) DO UPDATE SET label = excluded.label, note = excluded.note, "
                "reviewed = excluded.reviewed, changed = excluded.changed",
                (key, review.label or None, review.note, int(review.reviewed), now),
            )
            if review.lesion:
                database.execute("INSERT OR IGNORE INTO lesions (name) VALUES (?)", (review.lesion,))
            database.execute(
                "UPDATE images SET lesion = (SELECT id FROM lesions WHERE name = ?) WHERE id = ?", (review.lesion, key)
            )
        database.execute("DELETE FROM lesions WHERE id NOT IN (SELECT lesion FROM images WHERE lesion IS NOT NULL)")
