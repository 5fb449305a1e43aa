"""What the bottom line says of the provider: where the network runs, how fast, and why not on something faster."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desktop.engine.events import Finished
from desktop.gui.translation import tr
from desktop.language.spoken import number, told
from desktop.model import providers
from desktop.model.network import Network
from desktop.model.providers import Provider

_LEAST_IMAGES = 16  # the speed of fewer says nothing
_NOT_BUILT_IN = "was built without it"


@dataclass(frozen=True)
class RunsOn:
    """`text` for the line; `reason`: a sentence for each faster provider that is not used, empty where none is."""

    text: str
    reason: str


def runs_on(
    classifier: Network,
    asked: str,
    finished: Finished | None = None,
    *,
    reasons: Iterable[tuple[Provider, str | None]] | None = None,
) -> RunsOn:
    """`asked`: the provider as the settings name it; `finished`: the last run; `reasons`: as `providers.reasons`."""
    reason_of = dict(providers.reasons() if reasons is None else reasons)
    faster = []
    for provider, reason in reason_of.items():
        if provider.name == classifier.provider.name:
            break
        faster.append((provider, reason))
    text = tr("Runs on {label}", label=classifier.provider.label)
    if finished is not None and finished.seconds >= 1.0 and finished.classified >= _LEAST_IMAGES:
        rate = finished.classified / finished.seconds
        pace = number(rate, ",.0f") if rate >= 10 else f"{rate:.1f}"
        text = tr("{text}  ·  {rate} images/s", text=text, rate=pace)
    if classifier.provider.name != "cpu" or not faster:
        return RunsOn(text, "")
    if asked == classifier.provider.name:
        return RunsOn(
            tr("{text}  ·  as asked for", text=text),
            tr("{label} was asked for by name.", label=classifier.provider.label),
        )
    sentences = [
        f"{p.label}: {told(reason) if reason else tr('it did not pass the start or the self-test with this model')}"
        for p, reason in faster
    ]
    # Of what this build could use the reason is worth a place in the line; "built without it" fits everywhere.
    worth = [(p, r) for p, r in faster if r is None or not r.endswith(_NOT_BUILT_IN)] or faster
    provider, reason = worth[0]
    short = (told(reason) if reason else tr("it did not start")).split(" (")[0]
    return RunsOn(
        tr("{text}  ·  no accelerator: {short}", text=text, short=short),
        "\n".join([tr("No accelerator is used."), *sentences]),
    )
