"""Shares of one whole: over 100 %, or not adding up with the rest that is stated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

import numpy as np
from numpy.typing import NDArray

from parallaxe.reconcile.draft import Draft
from parallaxe.reconcile.frame import Codes, Frame
from parallaxe.reconcile.ownership import Above
from parallaxe.reconcile.scope import words
from parallaxe.vocabulary.finding import FindingKind

SHARES = ("market_share", "usage_share", "publication_share", "patent_share", "filing_share")
#: Printed shares are rounded; the sum of a few may pass the whole by this much (fraction).
SUM_ROOM = 0.015
#: Undescribed shares are taken for parts of one whole only this near in a text (code points).
SAME_PASSAGE = 600
#: Words for what remains, as the subject of a share.
_REST = words(
    "other others rest remaining remainder autre autres reste restant restants otro otra otros otras resto outros outras "
    "demais andere anderen übrige übrigen rest khác остальные прочие другие"
)
_REST_SIGNS = ("其他", "其它", "其余", "剩余", "その他", "残り")
#: Tokens and traffic go to one model each; people use several.
_EXCLUSIVE_USE = words("token tokens traffic trafic call calls request requests volume jetons 调用量")
#: Kinds of subjects whose shares are parts beside one another only among themselves.
_LEVELS = {"country": "countries", "place": "countries", "group": "groups"}
_GROUP = {"models"}
_NO_DESCRIPTION = frozenset({"modality", "aggregation"})
#: "Rest of the world" is a region, not what remains of this list.
_REGION = words("world monde mundo welt europe europa asia asie")


def check_shares(frame: Frame, above: Above, types: dict[int, str]) -> Iterator[Draft]:
    """Single shares over the whole, and sets of shares of one source that cannot be parts of one."""
    rows = frame.rows_of(*SHARES)
    rows = rows[(frame.kind[rows] == "n") & np.isin(frame.unit[rows], _fractions(frame))]
    for row in rows[(frame.value[rows] > 1.0 + 1e-9) | (frame.value[rows] < 0.0)].tolist():
        yield Draft(FindingKind.INCONSISTENCY, (row,), ("value",), "a share of a whole lies between 0 and 100 %")
    rows = rows[(frame.value[rows] <= 1.0) & ~may_overlap(frame, rows) & ~_peaks(frame)[frame.scope[rows]]]
    told: set[tuple[int, ...]] = set()
    for group in (*_wholes(frame, rows), *_wholes_across_sources(frame, rows)):
        for level in _levels(frame, group, types):
            draft = _sum(frame, level, above)
            if draft and draft.rows not in told:
                told.add(draft.rows)
                yield draft


def _peaks(frame: Frame) -> NDArray[np.bool_]:
    """Scopes of peaks: each was reached at a time of its own, so that they are no parts of one whole."""
    return np.asarray([told_as(frame, code)[1] == "peak" for code in range(len(frame.scopes.texts))], dtype=bool)


def told_as(frame: Frame, code: int) -> tuple[str, str]:
    """Modality and aggregation of a scope: plans and facts, means and days are no parts of one whole."""
    scope = frame.scopes[code]
    return scope.get("modality", "actual"), scope.get("aggregation", "point")


def _fractions(frame: Frame) -> list[int]:
    return [code for code, unit in enumerate(frame.units) if unit == "fraction"]


def may_overlap(frame: Frame, rows: Codes) -> NDArray[np.bool_]:
    """Shares of people or companies that use several things at once need not add up."""
    usage = np.asarray([name == "usage_share" for name in frame.metrics], dtype=bool)[frame.metric[rows]]
    scopes = [words(" ".join(frame.scopes[code].values())) for code in range(len(frame.scopes.texts))]
    exclusive = np.asarray([bool(bag & _EXCLUSIVE_USE) for bag in scopes], dtype=bool)
    result: NDArray[np.bool_] = usage & ~exclusive[frame.scope[rows]]
    return result


def descriptions(frame: Frame) -> list[frozenset[str]]:
    """For each scope the words that describe the whole; none where it is not described."""
    return [
        words(" ".join(value for name, value in frame.scopes[code].items() if name not in _NO_DESCRIPTION)) - _REST
        if frame.scopes[code].keys() - _NO_DESCRIPTION
        else frozenset()
        for code in range(len(frame.scopes.texts))
    ]


def _wholes_across_sources(frame: Frame, rows: Codes) -> Iterator[list[int]]:
    """Shares of one described whole at one time, whoever states them."""
    groups: dict[tuple[int, frozenset[str], tuple[str, str], int, int], list[int]] = defaultdict(list)
    bags = descriptions(frame)
    for row in rows[frame.start[rows] >= 0].tolist():
        bag = bags[int(frame.scope[row])]
        if bag:
            told = told_as(frame, int(frame.scope[row]))
            groups[int(frame.metric[row]), bag, told, int(frame.start[row]), int(frame.end[row])].append(row)
    yield from (group for group in groups.values() if len(set(frame.source[group].tolist())) > 1)


def _wholes(frame: Frame, rows: Codes) -> Iterator[list[int]]:
    """Shares that are told as parts of one whole: one source, metric, time and scope, one passage."""
    if not rows.size:
        return
    bags = descriptions(frame)
    pairs = [(bag, told_as(frame, code)) for code, bag in enumerate(bags)]
    known = {pair: code for code, pair in enumerate(dict.fromkeys(pairs))}
    described_as = np.asarray([known[pair] for pair in pairs], dtype=np.int64)[frame.scope[rows]]
    start, end = _times(frame, rows, described_as)
    keys = np.stack((frame.source[rows], frame.metric[rows], described_as, start, end), axis=1)
    _, inverse = np.unique(keys, axis=0, return_inverse=True)
    order = np.lexsort((frame.place[rows], inverse))
    rows, inverse = rows[order], inverse[order]
    for group in np.split(rows, np.flatnonzero(np.diff(inverse)) + 1):
        described = bool(bags[int(frame.scope[group[0]])])
        if group.size > 1:
            yield from ([group.tolist()] if described else _passages(frame, group))


def _times(frame: Frame, rows: Codes, described_as: Codes) -> tuple[Codes, Codes]:
    """First and last day of each share; one without a date, told behind a dated one in a passage, is of its time."""
    start, end = frame.start[rows].copy(), frame.end[rows].copy()
    order = np.lexsort((frame.place[rows], described_as, frame.metric[rows], frame.source[rows]))
    before, here = order[:-1], order[1:]
    one, other = rows[before], rows[here]
    together = (frame.source[one] == frame.source[other]) & (frame.metric[one] == frame.metric[other])
    together &= (described_as[before] == described_as[here]) & ~frame.cell[other]
    together &= frame.place[other] - frame.place[one] <= SAME_PASSAGE
    for position in np.flatnonzero(together & (start[here] < 0)).tolist():
        start[here[position]], end[here[position]] = start[before[position]], end[before[position]]
    return start, end


def _passages(frame: Frame, group: Codes) -> Iterator[list[int]]:
    for part in np.split(group, np.flatnonzero(np.diff(frame.place[group]) > SAME_PASSAGE) + 1):
        if part.size > 1:
            yield part.tolist()


def _levels(frame: Frame, group: list[int], types: dict[int, str]) -> list[list[int]]:
    """Shares that may be parts side by side: countries, groups, and what has a maker overlap; a rest goes with each."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, surface in zip(group, frame.column("surface", np.asarray(group)), strict=True):
        code = int(frame.subject[row])
        rest = _is_rest(frame.subjects[code] if code >= 0 else "", str(surface))
        found["rest" if rest else _LEVELS.get(types.get(code, ""), "makers")].append(row)
    rest_rows = found.pop("rest", [])
    if len(found) < 2:  # noqa: PLR2004 - one kind of things
        return [group]
    return [sorted([*rows, *rest_rows], key=group.index) for rows in found.values()]


