"""The figures of a run for TensorBoard or MLflow as well: local files beside the runs, nothing else, off by default.

A log is a by-product: what keeps it from being written is told in one line, and the run goes on.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

from desktop.common.command_line import say
from trainer.measure.scores import load_scores

if TYPE_CHECKING:
    from trainer.runs.folder import RunFolder, RunRecord

FOLDERS = {"tensorboard": "tensorboard", "mlflow": "mlflow.db"}
"""Where a log lies, beside the run folders."""
EXPERIMENT = "ham-train"
_TEXT = ("stage", "epoch", "size", "best")


class _Writer(Protocol):
    """What a tool offers: figures by name at a step, the recipe once, and an end."""

    def figures(self, values: dict[str, float], step: int) -> None: ...

    def recipe(self, values: dict[str, str]) -> None: ...

    def close(self) -> None: ...


class Log:
    """Figures on their way to a tool, or to none. The first fault is told and ends it."""

    def __init__(self, name: str, make: Callable[[], _Writer] | None) -> None:
        self._name, self._writer = name, None
        if make is not None:
            self._writer = self._guarded(make)

    def epoch(self, step: int, row: dict[str, Any]) -> None:
        """The figures of an epoch; step: its number over all stages, from 1."""
        numbers = {n: float(v) for n, v in row.items() if n not in _TEXT and isinstance(v, int | float)}
        self._do(lambda writer: writer.figures(numbers, step))

    def results(self, values: dict[str, float]) -> None:
        """The figures of the finished run."""
        self._do(lambda writer: writer.figures(values, 0))

    def recipe(self, values: dict[str, str]) -> None:
        """What the run was asked for."""
        self._do(lambda writer: writer.recipe(values))

    def close(self) -> None:
        """Everything is on the disk afterwards."""
        self._do(lambda writer: writer.close())
        self._writer = None

    def _do(self, what: Callable[[_Writer], None]) -> None:
        if self._writer is not None:
            self._guarded(lambda: what(self._writer))  # type: ignore[arg-type]

    def _guarded(self, what: Callable[[], Any]) -> Any:
        try:
            return what()
        except Exception as error:  # noqa: BLE001 - hours of training must not be lost for a second copy of its figures
            self._writer = None
            say(f"{self._name} log left out: {type(error).__name__}: {' '.join(str(error).split())[:200]}")
            return None


def open_log(folder: RunFolder, record: RunRecord) -> Log:
    """The log that the run asks for; a resumed run goes on in its own. Close it."""
    log = Log(record.log, _maker(folder, record))
    log.recipe({name: str(value) for name, value in _flat(msgspec.to_builtins(record.recipe)).items()})
    return log


def log_results(folder: RunFolder, record: RunRecord) -> None:
    """Add the figures of a finished run, as `test/macro_auc`."""
    log = Log(record.log, _maker(folder, record))
    flat = load_scores(folder.metrics).flat() if record.log else {}
    log.results({f"{part}/{name}": f.value for part, own in flat.items() for name, f in own.items()})
    log.close()


def _maker(folder: RunFolder, record: RunRecord) -> Callable[[], _Writer] | None:
    """What begins the log: nothing for none."""
    if not record.log:
        return None
    place = (folder.path.parent / FOLDERS[record.log]).resolve()
    return lambda: (_TensorBoard if record.log == "tensorboard" else _MLflow)(place, folder.path.name)


def _flat(value: Any, name: str = "") -> dict[str, Any]:
    """Nested lists and tables as one, their names joined by dots."""
    if isinstance(value, dict):
        pairs = [(str(key), one) for key, one in value.items()]
    elif isinstance(value, list | tuple):
        pairs = [
            (str(one["name"]) if isinstance(one, dict) and "name" in one else str(i), one)
            for i, one in enumerate(value)
        ]
    else:
        return {name: value}
    return {n: v for key, one in pairs for n, v in _flat(one, f"{name}.{key}" if name else key).items()}


class _TensorBoard:
    """An event file in `place`/run. See `tensorboard --logdir`."""

    def __init__(self, place: Path, run: str) -> None:
        from tensorboardX import SummaryWriter

        # Its names differ by the second: two files of one would be one.
        self._writer = SummaryWriter(str(place / run), filename_suffix=f".{time.time_ns()}")

    def figures(self, values: dict[str, float], step: int) -> None:
        for name, value in values.items():
            self._writer.add_scalar(name, value, step)
        self._writer.flush()

    def recipe(self, values: dict[str, str]) -> None:
        self._writer.add_text("recipe", "\n".join(f"    {name} = {value}" for name, value in values.items()))

    def close(self) -> None:
        self._writer.close()


class _MLflow:
    """A run of the same name in the SQLite file `place`. See `mlflow ui --backend-store-uri sqlite:///...`."""

    def __init__(self, place: Path, run: str) -> None:
        os.environ["MLFLOW_DISABLE_TELEMETRY"] = os.environ["DO_NOT_TRACK"] = "true"  # before it is imported
        from mlflow.tracking import MlflowClient

        logging.getLogger("mlflow").setLevel(logging.WARNING)
        logging.getLogger("alembic").setLevel(logging.WARNING)
        self._client = MlflowClient(tracking_uri=f"sqlite:///{place.as_posix()}")
        known = self._client.get_experiment_by_name(EXPERIMENT)
        artifacts = place.with_name("mlflow-artifacts").as_uri()
        experiment = known.experiment_id if known else self._client.create_experiment(EXPERIMENT, artifacts)
        found = self._client.search_runs([experiment], f"attributes.run_name = '{run}'")
        self._run = (found[0] if found else self._client.create_run(experiment, run_name=run)).info.run_id

    def figures(self, values: dict[str, float], step: int) -> None:
        for name, value in values.items():
            self._client.log_metric(self._run, name, value, step=step)

    def recipe(self, values: dict[str, str]) -> None:
        for name, value in values.items():
            with suppress(Exception):  # a resumed run may have another batch size, and MLflow changes no parameter
                self._client.log_param(self._run, name, value)

    def close(self) -> None:
        self._client.set_terminated(self._run)
