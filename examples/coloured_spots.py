"""Drawings for the examples that make a model of their own: a spot of one of three colours on grey noise."""

from __future__ import annotations

from typing import Any

import numpy as np

from desktop.contract import ClassInfo, DataInfo

SIZE = 32
CLASSES = tuple(ClassInfo(code, f"A {code} spot", malignant=code == "red") for code in ("red", "green", "blue"))
"""Red is the one to refer: so the files have an operating point too."""
BOXES = np.where(np.arange(300) < 200, "first box", "second box")
"""Where 300 drawings were kept: a model file tells of every data set by itself what it promises."""
ORIGIN = DataInfo("drawn colours", "public domain", images=192, lesions=192, split_fingerprint="none")


def drawings(count: int, seed: int) -> tuple[Any, Any]:
    """uint8 [count, SIZE, SIZE, 3], and which of CLASSES each is, int64 [count]."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, count)
    images = rng.integers(90, 130, (count, SIZE, SIZE, 3))
    for image, label in zip(images, labels, strict=True):
        top, left = rng.integers(2, 14, 2)
        image[top : top + 16, left : left + 16, label] += 110
    return images.astype(np.uint8), labels
