"""What a model file must carry: tensor names, and the metadata document with its schema (contract version 2).

The document is one JSON text under the key `ham` of the ONNX file's `metadata_props`. Class list, input size,
temperature, thresholds and self-test are read from there and written nowhere else in `desktop/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
import numpy as np
from msgspec import Meta

from desktop.common.figure import Figure as Figure
from desktop.common.statistics import chance_of_so_few
from desktop.errors import ModelError, UsageError
from desktop.images import RESIZE_RULE
from desktop.language.spoken import kept

if TYPE_CHECKING:
    from numpy.typing import NDArray

CONTRACT_VERSION = 2
SOURCE = "source/"
"""Begins the names, in `ModelInfo.metrics`, of the held-out part of a training source by itself, before its name."""
READABLE_VERSIONS = (1, 2)
"""Version 1 holds no promise on whole folders: `ModelInfo.missing` names what such a file cannot answer."""
METADATA_KEY = "ham"
ALL = "all"
"""Beside the class codes, in the coverage of sets of diagnoses: all images together."""

INPUT = "images"
LOGITS = "logits"
PROBABILITIES = "probabilities"
HEATMAPS = "heatmaps"
UNFAMILIARITY = "unfamiliarity"
OUTPUTS = (LOGITS, PROBABILITIES, HEATMAPS, UNFAMILIARITY)

Fraction = Annotated[float, Meta(ge=0.0, le=1.0)]
Positive = Annotated[float, Meta(gt=0.0)]
Name = Annotated[str, Meta(min_length=1, max_length=200)]


class ClassInfo(msgspec.Struct, frozen=True):
    """One diagnosis: its short code (a column name), its full name, and whether it counts as malignant."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    name: Name
    malignant: bool


class OperatingPoint(msgspec.Struct, frozen=True):
    """A threshold on a score: refer when the summed probability of `classes` is at least `threshold`.

    The threshold is fitted on the validation part; the figures are what it gave there and, measured afterwards, on
    test.
    curve: (threshold, sensitivity, specificity) on the validation part at other thresholds of the same score,
    ascending; empty in files written before there was one.
    """

    name: Name
    classes: Annotated[tuple[str, ...], Meta(min_length=1)]
    threshold: Fraction
    validation: dict[str, Figure] = {}
    test: dict[str, Figure] = {}
    curve: tuple[tuple[Fraction, Fraction, Fraction], ...] = ()


class InputSpec(msgspec.Struct, frozen=True):
    """Side of the square input in pixels, and the name of the rule that makes it (`desktop.images.RESIZE_RULE`)."""

    size: Annotated[int, Meta(ge=16, le=2048)]
    resize: str


class Flagged(msgspec.Struct, frozen=True):
    """What share of some images is flagged as unfamiliar. images: how many there are."""

    images: Annotated[int, Meta(ge=1)]
    share: Figure


class Unfamiliarity(msgspec.Struct, frozen=True):
    """How the distance from the training images is measured, and how its threshold (always 1.0) was set.

    negatives: by name of the set, what is flagged of images of another kind that took no part in the fit; held_out: the
    same of the validation images of every training source. Both empty where no such images took part.
    """

    method: str
    threshold_set_by: str
    negatives: dict[str, Flagged] = {}
    held_out: dict[str, Flagged] = {}


class DataInfo(msgspec.Struct, frozen=True):
    """What the model was trained on. `split_fingerprint` names the exact train/validation/test assignment."""

    name: str
    licence: str
    images: int
    lesions: int
    split_fingerprint: str


