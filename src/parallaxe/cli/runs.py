"""Commands of ``parallaxe measure`` on runs that exist: go on, grade again, compare, exchange, record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from parallaxe.measure.run.terms import Terms

Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def add_commands(app: typer.Typer) -> None:
    """Add these commands to the group."""
    for name, command in (
        ("resume", resume),
        ("regrade", regrade),
        ("compare", compare),
        ("record", record),
        ("export", export),
        ("import", import_),
        ("list", list_),
        ("suites", suites),
    ):
        app.command(name)(command)


def resume(
    run: Annotated[str, typer.Argument(help="Run: its id, the beginning of it, or its folder.")],
    concurrency: Annotated[int | None, typer.Option(min=1, help="Most requests at once.")] = None,
    key_env: Annotated[str | None, typer.Option(help="Environment variable that holds the endpoint's key.")] = None,
    judge: Annotated[str | None, typer.Option(help="Judging model, for rubric and pairwise.")] = None,
    budget: Annotated[
        str | None, typer.Option(help="Stop before the run has passed this in all: 5USD, 200000tokens.")
    ] = None,
    price: Annotated[
        str | None,
        typer.Option(
            help="Price of a million tokens: 0.15,0.60USD (in, out), or a provider of models.dev, such as openai."
        ),
    ] = None,
    deadline: Annotated[float | None, typer.Option(min=0.1, help="Seconds one request may take.")] = None,
    patience: Annotated[
        float | None, typer.Option(min=0, help="Seconds without any answer before the run stops.")
    ] = None,
    json: Json = False,
) -> None:
    """Go on with a run that was stopped or killed, on the terms it was begun on; options change them."""
    import os

    from parallaxe.cli.measure import carry_out_shown, judged, show
    from parallaxe.measure.graders.catalogue import make
    from parallaxe.measure.interchange.imported import tool_of
    from parallaxe.measure.run.folder import read_manifest
    from parallaxe.measure.run.reopen import find_run, plan_in, require_dataset
    from parallaxe.measure.run.terms import terms_kept
    from parallaxe.vocabulary.errors import InvalidValueError

    folder = find_run(_runs(), run)
    manifest = read_manifest(folder)
    variable = key_env or manifest.key_name or "PARALLAXE_KEY"
    plan = plan_in(manifest, folder, key=os.environ.get(variable, "").strip() or None, key_name=variable)
    if tool_of(plan):
        raise InvalidValueError(
            "the run was taken from another tool's log: there is nobody to ask",
            where=run,
            mend="Go on with it in that tool, then import its log again.",
        )
    require_dataset(plan)
    grader = make(plan.grader, {**plan.grader_settings, **judged(judge or plan.judge, plan.endpoint)})
    if plan.judge and grader.judged_by != plan.judge:
        raise InvalidValueError(
            f"the run is judged by {plan.judge}",
            where="--judge",
            mend="Leave --judge out, or judge all its answers again by `measure regrade`.",
        )
    bounds = {"concurrency": concurrency, "deadline_s": deadline, "patience_s": patience}
    terms = _changed(terms_kept(manifest, folder), bounds, budget, price, plan.endpoint.model)
    show([carry_out_shown(plan, grader, terms, quiet=json)], json=json)


def _changed(kept: Terms, bounds: dict[str, float | None], budget: str | None, price: str | None, model: str) -> Terms:
    """A run's terms with what an option says otherwise."""
    import msgspec

    from parallaxe.cli.prices import price_named
    from parallaxe.measure.run.budget import parse_budget

    limits = msgspec.structs.replace(
        kept.limits, **{name: value for name, value in bounds.items() if value is not None}
    )
    return msgspec.structs.replace(
        kept,
        limits=limits,
        budget=parse_budget(budget) if budget else kept.budget,
        price=price_named(price, model) if price else kept.price,
    )


def regrade(
    run: Annotated[str, typer.Argument(help="Run: its id, the beginning of it, or its folder.")],
    grader: Annotated[str | None, typer.Option(help="Another grader; its judgements make a run of their own.")] = None,
    judge: Annotated[
        str | None, typer.Option(help="Judging model; another one's judgements make a run of their own.")
    ] = None,
    key_env: Annotated[str | None, typer.Option(help="Environment variable that holds the endpoint's key.")] = None,
    json: Json = False,
) -> None:
    """Judge all answers of a run again with the grader as it is now; answers and earlier grades are kept."""
    import os

    import msgspec

    from parallaxe.cli.measure import judged, show
    from parallaxe.measure.graders.catalogue import make
    from parallaxe.measure.run.folder import read_manifest
    from parallaxe.measure.run.regrade import regrade as carry_out
    from parallaxe.measure.run.reopen import find_run, plan_in

    folder = find_run(_runs(), run)
    manifest = read_manifest(folder)
    variable = key_env or manifest.key_name or "PARALLAXE_KEY"
    plan = plan_in(manifest, folder, key=os.environ.get(variable, "").strip() or None, key_name=variable)
    other = grader if grader != plan.grader else None
    settings = {} if other else plan.grader_settings
    judging = make(other or plan.grader, {**settings, **judged(judge or plan.judge, plan.endpoint)})
    change = carry_out(plan, folder, judging)
    if json:
        typer.echo(msgspec.json.encode(change).decode())
        return
    typer.echo(f"{change.changed} grades changed, {change.kept} kept.")
    show([change.before, change.after], json=False)


