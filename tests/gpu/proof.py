"""What a device's figures have to show. Each check holds, fails, or was not done for a reason that is said."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import msgspec

from tests.gpu.device import Device, TaskError
from tests.gpu.killing import killed_and_resumed
from trainer.recipe import as_toml, load_recipe

MIN_SHARE = 0.9
"""Of the bare step that the fit has to reach; of the machine's limit, that `ham-classify` is held to in the report."""
CURVE = {"float32": 0.02, "bfloat16": 0.1, "float16": 0.1}
"""How far the losses may lie from the CPU's in float32, relative to them. A GPU computes float32 in TF32 by default."""
RESUMED = 0.02
"""The same for a run that was killed beside the one left alone: on a GPU sums are taken in another order every time."""

State = Literal["holds", "failed", "not done"]


@dataclass(frozen=True)
class Check:
    """One line of the report. words: the figures, or why it was not done."""

    name: str
    state: State
    words: str
    figures: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """How much is done. images: of the data that are used; size and batch_size: of the training; steps: of each stage;
    models: files to infer with, "" for the embedded one."""

    data: Path
    folder: Path
    backend: str
    kind: str
    recipe: str = "standard"
    size: int = 224
    batch_size: int = 32
    steps: int = 40
    rounds: int = 5
    images: int = 2000
    kill_images: int = 1000
    largest: int = 8192
    limit: int | None = None
    batches: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64, 128)
    folder_images: int = 2000
    models: tuple[str, ...] = ("",)

    def training(self, **changes: Any) -> dict[str, Any]:
        """Options of a training task."""
        return {
            "data": str(self.data),
            "cache": str(self.folder / "pixels"),
            "recipe": self.recipe,
            "size": self.size,
            "batch_size": self.batch_size,
            "steps": self.steps,
            "rounds": self.rounds,
            "images": self.images,
            **changes,
        }


def prove(
    plan: Plan, facts: dict[str, Any], *, device: Device, cpu: Device, environment: dict[str, str]
) -> Iterator[Check]:
    """Every check as it is done. device: what is proven; cpu: what it is compared with."""
    yield from _told("loss beside the CPU's", lambda: _curves(plan, device, cpu))
    yield from _told("speed of the fit", lambda: _speeds(plan, device))
    yield from _told("two devices", lambda: _two(plan, facts, device))
    yield from _told("out of memory", lambda: _full(plan, device))
    yield from _told("killed and resumed", lambda: _killed(plan, environment))
    yield from _told("inference", lambda: _inference(plan, device))


