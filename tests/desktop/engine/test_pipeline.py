"""Files in, events out: in order, failures in their places, no more memory or threads than are needed."""

from __future__ import annotations

import dataclasses
import itertools
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
from tests.desktop.helpers import broken_file, coloured_files, engine_threads, run_by, wait_until
from tests.tiny_model import write_tiny_model


@pytest.fixture(autouse=True)
def _no_thread_is_left() -> Iterator[None]:
    yield
    assert engine_threads() == []


@pytest.fixture(autouse=True)
def patience(monkeypatch) -> float:
    """So long that a busy machine makes no smaller batches; what the engine has in truth."""
    usual = pipeline.PATIENCE_S
    monkeypatch.setattr(pipeline, "PATIENCE_S", 60.0)
    return usual


def results(events: list[pipeline.Event]) -> list[Classified | Failed]:
    return [event for event in events if isinstance(event, Classified | Failed)]


@pytest.mark.parametrize("count", [1, 3, 17])
@pytest.mark.parametrize("batch_size", [1, 4, 100])
@pytest.mark.parametrize("workers", [1, 3])
def test_every_image_is_answered_as_if_it_were_alone_in_the_order_given(
    classifier, tmp_path, count, batch_size, workers
):
    files = coloured_files(tmp_path, count)
    events = list(classify_files(classifier, files, total=count, batch_size=batch_size, workers=workers))
    assert events[0] == Started(count)
    assert isinstance(events[-1], Finished)
    assert (events[-1].classified, events[-1].failed, events[-1].cancelled) == (count, 0, False)
    answers = results(events)
    assert [(a.index, a.file) for a in answers] == list(enumerate(files))
    for answer, file in zip(answers, files, strict=True):
        assert isinstance(answer, Classified)
        alone = classifier.predict(read_image(file.path, 32).pixels[np.newaxis])
        np.testing.assert_allclose(answer.probabilities, alone.probabilities[0], atol=1e-5)
        assert answer.unfamiliarity == pytest.approx(float(alone.unfamiliarity[0]), abs=1e-5)
        assert (answer.width, answer.height) == (60, 45)


def test_the_order_holds_when_images_are_decoded_out_of_order(classifier, tmp_path, monkeypatch):
    files = coloured_files(tmp_path, 12)

    def slow_at_first(path: Path, size: int) -> DecodedImage:
        time.sleep(0.05 if path.stem in ("0000", "0005") else 0)
        return read_image(path, size)

    monkeypatch.setattr(pipeline, "read_image", slow_at_first)
    answers = results(list(classify_files(classifier, files, batch_size=3, decode_threads=4)))
    assert [a.file for a in answers] == files


def test_a_file_that_cannot_be_read_fails_in_its_place_and_the_others_are_answered(classifier, tmp_path):
    files = coloured_files(tmp_path, 10)
    alone = {a.file: a for a in results(list(classify_files(classifier, files)))}
    broken = {0, 3, 4, 9}
    mixed = [broken_file(tmp_path / f"broken{n}.jpg") if n in broken else file for n, file in enumerate(files)]
    events = list(classify_files(classifier, mixed, batch_size=4))
    answers = results(events)
    assert [a.file for a in answers] == mixed
    assert {a.index for a in answers if isinstance(a, Failed)} == broken
    for answer in answers:
        if isinstance(answer, Classified):
            expected = alone[answer.file]
            assert isinstance(expected, Classified)
            np.testing.assert_allclose(answer.probabilities, expected.probabilities, atol=1e-5)
        else:
            assert "no image" in answer.reason
    assert isinstance(events[-1], Finished)
    assert (events[-1].classified, events[-1].failed) == (6, 4)


def test_when_every_file_fails_the_run_still_finishes(classifier, tmp_path):
    files = [broken_file(tmp_path / f"{n}.jpg") for n in range(30)]
    *_, last = classify_files(classifier, files, batch_size=4)
    assert isinstance(last, Finished)
    assert (last.classified, last.failed, last.cancelled) == (0, 30, False)


def test_a_file_that_vanishes_before_its_turn_fails_in_its_place(classifier, tmp_path):
    files = coloured_files(tmp_path, 3)
    files[1].path.unlink()
    answers = results(list(classify_files(classifier, files)))
    assert isinstance(answers[1], Failed)
    assert "not there" in answers[1].reason


def test_no_files_are_a_run_too(classifier):
    first, last = classify_files(classifier, [], total=0)
    assert first == Started(0)
    assert isinstance(last, Finished)
    assert (last.classified, last.failed, last.cancelled) == (0, 0, False)
    assert last.seconds >= 0


def test_the_total_may_be_unknown(classifier, tmp_path):
    first, *_ = classify_files(classifier, iter(coloured_files(tmp_path, 2)))
    assert first == Started(None)


def test_a_batch_size_below_one_is_a_slip_of_the_caller(classifier):
    with pytest.raises(ValueError, match="at least 1"):
        next(classify_files(classifier, [], batch_size=0))


