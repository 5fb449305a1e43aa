"""What makes logits probabilities that can be taken at their word: one temperature, and a bias for every class.

Both are fitted on answers that nothing was learned from. The biases take back what weighting the classes in training
did to their shares, which no temperature can.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from trainer.measure.metrics import cross_entropy, softmax

if TYPE_CHECKING:
    from numpy.typing import NDArray

SUREST, LEAST_SURE = 0.25, 20.0
"""Bounds of the temperature: where validation holds no mistake, nothing in it says how sure to be, and the fit would
go to zero and every answer to certainty."""
BIAS_SPREAD = 1.0
"""Standard deviation, in nats, of the biases before anything is known: a class of few images moves little, one of none
not at all."""


def fit_temperature(labels: NDArray[np.int64], logits: NDArray[np.floating]) -> float:
    """The T of SUREST to LEAST_SURE with the lowest cross-entropy of softmax(logits / T) (Guo et al.,
    arXiv:1706.04599)."""
    from scipy.optimize import minimize_scalar

    found = minimize_scalar(
        lambda log_t: cross_entropy(labels, logits / np.exp(log_t)),
        bounds=(np.log(SUREST), np.log(LEAST_SURE)),
        method="bounded",
    )
    return float(np.exp(found.x))


def fit_biases(labels: NDArray[np.int64], logits: NDArray[np.floating]) -> tuple[float, tuple[float, ...]]:
    """Temperature T and biases b [C], in units of the logits, for softmax((logits + b) / T).

    Bias-corrected temperature scaling (Alexandari et al., arXiv:1901.06852): the maximum of the likelihood and of a
    normal prior of BIAS_SPREAD on b / T. labels: [N]; logits: [N, C].
    """
    from scipy.optimize import minimize

    values = logits.astype(np.float64)
    truth = np.eye(values.shape[1])[labels]

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scaled, shift = values / np.exp(at[0]), at[1:]
        error = softmax(scaled + shift) - truth
        value = len(labels) * cross_entropy(labels, scaled + shift) + 0.5 * (shift**2).sum() / BIAS_SPREAD**2
        return value, np.concatenate([[-(error * scaled).sum()], error.sum(axis=0) + shift / BIAS_SPREAD**2])

    start = np.concatenate([[np.log(fit_temperature(labels, logits))], np.zeros(values.shape[1])])
    bounds = [(np.log(SUREST), np.log(LEAST_SURE)), *[(None, None)] * values.shape[1]]
    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x
    temperature = float(np.exp(found[0]))
    return temperature, tuple(float(b) for b in temperature * found[1:])
