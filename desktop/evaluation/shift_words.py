"""What a folder's test says, in words: on the terminal, in the report, in the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from desktop.common.figure import figure_in_words
from desktop.contract import SOURCE, DiagnosisSets, Figure, ModelInfo, OperatingPoint
from desktop.evaluation.coverage_words import coverage_in_words
from desktop.evaluation.shift import LEAST_IMAGES, Shift
from desktop.language.spoken import number, tr, trn
from desktop.results.prediction_sets import sets_at

_TOLD = 3  # sets from elsewhere that are told of
_MANY_OUTSIDE = 0.1  # of a folder, where a twentieth would be expected


def shift_in_words(
    shift: Shift, info: ModelInfo, *, sets: DiagnosisSets | None = None, point: OperatingPoint | None = None
) -> tuple[str, ...]:
    """The statement on the folder, one sentence or two a line; the first tells whether it is a warning. sets, point:
    that the rows were made by; None for the model's usual ones."""
    if shift.shifted is None:
        return (
            trn(
                "{n:,} image is too few to say whether this folder, as a whole, is like the images that the model's "
                "figures were measured on; that is said from {least} images on",
                "{n:,} images are too few to say whether this folder, as a whole, is like the images that the model's "
                "figures were measured on; that is said from {least} images on",
                shift.n,
                least=LEAST_IMAGES,
            ),
        )
    tested = f"Kolmogorov-Smirnov D {number(shift.statistic or 0.0, '.2f')}, p {_p(shift.p)}"
    if shift.shifted:
        return (
            warning() + tr("this folder, as a whole, is not like the images that the model's figures were measured on"),
            f"{effect_in_words(shift)} ({tested})",
            *what_follows(shift, info),
        )
    if shift.sources:
        first = tr(
            "this folder, as a whole, lies further from the training images than the held-out ones of all sources "
            "together, and no further than those of {sources} ({tested})",
            sources=_joined(shift.sources),
            tested=tested,
        )
        by = point or info.operating_point()
        return (first, *_of_sources(shift.sources, info, sets or sets_at(info), by))
    lines = [
        trn(
            "no sign in {n:,} image that this folder, as a whole, is unlike those the figures were measured on "
            "({tested})",
            "no sign in {n:,} images that this folder, as a whole, is unlike those the figures were measured on "
            "({tested})",
            shift.n,
            tested=tested,
        )
    ]
    if shift.closer:
        lines.append(
            tr(
                "note: its images lie closer to the training images than held-out ones do; where the model was trained "
                "on some of them, figures measured here are too good"
            )
        )
    return tuple(lines)


def _of_sources(
    sources: Sequence[str], info: ModelInfo, sets: DiagnosisSets | None, point: OperatingPoint | None
) -> Iterator[str]:
    """Whose figures are those of a folder that is like some of the training sources, and not like all together."""
    figures = ((name, _figures(info.metrics.get(SOURCE + name, {}), info, limits=True)) for name in sources)
    if told := "; ".join(tr("{name}: {figures}", name=name, figures=own) for name, own in figures if own):
        yield tr("the model card's figures by source are those to go by; {figures}", figures=told)
    else:
        yield tr(
            "the figures of all sources together do not hold here, and those of {sources} were not measured",
            sources=_joined(sources),
        )
    if info.operating_points or info.handover:
        measured = point and [said for name in sources if (said := _of_point(point, name, info))]
        yield "; ".join(
            [
                tr(
                    "what is told of the operating point (sensitivity, specificity, PPV, NPV, referrals), and of how "
                    "right the rest is when the least sure answers are handed over, was measured on all sources "
                    "together"
                ),
                *(measured or ()),
            ]
        )
    if sets is None:
        return
    yield from coverage_in_words(sets, sources, info)
    if unknown := [name for name in sources if not sets.by_source.get(name)]:
        yield tr(
            "the sets of possible diagnoses were measured on all sources together; of {sources} alone the right one "
            "may be missing more often than told, and how often, the model file does not tell",
            sources=_joined(unknown),
        )


def _of_point(point: OperatingPoint, source: str, info: ModelInfo) -> str | None:
    """What it gave on one source by itself; None where that was not measured."""
    own = info.metrics.get(SOURCE + source, {})
    figures = [own.get(f"{point.name}/{which}") for which in ("sensitivity", "specificity")]
    sensitivity, specificity = (None if one is None else figure_in_words(one, "-") for one in figures)
    if sensitivity is None or specificity is None:
        return None
    return tr(
        "{point} had on {source} alone sensitivity {sensitivity}, specificity {specificity}",
        point=point.name,
        source=source,
        sensitivity=sensitivity,
        specificity=specificity,
    )


