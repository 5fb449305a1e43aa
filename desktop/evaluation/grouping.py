"""`--lesions`: the rule that tells which lesion an image shows (`desktop.results.lesion_rules`), with its words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.common.tables import names_a_file
from desktop.errors import UsageError
from desktop.images.image_file import ImageFile
from desktop.language.spoken import kept
from desktop.results.lesion_rules import FOLDER, LesionRule, by_folder, lesion_rule


@dataclass(frozen=True)
class Grouping:
    """words: the rule, for a person; rule: from an image's name in results to its lesion, "" where it stands alone;
    names_images: whether it is a table, that has images by their names."""

    words: str
    rule: LesionRule
    names_images: bool = False

    def check(self, files: Iterable[ImageFile]) -> None:
        """Raises UsageError where the rule fits none of the files; it stops at the first that it fits."""
        if any(self.rule(file.name) for file in files):
            return
        if self.rule is by_folder:
            raise UsageError(
                f"--lesions: {self.words} fits none of the images; nothing would be grouped; they lie in no folder "
                "below the one given"
            )
        raise UsageError(f"--lesions: {self.words} fits none of the images; nothing would be grouped")


def read_grouping(told: str) -> Grouping:
    """What `lesion_rule` takes. Raises UsageError for what it refuses."""
    rule = lesion_rule(told)
    if told.strip().casefold() == FOLDER:
        return Grouping(kept("the image's folder"), rule)
    path = Path(told)
    if names_a_file(told):
        return Grouping(kept(f"the table {path.name}"), rule, names_images=True)
    return Grouping(kept(f"the pattern '{told}'"), rule)
