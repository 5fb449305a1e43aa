"""What a reading asks, of which images, in which design: values that are fixed when it is made and never change."""

from __future__ import annotations

import unicodedata
from enum import Enum
from typing import Annotated

import msgspec
from msgspec import Meta

from desktop.errors import HamError, UsageError

OTHER = "other"
NOT_ASSESSABLE = "not assessable"
MANAGEMENT = ("excise", "follow", "leave")
CONFIDENCES = (1, 2, 3, 4, 5)
LONGEST_NAME = 60


class ReadingError(HamError):
    """A reading that cannot go on as asked: a changed file, an answer that the design does not allow."""


class Design(Enum):
    """When readers see the model's answer: never; always; right after their own; in a second session."""

    UNAIDED = "unaided"
    AIDED = "aided"
    BOTH_IN_A_ROW = "unaided then aided"
    TWO_SESSIONS = "two sessions"

    @property
    def shows_model(self) -> bool:
        return self is not Design.UNAIDED


class Arm(Enum):
    """Whether the model's answer stands beside the image."""

    UNAIDED = "unaided"
    AIDED = "aided"


class Choice(msgspec.Struct, frozen=True):
    """An answer that may be given: its code, its name in words, and whether it counts as malignant."""

    code: Annotated[str, Meta(min_length=1, max_length=64)]
    name: Annotated[str, Meta(min_length=1, max_length=200)]
    malignant: bool = False


class Protocol(msgspec.Struct, frozen=True):
    """The whole design.

    classes: the diagnoses that may be named, `other` and `not assessable` come on top; seed: of every order; repeats:
    share of the images shown twice in an arm, 0..1, for the agreement of a reader with himself; session_length: images
    in a row before a break; washout_days: between the two sessions; going_back: whether an answer of the present
    session may be changed; teaching: the truth is shown after each answer; heat_map: beside the model's answer
    also what in the image speaks for its likeliest class.
    """

    title: str
    design: Design
    classes: Annotated[tuple[Choice, ...], Meta(min_length=2, max_length=100)]
    seed: int
    repeats: Annotated[float, Meta(ge=0.0, le=1.0)] = 0.0
    session_length: Annotated[int, Meta(ge=1)] = 30
    washout_days: Annotated[int, Meta(ge=0)] = 28
    management: bool = False
    confidence: bool = True
    note: bool = True
    going_back: bool = False
    teaching: bool = False
    heat_map: bool = False

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Every answer that may be given, in the order of the keys."""
        return (*self.classes, Choice(OTHER, "Other"), Choice(NOT_ASSESSABLE, "Not assessable"))

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.choices)


class Case(msgspec.Struct, frozen=True):
    """An image of a reading. image: SHA-256 of its file; name: what the maker called it; lesion, truth: "" if unknown;
    model: the model's probability per class, in the order of `Protocol.classes`, empty without a model."""

    image: str
    name: str = ""
    lesion: str = ""
    truth: str = ""
    model: tuple[float, ...] = ()


def check_protocol(protocol: Protocol, *, has_model: bool) -> None:
    """Raises UsageError where the parts of a design contradict each other."""
    codes = [choice.code for choice in protocol.classes]
    if doubled := sorted({code for code in protocol.codes if protocol.codes.count(code) > 1}):
        raise UsageError(f"the class '{doubled[0]}' is there twice ({', '.join(codes)}); name each class once")
    if protocol.design.shows_model and not has_model:
        raise UsageError(
            f"the design '{protocol.design.value}' shows readers a model's answers and there is no model; name one "
            "with --model, or take the design 'unaided'"
        )
    if protocol.heat_map and not protocol.design.shows_model:
        raise UsageError(
            f"a heat map belongs to the model's answer, which the design '{protocol.design.value}' never shows; take "
            "another design, or no heat map"
        )
    if protocol.teaching and protocol.going_back:
        raise UsageError("in teaching the truth is shown after each answer, so no answer may be changed; choose one")


def reader_name(text: str) -> str:
    """A reader's name or pseudonym as it is kept. Raises UsageError where it cannot be one."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not name:
        raise UsageError("the reader has no name; type a name or a pseudonym")
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise UsageError(f"a reader's name has at most {LONGEST_NAME} printable characters; take a shorter one")
    return name


def same_reader(name: str, known: list[str]) -> str:
    """The reader among `known` that a typed name means, whatever its case; itself where it is a new one."""
    name = reader_name(name)
    return next((other for other in known if other.casefold() == name.casefold()), name)
