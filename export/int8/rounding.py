"""Rounding weights to 8 bits so that the layer's answers move least, not the weights.

Column by column, the error of each rounded weight is made good by those still to be rounded, by the covariance of the
layer's inputs (GPTQ: Frantar et al., arXiv:2210.17323); the shift of the mean that is left goes into the bias (Nagel et
al., arXiv:1906.04721, section 4.2). Inputs are measured on training images alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from desktop import contract

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEVELS = 127
CHUNK = 8
"""Images whose activations are held at once; about 100 MB each at 224 pixels."""
PLACES = 49
"""Places of each image at which a convolution's inputs are sampled: all of the last block's 7 x 7."""
DAMPING = 0.01
"""Share of the mean variance added to every variance, as in the paper: keeps the inverse stable."""
BLOCK = 128


@dataclass(frozen=True)
class Rounded:
    """A convolution in 8 bits: codes int8 [O, C, kh, kw] times scales float32 [O] are its weights; bias float32 [O]."""

    codes: NDArray[np.int8]
    scales: NDArray[np.float32]
    bias: NDArray[np.float32]

    @property
    def weights(self) -> NDArray[np.float32]:
        result: NDArray[np.float32] = self.codes.astype(np.float32) * self.scales[:, None, None, None]
        return result


def round_convolutions(model: Any, convolutions: list[Any], images: NDArray[np.uint8]) -> dict[str, Rounded]:
    """Each convolution's name and its weights in 8 bits. model: float32, folded; images: uint8 [N, S, S, 3]."""
    from onnx import numpy_helper

    tensors = {tensor.name: tensor for tensor in model.graph.initializer}
    found = {}
    for node, mean, covariance in _inputs(model, convolutions, images):
        weights = numpy_helper.to_array(tensors[node.input[1]]).astype(np.float64)
        bias = numpy_helper.to_array(tensors[node.input[2]]) if len(node.input) == 3 else np.zeros(len(weights))
        flat = weights.reshape(len(weights), -1)
        scales = np.abs(flat).max(axis=1) / LEVELS
        # A channel without weights is a constant; a scale of its neighbours' size keeps its bias exact.
        scales = np.where(scales > 0, scales, np.median(scales[scales > 0]) if (scales > 0).any() else 1.0)
        codes = round_weights(flat, covariance, scales)
        shift = (codes * scales[:, None] - flat) @ mean
        found[node.name] = Rounded(
            codes.astype(np.int8).reshape(weights.shape), scales.astype(np.float32), (bias - shift).astype(np.float32)
        )
    return found


def round_weights(
    weights: NDArray[np.float64], covariance: NDArray[np.float64], scales: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Whole numbers [O, K] within LEVELS that times scales [O] stand for weights [O, K], whose inputs have this
    covariance [K, K]. Columns with the most variance first, while there are many left to make their errors good."""
    from scipy.linalg import cholesky
    from scipy.linalg.lapack import dtrtri

    order = np.argsort(-np.diag(covariance), kind="stable")
    back = np.argsort(order)
    left = weights[:, order].copy()
    sigma = covariance[np.ix_(order, order)].copy()
    sigma[np.diag_indices_from(sigma)] += DAMPING * max(float(np.diag(sigma).mean()), 1e-12)
    # The upper Cholesky factor of the inverse, from the lower one of the reversed matrix: no inverse is formed.
    lower = cholesky(sigma[::-1, ::-1], lower=True)
    factor = dtrtri(lower, lower=True)[0][::-1, ::-1]
    codes = np.empty_like(left)
    for start in range(0, left.shape[1], BLOCK):
        end = min(start + BLOCK, left.shape[1])
        errors = np.empty((len(left), end - start))
        for column in range(start, end):
            codes[:, column] = np.clip(np.rint(left[:, column] / scales), -LEVELS, LEVELS)
            error = (left[:, column] - codes[:, column] * scales) / factor[column, column]
            left[:, column + 1 : end] -= np.outer(error, factor[column, column + 1 : end])
            errors[:, column - start] = error
        left[:, end:] -= errors @ factor[start:end, end:]
    return codes[:, back]


def _inputs(
    model: Any, convolutions: list[Any], images: NDArray[np.uint8]
) -> Iterator[tuple[Any, NDArray[np.float64], NDArray[np.float64]]]:
    """Each convolution with mean [K] and covariance [K, K] of the patches it multiplies, K = C * kh * kw."""
    import onnx

    from desktop.model.providers import by_name, open_session

    shapes = {tensor.name: tuple(tensor.dims) for tensor in model.graph.initializer}
    names = list(dict.fromkeys(node.input[0] for node in convolutions))
    probe = onnx.ModelProto()
    probe.CopyFrom(model)
    del probe.graph.output[:]
    for name in names:
        probe.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = open_session(probe.SerializeToString(), by_name("cpu"))
    rng = np.random.default_rng(0)
    sums: dict[str, tuple[int, Any, Any]] = {}
    for start in range(0, len(images), CHUNK):
        answers = session.run(names, {contract.INPUT: images[start : start + CHUNK]})
        values = dict(zip(names, answers, strict=True))
        for node in convolutions:
            rows = _patches(values[node.input[0]], node, shapes[node.input[1]][2:], rng)
            count, first, second = sums.get(node.name, (0, 0.0, 0.0))
            sums[node.name] = (
                count + len(rows),
                first + rows.sum(axis=0, dtype=np.float64),
                second + (rows.T @ rows).astype(np.float64),
            )
    for node in convolutions:
        count, first, second = sums.pop(node.name)
        mean = first / count
        yield node, mean, second / count - np.outer(mean, mean)


def _patches(
    maps: NDArray[np.float32], node: Any, kernel: tuple[int, int], rng: np.random.Generator
) -> NDArray[np.float32]:
    """Patches float32 [N * places, C * kh * kw] that a convolution multiplies, at up to PLACES places of each map."""
    attributes = {a.name: list(a.ints) for a in node.attribute if a.ints}
    top, left, bottom, right = attributes.get("pads", [0, 0, 0, 0])
    down, across = attributes.get("strides", [1, 1])
    padded = np.pad(maps, ((0, 0), (0, 0), (top, bottom), (left, right)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, kernel, axis=(2, 3))[:, :, ::down, ::across]
    height, width = windows.shape[2:4]
    places = rng.choice(height * width, min(PLACES, height * width), replace=False)
    taken = windows[:, :, places // width, places % width]  # [N, C, places, kh, kw]
    result: NDArray[np.float32] = np.ascontiguousarray(taken.transpose(0, 2, 1, 3, 4)).reshape(
        len(maps) * len(places), -1
    )
    return result
