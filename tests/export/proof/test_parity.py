"""What holds a file back: each output that is not the trained network's, by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from desktop.model.network import Network
from desktop.model.prediction import Prediction
from export.errors import ParityError
from export.inputs import load_inputs, rebuild_network, stratified_sample
from export.proof import parity
from export.proof.parity import Parity, prove
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


@pytest.fixture(scope="module")
def asked_once() -> Iterator[None]:
    """The trained network, to which all that is proven here is compared, is asked the same thing once."""
    heatmaps, known = parity.autodiff_heatmaps, dict[bytes, np.ndarray]()

    def autodiff_heatmaps(network: Any, images: np.ndarray) -> np.ndarray:
        if images.tobytes() not in known:
            known[images.tobytes()] = heatmaps(network, images)
        return known[images.tobytes()]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("export.proof.parity.autodiff_heatmaps", autodiff_heatmaps)
        patch.setattr("export.proof.parity.feature_network", cache(parity.feature_network))
        yield


@pytest.fixture(scope="module")
def proof(trained: Done, exported: Done, asked_once: None) -> tuple[Network, Callable[[Any], Parity]]:
    """The model file, and the proof of whatever answers as it should on eight images of the test part."""
    inputs = load_inputs(trained.path, None)
    rows = inputs.rows["test"][:8]
    prove_it = partial(
        prove,
        network=rebuild_network(inputs),
        calibration=inputs.calibration,
        space=inputs.space,
        pixels=inputs.pixels,
        rows=rows,
        labels=inputs.labels[rows],
        progress=Unseen(),
    )
    return Network.load(exported.path, provider="cpu"), prove_it


def test_the_file_as_it_was_written_passes(proof: tuple[Network, Callable[[Any], Parity]]) -> None:
    file, prove_it = proof
    assert prove_it(file).passed


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
    proof: tuple[Network, Callable[[Any], Parity]], output: str, by: float, told: str
) -> None:
    file, prove_it = proof
    with pytest.raises(ParityError, match=told):
        prove_it(Altered(file, output, by))


def test_ranges_are_measured_on_training_images_alone(trained: Done) -> None:
    inputs = load_inputs(trained.path, None)
    chosen = stratified_sample(inputs, 100)
    assert set(chosen) <= set(inputs.rows["train"])
    assert len(set(inputs.groups[chosen])) == len(chosen)  # one of each lesion
    assert set(inputs.labels[chosen]) == set(inputs.labels)
