"""The ResNet50 and its head: what learns in which stage, what starts from where."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest

from trainer.errors import RunError
from trainer.network.features import HEAD_FEATURES, MIDDLE, feature_of, map_of, todays_name
from trainer.network.network import (
    HEAD_LAYERS,
    INPUT_SCALE,
    CaffePreprocessing,
    add_biases,
    backbone_of,
    build_network,
    feature_network,
    unfreeze,
)
from trainer.network.residual import blocks_of


@pytest.fixture(scope="module")
def built() -> Any:
    return build_network(classes=5, size=32)


@pytest.fixture
def network(built: Any) -> Iterator[Any]:
    """As it was built, whatever another test taught it."""
    weights = built.get_weights()
    yield built
    unfreeze(built, 0)
    built.set_weights(weights)


def test_images_in_logits_out(network: Any) -> None:
    images = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    logits = network.predict_on_batch(images)
    assert logits.shape == (3, 5)
    assert logits.dtype == np.float32
    assert np.abs(logits.sum(axis=1) - 1).max() > 1e-3  # no softmax hides in it


def test_preprocessing_is_bgr_with_imagenet_s_mean_subtracted() -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 4, 4, 3), dtype=np.uint8)
    expected = keras.applications.resnet50.preprocess_input(images.astype(np.float32))
    assert np.allclose(CaffePreprocessing()(images) * INPUT_SCALE, expected, atol=1e-4)


def test_the_head_is_the_one_the_heat_maps_are_written_for(network: Any) -> None:
    kinds = [type(network.get_layer(name)).__name__ for name in HEAD_LAYERS]
    assert kinds == ["GlobalAveragePooling2D", "BatchNormalization", "Dense", "Dense"]
    assert network.get_layer("head_hidden").units == 256
    assert network.get_layer("head_dropout").rate == 0.4
    assert len(backbone_of(network).layers) == 175


def test_in_the_first_stage_only_the_head_learns(network: Any) -> None:
    count = unfreeze(network, "head")
    names = {weight.path.split("/")[0] for weight in network.trainable_weights}
    assert names == {"head_norm", "head_hidden", "logits"}
    assert count == 2 * 2048 + 2048 * 256 + 256 + 256 * 5 + 5


def test_in_the_second_stage_layers_from_100_on_learn(network: Any) -> None:
    unfreeze(network, 100)
    layers = backbone_of(network).layers
    assert layers[100].name == "conv4_block2_3_bn"
    assert not any(layer.trainable for layer in layers[:100])
    assert all(layer.trainable for layer in layers[100:])
    by_index = {w.path for w in network.trainable_weights}
    unfreeze(network, "conv4_block2_3_bn")
    assert {w.path for w in network.trainable_weights} == by_index


@pytest.mark.parametrize("layer", [175, "conv9_block1", -1])
def test_a_layer_that_is_not_there_is_told(network: Any, layer: int | str) -> None:
    with pytest.raises(RunError, match="has no layer"):
        unfreeze(network, layer)


def test_batch_normalisation_of_the_backbone_keeps_its_statistics_in_training(network: Any) -> None:
    unfreeze(network, 0)
    norm = backbone_of(network).get_layer("conv1_bn")
    before = [np.array(norm.moving_mean), np.array(norm.moving_variance)]
    images = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3)).astype(np.float32)
    network(images, training=True)
    assert np.array_equal(before[0], norm.moving_mean)
    assert np.array_equal(before[1], norm.moving_variance)
    head_before = np.array(network.get_layer("head_norm").moving_mean)
    network(images, training=True)
    assert not np.array_equal(head_before, network.get_layer("head_norm").moving_mean)


def test_batch_statistics_learn_where_the_stage_says_so_and_its_layers_learn(network: Any) -> None:
    unfreeze(network, 100, statistics=True)
    frozen, learning = (backbone_of(network).get_layer(name) for name in ("conv1_bn", "conv5_block3_3_bn"))
    before = [np.array(frozen.moving_mean), np.array(learning.moving_mean)]
    images = np.random.default_rng(0).integers(0, 256, (4, 32, 32, 3)).astype(np.float32)
    network(images, training=True)
    assert np.array_equal(before[0], frozen.moving_mean)
    assert not np.array_equal(before[1], learning.moving_mean)
    after = np.array(learning.moving_mean)
    network(images, training=False)
    assert np.array_equal(after, learning.moving_mean)
    unfreeze(network, 100)
    network(images, training=True)
    assert np.array_equal(after, learning.moving_mean)


def test_features_are_the_spread_of_the_middle_map(network: Any) -> None:
    images = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
    spread, logits = feature_network(network).predict_on_batch(images)
    backbone = backbone_of(network)
    middle = keras.Model(backbone.inputs, map_of(backbone, MIDDLE))
    maps = middle.predict_on_batch(network.get_layer("preprocess")(images.astype("float32")))
    assert maps.shape == (2, 2, 2, 1024)
    assert np.allclose(spread, np.asarray(maps).std(axis=(1, 2)), atol=1e-4)
    assert np.allclose(logits, network.predict_on_batch(images), atol=1e-5)


def test_starting_weights_come_from_a_file(tmp_path: Path) -> None:
    file = tmp_path / "resnet50_notop.weights.h5"
    original = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(48, 48, 3))
    rng = np.random.default_rng(0)
    first, norm = original.get_layer("conv1_conv"), original.get_layer("conv1_bn")
    first.set_weights([first.get_weights()[0], rng.normal(size=64)])
    norm.set_weights([rng.uniform(0.5, 2, 64), rng.normal(size=64), rng.normal(size=64), rng.uniform(1e-6, 900, 64)])
    original.save_weights(file)
    network = build_network(classes=3, size=48, weights=file)
    images = rng.integers(0, 256, (2, 48, 48, 3)).astype("float32")
    expected = original.predict_on_batch(keras.applications.resnet50.preprocess_input(images.copy()))
    maps = backbone_of(network).predict_on_batch(network.get_layer("preprocess")(images))
    assert np.abs(expected).max() > 1e-3
    assert np.allclose(maps, expected, atol=1e-4 * np.abs(expected).max())  # though its inputs have another unit


def test_wrong_starting_weights_are_told(network: Any, tmp_path: Path) -> None:
    with pytest.raises(RunError, match="no weight file"):
        build_network(classes=3, size=32, weights=tmp_path / "absent.weights.h5")
    for name, content in (("text.weights.h5", b"nothing"), ("text.h5", b"nothing")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(RunError, match="does not hold weights"):
            build_network(classes=3, size=32, weights=tmp_path / name)
    wrong = tmp_path / "wrong.weights.h5"
    keras.Sequential([keras.Input((3,)), keras.layers.Dense(2)]).save_weights(wrong)
    with pytest.raises(RunError, match="does not hold weights"):
        build_network(classes=3, size=32, weights=wrong)


def test_imagenet_weights_are_keras_s_own_and_a_failed_download_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def resnet(**options: Any) -> Any:
        asked.append(options["weights"])
        raise OSError("[Errno -2] Name or service not known")

    monkeypatch.setattr(keras.applications, "ResNet50", resnet)
    with pytest.raises(RunError, match=r"could not be downloaded.*--weights PATH"):
        build_network(classes=3, size=32, weights="imagenet")
    assert asked == ["imagenet"]


@pytest.fixture
def run_of_five(network: Any, tmp_path: Path) -> Path:
    """A run folder with the network of five classes, its head moved away from where networks start."""
    folder = tmp_path / "2026-11-24_2130_tiny"
    folder.mkdir()
    rng = np.random.default_rng(0)
    for name in HEAD_LAYERS:
        layer = network.get_layer(name)
        layer.set_weights([rng.uniform(0.1, 1.0, w.shape).astype(np.float32) for w in layer.get_weights()])
    network.save(folder / "model.keras")
    return folder


@pytest.mark.parametrize("named", ["", "model.keras"])
def test_a_run_s_network_is_a_start(network: Any, run_of_five: Path, named: str) -> None:
    started = build_network(classes=5, size=64, weights=str(run_of_five / named))
    small = build_network(classes=5, size=32, weights=run_of_five / named)
    images = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
    assert np.allclose(small.predict_on_batch(images), network.predict_on_batch(images), atol=1e-5)
    for one, other in zip(started.get_weights(), network.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_of_another_number_of_classes_all_but_the_last_layer_is_taken_over(network: Any, run_of_five: Path) -> None:
    started = build_network(classes=3, size=32, weights=run_of_five)
    for name in HEAD_LAYERS[:-1]:
        for one, other in zip(
            started.get_layer(name).get_weights(), network.get_layer(name).get_weights(), strict=True
        ):
            assert np.array_equal(one, other)
    assert started.output_shape == (None, 3)
    first, other = (backbone_of(n).get_layer("conv1_conv").get_weights()[0] for n in (started, network))
    assert np.array_equal(first, other)


def test_a_file_that_holds_no_network_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.keras").write_bytes(b"PK no archive")
    with pytest.raises(RunError, match="does not hold a network of ham-train"):
        build_network(classes=3, size=32, weights=tmp_path)
    keras.Sequential([keras.Input((4,)), keras.layers.Dense(2)]).save(tmp_path / "other.keras")
    with pytest.raises(RunError, match="does not hold a network of ham-train"):
        build_network(classes=3, size=32, weights=tmp_path / "other.keras")
    with pytest.raises(RunError, match="there is no weight file"):
        build_network(classes=3, size=32, weights=tmp_path / "gone.keras")


def test_biases_are_added_to_the_logits_for_good(network: Any) -> None:
    images = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
    before = network.predict_on_batch(images)
    add_biases(network, ())
    assert np.array_equal(network.predict_on_batch(images), before)
    add_biases(network, (1.0, 0.0, -2.0, 0.5, 0.0))
    assert np.allclose(network.predict_on_batch(images) - before, [1.0, 0.0, -2.0, 0.5, 0.0], atol=1e-5)


def test_features_are_named_by_layer_and_kind(network: Any) -> None:
    images = np.random.default_rng(1).integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
    names = ("conv2_block3_out:mean", f"{MIDDLE}:std", f"{MIDDLE}:mean")
    joined, logits = feature_network(network, names).predict_on_batch(images)
    alone, same = feature_network(network).predict_on_batch(images)
    assert joined.shape == (2, 256 + 1024 + 1024)
    assert np.allclose(joined[:, 256:1280], alone, atol=1e-6)
    assert np.allclose(logits, same, atol=1e-6)
    for wrong in (MIDDLE, f"{MIDDLE}:max"):
        with pytest.raises(ValueError, match="names no feature"):
            feature_of(wrong)


def test_features_of_earlier_runs_are_read_under_todays_names() -> None:
    before = ("conv4_block6_out:std", "conv4_block6_out:mean", "conv5_block3_out:mean", "conv5_block3_out:std")
    assert tuple(map(todays_name, before)) == HEAD_FEATURES
    assert todays_name("conv2_block3_out:mean") == "conv2_block3_out:mean"


@pytest.fixture(scope="module")
def short() -> Any:
    """A network of other depths than ResNet50's."""
    return build_network(classes=5, size=32, blocks=(1, 2, 1, 1))


