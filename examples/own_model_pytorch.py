"""A PyTorch classifier becomes a model file for ham-classify: any module from RGB images to logits that ends linear.

    python examples/own_model_pytorch.py colours.onnx
    python examples/own_model_pytorch.py colours.onnx --timm convnext_atto

trains a toy, or a network that timm knows by name, to tell red, green and blue drawings apart and writes it. With a
model of yours, from torchvision, timm or your own hands, call `write_model`.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import torch
from coloured_spots import BOXES, CLASSES, ORIGIN, drawings
from torch import Tensor, nn

from desktop import contract
from desktop.contract import ClassInfo, DataInfo
from export.document.own_model import HeldOutAnswers, calibrate_own, describe_own, write_own
from export.errors import ExportError

IMAGENET_MEAN, IMAGENET_STD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
BATCH_SIZE = 32


def write_model(
    path: Path,
    classifier: nn.Module,
    classes: Sequence[ClassInfo],
    *,
    familiar: Any,
    held_out: tuple[Any, Any],
    data: DataInfo,
    sources: Any = None,
    mean: Sequence[float] = IMAGENET_MEAN,
    std: Sequence[float] = IMAGENET_STD,
) -> None:
    """Write `classifier` to `path`, complete with the contract's four outputs and its metadata.

    classifier: float [N, 3, S, S], RGB of 0 to 1 less `mean` and divided by `std`, to logits [N, C] in the order of
    `classes`; left on the CPU, in evaluation. familiar: uint8 [M, S, S, 3], images like those it was trained on.
    held_out: images it has not learned from, and their classes [K] as numbers; temperature, biases, operating points,
    the threshold of unfamiliarity and what the file promises come from these. sources: names [K] of the data sets they
    are from, where there are several: the file then tells of each.
    """
    classifier.cpu().float().eval()
    images, labels = held_out
    network = LookedInto(classifier, images[:8], mean, std)
    print(f"heat maps: {network.heat}")
    _, known = in_batches(network, familiar)
    logits, features = in_batches(network, images)
    answers = HeldOutAnswers(np.asarray(labels), logits, features, sources=sources)  # name the lesions of yours
    calibration, space = calibrate_own(classes, answers, familiar=known, features="what the last layer takes")
    graph = ContractGraph(network, calibration, space).eval()
    versions = {"torch": str(torch.__version__)}
    info = describe_own(
        path.stem, classes, answers, calibration, space, size=images.shape[1], data=data, versions=versions
    )
    with torch.no_grad():
        told = [output.numpy() for output in graph(torch.from_numpy(contract.self_test_images(info)))]
    write_own(path, to_onnx(graph, images.shape[1]), info, told)


class LookedInto(nn.Module):
    """A classifier that tells, beside its logits, the last feature map and what its last layer takes.

    Which modules these are is seen from one run. `head`: what follows the map, None where that is not a global average
    pooling and layers that `PooledHead` knows; `heat`: the same in words.
    """

    def __init__(self, classifier: nn.Module, images: Any, mean: Sequence[float], std: Sequence[float]) -> None:
        super().__init__()
        self.classifier = classifier
        self.register_buffer("mean", 255 * torch.tensor(mean).reshape(3, 1, 1))
        self.register_buffer("std", 255 * torch.tensor(std).reshape(3, 1, 1))
        ran: list[tuple[nn.Module, Tensor]] = []
        with ExitStack() as hooks, torch.no_grad():
            for module in classifier.modules():
                hooks.enter_context(module.register_forward_hook(lambda one, _, out: ran.append((one, out))))
            answers = classifier(self.pixels(torch.from_numpy(images)))
        if not isinstance(answers, Tensor) or answers.ndim != 2:
            raise ExportError(
                f"{type(classifier).__name__} answers with something else than logits [images, classes]; give one that "
                "does, for instance a module around it that takes them out"
            )
        layers = [module for module, _ in ran if is_linear(module)]
        maps = [n for n, (module, out) in enumerate(ran) if is_map(module, out)]
        if not layers:
            raise ExportError(f"{type(classifier).__name__} has no linear layer to end with; give one that has")
        self.last = layers[-1]
        self.map = ran[maps[-1]][0] if maps else None
        follow = [module for module, _ in ran[maps[-1] + 1 :]] if maps else []
        self.head, self.heat = None, "none; no feature map goes into the logits by global average pooling"
        head = PooledHead(follow)
        if head.unknown:
            self.heat = f"none; no closed form is known here for the head's {head.unknown}"
        elif self.map is not None and self.proven(head, images):
            self.head, self.heat = head, f"of the {type(self.map).__name__} before the global average pooling"

    def proven(self, head: PooledHead, images: Any) -> bool:
        """Whether pooling and these layers make the logits of some images: what happens between modules is not seen."""
        with torch.no_grad():
            logits, _, features = self(torch.from_numpy(images))
            try:
                return torch.allclose(head(features)[0], logits, rtol=1e-4, atol=1e-4)
            except RuntimeError:  # the shapes do not even fit
                return False

    def pixels(self, images: Tensor) -> Tensor:
        """uint8 [N, S, S, 3] as the classifier takes it."""
        return (images.permute(0, 3, 1, 2).float() - self.mean) / self.std

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor | None]:
        """uint8 [N, S, S, 3] to logits [N, C], what the last layer takes [N, D], and the last map [N, D, h, w]."""
        taken: list[Tensor] = []
        mapped: list[Tensor] = []
        with ExitStack() as hooks:
            hooks.enter_context(self.last.register_forward_pre_hook(lambda _, given: taken.append(given[0])))
            if self.map is not None:
                keep = lambda one, _, out: mapped.append(out) if is_map(one, out) else None  # noqa: E731
                hooks.enter_context(self.map.register_forward_hook(keep))  # a ReLU may run once more in the head
            logits = self.classifier(self.pixels(images))
        return logits, taken[-1].flatten(1), mapped[-1] if mapped else None


class PooledHead(nn.Module):
    """Layers between the global average of a feature map and the logits; what each place of the map adds to a logit.

    With every ReLU as it stands and every layer normalisation's scale as it is for an image, the logits are linear in
    the pooled map, and so a sum over its places. `unknown`: the first layer for which this is not known, "" where all
    are.
    """

    def __init__(self, modules: Sequence[nn.Module]) -> None:
        super().__init__()
        pooling = (nn.AdaptiveAvgPool2d, nn.AvgPool2d)  # whether it is over all of the map is seen from the answers
        dropout = (nn.Dropout, nn.Dropout1d, nn.Dropout2d, nn.AlphaDropout, nn.FeatureAlphaDropout)
        silent = (*pooling, *dropout, nn.Flatten, nn.Identity)
        leaves = [one for one in modules if not isinstance(one, silent) and not list(one.children())]
        self.layers = nn.ModuleList(leaves)
        known = (nn.ReLU, nn.LayerNorm, nn.BatchNorm1d)
        self.unknown = next(
            (type(one).__name__ for one in leaves if not (isinstance(one, known) or is_linear(one)) or is_mixed(one)),
            "",
        )

    def forward(self, features: Tensor) -> tuple[Tensor, Tensor]:
        """[N, D, h, w] to logits [N, C] and heat maps [N, C, h, w], in units of the logits."""
        values = features.mean((2, 3))
        backwards: list[Callable[[Tensor], Tensor]] = []
        for layer in self.layers:
            values, back = stepped(layer, values)
            backwards.append(back)
        gradient = torch.eye(values.shape[1]).expand(values.shape[0], -1, -1)  # of the logits; at the end [N, C, D]
        for back in reversed(backwards):
            gradient = back(gradient)
        return values, torch.einsum("ncd,ndhw->nchw", gradient, features) / (features.shape[2] * features.shape[3])


def stepped(layer: Any, values: Tensor) -> tuple[Tensor, Callable[[Tensor], Tensor]]:
    """What a layer of the head makes of values [N, D], and how a gradient [N, C, D'] of its output is led back."""
    if isinstance(layer, nn.ReLU):
        on = (values > 0).float()
        return values * on, lambda rows: rows * on[:, None]
    if isinstance(layer, nn.LayerNorm):
        centred = values - values.mean(1, keepdim=True)
        scale = torch.rsqrt(centred.square().mean(1, keepdim=True) + layer.eps)
        weight, bias = affine(layer)

        def through_norm(rows: Tensor) -> Tensor:
            rows = rows * weight * scale[:, None]
            return rows - rows.mean(2, keepdim=True)

        return centred * scale * weight + bias, through_norm
    if isinstance(layer, nn.BatchNorm1d):
        weight, bias = affine(layer)
        factor = weight * torch.rsqrt(layer.running_var + layer.eps)
        return (values - layer.running_mean) * factor + bias, lambda rows: rows * factor
    weight = layer.weight.flatten(1)
    made = values @ weight.T
    return made if layer.bias is None else made + layer.bias, lambda rows: rows @ weight


def affine(layer: Any) -> tuple[Tensor | float, Tensor | float]:
    """What a normalisation multiplies by and adds, where it does."""
    return 1.0 if layer.weight is None else layer.weight, 0.0 if layer.bias is None else layer.bias


def is_mixed(module: nn.Module) -> bool:
    """Whether its answer to an image hangs on the others of the batch."""
    return isinstance(module, nn.BatchNorm1d) and module.running_mean is None


def is_linear(module: nn.Module) -> bool:
    """Also a convolution of one pixel, which some heads have in its place."""
    return isinstance(module, nn.Linear) or (isinstance(module, nn.Conv2d) and module.kernel_size == (1, 1))


def is_map(module: nn.Module, output: Any) -> bool:
    """Whether a module gave a feature map that still has places: [N, D, h, w]."""
    pooling = isinstance(module, nn.AdaptiveAvgPool2d)
    return isinstance(output, Tensor) and output.ndim == 4 and output.shape[2] * output.shape[3] > 1 and not pooling


class ContractGraph(nn.Module):
    """The contract's outputs of uint8 images: logits, probabilities, heat maps, unfamiliarity."""

    def __init__(self, network: LookedInto, calibration: Any, space: Any) -> None:
        super().__init__()
        self.network = network
        self.temperature, self.threshold = calibration.temperature, calibration.unfamiliarity_threshold
        arrays = {"biases": calibration.biases, "mean": space.mean, "scale": space.scale, "basis": space.basis}
        for name, values in arrays.items():
            self.register_buffer(name, torch.tensor(np.asarray(values, np.float32)))

    def forward(self, images: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        logits, taken, features = self.network(images)
        heatmaps = torch.zeros_like(logits)[:, :, None, None]
        if self.network.head is not None:
            _, heatmaps = self.network.head(features)
        logits = logits + self.biases
        centred = (taken - self.mean) / self.scale
        left = centred - centred @ self.basis @ self.basis.T
        unfamiliarity = torch.sqrt(left.square().sum(1) / self.threshold)
        return logits, torch.softmax(logits / self.temperature, 1), heatmaps, unfamiliarity


def in_batches(network: LookedInto, images: Any) -> tuple[Any, Any]:
    """Logits [N, C] and what the last layer takes [N, D], of uint8 images [N, S, S, 3]."""
    with torch.no_grad():
        found = [network(batch)[:2] for batch in torch.from_numpy(images).split(BATCH_SIZE)]
    logits, taken = (torch.cat(parts).numpy() for parts in zip(*found, strict=True))
    return logits, taken


def to_onnx(graph: ContractGraph, size: int) -> Any:
    """The onnx.ModelProto of the graph, its batch free, without the paths of this machine that PyTorch notes in it."""
    logging.getLogger("torch.onnx").setLevel(logging.ERROR)  # it tells what it does without torchvision
    program = torch.onnx.export(
        graph,
        (torch.zeros(2, size, size, 3, dtype=torch.uint8),),
        input_names=[contract.INPUT],
        output_names=list(contract.OUTPUTS),
        dynamic_shapes=({0: torch.export.Dim("N")},),
        opset_version=18,
        external_data=False,
        dynamo=True,
        verbose=False,
    )
    assert program is not None
    model = program.model_proto
    for part in (model.graph, *model.graph.node, *model.graph.initializer, *model.graph.value_info):
        part.ClearField("metadata_props")
    return model


def toy() -> nn.Module:
    """A small untrained network of three classes."""
    return nn.Sequential(
        nn.Conv2d(3, 16, 4, stride=4),
        nn.ReLU(),
        nn.Conv2d(16, 16, 3, padding=1),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(16, 3),
    )


def train(classifier: nn.Module, images: Any, labels: Any, *, mean: Sequence[float], std: Sequence[float]) -> None:
    """Twelve rounds over a few drawings."""
    pixels = (torch.from_numpy(images).float() / 255 - torch.tensor(mean)) / torch.tensor(std)
    optimizer = torch.optim.Adam(classifier.parameters(), lr=0.01)
    classifier.train()
    for _ in range(12):
        for chosen in torch.randperm(len(pixels)).split(BATCH_SIZE):
            optimizer.zero_grad()
            logits = classifier(pixels[chosen].permute(0, 3, 1, 2))
            nn.functional.cross_entropy(logits, torch.from_numpy(labels)[chosen]).backward()
            optimizer.step()


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Train a small PyTorch classifier on drawings and write its model file."
    )
    parser.add_argument("path", type=Path, help="the file to write")
    parser.add_argument("--timm", metavar="NAME", help="a network of timm's, for instance resnet18 or convnext_atto")
    options = parser.parse_args()
    if not options.path.absolute().parent.is_dir():
        parser.error(f"there is no folder {options.path.absolute().parent} to write into; make it first")
    if options.timm and find_spec("timm") is None:
        parser.error("--timm needs the package timm, which is not installed: pip install timm")
    torch.manual_seed(0)
    learned, labels = drawings(192, seed=0)
    held_out, truth = drawings(300, seed=1)
    mean, std = IMAGENET_MEAN, IMAGENET_STD
    if options.timm:
        import timm

        if not timm.is_model(options.timm):
            parser.error(f"timm knows no network '{options.timm}'; timm.list_models() names them")
        classifier = timm.create_model(options.timm, num_classes=len(CLASSES))
        config = timm.data.resolve_model_data_config(classifier)
        mean, std = config["mean"], config["std"]
        # 64 x 64, or the only size that the network takes (a transformer's)
        times = config["input_size"][-1] // learned.shape[1] if classifier.default_cfg.get("fixed_input_size") else 2
        learned, held_out = (np.repeat(np.repeat(each, times, 1), times, 2) for each in (learned, held_out))
    else:
        classifier = toy()
    train(classifier, learned, labels, mean=mean, std=std)
    write_model(
        options.path,
        classifier,
        CLASSES,
        familiar=learned,
        held_out=(held_out, truth),
        data=ORIGIN,
        sources=BOXES,
        mean=mean,
        std=std,
    )


if __name__ == "__main__":
    main()
