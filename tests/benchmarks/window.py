"""The window under load: `python -m tests.benchmarks.window [--images 20000] [--model FILE.onnx]`.

To hold: no gap above 50 ms, first window within 1.5 s. Gaps are those between the ticks of a timer in the window's own
thread while a folder is searched, classified by the tests' tiny model (so that the window and not the network is the
limit) or by the one named, kept in a study and listed, with one row chosen and the table sorted. Two figures: on the
clock, and in that thread's own processor time, which other programs on the machine do not lengthen. The first window is
timed from the start of a process to the first time it is painted.

Then the table's model alone with 100,000 rows: the slowest portion of 500 that is put in sorted, sorting by each
column, and one step of the operating point's slider, in processor time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from tests.benchmarks.startup import as_installed

_FIRST = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
from desktop.gui import window
class Watch(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print(time.time())
            sys.stdout.flush()
            QTimer.singleShot(0, watched.close)
            watched.removeEventFilter(self)
        return False
start = window.MainWindow.start
def watched(self, *arguments):
    self.watch = Watch()
    self.installEventFilter(self.watch)
    start(self, *arguments)
window.MainWindow.start = watched
from desktop.gui.app import main
main()
"""


@click.command()
@click.option("--images", default=20_000, show_default=True)
@click.option("--rounds", default=5, show_default=True, help="Starts of the program.")
@click.option("--model", type=click.Path(path_type=Path, exists=True), help="Instead of the tests' tiny one.")
def main(images: int, rounds: int, model: Path | None) -> None:
    """Print the largest gaps and the time to the first window."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder:
        _starts(Path(folder), rounds)
        _gaps(Path(folder), images, model)
    _table()


def _starts(folder: Path, rounds: int) -> None:
    environment = as_installed(folder / "compiled") | {
        "HOME": str(folder),
        "XDG_DATA_HOME": str(folder),
        "XDG_CONFIG_HOME": str(folder),
    }
    times = []
    for _ in range(rounds + 1):
        began = time.time()
        command = [sys.executable, "-c", _FIRST]
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
        times.append(float(done.stdout.split()[0]) - began)
    print(
        f"first window: {min(times[1:]):.2f} s at best, median {statistics.median(times[1:]):.2f} s ({rounds} starts)"
    )


def _gaps(folder: Path, images: int, model: Path | None) -> None:
    from desktop.model.providers import load_onnxruntime

    load_onnxruntime()  # before Qt, as the application does, and with its telemetry off
    from PIL import Image
    from PySide6.QtCore import QSettings, Qt, QTimer
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from desktop.gui.app import shorten_pauses
    from desktop.gui.settings import Settings
    from desktop.gui.window import MainWindow
    from tests.tiny_model import write_tiny_model

    pictures = folder / "images"
    pictures.mkdir()
    Image.new("RGB", (40, 30), (230, 20, 20)).save(folder / "one.bmp")
    content = (folder / "one.bmp").read_bytes()
    for number in range(images):
        (pictures / f"{number:06d}.bmp").write_bytes(content)
    shorten_pauses()
    QApplication([])
    store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    store.setValue("studies", str(folder / "studies"))
    window = MainWindow(Settings(store), provider="cpu")
    window.show()
    window.start((), model or write_tiny_model(folder / "tiny.onnx"))
    while window.session.classifier is None:
        QTest.qWait(20)
    clock: list[float] = []
    used: list[float] = []
    last = [time.monotonic(), time.thread_time()]

    def tick() -> None:
        now = [time.monotonic(), time.thread_time()]
        clock.append(now[0] - last[0])
        used.append(now[1] - last[1])
        last[:] = now

    timer = QTimer(interval=2)
    timer.timeout.connect(tick)
    for words in ("in the order found", "sorted by probability"):
        clock.clear()
        used.clear()
        last[:] = [time.monotonic(), time.thread_time()]
        timer.start()
        began = time.monotonic()
        window.session.add([pictures])
        while window.page.model.rowCount() < images:
            QTest.qWait(50)
        timer.stop()
        took = time.monotonic() - began
        late = sum(gap > 0.05 for gap in clock)
        print(
            f"{images:,} images {words}: {images / took:,.0f} images/s; largest gap {1000 * max(clock):.0f} ms on the "
            f"clock ({late} of {len(clock):,} above 50 ms), {1000 * max(used):.0f} ms of the thread's own time"
        )
        if words.startswith("in"):
            window.session.close_study()
            while window.session.busy or window.page.model.rowCount():
                QTest.qWait(20)
            window.page.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
    window.close()


def _table(rows: int = 100_000) -> None:
    import numpy as np
    from PySide6.QtCore import Qt

    from desktop.contract import OperatingPoint
    from desktop.gui.results.model import HEADERS, Column, ResultsModel
    from desktop.gui.session.row import Filter, Result
    from desktop.results.rows import OK, Row
    from tests.tiny_model import tiny_info

    random = np.random.default_rng(0)
    results = [
        Result(
            f"/data/{number % 100:02d}/{number:06d}.jpg",
            Row("", OK, "", "red", float(p), (float(p), 1.0 - float(p), 0.0), float(p), "", None, (), 0.1, 60, 45),
            number,
        )
        for number, p in enumerate(random.random(rows))
    ]
    model = ResultsModel()
    model.set_info(tiny_info())

    def took(action: Callable[[], None]) -> float:
        began = time.thread_time()
        action()
        return 1000 * (time.thread_time() - began)

    model.sort(Column.PROBABILITY, Qt.SortOrder.DescendingOrder)
    portions = [took(lambda at=at: model.append(results[at : at + 500])) for at in range(0, rows, 500)]
    print(f"{rows:,} rows, thread's own time: a portion of 500 put in sorted {max(portions):.0f} ms at most")
    for column in Column:
        sorting = took(lambda column=column: model.sort(column, Qt.SortOrder.AscendingOrder))
        print(f"  sorted by {HEADERS[column][0]}: {sorting:.0f} ms")
    model.narrow([Filter.REFER])
    steps = [
        took(lambda at=at: model.set_point(OperatingPoint("", ("red",), at))) for at in np.linspace(0.05, 0.95, 10)
    ]
    print(f"  a step of the operating point: {max(steps):.0f} ms at most")


if __name__ == "__main__":
    main()
