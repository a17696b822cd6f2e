"""In which column a benchmark's file gives its score, on which scale, and with which error."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parallaxe.recompute.base import decimal_cell
from parallaxe.recompute.tables import cell_error
from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.records import RecordsFile

#: 95 % of a normal distribution, for the standard errors Epoch prints.
NORMAL_95 = 1.96
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Scale:
    """How one column is to be read.

    Args:
        column: where the score stands.
        factor: from the cell to the unit: 100 makes % of fractions of 1.
        unit: of the score.
        error: column of its standard error, in the cell's scale.
        error_factor: where the error stands on another scale, that to the unit.
        ends: columns of the lower and upper end of a 95 % interval.
        variant: which of several scores of the benchmark it is.
        benchmark: name of what is measured, where the file's name does not say.
    """

    column: str
    factor: int = 100
    unit: str = "%"
    error: str | None = None
    error_factor: int | None = None
    ends: tuple[str, str] | None = None
    variant: str | None = None
    benchmark: str | None = None

    def score(self, file: RecordsFile, row: int, cells: Mapping[str, Any]) -> Decimal | None:
        """The score in its unit, None where the cell is empty; "63.3%" is read as written.

        Raises:
            UnknownFormatError: no number, or a fraction below 0 or above 1.
        """
        text = (cells[self.column] or "").strip()
        if text.endswith("%") and self.unit == "%":
            return decimal_cell(file, row, self.column, text[:-1])
        value = decimal_cell(file, row, self.column, text)
        if value is not None and self.factor == _HUNDRED and not 0 <= value <= 1:
            raise cell_error(file, row, self.column, text, "a fraction of 1")
        return None if value is None else value * self.factor

    def interval(self, file: RecordsFile, row: int, cells: Mapping[str, Any], score: Decimal) -> Interval | None:
        """The 95 % interval the row states, in the score's unit; None where it states none."""
        if self.ends is not None:
            low, high = (decimal_cell(file, row, name, cells.get(name)) for name in self.ends)
            known = low is not None and high is not None and low <= score <= high
            return Interval(lower=float(low), upper=float(high), level=0.95) if known and low and high else None
        text = (cells.get(self.error) or "").strip() if self.error else ""
        percent = text.endswith("%")
        error = decimal_cell(file, row, str(self.error), text.rstrip("%"))
        if not error:
            return None
        if error < 0:
            raise cell_error(file, row, str(self.error), text, "a standard error")
        room = float(error) * NORMAL_95 * (1 if percent else self.error_factor or self.factor)
        low_end = max(float(score) - room, 0.0)
        return Interval(lower=low_end, upper=float(score) + room, level=0.95, method="normal")


#: By column; of several that a file has, the first counts.
SCALES = {
    scale.column: scale
    for scale in (
        Scale("mean_score", error="stderr"),
        Scale("Pass@1 score", error="Pass@1 Standard Error", error_factor=1, variant="pass@1"),
        Scale("% Score"),
        Scale("Score"),
        Scale("EM"),
        Scale("Accuracy", error="Accuracy Standard Error"),
        Scale("Accuracy mean", error="Accuracy SE"),
        Scale("Overall accuracy"),
        Scale("Challenge score"),
        Scale("Percent correct", factor=1),
        Scale("Arena Score", factor=1, unit="points"),
        Scale("Average progress", error="Average Standard error"),
        Scale("Average"),
        Scale("Overall pass (%)"),
        Scale("Unguided % Solved", variant="unguided"),
        Scale("Average score"),
        Scale("120k token score", variant="120k tokens"),
        Scale("ACW Avg Score", factor=1, unit="points", variant="ACW"),
        Scale("Score OPT@1", variant="OPT@1"),
        Scale("Mean score", factor=1, unit="points"),
        Scale("Global average", factor=1),
        Scale("Time horizon", factor=1, unit="minutes", ends=("CI_low", "CI_high"), benchmark="METR 50 % time horizon"),
        Scale("Score (AVG@5)"),
        Scale("% Resolved"),
        Scale("Overall (no subtitles)", variant="no subtitles"),
        Scale("Correct"),
        Scale("ELO", factor=1, unit="Elo"),
        Scale("Production score", factor=1, unit="points"),
        Scale("Weighted Score"),
    )
}
#: Files whose column of that name is in % already.
_PERCENT = {("os_world", "Score"): Scale("Score", factor=1)}


def scale_of(stem: str, columns: Collection[str]) -> Scale | None:
    """The scale of a benchmark's file by its name and columns; None where no column is known."""
    column = next((name for name in SCALES if name in columns), None)
    return None if column is None else _PERCENT.get((stem, column), SCALES[column])
