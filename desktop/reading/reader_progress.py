"""One reader's way through a reading: what comes next, what may be said to it, and where it was left."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from desktop.reading.answers import Answer, check_chain, last_of_each_step
from desktop.reading.design import (
    CONFIDENCES,
    MANAGEMENT,
    Arm,
    Case,
    Choice,
    Design,
    Protocol,
    ReadingError,
    same_reader,
)
from desktop.reading.file import ReadingFile
from desktop.reading.order import Step, steps

_LONGEST_NOTE = 2000


@dataclass(frozen=True)
class Given:
    """What a reader says. confidence: 1..5, 0 where none is asked; management: "" where none is asked."""

    answer: str
    confidence: int = 0
    management: str = ""
    note: str = ""


def check_given(protocol: Protocol, given: Given) -> None:
    """Raises ReadingError where the design knows no such answer."""
    if given.answer not in protocol.codes:
        known = ", ".join(protocol.codes)
        raise ReadingError(f"'{given.answer}' is no answer of this reading; choose one of {known}")
    if given.confidence not in (CONFIDENCES if protocol.confidence else (0,)):
        raise ReadingError(
            "say how sure you are, from 1 to 5" if protocol.confidence else "this reading asks for no confidence"
        )
    if given.management not in (MANAGEMENT if protocol.management else ("",)):
        raise ReadingError(
            f"say what to do: {', '.join(MANAGEMENT)}" if protocol.management else "this reading asks for no management"
        )
    if given.note and not protocol.note:
        raise ReadingError("this reading takes no notes")
    if len(given.note) > _LONGEST_NOTE:
        raise ReadingError(f"the note has {len(given.note):,} characters, {_LONGEST_NOTE:,} are kept; shorten it")


def _now() -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC)


class Course:
    """Going on is opening it again: the place follows from the answers on the disk."""

    def __init__(self, file: ReadingFile, reader: str, now: Callable[[], datetime.datetime] = _now) -> None:
        """`reader`: as typed; one who has answered is found in any case. Raises UsageError, ReadingError."""
        self.file = file
        self.reader = same_reader(reader, file.readers())
        self.protocol = file.protocol
        self.steps = steps(file.protocol, file.cases, self.reader)
        self._now = now
        self._rows = file.answers(self.reader)
        check_chain(self._rows)
        self._counted = last_of_each_step(self._rows)
        self._place = self._first_open()

    @property
    def step(self) -> Step | None:
        """What is to be answered now; None at the end."""
        return self.steps[self._place] if self._place < len(self.steps) else None

    @property
    def upcoming(self) -> Step | None:
        """What will probably be answered after this; None where a session ends here."""
        step = self.step
        return None if step is None or step.session_ends else self.steps[step.number + 1]

    @property
    def case(self) -> Case:
        """The image to answer. There is a step."""
        return self.file.cases[self._open_step().case]

    @property
    def answered(self) -> int:
        """Steps with an answer."""
        return len(self._counted)

    @property
    def earlier(self) -> Answer | None:
        """The answer that the present step has already, after going back."""
        return self._counted.get(self._place)

    @property
    def before(self) -> Answer | None:
        """In an aided step right after the unaided one, what was said then."""
        step = self.step
        if step is None or step.arm is not Arm.AIDED or self.protocol.design is not Design.BOTH_IN_A_ROW:
            return None
        return self._counted.get(step.number - 1)

    @property
    def waits_until(self) -> datetime.datetime | None:
        """The end of the washout, where the second session may not begin yet."""
        step = self.step
        if step is None or self.protocol.design is not Design.TWO_SESSIONS or step.arm is Arm.UNAIDED:
            return None
        last = max((a.at for a in self._rows if a.arm is Arm.UNAIDED), default="")
        until = datetime.datetime.fromisoformat(last) + datetime.timedelta(days=self.protocol.washout_days)
        return until if self._now() < until else None

    @property
    def may_go_back(self) -> bool:
        """Whether the answer before may be changed: in the same session, and never one given before the model's."""
        if not self.protocol.going_back or not self._place or self.step is None:
            return False
        before, here = self.steps[self._place - 1], self.steps[self._place]
        locked = before.arm is Arm.UNAIDED and here.arm is Arm.AIDED
        return before.session == here.session and not locked

    def go_back(self) -> None:
        """To the answer before. Raises ReadingError where the design does not allow it."""
        if not self.may_go_back:
            raise ReadingError("the answer before cannot be changed in this design; go on with this image")
        self._place -= 1

    def model_answers(self) -> list[tuple[Choice, float]]:
        """The model's probabilities for the present image, likeliest first; empty where the design shows none."""
        step = self._open_step()
        if step.arm is not Arm.AIDED:
            return []
        pairs = zip(self.protocol.classes, self.file.cases[step.case].model, strict=True)
        return sorted(pairs, key=lambda pair: -pair[1])

    def explained(self, step: Step) -> int | None:
        """The place of the class whose heat map lies over the image in a step; None where the design shows none."""
        shares = self.file.cases[step.case].model
        shown = self.protocol.heat_map and step.arm is Arm.AIDED and shares
        return shares.index(max(shares)) if shown else None

    def truth(self, step: Step) -> str:
        """Of a step that is answered, in teaching; else ""."""
        shown = self.protocol.teaching and step.number in self._counted
        return self.file.cases[step.case].truth if shown else ""

    def give(self, given: Given, *, shown: float, edited: float) -> Answer:
        """Keep the answer to the present step and go on; it is on the disk when this returns. `shown`, `edited`: s.

        Raises ReadingError where the design does not know such an answer or asks for a wait, OutputError where it
        cannot be kept: the step is then still the present one.
        """
        step = self._open_step()
        if (until := self.waits_until) is not None:
            raise ReadingError(f"the second session may begin on {until:%Y-%m-%d %H:%M} UTC; come back then")
        check_given(self.protocol, given)
        answers = self.model_answers()
        row = Answer(
            reading=self.file.id,
            reader=self.reader,
            number=len(self._rows) + 1,
            step=step.number,
            session=step.session,
            image=self.case.image,
            showing=step.showing,
            arm=step.arm,
            act="change" if step.number in self._counted else "answer",
            answer=given.answer,
            confidence=given.confidence,
            management=given.management,
            note=given.note,
            seconds_shown=round(max(0.0, shown), 3),
            seconds_edited=round(max(0.0, edited), 3),
            model_shown=answers[0][0].code if answers else "",
            at=self._now().isoformat(timespec="milliseconds"),
            previous=self._rows[-1].id if self._rows else "",
        )
        self.file.append([row])
        self._rows.append(row)
        self._counted[step.number] = row
        self._place = self._place + 1 if self._place + 1 in self._counted else self._first_open()
        return row

    def _open_step(self) -> Step:
        step = self.step
        if step is None:
            raise ReadingError("all images of this reading are answered")
        return step

    def _first_open(self) -> int:
        return next((step.number for step in self.steps if step.number not in self._counted), len(self.steps))
