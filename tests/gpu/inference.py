"""Model files on a provider beside the CPU: self-test, difference, speed by batch size, and whole folders of JPEGs."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from desktop.engine.discovery import find_images
from desktop.images import load_image
from desktop.model.network import Network
from tests.benchmarks.images import make_images

SHAPES = {"600 x 450": (600, 450), "12 megapixels": (4000, 3000)}


def inference(options: dict[str, Any]) -> dict[str, Any]:
    """Figures per model file. options: models (paths; "" for the embedded one), provider, batches, images (at most,
    that answers are compared on), folders (how many images of each of SHAPES go through `ham-classify`), data.

    A provider that would fall back to another is an error of `Network.load`.
    """
    return {Path(model).name or "embedded": _one(model, options) for model in options["models"]}


def _one(model: str, options: dict[str, Any]) -> dict[str, Any]:
    network = Network.load(model or None, provider=options["provider"])
    reference = Network.load(model or None, provider="cpu")
    size = network.info.input.size
    files = [file.path for file in find_images([Path(options["data"])])][: options["images"]]
    pixels = np.stack([load_image(path, size) for path in files])
    ours = np.concatenate([network.predict(part).logits for part in _parts(pixels)])
    theirs = np.concatenate([reference.predict(part).logits for part in _parts(pixels)])
    batches = {str(batch): _rate(network, pixels, batch) for batch in options["batches"]}
    ends = {name: _end_to_end(model, options, size, shape) for name, shape in SHAPES.items()}
    fastest = max(batches.values())
    for end in ends.values():
        # Decoding on all cores and inference on the device can go on at once: the slower of the two is the limit. On a
        # CPU both want the same cores.
        decoding, cores = end.pop("decode_per_second"), options["provider"] == "cpu"
        end["limit"] = 1 / (1 / decoding + 1 / fastest) if cores else min(decoding, fastest)
        end["share"] = end["images_per_second"] / end["limit"]
    return {
        "precision": network.info.precision,
        "provider": network.provider.name,
        "self_test": network.self_test(),
        "tolerance": network.info.self_test.tolerance,
        "largest_difference": float(np.abs(ours - theirs).max()),
        "same_answer": float((ours.argmax(1) == theirs.argmax(1)).mean()),
        "compared": len(pixels),
        "images_per_second": batches,
        "end_to_end": ends,
    }


def _parts(pixels: Any) -> list[Any]:
    return [pixels[start : start + 32] for start in range(0, len(pixels), 32)]


def _rate(network: Network, pixels: Any, batch: int, seconds: float = 1.0) -> float:
    images = pixels[np.arange(batch) % len(pixels)]
    network.predict(images)  # the first of a size plans it
    began, count = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - began) < seconds:
        network.predict(images)
        count += batch
    return count / elapsed


def _end_to_end(model: str, options: dict[str, Any], size: int, shape: tuple[int, int]) -> dict[str, float]:
    from PIL import Image

    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        folder = make_images(Path(options["data"]), base / "images", options["folders"], originals=20)
        files = sorted(folder.iterdir())
        if shape != (600, 450):
            for path in {path.stat().st_ino: path for path in files}.values():
                with Image.open(path) as image:
                    larger = image.resize(shape, Image.Resampling.BICUBIC)
                with path.open("r+b") as stream:  # in place: the other names are links to it
                    larger.save(stream, "JPEG", quality=90)
                    stream.truncate()
        decoded = files[:20]
        began = time.process_time()
        for path in decoded:
            load_image(path, size)
        each = (time.process_time() - began) / len(decoded)
        cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        output = base / "results.csv"
        command = [sys.executable, "-m", "desktop.cli.ham_classify", folder, "-o", output]
        command += ["--provider", options["provider"], *(["--model", model] if model else [])]
        subprocess.run([str(part) for part in command], check=True, capture_output=True)
        with output.open(encoding="utf-8", newline="") as stream:
            count = sum(1 for _ in csv.DictReader(stream))
        record = json.loads(output.with_suffix(".run.json").read_text(encoding="utf-8"))
        return {"images_per_second": count / record["seconds"], "decode_per_second": cores / each, "images": count}