class SelfTest(msgspec.Struct, frozen=True):
    """Inputs small enough to travel in the file, and what the network must answer to them.

    patterns: one bytes object each, a grid x grid RGB picture (uint8, row by row) that `expand_pattern` enlarges to
    the input size; logits, probabilities: [patterns][classes]; tolerance: largest absolute difference of a logit that
    is accepted; unfamiliarity: [patterns]; heatmaps: [patterns][h * w], row by row, of the class with the largest of
    these logits. The last three are empty in files of version 1, and their outputs are then not compared.
    """

    grid: Annotated[int, Meta(ge=1, le=64)]
    patterns: Annotated[tuple[bytes, ...], Meta(min_length=1, max_length=64)]
    logits: tuple[tuple[float, ...], ...]
    tolerance: Positive
    probabilities: tuple[tuple[Fraction, ...], ...] = ()
    unfamiliarity: tuple[float, ...] = ()
    heatmaps: tuple[tuple[float, ...], ...] = ()


class UnfamiliaritySample(msgspec.Struct, frozen=True):
    """How unfamiliar the images of one set are: evenly spaced quantiles, from the smallest value to the largest.

    quantiles: ascending, at i / (len - 1) by the rule of linear interpolation (`numpy.quantile`); images: how many.
    """

    images: Annotated[int, Meta(ge=1)]
    quantiles: Annotated[tuple[float, ...], Meta(min_length=100, max_length=1001)]


class Reference(msgspec.Struct, frozen=True):
    """The unfamiliarity of images of the training sources that taught nothing: what a folder is compared with.

    by_source: the same for every training source, by its name, with images whose diagnosis covers several classes;
    `held_out` is all that have one, as they were drawn. furthest: as far as those may lie in files of other sizes and
    encoders; a folder that lies no further is no other population. None in files that do not say.
    """

    held_out: UnfamiliaritySample
    by_source: dict[str, UnfamiliaritySample] = {}
    furthest: UnfamiliaritySample | None = None


class Covered(msgspec.Struct, frozen=True):
    """What share of some images has its diagnosis in its set. images, lesions: how many there are (of patients, where
    these are known)."""

    images: Annotated[int, Meta(ge=1)]
    lesions: Annotated[int, Meta(ge=1)]
    share: Figure


class DiagnosisSets(msgspec.Struct, frozen=True):
    """Class-conditional conformal sets: a diagnosis is possible when its probability is at least its threshold.

    level: the share of the images of every class whose set holds their diagnosis; thresholds: by class code, 0 where a
    class had too few images for the level (it is then always possible); coverage: measured on held-out images that did
    not set the threshold, by class code and "all"; size: diagnoses per set there, on average; by_source: the coverage
    of every training source by itself, by its name and then by class code and "all": what the level promises of all
    sources together may be less on one of them. Empty for one source, and in files that do not say.
    """

    level: Fraction
    thresholds: dict[str, Fraction]
    coverage: dict[str, Figure] = {}
    size: float = 0.0
    by_source: dict[str, dict[str, Covered]] = {}

    def falls_short(self, one: Covered) -> bool:
        """Whether images of one source had their diagnosis in the set less often than promised, beyond chance: the
        whole interval lies below the level, and as many lesions would do so in one case of forty."""
        if one.share.high is None or one.share.high >= self.level:
            return False
        return chance_of_so_few(round(one.share.value * one.lesions), one.lesions, self.level) <= 0.025


class HandOver(msgspec.Struct, frozen=True):
    """What is right among the rest when the least sure answers are handed over, on held-out images.

    An answer is handed over when its largest probability is below `confidence`; share: handed over; accuracy: of the
    rest, by images.
    """

    confidence: Fraction
    share: Fraction
    accuracy: Figure


class ExternalSet(msgspec.Struct, frozen=True):
    """Figures on images from elsewhere. figures: by metric, as in `ModelInfo.metrics` (per class: "mel/auc")."""

    images: Annotated[int, Meta(ge=1)]
    lesions: Annotated[int, Meta(ge=1)]
    figures: dict[str, Figure]
    unfamiliarity: UnfamiliaritySample | None = None


