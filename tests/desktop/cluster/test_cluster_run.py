"""A run on a cluster: the rows of a single machine, nothing lost or doubled by a death, and only once what is known."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path

import pytest

from tests.desktop.helpers import broken_file, coloured_files, one_colour, sentence
from tests.promising_model import images_at, promising_info
from tests.tiny_model import write_tiny_model

pytestmark = [pytest.mark.usefixtures("cluster", "small_parts")]


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """60 images in two folders, no two alike, and one that is none."""
    folder = tmp_path / "archive"
    coloured_files(folder / "a", 37)
    coloured_files(folder / "b", 23)
    broken_file(folder / "b" / "0007x.jpg")
    return folder


def parts(output: Path) -> dict[str, int]:
    """The parts beside a results file, and when each was written."""
    return {path.stem: path.stat().st_mtime_ns for path in output.with_suffix(".parts").rglob("*.parquet")}


def parquet_rows(path: Path) -> list[dict[str, object]]:
    from pyarrow import parquet

    return parquet.read_table(path).to_pylist()


def test_rows_are_those_of_a_single_machine_in_every_format(run, on_cluster, archive, tmp_path):
    for ending in ("csv", "jsonl"):
        assert run(archive, "-o", tmp_path / f"single.{ending}").exit_code == 3
        many = on_cluster(archive, "-o", tmp_path / f"many.{ending}")
        assert many.exit_code == 3, many.stderr
        assert (tmp_path / f"many.{ending}").read_bytes() == (tmp_path / f"single.{ending}").read_bytes()
    assert len(parts(tmp_path / "many.csv")) > 4
    assert "61 of them before" not in many.stderr  # the one that failed was tried again
    assert "60 of them before" in many.stderr

    assert on_cluster(archive, "-o", tmp_path / "many.parquet").exit_code == 3
    lines = (tmp_path / "single.jsonl").read_text(encoding="utf-8").splitlines()
    assert parquet_rows(tmp_path / "many.parquet") == [json.loads(line) for line in lines]
    record = json.loads((tmp_path / "many.run.json").read_text(encoding="utf-8"))
    assert record["counts"] == {"classified": 60, "failed": 1}
    assert record["provider"] == "CPU"


def test_a_second_run_does_what_changed_and_nothing_else(run, on_cluster, archive, tmp_path):
    output = tmp_path / "results.csv"
    assert on_cluster(archive, "-o", output).exit_code == 3
    first = parts(output)
    one_colour(archive / "a" / "0003x.png", (1, 200, 3))
    one_colour(archive / "b" / "0007x.jpg", (200, 1, 3))  # the broken one, mended
    assert on_cluster(archive, "-o", output).exit_code == 0
    second = parts(output)
    written = [name for name, time in second.items() if first.get(name) != time]
    assert len(written) <= 4  # one or two where the new image is, and where the mended one is
    assert len(first.keys() & second.keys()) >= len(first) - 4
    run(archive, "-o", tmp_path / "single.csv")
    assert output.read_bytes() == (tmp_path / "single.csv").read_bytes()

    assert "all of them before" in on_cluster(archive, "-o", output).stderr
    assert parts(output) == second
    assert on_cluster(archive, "-o", output, "--fresh").exit_code == 0
    assert all(second.get(name) != time for name, time in parts(output).items())


def test_an_image_that_failed_is_tried_again_though_it_did_not_change(on_cluster, archive, tmp_path):
    """A share may be back, a memory free again: nothing of that shows in the file."""
    output = tmp_path / "results.csv"
    broken = archive / "b" / "0007x.jpg"
    mended = one_colour(tmp_path / "mended.jpg", (200, 1, 3)).read_bytes()
    broken.write_bytes(b"n" * len(mended))
    os.utime(broken, ns=(1, 1))
    assert on_cluster(archive, "-o", output).exit_code == 3
    broken.write_bytes(mended)
    os.utime(broken, ns=(1, 1))
    done = on_cluster(archive, "-o", output)
    assert done.exit_code == 0, done.stderr
    assert "60 of them before" in done.stderr


def test_answers_to_another_question_are_not_taken_for_these(run, on_cluster, archive, tmp_path):
    output = tmp_path / "results.csv"
    on_cluster(archive, "-o", output)
    other = ("--operating-point", "red-sensitivity-0.90")
    on_cluster(archive, "-o", output, *other)
    run(archive, "-o", tmp_path / "single.csv", *other)
    assert output.read_bytes() == (tmp_path / "single.csv").read_bytes()


def test_the_parts_read_as_a_data_set_have_each_image_once(on_cluster, archive, tmp_path):
    """After images changed, and after another question was asked: what the results were not made of goes."""
    from pyarrow import dataset

    output = tmp_path / "results.csv"
    on_cluster(archive, "-o", output)
    one_colour(archive / "a" / "0003.png", (200, 1, 3))
    on_cluster(archive, "-o", output)
    on_cluster(archive, "-o", output, "--operating-point", "red-sensitivity-0.90")
    names = dataset.dataset(output.with_suffix(".parts"), format="parquet")
    assert sorted(names.to_table().column("file").to_pylist()) == sorted(
        line.split(",")[0] for line in output.read_text(encoding="utf-8").splitlines()[1:]
    )


def test_answers_of_an_earlier_version_or_of_another_provider_are_not_taken_for_these(on_cluster, archive, tmp_path):
    from desktop.cluster import partitions as parts_module

    output = tmp_path / "results.csv"
    on_cluster(archive, "-o", output)
    (job,) = {path.parent.name for path in output.with_suffix(".parts").rglob("*.parquet")}
    folder = parts_module.PartFolder(output, job)
    try:
        items = [parts_module.Item(f"/{n}.png", f"{n}.png", "1:1") for n in range(1)]
        part = parts_module.Part("0" * 32, items)
        digest = next(path.stem for path in folder.path.glob("*.parquet"))
        known = parts_module.Part(digest, items)
        assert folder.about(part) is None
        folder.providers = frozenset({"CPU"})
        assert folder.about(known) is not None
        folder.providers = frozenset({"CUDA"})
        assert folder.about(known) is None
        folder.providers = None
        assert folder.about(parts_module.Part(digest, [parts_module.Item("s3://a/b.png", "b.png", "")])) is None
    finally:
        folder.close()


def test_an_image_that_is_not_there_does_not_cost_the_answers_beside_it(on_cluster, archive, tmp_path):
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path\narchive/a/0000.png\narchive/a/gone.png\narchive/a/0001.png\n", encoding="utf-8")
    output = tmp_path / "results.csv"
    on_cluster(manifest, "-o", output)
    before = output.read_bytes()
    assert "2 of them before, the others in" in on_cluster(manifest, "-o", output).stderr
    assert output.read_bytes() == before


def test_an_image_of_which_the_source_tells_no_state_is_answered_anew_and_no_other(on_cluster, archive, tmp_path):
    import zipfile

    manifest, packed = tmp_path / "manifest.csv", tmp_path / "packed.zip"
    manifest.write_text(f"path\narchive/a/0000.png\nzip://z.png::file://{packed}\n", encoding="utf-8")
    output, rows = tmp_path / "results.csv", []
    for name, said in (("a/0001.png", "2 images: 2 classified"), ("b/0002.png", "1 of them before, the others in")):
        with zipfile.ZipFile(packed, "w") as file:
            file.write(archive / name, "z.png")
        assert said in on_cluster(manifest, "-o", output).stderr
        rows.append(output.read_text(encoding="utf-8").splitlines()[2])
    assert rows[0] != rows[1]


def test_an_image_of_a_manifest_that_changed_is_answered_anew(run, on_cluster, archive, tmp_path):
    manifest = tmp_path / "manifest.csv"
    manifest.write_text("path\narchive/a/0000.png\narchive/a/0001.png\n\n", encoding="utf-8")
    output = tmp_path / "results.csv"
    on_cluster(manifest, "-o", output)
    assert "all of them before" in on_cluster(manifest, "-o", output).stderr
    before = output.read_text(encoding="utf-8")
    one_colour(archive / "a" / "0001.png", (200, 1, 3), (31, 17))
    again = on_cluster(manifest, "-o", output)
    assert "all of them before" not in again.stderr
    assert output.read_text(encoding="utf-8") != before
    assert output.read_text(encoding="utf-8").splitlines()[2].endswith("31,17")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
def test_a_worker_that_is_killed_in_the_middle_loses_and_doubles_nothing(
    cluster, run, on_cluster, archive, tmp_path, monkeypatch
):
    from desktop.cluster.partitions import PartFolder

    killed: list[int] = []
    write = PartFolder.write

    def kill_and_write(folder, *arguments):
        if not killed:
            killed.append(cluster.workers[0].pid)
            os.kill(killed[0], signal.SIGKILL)
        return write(folder, *arguments)

    monkeypatch.setattr(PartFolder, "write", kill_and_write)
    assert on_cluster(archive, "-o", tmp_path / "many.csv").exit_code == 3
    assert killed
    run(archive, "-o", tmp_path / "single.csv")
    assert (tmp_path / "many.csv").read_bytes() == (tmp_path / "single.csv").read_bytes()


def test_an_image_that_ends_every_worker_is_found_and_fails_alone(cluster, on_cluster, tmp_path):
    from distributed import Client

    from tests.desktop.cluster.deadly import Deadly

    folder = tmp_path / "images"
    coloured_files(folder, 2)
    one_colour(folder / "deadly.png", (1, 2, 3))
    with Client(cluster, set_as_default=False) as client:
        client.register_plugin(Deadly(), name="deadly")
        try:
            done = on_cluster(folder, "-o", tmp_path / "results.parquet")
        finally:
            client.unregister_worker_plugin("deadly")
    assert done.exit_code == 3, done.stderr
    rows = parquet_rows(tmp_path / "results.parquet")
    assert [(row["file"], row["status"]) for row in rows] == [
        ("0000.png", "ok"),
        ("0001.png", "ok"),
        ("deadly.png", "failed"),
    ]
    assert "ended every worker" in rows[2]["error"]


def test_a_run_that_is_stopped_keeps_what_is_whole_and_the_next_one_goes_on(
    run, on_cluster, archive, tmp_path, monkeypatch
):
    from desktop.cluster.partitions import PartFolder

    write = PartFolder.write
    written: list[object] = []

    def interrupt(folder, part, *arguments):
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(part)
        return write(folder, part, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(PartFolder, "write", interrupt)
        stopped = on_cluster(archive, "-o", tmp_path / "many.csv")
    assert stopped.exit_code == 130
    assert "the same command goes on from there" in stopped.stderr
    assert not (tmp_path / "many.csv").exists()
    assert len(parts(tmp_path / "many.csv")) == 3
    assert "of them before, the others in" in on_cluster(archive, "-o", tmp_path / "many.csv").stderr
    run(archive, "-o", tmp_path / "single.csv")
    assert (tmp_path / "many.csv").read_bytes() == (tmp_path / "single.csv").read_bytes()


def test_a_worker_that_cannot_do_the_job_is_named_and_nothing_is_written(on_cluster, archive, tmp_path, monkeypatch):
    import dataclasses

    from desktop.cluster import worker

    job = worker.Job
    monkeypatch.setattr(worker, "Job", lambda *a, **k: dataclasses.replace(job(*a, **k), version="9.9"))
    refused = on_cluster(archive, "-o", tmp_path / "results.parquet")
    assert refused.exit_code == 1
    assert "the worker tcp://127.0.0.1:" in sentence(refused)
    assert "ham-classifier 0.1.0 and this machine 9.9" in sentence(refused)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive"]


def test_every_worker_is_asked_whether_it_sees_each_folder(cluster, on_cluster, archive, tiny_model, tmp_path):
    from distributed import Client

    from desktop.cluster.run import seen_by_all
    from desktop.cluster.sources import open_source
    from desktop.cluster.worker import Job, Loaded, fitness

    sources = [str(archive / "a"), str(archive / "b")]
    first = next(open_source(sources))
    assert seen_by_all(sources, first) == (str(archive / "a" / "0000.png"), *sources)
    seen = (*sources, str(tmp_path / "not mounted there"))
    with Client(cluster, set_as_default=False) as client:
        client.register_plugin(Loaded(Job("seen", tiny_model.read_bytes(), "cpu", None, seen=seen)), name="seen")
        try:
            answers = client.run(fitness, "seen")
        finally:
            client.unregister_worker_plugin("seen")
    assert len(answers) >= 1
    assert all(f"{seen[2]} is not there; mount the folder" in str(problem) for _, problem in answers.values())


def test_the_model_is_unpacked_in_the_workers_own_folder(cluster, tiny_model, tmp_path, monkeypatch):
    """Which its cluster removes where the worker is ended meanwhile."""
    import tempfile
    from types import SimpleNamespace

    from desktop.cluster.worker import Job, Loaded

    made: list[Path] = []
    real = tempfile.TemporaryDirectory

    def watched(*arguments, **options):
        folder = real(*arguments, **options)
        made.append(Path(folder.name))
        return folder

    monkeypatch.setattr(tempfile, "TemporaryDirectory", watched)
    plugin = Loaded(Job("own folder", tiny_model.read_bytes(), "cpu", None))
    plugin.setup(SimpleNamespace(local_directory=str(tmp_path)))
    assert plugin.problem is None
    assert [path.parent for path in made] == [tmp_path]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_a_manifest_names_its_images_and_those_that_are_missing_fail(on_cluster, archive, tmp_path, ending):
    import pyarrow as pa
    from pyarrow import csv, parquet

    entries = ["archive/b/0002.png", f"{archive}/a/0001.png", "archive/a/gone.png", "", f"file://{archive}/a/0000.png"]
    table = pa.table({"patient": list("12345"), "path": entries})
    manifest = tmp_path / f"manifest.{ending}"
    (csv.write_csv if ending == "csv" else parquet.write_table)(table, manifest)
    done = on_cluster(manifest, "-o", tmp_path / "results.parquet")
    assert done.exit_code == 3, done.stderr
    rows = parquet_rows(tmp_path / "results.parquet")
    assert [row["file"] for row in rows] == [*entries[:3], entries[4]]  # a blank row is no image
    assert [row["status"] for row in rows] == ["ok", "ok", "failed", "ok"]
    assert rows[2]["error"] == "the file is not there (any more)"
    assert "failed: archive/a/gone.png: the file is not there" in done.stderr


def test_at_another_prevalence_the_rows_are_those_of_a_single_machine_too(run, on_cluster, archive, tmp_path):
    model = write_tiny_model(tmp_path / "promising.onnx", promising_info())
    terms = ("--prevalence", "red=0.02,green=0.9", "--sets", "0.95")
    run(archive, "-o", tmp_path / "single.csv", *terms, model=model)
    run(archive, "-o", tmp_path / "single.jsonl", *terms, model=model)
    on_cluster(archive, "-o", tmp_path / "many.csv", model=model)
    on_cluster(archive, "-o", tmp_path / "many.csv", *terms, model=model)
    on_cluster(archive, "-o", tmp_path / "many.parquet", *terms, model=model)
    assert (tmp_path / "many.csv").read_bytes() == (tmp_path / "single.csv").read_bytes()
    lines = (tmp_path / "single.jsonl").read_text(encoding="utf-8").splitlines()
    assert parquet_rows(tmp_path / "many.parquet") == [json.loads(line) for line in lines]


def test_the_folder_warning_is_that_of_a_single_machine_in_every_format_also_from_parts(run, on_cluster, tmp_path):
    model = write_tiny_model(tmp_path / "promising.onnx", promising_info())
    folder = images_at(tmp_path / "far", 0.44, 0.6, 60)
    broken_file(folder / "broken.jpg")

    def shift(output: Path) -> dict[str, object]:
        return json.loads(output.with_suffix(".run.json").read_text(encoding="utf-8"))["shift"]

    run(folder, "-o", tmp_path / "single.csv", model=model)
    for ending in ("csv", "parquet", "parquet"):  # the last from parts alone
        many = on_cluster(folder, "-o", tmp_path / f"many.{ending}", model=model)
        assert many.exit_code == 3
        assert "WARNING: this folder, as a whole, is not like the images" in many.stderr
        assert shift(tmp_path / f"many.{ending}") == shift(tmp_path / "single.csv")
    assert shift(tmp_path / "single.csv")["n"] == 60
    assert "_unfamiliarity" not in parquet_rows(tmp_path / "many.parquet")[0]
