"""Batch size and workers: what was fastest in a short measurement, remembered, and never in the way."""

from __future__ import annotations

import copy
import dataclasses
import json
import shutil
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from desktop.engine import tuning
from desktop.engine.tuning import Plan
from desktop.errors import OutOfMemoryError
from desktop.model.network import Network
from tests.desktop.helpers import coloured_files, table


class Machine:
    """A classifier on a clock of its own: `seconds(images, at_once)` for a batch, when so many are in work."""

    def __init__(self, classifier: Network, seconds: Any) -> None:
        self.info, self.sha256, self.provider = classifier.info, classifier.sha256, classifier.provider
        self.now = 0.0
        self.asked: list[int] = []
        self.divided: Any = None  # seconds(images) with a thread for each inference, where that can be had
        self._seconds = seconds
        self._lock = threading.Lock()

    def clock(self) -> float:
        return self.now

    def with_threads(self, threads: int) -> Machine:
        assert threads == 1
        if self.divided is None:
            raise OutOfMemoryError("no room for another session")
        return _Divided(self)

    def predict(self, images: np.ndarray) -> None:
        # One after the other here, so a batch takes its share of the time that so many take together.
        self.take(len(images), self._seconds(len(images), 1 if threading.current_thread() is _MAIN else 2))

    def take(self, images: int, seconds: float) -> None:
        with self._lock:
            self.asked.append(images)
            self.now += seconds


