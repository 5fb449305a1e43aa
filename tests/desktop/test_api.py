"""`from desktop import Classifier`: the README's example, the same answers as ham-classify, and a light import."""

from __future__ import annotations

import re
import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest

import desktop
from desktop import Classifier, HamError, Result
from desktop.engine import pipeline, tuning
from desktop.errors import UsageError
from desktop.model import providers
from tests.desktop.helpers import PROJECT, broken_file, coloured_files, engine_threads, one_colour, run_python, table
from tests.promising_model import images_at, promising_info
from tests.tiny_model import write_tiny_model


def test_the_example_of_the_readme_runs(coloured_images, tmp_path):
    (example,) = re.findall(r"```python\n(.*?)```", (PROJECT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    shutil.copytree(coloured_images, tmp_path / "photos")
    broken_file(tmp_path / "photos" / "x.jpg")
    done = run_python("-c", example, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    expected = [r for r in Classifier.load().classify(tmp_path / "photos") if r.error is None]
    assert [line.split() for line in lines[:3]] == [
        [r.file, r.diagnosis, f"{r.malignant:.2f}", *r.flags] for r in expected
    ]
    assert lines[3].startswith("x.jpg this is no image")


def test_results_are_the_rows_of_ham_classify(classifier, run, tmp_path):
    folder = tmp_path / "images"
    coloured_files(folder, 70)
    broken_file(folder / "0003x.jpg")
    rows = table(run(folder).stdout)
    results = list(classifier.classify(folder))
    assert [result.file for result in results] == [row["file"] for row in rows]
    for result, row in zip(results, rows, strict=True):
        assert result.path == folder / result.file
        assert (result.error or "") == row["error"]
        if result.error is None:
            assert result.diagnosis == row["diagnosis"]
            assert result.probabilities is not None
            assert {code: f"{p:.6f}" for code, p in result.probabilities.items()} == {
                code: row[code] for code in ("red", "green", "blue")
            }
            assert f"{result.malignant:.6f}" == row["malignant"]
            assert {True: "yes", False: "no", None: ""}[result.referral] == row["referral"]
            assert ";".join(result.flags) == row["flags"]
            assert (str(result.width), str(result.height)) == (row["width"], row["height"])


def test_paths_may_be_text_or_several_and_folders_left_out(classifier, coloured_images):
    files = [result.file for result in classifier.classify(str(coloured_images))]
    assert files == ["deeper/blue.jpg", "green.png", "red.png"]
    one = coloured_images / "red.png"
    assert [r.diagnosis for r in classifier.classify([str(one), coloured_images / "deeper"])] == ["red", "blue"]
    assert [r.file for r in classifier.classify(coloured_images, recursive=False)] == ["green.png", "red.png"]
    assert list(classifier.classify([])) == []


def test_heat_maps_are_there_when_asked_for_by_class(classifier, coloured_images):
    for result in classifier.classify(coloured_images, heatmaps=True):
        assert result.heatmaps is not None
        assert list(result.heatmaps) == ["red", "green", "blue"]
        assert all(m.shape == (2, 2) and m.dtype == np.float32 for m in result.heatmaps.values())
        assert max(result.heatmaps, key=lambda code: float(result.heatmaps[code].sum())) == result.diagnosis


def test_the_operating_point_decides_the_referral(classifier, coloured_images):
    for name in ("red-sensitivity-0.95", "red-sensitivity-0.90"):
        threshold = classifier.info.operating_point(name).threshold
        for result in classifier.classify(coloured_images, operating_point=name):
            assert result.probabilities is not None
            assert result.referral == (result.probabilities["red"] >= threshold)


def test_a_slip_is_told_at_once_and_not_in_the_loop(classifier, tmp_path):
    with pytest.raises(UsageError, match="there is no file or folder"):
        classifier.classify(tmp_path / "gone")
    with pytest.raises(UsageError, match="no operating point 'best'"):
        classifier.classify(tmp_path, operating_point="best")


def test_leaving_the_loop_ends_the_work(classifier, tmp_path):
    results = classifier.classify([file.path for file in coloured_files(tmp_path, 60)])
    assert isinstance(next(results), Result)
    assert engine_threads() != []
    results.close()
    assert engine_threads() == []


def test_a_model_may_be_named_by_text(tiny_model):
    assert Classifier.load(str(tiny_model), provider="cpu").path == Path(tiny_model)


def test_importing_the_package_waits_for_nothing(tmp_path):
    script = "import sys, desktop; print('numpy' in sys.modules); desktop.Classifier; print('numpy' in sys.modules)"
    assert run_python("-c", script, cwd=tmp_path).stdout.split() == ["False", "True"]


def test_the_public_names_are_listed_and_a_wrong_one_is_an_attribute_error():
    assert set(desktop.__all__) <= set(dir(desktop))
    assert issubclass(UsageError, HamError)
    with pytest.raises(AttributeError, match="no attribute 'Classifer'"):
        desktop.Classifer  # noqa: B018


def test_types_travel_with_the_package():
    assert (PROJECT / "desktop" / "py.typed").is_file()


def test_a_classifier_with_one_thread_keeps_one_core_busy(tiny_model, tmp_path, monkeypatch):
    """Counted where it works: no image is decoded while another is, or while a batch is classified."""
    lock, working, most = threading.Lock(), [0], [0]

    def counted(work):
        def at_work(*arguments, **options):
            with lock:
                working[0] += 1
                most[0] = max(most[0], working[0])
            try:
                time.sleep(0.001)
                return work(*arguments, **options)
            finally:
                with lock:
                    working[0] -= 1

        return at_work

    monkeypatch.setattr(pipeline, "read_image", counted(pipeline.read_image))
    monkeypatch.setattr(pipeline, "predict_views", counted(pipeline.predict_views))
    monkeypatch.setattr(pipeline, "usable_cores", lambda: 8)
    monkeypatch.setattr(tuning, "usable_cores", lambda: 8)
    coloured_files(tmp_path, 100)
    expected = [result.diagnosis for result in Classifier.load(tiny_model, provider="cpu").classify(tmp_path)]
    assert most[0] > 1
    most[0] = 0
    one = Classifier.load(tiny_model, provider="cpu", threads=1)
    assert [result.diagnosis for result in one.classify(tmp_path)] == expected
    assert most == [1]


def test_threads_reach_the_measurement_and_every_session_of_the_api(tiny_model, tmp_path, monkeypatch):
    asked = []
    real = providers.open_session
    monkeypatch.setattr(
        providers, "open_session", lambda *a, threads=None: asked.append(threads) or real(*a, threads=threads)
    )
    monkeypatch.setattr(tuning, "usable_cores", lambda: 24)
    coloured_files(tmp_path, 70)
    classifier = Classifier.load(tiny_model, provider="cpu", threads=2)
    assert len(list(classifier.classify(tmp_path))) == 70
    assert set(asked) <= {1, 2}


def test_the_models_file_is_not_needed_after_loading(tiny_model, tmp_path):
    path = Path(shutil.copy(tiny_model, tmp_path / "model.onnx"))
    classifier = Classifier.load(path, provider="cpu")
    path.unlink()
    coloured_files(tmp_path / "images", 70)
    assert [result.error for result in classifier.classify(tmp_path / "images")] == [None] * 70


def test_results_together_are_compared_with_the_held_out_images_each_path_once(tmp_path):
    classifier = Classifier.load(write_tiny_model(tmp_path / "m.onnx", promising_info()), provider="cpu", threads=1)
    folder = images_at(tmp_path / "far", 0.44, 0.6, 25)
    broken_file(folder / "broken.jpg")
    results = list(classifier.classify(folder))
    shift = classifier.shift([*results, *results])
    assert (shift.n, shift.shifted, shift.like) == (25, True, ("far",))
    assert classifier.shift(results[:5]).shifted is None


def test_results_become_answers_per_lesion(classifier, tmp_path):
    for name, colour in (("L1_a.png", (200, 60, 60)), ("L1_b.png", (90, 110, 60)), ("x.png", (60, 60, 190))):
        one_colour(tmp_path / name, colour)
    broken_file(tmp_path / "L2_a.png")
    results = list(classifier.classify(tmp_path))
    found = classifier.lesions(results, r"^(L\d)_")
    assert [(one.lesion, one.images, one.left_out, one.diagnosis) for one in found] == [
        ("L1", 2, 0, "red"),
        ("L2", 0, 1, None),
        ("x.png", 1, 0, "blue"),
    ]
    assert found[0].referral is True
    assert [one.lesion for one in classifier.lesions(results, lambda result: "all")] == ["all"]
    with pytest.raises(UsageError):
        classifier.lesions(results, "(")
    with pytest.raises(UsageError, match="fits none of the images; nothing would be grouped"):
        classifier.lesions(results, "clinic")
    (tmp_path / "lesions.csv").write_text("image_id,lesion_id\nL1_a,A\nx,A\n", "utf-8")
    assert classifier.lesions(results, tmp_path / "lesions.csv")[0].lesion == "A"


def test_prevalence_and_sets_are_those_of_the_command(tmp_path):
    classifier = Classifier.load(write_tiny_model(tmp_path / "m.onnx", promising_info()), provider="cpu", threads=1)
    coloured_files(tmp_path / "photos", 3)
    plain = list(classifier.classify(tmp_path / "photos"))
    turned = list(classifier.classify(tmp_path / "photos", prevalence="red=0.9", sets=0.95))
    assert [r.own_probabilities for r in turned] == [r.probabilities for r in plain]
    assert turned[0].probabilities != plain[0].probabilities
    assert all(set(p.possible) <= set(t.possible) for p, t in zip(plain, turned, strict=True))
    with pytest.raises(UsageError):
        classifier.classify(tmp_path / "photos", sets=0.5)


def test_a_prevalence_may_be_a_dictionary_and_a_path(tmp_path):
    classifier = Classifier.load(write_tiny_model(tmp_path / "m.onnx", promising_info()), provider="cpu", threads=1)
    coloured_files(tmp_path / "photos", 3)
    (tmp_path / "shares.txt").write_text("red = 0.9\n", "utf-8")
    told = ("red=0.9", {"red": 0.9}, {"Red spot": 0.9}, tmp_path / "shares.txt")
    answers = [list(classifier.classify(tmp_path / "photos", prevalence=one)) for one in told]
    assert answers[1:] == answers[:-1]
    for wrong in ({}, {"red": 2.0}, {"pink": 0.1}, tmp_path / "photos"):
        with pytest.raises(UsageError):
            classifier.classify(tmp_path / "photos", prevalence=wrong)
