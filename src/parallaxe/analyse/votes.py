"""Pairwise votes to ratings: one pass that counts, then a fit on counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from parallaxe.analyse.database import name_of
from parallaxe.statistics.arrays import FloatArray, IntArray
from parallaxe.statistics.bradley_terry import Ratings, bradley_terry, cluster_robust
from parallaxe.statistics.ties import Correction, tie_groups
from parallaxe.vocabulary.errors import InsufficientDataError, InvalidValueError, UnknownFormatError

if TYPE_CHECKING:
    import pyarrow as pa

COLUMNS = ("model_a", "model_b", "winner")
#: Words for the outcome; arena exports write the second form.
OUTCOMES = {"a": 1.0, "b": 0.0, "tie": 0.5, "model_a": 1.0, "model_b": 0.0, "tie (bothbad)": 0.5, "both_bad": 0.5}


class Rating(msgspec.Struct, frozen=True, kw_only=True):
    """A model's rating.

    Args:
        model: as named in the votes.
        rating: natural log-odds; the mean over models is 0.
        lower: lower end of its interval.
        upper: upper end.
        votes: it took part in.
        points: it took, a tie being half.
        group: tie group, 1 for the best.
        best_rank: best rank the votes allow.
        worst_rank: worst rank they allow.
    """

    model: str
    rating: float
    lower: float
    upper: float
    votes: int
    points: float
    group: int
    best_rank: int
    worst_rank: int


@dataclass(frozen=True)
class VoteCounts:
    """Votes added up by ordered pair (and cluster).

    Attributes:
        names: of the models, sorted.
        first: number of each row's first model.
        second: of its second.
        points: the first took in these votes.
        votes: the row stands for.
        cluster: number of each row's cluster, None without clusters.
    """

    names: tuple[str, ...]
    first: IntArray
    second: IntArray
    points: FloatArray
    votes: FloatArray
    cluster: IntArray | None

    def wins(self) -> FloatArray:
        """(m, m), points the row's model took from the column's."""
        matrix = np.zeros((len(self.names),) * 2)
        np.add.at(matrix, (self.first, self.second), self.points)
        np.add.at(matrix, (self.second, self.first), self.votes - self.points)
        return matrix


def count_votes(batches: Iterable[pa.RecordBatch]) -> VoteCounts:
    """Add up votes by pair, and by cluster where there is such a column; one pass, in little memory.

    Args:
        batches: votes with columns model_a, model_b, winner (a, b or tie) and optionally cluster,
            such as ``table.to_batches()`` or a Parquet file's; fastest where the reader keeps
            the names dictionary-encoded.

    Raises:
        UnknownFormatError: a column is missing.
        InvalidValueError: a null model, a model against itself, an unknown outcome, a null cluster.
        InsufficientDataError: no votes.
    """
    counter: _Counter | None = None
    for batch in batches:
        if missing := [name for name in COLUMNS if name not in batch.schema.names]:
            raise UnknownFormatError(
                f"lacks the column{'s' if len(missing) > 1 else ''} {', '.join(missing)}",
                where="votes",
                mend=f"It needs {', '.join(COLUMNS)} and may have cluster; it has {', '.join(batch.schema.names)}.",
            )
        if counter is None:
            counter = _ClusteredCounter() if "cluster" in batch.schema.names else _Counter()
        counter.add(batch)
    if counter is None or not counter.names:
        raise InsufficientDataError("no votes", where="votes", mend="Hand in a file with at least two models.")
    return counter.counts()


def rate(counts: VoteCounts, *, level: float = 0.95, correction: Correction = "holm") -> tuple[list[Rating], str]:
    """Ratings, best first, and the method of their intervals.

    Raises:
        NotIdentifiableError: votes that do not connect the models, or separate them.
        InsufficientDataError: a single cluster.
    """
    fitted = bradley_terry(counts.wins(), counts.names)
    if counts.cluster is not None:
        fitted = cluster_robust(fitted, counts.cluster, counts.first, counts.second, counts.points, counts.votes)
    return rating_rows(fitted, counts.wins(), level=level, correction=correction), f"Bradley-Terry, {fitted.method}"


def rating_rows(fitted: Ratings, wins: FloatArray, *, level: float, correction: Correction) -> list[Rating]:
    """A fit as rows, best first."""
    lower, upper = fitted.ends(level)
    ties = tie_groups(fitted.rating, fitted.p_values(), level=level, correction=correction)
    played = (wins + wins.T).sum(axis=1)
    return [
        Rating(
            model=fitted.names[i],
            rating=float(fitted.rating[i]),
            lower=float(lower[i]),
            upper=float(upper[i]),
            votes=round(float(played[i])),
            points=float(wins[i].sum()),
            group=int(ties.group[i]),
            best_rank=int(ties.best_rank[i]),
            worst_rank=int(ties.worst_rank[i]),
        )
        for i in np.argsort(-fitted.rating, kind="stable")
    ]


class Codes(dict[Any, int]):
    """Numbers for names, in the order first seen."""

    def numbers(self, column: Any, name: str) -> IntArray:
        """Number of each row's name."""
        numbers, positions = self.of(column, name)
        return numbers[positions]

    def of(self, column: Any, name: str) -> tuple[IntArray, NDArray[np.int32]]:
        """Number of each entry of the column's dictionary, and the column as positions in it."""
        import pyarrow as pa

        encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        entries = encoded.dictionary.to_pylist()
        if len(set(entries)) < len(entries):  # a dictionary may repeat itself; the table's cells must not
            encoded = encoded.cast(encoded.type.value_type).dictionary_encode()
            entries = encoded.dictionary.to_pylist()
        if encoded.null_count or None in entries:
            raise InvalidValueError("a vote has no value", where=f"votes, column {name}", mend="Leave it out.")
        keys = self._keys(entries, name)
        numbers = np.array([self.setdefault(key, len(self)) for key in keys], dtype=np.int64)
        return numbers, np.asarray(encoded.indices, dtype=np.int32)

    def _keys(self, entries: list[Any], name: str) -> list[Any]:
        """What entries are known by."""
        del name
        return entries