def _joined(names: Sequence[str]) -> str:
    return tr("{first} or {last}", first=", ".join(names[:-1]), last=names[-1]) if len(names) > 1 else names[0]


def early_words(shift: Shift) -> str:
    """The warning while a run goes on."""
    return tr(
        "WARNING after {n:,} images: so far this folder is not like the images that the model's figures were measured "
        "on; {effect}",
        n=shift.n,
        effect=effect_in_words(shift),
    )


def warning() -> str:
    """What a warning begins with."""
    return tr("WARNING: ")


def beside_figures(shift: Shift | None, *, short: bool = False) -> str:
    """What stands beside any figure of the model that is told of a folder: nothing where it holds there, that it does
    not, or that it is of all sources where the folder is like one. short: where there is little room."""
    if shift is None:
        return ""
    if shift.shifted:
        if short:
            return tr("does not hold here")
        return tr("measured on other images than these, on which it does not hold")
    if shift.sources:
        if short:
            return tr("of all sources together")
        return tr("measured on all sources together, not on the one that this folder is like")
    return ""


def nothing_promised() -> str:
    """Beside the sets of possible diagnoses there."""
    return tr("on this folder nothing is promised")


def effect_in_words(shift: Shift) -> str:
    """How far away the folder lies: by its median image, or where that lies among the others, by its furthest, or where
    these are none too many, by what lies there most."""
    if shift.beyond is None or shift.outside is None or shift.widest is None:
        return ""
    if shift.beyond >= 0.75:
        if shift.beyond >= 1:
            return tr("half of its {n:,} images lie further from the training images than all held-out ones", n=shift.n)
        return tr(
            "half of its {n:,} images lie further from the training images than {share} of 100 held-out ones",
            n=shift.n,
            share=int(100 * shift.beyond),
        )
    held_out, here = (0.95, shift.outside) if shift.outside >= _MANY_OUTSIDE else shift.widest
    level = int(100 * held_out + 1e-6)
    return tr(
        "{share} of 100 of its images lie further from the training images than {level} of 100 held-out ones; "
        "{expected} would be expected",
        share=round(100 * here),
        level=level,
        expected=100 - level,
    )


def what_follows(shift: Shift, info: ModelInfo) -> Iterator[str]:
    """What a warning means for the figures and promises of the model."""
    like = [(name, info.elsewhere[name]) for name in shift.like if name in info.elsewhere][:_TOLD]
    told = "; ".join(
        tr(
            "{figures} on {name} ({images:,} images)",
            figures=_figures(one.figures, info) or tr("no figure"),
            name=name,
            images=one.images,
        )
        for name, one in like
    )
    if told:
        yield tr(
            "the figures of the model card do not hold here; on other sets at this distance: {figures}", figures=told
        )
    else:
        yield tr("the figures of the model card do not hold here; no other set at this distance was measured")
    if info.sets:
        yield tr(
            "the sets of possible diagnoses promise nothing here: the right one may be missing more often than told"
        )
    if info.operating_points or info.handover:
        yield tr(
            "nor does what is told of the operating point hold here (sensitivity, specificity, PPV, NPV, referrals), "
            "or of how right the rest is when the least sure answers are handed over"
        )


def _figures(figures: Mapping[str, Figure], info: ModelInfo, *, limits: bool = False) -> str | None:
    """The areas of the malignant classes; without them whatever tells most of the set; None where nothing was measured.
    `limits`: with their intervals."""
    keys = [(f"{c.code}/auc", f"{tr(c.name)} AUC") for c in info.classes if c.malignant]
    keys += [("malignant_auc", tr("malignant AUC"))]
    others = [
        ("macro_auc", tr("mean AUC")),
        ("balanced_accuracy", tr("balanced accuracy")),
        ("accuracy", tr("accuracy")),
    ]
    found, rest = ([(words, figures[key]) for key, words in some if key in figures] for some in (keys, others))
    said = [
        f"{words} {figure_in_words(one, '-') if limits else number(one.value, '.2f')}"
        for words, one in found or rest[:1]
    ]
    return ", ".join(said) or None


def _p(p: float | None) -> str:
    if p is None:
        return "-"
    return f"< {number(0.001, '.3f')}" if p < 0.001 else number(p, ".3f")
