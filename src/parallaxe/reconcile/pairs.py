"""Pairs of observations of one subject and metric: do they agree, conflict, update, or differ in scope?"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.exchange import CONVERSION_ROOM, ExchangeRates
from parallaxe.reconcile.frame import Codes, Frame
from parallaxe.reconcile.names import EXACT_NAMES
from parallaxe.reconcile.ranges import rounds_to
from parallaxe.reconcile.spans import Bools, at_no_known_time, changing, disjoint, is_of, part_of_whole, same_span
from parallaxe.reconcile.twins import completed
from parallaxe.vocabulary.finding import FindingKind
from parallaxe.vocabulary.unit import is_currency

#: In a larger group each observation is compared with this many of its neighbours in scope and time.
WINDOW = 64

#: Of several values of these, two that have nothing in common exclude one another: joint makers name each other.
EXCLUSIVE_NAMES = frozenset({"developer"})
#: Names of which one at a time holds: another one at another time has followed.
SUCCESSIVE_NAMES = frozenset({"owner"})
#: Amounts of a metric with several values, told within so many days and so near each other, are one item.
SAME_NEWS, SAME_SIZE = 60, 1.5
#: "Over" and "under" reach this far at another time: what is further off has changed.
OPEN_REACH = 1.25

Said = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Verdicts:
    """Pairs (left, right) that disagree, what kind each is, what differs (position in ``differs``), and in which scopes."""

    left: Codes
    right: Codes
    kind: NDArray[np.int8]
    difference: Codes
    differs: list[tuple[str, ...]]
    frame: Frame


_CONFLICT, _UPDATE, _SCOPE = 0, 1, 2
#: What a scope means that does not say so.
_UNSAID = {"modality": "actual"}
_KINDS = (FindingKind.CONFLICT, FindingKind.UPDATE, FindingKind.UNIT_OR_SCOPE_DIFFERENCE)


def compare(frame: Frame, rates: ExchangeRates, many: frozenset[str]) -> Iterator[Draft]:
    """Disagreements within each subject and metric, one draft a connected set of observations.

    Args:
        frame: the observations.
        rates: what amounts in two currencies are compared by.
        many: metrics of which a subject may have several values at once.
    """
    found = _judge(frame, rates, many)
    for kind, name in enumerate(_KINDS):
        mine = np.flatnonzero(found.kind == kind)
        yield from _components(found, mine, name, len(frame))


def candidate_pairs(frame: Frame) -> tuple[Codes, Codes]:
    """Pairs of rows that share a resolved subject and a metric."""
    rows = np.flatnonzero(frame.subject >= 0)
    group = frame.subject[rows] * max(len(frame.metrics), 1) + frame.metric[rows]
    order = np.lexsort((frame.start[rows], frame.scope[rows], group))
    rows, group = rows[order], group[order]
    lefts, rights = [], []
    for step in range(1, WINDOW + 1):
        if step >= rows.size:
            break
        together = np.flatnonzero(group[step:] == group[:-step])
        if not together.size:
            break
        lefts.append(rows[together])
        rights.append(rows[together + step])
    if not lefts:
        return np.empty(0, np.int64), np.empty(0, np.int64)
    return np.concatenate(lefts), np.concatenate(rights)


def _judge(frame: Frame, rates: ExchangeRates, many: frozenset[str]) -> Verdicts:
    left, right = candidate_pairs(frame)
    agree = _agree(frame, left, right, rates) & ~_overtaken(frame, left, right)
    agreeing = (left[agree], right[agree])
    frame = completed(frame, *agreeing)
    left, right = left[~agree], right[~agree]
    code, differs, comparable = _differences(frame, left, right)
    left, right, code = left[comparable], right[comparable], code[comparable]
    apart = disjoint(frame, left, right)
    scoped = np.asarray([bool(names) for names in differs], dtype=bool)[code] if code.size else np.empty(0, bool)
    modal = np.asarray([names == ("modality",) for names in differs], dtype=bool)
    scoped &= ~(apart & _only_currency(frame, left, right, differs, code))
    kind = np.where(scoped, _SCOPE, np.where(apart, _UPDATE, _CONFLICT)).astype(np.int8)
    covered = _covered(frame, agreeing, left, right)
    keep = _worth_telling(frame, left, right, kind, covered, apart) & _same_item(
        frame, left, right, kind, modal[code], many
    )
    keep &= ~at_no_known_time(frame, left, right)
    return Verdicts(left[keep], right[keep], kind[keep], code[keep], differs, frame)


def _only_currency(frame: Frame, left: Codes, right: Codes, differs: list[tuple[str, ...]], code: Codes) -> Bools:
    """Pairs that differ in nothing but the currency: at another time a company told in euros is still the same company."""
    unit = np.asarray([names == ("unit",) for names in differs], dtype=bool)
    if not unit.any():
        return np.zeros(left.shape, bool)
    money = _money(frame)
    result: Bools = unit[code] & money[frame.unit[left]] & money[frame.unit[right]]
    return result


def _agree(frame: Frame, left: Codes, right: Codes, rates: ExchangeRates) -> Bools:
    """Whether two statements can both hold; amounts whose rate is unknown are not held against each other."""
    same_unit: Bools = (frame.unit[left] == frame.unit[right]) & (frame.kind[left] == frame.kind[right])
    numeric = frame.kind[left] != "t"
    touching = (frame.lower[left] <= frame.upper[right]) & (frame.lower[right] <= frame.upper[left])
    number = frame.kind[left] == "n"
    rounded = number & rounds_to(frame.value[left], frame.value[right], frame.digit[left], frame.digit[right])
    agree: Bools = same_unit & numeric & (touching | rounded)
    names = np.flatnonzero(same_unit & ~numeric)
    agree[names] = _names_agree(frame, left[names], right[names])
    money = np.flatnonzero(number & ~same_unit & _money(frame)[frame.unit[left]] & _money(frame)[frame.unit[right]])
    one, other = dollars(frame, left[money], rates), dollars(frame, right[money], rates)
    unknown = ~(np.isfinite(one) & np.isfinite(other)) & (frame.value[left[money]] != frame.value[right[money]])
    agree[money] = unknown | _near(one, other, frame, left[money], right[money])
    return agree


def _overtaken(frame: Frame, left: Codes, right: Codes) -> Bools:
    """Pairs of an open end and a number far beyond it at another time: "over 190" of a year ago is not this year's 346."""
    number = (frame.kind[left] == "n") & (frame.unit[left] == frame.unit[right]) & changing(frame, left)
    open_ended = ~(np.isfinite(frame.lower) & np.isfinite(frame.upper))
    low, high = np.minimum(frame.value[left], frame.value[right]), np.maximum(frame.value[left], frame.value[right])
    beyond: Bools = number & (open_ended[left] | open_ended[right]) & (low > 0) & (high > low * OPEN_REACH)
    beyond[beyond] = disjoint(frame, left[beyond], right[beyond])
    return beyond


