"""A whole training run: data, split, pixels, stages, calibration, evaluation, into one run folder."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
import pandas as pd

from desktop.common.command_line import say
from desktop.common.files import OutputError, cannot_write
from trainer.data.dataset import Dataset
from trainer.data.merged_sources import describe_sources, load_sources
from trainer.data.negatives import Negatives, load_negatives
from trainer.data.sources import negatives_named
from trainer.data.split import split_fingerprint
from trainer.devices import hosts
from trainer.devices.devices import POLICIES, Device, choose_precision, exact_float32, find_device, seed_everything
from trainer.devices.sharing import batch_unit, shared_by_devices
from trainer.errors import DataError, RunError
from trainer.fit.checkpoint import Checkpoint
from trainer.fit.fitting import HISTORY_COLUMNS, Material, fit
from trainer.fit.progress import StageProgress
from trainer.network.network import backbone_of, build_network, unfreeze
from trainer.network.residual import blocks_of
from trainer.pipeline import messages
from trainer.pipeline.after_training import calibrate_and_evaluate
from trainer.pipeline.by_source import judge_sources
from trainer.pipeline.cross_validation.judged_by_folds import judge_by_folds
from trainer.pipeline.evaluate import check_external, measure_external
from trainer.pipeline.logs import log_results, open_log
from trainer.pipeline.prepare import (
    COARSE,
    check_sources,
    data_of_run,
    decode,
    decode_negatives,
    divide,
    material,
    negatives_of_run,
    negatives_record,
    sources_given,
    sources_of_run,
)
from trainer.pipeline.provenance import (
    check_unchanged,
    data_record,
    split_table,
    versions,
    weights_name,
    weights_sha256,
)
from trainer.pipeline.starting_network import check_start
from trainer.recipe import Recipe, with_changes
from trainer.report.drawing import draw_data, draw_history
from trainer.report.page import NAME as REPORT
from trainer.report.page import report_or_say
from trainer.runs.folder import (
    FINISHED,
    PARTS,
    RUN_FORMAT,
    TRAINING,
    DataRecord,
    Final,
    RunFolder,
    RunRecord,
    create_run,
    load_unfinished,
)


@dataclass(frozen=True)
class Options:
    """What a run is asked for, beside its recipe.

    data: folders and `data.toml` files, None downloads HAM10000; fold: (i, k) of a cross-validation, and expected the
    data of its other folds; final: a network of all images, in the folder of its folds, and targets
    what it learns in place of the labels, float32 [N, C]; weights: see `build_network`; command: as it was typed, for
    the record; devices: how many share every batch, None for all there are; test: whether the test part is read at
    the end; log: what else keeps the figures of every epoch (`trainer.pipeline.logs`), None for nothing; negatives:
    folders of images of another kind, beside those that a `data.toml` names.
    """

    recipe: Recipe
    data: Path | Sequence[Path] | None = None
    output: Path = Path("runs")
    weights: str = "imagenet"
    precision: str = "auto"
    limit: int | None = None
    command: str = ""
    devices: int | None = None
    test: bool = True
    log: str | None = None
    fold: tuple[int, int] | None = None
    expected: DataRecord | None = None
    final: Final | None = None
    targets: np.ndarray[Any, np.dtype[np.float32]] | None = None
    negatives: tuple[Path, ...] = ()

    @property
    def given(self) -> tuple[Path, ...]:
        """What --data names."""
        if self.data is None:
            return ()
        return (self.data,) if isinstance(self.data, Path) else tuple(self.data)


@dataclass
class _Clock:
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 1)


def train(options: Options) -> RunFolder:
    """Train, calibrate, evaluate; returns the finished run folder.

    The test part is read once, at the end; everything is chosen on validation. Raises DataError, RunError, OutputError,
    DeviceError. Stopped by Ctrl-C or a fault after its folder was made, it says how to go on.
    """
    device = find_device(options.devices)
    with hosts.folder_of_its_own() as apart:
        return _train(options, device, apart or options.output)


def _train(options: Options, device: Device, output: Path) -> RunFolder:
    recipe = options.recipe
    batch_unit(recipe.batch_size, mixup=recipe.mixup > 0, devices=device.used)
    choice = choose_precision(device, options.precision)
    messages.tell_device(device, choice.precision, choice.why)

    sources = sources_given(options.given)
    dataset = load_sources(sources, limit=options.limit, seed=recipe.split_seed)
    say(describe_sources(dataset))
    if options.expected is not None:
        check_unchanged(options.expected, dataset, sources)
    if len(dataset.classes) < 2:
        raise DataError(f"all images of {dataset.folder} are of one class; there is nothing to tell apart")
    if options.fold is None or options.fold[0] == 0:
        check_external(sources, dataset.classes)
    folders = (*options.negatives, *negatives_named(options.given))
    negatives = load_negatives(folders, sources=sources, seed=recipe.split_seed)
    messages.tell_negatives(negatives)
    clock = _Clock()
    with clock("decode"):
        pixels = decode(dataset, recipe, options.output)
        decode_negatives(negatives, recipe, options.output)  # an image that cannot be read is told now
    if options.final is None:
        parts = divide(dataset, sources, recipe, pixels[min(pixels)], fold=options.fold, test=options.test)
        if recipe.split_by == "lesion":
            check_start(options.weights, dataset, parts, pixels[recipe.image_size])
    else:
        parts = np.full(len(dataset.table), "train")
    messages.tell_split(recipe.split_by, parts, test=options.test)
    if options.limit is None and options.final is None:  # a trial is to be short
        recipe = messages.told_long_enough(recipe, int((parts == "train").sum()))
    seed_everything(recipe.seed)
    keras.config.set_dtype_policy(POLICIES[choice.precision])
    codes = [info.code for info in dataset.classes]
    network = build_network(classes=codes, size=recipe.image_size, weights=options.weights, blocks=recipe.blocks)
    for stage in recipe.stages:  # a layer that is not there is told now, not after the first stage
        unfreeze(network, stage.train_from)
    hosts.check_alike(
        recipe=recipe,
        data=(dataset.fingerprint, split_fingerprint(dataset.table["image_id"], parts)),
        precision=choice.precision,
        weights=[float(weight.sum()) for weight in network.get_weights()],
    )
    folder = create_run(output, recipe.name)
    record = RunRecord(
        format=RUN_FORMAT,
        status=TRAINING,
        created=datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds"),
        recipe=recipe,
        weights=weights_name(options.weights),
        weights_sha256=weights_sha256(options.weights),
        command=options.command,
        classes=dataset.classes,
        data=data_record(dataset, options.limit, sources),
        split_fingerprint=split_fingerprint(dataset.table["image_id"], parts),
        device=messages.device_name(device),
        precision=choice.precision,
        backend=keras.backend.backend(),
        devices=device.used,
        test_read=options.test,
        log=options.log or "",
        fold=options.fold,
        final=options.final,
        versions=versions(),
        seconds=clock.seconds,
        negatives=tuple(map(negatives_record, negatives)),
    )
    folder.write_record(record)
    folder.write_recipe(recipe)
    folder.write_table(folder.split, split_table(dataset, parts, pixels[recipe.image_size]))
    if options.targets is not None:
        folder.write_targets(options.targets)
    # A run stopped in its first epoch must start from the same weights again, random ones included.
    Checkpoint(folder.checkpoint).start(network)
    train_rows = np.flatnonzero(parts == "train")
    draw_data(folder.figures, dataset, sources, pixels=pixels[recipe.image_size], train=train_rows, recipe=recipe)
    say(f"run folder: {folder.path}")
    return _finish(folder, record, dataset, parts, pixels, device, negatives)


def resume(
    path: Path, *, data: Path | Sequence[Path] | None = None, batch_size: int | None = None, devices: int | None = None
) -> RunFolder:
    """Continue a run that was stopped, from the last epoch that ended; returns its folder, finished.

    data: where its images lie now, by default where they lay; of several sources all, in their order.
    batch_size: another one from here on, which the run's record then names, for a device that ran out of memory.
    devices: how many share every batch from here on, None for all there are. Raises RunError for a folder that is no
    run of this program or whose data have changed, and what
    `train` raises. A finished run is returned as it is.
    """
    folder, record = load_unfinished(path)
    if record.status == FINISHED:
        say(f"{path} is finished already; there is nothing to resume")
        clear_up(folder, record)
        return folder
    if record.backend != keras.backend.backend():
        raise RunError(
            f"{path} was begun with the Keras backend {record.backend} and this is {keras.backend.backend()}; "
            f"set KERAS_BACKEND={record.backend} to resume it"
        )
    if batch_size is not None:
        record = msgspec.structs.replace(record, recipe=with_changes(record.recipe, batch_size=batch_size))
    device = find_device(devices)
    with hosts.folder_of_its_own(path) as apart:
        return _resume(RunFolder(apart) if apart else folder, record, device, data, path.parent)


def _resume(folder: RunFolder, record: RunRecord, device: Device, data: Any, output: Path) -> RunFolder:
    batch_unit(record.recipe.batch_size, mixup=record.recipe.mixup > 0, devices=device.used)
    record = msgspec.structs.replace(record, device=messages.device_name(device), devices=device.used)
    messages.tell_device(device, record.precision, "the run was begun with it")
    given = Options(record.recipe, data).given
    dataset = data_of_run(record, given)
    if dataset.fingerprint != record.data.fingerprint:
        raise RunError(
            f"the data in {dataset.folder} are not those that {folder.path} was begun with; name them with --data"
        )
    parts = folder.read_split(dataset.table["image_id"])
    if split_fingerprint(dataset.table["image_id"], parts) != record.split_fingerprint:
        raise RunError(
            f"{folder.split} is not the split that {folder.path} was begun with; put it back, or train again"
        )
    check_sources(folder, dataset)
    if given and record.data.sources:  # where external ones are measured in the end
        places = msgspec.structs.replace(
            record.data, folder=str(dataset.folder.resolve()), sources=sources_of_run(record, given)
        )
        record = msgspec.structs.replace(record, data=places)
    negatives = negatives_of_run(record)
    state = Checkpoint(folder.checkpoint).load()
    hosts.check_alike(
        recipe=record.recipe, data=(dataset.fingerprint, record.split_fingerprint), state=msgspec.json.encode(state)
    )
    folder.write_record(record)
    folder.write_recipe(record.recipe)
    messages.tell_split(record.recipe.split_by, parts, test=record.test_read)
    seed_everything(record.recipe.seed)
    keras.config.set_dtype_policy(POLICIES[record.precision])
    pixels = decode(dataset, record.recipe, output)
    say(f"run folder: {folder.path}, resumed")
    return _finish(folder, record, dataset, parts, pixels, device, negatives)


def _finish(
    folder: RunFolder,
    record: RunRecord,
    dataset: Dataset,
    parts: np.ndarray[Any, Any],
    pixels: dict[int, Any],
    device: Device,
    negatives: tuple[Negatives, ...],
) -> RunFolder:
    """From a run folder with its split to a finished one; says how to go on when it is stopped."""
    recipe, clock, began = record.recipe, _Clock(dict(record.seconds)), time.monotonic()
    rows = {part: np.flatnonzero(parts == part) for part in (*PARTS, *(f"{held}{COARSE}" for held in PARTS[1:]))}
    checkpoint = Checkpoint(folder.checkpoint)
    before = clock.seconds.pop("fit", 0.0)  # of the sessions before
    try:
        with clock("fit"), hosts.told_when_another_is_gone(), shared_by_devices(device):
            learned = material(dataset, record.data.sources, pixels, rows, augmentation=recipe.augmentation)
            if record.final is not None and record.final.kind == "distil":
                learned = replace(learned, members=None, targets=folder.read_targets(len(dataset.table)))
            network = _fit(record, folder, checkpoint, learned)
        hosts.part()
        if not hosts.leads():
            return folder
        clock.seconds["fit"] = round(clock.seconds["fit"] + before, 1)
        folder.write_record(msgspec.structs.replace(record, seconds=clock.seconds))  # before a kill can lose it
        exact_float32()
        keras.config.set_dtype_policy("float32")  # until here: the model that is compiled needs it for loss scaling
        final = _in_float32(network, len(dataset.classes), recipe.image_size)
        _save_model(final, folder)
        with clock("evaluate"):
            shown = pixels[recipe.image_size]
            if record.final is not None:
                judge_by_folds(final, folder, recipe, folds=record.final.folds, dataset=dataset, pixels=shown)
            else:
                calibrate_and_evaluate(
                    final,
                    folder,
                    recipe,
                    dataset=dataset,
                    pixels=shown,
                    rows=rows,
                    test=record.test_read,
                    negatives=decode_negatives(negatives, recipe, folder.path.parent),
                )
                judge_sources(final, folder, recipe, dataset, shown, parts, test=record.test_read)
    except BaseException:
        took = clock.seconds.get("fit", round(before + time.monotonic() - began, 1))
        with suppress(OutputError):  # what stopped the run is told, not this
            folder.write_record(msgspec.structs.replace(record, seconds={**clock.seconds, "fit": took}))
        if hosts.leads():
            say(f"not finished; what was learned so far is kept: ham-train --resume {folder.path}")
        raise
    record = msgspec.structs.replace(record, status=FINISHED, seconds=clock.seconds)
    folder.write_record(record)
    clear_up(folder, record)
    return folder


def clear_up(folder: RunFolder, record: RunRecord) -> None:
    """What is left to do of a finished run, also of one that was killed right after it finished."""
    checkpoint = Checkpoint(folder.checkpoint)
    if checkpoint.folder.exists() or not (folder.path / REPORT).is_file():
        report_or_say(folder, record)
        log_results(folder, record)
        if record.fold is None:
            measure_external(folder, record)
        folder.targets.unlink(missing_ok=True)
        checkpoint.remove()  # last: what is left to do after a kill is known by it


def _fit(record: RunRecord, folder: RunFolder, checkpoint: Checkpoint, material: Material) -> Any:
    history: list[dict[str, Any]] = list(checkpoint.load().history)
    log = open_log(folder, record)

    def write() -> None:
        folder.write_table(folder.history, pd.DataFrame(history, columns=list(HISTORY_COLUMNS)))

    if history:  # of a run that was killed between its last checkpoint and this table
        write()

    def tell(row: dict[str, Any]) -> None:
        history.append(row)
        write()
        say(messages.epoch_line(row))
        log.epoch(len(history), row)

    network = fit(
        lambda size: build_network(classes=len(record.classes), size=size, blocks=record.recipe.blocks),
        record.recipe,
        material,
        checkpoint=checkpoint,
        record=tell,
        progress=StageProgress,
        settled=lambda before, after: say(messages.settled_line(before, after)),
        # TensorFlow's XLA has no kernel for the augmentation's resampling; on its CPU it is slower besides.
        jit=keras.backend.backend() != "tensorflow",
    )
    log.close()
    draw_history(folder.figures, pd.DataFrame(history))
    return network


def _in_float32(network: Any, classes: int, size: int) -> Any:
    """The same weights in a network that computes in float32, as the exported one will: its figures are the model's."""
    final = build_network(classes=classes, size=size, blocks=blocks_of(backbone_of(network)))
    final.set_weights(network.get_weights())
    return final


def _save_model(network: Any, folder: RunFolder) -> None:
    part = folder.path / "part.model.keras"  # Keras insists on the ending
    try:
        network.save(part)
        part.replace(folder.model)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise OutputError(cannot_write(folder.model, error)) from None
