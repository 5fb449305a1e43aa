"""A training that is killed outright: here a stand-in for `ham-train` whose epochs take as long as they are told to."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from tests.gpu.device import TaskError
from tests.gpu.killing import kill, train

EPOCHS = 4
PROGRAM = """
    import sys, time
    from pathlib import Path

    words = sys.argv[1:]
    seconds, fault = float(words.pop(0)), words.pop(0)
    if "--resume" in words:
        run, forgets = Path(words[words.index("--resume") + 1]), fault == "forgets"
        (run / "resumed").touch()
        seconds = 0.0
    else:
        run, forgets = Path(words[words.index("--output") + 1]) / "run", False
        run.mkdir(parents=True)
        if fault == "fails":
            sys.exit("there is no kernel for this")
        assert "--no-test" in words, "the proof reads no test part"
    history = run / "history.csv"
    if not history.exists() or forgets:
        history.write_text("stage,loss\\n")
    while (done := len(history.read_text().splitlines()) - 1) < 4:
        time.sleep(seconds)
        with history.open("a") as stream:
            stream.write(f"head,{2.0 - 0.1 * done + (0.5 if forgets else 0.0)}\\n")
    (run / "finished").touch()
    time.sleep(seconds)
"""


@pytest.fixture
def options(tmp_path: Path) -> dict[str, Any]:
    return {"data": tmp_path, "recipe": tmp_path / "short.toml", "images": 10, "folder": tmp_path}


def _trainer(tmp_path: Path, seconds: float, fault: str = "none") -> list[str]:
    program = tmp_path / "trainer.py"
    program.write_text(textwrap.dedent(PROGRAM), encoding="utf-8")
    return [sys.executable, str(program), str(seconds), fault]


def test_a_run_is_killed_after_an_epoch_and_before_the_last_and_resumed_from_there(
    options: dict[str, Any], tmp_path: Path
) -> None:
    whole = train(options, trainer=_trainer(tmp_path, 0.0))
    found = kill(options, trainer=_trainer(tmp_path, 1.0))
    assert whole["losses"] == pytest.approx([2.0, 1.9, 1.8, 1.7])
    assert found["losses"] == whole["losses"]
    assert 1 <= found["epochs_before"] < EPOCHS
    assert (Path(found["run"]) / "resumed").exists()
    assert not (Path(whole["run"]) / "resumed").exists()


def test_a_resumed_run_that_begins_anew_comes_to_other_losses(options: dict[str, Any], tmp_path: Path) -> None:
    found = kill(options, trainer=_trainer(tmp_path, 1.0, "forgets"))
    assert found["losses"] == pytest.approx([2.5, 2.4, 2.3, 2.2])


def test_a_training_that_ends_by_itself_says_why(options: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(TaskError, match=r"^there is no kernel for this$"):
        train(options, trainer=_trainer(tmp_path, 0.0, "fails"))
    with pytest.raises(TaskError, match=r"^it ended before an epoch did: there is no kernel for this$"):
        kill(options, trainer=_trainer(tmp_path, 0.0, "fails"))