def _sum(frame: Frame, group: list[int], above: Above) -> Draft | None:
    surfaces = frame.column("surface", np.asarray(group))
    ranges = _ranges(frame, group, surfaces, above)
    low, high = sum(low for low, _ in ranges.values()), sum(high for _, high in ranges.values())
    rest = [name for name in ranges if name.startswith("rest:")]
    if low > 1.0 + SUM_ROOM and len(ranges) > 1:
        return Draft(FindingKind.INCONSISTENCY, tuple(group), ("sum",), f"the shares add up to {low:.1%} at least")
    if rest and len(ranges) > 1 and high < 1.0 - SUM_ROOM:
        return Draft(
            FindingKind.INCONSISTENCY,
            tuple(group),
            ("sum",),
            f"with the rest stated, the shares reach {high:.1%} at most",
        )
    return None


def _ranges(frame: Frame, group: list[int], surfaces: list[str], above: Above) -> dict[str, tuple[float, float]]:
    """Bounds of each subject's share; a range told by two statements is one, a part of another none."""
    found: dict[str, list[int]] = defaultdict(list)
    for row, surface in zip(group, surfaces, strict=True):
        code = int(frame.subject[row])
        name = frame.subjects[code] if code >= 0 else str(surface).casefold()
        found[f"rest:{name}" if _is_rest(name, str(surface)) else name].append(row)
    parts = {name for name in found if above[name] & found.keys() or _narrows(name, found.keys())}
    return {name: bounds(frame, rows) for name, rows in found.items() if name not in parts}


def _narrows(name: str, names: Collection[str]) -> bool:
    """Whether a group's name is that of another with more words: Chinese open-weight models are open-weight models."""
    said = set(name.split("-"))
    return said >= _GROUP and any(set(other.split("-")) < said for other in names if set(other.split("-")) >= _GROUP)


def bounds(frame: Frame, rows: list[int]) -> tuple[float, float]:
    """Lower and upper end of what statements on one share leave, as fractions; all they span where they exclude one another."""
    lower = [max(float(frame.lower[row]), 0.0) for row in rows]
    upper = [min(float(frame.upper[row]), 1.0) for row in rows]
    low, high = max(lower), min(upper)
    return (low, high) if low <= high else (min(lower), max(upper))


def _is_rest(name: str, surface: str) -> bool:
    if any(sign in surface for sign in _REST_SIGNS):
        return True
    said = words(name.replace("-", " ")) | words(surface)
    return bool(said & _REST) and not said & _REGION
