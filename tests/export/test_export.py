"""ham-export on whole and on broken runs: a proven file, or one sentence and no file."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pandas as pd
import pytest
from onnx import numpy_helper

import export.export
import export.int8.quantize
import export.proof.gates
from desktop.common.files import OutputError
from desktop.model.network import Network
from export.errors import ExportError, ParityError
from export.export import export_folder, export_run
from export.inputs import load_inputs
from export.proof.parity import noise_images
from tests.conftest import Done, run_command
from trainer.errors import DataError, RunError
from trainer.measure.metrics import softmax
from trainer.measure.promises import load_promises
from trainer.measure.unfamiliarity import REACH
from trainer.network.network import IMAGENET_MEAN_BGR

pytestmark = pytest.mark.timeout(900)  # a file in 8 bits is made six times over before the best is known


@pytest.fixture
def run_copy(trained: Done, tmp_path: Path) -> Path:
    """A copy of the trained run to break, beside the decoded pixels of the original."""
    copy = Path(shutil.copytree(trained.path, tmp_path / "runs" / trained.path.name))
    (copy.parent / ".pixels").symlink_to(trained.path.parent / ".pixels", target_is_directory=True)
    return copy


@pytest.fixture(scope="module")
def converted_once() -> Iterator[None]:
    """The trained network is converted once for all that is made of it here, and each gets a copy of the graph."""
    made: dict[int, onnx.ModelProto] = {}
    convert = export.export.convert

    def copy(outputs: Any, *, opset: int) -> onnx.ModelProto:
        if opset not in made:
            made[opset] = convert(outputs, opset=opset)
        model = onnx.ModelProto()
        model.CopyFrom(made[opset])
        return model

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("export.export.convert", copy)
        yield


@pytest.fixture(scope="module")
def all_precisions(trained: Done, tmp_path_factory: pytest.TempPathFactory, converted_once: None) -> Done:
    """The run in 16 and 8 bits, in one go, held to the gates of every file."""
    target = tmp_path_factory.mktemp("precisions") / "model.onnx"
    told, printed = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stderr(told), redirect_stdout(printed):
        patch.setattr("export.precisions.IMAGES_PER_CLASS", 4)  # ranges of drawings need no more
        export_run(trained.path, target, precisions=("fp16", "int8"))
    return Done(target.parent, printed.getvalue(), told.getvalue())


def _only(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_the_file_carries_everything_the_desktop_needs(exported: Done, trained: Done) -> None:
    info = Network.load(exported.path, provider="cpu").info
    assert info.codes == ("akiec", "bcc", "bkl", "df", "mel", "nv", "vasc")
    assert [c.malignant for c in info.classes] == [True, True, False, False, True, False, False]
    assert info.input.size == 64
    assert info.precision == "fp32"
    assert info.data.split_fingerprint == json.loads((trained.path / "run.json").read_text())["split_fingerprint"]
    assert info.metrics["test"]["macro_auc"].value > 0.9
    assert set(info.operating_points[0].test) == {"sensitivity", "specificity"}
    assert info.recipe["name"] == "phantoms"
    assert {"keras", "tensorflow", "onnx", "tf2onnx"} <= set(info.versions)


def test_the_file_promises_what_the_run_found(exported: Done, trained: Done) -> None:
    info, kept = Network.load(exported.path, provider="cpu").info, load_promises(trained.path)
    assert kept is not None
    assert info.contract == 2
    assert info.missing == ("figures on images from elsewhere",)  # nothing was kept of other sets
    assert (info.reference, info.sets, info.handover) == (kept.reference, kept.sets, kept.handover)
    assert info.prevalence == kept.prevalence
    split = pd.read_csv(trained.path / "split.csv")
    held_out = split[split["part"] == "val"]
    assert info.reference is not None
    assert info.reference.held_out.images == len(held_out)
    shares = held_out["label"].value_counts(normalize=True)
    assert info.prevalence == pytest.approx({code: shares[code] for code in info.codes}, abs=0.03)


def test_every_output_of_the_self_test_is_the_networks_own(exported: Done, all_precisions: Done) -> None:
    """Those of a file in 8 bits are its own, those of the others the trained network's."""
    fp32 = Network.load(exported.path, provider="cpu").info.self_test
    fp16, int8 = (
        Network.load(all_precisions.path / f"model.{name}.onnx", provider="cpu").info.self_test
        for name in ("fp16", "int8")
    )
    for test in (fp32, fp16, int8):
        assert np.shape(test.probabilities) == (3, 7)
        assert np.shape(test.unfamiliarity) == (3,)
        assert np.shape(test.heatmaps) == (3, 4)  # 64 pixels make 2 x 2 places
        assert min(test.unfamiliarity) > 0.0
        assert np.std(test.heatmaps, axis=1).min() > 0.0
    assert fp16 == fp32
    assert int8.heatmaps != fp32.heatmaps


