"""Without a folder HAM10000 is fetched, and what goes wrong with that is told."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import ModuleType

import pytest
from tqdm import tqdm

from trainer.data.dataset import find_data
from trainer.data.download import KAGGLE_HANDLE
from trainer.errors import DataError


def fake_kagglehub(monkeypatch: pytest.MonkeyPatch, answer) -> None:
    module = ModuleType("kagglehub")
    module.dataset_download = answer  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "kagglehub", module)


def noisy(handle: str, folder: Path) -> str:
    """What kagglehub does to a terminal: notes on standard output, advice to upgrade, a bar on standard error."""
    logger = logging.getLogger("kagglehub")
    logger.info("Downloading to /home/me/.cache/kagglehub/datasets/1.archive...")
    print("Warning: Looks like you're using an outdated `kagglehub` version")
    with tqdm(total=4, unit="B", unit_scale=True) as bar:
        bar.update(4)
    logging.getLogger("kagglehub.http_resolver").info("Extracting files...")
    return str(folder)


@pytest.fixture
def kaggle_logger():
    """The library's logger as its import sets it up: everything it notes goes to standard output."""
    logger = logging.getLogger("kagglehub")
    before = logger.handlers[:], logger.level, logger.propagate
    logger.handlers[:] = [logging.StreamHandler(sys.stdout)]
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    yield logger
    logger.handlers[:], logger.level, logger.propagate = before


def test_without_a_folder_the_kaggle_copy_is_fetched(phantoms, monkeypatch):
    asked = []
    fake_kagglehub(monkeypatch, lambda handle: asked.append(handle) or str(phantoms))
    assert find_data(None) == phantoms
    assert asked == [KAGGLE_HANDLE] == ["kmader/skin-cancer-mnist-ham10000"]


def test_with_a_folder_nothing_is_fetched(phantoms, monkeypatch):
    fake_kagglehub(monkeypatch, lambda handle: pytest.fail("downloaded although a folder was given"))
    assert find_data(phantoms) == phantoms


def test_a_failed_download_says_why_and_what_to_give_instead(monkeypatch):
    def refused(handle: str) -> str:
        raise ValueError("403 Client Error:\n accept the terms first")

    fake_kagglehub(monkeypatch, refused)
    with pytest.raises(DataError, match=r"403 Client Error: accept the terms first\).*--data DIR") as caught:
        find_data(None)
    assert "\n" not in str(caught.value)


def test_a_download_without_a_network_is_told_in_two_words(monkeypatch):
    def no_network(handle: str) -> str:
        raise ConnectionError("HTTPSConnectionPool(...): Max retries exceeded (Caused by NameResolutionError(...))")

    fake_kagglehub(monkeypatch, no_network)
    with pytest.raises(DataError, match=r"from Kaggle \(no connection\): check the network"):
        find_data(None)


def test_of_a_download_only_what_takes_long_is_told(phantoms, monkeypatch, capsys, kaggle_logger):
    fake_kagglehub(monkeypatch, lambda handle: noisy(handle, phantoms))
    handlers = kaggle_logger.handlers[:]
    assert find_data(None) == phantoms
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == (
        "downloading HAM10000 from Kaggle (5.2 GB, kept for the next time)\nunpacking HAM10000 (some minutes)\n"
    )
    assert (kaggle_logger.handlers, kaggle_logger.level) == (handlers, logging.WARNING)


def test_a_terminal_sees_the_bar_of_the_download(phantoms, monkeypatch, capsys, kaggle_logger):
    fake_kagglehub(monkeypatch, lambda handle: noisy(handle, phantoms))
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    find_data(None)
    told = capsys.readouterr()
    assert told.out == ""
    assert "100%" in told.err
    assert "outdated" not in told.err


def test_a_download_that_left_no_folder_is_an_error(monkeypatch, tmp_path):
    fake_kagglehub(monkeypatch, lambda handle: str(tmp_path / "gone"))
    with pytest.raises(DataError, match="no folder is there"):
        find_data(None)


def test_without_kagglehub_the_folder_option_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "kagglehub", None)
    with pytest.raises(DataError, match=r"not installed.*--data DIR"):
        find_data(None)
