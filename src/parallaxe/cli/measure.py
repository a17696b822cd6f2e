"""``parallaxe measure``: put tasks to models, go on with runs, grade again, compare, exchange logs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from parallaxe.cli.runs import add_commands

if TYPE_CHECKING:
    from parallaxe.measure.endpoint import Endpoint
    from parallaxe.measure.graders.contract import Grader
    from parallaxe.measure.judge import Judge
    from parallaxe.measure.run.plan import Plan
    from parallaxe.measure.run.result import Result
    from parallaxe.measure.run.terms import Terms
    from parallaxe.measure.suite import Wishes

app = typer.Typer(
    name="measure", help="Measure models on benchmarks; answers are kept, a killed run goes on.", no_args_is_help=True
)


add_commands(app)


def register(parent: typer.Typer) -> None:
    """Mount the command group."""
    parent.add_typer(app)


@app.command()
def run(
    tasks: Annotated[list[str], typer.Argument(help="Suites by name, or files of rows (JSON Lines, CSV, Parquet).")],
    endpoint: Annotated[str, typer.Option(help="URL, or the name of an endpoint declared in the settings.")],
    model: Annotated[list[str], typer.Option(help="Name of the model at the endpoint; give it again for several.")],
    grader: Annotated[str | None, typer.Option(help="Grader of a file of rows, such as multiple_choice.")] = None,
    repeats: Annotated[int | None, typer.Option(min=1, help="Times each item is asked.")] = None,
    concurrency: Annotated[int, typer.Option(min=1, help="Most requests at once.")] = 32,
    limit: Annotated[int | None, typer.Option(min=1, help="Ask the first items only; marked limited.")] = None,
    budget: Annotated[str | None, typer.Option(help="Stop before this is passed: 5USD, 200000tokens.")] = None,
    price: Annotated[
        str | None,
        typer.Option(
            help="Price of a million tokens: 0.15,0.60USD (in, out), or a provider of models.dev, such as openai."
        ),
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed sent to the endpoint; also draws the items of core.")] = None,
    temperature: Annotated[float | None, typer.Option(min=0, help="Sampling temperature.")] = None,
    max_tokens: Annotated[int | None, typer.Option(min=1, help="Most tokens of an answer.")] = None,
    prompt: Annotated[Path | None, typer.Option(help="File with the prompt's template, fields in braces.")] = None,
    data: Annotated[Path | None, typer.Option(help="Your copy of the dataset that a suite declares.")] = None,
    fetch: Annotated[bool, typer.Option("--fetch", help="Get the suite's dataset from its hub, if need be.")] = False,
    cluster: Annotated[str | None, typer.Option(help="Field whose equal values mark dependent items.")] = None,
    judge: Annotated[str | None, typer.Option(help="Judging model, for rubric and pairwise: MODEL[@ENDPOINT].")] = None,
    key_env: Annotated[str, typer.Option(help="Environment variable that holds the endpoint's key.")] = "PARALLAXE_KEY",
    deadline: Annotated[float, typer.Option(min=0.1, help="Seconds one request may take.")] = 600.0,
    patience: Annotated[float, typer.Option(min=0, help="Seconds without any answer before the run stops.")] = 120.0,
    stream: Annotated[bool, typer.Option("--stream", help="Ask for streamed answers.")] = False,
    cache: Annotated[bool, typer.Option("--cache", help="Reuse answers of earlier runs to equal requests.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin anew where a run of the same settings exists.")] = False,
    into: Annotated[Path | None, typer.Option(help="Folder of the run (default: under the home folder).")] = None,
    record: Annotated[bool, typer.Option("--record", help="Put the scores into the ledger as measured.")] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Print one JSON object; a list of them for several runs.")
    ] = False,
) -> None:
    """Put tasks to models. The same command goes on with a run that was stopped or killed."""
    from parallaxe.cli.endpoints import endpoint_named
    from parallaxe.measure.suite import Wishes

    wishes = Wishes(
        grader=grader,
        repeats=repeats,
        limit=limit,
        seed=seed,
        temperature=temperature,
        max_tokens=max_tokens,
        prompt=_text_of(prompt) if prompt else None,
        cluster=cluster,
        stream=stream,
    )
    results: list[Result] = []
    try:
        for task in tasks:
            for name in model:
                terms = terms_of(
                    concurrency, deadline, patience, budget, price, model=name, cache=cache, fresh=fresh, into=into
                )
                served = endpoint_named(endpoint, name, key_env)
                results.append(_one(task, served, wishes, terms, data=data, fetch=fetch, judge=judge, quiet=json))
    finally:  # what the first ones gave is shown and recorded, whatever stops a later one
        if results:
            show(results, json=json)
        if record:
            from parallaxe.cli.runs import record_run

            for result in results:
                if result.score is not None:
                    record_run(str(into or result.run))


def _text_of(path: Path) -> str:
    from parallaxe.vocabulary.errors import UnreadableInputError

    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableInputError(
            f"the prompt cannot be read ({error})", where=str(path), mend="Write it as text in UTF-8."
        ) from error


def terms_of(
    concurrency: int,
    deadline: float,
    patience: float,
    budget: str | None,
    price: str | None,
    *,
    model: str,
    cache: bool,
    fresh: bool,
    into: Path | None,
) -> Terms:
    """How a run is carried out, from options and settings."""
    from parallaxe.cli.prices import price_named
    from parallaxe.cli.settings import load_settings
    from parallaxe.measure.run.budget import parse_budget
    from parallaxe.measure.run.terms import Limits, Terms

    home = load_settings().home
    return Terms(
        runs=home / "runs",
        into=into,
        fresh=fresh,
        limits=Limits(concurrency=concurrency, deadline_s=deadline, patience_s=patience),
        budget=parse_budget(budget) if budget else None,
        price=price_named(price, model) if price else None,
        cache=home / "answers.sqlite" if cache else None,
    )


def judged(said: str | None, endpoint: Endpoint) -> dict[str, Judge]:
    """``MODEL`` at the same endpoint, or ``MODEL@ENDPOINT`` with its key in PARALLAXE_JUDGE_KEY."""
    import msgspec

    from parallaxe.cli.endpoints import endpoint_named
    from parallaxe.measure.judge import Judge

    if said is None:
        return {}
    model, _, where = said.partition("@")
    if not where:
        return {"judge": Judge(msgspec.structs.replace(endpoint, model=model))}
    other = endpoint_named(where, model, "PARALLAXE_JUDGE_KEY")
    return {"judge": Judge(other, named=f"{model}@{other.url}")}


def _one(
    task: str,
    endpoint: Endpoint,
    wishes: Wishes,
    terms: Terms,
    *,
    data: Path | None,
    fetch: bool,
    judge: str | None,
    quiet: bool,
) -> Result:
    from parallaxe.cli.settings import load_settings
    from parallaxe.measure.suite import declared, grader_for, of_file, plan, rows_of
    from parallaxe.vocabulary.errors import InvalidValueError

    settings, path = load_settings(), Path(task)
    if path.is_file() or path.suffix:
        if wishes.grader is None:
            raise InvalidValueError(
                "a file of rows needs a grader", where=task, mend="Add --grader multiple_choice, or another."
            )
        name, suite, rows = path.stem, of_file(path, wishes.grader), path
    else:
        name, suite = task, declared(task, settings.catalogue)
        rows = rows_of(task, suite, data, settings.home / "datasets", wishes.seed, fetch=fetch)
    grader = grader_for(suite, wishes, **judged(judge, endpoint))
    return carry_out_shown(plan(name, suite, rows, endpoint, grader, wishes), grader, terms, quiet=quiet)


def carry_out_shown(plan: Plan, grader: Grader, terms: Terms, *, quiet: bool) -> Result:
    """Carry a plan out with progress on the terminal; an interrupt says that nothing is lost."""
    from parallaxe.measure.run.session import carry_out
    from parallaxe.measure.terminal import Progress

    progress = Progress(f"{plan.task} {plan.endpoint.model}")
    try:
        return carry_out(plan, grader, terms, progress if progress.shown and not quiet else None)
    except KeyboardInterrupt:
        typer.echo("parallaxe: stopped; every finished answer is kept, the same command goes on", err=True)
        raise typer.Exit(130) from None
    finally:
        progress.end()


def show(results: list[Result], *, json: bool) -> None:
    """Results as a table; as JSON one object, or a list of them where there are several."""
    import msgspec

    from parallaxe.measure.terminal import table

    if json:
        typer.echo(msgspec.json.encode(results[0] if len(results) == 1 else results).decode())
    else:
        typer.echo(table(results))
