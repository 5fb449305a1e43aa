"""The README's table of the embedded model, from its file and card.

`python -m tests.documentation.readme_figures` writes it anew, after a change of that model.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from desktop.contract import SOURCE, Figure, ModelInfo
from desktop.model.file import DEFAULT_MODEL, read_info
from tests.documentation.pages import ROOT
from trainer.measure.elsewhere import PREFIX
from trainer.measure.scores import told

PAGE = ROOT / "README.md"
BEGIN = "<!-- The embedded model's figures, by python -m tests.documentation.readme_figures; a test compares. -->"
END = "<!-- End of the figures. -->"
ROWS = {
    "macro_auc": "macro ROC-AUC",
    "mel/auc": "ROC-AUC, melanoma or not",
    "malignant_auc": "ROC-AUC, malignant or not",
    "accuracy": "accuracy",
    "balanced_accuracy": "balanced accuracy",
    "ece": "expected calibration error",
    "malignant-sensitivity-0.95/sensitivity": "malignant sensitivity, threshold set for 0.95 on validation",
    "malignant-sensitivity-0.95/specificity": "its specificity",
    "melanoma-sensitivity-0.95/sensitivity": "melanoma sensitivity, threshold set for 0.95 on validation",
    "melanoma-sensitivity-0.95/specificity": "specificity of that",
    "unfamiliar": "flagged as unfamiliar",
}
"""Figures by their names in the document, in the order of the table; one that no column has is left out."""


def table(info: ModelInfo, *, size: int, images: int | None) -> str:
    """The table between BEGIN and END. size: of the file in bytes; images: of the test part, None where not told.

    A training source of whose classes so few are held out that their mean area has no interval is in the card alone.
    """
    inside: dict[str, Figure] = dict(info.metrics.get("test", {}))
    for point in info.operating_points:
        inside |= {f"{point.name}/{name}": figure for name, figure in point.test.items()}
    inside |= {f"{code}/auc": figures["auc"] for code in info.codes if "auc" in (figures := _class(info, code))}
    sources = {name.removeprefix(SOURCE): own for name, own in info.metrics.items() if name.startswith(SOURCE)}
    columns: dict[str, Mapping[str, Figure]] = {
        f"inside: {name}, test": own
        for name, own in sorted(sources.items())
        if (area := own.get("macro_auc")) is None or area.low is not None
    }
    if not sources:
        columns = {f"inside: {info.data.name}, test{_count(images)}": inside}
    own = len(columns)
    for name in sorted({*info.elsewhere, *(n.removeprefix(PREFIX) for n in info.metrics if n.startswith(PREFIX))}):
        known = info.elsewhere.get(name)
        figures = dict(known.figures) if known else {}
        columns[f"elsewhere: {name}{_count(known and known.images)}"] = figures | info.metrics.get(PREFIX + name, {})
    if len(columns) == own:
        columns["elsewhere"] = {}
    rows = [
        f"| {words} | {' | '.join(_told(column.get(name)) for column in columns.values())} |"
        for name, words in ROWS.items()
        if any(name in column for column in columns.values())
    ]
    head = f"| {info.precision}, {size / 1e6:.1f} MB | {' | '.join(columns)} |"
    return "\n".join((BEGIN, "", head, f"| --- {'| --- ' * len(columns)}|", *rows, "", END))


def current() -> str:
    """That of the model in this checkout."""
    content = DEFAULT_MODEL.read_bytes()
    return table(
        read_info(content), size=len(content), images=_test_images(DEFAULT_MODEL.with_suffix(".MODEL_CARD.md"))
    )


def replaced(page: str, made: str) -> str:
    """A page with the table in place of the one it has. Raises ValueError where it has none."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError("the page has no table of figures between its two marks")
    return before + made + after


def _test_images(card: Path) -> int | None:
    """Images of the test part: those of all rows of the card's first table of subgroups."""
    found = re.search(
        r"^## By subgroup, on test\n.*?\n\| --- [^\n]*\n((?:\|[^\n]*\n)+)", card.read_text("utf-8"), re.M | re.S
    )
    return found and sum(int(row.split("|")[2].replace(",", "")) for row in found[1].splitlines())


def _class(info: ModelInfo, code: str) -> Mapping[str, Figure]:
    return info.metrics.get(f"test/{code}", {})


def _count(images: int | None) -> str:
    return f" ({images:,} images)" if images else ""


def _told(figure: Figure | None) -> str:
    return "not measured" if figure is None else told(figure)


if __name__ == "__main__":
    PAGE.write_text(replaced(PAGE.read_text(encoding="utf-8"), current()), encoding="utf-8")
