"""What figures have to show: each check holds, fails, or was not done for a reason that is said."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

MIN_SHARE = 0.9
"""Of the bare step that the fit has to reach; of the machine's limit, that `ham-classify` is held to in the report."""
EXACT = 0.02
"""How far float32 losses may lie from others that were computed from the same numbers, as a share of these: another
device takes its sums in another order, a GPU every time in another, and computes float32 in TF32 by default. TF32 keeps
10 bits: a product is off by 2^-11 = 0.05 % at most, and what has passed 49 convolutions, as in ResNet50, by 0.3 % where
the errors are independent and by 2.4 % where all of them add up."""

State = Literal["holds", "failed", "not done"]


@dataclass(frozen=True)
class Check:
    """One line of the report. words: the figures, or why it was not done; seconds: that it took."""

    name: str
    state: State
    words: str
    figures: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0


def apart(losses: Sequence[float], reference: Sequence[float]) -> float:
    """The mean difference of two curves as a share of the reference's mean: >= 0. Single steps of one with fewer digits
    go their own way."""
    return sum(abs(one - other) for one, other in zip(losses, reference, strict=True)) / sum(reference)


def told_losses(losses: Sequence[float]) -> str:
    """A curve in words."""
    return f"{losses[0]:.3f} to {losses[-1]:.3f}, {len(losses)} losses"


def curve_check(
    name: str, reference: Sequence[float], losses: Sequence[float], allowed: float, *, why: str = ""
) -> Check:
    """Whether the losses follow the reference: as many, all numbers, and no further `apart` than `allowed`.

    why: where that bound comes from, in a few words.
    """
    figures: dict[str, Any] = {"reference": list(reference), "losses": list(losses), "allowed": allowed}
    if len(losses) != len(reference) or not losses:
        return Check(name, "failed", f"{len(losses)} losses and not {len(reference)}", figures)
    if not all(math.isfinite(loss) for loss in losses):
        return Check(name, "failed", "a loss is no number", figures)
    off = apart(losses, reference)
    words = f"{told_losses(losses)}; {off:.2%} off ({allowed:.2%} allowed{', ' if why else ''}{why})"
    return Check(name, "holds" if off <= allowed else "failed", words, {**figures, "off": off})


def speed_check(precision: str, kind: str, found: dict[str, Any]) -> Check:
    """Whether the fit comes to MIN_SHARE of the bare step; on a CPU nothing is judged."""
    words = (
        f"{found['images_per_second']:,.1f} images/s, {found['share']:.3f} of the bare step (aim {MIN_SHARE:g}); "
        f"{found['memory_mb']:,.0f} MB; first step {found['first_step_s']:.1f} s"
    )
    state: State = "holds" if found["share"] >= MIN_SHARE else "failed"
    if kind == "cpu":
        state, words = "not done", f"in small, on a CPU, it says nothing of a GPU: {words}"
    return Check(f"speed, {precision}", state, words, found)


def memory_check(found: dict[str, Any], *, limit: int | None) -> Check:
    """Whether running out of memory was told, with a batch size that then worked. limit: where memory was only said to
    be full."""
    name = "out of memory"
    if found["failed"] is None:
        return Check(name, "not done", f"a batch of {found['works']:,} still fits; that is where it gave up", found)
    words = f"told at batches of {found['failed']:,}; {found['works'] or 'no size that was advised'} then works"
    if limit:
        words += f" (of a memory said to be full at {limit})"
    return Check(name, "holds" if found["works"] else "failed", words, found)


def inference_check(name: str, provider: str, figures: dict[str, Any]) -> Check:
    """Whether a model runs where it was asked to, by the session's own account and in the record of every run of
    `ham-classify`, passes its self-test and answers as on the CPU, within the tolerance that the file states for it."""
    rates = ", ".join(f"{rate:,.0f} at {batch}" for batch, rate in figures["images_per_second"].items())
    ends = "; ".join(
        f"{shape}: {end['images_per_second']:,.1f} images/s, {end['share']:.2f} of the limit"
        for shape, end in figures["end_to_end"].items()
    )
    nodes = figures["nodes"]
    where = f" ({nodes.get(figures['ran_on'], 0)} of {sum(nodes.values())} nodes)" if nodes else ""
    words = (
        f"{figures['precision']} on {figures['ran_on']}{where}: self-test {figures['self_test']:.2e}, from the CPU "
        f"{figures['largest_difference']:.2e} at most ({figures['tolerance']:g} allowed; {figures['compared']} images, "
        f"{figures['same_answer']:.1%} the same answer); images/s {rates}; {ends}"
    )
    elsewhere = {figures["provider"], _short(figures["ran_on"])} - {provider}
    elsewhere |= {end["provider"] for end in figures["end_to_end"].values() if end["provider"] != figures["label"]}
    if elsewhere:
        return Check(name, "failed", f"ran on {', '.join(sorted(elsewhere))} and not on {provider}; {words}", figures)
    allowed = figures["tolerance"]
    holds = figures["self_test"] <= allowed and figures["largest_difference"] <= allowed
    return Check(name, "holds" if holds else "failed", words, figures)


def _short(ort_name: str) -> str:
    """`CUDAExecutionProvider` -> `cuda`, as it is called on the command line."""
    return ort_name.removesuffix("ExecutionProvider").lower()
