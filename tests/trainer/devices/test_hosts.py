"""Two processes that train together, each with a device of its own, as on two hosts."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.conftest import SCRIPTS
from trainer.devices import hosts
from trainer.devices.hosts import ADDRESS, NUMBER, PLACE, Meeting, meeting
from trainer.errors import DeviceError

needs_jax = pytest.mark.skipif(importlib.util.find_spec("jax") is None, reason="jax is not installed")
WAIT_S = 300

RECIPE = """
name = "short"
split_by = "lesion"
image_size = 32
batch_size = 8
class_weights = "balanced"
monitor = "val_loss"
[augmentation]
flips = true
[[stages]]
name = "head"
train_from = "head"
epochs = 3
learning_rate = 1e-3
"""

Start = Callable[..., list[subprocess.Popen[str]]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a command once for each place of so many processes; all are ended with the test."""
    with ExitStack() as stack:

        def begin(*command: object, processes: int = 2) -> list[subprocess.Popen[str]]:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                address = f"127.0.0.1:{free.getsockname()[1]}"
            started = []
            for place in range(processes):
                environment = os.environ | {"KERAS_BACKEND": "jax", "XLA_FLAGS": ""}
                if processes > 1:
                    environment |= {ADDRESS: address, NUMBER: str(processes), PLACE: str(place)}
                process = subprocess.Popen(
                    [*map(str, command)],
                    env=environment,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    text=True,
                    encoding="utf-8",
                )
                stack.callback(process.wait)
                stack.callback(process.kill)
                started.append(process)
            return started

        yield begin


@needs_jax
@pytest.mark.timeout(900)
def test_two_processes_learn_what_one_learns_killed_and_resumed_as_well(start: Start) -> None:
    script = (sys.executable, "-m", "tests.trainer.devices.two_hosts")
    answers = []
    for process in (*start(*script, processes=1), *start(*script)):
        output, errors = process.communicate(timeout=WAIT_S)
        assert process.returncode == 0, errors
        answers.append(json.loads(output))
    alone, *together = answers
    assert [found["devices"] for found in answers] == [1, 2, 2]
    assert [found["place"] for found in answers] == [0, 0, 1]
    for found in together:
        assert "started with different data; give all of them the same command" in found["different"]
        for case in ("drawn", "mixed, killed and resumed"):
            pairs = list(zip(alone[case], found[case], strict=True))
            assert len(pairs) == 2
            for name in ("loss", "accuracy", "val_loss", "val_accuracy", "val_auc"):
                assert np.allclose(*zip(*((a[name], b[name]) for a, b in pairs), strict=True), rtol=1e-4), (case, name)


@needs_jax
@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_process_that_is_killed_ends_the_others_in_one_sentence_and_the_run_goes_on(
    start: Start, phantoms: Path, tmp_path: Path
) -> None:
    recipe, output = tmp_path / "short.toml", tmp_path / "runs"
    recipe.write_text(RECIPE, encoding="utf-8")
    ham_train = SCRIPTS / "ham-train"
    first, second = start(
        ham_train, "--data", phantoms, "--limit", "140", "--output", output, "--weights", "none", "--recipe", recipe
    )
    until(lambda: bool(list(output.glob("*/history.csv"))) or first.poll() is not None)
    second.kill()
    _, told = first.communicate(timeout=WAIT_S)
    assert first.returncode == 1, told
    (run,) = (path for path in output.iterdir() if (path / "run.json").exists())
    last = told.splitlines()[-2:]
    assert last[0] == f"not finished; what was learned so far is kept: ham-train --resume {run}", told
    assert last[1].startswith("ham-train: another of the 2 processes is gone (")
    assert last[1].endswith("start all of them again with --resume")

    begun = len((run / "history.csv").read_text(encoding="utf-8").splitlines()) - 1
    first, second = start(ham_train, "--resume", run)
    told, told_by_second = (process.communicate(timeout=WAIT_S)[1] for process in (first, second))
    assert (first.returncode, second.returncode) == (0, 0), told + told_by_second
    assert told.splitlines()[-1] == f"finished: {run}"
    epochs = [line for line in told.splitlines() if "| validation: loss" in line and "(before: " not in line]
    assert len(epochs) == 3 - begun
    assert told_by_second.splitlines()[1:] == [
        "this process follows: the first one tells how it goes, and writes the run folder",
        "finished; the first process wrote the run folder",
    ]
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert (record["status"], record["devices"]) == ("finished", 2)
    assert not (run / "checkpoint").exists()
    assert sorted(path.name for path in output.iterdir() if path.is_dir()) == [".pixels", run.name]


