"""One run's network in each precision: stored in fewer bits, measured, fitted anew where its answers moved, proven.

What does not pass its gates raises ParityError and is not written.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from desktop import contract
from desktop.common.command_line import say
from desktop.common.files import atomic_write
from desktop.contract import SOURCE, Figure, ModelInfo
from desktop.model.network import Network
from desktop.model.prediction import Prediction
from export.document.document import Precision, describe, with_self_test
from export.errors import ParityError
from export.graph.contract_file import check_graph, set_metadata
from export.graph.passes import to_fp16
from export.inputs import Inputs, stratified_sample
from export.int8.quantize import IMAGES_PER_CLASS, best_method, set_scales, with_parts_of_unfamiliarity
from export.proof import gates
from export.proof.answers import BATCH, Answers, Parts, ask, ask_parts
from export.proof.own_figures import own_figures, own_figures_by_source, own_parity, own_subgroups
from export.proof.parity import BATCH_SIZES, Check, Parity, autodiff_heatmaps, prove
from trainer.fit.batches import predict_rows
from trainer.measure.calibration import Calibration
from trainer.measure.elsewhere import PREFIX, load_by_source, load_kept
from trainer.measure.scores import Scores
from trainer.measure.subgroups import Subgroups, load_subgroups
from trainer.network.network import feature_network
from trainer.pipeline.prepare import COARSE

if TYPE_CHECKING:
    from numpy.typing import NDArray


class FileMaker:
    """One run on its way into files: the network, the folded float32 graph, and what Keras says of the part that
    judges. outputs: the network's four outputs as TensorFlow computes them."""

    def __init__(self, inputs: Inputs, scores: Scores, network: Any, base: Any, outputs: Any) -> None:
        self._inputs, self._network, self._base, self._outputs = inputs, network, base, outputs
        self._elsewhere = load_kept(inputs.folder.path)
        self._external = {name: kept.external() for name, kept in self._elsewhere.items()}
        for name, one in self._external.items():
            if one.unfamiliarity is None:
                say(
                    f"note: {name} was measured before its unfamiliarity was kept, so the files cannot say how far off "
                    f"it lies; ham-train evaluate {inputs.folder.path} --data DIR --keep {name} measures it again"
                )
        self._kept = {PREFIX + name: kept.flat() for name, kept in self._elsewhere.items()}
        self._words = "test" if inputs.judged == "test" else "validation"
        sources = load_by_source(inputs.folder.path, self._words)
        self._by_source = {SOURCE + name: one.figures for name, one in sources.items()}
        self._metrics = scores.flat() | self._kept | self._by_source
        self.subgroups: dict[Precision, Subgroups | None] = {}
        self._reference: dict[str, Answers] = {}

    def write_fp32(self, target: Path) -> None:
        inputs, rows = self._inputs, self._inputs.rows[self._inputs.judged]
        words = self._words if inputs.record.final is None else "training"  # a final network has no others
        say(f"fp32: proving it on {len(rows):,} {words} images, at batch sizes {', '.join(map(str, BATCH_SIZES))}")
        info = self._complete("fp32")
        with _progress((1 + len(BATCH_SIZES)) * len(rows)) as bar:
            parity = prove(
                _open(self._base, info),
                self._network,
                inputs.calibration,
                inputs.space,
                pixels=inputs.pixels,
                rows=rows,
                labels=inputs.labels[rows],
                negatives=[one.pixels[one.judging] for one in inputs.negatives],
                progress=bar,
            )
        _write(target, self._base, info, parity)
        self.subgroups["fp32"] = load_subgroups(inputs.folder.subgroups)

    def write_fp16(self, target: Path) -> None:
        inputs = self._inputs
        say("fp16: storing the weights in 16 bits")
        info = self._complete("fp16")
        reference = self._answers_of_keras(inputs.judged)
        model = to_fp16(self._base)
        classifier = _open(model, info)
        answers = self._ask(classifier, inputs.judged)
        checks = gates.half_checks(inputs, reference, answers)
        checks += gates.negatives_checks(inputs, self._negatives_of_keras(), gates.ask_negatives(inputs, classifier))
        checks += self._pictures(classifier, gates.MAX_HALF_HEATMAP_CHANGE)
        temperature = inputs.calibration.temperature
        _write(target, model, info, self._judge("fp16", reference, answers, checks, temperature))
        covering = self._ask(classifier, inputs.judged + COARSE)
        self.subgroups["fp16"] = own_subgroups(inputs, answers, covering, inputs.calibration)

    def write_int8(self, target: Path) -> None:
        inputs = self._inputs
        rows = stratified_sample(inputs, IMAGES_PER_CLASS)
        say(f"int8: measuring ranges on {len(rows)} training lesions, by every method; validation decides")
        reference = self._answers_of_keras("val")
        seen: dict[int, Answers] = {}

        def loss(model: Any) -> float:
            seen[id(model)] = answers = self._ask(_open(model, self._unproven("int8")), "val")
            return gates.divergence(reference.logits, answers.logits, inputs.calibration.temperature)

        method, model = best_method(
            self._base, inputs.pixels[rows], loss, lambda name, value: say(f"  {name:<52} divergence {value:.5f}")
        )
        # Of a final network nothing is left to fit anew on: what the folds' answers set stays.
        final = inputs.record.final is not None
        parts = None if inputs.space.head is None else self._parts(model)
        covering = {"val": self._ask(_open(model, self._unproven("int8")), f"val{COARSE}")}
        calibration = inputs.calibration if final else gates.refit(inputs, seen[id(model)], parts, covering["val"])
        validation = gates.own_answers(inputs, calibration, seen[id(model)], parts)
        set_scales(
            model,
            temperature=calibration.temperature,
            unfamiliarity_threshold=calibration.unfamiliarity_threshold,
            outlier_threshold=calibration.outlier_threshold,
        )
        fitted = "of the folds" if final else "fitted anew"
        say(f"int8: kept {method}; temperature {calibration.temperature:.3f} and thresholds {fitted}; proving it")
        candidate = _open(model, self._unproven("int8"))
        judged = self._ask(candidate, inputs.judged)
        negatives = gates.ask_negatives(inputs, candidate)
        flags = calibration.negatives | gates.flagged_negatives(inputs, negatives)
        covering[inputs.judged] = self._ask(candidate, inputs.judged + COARSE)
        calibration = msgspec.structs.replace(calibration, negatives=flags)
        calibration = gates.with_test_figures(inputs, calibration, judged, covering[inputs.judged])
        answers = {"val": validation, inputs.judged: judged}
        info = describe(
            inputs.record,
            calibration,
            self._own_metrics(answers, covering, calibration),
            "int8",
            promises=inputs.promises if final else gates.own_promises(inputs, calibration, validation, parts),
            elsewhere=self._external,
        )
        classifier = _open(model, info)
        # The file's own answers, not Keras's: what a desktop must reproduce is this file.
        info = with_self_test(info, classifier.predict(contract.self_test_images(info), heatmaps=True))
        reference = self._answers_of_keras(inputs.judged)
        checks = gates.int8_checks(inputs, reference, judged, calibration, model.ByteSize())
        checks += gates.negatives_checks(inputs, self._negatives_of_keras(), negatives)
        checks += self._pictures(classifier, gates.MAX_INT8_HEATMAP_CHANGE)
        _write(target, model, info, self._judge("int8", reference, judged, checks, calibration.temperature))
        self.subgroups["int8"] = own_subgroups(inputs, judged, covering[inputs.judged], calibration)

    def _complete(self, precision: Precision) -> ModelInfo:
        """The document with the trained network's own answers to the self-test."""
        info = self._unproven(precision)
        told = self._outputs(contract.self_test_images(info))
        return with_self_test(info, Prediction(**dict(zip(contract.OUTPUTS, (t.numpy() for t in told), strict=True))))

    def _unproven(self, precision: Precision) -> ModelInfo:
        inputs = self._inputs
        return describe(
            inputs.record,
            inputs.calibration,
            self._metrics,
            precision,
            promises=inputs.promises,
            elsewhere=self._external,
        )

    def _answers_of_keras(self, part: str) -> Answers:
        """What the trained network itself says of a part."""
        if part not in self._reference:
            inputs, rows = self._inputs, self._inputs.rows[part]
            with _progress(len(rows)) as bar:
                spread, logits = predict_rows(
                    feature_network(self._network, inputs.space.measured),
                    inputs.pixels,
                    rows,
                    batch_size=32,
                    progress=bar,
                )
            unfamiliarity = inputs.calibration.unfamiliarity(inputs.space, spread)
            self._reference[part] = Answers(logits, unfamiliarity.astype(np.float32))
        return self._reference[part]

    def _ask(self, classifier: Network, part: str) -> Answers:
        rows = self._inputs.rows[part]
        with _progress(len(rows)) as bar:
            return ask(classifier, self._inputs.pixels, rows, bar)

    def _negatives_of_keras(self) -> list[NDArray[np.floating]]:
        """The unfamiliarity of the images of another kind that judge, of each set, by the trained network itself."""
        inputs = self._inputs
        network = feature_network(self._network, inputs.space.measured)
        features = [predict_rows(network, one.pixels, one.judging, batch_size=32)[0] for one in inputs.negatives]
        return [inputs.calibration.unfamiliarity(inputs.space, one) for one in features]

    def _parts(self, model: Any) -> Parts:
        """What the unfamiliarity of all held-out images is made of, by a file with a head."""
        with_parts, names = with_parts_of_unfamiliarity(model)
        with _progress(len(self._inputs.held_out)) as bar:
            return ask_parts(_open(with_parts, self._unproven("int8")), names, self._inputs, bar)

    def _pictures(self, classifier: Network, limit: float) -> tuple[Check, ...]:
        """Some images as a batch and one by one, and their heat maps beside autodiff's of the network itself."""
        images = self._inputs.pixels[self._inputs.rows[self._inputs.judged][:BATCH]]
        found = classifier.predict(images, heatmaps=True).heatmaps
        assert found is not None
        return (
            gates.heatmap_check(autodiff_heatmaps(self._network, images), found, limit),
            gates.batch_check(classifier, images),
        )

    def _own_metrics(
        self, answers: dict[str, Answers], covering: dict[str, Answers], calibration: Calibration
    ) -> dict[str, dict[str, Figure]]:
        """Figures of the file's own answers, by part, covering: to images whose diagnosis covers several classes; those
        of elsewhere are the float32 network's, and of a final network all are of its folds."""
        inputs = self._inputs
        if inputs.record.final is not None:
            return self._metrics
        own = own_figures(inputs, answers, covering, calibration)
        if self._by_source:
            own |= own_figures_by_source(inputs, answers[inputs.judged], covering[inputs.judged], calibration)
        return own | self._kept

    def _judge(
        self, precision: str, reference: Answers, answers: Answers, checks: tuple[Check, ...], temperature: float
    ) -> Parity:
        parity = own_parity(self._inputs, reference, answers, checks, temperature)
        if not parity.passed:
            raise ParityError(f"the {precision} file loses more than it may ({parity.told()}); no file was written")
        return parity


