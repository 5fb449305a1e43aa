"""Names from data of all kinds are text in a card, and nothing else."""

from __future__ import annotations

import re

import pytest

from export.document.markdown import plain, table_of

NAMES = (
    *("a | b", "a \\| b", "ends with \\", "two\nlines", "<img src=x>"),
    *("![x](https://example.org/x.png)", "[here](javascript:x)"),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_no_tag_no_link_no_picture_and_no_other_cell(name: str) -> None:
    (line,) = table_of((), [(name, "next")]).splitlines()[2:]
    assert line.endswith(" | next |")
    assert len(re.sub(r"\\.", "", line).split("|")) == 4  # what stands behind a backslash divides no cells
    told = plain(name)
    assert "<" not in told
    assert "](" not in told
    assert len(told.splitlines()) == 1


def test_intervals_and_codes_stay_as_they_are() -> None:
    for told in ("0.912 [0.890, 0.931]", "`model.onnx`", "mel_1*", "诊所"):
        assert plain(told) == told
