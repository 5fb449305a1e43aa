"""What the desktop's tests share: the tiny model, running."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import click.testing
import pytest

from desktop import Classifier
from desktop.cli.ham_classify import command


@pytest.fixture(scope="session")
def classifier(tiny_model: Path) -> Classifier:
    """The tiny model on this machine's CPU."""
    return Classifier.load(tiny_model, provider="cpu", threads=1)


_opened: list[str] = []
_hooked: list[bool] = []


def _noted(event: str, _arguments: object) -> None:
    if event.startswith("socket.") and event != "socket.gethostname":  # which asks the machine alone
        _opened.append(event)


@pytest.fixture(autouse=True)
def _no_socket(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever a test does with the desktop, dialogs and exports included: no socket; --cluster has a network."""
    if "cluster" in request.path.parts:
        yield
        return
    if not _hooked:  # once for the process: a hook cannot be taken away again
        sys.addaudithook(_noted)
        _hooked.append(True)
    _opened.clear()
    yield
    assert _opened == []


@pytest.fixture
def run(tiny_model: Path) -> Callable[..., click.testing.Result]:
    """ham-classify with the tiny model on the CPU, in this process."""

    def run(*arguments: str | Path, model: Path | None = tiny_model, provider: str = "cpu") -> click.testing.Result:
        options = ["--provider", provider, *(["--model", str(model)] if model else [])]
        result = click.testing.CliRunner().invoke(command, [*map(str, arguments), *options])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run
