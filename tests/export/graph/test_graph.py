"""The exported graph: four outputs with forward operations, clean, and right beside differentiation and NumPy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import onnx
import pytest

from desktop import contract
from desktop.model import providers
from desktop.model.network import Network
from export.document.document import blank_self_test
from export.errors import ExportError
from export.graph.contract_file import set_metadata
from export.graph.graph import DEFAULT_OPSET, OPSETS, contract_function, convert
from export.graph.passes import in_colour_order
from export.proof.parity import autodiff_heatmaps, noise_images
from tests.phantoms import SMALL
from tests.tiny_model import tiny_info
from trainer.measure import metrics
from trainer.measure.calibration import Calibration
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.network.features import FEATURES
from trainer.network.network import build_network, feature_network

SIZE, CLASSES = 64, 3
TEMPERATURE, THRESHOLD = 1.7, 40.0


@pytest.fixture(scope="module")
def network() -> Any:
    """A random network for three classes; its head's normalisation is no identity, so that folding it matters."""
    network = build_network(classes=CLASSES, size=SIZE, blocks=SMALL)
    rng = np.random.default_rng(0)
    norm = network.get_layer("head_norm")
    norm.set_weights(
        [
            rng.uniform(0.5, 2.0, 2048),
            rng.normal(size=2048),
            rng.normal(size=2048),
            rng.uniform(0.5, 2.0, 2048),
        ]
    )
    hidden = network.get_layer("head_hidden")
    hidden.set_weights([hidden.get_weights()[0], rng.normal(size=256)])
    return network


@pytest.fixture(scope="module", params=[FEATURES, ("conv2_block1_out:mean", *FEATURES)], ids=["one map", "two maps"])
def space(request: pytest.FixtureRequest) -> UnfamiliaritySpace:
    """Of the features that runs measure by, and of others that one could."""
    rng = np.random.default_rng(1)
    count = 1024 if request.param == FEATURES else 256 + 1024
    basis = np.linalg.qr(rng.normal(size=(count, 12)))[0]
    scale = rng.uniform(0.5, 2.0, count)
    return UnfamiliaritySpace(*(a.astype(np.float32) for a in (np.full(count, 0.01), scale, basis)), request.param)


@pytest.fixture(scope="module")
def model(network: Any, space: UnfamiliaritySpace) -> onnx.ModelProto:
    calibration = Calibration(TEMPERATURE, (), THRESHOLD, "how", "who")
    model = convert(contract_function(network, calibration, space))
    blank = blank_self_test(CLASSES)
    resize = tiny_info().input.resize
    info = tiny_info(
        input=contract.InputSpec(SIZE, resize), temperature=TEMPERATURE, self_test=blank, operating_points=()
    )
    logits = network.predict_on_batch(contract.self_test_images(info))
    test = contract.SelfTest(blank.grid, blank.patterns, tuple(tuple(map(float, row)) for row in logits), 0.25)
    set_metadata(model, msgspec.structs.replace(info, self_test=test))
    return model


@pytest.fixture(scope="module")
def classifier(model: onnx.ModelProto, tmp_path_factory: pytest.TempPathFactory) -> Network:
    path = tmp_path_factory.mktemp("graph") / "model.onnx"
    onnx.save(model, path)
    return Network.load(path, provider="cpu")


def test_the_graph_is_clean(model: onnx.ModelProto) -> None:
    kinds = [node.op_type for node in model.graph.node]
    assert "ReverseSequence" not in kinds
    assert kinds.count("Transpose") == 1  # channels first, once
    assert [i.name for i in model.graph.input] == ["images"]
    assert [o.name for o in model.graph.output] == list(contract.OUTPUTS)
    for tensor in (*model.graph.input, *model.graph.output):
        assert tensor.type.tensor_type.shape.dim[0].dim_param == "N"
    assert model.opset_import[0].version == 17
    onnx.checker.check_model(model, full_check=True)


def test_the_embedding_of_the_whole_model_is_one_file(model: onnx.ModelProto) -> None:
    assert not any(tensor.external_data for tensor in model.graph.initializer)