def compare(
    runs: Annotated[list[str], typer.Argument(help="Two runs or more of one task.")],
    json: Json = False,
) -> None:
    """Paired differences of runs on the items they share; p-values corrected after Holm."""
    import msgspec

    from parallaxe.measure.run.compare import compare as carry_out
    from parallaxe.measure.run.reopen import find_run

    differences = carry_out([find_run(_runs(), run) for run in runs])
    if json:
        typer.echo(msgspec.json.encode(differences).decode())
        return
    for one in differences:
        interval = one.interval
        between = f", 95 % interval {100 * interval.lower:+.1f} to {100 * interval.upper:+.1f}" if interval else ""
        p_value = "–" if one.p_value_holm is None else f"{one.p_value_holm:.3g}"
        typer.echo(
            f"{one.first} − {one.second}: {100 * one.difference:+.1f} points{between}; "
            f"p = {p_value} (Holm), {one.shared} items in {one.clusters} clusters"
        )


def record(
    run: Annotated[str, typer.Argument(help="Run: its id, the beginning of it, or its folder.")],
    json: Json = False,
) -> None:
    """Put a run's score into the ledger as a measured observation."""
    import msgspec

    new = record_run(run)
    typer.echo(msgspec.json.encode({"run": run, "new": new}).decode() if json else f"{new} new observations.")


def record_run(run: str) -> int:
    """Append what a run measured; returns how many observations the ledger did not have."""
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.settings import load_settings
    from parallaxe.identity import names_of
    from parallaxe.ledger import Ledger
    from parallaxe.ledger.batch import Batch
    from parallaxe.measure.interchange.finished import finished
    from parallaxe.measure.interchange.imported import tool_of
    from parallaxe.measure.observe import observations, scope, source
    from parallaxe.measure.run.reopen import find_run
    from parallaxe.measure.suite import suites as declared
    from parallaxe.vocabulary.errors import InvalidValueError

    settings = load_settings()
    done = finished(find_run(_runs(), run))
    suite = declared(settings.catalogue).get(done.plan.task)
    names = names_of(load_catalogue(settings.catalogue))
    day = done.day()

    def subject(surface: str) -> str | None:
        found = names.resolve(surface).entity
        return found.slug if found else None

    made = observations(
        done.result,
        scope=scope(done.plan, suite),
        day=day,
        subject=subject,
        tool=tool_of(done.plan),
    )
    if not made:
        raise InvalidValueError("the run has no score yet", where=run, mend="Resume it first.")
    return int(Ledger.open(settings.home).append(Batch(observations=made, sources=[source(day)])).new)


def export(
    run: Annotated[str, typer.Argument(help="Run: its id, the beginning of it, or its folder.")],
    to: Annotated[str, typer.Option(help="Format: inspect (JSON), inspect-eval, lm-eval or every-eval-ever.")],
    out: Annotated[Path, typer.Option(help="Folder to write into.")] = Path(),
) -> None:
    """Write a run as another tool's log."""
    from parallaxe.measure.interchange.finished import finished
    from parallaxe.measure.interchange.formats import export as carry_out
    from parallaxe.measure.run.reopen import find_run

    typer.echo(str(carry_out(finished(find_run(_runs(), run)), to, out)))


def import_(
    path: Annotated[Path, typer.Argument(help="Log of the other tool.")],
    of: Annotated[str, typer.Option("--from", help="Format: inspect, lm-eval or every-eval-ever.")],
    json: Json = False,
) -> None:
    """Take another tool's log in as a run: it can be compared, exported and recorded like ours."""
    from parallaxe.cli.measure import show
    from parallaxe.measure.interchange.formats import import_ as read
    from parallaxe.measure.interchange.imported import take_in

    show([take_in(read(path, of), _runs(), path)], json=json)


def list_(json: Json = False) -> None:
    """Runs of this home, newest first."""
    import msgspec

    from parallaxe.measure.run.reopen import list_runs

    found, damaged = list_runs(_runs())
    if json:
        typer.echo(msgspec.json.encode(found).decode())
    else:
        for manifest in found:
            typer.echo(f"{manifest.created}  {manifest.run}")
    for error in damaged[:-1]:
        typer.echo(f"parallaxe: {error}", err=True)
    if damaged:
        raise damaged[-1]


def suites(json: Json = False) -> None:
    """Suites that can be run, and where their items come from."""
    import msgspec

    from parallaxe.cli.settings import load_settings
    from parallaxe.measure.suite import suites as declared

    found = declared(load_settings().catalogue)
    if json:
        typer.echo(msgspec.json.encode(found).decode())
        return
    width = max(map(len, found))
    for name, suite in found.items():
        typer.echo(f"{name.ljust(width)}  {suite.about} [{suite.dataset.origin}, {suite.dataset.licence}]")


def _runs() -> Path:
    from parallaxe.cli.settings import load_settings

    return load_settings().home / "runs"
