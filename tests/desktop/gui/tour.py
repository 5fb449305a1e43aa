"""Screenshots of the real window in its states, on several screens (`SCREENS`): for people to look at.

    python -m tests.desktop.gui.tour OUT [--model FILE.onnx] [--images DIR] [--platform offscreen|xcb]

Words that have too little room in a picture are told.

Without `--model` the tests' tiny one answers (nonsense on real images); without `--images` phantoms are drawn, which
are no photographs of anybody. `tests.documentation.pictures` takes those of the docs from here.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import click
import numpy as np
from PIL import Image

from desktop.images import SUFFIXES
from desktop.language.spoken import PSEUDO
from tests.phantoms import CODES, draw_phantom

WAIT_S = 60.0
SETTLED_S = 3.0
"""Within which words that need more lines have found their room, on a busy machine too."""


class Screen(NamedTuple):
    """What a window is shown on: colours, scale factor, pixels of the screen, and the language spoken there."""

    scheme: str
    scale: str
    size: tuple[int, int]
    language: str = "en"


SCREENS = {
    "light-1x": Screen("light", "1", (1920, 1080)),
    "dark-1x": Screen("dark", "1", (1920, 1080)),
    "light-2x": Screen("light", "2", (2560, 1640)),
    "dark-2x": Screen("dark", "2", (2560, 1640)),
    "light-1024x640": Screen("light", "1", (1024, 640)),
    "dark-full-hd-150": Screen("dark", "1.5", (1920, 1080)),
    "german-1024x640": Screen("light", "1", (1024, 640), "de"),
    "german-full-hd-200": Screen("dark", "2", (1920, 1080), "de"),
    "spanish-1x": Screen("light", "1", (1920, 1080), "es"),
    "longer-1x": Screen("light", "1", (1920, 1080), PSEUDO),
    "longer-1024x640": Screen("light", "1", (1024, 640), PSEUDO),
}
"""By the ending of the pictures' names."""


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--model", type=click.Path(path_type=Path, exists=True))
@click.option("--images", type=click.Path(path_type=Path, exists=True))
@click.option("--platform", default="offscreen", show_default=True)
@click.option("--limit", default=60, show_default=True, help="Images shown at most.")
@click.option("--screen", "screens", multiple=True, type=click.Choice(list(SCREENS)), help="Only on this one.")
@click.option("--here", is_flag=True, hidden=True, help="In this process.")
def main(
    out: Path, model: Path | None, images: Path | None, platform: str, limit: int, screens: tuple[str, ...], here: bool
) -> None:
    """Write the screenshots to OUT."""
    out.mkdir(parents=True, exist_ok=True)
    if here:
        (screen,) = screens
        _one_tour(out, model, images, limit, screen)
        return
    if images is not None and not any(path.suffix.lower() in SUFFIXES for path in images.iterdir()):
        raise click.UsageError(f"{images} itself holds no images; name the folder that does")
    for screen in screens or SCREENS:
        # A process each: Qt reads screen and scale factor once.
        _, scale, size, _ = SCREENS[screen]
        with tempfile.TemporaryDirectory() as folder:
            if platform == "offscreen":
                shown_on = Path(folder) / "screen.json"
                shown_on.write_text(json.dumps({"screens": [
                    {"name": screen, "x": 0, "y": 0, "width": size[0], "height": size[1],
                     "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
                ]}))  # fmt: skip
                on = f"offscreen:configfile={shown_on}"
            else:
                on = platform
            environment = os.environ | {"QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": on}
            options = [str(out), "--limit", str(limit), "--screen", screen, "--here"]
            options += ["--model", str(model)] if model else []
            options += ["--images", str(images)] if images else []
            subprocess.run([sys.executable, "-m", __spec__.name, *options], env=environment, check=True)


def _one_tour(out: Path, model: Path | None, images: Path | None, limit: int, ending: str) -> None:
    from desktop.model.providers import load_onnxruntime

    load_onnxruntime()  # before Qt, as the application does, and with its telemetry off
    from PySide6.QtCore import QSettings, Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QWidget

    from desktop.gui import translation
    from desktop.gui.results.model import Role
    from desktop.gui.session.row import Filter
    from desktop.gui.settings import Scheme, Settings
    from desktop.gui.shell.drop import Dropped
    from desktop.gui.theme import Theme
    from desktop.gui.window import MainWindow
    from desktop.model.network import Network
    from desktop.model.prediction import Prediction
    from tests.desktop.gui.cut_words import cut
    from tests.desktop.gui.tour_dialogs import visit
    from tests.desktop.gui.tour_terms import change_terms
    from tests.tiny_model import write_tiny_model

    QApplication([])
    scheme, _, _, language = SCREENS[ending]
    translation.speak(language)
    theme = Theme(QApplication.instance(), Scheme(scheme))
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
        store.setValue("studies", str(folder / "studies"))
        settings = Settings(store)
        model = model or write_tiny_model(folder / "tiny.onnx")
        pictures = _gather(folder / "images", images, limit)
        window = MainWindow(settings, theme=theme)
        window.show()

        def shoot(name: str, widget: QWidget | None = None) -> None:
            QTest.qWait(150)
            end = time.monotonic() + SETTLED_S
            while cut(widget or window) and time.monotonic() < end:
                QTest.qWait(50)
            for words_cut in cut(widget or window):
                print(f"cut in {name}-{ending}: {words_cut}", file=sys.stderr)
            (widget or window).grab().save(str(out / f"{name}-{ending}.png"))

        def until(done: Callable[[], object]) -> None:
            end = time.monotonic() + WAIT_S
            while not done():
                if time.monotonic() > end:
                    raise TimeoutError("the window did not come to the state for the next picture")
                QTest.qWait(20)

        def choose(matches: Callable[[object], bool]) -> None:
            row = next(
                r
                for r in range(window.page.model.rowCount())
                if matches(window.page.model.index(r, 0).data(Role.RESULT))
            )
            window.page.view.selectRow(row)
            result = window.page.view.currentIndex().data(Role.RESULT)
            until(lambda: result.failed or window.page.detail.image.has_image)

        shoot("01-empty")
        window.start((), model)
        shoot("02-loading")
        until(lambda: window.session.classifier)
        shoot("03-ready")
        window.sheet.invite(Dropped((pictures,)).invitation)
        shoot("04-invite")
        window.sheet.refuse()
        shoot("05-refuse")
        window.sheet.hide()
        predict = Network.predict

        def slowly(self: Network, pixels: np.ndarray, *, heatmaps: bool = False) -> Prediction:
            time.sleep(0.2)  # the tiny model would be through before the picture is taken
            return predict(self, pixels, heatmaps=heatmaps)

        Network.predict = slowly
        window.session.add([pictures])
        until(lambda: window.page.model.rowCount() > min(9, limit // 2))
        shoot("06-running")
        window.session.pause(True)
        shoot("06-paused")
        window.session.pause(False)
        Network.predict = predict
        until(lambda: not window.session.busy)
        window.page.view.selectRow(2)
        until(lambda: window.page.detail.image.has_image)
        shoot("07-finished")
        window.page.detail.heat.shown.click()
        until(lambda: window.page.detail.image.has_heat)
        shoot("08-heat-map")
        window.page.detail.heat.shown.click()
        choose(lambda r: r.failed)
        shoot("09-failed")
        if any(r.unfamiliar for r in window.page.model.results):
            choose(lambda r: r.unfamiliar)
            shoot("10-unfamiliar")
        visit(window, settings, shoot, until)
        change_terms(window, settings, shoot, until)
        reviews = window.session.reviews
        keys = [result.key for result in window.page.model.results if not result.failed][:5]
        reviews.set_reviewed(keys[:3], True)
        reviews.set_label(keys[1:4], window.session.info.codes[0])
        shoot("10-reviewed")
        window.page.point.slider.setFocus()
        for _ in range(12):
            QTest.keyClick(window.page.point.slider, Qt.Key.Key_Left)
        shoot("10-slider")
        window.actions_.as_grid.trigger()
        until(lambda: len(window.page.thumbnails) >= min(6, limit))
        QTest.qWait(800)
        window.page.grid.setFocus()
        shoot("10-grid")
        window.resize(900, 640)
        shoot("10-grid-small")
        window.resize(1280, 820)
        window.actions_.as_table.trigger()
        QTest.mouseClick(window.page.filters.buttons[Filter.FAILED], Qt.MouseButton.LeftButton)
        shoot("11-filter")
        QTest.mouseClick(window.page.filters.buttons[Filter.ALL], Qt.MouseButton.LeftButton)
        window.page.view.sortByColumn(2, Qt.SortOrder.DescendingOrder)
        window.resize(800, 560)
        shoot("12-small-sorted")
        window.session.open_model(folder / "missing.onnx")
        until(lambda: window.message.text)
        shoot("13-problem")
        window.message.clear()
        window.session.close_study()
        until(lambda: not window.session.busy)
        window.resize(1280, 820)
        shoot("14-studies-offered")
        window.close()
        larger = QApplication.font()
        larger.setPointSizeF(larger.pointSizeF() * 1.5)
        QApplication.setFont(larger)
        window = MainWindow(settings, theme=theme)
        window.show()
        window.start((), model)
        until(lambda: window.session.classifier)
        window.studies.open(window.studies.offered()[0][1])
        until(lambda: window.page.model.rowCount() and not window.session.busy)
        window.page.view.selectRow(2)
        until(lambda: window.page.detail.image.has_image)
        window.side_dialogs.rows.menu.popup(window.mapToGlobal(window.rect().center()))
        shoot("15-larger-font")
        shoot("15-row-menu", window.side_dialogs.rows.menu)
        window.side_dialogs.rows.menu.close()
        window.close()


def _gather(folder: Path, images: Path | None, limit: int) -> Path:
    """A folder with the images (or drawn ones), a file that is no image, and a picture of no skin."""
    folder.mkdir()
    if images is not None:
        for path in sorted(p for p in images.iterdir() if p.suffix.lower() in SUFFIXES)[:limit]:
            (folder / path.name).symlink_to(path.resolve())
    else:
        for number in range(min(42, limit)):
            phantom = draw_phantom(CODES[number % len(CODES)], np.random.default_rng(number), (600, 450))
            phantom.save(folder / f"drawn_{number:02d}.jpg", quality=92)
    (folder / "IMG_2231_broken.jpg").write_bytes(b"\xff\xd8\xff\xe0 cut short")
    Image.new("RGB", (640, 480), (252, 252, 255)).save(folder / "page_scan.png")
    return folder


if __name__ == "__main__":
    main()
