"""The strip under the table: how far the run is, how fast it goes, and the buttons that pause and stop it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QWidget

from desktop.engine.events import Finished
from desktop.gui.session.pace import Progress, duration, in_words
from desktop.gui.translation import Key, tr, trn
from desktop.gui.widgets.shortened import ShortenedLabel


class ProgressStrip(QWidget):
    """Shows a run while there is one, and afterwards how it went."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar(textVisible=False)
        self.bar.setAccessibleName(tr("Progress"))
        self.label = ShortenedLabel()
        self.label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)  # the bar takes what is left
        self.pause = QPushButton(tr("Pause"))
        self.pause.setToolTip(tr("Take no further image, and go on later ({key})", key=Key("Ctrl+Shift+P")))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.setToolTip(tr("Stop here and keep what is in the table ({key})", key=Key("Esc")))
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.pause)
        row.addWidget(self.cancel)
        self.go_on = QPushButton(tr("Continue"))
        self.go_on.setToolTip(tr("Classify the images that the cancelled run left"))
        self.go_on.hide()
        row.addWidget(self.go_on)
        self._row = row
        self._progress: Progress | None = None
        self.set_running(False)

    def end_with(self, *widgets: QWidget) -> None:
        """Put these at its right end, in sight whatever it says."""
        for widget in widgets:
            self._row.addWidget(widget)

    @property
    def in_order(self) -> list[QWidget]:
        """What takes the keyboard's focus, from left to right."""
        return [self.pause, self.cancel, self.go_on]

    def set_running(self, running: bool, *, paused: bool = False, may_pause: bool = True) -> None:
        self.bar.setVisible(running)
        if running:
            self.go_on.hide()
        self.pause.setVisible(running)
        self.pause.setEnabled(may_pause)
        self.pause.setText(tr("Resume") if paused else tr("Pause"))
        if paused and self._progress is not None:
            done, total = self._progress.done, self._progress.total
            self.label.setText(tr("Paused at {done:,} of {total:,}", done=done, total=total))
        self.cancel.setVisible(running)
        self.cancel.setEnabled(running)

    def show_progress(self, progress: Progress) -> None:
        self._progress = progress
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)
        self.label.setText(in_words(progress))

    def show_stopping(self) -> None:
        """At once after the click, as the batch in hand takes a moment."""
        self.cancel.setEnabled(False)
        self.pause.setEnabled(False)
        self.label.setText(tr("Stopping…"))

    def show_finished(self, finished: Finished, ran: int | None = None, *, broken_off: bool = False) -> None:
        """`ran`: of the images those that were answered since the study was opened, where it was not all of them;
        `broken_off`: whether a person ended the run, which may go on."""
        self.go_on.setVisible(broken_off)
        self._progress = None
        count = finished.classified + finished.failed
        words = [trn("{n:,} image", "{n:,} images", count)]
        if finished.failed:
            words.append(
                tr(
                    "{classified:,} classified, {failed:,} failed",
                    classified=finished.classified,
                    failed=finished.failed,
                )
            )
        if finished.seconds:  # none for a study that was only opened
            seconds = duration(finished.seconds) if finished.seconds >= 1 else tr("under 1 s")
            words.append(
                seconds if ran in (None, count) else tr("{ran:,} of them now, in {seconds}", ran=ran, seconds=seconds)
            )
        if finished.cancelled:
            words.append(tr("cancelled; Continue, or drop the same folder again, to go on"))
        self.label.setText("  ·  ".join(words))

    def clear(self) -> None:
        self.label.clear()
