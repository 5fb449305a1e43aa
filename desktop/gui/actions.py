"""Everything the window can be asked to do, each with its words, key and icon, in menus and toolbar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QSizePolicy, QWidget

from desktop.gui.export_kinds import WORDS, Kind
from desktop.gui.settings import Scheme
from desktop.gui.translation import Key, tr
from desktop.gui.widgets.field import Field
from desktop.gui.widgets.icons import icon
from desktop.gui.widgets.tools import Tools

ANSWERED = "answered"
"""The property of an action that does something when it is asked for."""


class Actions:
    """The actions as attributes; `QMainWindow` gets its menus and its toolbar."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._icons: list[tuple[QAction, str]] = []
        self._magnifier = QAction(window)
        self._icons.append((self._magnifier, "search"))
        self.search = Field()
        make = self._make
        self.open_images = make(tr("Open &images…"), "Ctrl+O", "images", tr("Choose images to classify"))
        self.open_folder = make(
            tr("Open &folder…"), "Ctrl+Shift+O", "folder", tr("Choose a folder; everything below it too")
        )
        self.open_model = make(tr("Open &model…"), "Ctrl+M", "model", tr("Choose an .onnx file written by ham-export"))
        self.embedded_model = make(tr("Open embedded mode&l"), "", "", tr("The model that this program came with"))
        self.recent_models = QMenu(tr("Recent models"), window)
        self.open_labels = make(
            tr("Open known diagnoses…"), "Ctrl+L", "", tr("A CSV file with the images' known diagnoses")
        )
        self.close_labels = make(tr("Close known diagnoses"), "", "", "")
        self.save = make(
            tr("&Save results…"), "Ctrl+S", "save", tr("Save all rows as CSV or JSON Lines, with a record of the run")
        )
        self.new_study = make(tr("&New study"), "Ctrl+N", "", tr("Put this study away and begin another one"))
        self.open_study = make(tr("Open s&tudy…"), "Ctrl+T", "", tr("Open a study and go on where it was left"))
        self.save_study = make(
            tr("Save study &as…"), "Ctrl+Shift+S", "", tr("Go on under a name; everything is kept already")
        )
        self.new_reading = make(tr("Ne&w reading…"), "", "", tr("Let people name what images show, blinded and timed"))
        self.open_reading = make(tr("Open readin&g…"), "", "", tr("Read, or go on at the image where you left"))
        self.recent = QMenu(tr("&Recent studies"), window)
        self.find_moved = make(
            tr("Find moved images…"), "", "", tr("Search a folder for images that are not where they were")
        )
        self.export = make(tr("&Export…"), "Ctrl+E", "", "")
        self.exports: dict[Kind, QAction] = {
            kind: make(tr("{words}…", words=tr(words)), "", "", "") for kind, (words, _) in WORDS.items()
        }
        for action in (self.save, self.export, *self.exports.values()):
            action.setEnabled(False)  # until there are rows
        self.undo = make(tr("&Undo"), "Ctrl+Z", "", tr("Take back what was said last, of however many images"))
        self.redo = make(tr("Red&o"), "Ctrl+Shift+Z", "", tr("Say again what was taken back"))
        self.redo.setShortcuts([QKeySequence("Ctrl+Shift+Z"), QKeySequence("Ctrl+Y")])
        self.history = make(tr("Review &history…"), "", "", tr("What was said of this image, act by act"))
        self.quit = make(tr("&Quit"), "Ctrl+Q", "", "")
        self.again = make(tr("Classify a&gain with the open model"), "", "", "")
        self.pause = make(tr("&Pause or resume run"), "Ctrl+Shift+P", "pause", tr("Take no further image, or go on"))
        self.cancel = make(tr("&Cancel run"), "Esc", "stop", tr("Stop here and keep what is in the table"))
        self.find = make(tr("&Find…"), "Ctrl+F", "search", tr("Search file names and diagnoses"))
        self.settings = make(tr("&Settings…"), "Ctrl+,", "", tr("How images are classified, and how the window looks"))
        self.same_lesion = make(
            tr("Same &lesion"), "Ctrl+G", "", tr("The selected images show one lesion: one joint score")
        )
        self.no_lesion = make(
            tr("U&ngroup lesion"), "Ctrl+Shift+G", "", tr("Take the selected images out of their lesion")
        )
        self.name_lesion = make(
            tr("Name lesion…"), "Ctrl+Shift+L", "", tr("Call the lesion of the selected images by a name")
        )
        self.lesions_from_names = make(
            tr("Lesions from names…"), "", "", tr("By folder, by a CSV file or by a pattern")
        )
        self.patients_from_names = make(
            tr("Patients from names…"), "", "", tr("By folder, by a CSV file or by a pattern")
        )
        self.same_patient = make(
            tr("Images of this patient"), "Ctrl+P", "", tr("Show the images of the patient and no others")
        )
        self.copy = make(
            tr("{words}\t{key}", words=tr("Cop&y rows"), key=Key("Ctrl+C")), "", "", ""
        )  # the keys are the views' own: elsewhere they copy words
        self.copy_cell = make(tr("{words}\t{key}", words=tr("Copy c&ell"), key=Key("Ctrl+Shift+C")), "", "", "")
        self.copy_picture = make(
            tr("Copy p&icture"), "Ctrl+Alt+C", "", tr("The picture beside the table, with its heat map")
        )
        self.save_heat = make(tr("Save &heat map of this image…"), "", "", tr("As ham-classify draws it, with a scale"))
        self.reveal = make(tr("Show in fol&der"), "Ctrl+R", "", tr("Open the folder that the image lies in"))
        self.remove = make(
            tr("Remove f&rom study"), "Del", "", tr("Take the selected rows out; files and reviews are kept")
        )
        self.sort = QMenu(tr("&Sort by"), window)
        self.columns = QMenu(tr("Col&umns"), window)
        self.sizes = QMenu(tr("Si&ze of the pictures"), window)
        self.model = make(tr("&Model…"), "Ctrl+I", "", tr("The open model's card, figures and limits; its self-test"))
        self.agreement = make(tr("&Agreement…"), "Ctrl+J", "", tr("The model against your diagnoses"))
        self.diagnosis = make(tr("Save &diagnostic report…"), "", "", "")
        self.as_table = make(tr("&Table"), "Ctrl+1", "table", tr("Show the results as a table"))
        self.as_grid = make(tr("&Grid"), "Ctrl+2", "grid", tr("Show the results as pictures"))
        group = QActionGroup(window)
        for action in (self.as_table, self.as_grid):
            action.setCheckable(True)
            group.addAction(action)
        self.as_table.setChecked(True)
        self.heat = make(tr("&Heat map"), "Ctrl+H", "", tr("Show where the image speaks for a class"))
        self.heat.setCheckable(True)
        self.large = make(
            tr("&Full screen"), "F", "", tr("The chosen images on the whole screen, with all review keys")
        )
        self.compare = make(
            tr("&Compare images"), "C", "", tr("Two to four images side by side: the selected ones, or a lesion's")
        )
        self.keys = make(tr("&Keys…"), "F1", "", tr("Every key of the window on one page"))
        self.about = make(tr("&About…"), "", "", "")
        self.schemes: dict[Scheme, QAction] = {}
        group = QActionGroup(window)
        for scheme, words in (
            (Scheme.SYSTEM, tr("Colours of the s&ystem")),
            (Scheme.LIGHT, tr("&Light colours")),
            (Scheme.DARK, tr("&Dark colours")),
        ):
            action = make(words, "", "", "")
            action.setCheckable(True)
            group.addAction(action)
            self.schemes[scheme] = action
        self._fill_menus()
        self._fill_toolbar()
        self.draw_icons()

    def draw_icons(self) -> None:
        """Draw the icons in the window's present colours."""
        for action, name in self._icons:
            action.setIcon(icon(name, self._window.palette()))

    def _make(self, words: str, key: str, name: str, tip: str) -> QAction:
        action = QAction(words, self._window)
        if key:
            action.setShortcut(QKeySequence(key))
        if tip:
            action.setToolTip(tr("{tip} ({key})", tip=tip, key=Key(key)) if key else tip)
            action.setStatusTip("")
        if name:
            self._icons.append((action, name))
        return action

    def _fill_menus(self) -> None:
        bar = self._window.menuBar()
        menu = bar.addMenu(tr("&File"))
        menu.addActions([self.open_images, self.open_folder])
        menu.addSeparator()
        menu.addActions([self.open_model, self.embedded_model])
        menu.addMenu(self.recent_models)
        menu.addSeparator()
        menu.addActions([self.open_labels, self.close_labels])
        menu.addSeparator()
        menu.addActions([self.new_study, self.open_study])
        menu.addMenu(self.recent)
        menu.addActions([self.save_study, self.find_moved])
        menu.addSeparator()
        menu.addActions([self.new_reading, self.open_reading])
        menu.addSeparator()
        menu.addAction(self.save)
        exports = menu.addMenu(tr("E&xport as"))
        exports.addActions(list(self.exports.values()))
        menu.addActions([self.export, self.save_heat])
        menu.addSeparator()
        menu.addAction(self.quit)
        menu = bar.addMenu(tr("&Edit"))
        menu.addActions([self.undo, self.redo, self.history])
        menu.addSeparator()
        menu.addActions([self.find, self.pause, self.cancel, self.again])
        menu.addSeparator()
        menu.addActions([self.copy, self.copy_cell, self.copy_picture, self.reveal])
        menu.addSeparator()
        menu.addActions([self.same_lesion, self.no_lesion, self.name_lesion, self.lesions_from_names])
        menu.addActions([self.patients_from_names, self.same_patient])
        menu.addActions([self.remove])
        menu.addSeparator()
        menu.addAction(self.settings)
        menu = bar.addMenu(tr("&View"))
        menu.addActions([self.as_table, self.as_grid])
        menu.addMenu(self.sort)
        menu.addMenu(self.columns)
        menu.addMenu(self.sizes)
        menu.addSeparator()
        menu.addActions([self.large, self.compare])
        menu.addSeparator()
        menu.addActions([self.heat, self.model, self.agreement])
        menu.addSeparator()
        menu.addActions(list(self.schemes.values()))
        menu = bar.addMenu(tr("&Help"))
        menu.addActions([self.keys, self.diagnosis, self.about])

    def _fill_toolbar(self) -> None:
        tools = Tools(tr("Tools"))
        tools.setMovable(False)
        tools.setFloatable(False)
        tools.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        tools.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for action, words in (
            (self.open_images, tr("Open images")),
            (self.open_folder, tr("Open folder")),
            (self.save, tr("Save results")),
        ):
            action.setIconText(words)
            tools.addAction(action)
            tools.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        gap = QWidget()
        gap.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        tools.addWidget(gap)
        self.search.setPlaceholderText(tr("Search file or diagnosis"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Search"))
        letter = self.search.fontMetrics().averageCharWidth()
        self.search.setMinimumWidth(letter * 18)
        self.search.setMaximumWidth(letter * 32)
        self.search.setAcceptDrops(False)  # files dropped here are for the window
        self.search.addAction(self._magnifier, QLineEdit.ActionPosition.LeadingPosition)
        tools.addWidget(self.search)
        for action, words in ((self.as_table, tr("Table")), (self.as_grid, tr("Grid"))):
            action.setIconText(words)
            tools.addAction(action)
            tools.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tools.plain = [self.as_table, self.as_grid]
        self._window.addToolBar(tools)


def connect(action: QAction, slot: Callable[[], object]) -> None:
    """`triggered` brings a flag that no slot of ours wants."""
    action.triggered.connect(lambda: slot())
    action.setProperty(ANSWERED, True)
