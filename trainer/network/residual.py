"""The residual network in front of the head: ResNet50, or one of other depths with the same kinds of layers."""

from __future__ import annotations

import re
from typing import Any

RESNET50: tuple[int, ...] = (3, 4, 6, 3)
"""Residual blocks of each of its four stages."""

NAMES: dict[tuple[int, ...], str] = {RESNET50: "ResNet50", (3, 4, 23, 3): "ResNet101", (3, 8, 36, 3): "ResNet152"}
"""Depths that have a name, and weights that learned ImageNet: by name in keras.applications."""

EPSILON = 1.001e-5
"""Of the batch normalisation, as keras.applications has it: to the weights it belongs."""


def network_name(blocks: tuple[int, ...]) -> str:
    """`ResNet50`, or `ResNet with 1, 1, 1 and 1 blocks`."""
    return NAMES.get(blocks) or f"ResNet with {', '.join(map(str, blocks[:-1]))} and {blocks[-1]} blocks"


def residual_network(size: int, *, blocks: tuple[int, ...], name: str) -> Any:
    """A keras.Model of random weights from [N, size, size, 3] to [N, size / 32, size / 32, 2048].

    Bottleneck blocks of He et al. (arXiv:1512.03385), the stride in the first convolution, as keras.applications has
    them; layers are called as there.
    """
    import keras

    layers = keras.layers
    inputs = keras.Input((size, size, 3))
    x = layers.ZeroPadding2D(3, name="conv1_pad")(inputs)
    x = layers.Conv2D(64, 7, strides=2, name="conv1_conv")(x)
    x = layers.BatchNormalization(epsilon=EPSILON, name="conv1_bn")(x)
    x = layers.ReLU(name="conv1_relu")(x)
    x = layers.ZeroPadding2D(1, name="pool1_pad")(x)
    x = layers.MaxPooling2D(3, strides=2, name="pool1_pool")(x)
    for stage, count in enumerate(blocks, start=2):
        for number in range(1, count + 1):
            stride = 2 if number == 1 and stage > 2 else 1
            x = _block(x, 32 * 2 ** (stage - 1), stride, number == 1, f"conv{stage}_block{number}")
    return keras.Model(inputs, x, name=name)


def _block(inputs: Any, filters: int, stride: int, widens: bool, name: str) -> Any:
    from keras import layers

    def normed(x: Any, width: int, side: int, step: int, place: int) -> Any:
        x = layers.Conv2D(width, side, strides=step, padding="same", name=f"{name}_{place}_conv")(x)
        return layers.BatchNormalization(epsilon=EPSILON, name=f"{name}_{place}_bn")(x)

    shortcut = normed(inputs, 4 * filters, 1, stride, 0) if widens else inputs
    x = layers.ReLU(name=f"{name}_1_relu")(normed(inputs, filters, 1, stride, 1))
    x = layers.ReLU(name=f"{name}_2_relu")(normed(x, filters, 3, 1, 2))
    x = layers.Add(name=f"{name}_add")([shortcut, normed(x, 4 * filters, 1, 1, 3)])
    return layers.ReLU(name=f"{name}_out")(x)


def blocks_of(backbone: Any) -> tuple[int, ...]:
    """How many blocks each stage of a network has, by its layers' names."""
    found = [re.fullmatch(r"conv([2-5])_block\d+_out", layer.name) for layer in backbone.layers]
    stages = [match[1] for match in found if match]
    return tuple(stages.count(stage) for stage in "2345")


def last_map(backbone: Any, stage: str) -> Any:
    """What the last layer of a stage ("conv4") puts out."""
    return [layer for layer in backbone.layers if layer.name.startswith(stage) and layer.name.endswith("_out")][
        -1
    ].output
