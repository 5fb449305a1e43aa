"""The window of a reading: one at a time, with no menu, no table and no name of a file in it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QCloseEvent, QShowEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget, QWidget

from desktop.errors import HamError
from desktop.gui.reading.page import ReadingPage
from desktop.gui.reading.pages import BreakPage, StartPage
from desktop.gui.translation import marked, tr
from desktop.gui.widgets.message_bar import sentence
from desktop.gui.widgets.placing import place_on_screen
from desktop.language.spoken import told
from desktop.reading.clock import Stopwatch
from desktop.reading.file import ReadingFile
from desktop.reading.packing import ANSWERS_SUFFIX, save_answers
from desktop.reading.reader_progress import Course

TITLE = marked("Reading")


class ReadingWindow(QMainWindow):
    """Takes over an open reading and closes it. `watch`: the clock of the answers."""

    ended = Signal()

    def __init__(self, file: ReadingFile, watch: Stopwatch | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr(TITLE))
        self.file = file
        self._watch = watch or Stopwatch()
        self.page: ReadingPage | None = None
        self.start = StartPage(file.protocol, len(file.cases), file.readers())
        self.rest = BreakPage()
        self.pages = QStackedWidget()
        self.pages.addWidget(self.start)
        self.pages.addWidget(self.rest)
        self.setCentralWidget(self.pages)
        self.resize(1280, 820)
        self.start.begun.connect(self.begin)
        self.rest.gone_on.connect(self._go_on)
        self.rest.save_asked.connect(self._ask_save)
        self.rest.closed.connect(self.close)
        self.start.reader.setFocus()

    def begin(self, name: str) -> None:
        """Begin as this reader, or go on where he left."""
        if self.page is not None:  # a box that can be typed in tells Enter twice
            return
        try:
            course = Course(self.file, name)
        except HamError as error:
            self.start.problem.setText(f"{sentence(told(str(error)))}.")
            return
        self.page = ReadingPage(course, self._watch)
        self.page.session_ended.connect(self._rest)
        self.page.pause_asked.connect(self._pause)
        self.pages.addWidget(self.page)
        if course.step is None or course.waits_until is not None:
            self._rest()
        else:
            self._go_on()

    def save_to(self, target: Path) -> None:
        """Write the present reader's answers as a small file."""
        assert self.page is not None
        try:
            rows = save_answers(self.file, target, [self.page.course.reader])
        except HamError as error:
            self.rest.said.setText(tr("The answers were not saved: {error}.", error=told(str(error))))
        else:
            self.rest.said.setText(
                tr(
                    "{rows} answers saved to {target}. Send that file to whoever leads the study.",
                    rows=rows,
                    target=target,
                )
            )

    def _go_on(self) -> None:
        assert self.page is not None
        self.pages.setCurrentWidget(self.page)
        self.page.show_step()

    def _pause(self) -> None:
        assert self.page is not None
        self.page.forget()
        self.rest.say(
            tr("Paused"),
            tr("{progress} The clock stands. You go on at the same image.", progress=self._progress()),
            goes_on=True,
        )
        self.pages.setCurrentWidget(self.rest)

    def _rest(self) -> None:
        assert self.page is not None
        course = self.page.course
        if course.step is None:
            words = tr(
                "{progress} Save your answers as a file if you read for somebody else.", progress=self._progress()
            )
            self.rest.say(tr("That was the last image. Thank you"), words, goes_on=False)
        elif (until := course.waits_until) is not None:
            when = f"{until.astimezone():%Y-%m-%d %H:%M}"
            self.rest.say(
                tr("The first session is done"),
                tr("{progress} The second begins on {when}.", progress=self._progress(), when=when),
                goes_on=False,
            )
        else:
            session = tr(
                "Session {session} of {sessions} comes next.",
                session=course.step.session,
                sessions=course.steps[-1].session,
            )
            self.rest.say(tr("Time for a break"), f"{self._progress()} {session}", goes_on=True)
        self.pages.setCurrentWidget(self.rest)

    def _progress(self) -> str:
        assert self.page is not None
        course = self.page.course
        return tr(
            "{answered} of {steps} answers are given, and all of them are kept.",
            answered=course.answered,
            steps=len(course.steps),
        )

    def _ask_save(self) -> None:
        assert self.page is not None
        reader = "".join(c if c.isalnum() or c in " -_" else "_" for c in self.page.course.reader)
        start = str(self.file.path.with_name(f"{reader}{ANSWERS_SUFFIX}"))
        name, _ = QFileDialog.getSaveFileName(
            self, tr("Save my answers"), start, tr("Answers (*{suffix})", suffix=ANSWERS_SUFFIX)
        )
        if name:
            path = Path(name)
            self.save_to(path if path.suffix == ANSWERS_SUFFIX else path.with_name(path.name + ANSWERS_SUFFIX))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            place_on_screen(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.page is not None:
            reading = self.pages.currentWidget() is self.page
            if not self.isActiveWindow():
                self.page.cover()
            elif reading:
                self.page.uncover()
            else:
                self.page.uncover_later()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.page is not None:
            self.page.forget()
            self.page.stop()
        self.file.close()
        event.accept()
        self.ended.emit()
