"""ham-desktop: the command line, and the application around the window."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import ExitStack, suppress
from pathlib import Path

import click

from desktop import __version__
from desktop.cli.ham_classify import PROVIDER_CHOICES
from desktop.common.command_line import run, told_in_one_sentence
from desktop.common.streams import is_missing
from desktop.errors import HamError, UsageError

NAME = "ham-desktop"
_LAST_WAIT_MS = 10_000
SWITCH_INTERVAL_S = 0.0003
"""How long Python lets one thread run while another wants to. Its usual 5 ms would be felt in the window, where every
cell that is painted asks for its turn."""
MIDDLE_SEARCHES = 1000
"""How many searches for garbage among what is rather new come before one among everything. With the usual 10 every
thread of a window with many thousands of rows, which are no garbage, would wait for .1 s now and then."""


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.argument("paths", nargs=-1, metavar="[PATH]...", type=click.Path(path_type=Path))
@click.option(
    "--model",
    type=click.Path(path_type=Path),
    metavar="FILE.onnx",
    help="Model written by ham-export. Default: the one opened last, else the embedded one.",
)
@click.option(
    "--provider",
    type=click.Choice(PROVIDER_CHOICES),
    default="auto",
    show_default=True,
    help="What runs the network: the fastest that works, or strictly the one named.",
)
@click.option(
    "--self-check",
    "report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    hidden=True,
    help="Drop a drawn picture on the window, write down what it shows, and end: for tests of an installation.",
)
@click.version_option(__version__, prog_name=NAME)
def command(paths: tuple[Path, ...], model: Path | None, provider: str, report: Path | None) -> None:
    """Classify dermatoscopic images in a window: drop images or folders on it, or name them here.

    A PATH may also be a study (.hamstudy), a reading (.hamreading) or a model (.onnx) to open.

    For research use only. Not a medical device.
    """
    with told_in_one_sentence(NAME):
        from desktop.engine.discovery import check_paths
        from desktop.gui.shell.display import WindowError

        try:
            check_paths(paths)
            status = show(paths, model, provider, report)
        except HamError as error:
            if is_missing("stderr") and not isinstance(error, WindowError):
                _tell_in_a_dialog(str(error))
            raise
    if sys.stdout is not None:  # a program for windows has none on Windows
        sys.stdout.flush()
    sys.exit(status)


def show(paths: tuple[Path, ...], model: Path | None, provider: str, report: Path | None = None) -> int:
    """Run the application until its window is closed; the exit status. `report`: see `desktop.gui.self_check`.

    Raises ProviderError without ONNX Runtime, WindowError where no window can be shown, OutputError where the report
    cannot be written.
    """
    from desktop.gui.shell.display import check_display, check_installed
    from desktop.model.providers import load_onnxruntime

    gc.disable()  # what is loaded now stays: to look for garbage in it takes a tenth of the time to the first painting
    check_installed()  # first: what is missing for a window is not told one package at a time
    load_onnxruntime()  # before Qt: on Windows both bring a C++ runtime, and the second must find the newer one
    check_display()

    from PySide6.QtWidgets import QApplication

    from desktop.gui.file_open import FileOpener
    from desktop.gui.self_check import SelfCheck, own_folder, own_settings, write_report
    from desktop.gui.settings import APPLICATION, ORGANISATION, Settings
    from desktop.gui.shell.app_icon import app_icon
    from desktop.gui.theme import Theme
    from desktop.gui.translation import chosen, speak
    from desktop.gui.window import TITLE, MainWindow

    shorten_pauses()
    app = QApplication(sys.argv[:1])
    app.setOrganizationName(ORGANISATION)
    app.setApplicationName(APPLICATION)
    app.setApplicationDisplayName(TITLE)
    app.setDesktopFileName(NAME)  # by which Linux finds the icon of a running window
    app.setWindowIcon(app_icon())
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C in the terminal it was started from
    with ExitStack() as stack:
        own = Path(stack.enter_context(own_folder())) if report else None
        settings = own_settings(own) if own else Settings.of_this_user()
        theme = Theme(app, settings.scheme)
        speak(chosen(settings.language))
        window = MainWindow(settings, provider=provider, theme=theme)
        FileOpener(app, window)
        check = SelfCheck(window, own) if own else None
        window.show()
        window.start(paths, model)
        gc.freeze()
        gc.enable()
        status = app.exec()
        loaded = window.session.close(_LAST_WAIT_MS)
        if report and check:
            status = write_report(check.report, report)
        if not loaded:
            # A model is being opened and cannot be interrupted; there is nothing left to lose by not waiting for it.
            os._exit(status)
    return status


def shorten_pauses() -> None:
    """See to it that the window's thread is not kept waiting for long by Python itself; for this whole process."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    new, middle, _ = gc.get_threshold()
    gc.set_threshold(new, middle, MIDDLE_SEARCHES)


def _tell_in_a_dialog(sentence: str) -> None:
    """For a program that was started from no terminal, as on Windows: there a line on standard error is lost."""
    try:
        from PySide6.QtWidgets import QApplication, QMessageBox
    except ImportError:
        return  # nothing to show it with

    from desktop.gui.settings import Settings
    from desktop.gui.translation import chosen, speak
    from desktop.gui.window import TITLE
    from desktop.language.spoken import told

    app = QApplication.instance() or QApplication(sys.argv[:1])
    with suppress(UsageError):  # what is told may be that the environment names no language
        speak(chosen(Settings.of_this_user().language))
    QMessageBox.critical(None, TITLE, told(sentence))
    del app


def main() -> None:
    """Console script `ham-desktop`."""
    run(command, NAME)


if __name__ == "__main__":
    main()
