"""Epoch AI's benchmarking hub and capabilities index: scores with their standard errors."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from parallaxe.recompute.base import date_cell, decimal_cell, observed
from parallaxe.recompute.connectors.epoch_scales import SCALES, Scale, scale_of
from parallaxe.recompute.connectors.epoch_sites import month_taken
from parallaxe.recompute.delimited import DelimitedConnector
from parallaxe.vocabulary.errors import UnknownFormatError
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.vocabulary.entity import Entity

_PREFIX, _SUFFIX = "external_benchmark_", "_external"
#: What a row was run with, beside the model: part of its configuration.
_RUN_WITH = ("Agent", "Scaffold", "Tools")
_LONGEST_ORIGIN = 80
#: "Terminal-Bench v2 Leaderboard" is of another benchmark than the one before it.
_VERSION = re.compile(r"\bv(\d+(?:\.\d+)*)\b")
_SAYS_NOTHING = frozenset({"none", "n/a", "unknown"})


class EpochBenchmarks(DelimitedConnector):
    """One file a benchmark, one row a model version; the file's name names the benchmark.

    Files of Epoch's own runs bear a standard error; those called ``…_external`` or ``external_benchmark_…`` repeat
    others', whom the column Source names.
    """

    version = 2
    card: ClassVar[Card] = Card(
        name="epoch-benchmarks",
        title="Epoch AI: benchmarking hub",
        publisher="epoch-ai",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
        url="https://epoch.ai/benchmarks",
        columns={"Model version": "name, with its configuration after an underscore"},
        note=f"The score stands in one of {', '.join(SCALES)}; further scores of a file (parts of the benchmark, costs) stay "
        "records. A file without any of them, or with a fraction above 1, is refused: its scale is not known. A file "
        "without release dates counts as of the month in its name, else of December 2025.",
    )

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a model version; the score's column is one of ``SCALES``."""
        table = super().records(file)
        if scale_of(_stem(file), table.column_names) is None:
            raise UnknownFormatError(
                "has no score column", where=f"{file.name}, header", mend=f"One of {', '.join(SCALES)} is expected."
            )
        return table

    def observe(self, file: RecordsFile) -> Harvest:
        """A benchmark score a model version the catalogue can name."""
        table = self.records(file)
        stem, external = _stem(file), _is_external(file)
        scale = scale_of(stem, table.column_names) or next(iter(SCALES.values()))
        rows = list(enumerate(table.to_pylist(), start=1))
        dates = [date_cell(file, row, "Started at", cells.get("Started at")) for row, cells in rows]
        published = max((day for day in dates if day), default=None) or _newest_release(file, rows) or month_taken(file)
        benchmark = self.naming.entity(stem.replace("_", " "), stem.replace("_", "-"))
        name = scale.benchmark or (benchmark.name if benchmark else stem.replace("_", " "))
        source = f"{self.card.name}-{stem.replace('_', '-')}"
        dimensions = {"benchmark": name} | ({"metric_variant": scale.variant} if scale.variant else {})
        common = {"published": published, "source": source, "origin": None if external else self.card.publisher}
        found = [one for row, cells in rows for one in self._of_row(file, row, cells, scale, dimensions, common)]
        changes: dict[str, Any] = {"title": f"{self.card.title}, {name}"}
        if external:
            changes["source_class"] = SourceClass.AGGREGATOR_OR_PRESS
        return Harvest(sources=[self.source(id_=source, published=published, **changes)], observations=found)

    def _of_row(
        self,
        file: RecordsFile,
        row: int,
        cells: dict[str, Any],
        scale: Scale,
        dimensions: dict[str, str],
        common: dict[str, Any],
    ) -> Iterator[Observation]:
        score = scale.score(file, row, cells)
        entity, configuration = _versioned(self, cells["Model version"] or "")
        if score is None or entity is None:
            return
        run_with = ", ".join(part for part in (configuration, *(_said(cells, name) for name in _RUN_WITH)) if part)
        measured_by = _said(cells, "Source")
        version = _said(cells, "LiveBench Version") or (found[1] if (found := _VERSION.search(measured_by)) else "")
        dimensions = dimensions | ({"benchmark_version": version} if version else {})
        yield observed(
            file, row, scale.column, value=score, metric="benchmark_score", unit=scale.unit, subject=entity.slug,
            surface=cells["Model version"], subject_type="model",
            dimensions=dimensions | ({"configuration": run_with} if run_with else {}),
            interval=scale.interval(file, row, cells, score),
            valid=date_cell(file, row, "Started at", cells.get("Started at")),
            **common | ({"origin": measured_by} if measured_by and common["origin"] is None else {}),
        )  # fmt: skip


