"""Scores of an index's components from observations of a ledger, one a model, configuration and benchmark."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.recipe import Component, Recipe
from parallaxe.analyse.scores import Score

#: Which source is believed first: an independent measurer, then the producer, then the press.
CLASSES = "BAC"
#: Observations of these metrics are read: components, and the index's own published values.
METRICS = ("benchmark_score", "intelligence_index")
#: An observation and the component it is a score of; None where it is the index's own value.
Candidate = tuple[Component | None, Mapping[str, Any]]


def observed_scores(
    recipe: Recipe, rows: Iterable[Mapping[str, Any]], *, best_configuration: bool = False
) -> tuple[list[Score], list[LeftOut]]:
    """Choose by stated rules, never by averaging.

    Of several observations of one model, configuration and benchmark, the source's class decides,
    then what we measured ourselves, then the later valid or published date; if these are
    alike and the values are not, the place is left open as unresolved. A value that another is, rounded,
    is the same value. Runs that were limited or broken off are left out, and so are all versions of a
    benchmark but the one that the recipe names, or else that most models were measured on.

    Args:
        recipe: the index.
        best_configuration: give each model the best of what its configurations reached on a benchmark, runs
            of one source that it does not tell apart included, and no configuration: for what a model can
            reach, as Epoch's index has it, not for what a user of one configuration gets.
        rows: current observations with subject, metric, number, unit, dimensions, kind, lower,
            upper, level, published, valid, source, source_class and id.

    Returns:
        Scores in the unit of the recipe's components, the index's published values among them
        with the recipe's own id as benchmark, and what was left out.
    """
    components = {name: c for c in recipe.components for name in (_plain(c.benchmark), _plain(c.name))}
    found: dict[tuple[str, str | None, str], list[Candidate]] = defaultdict(list)
    left_out: list[LeftOut] = []
    for row in rows:
        dimensions = dict(row["dimensions"] or {})
        if row["subject"] is None or row["number"] is None or dimensions.get("modality", "actual") != "actual":
            continue
        component = components.get(_plain(dimensions.get("benchmark", "")))
        published = row["metric"] == "intelligence_index" and _is_index(recipe, dimensions)
        if component is None and not published:
            continue
        name = recipe.id if component is None else component.benchmark
        if dimensions.get("coverage", "full") != "full":
            part = f"a {dimensions['coverage']} run: not all items were answered"
            left_out.append(LeftOut(what=f"{row['subject']}, {name}", why=part, count=1))
            continue
        found[row["subject"], dimensions.get("configuration"), name].append((component, row))
    left_out += _leave_one_version(found)
    scores = []
    stated = {model for model, configuration, _ in found if configuration is not None and not best_configuration}
    for (model, configuration, name), several in sorted(found.items(), key=lambda item: str(item[0])):
        candidates = _best_of_each_source(several) if best_configuration else several
        if configuration is None and model in stated:
            unclear = "states no configuration, while others of this model do: it could be any of them"
            left_out.append(LeftOut(what=f"{model}, {name}", why=unclear, count=len(candidates)))
            continue
        chosen, why = _chosen(candidates)
        if why:
            left_out.append(LeftOut(what=f"{model}, {name}", why=why, count=len(candidates)))
        if chosen is not None and (why := _beyond(*chosen)):
            left_out.append(LeftOut(what=f"{model}, {name}", why=why, count=len(candidates)))
        elif chosen is not None:
            scores.append(_score(model, configuration, name, *chosen))
    return (_best(scores) if best_configuration else scores), left_out


def _leave_one_version(found: dict[tuple[str, str | None, str], list[Candidate]]) -> list[LeftOut]:
    """Keep one version of each benchmark, the recipe's or else the commonest; says what was dropped."""
    models: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for (model, _, name), candidates in found.items():
        for _, row in candidates:
            models[name][_version(row)].add(model)
    commonest = {name: max(by, key=lambda v: (len(by[v]), v == "", v)) for name, by in models.items()}
    left_out = []
    for key, candidates in list(found.items()):
        said = [(pair, _other_version(*pair, commonest[key[2]])) for pair in candidates]
        left_out += [LeftOut(what=f"{key[0]}, {key[2]}", why=why, count=1) for _, why in said if why]
        found[key] = [pair for pair, why in said if why is None]
        if not found[key]:
            del found[key]
    return left_out


def _other_version(component: Component | None, row: Mapping[str, Any], commonest: str) -> str | None:
    """Why a row's version of the benchmark is not the one wanted, None where it is."""
    if component is None:
        return None
    version, wanted = _version(row), component.version or commonest
    if version == wanted or (component.version and not version):
        return None
    return (
        f"is of {f'version {version}' if version else 'an unstated version'}, others of {wanted or 'an unstated one'}"
    )


