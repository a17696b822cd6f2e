"""What speaks for a metric as that of a figure: what stands around the figure, and where the metric's own words stand."""

from __future__ import annotations

import math
from bisect import bisect_left
from functools import lru_cache

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.cues import COUNTED, OTHER
from parallaxe.read.sentences.evidence import Evidence
from parallaxe.read.sentences.reach import Cues
from parallaxe.read.sentences.thread import Meant, Thread
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule

#: Terms that are part of figures and dates themselves, or told of by the metric's own evidence.
_OWN = frozenset({"units", "months", "weekdays", "numerals", "scales", "metrics"})
#: Words from a figure within which terms speak, and within which they are near.
_REACH, _NEAR = 8, 2
_BOUNDS = ((1, "1"), (3, "3"), (8, "8"), (24, "24"))
#: Clause marks and figures between a cue and its figure are counted up to here.
_MARKS, _CROSSED = 3, 2
_BESIDE = 2


class Beside:
    """What stands beside the figures of a sentence, whatever they are of.

    Args:
        sentence: where they stand.
        roles: of the sentence's names.
    """

    def __init__(self, sentence: Sentence, roles: dict[int, str]) -> None:
        page = self._page = sentence.page
        marks, names = page.marks, sentence.names
        self._marks = marks
        self._terms = [
            (tag.start, tag.end, bisect_left(marks, tag.start), bisect_left(marks, tag.end), tag.category, tag.key)
            for tag in page.free_tags(sentence.start, sentence.end)
            if tag.category not in _OWN
        ]
        self._always = [_named("block", sentence.block.kind)]
        self._always += [_named("names", kind) for kind in {name.type for name in names}]
        self._always += [_named("role", roles[name.start]) for name in names if name.start in roles]
        if own := page.own_company:
            held = any(name.key == own for name in names)
            self._always.append("the text's company named" if held else "the text's company elsewhere")

    def of_figure(self, quantity: Quantity) -> list[str]:
        """What stands around a figure and what it looks like, by name; the same for every metric it may be of."""
        page, start, end = self._page, quantity.start, quantity.end
        found = [
            *self._always,
            _named("magnitude", quantity.value.adjusted()),
            _named("unit", quantity.unit),
            _named("kind", quantity.kind),
            _named("qualifier", quantity.qualifier),
        ]
        before, behind = page.folded[max(0, start - _BESIDE) : start], page.folded[end : end + _BESIDE]
        if (mark := before.strip(" *_")[-1:]) and not mark.isalnum():
            found.append(_named("before it", mark))
        if (mark := behind.strip(" *_")[:1]) and not mark.isalnum():
            found.append(_named("behind it", mark))
        far, near = _REACH * page.word, _NEAR * page.word
        opened, closed = bisect_left(self._marks, start), bisect_left(self._marks, end)
        for first, last, clause, ended, category, key in self._terms:
            if first >= end:
                side, gap, inside = "behind", first - end, clause == closed
            elif last <= start:
                side, gap, inside = "before", start - last, ended == opened
            else:
                side, gap, inside = "around", 0, True
            if inside:
                found.append(_in_clause(category, key))
            if gap <= far:
                found.append(_beside(category, key, side, gap <= near))
        return found


@lru_cache(maxsize=4096)
def _named(what: str, which: object) -> str:
    return f"{what} {which}"


@lru_cache(maxsize=4096)
def _in_clause(category: str, key: str) -> str:
    return f"{category} {key} in its clause"


@lru_cache(maxsize=8192)
def _beside(category: str, key: str, side: str, near: bool) -> str:
    return f"{category} {key} {'right ' if near else ''}{side}"


