"""The window's words in other languages, by Qt's translation files; English stands in the code and is the key.

    button = QPushButton(tr("Open folder…"))
    label.setText(trn("{n:,} image", "{n:,} images", count))

What was said is remembered with what it was said of (`desktop.language.retranslation`), to be said anew in another
language.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtGui import QKeySequence

from desktop.language import choice, spoken
from desktop.language.retranslation import SAID
from desktop.language.spoken import ENGLISH, FOLDER, PSEUDO, filled, pseudo

CONTEXT = "window"
_OURS = "ham-language"

_known: dict[str, str] = {}
"""Translations by text, of the language spoken: the table asks for some with every cell that it paints."""


def tr(text: str, /, **values: object) -> str:
    """A text in the window's language, `{name}` in it replaced by the value of that name as `str.format` does."""
    said = _known.get(text)
    if said is None:
        said = _known[text] = QCoreApplication.translate(CONTEXT, text)
        SAID.remember(said, lambda: tr(text))
    if not values:
        return said
    return SAID.remember(filled(said, values), lambda: tr(text, **SAID.values(values)), text)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """A text that counts: `{n}` is the number. A language has as many forms of it as its translation gives."""
    said = QCoreApplication.translate(CONTEXT, many, None, n)
    if said == many and n == 1:
        said = one  # English, which has no translation file
    return SAID.remember(filled(said, {"n": n, **values}), lambda: trn(one, many, n, **SAID.values(values)), many)


class Key:
    """A key in a text, as the system and the language write it: `Strg+O`."""

    def __init__(self, key: str) -> None:
        self._key = key

    def __format__(self, spec: str) -> str:
        return QKeySequence(self._key).toString(QKeySequence.SequenceFormat.NativeText)


def marked(text: str) -> str:
    """The text itself: it goes through `tr` where it is used, and is found here by whoever gathers the texts."""
    return text


def chosen(setting: str) -> str:
    """The language to speak: the environment's, else the setting's, else the system's first that there are words for,
    else English."""
    return choice.chosen(setting, QLocale.system().uiLanguages())


def own_name(code: str) -> str:
    """What a language calls itself: `Deutsch`."""
    name = QLocale(code).nativeLanguageName()
    name = name.split(" (")[0] if code != ENGLISH else "English"
    return name[:1].upper() + name[1:]


def speak(code: str) -> None:
    """Let the application speak a language, Qt's own buttons included. Its numbers stay as the settings say."""
    app = QCoreApplication.instance()
    assert app is not None
    for old in app.findChildren(QTranslator, _OURS):
        app.removeTranslator(old)
        old.deleteLater()
    spoken.speak(code)
    _known.clear()
    if code == PSEUDO:
        made: list[QTranslator] = [_PseudoTranslator(app)]
    else:
        made = [QTranslator(app), QTranslator(app)]
        made[0].load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        made[1].load(f"{code}.qm", str(FOLDER))
    for one in made:
        one.setObjectName(_OURS)
        app.installTranslator(one)
    _known.clear()


class _PseudoTranslator(QTranslator):
    def isEmpty(self) -> bool:
        return False

    def translate(self, context: bytes | str, source: bytes | str, disambiguation: object = None, n: int = -1) -> str:
        text = source.decode() if isinstance(source, bytes) else source
        return pseudo(text) if context in (CONTEXT, CONTEXT.encode(), "QPlatformTheme") else text
