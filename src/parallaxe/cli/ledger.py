"""``parallaxe ledger``: ask, follow, hand out, check, withdraw, compact."""

from __future__ import annotations

import sys
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parallaxe.vocabulary.errors import InvalidValueError
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.times import AsOf

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.ledger import Ledger, Lineage
    from parallaxe.vocabulary.events import AliasDecision, Succession

#: Digits of an id that are shown; the ledger takes any beginning that is unique.
SHORT = 12
_WIDEST_CELL = 44

ValidAt = Annotated[str | None, typer.Option(help="What was true then (a day, or a month or year: its last day).")]
PublishedBy = Annotated[
    str | None, typer.Option("--published-by", "--as-of", help="What sources had said by the end of this day.")
]
KnownAt = Annotated[str | None, typer.Option(help="What this ledger held then (a day, or an instant in UTC).")]


def register(parent: typer.Typer) -> None:
    """Mount the group."""
    group = typer.Typer(help="Ask the ledger, follow an observation to its quote, export, check, retract.")
    for command in (show, lineage, export, check, retract, compact):
        group.command(name=command.__name__)(command)
    parent.add_typer(group, name="ledger")


def show(
    term: Annotated[str, typer.Argument(help="Slug or name of a subject, or id of a metric.")],
    valid_at: ValidAt = None,
    published_by: PublishedBy = None,
    known_at: KnownAt = None,
    every: Annotated[bool, typer.Option("--all", help="Superseded and retracted observations too.")] = False,
    form: Annotated[str, typer.Option("--format", help="table, json or jsonl.")] = "table",
) -> None:
    """Observations of a subject or a metric, at each of the three times."""
    _check_format(form, "table", "json", "jsonl")
    ledger, as_of = _open(), as_of_option(valid_at, published_by, known_at)
    found = _found(ledger, term, as_of)
    if not every:
        import pyarrow.compute as pc

        found = found.filter(pc.equal(found["state"], "current"))
    _print(found.sort_by([("metric", "ascending"), ("valid_start", "ascending"), ("id", "ascending")]), form)


def lineage(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of an observation, or a beginning that is unique.")],
    form: Annotated[str, typer.Option("--format", help="text or json.")] = "text",
) -> None:
    """One observation down to its quote in the snapshot: who said it, who read it, who judged it."""
    _check_format(form, "text", "json")
    found = _open().lineage(id_)
    if form == "json":
        _print_json(_lineage_fields(found))
    else:
        _print_lineage(found)


def export(
    form: Annotated[str, typer.Option("--format", help="parquet, csv or jsonl.")] = "jsonl",
    out: Annotated[Path | None, typer.Option(help="File to write; standard output without one.")] = None,
    private: Annotated[
        bool, typer.Option("--private", help="For your own eyes: values of link-only sources too.")
    ] = False,
    valid_at: ValidAt = None,
    published_by: PublishedBy = None,
    known_at: KnownAt = None,
) -> None:
    """Every observation with its state and source; what a source allows no copy of is left empty."""
    from parallaxe.ledger import export as exporting

    _check_format(form, *exporting.FORMATS)
    if form == "parquet" and out is None:
        raise InvalidValueError("Parquet is not written to a terminal", mend="Say where with --out FILE.")
    history = _open().history(as_of_option(valid_at, published_by, known_at))
    exporting.write(exporting.shareable(history, private=private), form, out or sys.stdout.buffer)
    if out is not None:
        sys.stderr.write(f"{history.num_rows} observations written to {out}\n")


