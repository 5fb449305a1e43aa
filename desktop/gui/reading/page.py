"""One image and what is asked of it. Nothing on the page tells a name, a folder, a truth or another reader's answer."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop.errors import HamError
from desktop.gui.image.image_view import ImageView
from desktop.gui.reading.answer_panel import AnswerPanel
from desktop.gui.reading.frames import Frame, FrameMaker, FrameWish
from desktop.gui.reading.keys import HEAT, place_of
from desktop.gui.reading.model_panel import ModelPanel
from desktop.gui.theme import bold
from desktop.gui.translation import marked, tr
from desktop.gui.widgets.message_bar import sentence
from desktop.language.spoken import told
from desktop.outputs.heatmaps.drawing import OPACITY
from desktop.reading.clock import Stopwatch
from desktop.reading.design import Arm
from desktop.reading.order import Step
from desktop.reading.reader_progress import Course
from desktop.results.wording import named

_COVERED = marked("The clock stands while another window has the keyboard. Click here to go on.")
_WAITING = marked("One moment…")
_PANEL = 380
_LONGEST_WAIT_MS = 10_000


class ReadingPage(QWidget):
    """Shows the course's present step until it is answered; tells when a session or all of it ends.

    Images are decoded by a thread, the next one while this one is looked at: `stop` ends it.
    """

    session_ended = Signal()
    pause_asked = Signal()

    def __init__(self, course: Course, watch: Stopwatch, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.course = course
        self._watch = watch
        self._frame: Frame | None = None  # on the screen, or under the cover
        self._ahead: Frame | None = None
        self._awaited: FrameWish | None = None  # not on the screen yet
        self._begun: FrameWish | None = None  # in the thread's hands
        self._told: Step | None = None  # in teaching: answered, and the truth is on the screen
        self._covered = False
        self.image = ImageView()
        self.image.setToolTip("")
        self.progress = QLabel()
        bold(self.progress)
        self.arm = QLabel(wordWrap=True)
        self.model = ModelPanel()
        self.answer = AnswerPanel(course.protocol)
        self.problem = QLabel(wordWrap=True)
        self.problem.setProperty("warm", True)
        self.truth = QLabel(wordWrap=True)
        for label in (self.progress, self.arm, self.problem, self.truth):
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.next = QPushButton(tr("Next (Enter)"), autoDefault=False)
        self.next.setProperty("primary", True)
        self.back = QPushButton(tr("Back"), autoDefault=False)
        self.pause = QPushButton(tr("Pause"), autoDefault=False)
        self._scroll = QScrollArea(widgetResizable=True)
        self._lay_out()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.next.clicked.connect(self.go_on)
        self.back.clicked.connect(self.go_back)
        self.pause.clicked.connect(self.pause_asked)
        self.answer.touched.connect(self._on_touched)
        self.answer.answers.buttonToggled.connect(self._reveal)
        self.answer.note.returnPressed.connect(self.go_on)
        self.answer.note.left.connect(self.setFocus)
        self.model.heat.toggled.connect(self._lay_heat)
        self._maker = FrameMaker(course.file, self)
        self._maker.made.connect(self._on_made)
        self._maker.start()

    def _lay_out(self) -> None:
        panel = QWidget()
        column = QVBoxLayout(panel)
        column.setContentsMargins(0, 4, 0, 0)  # flush with the buttons below
        column.setSpacing(8)
        for widget in (self.progress, self.arm, self.model, self.answer):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = self._scroll
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(panel)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = QHBoxLayout()
        for button in (self.pause, self.back, self.next):
            buttons.addWidget(button, 1 if button is self.next else 0)
        side = QWidget()
        side.setFixedWidth(_PANEL)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(8, 8, 12, 12)
        beside.addWidget(scroll, 1)
        for label in (self.problem, self.truth):  # in sight, however many answers there are
            beside.addWidget(label)
        beside.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.image, 1)
        row.addWidget(side)

    def show_step(self) -> None:
        """Put the present step on the screen and start its clock."""
        step = self.course.step
        assert step is not None
        self._told = None
        self.problem.clear()
        self.truth.clear()
        protocol = self.course.protocol
        done = tr("Answer {number} of {steps}", number=step.number + 1, steps=len(self.course.steps))
        self.progress.setText(
            tr(
                "{done}, session {session} of {sessions}",
                done=done,
                session=step.session,
                sessions=self.course.steps[-1].session,
            )
        )
        if protocol.design.shows_model:
            self.arm.setText(self._arm_in_words(step))
        self.arm.setVisible(protocol.design.shows_model)
        self.model.show_answers(self.course.model_answers(), heat=self.course.explained(step) is not None)
        self.answer.show_answer(self.course.earlier)
        self.back.setVisible(protocol.going_back)
        self.back.setEnabled(self.course.may_go_back)
        self._ask(step)
        self.setFocus()

    def _arm_in_words(self, step: Step) -> str:
        if step.arm is Arm.UNAIDED:
            return tr("Without the model: your own answer")
        if (before := self.course.before) is None:
            return tr("With the model's answer")
        # Told, not chosen beforehand: an answer that stands there already would be kept by mere Enter.
        names = {choice.code: named(choice.name) for choice in self.course.protocol.choices}
        return tr(
            "With the model's answer. Yours was {name}; answer again, whether it changes or not.",
            name=names[before.answer],
        )

    def cover(self) -> None:
        """Another window has the keyboard: the clock stands and the image is away."""
        self._covered = True
        self._watch.stop()
        self.image.show_words(tr(_COVERED))

    def uncover(self) -> None:
        self._covered = False
        self._draw()
        if self._frame is not None and self._told is None:
            self._watch.go_on()

    def uncover_later(self) -> None:
        """The keyboard is back while another page is shown: the next image will be seen."""
        self._covered = False

    def go_on(self) -> None:
        """Keep the answer, then show the next image; in teaching the truth comes between."""
        if self._told is not None:
            ends, self._told = self._told.session_ends, None
            self._after(ends)
            return
        step, given = self.course.step, self.answer.given
        if step is None or self._frame is None:
            return
        if given is None:
            self.problem.setText(self.answer.missing)
            return
        self._watch.stop()
        try:
            self.course.give(given, shown=self._watch.shown, edited=self._watch.edited)
        except HamError as error:  # not kept: the answer stays on the screen, the clock goes on
            self._watch.go_on()
            self.problem.setText(tr("This answer is not kept: {error}", error=told(str(error))))
            return
        if self.course.protocol.teaching:
            self._tell(step, given.answer)
        else:
            self._after(step.session_ends)

    def go_back(self) -> None:
        if self._told is None and self.course.may_go_back:
            self.course.go_back()
            self.show_step()

    def _after(self, session_ends: bool) -> None:
        if session_ends or self.course.step is None:
            self.forget()
            self.session_ended.emit()
        else:
            self.show_step()

    def forget(self) -> None:
        """Take the image and all answers off the page."""
        self._watch.stop()
        self._frame = self._awaited = None
        self.image.show_words("")
        self.model.show_answers([])
        self.answer.show_answer(None)
        self.truth.clear()

    @property
    def running(self) -> bool:
        """Whether the thread is there."""
        return self._maker.isRunning()

    def stop(self) -> None:
        """End the thread after the image in hand."""
        self._maker.stop()
        self._maker.wait(_LONGEST_WAIT_MS)

    def _tell(self, step: Step, said: str) -> None:
        names = {choice.code: named(choice.name) for choice in self.course.protocol.choices}
        truth = self.course.truth(step)
        if not truth:
            self.truth.setText(tr("The truth of this image is not known."))
        elif truth == said:
            self.truth.setText(tr("Right: {name}.", name=names[truth]))
        else:
            self.truth.setText(tr("The truth is {name}; you said {said}.", name=names[truth], said=names[said]))
        self._told = step
        self.answer.setEnabled(False)
        self.back.setEnabled(False)
        self.setFocus()

    def _ask(self, step: Step) -> None:
        """Show the image of a step; until it is made nothing is seen and nothing can be answered."""
        self.answer.setEnabled(False)
        self.next.setEnabled(False)
        self.image.show_words(tr(_WAITING))
        try:
            wish = self._wish(step)
        except HamError as error:
            self._frame = self._awaited = None
            self.image.show_words("")
            self.problem.setText(f"{sentence(told(str(error)))}.")
            return
        known = (f for f in (self._frame, self._ahead) if f is not None and f.image is not None)
        found = next((f for f in known if f.wish == wish), None)
        self._frame, self._awaited = None, wish
        if found is not None:
            self._show(found)
        else:
            self._begin(wish)

    def _wish(self, step: Step) -> FrameWish:
        return FrameWish(step.case, self.course.explained(step), self.course.file.stored(step.case))

    def _begin(self, wish: FrameWish) -> None:
        if wish != self._begun and (self._frame is None or wish != self._frame.wish):
            self._begun = wish
            self._maker.wish_for(wish)

    def _on_made(self, made: Frame) -> None:
        if made.wish == self._begun:
            self._begun = None
        if made.wish == self._awaited:
            self._show(made)
        else:
            self._ahead = made

    def _show(self, made: Frame) -> None:
        """Put an image on the screen, start its clock, and let the next one be made."""
        self._awaited = None
        if made.image is None:
            self.image.show_words("")
            self.problem.setText(made.problem)
            return
        self._frame, self._ahead = made, None
        self.answer.setEnabled(True)
        self.next.setEnabled(True)
        self._draw()
        self._watch.restart()
        if self._covered:
            self._watch.stop()
        if (upcoming := self.course.upcoming) is not None:
            with suppress(HamError):  # told when it is that image's turn
                self._begin(self._wish(upcoming))

    def _draw(self) -> None:
        made = self._frame
        if self._covered:
            self.image.show_words(tr(_COVERED))
        elif made is not None and made.image is not None:
            self.image.show_image(made.image, made.width, made.height)
            self._lay_heat()
        else:
            self.image.show_words(tr(_WAITING) if self._awaited is not None else "")

    def _lay_heat(self) -> None:
        if self._frame is not None and not self._covered:
            self.image.show_heat(self._frame.heat if self.model.heat.isChecked() else None, OPACITY)

    def _reveal(self, button: QAbstractButton, chosen: bool) -> None:
        if chosen:
            self._scroll.ensureWidgetVisible(button)

    def _on_touched(self) -> None:
        self._watch.touched()
        self.problem.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        place = place_of(event.key(), self.course.protocol.codes) if plain else None
        if place is not None and self._told is None:
            self.answer.choose(place)
        elif plain and event.key() == HEAT and self.model.heat.isVisible():
            self.model.heat.toggle()
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.go_on()
        elif plain and event.key() == Qt.Key.Key_Backspace:
            self.go_back()
        else:
            super().keyPressEvent(event)
