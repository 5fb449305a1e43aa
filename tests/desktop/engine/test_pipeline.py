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

from desktop.engine import pipeline
from desktop.engine.events import Classified, Failed, Finished, Started
from desktop.engine.pipeline import classify_files
from desktop.images import DecodedImage, read_image
from desktop.images.image_file import ImageFile
from desktop.model.network import Network
from desktop.model.prediction import Prediction
from tests.desktop.engine.runs import Endless, results
from tests.desktop.helpers import broken_file, coloured_files
from tests.tiny_model import write_tiny_model

pytestmark = pytest.mark.usefixtures("no_thread_is_left", "patience")


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
