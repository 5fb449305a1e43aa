"""What the proof makes of a device's figures: here of one that only tells them."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desktop.common.command_line import ExitCode
from tests.gpu.__main__ import NO_GPU, carry_out
from tests.gpu.checks import Check, curve_check, memory_check, speed_check
from tests.gpu.device import TaskError, complaint
from tests.gpu.plan import SMALL, Plan, kept_stages, short_recipe
from tests.gpu.proof import Proof
from tests.gpu.stub import ANSWERS, EXPORTED, GPU, SPEED, StubDevice, stub_gpu
from trainer.recipe import load_recipe


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    return Plan(tmp_path, tmp_path, "tensorflow", "gpu")


def _checks(plan: Plan, device: StubDevice, facts: dict[str, Any] = GPU) -> dict[str, Check]:
    return {check.name: check for check in Proof(plan, facts, device, device).checks()}


def test_without_a_gpu_one_sentence_is_said_and_nothing_counts_as_proven(
    plan: Plan, capsys: pytest.CaptureFixture[str]
) -> None:
    device = StubDevice(facts=GPU | {"kind": "cpu", "note": "there is an NVIDIA driver; install X"})
    assert carry_out(plan, device, device) == NO_GPU == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("no GPU, nothing was proven: there is an NVIDIA driver; install X")
    assert device.tasks == ["facts"]


def test_every_part_is_done_told_with_its_time_and_kept(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device, cpu = stub_gpu(count=2), stub_gpu()
    assert carry_out(plan, device, cpu, out=tmp_path / "gpu.json") == ExitCode.DONE
    assert cpu.tasks == ["curve"]
    assert set(device.tasks) == {"facts", "inputs", "curve", "speed", "fill", "train", "kill", "export", "inference"}
    told = capsys.readouterr().out
    assert "Stub 5000 (gpu, 2x, capability 9.0), tensorflow; keras 3.15" in told
    assert "\ndrawn: 280 images of 7 classes\n224 px, batches of 32, 40 steps of standard's head, coarse, " in told
    assert ", fine, finish; a run of 1,000 images" in told
    assert "| speed, bfloat16 | holds | 950.0 images/s, 0.950 of the bare step" in told
    assert "holds     killed and resumed: killed after 1 of 3 epochs; " in told
    assert (
        "| inference, model.int8.onnx, CUDA provider | holds | int8 on CUDAExecutionProvider (95 of 100 nodes)" in told
    )
    assert told.count(" [0 s]") == told.count(" | 0 s |") == told.count("| holds |") == 17
    assert told.endswith("failed: nothing\n")
    kept = json.loads((tmp_path / "gpu.json").read_text(encoding="utf-8"))
    assert kept["finished"] is True
    assert kept["device"]["name"] == "Stub 5000"
    assert [check["state"] for check in kept["checks"]] == ["holds"] * 17


@pytest.mark.parametrize("fault", [TaskError("nothing doing"), KeyError("figures")])
@pytest.mark.parametrize("task", ["curve", "speed", "fill", "train", "kill", "export", "inference"])
def test_a_part_that_fails_is_the_exit_code_and_stops_no_other(
    plan: Plan, tmp_path: Path, task: str, fault: Exception
) -> None:
    device = stub_gpu(**{task: fault})
    assert carry_out(plan, device, stub_gpu(), out=tmp_path / "gpu.json") == ExitCode.NOTHING
    done = set(device.tasks)
    needs_a_run = {"kill", "export"} if task == "train" else set()
    assert done | needs_a_run == {"facts", "inputs", "curve", "speed", "fill", "train", "kill", "export", "inference"}
    kept = json.loads((tmp_path / "gpu.json").read_text(encoding="utf-8"))
    assert kept["finished"] is True
    failed = [check for check in kept["checks"] if check["state"] == "failed"]
    assert failed
    assert all("nothing doing" in check["words"] or "KeyError" in check["words"] for check in failed)


def test_what_cannot_be_used_is_refused_in_one_sentence_before_anything_is_begun(
    plan: Plan, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    device = stub_gpu(inputs=TaskError("the folder holds no metadata"))
    assert carry_out(plan, device, stub_gpu(), out=tmp_path / "gpu.json") == ExitCode.NOTHING
    assert capsys.readouterr() == ("", "python -m tests.gpu: the folder holds no metadata\n")
    assert device.tasks == ["facts", "inputs"]
    assert not (tmp_path / "gpu.json").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
def test_a_proof_that_is_killed_leaves_what_it_has_measured(tmp_path: Path) -> None:
    program = """
        import sys, time
        from pathlib import Path
        from tests.gpu.__main__ import carry_out
        from tests.gpu.plan import Plan
        from tests.gpu.stub import stub_gpu

        folder = Path(sys.argv[1])
        device = stub_gpu(fill=lambda options: time.sleep(600))
        carry_out(Plan(folder, folder, "jax", "gpu"), device, device, out=folder / "gpu.json")
    """
    process = subprocess.Popen([sys.executable, "-c", textwrap.dedent(program), str(tmp_path)], stdout=subprocess.PIPE)
    assert process.stdout is not None
    for line in process.stdout:
        if b"two devices" in line:  # the part before the one that hangs
            break
    process.kill()
    process.communicate()
    kept = json.loads((tmp_path / "gpu.json").read_text(encoding="utf-8"))
    assert kept["finished"] is False
    names = [check["name"] for check in kept["checks"]]
    assert names[:3] == [
        "loss, float32 beside the CPU's",
        "loss, bfloat16 beside float32",
        "loss, float16 beside float32",
    ]
    assert names[-1] == "two devices share each batch"


def test_losses_follow_the_cpus_or_the_curve_fails() -> None:
    reference = [2.0, 1.5, 1.0]
    assert curve_check("x", reference, [2.01, 1.49, 1.01], 0.02).state == "holds"
    assert curve_check("x", reference, [2.0, 1.5, 1.4], 0.02).state == "failed"
    assert curve_check("x", reference, [2.0, 1.5], 0.02).words == "2 losses and not 3"
    assert curve_check("x", reference, [2.0, float("nan"), 1.0], 0.5).words == "a loss is no number"


@pytest.mark.parametrize(("half", "state"), [(1.04, "holds"), (0.96, "holds"), (1.06, "failed"), (0.94, "failed")])
def test_half_precision_may_be_as_far_off_as_another_seed_is(plan: Plan, half: float, state: str) -> None:
    def curve(options: dict[str, Any]) -> dict[str, Any]:
        factor = half if options["precision"] != "float32" else 1.05 if options.get("seed") else 1.0
        return {"losses": [2.0 * factor, 1.0 * factor]}

    checks = _checks(plan, stub_gpu(curve=curve))
    for precision in ("bfloat16", "float16"):
        check = checks[f"loss, {precision} beside float32"]
        assert check.state == state
        assert "5.00% allowed, as far as float32 with another seed is" in check.words


def test_a_precision_that_does_not_train_leaves_the_other_to_be_judged(plan: Plan) -> None:
    def curve(options: dict[str, Any]) -> dict[str, Any]:
        if options["precision"] == "bfloat16":
            raise TaskError("no such kernel")
        return {"losses": [2.0, 1.0]}

    checks = _checks(plan, stub_gpu(curve=curve))
    assert checks["loss, bfloat16 beside float32"].words == "no such kernel"
    assert checks["loss, float16 beside float32"].state == "holds"


def test_a_fit_below_nine_tenths_of_the_bare_step_fails_and_on_a_cpu_nothing_is_judged() -> None:
    assert speed_check("float32", "gpu", SPEED | {"share": 0.9}).state == "holds"
    assert speed_check("float32", "gpu", SPEED | {"share": 0.89}).state == "failed"
    assert speed_check("float32", "cpu", SPEED | {"share": 0.89}).state == "not done"


def test_running_out_of_memory_holds_only_with_a_batch_size_that_then_works() -> None:
    held = memory_check({"failed": 512, "said": "", "works": 256}, limit=None)
    assert (held.state, held.words) == ("holds", "told at batches of 512; 256 then works")
    assert memory_check({"failed": 512, "said": "", "works": None}, limit=None).state == "failed"
    assert memory_check({"failed": None, "said": "", "works": 8192}, limit=None).state == "not done"
    assert "said to be full at 16" in memory_check({"failed": 32, "said": "", "works": 16}, limit=16).words


def test_one_gpu_cannot_show_what_two_would(plan: Plan) -> None:
    check = _checks(plan, stub_gpu())["two devices share each batch"]
    assert (check.state, check.words) == ("not done", "there is one GPU")
    several = stub_gpu(curve=lambda options: {"losses": [2.0, 1.0 if options.get("devices", 1) == 1 else 1.9]})
    assert _checks(plan, several, GPU | {"count": 2})["two devices share each batch"].state == "failed"


def test_a_run_that_comes_to_another_end_after_a_kill_fails(plan: Plan) -> None:
    def check(**found: Any) -> Check:
        return _checks(plan, stub_gpu(kill={"run": "", "losses": [1.5, 1.2, 1.0], "epochs_before": 1, **found}))[
            "killed and resumed"
        ]

    assert check().state == "holds"
    assert check(losses=[1.5, 1.3, 1.1]).state == "failed"
    assert check(losses=[1.5, 1.2]).state == "failed"
    assert check(epochs_before=3).state == "not done"


def test_files_that_were_exported_are_inferred_with_and_the_embedded_model_after_them(plan: Plan) -> None:
    device = stub_gpu()
    checks = _checks(plan, device)
    assert [options["model"] for task, options in device.asked if task == "inference"] == [
        *("/stub/model.onnx", "/stub/model.fp16.onnx", "/stub/model.int8.onnx"),
        "",
    ]
    assert checks["exported, int8"].words == "28.0 MB"
    held_back = EXPORTED | {"files": {"fp32": "/stub/model.onnx"}, "held_back": {"int8": "it loses too much"}}
    checks = _checks(plan, stub_gpu(export=held_back))
    assert (checks["exported, int8"].state, checks["exported, int8"].words) == ("failed", "it loses too much")


def test_where_nothing_can_be_exported_the_embedded_model_is_inferred_with_alone(plan: Plan) -> None:
    absent = {"files": {}, "told": {}, "held_back": {}, "absent": "the export needs tensorflow"}
    device = stub_gpu(export=absent)
    checks = _checks(plan, device)
    assert checks["exported"].state == "not done"
    assert checks["exported"].words == "the export needs tensorflow; the embedded model is inferred with alone"
    assert [options["model"] for task, options in device.asked if task == "inference"] == [""]


def test_models_that_are_given_are_inferred_with_in_place_of_exported_ones(plan: Plan) -> None:
    device = stub_gpu()
    checks = _checks(replace(plan, models=("/mine/a.onnx", "/mine/b.onnx")), device)
    assert "export" not in device.tasks
    assert [options["model"] for task, options in device.asked if task == "inference"] == [
        "/mine/a.onnx",
        "/mine/b.onnx",
    ]
    assert checks["inference, a.onnx, CUDA provider"].state == "holds"


@pytest.mark.parametrize(
    ("change", "state", "said"),
    [
        ({}, "holds", "int8 on CUDAExecutionProvider"),
        ({"provider": "cpu"}, "failed", "ran on cpu and not on cuda"),
        ({"ran_on": "CPUExecutionProvider"}, "failed", "ran on cpu and not on cuda"),
        (
            {"end_to_end": {"600 x 450": ANSWERS["end_to_end"]["600 x 450"] | {"provider": "CPU"}}},
            "failed",
            "ran on CPU",
        ),
        ({"self_test": 0.2}, "failed", "self-test 2.00e-01"),
        ({"largest_difference": 0.2}, "failed", "from the CPU 2.00e-01 at most (0.1 allowed"),
    ],
)
def test_inference_must_run_where_it_was_asked_to_and_answer_as_the_cpu_does(
    plan: Plan, change: dict[str, Any], state: str, said: str
) -> None:
    check = _checks(plan, stub_gpu(inference=ANSWERS | change))["inference, the embedded model, CUDA provider"]
    assert check.state == state
    assert said in check.words


def test_a_provider_that_does_not_start_is_told_in_its_own_words(plan: Plan) -> None:
    files = replace(plan, models=("a.onnx", "b.onnx"))
    checks = _checks(files, stub_gpu(inference=TaskError("CUDA did not start: libcudnn is missing")))
    for name in ("a.onnx", "b.onnx"):
        check = checks[f"inference, {name}, CUDA provider"]
        assert (check.state, check.words) == ("failed", "CUDA did not start: libcudnn is missing")


def test_in_small_the_same_tasks_are_done_with_smaller_numbers_that_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plan = Plan(tmp_path, tmp_path, "jax", "cpu")
    small = replace(plan, **SMALL)
    device = stub_gpu(inference=ANSWERS | {"provider": "cpu", "ran_on": "CPUExecutionProvider", "label": "CPU"})
    device.answers["inference"]["end_to_end"] = {"600 x 450": ANSWERS["end_to_end"]["600 x 450"] | {"provider": "CPU"}}
    assert carry_out(small, device, device) == ExitCode.DONE
    told = capsys.readouterr().out
    assert "in small: 32 px, batches of 8, 3 uncompiled steps of standard's finish; a run of 140 images" in told
    assert "| inference, model.onnx, CPU provider | holds |" in told
    for name, value in SMALL.items():
        larger = getattr(plan, name)
        assert larger is None or (len(value) < len(larger) if isinstance(value, tuple) else value <= larger), name


def test_of_a_recipe_in_small_the_first_stages_are_left_and_the_last(tmp_path: Path) -> None:
    standard = load_recipe("standard")
    assert [stage.name for stage in kept_stages(standard, 2)] == ["head", "finish"]
    assert kept_stages(standard, 99) == standard.stages
    file = tmp_path / "short.toml"
    file.write_text(short_recipe(replace(Plan(tmp_path, tmp_path, "jax", "cpu"), **SMALL)), encoding="utf-8")
    short = load_recipe(str(file))
    assert [(stage.name, stage.epochs, stage.least_steps) for stage in short.stages] == [("finish", 3, 0)]
    assert (short.image_size, short.batch_size) == (32, 8)


def test_a_process_that_crashed_is_told_as_that_and_not_by_what_it_said_before() -> None:
    assert complaint(1, "a\nno kernel\n\n") == "no kernel"
    assert complaint(2, "") == "ended with 2"
    assert complaint(-9, "a warning\n") == "was ended by SIGKILL; before that it said: a warning"
    assert complaint(-11, "") == "was ended by SIGSEGV"