def test_heat_maps_come_only_when_asked_for_and_each_with_its_image(classifier, tmp_path):
    files = coloured_files(tmp_path, 5)
    without = results(list(classify_files(classifier, files)))
    assert all(isinstance(a, Classified) and a.heatmaps is None for a in without)
    files.insert(2, broken_file(tmp_path / "broken.jpg"))
    for answer in results(list(classify_files(classifier, files, heatmaps=True, batch_size=3))):
        if isinstance(answer, Classified):
            assert answer.heatmaps is not None
            assert answer.heatmaps.shape == (3, 2, 2)
            alone = classifier.predict(read_image(answer.file.path, 32).pixels[np.newaxis])
            np.testing.assert_allclose(answer.heatmaps.sum(axis=(1, 2)), alone.logits[0], atol=1e-3)


class Endless:
    """The same file for ever, and how often it was asked for."""

    def __init__(self, file: ImageFile) -> None:
        self.file = file
        self.pulled = 0

    def __iter__(self) -> Iterator[ImageFile]:
        while True:
            self.pulled += 1
            yield self.file


def test_no_more_files_are_looked_at_than_a_few_batches_ahead(classifier, tmp_path):
    files = Endless(coloured_files(tmp_path, 1)[0])
    events = classify_files(classifier, files, batch_size=4, decode_threads=2)
    next(events)
    assert files.pulled == 0
    for received in range(1, 60):
        next(events)
        assert files.pulled <= received + 30
    events.close()


def test_a_stream_of_broken_files_is_reported_as_it_goes(classifier, tmp_path):
    files = Endless(broken_file(tmp_path / "a.jpg"))
    events = classify_files(classifier, files, batch_size=4, decode_threads=2)
    for received, event in enumerate(itertools.islice(events, 1, 60), 1):
        assert isinstance(event, Failed)
        assert files.pulled <= received + 30
    events.close()


def test_decoded_images_do_not_pile_up_when_nobody_takes_the_answers(classifier, tmp_path, monkeypatch):
    decoded: list[Path] = []

    def counted(path: Path, size: int) -> DecodedImage:
        decoded.append(path)
        return read_image(path, size)

    monkeypatch.setattr(pipeline, "read_image", counted)
    events = classify_files(classifier, Endless(coloured_files(tmp_path, 1)[0]), batch_size=4, decode_threads=2)
    assert isinstance(next(itertools.islice(events, 1, None)), Classified)
    time.sleep(0.1)
    assert len(decoded) <= 30
    events.close()


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


def test_images_that_are_late_do_not_hold_back_those_that_are_there(classifier, tmp_path, monkeypatch, patience):
    monkeypatch.setattr(pipeline, "PATIENCE_S", patience)
    files = coloured_files(tmp_path, 3)
    late = threading.Event()

    def listing() -> Iterator[ImageFile]:
        yield from files[:2]
        late.wait(10)
        yield files[2]

    events = classify_files(classifier, listing(), batch_size=8)
    first = [next(events) for _ in range(3)]
    assert [type(event) for event in first] == [Started, Classified, Classified]
    late.set()
    assert [type(event) for event in events] == [Classified, Finished]


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


def test_elsewhere_than_on_the_cpu_every_batch_has_the_same_shape(tiny_model, tmp_path, monkeypatch):
    classifier = Network.load(tiny_model, provider="cpu")
    classifier.provider = dataclasses.replace(classifier.provider, name="openvino")
    predict, shapes = classifier.predict, set()

    def watched(images: np.ndarray, **options: bool) -> Prediction:
        shapes.add(len(images))
        return predict(images, **options)

    monkeypatch.setattr(classifier, "predict", watched)
    answers = results(list(classify_files(classifier, coloured_files(tmp_path, 10), batch_size=4)))
    assert len(answers) == 10
    assert shapes == {4}


def test_files_that_fail_to_be_listed_end_the_run_and_its_threads(classifier, tmp_path):
    def listing() -> Iterator[ImageFile]:
        yield from coloured_files(tmp_path, 2)
        raise TimeoutError("the network share is gone")  # an OSError that is easily taken for "not yet"

    events = classify_files(classifier, listing(), batch_size=1, decode_threads=1)
    assert [type(next(events)) for _ in range(3)] == [Started, Classified, Classified]
    with pytest.raises(OSError, match="network share"):
        next(events)
    assert engine_threads() == []


def test_images_are_decoded_in_the_threads_asked_for(classifier, tmp_path, monkeypatch):
    seen = set()

    def seen_in(path: Path, size: int) -> DecodedImage:
        seen.add(threading.current_thread().name)
        time.sleep(0.002)
        return read_image(path, size)

    monkeypatch.setattr(pipeline, "read_image", seen_in)
    list(classify_files(classifier, coloured_files(tmp_path, 20), decode_threads=3))
    assert len(seen) == 3
    assert threading.current_thread().name not in seen


def test_images_are_decoded_at_the_models_own_size(tmp_path, monkeypatch, classifier):
    asked = set()

    def asked_for(path: Path, size: int) -> DecodedImage:
        asked.add(size)
        return read_image(path, size)

    monkeypatch.setattr(pipeline, "read_image", asked_for)
    list(classify_files(classifier, coloured_files(tmp_path, 2)))
    assert asked == {classifier.info.input.size}


def test_the_time_of_the_run_is_told_in_seconds(tmp_path):
    classifier = Network.load(write_tiny_model(tmp_path / "a.onnx"), provider="cpu")
    began = time.monotonic()
    *_, last = classify_files(classifier, coloured_files(tmp_path, 3))
    assert isinstance(last, Finished)
    assert 0 < last.seconds <= time.monotonic() - began


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
