"""A device that computes nothing and tells the figures it was given: the proof is tested with it, and tried without a
GPU.
"""

from __future__ import annotations

from typing import Any

GPU: dict[str, Any] = {
    "kind": "gpu",
    "name": "Stub 5000",
    "count": 1,
    "capability": "9.0",
    "note": "",
    "driver": "NVRM version: stub",
    "python": "3.11",
    "versions": {"keras": "3.15"},
}
SPEED: dict[str, Any] = {"images_per_second": 950.0, "share": 0.95, "memory_mb": 100.0, "first_step_s": 1.0}
EXPORTED: dict[str, Any] = {
    "files": {"fp32": "/stub/model.onnx", "fp16": "/stub/model.fp16.onnx", "int8": "/stub/model.int8.onnx"},
    "told": {"fp32": "98.0 MB", "fp16": "51.0 MB", "int8": "28.0 MB"},
    "held_back": {},
    "absent": "",
}
ANSWERS: dict[str, Any] = {
    "provider": "cuda",
    "label": "CUDA",
    "ran_on": "CUDAExecutionProvider",
    "nodes": {"CUDAExecutionProvider": 95, "CPUExecutionProvider": 5},
    "precision": "int8",
    "self_test": 0.01,
    "tolerance": 0.1,
    "largest_difference": 0.02,
    "same_answer": 1.0,
    "compared": 10,
    "images_per_second": {"1": 10.0},
    "end_to_end": {"600 x 450": {"images_per_second": 90.0, "share": 0.9, "limit": 100.0, "provider": "CUDA"}},
}


class StubDevice:
    """Answers with what it was given, by task: figures, a function of the options that gives them, or an exception.

    `asked`: every task with its options, in order."""

    def __init__(self, **answers: Any) -> None:
        self.answers = answers
        self.asked: list[tuple[str, dict[str, Any]]] = []

    @property
    def tasks(self) -> list[str]:
        return [task for task, _ in self.asked]

    def run(self, task: str, **options: Any) -> dict[str, Any]:
        self.asked.append((task, options))
        answer = self.answers[task]
        if isinstance(answer, Exception):
            raise answer
        return dict(answer(options) if callable(answer) else answer)


def stub_gpu(*, count: int = 1, **changes: Any) -> StubDevice:
    """One that proves everything. count: of GPUs; changes: of the answers, by task."""
    answers: dict[str, Any] = {
        "facts": GPU | {"count": count},
        "inputs": {"data": "drawn: 280 images of 7 classes"},
        "curve": {"losses": [2.0, 1.5, 1.0]},
        "speed": SPEED,
        "fill": {"failed": 64, "said": "", "works": 32},
        "train": {"run": "/stub/run", "losses": [1.5, 1.2, 1.0]},
        "kill": {"run": "/stub/killed", "losses": [1.5, 1.2, 1.0], "epochs_before": 1},
        "export": EXPORTED,
        "inference": ANSWERS,
    }
    return StubDevice(**(answers | changes))