def test_a_network_of_other_depths_has_the_layers_of_resnet50_and_its_features(short: Any) -> None:
    backbone = backbone_of(short)
    assert blocks_of(backbone) == (1, 2, 1, 1)
    whole = keras.applications.ResNet50(include_top=False, weights=None, input_shape=(32, 32, 3))
    for layer in backbone.layers[1:]:
        assert [w.shape for w in layer.weights] == [w.shape for w in whole.get_layer(layer.name).weights]
    images = np.random.default_rng(0).integers(0, 256, (2, 32, 32, 3), dtype=np.uint8)
    features, logits = feature_network(short, HEAD_FEATURES).predict_on_batch(images)
    assert features.shape == (2, 1024 + 1024 + 2048 + 2048)
    assert np.allclose(logits, short.predict_on_batch(images), atol=1e-5)


def test_the_residual_network_is_keras_s_own(network: Any) -> None:
    ours, theirs = backbone_of(network), keras.applications.ResNet50(False, None, input_shape=(32, 32, 3))
    assert [layer.name for layer in ours.layers][1:] == [layer.name for layer in theirs.layers][1:]
    theirs.set_weights(ours.get_weights())
    x = np.random.default_rng(0).normal(size=(2, 32, 32, 3)).astype(np.float32)
    expected = theirs.predict_on_batch(x)
    assert np.abs(expected).max() > 1e-3
    assert np.allclose(ours.predict_on_batch(x), expected, atol=1e-5 * np.abs(expected).max())