@needs_jax
@pytest.mark.slow
@pytest.mark.parametrize("place", [0, 1])
def test_where_the_others_do_not_come_one_sentence_says_so(
    start: Start, phantoms: Path, tmp_path: Path, place: int
) -> None:
    hurried = "from trainer.cli import train; from trainer.devices import hosts; hosts.WAIT_S = 4; train.command()"
    both = start(sys.executable, "-c", hurried, "--data", phantoms, "--output", tmp_path / "runs", "--weights", "none")
    both[1 - place].kill()
    output, told = both[place].communicate(timeout=WAIT_S)
    assert (both[place].returncode, output) == (1, "")
    assert re.fullmatch(
        rf"processes: 2 train together; this is number {place}, and they meet at (\S+)\n"
        r"ham-train: the 2 processes did not meet at \1 within 4 seconds; start each with its own .*\n",
        told,
    ), told
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("error", [ValueError("UNKNOWN: Gloo AllGather failed"), RuntimeError("UNAVAILABLE: gone")])
def test_whatever_the_framework_raises_for_a_lost_network_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(hosts, "processes", lambda: 2)
    gone = pytest.raises(DeviceError, match=r"another of the 2 processes is gone \(U.* all of them again with --resume")
    with gone, hosts.told_when_another_is_gone():
        raise error
    with pytest.raises(ValueError, match="a mistake of ours"), hosts.told_when_another_is_gone():
        raise ValueError("a mistake of ours")
    monkeypatch.setattr(hosts, "processes", lambda: 1)
    with pytest.raises(type(error)), hosts.told_when_another_is_gone():
        raise error


def until(true: Callable[[], bool]) -> None:
    """Wait for it."""
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    for name in ("TF_CONFIG", ADDRESS, NUMBER, PLACE):
        monkeypatch.delenv(name, raising=False)

    def given(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)

    return given


def test_where_the_processes_meet_is_read_from_the_environment(environment: Callable[..., None]) -> None:
    assert meeting("jax") is None
    environment(**{ADDRESS: "10.0.0.1:1234,10.0.0.2:2345", NUMBER: "2", PLACE: "1"})
    assert meeting("jax") == Meeting("10.0.0.1:1234", 2, 1)
    environment(**{NUMBER: "1"})
    assert meeting("jax") is None


@pytest.mark.parametrize(
    "wrong", [{ADDRESS: ""}, {ADDRESS: "10.0.0.1"}, {NUMBER: "two"}, {PLACE: "2"}, {PLACE: ""}, {PLACE: "-1"}]
)
def test_an_environment_that_is_none_says_what_it_needs(
    environment: Callable[..., None], wrong: dict[str, Any]
) -> None:
    environment(**{ADDRESS: "10.0.0.1:1234", NUMBER: "2", PLACE: "1"} | wrong)
    with pytest.raises(DeviceError, match=rf"several hosts need {ADDRESS}=HOST:PORT .* from 0 to one less"):
        meeting("jax")


@pytest.mark.parametrize(("name", "value"), [("TF_CONFIG", '{"cluster": {"worker": ["a:1", "b:1"]}}'), (NUMBER, "2")])
def test_tensorflow_refuses_several_hosts_instead_of_ignoring_them(
    environment: Callable[..., None], name: str, value: str
) -> None:
    environment(**{name: value})
    with pytest.raises(DeviceError, match=f"works with JAX alone; set KERAS_BACKEND=jax, or unset {name}"):
        meeting("tensorflow")
    environment(**{name: '{"cluster": {"worker": ["a:1"]}}' if name == "TF_CONFIG" else "1"})
    assert meeting("tensorflow") is None
