"""A classifier of your own becomes a model file for ham-classify: any Keras model from RGB images to logits.

    python examples/own_model.py colours.onnx

trains a toy that tells red, green and blue drawings apart and writes it. With a model of yours, call `write_model`.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import keras
import numpy as np
import tensorflow as tf

from desktop import contract
from desktop.common.files import atomic_write
from desktop.contract import ClassInfo, DataInfo, InputSpec, ModelInfo, Unfamiliarity
from desktop.images import RESIZE_RULE
from desktop.model.prediction import Prediction
from export.document.document import blank_self_test, with_self_test
from export.graph.graph import convert, set_metadata
from trainer.measure.metrics import softmax
from trainer.measure.promises import promises
from trainer.measure.temperature import fit_temperature


def write_model(
    path: Path,
    classifier: Any,
    classes: Sequence[ClassInfo],
    *,
    last_map: str,
    familiar: Any,
    held_out: tuple[Any, Any],
    data: DataInfo,
) -> None:
    """Write `classifier` to `path`, complete with the contract's four outputs and its metadata.

    classifier: float RGB [N, S, S, 3], values 0 to 255, to logits [N, C] in the order of `classes`; the scaling is part
    of it. last_map: name of the layer with the last feature map. familiar: uint8 [M, S, S, 3], images like those it
    was trained on. held_out: images it has not learned from, and their classes [K] as numbers; the temperature, the
    threshold of unfamiliarity (99 of 100 of them below it) and what the file promises come from these.
    """
    size = classifier.input_shape[1]
    maps = keras.Model(classifier.inputs, [classifier.get_layer(last_map).output, classifier.outputs[0]])
    pooled = maps.predict(familiar, verbose=0)[0].mean(axis=(1, 2))
    mean, spread = pooled.mean(axis=0), pooled.std(axis=0) + 1e-3
    others, labels = held_out
    held_maps, logits = maps.predict(others, verbose=0)
    distance = np.sqrt((((held_maps.mean(axis=(1, 2)) - mean) / spread) ** 2).mean(axis=1))
    reach = np.percentile(distance, 99).astype(np.float32)
    temperature = fit_temperature(labels, logits)
    kernel = class_kernel(classifier, len(mean))

    @tf.function(input_signature=[tf.TensorSpec((None, size, size, 3), tf.uint8, name=contract.INPUT)])
    def outputs(images: Any) -> Any:
        features, logits = maps(tf.cast(images, tf.float32), training=False)
        probabilities = tf.nn.softmax(logits / np.float32(temperature))
        heatmaps = tf.transpose(tf.tensordot(features, kernel, 1), [0, 3, 1, 2])
        steps = (tf.reduce_mean(features, axis=[1, 2]) - mean) / spread
        unfamiliarity = tf.sqrt(tf.reduce_mean(steps * steps, axis=1)) / reach
        return logits, probabilities, heatmaps, unfamiliarity

    found = promises(
        [c.code for c in classes],
        labels,
        logits,
        softmax(logits, temperature),
        lesions=np.arange(len(labels)).astype(str),  # one image of each; name the lesions of yours
        unfamiliarity=distance / reach,
        biased=False,  # the temperature is all that was fitted
    )
    info = ModelInfo(
        contract=contract.CONTRACT_VERSION,
        name=path.stem,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        precision="fp32",
        classes=tuple(classes),
        input=InputSpec(size, RESIZE_RULE),
        temperature=temperature,
        operating_points=(),  # without one there is no referral column; see desktop.contract.OperatingPoint
        unfamiliarity=Unfamiliarity("distance of the pooled features", "99th percentile of held-out images"),
        metrics={},
        data=data,
        recipe={},
        versions={"keras": keras.__version__, "tensorflow": tf.__version__},
        self_test=blank_self_test(len(classes)),
        reference=found.reference,
        prevalence=found.prevalence,
        sets=found.sets,
        handover=found.handover,
    )
    model = convert(outputs)
    told = (output.numpy() for output in outputs(contract.self_test_images(info)))
    set_metadata(model, with_self_test(info, Prediction(**dict(zip(contract.OUTPUTS, told, strict=True)))))
    with atomic_write(path, "wb") as stream:
        stream.write(model.SerializeToString())


def class_kernel(classifier: Any, channels: int) -> Any:
    """What each channel of the last map says for each class [channels, C]: the last layer's weights where it follows a
    global average pooling. Of another head that is not known, and zeros (no heat) say so."""
    *_, before, last = classifier.layers
    if isinstance(before, keras.layers.GlobalAveragePooling2D) and isinstance(last, keras.layers.Dense):
        return np.asarray(last.kernel)
    return np.zeros((channels, classifier.output_shape[-1]), np.float32)


def drawings(count: int, seed: int) -> tuple[Any, Any]:
    """Grey noise with a spot of one colour: uint8 [count, 32, 32, 3], and which colour it is [count]."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(0, 3, count)
    images = rng.integers(90, 130, (count, 32, 32, 3))
    for image, label in zip(images, labels, strict=True):
        top, left = rng.integers(2, 14, 2)
        image[top : top + 16, left : left + 16, label] += 110
    return images.astype(np.uint8), labels


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
    keras.utils.set_random_seed(0)
    learned, labels = drawings(192, seed=0)
    network = toy(learned, labels)
    colours = [ClassInfo(code, f"A {code} spot", malignant=False) for code in ("red", "green", "blue")]
    origin = DataInfo("drawn colours", "public domain", images=192, lesions=192, split_fingerprint="none")
    write_model(
        Path(sys.argv[1]),
        network,
        colours,
        last_map="last_map",
        familiar=learned,
        held_out=drawings(300, seed=1),
        data=origin,
    )
