"""A device that computes nothing and takes its time: what a fit loses beside it, it loses by feeding.

Like a GPU it works through its steps by itself: a step is handed over at once, the next may be handed over meanwhile,
and who reads a figure of a step waits until the device has come to it.
"""

from __future__ import annotations

import threading
import time
from typing import Any

import keras

AHEAD = 8
"""Steps that may be handed over before the first of them is done, as a driver's queue has an end too."""


class Figure:
    """A figure of a step: whoever reads it waits for the step."""

    def __init__(self, ready: float, value: float) -> None:
        self._ready, self._value = ready, value

    def __float__(self) -> float:
        time.sleep(max(0.0, self._ready - time.perf_counter()))
        return self._value


class StubDevice:
    """Steps of `seconds` each, one after the other; `steps` counts them and `images` what they were given."""

    def __init__(self, seconds: float) -> None:
        self._seconds, self._lock = seconds, threading.Lock()
        self._done: list[float] = []
        self.images = 0

    @property
    def steps(self) -> int:
        return len(self._done)

    def step(self, images: int) -> Figure:
        """Hand over a step; returns at once unless AHEAD steps are waiting."""
        with self._lock:
            if self.steps >= AHEAD:
                self._wait(self._done[-AHEAD])
            began = max(time.perf_counter(), self._done[-1] if self._done else 0.0)
            self._done.append(began + self._seconds)
            self.images += images
            return Figure(self._done[-1], 1.0)

    def finish(self) -> None:
        """Wait until all steps are done."""
        if self._done:
            self._wait(self._done[-1])

    def _wait(self, until: float) -> None:
        time.sleep(max(0.0, until - time.perf_counter()))


class OnStub(keras.Model):  # type: ignore[misc]
    """A model whose training steps run on a StubDevice; everything else of `fit` is Keras's own."""

    def on(self, device: StubDevice) -> OnStub:
        """The same model with its device."""
        self._stub = device
        return self

    def make_train_function(self, force: bool = False) -> None:
        jax = keras.backend.backend() == "jax"

        def one(*arguments: Any) -> Any:
            given = arguments[-1]
            batch = given[0] if isinstance(given, list) else next(given)  # a list in some versions of Keras
            images = batch[0][0] if isinstance(batch[0], list | tuple) else batch[0]
            # What the step reads has to lie on the device: the copy that a GPU's step waits for as well.
            logs = {"loss": self._stub.step(int(keras.ops.convert_to_tensor(images).shape[0]))}
            return (logs, arguments[0]) if jax else logs

        self.train_function = one

    def get_metrics_result(self) -> dict[str, Any]:
        return {"loss": Figure(0.0, 1.0)}


def stub_model(model: Any, device: StubDevice) -> OnStub:
    """A compiled model with the inputs of `model`, whose steps the stub takes."""
    stub = OnStub(model.inputs if len(model.inputs) > 1 else model.inputs[0], model.outputs[0])
    stub.compile("sgd", "categorical_crossentropy", jit_compile=False)
    return stub.on(device)
