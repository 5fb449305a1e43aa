"""The program is killed in the middle of a run, as by a power cut: the study is where it was, and goes on."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

from PIL import Image
from pytestqt.qtbot import QtBot

from desktop.gui.results.model import Column
from desktop.gui.settings import Settings
from desktop.gui.shell.studies import unnamed_studies
from desktop.gui.window import MainWindow
from tests.desktop.gui.conftest import WAIT_MS, column, wait_idle

IMAGES = 400

_PROGRAM = """
import sys, time
import onnxruntime
from pathlib import Path
from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication
from desktop.gui.settings import Settings
from desktop.gui.window import MainWindow
from desktop.model.network import Network

store, model, images = sys.argv[1:]
predict = Network.predict

def slowly(self, *arguments, **options):
    time.sleep(0.1)
    return predict(self, *arguments, **options)

Network.predict = slowly
app = QApplication([])
window = MainWindow(Settings(QSettings(store, QSettings.Format.IniFormat)), provider="cpu")
window.show()
window.start([Path(images)], Path(model))

def look():
    results = window.page.model.results
    if len(results) >= 40:
        timer.stop()
        reviews = window.session.reviews
        reviews.set_label([results[5].key], "blue")
        reviews.set_note([results[5].key], "seen before the lights went out")
        # Answers older than a second are to be found again, whatever happens.
        QTimer.singleShot(1500, lambda: print(len(results), flush=True))

timer = QTimer(interval=20)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


def test_a_killed_window_loses_nothing_older_than_a_second_and_goes_on_at_the_next_start(
    settings: Settings, tmp_path: Path, tiny_model: Path, qtbot: QtBot
) -> None:
    folder = tmp_path / "images"
    folder.mkdir()
    Image.new("RGB", (40, 30), (230, 20, 20)).save(tmp_path / "one.bmp")
    content = (tmp_path / "one.bmp").read_bytes()
    for number in range(IMAGES):
        (folder / f"{number:04d}.bmp").write_bytes(content)
    settings.write()
    command = [sys.executable, "-c", _PROGRAM, str(tmp_path / "settings.ini"), str(tiny_model), str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as program:
        assert program.stdout is not None
        seen = program.stdout.readline()
        program.kill()
    assert seen.strip(), "the program ended by itself"
    (path,) = unnamed_studies(settings.studies)
    with sqlite3.connect(path) as database:
        (kept,) = database.execute("SELECT count(*) FROM results").fetchone()
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    database.close()
    assert 40 <= kept < IMAGES

    again = MainWindow(settings, provider="cpu")
    qtbot.addWidget(again, before_close_func=lambda w: w.close())
    again.show()
    again.start()
    (offered,) = again.studies.offered()  # one click away at the next start
    portions: list[int] = []
    again.session.arrived.connect(lambda results: portions.append(len(results)))
    again.studies.open(offered[1])
    qtbot.waitUntil(lambda: again.page.model.rowCount() >= kept, timeout=WAIT_MS)
    fifth = again.page.model.results[5]
    review = again.session.reviews.of(fifth.key)
    assert (review.label, review.note) == ("blue", "seen before the lights went out")
    qtbot.waitUntil(lambda: again.page.model.rowCount() == IMAGES, timeout=WAIT_MS)
    wait_idle(qtbot, again)
    assert column(again, Column.FILE) == [f"{number:04d}.bmp" for number in range(IMAGES)]
    assert set(column(again, Column.DIAGNOSIS)) == {"Red spot"}
    assert sum(portions) == IMAGES  # nothing was answered twice
