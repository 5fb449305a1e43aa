"""`ham-reading export`: the ending of the file says what is written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from desktop.errors import UsageError
from desktop.reading.file import ReadingFile
from desktop.reading.packing import ANSWERS_SUFFIX, save_answers
from desktop.reading.records import records, write_csv, write_imrmc, write_json_lines

ENDINGS = (".csv", ".jsonl", ".imrmc", ANSWERS_SUFFIX)


def write(reading: Path, output: Path, readers: Sequence[str] = ()) -> int:
    """Write the answers of some readers (default: all); how many rows. Raises HamError."""
    ending = output.suffix.lower()
    if ending not in ENDINGS:
        raise UsageError(f"{output.name} ends in none of {', '.join(ENDINGS)}; the ending says what is written")
    with closing(ReadingFile(reading)) as file:
        known = file.readers()
        if strange := [name for name in readers if name not in known]:
            raise UsageError(f"no reader is called '{strange[0]}'; there are {', '.join(known) or 'no answers yet'}")
        if ending == ANSWERS_SUFFIX:
            return save_answers(file, output, readers)
        rows = [row for row in records(file) if not readers or row.reader in readers]
        if ending == ".csv":
            write_csv(rows, output)
        elif ending == ".jsonl":
            write_json_lines(rows, output)
        else:
            write_imrmc(file, rows, output)
        return len(rows)
