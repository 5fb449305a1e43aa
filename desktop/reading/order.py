"""In which order a reader sees the images: a pure function of the stored seed and the reader's name.

Everything is ranked by SHA-256 of seed, reader and image, so that the order is the same in every version of Python and
on every machine, and an answer's place can be checked by anyone.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from desktop.reading.design import Arm, Case, Design, Protocol

_FIRST_UNTIL = 0.6
_LEAST_GAP = 0.3
"""Of the way through the list: where the first showing of a repeated image lies at most, and how far the second lies
behind it at least."""


@dataclass(frozen=True)
class Step:
    """One answer to give. number: from 0, the order; case: index into the cases; showing: 0, or 1 for the repeat;
    session: from 1; session_ends: whether a break follows."""

    number: int
    case: int
    showing: int
    arm: Arm
    session: int
    session_ends: bool


def steps(protocol: Protocol, cases: Sequence[Case], reader: str) -> tuple[Step, ...]:
    """All the answers that the design asks of a reader, in order."""
    shown: list[tuple[int, int, tuple[Arm, ...]]] = []  # one image on the screen: case, showing, arms
    parts: list[list[tuple[int, int, tuple[Arm, ...]]]] = []
    if protocol.design is Design.TWO_SESSIONS:
        for arm in (Arm.UNAIDED, Arm.AIDED):
            parts.append([(*one, (arm,)) for one in _order(protocol, cases, reader, arm.value)])
    else:
        arms = {
            Design.UNAIDED: (Arm.UNAIDED,),
            Design.AIDED: (Arm.AIDED,),
            Design.BOTH_IN_A_ROW: (Arm.UNAIDED, Arm.AIDED),
        }[protocol.design]
        parts.append([(*one, arms) for one in _order(protocol, cases, reader, "")])
    found: list[Step] = []
    session = 0
    for shown in parts:
        for place, (case, showing, arms) in enumerate(shown):
            session += place % protocol.session_length == 0
            last = (place + 1) % protocol.session_length == 0 or place + 1 == len(shown)
            for arm in arms:
                found.append(Step(len(found), case, showing, arm, session, last and arm is arms[-1]))
    return tuple(found)


def repeated(protocol: Protocol, cases: Sequence[Case]) -> frozenset[int]:
    """The cases shown twice, the same for every reader: the share `repeats`, rounded up."""
    count = math.ceil(protocol.repeats * len(cases) - 1e-9)
    ranked = sorted(range(len(cases)), key=lambda i: _fraction(protocol.seed, "repeat", cases[i].image))
    return frozenset(ranked[:count])


def _order(protocol: Protocol, cases: Sequence[Case], reader: str, part: str) -> list[tuple[int, int]]:
    """(case, showing) in random order; a repeat comes about a third of the list or more behind the first showing."""
    twice = repeated(protocol, cases)
    placed: list[tuple[float, int, int]] = []
    for index, case in enumerate(cases):
        first = _fraction(protocol.seed, "order", reader.casefold(), part, case.image)
        if index in twice:
            first *= _FIRST_UNTIL
            from_ = first + _LEAST_GAP
            again = from_ + (1 - from_) * _fraction(protocol.seed, "again", reader.casefold(), part, case.image)
            placed.append((again, index, 1))
        placed.append((first, index, 0))
    return [(index, showing) for _, index, showing in sorted(placed)]


def _fraction(*words: object) -> float:
    """A number 0..1 that the words decide, evenly spread."""
    digest = hashlib.sha256("\0".join(map(str, words)).encode("utf-8")).digest()
    return int.from_bytes(digest[:7], "big") / 2**56
