"""A model file on a provider beside the CPU: self-test, difference, speed by batch size, and whole folders of JPEGs."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import numpy as np

from desktop.engine.discovery import find_images
from desktop.images import load_image
from desktop.model.network import Network
from tests.gpu.jpegs import SHAPES, classified, drawn_folder

SECONDS = 1.0
"""That a batch size is timed for."""


def inference(options: dict[str, Any]) -> dict[str, Any]:
    """Figures of one file. options: model (a path; "" for the embedded one), provider, data, images (how many of data
    both answer at most), batches, folder and folder_images (where, and how many images of each of `jpegs.SHAPES`, go
    through `ham-classify`).

    A provider that would fall back to another is an error of `Network.load`; what is answered here is besides what the
    session itself says that it runs on. Raises HamError.
    """
    model, provider = options["model"], options["provider"]
    network = Network.load(model or None, provider=provider)
    reference = Network.load(model or None, provider="cpu")
    size = network.info.input.size
    files = [file.path for file in find_images([Path(options["data"])])][: options["images"]]
    pixels = np.stack([load_image(path, size) for path in files])
    ours, theirs = _logits(network, pixels), _logits(reference, pixels)
    rates = {str(batch): _rate(network, pixels, batch) for batch in options["batches"]}
    return {
        "precision": network.info.precision,
        "provider": network.provider.name,
        "label": network.provider.label,
        "ran_on": network.session.get_providers()[0],
        "nodes": _nodes(network.session),
        "self_test": network.self_test(),
        "tolerance": network.info.self_test.tolerance,
        "largest_difference": float(np.abs(ours - theirs).max()),
        "same_answer": float((ours.argmax(1) == theirs.argmax(1)).mean()),
        "compared": len(pixels),
        "images_per_second": rates,
        "end_to_end": {name: _end_to_end(options, name, size, max(rates.values())) for name in SHAPES},
    }


def _logits(network: Network, pixels: Any) -> Any:
    parts = [pixels[start : start + 32] for start in range(0, len(pixels), 32)]
    return np.concatenate([network.predict(part).logits for part in parts])


def _nodes(session: Any) -> dict[str, int]:
    """How many nodes of the graph each provider took over; empty where ONNX Runtime (before 1.24) does not say."""
    found: dict[str, int] = {}
    if hasattr(session, "get_provider_graph_assignment_info"):
        for part in session.get_provider_graph_assignment_info():
            found[part.ep_name] = found.get(part.ep_name, 0) + len(part.get_nodes())
    return found


def _rate(network: Network, pixels: Any, batch: int) -> float:
    images = pixels[np.arange(batch) % len(pixels)]
    network.predict(images)  # the first of a size plans it
    began, count = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < SECONDS:
        network.predict(images)
        count += batch
    return count / elapsed


def _end_to_end(options: dict[str, Any], name: str, size: int, fastest: float) -> dict[str, Any]:
    """A folder's figures, with the limit. On a GPU decoding on all cores and inference go on at once, and the slower of
    the two is the limit; on a CPU both want the same cores."""
    folder = Path(options["folder"]) / name.replace(" ", "-")
    drawn_folder(folder, options["folder_images"], SHAPES[name])
    found = classified(folder, model=options["model"], provider=options["provider"], size=size)
    decoding = found["decode_per_second"]
    limit = 1 / (1 / decoding + 1 / fastest) if options["provider"] == "cpu" else min(decoding, fastest)
    return {**found, "limit": limit, "share": found["images_per_second"] / limit}