def _open(model: Any, info: ModelInfo) -> Network:
    """A model in memory as the desktop would run it, before it has a file."""
    from desktop.model import providers

    set_metadata(model, info)
    provider = providers.by_name("cpu")
    content = model.SerializeToString()
    return Network(Path("candidate.onnx"), "", info, provider, providers.open_session(content, provider))


def _write(target: Path, model: Any, info: ModelInfo, parity: Parity) -> None:
    """Name the proven model, its figures inside and beside it. It is opened once more as the desktop will open it."""
    check_graph(model)  # once more: what folding and fewer bits made of it
    figures = {check.name: check.value for check in parity.checks}
    set_metadata(model, msgspec.structs.replace(info, parity=figures))
    with atomic_write(target, "wb") as stream:
        stream.write(model.SerializeToString())
        stream.flush()
        Network.load(Path(stream.name), provider="cpu")
    with atomic_write(target.with_suffix(".parity.json"), "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(parity), indent=2) + b"\n")
    with atomic_write(target.with_suffix(".parity.txt")) as stream:
        stream.write(f"{info.name} ({info.precision}) against the trained network\n{parity.table()}\n")
    say(parity.table())


def _progress(total: int) -> Any:
    from tqdm import tqdm

    return tqdm(total=total, unit="image", desc="prove", file=sys.stderr, leave=False, disable=None, dynamic_ncols=True)
