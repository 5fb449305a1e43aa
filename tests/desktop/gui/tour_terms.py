"""The part of the tour that changes what the answers are told at, and puts images side by side: prevalence, the share
to look at oneself, two to four images. Called by `tests.desktop.gui.tour` with a window full of results."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QWidget

from desktop.gui.results.model import Role
from desktop.gui.settings import Settings
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.window import MainWindow
from desktop.results.prevalence import UNIFORM


def change_terms(
    window: MainWindow,
    settings: Settings,
    shoot: Callable[[str, QWidget], None],
    until: Callable[[Callable[[], object]], None],
) -> None:
    """Take the pictures; afterwards the numbers are the model's own again."""
    page, session = window.page, window.session
    session.want_prevalence(UNIFORM)
    shoot("30-prevalence", window)
    dialog = SettingsDialog(settings, window, info=session.info, point=session.point)
    dialog.show_prevalence()
    dialog.show()
    shoot("31-prevalence-page", dialog)
    dialog.close()
    session.want_prevalence("")
    page.handover.slider.setValue(max(1, page.handover.slider.maximum() // 4))
    shoot("32-handed-over", window)
    page.handover.slider.setValue(0)
    rows = [row for row in range(page.model.rowCount()) if not page.model.result(row).failed]
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for count in (2, 3, 4):
        page.view.selectRow(rows[0])
        for row in rows[1:count]:
            page.view.selectionModel().select(page.model.index(row, 0), flags)
        window.side_dialogs.comparing.compare()
        stage = window.side_dialogs.comparing.stage
        assert stage is not None
        until(lambda panes=stage.panes, count=count: all(pane.image.has_image for pane in panes[:count]))
        shoot(f"33-compare-{count}", stage)
    stage.heat.click()
    until(lambda: stage.panes[0].image.has_heat or page.view.currentIndex().data(Role.RESULT) is None)
    shoot("34-compare-heat", stage)
    stage.close()
    page.view.selectRow(rows[0])