class ModelInfo(msgspec.Struct, frozen=True):
    """The whole metadata document.

    metrics: figures by part ("validation", "test"), and those of one class by part and code ("test/mel").
    """

    contract: int
    name: Name
    created: str
    precision: Literal["fp32", "fp16", "int8"]
    classes: Annotated[tuple[ClassInfo, ...], Meta(min_length=2, max_length=1000)]
    input: InputSpec
    temperature: Positive
    operating_points: tuple[OperatingPoint, ...]
    unfamiliarity: Unfamiliarity
    metrics: dict[str, dict[str, Figure]]
    data: DataInfo
    recipe: dict[str, Any]
    versions: dict[str, str]
    self_test: SelfTest
    parity: dict[str, float] = {}
    """What the file was proven by against the trained network: the largest differences found, by name."""
    reference: Reference | None = None
    prevalence: dict[str, Fraction] = {}
    """Share of every class that the probabilities take for granted, by code: what Bayes' rule divides by. That of the
    images that calibrated them, since training weights its classes."""
    sets: tuple[DiagnosisSets, ...] = ()
    handover: tuple[HandOver, ...] = ()
    elsewhere: dict[str, ExternalSet] = {}

    @property
    def missing(self) -> tuple[str, ...]:
        """What this file cannot promise, in words: files of version 1 and own models without these parts."""
        parts = {
            "whether a folder is like the training images": self.reference,
            "probabilities at another prevalence": self.prevalence,
            "sets of possible diagnoses": self.sets,
            "how often the sets hold the right diagnosis on each training source": self._coverage_by_source,
            "how many images to look at oneself": self.handover,
            "figures on images from elsewhere": self.elsewhere,
        }
        return tuple(words for words, value in parts.items() if not value)

    @property
    def _coverage_by_source(self) -> bool:
        """Whether the sets tell it, or there is nothing to tell: no sets, or one source."""
        several = self.reference is not None and len(self.reference.by_source) > 1
        return not self.sets or not several or all(one.by_source for one in self.sets)

    @property
    def codes(self) -> tuple[str, ...]:
        """Class codes in the order of the outputs."""
        return tuple(c.code for c in self.classes)

    def operating_point(self, name: str | None = None) -> OperatingPoint | None:
        """The operating point of that name, or the first; None where the model has none. Raises UsageError."""
        if name is None:
            return self.operating_points[0] if self.operating_points else None
        for point in self.operating_points:
            if point.name == name:
                return point
        known = ", ".join(p.name for p in self.operating_points) or "none"
        raise UsageError(f"the model has no operating point '{name}'; it has: {known}")


def expand_pattern(pattern: bytes, grid: int, size: int) -> NDArray[np.uint8]:
    """A self-test pattern enlarged to uint8 [size, size, 3] by nearest neighbour (source index = i * grid // size)."""
    small = np.frombuffer(pattern, dtype=np.uint8).reshape(grid, grid, 3)
    source = np.arange(size) * grid // size
    return np.ascontiguousarray(small[source][:, source])


def self_test_images(info: ModelInfo) -> NDArray[np.uint8]:
    """All self-test inputs: uint8 [patterns, size, size, 3]."""
    test = info.self_test
    return np.stack([expand_pattern(p, test.grid, info.input.size) for p in test.patterns])


def encode_info(info: ModelInfo) -> str:
    """The JSON text to store under METADATA_KEY; checked first. Raises ModelError where it breaks the schema."""
    text = msgspec.json.encode(info).decode()
    parse_info({METADATA_KEY: text})
    return text


def parse_info(metadata: Mapping[str, str]) -> ModelInfo:
    """Read and check the document in a file's metadata. Raises ModelError with the place that is wrong."""
    text = metadata.get(METADATA_KEY)
    if text is None:
        raise ModelError(
            f"it carries no '{METADATA_KEY}' metadata, so its classes, sizes and thresholds are unknown; "
            "use a file written by ham-export"
        )
    try:
        version = msgspec.json.decode(text, type=dict[str, Any]).get("contract")
        if version not in READABLE_VERSIONS or isinstance(version, bool):
            raise ModelError(
                f"it follows version {version!r} of the model contract and this program reads versions "
                f"{READABLE_VERSIONS[0]} to {READABLE_VERSIONS[-1]}; install the matching release "
                "or export the model again"
            )
        info = msgspec.json.decode(text, type=ModelInfo)
    except (msgspec.DecodeError, RecursionError) as error:
        raise ModelError(f"its metadata is malformed: {error}; export the model again") from None
    _check(info)
    return info


