"""What speaks for a metric as that of a figure: what stands around the figure, and where the metric's own words stand."""

from __future__ import annotations

import math
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


def speaking(sentence: Sentence) -> list[Tag]:
    """The terms of a sentence that may speak for a metric."""
    return [tag for tag in sentence.page.free_tags(sentence.start, sentence.end) if tag.category not in _OWN]


def of_figure(sentence: Sentence, quantity: Quantity, roles: dict[int, str], terms: list[Tag]) -> list[str]:
    """What stands around a figure and what it looks like, by name; the same for every metric it may be of.

    Args:
        sentence: where it stands.
        quantity: the figure.
        roles: of the sentence's names.
        terms: ``speaking`` in the sentence.
    """
    page, start, end = sentence.page, quantity.start, quantity.end
    reach = _REACH * page.word
    found = [
        f"magnitude {quantity.value.adjusted()}",
        f"unit {quantity.unit}",
        f"kind {quantity.kind}",
        f"block {sentence.block.kind}",
        f"qualifier {quantity.qualifier}",
        *{f"names {name.type}" for name in sentence.names},
        *[f"role {roles[name.start]}" for name in sentence.names if name.start in roles],
    ]
    if own := page.own_company:
        held = any(name.key == own for name in sentence.names)
        found.append("the text's company named" if held else "the text's company elsewhere")
    before, behind = page.folded[max(0, start - _BESIDE) : start], page.folded[end : end + _BESIDE]
    if (mark := before.strip(" *_")[-1:]) and not mark.isalnum():
        found.append(f"before it {mark}")
    if (mark := behind.strip(" *_")[:1]) and not mark.isalnum():
        found.append(f"behind it {mark}")
    for tag in terms:
        if tag.start >= end:
            side, gap, clause = "behind", tag.start - end, sentence.marks_between(end, tag.start)
        elif tag.end <= start:
            side, gap, clause = "before", start - tag.end, sentence.marks_between(tag.end, start)
        else:
            side, gap, clause = "around", 0, 0
        if not clause:
            found.append(_in_clause(tag.category, tag.key))
        if gap <= reach:
            found.append(_beside(tag.category, tag.key, side, gap <= _NEAR * page.word))
    return found


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
        self.types = {name.type for name in sentence.names}
        self.spoken = sentence.page.spoken_metrics
        self.open = [metric for metric in rules if metric in self.cues or metric in self.spoken]

    def neighbours(self, place: int) -> tuple[str | None, str | None]:
        """What the rules take the figures of the same kind before and behind one for."""
        quantities = self.sentence.quantities
        kind = quantities[place].kind
        known = [
            (other < place, self.told[quantity].metric)
            for other, quantity in enumerate(quantities)
            if other != place and quantity.kind == kind and quantity in self.told
        ]
        before = [metric for is_before, metric in known if is_before]
        behind = [metric for is_before, metric in known if not is_before]
        return (before[-1] if before else None, behind[0] if behind else None)

    def of_metric(
        self, quantity: Quantity, metric: str, carried: str | None, beside: tuple[str | None, str | None]
    ) -> tuple[Evidence, Tag | None]:
        """Evidence for one metric of a figure, and the cue that speaks most for it."""
        found, cue = self._of_cue(quantity, metric)
        told = self.told.get(quantity)
        if told is not None and told.metric == metric:
            found += [
                ("told", 1.0),
                ("told, weight", told.weight),
                ("told by cue" if told.cue else "told otherwise", 1.0),
            ]
        if told is None and metric == OTHER:
            found.append(("not told", 1.0))
        found += [
            (name, 1.0)
            for name, holds in (
                ("spoken of before", carried == metric),
                ("announced", self.thread.headed.get(quantity.kind) == metric),
                ("as the one before", beside[0] == metric),
                ("as the one behind", beside[1] == metric),
                ("subject named", metric != OTHER and not self.types.isdisjoint(self.rules[metric].subjects)),
            )
            if holds
        ]
        if times := self.spoken[metric]:
            found += [("named in the text", 1.0), ("named in the text, times", math.log1p(times))]
        return found, cue

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
    crossed = sum(
        near <= other.start < far and other.kind == quantity.kind and other is not quantity
        for other in sentence.quantities
    )
    strength = "cue" if cue.weight == 1 else "weak cue"
    found = [
        ("cue", 1.0),
        ("cue, weight", weight),
        (f"{strength} {side}", 1.0),
        (f"cue {side}, {bound}", 1.0),
        (f"{strength} {side}, {bound}", 1.0),
        ("marks", float(min(_MARKS, sentence.marks_between(near, far)))),
        ("crossed", float(min(_CROSSED, crossed))),
    ]
    return found if weight else [*found, ("cue of no weight", 1.0)]
