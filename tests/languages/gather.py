"""Gathers what the sources say into the files that translators work on, and compiles those:

    python -m tests.languages.gather

Every `CODE.po` and `CODE.ts` of `desktop/language` gets the messages that are new, keeps the translations of the
others, loses those that are said no more, and is compiled to `CODE.mo` and `CODE.qm`. A language is added by a file of
its name: `fr.po`, `fr.ts`, which may be empty.
"""

from __future__ import annotations

import ast
import builtins
import datetime
import io
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).parents[2]
DESKTOP = ROOT / "desktop"
FOLDER = DESKTOP / "language"
SENTENCES = FOLDER / "sentences.json"
TEMPLATES = sorted(DESKTOP.rglob("*.html"))
NEVER_SHOWN = ("cli", "reading_cli", "cluster", "request.py", "__main__.py")
"""Parts of the desktop whose errors end at a terminal."""
_WINDOW, _WORDS = "desktop.gui.translation", "desktop.language.spoken"
RETURNING = (
    *(
        "common/files.py",
        "contract/document.py",
        "contract/operators.py",
        "images/formats/dicom.py",
        "images/read_failures.py",
        "images/reading.py",
    ),
    *("model/providers.py", "reading/file.py", "results/typed_shares.py", "study/database.py"),
)
"""Modules whose functions return why something went wrong, for an error to say."""
_FEWEST_WORDS = 3
_MADE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
"""In every catalogue, so that what did not change is the same file."""
_NOBODYS = ('"Report-Msgid-Bugs-To', '"Last-Translator', '"Language-Team', '"Generated-By')


@dataclass
class Message:
    """text: as the code has it, of a counting one that of many; one: its singular, "" of others; where: the files it
    is said in."""

    text: str
    one: str = ""
    where: set[str] = field(default_factory=set)


@cache
def window_messages() -> dict[str, Message]:
    """What the window says through `desktop.gui.translation`, by text."""
    found: dict[str, Message] = {}
    for path in sorted((DESKTOP / "gui").rglob("*.py")):
        _add(found, path, _said(path, _WINDOW))
    return found


@cache
def word_messages() -> dict[str, Message]:
    """What is said through `desktop.language.spoken`: by the code without Qt, by the templates, and the sentences that
    are kept in English and told."""
    found: dict[str, Message] = {}
    for path in sorted(DESKTOP.rglob("*.py")):
        _add(found, path, _said(path, _WORDS))
    for path in TEMPLATES:
        _add(found, path, _said_in_template(path))
    for path, text in sentences():
        _add(found, path, [(text, "")])
    return found


def sentences() -> Iterator[tuple[Path, str]]:
    """What errors say, and what is `kept`: `{0} cannot be read: {1}`, from the f-strings as they stand in the code."""
    assert all((DESKTOP / name).is_file() for name in RETURNING), "a module of errors has another place now"
    for path in sorted(DESKTOP.rglob("*.py")):
        if path.relative_to(DESKTOP).parts[0] in NEVER_SHOWN:
            continue
        returning = path.relative_to(DESKTOP).as_posix() in RETURNING
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                if hasattr(builtins, _name(node.exc.func)):
                    continue  # a fault of ours, which no person reads
                texts = node.exc.args[:1]
            elif isinstance(node, ast.Call) and _name(node.func) in ("kept", "notify"):
                texts = node.args[:1]
            elif isinstance(node, ast.Assign) and _name(node.targets[0]) == "MISSING":
                texts = [node.value]
            elif isinstance(node, ast.Return) and node.value is not None and returning:
                texts = [node.value] if len(ast.unparse(node.value).split()) > _FEWEST_WORDS else []
            else:
                continue
            for text in texts:
                yield from ((path, form) for form in forms(text))


