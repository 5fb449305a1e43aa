"""What installers are told of the app: menu entry, file type, and the script that puts both in place on Linux."""

from __future__ import annotations

import ast
import configparser
import os
import re
import subprocess
import tomllib
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from desktop.gui.app import NAME
from desktop.reading.file import SUFFIX as READING_SUFFIX
from desktop.study.database import SUFFIX
from tests.desktop.helpers import needs_posix

PACKAGING = Path(__file__).resolve().parents[1] / "packaging"
LINUX = PACKAGING / "linux"
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"


def _entry(path: Path) -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(path, encoding="utf-8")
    return parser["Desktop Entry"]


def test_the_menu_entry_opens_the_file_types_of_studies_and_readings() -> None:
    entry = _entry(LINUX / "ham-desktop.desktop")
    kinds = ET.parse(LINUX / "ham-classifier.xml").getroot().findall(f"{MIME}mime-type")
    globs = [[glob.get("pattern") for glob in kind.findall(f"{MIME}glob")] for kind in kinds]
    assert globs == [[f"*{SUFFIX}"], [f"*{READING_SUFFIX}"]]
    assert {kind.get("type") for kind in kinds} <= set(entry["MimeType"].split(";"))
    assert (entry["Exec"], entry["StartupWMClass"]) == (f"{NAME} %F", NAME)
    assert all(value.endswith(";") for key, value in entry.items() if key in ("Categories", "Keywords", "MimeType"))


@needs_posix
@pytest.mark.parametrize("folder", ["app", 'odd $HOME "name" 100% `x`'])
def test_the_script_installs_for_this_user_and_takes_it_back(tmp_path: Path, folder: str) -> None:
    program = tmp_path / folder / NAME
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    share = tmp_path / "share"
    environment = {**os.environ, "XDG_DATA_HOME": str(share)}
    script = ("sh", str(LINUX / "install.sh"))
    subprocess.run([*script, str(program)], env=environment, check=True, capture_output=True)
    files = {path.relative_to(share).as_posix() for path in share.rglob("*") if path.is_file()}
    assert {"applications/ham-desktop.desktop", "mime/packages/ham-classifier.xml"} <= files
    assert len([name for name in files if name.endswith("/apps/ham-classifier.png")]) == 7
    command = _entry(share / "applications" / "ham-desktop.desktop")["Exec"]
    # The file's own escapes first, then those of the quoted argument; %% stands for %.
    quoted = re.fullmatch('"(.*)" %F', command.replace("\\\\", "\\"))
    assert quoted
    assert re.sub(r'\\(["`$\\])', r"\1", quoted[1]).replace("%%", "%") == str(program)
    subprocess.run([*script, "--remove"], env=environment, check=True, capture_output=True)
    kept = {path.relative_to(share).as_posix() for path in share.rglob("*") if path.is_file()}
    assert not {name for name in kept if "ham" in name}


@needs_posix
def test_the_script_without_a_program_says_what_it_wants(tmp_path: Path) -> None:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    done = subprocess.run(
        ["sh", str(LINUX / "install.sh")], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "sh install.sh PROGRAM" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_app_is_told_to_leave_the_training_stack_out() -> None:
    # That it does, `make app-test` finds in the app itself; building it takes too long here.
    tree = ast.parse((PACKAGING / "ham-classifier.spec").read_text(encoding="utf-8"))
    (names,) = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "STAYS_OUT"
    ]
    assert {"tensorflow", "keras", "pandas", "matplotlib", "sklearn", "trainer", "export", "tests"} <= set(names)


def test_every_command_of_the_desktop_is_in_the_app() -> None:
    spec = (PACKAGING / "ham-classifier.spec").read_text(encoding="utf-8")
    scripts = tomllib.loads((PACKAGING.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    desktop = {
        name for part in ("scripts", "gui-scripts") for name, to in scripts[part].items() if to[:8] == "desktop."
    }
    for name in desktop:
        module = name.replace("-", "_")
        assert (PACKAGING / f"{module}.py").is_file()
        assert f'program("{module}"' in spec


def test_ci_covers_three_systems_with_tests_wheel_and_app() -> None:
    workflow = yaml.safe_load((PACKAGING.parent / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8"))
    jobs = workflow["jobs"]
    assert {"test", "wheel", "installed", "app"} <= set(jobs)
    for name in ("test", "installed", "app"):
        matrix = jobs[name]["strategy"]["matrix"]
        systems = matrix.get("os") or [one["os"] for one in matrix["include"]]
        assert {system.split("-")[0] for system in systems} == {"ubuntu", "windows", "macos"}, name
    makefile = (PACKAGING.parent / "Makefile").read_text(encoding="utf-8")
    for job in jobs.values():
        for step in job["steps"]:
            if (run := step.get("run", "")).startswith("make "):
                targets = [word for word in run.split()[1:] if "=" not in word]
                assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets), run
