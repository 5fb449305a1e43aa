"""How much the proof does: the numbers of each part, on a GPU and in small on a CPU."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from trainer.recipe import Recipe, Stage, as_toml, load_recipe


@dataclass(frozen=True)
class Plan:
    """What is done, and with how much.

    data: of the training; folder: for everything that is made on the way; kind: "gpu" or "cpu". size, batch_size, steps
    (of each stage), stages (of the recipe, see `kept_stages`), images (of the data): of the short trainings that losses
    and speed are measured in, rounds: of the speed's measurement. largest: where filling the memory gives up; limit:
    images from which on memory is only said to be full. run_images, run_epochs (of each stage): of the run that is
    trained, killed, resumed and exported. batches: at which inference is timed; folder_images: of each folder of JPEGs;
    models: files to infer with in place of the exported ones and the embedded one.
    """

    data: Path
    folder: Path
    backend: str
    kind: str
    recipe: str = "standard"
    size: int = 224
    batch_size: int = 32
    steps: int = 40
    stages: int = 99
    speeds: tuple[str, ...] = ("float32", "bfloat16", "float16")
    rounds: int = 5
    compiled: bool = True
    images: int = 2000
    largest: int = 8192
    limit: int | None = None
    run_images: int = 1000
    run_epochs: int = 3
    batches: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64, 128)
    folder_images: int = 2000
    models: tuple[str, ...] = ()

    def training(self, **changes: Any) -> dict[str, Any]:
        """Options of a training task."""
        names = ("recipe", "size", "batch_size", "steps", "stages", "rounds", "compiled", "images")
        own = {name: getattr(self, name) for name in names}
        return {"data": str(self.data), "cache": str(self.folder / "pixels"), **own, **changes}

    def inputs(self) -> dict[str, Any]:
        """Options of the look at what was given."""
        return self.training(run_images=self.run_images, models=self.models)

    def told(self) -> str:
        """The numbers in a line."""
        stages = [stage.name for stage in kept_stages(load_recipe(self.recipe), self.stages)]
        steps = f"{self.steps} {'' if self.compiled else 'uncompiled '}steps"
        return (
            f"{self.size} px, batches of {self.batch_size}, {steps} of {self.recipe}'s {', '.join(stages)}; "
            f"a run of {self.run_images:,} images and {self.run_epochs} epochs a stage; inference in batches of "
            f"{', '.join(map(str, self.batches))} and of {self.folder_images:,} JPEGs of each size"
        )


SMALL: dict[str, Any] = {
    "size": 32,
    "batch_size": 8,
    "steps": 3,
    "stages": 1,
    "speeds": ("float32",),
    "rounds": 1,
    "compiled": False,
    "images": 100,
    "limit": 8,
    "run_images": 140,
    "run_epochs": 3,
    "batches": (1, 8),
    "folder_images": 14,
}
"""What `--device cpu` changes of a Plan: every step is taken."""


def kept_stages(recipe: Recipe, count: int) -> tuple[Stage, ...]:
    """The first `count` - 1 stages that have epochs, and the last, in which every layer learns."""
    stages = [stage for stage in recipe.stages if stage.epochs]
    return tuple(stages if count >= len(stages) else [*stages[: count - 1], stages[-1]])


def short_recipe(plan: Plan) -> str:
    """TOML of the plan's recipe cut to what the run has: few epochs of few stages, at the plan's size."""
    recipe = load_recipe(plan.recipe)
    stages = tuple(
        msgspec.structs.replace(stage, epochs=min(stage.epochs, plan.run_epochs), least_steps=0)
        for stage in kept_stages(recipe, plan.stages)
    )
    names = {stage.name for stage in stages}
    averaged = tuple(name for name in recipe.average_of if name in names)
    return as_toml(
        msgspec.structs.replace(
            recipe,
            stages=stages,
            average_of=averaged if len(averaged) > 1 else (),
            image_size=plan.size,
            batch_size=plan.batch_size,
        )
    )
