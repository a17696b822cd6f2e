"""Item results to scores, intervals and tie groups; sums in the database, tests on the matrix."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np

from parallaxe.analyse.database import arrow, name_of, require_columns
from parallaxe.analyse.left_out import LeftOut
from parallaxe.statistics.arrays import BoolArray, FloatArray
from parallaxe.statistics.cluster import MINIMUM_CLUSTERS, Clusters
from parallaxe.statistics.proportion import clustered_wilson
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError

if TYPE_CHECKING:
    import duckdb

COLUMNS = ("model", "item", "score")
#: Rows grouped in memory at a time.
BATCH = 6_000_000


class ModelScore(msgspec.Struct, frozen=True, kw_only=True):
    """A model's mean score.

    Args:
        model: as named in the input.
        score: mean over its items.
        lower: lower end of the interval, None where not identifiable.
        upper: upper end, likewise.
        standard_error: of the mean, clustered; None likewise.
        n: items with a result.
        clusters: they fall in.
        method: of the interval.
    """

    model: str
    score: float
    lower: float | None
    upper: float | None
    standard_error: float | None
    n: int
    clusters: int
    method: str


@dataclass(frozen=True)
class ItemMatrix:
    """Results as a matrix; every model that has one.

    Attributes:
        models: names, shape (m,).
        items: names, shape (n,).
        scores: (m, n), 0 where there is none.
        observed: (m, n).
        clusters: of the items.
    """

    models: tuple[str, ...]
    items: tuple[str, ...]
    scores: FloatArray
    observed: BoolArray
    clusters: Clusters


class ItemTable:
    """Item results in a database: columns model, item, score and optionally cluster.

    A null score is an absent result; NaN is an error; zero is a score.

    Args:
        connection: with the results as a table or view ``items``; memory and threads are its settings.

    Raises:
        UnknownFormatError: a column is missing.
        InvalidValueError: NaN or infinite scores, null names, an item twice for one model, an
            item in two clusters.
        InsufficientDataError: no result at all.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self.connection = connection
        self.clustered = "cluster" in require_columns(connection, "items", COLUMNS)
        connection.execute(_RESULTS.replace("$", "cluster" if self.clustered else "item AS cluster"))
        self.left_out: list[LeftOut] = []
        totals = self._totals()
        self.totals = [total for total in totals if total["n"]]
        if not self.totals:
            raise InsufficientDataError("no item result", where="items", mend="Hand in a table with scores.")
        self.rows: int = sum(total["n"] for total in self.totals)
        self._refuse_duplicates(totals)

    def scores(self, level: float = 0.95) -> list[ModelScore]:
        """Mean, standard error and interval of every model, best first, from sums alone.

        Raises:
            InsufficientDataError: all results lie in one cluster.
        """
        spread = self._cluster_spread() if self.clustered else self._item_spread()
        if max(found["clusters"] for found in spread.values()) < MINIMUM_CLUSTERS:
            raise InsufficientDataError(
                "all results lie in one cluster: an interval is not identifiable",
                where="items",
                mend="Hand in items of two clusters or more.",
            )
        binary = all(total["two_valued"] for total in self.totals)
        rows = [_score(total, spread[total["model"]], level, binary=binary) for total in self.totals]
        return sorted(rows, key=lambda row: (-row.score, row.model))

    def matrix(self) -> ItemMatrix:
        """All results at once, for paired tests and item response."""
        table = arrow(self.connection, "SELECT model, item, score, cluster FROM results WHERE score IS NOT NULL")
        model = table["model"].combine_chunks().dictionary_encode()
        item = table["item"].combine_chunks().dictionary_encode()
        rows, columns = np.asarray(model.indices), np.asarray(item.indices)
        shape = (len(model.dictionary), len(item.dictionary))
        scores, observed = np.zeros(shape), np.zeros(shape, dtype=np.bool_)
        scores[rows, columns], observed[rows, columns] = np.asarray(table["score"]), True
        codes = np.zeros(shape[1], dtype=np.int64)
        codes[columns] = np.asarray(table["cluster"].combine_chunks().dictionary_encode().indices)
        clusters = Clusters.of(codes) if self.clustered else Clusters.singletons(shape[1])
        names = tuple(map(name_of, model.dictionary.to_pylist()))
        return ItemMatrix(names, tuple(map(name_of, item.dictionary.to_pylist())), scores, observed, clusters)

    def _totals(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = arrow(self.connection, _TOTALS).to_pylist()
        for row in rows:
            if row["broken"]:
                raise InvalidValueError(
                    f"{row['broken']} scores of '{name_of(row['model'])}' are NaN or infinite",
                    where="items, column score",
                    mend="An absent result is null; NaN is not null.",
                )
            if row["model"] in {None, "", b""} or row["nameless"]:
                raise InvalidValueError(
                    "a row has no model, item or cluster", where="items", mend="Name it or leave the row out."
                )
            if row["absent"]:
                why = "not identifiable: no result at all" if not row["n"] else "null scores: no result"
                self.left_out.append(LeftOut(what=name_of(row["model"]), why=why, count=row["absent"]))
        return rows

    def _parts(self, totals: list[dict[str, Any]]) -> Iterator[list[str]]:
        """Models by the number of rows that can be grouped in memory; files sorted by model are read once."""
        part: list[str] = []
        rows = 0
        for total in totals:
            if part and rows + total["rows"] > BATCH:
                yield part
                part, rows = [], 0
            part.append(total["model"])
            rows += total["rows"]
        if part:
            yield part

    def _refuse_duplicates(self, totals: list[dict[str, Any]]) -> None:
        """One pass suffices for complete models: as many rows as items and the items' sum of hashes."""
        ((items, signature, split),) = self.connection.execute(_ITEMS).fetchall()
        if self.clustered and split is not None:
            raise InvalidValueError(
                f"the item '{name_of(split)}' is in two clusters", where="items", mend="Give each item one cluster."
            )
        unclear = [total for total in totals if (total["rows"], total["signature"]) != (items, signature)]
        for part in self._parts(unclear):
            for model, item in self.connection.execute(_for_models(_DUPLICATES, part), part).fetchall():
                raise InvalidValueError(
                    f"'{name_of(model)}' has several rows for the item '{name_of(item)}'",
                    where="items",
                    mend="Keep one row an item; average repeated attempts first, or make them items of one cluster.",
                )

    def _item_spread(self) -> dict[str, dict[str, Any]]:
        found = {}
        for total in self.totals:
            n, mean = total["n"], total["total"] / total["n"]
            variance = max(total["square"] - n * mean**2, 0.0) / (n - 1) / n if n > 1 else math.nan
            found[total["model"]] = {"variance": variance, "df": n - 1.0, "clusters": n}
        return found

    def _cluster_spread(self) -> dict[str, dict[str, Any]]:
        """The CR2 variance and its degrees of freedom (statistics.cluster) as sums over clusters."""
        sums = {total["model"]: np.zeros(4) for total in self.totals}
        for part in self._parts(self.totals):
            for model, *values in self.connection.execute(_for_models(_CLUSTER_SUMS, part), part).fetchall():
                sums[model] += [value or 0.0 for value in values]
        spread = {}
        for model, (clusters, variance, first, second) in sums.items():
            known = clusters >= MINIMUM_CLUSTERS
            df = 1 / (first + second**2) if known else math.nan
            spread[model] = {"variance": variance if known else math.nan, "df": df, "clusters": int(clusters)}
        return spread


_RESULTS = "CREATE OR REPLACE TEMP VIEW results AS SELECT model, item, score::DOUBLE AS score, $ FROM items"
_TOTALS = """
SELECT model, count(*) AS rows, count(score) AS n, count(*) - count(score) AS absent, sum(score) AS total,
       sum(score * score) AS square, coalesce(bool_and(score IN (0, 1)), true) AS two_valued,
       count(*) FILTER (NOT isfinite(score)) AS broken, CAST(sum(hash(item)) AS VARCHAR) AS signature,
       count(*) FILTER (item IS NULL OR cluster IS NULL) AS nameless
FROM results GROUP BY model ORDER BY model
"""
_ITEMS = """
SELECT count(*), CAST(sum(hash(item)) AS VARCHAR), any_value(item) FILTER (first <> last)
FROM (SELECT item, min(cluster) AS first, max(cluster) AS last FROM results GROUP BY item)
"""
_DUPLICATES = """
SELECT model, item FROM results WHERE model IN ($) GROUP BY model, item HAVING count(*) > 1 LIMIT 1
"""
_CLUSTER_SUMS = """
WITH groups AS (
    SELECT model, cluster, sum(score) AS s, count(score) AS k
    FROM results WHERE score IS NOT NULL AND model IN ($) GROUP BY model, cluster),
totals AS (SELECT model, sum(k) AS n, sum(s) / sum(k) AS mean FROM groups GROUP BY model)
SELECT model, count(*), sum(pow(s - mean * k, 2) / nullif(1 - k / n, 0)) / any_value(n) ** 2,
       sum(pow(k / (n - k), 2) * (1 - 2 * k / n)) FILTER (k < n),
       sum(pow(k / n, 2) / (1 - k / n)) FILTER (k < n)
FROM groups JOIN totals USING (model) GROUP BY model
"""


def _for_models(query: str, models: list[str]) -> str:
    """The query with one parameter a model, which lets the reader skip what cannot match."""
    return query.replace("$", ", ".join("?" * len(models)))


def _score(total: dict[str, Any], spread: dict[str, Any], level: float, *, binary: bool) -> ModelScore:
    from scipy import stats

    mean, clusters = total["total"] / total["n"], spread["clusters"]
    lower = upper = error = None
    method = "not identifiable: one cluster"
    if clusters >= MINIMUM_CLUSTERS:
        error = math.sqrt(spread["variance"])
        if binary:
            ends = clustered_wilson(mean, error, spread["df"], clusters, level)
            lower, upper, method = float(ends[0]), float(ends[1]), "Wilson, effective n from clusters"
            error = error or None  # all alike: the spread between clusters is unknown, not 0
        elif error > 0:
            half = float(stats.t.ppf((1 + level) / 2, spread["df"])) * error
            lower, upper, method = mean - half, mean + half, "Student t, clustered"
        else:
            error, method = None, "not identifiable: every item has the same score"
    return ModelScore(
        model=name_of(total["model"]),
        score=mean,
        lower=lower,
        upper=upper,
        standard_error=error,
        n=total["n"],
        clusters=clusters,
        method=method,
    )
