"""Hyper-parameters as frozen values, read from TOML; the named recipes lie in `trainer/recipe/`."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta

from trainer.errors import RecipeError

Seed = Annotated[int, Meta(ge=0, le=2**31 - 1)]  # what every generator and every record takes
Epochs = Annotated[int, Meta(ge=0, le=100_000)]
NotNegative = Annotated[float, Meta(ge=0.0, le=1000.0)]  # no limit that anybody would meet; infinity is none
Angle = Annotated[float, Meta(ge=0.0, le=180.0)]
Rate = Annotated[float, Meta(gt=0.0, le=1.0)]
Fraction = Annotated[float, Meta(ge=0.0, lt=1.0)]
Probability = Annotated[float, Meta(ge=0.0, le=1.0)]

Blocks = Annotated[int, Meta(ge=1, le=100)]
Aspect = Annotated[float, Meta(ge=0.25, le=4.0)]

HEAD = "head"
OWN: Final = "own"
"""Of the proportions in which pictures are turned: each has its own."""
AVERAGE = "average"
"""What the history calls the average of several stages."""


class Augmentation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Random changes to training images, drawn uniformly for each image; all geometry is applied in one resampling,
    all colour as one linear map of the RGB values.

    Geometry. rotation, shear: largest angle in degrees; shift: largest fraction of the side; zoom: largest change of
    scale, both axes together; stretch: the same for each axis by itself; flips: horizontal and vertical, each with
    probability one half; fill: what lies beyond the frame; aspect: width over height of the pictures before they were
    squashed into a square: in these proportions they are turned, as no camera shows an oval mole turned into another.
    OWN, "own", is that of each picture (`trainer.data.proportions`).
    Colour. brightness, contrast, saturation: largest change of the factor; hue: largest turn about the grey axis in
    degrees; illuminant: largest change of each channel's gain, as another lamp or camera would make it; gamma: largest
    exponent of the tones, its inverse being the smallest; grey: probability of no colour at all.
    Sharpness, so that how a source was scaled betrays nothing. blur: largest share of a half-size copy that is mixed
    in; sharpen: the same, taken away (unsharp mask); jpeg: probability of a second compression, quality 30 to 90.
    Artefacts, each a probability. vignette: dark towards the edges; corners: the dark corners of a round field of view;
    hair: strokes of hair; ruler: a ruler's marks.
    """

    rotation: Angle = 0.0
    shift: Probability = 0.0
    shear: Annotated[float, Meta(ge=0.0, le=60.0)] = 0.0
    zoom: Fraction = 0.0
    stretch: Fraction = 0.0
    flips: bool = False
    fill: Literal["nearest", "reflect"] = "reflect"
    aspect: Aspect | Literal["own"] = 1.0
    brightness: Fraction = 0.0
    contrast: Fraction = 0.0
    saturation: Fraction = 0.0
    hue: Angle = 0.0
    illuminant: Fraction = 0.0
    gamma: Annotated[float, Meta(ge=1.0, le=4.0)] = 1.0
    grey: Probability = 0.0
    blur: Probability = 0.0
    sharpen: Probability = 0.0
    jpeg: Probability = 0.0
    vignette: Probability = 0.0
    corners: Probability = 0.0
    hair: Probability = 0.0
    ruler: Probability = 0.0


