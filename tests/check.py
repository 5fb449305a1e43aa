"""`make check`: lint, types, dependencies, and the tests that lie beside what changed. Says what it leaves out.

    python -m tests.check [REVISION]

The tests mirror the packages, so a change in `desktop/study/` is tested by `tests/desktop/study/`.
Changed tests run too.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = Path(sys.executable).parent
PROGRAM = ("desktop", "trainer", "export")


def changed(revision: str) -> list[Path]:
    """Files that differ from a revision, new ones included, relative to the project."""
    names: list[str] = []
    for command in (
        ("diff", "--name-only", "--diff-filter=d", revision),
        ("ls-files", "--others", "--exclude-standard"),
    ):
        done = subprocess.run(
            ("git", *command), cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False
        )
        if done.returncode:
            sys.exit(f"make check: {done.stderr.strip()}; name a revision with BASE=")
        names += done.stdout.splitlines()
    return [Path(name) for name in names]


def beside(paths: list[Path]) -> list[str]:
    """The test files and folders to run for changed files: themselves, or the folder that mirrors their package."""
    wanted: set[str] = set()
    for path in paths:
        if path.suffix != ".py":
            continue
        if path.parts[0] == "tests" and path.name.startswith("test_"):
            wanted.add(path.as_posix())
        elif path.parts[0] in PROGRAM:
            mirror = Path("tests") / path.parent
            folder = next(f for f in (mirror, *mirror.parents) if (ROOT / f).is_dir())
            own = folder / f"test_{path.stem}.py"
            wanted.add((own if (ROOT / own).is_file() else folder).as_posix())
    folders = {w for w in wanted if not w.endswith(".py")}
    return sorted(w for w in wanted if not any(w != f and w.startswith(f"{f}/") for f in folders))


def main() -> None:
    paths = changed(sys.argv[1] if len(sys.argv) > 1 else "HEAD")
    steps: list[tuple[str, list[str]]] = [
        ("lint", [sys.executable, "-m", "ruff", "check", "."]),
        ("format", [sys.executable, "-m", "ruff", "format", "--check", "."]),
        ("dependencies", [str(SCRIPTS / "lint-imports")]),
        ("types", [sys.executable, "-m", "mypy"]),
    ]
    tests = beside(paths)
    if tests:
        steps.append(("tests of what changed", [sys.executable, "-m", "pytest", "-q", "-x", "-n", "auto", *tests]))
    for name, command in steps:
        print(f"{name}: {' '.join(tests) if name.startswith('tests') else ''}".rstrip(": ") + " ...", flush=True)
        quiet = not name.startswith("tests")
        done = subprocess.run(command, cwd=ROOT, capture_output=quiet, text=True, encoding="utf-8", check=False)
        if done.returncode:
            if quiet:
                print(done.stdout + done.stderr)
            sys.exit(f"make check: {name} failed")
    print("no test lies beside what changed" if not tests else "make test runs everything")


if __name__ == "__main__":
    main()