def _version(row: Mapping[str, Any]) -> str:
    return str(dict(row["dimensions"] or {}).get("benchmark_version") or "")


def _best(scores: Iterable[Score]) -> list[Score]:
    """The best score of each model on each benchmark, whatever the configuration."""
    best: dict[tuple[str, str], Score] = {}
    for score in scores:
        key = score.model, score.benchmark
        if key not in best or (score.score or 0.0) > (best[key].score or 0.0):
            best[key] = score
    return [msgspec.structs.replace(score, configuration=None) for score in best.values()]


def _best_of_each_source(candidates: list[Candidate]) -> list[Candidate]:
    """Of rows that one source does not tell apart, runs with other tools, say, the best."""
    best: dict[tuple[str, str], Candidate] = {}
    for component, row in candidates:
        key = str(row.get("source")), row["unit"]
        if key not in best or row["number"] > best[key][1]["number"]:
            best[key] = component, row
    return list(best.values())


def _is_index(recipe: Recipe, dimensions: Mapping[str, str]) -> bool:
    named = _plain(dimensions.get("index", "")) in {_plain(recipe.title), _plain(recipe.id)}
    return named and dimensions.get("index_version", recipe.version) == recipe.version


def _chosen(candidates: list[Candidate]) -> tuple[Candidate | None, str | None]:
    usable = [(c, row) for c, row in candidates if _factor(c, row["unit"]) is not None]
    if not usable:
        return None, f"its unit '{candidates[0][1]['unit']}' does not convert to the component's"
    usable.sort(key=lambda pair: _rank(pair[1]), reverse=True)
    alike = [pair for pair in usable if _rank(pair[1]) == _rank(usable[0][1])]
    first = max(alike, key=lambda pair: _decimals(pair[1]["number"]))
    if any(not _same(first[1], row) for _, row in alike):
        return None, "unresolved: equally good sources disagree"
    return first, None


def _same(finer: Mapping[str, Any], coarser: Mapping[str, Any]) -> bool:
    """Whether the second value is the first, rounded to the digits it shows behind its point."""
    apart, digits = abs(float(finer["number"]) - float(coarser["number"])), _decimals(coarser["number"])
    rounded = digits > 0 and apart <= 0.5 * 10.0**-digits * (1 + 1e-9)
    return finer["unit"] == coarser["unit"] and (apart == 0 or rounded)


def _decimals(number: Any) -> int:
    """Digits a number shows behind its point."""
    exponent = Decimal(str(number)).normalize().as_tuple().exponent
    return max(0, -int(exponent))


def _rank(row: Mapping[str, Any]) -> tuple[int, bool, str]:
    kind = row.get("source_class") or "C"
    order = len(CLASSES) - CLASSES.index(kind) if kind in CLASSES else 0
    return order, row.get("kind") == "measured", str(row.get("valid") or row.get("published") or "")


def _beyond(component: Component | None, row: Mapping[str, Any]) -> str | None:
    """Why a value is none its component can have, None where it is one."""
    if component is None or component.normalisation.clamp:
        return None
    scale, value = component.normalisation, float(row["number"]) * (_factor(component, row["unit"]) or 1.0)
    return None if scale.low <= value <= scale.high else f"{value:g} is not between {scale.low:g} and {scale.high:g}"


def _factor(component: Component | None, unit: str) -> float | None:
    """From the observation's unit to the component's printed one; None where there is no way."""
    if component is None:
        return 1.0
    percent = component.normalisation.high == 100  # noqa: PLR2004 — percent
    return {"%": 1.0 if percent else 0.01, "fraction": 100.0 if percent else 1.0}.get(
        unit, None if component.normalisation.high == 1 else 1.0
    )


def _score(
    model: str, configuration: str | None, name: str, component: Component | None, row: Mapping[str, Any]
) -> Score:
    factor = _factor(component, row["unit"]) or 1.0
    return Score(
        model=model,
        benchmark=name,
        score=float(row["number"]) * factor,
        configuration=configuration,
        benchmark_version=dict(row["dimensions"] or {}).get("benchmark_version"),
        standard_error=None if component is None else _error(row, factor),
        source=row.get("source"),
        observation=row.get("id"),
    )


def _error(row: Mapping[str, Any], factor: float) -> float | None:
    """Standard error that a 95 % interval around the value implies."""
    if row.get("lower") is None or row.get("upper") is None or row.get("level") != 0.95:  # noqa: PLR2004
        return None
    return float(row["upper"] - row["lower"]) / 2 / 1.959963984540054 * factor


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("'", "").replace("’", "")).strip("-")