def _told(name: str, step: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from step()
    except TaskError as error:
        yield Check(name, "failed", str(error))


def _curves(plan: Plan, device: Device, cpu: Device) -> Iterator[Check]:
    reference = cpu.run("curve", **plan.training(precision="float32"))["losses"]
    for precision, tolerance in CURVE.items():
        found = device.run("curve", **plan.training(precision=precision))
        yield curve_check(f"loss, {precision}", reference, found["losses"], tolerance)


def curve_check(name: str, reference: list[float], losses: list[float], tolerance: float) -> Check:
    """Whether the losses follow the reference: as many, all numbers, and on the mean no
    further off than `tolerance` of it. Single steps of one with fewer digits go their own way."""
    figures = {"reference": reference, "losses": losses, "tolerance": tolerance}
    if len(losses) != len(reference) or not losses:
        return Check(name, "failed", f"{len(losses)} steps and not {len(reference)}", figures)
    if not all(math.isfinite(loss) for loss in losses):
        return Check(name, "failed", "a loss is no number", figures)
    off = sum(abs(one - other) for one, other in zip(losses, reference, strict=True)) / sum(reference)
    words = f"{losses[0]:.3f} to {losses[-1]:.3f} in {len(losses)} steps; {off:.2%} off ({tolerance:.0%} allowed)"
    return Check(name, "holds" if off <= tolerance else "failed", words, figures)


def _speeds(plan: Plan, device: Device) -> Iterator[Check]:
    for precision in CURVE:
        try:
            found = device.run("speed", **plan.training(precision=precision))
        except TaskError as error:
            yield Check(f"speed, {precision}", "failed", str(error))
            continue
        words = (
            f"{found['images_per_second']:,.1f} images/s, {found['share']:.3f} of the bare step (aim {MIN_SHARE:g}); "
            f"{found['memory_mb']:,.0f} MB; first step {found['first_step_s']:.1f} s"
        )
        state: State = "holds" if found["share"] >= MIN_SHARE else "failed"
        if plan.kind == "cpu":
            state, words = "not done", f"in small, on a CPU, it says nothing of a GPU: {words}"
        yield Check(f"speed, {precision}", state, words, found)


def _two(plan: Plan, facts: dict[str, Any], device: Device) -> Iterator[Check]:
    name = "two devices share each batch"
    if plan.kind == "gpu" and facts["count"] < 2:
        yield Check(name, "not done", "there is one GPU")
        return
    one = device.run("curve", **plan.training(precision="float32"))
    two = device.run("curve", **plan.training(precision="float32", devices=2))
    yield curve_check(name, one["losses"], two["losses"], CURVE["float32"])


def _full(plan: Plan, device: Device) -> Iterator[Check]:
    options = plan.training(precision="float32", largest=plan.largest, limit=plan.limit)
    found = device.run("fill", **options)
    name = "out of memory"
    if found["failed"] is None:
        yield Check(name, "not done", f"a batch of {found['works']:,} still fits; that is where it gave up", found)
        return
    words = f"told at batches of {found['failed']:,}; {found['works'] or 'no size that was advised'} then works"
    if plan.limit:
        words += f" (of a memory said to be full at {plan.limit})"
    yield Check(name, "holds" if found["works"] else "failed", words, found)


def _killed(plan: Plan, environment: dict[str, str]) -> Iterator[Check]:
    recipe = load_recipe(plan.recipe)
    stages = tuple(msgspec.structs.replace(stage, epochs=min(stage.epochs, 2)) for stage in recipe.stages)
    recipe = msgspec.structs.replace(recipe, stages=stages, image_size=plan.size, batch_size=plan.batch_size)
    with tempfile.TemporaryDirectory(dir=plan.folder) as name:
        file = Path(name) / "recipe.toml"
        file.write_text(as_toml(recipe), encoding="utf-8")
        found = killed_and_resumed(
            Path(name),
            data=plan.data,
            recipe=file,
            precision="float32",
            images=plan.kill_images,
            environment=environment,
        )
    check = curve_check("killed and resumed", found["whole"], found["resumed"], RESUMED)
    yield Check(
        check.name,
        check.state,
        f"killed after {found['epochs_before']} of {len(found['whole'])} epochs; {check.words}",
        found,
    )


def _inference(plan: Plan, device: Device) -> Iterator[Check]:
    provider = "cuda" if plan.kind == "gpu" else "cpu"
    for model in plan.models:
        name = f"inference, {Path(model).name or 'the embedded model'}"
        try:
            found = device.run(
                "inference",
                models=[model],
                provider=provider,
                data=str(plan.data),
                batches=plan.batches,
                images=min(plan.images, 200),
                folders=plan.folder_images,
            )
        except TaskError as error:  # a provider that does not start, or would have fallen back, says so here
            yield Check(name, "failed", str(error))
            continue
        (figures,) = found.values()
        yield inference_check(name, provider, figures)


def inference_check(name: str, provider: str, figures: dict[str, Any]) -> Check:
    """Whether a model runs where it was asked to, passes its self-test and answers as on the CPU, within the tolerance
    that the file itself states for its self-test."""
    rates = ", ".join(f"{rate:,.0f} at {batch}" for batch, rate in figures["images_per_second"].items())
    ends = "; ".join(
        f"{shape}: {end['images_per_second']:,.0f} images/s, {end['share']:.2f} of the limit"
        for shape, end in figures["end_to_end"].items()
    )
    words = (
        f"{figures['precision']}: self-test {figures['self_test']:.2e}, from the CPU "
        f"{figures['largest_difference']:.2e} at most ({figures['compared']} images, "
        f"{figures['same_answer']:.1%} the same answer); images/s {rates}; {ends}"
    )
    if figures["provider"] != provider:
        return Check(name, "failed", f"ran on {figures['provider']} and not on {provider}; {words}", figures)
    allowed = figures["tolerance"]
    holds = figures["self_test"] <= allowed and figures["largest_difference"] <= allowed
    return Check(name, "holds" if holds else "failed", words, figures)
