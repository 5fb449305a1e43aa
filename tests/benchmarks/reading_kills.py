"""`kill -9` at random moments of a reading in the window: python -m tests.benchmarks.reading_kills [30]

A script answers by real key events as fast as images come, and says after each answer how many are given. What must
hold: every answer that was said to be given is there when the reading is opened again, at most one more (killed before
it could be said), and the reader goes on at the image after the last of them.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from desktop.reading.design import Design
from desktop.reading.file import ReadingFile
from desktop.reading.reader_progress import Course
from tests.desktop.helpers import environment
from tests.desktop.reading.helpers import write_reading

IMAGES = 400
_LONGEST_S = 0.6

_READER = """
import sys
from pathlib import Path
import onnxruntime
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from desktop.gui.reading.window import ReadingWindow
from desktop.reading.file import ReadingFile
app = QApplication([])
window = ReadingWindow(ReadingFile(Path(sys.argv[1])))
window.show()
window.activateWindow()
QTest.qWaitForWindowActive(window)
window.begin("Anna")
page = window.page
print("open", page.course.answered, flush=True)
while page.course.step is not None:
    if window.pages.currentWidget() is window.rest:
        window.rest.go_on.click()
    while not page.image.has_image:
        QTest.qWait(1)
    for key, modifier in ((Qt.Key_2, Qt.NoModifier), (Qt.Key_4, Qt.ControlModifier), (Qt.Key_Return, Qt.NoModifier)):
        QTest.keyClick(QApplication.focusWidget() or window, key, modifier)
    print(page.course.answered, flush=True)
"""


def kill_often(path: Path, times: int, *, seed: int = 0) -> tuple[int, int]:
    """Read `path` and be killed, again and again: answers that were kept, and kills between an answer and its being
    told. Raises AssertionError where one was lost or doubled, or the reader went on elsewhere."""
    rng = random.Random(seed)
    told = untold = 0
    for number in range(times):
        process = subprocess.Popen(
            [sys.executable, "-c", _READER, str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**environment(), "QT_QPA_PLATFORM": "offscreen"},
            text=True,
        )
        assert process.stdout is not None
        first = process.stdout.readline().split()
        assert first[:1] == ["open"], "the window did not open"
        time.sleep(rng.uniform(0.0, _LONGEST_S))
        os.kill(process.pid, signal.SIGKILL)
        lines = process.stdout.read().split()
        process.wait()
        process.stdout.close()
        told = int(lines[-1]) if lines else int(first[1])
        file = ReadingFile(path)
        rows = file.answers("Anna")
        step = Course(file, "Anna").step
        file.close()
        assert len(rows) in (told, told + 1), f"kill {number + 1}: {told} answers were told, {len(rows)} are there"
        assert [row.step for row in rows] == list(range(len(rows)))
        assert step is not None, "all images are answered: draw more"
        assert step.number == len(rows)
        untold += len(rows) - told
    return told, untold


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    with tempfile.TemporaryDirectory() as folder:
        file = write_reading(Path(folder), IMAGES, Design.BOTH_IN_A_ROW)
        path = file.path
        file.close()
        told, untold = kill_often(path, times)
    print(f"{times} kills: {told} answers told and kept, none lost or doubled; {untold} kept before they could be told")


if __name__ == "__main__":
    main()
