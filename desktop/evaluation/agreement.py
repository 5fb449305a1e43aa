"""How far the answers agree with known diagnoses: figures with intervals, and the confusion matrix."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import numpy as np

from desktop.common.statistics import mean_recall, mean_roc_area, proportion, roc_area
from desktop.contract import ClassInfo, Figure, ModelInfo, OperatingPoint
from desktop.evaluation.labels import Label, Labels
from desktop.results.rows import FAILED, Row

if TYPE_CHECKING:
    from numpy.typing import NDArray

HAM10000 = "HAM10000"
_NAMED = 3  # names that are told of what matched nothing
_ISIC = re.compile(r"ISIC_00(\d{5})", re.IGNORECASE)


@dataclass(frozen=True)
class ClassAgreement:
    """One class against the rest. None where there is no image to measure it on."""

    code: str
    name: str
    images: int
    sensitivity: Figure | None
    specificity: Figure | None
    auc: Figure | None


@dataclass(frozen=True)
class ReferralAgreement:
    """The referral at an operating point, against whether the diagnosis is one of its classes."""

    name: str
    positives: int
    negatives: int
    sensitivity: Figure | None
    specificity: Figure | None


@dataclass(frozen=True)
class Matching:
    """How images and labels found each other.

    compared: images in the figures; labels: in the file; without_image: labels that no image has; without_label:
    images that no label has; failed: labelled images that could not be read; repeated: images beyond the first of a
    label; unknown: labelled images by a diagnosis that the model has no class for; lesions: among the images compared,
    None where nothing tells; training: compared images whose names are those of the data the model was made
    from, most of which it has learned; undiagnosed: images that the file lists without a diagnosis; unused, unlabelled:
    the first of the labels without an image and of the images without a label, by name.
    """

    compared: int
    labels: int
    without_image: int
    without_label: int
    failed: int
    repeated: int
    unknown: dict[str, int]
    lesions: int | None
    training: int = 0
    undiagnosed: int = 0
    unused: tuple[str, ...] = ()
    unlabelled: tuple[str, ...] = ()


@dataclass(frozen=True)
class Agreement:
    """Figures are shares 0..1 with 95 % intervals, None where they are not defined. confusion: int64 [C, C], a row per
    true class, a column per class named; malignant_auc: of the summed malignant probability."""

    matching: Matching
    accuracy: Figure | None
    balanced_accuracy: Figure | None
    macro_auc: Figure | None
    malignant_auc: Figure | None
    referral: ReferralAgreement | None
    classes: tuple[ClassAgreement, ...]
    confusion: NDArray[np.int64]


class Tally:
    """Takes rows one by one and keeps a few numbers of each: `add`, then `agreement`."""

    def __init__(
        self,
        labels: Labels,
        info: ModelInfo,
        point: OperatingPoint | None,
        *,
        lesion_of: Callable[[str], str] | None = None,
    ) -> None:
        """`lesion_of`: from an image's name in results to its lesion, "" where none is told; before what the labels
        say."""
        self._labels = labels
        self._lesion_of = lesion_of
        self._info = info
        self._point = point
        self._places = _places(info.classes)
        self._used: set[str] = set()
        self._unknown: Counter[str] = Counter()
        self._without_label = self._failed = self._repeated = 0
        self._truth: list[int] = []
        self._probabilities: list[tuple[float, ...]] = []
        self._referred: list[bool] = []
        self._lesions: list[str] = []
        self._training = 0
        self._of_training = HAM10000 in info.data.name.split(" + ")  # of several sources
        self._unlabelled: list[str] = []

    def add(self, row: Row, path: Path | None = None) -> None:
        """Compare an image's row with its label, if there is one. `path`: where the image lies, if that is known."""
        self.count(row, self._labels.find(row.file, path))

    def count(self, row: Row, label: Label | None) -> None:
        """The same where the label is known already."""
        if label is None:
            self._without_label += 1
            if len(self._unlabelled) < _NAMED:
                self._unlabelled.append(row.file)
            return
        self._repeated += label.image in self._used
        self._used.add(label.image)
        place = self._places.get(label.diagnosis.casefold())
        if row.status == FAILED:
            self._failed += 1
        elif place is None:
            self._unknown[label.diagnosis] += 1
        else:
            self._truth.append(place)
            self._probabilities.append(row.probabilities)
            self._referred.append(bool(row.referral))
            told = self._lesion_of(row.file) if self._lesion_of is not None else ""
            self._lesions.append(f"told {told}" if told else _lesion(label))
            self._training += self._of_training and is_of_ham10000(row.file)

    def agreement(self, between: Callable[[], None] = lambda: None) -> Agreement:
        """The figures over everything added: seconds for 100,000 images. `between` is called before each figure that
        takes long; what it raises ends the count."""
        classes = self._info.classes
        count = len(classes)
        truth = np.array(self._truth, dtype=np.int64)
        probabilities = np.array(self._probabilities, dtype=np.float64).reshape(-1, count)
        lesions = np.unique(self._lesions, return_inverse=True)[1].astype(np.int64)
        said = probabilities.argmax(axis=1) if len(truth) else truth
        confusion = np.zeros((count, count), dtype=np.int64)
        np.add.at(confusion, (truth, said), 1)
        matching = Matching(
            compared=len(truth),
            labels=len(self._labels),
            without_image=len(self._labels) - len(self._used),
            without_label=self._without_label,
            failed=self._failed,
            repeated=self._repeated,
            unknown=dict(self._unknown),
            lesions=len(set(self._lesions))
            if self._lesion_of is not None or any(label.lesion for label in self._labels)
            else None,
            training=self._training,
            undiagnosed=len(self._labels.undiagnosed),
            unused=tuple(islice((label.image for label in self._labels if label.image not in self._used), _NAMED)),
            unlabelled=tuple(self._unlabelled),
        )
        if not len(truth):
            nothing = tuple(ClassAgreement(c.code, c.name, 0, None, None, None) for c in classes)
            return Agreement(matching, None, None, None, None, None, nothing, confusion)

        def one_class(place: int, one: ClassInfo) -> ClassAgreement:
            between()
            return ClassAgreement(
                code=one.code,
                name=one.name,
                images=int((truth == place).sum()),
                sensitivity=_share(said == place, truth == place, lesions),
                specificity=_share(said != place, truth != place, lesions),
                auc=roc_area(truth == place, probabilities[:, place], lesions),
            )

        malignant = np.array([c.malignant for c in classes])
        between()
        balanced_accuracy = mean_recall(truth, said, count, lesions)
        between()
        macro_auc = mean_roc_area(truth, probabilities, lesions)
        between()
        return Agreement(
            matching=matching,
            accuracy=proportion(truth == said, lesions),
            balanced_accuracy=balanced_accuracy,
            macro_auc=macro_auc,
            malignant_auc=roc_area(malignant[truth], probabilities @ malignant, lesions),
            referral=self._referral(truth, lesions),
            classes=tuple(one_class(place, one) for place, one in enumerate(classes)),
            confusion=confusion,
        )

    def _referral(self, truth: NDArray[np.int64], lesions: NDArray[np.int64]) -> ReferralAgreement | None:
        if self._point is None:
            return None
        positive = np.isin(truth, [self._info.codes.index(code) for code in self._point.classes])
        referred = np.array(self._referred)
        return ReferralAgreement(
            name=self._point.name,
            positives=int(positive.sum()),
            negatives=int((~positive).sum()),
            sensitivity=_share(referred, positive, lesions),
            specificity=_share(~referred, ~positive, lesions),
        )


def is_of_ham10000(file: str) -> bool:
    """Whether a file is called as an image of HAM10000 is: ISIC_0024306 to ISIC_0034320, with any ending, anywhere."""
    found = _ISIC.fullmatch(PurePosixPath(file).stem)
    return found is not None and 24306 <= int(found[1]) <= 34320


def _share(success: NDArray[np.bool_], among: NDArray[np.bool_], lesions: NDArray[np.int64]) -> Figure | None:
    return proportion(success[among], lesions[among])


def _places(classes: tuple[ClassInfo, ...]) -> dict[str, int]:
    """Where a class stands in the outputs, by its name and by its code, whatever their case; a code wins."""
    by_name = {one.name.casefold(): place for place, one in enumerate(classes)}
    return by_name | {one.code.casefold(): place for place, one in enumerate(classes)}


def _lesion(label: Label) -> str:
    """An image of which the file tells no lesion is one of its own."""
    return f"lesion {label.lesion}" if label.lesion else f"image {label.image}"
