"""Every message has a translation into every language, with the same placeholders, and the files are up to date."""

from __future__ import annotations

import ast
import re
import shutil
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from desktop.common.text import NOTICE, notice
from desktop.language import spoken
from desktop.language.spoken import PSEUDO, pseudo, told
from tests.languages import gather
from tests.languages.gather import FOLDER, Message, read_ts, sentences, window_messages, word_messages

LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))
_PLACEHOLDER = re.compile(r"\{[^{}]*\}")
_PATTERNS = re.compile(r"\(\*[^)]*\)")
_KEPT_AS_THEY_ARE = re.compile(r"</?\w+>|ham-\w+|\.onnx|--\w+|\b0\.35\b|image_id|lesion_id|patient_id")


def _translations(language: str) -> dict[str, tuple[Message, tuple[str, ...]]]:
    """The forms of every message's translation, of the window's and of the others."""
    ours = read_ts(FOLDER / f"{language}.ts")
    found = {text: (message, ours.get(text, ())) for text, message in window_messages().items()}
    with (FOLDER / f"{language}.po").open("rb") as stream:
        catalogue = read_po(stream, locale=language)
    for text, message in word_messages().items():
        known = catalogue.get(message.one or text)
        forms = known.string if known else ()
        found[f"words: {text}"] = message, (forms,) if isinstance(forms, str) else tuple(forms)
    return found


