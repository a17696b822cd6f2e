"""vLLM's recipes: parameters and context of models it serves."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from parallaxe.recompute.base import TableConnector, date_cell, observed
from parallaxe.recompute.tables import cell_error, json_value, some
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa

_SUFFIXES = {"K": 10**3, "M": 10**6, "B": 10**9, "T": 10**12}


class _Recipe(msgspec.Struct):
    title: str
    provider: str
    date_added: str | None = None
    parameter_count: str | None = None
    active_parameters: str | None = None
    context_length: int | None = None


class VllmRecipes(TableConnector):
    """One row a model: parameters and context as vLLM's recipes give them."""

    card: ClassVar[Card] = Card(
        name="vllm-recipes",
        title="vLLM recipes",
        publisher="vllm",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        licence="Apache-2.0",
        redistribution=Redistribution.DATA,
        url="https://github.com/vllm-project/recipes",
        columns={
            "model": "Hugging Face repository",
            "title": "name",
            "provider": "who made it",
            "date_added": "ISO day",
            "parameter_count": "total, as in 36B",
            "active_parameters": "per token, as in 4B",
            "context_length": "tokens",
        },
        note="Memory and hardware of the recipes stay records; nothing is observed of them.",
    )

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a model."""
        import pyarrow as pa

        recipes = json_value(file, dict[str, _Recipe])
        rows = some([{"model": name, **msgspec.structs.asdict(recipe)} for name, recipe in recipes.items()], file)
        schema = pa.schema(
            [(name, pa.int64() if name == "context_length" else pa.string()) for name in self.card.columns]
        )
        return pa.Table.from_pylist(rows, schema=schema)

    def observe(self, file: RecordsFile) -> Harvest:
        """Parameters and context of models the catalogue can name."""
        rows = list(enumerate(self.records(file).to_pylist(), start=1))
        days = (date_cell(file, row, "date_added", cells["date_added"]) or "" for row, cells in rows)
        published = max(days, default="") or None
        found = [one for row, cells in rows for one in self._of_model(file, row, cells, published)]
        return Harvest(sources=[self.source(published=published)], observations=found)

    def _of_model(
        self, file: RecordsFile, row: int, cells: dict[str, Any], published: str | None
    ) -> Iterator[Observation]:
        entity = self.naming.entity(cells["model"].rpartition("/")[2], cells["title"])
        if entity is None:
            return
        figures = [
            ("parameter_count", "parameters_total", "parameters", _scaled(file, row, cells, "parameter_count")),
            ("active_parameters", "parameters_active", "parameters", _scaled(file, row, cells, "active_parameters")),
            ("context_length", "context_length", "tokens", Decimal(cells["context_length"] or 0)),
        ]
        for column, metric, unit, value in figures:
            if value:
                yield observed(
                    file, row, column, value=value, metric=metric, unit=unit, subject=entity.slug, surface=cells["title"],
                    subject_type="model", published=published, source=self.card.name,
                )  # fmt: skip


def _scaled(file: RecordsFile, row: int, cells: dict[str, Any], column: str) -> Decimal | None:
    """A count such as "36B" as a number; None where the cell is empty or says no single number."""
    text = (cells[column] or "").strip()
    if not text or text[-1].upper() not in _SUFFIXES:
        return None
    try:
        return Decimal(text[:-1]) * _SUFFIXES[text[-1].upper()]
    except ArithmeticError as error:
        raise cell_error(file, row, column, text, "a number of parameters") from error
