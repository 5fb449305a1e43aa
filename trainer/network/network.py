"""The network: ResNet50 with ImageNet weights, or another depth of it, and a small head. Images in, logits out;
freeze and unfreeze.

Plain Keras 3. The head's shape (pooling, normalisation, one hidden ReLU layer) is what lets the export write heat maps
in closed form; `HEAD_LAYERS` names its layers for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
from keras import ops

from desktop.common.text import one_line
from trainer.devices.sharing import draw_own
from trainer.errors import UNREADABLE, RunError
from trainer.network.features import FEATURES, feature_of, map_of
from trainer.network.residual import NAMES, RESNET50, blocks_of, network_name, residual_network
from trainer.recipe import HEAD

BACKBONE = "resnet50"
POOLED, NORM, HIDDEN, LOGITS = "pooled", "head_norm", "head_hidden", "logits"
HEAD_LAYERS = (POOLED, NORM, HIDDEN, LOGITS)
PREPROCESS = "preprocess"
HIDDEN_UNITS = 256
DROPOUT = 0.4

# ImageNet's mean in BGR, 0..255: what the weights of keras.applications.ResNet50 were trained with ("caffe" mode).
IMAGENET_MEAN_BGR = (103.939, 116.779, 123.68)
INPUT_SCALE = 64.0
"""About the standard deviation of a pixel. Without it the first layer's weights, which meet inputs of a hundred, are a
hundredth of the others', and the equal steps that Adam takes in all weights wreck it within an epoch."""


@keras.saving.register_keras_serializable(package="ham")
class CaffePreprocessing(keras.layers.Layer):  # type: ignore[misc]
    """RGB 0..255 to BGR with ImageNet's mean subtracted, in units of INPUT_SCALE, in float32 whatever the policy."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["dtype"] = "float32"
        super().__init__(**kwargs)

    def call(self, images: Any) -> Any:
        bgr = ops.take(ops.cast(images, "float32"), np.array([2, 1, 0], dtype=np.int32), axis=-1)
        return (bgr - np.array(IMAGENET_MEAN_BGR, dtype=np.float32)) / INPUT_SCALE

    def compute_output_shape(self, input_shape: Any) -> Any:
        return input_shape


@keras.saving.register_keras_serializable(package="ham")
class FixedStatistics(keras.layers.Layer):  # type: ignore[misc]
    """A model run in inference mode even while what surrounds it is trained, unless `learns` is set.

    Its batch normalisation keeps the statistics it came with, and only its scale and offset can learn. An argument
    `training=False` in a functional model would not do: Keras 3 replaces it by the outer model's own. `learns` counts
    when a function is traced: compile anew after a change. Frozen layers keep their statistics in any case.
    """

    def __init__(self, model: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.model = model
        self.learns = False

    def call(self, inputs: Any, training: bool = False) -> Any:
        return self.model(inputs, training=training and self.learns)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return self.model.compute_output_shape(input_shape)

    def get_config(self) -> dict[str, Any]:
        return {**super().get_config(), "model": keras.saving.serialize_keras_object(self.model)}

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> FixedStatistics:
        config["model"] = keras.saving.deserialize_keras_object(config["model"])
        return cls(**config)


@keras.saving.register_keras_serializable(package="ham")
class Dropout(keras.layers.Dropout):  # type: ignore[misc]
    """Keras's, but where devices share a batch each drops other units."""

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or not self.rate:
            return inputs
        drawn = draw_own(
            lambda n: keras.random.uniform((n, *inputs.shape[1:]), seed=self.seed_generator, dtype="float32"),
            ops.shape(inputs)[0],
        )
        return ops.where(drawn >= self.rate, inputs / (1.0 - self.rate), ops.zeros_like(inputs))


def backbone_of(network: Any) -> Any:
    """The residual network inside one of `build_network`: a keras.Model, of a ResNet50 with 175 layers."""
    return network.get_layer(BACKBONE).model


