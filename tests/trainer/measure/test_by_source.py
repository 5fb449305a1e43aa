"""Figures source by source: of images whose diagnosis says malignant or not, each source by itself."""

from __future__ import annotations

import numpy as np
import pytest

from trainer.measure.by_source import figures_by_source

MALIGNANT = np.array([True, False, False])


def test_every_source_has_its_own_figure_and_coarse_labels_count_where_they_say_enough() -> None:
    sources = np.array(["a"] * 4 + ["b"] * 4 + ["c"])
    members = np.array(
        [[1, 0, 0], [1, 0, 0], [0, 1, 0], [0, 1, 1], [1, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0], [0, 0, 1]], dtype=bool
    )
    score = np.array([0.9, 0.8, 0.1, 0.2, 0.1, 0.9, 0.5, 0.3, 0.2])
    probabilities = np.stack([score, 1 - score, 0 * score], axis=1)
    found = figures_by_source(sources, members, probabilities, malignant=MALIGNANT, whose=np.arange(9).astype(str))
    assert list(found) == ["a", "b", "c", "all sources"]
    counts = [(one.images, one.judged, one.malignant) for one in found.values()]
    assert counts == [(4, 4, 2), (4, 3, 2), (1, 1, 0), (9, 8, 4)]
    areas = [one.malignant_auc for one in found.values()]
    assert areas[0] is not None
    assert areas[0].value == 1.0
    assert areas[1] is not None
    assert areas[1].value == pytest.approx(0.5)
    assert areas[2] is None
    assert areas[3] is not None
    assert areas[3].value == pytest.approx(12.5 / 16)
