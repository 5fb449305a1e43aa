"""The PyTorch example of docs/contract.md: modules of another origin become files that keep the contract."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import click.testing
import numpy as np
import pytest

from desktop.model.network import Network
from export.cli import command as ham_export
from export.errors import ExportError
from tests.documentation.pages import ROOT

if importlib.util.find_spec("torch") is None:
    pytest.skip("PyTorch is not installed (it comes with the extra `dev`)", allow_module_level=True)

import torch
from torch import nn

EXAMPLES = ROOT / "examples"
SIZE = 32

pytestmark = pytest.mark.xdist_group("torch")


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """examples/own_model_pytorch.py, as Python finds it when it is run from anywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(EXAMPLES))
        return importlib.import_module("own_model_pytorch")


@pytest.fixture(scope="module")
def drawn(example: ModuleType) -> tuple[Any, tuple[Any, Any]]:
    """Drawings to learn from, and others held out with their classes."""
    return example.drawings(192, seed=0)[0], example.drawings(300, seed=1)


@pytest.fixture(scope="module")
def model(example: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file that the example writes, run as its first lines say."""
    path = tmp_path_factory.mktemp("own") / "colours.onnx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["own_model_pytorch.py", str(path)])
        example.main()
    return path


def _spots() -> np.ndarray:
    """A red, a green and a blue spot on grey: uint8 [3, 32, 32, 3]."""
    images = np.full((3, SIZE, SIZE, 3), 110, np.uint8)
    for channel in range(3):
        images[channel, 4:20, 4:20, channel] = 220
    return images


def test_ham_export_accepts_the_file(model: Path) -> None:
    told = click.testing.CliRunner().invoke(ham_export, ["--check", str(model)])
    assert told.exit_code == 0, told.output
    assert "classes: red, green, blue" in told.output
    (cpu,) = (line.split() for line in told.output.splitlines() if line.startswith("CPU "))
    assert cpu[1] == "yes"
    assert float(cpu[2]) < 1e-3


def test_it_answers_flags_and_shows_where_it_looked(model: Path) -> None:
    classifier = Network.load(model, provider="cpu")
    spots = _spots()
    answer = classifier.predict(spots, heatmaps=True)
    assert answer.probabilities.argmax(axis=1).tolist() == [0, 1, 2]
    assert (answer.unfamiliarity < 1).all()
    assert classifier.predict(np.full_like(spots, 255)).unfamiliarity.min() > 1
    assert answer.heatmaps is not None
    for place in range(3):  # what speaks for the colour lies where the spot is: the upper left
        heat = answer.heatmaps[place, place]
        half = len(heat) // 2 + 1
        assert heat[:half, :half].mean() > heat[half:, half:].mean()
    alone = np.concatenate([classifier.predict(spots[n : n + 1]).logits for n in range(3)])
    np.testing.assert_allclose(alone, answer.logits, atol=1e-4)


def test_it_is_calibrated_refers_and_promises_by_drawings_it_has_not_learned_from(model: Path) -> None:
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


def test_it_carries_no_path_of_the_machine_that_made_it(model: Path) -> None:
    content = model.read_bytes()
    assert str(ROOT).encode() not in content
    assert b"site-packages" not in content


def _after(*head: nn.Module) -> nn.Module:
    """A random network whose last map [N, 16, 8, 8] goes through a global average pooling into `head`."""
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 16, 4, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(1), *head)


class _Functional(nn.Module):
    """As DenseNet: what is between the last map and the linear layer is no module, and changes the map in place."""

    def __init__(self) -> None:
        super().__init__()
        self.features, self.classifier = nn.Conv2d(3, 16, 4, stride=4), nn.Linear(16, 3)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        maps = nn.functional.relu(self.features(pixels), inplace=True)
        return self.classifier(nn.functional.adaptive_avg_pool2d(maps, 1).flatten(1))


class _Shared(nn.Module):
    """The activation after the last map runs again in the head."""

    def __init__(self) -> None:
        super().__init__()
        self.features, self.on, self.pool = nn.Conv2d(3, 16, 4, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(1)
        self.hidden, self.classifier = nn.Linear(16, 12), nn.Linear(12, 3)

    def forward(self, pixels: torch.Tensor) -> torch.Tensor:
        return self.classifier(self.on(self.hidden(self.pool(self.on(self.features(pixels))).flatten(1))))


class _Named(_Shared):
    """As models of transformers: an answer of several parts."""

    def forward(self, pixels: torch.Tensor) -> Any:
        return {"logits": super().forward(pixels)}


HEADS: dict[str, Callable[[], nn.Module]] = {
    "linear": lambda: _after(nn.Flatten(), nn.Dropout(0.5), nn.Linear(16, 3)),
    "linear without bias": lambda: _after(nn.Flatten(), nn.Linear(16, 3, bias=False)),
    "hidden": lambda: _after(nn.Flatten(), nn.Linear(16, 12), nn.ReLU(inplace=True), nn.Linear(12, 3)),
    "normalised batch": lambda: _after(
        nn.Flatten(), nn.BatchNorm1d(16), nn.Linear(16, 12), nn.ReLU(), nn.Linear(12, 3)
    ),
    "normalised layer, as ConvNeXt": lambda: _after(nn.Flatten(), nn.LayerNorm(16), nn.Linear(16, 3)),
    "convolution, as ResNetV2": lambda: _after(nn.Conv2d(16, 3, 1), nn.Flatten()),
    "functional, as DenseNet": _Functional,
    "dropout of whole channels": lambda: _after(
        nn.Dropout2d(0.5), nn.Flatten(), nn.AlphaDropout(0.5), nn.Linear(16, 3)
    ),
    "a head of its own": lambda: _after(nn.Flatten(), nn.Sequential(nn.Dropout(0.5), nn.Linear(16, 3))),
    "normalised without weights": lambda: _after(
        nn.Flatten(), nn.LayerNorm(16, elementwise_affine=False), nn.BatchNorm1d(16, affine=False), nn.Linear(16, 3)
    ),
    "normalised without biases": lambda: _after(nn.Flatten(), nn.LayerNorm(16, bias=False), nn.Linear(16, 3)),
    "average of a window as large as the map": lambda: nn.Sequential(
        nn.Conv2d(3, 16, 4, stride=4), nn.ReLU(), nn.AvgPool2d(8), nn.Flatten(), nn.Linear(16, 3)
    ),
    "one activation for all": _Shared,
}


def _looked_into(example: ModuleType, network: nn.Module, images: Any) -> Any:
    return example.LookedInto(network.eval(), images[:8], example.IMAGENET_MEAN, example.IMAGENET_STD)


@pytest.mark.parametrize("head", HEADS)
def test_the_heat_of_all_places_makes_the_logit(
    head: str, example: ModuleType, drawn: tuple[Any, tuple[Any, Any]]
) -> None:
    """But for the biases: the same for every image, or where a ReLU switches them on and off not more than these."""
    network = HEADS[head]()
    seen = _looked_into(example, network, drawn[0])
    assert seen.head is not None, seen.heat
    with torch.no_grad():
        logits, _, features = seen(torch.from_numpy(drawn[0][:40]))
        made, heat = seen.head(features)
    torch.testing.assert_close(made, logits, atol=1e-5, rtol=1e-4)
    assert heat.shape == (40, 3, 8, 8)
    assert heat.std((2, 3)).min() > 1e-5
    rest = logits - heat.sum((2, 3))
    if head not in ("hidden", "normalised batch", "one activation for all"):
        torch.testing.assert_close(rest, rest[:1].expand_as(rest), atol=1e-4, rtol=0)


@pytest.mark.parametrize("head", [name for name in HEADS if "normalised" not in name or "batch" in name])
def test_the_heat_is_the_gradient_times_the_map(
    head: str, example: ModuleType, drawn: tuple[Any, tuple[Any, Any]]
) -> None:
    """HiResCAM, found by differentiation; the layer normalisation alone is another matter: its scale is held."""
    seen = _looked_into(example, HEADS[head](), drawn[0])
    features = torch.rand(4, 16, 8, 8, requires_grad=True)
    logits, heat = seen.head(features)
    for c in range(3):
        (gradient,) = torch.autograd.grad(logits[:, c].sum(), features, retain_graph=True)
        torch.testing.assert_close(heat[:, c], (gradient * features).sum(1), atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("head", ["normalised layer, as ConvNeXt", "functional, as DenseNet"])
def test_a_file_answers_as_its_network(
    head: str, example: ModuleType, drawn: tuple[Any, tuple[Any, Any]], tmp_path: Path
) -> None:
    learned, held_out = drawn
    network = HEADS[head]().eval()
    path = tmp_path / "own.onnx"
    example.write_model(path, network, example.CLASSES, familiar=learned, held_out=held_out, data=example.ORIGIN)
    images = held_out[0][:20]
    answer = Network.load(path, provider="cpu").predict(images, heatmaps=True)
    seen = _looked_into(example, network, images)
    with torch.no_grad():
        logits, _, features = seen(torch.from_numpy(images))
        _, heat = seen.head(features)
    shift = answer.logits - logits.numpy()
    np.testing.assert_allclose(
        shift, np.broadcast_to(shift[0], shift.shape), atol=1e-4
    )  # the biases of the calibration
    np.testing.assert_allclose(answer.heatmaps, heat.numpy(), atol=1e-4)


WITHOUT: dict[str, tuple[Callable[[], nn.Module], str]] = {
    "another activation": (
        lambda: _after(nn.Flatten(), nn.Linear(16, 12), nn.Hardswish(), nn.Linear(12, 3)),
        "for the head's Hardswish",
    ),
    "the largest of each channel": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 16, 4, stride=4), nn.ReLU(), nn.AdaptiveMaxPool2d(1), nn.Flatten(), nn.Linear(16, 3)
        ),
        "for the head's AdaptiveMaxPool2d",
    ),
    "no pooling": (
        lambda: nn.Sequential(nn.Conv2d(3, 4, 8, stride=8), nn.ReLU(), nn.Flatten(), nn.Linear(64, 3)),
        "no feature map goes into the logits by global average pooling",
    ),
    "an average of parts": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 16, 4, stride=4), nn.ReLU(), nn.AdaptiveAvgPool2d(2), nn.Flatten(), nn.Linear(64, 3)
        ),
        "no feature map goes into the logits by global average pooling",
    ),
    "a window smaller than the map": (
        lambda: nn.Sequential(
            nn.Conv2d(3, 16, 4, stride=4), nn.ReLU(), nn.AvgPool2d(4), nn.Flatten(), nn.Linear(64, 3)
        ),
        "no feature map goes into the logits by global average pooling",
    ),
    "normalised by the batch at hand": (
        lambda: _after(nn.Flatten(), nn.BatchNorm1d(16, track_running_stats=False), nn.Linear(16, 3)),
        "for the head's BatchNorm1d",
    ),
    "no map": (lambda: nn.Sequential(nn.Flatten(), nn.Linear(3 * SIZE * SIZE, 3)), "no feature map goes"),
}


@pytest.mark.parametrize("kind", WITHOUT)
def test_a_head_without_a_closed_form_gets_no_heat_and_says_why(
    kind: str, example: ModuleType, drawn: tuple[Any, tuple[Any, Any]]
) -> None:
    build, reason = WITHOUT[kind]
    seen = _looked_into(example, build(), drawn[0])
    assert seen.head is None
    assert reason in seen.heat


def test_a_file_without_heat_has_zeros(
    example: ModuleType,
    drawn: tuple[Any, tuple[Any, Any]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    build, reason = WITHOUT["another activation"]
    learned, held_out = drawn
    path = tmp_path / "own.onnx"
    example.write_model(path, build(), example.CLASSES, familiar=learned, held_out=held_out, data=example.ORIGIN)
    told = capsys.readouterr().out
    assert "heat maps: none; " in told
    assert reason in told
    answer = Network.load(path, provider="cpu").predict(_spots(), heatmaps=True)
    assert answer.heatmaps is not None
    assert not answer.heatmaps.any()


def test_a_network_that_ends_otherwise_is_refused_in_a_sentence(
    example: ModuleType, drawn: tuple[Any, tuple[Any, Any]], tmp_path: Path
) -> None:
    learned, held_out = drawn
    given = {"familiar": learned, "held_out": held_out, "data": example.ORIGIN}
    bare = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    with pytest.raises(ExportError, match="has no linear layer"):
        example.write_model(tmp_path / "a.onnx", bare, example.CLASSES, **given)
    certain = _after(nn.Flatten(), nn.Linear(16, 3), nn.Softmax(1))
    with pytest.raises(ExportError, match="are probabilities"):
        example.write_model(tmp_path / "b.onnx", certain, example.CLASSES, **given)
    named = _Named()
    with pytest.raises(ExportError, match=r"_Named answers with something else than logits \[images, classes\]"):
        example.write_model(tmp_path / "d.onnx", named, example.CLASSES, **given)
    two = _after(nn.Flatten(), nn.Linear(16, 2))
    with pytest.raises(ExportError, match=r"300 images of 3 classes"):
        example.write_model(tmp_path / "c.onnx", two, example.CLASSES, **given)
    assert list(tmp_path.iterdir()) == []