class _Divided:
    """The machine's model once more, with one thread for each inference."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine

    def predict(self, images: np.ndarray) -> None:
        self._machine.take(len(images), self._machine.divided(len(images)))


_MAIN = threading.main_thread()


@pytest.fixture(autouse=True)
def two_cores(monkeypatch) -> None:
    monkeypatch.setattr(tuning, "usable_cores", lambda: 2)
    monkeypatch.setattr(tuning, "is_busy", lambda: False)


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (lambda n, k: 0.01 * n, Plan(8, 1)),  # batches win nothing: the default
        (lambda n, k: 0.02 + 0.005 * n, Plan(16, 1)),  # an accelerator
        (lambda n, k: 0.01 * n * {1: 1.0, 4: 1.2, 8: 1.4, 16: 1.9}[n], Plan(1, 1)),
        (lambda n, k: 0.01 * n * {1: 1.0, 4: 0.95, 8: 1.0, 16: 0.96}[n], Plan(8, 1)),  # within the noise
        (lambda n, k: 0.01 * n / (1.15 if k == 2 else 1), Plan(8, 2)),  # two at once fill each other's gaps
        (lambda n, k: 0.01 * n / (1.05 if k == 2 else 1), Plan(8, 1)),
    ],
)
def test_the_fastest_is_chosen_and_more_only_where_it_wins(classifier, seconds, expected):
    machine = Machine(classifier, seconds)
    assert tuning.measure(machine, clock=machine.clock) == expected
    assert machine.now <= tuning.BUDGET_S


def test_on_a_cpu_each_inference_gets_a_thread_of_its_own_where_that_wins(classifier):
    machine = Machine(classifier, lambda n, k: 0.01 * n)
    machine.divided = lambda n: 0.008 * n  # a share of the time that two take together
    assert tuning.measure(machine, clock=machine.clock) == Plan(4, 2, 1)
    assert tuning.measure(machine, threads=1, clock=machine.clock) == Plan()  # one thread cannot be divided
    machine.divided = lambda n: 0.0102 * n  # alone as fast within the noise: beside the decoding it is the faster one
    assert tuning.measure(machine, clock=machine.clock) == Plan(4, 2, 1)
    machine.divided = lambda n: 0.012 * n
    assert tuning.measure(machine, clock=machine.clock) == Plan()


def test_cores_are_divided_among_a_bounded_number_of_inferences(monkeypatch, classifier):
    monkeypatch.setattr(tuning, "usable_cores", lambda: 24)
    machine = Machine(classifier, lambda n, k: 0.01 * n)
    machine.with_threads = lambda threads: threads == 3 and _Divided(machine)
    machine.divided = lambda n: 0.001 * n
    assert tuning.measure(machine, clock=machine.clock) == Plan(4, 8, 3)


def test_a_plan_with_threads_is_run_with_them_and_answers_the_same(classifier, monkeypatch):
    monkeypatch.setattr(tuning, "measure", lambda classifier, **_: Plan(2, 2, 1))
    fitted, how = tuning.tuned(classifier, count=None, batch_size=None, threads=None)
    assert how == Plan(2, 2, 1)
    assert fitted is not classifier
    pixels = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    assert np.array_equal(fitted.predict(pixels).logits, classifier.predict(pixels).logits)


def test_a_model_goes_on_as_it_was_checked_whatever_becomes_of_its_file(tiny_model, tmp_path):
    path = Path(shutil.copy(tiny_model, tmp_path / "model.onnx"))
    classifier = Network.load(path, provider="cpu")
    pixels = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 3), dtype=np.uint8)
    expected = classifier.predict(pixels).logits
    path.write_bytes(b"another model")
    assert np.array_equal(classifier.with_threads(1).predict(pixels).logits, expected)
    path.unlink()
    assert np.array_equal(classifier.with_threads(2).predict(pixels).logits, expected)


def test_a_slow_machine_is_not_measured_for_long(classifier):
    machine = Machine(classifier, lambda n, k: 0.5 * n)
    assert tuning.measure(machine, clock=machine.clock) == Plan()
    assert sum(machine.asked) <= 3


def test_a_measurement_that_is_wanted_no_more_ends_at_once_and_is_not_remembered(classifier, monkeypatch, tmp_path):
    cache = tmp_path / "tuning.json"
    monkeypatch.setattr(tuning, "cache_file", lambda: cache)
    machine = Machine(classifier, lambda n, k: 0.01 * n)
    found = tuning.plan(machine, count=None, batch_size=None, threads=None, stopped=lambda: len(machine.asked) >= 2)
    assert found == Plan()
    assert len(machine.asked) == 2
    assert not cache.exists()


def test_a_batch_that_does_not_fit_into_memory_is_not_chosen(classifier):
    def seconds(n: int, k: int) -> float:
        if n > 4:
            raise OutOfMemoryError("out of memory")
        return 0.02 + 0.005 * n

    machine = Machine(classifier, seconds)
    assert tuning.measure(machine, clock=machine.clock).batch_size == 4


@pytest.fixture
def measured(monkeypatch) -> list[str]:
    """The models that were measured."""
    models: list[str] = []

    def measure(classifier: Network, **_: Any) -> Plan:
        models.append(classifier.sha256)
        return Plan(4, 2)

    monkeypatch.setattr(tuning, "measure", measure)
    return models


def plan(classifier: Network, count: int | None = None, **options: Any) -> Plan:
    return tuning.plan(classifier, count=count, **{"batch_size": None, "threads": None, **options})


def test_a_measurement_is_made_once_and_remembered(classifier, measured, monkeypatch):
    assert plan(classifier) == plan(classifier) == Plan(4, 2)
    assert len(measured) == 1
    plan(classifier, threads=1)
    assert len(measured) == 2  # another split of the cores is another machine
    monkeypatch.setattr(tuning, "usable_cores", lambda: 97)
    plan(classifier)
    assert len(measured) == 3  # and so are other cores, as of a container that was given more
    path = tuning.cache_file()
    assert path is not None
    assert classifier.sha256 not in path.read_text(encoding="utf-8")


def test_what_was_measured_on_a_busy_machine_is_used_and_not_remembered(classifier, measured, monkeypatch):
    monkeypatch.setattr(tuning, "is_busy", lambda: True)
    assert plan(classifier) == plan(classifier) == Plan(4, 2)
    assert len(measured) == 2
    path = tuning.cache_file()
    assert path is not None
    assert not path.exists()


def test_a_small_run_is_not_measured_and_an_order_is_kept(classifier, measured):
    assert plan(classifier, count=1) == plan(classifier, count=63) == Plan(8)
    assert plan(classifier, batch_size=32) == Plan(32)
    assert measured == []


def test_where_every_batch_is_filled_up_one_image_is_a_batch_of_one(classifier, measured):
    elsewhere = copy.copy(classifier)
    elsewhere.provider = dataclasses.replace(classifier.provider, name="openvino")
    assert plan(elsewhere, count=1) == Plan(1)
    assert plan(elsewhere, count=63) == Plan(8)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"[1]", b"{}", b'{"a": {"batch_size": 0}}', b'{"a": 1}', b"[" * 100_000]
)
def test_a_cache_that_cannot_be_read_is_measured_again_and_mended(classifier, measured, content):
    path = tuning.cache_file()
    assert path is not None
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    assert plan(classifier) == Plan(4, 2)
    assert len(json.loads(path.read_bytes())) == 1


def test_a_cache_that_cannot_be_written_is_done_without(classifier, measured, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(tuning, "cache_file", lambda: tmp_path / "file" / "tuning.json")
    assert plan(classifier) == Plan(4, 2)
    monkeypatch.setattr(tuning, "cache_file", lambda: None)
    assert plan(classifier) == Plan(4, 2)


def test_the_cache_does_not_grow_for_ever(classifier, measured):
    for threads in range(1, 70):
        plan(classifier, threads=threads)
    path = tuning.cache_file()
    assert path is not None
    assert len(json.loads(path.read_bytes())) == 50
    plan(classifier, threads=69)
    assert len(measured) == 69


def test_a_run_of_many_images_is_measured_and_its_table_is_the_same(run, tmp_path, measured):
    coloured_files(tmp_path / "images", 70)
    auto = run(tmp_path / "images", "-o", tmp_path / "a.csv")
    assert auto.exit_code == 0
    assert len(measured) == 1
    assert json.loads((tmp_path / "a.run.json").read_text(encoding="utf-8"))["options"]["batch_size"] == 4
    assert table((tmp_path / "a.csv").read_text(encoding="utf-8")) == table(
        run(tmp_path / "images", "--batch-size", "1").stdout
    )
