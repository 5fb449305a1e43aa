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
    """`setting`: a person's, "" for none; `system`: as the system names its languages, the preferred one first."""
    wanted = (os.environ.get(VARIABLE, ""), setting)
    return next((code for code in wanted if code in (*offered(), PSEUDO)), None) or of_the_system(system)


def of_the_system(wanted: Sequence[str]) -> str:
    """Of names such as `de-AT`, `es_MX.UTF-8` or `es`, the first that there are words for; else English."""
    codes = (name.replace("_", "-").split(".")[0].split("-")[0] for name in wanted)
    return next((code for code in codes if code in offered()), ENGLISH)


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
    if option is not None and option not in (*offered(), PSEUDO):
        raise UsageError(f"--language {option}: there are words for {', '.join(offered())}; name one")
    return option or chosen("", of_the_terminal())