def test_german_and_spanish_are_there() -> None:
    assert {"de", "es"} <= set(LANGUAGES)
    assert spoken.offered()[0] == "en"
    assert set(spoken.offered()) == {"en", *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language: str) -> None:
    missing = [text for text, (_, forms) in _translations(language).items() if not forms or not all(forms)]
    assert missing == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_placeholders_of_its_message(language: str) -> None:
    kept = {text for _, text in sentences()}
    wrong = []
    for message, forms in _translations(language).values():
        asked = set(_PLACEHOLDER.findall(message.text)) | set(_PLACEHOLDER.findall(message.one))
        for form in forms:
            has = set(_PLACEHOLDER.findall(form))
            # A number may be left out of the form for one, as `{n} folders` is where one is named; a kept sentence may
            # leave out an ending that only English has.
            if not has <= asked or (not message.one and message.text not in kept and has != asked):
                wrong.append((message.text, form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_what_programs_read(language: str) -> None:
    wrong = []
    for message, forms in _translations(language).values():
        for form in forms:
            for kept in (_PATTERNS, _KEPT_AS_THEY_ARE):
                if sorted(kept.findall(message.text)) != sorted(kept.findall(form)):
                    wrong.append((message.text, form))
            ends = form[:1].isspace(), form[-1:].isspace(), form.count("\t"), form.count("\n")
            text = message.text
            if ends != (text[:1].isspace(), text[-1:].isspace(), text.count("\t"), text.count("\n")):
                wrong.append((message.text, form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_two_texts_of_the_window_are_never_translated_alike(language: str) -> None:
    """Else a window that is open could not tell which of the two it shows when it is to speak another language."""
    said: dict[str, set[str]] = {}
    for text, forms in read_ts(FOLDER / f"{language}.ts").items():
        if not _PLACEHOLDER.search(text) and len(forms) == 1:
            said.setdefault(forms[0], set()).add(text.casefold())
    assert {form: texts for form, texts in said.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_as_gathered_from_the_sources(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for ending in ("po", "ts"):
        shutil.copy(FOLDER / f"{language}.{ending}", tmp_path)
    monkeypatch.setattr(gather, "FOLDER", tmp_path)
    monkeypatch.setattr(gather, "SENTENCES", tmp_path / "sentences.json")
    gather.main()
    old = [ending for ending in ("po", "ts", "mo") if _differ(FOLDER, tmp_path, f"{language}.{ending}")]
    assert old == [], "python -m tests.languages.gather"
    assert not _differ(FOLDER, tmp_path, "sentences.json")
    # Qt's compiler is of the Qt that is installed: what is in it is compared, by its size.
    assert (tmp_path / f"{language}.qm").stat().st_size == (FOLDER / f"{language}.qm").stat().st_size


def _differ(one: Path, other: Path, name: str) -> bool:
    return (one / name).read_bytes() != (other / name).read_bytes()


def test_a_language_is_added_by_two_empty_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for ending in ("po", "ts"):
        (tmp_path / f"fr.{ending}").touch()
    monkeypatch.setattr(gather, "FOLDER", tmp_path)
    monkeypatch.setattr(gather, "SENTENCES", tmp_path / "sentences.json")
    gather.main()
    monkeypatch.setattr(spoken, "FOLDER", tmp_path)
    assert spoken.offered() == ("en", "fr")
    assert set(read_ts(tmp_path / "fr.ts")) == set(window_messages())
    assert (tmp_path / "fr.qm").is_file()


@pytest.mark.parametrize(("language", "forms"), [("ja", 1), ("fr", 2), ("pl", 3), ("sl", 4)])
def test_a_language_counts_with_as_many_forms_as_it_has(
    language: str, forms: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Qt passes over a message with another number of them, which would stay English."""
    monkeypatch.setattr(gather, "FOLDER", tmp_path)
    (tmp_path / f"{language}.ts").touch()
    gather.update_ts(tmp_path / f"{language}.ts")
    counting = {message.text for message in window_messages().values() if message.one}
    known = read_ts(tmp_path / f"{language}.ts")
    assert {len(known[text]) for text in counting} == {forms}


@pytest.fixture
def speak() -> object:
    yield spoken.speak
    spoken.speak("en")


def test_what_this_is_not_for_is_said_in_every_language(speak: object) -> None:
    said = set()
    for language in spoken.offered():
        spoken.speak(language)
        said.add(notice())
    assert NOTICE in said
    assert len(said) == len(spoken.offered())
    assert "Nur für die Forschung, kein Medizinprodukt" in said


def test_a_sentence_kept_in_english_is_told_in_german(speak: object) -> None:
    spoken.speak("de")
    assert told("the file is empty") == "die Datei ist leer"
    assert told("/a b/x.csv cannot be written (No space left on device); choose another place or make room there") == (
        "/a b/x.csv kann nicht geschrieben werden (No space left on device); wählen Sie einen anderen Ort, oder "
        "schaffen Sie dort Platz"
    )


def test_a_sentence_within_a_sentence_is_told_too(speak: object) -> None:
    spoken.speak("es")
    assert told("undo: diagnosis Melanocytic nevus of 1,204 images") == (
        "deshacer: diagnóstico Nevo melanocítico de 1,204 imágenes"
    )


@pytest.mark.parametrize("sentence", ["", "Qt said something else", "a/b: c (d)", "100 % of it"])
def test_what_nobody_knows_is_told_as_it_is(speak: object, sentence: str) -> None:
    spoken.speak("de")
    assert told(sentence) == sentence


def test_english_is_told_as_it_stands() -> None:
    assert told("the file is empty") == "the file is empty"


def test_the_made_up_language_is_longer_and_keeps_what_is_no_word() -> None:
    assert pseudo("Class") == "[Çlášš]"
    text = pseudo("&Open <b>{count:,}</b> images\tCtrl+O")
    assert text.startswith("[&Opéñ <b>{count:,}</b> îmágéš")
    assert text.endswith("]\tCtrl+O")
    long = "Every key of the window on one page"
    assert len(pseudo(long)) >= 1.29 * len(long)


def test_the_made_up_language_is_offered_to_nobody() -> None:
    assert PSEUDO not in spoken.offered()


def test_what_a_function_says_for_an_error_is_gathered_too() -> None:
    """`raise StudyError(_sentence(path, why))`: the words stand in the function, whose module must be one of those."""
    passed_over = []
    for path in sorted(gather.DESKTOP.rglob("*.py")):
        here = path.relative_to(gather.DESKTOP)
        if here.parts[0] in (*gather.NEVER_SHOWN, "gui"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        nodes = list(ast.walk(tree))
        home = {
            alias.asname or alias.name: f"{node.module.removeprefix('desktop.').replace('.', '/')}.py"
            for node in nodes
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("desktop.")
            for alias in node.names
        }
        for node in nodes:
            error = node.exc if isinstance(node, ast.Raise) else None
            said = error.args[0] if isinstance(error, ast.Call) and error.args else None
            if isinstance(said, ast.Call) and isinstance(said.func, ast.Name) and said.func.id != "kept":
                module = home.get(said.func.id, here.as_posix())
                passed_over += [] if module in gather.RETURNING else [f"{here}:{node.lineno} {said.func.id}"]
    assert passed_over == []