def _names_agree(frame: Frame, left: Codes, right: Codes) -> Bools:
    one, other = frame.value[left].astype(np.int64), frame.value[right].astype(np.int64)
    agree: Bools = one == other
    exact = [frame.metrics[code] in EXACT_NAMES for code in frame.metric[left]]
    for position in np.flatnonzero(~agree):
        agree[position] = frame.names.agree(int(one[position]), int(other[position]), exact=exact[position])
    return agree


def _money(frame: Frame) -> Bools:
    return np.asarray([is_currency(unit) for unit in frame.units], dtype=bool)


def dollars(frame: Frame, rows: Codes, rates: ExchangeRates) -> NDArray[np.float64]:
    """Dollars for one unit of each row's currency on the last day it is valid, else published."""
    days = np.where(frame.end[rows] >= 0, frame.end[rows], frame.published[rows])
    worth = np.full(rows.shape, np.nan)
    for code in np.unique(frame.unit[rows]):
        mine = frame.unit[rows] == code
        worth[mine] = rates.in_dollars(frame.units[code], days[mine])
    return worth


def _near(one: NDArray[np.float64], other: NDArray[np.float64], frame: Frame, left: Codes, right: Codes) -> Bools:
    low = np.fmax(frame.lower[left] * one, frame.lower[right] * other)
    high = np.fmin(frame.upper[left] * one, frame.upper[right] * other)
    with np.errstate(invalid="ignore"):
        near: Bools = np.isfinite(one) & np.isfinite(other) & (low <= high * (1 + CONVERSION_ROOM))
    return near


