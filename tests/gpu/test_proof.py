"""What the proof makes of a device's figures: here of one that only tells them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.common.command_line import ExitCode
from tests.gpu.__main__ import NO_GPU, carry_out
from tests.gpu.device import InProcesses, TaskError
from tests.gpu.proof import Check, Plan, _full, _inference, _speeds, _two, curve_check

GPU = {
    "kind": "gpu",
    "name": "Stub 5000",
    "count": 1,
    "capability": "9.0",
    "note": "",
    "driver": "NVRM version: stub",
    "python": "3.11",
    "versions": {"keras": "3.15"},
}
SPEED = {"images_per_second": 950.0, "share": 0.95, "memory_mb": 100.0, "first_step_s": 1.0}
ENDS = {"600 x 450": {"images_per_second": 90.0, "share": 0.9, "limit": 100.0}}
ANSWERS = {
    "provider": "cuda",
    "precision": "int8",
    "self_test": 0.01,
    "tolerance": 0.1,
    "largest_difference": 0.02,
    "same_answer": 1.0,
    "compared": 10,
    "images_per_second": {"1": 10.0},
    "end_to_end": ENDS,
}


class StubDevice:
    """Answers with what it was given, by task; an exception is raised."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = answers, []  # type: ignore[var-annotated]

    def run(self, task: str, **options: Any) -> dict[str, Any]:
        self.asked.append((task, options))
        answer = self.answers[task]
        if isinstance(answer, Exception):
            raise answer
        return answer(options) if callable(answer) else answer  # type: ignore[no-any-return]


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tmp_path, tmp_path, "tensorflow", "gpu")


def test_without_a_gpu_one_sentence_is_said_and_nothing_counts_as_proven(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    device = StubDevice(facts=GPU | {"kind": "cpu", "note": "there is an NVIDIA driver; install X"})
    assert carry_out(plan, device, device) == NO_GPU == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("no GPU, nothing was proven: there is an NVIDIA driver; install X")
    assert [task for task, _ in device.asked] == ["facts"]


def test_every_check_is_told_with_the_card_and_kept_and_a_failed_one_is_the_exit_code(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device = StubDevice(
        facts=GPU,
        curve=TaskError("no training here"),
        speed=SPEED,
        fill={"failed": 64, "said": "", "works": 32},
        inference={"embedded": ANSWERS},
    )
    # The run that is killed is the real trainer's, and ends at once: the folder holds no data.
    assert carry_out(plan, device, device, out=tmp_path / "gpu.json") == ExitCode.NOTHING
    told = capsys.readouterr().out
    assert "Stub 5000 (gpu, 1x, capability 9.0), tensorflow; keras 3.15" in told
    assert "| speed, bfloat16 | holds | 950.0 images/s, 0.950 of the bare step" in told
    assert "| loss beside the CPU's | failed | no training here |" in told
    assert "| inference, the embedded model | holds |" in told
    kept = (tmp_path / "gpu.json").read_text(encoding="utf-8")
    assert '"name": "Stub 5000"' in kept
    assert kept.count('"state"') == told.count("| holds |") + told.count("| failed |") + told.count("| not done |")


def test_losses_follow_the_cpus_or_the_curve_fails() -> None:
    reference = [2.0, 1.5, 1.0]
    assert curve_check("x", reference, [2.01, 1.49, 1.01], 0.02).state == "holds"
    assert curve_check("x", reference, [2.0, 1.5, 1.4], 0.02).state == "failed"
    assert curve_check("x", reference, [2.0, 1.5], 0.02).words == "2 steps and not 3"
    assert curve_check("x", reference, [2.0, float("nan"), 1.0], 0.5).words == "a loss is no number"


def test_a_fit_below_nine_tenths_of_the_bare_step_fails(plan: Plan) -> None:
    def states(share: float) -> set[str]:
        return {check.state for check in _speeds(plan, StubDevice(speed=SPEED | {"share": share}))}

    assert states(0.9) == {"holds"}
    assert states(0.89) == {"failed"}


def test_running_out_of_memory_holds_only_with_a_batch_size_that_then_works(plan: Plan) -> None:
    def check(**figures: Any) -> Check:
        (found,) = _full(plan, StubDevice(fill={"said": "", **figures}))
        return found

    assert check(failed=512, works=256).state == "holds"
    assert check(failed=512, works=None).state == "failed"
    assert check(failed=None, works=8192).state == "not done"


def test_one_gpu_cannot_show_what_two_would(plan: Plan) -> None:
    (check,) = _two(plan, GPU, StubDevice())
    assert (check.state, check.words) == ("not done", "there is one GPU")
    several = StubDevice(curve=lambda options: {"losses": [2.0, 1.0 if options.get("devices", 1) == 1 else 1.9]})
    (check,) = _two(plan, GPU | {"count": 2}, several)
    assert check.state == "failed"


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, "holds"),
        ({"provider": "cpu"}, "failed"),
        ({"self_test": 0.2}, "failed"),
        ({"largest_difference": 0.2}, "failed"),
    ],
)
def test_inference_must_run_where_it_was_asked_to_and_answer_as_the_cpu_does(
    plan: Plan, change: dict[str, Any], state: str
) -> None:
    (check,) = _inference(plan, StubDevice(inference={"embedded": ANSWERS | change}))
    assert check.state == state


def test_a_provider_that_does_not_start_is_told_in_its_own_words(plan: Plan) -> None:
    files = replace(plan, models=("a.onnx", "b.onnx"))
    checks = list(_inference(files, StubDevice(inference=TaskError("CUDA did not start: libcudnn is missing"))))
    assert [(c.name, c.state, c.words) for c in checks] == [
        (f"inference, {name}", "failed", "CUDA did not start: libcudnn is missing") for name in ("a.onnx", "b.onnx")
    ]


def test_a_worker_that_fails_says_its_last_line(tmp_path: Path) -> None:
    device = InProcesses("cpu", "tensorflow")
    with pytest.raises(TaskError, match=r"no\.onnx"):
        device.run("inference", models=[str(tmp_path / "no.onnx")], provider="cpu", data=str(tmp_path))