def check(json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Read the whole ledger and hold every row, file and quote against its hash."""
    counts = _open().check()
    if json:
        _print_json({"rows": counts, "sound": True})
        return
    for event, count in sorted(counts.items()):
        typer.echo(f"{event:<12}{count:>10}")
    typer.echo("Every row has its hash, every quote stands in its snapshot.")


def retract(
    id_: Annotated[str, typer.Argument(metavar="ID", help="Id of an observation, or a beginning that is unique.")],
    reason: Annotated[str, typer.Option(help="Why it is withdrawn, in a sentence.")],
    author: Annotated[str, typer.Option(help="Who withdraws it.")],
) -> None:
    """Withdraw an observation: it stays in the ledger, signed, and no longer counts."""
    from parallaxe.vocabulary.events import Retraction

    if not reason.strip() or not author.strip():
        raise InvalidValueError("a retraction needs a reason and an author", mend="Say --reason and --author.")
    ledger = _open()
    full = ledger.resolve(id_)
    ledger.record([Retraction(observation=full, author=author.strip(), reason=reason.strip())])
    typer.echo(f"retracted {full}")


def compact(
    retention_hours: Annotated[int, typer.Option(help="Files out of use are deleted once older.", min=1)] = 168,
) -> None:
    """Merge the many small files of single commits into few."""
    replaced = _open().compact(retention_hours=retention_hours)
    typer.echo(f"{replaced} files merged" if replaced else "nothing to merge")


def as_of_option(valid_at: str | None, published_by: str | None, known_at: str | None) -> AsOf:
    """The three times as a user writes them; raises InvalidValueError."""
    return AsOf(valid_at=_day(valid_at), published_by=_day(published_by), known_at=_moment(known_at))


def _day(text: str | None) -> date | None:
    return None if text is None else Period.parse(text).end


def _moment(text: str | None) -> datetime | None:
    """An instant in UTC; a day or month counts to its end."""
    if text is None:
        return None
    try:
        return datetime.combine(Period.parse(text).end, time.max, UTC)
    except InvalidValueError:
        pass
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise InvalidValueError(
            f"'{text}' is no day or instant", mend="Write 2026-01-31 or 2026-01-31T12:00Z."
        ) from error
    return instant.astimezone(UTC) if instant.tzinfo else instant.replace(tzinfo=UTC)


def _open() -> Ledger:
    from parallaxe.cli.settings import load_settings
    from parallaxe.ledger import Ledger

    return Ledger.open(load_settings().home)


def _check_format(form: str, *allowed: str) -> None:
    if form not in allowed:
        raise InvalidValueError(f"'{form}' is no format of this command", mend=f"Choose one of {', '.join(allowed)}.")


def _found(ledger: Ledger, term: str, as_of: AsOf) -> pa.Table:
    """Observations whose subject, metric or surface the term is; by the catalogue's names last."""
    slug = "-".join(term.casefold().split())
    for column, value in (("subject", term), ("metric", term), ("subject", slug), ("surface", term)):
        if (found := ledger.history(as_of, **{column: value})).num_rows:
            return found
    named = _slugs_of(term)
    if named and (found := ledger.history(as_of, subject=named)).num_rows:
        return found
    raise InvalidValueError(f"the ledger holds nothing on '{term}'", mend=_suggestion(ledger, as_of, term))


def _slugs_of(term: str) -> list[str]:
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.settings import load_settings

    wanted = term.casefold()
    return [
        slug
        for slug, entity in load_catalogue(load_settings().catalogue).entities.items()
        if wanted in {name.casefold() for names in ([entity.name], *entity.names.values()) for name in names}
    ]


def _suggestion(ledger: Ledger, as_of: AsOf, term: str) -> str:
    from rapidfuzz import process

    table = ledger.history(as_of)
    known = {value for name in ("subject", "metric") for value in table[name].unique().to_pylist() if value}
    near = [match[0] for match in process.extract(term, sorted(known), limit=3, score_cutoff=60)]
    if near:
        return f"Did you mean {' or '.join(near)}?"
    return "Ingest something first (parallaxe ingest)." if not known else "Ask for a subject or a metric it holds."


def _print(table: pa.Table, form: str) -> None:
    from parallaxe.ledger.export import json_line, json_rows

    rows = list(json_rows(table))
    if form == "jsonl":
        for row in rows:
            sys.stdout.buffer.write(json_line(row))
    elif form == "json":
        _print_json(rows)
    else:
        _print_table(rows)


def _print_table(rows: list[dict[str, Any]]) -> None:
    """Aligned columns, figures to the right; tabs between cells in a pipe."""
    head = ["id", "subject", "metric", "value", "unit", "valid", "published", "kind", "source"]
    cells = [[_cell(row, name) for name in head] for row in rows]
    if not sys.stdout.isatty():
        for line in (head, *cells):
            typer.echo("\t".join(line))
        return
    widths = [max(len(line[place]) for line in (head, *cells)) for place in range(len(head))]
    for line in (head, *cells):
        padded = [
            cell.rjust(width) if name == "value" else cell.ljust(width)
            for name, cell, width in zip(head, line, widths, strict=True)
        ]
        typer.echo("  ".join(padded).rstrip())


def _cell(row: dict[str, Any], name: str) -> str:
    if name == "id":
        return str(row["id"])[:SHORT]
    if name == "value":
        return _shortened(value_text(row))
    value = row[name] if name != "subject" else row["subject"] or f"? {row['surface']}"
    return "" if value is None else _shortened(str(value))


def value_text(row: dict[str, Any]) -> str:
    """The value with what stands before it: "≥ 30", "≈ 36"."""
    sign = {"approx": "≈ ", "at_least": "≥ ", "at_most": "≤ "}.get(row["qualifier"] or "", "")
    return sign + (str(row["text"]) if row["number"] is None else f"{row['number']:,f}")


def _shortened(text: str) -> str:
    line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return line if len(line) <= _WIDEST_CELL else line[: _WIDEST_CELL - 1] + "…"


def _lineage_fields(found: Lineage) -> dict[str, Any]:
    import msgspec

    def dated(events: Any) -> list[dict[str, Any]]:
        return [{**msgspec.to_builtins(event), "recorded": recorded} for event, recorded in events]

    passage = found.passage
    return {
        "id": found.id,
        "state": found.state,
        "recorded": found.recorded,
        "observation": msgspec.structs.asdict(found.observation),
        "source": {name: getattr(found.source, name) for name in found.source.__struct_fields__},
        "readings": dated(found.readings),
        "retractions": dated(found.retractions),
        "verdicts": dated(found.verdicts),
        "successions": dated(found.successions),
        "aliases": dated(found.aliases),
        "passage": None
        if passage is None
        else {"before": passage.before, "quote": passage.quote, "after": passage.after, "start": passage.start},
    }


def _print_lineage(found: Lineage) -> None:
    item, source = found.observation, found.source
    row = {"number": item.number, "text": item.text, "qualifier": item.qualifier}
    lines = [
        ("observation", found.id),
        ("says", f"{item.subject or '? ' + item.surface}: {item.metric} {value_text(row)} {item.unit}"),
        ("dimensions", ", ".join(f"{key}={value}" for key, value in sorted(item.dimensions.items()))),
        ("valid", item.valid),
        ("published", item.published),
        ("origin", item.origin or item.attributed_to),
        ("source", f"{source.title or source.id}, {source.publisher} (class {source.source_class.value})"),
        ("at", source.url),
        ("recorded", f"{found.recorded:%Y-%m-%d %H:%M} UTC, {found.state}"),
        *[("read by", f"{reading.reader}/{reading.version}, {when:%Y-%m-%d}") for reading, when in found.readings],
        *[("retracted", f"{event.reason} ({event.author}, {when:%Y-%m-%d})") for event, when in found.retractions],
        *[
            ("later file", f"{_succession(found.id, event)} ({event.file}, {when:%Y-%m-%d})")
            for event, when in found.successions
        ],
        *[
            ("name", f"{_alias(event)}: {event.reason} ({event.author}, {when:%Y-%m-%d})")
            for event, when in found.aliases
        ],
        *[("judged", f"{event.decision}: {event.reason} ({event.author})") for event, _ in found.verdicts],
    ]
    for label, text in lines:
        if text:
            typer.echo(f"{label:<12}{text}")
    typer.echo(f"{'stands in':<12}{_place(found)}")


def _alias(event: AliasDecision) -> str:
    verb = {True: "means", False: "does not mean", None: "is as it was read, no decision on"}[event.same]
    return f"'{event.surface}' {verb} {event.subject}"


def _succession(own: str, event: Succession) -> str:
    """How one row stands to the rows of a later file: "corrected by 1a2b3c", "follows 4d5e6f"."""
    if event.observation != own:
        return f"follows {event.observation[:SHORT]}"
    return f"{event.how} by {event.by[:SHORT]}" if event.by and event.by != own else str(event.how)


def _place(found: Lineage) -> str:
    """The quote in its surroundings, or the cell or run; control characters shown as spaces."""
    locator, passage = found.observation.locator, found.passage
    if passage is not None:
        parts = [_plain(passage.before), f"[{_plain(passage.quote)}]", _plain(passage.after)]
        return f"…{''.join(parts)}…"
    from parallaxe.vocabulary.locator import Cell, Run

    if isinstance(locator, Cell):
        return f"{locator.file}, record {locator.row}, {locator.column}"
    return f"run {locator.run}" if isinstance(locator, Run) else ""


def _plain(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _print_json(value: Any) -> None:
    import msgspec

    encoded = msgspec.json.Encoder(decimal_format="number").encode(value)
    sys.stdout.write(msgspec.json.format(encoded).decode() + "\n")