def _check(info: ModelInfo) -> None:
    """What the schema's types cannot say."""
    codes = info.codes
    test = info.self_test
    problem = None
    if len(set(codes)) != len(codes):
        problem = kept("a class code occurs twice")
    elif info.input.resize != RESIZE_RULE:
        problem = kept(f"it wants images resized by '{info.input.resize}' and this program resizes by '{RESIZE_RULE}'")
    elif any(len(p) != test.grid * test.grid * 3 for p in test.patterns):
        problem = kept(f"a self-test pattern is not {test.grid} x {test.grid} RGB pixels")
    elif len(test.logits) != len(test.patterns) or any(len(row) != len(codes) for row in test.logits):
        problem = kept(f"the self-test's logits are not {len(test.patterns)} rows of {len(codes)} classes")
    elif (wrong := _wrong_promise(info)) is not None:
        problem = wrong
    else:
        names = [p.name for p in info.operating_points]
        unknown = {c for p in info.operating_points for c in p.classes} - set(codes)
        if len(set(names)) != len(names):
            problem = kept("an operating point's name occurs twice")
        elif unknown:
            problem = kept(f"an operating point names unknown classes ({', '.join(sorted(unknown))})")
        elif any(len(set(p.classes)) != len(p.classes) for p in info.operating_points):
            problem = kept("an operating point names a class twice")
    if problem:
        raise ModelError(f"its metadata contradicts itself or this program: {problem}; export the model again")


def _wrong_promise(info: ModelInfo) -> str | None:
    """What is wrong with the parts of version 2, or None."""
    codes, test = set(info.codes), info.self_test
    patterns = len(test.patterns)
    samples = [one.unfamiliarity for one in info.elsewhere.values() if one.unfamiliarity is not None]
    if info.reference is not None:
        samples += [info.reference.held_out, *info.reference.by_source.values()]
        samples += [info.reference.furthest] if info.reference.furthest is not None else []
    if any(list(sample.quantiles) != sorted(sample.quantiles) for sample in samples):
        return "quantiles of the unfamiliarity are not in ascending order"
    if info.prevalence and (set(info.prevalence) != codes or abs(sum(info.prevalence.values()) - 1.0) > 1e-3):
        return "the prevalence is not a share of every class that sum to 1"
    if any(set(one.thresholds) != codes for one in info.sets):
        return "sets of diagnoses do not have a threshold for every class"
    if len({one.level for one in info.sets}) != len(info.sets):
        return "sets of diagnoses occur twice at one level"
    if unknown := {code for one in info.sets for code in one.coverage} - codes - {ALL}:
        return f"sets of diagnoses have a coverage of unknown classes ({', '.join(sorted(unknown))})"
    if unknown := {code for one in info.sets for own in one.by_source.values() for code in own} - codes - {ALL}:
        return f"sets of diagnoses have a coverage by source of unknown classes ({', '.join(sorted(unknown))})"
    if test.probabilities and (
        len(test.probabilities) != patterns or any(len(row) != len(codes) for row in test.probabilities)
    ):
        return f"the self-test's probabilities are not {patterns} rows of {len(codes)} classes"
    if test.unfamiliarity and len(test.unfamiliarity) != patterns:
        return f"the self-test's unfamiliarity is not {patterns} numbers"
    if test.heatmaps and (len(test.heatmaps) != patterns or len({len(row) for row in test.heatmaps}) != 1):
        return f"the self-test's heat maps are not {patterns} rows of one length"
    return None
