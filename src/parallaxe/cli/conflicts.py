"""``parallaxe conflicts``: where sources do not say the same."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parallaxe.cli.ledger import KnownAt, PublishedBy, ValidAt, as_of_option
from parallaxe.vocabulary.errors import InvalidValueError, UnreadableInputError
from parallaxe.vocabulary.finding import Finding, FindingKind
from parallaxe.vocabulary.metric import ValueType

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.catalog import Catalogue
    from parallaxe.vocabulary.observation import Observation

#: Digits of an id that are shown; commands take any unique beginning.
SHORT = 12
_HEADINGS = {
    FindingKind.CONFLICT: "conflicts: the same quantity and time, different values",
    FindingKind.INCONSISTENCY: "inconsistencies: figures that cannot hold together",
    FindingKind.UNIT_OR_SCOPE_DIFFERENCE: "differences of unit or scope: not the same quantity",
    FindingKind.UPDATE: "updates: the same quantity at different times",
}


def register(parent: typer.Typer) -> None:
    """Mount the command."""
    parent.command(name="conflicts")(conflicts)


def conflicts(
    form: Annotated[str, typer.Option("--format", help="table or jsonl.")] = "table",
    kind: Annotated[list[FindingKind] | None, typer.Option(help="Only this kind; may be repeated.")] = None,
    subject: Annotated[str | None, typer.Option(help="Only findings on this subject (name or slug).")] = None,
    metric: Annotated[str | None, typer.Option(help="Only findings on this metric.")] = None,
    unjudged: Annotated[bool, typer.Option("--unjudged", help="Leave out findings with a verdict.")] = False,
    claims: Annotated[
        str | None,
        typer.Option(
            help="Claims as 'read --format jsonl' prints them (a file or -), held against each other and the days the catalogue knows, instead of the ledger."
        ),
    ] = None,
    valid_at: ValidAt = None,
    published_by: PublishedBy = None,
    known_at: KnownAt = None,
) -> None:
    """List conflicts, inconsistencies, differences of unit or scope, and updates, with their members."""
    if form not in {"table", "jsonl"}:
        raise InvalidValueError(f"'{form}' is no format of this command", mend="Choose table or jsonl.")
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.settings import load_settings
    from parallaxe.recompute.exchange import reference_rates
    from parallaxe.reconcile import findings

    settings = load_settings()
    catalogue = load_catalogue(settings.catalogue)
    if claims is None:
        from parallaxe.ledger import Ledger

        ledger, as_of = Ledger.open(settings.home), as_of_option(valid_at, published_by, known_at)
        table, verdicts = ledger.table(as_of), ledger.verdicts(as_of)
    else:
        told = _of_claims(claims, catalogue)
        table, verdicts = _beside_facts(told, catalogue), []
    found = findings(table, catalogue, verdicts, rates=reference_rates())
    if claims is not None:
        found = _on({one.source for one in told}, found)
    _print([one for one in found if _wanted(one, kind, subject, metric, unjudged=unjudged)], form)


def _of_claims(name: str, catalogue: Catalogue) -> list[Observation]:
    from parallaxe.reconcile.claims import claim_rows, observation_of

    try:
        raw = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise UnreadableInputError(f"cannot be read ({error.strerror})", where=name, mend="Check the path.") from error
    return [observation_of(row, catalogue) for row in claim_rows(raw, name)]


def _beside_facts(told: list[Observation], catalogue: Catalogue) -> pa.Table:
    """Claims and the days the catalogue knows: of what was founded, released, listed."""
    from parallaxe.recompute.registry import load_connector
    from parallaxe.reconcile import table_of

    connector = load_connector("facts", catalogue)
    harvests = [connector.observe(file) for file in connector.bundled()]
    known = [one for harvest in harvests for one in harvest.observations if _is_day(catalogue, one)]
    return table_of([*told, *known], {source.id: source for harvest in harvests for source in harvest.sources})


def _is_day(catalogue: Catalogue, one: Observation) -> bool:
    return catalogue.metrics[one.metric].value_type is ValueType.DATE


def _on(docs: set[str], found: list[Finding]) -> list[Finding]:
    """Findings that say something of these documents."""
    return [one for one in found if any(member.doc in docs for member in one.members)]


def _wanted(
    one: Finding, kinds: list[FindingKind] | None, subject: str | None, metric: str | None, *, unjudged: bool
) -> bool:
    if kinds and one.kind not in kinds:
        return False
    if subject and not any(_same(subject, member.subject) for member in one.members):
        return False
    if metric and not any(member.metric == metric for member in one.members):
        return False
    return not (unjudged and one.verdict)


def _same(asked: str, name: str | None) -> bool:
    plain = [
        " ".join("".join(sign if sign.isalnum() else " " for sign in text).casefold().split())
        for text in (asked, name or "")
    ]
    return plain[0] == plain[1]


def _print(found: list[Finding], form: str) -> None:
    if form == "jsonl":
        from parallaxe.reconcile.contract import line_of

        for one in found:
            sys.stdout.buffer.write(line_of(one))
        return
    for kind, heading in _HEADINGS.items():
        mine = [one for one in found if one.kind is kind]
        if mine:
            typer.echo(f"{len(mine)} {heading}\n")
            for one in mine:
                _print_one(one)
    if not found:
        typer.echo("Nothing disagrees.")


def _print_one(one: Finding) -> None:
    from parallaxe.reconcile import finding_id

    judged = f"  judged {one.verdict[:SHORT]}" if one.verdict else ""
    typer.echo(f"{finding_id(one)[:SHORT]}  {one.subject or '?'}, {one.metric}: {one.explanation}{judged}")
    values = [f"{member.value:,f}" if not isinstance(member.value, str) else member.value for member in one.members]
    width = max(len(value) for value in values)
    for member, value in zip(one.members, values, strict=True):
        about = [member.subject or "?", member.metric, member.period or "undated", member.doc]
        origin = [f"from {member.origin}"] if member.origin else []
        typer.echo(f"    {member.observation[:SHORT]}  {value:>{width}} {member.unit}  {', '.join([*about, *origin])}")
    typer.echo("")
