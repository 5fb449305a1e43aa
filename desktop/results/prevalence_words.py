"""What a prevalence does to an operating point, in words: on the terminal and in the report."""

from __future__ import annotations

from desktop.common.figure import digits_to_tell
from desktop.contract import Figure, ModelInfo, OperatingPoint
from desktop.contract.operating_points import score_inside
from desktop.language.spoken import number, tr
from desktop.results.prevalence import UNIFORM, Prevalence, expected_at


def prevalence_in_words(prevalence: Prevalence, point: OperatingPoint | None, info: ModelInfo) -> tuple[str, ...]:
    """Which numbers these are, and what the operating point is expected to do at this prevalence."""
    shares = ", ".join(f"{c} {number(s, '.3g')}" for c, s in zip(info.codes, prevalence.shares, strict=True))
    if prevalence.words == UNIFORM:
        shares = tr("uniform, {share:.3g} for every class", share=1 / len(info.codes))
    lines = [
        tr(
            "diagnosis, probabilities and malignant score are at the prevalence given ({shares}); the referral is by "
            "the model's own score, as its threshold was set",
            shares=shares,
        )
    ]
    expected = None if point is None else expected_at(point, prevalence, info)
    if point is None:
        return tuple(lines)
    if expected is None:
        return (
            *lines,
            tr(
                "what {point} gives at that prevalence is not known: no sensitivity was measured for it",
                point=point.name,
            ),
        )
    what = score_inside(info, point.classes)
    figures = [tr("{figure} of 1,000 images are referred", figure=_words(expected.referrals, 0))]
    if expected.ppv is not None:
        figures.append(tr("of the referred {figure} are {what} (PPV)", figure=_words(expected.ppv, 3), what=what))
    if expected.npv is not None:
        figures.append(tr("of the others {figure} are not (NPV)", figure=_words(expected.npv, 3)))
    return (
        *lines,
        tr(
            "expected at {point} where {share:.3g} % of the images are {what}: {figures}; from its sensitivity and "
            "specificity on {part}",
            point=point.name,
            share=100 * prevalence.of(point, info),
            what=what,
            figures="; ".join(figures),
            part=tr(expected.part),
        ),
    )


def _words(figure: Figure, places: int) -> str:
    """`0.081 (0.070-0.092)`."""
    digits = digits_to_tell(figure, places)
    value, low, high = (
        None if x is None else number(x, f".{digits}f") for x in (figure.value, figure.low, figure.high)
    )
    return f"{value}" if low is None or high is None else f"{value} ({low}-{high})"
