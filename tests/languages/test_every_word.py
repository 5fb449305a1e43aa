"""No word that a person reads in the window or in a report is left in English by mistake."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.languages.gather import DESKTOP, TEMPLATES

_TRANSLATED = {"tr", "trn", "marked", "told", "kept", "named"}
_NO_WORDS = {
    *("setProperty", "property", "setStyleSheet", "setObjectName", "QKeySequence", "Key", "_key", "setValue"),
    *("value", "_text", "text", "set_text", "layout", "set_layout", "get", "getattr", "atomic_write", "picture"),
    *("icon", "find_spec", "CDLL", "startswith", "endswith", "removeprefix", "glob", "strftime", "load", "remove"),
    *("horizontalAdvance", "replace", "partition", "rpartition", "split", "rsplit", "join", "with_name", "print"),
}
"""Calls whose texts are names, formats and keys of programs."""
_SHOWN_BY = re.compile(
    r"set(Text|ToolTip|WindowTitle|PlaceholderText|AccessibleName|AccessibleDescription|Title|InformativeText|Html|"
    r"Suffix|Prefix|SpecialValueText|ItemText|IconText|LabelText)|add(Item|Items|Action|Menu|Row|Button|Tab|Section)|"
    r"say_(note|problem)|drawText|show_words|Q(Label|PushButton|CheckBox|RadioButton|ToolButton|Action|Menu|ToolBar|"
    r"GroupBox)|heading|title|warning|text|table"
)
"""Calls that show a text: there a single word counts too."""
_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}|^[A-Z][a-z]+…?$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_KEY = re.compile(r"(Ctrl|Alt|Shift|Esc|Enter|Return|Del|Right|Left|Up|Down|PgUp|PgDown|F\d+)(\+.+)*")
ALLOWED = {
    "app.py": "its own command line, which speaks English",
    "self_check.py": "a report for the tests of an installation",
    "theme.py": "style sheets",
    "shell/display.py": "told at the terminal, before there is a window",
    "widgets/icons.py": "drawings",
}
"""Modules without words for a person at the window, and why."""
FILE_NAMES = {"results for spreadsheets", "ham-classifier diagnosis", "Unfamiliar", "drawn sample images"}
SAMPLES = {"Melanocytic nevus", "✓ Melanoma", "Lesion 12", "a few words of it", "lower extremity", "ISIC_0024306.jpg"}
"""Of how wide a column is made; never shown."""
SPELLED_ALIKE = {"HAM classifier", "English", "SHA-256", "was built without it", "your review", "known diagnoses"}
"""Names; the end of a sentence that is looked for; what a saved file says."""


def _shown_words(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every literal that looks like words for a person and goes through no translation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    above: dict[ast.AST, ast.AST] = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        text = _text(node)
        if text is None or isinstance(above.get(node), ast.JoinedStr | ast.Expr):
            continue
        around = list(_around(node, above))
        calls = [_name(one.func) for one in around if isinstance(one, ast.Call)]
        if any(isinstance(one, ast.Raise | ast.Assert | ast.Compare | ast.Subscript) for one in around[:3]):
            continue
        if any(isinstance(one, ast.Raise) for one in around) or set(calls) & _TRANSLATED or set(calls[:1]) & _NO_WORDS:
            continue
        words = re.sub(r"<style>.*</style>|<[^<>]*>|&\w+;", " ", text, flags=re.DOTALL).strip()
        if _KEY.fullmatch(words) or words in FILE_NAMES | SAMPLES | SPELLED_ALIKE:
            continue
        direct = isinstance(around[0], ast.Call) or (len(around) > 1 and isinstance(around[1], ast.Call))
        shown = direct and calls and _SHOWN_BY.fullmatch(calls[0]) and _WORD.search(words)
        if shown or _SENTENCE.search(words):
            yield node.lineno, text


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value if isinstance(part, ast.Constant) else " {} " for part in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _around(node: ast.AST, above: dict[ast.AST, ast.AST]) -> Iterator[ast.AST]:
    while (node := above.get(node)) is not None:  # type: ignore[assignment]
        if not isinstance(node, ast.keyword):
            yield node


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


MODULES = sorted((DESKTOP / "gui").rglob("*.py"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(DESKTOP / "gui").as_posix())
def test_a_module_of_the_window_shows_no_untranslated_word(path: Path) -> None:
    if path.relative_to(DESKTOP / "gui").as_posix() in ALLOWED:
        return
    assert list(_shown_words(path)) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_of_the_report_has_no_untranslated_word(path: Path) -> None:
    tree = Environment(trim_blocks=True, lstrip_blocks=True).parse(path.read_text(encoding="utf-8"))
    plain = "".join(
        data.data
        for output in tree.find_all(nodes.Output)
        for data in output.nodes
        if isinstance(data, nodes.TemplateData)
    )
    left = re.sub(r"<!--.*?-->|<style>.*?</style>|<[^<>]*>?|^[^<>]*>|&\w+;", " ", plain, flags=re.DOTALL)
    assert set(_WORD.findall(left)) <= {"AUC"}  # in every language


def test_an_untranslated_word_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('label.setText("Done")\nraise ValueError("never shown")\nsay(tr("a b"), f"{n} of all images")\n')
    assert [line for line, _ in _shown_words(module)] == [1, 3]
