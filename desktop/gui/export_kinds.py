"""What can be made of results, in words; and the columns that a table may have beside its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

from desktop.gui.session.row import Result
from desktop.gui.translation import marked


class Kind(Enum):
    """What can be made of results; the value is the file's ending, empty for a folder."""

    CSV = ".csv"
    SPREADSHEET = ".spreadsheet.csv"
    JSON_LINES = ".jsonl"
    HTML = ".html"
    PDF = ".pdf"
    COPIES = ""

    @property
    def is_report(self) -> bool:
        """Whether it shows heat maps, for which the model is asked once more."""
        return self in (Kind.HTML, Kind.PDF)


WORDS = {
    Kind.CSV: (marked("Table (CSV)"), marked("As ham-classify writes it, with a record of the run beside it.")),
    Kind.SPREADSHEET: (
        marked("Table for spreadsheets"),
        marked("A CSV file that Excel and others open with a double click."),
    ),
    Kind.JSON_LINES: (marked("JSON Lines"), marked("An object for each image, for programs.")),
    Kind.HTML: (
        marked("Report for the browser (HTML)"),
        marked("One file with pictures and heat maps; opens offline and prints."),
    ),
    Kind.PDF: (marked("Report on paper (PDF)"), marked("The same on A4 pages.")),
    Kind.COPIES: (
        marked("Copies of the images by diagnosis"),
        marked("A folder for each diagnosis. The originals stay as they are."),
    ),
}


@dataclass(frozen=True)
class Columns:
    """Columns beside the table's own: their names, and an image's values."""

    names: tuple[str, ...]
    values: Callable[[Result], Sequence[object]]
