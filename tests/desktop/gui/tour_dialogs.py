"""The part of the tour that leads through the rooms around the table: review, lesion, agreement, model, settings,
export. Called by `tests.desktop.gui.tour` with a window full of results."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from desktop.gui.export.dialog import ExportDialog, Offer, Scope
from desktop.gui.export_kinds import Kind
from desktop.gui.settings import Settings
from desktop.gui.shell.settings_dialog import SettingsDialog
from desktop.gui.window import MainWindow


def visit(
    window: MainWindow,
    settings: Settings,
    shoot: Callable[[str, QWidget], None],
    until: Callable[[Callable[[], object]], None],
) -> None:
    """Take the pictures; the reviews given here stay in the window's study."""
    page, rooms = window.page, window.side_dialogs
    classes = len(window.session.info.classes)
    answered = [r for r in page.model.results if not r.failed]
    for number, result in enumerate(answered):
        codes = window.session.info.codes
        # Mostly the model's own answer, so that the confusion matrix looks like one.
        code = codes[number % classes] if number % 4 == 3 else result.row.diagnosis
        window.session.reviews.set_label([result.key], code)
    page.view.setFocus()
    row = next(r for r in range(page.model.rowCount()) if page.model.shown[r] is answered[0])
    page.view.selectRow(row)
    QTest.keyClick(page.view, Qt.Key.Key_R)
    window.session.reviews.set_note([answered[0].key], "Pigment network irregular at the lower rim; second look.")
    until(lambda: page.detail.image.has_image)
    shoot("20-review", window)
    flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
    for more in (row + 1, row + 2):
        page.view.selectionModel().select(page.model.index(more, 0), flags)
    window.actions_.same_lesion.trigger()
    shoot("21-lesion", window)
    rooms.show_agreement()
    until(lambda: rooms.agreement.text.toPlainText())
    shoot("22-agreement", rooms.agreement)
    rooms.agreement.close()
    rooms.show_model()
    shoot("23-model", rooms.model)
    rooms.model.run_test.click()
    until(lambda: rooms.model.run_test.isEnabled() and rooms.model.outcome.text())
    shoot("24-self-test", rooms.model)
    rooms.model.close()
    dialog: QWidget = SettingsDialog(settings, window)
    dialog.show()
    shoot("25-settings", dialog)
    dialog.close()
    counts = {Scope.ALL: len(page.model.results), Scope.SHOWN: page.model.rowCount(), Scope.SELECTED: 3}
    dialog = ExportDialog(Offer(counts, reviewed=True), Kind.PDF, window)
    dialog.show()
    shoot("26-export", dialog)
    dialog.close()
    done = [0, 1204]
    window.task.follow("Copying images", lambda: (done[0], done[1]))
    done[0] = 431
    QTest.qWait(200)
    shoot("27-copying", window)
    window.task.clear()
