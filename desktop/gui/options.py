"""How images are classified, as a person set it: what the session runs with. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass

from desktop import providers


@dataclass(frozen=True)
class RunOptions:
    """provider: a name or `auto`; tta: views averaged per image, 1, 2, 4 or 8; batch_size: images per inference, None
    where that is measured (`desktop.tuning`); threads: for the inference, None for the provider's own choice."""

    provider: str = providers.AUTO
    tta: int = 1
    batch_size: int | None = None
    threads: int | None = None
