"""Stated ranks against the scores the same source gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.frame import Codes, Frame
from parallaxe.reconcile.ownership import Makers, products_by_maker
from parallaxe.reconcile.scope import words
from parallaxe.vocabulary.finding import FindingKind

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue

#: Scores, volumes and shares that rankings are made by.
RANKED_BY = (
    "intelligence_index", "benchmark_score", "usage_volume", "usage_share", "market_share", "users", "revenue",
    "valuation", "model_count", "funding_raised", "capex_commitment", "context_length", "output_speed", "throughput",
)  # fmt: skip
#: Words of a ranking's name that say what it is by, beside the words of the metrics' own ids and units.
_BY_WORDS = {
    "usage_volume": {"token", "call", "usage", "traffic"},
    "usage_share": {"token", "share", "usage", "traffic", "call"},
    "market_share": {"revenue", "market", "share", "sale", "turnover"},
    "revenue": {"revenue", "sale", "turnover"},
    "users": {"user", "mau", "dau", "active", "audience"},
    "intelligence_index": {"intelligence", "index"},
    "benchmark_score": {"score", "benchmark", "arena", "lmarena", "leaderboard", "elo"},
    "valuation": {"valuation", "capitalisation", "worth"},
    "funding_raised": {"funding", "raised", "financing"},
    "capex_commitment": {"capex", "investment"},
    "context_length": {"context"},
    "output_speed": {"speed", "fastest"},
    "throughput": {"throughput"},
    "model_count": {"count"},
    # by what no metric of these counts
    "": {
        "cheapest", "citation", "cost", "download", "employee", "growth", "installation", "latency", "like", "paper",
        "patent", "popularity", "price", "size", "star", "vote",
    },
}  # fmt: skip
#: Words of a ranking's name that leave out some of what the same scores are told of.
_RESTRICTS = frozenset(
    {
        "china", "closed", "coding", "domestic", "europe", "france", "free", "germany", "india", "japan", "korea", "local",
        "open", "paying", "russia", "small", "us",
    }
)  # fmt: skip
_MIN_SCORED = 2
#: What of one subject is ranked apart.
_ITEM = ("offer", "configuration")
_Key = tuple[int, str]


@dataclass(frozen=True, slots=True)
class _Entry:
    """A ranked or scored subject: its code, which of its offers or configurations, the row that says so, and the number."""

    subject: int
    item: str
    row: int
    number: float

    @property
    def key(self) -> _Key:
        """What has one place: a subject, or one of its offers or configurations."""
        return self.subject, self.item


def check_rankings(frame: Frame, makers: Makers, catalogue: Catalogue) -> Iterator[Draft]:
    """Ranks whose order contradicts the scores, ranks given twice, and better ones left out.

    Compared within one source only. Where the ranking's name says what it is by, only that quantity
    counts; otherwise every quantity of which the source scores at least two ranked subjects.
    """
    ranked = _by_source(frame, "rank")
    if not ranked:
        return
    yield from _one_place_for_two(frame, makers)
    scored = {name: _measures(frame, name, frozenset(ranked)) for name in RANKED_BY if name in frame.metrics}
    products = products_by_maker(makers)
    for source, rows in ranked.items():
        measures = [(metric, scores) for metric, by_source in scored.items() for scores in by_source.get(source, ())]
        for ranking in _rankings(frame, rows) if measures else ():
            named = _quantities_named(frame, ranking[0].row)
            for metric, scores in measures:
                if not named or metric in named:
                    yield from _check(frame, ranking, scores, metric, products, catalogue)


def _by_source(frame: Frame, metric: str) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    rows = frame.rows_of(metric)
    rows = rows[(frame.kind[rows] == "n") & (frame.subject[rows] >= 0)]
    for row, source in zip(rows.tolist(), frame.source[rows].tolist(), strict=True):
        found[source].append(row)
    return found


def _rankings(frame: Frame, rows: list[int]) -> Iterator[list[_Entry]]:
    """Entries of each ranking of a source: the same words for what is ranked, days that agree."""
    groups: dict[tuple[frozenset[str], int, int], list[_Entry]] = defaultdict(list)
    for row in rows:
        key = (_ranking_words(frame, row), int(frame.start[row]), int(frame.end[row]))
        groups[key].append(
            _Entry(int(frame.subject[row]), _item(frame, int(frame.scope[row])), row, float(frame.value[row]))
        )
    yield from groups.values()


def _item(frame: Frame, scope: int) -> str:
    said = frame.scopes[scope]
    return "; ".join(said[name] for name in _ITEM if name in said)


def _ranking_words(frame: Frame, row: int) -> frozenset[str]:
    dimensions = frame.scopes[int(frame.scope[row])]
    texts = [
        dimensions[name] for name in ("ranking", "population", "scope", "benchmark", "market") if name in dimensions
    ]
    return words(" ".join(texts)) if texts else frozenset()


def _quantities_named(frame: Frame, row: int) -> set[str]:
    """Metrics the ranking's name says it is by; none where it does not say."""
    said = _ranking_words(frame, row)
    return {name for name, cues in _BY_WORDS.items() if said & cues} if said else set()


