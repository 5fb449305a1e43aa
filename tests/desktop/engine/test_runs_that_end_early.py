"""A run that is paused, cancelled, left alone or fails says so, tells first what it has, and leaves no thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from desktop.common.interrupts import RunToken
from desktop.engine import pipeline
from desktop.engine.events import Classified, Failed, Finished, Note, Started
from desktop.engine.pipeline import classify_files
from desktop.errors import OutOfMemoryError, ProviderError
from desktop.images import DecodedImage, read_image
from desktop.images.image_file import ImageFile
from desktop.model.network import Network
from desktop.model.prediction import Prediction
from tests.desktop.engine.runs import Endless, results
from tests.desktop.helpers import coloured_files, engine_threads, run_by, wait_until

pytestmark = pytest.mark.usefixtures("no_thread_is_left", "patience")


def test_a_run_can_be_cancelled_and_says_so(classifier, tmp_path):
    token = RunToken()
    events = classify_files(classifier, Endless(coloured_files(tmp_path, 1)[0]), batch_size=4, token=token)
    assert isinstance(next(events), Started)
    next(events)
    token.cancel()
    rest = list(events)  # ends, though the files do not
    assert isinstance(rest[-1], Finished)
    assert rest[-1].cancelled
    assert rest[-1].classified == 1 + len(results(rest))  # what was in work was answered and told
    assert rest[-1].classified <= 16


def test_a_paused_run_does_nothing_until_it_is_resumed(classifier, tmp_path):
    token = RunToken()
    events = classify_files(classifier, Endless(coloured_files(tmp_path, 1)[0]), batch_size=2, token=token)
    received: list[pipeline.Event] = []
    reader = threading.Thread(target=lambda: received.extend(events))
    reader.start()
    wait_until(lambda: len(received) > 10)
    token.pause()
    assert token.paused
    time.sleep(0.1)  # what was in work comes out
    before = len(received)
    time.sleep(0.2)
    assert len(received) == before
    token.resume()
    wait_until(lambda: len(received) > before + 10)
    token.pause()
    token.cancel()
    reader.join(10)
    assert not reader.is_alive()
    assert isinstance(received[-1], Finished)
    assert received[-1].cancelled


def test_a_run_cancelled_from_the_start_does_nothing(classifier, tmp_path):
    token = RunToken()
    token.cancel()
    first, last = classify_files(classifier, coloured_files(tmp_path, 3), token=token)
    assert first == Started(None)
    assert isinstance(last, Finished)
    assert (last.classified, last.cancelled) == (0, True)


def test_a_cancel_after_the_last_image_cancels_nothing(classifier, tmp_path):
    token = RunToken()
    events = classify_files(classifier, coloured_files(tmp_path, 3), batch_size=8, token=token)
    for event in events:
        if isinstance(event, Classified) and event.index == 2:
            token.cancel()
    assert isinstance(event, Finished)
    assert not event.cancelled


@pytest.mark.parametrize("taken", [0, 1, 3, 9])
def test_a_run_that_nobody_reads_to_its_end_leaves_no_thread(classifier, tmp_path, taken):
    events = classify_files(classifier, Endless(coloured_files(tmp_path, 1)[0]), batch_size=4)
    for _ in range(taken):
        next(events)
    assert (engine_threads() != []) == (taken > 1)
    events.close()
    assert engine_threads() == []


def test_a_provider_that_fails_ends_the_run_and_its_threads(classifier, tmp_path):
    class Failing:
        def run(self, *_: object) -> None:
            raise RuntimeError("device lost")

    with pytest.raises(ProviderError, match="device lost"):
        list(classify_files(run_by(Failing(), classifier), coloured_files(tmp_path, 3)))
    assert engine_threads() == []


@pytest.mark.parametrize("workers", [1, 2])
def test_what_was_answered_before_a_provider_failed_is_told_first(tiny_model, tmp_path, monkeypatch, workers):
    classifier = Network.load(tiny_model, provider="cpu")
    files = coloured_files(tmp_path, 40)
    predict, ninth = classifier.predict, read_image(files[9].path, 32).pixels

    def failing(images: np.ndarray, **options: bool) -> Prediction:
        if any(np.array_equal(image, ninth) for image in images):
            raise ProviderError("CPU failed on a batch of 4: device lost")
        return predict(images, **options)

    monkeypatch.setattr(classifier, "predict", failing)
    answered: list[pipeline.Event] = []
    with pytest.raises(ProviderError, match="device lost"):
        answered.extend(classify_files(classifier, files, batch_size=4, workers=workers))
    assert [a.index for a in results(answered)] == list(range(8))


@pytest.mark.parametrize("fits", [1, 3, 5])
@pytest.mark.parametrize("error", [OutOfMemoryError("CUDA failed on a batch of 8: out of memory"), MemoryError()])
def test_a_batch_that_does_not_fit_into_memory_is_halved_until_it_does_and_that_is_said_once(
    tiny_model, tmp_path, monkeypatch, fits, error
):
    classifier = Network.load(tiny_model, provider="cpu")
    files = coloured_files(tmp_path, 21)
    expected = [a.probabilities for a in results(list(classify_files(classifier, files))) if isinstance(a, Classified)]
    predict = classifier.predict

    def cramped(images: np.ndarray, **options: bool) -> Prediction:
        if len(images) > fits:
            raise error
        return predict(images, **options)

    monkeypatch.setattr(classifier, "predict", cramped)
    events = list(classify_files(classifier, files, batch_size=8))
    answers = results(events)
    assert [a.file for a in answers] == files
    np.testing.assert_array_equal([a.probabilities for a in answers if isinstance(a, Classified)], expected)
    (note,) = [event for event in events if isinstance(event, Note)]
    assert note.message == "8 images at once do not fit into memory; going on with fewer"


def test_an_image_that_does_not_fit_into_memory_alone_ends_the_run(classifier, tmp_path):
    class Full:
        def run(self, *_: object) -> None:
            raise RuntimeError("Failed to allocate memory for requested buffer of size 12345")

    with pytest.raises(OutOfMemoryError, match="a batch of 1"):
        list(classify_files(run_by(Full(), classifier), coloured_files(tmp_path, 3)))
    assert engine_threads() == []


def test_files_that_fail_to_be_listed_end_the_run_and_its_threads(classifier, tmp_path):
    def listing() -> Iterator[ImageFile]:
        yield from coloured_files(tmp_path, 2)
        raise TimeoutError("the network share is gone")  # an OSError that is easily taken for "not yet"

    events = classify_files(classifier, listing(), batch_size=1, decode_threads=1)
    assert [type(next(events)) for _ in range(3)] == [Started, Classified, Classified]
    with pytest.raises(OSError, match="network share"):
        next(events)
    assert engine_threads() == []


def test_a_defect_of_a_decoder_is_the_fate_of_one_image(classifier, tmp_path, monkeypatch):
    files = coloured_files(tmp_path, 5)

    def defective(path: Path, size: int) -> DecodedImage:
        if path == files[2].path:
            raise RuntimeError("not what a decoder should raise")
        return read_image(path, size)

    monkeypatch.setattr(pipeline, "read_image", defective)
    answers = results(list(classify_files(classifier, files)))
    assert [isinstance(a, Failed) for a in answers] == [False, False, True, False, False]
    assert isinstance(answers[2], Failed)
    assert "could not be decoded (RuntimeError" in answers[2].reason
