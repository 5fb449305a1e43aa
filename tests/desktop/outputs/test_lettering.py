"""Words on a picture can be read in every language: no letter is shown as the box of a font that lacks it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import ImageFont

from desktop.outputs.heatmaps.lettering import Line, line


def boxes(made: Line) -> set[str]:
    """The letters of a line that are drawn as the font draws what it does not have."""
    return {
        c for c in made.text if not c.isspace() and bytes(made.font.getmask(c)) == bytes(made.font.getmask("\ufffe"))
    }


@pytest.mark.parametrize("text", ["Melanoma  0.98", "Melanozytärer Nävus  0,82", "actínica, año", "Œuvre ß", "良性"])
def test_no_letter_is_a_box(text: str) -> None:
    made = line(text, 18, 500)
    assert not boxes(made)
    assert made.width > 0


def test_without_a_font_that_has_them_letters_lose_their_accents(monkeypatch: pytest.MonkeyPatch) -> None:
    real = ImageFont.truetype

    def none_of_the_systems(font: Any, *arguments: Any, **more: Any) -> Any:
        if isinstance(font, str | Path):
            raise OSError("cannot open resource")
        return real(font, *arguments, **more)

    monkeypatch.setattr(ImageFont, "truetype", none_of_the_systems)
    made = line("Nävus für 良", 19, 500)  # a size that nothing else asks for
    assert made.text == "Navus fur ?"
    assert not boxes(made)


def test_what_is_too_wide_is_cut_and_says_so() -> None:
    made = line("Aktinische Keratose oder intraepitheliales Karzinom  0,98", 18, 200)
    assert made.text.endswith("...")
    assert made.width <= 200