@pytest.mark.parametrize("count", [1, 3, 17])
def test_logits_are_those_of_keras_at_any_batch_size(classifier: Network, network: Any, count: int) -> None:
    images = noise_images(SIZE, count)
    answer = classifier.predict(images)
    expected = network.predict_on_batch(images)
    assert np.abs(answer.logits - expected).max() < 1e-3
    assert np.allclose(answer.probabilities, metrics.softmax(expected, TEMPERATURE), atol=1e-4)


def test_a_batch_is_its_images_one_by_one(classifier: Network) -> None:
    images = noise_images(SIZE, 5)
    together = classifier.predict(images, heatmaps=True)
    for row, image in enumerate(images):
        alone = classifier.predict(image[None], heatmaps=True)
        assert np.abs(alone.logits[0] - together.logits[row]).max() < 1e-4
        assert alone.heatmaps is not None
        assert together.heatmaps is not None
        assert np.abs(alone.heatmaps[0] - together.heatmaps[row]).max() < 1e-4


def test_heat_maps_are_the_exact_gradient_times_the_map(classifier: Network, network: Any) -> None:
    images = noise_images(SIZE, 4)
    answer = classifier.predict(images, heatmaps=True).heatmaps
    expected = autodiff_heatmaps(network, images)
    assert answer is not None
    assert answer.shape == (4, CLASSES, 2, 2)
    assert np.abs(expected).max() > 1e-2  # there is something to compare
    assert np.abs(answer - expected).max() < 1e-3


def test_unfamiliarity_is_the_scaled_distance_from_the_subspace(
    classifier: Network, network: Any, space: UnfamiliaritySpace
) -> None:
    images = noise_images(SIZE, 4)
    spread, _ = feature_network(network, space.features).predict_on_batch(images)
    expected = np.sqrt(space.residual(spread) / THRESHOLD)
    assert expected.max() > 0.01
    assert np.allclose(classifier.predict(images).unfamiliarity, expected, rtol=1e-3)


def test_colours_are_read_in_their_own_order(model: onnx.ModelProto, classifier: Network) -> None:
    faster = in_colour_order(model)
    kinds = [node.op_type for node in faster.graph.node]
    assert "Gather" not in kinds
    assert len(kinds) == len(model.graph.node) - 1
    onnx.checker.check_model(faster, full_check=True)
    images = noise_images(SIZE, 3)
    images[0, :, :, 1:] = 0  # red
    session = providers.open_session(faster.SerializeToString(), providers.by_name("cpu"))
    (logits,) = session.run([contract.LOGITS], {contract.INPUT: images})
    assert np.abs(logits - classifier.predict(images).logits).max() < 1e-4
    assert in_colour_order(faster) is faster  # nothing left to do


def test_channel_order_matters_to_the_self_test(model: onnx.ModelProto, tmp_path: Path) -> None:
    """Swapping red and blue inside the graph is caught when the file is opened."""
    broken = onnx.ModelProto()
    broken.CopyFrom(model)
    (gather,) = [node for node in broken.graph.node if node.op_type == "Gather"]
    for tensor in broken.graph.initializer:
        if tensor.name == gather.input[1]:
            tensor.CopyFrom(onnx.numpy_helper.from_array(np.array([0, 1, 2], dtype=np.int32), tensor.name))
    path = tmp_path / "swapped.onnx"
    onnx.save(broken, path)
    with pytest.raises(Exception, match="self-test"):
        Network.load(path, provider="cpu")


@pytest.mark.parametrize("opset", [opset for opset in OPSETS if opset != DEFAULT_OPSET])
def test_other_opsets_answer_alike(network: Any, space: UnfamiliaritySpace, classifier: Network, opset: int) -> None:
    model = convert(
        contract_function(network, Calibration(TEMPERATURE, (), THRESHOLD, "how", "who"), space), opset=opset
    )
    assert {o.version for o in model.opset_import if o.domain == ""} == {opset}
    images = noise_images(SIZE, 2)
    session = providers.open_session(model.SerializeToString(), providers.by_name("cpu"))
    (logits,) = session.run([contract.LOGITS], {contract.INPUT: images})
    assert np.abs(logits - classifier.predict(images).logits).max() < 1e-4


def test_another_opset_is_refused(network: Any, space: UnfamiliaritySpace) -> None:
    function = contract_function(network, Calibration(1.0, (), 1.0, "", ""), space)
    with pytest.raises(ExportError, match="opset 13"):
        convert(function, opset=13)