def test_the_int8_file_promises_by_its_own_answers(all_precisions: Done, exported: Done) -> None:
    small = Network.load(all_precisions.path / "model.int8.onnx", provider="cpu").info
    full = Network.load(exported.path, provider="cpu").info
    assert small.reference is not None
    assert full.reference is not None
    assert small.reference != full.reference
    assert small.reference.held_out.images == full.reference.held_out.images
    # 1.0 is each file's own threshold, set by the same rule: the 99th percentile of these images lies at 1 / 1.3.
    for info in (small, full):
        assert info.reference is not None
        assert info.reference.held_out.quantiles[99] == pytest.approx(1 / REACH, rel=0.02)
    assert [one.level for one in small.sets] == [one.level for one in full.sets] == [0.90, 0.95]
    assert small.prevalence != full.prevalence
    assert small.prevalence == pytest.approx(full.prevalence, abs=0.05)


def test_of_a_run_made_before_the_promises_are_found_in_its_predictions(run_copy: Path) -> None:
    kept = load_promises(run_copy)
    assert kept is not None
    (run_copy / "promises.json").unlink()
    again = load_inputs(run_copy, None).promises
    assert again.prevalence == pytest.approx(kept.prevalence)
    for row, before in zip(again.handover, kept.handover, strict=True):
        assert row.accuracy == before.accuracy
        assert (row.share, row.confidence) == pytest.approx((before.share, before.confidence), abs=1e-4)
    for one, other in zip(again.sets, kept.sets, strict=True):
        assert one.thresholds == pytest.approx(other.thresholds, rel=1e-3)
        assert one.coverage == other.coverage
    assert again.reference is not None
    assert kept.reference is not None
    assert again.reference.held_out.quantiles == pytest.approx(kept.reference.held_out.quantiles)


