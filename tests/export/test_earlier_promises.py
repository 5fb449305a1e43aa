"""What a run kept that was trained before the sets were measured on each source: found again in its predictions."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace

import msgspec
import numpy as np
import pytest

from export.inputs import load_inputs
from tests.phantoms import write_phantoms
from trainer.data.merged_sources import load_sources
from trainer.data.sources import Source
from trainer.data.split import clusters, split_fingerprint, split_images
from trainer.measure.calibration import Calibration, save_calibration
from trainer.measure.metrics import softmax
from trainer.measure.promises import FILE as PROMISES
from trainer.measure.promises import Promises, promises
from trainer.measure.unfamiliarity import UnfamiliaritySpace
from trainer.recipe import Augmentation, Recipe, Stage
from trainer.runs.folder import FINISHED, RUN_FORMAT, DataRecord, Final, RunFolder, RunRecord

NOTE = "how often the sets hold the right diagnosis on each training source is not known of this run"


@dataclass(frozen=True)
class Made:
    """A run on two sources, of made-up answers, and what it promises by the code of today."""

    folder: RunFolder
    record: RunRecord
    today: Promises

    def keep(self, kept: Promises) -> None:
        """As if the run had written this."""
        (self.folder.path / PROMISES).write_bytes(msgspec.json.encode(kept))

    @property
    def earlier(self) -> Promises:
        """As it was written before: nothing by source, and figures that are found nowhere else."""
        sets = tuple(msgspec.structs.replace(one, by_source={}, size=9.25) for one in self.today.sets)
        return msgspec.structs.replace(self.today, sets=sets)

    def promised(self) -> Promises:
        """What a file made of it now promises."""
        return load_inputs(self.folder.path, None).promises


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Made:
    tmp_path = tmp_path_factory.mktemp("drawn")
    sources: list[Source] = []
    for name, seed in (("here", 3), ("there", 5)):
        write_phantoms(tmp_path / name, per_class=20, seed=seed, size=(40, 30))
        metadata = tmp_path / name / "metadata.csv"
        metadata.write_text(metadata.read_text("utf-8").replace("PHANTOM", name).replace("PHL", name), "utf-8")
        for image in sorted((tmp_path / name).rglob("*.jpg")):
            image.rename(image.with_name(image.name.replace("PHANTOM", name)))
        sources.append(Source(str(tmp_path / name), name))
    dataset = load_sources(sources)
    parts = split_images(dataset.table, by="lesion", seed=0)
    codes, rng = [one.code for one in dataset.classes], np.random.default_rng(0)
    folder = RunFolder(tmp_path / "runs" / "run")
    folder.path.mkdir(parents=True)
    for part in ("val", "test"):
        rows = np.flatnonzero(parts == part)
        own, labels = dataset.table.iloc[rows], dataset.labels[rows]
        logits = rng.normal(size=(len(rows), len(codes))) + 2.0 * np.eye(len(codes))[labels]
        far = rng.random(len(rows))
        folder.write_predictions(part, own, codes, softmax(logits), sources=True)
        folder.write_table(folder.unfamiliarity(part), own[["image_id"]].assign(unfamiliarity=far), float_format=None)
        if part == "val":
            today = promises(
                codes,
                labels,
                logits,
                softmax(logits),
                lesions=clusters(own),
                unfamiliarity=far,
                sources=own["source"].to_numpy(dtype=str),
                biased=False,
            )
    folder.write_table(folder.split, dataset.table[["image_id", "lesion_id"]].assign(part=parts))
    space = UnfamiliaritySpace(np.zeros(4, np.float32), np.ones(4, np.float32), np.eye(4, 2, dtype=np.float32))
    save_calibration(folder.path, Calibration(1.0, (), 1.0, "how", "who"), space)
    for file in (folder.model, folder.metrics):
        file.touch()
    record = RunRecord(
        format=RUN_FORMAT,
        status=FINISHED,
        created="2026-11-24T21:30:00+00:00",
        recipe=Recipe("tiny", (Stage("head", 1, 0.1),), Augmentation(), image_size=32),
        weights="none",
        classes=dataset.classes,
        data=DataRecord("drawn", "none", str(tmp_path), dataset.fingerprint, 0, 0, {}, sources=tuple(sources)),
        split_fingerprint=split_fingerprint(dataset.table["image_id"], parts),
        device="a CPU",
        precision="float32",
        backend="tensorflow",
        versions={},
    )
    folder.write_record(record)
    return Made(folder, record, today)


@pytest.fixture
def made(drawn: Made, request: pytest.FixtureRequest) -> Made:
    """A copy of the run to change, beside the decoded images of the first."""
    copy = shutil.copytree(drawn.folder.path, drawn.folder.path.with_name(request.node.name))
    return replace(drawn, folder=RunFolder(copy))


def test_the_coverage_on_each_source_is_found_in_the_predictions_and_the_rest_stays_as_it_was_kept(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    made.keep(made.earlier)
    (made.folder.path / "unfamiliarity_val.csv").unlink()  # what the run kept of it is enough
    found = made.promised()
    assert [one.by_source for one in found.sets] == [one.by_source for one in made.today.sets]
    assert set(found.sets[0].by_source) == {"here", "there"}
    bare = tuple(msgspec.structs.replace(one, by_source={}) for one in found.sets)
    assert msgspec.structs.replace(found, sets=bare) == made.earlier
    assert "note:" not in capsys.readouterr().err


def test_what_the_run_kept_of_today_is_measured_no_second_time(made: Made) -> None:
    made.keep(made.today)
    made.folder.predictions("val").write_text("damaged", "utf-8")
    assert made.promised() == made.today


def test_of_a_network_that_learned_from_all_images_it_is_told_that_nothing_is_known(
    made: Made, capsys: pytest.CaptureFixture[str]
) -> None:
    made.keep(made.earlier)
    made.folder.write_record(msgspec.structs.replace(made.record, final=Final("all", 5)))
    assert made.promised() == made.earlier
    assert f"note: {NOTE}" in capsys.readouterr().err


def test_predictions_that_name_no_source_tell_of_none(made: Made, capsys: pytest.CaptureFixture[str]) -> None:
    made.keep(made.earlier)
    file = made.folder.predictions("val")
    file.write_text(file.read_text("utf-8").replace("source", "came_from", 1), "utf-8")
    assert made.promised() == made.earlier
    assert f"note: {NOTE}" in capsys.readouterr().err
