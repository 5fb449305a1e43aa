"""The example of docs/contract.md: a Keras classifier of another origin becomes a file that keeps the contract."""

from __future__ import annotations

import runpy
from pathlib import Path

import numpy as np
import pytest

from desktop.model.network import Network
from export.proof.check import check_file
from tests.documentation.pages import ROOT

EXAMPLE = ROOT / "examples" / "own_model.py"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the example writes, run as its first lines say."""
    path = tmp_path_factory.mktemp("own") / "colours.onnx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", [str(EXAMPLE), str(path)])
        patch.syspath_prepend(str(EXAMPLE.parent))  # as Python does for a script
        runpy.run_path(str(EXAMPLE), run_name="__main__")
    return path


def _spots() -> np.ndarray:
    """A red, a green and a blue spot on grey: uint8 [3, 32, 32, 3]."""
    images = np.full((3, 32, 32, 3), 110, np.uint8)
    for channel in range(3):
        images[channel, 4:20, 4:20, channel] = 220
    return images


@pytest.mark.parametrize("words", [(), ("nowhere/colours.onnx",), ("one.onnx", "two.onnx")])
def test_a_file_that_cannot_be_written_is_told_before_anything_is_learned(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", [str(EXAMPLE), *words])
    monkeypatch.syspath_prepend(str(EXAMPLE.parent))
    with pytest.raises(SystemExit, match=r"usage: .* FILE\.onnx, in a folder that is there"):
        runpy.run_path(str(EXAMPLE), run_name="__main__")


def test_it_passes_the_check_on_the_cpu_and_its_self_test(model: Path) -> None:
    account, outcomes = check_file(model)
    assert "classes: red, green, blue" in account
    (cpu,) = (one for one in outcomes if one.provider == "CPU")
    assert cpu.error == ""
    assert cpu.difference is not None
    assert cpu.difference < 1e-3


def test_it_promises_by_drawings_it_has_not_learned_from(model: Path) -> None:
    info = Network.load(model, provider="cpu").info
    assert info.missing == ("figures on images from elsewhere",)
    assert info.reference is not None
    assert info.reference.held_out.images == 300
    for sets in info.sets:
        assert all(figure.value >= sets.level - 0.06 for figure in sets.coverage.values())
        boxes = {name: own["all"].images for name, own in sets.by_source.items()}
        assert boxes == {"first box": 200, "second box": 100}
    point = info.operating_point()
    assert point is not None
    assert (point.name, point.classes) == ("malignant-sensitivity-0.95", ("red",))
    assert point.validation["sensitivity"].value >= 0.95
    assert info.prevalence == pytest.approx(dict.fromkeys(info.codes, 1 / 3), abs=0.07)
    assert len(info.self_test.heatmaps) == len(info.self_test.unfamiliarity) == len(info.self_test.patterns)


def test_it_answers_flags_and_shows_where_it_looked(model: Path) -> None:
    classifier = Network.load(model, provider="cpu")
    spots = _spots()
    answer = classifier.predict(spots, heatmaps=True)
    assert answer.probabilities.argmax(axis=1).tolist() == [0, 1, 2]
    assert (answer.unfamiliarity < 1).all()
    assert classifier.predict(255 - 0 * spots).unfamiliarity.min() > 1
    assert answer.heatmaps is not None
    for place in range(3):  # what speaks for the colour lies where the spot is: the upper left
        heat = answer.heatmaps[place, place]
        half = len(heat) // 2 + 1
        assert heat[:half, :half].mean() > heat[half:, half:].mean()