def test_weights_of_other_depths_are_refused(network: Any, short: Any, run_of_five: Path, tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"is a ResNet50 and the recipe's network a ResNet with 1, 2, 1 and 1 blocks"):
        build_network(classes=5, size=32, weights=run_of_five, blocks=(1, 2, 1, 1))
    (tmp_path / "some.weights.h5").touch()
    for weights in ("imagenet", str(tmp_path / "some.weights.h5")):
        with pytest.raises(RunError, match=r"for ResNet50, ResNet101, ResNet152 alone; take --weights none"):
            build_network(classes=5, size=32, weights=weights, blocks=(1, 2, 1, 1))
    short.save(tmp_path / "model.keras")
    again = build_network(classes=5, size=32, weights=tmp_path, blocks=(1, 2, 1, 1))
    for one, other in zip(again.get_weights(), short.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_of_the_last_layer_the_classes_are_taken_over_that_both_have(run_of_five: Path) -> None:
    classes = [{"code": code, "name": code, "malignant": False} for code in ("akiec", "bcc", "df", "mel", "nv")]
    (run_of_five / "run.json").write_text(json.dumps({"classes": classes}), encoding="utf-8")
    saved = keras.saving.load_model(run_of_five / "model.keras", compile=False)
    kernel, bias = saved.get_layer("logits").get_weights()
    own, own_bias = (
        build_network(classes=["scc", "nv", "vasc", "ring", "mel"], size=32, weights=run_of_five)
        .get_layer("logits")
        .get_weights()
    )
    assert np.array_equal(own[:, [1, 4]], kernel[:, [4, 3]])
    assert np.array_equal(own_bias[[1, 4]], bias[[4, 3]])
    assert not own_bias[[0, 2, 3]].any()  # as many classes, and others: they begin anew
    assert np.abs(own[:, [0, 2, 3]]).max() < 0.5