def _measures(frame: Frame, metric: str, sources: frozenset[int]) -> dict[int, list[dict[_Key, _Entry]]]:
    """By source, scores of one kind: benchmark, unit and days alike; the first where a subject has several.

    Kinds a source scores too few subjects by to contradict a ranking are left out.
    """
    rows = frame.rows_of(metric)
    rows = rows[(frame.kind[rows] == "n") & (frame.subject[rows] >= 0)]
    rows = _as_written(frame, rows[np.isin(frame.source[rows], np.fromiter(sources, np.int64))])
    columns = (frame.source, frame.scope, frame.unit, frame.start, frame.end, frame.subject, frame.value)
    groups: dict[tuple[int, str, int, int, int], dict[_Key, _Entry]] = defaultdict(dict)
    for row, source, scope, unit, start, end, subject, value in zip(
        rows.tolist(), *(column[rows].tolist() for column in columns), strict=True
    ):
        entries = groups[source, frame.scopes[scope].get("benchmark", ""), unit, start, end]
        entry = _Entry(subject, _item(frame, scope), row, value)
        entries.setdefault(entry.key, entry)
    found: dict[int, list[dict[_Key, _Entry]]] = defaultdict(list)
    for (source, *_), entries in groups.items():
        if len(entries) >= _MIN_SCORED:
            found[source].append(entries)
    return found


def _as_written(frame: Frame, rows: Codes) -> Codes:
    """Rows by their place in the source, so that the order they come in changes nothing."""
    return rows[np.lexsort((np.asarray(frame.column("id", rows), dtype=str), frame.place[rows]))]


def _check(
    frame: Frame,
    ranking: list[_Entry],
    scores: dict[_Key, _Entry],
    metric: str,
    products: dict[str, frozenset[str]],
    catalogue: Catalogue,
) -> Iterator[Draft]:
    linked = [(entry, score) for entry in ranking if (score := _score_of(frame, entry, scores, products))]
    if not linked or len(scores) < _MIN_SCORED or not _same_days(frame, linked):
        return
    declared = catalogue.metrics.get(metric)
    sign = -1.0 if declared and declared.higher_is_better is False else 1.0
    yield from _wrong_order(frame, linked, sign)
    yield from _given_twice(linked)
    if _restricted(frame, linked):
        return
    yield from _left_out(frame, linked, scores, sign)
    yield from _too_low(frame, linked, scores, sign)


def _score_of(
    frame: Frame, entry: _Entry, scores: dict[_Key, _Entry], products: dict[str, frozenset[str]]
) -> _Entry | None:
    """The subject's own score, else the one of it there is, else that of the one thing of its making the source scores."""
    if entry.key in scores:
        return scores[entry.key]
    own = [score for score in scores.values() if score.subject == entry.subject]
    if own:
        return own[0] if len(own) == 1 and not (own[0].item and entry.item) else None
    made = products.get(frame.subjects[entry.subject], frozenset())
    found = [score for score in scores.values() if frame.subjects[score.subject] in made]
    return found[0] if len(found) == 1 else None


def _same_days(frame: Frame, linked: list[tuple[_Entry, _Entry]]) -> bool:
    entry, score = linked[0]
    if frame.start[entry.row] < 0 or frame.start[score.row] < 0:
        return True
    return bool(frame.start[entry.row] <= frame.end[score.row] and frame.start[score.row] <= frame.end[entry.row])


def _restricted(frame: Frame, linked: list[tuple[_Entry, _Entry]]) -> bool:
    """Whether a ranking is of some only ("open models") and the scores are not said to be: others may stand above."""
    entry, score = linked[0]
    scope = words(" ".join(frame.scopes[int(frame.scope[score.row])].values()))
    return not (_ranking_words(frame, entry.row) & _RESTRICTS).issubset(scope)


def _one_place_for_two(frame: Frame, makers: Makers) -> Iterator[Draft]:
    """A place of one named ranking and one time given to two subjects, whoever gives it.

    A unit and who owns it are not two.
    """
    groups: dict[tuple[frozenset[str], int, int, float], list[int]] = defaultdict(list)
    rows = frame.rows_of("rank")
    for row in rows[(frame.kind[rows] == "n") & (frame.subject[rows] >= 0)].tolist():
        ranking = _ranking_words(frame, row)
        if ranking:
            groups[ranking, int(frame.start[row]), int(frame.end[row]), float(frame.value[row])].append(row)
    for (_, start, _, rank), found in groups.items():
        subjects = {frame.subjects[code] for code in frame.subject[found].tolist()}
        several = len({slug for slug in subjects if makers.get(slug, frozenset()).isdisjoint(subjects)}) > 1
        one_source = len(set(frame.source[found].tolist())) == 1
        if several and (start >= 0 or one_source):
            text = f"place {rank:g} of one ranking is given to several"
            yield Draft(FindingKind.INCONSISTENCY, tuple(found), ("rank order",), text)


