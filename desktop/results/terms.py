"""What rows are made by, beside the answers: operating point, prevalence and sets, asked for once for all of a run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from desktop.contract import DiagnosisSets, ModelInfo, OperatingPoint
from desktop.engine.events import Classified, Failed
from desktop.results.prediction_sets import sets_at
from desktop.results.prevalence import Prevalence, read_prevalence
from desktop.results.prevalence_words import prevalence_in_words
from desktop.results.rows import Row, to_row
from desktop.results.typed_shares import Typed


@dataclass(frozen=True)
class Terms:
    """point: None where the model has none; prevalence: None for that of the training images; sets: None where the
    model has none."""

    info: ModelInfo
    point: OperatingPoint | None
    prevalence: Prevalence | None = None
    sets: DiagnosisSets | None = None

    def row(self, event: Classified | Failed) -> Row:
        """An answer by these terms."""
        return to_row(event, self.info, self.point, prevalence=self.prevalence, sets=self.sets)

    @property
    def more_columns(self) -> tuple[str, ...]:
        """The columns that a table gets beside its own: the prevalence, so that it says which numbers it holds."""
        return () if self.prevalence is None else ("prevalence",)

    def more(self, row: Row) -> tuple[object, ...]:
        """The values of `more_columns`."""
        return () if self.prevalence is None else (row.prevalence,)

    def words(self) -> tuple[str, ...]:
        """What a person should know of the numbers; nothing where they are the model's own."""
        return () if self.prevalence is None else prevalence_in_words(self.prevalence, self.point, self.info)

    def recorded(self) -> dict[str, Any]:
        """What a run record keeps."""
        return {
            "operating_point": self.point.name if self.point else None,
            "prevalence": self.prevalence.words if self.prevalence else None,
            "sets": self.sets.level if self.sets else None,
        }


def terms_of(
    info: ModelInfo, *, operating_point: str | None = None, prevalence: Typed | None = None, sets: float | None = None
) -> Terms:
    """Find in a model's document what was asked for. Raises UsageError where it is not there, or makes no sense."""
    return Terms(
        info,
        info.operating_point(operating_point),
        None if prevalence is None else read_prevalence(prevalence, info),
        sets_at(info, sets),
    )
