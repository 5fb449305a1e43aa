"""Which language to speak: the one asked for, else the environment's, else the system's, else English."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from desktop.errors import UsageError
from desktop.language.spoken import ENGLISH, PSEUDO, offered

VARIABLE = "HAM_LANGUAGE"
"""Names the language whatever the settings say; a way to the pseudo-language."""


def chosen(setting: str, system: Sequence[str]) -> str:
    """`setting`: a person's, "" for none; `system`: as the system names its languages, the preferred one first. Raises
    UsageError where the environment names one that there are no words for."""
    if of_environment := os.environ.get(VARIABLE, ""):
        return _known(of_environment, f"{VARIABLE}={of_environment}")
    return setting if setting in _known_codes() else of_the_system(system)


def of_the_system(wanted: Sequence[str]) -> str:
    """Of names such as `de-AT`, `es_MX.UTF-8` or `es`, the first that there are words for; else English."""
    return next(filter(None, (_code_of(name, offered()) for name in wanted)), ENGLISH)


def _code_of(name: str, codes: Sequence[str]) -> str:
    """The code that a language's name means: of its country where there is one, as `pt-BR` means `pt_BR`, else of the
    language alone; "" where there is none."""
    told = name.split(".")[0].split("@")[0].replace("-", "_").casefold()
    known = {code.casefold(): code for code in codes}
    return known.get(told) or known.get(told.split("_")[0], "")


def of_the_terminal() -> tuple[str, ...]:
    """The system's languages as a program without a window sees them; none where the locale is `C`.

    https://www.gnu.org/software/gettext/manual/html_node/Locale-Environment-Variables.html
    """
    if sys.platform == "win32":
        import ctypes
        import locale

        return (locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), ""),)
    names = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    found = next(filter(None, names), "")
    if found.split(".")[0] in ("", "C", "POSIX"):
        return ()
    return (*filter(None, os.environ.get("LANGUAGE", "").split(":")), found)


def of_a_report(option: str | None) -> str:
    """The language of a report made at a terminal: the one of `--language`, else as a program without a window chooses.
    Raises UsageError for one that there are no words for."""
    return chosen("", of_the_terminal()) if option is None else _known(option, f"--language {option}")


def _known(name: str, asked: str) -> str:
    if code := _code_of(name, _known_codes()):
        return code
    raise UsageError(f"{asked}: there are words for {', '.join(offered())}; name one")


def _known_codes() -> tuple[str, ...]:
    return (*offered(), PSEUDO)
