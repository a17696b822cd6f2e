"""``parallaxe report``: the ledger as pages people read, with their data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parallaxe.cli.settings import load_settings
from parallaxe.vocabulary.errors import InvalidValueError

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.analyse.scale import Scale
    from parallaxe.catalog import Catalogue
    from parallaxe.identity import Names
    from parallaxe.ledger import Ledger
    from parallaxe.publish.editions import Edition
    from parallaxe.publish.focus import Focus
    from parallaxe.publish.report_input import Passage, ReportInput

FocusName = Annotated[str, typer.Option(help="What the report is about: a file of catalog/foci.")]
Languages = Annotated[
    str, typer.Option("--lang", help="Languages of the pages, the first one's being index.html: fr,en,zh.")
]
AsOfDay = Annotated[str, typer.Option("--as-of", help="Only what was published by this day (2025-12-31).")]
Out = Annotated[Path | None, typer.Option(help="Folder to write; an earlier report there is replaced.")]
NoFacts = Annotated[bool, typer.Option("--no-facts", help="Leave out the facts that ship with the catalogue.")]
EditionName = Annotated[str, typer.Option(help="Name of an immutable edition, such as 2026-q4.")]
Pdf = Annotated[
    bool | None,
    typer.Option("--pdf/--no-pdf", help="Set each page as a PDF too (needs the extra pdf); an edition has it."),
]
Since = Annotated[Path | None, typer.Option(help="Folder of the edition before, whose errata are printed.")]
Side = Annotated[str, typer.Argument(help="Folder of an edition, or a day.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines, one change a line.")]
#: The index whose values a report's gap in points and months rests on.
GAP_INDEX = "parallaxe-1.0"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(report)
    app.command()(diff)


def report(
    focus: FocusName = "china",
    lang: Languages = "",
    as_of: AsOfDay = "",
    out: Out = None,
    no_facts: NoFacts = False,
    edition: EditionName = "",
    since: Since = None,
    pdf: Pdf = None,
) -> None:
    """Write a report: pages, charts, data and a manifest of their hashes."""
    import dataclasses

    from parallaxe.publish.editions import read_edition
    from parallaxe.publish.report import build_report
    from parallaxe.publish.texts import Texts

    settings = load_settings()
    languages = tuple(dict.fromkeys(part.strip() for part in (lang or settings.language).split(",") if part.strip()))
    for language in languages:
        Texts(language)  # refuses one there is no report in before anything is read
    folder = out or (Path("editions") / edition if edition else Path("report"))
    previous = read_edition(since) if since else None
    given = _input(focus, languages, _day(as_of), edition or None, no_facts=no_facts)
    given = dataclasses.replace(given, previous=previous, pdf=bool(edition) if pdf is None else pdf)
    manifest = build_report(given, folder)
    typer.echo(f"{folder / 'index.html'}: {manifest.observations} figures, {', '.join(languages)}")
    for language, keys in manifest.untranslated.items():
        typer.echo(f"{language}: {len(keys)} texts stand in English: {', '.join(keys[:5])}", err=True)


def diff(earlier: Side, later: Side, json: Json = False) -> None:
    """What changed between two editions or two days: in the world, in our reading, by correction, in coverage."""
    import msgspec

    from parallaxe.publish.editions import compare

    changes = compare(_edition(earlier), _edition(later))
    if json:
        for change in changes:
            typer.echo(msgspec.json.encode(change).decode())
        return
    cause = None
    for change in changes:
        if change.cause is not cause:
            cause = change.cause
            typer.echo(f"{cause} ({sum(other.cause is cause for other in changes)})")
        row = change.after or change.before or {}
        what = f"{row['subject'] or row['surface']} {row['metric']}"
        typer.echo(f"  {what}: {_said(change.before)} -> {_said(change.after)}  {change.reason or row['source']}")
    if not changes:
        typer.echo("nothing changed")


def _said(row: dict[str, Any] | None) -> str:
    if row is None:
        return "none"
    value = "withheld" if row["value"] is None else f"{row['value']} {row['unit']}"
    return f"{value} ({row['valid']})" if row["valid"] else value


def _edition(text: str) -> Edition:
    """The edition in a folder, or what this ledger holds as published by a day."""
    from parallaxe.ledger import Ledger
    from parallaxe.publish.data_files import record_of
    from parallaxe.publish.editions import edition_of, read_edition
    from parallaxe.publish.row import rows_of
    from parallaxe.vocabulary.times import AsOf

    if Path(text).exists():
        return read_edition(Path(text))
    day = _day(text)
    ledger = Ledger.open(load_settings().home)
    table = ledger.table(AsOf(published_by=day))
    return edition_of(text, day, map(record_of, rows_of(table)), ledger.withdrawn())


def _input(
    focus: str,
    languages: tuple[str, ...],
    as_of: date | None,
    edition: str | None,
    *,
    no_facts: bool,
) -> ReportInput:
    from parallaxe.catalog import load_catalogue
    from parallaxe.identity import names_of
    from parallaxe.ledger import Ledger
    from parallaxe.publish.known import Known, with_minted
    from parallaxe.publish.report_input import ReportInput
    from parallaxe.recompute.exchange import reference_rates
    from parallaxe.reconcile import findings, select
    from parallaxe.vocabulary.events import event_id
    from parallaxe.vocabulary.times import AsOf

    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue)
    ledger = Ledger.open(settings.home)
    table = ledger.table(AsOf(published_by=as_of))
    if no_facts:
        table = _without_facts(table)
    names = names_of(catalogue)
    verdicts, rates = ledger.verdicts(), reference_rates()
    return ReportInput(
        table=table,
        findings=findings(table, catalogue, verdicts, rates=rates),
        selections=select(table, catalogue, verdicts),
        catalogue=Known(
            with_minted(
                catalogue.entities, table, lambda name: [found.entity for found in names.resolve(name).candidates]
            ),
            catalogue.metrics,
        ),
        focus=_focus(catalogue, focus),
        languages=languages,
        as_of=as_of,
        edition=edition,
        verdicts={event_id(verdict): verdict for verdict in verdicts},
        retracted=ledger.withdrawn(),
        context=_context(ledger, table),
        scale=_scale(table),
        named=_named(ledger, table, names),
        openings=_openings(ledger, table),
        rates=rates,
    )


def _scale(table: pa.Table) -> Scale | None:
    """Models on the index of the gap, where the table holds scores enough."""
    from parallaxe.analyse.scale import fit_scale
    from parallaxe.cli.index import load_recipe, score_rows
    from parallaxe.vocabulary.errors import StatisticsError

    try:
        return fit_scale(load_recipe(GAP_INDEX), score_rows(table))
    except StatisticsError:
        return None  # the page says so where it would tell the gap


def _focus(catalogue: Catalogue, name: str) -> Focus:
    from parallaxe.catalog import load_files
    from parallaxe.publish.focus import Focus

    foci = load_files(catalogue.folder("foci"), Focus)
    if name not in foci:
        raise InvalidValueError(
            f"no focus '{name}'",
            where="--focus",
            mend=f"Choose from {', '.join(sorted(foci))}, or add foci/{name}.yaml.",
        )
    return foci[name]


def _without_facts(table: pa.Table) -> pa.Table:
    import pyarrow.compute as pc

    from parallaxe.publish.row import FACT_FOLDERS

    for folder in FACT_FOLDERS:
        table = table.filter(pc.fill_null(pc.invert(pc.starts_with(table["file"], folder)), fill_value=True))
    return table


def _documents(table: pa.Table) -> dict[str, str]:
    """Snapshot of each document read, by source, in the order of their names."""
    rows = table.select(["snapshot", "source", "quote"]).to_pylist()
    return dict(sorted({row["source"]: row["snapshot"] for row in rows if row["quote"]}.items()))


def _named(ledger: Ledger, table: pa.Table, names: Names) -> dict[str, list[str]]:
    """Sources of the documents that name an entity, by its slug."""
    found: dict[str, list[str]] = {}
    for source, snapshot in _documents(table).items():
        entities = {mention.entity.slug for mention in names.find(ledger.snapshots.text(snapshot)) if mention.entity}
        for slug in entities:
            found.setdefault(slug, []).append(source)
    return found


def _openings(ledger: Ledger, table: pa.Table) -> dict[str, str]:
    """How the documents begin."""
    from parallaxe.publish.opening import opening

    return {source: opening(ledger.snapshots.text(snapshot)) for source, snapshot in _documents(table).items()}


def _context(ledger: Ledger, table: pa.Table) -> Callable[[str], Passage | None]:
    """The passage around a quote, its snapshot read once."""
    from functools import lru_cache

    from parallaxe.publish.cards import CONTEXT
    from parallaxe.publish.report_input import Passage

    columns = table.select(["id", "snapshot", "quote", "start", "end"]).to_pylist()
    places = {row["id"]: row for row in columns if row["quote"]}
    text_of = lru_cache(maxsize=8)(ledger.snapshots.text)

    def passage(observation: str) -> Passage | None:
        place = places.get(observation)
        if place is None:
            return None
        text, start, end = text_of(place["snapshot"]), place["start"], place["end"]
        return Passage(text[max(0, start - CONTEXT - 1) : start], text[start:end], text[end : end + CONTEXT + 1])

    return passage


def _day(text: str) -> date | None:
    """A day; a month or a year stands for its last one."""
    if not text:
        return None
    from parallaxe.vocabulary.period import Period

    return Period.parse(text).end