def build_network(
    *, classes: int | Sequence[str], size: int, weights: str | Path = "none", blocks: tuple[int, ...] = RESNET50
) -> Any:
    """A keras.Model from `images` [N, size, size, 3] (RGB, 0..255, any number type) to `logits` float32 [N, classes].

    classes: how many, or their codes. weights: "imagenet" (downloaded by Keras), "none" (random), a file for the
    network without its top, or the model.keras of a run of this program, or that run's folder: everything is taken
    over, of the last layer what is of the same classes, by the codes in the run's record; where there are none, all of
    it for the same number. blocks: of each of the four stages. Layers get the current Keras dtype policy. Raises
    RunError where the weights cannot be had or do not fit.
    """
    codes = None if isinstance(classes, int) else list(classes)
    own = weights_file(weights).suffix == ".keras"
    inputs = keras.Input((size, size, 3), name="images", dtype="float32")
    resnet = _backbone(size, "none" if own else weights, blocks)
    if not own:
        take_scaled_inputs(resnet)
    backbone = FixedStatistics(resnet, name=BACKBONE)
    features = backbone(CaffePreprocessing(name=PREPROCESS)(inputs))
    x = keras.layers.GlobalAveragePooling2D(name=POOLED)(features)
    x = keras.layers.BatchNormalization(name=NORM)(x)
    x = keras.layers.Dense(HIDDEN_UNITS, activation="relu", name=HIDDEN)(x)
    x = Dropout(DROPOUT, name="head_dropout")(x)
    logits = keras.layers.Dense(classes if codes is None else len(codes), dtype="float32", name=LOGITS)(x)
    network = keras.Model(inputs, logits, name="ham")
    if own:
        _take_over(network, weights_file(weights), codes)
    return network


def weights_file(weights: str | Path) -> Path:
    """The file that --weights names: of a run folder its model.keras."""
    path = Path(weights)
    return path / "model.keras" if (path / "model.keras").is_file() else path


def _take_over(network: Any, file: Path, codes: list[str] | None) -> None:
    """Put the weights of a run's network into `network`. Raises RunError."""
    if not file.is_file():
        raise RunError(f"there is no weight file {file}; check --weights (imagenet, none, or the folder of a run)")
    try:
        trained = keras.saving.load_model(file, compile=False)
        theirs, ours = (blocks_of(backbone_of(each)) for each in (trained, network))
        if theirs != ours:
            raise RunError(
                f"{file} is a {network_name(theirs)} and the recipe's network a {network_name(ours)}; give the recipe "
                f"blocks = {list(theirs)}, or other --weights"
            )
        backbone_of(network).set_weights(backbone_of(trained).get_weights())
        for name in HEAD_LAYERS[:-1]:
            network.get_layer(name).set_weights(trained.get_layer(name).get_weights())
        last, before = network.get_layer(LOGITS), trained.get_layer(LOGITS).get_weights()
        known = _codes_beside(file)
        if codes is not None and known is not None:
            taken = [(place, known.index(code)) for place, code in enumerate(codes) if code in known]
            kernel, bias = last.get_weights()
            for place, there in taken:
                kernel[:, place], bias[place] = before[0][:, there], before[1][there]
            last.set_weights([kernel, bias])
        elif trained.output_shape[-1] == network.output_shape[-1]:
            last.set_weights(before)
    except RunError:
        raise
    except Exception as error:  # noqa: BLE001 - Keras, h5py and zipfile raise what they like on a wrong file
        raise RunError(f"{file} does not hold a network of ham-train ({one_line(error, 160)})") from None


def _codes_beside(file: Path) -> list[str] | None:
    """The codes of the classes by the record of the run that a network lies in; None for a file by itself."""
    try:
        record = msgspec.json.decode((file.parent / "run.json").read_bytes(), type=dict[str, Any])
        return [str(info["code"]) for info in record["classes"]]
    except (*UNREADABLE, KeyError, TypeError):
        return None


def take_scaled_inputs(resnet: Any) -> None:
    """Let a residual network for BGR without its mean answer the same to such inputs divided by INPUT_SCALE.

    The first normalisation goes into the first convolution, so that its weights have the size of the others' whatever
    statistics they came with, and becomes an identity.
    """
    convolution, norm = resnet.get_layer("conv1_conv"), resnet.get_layer("conv1_bn")
    kernel, bias = convolution.get_weights()
    gamma, beta, mean, variance = norm.get_weights()
    scale = gamma / np.sqrt(variance + norm.epsilon)
    convolution.set_weights([kernel * scale * INPUT_SCALE, (bias - mean) * scale + beta])
    ones, zeros = np.ones_like(gamma), np.zeros_like(gamma)
    norm.set_weights([ones, zeros, zeros, ones - norm.epsilon])


