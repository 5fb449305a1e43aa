"""The parts of the proof, one after the other; what fails in one does not stop the next."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from tests.gpu.checks import EXACT, Check, apart, curve_check, inference_check, memory_check, speed_check, told_losses
from tests.gpu.device import Device, TaskError
from tests.gpu.plan import Plan, short_recipe

HALVES = ("bfloat16", "float16")
OTHER_SEED = 1


@dataclass
class Proof:
    """device: what is proven; facts: what it says of itself; cpu: what it is compared with; notify: told the name of
    each part as it begins. `checks` gives every check as it is done."""

    plan: Plan
    facts: dict[str, Any]
    device: Device
    cpu: Device
    notify: Callable[[str], None] = lambda name: None
    _losses: list[float] = field(default_factory=list, init=False)
    _whole: dict[str, Any] = field(default_factory=dict, init=False)
    _files: list[str] = field(default_factory=list, init=False)

    def checks(self) -> Iterator[Check]:
        """Every check, with the seconds that it took."""
        parts = {
            "loss beside the CPU's": self._curves,
            "speed of the fit": self._speeds,
            "two devices": self._two,
            "out of memory": self._full,
            "a run left alone": self._trained,
            "killed and resumed": self._killed,
            "exported": self._exported,
            "inference": self._inference,
        }
        for name, part in parts.items():
            self.notify(name)
            began = time.monotonic()
            for check in _told(name, part):
                yield replace(check, seconds=time.monotonic() - began)
                began = time.monotonic()

    def _curves(self) -> Iterator[Check]:
        """float32 beside the CPU's; half precision beside float32 on the same device, and no further from it than
        float32 with another seed is over the same steps (the same starting weights, another order, augmentation and
        dropout): what is less than the luck of the draw does not matter to learning."""
        options = self.plan.training(precision="float32")
        name = "loss, float32 beside the CPU's"
        if self.plan.kind == "cpu":
            self._losses = self.device.run("curve", **options)["losses"]
            yield Check(name, "not done", f"it is the CPU's: {told_losses(self._losses)}", {"losses": self._losses})
        else:
            reference = self.cpu.run("curve", **options)["losses"]
            self._losses = self.device.run("curve", **options)["losses"]
            yield curve_check(name, reference, self._losses, EXACT)
        other = self.device.run("curve", **{**options, "seed": OTHER_SEED})["losses"]
        allowed = apart(other, self._losses)
        for precision in HALVES:
            name = f"loss, {precision} beside float32"
            try:
                found = self.device.run("curve", **self.plan.training(precision=precision))["losses"]
            except TaskError as error:
                yield Check(name, "failed", str(error))
                continue
            yield curve_check(name, self._losses, found, allowed, why="as far as float32 with another seed is")

    def _speeds(self) -> Iterator[Check]:
        for precision in self.plan.speeds:
            try:
                found = self.device.run("speed", **self.plan.training(precision=precision))
            except TaskError as error:
                yield Check(f"speed, {precision}", "failed", str(error))
                continue
            yield speed_check(precision, self.plan.kind, found)

    def _two(self) -> Iterator[Check]:
        name = "two devices share each batch"
        if self.plan.kind == "gpu" and self.facts["count"] < 2:
            yield Check(name, "not done", "there is one GPU")
            return
        if not self._losses:
            yield Check(name, "not done", "one device by itself did not train")
            return
        two = self.device.run("curve", **self.plan.training(precision="float32", devices=2))
        yield curve_check(name, self._losses, two["losses"], EXACT)

    def _full(self) -> Iterator[Check]:
        options = self.plan.training(precision="float32", largest=self.plan.largest, limit=self.plan.limit)
        yield memory_check(self.device.run("fill", **options), limit=self.plan.limit)

    def _run_options(self) -> dict[str, Any]:
        recipe = self.plan.folder / "short.toml"
        recipe.write_text(short_recipe(self.plan), encoding="utf-8")
        return {
            "data": str(self.plan.data),
            "recipe": str(recipe),
            "images": self.plan.run_images,
            "folder": str(self.plan.folder),
        }

    def _trained(self) -> Iterator[Check]:
        self._whole = self.device.run("train", **self._run_options())
        yield curve_check("a run of ham-train", self._whole["losses"], self._whole["losses"], 0.0)

    def _killed(self) -> Iterator[Check]:
        name = "killed and resumed"
        if not self._whole:
            yield Check(name, "not done", "the run that is left alone did not end well")
            return
        found = self.device.run("kill", **self._run_options())
        before, all_of_them = found["epochs_before"], len(self._whole["losses"])
        if before >= all_of_them:
            yield Check(name, "not done", "the training was over before it could be killed", found)
            return
        check = curve_check(name, self._whole["losses"], found["losses"], EXACT)
        words = f"killed after {before} of {all_of_them} epochs; {check.words}"
        yield replace(check, words=words, figures={**found, **check.figures})

    def _exported(self) -> Iterator[Check]:
        if self.plan.models:
            yield Check("exported", "not done", "--model names the files to infer with")
            return
        if not self._whole:
            yield Check("exported", "not done", "there is no run to export")
            return
        made = self.device.run("export", run=self._whole["run"], data=str(self.plan.data), folder=str(self.plan.folder))
        if made["absent"]:
            yield Check("exported", "not done", f"{made['absent']}; the embedded model is inferred with alone", made)
            return
        for precision, file in made["files"].items():
            self._files.append(file)
            yield Check(f"exported, {precision}", "holds", made["told"][precision])
        for precision, why in made["held_back"].items():
            yield Check(f"exported, {precision}", "failed", why)

    def _inference(self) -> Iterator[Check]:
        provider = "cuda" if self.plan.kind == "gpu" else "cpu"
        for model in self.plan.models or (*self._files, ""):
            name = f"inference, {Path(model).name or 'the embedded model'}, {provider.upper()} provider"
            try:
                found = self.device.run(
                    "inference",
                    model=model,
                    provider=provider,
                    data=str(self.plan.data),
                    images=min(self.plan.images, 200),
                    batches=self.plan.batches,
                    folder=str(self.plan.folder),
                    folder_images=self.plan.folder_images,
                )
            except TaskError as error:  # a provider that does not start, or would have fallen back, says so here
                yield Check(name, "failed", str(error))
                continue
            yield inference_check(name, provider, found)


def _told(name: str, part: Callable[[], Iterator[Check]]) -> Iterator[Check]:
    try:
        yield from part()
    except TaskError as error:
        yield Check(name, "failed", str(error))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is this part's failure, and the next ones can be done
        yield Check(name, "failed", f"{type(error).__name__}: {error}")
