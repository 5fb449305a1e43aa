"""What holds a file back: each output that is not the trained network's, by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from desktop.model.network import Network
from desktop.model.prediction import Prediction
from export.errors import ParityError
from export.inputs import load_inputs, rebuild_network, stratified_sample
from export.proof.parity import prove
from tests.conftest import Done

pytestmark = pytest.mark.timeout(900)


class Altered:
    """A model file's answers with one output changed by a little."""

    def __init__(self, network: Network, output: str, by: float) -> None:
        self._network, self._output, self._by = network, output, by
        self.info = network.info

    def predict(self, images: np.ndarray, *, heatmaps: bool = False) -> Prediction:
        """The file's answers, but for that output."""
        answer = self._network.predict(images, heatmaps=heatmaps)
        values = getattr(answer, self._output)
        return answer if values is None else replace(answer, **{self._output: values + np.float32(self._by)})


class Unseen:
    def update(self, images: int) -> None:
        """Nobody looks."""


@pytest.mark.parametrize(
    ("output", "by", "told"),
    [
        ("logits", 0.002, "largest logit difference"),
        ("probabilities", 0.002, "largest probability difference"),
        ("heatmaps", 0.002, "largest heat map difference to autodiff"),
        ("unfamiliarity", 0.002, "largest unfamiliarity difference"),
    ],
)
def test_an_output_that_is_off_by_a_little_holds_the_file_back(
    trained: Done, exported: Done, output: str, by: float, told: str
) -> None:
    inputs = load_inputs(trained.path, None)
    network = rebuild_network(inputs)
    rows = inputs.rows["test"][:8]
    options: dict[str, Any] = {
        "pixels": inputs.pixels,
        "rows": rows,
        "labels": inputs.labels[rows],
        "progress": Unseen(),
    }
    file = Network.load(exported.path, provider="cpu")
    assert prove(file, network, inputs.calibration, inputs.space, **options).passed
    with pytest.raises(ParityError, match=told):
        prove(Altered(file, output, by), network, inputs.calibration, inputs.space, **options)  # type: ignore[arg-type]


def test_ranges_are_measured_on_training_images_alone(trained: Done) -> None:
    inputs = load_inputs(trained.path, None)
    chosen = stratified_sample(inputs, 100)
    assert set(chosen) <= set(inputs.rows["train"])
    assert len(set(inputs.groups[chosen])) == len(chosen)  # one of each lesion
    assert set(inputs.labels[chosen]) == set(inputs.labels)
