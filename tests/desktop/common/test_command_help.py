"""`--help` in sections, and completion scripts that a shell runs."""

from __future__ import annotations

import os
import shutil
import subprocess

import click
import click.testing
import pytest

from desktop.cli.ham_classify import command
from desktop.common.command_help import SHELLS, GroupedCommand
from tests.conftest import SCRIPTS

COMMANDS = ("ham-classify", "ham-export", "ham-train")


def needs(shell: str) -> None:
    """Skip where the shell is not installed, and say so."""
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed here")


def script(name: str, shell: str) -> str:
    """The completion script that the installed command prints."""
    done = subprocess.run(
        [str(SCRIPTS / name), "--completion", shell], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout


def completed(name: str, words: str) -> list[str]:
    """What bash offers for a line that ends where the cursor is."""
    function = f"_{name.replace('-', '_')}_completion"
    count = len(words.split(" ")) - 1
    line = f"{script(name, 'bash')}\nCOMP_WORDS=({words.rstrip()}{' ' + repr('') if words.endswith(' ') else ''})\n"
    line += f'COMP_CWORD={count}\n{function} {SCRIPTS / name}\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n'
    # `complete` and `compopt` need an interactive shell's table; the function under them is what answers.
    done = subprocess.run(
        ["bash", "--norc", "-c", f"compopt() {{ :; }}\n{line}"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("ham-classify --prov", ["--provider"]),
        ("ham-classify --provider open", ["openvino", "openvino-f32"]),
        ("ham-classify --completion ", ["bash", "zsh", "fish"]),
        ("ham-export --onnx --precision f", ["fp32", "fp16"]),
        ("ham-train --split", ["--split-by", "--split-seed"]),
    ],
)
def test_bash_completes_options_and_their_values(words, offered):
    needs("bash")
    assert completed(words.split()[0], words) == offered


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("name", COMMANDS)
def test_the_script_is_one_that_the_shell_can_read(name, shell):
    text = script(name, shell)
    assert f"_{name.replace('-', '_').upper()}_COMPLETE={shell}_complete" in text
    needs(shell)
    subprocess.run([shell, "-n"], input=text, text=True, check=True)


def test_an_unknown_shell_is_wrong_usage_and_the_known_ones_are_listed(run):
    result = run("--completion", "tcsh")
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in result.stderr


def test_every_option_stands_in_the_help_once_and_in_its_section():
    text = click.testing.CliRunner().invoke(command, ["--help"]).output
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            name = max(parameter.opts, key=len)
            assert sum(line.split()[:2].count(name) for line in text.replace(",", "").splitlines() if line[:3] == "  -")
    assert "PATH..." not in text[text.index("Results:") :]
    places = [text.index(f"\n{title}:\n") for title in ("Results", "Images", "Model and speed", "More")]
    assert places == sorted(places)
    assert places[0] < text.index("--output") < places[1] < text.index("--settle") < places[2]
    assert max(map(len, text.splitlines())) <= 100


def test_an_option_in_no_section_is_not_lost():
    @click.command(cls=GroupedCommand, sections={"One": ("a", "not_there"), "Empty": ()})
    @click.option("--a", help="First.")
    @click.option("--b", help="Second.")
    def some(a: str, b: str) -> None: ...

    text = click.testing.CliRunner().invoke(some, ["--help"]).output
    assert text.index("One:") < text.index("--a") < text.index("More:") < text.index("--b")
    assert "Empty" not in text
