"""No word that a person reads in the window or in a report is left in English by mistake."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from tests.languages.gather import DESKTOP, NEVER_SHOWN, TEMPLATES, forms, word_messages

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
    r"GroupBox)|heading|title|warning|text|table|"
    r"get(OpenFileNames?|SaveFileName|ExistingDirectory|Text|Item|Int|Double|MultiLineText)|setNameFilters?|setLabelText|"
    r"critical|information|question|about"
)
"""Calls that show a text: there a single word counts too."""
_SENTENCE = re.compile(r"[^\W\d_]{2,} [^\W\d_]{2,}|^[A-Z][a-z]+…?$|[^\W\d_]{2,} \(\*")
"""Two words, a name, or a kind of files as a dialog offers it: `Table (*.csv)`."""
_THREE_WORDS = re.compile(r"[^\W\d_]{2,}([ ,;:]+[^\W\d_]+){2}")
_SQL = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|BEGIN|FROM|JOIN|SET) |[\w.]+ = \?")
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


TOLD_ELSEWHERE = {
    "api.py": "Python",
    "common/command_help.py": "the terminal",
    "common/command_line.py": "the terminal",
    "images/folder_search.py": "the terminal's summary of a run",
    "evaluation/summary.py": "the terminal, and the file beside the table",
    "outputs/existing.py": "the terminal",
    "outputs/extras.py": "the terminal",
    "outputs/heatmaps/folder.py": "the terminal",
    "reading/demo.py": "the terminal, and an example's own words",
    "reading/records.py": "a file for programs",
}
"""Modules without Qt whose sentences end where English is spoken, and where that is."""
NOT_SHOWN = re.compile(
    r"note: the model file follows version|whether a folder is like|probabilities at another|sets of possible|"
    r"how often the sets hold|how many images to look at|figures on images from elsewhere|"
    r"DICOM without its preamble|OpenVINO on CPU|out of memory|failed to allocate|not enough memory"
)
"""Of modules that say other things in every language: told at the terminal; names; what other programs say."""


def _told_in_english(path: Path) -> Iterator[tuple[int, str]]:
    """Line and text of every sentence of a module without Qt that no catalogue has."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    known = word_messages()
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr)]
    gathered = {_text(part) for node in texts if known.keys() & set(forms(node)) for part in ast.walk(node)}
    for line, text in _shown_words(path):
        plain = text not in gathered and _THREE_WORDS.search(text) and not _SQL.match(text)
        if plain and not NOT_SHOWN.match(text) and not re.search(r"[\\^]|\(\?P", text):
            yield line, text


WITHOUT_QT = [
    path for path in sorted(DESKTOP.rglob("*.py")) if path.relative_to(DESKTOP).parts[0] not in (*NEVER_SHOWN, "gui")
]


@pytest.mark.parametrize("path", WITHOUT_QT, ids=lambda path: path.relative_to(DESKTOP).as_posix())
def test_a_sentence_made_without_qt_is_in_the_catalogues(path: Path) -> None:
    """It is shown by the window or a report, through `told`."""
    if path.relative_to(DESKTOP).as_posix() in TOLD_ELSEWHERE:
        return
    assert list(_told_in_english(path)) == []


def _plain_words(template: str) -> set[str]:
    """Words of a template that every language would show alike: in its text, and in quotes outside of `tr`."""
    tree = Environment(trim_blocks=True, lstrip_blocks=True).parse(template)
    plain = "".join(
        data.data
        for output in tree.find_all(nodes.Output)
        for data in output.nodes
        if isinstance(data, nodes.TemplateData)
    )
    left = re.sub(r"<!--.*?-->|<style>.*?</style>|<[^<>]*>?|^[^<>]*>|&\w+;", " ", plain, flags=re.DOTALL)
    quoted: set[str] = set()
    _quoted(tree, quoted)
    return {*_WORD.findall(left), *quoted}


def _quoted(node: nodes.Node, found: set[str]) -> None:
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name) and node.node.name in ("tr", "trn"):
        for argument in node.kwargs:
            _quoted(argument, found)
        return
    if isinstance(node, nodes.Compare | nodes.Getitem):
        return
    if isinstance(node, nodes.Call) and isinstance(node.node, nodes.Getattr):
        _quoted(node.node, found)  # `strftime("%Y-%m-%d")`, `get("sensitivity")`: for the program
        return
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        found.update(_WORD.findall(re.sub(r"<[^<>]*>|%[-\w.]+", " ", node.value)))
    for child in node.iter_child_nodes():
        _quoted(child, found)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(DESKTOP).as_posix())
def test_a_template_of_a_report_has_no_untranslated_word(path: Path) -> None:
    in_every_language = {"AUC", "SHA", "ham", "classifier"}
    styles = {"warning", "doubtful", "refer"}
    assert _plain_words(path.read_text(encoding="utf-8")) <= in_every_language | styles


@pytest.mark.parametrize(
    "template",
    ["<p>Readers</p>", "{{ fact('Readers', 3) }}", "{{ tr('{a}', a='Readers') }}", "{{ 'Readers' if x else tr('a') }}"],
)
def test_an_untranslated_word_of_a_template_is_found(template: str) -> None:
    assert _plain_words(template) == {"Readers"}
    assert _plain_words("{{ tr('Readers') }}{{ trn('{n} reader', '{n} readers', 3) }}") == set()


def test_an_untranslated_word_is_found(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text('label.setText("Done")\nraise ValueError("never shown")\nsay(tr("a b"), f"{n} of all images")\n')
    assert [line for line, _ in _shown_words(module)] == [1, 3]


@pytest.mark.parametrize(
    "line",
    [
        'QFileDialog.getOpenFileName(self, tr("Table"), start, "Table (*.csv)")',
        'QFileDialog.getSaveFileName(self, "Save", start)',
        'dialog.setNameFilter("Images (*.png)")',
        'QMessageBox.critical(None, TITLE, "Wrong")',
        'QInputDialog.getText(parent, "Name", tr("A name"))',
        'button.setToolTip("Back")',
        'label.setAccessibleName("Image")',
        'box.addButton("Stay", role)',
        'painter.drawText(0, 0, "nothing")',
    ],
)
def test_an_untranslated_word_of_a_dialog_a_tooltip_or_a_picture_is_found(tmp_path: Path, line: str) -> None:
    module = tmp_path / "module.py"
    module.write_text(line)
    assert len(list(_shown_words(module))) == 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('notes.append(f"{n} images are copies of others")', 1),
        ('yield Copied(source, problem="the file is there twice")', 1),
        ('yield Copied(source, problem="the file is not there (any more)")', 0),
        ('database.execute("SELECT name FROM images")', 0),
    ],
)
def test_a_sentence_that_no_catalogue_has_is_found(tmp_path: Path, line: str, found: int) -> None:
    module = tmp_path / "module.py"
    module.write_text(line)
    assert len(list(_told_in_english(module))) == found