def _differences(frame: Frame, left: Codes, right: Codes) -> tuple[Codes, list[tuple[str, ...]], Bools]:
    """For each pair the position of its differences, the distinct differences, and comparability."""
    same_source = frame.source[left] == frame.source[right]
    span, part = same_span(frame, left, right), part_of_whole(frame, left, right)
    unit = frame.unit[left] != frame.unit[right]
    unnamed = _unnamed_rankings(frame, left, right)
    size = max(len(frame.scopes.texts), 1)
    flags = part * 16 + unnamed * 8 + same_source * 4 + span * 2 + unit
    key = (frame.scope[left] * size + frame.scope[right]) * 32 + flags
    distinct, inverse = _distinct(key)
    texts: dict[tuple[str, ...] | None, int] = {}
    codes = np.empty(distinct.size, np.int64)
    for position, number in enumerate(distinct.tolist()):
        pair, flags = divmod(number, 32)
        one, other = divmod(pair, size)
        names = frame.scopes.differences(one, other, same_source=bool(flags & 4), same_span=bool(flags & 2))
        more = [name for bit, name in ((1, "unit"), (8, "ranking"), (16, "period")) if flags & bit]
        told = None if names is None else tuple(dict.fromkeys((*more, *names)))
        codes[position] = texts.setdefault(told, len(texts))
    code = codes[inverse]
    comparable = code != texts.get(None, -1)
    return code, [names or () for names in texts], comparable


def _unnamed_rankings(frame: Frame, left: Codes, right: Codes) -> Bools:
    """Pairs of ranks of which one does not say in which ranking: they are not shown to be one quantity."""
    ranks = is_of(frame, left, frozenset({"rank"}))
    named = np.asarray([frame.scopes.names_ranking(code) for code in range(len(frame.scopes.texts))], dtype=bool)
    result: Bools = ranks & ~(named[frame.scope[left]] & named[frame.scope[right]])
    return result


def _distinct(codes: Codes) -> tuple[Codes, Codes]:
    """Distinct codes and the position of each in them, by hash and not by sorting."""
    encoded = pc.dictionary_encode(pa.array(codes))
    return encoded.dictionary.to_numpy(), encoded.indices.cast(pa.int64()).to_numpy()


def _covered(frame: Frame, agreeing: tuple[Codes, Codes], left: Codes, right: Codes) -> Bools:
    """Pairs of which one row agrees with some row of the other's source: that source says so too."""
    size = max(len(frame.sources), 1)
    one, other = agreeing
    foreign = frame.source[one] != frame.source[other]
    one, other = one[foreign], other[foreign]
    said = pa.array(np.concatenate((one * size + frame.source[other], other * size + frame.source[one])))
    asked = (left * size + frame.source[right], right * size + frame.source[left])
    covered = [pc.is_in(pa.array(codes), value_set=said).to_numpy(zero_copy_only=False) for codes in asked]
    return np.asarray(covered[0] | covered[1], dtype=bool)


def _worth_telling(
    frame: Frame, left: Codes, right: Codes, kind: NDArray[np.int8], covered: Bools, apart: Bools
) -> Bools:
    """Leaves out what a source that lists several values already says one of, and rows of tables.

    An author who gives a quantity in two units describes it twice (conversions have their own check).
    A table tells its own rows apart; only that two of them contradict each other is worth a word. A
    text beside a table is worth one where it contradicts it, was overtaken by it, or tells a figure of
    the same time that counting records anew, in another scope, does not give.
    """
    tables = frame.cell[left] & frame.cell[right]
    any_table = frame.cell[left] | frame.cell[right]
    unclear = (frame.start[left] < 0) | (frame.start[right] < 0) | (frame.scope[left] != frame.scope[right])
    shielded = covered & (any_table | (unclear & (kind != _UPDATE)))
    same_source = frame.source[left] == frame.source[right]
    two_measures = frame.unit[left] != frame.unit[right]
    told_apart = (kind == _SCOPE) & same_source & (apart | two_measures)
    overtaken = (kind == _UPDATE) & (frame.scope[left] == frame.scope[right]) & ~tables
    counted = _counted(frame)
    held_against = (kind == _SCOPE) & ~tables & (counted[left] | counted[right]) & ~apart
    beside_table = (any_table & (kind != _CONFLICT) & ~overtaken & ~held_against) | (tables & same_source)
    keep: Bools = ~shielded & ~told_apart & ~beside_table
    return keep


def _counted(frame: Frame) -> Bools:
    """Rows that we counted ourselves in records."""
    return np.asarray(pc.equal(frame.table["kind"], "recomputed").fill_null(False), dtype=bool)


