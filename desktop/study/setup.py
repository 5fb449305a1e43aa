"""What an answer depends on beside the image, and an image as it was when it was listed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop.images import RESIZE_RULE
from desktop.images.image_file import ImageFile
from desktop.model.views import rule_of

if TYPE_CHECKING:
    from desktop.model.network import Network


@dataclass(frozen=True)
class Setup:
    """What a result depends on beside the image. `provider`: its label, since its arithmetic shows in the digits;
    `pixels`: the name of the rule by which a file becomes what the network sees; `tta`: views averaged per image."""

    model_sha256: str
    provider: str
    pixels: str = RESIZE_RULE
    tta: int = 1

    @classmethod
    def of(cls, classifier: Network, *, tta: int = 1) -> Setup:
        return cls(classifier.sha256, classifier.provider.label, rule_of(classifier.info.input.resize, tta), tta)


@dataclass(frozen=True, slots=True)
class ListedImage(ImageFile):
    """An image of a study, as it was when it was listed. `id`: its key in the file; size in bytes, mtime in ns."""

    id: int
    size: int
    mtime_ns: int
