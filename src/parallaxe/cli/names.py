"""``parallaxe names``: names nobody is certain of, and whom they mean by decision."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parallaxe.vocabulary.errors import InvalidValueError

if TYPE_CHECKING:
    from parallaxe.identity import Names
    from parallaxe.ledger import Ledger
    from parallaxe.vocabulary.events import AliasDecision

_MOST_CANDIDATES = 3

Surface = Annotated[str, typer.Argument(help="Name as texts write it.")]
Subject = Annotated[str, typer.Argument(help="Slug or name of who is meant.")]
Reason = Annotated[str, typer.Option(help="Why, in a sentence.")]
Author = Annotated[str, typer.Option(help="Who decides.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON Lines.")]


def register(parent: typer.Typer) -> None:
    """Mount the group."""
    group = typer.Typer(help="Names nobody is certain of; say whom one means, or does not mean, and take it back.")
    for command in (unresolved, merge, split, undo, decisions):
        group.command(name=command.__name__)(command)
    parent.add_typer(group, name="names")


def unresolved(
    metric: Annotated[str | None, typer.Option(help="Only in observations of this metric.")] = None,
    json: Json = False,
) -> None:
    """Names of the ledger left open, with their best candidates; the most frequent first."""
    from parallaxe.identity.fold import fold_name

    ledger, names = _opened()
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    table = (ledger.table(metric=metric) if metric else ledger.table()).select(
        ["subject", "surface", "metric", "source"]
    )
    for row in table.to_pylist():
        if row["subject"] is None and row["surface"]:
            found[fold_name(row["surface"])].append(row)
    rows = [_open_name(told, names) for told in found.values()]
    rows.sort(key=lambda row: (-row["observations"], row["surface"]))
    if json:
        _print_lines(rows)
        return
    for row in rows:
        near = "; ".join(f"{one['name']} ({one['subject']}) {one['score']:.2f}" for one in row["candidates"])
        typer.echo(
            f"{row['observations']:>5}  {row['surface']}  [{', '.join(row['metrics'])}]  {near or 'nobody like it'}"
        )
    typer.echo(f"{len(rows)} names left open" if rows else "Every name is somebody's.")


def merge(surface: Surface, subject: Subject, reason: Reason, author: Author) -> None:
    """Say that a name means somebody: what is told under it counts as told of him."""
    ledger, names = _opened()
    slug = _slug(subject, names, ledger)
    _record(ledger, surface, slug, reason, author, same=True)


def split(surface: Surface, subject: Subject, reason: Reason, author: Author) -> None:
    """Say that a name does not mean somebody it was taken for: what is told under it is open again."""
    ledger, names = _opened()
    slug = _slug(subject, names, ledger)
    _record(ledger, surface, slug, reason, author, same=False)


def undo(surface: Surface, subject: Subject, reason: Reason, author: Author) -> None:
    """Take a decision back: what is told under the name is again of whom it was read as."""
    ledger, names = _opened()
    slug = _slug(subject, names, ledger)
    if not any(_alike(item.surface, surface) and item.subject == slug for item in ledger.alias_decisions()):
        raise InvalidValueError(
            f"no decision stands on '{surface}' and {slug}", mend="Look at 'parallaxe names decisions'."
        )
    _record(ledger, surface, slug, reason, author, same=None)


def decisions(
    every: Annotated[bool, typer.Option("--all", help="Those replaced or taken back too.")] = False,
    json: Json = False,
) -> None:
    """Decisions on names, oldest first: who decided what, when and why."""
    ledger, _ = _opened(with_names=False)
    standing = ledger.alias_decisions()
    rows = [
        {"surface": item.surface, "subject": item.subject, "decision": _verb(item), "author": item.author,
         "reason": item.reason, "recorded": when, "stands": item in standing}
        for item, when in ledger.alias_history()
        if every or item in standing
    ]  # fmt: skip
    if json:
        _print_lines(rows)
        return
    for row in rows:
        mark = "" if row["stands"] else "  (no longer)"
        typer.echo(
            f"{row['recorded']:%Y-%m-%d}  '{row['surface']}' {row['decision']} {row['subject']}: "
            f"{row['reason']} ({row['author']}){mark}"
        )
    if not rows:
        typer.echo("Nothing was decided.")


def _opened(*, with_names: bool = True) -> tuple[Ledger, Names]:
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.settings import load_settings
    from parallaxe.identity import Names
    from parallaxe.ledger import Ledger

    settings = load_settings()
    ledger = Ledger.open(settings.home)
    return ledger, Names(load_catalogue(settings.catalogue), ledger.alias_decisions() if with_names else ())


def _open_name(told: list[dict[str, Any]], names: Names) -> dict[str, Any]:
    surface = Counter(row["surface"] for row in told).most_common(1)[0][0]
    near = names.resolve(surface).candidates[:_MOST_CANDIDATES]
    return {
        "surface": surface,
        "observations": len(told),
        "metrics": sorted({row["metric"] for row in told}),
        "sources": sorted({row["source"] for row in told}),
        "candidates": [
            {"subject": one.entity.slug, "name": one.entity.name, "score": round(one.score, 3)} for one in near
        ],
    }


def _slug(subject: str, names: Names, ledger: Ledger) -> str:
    """Slug of who is meant: of the catalogue, of a family's member, or of the ledger."""
    if names.entity(subject) is not None:
        return subject
    found = names.resolve(subject)
    if found.entity is not None:
        return found.entity.slug
    if ledger.history(subject=subject).num_rows:
        return subject
    near = ", ".join(one.entity.slug for one in found.candidates[:_MOST_CANDIDATES])
    raise InvalidValueError(
        f"nobody is called '{subject}'",
        mend=f"Did you mean {near}?" if near else "Add the entity to a catalogue folder of your own first.",
    )


