"""Sphinx: `make docs` builds docs/ into build/docs; warnings are errors, links to nowhere included."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from desktop import __version__

project = "ham-classifier"
author = "the authors of ham-classifier"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc"]
nitpicky = True
# Types that have no page of their own here: those of other libraries and of the engine behind the public names.
nitpick_ignore_regex = [("py:.*", r"(?!desktop\.(Classifier|Result|HamError)$).*")]

html_theme = "furo"
html_title = f"ham-classifier {__version__}"
html_copy_source = html_show_sourcelink = html_show_copyright = False

myst_heading_anchors = 3
myst_enable_extensions = ["deflist"]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_preserve_defaults = True
# Documented from their source; none of them is needed to build.
autodoc_mock_imports = ["keras", "tensorflow"]
# Single backticks in our docstrings mean code, as in Markdown.
default_role = "code"
add_module_names = False


def _as_rst(_app: Any, _what: str, _name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Our docstrings are plain text; an indented block after a colon is code, and stars are stars."""
    text = "\n".join(lines)
    text = re.sub(r":\n\n(?=    )", "::\n\n", text)
    lines[:] = re.sub(r"(?<![`\w])\*(?=\w)", r"\\*", text).split("\n")


def _signature(_app: Any, _what: str, name: str, obj: Any, *_: Any) -> tuple[str, str] | None:
    """The fields of a metadata struct, which has no signature of its own; none for what is made by a class method."""
    if isinstance(obj, type) and issubclass(obj, msgspec.Struct):
        fields, defaults = obj.__struct_fields__, obj.__struct_defaults__
        given = dict.fromkeys(fields, "") | dict(
            zip(fields[len(fields) - len(defaults) :], map(_default, defaults), strict=True)
        )
        return f"({', '.join(f'{f}: {obj.__annotations__[f]}{given[f]}' for f in fields)})", ""
    return ("", "") if name == "desktop.Classifier" else None


def _default(value: Any) -> str:
    return f" = {value!r}" if isinstance(value, str | int | float | tuple | None) else " = {}"


def setup(app: Any) -> None:
    app.connect("autodoc-process-signature", _signature)
    app.connect("autodoc-process-docstring", _as_rst)
