"""Aider's leaderboards: exercises solved after two attempts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, ClassVar

from parallaxe.recompute.base import TableConnector, date_cell, decimal_cell, observed
from parallaxe.recompute.tables import plain_bytes, require_columns
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa


#: Exercises solved after two attempts, or after the only one, %.
TWO, ONE = "pass_rate_2", "pass_rate_1"
#: Names the model where the row's name says who served it, or at which precision.
COMMAND = "command"
_MODEL = re.compile(r"--model (\S+)")


class AiderLeaderboard(TableConnector):
    """One row a run: the share of exercises solved."""

    version = 2
    card: ClassVar[Card] = Card(
        name="aider",
        title="Aider LLM leaderboards",
        publisher="aider",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="Apache-2.0",
        redistribution=Redistribution.DATA,
        url="https://aider.chat/docs/leaderboards/",
        columns={
            "model": "name",
            "test_cases": "exercises",
            "edit_format": "how edits were asked for",
            "date": "day of the run, ISO",
        },
        note="The file's name tells the benchmark: polyglot, edit or refactor. Where runs had two attempts, pass_rate_2 "
        "(solved after both, %) is the score; where they had one, pass_rate_1. A row named by who served the model goes by "
        "the model of its command.",
    )

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a run, cells as text."""
        import pyarrow as pa
        import yaml

        try:
            plain = yaml.load(plain_bytes(file), Loader=yaml.CBaseLoader)  # noqa: S506 - makes text only
        except yaml.YAMLError as error:
            raise UnknownFormatError(
                f"is no YAML ({error})".replace("\n", " "), where=file.name, mend="Fetch it again."
            ) from error
        if not isinstance(plain, list) or not plain or not all(isinstance(run, dict) for run in plain):
            raise UnknownFormatError("is no list of runs", where=file.name, mend="Hand in one of Aider's data files.")
        wanted = [*self.card.columns, TWO if any(TWO in run for run in plain) else ONE]
        wanted += [COMMAND] if all(COMMAND in run for run in plain) else []
        for place, run in enumerate(plain, start=1):
            require_columns(run, wanted, RecordsFile(name=f"{file.name}, run {place}", raw=b""))
        return pa.table({name: [str(run[name]) for run in plain] for name in wanted})

    def observe(self, file: RecordsFile) -> Harvest:
        """A score a run of a model the catalogue can name."""
        rows = list(enumerate(self.records(file).to_pylist(), start=1))
        benchmark = f"Aider {PurePath(file.name).stem.split('_')[0]}"
        published = max(date_cell(file, row, "date", cells["date"]) or "" for row, cells in rows) or None
        found = [one for row, cells in rows for one in self._of_run(file, row, cells, benchmark, published)]
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_run(
        self, file: RecordsFile, row: int, cells: dict[str, str], benchmark: str, published: str | None
    ) -> Iterator[Observation]:
        column = TWO if TWO in cells else ONE
        score = decimal_cell(file, row, column, cells[column])
        cases = decimal_cell(file, row, "test_cases", cells["test_cases"])
        entity = self.naming.entity(cells["model"])
        if entity is None and "+" not in cells["model"] and (asked := _MODEL.search(cells.get(COMMAND, ""))):
            entity = self.naming.entity(asked[1].rpartition("/")[2])
        if score is not None and entity is not None:
            yield observed(
                file, row, column, value=score, metric="benchmark_score", unit="%", n=int(cases) if cases else None,
                subject=entity.slug, surface=cells["model"], subject_type="model", published=published,
                valid=date_cell(file, row, "date", cells["date"]), source=self.card.name, origin=self.card.publisher,
                dimensions={"benchmark": benchmark, "configuration": f"{cells['edit_format']}, {cells['model']}"},
            )  # fmt: skip