def test_what_a_run_made_before_cannot_promise_is_told_and_left_out(
    run_copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (run_copy / "promises.json").unlink()
    (run_copy / "unfamiliarity_val.csv").unlink()
    found = load_inputs(run_copy, None).promises
    assert found.reference is None
    assert found.sets
    told = capsys.readouterr().err
    assert "note: this run kept no unfamiliarity of its validation images" in told
    assert told.count("note:") == 1


def test_it_tells_each_step_and_the_proof(exported: Done) -> None:
    assert exported.stdout == ""
    for words in ("rebuilding", "converting", "folding", "proving", "largest logit difference", "written:"):
        assert words in exported.stderr
    for noise in ("WARNING", "Traceback", "retracing"):
        assert noise not in exported.stderr


def test_fewer_bits_make_smaller_files_that_pass_their_gates(all_precisions: Done, exported: Done) -> None:
    kernels = sum(tensor.ByteSize() for tensor in onnx.load(exported.path).graph.initializer if len(tensor.dims) == 4)
    for precision, left in (("fp16", 1 / 2), ("int8", 1 / 4)):
        saved = exported.path.stat().st_size - (all_precisions.path / f"model.{precision}.onnx").stat().st_size
        assert saved == pytest.approx(kernels * (1 - left), rel=0.02), precision
    for precision in ("fp16", "int8"):
        parity = json.loads((all_precisions.path / f"model.{precision}.parity.json").read_text(encoding="utf-8"))
        assert parity["checks"]
        assert all(check["value"] <= check["limit"] for check in parity["checks"])
        assert Network.load(all_precisions.path / f"model.{precision}.onnx", provider="cpu").info.precision == precision


def test_every_calibration_method_is_compared_and_one_is_kept(all_precisions: Done) -> None:
    found = dict(
        re.findall(r"^  (MinMax|Entropy|Percentile) +divergence ([\d.]+)", all_precisions.stderr, re.MULTILINE)
    )
    assert set(found) == {"MinMax", "Entropy", "Percentile"}
    kept = re.search(r"int8: kept (\w+)[^;]*; temperature", all_precisions.stderr)
    assert kept is not None
    assert float(found[kept[1]]) == min(map(float, found.values()))
    tried = re.findall(rf"^  {kept[1]}, (.+) in float +divergence", all_precisions.stderr, re.MULTILINE)
    # How much 8 bits cost the small network of these tests is the machine's: what follows from it is fixed.
    assert bool(tried) == (float(found[kept[1]]) > export.int8.quantize.ENOUGH)
    assert tried == ["first convolution", "sums", "second stage"][: len(tried)]
    assert all_precisions.stdout == ""


def test_the_int8_file_has_a_temperature_and_thresholds_of_its_own(all_precisions: Done, exported: Done) -> None:
    """Its probabilities are the softmax of its own logits at the temperature in its metadata."""
    small = Network.load(all_precisions.path / "model.int8.onnx", provider="cpu")
    full = Network.load(exported.path, provider="cpu")
    assert small.info.temperature != full.info.temperature
    images = noise_images(64, 3)
    answer = small.predict(images)
    assert np.allclose(answer.probabilities, softmax(answer.logits, small.info.temperature), atol=1e-5)
    assert small.info.operating_points[0].threshold != full.info.operating_points[0].threshold
    kinds = {node.op_type for node in onnx.load(all_precisions.path / "model.int8.onnx").graph.node}
    assert {"QuantizeLinear", "DequantizeLinear"} <= kinds


def test_an_int8_file_that_loses_too_much_is_not_left_behind(
    run_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, converted_once: None
) -> None:
    def nothing_stored_in_fewer_bits(
        model: onnx.ModelProto, images: np.ndarray, loss: Callable[[Any], float], told: object
    ) -> tuple[str, onnx.ModelProto]:
        loss(model)
        return "nothing", model

    monkeypatch.setattr("export.precisions.best_method", nothing_stored_in_fewer_bits)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(ParityError, match=r"int8 file loses more.*file size"):
        export_run(run_copy, out / "model.onnx", precisions=("int8",))
    assert _only(out) == set()


def test_check_holds_a_file_against_the_contract_on_every_provider(exported: Done) -> None:
    done = run_command("ham-export", "--check", exported.path)
    lines = {line.split("  ")[0]: line for line in done.stdout.splitlines()}
    assert re.search(r"yes +\d\.\d\de-0\d +[\d.]+", lines["CPU"])
    assert "sha256" in done.stdout
    assert all(label in lines for label in ("CUDA", "OpenVINO on CPU", "DirectML", "CoreML"))


def test_check_refuses_a_file_that_is_no_model(tmp_path: Path) -> None:
    (tmp_path / "x.onnx").write_text("nothing", encoding="utf-8")
    done = run_command("ham-export", "--check", tmp_path / "x.onnx", check=False)
    assert done.returncode == 1
    assert "no ONNX file" in done.stderr
    assert done.stdout == ""


def test_the_newest_run_is_exported_into_its_folder_by_default(exported: Done, trained: Done) -> None:
    assert exported.path.is_file()
    assert (exported.path.parent / "run.json").read_bytes() == (trained.path / "run.json").read_bytes()
    assert exported.path.with_name("model.parity.json").is_file()


def test_a_model_folder_has_what_passed_unless_a_file_of_an_earlier_one_would_stay_beside_it(
    run_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(export.proof.gates, "MAX_HALF_HEATMAP_CHANGE", -1.0)  # no file of 16 bits passes
    folder = tmp_path / "published"
    with pytest.raises(ParityError, match="fp16"):
        export_folder(run_copy, folder, precisions=("fp32", "fp16"))
    assert f"{folder} has what passed: model.onnx" in capsys.readouterr().err
    assert (folder / "SHA256SUMS").is_file()
    assert not [name for name in _only(folder) if "fp16" in name or name.startswith(".")]
    (folder / "model.fp16.onnx").write_bytes(b"earlier")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(ParityError, match="fp16"):
        export_folder(run_copy, folder, precisions=("fp32", "fp16"))
    assert f"{folder} is as it was" in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_file_that_answers_otherwise_is_not_left_behind_and_an_earlier_one_survives(
    run_copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, converted_once: None
) -> None:
    convert = export.export.convert

    def slightly_off(outputs: Any, *, opset: int) -> onnx.ModelProto:
        model: onnx.ModelProto = convert(outputs, opset=opset)
        means = [t for t in model.graph.initializer if _is_mean(numpy_helper.to_array(t))]
        assert len(means) == 1
        means[0].CopyFrom(numpy_helper.from_array(numpy_helper.to_array(means[0]) + np.float32(0.5), means[0].name))
        return model

    monkeypatch.setattr("export.export.convert", slightly_off)
    out = tmp_path / "out"
    out.mkdir()
    (out / "model.onnx").write_bytes(b"earlier")
    with pytest.raises(ParityError, match=r"largest logit difference [\d.e+-]+ > 1e-03"):
        export_run(run_copy, out / "model.onnx")
    assert _only(out) == {"model.onnx"}
    assert (out / "model.onnx").read_bytes() == b"earlier"


def _is_mean(values: np.ndarray) -> bool:
    return values.size == 3 and np.allclose(values.ravel(), IMAGENET_MEAN_BGR)


def test_a_run_without_its_images_says_how_to_name_them(run_copy: Path, tmp_path: Path) -> None:
    record = json.loads((run_copy / "run.json").read_text(encoding="utf-8"))
    record["data"]["folder"] = str(tmp_path / "moved")
    (run_copy / "run.json").write_text(json.dumps(record), encoding="utf-8")
    with pytest.raises(RunError, match="--data DIR"):
        export_run(run_copy, tmp_path / "model.onnx")


def test_other_images_than_the_run_s_are_refused(run_copy: Path, tmp_path: Path) -> None:
    from tests.phantoms import write_phantoms

    other = write_phantoms(tmp_path / "other", per_class=6, seed=9)
    with pytest.raises((RunError, DataError), match="does not hold the images"):
        export_run(run_copy, tmp_path / "model.onnx", data=other)


def test_a_run_without_a_test_part_is_told(run_copy: Path, tmp_path: Path) -> None:
    split = run_copy / "split.csv"
    split.write_text(split.read_text(encoding="utf-8").replace(",test", ",train"), encoding="utf-8")
    with pytest.raises(RunError, match="no test part"):
        export_run(run_copy, tmp_path / "model.onnx")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("unfamiliarity.npz", b""),
        ("unfamiliarity.npz", b"PK\x03\x04 cut off"),
        ("calibration.json", b"{"),
        ("metrics.json", b""),
        ("split.csv", b"a,b\n1,2\n"),
        ("split.csv", b""),
    ],
)
def test_a_damaged_file_of_the_run_is_named(run_copy: Path, tmp_path: Path, name: str, content: bytes) -> None:
    (run_copy / name).write_bytes(content)
    with pytest.raises(RunError, match="again"):
        export_run(run_copy, tmp_path / "model.onnx")
    assert not (tmp_path / "model.onnx").exists()


