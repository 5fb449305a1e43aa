"""The words of the Qt-free parts in other languages, by the standard library's gettext: report, sentences, diagnoses.

English stands in the code and is the key. What is kept on disk (tables, a study's acts, an image's error) stays
English, and `told` says such a sentence in the language where it is shown. A process speaks English until `speak` is
called, as the window does, and within `report_in`.
"""

from __future__ import annotations

import gettext
import json
import re
import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from numbers import Real
from pathlib import Path

from desktop.language.retranslation import SAID

FOLDER = Path(__file__).parent
"""`CODE.po` and `CODE.mo` for the words here, `CODE.ts` and `CODE.qm` for the window's."""
ENGLISH = "en"
PSEUDO = "qps"
"""A made-up language, longer than English and marked in every letter: what is not translated or cut is seen."""

_LONGER = 1.3
_ACCENTED = str.maketrans("aceinosuyzACEINOSUYZ", "áçéîñöšúýžÁÇÉÎÑÖŠÚÝŽ")
_KEPT = re.compile(r"\{[^{}]*\}|<[^<>]*>|&#?\w+;|&\w|\(\*[^)]*\)|%\w|\t[^\t]*$|;;")
"""What a translation may not touch: placeholders, tags, entities, the letter of a shortcut, patterns of file names."""
_DEEPEST = 3


def marked(text: str) -> str:
    """The text itself: it is translated where it is used, and found here by whoever gathers the texts."""
    return text


_SIGNS = marked("numbers: 1,234.5")
"""How a language writes them in words; a translation with another number at its end."""
_IN_A_REPORT: ContextVar[bool] = ContextVar("_IN_A_REPORT", default=False)


def offered() -> tuple[str, ...]:
    """The codes of the languages that can be chosen, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.mo")))


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


class _Spoken:
    """The language of this process."""

    code = ENGLISH
    words: gettext.NullTranslations = gettext.NullTranslations()
    group, point = ",", "."


def speak(code: str) -> None:
    """Say everything in that language from now on; in English where there are no words for it."""
    _Spoken.code = code
    if code == PSEUDO:
        _Spoken.words = _Pseudo()
    elif (file := FOLDER / f"{code}.mo").is_file():
        with file.open("rb") as stream:
            _Spoken.words = gettext.GNUTranslations(stream)
    else:
        _Spoken.code, _Spoken.words = ENGLISH, gettext.NullTranslations()
    signs = re.search(r"1(\D?)234(\D)5$", _Spoken.words.gettext(_SIGNS))
    _Spoken.group, _Spoken.point = signs.groups() if signs else (",", ".")


@contextmanager
def report_in(code: str = "") -> Iterator[None]:
    """What is said meanwhile is for a report in that language, by default the one spoken: its numbers have the
    language's decimal sign. The window's have that of a setting, and what programs read has the point."""
    before, signs = _Spoken.code, _IN_A_REPORT.set(True)
    if code and code != before:
        speak(code)
    try:
        yield
    finally:
        _IN_A_REPORT.reset(signs)
        if code and code != before:
            speak(before)


def number(value: Real | float, form: str) -> str:
    """A number formatted as `format` does, `,` and `.` in it written as the language writes them."""
    text, point = format(value, form), _Spoken.point if _IN_A_REPORT.get() else "."
    return text if (_Spoken.group, point) == (",", ".") else text.translate({44: _Spoken.group, 46: point})


class _Formatter(string.Formatter):
    def format_field(self, value: object, format_spec: str) -> str:
        return number(value, format_spec) if isinstance(value, Real) else format(value, format_spec)


_FORMATTER = _Formatter()


def filled(text: str, values: Mapping[str, object]) -> str:
    """A text with its values, as `str.format` puts them there, and numbers as `number` writes them."""
    return _FORMATTER.vformat(text, (), values)


def spoken() -> str:
    """The code of the language spoken now."""
    return _Spoken.code


def tag() -> str:
    """The same as a page names it: `pt-BR` (BCP 47)."""
    return _Spoken.code.replace("_", "-")


def tr(text: str, /, **values: object) -> str:
    """A text in the language spoken, `{name}` in it replaced by the value of that name as `str.format` does."""
    said = _Spoken.words.gettext(text) if text else text
    if not values:
        return SAID.remember(said, lambda: tr(text))
    return SAID.remember(filled(said, values), lambda: tr(text, **SAID.values(values)), text)


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """A text that counts: `{n}` is the number."""
    said = filled(_Spoken.words.ngettext(one, many, n), {"n": n, **values})
    return SAID.remember(said, lambda: trn(one, many, n, **SAID.values(values)), many)


def kept(text: str) -> str:
    """A sentence that is kept in English and shown by `told`; its form is gathered as a message of its own."""
    return text


_SMALL = marked("names of diagnoses inside a sentence: melanoma")
"""How a language writes them there: its translation ends in a small letter or a capital one."""


def inside(name: str) -> str:
    """A name as it stands inside a sentence: `melanoma score`, but `Melanom`; abbreviations stay."""
    small = _Spoken.words.gettext(_SMALL).rsplit(" ", 1)[-1][:1].islower()
    return name[:1].lower() + name[1:] if small and not name.isupper() else name


def told(sentence: str) -> str:
    """A sentence that was made in English, of an error for instance, in the language spoken; as it is where its form is
    not known. Names and numbers in it stay, sentences in it are told too."""
    said = sentence if _Spoken.code == ENGLISH else _told(_Spoken.code, sentence, _DEEPEST)
    return SAID.remember(said, lambda: told(sentence), "told") if sentence else sentence


def pseudo(text: str) -> str:
    """`[Çláss ··]`: 1.3 times as long, with accents, and what is no words left alone."""
    if not text:
        return text
    parts: list[str] = []
    end = 0
    for found in _KEPT.finditer(text):
        parts += (text[end : found.start()].translate(_ACCENTED), found.group())
        end = found.end()
    letters = "".join((*parts, text[end:].translate(_ACCENTED)))
    more = max(0, round(len(text) * _LONGER) - len(text) - 2)
    head, tab, key = letters.partition("\t")
    return f"[{head}{'·' * more}]{tab}{key}"


@lru_cache(maxsize=4096)
def _told(code: str, sentence: str, depth: int) -> str:
    said = _Spoken.words.gettext(sentence) if sentence else sentence
    if said != sentence or not depth:
        return said
    for form, text in _forms():
        if found := form.fullmatch(sentence):
            values = [_told(code, value, depth - 1) for value in found.groups()]
            return _Spoken.words.gettext(text).format(*values)
    return sentence


@cache
def _forms() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The messages with placeholders, as patterns; those that say most first."""
    found = sorted(_messages(), key=lambda text: -len(re.sub(r"\{\d+\}", "", text)))
    return tuple((_pattern(text), text) for text in found)


def _messages() -> Iterator[str]:
    yield from json.loads((FOLDER / "sentences.json").read_text(encoding="utf-8"))


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{\d+\}", text)
    return re.compile("(.*?)".join(map(re.escape, parts)), re.DOTALL)
