"""Colours, light and dark: one palette for Qt's own drawing, and the few named colours that ours needs.

Nothing is told by colour alone; the accents are blue, orange and grey, which stay apart in every common colour vision
deficiency (Okabe and Ito, "Color Universal Design", 2008).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from desktop.gui.settings import Scheme

_RESOURCES = Path(__file__).parent / "resources"
_ARROW = (_RESOURCES / "arrow.svg").as_posix()
_ARROW_UP = (_RESOURCES / "arrow_up.svg").as_posix()
HEADER_RIGHT = 14
"""Pixels at the right of a table's title: the sort arrow stands there, and touches no word."""


@dataclass(frozen=True)
class Colours:
    """window: behind everything; base: lists and fields; raised: buttons, cards; line: borders; text, quiet: writing;
    accent: what can be acted on, and the bars; tint: the selection; track: the empty part of a bar; warm: attention."""

    window: str
    base: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    tint: str
    track: str
    warm: str
    warm_tint: str


LIGHT = Colours(
    window="#f4f6f8",
    base="#ffffff",
    raised="#ffffff",
    line="#d5dbe2",
    text="#1a2027",
    quiet="#5a6673",
    accent="#0a66b0",
    on_accent="#ffffff",
    tint="#dcebf8",
    track="#e6ebf0",
    warm="#a84a00",
    warm_tint="#fdf0e3",
)
DARK = Colours(
    window="#1c2127",
    base="#15191e",
    raised="#262d35",
    line="#39424d",
    text="#e7ebef",
    quiet="#9aa7b4",
    accent="#5cb3f2",
    on_accent="#0b1a27",
    tint="#1d3d58",
    track="#2c343d",
    warm="#f2a65c",
    warm_tint="#3a2c1d",
)


def _check(c: Colours) -> str:
    return (_RESOURCES / ("check_light.svg" if c is LIGHT else "check_dark.svg")).as_posix()


def is_dark(palette: QPalette) -> bool:
    """Whether the palette writes light on dark."""
    return (
        palette.color(QPalette.ColorRole.Window).lightness() < palette.color(QPalette.ColorRole.WindowText).lightness()
    )


def colours(palette: QPalette) -> Colours:
    """The named colours that go with a palette."""
    return DARK if is_dark(palette) else LIGHT


class Theme(QObject):
    """Dresses the application, and again whenever the system changes between light and dark."""

    def __init__(self, app: QApplication, scheme: Scheme) -> None:
        super().__init__(app)
        self._app = app
        self._scheme = scheme
        app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._dress)
        self.set_scheme(scheme)

    def set_scheme(self, scheme: Scheme) -> None:
        """Follow the system, or stay light or dark."""
        self._scheme = scheme
        wanted = {Scheme.LIGHT: Qt.ColorScheme.Light, Scheme.DARK: Qt.ColorScheme.Dark}
        self._app.styleHints().setColorScheme(wanted.get(scheme, Qt.ColorScheme.Unknown))
        self._dress()

    def retire(self) -> None:
        """Follow the system no more."""
        self._app.styleHints().colorSchemeChanged.disconnect(self._dress)

    def _dress(self) -> None:
        system_is_dark = self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        dark = self._scheme is Scheme.DARK or (self._scheme is Scheme.SYSTEM and system_is_dark)
        chosen = DARK if dark else LIGHT
        self._app.setPalette(_palette(chosen))
        self._app.setStyleSheet(_style_sheet(chosen))


def bold_font() -> QFont:
    """The application's, bold."""
    font = QApplication.font()
    font.setBold(True)
    return font


def bold(widget: QWidget, points: float = 0.0) -> None:
    """A bold font, `points` larger than the widget's own, so that it scales with the system's font size."""
    font = widget.font()
    font.setBold(True)
    if points:
        font.setPointSizeF(font.pointSizeF() + points)
    widget.setFont(font)


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for which, colour in (
        *((role.Window, c.window), (role.WindowText, c.text), (role.Base, c.base), (role.AlternateBase, c.window)),
        *((role.Text, c.text), (role.Button, c.raised), (role.ButtonText, c.text), (role.BrightText, c.warm)),
        *((role.Highlight, c.tint), (role.HighlightedText, c.text), (role.Link, c.accent), (role.Accent, c.accent)),
        *((role.ToolTipBase, c.raised), (role.ToolTipText, c.text), (role.PlaceholderText, c.quiet)),
        *((role.Mid, c.line), (role.Midlight, c.track), (role.Dark, c.line), (role.Light, c.raised)),
    ):
        palette.setColor(which, QColor(colour))
    for which in (role.Text, role.ButtonText, role.WindowText, role.HighlightedText):
        faded = QColor(c.quiet)
        faded.setAlpha(150)
        palette.setColor(QPalette.ColorGroup.Disabled, which, faded)
    return palette


