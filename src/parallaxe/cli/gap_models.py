"""Models for ``parallaxe analyse gap`` straight from catalogue and ledger: sides, days, values, replicates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pyarrow as pa

    from parallaxe.analyse.from_ledger import Stated
    from parallaxe.analyse.gap_result import Placed
    from parallaxe.analyse.left_out import LeftOut
    from parallaxe.analyse.sides import By, Standing
    from parallaxe.catalog import Catalogue
    from parallaxe.ledger import Ledger
    from parallaxe.statistics.arrays import FloatArray

#: What says where a model stands and when it came out.
_ABOUT = ("developer", "based_on", "open_weights", "release_date")


class Field(NamedTuple):
    """Models placed, replicates of their values if there are any, the rest."""

    models: list[Placed]
    replicates: FloatArray | None
    left_out: list[LeftOut]


def from_ledger(by: By, index: str, published: str | None) -> Field:
    """Every model of the ledger that an index places.

    Args:
        by: what makes a side.
        index: recipe fitted to the ledger's scores.
        published: name and version of an index whose published values count instead; these have no replicates.

    Raises:
        InsufficientDataError: too few scores, or no value of the index of that name.
    """
    from parallaxe.analyse.from_ledger import placed
    from parallaxe.analyse.scale import fit_scale
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.index import load_recipe, score_rows
    from parallaxe.cli.settings import load_settings
    from parallaxe.ledger import Ledger

    settings = load_settings()
    catalogue, ledger = load_catalogue(settings.catalogue), Ledger.open(settings.home)
    table = ledger.table(metric=(*_ABOUT, "intelligence_index", "benchmark_score"))
    released, standings = _about(ledger, catalogue, table, by)
    if published:
        values = _values(score_rows(table), published)
        found, left_out = placed(values, index=published, released=released, standings=standings)
        return Field(found, None, left_out)
    scale = fit_scale(load_recipe(index), score_rows(table))
    values = [_stated(model, float(value)) for model, value in zip(scale.models, scale.values, strict=True)]
    found, left_out = placed(values, index=index, released=released, standings=standings)
    place = {model: i for i, model in enumerate(scale.models)}
    kept = scale.replicates[:, [place[one.model] for one in found]]
    return Field(found, kept, [*left_out, *scale.left_out])


def side_named(by: By, name: str) -> str:
    """The side a name means: a country's or an organization's slug, "open" or "closed".

    Raises:
        InvalidValueError: no such side.
    """
    from parallaxe.analyse.sides import CLOSED, OPEN, By
    from parallaxe.catalog import load_catalogue
    from parallaxe.cli.settings import load_settings
    from parallaxe.identity import names_of
    from parallaxe.vocabulary.entity import EntityType
    from parallaxe.vocabulary.errors import InvalidValueError

    if by is By.WEIGHTS:
        if name not in {OPEN, CLOSED}:
            raise InvalidValueError(f"'{name}' is no side", mend=f"Weights are {OPEN} or {CLOSED}.")
        return name
    kind = EntityType.COUNTRY if by is By.COUNTRY else EntityType.ORGANIZATION
    catalogue = load_catalogue(load_settings().catalogue)
    known = catalogue.entities.get(name) or names_of(catalogue).resolve(name, types=[kind]).entity
    if known is None or known.type is not kind:
        raise InvalidValueError(f"'{name}' is no {kind.value} of the catalogue", mend="Name it as the catalogue does.")
    return known.slug


def _about(ledger: Ledger, catalogue: Catalogue, table: pa.Table, by: By) -> tuple[dict[str, str], dict[str, Standing]]:
    """Release and standing by model, of the values the rules of reconciling choose."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from parallaxe.analyse.from_ledger import release_of
    from parallaxe.analyse.sides import standings
    from parallaxe.cli.entities import known_entities
    from parallaxe.reconcile import select

    about = table.filter(pc.is_in(table["metric"], value_set=pa.array(_ABOUT)))
    dropped = {
        ident
        for one in select(about, catalogue, ledger.verdicts())
        if one.shown
        for ids in one.members.values()
        for ident in ids
        if ident != one.shown
    }
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in about.select(["id", "subject", "metric", "text"]).to_pylist():
        if row["subject"] and row["text"] and row["id"] not in dropped:
            found[row["metric"]].append((row["subject"], row["text"]))
    days: dict[str, list[str]] = defaultdict(list)
    for subject, day in found["release_date"]:
        days[subject].append(day)
    released = {subject: chosen for subject, said in days.items() if (chosen := release_of(said))}
    return released, standings(
        known_entities(catalogue, table),
        by,
        makers=found["developer"],
        bases=found["based_on"],
        weights=found["open_weights"],
    )


def _values(rows: Iterable[dict[str, Any]], published: str) -> list[Stated]:
    from parallaxe.vocabulary.errors import InsufficientDataError

    editions: dict[str, dict[str, Stated]] = defaultdict(dict)
    for row in rows:
        dimensions = row["dimensions"]
        if row["metric"] == "intelligence_index" and row["subject"] and row["qualifier"] is None:
            name = f"{dimensions.get('index', '')} {dimensions.get('index_version', '')}".strip()
            editions[name][row["subject"]] = _stated(row["subject"], float(row["number"]))
    if published not in editions:
        raise InsufficientDataError(
            f"the ledger has no value of '{published}'",
            mend=f"It has those of {', '.join(sorted(editions)) or 'no index'}.",
        )
    return list(editions[published].values())


def _stated(model: str, value: float) -> Stated:
    from parallaxe.analyse.from_ledger import Stated

    return Stated(key=model, subject=model, value=value)
