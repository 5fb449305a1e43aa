"""What the window remembers from one start to the next, with a type for each thing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QByteArray, QLocale, QSettings, QStandardPaths

from desktop.model import providers
from desktop.model.views import VIEWS

ORGANISATION = "ham-classifier"
APPLICATION = "ham-desktop"
MOST_RECENT = 8
AUTOMATIC = "auto"
LARGEST_BATCH = 1024
MOST_THREADS = 256


_NUMBER = re.compile(r"(?<![\w.-])(-?\d+)\.(?=\d)")


class Numbers(Enum):
    """The sign between the whole part and the rest. Files keep the point, but for the table made for a spreadsheet."""

    POINT = "point"
    COMMA = "comma"

    def told(self, value: float, places: int = 2) -> str:
        """`0.87` or `0,87`."""
        return self.localised(f"{value:.{places}f}")

    def localised(self, words: str) -> str:
        """Words with numbers that have a point, in this format; names with numbers in them stay as they are."""
        return _NUMBER.sub(r"\1,", words) if self is Numbers.COMMA else words


@dataclass(frozen=True)
class RunOptions:
    """provider: a name or `auto`; tta: views averaged per image, 1, 2, 4 or 8; batch_size: images per inference, None
    where that is measured (`desktop.engine.tuning`); threads: for the inference, None for the provider's own choice."""

    provider: str = providers.AUTO
    tta: int = 1
    batch_size: int | None = None
    threads: int | None = None


class Scheme(Enum):
    """Colour scheme: the system's, or always one."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Settings:
    """A typed front of a QSettings store; what is missing or damaged there is its default."""

    def __init__(self, store: QSettings) -> None:
        self._store = store

    @classmethod
    def of_this_user(cls) -> Settings:
        """The store of the person at the screen, a readable .ini file on every system."""
        return cls(QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, ORGANISATION, APPLICATION))

    @property
    def model(self) -> Path | None:
        """The model file opened last."""
        text = self._text("model")
        return Path(text) if text else None

    @model.setter
    def model(self, path: Path | None) -> None:
        if path is None:
            self._store.remove("model")
        else:
            self._store.setValue("model", str(path))

    @property
    def folder(self) -> str:
        """Where the file dialogs open; empty for the system's choice."""
        return self._text("folder")

    @folder.setter
    def folder(self, folder: str) -> None:
        self._store.setValue("folder", folder)

    @property
    def studies(self) -> Path:
        """The folder of the studies that have no name yet; another than the system's place for such data where the
        store names one."""
        text = self._text("studies")
        if text:
            return Path(text)
        data = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericDataLocation)
        return Path(data) / ORGANISATION / "studies"

    @property
    def recent(self) -> list[Path]:
        """Studies with a name that were open lately, the last one first."""
        value = self._store.value("recent")
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(name) for name in names if isinstance(name, str) and name]

    def add_recent(self, path: Path) -> None:
        """Put a study at the head of `recent`."""
        others = [known for known in self.recent if known != path]
        self._store.setValue("recent", [str(known) for known in (path, *others)][:MOST_RECENT])

    @property
    def recent_models(self) -> list[Path]:
        """Model files that were open lately, the last one first."""
        value = self._store.value("recent_models")
        names = [value] if isinstance(value, str) else value if isinstance(value, list) else []
        return [Path(name) for name in names if isinstance(name, str) and name]

    def add_recent_model(self, path: Path) -> None:
        """Put a model file at the head of `recent_models`."""
        others = [known for known in self.recent_models if known != path]
        self._store.setValue("recent_models", [str(known) for known in (path, *others)][:MOST_RECENT])

    def text(self, name: str) -> str:
        """Something a part of the window remembers for itself; empty where there is nothing."""
        return self._text(f"view/{name}")

    def set_text(self, name: str, value: str) -> None:
        self._store.setValue(f"view/{name}", value)

    @property
    def scheme(self) -> Scheme:
        text = self._text("scheme")
        return Scheme(text) if text in {s.value for s in Scheme} else Scheme.SYSTEM

    @scheme.setter
    def scheme(self, scheme: Scheme) -> None:
        self._store.setValue("scheme", scheme.value)

    @property
    def heat_opacity(self) -> int:
        """Opacity of the heat map in percent."""
        text = self._text("heat_opacity")
        return min(100, int(text)) if text.isdecimal() else 60

    @heat_opacity.setter
    def heat_opacity(self, percent: int) -> None:
        self._store.setValue("heat_opacity", str(percent))

    @property
    def provider(self) -> str:
        """What runs the network: `auto`, or a name of `desktop.model.providers`."""
        text = self._text("provider")
        return text if text in providers.NAMES else providers.AUTO

    @provider.setter
    def provider(self, name: str) -> None:
        self._store.setValue("provider", name)

    @property
    def batch_size(self) -> int | None:
        """Images per inference, 1 to LARGEST_BATCH; None where that is measured on this machine."""
        return self._count("batch_size", LARGEST_BATCH)

    @batch_size.setter
    def batch_size(self, size: int | None) -> None:
        self._store.setValue("batch_size", str(size or AUTOMATIC))

    @property
    def threads(self) -> int | None:
        """Threads of the inference, 1 to MOST_THREADS; None for one per core."""
        return self._count("threads", MOST_THREADS)

    @threads.setter
    def threads(self, count: int | None) -> None:
        self._store.setValue("threads", str(count or AUTOMATIC))

    @property
    def tta(self) -> int:
        """Views averaged per image: one of `desktop.model.views.VIEWS`."""
        text = self._text("tta")
        return int(text) if text.isdecimal() and int(text) in VIEWS else VIEWS[0]

    @tta.setter
    def tta(self, views: int) -> None:
        self._store.setValue("tta", str(views))

    @property
    def prevalence(self) -> str:
        """The prevalence that a person typed, as `desktop.gui.session.prevalence` reads it; empty for the model's own
        numbers."""
        return self._text("prevalence")

    @prevalence.setter
    def prevalence(self, text: str) -> None:
        self._store.setValue("prevalence", text)

    @property
    def options(self) -> RunOptions:
        """How images are classified."""
        return RunOptions(self.provider, self.tta, self.batch_size, self.threads)

    @property
    def numbers(self) -> Numbers:
        """How numbers are written in the window and in tables for spreadsheets: as chosen, else as the system does."""
        text = self._text("numbers")
        if text in {n.value for n in Numbers}:
            return Numbers(text)
        return Numbers.COMMA if QLocale.system().decimalPoint() == "," else Numbers.POINT

    @numbers.setter
    def numbers(self, numbers: Numbers) -> None:
        self._store.setValue("numbers", numbers.value)

    @property
    def language(self) -> str:
        """The code of the language to speak; empty for the system's."""
        return self._text("language")

    @language.setter
    def language(self, code: str) -> None:
        self._store.setValue("language", code)

    def layout(self, name: str) -> QByteArray:
        """A saved geometry or splitter state; empty where there is none."""
        value = self._store.value(f"layout/{name}")
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_layout(self, name: str, state: QByteArray) -> None:
        self._store.setValue(f"layout/{name}", state)

    def write(self) -> None:
        """Put everything on disk now."""
        self._store.sync()

    def _count(self, key: str, most: int) -> int | None:
        text = self._text(key)
        return int(text) if text.isdecimal() and 1 <= int(text) <= most else None

    def _text(self, key: str) -> str:
        value = self._store.value(key)
        return value if isinstance(value, str) else ""
