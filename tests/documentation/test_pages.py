"""The pages: each builds without a warning, leads nowhere dead, and prints only commands that the programs know."""

from __future__ import annotations

import importlib
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import click
import pytest
import yaml

from tests.documentation import contract_schema
from tests.documentation.command_reference import PAGE, PROGRAMS, reference
from tests.documentation.pages import PAGES, ROOT, commands, links

DOCS = ROOT / "docs"
PICTURES = sorted((DOCS / "images").glob("*.png"))


def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "--keep-going", "-q", "-b", "html", str(DOCS), str(tmp_path)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "probability of every class" in (tmp_path / "commands.html").read_text(encoding="utf-8")
    api = (tmp_path / "api.html").read_text(encoding="utf-8")
    assert 'id="desktop.Classifier.classify"' in api
    assert "code of the likeliest class" in api


def test_the_command_reference_is_the_commands_own() -> None:
    assert PAGE.read_text(encoding="utf-8") == reference(), "run python -m tests.documentation.command_reference"


def test_the_schema_is_the_contract_s_own() -> None:
    assert contract_schema.FILE.read_text(encoding="utf-8") == contract_schema.schema(), (
        "run python -m tests.documentation.contract_schema"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    dead = []
    for target in links(page):
        if "://" in target:
            continue
        path, _, anchor = target.partition("#")
        file = page.parent / path if path else page
        if not file.is_file() or (anchor and anchor not in _anchors(file)):
            dead.append(target)
    assert dead == []


def _anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.*)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_command_is_one_that_the_program_takes(page: Path) -> None:
    """The README's run (test_readme.py); of the others every option and value is parsed, and every module and target is
    there."""
    for line in commands(page):
        words = [word for word in shlex.split(line) if not re.match("[A-Z_]+=", word)]  # no variables
        name = Path(words[0]).name
        if name in PROGRAMS:
            _parse(PROGRAMS[name], name, words[1 : words.index(">") if ">" in words else None])
        elif name in ("python", "python3"):
            assert words[1] != "-m" or importlib.util.find_spec(words[2]), line
            assert words[1] == "-m" or (ROOT / words[1]).is_file(), line
        elif name == "make":
            assert re.search(rf"^{words[1]}:", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), line
        else:
            assert name in {"pip", "ruff", "mypy", "dask", "lint-imports", "pre-commit"}, line


def _parse(command: click.Command, name: str, arguments: list[str], parent: click.Context | None = None) -> None:
    # Within its parent's, as when it runs: Click keeps the first help option it made, and later tests read it.
    context = command.make_context(name, list(arguments), parent, resilient_parsing="--doctor" in arguments)
    if isinstance(command, click.Group) and context._protected_args:
        sub, *rest = [*context._protected_args, *context.args]
        _parse(command.commands[sub], f"{name} {sub}", rest, context)


def test_the_ways_to_install_name_extras_that_exist_and_all_of_them() -> None:
    extras = set(
        tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    )
    for page in PAGES:
        for named in re.findall(r"\"\.\[([\w,-]+)\]\"", page.read_text(encoding="utf-8")):
            assert set(named.split(",")) <= extras, f"{page.name}: {named}"
    told = (DOCS / "install.md").read_text(encoding="utf-8")
    assert {extra for extra in extras if f"`{extra}`" not in told and f".[{extra}]" not in told} == set()


def test_the_guide_of_the_window_has_every_key() -> None:
    actions = (ROOT / "desktop" / "gui" / "actions.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'\bmake\(\s*tr\("[^"]+"\), "([^"]+)"', actions))
    # Told in the menu, taken by the views.
    keys |= set(re.findall(r'\bmake\(\s*tr\("[^)]+\), key=Key\("([^"]+)"\)\), ""', actions))
    _, _, table = (DOCS / "window.md").read_text(encoding="utf-8").partition("## All keys")
    told = {
        key for row in re.findall(r"^\| ([^|]+) \|", table, re.MULTILINE) for key in re.split(r", (?!$)", row.strip())
    }
    assert keys
    assert told - {"keys", "---"} == keys


def test_the_pictures_are_few_and_small_and_shown() -> None:
    assert PICTURES
    sizes = {path.name: path.stat().st_size for path in PICTURES}
    assert max(sizes.values()) < 150_000, sizes
    assert sum(sizes.values()) < 1_000_000
    shown = {Path(target).name for page in PAGES for target in links(page) if target.endswith(".png")}
    assert set(sizes) == shown


def test_the_recipe_of_the_training_guide_is_one() -> None:
    from trainer.recipe import load_recipe

    assert load_recipe(str(ROOT / "examples" / "mine.toml")).name == "mine"


def test_hooks_and_issue_forms_are_well_formed() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text(encoding="utf-8"))["repos"][0]["hooks"]
    assert [hook["id"] for hook in hooks] == ["ruff-check", "ruff-format", "lint-imports", "mypy"]
    forms = [path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml"]
    assert len(forms) == 3
    for path in forms:
        form = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert {"name", "description", "body"} <= set(form)
        ids = [field["id"] for field in form["body"] if field["type"] != "markdown"]
        assert ids
        assert len(set(ids)) == len(ids)
