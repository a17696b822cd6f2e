"""A run's result as measured observations for the ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from parallaxe.measure.run.plan import Plan
from parallaxe.measure.run.result import Result
from parallaxe.measure.suite import Suite
from parallaxe.vocabulary.locator import Run
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.source import Redistribution, Source, SourceClass

SOURCE_ID = "own-measurements"


def source(day: str) -> Source:
    """Who measured: the user of this installation, with parallaxe."""
    return Source(
        id=SOURCE_ID,
        publisher="parallaxe",
        title="Measurements made with this installation",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        redistribution=Redistribution.DATA,
        licence="CC0-1.0",
        fetched=day,
    )


def scope(plan: Plan, suite: Suite | None) -> dict[str, str]:
    """Dimensions that say what a plan measures: benchmark, its version, and what was asked otherwise than declared.

    The version names the items by their hash, unless they are all those of a published release: only then are
    the scores of others comparable.
    """
    said = {"benchmark": suite.benchmark if suite else plan.task, "modality": "actual"}
    release = suite.dataset if suite else None
    whole = release is not None and (release.sha256 == plan.dataset.sha256 or release.rows == plan.dataset.count)
    if not whole:
        said["benchmark_version"] = f"{plan.suite_version or 'file'}, items {plan.dataset.sha256[:12]}"
    if suite and (other := _otherwise(plan, suite)):
        said["configuration"] = other
    return said


def _otherwise(plan: Plan, suite: Suite) -> str:
    """Settings that differ from the suite's, as text."""
    declared, asked = suite.generation, plan.generation
    names = ("temperature", "max_tokens", "top_p", "stop")
    parts = [f"{name} {getattr(asked, name)}" for name in names if getattr(asked, name) != getattr(declared, name)]
    if suite.prompt and plan.user != suite.prompt:
        parts.append("other prompt")
    if plan.grader != suite.grader:
        parts.append(f"graded by {plan.grader}")
    return ", ".join(parts)


def observations(
    result: Result,
    *,
    scope: Mapping[str, str],
    day: str,
    subject: Callable[[str], str | None],
    tool: str | None = None,
) -> list[Observation]:
    """The score of a run, in % to two decimals, with numerator, n and interval; none where nothing was graded.

    ``coverage`` is ``full`` where all items were answered: only such a run may be shown beside published
    figures. Any other carries ``metric_variant`` too, so that it is comparable with none of them.

    Args:
        result: of the run.
        scope: what it measures, see ``scope``.
        day: ISO day the run ended.
        subject: slug of the entity that a model's name means, None where that is uncertain.
        tool: that made the run, where it was not us: then the score is recomputed from its records, not measured.
    """
    if result.score is None:
        return []
    coverage = "full" if result.complete else "limited" if result.limited else "partial"
    dimensions = {**scope, "coverage": coverage}
    if not result.complete:
        dimensions["metric_variant"] = f"{result.n} of {result.total} answers"
    interval = result.interval.scaled(100) if result.interval else None
    return [
        Observation(
            subject=subject(result.model),
            surface=result.model,
            subject_type="model",
            metric="benchmark_score",
            number=Decimal(repr(round(100 * result.score, 2))),
            unit="%",
            kind=Kind.RECOMPUTED if tool else Kind.MEASURED,
            source=SOURCE_ID,
            locator=Run(run=result.run),
            dimensions=dimensions,
            numerator=Decimal(repr(round(result.score * result.items, 6))),
            n=result.items,
            interval=interval,
            valid=day,
            published=day,
            origin=tool or "parallaxe",
        )
    ]
