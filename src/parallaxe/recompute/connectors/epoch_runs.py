"""Epoch AI's own benchmark runs, and the days versions of models came out, as its stitching study keeps them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar

from parallaxe.recompute.base import date_cell, decimal_cell, observed
from parallaxe.recompute.connectors.epoch_sites import month_taken
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.recompute.tables import cell_error
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

_EPOCH: dict[str, Any] = {
    "publisher": "epoch-ai",
    "source_class": SourceClass.INDEPENDENT_MEASURER,
    "licence": "CC-BY-4.0",
    "redistribution": Redistribution.DATA,
    "url": "https://epoch.ai/benchmarks",
}
_SCORE = "Best score (across scorers)"


class EpochBenchmarkRuns(DelimitedConnector):
    """One row a run of a benchmark by Epoch."""

    card: ClassVar[Card] = Card(
        name="epoch-benchmark-runs",
        title="Epoch AI: runs of its benchmarks",
        columns={
            "task": "benchmark",
            "model": "model version, with its configuration after an underscore",
            _SCORE: "fraction of 1, by the scorer most in the model's favour",
            "started_at": "day and hour the run began, in English",
            "Status": "Success, or why it failed",
            "task version": "of the benchmark",
        },
        note="Failed runs are left out. Scores by each scorer stay records.",
        **_EPOCH,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """A score a run of a model the catalogue can name."""
        rows = [(row, cells, _day(file, row, cells["started_at"])) for row, cells in self.rows(file)]
        published = max((day for _, _, day in rows if day), default=None)
        found = [one for row, cells, day in rows for one in self._of_run(file, row, cells, day, published)]
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_run(
        self, file: RecordsFile, row: int, cells: dict[str, Any], day: str | None, published: str | None
    ) -> Iterator[Observation]:
        score = decimal_cell(file, row, _SCORE, cells[_SCORE])
        if score is not None and not 0 <= score <= 1:
            raise cell_error(file, row, _SCORE, score, "a fraction of 1")
        base, _, configuration = (cells["model"] or "").rpartition("/")[2].partition("_")
        entity = self.naming.entity(base)
        if score is None or entity is None or cells["Status"] != "Success":
            return
        benchmark = self.naming.entity(cells["task"])
        dimensions = {
            "benchmark": benchmark.name if benchmark else cells["task"],
            "benchmark_version": cells["task version"],
            "configuration": configuration,
        }
        yield observed(
            file, row, _SCORE, value=score * Decimal(100), metric="benchmark_score", unit="%", subject=entity.slug,
            surface=cells["model"], subject_type="model", valid=day, published=published, source=self.card.name,
            origin=self.card.publisher, dimensions={name: said for name, said in dimensions.items() if said},
        )  # fmt: skip


class EpochModelVersions(DelimitedConnector):
    """One row a version of a model."""

    card: ClassVar[Card] = Card(
        name="epoch-model-versions",
        title="Epoch AI: versions of models",
        columns={
            "id": "the version's name",
            "Model": "the model it is a version of",
            "Version release date": "ISO day",
        },
        note="Counts as of the month in the file's name, else of December 2025. The earliest version of a model gives its day.",
        **_EPOCH,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """First day of each version the catalogue can name."""
        published, first = month_taken(file), dict[str, tuple[str, int, str]]()
        for row, cells in self.rows(file):
            day = date_cell(file, row, "Version release date", cells["Version release date"])
            name = (cells["id"] or "").rpartition("/")[2].partition("_")[0]  # what follows is a configuration of it
            entity = self.naming.entity(name) if day and name else None
            if day and entity is not None:
                first[entity.slug] = min(first.get(entity.slug, (day, row, name)), (day, row, name))
        found = [
            observed(
                file, row, "Version release date", value=day, metric="release_date", unit="date", subject=slug,
                surface=name, subject_type="model", published=published, source=self.card.name,
            )
            for slug, (day, row, name) in sorted(first.items())
        ]  # fmt: skip
        return Harvest(sources=[self.source(published=published)], observations=found)


def _day(file: RecordsFile, row: int, text: str | None) -> str | None:
    """The day of "17 November 2025 4:28pm", ISO; None where the cell is empty."""
    if not text or not text.strip():
        return None
    try:
        return datetime.strptime(text.strip(), "%d %B %Y %I:%M%p").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise cell_error(file, row, "started_at", text, "a day and hour such as '17 November 2025 4:28pm'") from error