class Stage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One stretch of training with the same layers, image size and optimiser.

    train_from: "head" (the residual network is frozen), or the first of its layers that learns, by index (of ResNet50
    0 to 174) or name.
    statistics: whether the batch normalisation of the layers that learn keeps its mean and variance or follows the
    images. scale: the images' side as a share of the recipe's, for
    cheap early epochs (Howard's progressive resizing). optimiser: AdamW decays weights, decoupled (arXiv:1711.05101).
    schedule: "plateau" lowers the rate when the monitored figure stalls (plateau_*) and ends the stage after
    stop_patience epochs without gain; "cosine" rises over warmup_epochs and falls to zero, and runs to its end.
    rates: the learning rate of every epoch, in place of the schedule's: those of a final network (--final).
    least_steps: batches the stage has at least; of a small data set it gets more epochs (`long_enough`), as an epoch of
    ten batches teaches less than one of two hundred.
    """

    name: Annotated[str, Meta(pattern=r"^[^\x00-\x1f]{1,60}$")]
    epochs: Epochs
    learning_rate: Rate
    train_from: int | str = HEAD
    statistics: Literal["fixed", "learned"] = "fixed"
    scale: Rate = 1.0
    optimiser: Literal["adam", "adamw"] = "adam"
    weight_decay: NotNegative = 0.0
    schedule: Literal["plateau", "cosine"] = "plateau"
    warmup_epochs: NotNegative = 0.0
    plateau_factor: Rate = 0.1
    plateau_patience: Annotated[int, Meta(ge=1)] = 3
    stop_patience: Annotated[int, Meta(ge=1)] = 5
    least_steps: Annotated[int, Meta(ge=0, le=10_000_000)] = 0
    rates: tuple[Rate, ...] = ()


class Recipe(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that decides what is learned, besides the data and the starting weights.

    blocks: residual blocks of each of the network's four stages, (3, 4, 6, 3) for ResNet50, (3, 4, 23, 3) for ResNet101
    and (3, 8, 36, 3) for ResNet152; fewer make a small network for a trial, which starts from random weights.
    seed: of order, augmentation and random weights; split_seed: of the split and of what --limit chooses.
    monitor: which validation figure drives the plateau, the early stop and the choice of the epoch that is kept.
    class_weights: of the loss, "balanced" is inverse to a class's count, "sqrt" to its root. label_smoothing: share of
    the target spread over all classes (arXiv:1512.00567). mixup: alpha of the Beta distribution that weighs an image
    against its partner (arXiv:1710.09412), 0 for none. weight_average: reach of an exponential average of the weights
    in epochs, 0 for none; it is the average that is validated and kept. average_of: names of stages whose last weights
    are averaged at the end (arXiv:1803.05407), each being one end of a fall of the learning rate; the average is kept
    where the monitored figure says that it is better than every epoch.
    """

    name: Annotated[str, Meta(pattern=r"^[\w-][\w.-]{0,60}$")]  # it names the run folder
    stages: Annotated[tuple[Stage, ...], Meta(min_length=1)]
    augmentation: Augmentation
    split_by: Literal["lesion", "image"] = "lesion"
    image_size: Annotated[int, Meta(ge=32, le=1024)] = 224
    batch_size: Annotated[int, Meta(ge=1, le=65_536)] = 32
    blocks: tuple[Blocks, Blocks, Blocks, Blocks] = (3, 4, 6, 3)
    seed: Seed = 0
    split_seed: Seed = 0
    class_weights: Literal["balanced", "sqrt", "none"] = "balanced"
    label_smoothing: Fraction = 0.0
    mixup: NotNegative = 0.0
    weight_average: NotNegative = 0.0
    average_of: tuple[str, ...] = ()
    monitor: Literal["val_loss", "val_auc", "val_balanced_accuracy"] = "val_loss"

    def __post_init__(self) -> None:
        names = [stage.name for stage in self.stages]
        if len(set(names)) < len(names):  # history and resuming know a stage by its name
            raise ValueError(f"two stages are called '{max(names, key=names.count)}'; give each a name of its own")
        if AVERAGE in names:
            raise ValueError(f"'{AVERAGE}' is what comes after the stages; give the stage another name")
        uneven = next((s for s in self.stages if s.rates and len(s.rates) != s.epochs), None)
        if uneven is not None:
            raise ValueError(f"stage '{uneven.name}' has {uneven.epochs} epochs and {len(uneven.rates)} rates")
        for name in self.average_of:
            stage = next((s for s in self.stages if s.name == name), None)
            if stage is None or stage.schedule != "cosine" or stage.scale != 1.0:
                raise ValueError(f"average_of names '{name}', which is no stage with a cosine schedule at full size")
        if self.average_of and len(set(self.average_of)) < max(2, len(self.average_of)):
            raise ValueError("average_of has to name two stages or more, each once; leave it empty for no average")

    def stage_size(self, stage: Stage) -> int:
        """Side of a stage's images in pixels: a multiple of 32, the network's stride, where the stage is scaled."""
        if stage.scale == 1.0:
            return self.image_size
        return min(self.image_size, max(32, round(self.image_size * stage.scale / 32) * 32))

    @property
    def sizes(self) -> tuple[int, ...]:
        """Every image size that training or evaluation needs, the recipe's own first."""
        return tuple(dict.fromkeys((self.image_size, *(self.stage_size(s) for s in self.stages if s.epochs))))


def named_recipes() -> tuple[str, ...]:
    """Names of the recipes that come with the package."""
    folder = resources.files("trainer.recipe")
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


def load_recipe(name_or_path: str) -> Recipe:
    """A named recipe, or one from a TOML file. Raises RecipeError that says what is wrong and where."""
    if name_or_path in named_recipes():
        text = (resources.files("trainer.recipe") / f"{name_or_path}.toml").read_text(encoding="utf-8")
    else:
        path = Path(name_or_path)
        if path.suffix.lower() != ".toml":
            raise RecipeError(
                f"there is no recipe '{name_or_path}'; name one of {', '.join(named_recipes())}, or a .toml file"
            )
        try:
            text = path.read_text(encoding="utf-8-sig")
        except OSError as error:
            raise RecipeError(f"the recipe {path} cannot be read: {error.strerror or error}") from None
        except UnicodeDecodeError:
            raise RecipeError(f"the recipe {path} is no UTF-8 text") from None
    try:
        return msgspec.toml.decode(text, type=Recipe)
    except msgspec.DecodeError as error:
        raise RecipeError(f"the recipe {name_or_path} is malformed: {error}") from None


def as_toml(recipe: Recipe) -> str:
    """The recipe as `load_recipe` reads it back, every value written out."""

    def lines(values: dict[str, str | int | float | bool]) -> list[str]:
        # JSON's strings, numbers and truth values are TOML's as well.
        return [f"{name} = {msgspec.json.encode(value).decode()}" for name, value in values.items()]

    values = msgspec.to_builtins(recipe)
    stages, augmentation = values.pop("stages"), values.pop("augmentation")
    written = [*lines(values), "", "[augmentation]", *lines(augmentation)]
    for stage in stages:
        written += ["", "[[stages]]", *lines(stage)]
    return "\n".join(written) + "\n"
