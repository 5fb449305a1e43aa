"""Text that a spreadsheet takes for text, whatever separates its cells: the one guard of tables, reports and clipboard.

After OWASP's page on CSV injection. File names, notes, class codes and errors come from strangers. A cell is computed
when it begins with one of four signs, in their full-width or small forms too, blanks and what is not seen before it not
counted. And a cell begins wherever the program that opens the file sees a separator: quotes mean nothing to it where it
expects another one than was written.
"""

from __future__ import annotations

import re
import unicodedata

STARTERS = "=+-@"
LINE_ENDS = "\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
OTHER_SEPARATORS = f";\t{LINE_ENDS}"
"""What a program may take for the end of a cell in a table whose own separator is the comma."""


_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn"})
"""Categories of Unicode: controls, formats, separators, marks that have no place of their own."""
_BLANK_LETTERS = "\u115f\u1160\u2800\u3164\uffa0"  # fillers of Hangul, the empty pattern of Braille


def as_text(text: str, *, separators: str = OTHER_SEPARATORS) -> str:
    """The text, with an apostrophe before each part that a spreadsheet would compute; nothing else is changed.

    separators: what may end a cell beside the table's own separator, which quotes protect.
    """
    pieces = re.split(f"([{re.escape(separators)}])", text)
    if len(pieces) > 1 and pieces[0] == "" and pieces[1] in "\t\r\n":  # a control character begins the first cell
        pieces[0] = "'"
    cells = pieces[::2]
    pieces[::2] = [f"'{cell}" if begins_formula(cell) and cell != "'" else cell for cell in cells]
    return "".join(pieces)


def begins_formula(text: str) -> bool:
    """Whether a cell with this text would be computed, or begins with a control character and is not what it seems."""
    if text[:1] in ("\t", "\r", "\n"):
        return True
    seen = next((c for c in text if not _is_unseen(c)), "")
    return unicodedata.normalize("NFKC", seen)[:1] in STARTERS if seen else False


def _is_unseen(character: str) -> bool:
    return character.isspace() or character in _BLANK_LETTERS or unicodedata.category(character) in _UNSEEN
