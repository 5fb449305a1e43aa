"""How often the sets of possible diagnoses hold the right one on one training source by itself, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desktop.common.figure import figure_in_words
from desktop.contract import ALL, Covered, DiagnosisSets, ModelInfo
from desktop.language.spoken import tr, trn
from desktop.results.wording import class_name


def coverage_in_words(sets: DiagnosisSets, sources: Sequence[str], info: ModelInfo) -> Iterator[str]:
    """Of the sources that the file was measured on: how often the right diagnosis was there, for which diagnoses less
    often than promised, for which that cannot be told, and which were not measured; one line a source."""
    for name in sources:
        if own := sets.by_source.get(name):
            yield "; ".join(_of_source(sets, name, own, info))


def covered_name(code: str, info: ModelInfo) -> str:
    """Whose coverage it is: the class of that code, or all images together, also where a class has the code ALL."""
    return tr("all") if code == ALL and ALL not in info.codes else class_name(code, info)


def _of_source(sets: DiagnosisSets, name: str, own: Mapping[str, Covered], info: ModelInfo) -> Iterator[str]:
    classes = {c.code: own[c.code] for c in info.classes if c.code in own}
    whole = None if ALL in info.codes else own.get(ALL)
    if whole is not None:
        yield tr(
            "on the held-out images of {name} by themselves the sets at {level:g} % held the right diagnosis in "
            "{figure}",
            name=name,
            level=100 * sets.level,
            figure=_told(whole),
        )
    else:
        yield tr(
            "on the held-out images of {name} by themselves, by sets at {level:g} %",
            name=name,
            level=100 * sets.level,
        )
    short = {code: one for code, one in classes.items() if one.share.value < sets.level}
    if surely := {code: one for code, one in short.items() if sets.falls_short(one)}:
        yield tr("less often than promised for {classes}", classes=_listed(surely, info))
    elif whole is not None and sets.falls_short(whole):
        yield tr("less often than promised")
    if unsure := {code: one for code, one in short.items() if code not in surely}:
        yield tr("perhaps less often for {classes}, of which there were too few to tell", classes=_listed(unsure, info))
    if missing := [tr(c.name) for c in info.classes if c.code not in classes]:
        yield tr("not measured there for {classes}", classes=", ".join(missing))


def _listed(found: Mapping[str, Covered], info: ModelInfo) -> str:
    names = {c.code: tr(c.name) for c in info.classes}
    return ", ".join(
        tr("{diagnosis}: {figure}", diagnosis=names[code], figure=_told(one)) for code, one in found.items()
    )


def _told(one: Covered) -> str:
    return trn(
        "{figure} of {n:,} image", "{figure} of {n:,} images", one.images, figure=figure_in_words(one.share, "-")
    )
