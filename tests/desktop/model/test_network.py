"""A model file is used when it keeps the whole contract and proves itself here; its answers are those on paper."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
from onnx import helper, numpy_helper

from desktop.contract import ClassInfo, OperatingPoint
from desktop.errors import ProviderError
from tests.desktop.helpers import run_by
from tests.desktop.model.changed_models import load, saved
from tests.tiny_model import SIZE, TEMPERATURE, build_tiny_model, tiny_info, tiny_logits, write_tiny_model


def noise(count: int, seed: int = 0) -> np.ndarray:
    """Images far from each other in mean colour."""
    rng = np.random.default_rng(seed)
    colours = rng.integers(0, 256, (count, 1, 1, 3))
    return np.clip(colours + rng.integers(-20, 20, (count, SIZE, SIZE, 3)), 0, 255).astype(np.uint8)


# --- answers ---------------------------------------------------------------------------------------------------------


def test_what_is_loaded_is_what_the_file_says(classifier, tiny_model):
    assert classifier.info == tiny_info()
    assert classifier.path == tiny_model
    assert classifier.sha256 == hashlib.sha256(tiny_model.read_bytes()).hexdigest()
    assert classifier.provider.name == "cpu"


def test_the_answers_are_those_on_paper(classifier):
    images = noise(5)
    answer = classifier.predict(images, heatmaps=True)
    np.testing.assert_allclose(answer.logits, tiny_logits(images), atol=1e-4)
    cooled = np.exp(tiny_logits(images) / TEMPERATURE)
    np.testing.assert_allclose(answer.probabilities, cooled / cooled.sum(axis=1, keepdims=True), atol=1e-5)
    assert answer.unfamiliarity.shape == (5,)
    assert answer.heatmaps is not None
    assert answer.heatmaps.shape == (5, 3, 2, 2)
    np.testing.assert_allclose(answer.heatmaps.sum(axis=(2, 3)), answer.logits, atol=1e-3)


def test_heat_maps_are_made_only_when_asked_for(classifier):
    assert classifier.predict(noise(2)).heatmaps is None
    assert classifier.predict(noise(2), heatmaps=True).heatmaps is not None


@pytest.mark.parametrize("count", [1, 3, 17])
def test_a_batch_answers_as_its_images_one_by_one_in_the_same_order(classifier, count):
    images = noise(count, seed=count)
    together = classifier.predict(images, heatmaps=True)
    for row in range(count):
        alone = classifier.predict(images[row : row + 1], heatmaps=True)
        for name in ("logits", "probabilities", "unfamiliarity", "heatmaps"):
            np.testing.assert_allclose(getattr(together, name)[row], getattr(alone, name)[0], atol=1e-4, err_msg=name)
    assert len(np.unique(together.logits.round(3), axis=0)) == count  # no two alike, so order is really seen


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((0, SIZE, SIZE, 3), np.uint8),
        np.zeros((SIZE, SIZE, 3), np.uint8),
        np.zeros((1, SIZE, SIZE, 4), np.uint8),
        np.zeros((1, 3, SIZE, SIZE), np.uint8),
        np.zeros((1, SIZE + 1, SIZE, 3), np.uint8),
        np.zeros((1, SIZE, SIZE, 3), np.float32),
    ],
)
def test_pixels_of_another_shape_are_a_slip_of_the_caller(classifier, images):
    with pytest.raises(ValueError, match="expected uint8"):
        classifier.predict(images)


def test_a_model_of_other_classes_and_another_size_works_unchanged(tmp_path):
    classes = tuple(ClassInfo(f"k{i}", f"Kind {i}", i == 1) for i in range(3))
    info = tiny_info(classes=classes, operating_points=(OperatingPoint("p", ("k1", "k2"), 0.3),))
    classifier = load(write_tiny_model(tmp_path / "a.onnx", info))
    assert classifier.info.codes == ("k0", "k1", "k2")


def test_an_answer_that_is_no_number_is_an_error_not_a_result(tmp_path):
    model = build_tiny_model()
    for node in model.graph.node:  # unfamiliarity becomes the root of something negative on dark images
        if node.output[0] == "distance":
            node.CopyFrom(helper.make_node("ReduceMin", ["offset", "channels"], ["distance"], keepdims=0))
        if node.output[0] == "unfamiliarity":
            node.CopyFrom(helper.make_node("Sqrt", ["distance"], ["unfamiliarity"]))
    for tensor in model.graph.initializer:
        if tensor.name == "skin":
            tensor.CopyFrom(numpy_helper.from_array(np.full(3, 5, np.float32), "skin"))
    classifier = load(saved(model, tmp_path / "a.onnx"))
    classifier.predict(noise(2) // 2 + 100)
    with pytest.raises(ProviderError, match="no numbers"):
        classifier.predict(np.zeros((2, SIZE, SIZE, 3), np.uint8))


def test_a_runtime_that_fails_on_a_batch_is_a_provider_error(classifier):
    class Failing:
        def run(self, *_: object) -> None:
            raise RuntimeError("out of memory")

    with pytest.raises(ProviderError, match="CPU failed on a batch of 4: out of memory"):
        run_by(Failing(), classifier).predict(noise(4))


@pytest.mark.parametrize(
    "shapes",
    [
        [(1, 3), (2, 3), (2,), (2, 3, 2, 2)],
        [(2, 4), (2, 3), (2,), (2, 3, 2, 2)],
        [(2, 3), (2, 1), (2,), (2, 3, 2, 2)],
        [(2, 3), (2, 3), (2, 1), (2, 3, 2, 2)],
        [(2, 3), (2, 3), (2,), (1, 3, 2, 2)],
    ],
)
def test_answers_of_another_shape_are_a_provider_error(classifier, shapes):
    class Odd:
        def run(self, *_: object) -> list[np.ndarray]:
            return [np.zeros(shape, np.float32) for shape in shapes]

    with pytest.raises(ProviderError, match="other shapes"):
        run_by(Odd(), classifier).predict(noise(2), heatmaps=True)
