"""The card's sections on what a file promises of its use elsewhere; empty where the file cannot tell."""

from __future__ import annotations

import numpy as np

from desktop.contract import ALL, ModelInfo, UnfamiliaritySample
from desktop.evaluation.coverage_words import coverage_in_words
from export.document.markdown import plain, table_of
from trainer.measure.scores import told


def flagged(info: ModelInfo) -> str:
    """What is flagged of images of another kind, and of validation images."""
    found = info.unfamiliarity
    if not found.negatives:
        return ""
    named = [(f"{name} (another kind)", one) for name, one in found.negatives.items()]
    named += [(f"{name} (validation, set there)", one) for name, one in found.held_out.items()]
    rows = [(name, f"{one.images:,}", told(one.share)) for name, one in named]
    return (
        "\n\nThe share flagged as unfamiliar: of images of another kind, half of which were shown to it and the other "
        "half judged here, and of the validation images that set its thresholds. Wilson's intervals, over patients or "
        "files and over lesions.\n\n" + table_of(("images of", "images", "flagged"), rows)
    )


def prevalence(info: ModelInfo) -> str:
    """The shares of the classes that the probabilities take for granted."""
    if not info.prevalence:
        return ""
    return (
        "\n\nThe probabilities take these shares of the classes for granted, those of validation. Where they are "
        "others, Bayes' rule makes other probabilities of them (`--prevalence`).\n\n"
        + table_of(info.codes, [[f"{info.prevalence[code]:.3f}" for code in info.codes]])
    )


def distances(info: ModelInfo) -> str:
    """How unfamiliar the images are that taught nothing, of the training sources and of sets from elsewhere."""
    if info.reference is None:
        return ""
    samples = [("validation", info.reference.held_out), *info.reference.by_source.items()]
    samples += [(name, one.unfamiliarity) for name, one in info.elsewhere.items() if one.unfamiliarity is not None]
    rows = (
        (name, f"{sample.images:,}", *(f"{_quantile(sample, at):.2f}" for at in (0.5, 0.95, 1.0)))
        for name, sample in samples
    )
    return "\n\nHow unfamiliar images are that the network learned nothing from:\n\n" + table_of(
        ("images of", "images", "median", "95 of 100 below", "largest"), rows
    )


def _quantile(sample: UnfamiliaritySample, at: float) -> float:
    return float(np.interp(at, np.linspace(0.0, 1.0, len(sample.quantiles)), sample.quantiles))


def sets(info: ModelInfo) -> str:
    """How often sets of possible diagnoses hold the right one, in every class."""
    heading = ["class", *(f"threshold at {100 * one.level:g}%" for one in info.sets)]
    heading += [f"covered at {100 * one.level:g}%" for one in info.sets]
    rows = [
        (
            code,
            *(f"{one.thresholds[code]:.3g}" for one in info.sets),
            *(told(one.coverage.get(code)) for one in info.sets),
        )
        for code in info.codes
    ]
    if ALL not in info.codes:
        rows.append((ALL, *("" for _ in info.sets), *(told(one.coverage.get(ALL)) for one in info.sets)))
    rows.append(("diagnoses per set", *("" for _ in info.sets), *(f"{one.size:.2f}" for one in info.sets)))
    return (
        "## Sets of possible diagnoses\n\nA diagnosis is possible when its probability reaches its own threshold, so "
        "that of the images of every class as many have theirs in the set as the level says (class-conditional "
        "conformal prediction). Covered: the share that had, on validation, with calibration and thresholds from other "
        "lesions; Wilson's intervals over lesions. A class with too few lesions for a threshold has 0: it is always "
        "possible. **None of this holds on images unlike these.**\n\n" + table_of(heading, rows) + _by_source(info)
    )


def _by_source(info: ModelInfo) -> str:
    """The same of every training source by itself; empty for one source, and where it was not measured."""
    names = list(dict.fromkeys(name for one in info.sets for name in one.by_source))
    if not names:
        return ""
    levels = [one for one in info.sets if one.by_source]
    heading = ["source", "class", "images", "lesions", *(f"covered at {100 * one.level:g}%" for one in levels)]
    rows = []
    for name in names:
        found = [one.by_source.get(name, {}) for one in levels]
        for code in dict.fromkeys((*info.codes, ALL)):
            if known := [own[code] for own in found if code in own]:
                shares = (told(own[code].share) if code in own else "-" for own in found)
                rows.append((name, code, f"{known[0].images:,}", f"{known[0].lesions:,}", *shares))
    said = [f"{line[:1].upper()}{line[1:]}." for one in levels for line in coverage_in_words(one, names, info)]
    return (
        "\n\nThe thresholds are those of all sources together. What they come to on the held-out images of each source "
        "by itself; a folder may be of one source alone:\n\n"
        + table_of(heading, rows)
        + "\n\n"
        + "\n".join(f"* {plain(line)}" for line in said)
    )


def hand_over(info: ModelInfo) -> str:
    """How right the rest is when the least sure answers are handed over."""
    rows = ((f"{row.share:.0%}", f"{row.confidence:.3f}", told(row.accuracy)) for row in info.handover[::2])
    return (
        "## How many to look at oneself\n\nThe least sure answers are handed over: those whose largest probability is "
        "below the limit. Accuracy is of the rest, on validation (epochs were chosen there), with Wilson's intervals "
        "over lesions.\n\n" + table_of(("handed over", "limit", "accuracy of the rest"), rows)
    )
