"""The figures of a file in fewer bits by its own answers, as the run has them of the float32 network's."""

from __future__ import annotations

import numpy as np

from desktop.contract import SOURCE, Figure
from export.inputs import Inputs
from export.proof.answers import BATCH, Answers, coarse_answers
from export.proof.parity import Check, Parity
from trainer.measure import metrics
from trainer.measure.calibration import Calibration
from trainer.measure.scores import Scores, score_answers
from trainer.measure.subgroups import Subgroups, load_subgroups, subgroup_gaps, subgroup_tables
from trainer.pipeline.by_source import figures_by_source
from trainer.pipeline.prepare import COARSE


def own_figures(
    inputs: Inputs, answers: dict[str, Answers], covering: dict[str, Answers], calibration: Calibration
) -> dict[str, dict[str, Figure]]:
    """Of each part and class, by the names of `Scores.flat`. answers: by part; covering: to its images whose diagnosis
    covers several classes, of parts that have any; calibration: the file's own."""
    found = {}
    for part, own in answers.items():
        rows = inputs.rows[part]
        found["validation" if part == "val" else part] = score_answers(
            inputs.labels[rows],
            metrics.softmax(own.logits),
            metrics.softmax(own.logits, calibration.temperature),
            lesions=inputs.lesions[rows],
            codes=[c.code for c in inputs.record.classes],
            malignant=[c.code for c in inputs.record.classes if c.malignant],
            unfamiliar=own.unfamiliarity > 1.0,
            coarse=coarse_answers(inputs, part, covering.get(part), calibration.temperature),
        )
    return Scores(**found).flat()


def own_figures_by_source(
    inputs: Inputs, judged: Answers, covering: Answers, calibration: Calibration
) -> dict[str, dict[str, Figure]]:
    """Of each source, by SOURCE and its name. judged: answers to the part that judges; covering: to its images whose
    diagnosis covers several classes."""
    logits = np.concatenate([judged.logits, covering.logits])
    found = figures_by_source(
        inputs.dataset,
        calibration.operating_points,
        np.concatenate([inputs.rows[inputs.judged], inputs.rows[inputs.judged + COARSE]]),
        before=metrics.softmax(logits),
        after=metrics.softmax(logits, calibration.temperature),
        unfamiliar=np.concatenate([judged.unfamiliarity, covering.unfamiliarity]) > 1.0,
        seed=inputs.record.recipe.seed,
    )
    return {SOURCE + name: one.figures for name, one in found.items()}


def own_subgroups(inputs: Inputs, answers: Answers, covering: Answers, calibration: Calibration) -> Subgroups:
    """Tables and gaps of the answers to the part that judges; of a final network those of its folds. covering:
    answers to the part's images whose diagnosis covers several classes."""
    if inputs.record.final is not None:
        return load_subgroups(inputs.folder.subgroups) or Subgroups({})
    part = "test" if inputs.judged == "test" else "validation"
    rows = inputs.rows[inputs.judged]
    classes, points = inputs.record.classes, calibration.operating_points
    measured = (
        inputs.table.iloc[rows],
        inputs.labels[rows],
        metrics.softmax(answers.logits, calibration.temperature),
    )
    coarse = coarse_answers(inputs, inputs.judged, covering, calibration.temperature)
    beside = None if coarse is None else (inputs.table.iloc[inputs.rows[inputs.judged + COARSE]], coarse)
    tables = subgroup_tables(*measured, classes=classes, points=points, covering=beside)
    gaps = subgroup_gaps(*measured, classes=classes, points=points, covering=beside)
    return Subgroups(**({"validation": {}} | {part: tables}), gaps=gaps)


def own_parity(
    inputs: Inputs, reference: Answers, answers: Answers, checks: tuple[Check, ...], temperature: float
) -> Parity:
    """The proof of a file by its checks and both macro AUCs on the part that judges: of the float32 network at the
    run's temperature, of the file at its own, as the figures in its document are."""
    labels = inputs.labels[inputs.rows[inputs.judged]]
    before, after = (
        float(metrics.macro_auc(labels, metrics.softmax(a.logits, t), np.ones((1, len(labels))))[0])
        for a, t in ((reference, inputs.calibration.temperature), (answers, temperature))
    )
    return Parity(len(labels), (BATCH,), before, after, checks)