def test_weights_of_another_network_are_told(run_copy: Path, tmp_path: Path) -> None:
    (run_copy / "model.keras").write_bytes(np.random.default_rng(0).bytes(1000))
    with pytest.raises(RunError, match="does not hold this program's network"):
        export_run(run_copy, tmp_path / "model.onnx")


def test_a_place_that_cannot_be_written_is_told(run_copy: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="does not exist"):
        export_run(run_copy, tmp_path / "absent" / "model.onnx")
    (tmp_path / "model.onnx").mkdir()
    with pytest.raises((ExportError, OutputError)):
        export_run(run_copy, tmp_path / "model.onnx")


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("nowhere", "--onnx"), 1, "no run folder nowhere"),
        (("--onnx",), 1, "no finished run"),
        (("nowhere",), 2, "--onnx"),
        (("--onnx", "x.onnx", "--opset", "3"), 2, "--opset"),
        (("--onnx", "runs/mistyped"), 2, "or a run's folder; runs/mistyped is neither"),
        (("--onnx", "x.onnx", "--check", "y.onnx"), 2, "say one thing to do"),
    ],
)
def test_wrong_commands_end_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    done = run_command("ham-export", *arguments, check=False)
    assert done.returncode == code
    assert words in done.stderr
    assert "Traceback" not in done.stderr
    assert _only(tmp_path) == set()
