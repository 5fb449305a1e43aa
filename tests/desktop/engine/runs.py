"""What tests of the engine's runs share: a list of files without an end, and the results among the events."""

from __future__ import annotations

from collections.abc import Iterator

from desktop.engine import pipeline
from desktop.engine.events import Classified, Failed
from desktop.images.image_file import ImageFile


class Endless:
    """The same file for ever, and how often it was asked for."""

    def __init__(self, file: ImageFile) -> None:
        self.file = file
        self.pulled = 0

    def __iter__(self) -> Iterator[ImageFile]:
        while True:
            self.pulled += 1
            yield self.file


def results(events: list[pipeline.Event]) -> list[Classified | Failed]:
    return [event for event in events if isinstance(event, Classified | Failed)]
