"""What was said, and of what: so that a window that is open can say all of it again in another language."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

_MOST_OF_A_FORM = 256
"""Of a text with values in it, `{done} of {total}`, as many are remembered; a run would fill the memory with them."""


class Said:
    """`remember` what was said with how to say it again. A text without values is remembered for good."""

    def __init__(self) -> None:
        self._again: dict[str, Callable[[], str]] = {}
        self._of_form: dict[str, deque[str]] = {}
        self._form: dict[str, str] = {}

    def remember(self, said: str, again: Callable[[], str], form: str = "") -> str:
        """`form`: the text with its placeholders, "" for one that has none."""
        if form and said not in self._again:
            known = self._of_form.setdefault(form, deque())
            if len(known) >= _MOST_OF_A_FORM:
                oldest = known.popleft()
                self._again.pop(oldest, None)
                self._form.pop(oldest, None)
            known.append(said)
            self._form[said] = form
        self._again[said] = again
        return said

    def again(self, said: str) -> str | None:
        """The same in the language of now; None of what was never said."""
        again = self._again.get(said)
        return None if again is None else again()

    def form(self, said: str) -> str:
        """The text with its placeholders that this was said of; empty where it is not known, or has none."""
        return self._form.get(said, "")

    def values(self, values: dict[str, object]) -> dict[str, object]:
        """The values of a text, those that were said themselves in the language of now."""
        return {
            name: value if not isinstance(value, str) or (now := self.again(value)) is None else now
            for name, value in values.items()
        }


SAID = Said()
"""Of this process."""