class EpochCapabilitiesIndex(DelimitedConnector):
    """One row a model version; versions of one model share its value, which is kept once."""

    card: ClassVar[Card] = Card(
        name="epoch-capabilities-index",
        title="Epoch Capabilities Index",
        publisher="epoch-ai",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="CC-BY-4.0",
        redistribution=Redistribution.DATA,
        url="https://epoch.ai/benchmarks/eci",
        columns={
            "Model version": "name",
            "ECI Score": "index points",
            "Release date": "ISO day",
            "Model name": "of all its versions",
            "Model accessibility": "whether weights may be downloaded; empty where Epoch does not say",
        },
        note="The index is refitted whenever scores come in: values of two files are of two versions, named "
        "here by the newest release in the file. Rows printed with an asterisk are not of this index.",
        covers_days=True,
    )

    def observe(self, file: RecordsFile) -> Harvest:
        """One index value a model the catalogue can name; release and weights of its versions too."""
        rows = list(self.rows(file))
        published = _newest_release(file, rows)
        found: dict[str, Observation] = {}
        for row, cells in rows:
            score = decimal_cell(file, row, "ECI Score", cells["ECI Score"])
            name = (cells["Model name"] or cells["Model version"]).strip()
            entity = self.naming.entity(name) if score is not None else None
            if score is not None and entity is not None and entity.slug not in found:
                found[entity.slug] = observed(
                    file, row, "ECI Score", value=score, metric="intelligence_index", unit="index points",
                    subject=entity.slug, surface=name, subject_type="model", published=published, source=self.card.name,
                    origin=self.card.publisher, valid=(published or "")[:7] or None,
                    dimensions={"index": "Epoch Capabilities Index", "index_version": (published or "undated")[:7]},
                )  # fmt: skip
        observations = [*found.values(), *self._about(file, rows, published)]
        return Harvest(sources=[self.source(published=published)], observations=observations)

    def _about(
        self, file: RecordsFile, rows: list[tuple[int, dict[str, Any]]], published: str | None
    ) -> Iterator[Observation]:
        """First day of each model and of each dated version, and its weights, where its rows say the same."""
        days: dict[str, tuple[str, int, str]] = {}
        weights: dict[str, set[tuple[str, int, str]]] = defaultdict(set)
        for row, cells in rows:
            day = date_cell(file, row, "Release date", cells["Release date"])
            version = (cells["Model version"] or "").rpartition("/")[2].partition("_")[0]
            for name in dict.fromkeys((version, (cells["Model name"] or "").strip())):
                entity = self.naming.entity(name)
                if entity is None:
                    continue
                if day and (day, row) < days.get(entity.slug, ("9999", 0, ""))[:2]:
                    days[entity.slug] = day, row, name
                if said := (cells.get("Model accessibility") or "").strip():
                    weights[entity.slug].add(("open" if said.startswith("Open weights") else "closed", row, name))
        common: dict[str, Any] = {"subject_type": "model", "published": published, "source": self.card.name}
        for slug, (day, row, name) in sorted(days.items()):
            yield observed(
                file, row, "Release date", value=day, metric="release_date", unit="date", subject=slug, surface=name,
                **common,
            )  # fmt: skip
        for slug, told in sorted(weights.items()):
            if len({said for said, _, _ in told}) == 1:
                said, row, name = min(told, key=lambda one: one[1])
                yield observed(
                    file, row, "Model accessibility", value=said, metric="open_weights", unit="name", subject=slug,
                    surface=name, **common,
                )  # fmt: skip


def _versioned(connector: DelimitedConnector, version: str) -> tuple[Entity | None, str]:
    """The model of a version and its configuration: "gpt-5.2-2025-12-11_high" is configured "high"."""
    name = version.rpartition("/")[2]
    base, _, configuration = name.partition("_")
    return connector.naming.entity(base), "" if configuration in _SAYS_NOTHING else configuration


def _stem(file: RecordsFile) -> str:
    """What the file's name calls the benchmark."""
    return PurePath(file.name.removesuffix(".gz")).stem.removesuffix(_SUFFIX).removeprefix(_PREFIX)


def _is_external(file: RecordsFile) -> bool:
    return _SUFFIX in file.name or PurePath(file.name).name.startswith(_PREFIX)


def _said(cells: dict[str, Any], name: str) -> str:
    """A short word in a column that not every file has; empty where there is none."""
    text = " ".join((cells.get(name) or "").split())
    return "" if text.casefold() in _SAYS_NOTHING or len(text) > _LONGEST_ORIGIN else text


def _newest_release(file: RecordsFile, rows: list[tuple[int, dict[str, Any]]]) -> str | None:
    days = (date_cell(file, row, "Release date", cells.get("Release date")) for row, cells in rows)
    return max((day for day in days if day), default=None)
