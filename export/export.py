"""A finished run becomes proven ONNX files: rebuild in float32, convert, fold, store in fewer bits, prove, then name.

A file exists under its name only after it has passed its gates; until then it is a part beside it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from desktop import contract
from desktop.common.command_line import say
from desktop.common.files import atomic_write, check_writable
from desktop.contract.onnx_header import parse_header
from desktop.errors import HamError
from export.document.document import Precision
from export.document.model_card import CardFile, model_card
from export.document.model_folder import FILE, PAGES, check_folder, file_names, left_of_earlier, write_model_folder
from export.document.whole_folder import whole_folder
from export.errors import ExportError
from export.graph.graph import DEFAULT_OPSET, contract_function, convert
from export.graph.passes import fold, in_colour_order
from export.inputs import Inputs, load_inputs, rebuild_network
from export.precisions import FileMaker
from trainer.measure.scores import load_scores
from trainer.measure.subgroups import Subgroups


def export_run(
    path: Path,
    target: Path | None = None,
    *,
    precisions: Sequence[Precision] = ("fp32",),
    data: Path | None = None,
    opset: int = DEFAULT_OPSET,
) -> list[Path]:
    """Write the run's ONNX files and return their paths, each with a `.parity.json` beside it.

    target: the file, by default `model.onnx` in the run folder; in fewer bits than fp32 the precision is put before the
    ending unless `target` names a single file. data: where the run's images are now, when they have moved. Raises
    RunError, DataError, ExportError, ParityError, OutputError; a file that does not pass is not left behind.
    """
    targets = _targets(path, target, precisions)
    card = next(iter(targets.values())).with_name(f"{(target or path / 'model.onnx').stem}.MODEL_CARD.md")

    def write_card(_files: Sequence[Path], text: str, _blocks: tuple[int, ...]) -> None:
        with atomic_write(card) as stream:
            stream.write(text)
        say(f"written: {card}")

    def tell(file: Path) -> None:
        say(f"written: {file} ({_megabytes(file)})")

    return _export(path, targets, data, opset, tell, write_card)


def _export(
    path: Path,
    targets: dict[Precision, Path],
    data: Path | None,
    opset: int,
    tell: Callable[[Path], object],
    finish: Callable[[Sequence[Path], str, tuple[int, ...]], object],
) -> list[Path]:
    """Write the run's files. `tell`: called with each that passed; `finish`: with all of these, their card and
    the blocks of the network, also where a later one did not pass."""
    inputs = load_inputs(path, data)
    scores = load_scores(inputs.folder.metrics)  # damage is told now, not after the conversion
    say(f"run {inputs.folder.path.name}: rebuilding the network in float32")
    network = rebuild_network(inputs)
    say("tracing and converting")
    outputs = contract_function(network, inputs.calibration, inputs.space)
    converted = convert(outputs, opset=opset)
    base = in_colour_order(fold(converted))
    say(f"folding: {len(converted.graph.node)} operators to {len(base.graph.node)}")
    maker = FileMaker(inputs, scores, network, base, outputs)
    steps = {"fp32": maker.write_fp32, "fp16": maker.write_fp16, "int8": maker.write_int8}
    written: list[Path] = []
    try:
        for precision, file in targets.items():
            steps[precision](file)
            written.append(file)
            tell(file)
    finally:
        if written:  # of those that passed, where a later one did not
            first = next(p for p, file in targets.items() if file in written)
            finish(written, _card(inputs, written, maker.subgroups.get(first)), inputs.record.recipe.blocks)
    return written


def export_folder(
    path: Path,
    folder: Path,
    *,
    precisions: Sequence[Precision] = ("fp32",),
    data: Path | None = None,
    opset: int = DEFAULT_OPSET,
) -> list[Path]:
    """Write the run's files into a folder that can be published, with card, labels, preprocessing and checksums.

    folder: new, empty, or an earlier one; until the end it is what it was. Raises what `export_run` raises; then the
    folder is whole with the files that passed, or what it was where there are none, or one of an earlier export would
    stay beside them.
    """
    check_folder(folder, precisions)
    if folder.exists():
        for name in (*file_names(FILE, precisions, alone=len(precisions) == 1).values(), *PAGES):
            check_writable(folder / name)  # now, not after half an hour of proving
    failure: BaseException | None = None
    with whole_folder(folder) as made:
        targets = _targets(path, made / FILE, precisions)
        try:
            _export(path, targets, data, opset, _tell_proven, partial(write_model_folder, made, earlier=folder))
        except (HamError, KeyboardInterrupt) as error:
            passed = [file.name for file in targets.values() if file.exists()]
            if not (made / PAGES[-1]).exists() or left_of_earlier(folder, passed):
                if folder.exists():
                    say(f"{folder} is as it was")
                raise
            say(f"{folder} has what passed: {', '.join(passed)}")
            failure = error
    if failure is not None:
        raise failure
    say(f"written: {folder}, to be opened by ham-classify --model {folder} or uploaded with a client of your own")
    return [folder / file.name for file in targets.values()]


def _tell_proven(file: Path) -> None:
    say(f"proven: {file.name} ({_megabytes(file)})")


def _megabytes(file: Path) -> str:
    return f"{file.stat().st_size / 1e6:.1f} MB"


def _targets(path: Path, target: Path | None, precisions: Sequence[Precision]) -> dict[Precision, Path]:
    """The file of each precision. Raises ExportError when one cannot be written there."""
    base = target or path / "model.onnx"
    if not base.parent.is_dir() and target is not None:
        raise ExportError(f"the folder {base.parent} does not exist; make it, or choose another place for the file")
    if base.is_dir():
        raise ExportError(f"{base} is a folder; name the file to write")
    names = file_names(base.name, precisions, alone=target is not None and len(precisions) == 1)
    targets = {precision: base.with_name(name) for precision, name in names.items()}
    for file in targets.values():
        if file.parent.is_dir():
            check_writable(file)  # now, not after half an hour of proving
    return targets


def _card(inputs: Inputs, files: Sequence[Path], subgroups: Subgroups | None) -> str:
    """The card of the files just written, from what they carry. subgroups: of the first of them."""
    entries = []
    for file in files:
        content = file.read_bytes()
        info = contract.parse_info(parse_header(content).metadata)
        entries.append(CardFile(file.name, len(content), hashlib.sha256(content).hexdigest(), info))
    return model_card(inputs.record, entries, subgroups)