def forms(node: ast.expr) -> Iterator[str]:
    """The forms of a text, and of the words that it may be made of."""
    if isinstance(node, ast.IfExp):
        yield from forms(node.body)
        yield from forms(node.orelse)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from forms(value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_words(node.value):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        parts, place = [], 0
        for value in node.values:
            if isinstance(value, ast.Constant):
                parts.append(str(value.value).replace("{", "{{").replace("}", "}}"))
                continue
            assert isinstance(value, ast.FormattedValue)
            yield from forms(value.value)
            parts.append(f"{{{place}}}")
            place += 1
        if _is_words("".join(part for part in parts if not part.startswith("{"))):
            yield "".join(parts)


def _is_words(text: str) -> bool:
    return any(len(word.strip(",;:()")) > 1 and word.strip(",;:()").isalpha() for word in text.split())


def _said(path: Path, module: str) -> Iterator[tuple[str, str]]:
    """(text, singular) of every `tr`, `trn` and `marked` that a file has from a module; of that module's own too."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == module
        for alias in node.names
    }
    if path == ROOT.joinpath(*module.split(".")).with_suffix(".py"):
        names = {"marked"}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or (name := _name(node.func)) not in names & {"tr", "trn", "marked"}:
            continue
        texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if name == "trn":
            yield texts[1], texts[0]
        elif texts:
            yield texts[0], ""


def _said_in_template(path: Path) -> Iterator[tuple[str, str]]:
    tree = Environment(extensions=["jinja2.ext.i18n"]).parse(path.read_text(encoding="utf-8"))
    for _, function, texts in extract_from_ast(tree, gettext_functions=("tr", "trn")):
        words = [text for text in ((texts,) if isinstance(texts, str) else texts or ()) if text is not None]
        if function == "trn":
            yield words[1], words[0]
        elif words:
            yield words[0], ""


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _add(found: dict[str, Message], path: Path, said: Iterator[tuple[str, str]] | list[tuple[str, str]]) -> None:
    for text, one in said:
        message = found.setdefault(text, Message(text, one))
        message.one = message.one or one
        message.where.add(path.relative_to(ROOT).as_posix())


def write_sentences() -> None:
    """The forms with placeholders, by which `told` knows a sentence."""
    forms = sorted({text for _, text in sentences() if "{0}" in text})
    SENTENCES.write_text(json.dumps(forms, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def update_po(path: Path) -> None:
    """Bring a catalogue up to the sources, and compile it."""
    with path.open("rb") as stream:
        old = read_po(stream, locale=path.stem) if path.stat().st_size else Catalog(locale=path.stem)
    template = Catalog(
        locale=path.stem, project="ham-classifier", charset="utf-8", header_comment="", fuzzy=False,
        creation_date=_MADE, revision_date=_MADE, last_translator="", language_team="", msgid_bugs_address="",
    )  # fmt: skip
    for message in word_messages().values():
        key: str | tuple[str, str] = (message.one, message.text) if message.one else message.text
        known = old.get(message.one or message.text)
        template.add(key, known.string if known else "", locations=[(where, 0) for where in sorted(message.where)])
    written = io.BytesIO()
    write_po(written, template, width=120, sort_output=True, include_lineno=False)
    lines = written.getvalue().decode("utf-8").lstrip("\n").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(_NOBODYS)), encoding="utf-8")
    with path.with_suffix(".mo").open("wb") as stream:
        write_mo(stream, template)


def update_ts(path: Path) -> None:
    """Bring a file of Qt's up to the sources, and compile it with Qt's lrelease."""
    text = path.read_text(encoding="utf-8")
    known = _read_ts(text) if text.strip() else {}
    plurals = Catalog(locale=path.stem).num_plurals  # with fewer forms Qt would pass a counting message over
    root = ElementTree.Element("TS", version="2.1", language=path.stem, sourcelanguage="en")
    context = ElementTree.SubElement(root, "context")
    ElementTree.SubElement(context, "name").text = "window"
    for message in sorted(window_messages().values(), key=lambda one: one.text):
        counts = {"numerus": "yes"} if message.one else {}
        element = ElementTree.SubElement(context, "message", counts)
        for where in sorted(message.where):
            ElementTree.SubElement(element, "location", filename=f"../../{where}")
        ElementTree.SubElement(element, "source").text = message.text
        if message.one:
            ElementTree.SubElement(element, "extracomment").text = f"of one: {message.one}"
        forms = known.get(message.text, ())
        if message.one:
            forms = (*forms, *[""] * plurals)[:plurals]
        done = {} if forms and all(forms) else {"type": "unfinished"}
        translation = ElementTree.SubElement(element, "translation", done)
        if message.one:
            for form in forms:
                ElementTree.SubElement(translation, "numerusform").text = form
        else:
            translation.text = forms[0] if forms else ""
    ElementTree.indent(root, "    ")
    document = ElementTree.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    path.write_text(f"{head}{document}\n", encoding="utf-8")
    tool = Path(sys.executable).with_name("pyside6-lrelease")
    subprocess.run([str(tool), "-silent", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)


def _read_ts(text: str) -> dict[str, tuple[str, ...]]:
    """The forms of every message's translation, by its text."""
    found = {}
    for message in ElementTree.fromstring(text).iter("message"):
        translation = message.find("translation")
        assert translation is not None
        forms = [form.text or "" for form in translation.findall("numerusform")] or [translation.text or ""]
        found[message.findtext("source", "")] = tuple(forms)
    return found


def read_ts(path: Path) -> dict[str, tuple[str, ...]]:
    """The forms of every message's translation in a file, by its text."""
    return _read_ts(path.read_text(encoding="utf-8"))


def main() -> None:
    write_sentences()
    for path in sorted(FOLDER.glob("*.po")):
        update_po(path)
    for path in sorted(FOLDER.glob("*.ts")):
        update_ts(path)


if __name__ == "__main__":
    main()
