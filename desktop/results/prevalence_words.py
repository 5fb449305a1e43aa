"""What a prevalence does to an operating point, in words: on the terminal and in the report."""

from __future__ import annotations

from desktop.contract import Figure, ModelInfo, OperatingPoint
from desktop.contract.operating_points import score_name
from desktop.results.prevalence import UNIFORM, Prevalence, expected_at


def prevalence_in_words(prevalence: Prevalence, point: OperatingPoint | None, info: ModelInfo) -> tuple[str, ...]:
    """Which numbers these are, and what the operating point is expected to do at this prevalence."""
    shares = ", ".join(f"{c} {s:.3g}" for c, s in zip(info.codes, prevalence.shares, strict=True))
    if prevalence.words == UNIFORM:
        shares = f"uniform, {1 / len(info.codes):.3g} for every class"
    lines = [
        f"diagnosis, probabilities and malignant score are at the prevalence given ({shares}); the referral is by the "
        "model's own score, as its threshold was set"
    ]
    expected = None if point is None else expected_at(point, prevalence, info)
    if point is None:
        return tuple(lines)
    if expected is None:
        return (*lines, f"what {point.name} gives at that prevalence is not known: no sensitivity was measured for it")
    what = score_name(info, point.classes)
    what = what if what.isupper() else what[:1].lower() + what[1:]
    figures = [f"{_words(expected.referrals, 0)} of 1,000 images are referred"]
    if expected.ppv is not None:
        figures.append(f"of the referred {_words(expected.ppv, 3)} are {what} (PPV)")
    if expected.npv is not None:
        figures.append(f"of the others {_words(expected.npv, 3)} are not (NPV)")
    return (
        *lines,
        f"expected at {point.name} where {prevalence.of(point, info):.3g} of the images are {what}: "
        f"{'; '.join(figures)}; from its sensitivity and specificity on {expected.part}",
    )


def _words(figure: Figure, places: int) -> str:
    """`0.081 (0.070-0.092)`."""
    if figure.low is None or figure.high is None:
        return f"{figure.value:.{places}f}"
    return f"{figure.value:.{places}f} ({figure.low:.{places}f}-{figure.high:.{places}f})"
