"""A finished run becomes a proven ONNX file: rebuild in float32, trace, convert, check, prove, then name it."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop import __version__, contract
from desktop.contract import DataInfo, Figure, InputSpec, ModelInfo, SelfTest, Unfamiliarity
from desktop.files import atomic_write
from desktop.images import RESIZE_RULE
from desktop.model import Classifier
from desktop.terminal import say
from export.errors import ExportError
from export.graph import DEFAULT_OPSET, contract_function, convert, set_metadata
from export.parity import BATCH_SIZES, Parity, prove
from trainer.calibration import Calibration, load_calibration
from trainer.dataset import load_dataset
from trainer.errors import RunError
from trainer.network import build_network
from trainer.pixels import decode_all
from trainer.run import RunFolder, RunRecord, load_run

if TYPE_CHECKING:
    from numpy.typing import NDArray

SELF_TEST_GRID = 8
SELF_TEST_PATTERNS = 3
SELF_TEST_TOLERANCE = 0.25
"""Largest logit difference the self-test allows: above what bfloat16 arithmetic was measured to cause, far below what
a wrong channel order, class order or resize would."""


def export_run(path: Path, target: Path | None, *, data: Path | None = None, opset: int = DEFAULT_OPSET) -> Path:
    """Write the run's ONNX file (default `model.onnx` in the run folder) and return its path.

    data: where the run's images are now, when they have moved. The file appears only after it was proven on the whole
    test part. Raises RunError, DataError, ExportError, ParityError, OutputError; nothing is left behind then.
    """
    folder, record = load_run(path)
    target = folder.path / "model.onnx" if target is None else target
    if not target.parent.is_dir():
        raise ExportError(f"the folder {target.parent} does not exist; make it, or choose another place for the file")
    pixels, rows, labels = _test_part(folder, record, data)
    calibration, space = load_calibration(folder.path)

    say(f"run {folder.path.name}: rebuilding the network in float32")
    network = _rebuild(folder, record)
    say("tracing and converting")
    model = convert(contract_function(network, calibration, space), opset=opset)
    set_metadata(model, _info(folder, record, calibration, network))

    say(f"proving it on {len(rows):,} test images, at batch sizes {', '.join(map(str, BATCH_SIZES))}")
    with atomic_write(target, "wb") as stream:
        stream.write(model.SerializeToString())
        stream.flush()
        classifier = Classifier.load(Path(stream.name), provider="cpu")
        with _progress((1 + len(BATCH_SIZES)) * len(rows)) as bar:
            parity = prove(
                classifier, network, calibration, space, pixels=pixels, rows=rows, labels=labels, progress=bar
            )
    with atomic_write(target.with_suffix(".parity.json"), "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(parity), indent=2) + b"\n")
    say(table(parity))
    return target


def table(parity: Parity) -> str:
    """The proof as text: a line per check."""
    lines = [f"  macro AUC: Keras {parity.keras_auc:.6f}, ONNX {parity.onnx_auc:.6f}"]
    for check in parity.checks:
        lines.append(f"  {check.name:<42} {check.value:>9.2e}  <= {check.limit:.0e}  {'ok' if check.passed else 'NO'}")
    return "\n".join(lines)


def _test_part(
    folder: RunFolder, record: RunRecord, data: Path | None
) -> tuple[NDArray[np.uint8], NDArray[np.int64], NDArray[np.int64]]:
    """Pixels of all images, and the rows and labels of the test part."""
    import pandas as pd

    where = data or Path(record.data.folder)
    if not where.is_dir():
        raise RunError(f"the images of this run are no longer in {where}; say where they are with --data DIR")
    dataset = load_dataset(where, limit=record.data.limit, seed=record.recipe.seed)
    split = pd.read_csv(folder.split, dtype=str)
    if dataset.fingerprint != record.data.fingerprint or list(split["image_id"]) != list(dataset.table["image_id"]):
        raise RunError(f"{where} does not hold the images this run was trained on; name the right folder with --data")
    rows = np.flatnonzero(split["part"].to_numpy() == "test")
    if not len(rows):
        raise RunError(f"the run {folder.path} has no test part to prove the file on; train it again")
    pixels = decode_all(
        [Path(p) for p in dataset.table["path"]],
        size=record.recipe.image_size,
        cache=folder.path.parent / ".pixels",
        fingerprint=dataset.fingerprint,
    )
    return pixels, rows, dataset.labels[rows]


def _rebuild(folder: RunFolder, record: RunRecord) -> Any:
    import keras

    if keras.backend.backend() != "tensorflow":
        raise ExportError(
            f"the export needs Keras on TensorFlow and it runs on {keras.backend.backend()}; unset KERAS_BACKEND"
        )
    network = build_network(classes=len(record.classes), size=record.recipe.image_size)
    try:
        network.load_weights(folder.model)
    except Exception as error:  # noqa: BLE001 - Keras, h5py and zipfile raise what they like on a wrong file
        raise RunError(f"{folder.model} does not hold this program's network ({error}); train it again") from None
    return network


def _info(folder: RunFolder, record: RunRecord, calibration: Calibration, network: Any) -> ModelInfo:
    import onnx
    import tf2onnx

    metrics = msgspec.json.decode(folder.metrics.read_bytes(), type=dict[str, dict[str, Figure]])
    info = ModelInfo(
        contract=contract.CONTRACT_VERSION,
        name=f"{record.data.name} {record.recipe.name} {record.created[:10]}",
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        precision="fp32",
        classes=record.classes,
        input=InputSpec(record.recipe.image_size, RESIZE_RULE),
        temperature=calibration.temperature,
        operating_points=calibration.operating_points,
        unfamiliarity=Unfamiliarity(calibration.unfamiliarity_method, calibration.unfamiliarity_threshold_set_by),
        metrics=metrics,
        data=DataInfo(
            record.data.name, record.data.licence, record.data.images, record.data.lesions, record.split_fingerprint
        ),
        recipe=msgspec.to_builtins(record.recipe),
        versions=record.versions
        | {"ham-classifier": __version__, "onnx": onnx.__version__, "tf2onnx": tf2onnx.__version__},
        self_test=_blank_self_test(len(record.classes)),
    )
    images = contract.self_test_images(info)
    logits = np.asarray(network.predict_on_batch(images), dtype=np.float64)
    test = msgspec.structs.replace(info.self_test, logits=tuple(tuple(float(v) for v in row) for row in logits))
    return msgspec.structs.replace(info, self_test=test)


def _blank_self_test(classes: int) -> SelfTest:
    """Smooth pictures of random colours with some texture: closer to skin than noise, and small."""
    rng = np.random.default_rng(7)
    patterns = []
    for _ in range(SELF_TEST_PATTERNS):
        base = rng.integers(90, 220, (1, 1, 3))
        texture = rng.integers(-60, 61, (SELF_TEST_GRID, SELF_TEST_GRID, 1))
        patterns.append(np.clip(base + texture, 0, 255).astype(np.uint8).tobytes())
    return SelfTest(
        grid=SELF_TEST_GRID,
        patterns=tuple(patterns),
        logits=tuple((0.0,) * classes for _ in patterns),
        tolerance=SELF_TEST_TOLERANCE,
    )


def _progress(total: int) -> Any:
    import sys

    from tqdm import tqdm

    return tqdm(total=total, unit="image", desc="prove", file=sys.stderr, leave=False, disable=None, dynamic_ncols=True)
