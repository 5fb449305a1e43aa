"""Whatever was done to a file of a run, reading it ends in one sentence that names it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trainer.errors import RunError
from trainer.fit.checkpoint import Checkpoint
from trainer.measure.calibration import load_calibration
from trainer.measure.elsewhere import load_by_source, load_kept
from trainer.measure.promises import load_promises
from trainer.measure.scores import load_scores
from trainer.measure.subgroups import load_subgroups
from trainer.runs.folder import load_run, load_unfinished

READERS: dict[str, Callable[[Path], Any]] = {
    "run.json": load_run,
    "./run.json": load_unfinished,
    "metrics.json": lambda run: load_scores(run / "metrics.json"),
    "subgroups.json": lambda run: load_subgroups(run / "subgroups.json"),
    "promises.json": load_promises,
    "sources.json": lambda run: load_by_source(run, "test"),
    "elsewhere/clinic/metrics.json": load_kept,
    "calibration.json": load_calibration,
    "checkpoint/state.json": lambda run: Checkpoint(run / "checkpoint").load(),
}
CONTENTS = {
    "empty": b"",
    "cut short": b'{"a": {"b": 1',
    "a list": b"[]",
    "another encoding": b'{"format": 2, "status": "\xfcber"}',
    "zeros": bytes(4096),
    "nested": b"[" * 100_000,
}


@pytest.mark.parametrize("name", READERS)
@pytest.mark.parametrize("damage", CONTENTS)
def test_a_damaged_file_is_named_in_one_sentence(tmp_path: Path, name: str, damage: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(CONTENTS[damage])
    with pytest.raises(RunError) as caught:
        READERS[name](tmp_path)
    assert Path(name).stem in str(caught.value)
    assert "\n" not in str(caught.value)
