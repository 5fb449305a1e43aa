"""What each pass of the export gains: operators, size, images per second, and how far the answers move.

    python -m tests.benchmarks.passes RUN --data HAM10000 [--images 400]

The same network as the converter leaves it, folded, reading colours in their own order, in 16 bits, and in 8 bits: with
each weight rounded to its nearest level, with the project's rounding but answers rounded before the ReLUs too, and as
the export does it. `divergence` is the mean Kullback-Leibler divergence, in nats, of the calibrated
probabilities from those of the folded float32 graph on validation images. The files take turns, round after round.
"""

from __future__ import annotations

import argparse
import statistics
import time
from pathlib import Path
from typing import Any
from unittest import mock

import numpy as np

METHOD = "Percentile"
ROUNDS = 9
BATCH_SIZE = 8


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", type=Path)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--images", type=int, default=400, help="validation images for the divergence")
    options = parser.parse_args()
    from trainer.devices.devices import quiet_frameworks

    with quiet_frameworks():
        import keras  # noqa: F401

        from export.graph.graph import contract_function, convert
        from export.graph.passes import feature_nodes, fold, in_colour_order, to_fp16
        from export.inputs import load_inputs, rebuild_network, stratified_sample
        from export.int8 import quantize
        from export.int8.quantize import IMAGES_PER_CLASS, quantise, round_all

    inputs = load_inputs(options.run, options.data)
    converted = convert(contract_function(rebuild_network(inputs), inputs.calibration, inputs.space))
    folded = fold(converted)
    ordered = in_colour_order(folded)
    images = inputs.pixels[stratified_sample(inputs, IMAGES_PER_CLASS)]
    convolutions = {n.name: n for n in feature_nodes(ordered) if n.op_type == "Conv"}
    rounded = round_all(ordered, images)
    with mock.patch.object(quantize, "QUANTISED", ("Conv", "Add", "MaxPool")):
        twice = quantise(ordered, images, METHOD, rounded=rounded)
    models = {
        "as converted": converted,
        "folded": folded,
        "colours in order": ordered,
        "16 bits": to_fp16(ordered),
        "8 bits, nearest level": quantise(ordered, images, METHOD, rounded=_nearest(ordered, convolutions)),
        "8 bits, before and after ReLU": twice,
        "8 bits, as exported": quantise(ordered, images, METHOD, rounded=rounded),
    }
    rows = np.random.default_rng(0).permutation(inputs.rows["val"])[: options.images]
    _measure(models, inputs.pixels[np.sort(rows)], inputs.calibration.temperature)


def _nearest(model: Any, convolutions: dict[str, Any]) -> dict[str, Any]:
    """Every weight at the level next to it, scales from the largest weight of each channel."""
    from onnx import numpy_helper

    from export.int8.rounding import LEVELS, Rounded

    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    found = {}
    for name, node in convolutions.items():
        weights = numpy_helper.to_array(tensors[node.input[1]])
        bias = numpy_helper.to_array(tensors[node.input[2]]) if len(node.input) == 3 else np.zeros(len(weights))
        largest = np.abs(weights).reshape(len(weights), -1).max(axis=1)
        scales = np.where(largest > 0, largest, np.median(largest)) / LEVELS
        codes = np.rint(weights / scales[:, None, None, None]).astype(np.int8)
        found[name] = Rounded(codes, scales.astype(np.float32), bias.astype(np.float32))
    return found


def _measure(models: dict[str, Any], pixels: np.ndarray[Any, Any], temperature: float) -> None:
    from desktop import contract
    from desktop.model import providers
    from export.proof.gates import divergence

    cpu = providers.by_name("cpu")
    sessions = {name: providers.open_session(model.SerializeToString(), cpu) for name, model in models.items()}
    logits = {}
    for name, session in sessions.items():
        parts = [
            session.run([contract.LOGITS], {contract.INPUT: pixels[start : start + BATCH_SIZE]})[0]
            for start in range(0, len(pixels), BATCH_SIZE)
        ]
        logits[name] = np.concatenate(parts)
    batch = pixels[:BATCH_SIZE]
    rates: dict[str, list[float]] = {name: [] for name in sessions}
    for _ in range(ROUNDS):
        for name, session in sessions.items():
            began = time.perf_counter()
            session.run([contract.LOGITS, contract.PROBABILITIES, contract.UNFAMILIARITY], {contract.INPUT: batch})
            rates[name].append(len(batch) / (time.perf_counter() - began))
    print(f"{'':<32} {'operators':>9} {'MB':>6} {'images/s':>9} {'divergence':>11} {'same answer':>12}")
    reference = logits["folded"]
    for name, model in models.items():
        same = (logits[name].argmax(axis=1) == reference.argmax(axis=1)).mean()
        print(
            f"{name:<32} {len(model.graph.node):>9} {model.ByteSize() / 1e6:>6.1f} "
            f"{statistics.median(rates[name]):>9.1f} "
            f"{divergence(reference, logits[name], temperature):>11.5f} {same:>12.1%}"
        )


if __name__ == "__main__":
    main()