def _wrong_order(frame: Frame, linked: list[tuple[_Entry, _Entry]], sign: float) -> Iterator[Draft]:
    for entry, score in linked:
        above = [
            (other, theirs)
            for other, theirs in linked
            if other.number < entry.number and sign * theirs.number < sign * score.number
        ]
        tied = [
            (other, theirs)
            for other, theirs in linked
            if other.number < entry.number and theirs.number == score.number and _between(linked, other, entry, theirs)
        ]
        for kind, wrong in (("has the better score", above), ("has the same score, with others between them", tied)):
            if wrong:
                names = ", ".join(_name(frame, other.subject) for other, _ in wrong)
                rows = [entry.row, score.row, *(row for pair in wrong for row in (pair[0].row, pair[1].row))]
                text = f"ranked {entry.number:g} below {names}, yet {kind}"
                yield Draft(FindingKind.INCONSISTENCY, _unique(rows), ("rank order",), text)


def _between(linked: list[tuple[_Entry, _Entry]], upper: _Entry, lower: _Entry, score: _Entry) -> bool:
    return any(upper.number < entry.number < lower.number and mine.number != score.number for entry, mine in linked)


def _given_twice(linked: list[tuple[_Entry, _Entry]]) -> Iterator[Draft]:
    groups: dict[float, list[tuple[_Entry, _Entry]]] = defaultdict(list)
    for entry, score in linked:
        groups[entry.number].append((entry, score))
    for rank, pairs in groups.items():
        subjects = {entry.key for entry, _ in pairs}
        if len(subjects) > 1 and len({score.number for _, score in pairs}) > 1:
            rows = [row for entry, score in pairs for row in (entry.row, score.row)]
            text = f"rank {rank:g} is given to several with different scores"
            yield Draft(FindingKind.INCONSISTENCY, _unique(rows), ("rank order",), text)


def _left_out(
    frame: Frame, linked: list[tuple[_Entry, _Entry]], scores: dict[_Key, _Entry], sign: float
) -> Iterator[Draft]:
    """Scored subjects without a rank that should stand above, or share, a ranked one."""
    placed = {score.key for _, score in linked}
    free = [score for key, score in scores.items() if key not in placed]
    for entry, score in linked:
        better = [other for other in scores.values() if sign * other.number > sign * score.number]
        missing = [other for other in free if sign * other.number > sign * score.number]
        same = [other for other in free if other.number == score.number]
        if missing and len(better) > entry.number - 1:
            rows = [entry.row, score.row, *(other.row for other in (*missing, *same))]
            text = f"ranked {entry.number:g}, although {len(better)} subjects score better in the same source"
            yield Draft(FindingKind.INCONSISTENCY, _unique(rows), ("rank order",), text)
        for other in same:
            text = f"has the score of {_name(frame, score.subject)}, ranked {entry.number:g}, and is missing from the ranking"
            yield Draft(FindingKind.INCONSISTENCY, (other.row, score.row, entry.row), ("value", "subject"), text)


def _too_low(
    frame: Frame, linked: list[tuple[_Entry, _Entry]], scores: dict[_Key, _Entry], sign: float
) -> Iterator[Draft]:
    """A rank below the place the scores give, though the source lists as many subjects as the rank counts.

    Of a table some rows may not be here, because nobody knows their subject: there every place above must be filled.
    """
    filled = {entry.number for entry, _ in linked}
    for entry, score in linked:
        above = {float(place) for place in range(1, int(min(entry.number, len(scores) + 1)))}
        if frame.cell[entry.row] and not above <= filled:
            continue
        better = sum(sign * other.number >= sign * score.number for other in scores.values()) - 1
        worse = [other for other in scores.values() if sign * other.number < sign * score.number]
        if better + 1 < entry.number <= len(scores) and worse:
            ordered = sorted(worse, key=lambda other: -sign * other.number)
            rows = [score.row, entry.row, *(other.row for other in ordered)]
            text = f"ranked {entry.number:g}, although only {better} of {len(scores)} listed score as much"
            yield Draft(FindingKind.INCONSISTENCY, _unique(rows), ("rank order",), text)


def _unique(rows: list[int]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(rows))


def _name(frame: Frame, subject: int) -> str:
    row = int(np.flatnonzero(frame.subject == subject)[0])
    return str(frame.column("surface", np.asarray([row]))[0] or frame.subjects[subject])
