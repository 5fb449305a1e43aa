"""A classifier of your own becomes a model file for ham-classify: any Keras model from RGB images to logits.

    python examples/own_model.py colours.onnx

trains a toy that tells red, green and blue drawings apart and writes it. With a model of yours, call `write_model`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf
from coloured_spots import BOXES, CLASSES, ORIGIN, drawings

from desktop import contract
from desktop.contract import ClassInfo, DataInfo
from export.document.own_model import HeldOutAnswers, calibrate_own, describe_own, write_own
from export.graph.graph import convert


def write_model(
    path: Path,
    classifier: Any,
    classes: Sequence[ClassInfo],
    *,
    last_map: str,
    familiar: Any,
    held_out: tuple[Any, Any],
    data: DataInfo,
    sources: Any = None,
) -> None:
    """Write `classifier` to `path`, complete with the contract's four outputs and its metadata.

    classifier: float RGB [N, S, S, 3], values 0 to 255, to logits [N, C] in the order of `classes`; the scaling is part
    of it. last_map: name of the layer with the last feature map. familiar: uint8 [M, S, S, 3], images like those it
    was trained on. held_out: images it has not learned from, and their classes [K] as numbers; temperature, biases,
    operating points, the threshold of unfamiliarity and what the file promises come from these. sources: names [K] of
    the data sets they are from, where there are several: the file then tells of each.
    """
    size = classifier.input_shape[1]
    maps = keras.Model(classifier.inputs, [classifier.get_layer(last_map).output, classifier.outputs[0]])
    known, _ = maps.predict(familiar, verbose=0)
    images, labels = held_out
    features, logits = maps.predict(images, verbose=0)
    answers = HeldOutAnswers(labels, logits, features.mean(axis=(1, 2)), sources=sources)  # name the lesions of yours
    calibration, space = calibrate_own(
        classes, answers, familiar=known.mean(axis=(1, 2)), features="the pooled last feature map"
    )
    biases, temperature, threshold = (
        np.float32(n) for n in (calibration.biases, calibration.temperature, calibration.unfamiliarity_threshold)
    )
    kernel = class_kernel(classifier, features.shape[-1]) / np.float32(features.shape[1] * features.shape[2])

    @tf.function(input_signature=[tf.TensorSpec((None, size, size, 3), tf.uint8, name=contract.INPUT)])
    def outputs(images: Any) -> Any:
        features, logits = maps(tf.cast(images, tf.float32), training=False)
        logits += biases
        probabilities = tf.nn.softmax(logits / temperature)
        heatmaps = tf.transpose(tf.tensordot(features, kernel, 1), [0, 3, 1, 2])
        unfamiliarity = tf.sqrt(space.in_graph(tf.reduce_mean(features, axis=[1, 2])) / threshold)
        return logits, probabilities, heatmaps, unfamiliarity

    versions = {"keras": keras.__version__, "tensorflow": tf.__version__}
    info = describe_own(path.stem, classes, answers, calibration, space, size=size, data=data, versions=versions)
    told = [output.numpy() for output in outputs(contract.self_test_images(info))]
    write_own(path, convert(outputs), info, told)


def class_kernel(classifier: Any, channels: int) -> Any:
    """What each channel of the last map says for each class [channels, C]: the last layer's weights where it follows a
    global average pooling. Of another head that is not known, and zeros (no heat) say so."""
    *_, before, last = (layer for layer in classifier.layers if not isinstance(layer, keras.layers.Dropout))
    if isinstance(before, keras.layers.GlobalAveragePooling2D) and isinstance(last, keras.layers.Dense):
        return np.asarray(last.kernel)
    return np.zeros((channels, classifier.output_shape[-1]), np.float32)


def toy(images: Any, labels: Any) -> Any:
    """A small network that tells the colours of drawings apart."""
    network = keras.Sequential(
        [
            keras.Input((32, 32, 3)),
            keras.layers.Rescaling(1 / 127.5, offset=-1),
            keras.layers.Conv2D(16, 4, strides=4, activation="relu"),
            keras.layers.Conv2D(16, 3, padding="same", activation="relu", name="last_map"),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(3),
        ]
    )
    network.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    network.optimizer.learning_rate = 0.02
    network.fit(images.astype(np.float32), labels, epochs=12, verbose=0)
    return network


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).absolute().parent.is_dir():
        sys.exit("usage: python examples/own_model.py FILE.onnx, in a folder that is there")
    keras.utils.set_random_seed(0)
    learned, colours = drawings(192, seed=0)
    write_model(
        Path(sys.argv[1]),
        toy(learned, colours),
        CLASSES,
        last_map="last_map",
        familiar=learned,
        held_out=drawings(300, seed=1),
        data=ORIGIN,
        sources=BOXES,
    )
