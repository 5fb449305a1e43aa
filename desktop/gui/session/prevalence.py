"""The prevalence that a person typed: kept in the settings, tried on every model, and told where it fits none."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, Signal

from desktop.contract import ModelInfo
from desktop.errors import UsageError
from desktop.gui.session.reviews import Reviews
from desktop.gui.translation import tr
from desktop.gui.widgets.message_bar import sentence
from desktop.language.spoken import told
from desktop.results.prevalence import UNIFORM, Prevalence, prevalence_of, uniform_prevalence

SETTING = "prevalence"
"""The setting of a study that holds the prevalence at which its answers were shown last; the answers are the model's
own."""


def encode_shares(shares: dict[str, float]) -> str:
    """Shares by class code, as the settings keep them."""
    return json.dumps(shares, ensure_ascii=False)


def decode_shares(text: str) -> dict[str, float]:
    """Back again; empty for UNIFORM, for none, and for what is damaged."""
    try:
        shares = json.loads(text) if text not in ("", UNIFORM) else {}
    except ValueError:
        return {}
    if not isinstance(shares, dict):
        return {}
    return {str(code): float(share) for code, share in shares.items() if isinstance(share, int | float)}


def kept_prevalence(text: str, info: ModelInfo) -> Prevalence | None:
    """What the settings keep, for this model; None for its own numbers. Raises UsageError where it does not fit."""
    if text == UNIFORM:
        return uniform_prevalence(info)
    shares = decode_shares(text)
    return prevalence_of(shares, info) if shares else None


def in_the_window(error: UsageError) -> str:
    """An error of the option, in the words of the window."""
    words = told(str(error)).replace("--prevalence", tr("the prevalence"))
    return words.replace(tr("leave the option out"), tr("reset it"))


class PrevalenceInUse(QObject):
    """`want` what a person typed, `begin` with a study or a model; `prevalence` is what answers are told at, None for
    the model's own numbers."""

    changed = Signal()
    note = Signal(str)

    def __init__(self, reviews: Reviews, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.prevalence: Prevalence | None = None
        self._text = ""
        self._reviews = reviews

    @property
    def words(self) -> str:
        """The prevalence in use, in words; empty for the model's own numbers."""
        return self.prevalence.words if self.prevalence else ""

    def want(self, text: str, info: ModelInfo | None) -> None:
        """As the settings keep it; nothing is classified again. `info`: of the model that answers, None without one."""
        if text == self._text:
            return
        self._text, before = text, self.prevalence
        self._try(info)
        if self.prevalence != before:
            self.keep()
            self.changed.emit()

    def keep(self) -> None:
        """Let the study say at which prevalence its answers are shown."""
        self._reviews.keep(SETTING, self.words)

    def begin(self, info: ModelInfo, kept: str | None = None) -> None:
        """Another study, or another model. `kept`: what the study was shown at last, None for a new one."""
        self._try(info)
        now = self.words
        if kept is not None and kept != now:
            if not kept:
                self.note.emit(
                    tr(
                        "This study was last looked at with the model's own numbers; it is shown with the prevalence "
                        "{now} now, as the settings say.",
                        now=now,
                    )
                )
            elif now:
                self.note.emit(
                    tr(
                        "This study was last looked at with the prevalence {kept}; it is shown with the prevalence "
                        "{now} now, as the settings say.",
                        kept=kept,
                        now=now,
                    )
                )
            else:
                self.note.emit(
                    tr(
                        "This study was last looked at with the prevalence {kept}; it is shown with the numbers of the "
                        "model itself now, as the settings say.",
                        kept=kept,
                    )
                )

    def _try(self, info: ModelInfo | None) -> None:
        self.prevalence = None
        if info is not None and self._text:
            try:
                self.prevalence = kept_prevalence(self._text, info)
            except UsageError as error:
                self.note.emit(
                    tr("{problem}. The numbers shown are the model's own.", problem=sentence(in_the_window(error)))
                )