class Names(Codes):
    """Numbers for models: 7, "7" and b"7" are one name, whatever type each column has."""

    def _keys(self, entries: list[Any], name: str) -> list[Any]:
        names = [name_of(entry) for entry in entries]
        if "" in names:
            raise InvalidValueError("a vote has an empty name", where=f"votes, column {name}", mend="Leave it out.")
        return names


class _Counter:
    """Votes added up into a table (models, models, outcomes) that grows with the names met."""

    def __init__(self) -> None:
        self.names = Names()
        self.table: FloatArray = np.zeros((64, 64, 3))

    def add(self, batch: pa.RecordBatch) -> None:
        first, a = self.names.of(batch.column("model_a"), "model_a")
        second, b = self.names.of(batch.column("model_b"), "model_b")
        outcome, w = _outcomes(batch.column("winner"))
        key = (a * np.int32(second.size) + b) * np.int32(outcome.size) + w
        shape = (first.size, second.size, outcome.size)
        found = np.bincount(key, minlength=first.size * second.size * outcome.size).reshape(shape)
        grown = len(self.names) - len(self.table)
        if grown > 0:
            grown += len(self.names)
            self.table = np.pad(self.table, ((0, grown), (0, grown), (0, 0)))
        # Several words may mean one outcome: they are added one after the other.
        for k, kind in enumerate(outcome):
            self.table[first[:, None], second[None, :], kind] += found[:, :, k]

    def counts(self) -> VoteCounts:
        first, second = np.nonzero(self.table.any(axis=2))
        cells = self.table[first, second]
        return _sorted(self.names, first, second, cells @ _POINTS, cells.sum(axis=1), None)


class _ClusteredCounter(_Counter):
    """Votes added up by cluster too: kept as numbers and grouped at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.clusters = Codes()
        self.parts: list[tuple[NDArray[np.int32], ...]] = []

    def add(self, batch: pa.RecordBatch) -> None:
        columns = [self.names.of(batch.column(name), name) for name in ("model_a", "model_b")]
        columns += [self.clusters.of(batch.column("cluster"), "cluster"), _outcomes(batch.column("winner"))]
        self.parts.append(tuple(numbers[positions].astype(np.int32) for numbers, positions in columns))

    def counts(self) -> VoteCounts:
        import pyarrow as pa

        columns = ("first", "second", "cluster", "outcome")
        parts = {name: np.concatenate([part[k] for part in self.parts]) for k, name in enumerate(columns)}
        rows = pa.table(parts).group_by(list(columns)).aggregate([([], "count_all")])
        first, second, cluster, outcome, votes = (
            np.asarray(rows[name], dtype=np.int64) for name in (*columns, "count_all")
        )
        return _sorted(self.names, first, second, _POINTS[outcome] * votes, votes.astype(np.float64), cluster)


#: Points of the first model by outcome: it won, it lost, a tie.
_POINTS = np.array([1.0, 0.0, 0.5])


def outcome_points(column: Any) -> FloatArray:
    """Points of the first model, row by row."""
    outcome, positions = _outcomes(column)
    points: FloatArray = _POINTS[outcome][positions]
    return points


def _outcomes(column: Any) -> tuple[IntArray, NDArray[np.int32]]:
    import pyarrow as pa

    encoded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    words = [
        word.decode("utf-8", "replace") if isinstance(word, bytes) else word for word in encoded.dictionary.to_pylist()
    ]
    unknown = [repr(word) for word in words if word not in OUTCOMES]
    if unknown or encoded.null_count:
        raise InvalidValueError(
            f"unknown outcome {', '.join(unknown[:5] or ['null'])}",
            where="votes, column winner",
            mend="Write a, b or tie; leave out votes without an outcome.",
        )
    numbers = np.array([list(_POINTS).index(OUTCOMES[word]) for word in words], dtype=np.int64)
    return numbers, np.asarray(encoded.indices, dtype=np.int32)


def _sorted(
    names: dict[Any, int],
    first: IntArray,
    second: IntArray,
    points: FloatArray,
    votes: FloatArray,
    cluster: IntArray | None,
) -> VoteCounts:
    """Number models in the order of their names, so that the order of the votes does not matter."""
    if (first == second).any():
        same = list(names)[int(first[first == second][0])]
        raise InvalidValueError(f"'{same}' is compared with itself", where="votes", mend="Leave such votes out.")
    ordered = sorted(names)
    place = np.empty(len(names), dtype=np.int64)
    place[[names[name] for name in ordered]] = np.arange(len(names))
    return VoteCounts(tuple(ordered), place[first], place[second], points, votes, cluster)
