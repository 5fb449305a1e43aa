"""The command: options, the checks one after the other, a table at the end.

    python -m tests.gpu --data ham10000/ --out gpu.json
    python -m tests.gpu --data ham10000/ --device cpu      # the same steps in small, where there is no GPU

Every check is told with its time as soon as it is done, and the JSON is written anew after each: of a proof that is
killed what was measured is left, with "finished" false.

What was given is looked at before anything is begun. Exit code 0: all that was done holds; 1: something failed, or what
was given cannot be used; 2: wrong usage; 3: there is no GPU, nothing was proven.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from desktop.common.command_line import ExitCode, run, told_in_one_sentence
from desktop.common.files import check_writable
from desktop.errors import UsageError
from tests.gpu import report
from tests.gpu.checks import Check
from tests.gpu.device import Device, InProcesses, TaskError
from tests.gpu.plan import SMALL, Plan
from tests.gpu.proof import Proof

NAME = "python -m tests.gpu"
NO_GPU = ExitCode.SOME_FAILED
"""A script must not take a machine without a GPU for a proof."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--data",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    required=True,
    metavar="DIR",
    help="Folder with images and metadata CSV, as for ham-train.",
)
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="All figures as JSON.")
@click.option("--device", "kind", type=click.Choice(["gpu", "cpu"]), default="gpu", show_default=True)
@click.option(
    "--backend",
    type=click.Choice(["tensorflow", "jax"]),
    help="Of the training. Default: KERAS_BACKEND, or what is here.",
)
@click.option(
    "--model",
    "models",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    metavar="FILE.onnx",
    help="Files to infer with, in place of those exported here and the embedded one. May be given several times.",
)
@click.option("--recipe", default="standard", show_default=True, metavar="NAME|FILE.toml")
@click.option("--steps", type=click.IntRange(min=1), metavar="N", help="Training steps of each stage.")
@click.option("--batch-size", type=click.IntRange(min=1), metavar="N")
def command(
    data: Path,
    out: Path | None,
    kind: str,
    backend: str | None,
    models: tuple[Path, ...],
    recipe: str,
    **given: int | None,
) -> None:
    """Prove training and inference on this machine's GPU: losses, speed, memory, a kill, and ONNX Runtime's CUDA."""
    with told_in_one_sentence(NAME):
        if out is not None:
            check_writable(out)
        chosen = backend or os.environ.get("KERAS_BACKEND") or _installed_backend()
        changes: dict[str, Any] = dict(SMALL) if kind == "cpu" else {}
        changes |= {name: value for name, value in given.items() if value is not None}
        if models:
            changes["models"] = tuple(str(path.resolve()) for path in models)
        with tempfile.TemporaryDirectory(prefix="gpu-proof-") as name:
            plan = replace(Plan(data.resolve(), Path(name), chosen, kind, recipe), **changes)
            raise SystemExit(carry_out(plan, InProcesses(kind, chosen), InProcesses("cpu", chosen), out=out))


def carry_out(plan: Plan, device: Device, cpu: Device, *, out: Path | None = None) -> int:
    """Do and tell everything; the exit code."""
    try:
        facts = device.run("facts")
    except TaskError as error:
        click.echo(f"{NAME}: the device cannot be asked: {error}", err=True)
        return ExitCode.NOTHING
    if plan.kind == "gpu" and facts["kind"] != "gpu":
        why = facts["note"] or f"{plan.backend} finds none and there is no NVIDIA driver"
        click.echo(f"no GPU, nothing was proven: {why}; --device cpu takes the same steps in small", err=True)
        return NO_GPU
    try:
        facts |= device.run("inputs", **plan.inputs())
    except TaskError as error:
        click.echo(f"{NAME}: {error}", err=True)
        return ExitCode.NOTHING
    click.echo(report.heading(facts, plan.backend))
    click.echo(f"{'in small: ' if plan.kind == 'cpu' else ''}{plan.told()}")
    checks: list[Check] = []

    def keep(*, finished: bool) -> None:
        if out is not None:
            report.write(out, facts, plan, checks, finished=finished)

    keep(finished=False)
    proof = Proof(plan, facts, device, cpu, notify=lambda name: click.echo(f"{name} ...", err=True))
    for check in proof.checks():
        checks.append(check)
        keep(finished=False)
        click.echo(report.line(check))
        sys.stdout.flush()  # into a file or a pipe as well: whoever watches it sees how far it is
    keep(finished=True)
    click.echo(f"\n{report.table(facts, plan, checks)}")
    failed = [check.name for check in checks if check.state == "failed"]
    click.echo(f"\n{sum(check.seconds for check in checks):.0f} s; failed: {', '.join(failed) or 'nothing'}")
    return ExitCode.NOTHING if failed else ExitCode.DONE


def _installed_backend() -> str:
    for name in ("tensorflow", "jax"):
        if importlib.util.find_spec(name):
            return name
    raise UsageError("neither TensorFlow nor JAX is installed; install ham-classifier[train] or [jax]")


if __name__ == "__main__":
    run(command, NAME)
