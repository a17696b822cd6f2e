"""The facts that ship with the catalogue: figures of producers and independent measurers."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from parallaxe.catalog.files import refusal
from parallaxe.recompute.base import TableConnector, observed
from parallaxe.vocabulary.errors import CatalogueError
from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.observation import Observation
from parallaxe.vocabulary.qualifier import Qualifier
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, Source, SourceClass

if TYPE_CHECKING:
    import pyarrow as pa


#: Begins the names of files of the user's folder, which may be called as one that ships.
OWN = "own/"


class Fact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One fact of the catalogue.

    Args:
        subject: canonical English name of an entity, or its slug.
        metric: id of a metric.
        value: a number, a partial date or a name, as text; several values are several facts.
        source: id of a source in catalog/sources.
        unit: the metric's own unless stated.
        dimensions: identity dimensions by name.
        qualifier: approx, at_least or at_most.
        valid: when it was true.
        n: denominator or sample size.
        numerator: of a ratio, in counts.
        lower: lower end of the interval the source gives.
        upper: its upper end.
        level: its coverage; None for certain bounds.
        origin: who made the figure, where it is not the source's publisher.
        note: for people.
    """

    subject: str
    metric: str
    value: str
    source: str
    unit: str | None = None
    dimensions: dict[str, str] = {}
    qualifier: Qualifier | None = None
    valid: str | None = None
    n: int | None = None
    numerator: Decimal | None = None
    lower: float | None = None
    upper: float | None = None
    level: float | None = None
    origin: str | None = None
    note: str = ""


class FactFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of facts.

    Args:
        released: day of the catalogue release that first carried them, ISO; a later addition goes
            into a later file, so that what was known when stays true.
        facts: in any order.
    """

    released: str
    facts: list[Fact]


class Facts(TableConnector):
    """One row a fact of catalog/facts, the user's folder included."""

    card: ClassVar[Card] = Card(
        name="facts",
        title="Facts of the parallaxe catalogue",
        publisher="parallaxe",
        source_class=SourceClass.PRODUCER,
        licence="Apache-2.0",
        redistribution=Redistribution.FIGURES_WITH_CREDIT,
        url="https://github.com/parallaxe/parallaxe/tree/main/catalog/facts",
        columns={
            "subject": "canonical name or slug of an entity",
            "metric": "id of a metric",
            "value": "as text",
            "unit": "of the value",
            "source": "id of a source, whose class and redistribution hold",
        },
        note="No fact is taken from an article: each names the producer's or measurer's own document.",
    )

    def bundled(self) -> list[RecordsFile]:
        """The files of the catalogue's folder of this connector's name."""
        room = self.card.name
        return [
            RecordsFile(name=f"{whose}{path.relative_to(root).as_posix()}", raw=path.read_bytes())
            for root, whose in zip(self.shipped.roots, ("", *[OWN] * len(self.shipped.roots)), strict=False)
            for path in self.shipped.folder(room)
            if path.is_relative_to(root)
        ]

    def records(self, file: RecordsFile) -> pa.Table:
        """One row a fact."""
        import pyarrow as pa

        columns = {
            name: [
                str(getattr(fact, name)) if getattr(fact, name) is not None else None for fact in self._read(file).facts
            ]
            for name in self.card.columns
        }
        return pa.table(columns, schema=pa.schema([(name, pa.string()) for name in columns]))

    def observe(self, file: RecordsFile) -> Harvest:
        """Observations in the file's order, with the sources they name."""
        read = self._read(file)
        observations = [self._of(file, row, fact) for row, fact in enumerate(read.facts, start=1)]
        sources = {fact.source: self._source(fact, file, row) for row, fact in enumerate(read.facts, start=1)}
        return Harvest(sources=list(sources.values()), observations=observations, recorded=read.released)

    def _read(self, file: RecordsFile) -> FactFile:
        import yaml

        try:
            plain = yaml.load(file.raw, Loader=_Text)  # noqa: S506 - a safe loader that keeps text as text
            return msgspec.convert(plain, FactFile, strict=False)
        except msgspec.ValidationError as error:
            raise refusal(error, file.raw, self._path(file)) from error
        except yaml.YAMLError as error:
            what = str(error).replace("\n", " ")
            raise CatalogueError(what, where=self._path(file), mend="Mend the YAML at this line.") from error

    def _path(self, file: RecordsFile) -> str:
        """The file a user has to open; its name alone where it is none of the catalogue's."""
        paths = self.shipped.folder(self.card.name)
        return str(next((path for path in paths if path.read_bytes() == file.raw), file.name))

    def _of(self, file: RecordsFile, row: int, fact: Fact) -> Observation:
        entity = self.shipped.entities.get(fact.subject) or self.naming.entity(fact.subject)
        metric = self.shipped.metrics.get(fact.metric)
        if entity is None or metric is None:
            unknown = f"subject '{fact.subject}'" if entity is None else f"metric '{fact.metric}'"
            raise CatalogueError(
                f"the {unknown} is not in the catalogue",
                where=f"{self._path(file)}, fact {row}",
                mend="Declare or correct it.",
            )
        source = self._source(fact, file, row)
        return observed(
            file, row, fact.metric, value=_value(fact, metric.value_type), subject=entity.slug, surface=entity.name,
            subject_type=entity.type.value, metric=fact.metric, unit=fact.unit or metric.unit, source=fact.source,
            dimensions=fact.dimensions, qualifier=fact.qualifier, numerator=fact.numerator, n=fact.n,
            interval=_interval(fact), valid=fact.valid, published=source.published or source.fetched,
            origin=fact.origin or source.publisher,
        )  # fmt: skip

    def _source(self, fact: Fact, file: RecordsFile, row: int) -> Source:
        source = self.shipped.sources.get(fact.source)
        if source is None:
            raise CatalogueError(
                f"the source '{fact.source}' is not in catalog/sources",
                where=f"{self._path(file)}, fact {row}",
                mend="Add it.",
            )
        return source


class Reported(Facts):
    """One row a figure of catalog/reported: what pages that only repeat say, apart from the facts."""

    card: ClassVar[Card] = msgspec.structs.replace(
        Facts.card,
        name="reported",
        title="Figures repeated by others, of the parallaxe catalogue",
        source_class=SourceClass.AGGREGATOR_OR_PRESS,
        url="https://github.com/parallaxe/parallaxe/tree/main/catalog/reported",
        note="Each names who made the figure as its origin; the page that repeats it is its source.",
    )


def _value(fact: Fact, value_type: str) -> Any:
    return Decimal(fact.value) if value_type == "number" else str(fact.value)


def _interval(fact: Fact) -> Interval | None:
    if fact.lower is None or fact.upper is None:
        return None
    return Interval(lower=fact.lower, upper=fact.upper, level=fact.level)


def _text_loader() -> type:
    import yaml

    class Text(yaml.CSafeLoader):
        """YAML whose scalars all stay text: 1.50 keeps its digits, 2025 may be a year."""

    Text.yaml_implicit_resolvers = {}
    return Text


_Text = _text_loader()
