"""Scores an index is made of, checked for what must not be mixed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

import msgspec

from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.recipe import Component, NullMeans, Recipe
from parallaxe.vocabulary.errors import IncomparableError, InsufficientDataError, InvalidValueError


class Score(msgspec.Struct, frozen=True, kw_only=True):
    """One model's printed score on one benchmark.

    Args:
        model: name or slug.
        benchmark: slug of the component.
        score: as printed; None for a null.
        configuration: of the model (reasoning effort, tools, provider); part of who it is.
        benchmark_version: the source states.
        index_version: where the score was published as part of an index.
        standard_error: of the score, as printed.
        source: id of the source.
        observation: id of the observation it came from.
    """

    model: str
    benchmark: str
    score: float | None
    configuration: str | None = None
    benchmark_version: str | None = None
    index_version: str | None = None
    standard_error: float | None = None
    source: str | None = None
    observation: str | None = None


@dataclass(frozen=True)
class Sheet:
    """Normalised scores by model in one configuration, then benchmark.

    Attributes:
        values: 0 to 1.
        scores: as handed in.
        left_out: what was not used.
    """

    values: dict[tuple[str, str | None], dict[str, float]]
    scores: dict[tuple[str, str | None], dict[str, Score]]
    left_out: list[LeftOut] = field(default_factory=list)


def sheet(recipe: Recipe, scores: Iterable[Score]) -> Sheet:
    """Sort scores by model and configuration, normalise them, refuse what must not be mixed.

    Raises:
        IncomparableError: a score of another version of the index or of the benchmark, scores of several
            versions of one benchmark, or one model with and without a stated configuration.
        InvalidValueError: unknown benchmark, NaN, a value beyond its scale, or two scores for one place.
        InsufficientDataError: no score at all.
    """
    components = {component.benchmark: component for component in recipe.components}
    found, versions = Sheet({}, {}), dict[str, str]()
    for score in scores:
        component = components.get(score.benchmark)
        if component is None:
            raise InvalidValueError(
                f"'{score.benchmark}' is no component of {recipe.id}",
                where=f"score of {score.model}",
                mend=f"Components are {', '.join(components) or 'none'}.",
            )
        _refuse_other_versions(recipe, component, score)
        _refuse_mixed_versions(component, score, versions)
        if score.standard_error is not None and not 0 <= score.standard_error < math.inf:
            raise InvalidValueError(
                f"a standard error of {score.standard_error}",
                where=f"{score.model}, {component.name}",
                mend="Leave the cell empty where none is known.",
            )
        value = score.score if score.score is not None or recipe.null_means is NullMeans.ABSENT else 0.0
        if value is None:
            found.left_out.append(LeftOut(what=f"{score.model}, {component.name}", why="null: no result"))
            continue
        key = (score.model, score.configuration)
        if score.benchmark in found.values.setdefault(key, {}):
            raise InvalidValueError(
                f"two scores on {component.name}",
                where=_named(key),
                mend="Choose one, or say in which configuration each was measured.",
            )
        found.values[key][score.benchmark] = _normalised(component, value, _named(key))
        found.scores.setdefault(key, {})[score.benchmark] = score
    if not found.values:
        raise InsufficientDataError("no score", where=recipe.id, mend="Hand in scores of its components.")
    _refuse_unclear_configurations(found)
    return found


def _refuse_other_versions(recipe: Recipe, component: Component, score: Score) -> None:
    if score.index_version not in (None, recipe.version):
        raise IncomparableError(
            f"a score of version {score.index_version} does not belong in version {recipe.version}",
            where=f"{score.model}, {component.name}",
            mend=f"Use the recipe of version {score.index_version}.",
        )
    if component.version and score.benchmark_version not in (None, component.version):
        raise IncomparableError(
            f"version {score.benchmark_version} of {component.name} is not version {component.version}",
            where=score.model,
            mend="Leave it out, or make a new version of the index.",
        )


def _refuse_mixed_versions(component: Component, score: Score, versions: dict[str, str]) -> None:
    """Where a recipe leaves a benchmark's version open, its scores must still be of one."""
    if score.benchmark_version is None:
        return
    first = versions.setdefault(component.benchmark, score.benchmark_version)
    if first != score.benchmark_version:
        raise IncomparableError(
            f"versions {first} and {score.benchmark_version} of {component.name} are mixed",
            where=score.model,
            mend="Hand in scores of one version of each benchmark.",
        )


def _refuse_unclear_configurations(found: Sheet) -> None:
    """A score without configuration could belong to any of the model's stated ones."""
    stated = {model for model, configuration in found.values if configuration is not None}
    if unclear := sorted(model for model, configuration in found.values if configuration is None and model in stated):
        raise IncomparableError(
            "has scores with and without a configuration",
            where=unclear[0],
            mend="State the configuration of each score; those of different ones are never mixed.",
        )


def _normalised(component: Component, value: float, where: str) -> float:
    scale = component.normalisation
    share = (value - scale.low) / (scale.high - scale.low)
    if scale.clamp:
        return min(max(share, 0.0), 1.0)
    if not 0 <= share <= 1:  # catches NaN too
        raise InvalidValueError(
            f"{value} on {component.name} is not between {scale.low} and {scale.high}",
            where=where,
            mend="Is it a percentage where a fraction is expected? NaN is not null.",
        )
    return share


def _named(key: tuple[str, str | None]) -> str:
    return key[0] if key[1] is None else f"{key[0]} ({key[1]})"