class Around:
    """What the metrics of a sentence's figures are told by: its cues, what the rules make of it, what went before."""

    def __init__(
        self, sentence: Sentence, rules: dict[str, FigureRule], thread: Thread, cues: Cues, told: list[Meant]
    ) -> None:
        self.sentence, self.rules, self.thread, self._cues = sentence, rules, thread, cues
        self.told = {meant.quantity: meant for meant in told}
        self.cues: dict[str, list[Tag]] = {}
        for cue in cues.all:
            self.cues.setdefault(OTHER if cue.key == COUNTED else cue.key, []).append(cue)
        self._types = {name.type for name in sentence.names}
        self._spoken = sentence.page.spoken_metrics
        self._of_text: dict[str, Evidence] = {}
        self._open = [metric for metric in rules if metric in self.cues or metric in self._spoken]
        self._open_to: dict[str, list[str]] = {}
        self._neighbours: list[tuple[str | None, str | None]] | None = None

    def open_to(self, kind: str) -> list[str]:
        """Metrics named in the sentence or elsewhere in the text that come as quantities of a kind."""
        known = self._open_to.get(kind)
        if known is None:
            known = self._open_to[kind] = [metric for metric in self._open if kind in self.rules[metric].kinds]
        return known

    def neighbours(self, place: int) -> tuple[str | None, str | None]:
        """What the rules take the figures of the same kind before and behind one for."""
        if self._neighbours is None:
            quantities = self.sentence.quantities
            behind = self._told_last(quantities[::-1])[::-1]
            self._neighbours = [*zip(self._told_last(quantities), behind, strict=True)]
        return self._neighbours[place]

    def _told_last(self, quantities: list[Quantity]) -> list[str | None]:
        """For each figure what the rules take the last told one of its kind before it for."""
        last: dict[str, str] = {}
        found = []
        for quantity in quantities:
            kind = quantity.kind
            found.append(last.get(kind))
            if meant := self.told.get(quantity):
                last[kind] = meant.metric
        return found

    def of_metric(
        self, quantity: Quantity, metric: str, carried: str | None, beside: tuple[str | None, str | None]
    ) -> tuple[Evidence, Tag | None]:
        """Evidence for one metric of a figure, and the cue that speaks most for it."""
        found, cue = self._of_cue(quantity, metric)
        told = self.told.get(quantity)
        if told is None:
            if metric == OTHER:
                found.append(("not told", 1.0))
        elif told.metric == metric:
            found += [
                ("told", 1.0),
                ("told, weight", told.weight),
                ("told by cue" if told.cue else "told otherwise", 1.0),
            ]
        if carried == metric:
            found.append(("spoken of before", 1.0))
        if self.thread.headed.get(quantity.kind) == metric:
            found.append(("announced", 1.0))
        before, behind = beside
        if before == metric:
            found.append(("as the one before", 1.0))
        if behind == metric:
            found.append(("as the one behind", 1.0))
        if (of_text := self._of_text.get(metric)) is None:
            of_text = self._of_text[metric] = self._told_of(metric)
        return found + of_text, cue

    def _told_of(self, metric: str) -> Evidence:
        """Evidence for a metric that holds for all figures of the sentence."""
        found = Evidence()
        if metric != OTHER and not self._types.isdisjoint(self.rules[metric].subjects):
            found.append(("subject named", 1.0))
        if times := self._spoken.get(metric, 0):
            found += [("named in the text", 1.0), ("named in the text, times", math.log1p(times))]
        return found

    def _of_cue(self, quantity: Quantity, metric: str) -> tuple[Evidence, Tag | None]:
        cues = self.cues.get(metric)
        if not cues:
            return [("no cue", 1.0)], None
        best: tuple[float, float, Tag] | None = None
        for cue in cues:
            weight = self._cues.weight(quantity, cue)
            gap = max(0, quantity.start - cue.end, cue.start - quantity.end)
            if best is None or (weight, -gap) > best[:2]:
                best = weight, -gap, cue
        assert best is not None  # noqa: S101
        weight, _, cue = best
        return _placed(self.sentence, quantity, cue, weight), cue if weight else None


def _placed(sentence: Sentence, quantity: Quantity, cue: Tag, weight: float) -> Evidence:
    """Where a cue stands to a figure."""
    if cue.start < quantity.end and quantity.start < cue.end:
        side, near, far = "around", 0, 0
    elif cue.end <= quantity.start:
        side, near, far = "before", cue.end, quantity.start
    else:
        side, near, far = "behind", quantity.end, cue.start
    words = sentence.words_between(near, far)
    bound = next((name for limit, name in _BOUNDS if words <= limit), "far")
    kind = quantity.kind
    crossed = len(
        [one for one in sentence.quantities if near <= one.start < far and one is not quantity and one.kind == kind]
    )
    found = [
        *_of_side("cue" if cue.weight == 1 else "weak cue", side, bound),
        ("cue, weight", weight),
        ("marks", float(min(_MARKS, sentence.marks_between(near, far)))),
        ("crossed", float(min(_CROSSED, crossed))),
    ]
    if not weight:
        found.append(("cue of no weight", 1.0))
    return found


@lru_cache(maxsize=64)
def _of_side(strength: str, side: str, bound: str) -> tuple[tuple[str, float], ...]:
    """Evidence in the side and distance of a cue."""
    flags = ("cue", f"{strength} {side}", f"cue {side}, {bound}", f"{strength} {side}, {bound}")
    return tuple([(flag, 1.0) for flag in flags])