def _style_sheet(c: Colours) -> str:
    return f"""
    QToolBar {{ background: {c.window}; border: 0; border-bottom: 1px solid {c.line}; padding: 6px 8px; spacing: 4px; }}
    QToolBar QToolButton {{ padding: 5px 10px; border: 1px solid transparent; border-radius: 6px; }}
    QToolBar QToolButton:hover {{ background: {c.track}; }}
    QToolBar QToolButton:pressed {{ background: {c.tint}; }}
    QToolBar QToolButton:checked {{ background: {c.tint}; border-color: {c.accent}; }}
    QToolBar QToolButton:focus {{ border-color: {c.accent}; }}
    QToolBar QToolButton:checked:focus {{ border-color: {c.text}; }}
    QStatusBar {{ background: {c.window}; border-top: 1px solid {c.line}; color: {c.quiet}; }}
    QStatusBar::item {{ border: 0; }}
    QStatusBar QToolButton {{ color: {c.quiet}; border: 1px solid transparent; border-radius: 5px; padding: 2px 6px; }}
    QStatusBar QToolButton:hover {{ background: {c.track}; }}
    QStatusBar QToolButton:focus {{ border-color: {c.accent}; }}
    QStatusBar QLabel {{ color: {c.quiet}; padding: 3px 6px; }}
    QLabel[quiet="true"] {{ color: {c.quiet}; }}
    QLabel[warm="true"] {{ color: {c.warm}; }}
    QComboBox {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px; padding: 4px 10px; }}
    QComboBox:focus, QComboBox:hover {{ border-color: {c.accent}; }}
    QComboBox:disabled {{ background: transparent; }}
    QDialogButtonBox {{ dialogbuttonbox-buttons-have-icons: 0; }}
    QComboBox::drop-down {{ border: 0; width: 24px; }}
    QComboBox::down-arrow {{ image: url("{_ARROW}"); width: 12px; height: 12px; }}
    QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.line}; selection-color: {c.text};
        selection-background-color: {c.tint}; }}
    QSlider {{ min-height: 22px; }}
    QSlider::groove:horizontal {{ height: 4px; border-radius: 2px; background: {c.track}; }}
    QSlider::sub-page:horizontal {{ background: {c.accent}; border-radius: 2px; }}
    QSlider::sub-page:horizontal:disabled {{ background: {c.line}; }}
    QSlider::handle:horizontal {{ width: 14px; height: 14px; margin: -6px 0; border-radius: 8px;
        background: {c.raised}; border: 1px solid {c.quiet}; }}
    QSlider::handle:horizontal:focus, QSlider::handle:horizontal:hover {{ border: 2px solid {c.accent};
        margin: -7px 0; }}
    QSlider::handle:horizontal:disabled {{ border-color: {c.line}; }}
    QScrollBar {{ background: transparent; border: 0; margin: 0; }}
    QScrollBar:vertical {{ width: 12px; }}
    QScrollBar:horizontal {{ height: 12px; }}
    QScrollBar::handle {{ background: {c.line}; border-radius: 4px; margin: 2px; }}
    QScrollBar::handle:hover {{ background: {c.quiet}; }}
    QScrollBar::handle:vertical {{ min-height: 36px; }}
    QScrollBar::handle:horizontal {{ min-width: 36px; }}
    QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
    QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
    QTableCornerButton::section {{ background: {c.base}; border: 0; }}
    QLineEdit {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 6px; padding: 4px 8px; }}
    QLineEdit:focus {{ border: 1px solid {c.accent}; }}
    QSpinBox {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px; padding: 4px 8px; }}
    QSpinBox:focus, QSpinBox:hover {{ border-color: {c.accent}; }}
    QSpinBox::up-button, QSpinBox::down-button {{ width: 22px; border: 0; background: transparent; }}
    QSpinBox::up-arrow {{ image: url("{_ARROW_UP}"); width: 11px; height: 11px; }}
    QSpinBox::down-arrow {{ image: url("{_ARROW}"); width: 11px; height: 11px; }}
    QRadioButton, QCheckBox {{ padding: 3px 6px 3px 2px; border: 1px solid transparent; border-radius: 5px;
        spacing: 8px; }}
    QRadioButton:focus, QCheckBox:focus {{ border-color: {c.accent}; }}
    QRadioButton::indicator, QCheckBox::indicator {{ width: 14px; height: 14px; border: 1px solid {c.quiet};
        background: {c.base}; }}
    QRadioButton::indicator {{ border-radius: 8px; }}
    QCheckBox::indicator {{ border-radius: 4px; }}
    QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent};
        background: {c.on_accent}; }}
    QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: url("{_check(c)}"); }}
    QRadioButton::indicator:disabled, QCheckBox::indicator:disabled {{ border-color: {c.line}; background: {c.track}; }}
    QPushButton {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 6px; padding: 6px 14px; }}
    QPushButton:hover {{ border-color: {c.accent}; }}
    QPushButton:pressed {{ background: {c.tint}; }}
    QPushButton:checked {{ background: {c.tint}; border: 2px solid {c.accent}; padding: 5px 13px; font-weight: bold; }}
    QPushButton:focus {{ border: 2px solid {c.accent}; padding: 5px 13px; }}
    QPushButton:default, QPushButton[primary="true"] {{ background: {c.accent}; border-color: {c.accent};
        color: {c.on_accent}; }}
    QPushButton:disabled {{ background: transparent; color: {c.quiet}; border-color: {c.line}; }}
    QPushButton[primary="true"]:focus {{ border: 2px solid {c.text}; }}
    QToolButton[chip="true"] {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: 13px;
        padding: 4px 9px; }}
    QToolButton[chip="true"]:hover {{ border-color: {c.accent}; }}
    QToolButton[chip="true"]:checked {{ background: {c.tint}; border: 2px solid {c.accent}; padding: 3px 8px; }}
    QToolButton[compact="true"] {{ padding: 3px 5px; border-radius: 11px; }}
    QToolButton[compact="true"]:checked {{ padding: 2px 4px; }}
    QToolButton[opens="true"] {{ padding-right: 20px; }}
    QToolButton[opens="true"]:checked {{ padding-right: 19px; }}
    QToolButton::menu-indicator {{ image: url("{_ARROW}"); width: 11px; height: 11px;
        subcontrol-origin: padding; subcontrol-position: center right; right: 6px; }}
    QToolButton[none="true"] {{ color: {c.quiet}; background: transparent; }}
    QToolButton[chip="true"]:focus {{ border-color: {c.text}; }}
    QToolButton[chip="true"]:disabled {{ background: transparent; }}
    QTableView {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 8px; outline: 0;
        selection-background-color: {c.tint}; selection-color: {c.text}; }}
    QAbstractScrollArea[grid="true"] {{ background: {c.window}; border: 1px solid {c.line}; border-radius: 8px; }}
    QTableView:focus, QAbstractScrollArea[grid="true"]:focus {{ border-color: {c.accent}; }}
    QTextBrowser, QPlainTextEdit {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 8px;
        padding: 6px 10px; selection-background-color: {c.tint}; selection-color: {c.text}; }}
    QTextBrowser:focus, QPlainTextEdit:focus {{ border-color: {c.accent}; }}
    QHeaderView {{ background: transparent; }}
    QHeaderView::section {{ background: {c.base}; color: {c.quiet}; border: 0; border-bottom: 1px solid {c.line};
        padding: 7px {HEADER_RIGHT}px 7px 6px; }}
    QHeaderView::section:first {{ border-top-left-radius: 7px; }}
    QHeaderView::section:hover {{ color: {c.text}; }}
    QHeaderView::up-arrow {{ image: url("{_ARROW_UP}"); width: 10px; height: 10px; }}
    QHeaderView::down-arrow {{ image: url("{_ARROW}"); width: 10px; height: 10px; }}
    QFrame[card="true"] {{ background: {c.base}; border: 1px solid {c.line}; border-radius: 8px; }}
    QFrame[band="true"] {{ background: {c.tint}; border: 1px solid {c.accent}; border-radius: 8px; }}
    QTabWidget::pane {{ border: 0; border-top: 1px solid {c.line}; }}
    QTabBar {{ qproperty-drawBase: 0; background: transparent; }}
    QTabBar::tab {{ background: transparent; color: {c.quiet}; padding: 7px 14px; border: 1px solid transparent;
        border-bottom: 3px solid transparent; }}
    QTabBar::tab:hover {{ color: {c.text}; }}
    QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.accent}; font-weight: bold; }}
    QTabBar::tab:focus {{ border: 1px solid {c.accent}; border-bottom: 3px solid {c.accent}; border-radius: 5px; }}
    QFrame[rule="true"] {{ background: {c.line}; border: 0; }}
    QFrame[message] {{ margin: 10px 12px 0 12px; }}
    QFrame[message="problem"] {{ background: {c.warm_tint}; border: 1px solid {c.warm}; border-radius: 8px; }}
    QFrame[message="note"] {{ background: {c.tint}; border: 1px solid {c.accent}; border-radius: 8px; }}
    QProgressBar {{ background: {c.track}; border: 0; border-radius: 3px; max-height: 6px; }}
    QProgressBar::chunk {{ background: {c.accent}; border-radius: 3px; }}
    QProgressBar[likeliest="false"]::chunk {{ background: {c.quiet}; }}
    QScrollArea {{ border: 0; background: transparent; }}
    QScrollArea[read="true"] {{ border: 1px solid transparent; }}
    QScrollArea[read="true"]:focus {{ border-color: {c.accent}; }}
    QToolTip {{ background: {c.raised}; color: {c.text}; border: 1px solid {c.line}; padding: 4px; }}
    """