def _same_item(
    frame: Frame, left: Codes, right: Codes, kind: NDArray[np.int8], modal: Bools, many: frozenset[str]
) -> Bools:
    """Where a subject may have several values, two are compared only if they are shown to be one item.

    Shown by days that agree (for a plan and what came of it, by the same days), by a dimension both state alike, by one number in two currencies, or by
    amounts near each other told in the same weeks.
    """
    several = is_of(frame, left, many)
    names = frame.kind[left] == "t"
    dated = (frame.start[left] >= 0) & (frame.start[right] >= 0) & (kind != _UPDATE)
    same_number = (frame.value[left] == frame.value[right]) & (frame.unit[left] != frame.unit[right])
    planned = modal & dated & same_span(frame, left, right)
    shown = (
        (dated & (kind == _CONFLICT)) | planned | same_number | (_one_story(frame, left, right) & (kind == _CONFLICT))
    )
    for position in np.flatnonzero(several & ~names & ~shown):
        shown[position] = _shares_dimension(frame, int(left[position]), int(right[position]))
    exclusive = is_of(frame, left, EXCLUSIVE_NAMES)
    foreign = frame.source[left] != frame.source[right]
    successive = is_of(frame, left, SUCCESSIVE_NAMES)
    followed = successive & names & foreign & (kind == _UPDATE) & (frame.start[left] >= 0) & (frame.start[right] >= 0)
    result: Bools = ~several | (shown & ~names) | (exclusive & names & foreign) | followed
    return result


def _one_story(frame: Frame, left: Codes, right: Codes) -> Bools:
    """Amounts two sources tell in the same weeks, near each other and without a word on which item."""
    other = (frame.source[left] != frame.source[right]) & (frame.unit[left] == frame.unit[right])
    undated = (frame.start[left] < 0) & (frame.start[right] < 0)
    published = (frame.published[left] >= 0) & (frame.published[right] >= 0)
    together = published & (np.abs(frame.published[left] - frame.published[right]) <= SAME_NEWS)
    low, high = np.minimum(frame.value[left], frame.value[right]), np.maximum(frame.value[left], frame.value[right])
    result: Bools = other & undated & together & (low > 0) & (high <= low * SAME_SIZE)
    return result


def _shares_dimension(frame: Frame, left: int, right: int) -> bool:
    one, other = frame.scopes[int(frame.scope[left])], frame.scopes[int(frame.scope[right])]
    return any(name != "modality" and other.get(name) == value for name, value in one.items())


def _components(found: Verdicts, mine: Codes, kind: FindingKind, size: int) -> Iterator[Draft]:
    if not mine.size:
        return
    left, right = found.left[mine], found.right[mine]
    graph = coo_array((np.ones(mine.size, np.int8), (left, right)), shape=(size, size))
    _, label = connected_components(graph, directed=False)
    involved = np.zeros(size, bool)
    involved[left] = involved[right] = True
    rows = np.flatnonzero(involved)
    rows = rows[np.argsort(label[rows], kind="stable")]
    cuts = [0, *(np.flatnonzero(np.diff(label[rows])) + 1).tolist(), rows.size]
    named = _names_by_label(found, mine, label[left])
    ordered, labels = rows.tolist(), label[rows].tolist()
    said: dict[tuple[frozenset[int], tuple[str, ...]], Said] = {}
    for first, last in itertools.pairwise(cuts):
        names = named[labels[first]]
        differs = {FindingKind.CONFLICT: ("value",), FindingKind.UPDATE: ("period",)}.get(kind, names)
        if kind is not _KINDS[_SCOPE]:
            yield Draft(kind, tuple(ordered[first:last]), differs)
            continue
        told = frozenset(found.frame.scope[ordered[first:last]].tolist()), differs
        if told not in said:
            said[told] = _said(found.frame, *told)
        yield Draft(kind, tuple(ordered[first:last]), differs, scopes=said[told])


def _said(frame: Frame, codes: frozenset[int], differs: tuple[str, ...]) -> Said:
    """For each dimension that differs what some scopes say of it, in words."""
    scopes = [frame.scopes[code] for code in codes]
    said = ((name, sorted({scope.get(name, _UNSAID.get(name, "")) for scope in scopes} - {""})) for name in differs)
    return tuple((name, tuple(values)) for name, values in said if values)


def _names_by_label(found: Verdicts, mine: Codes, labels: NDArray[np.int32]) -> dict[int, tuple[str, ...]]:
    size = max(len(found.differs), 1)
    pairs, _ = _distinct(labels.astype(np.int64) * size + found.difference[mine])
    named: dict[int, tuple[str, ...]] = {}
    for label, difference in (divmod(pair, size) for pair in pairs.tolist()):
        named[label] = tuple(sorted({*named.get(label, ()), *found.differs[difference]}))
    return named