def _record(ledger: Ledger, surface: str, slug: str, reason: str, author: str, *, same: bool | None) -> None:
    """Record a decision; whom a name meant by decision before, it means no longer."""
    from parallaxe.vocabulary.events import AliasDecision

    surface, reason, author = surface.strip(), reason.strip(), author.strip()
    if not surface or not reason or not author:
        raise InvalidValueError(
            "a decision needs a name, a reason and an author", mend="Say the name, --reason and --author."
        )
    said = AliasDecision(surface=surface, subject=slug, same=same, author=author, reason=reason)
    before = [item for item in ledger.alias_decisions() if _alike(item.surface, surface)]
    other = [item for item in before if same and item.same and item.subject != slug]
    spelled = [item for item in before if item.subject == slug and item.surface != surface]
    taken_back = [
        AliasDecision(surface=item.surface, subject=item.subject, author=author, reason=reason)
        for item in (*other, *spelled)
    ]
    ledger.record([*taken_back, said])
    stands = {(item.surface, item.subject): item.same for item in ledger.alias_decisions()}
    if stands.get((surface, slug)) is not same:
        raise InvalidValueError(
            "the very same decision was made before and is no longer the last one", mend="Say another --reason."
        )
    count = _count(ledger, surface)
    typer.echo(f"'{surface}' {_verb(said)} {slug}: {count} observations are told under this name")


def _count(ledger: Ledger, surface: str) -> int:
    return sum(_alike(name, surface) for name in ledger.table()["surface"].to_pylist() if name)


def _alike(one: str, other: str) -> bool:
    from parallaxe.identity.fold import fold_name

    return fold_name(one) == fold_name(other)


def _verb(item: AliasDecision) -> str:
    return {True: "means", False: "does not mean", None: "is as it was read, no decision on"}[item.same]


def _print_lines(rows: list[dict[str, Any]]) -> None:
    import msgspec

    for row in rows:
        sys.stdout.buffer.write(msgspec.json.encode(row) + b"\n")