def _backbone(size: int, weights: str | Path, blocks: tuple[int, ...]) -> Any:
    def build(source: str | None) -> Any:
        known: Any = getattr(keras.applications, NAMES[blocks])
        return known(include_top=False, weights=source, input_shape=(size, size, 3), name=BACKBONE)

    if weights == "none":
        return residual_network(size, blocks=blocks, name=BACKBONE)
    if blocks not in NAMES:
        raise RunError(
            f"the recipe's network is a {network_name(blocks)}, and there are weights to start from for "
            f"{', '.join(NAMES.values())} alone; take --weights none, or the folder of a run of the same `blocks`"
        )
    if weights == "imagenet":
        try:
            return build("imagenet")
        except Exception as error:  # noqa: BLE001 - urllib, ssl and Keras each have their own classes
            raise RunError(
                f"the ImageNet weights could not be downloaded ({one_line(error, 160)}); give a file with "
                "--weights PATH, or --weights none to start from random weights"
            ) from None
    path = Path(weights)
    if not path.is_file():
        named = weights or "''"
        raise RunError(f"there is no weight file {named}; check --weights (imagenet, none, or a .weights.h5 file)")
    try:
        return build(str(path))
    except Exception as error:  # noqa: BLE001 - h5py and Keras raise what they like on a wrong file
        raise RunError(
            f"{path} does not hold weights of keras.applications.{NAMES[blocks]} without its top "
            f"({one_line(error, 160)})"
        ) from None


def unfreeze(network: Any, train_from: int | str, *, statistics: bool = False) -> int:
    """Make the head and the backbone's layers from `train_from` on learn, the others not; compile anew afterwards.

    statistics: whether the batch normalisation of those layers learns its mean and variance as well. Returns the number
    of weights that learn. Raises RunError for a layer that is not there.
    """
    network.get_layer(BACKBONE).learns = statistics
    backbone = backbone_of(network)
    backbone.trainable = train_from != HEAD
    if train_from != HEAD:
        first = _layer_index(backbone, train_from)
        for index, layer in enumerate(backbone.layers):
            layer.trainable = index >= first
    return int(sum(np.prod(w.shape) for w in network.trainable_weights))


def _layer_index(backbone: Any, layer: int | str) -> int:
    names = [one.name for one in backbone.layers]
    if isinstance(layer, int) and 0 <= layer < len(names):
        return layer
    if isinstance(layer, str) and layer in names:
        return names.index(layer)
    raise RunError(
        f"the network has no layer '{layer}'; give 0 to {len(names) - 1} or a name such as {names[-1]} "
        "(--unfreeze-from)"
    )


def add_biases(network: Any, biases: Sequence[float]) -> None:
    """Add to each class's logit [C] for good, by the last layer's own biases; nothing for none."""
    if len(biases):
        kernel, own = network.get_layer(LOGITS).get_weights()
        network.get_layer(LOGITS).set_weights([kernel, own + np.asarray(biases, dtype=own.dtype)])


def feature_network(network: Any, features: Sequence[str] = FEATURES) -> Any:
    """The same layers with outputs (features float32 [N, D], logits float32 [N, classes]).

    features: as in FEATURES, side by side in their order.
    """
    backbone = backbone_of(network)
    layers = [layer for layer, _ in map(feature_of, features)]
    both = keras.Model(backbone.inputs, [backbone.output, *(map_of(backbone, layer) for layer in layers)])
    inputs = keras.Input(network.input_shape[1:], dtype="float32")
    x, *maps = both(network.get_layer(PREPROCESS)(inputs), training=False)
    for name in HEAD_LAYERS:
        x = network.get_layer(name)(x)
    found = []
    for one, (_, kind) in zip(maps, map(feature_of, features), strict=True):
        reduced = keras.ops.std if kind == "std" else keras.ops.mean
        found.append(reduced(keras.ops.cast(one, "float32"), axis=(1, 2)))
    joined = found[0] if len(found) == 1 else keras.ops.concatenate(found, axis=1)
    return keras.Model(inputs, [joined, x], name="ham_features")
