"""Any of the three standard streams may be missing, closed, or take no more: the table is written all the same."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SCRIPTS
from tests.desktop.helpers import needs_posix

pytestmark = needs_posix


def shell(words: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """A line of a shell, with `ham-classify` and its options as the first words."""
    return subprocess.run(["sh", "-c", words], cwd=cwd, capture_output=True, check=False)


@pytest.fixture
def command(tiny_model, coloured_images) -> str:
    (coloured_images / "no.png").write_bytes(b"no picture")
    return f"{SCRIPTS / 'ham-classify'} {coloured_images} --provider cpu --model {tiny_model}"


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "<&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_a_run_without_some_of_its_streams_writes_its_table(command, tmp_path, closed):
    assert shell(f"{command} -o plain.csv", tmp_path).returncode == 3
    assert shell(f"{command} -o results.csv {closed}", tmp_path).returncode == 3
    assert (tmp_path / "results.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()


@pytest.mark.parametrize("closed", ["2>/dev/full", "2>&1 >/dev/null | true"])
def test_messages_that_nobody_can_receive_cost_no_row(command, tmp_path, closed):
    if "full" in closed and not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("this system has no /dev/full")
    shell(f"{command} -o results.csv {closed}", tmp_path)
    assert len((tmp_path / "results.csv").read_text(encoding="utf-8").splitlines()) == 5


@pytest.mark.parametrize("options", ["--version", "--help", "--doctor --provider cpu"])
def test_words_that_a_full_disk_does_not_take_are_one_sentence(tmp_path, options):
    if not os.path.exists("/dev/full"):  # noqa: PTH110
        pytest.skip("this system has no /dev/full")
    done = shell(f"{SCRIPTS / 'ham-classify'} {options} >/dev/full", tmp_path)
    assert done.returncode == 1
    assert done.stderr.count(b"\n") == 1
    assert b"standard output cannot be written (No space left on device)" in done.stderr


def test_without_standard_error_the_table_goes_to_standard_output(command, tmp_path):
    assert len(shell(f"{command} 2>&-", tmp_path).stdout.splitlines()) == 5


def test_a_table_that_would_go_to_a_missing_standard_output_is_refused(command, tmp_path):
    done = shell(f"{command} >&-", tmp_path)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1
    assert b"name a file with -o" in done.stderr


def test_what_a_library_says_on_a_missing_stream_enters_no_file(tmp_path):
    program = (
        "from desktop.common.streams import provide_streams; provide_streams();"
        "import os; f = open('kept', 'wb'); os.write(2, b'a word'); f.close()"
    )
    done = shell(f'{sys.executable} -c "{program}" <&- >&- 2>&-', tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "kept").read_bytes() == b""


def test_usage_and_doctor_without_standard_error(command, tmp_path):
    assert shell(f"{command.split()[0]} nowhere 2>&-", tmp_path).returncode == 2
    assert b"Providers" in shell(f"{command.split()[0]} --doctor 2>&-", tmp_path).stdout
