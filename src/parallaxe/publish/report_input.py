"""What a report is made from: tables and functions it is handed; it opens nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

from parallaxe.analyse.scale import Scale
from parallaxe.publish.editions import Edition
from parallaxe.publish.focus import Focus
from parallaxe.reconcile import Selected
from parallaxe.vocabulary.entity import Entity
from parallaxe.vocabulary.events import Verdict
from parallaxe.vocabulary.finding import Finding
from parallaxe.vocabulary.metric import Metric

if TYPE_CHECKING:
    import pyarrow as pa


class Catalogue(Protocol):
    """The part of the catalogue a report reads."""

    @property
    def entities(self) -> Mapping[str, Entity]:
        """By slug."""
        ...

    @property
    def metrics(self) -> Mapping[str, Metric]:
        """By id."""
        ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with what stands around it in its snapshot."""

    before: str
    quote: str
    after: str


def no_context(_observation: str) -> Passage | None:
    """For ledgers whose snapshots are not at hand: quotes stand alone."""
    return None


@dataclass(frozen=True, kw_only=True)
class ReportInput:
    """Everything a report says comes from here.

    Args:
        table: current observations, one row each, in the ledger's columns.
        findings: what reconciling brought to light in that table.
        selections: which value is shown for each quantity.
        catalogue: entities and metrics.
        focus: what the report is about.
        languages: BCP 47 tags, the first one's page being ``index.html``.
        as_of: only what was published by this day is in the table; None where all is.
        edition: name of an immutable edition, such as "2026-q4".
        pdf: whether to set each page as a PDF too.
        verdicts: by id, for the findings that carry one.
        retracted: why observations were withdrawn, by id.
        previous: the edition before, whose errors this one corrects in public.
        context: the passage around an observation's quote.
        scale: models placed by the ledger's own scores, with draws; None where these are too few.
        openings: first words of documents that have no title, by source.
        named: sources of the documents that name an entity, by its slug.
        rates: reference rates of the European Central Bank (columns currency, day, per_base), for amounts in
            dollars too; None leaves these out.
    """

    table: pa.Table
    findings: Sequence[Finding]
    selections: Sequence[Selected]
    catalogue: Catalogue
    focus: Focus
    languages: tuple[str, ...] = ("fr",)
    as_of: date | None = None
    edition: str | None = None
    pdf: bool = False
    verdicts: Mapping[str, Verdict] | None = None
    retracted: Mapping[str, str] = field(default_factory=dict)
    previous: Edition | None = None
    context: Callable[[str], Passage | None] = no_context
    scale: Scale | None = None
    openings: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)
    rates: pa.Table | None = None
