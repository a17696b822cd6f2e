"""How far a cue reaches: what stands between it and a figure, whose figures stand there, on which side it stands."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.cues import COUNTED, OTHER, cues_of
from parallaxe.read.sentences.thread import Meant
from parallaxe.read.sentences.units import follows_level, leaves_level
from parallaxe.read.tables.sizes import TOTAL
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.qualifier import Qualifier

#: A label announces what follows it.
_COLON = re.compile(r" ?[:：]")
#: A cue says nothing of a figure further away, in words.
_REACH = 24.0
_PER_WORD = 0.09
_CLAUSE = 0.78
_CROSSED = 0.45
_AFTER = 0.85
#: What is left of a cue of growth for "from 1 % to 3 %", which are levels.
_LEVEL = 0.25
#: What a label before a figure of its own says of the one before, and words between the two.
_OWN_FIGURE, _OWN_WORDS = 0.4, 6
#: Code points before a word for a value in which "at a" stands, and words between the two.
_VALUATION, _LEAD, _LED_WORDS = "valuation", 18, 1.5
#: The word "parameters" does not say whether of all or of those at work.
_UNTOLD = 0.85
#: Code points between the ends of a range, at most.
_RANGE_GAP = 8
_CONVERSION_GAP, _BRACKET = 16, 4


class Cues:
    """The cues of a sentence, and how clearly each says what a figure is of, worked out once."""

    def __init__(self, sentence: Sentence, rules: dict[str, FigureRule]) -> None:
        self.all = cues_of(sentence, rules)
        self._sentence, self._rules = sentence, rules
        self._weights: dict[tuple[int, int], float] = {}

    def weight(self, quantity: Quantity, cue: Tag) -> float:
        """``weight_of`` a cue of ``all`` for a figure of the sentence."""
        key = id(quantity), id(cue)
        known = self._weights.get(key)
        if known is None:
            noun = cue.key in self._rules and self._rules[cue.key].noun
            known = self._weights[key] = weight_of(self._sentence, quantity, cue, noun=noun)
        return known


def weight_of(sentence: Sentence, quantity: Quantity, cue: Tag, *, noun: bool = False) -> float:
    """How clearly a cue says what a figure is of, 0 to 1; 0 where it says nothing of it.

    Args:
        sentence: where both stand.
        quantity: the figure.
        cue: the word.
        noun: whether the cue is what the figure counts.
    """
    inside = cue.start < quantity.end and quantity.start < cue.end
    before = cue.end <= quantity.start
    if inside:
        return cue.weight * (_UNTOLD if cue.key == TOTAL and cue.weight == 1 else 1.0)
    if (cue.side == ">" and not before) or (cue.side == "<" and before):
        return 0.0
    if not before and _COLON.match(sentence.page.folded, cue.end):
        return 0.0
    if cue.side == ">" and _closes_another(sentence, cue, quantity):
        return 0.0
    near, far = (cue.end, quantity.start) if before else (_closed(sentence, quantity), cue.start)
    words, marks = sentence.words_between(near, far), sentence.marks_between(near, far)
    if words > _REACH or (marks and cue.key == COUNTED):
        return 0.0
    level = cue.key == OTHER and _moves(sentence, cue) and _is_level(sentence, quantity)
    weight = cue.weight * (_LEVEL if level else 1.0) * _side(cue, before=before, noun=noun) / (1 + _PER_WORD * words)
    weight *= _CLAUSE ** min(3, marks)
    weight *= (
        _OWN_FIGURE if not before and (marks or _leads_on(sentence, cue)) and _has_own(sentence, quantity, cue) else 1.0
    )
    between = [other for other in sentence.quantities if near <= other.start < far]
    crossed = sum([other.kind == quantity.kind and not converts(quantity, other) for other in between])
    return weight * _CROSSED ** min(2, crossed)


def _side(cue: Tag, *, before: bool, noun: bool) -> float:
    """Verbs and labels stand before their value, counted things after it."""
    if noun:
        return _AFTER if before else 1.0
    return 1.0 if before or cue.side == "<" else _AFTER


def _has_own(sentence: Sentence, quantity: Quantity, cue: Tag) -> bool:
    """Whether a cue behind a clause mark has a figure of its own right behind it: "总参数1170亿，激活参数51亿"."""
    return any(
        other.start >= cue.end
        and other.kind == quantity.kind
        and sentence.words_between(cue.end, other.start) <= _OWN_WORDS
        and not sentence.marks_between(cue.end, other.start)
        for other in sentence.quantities
    )


def _leads_on(sentence: Sentence, cue: Tag) -> bool:
    """Whether a word for a value is what an amount before it was paid at: "$300 million at a valuation of $3 billion"."""
    if cue.key != _VALUATION or not sentence.page.lexicon.spaced:
        return False
    lead = sentence.page.tags.within("links", max(sentence.start, cue.start - _LEAD), cue.start, "priced_at")
    return any(sentence.words_between(tag.end, cue.start) <= _LED_WORDS for tag in lead)


def _closes_another(sentence: Sentence, cue: Tag, quantity: Quantity) -> bool:
    """Whether a word that could announce a figure stands right behind another one, whose it is: "41B active and 675B"."""
    counts = any(
        tag.start == cue.start and tag.key == cue.key and tag.side == "<" for tag in sentence.tags("metrics", cue.key)
    )
    return counts and any(
        other.end < cue.start <= other.end + 2 and other.kind == quantity.kind for other in sentence.quantities
    )


def _closed(sentence: Sentence, quantity: Quantity) -> int:
    """The end of a figure with the conversion in brackets behind it."""
    twin = next(
        (other for other in sentence.quantities if other.start > quantity.start and converts(quantity, other)), None
    )
    if twin is None or twin.start - quantity.end > _BRACKET:
        return quantity.end
    return twin.end + (sentence.page.folded[twin.end : twin.end + 1] == ")")


def _moves(sentence: Sentence, cue: Tag) -> bool:
    """Whether a cue is a word of rising or falling, which says nothing against the level reached."""
    tags = sentence.tags("links", "move")
    return any(tag.start < cue.end and cue.start < tag.end for tag in tags)


def _is_level(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a figure is what something rose or fell to, not by how much."""
    return quantity in sentence.levels or follows_level(sentence, quantity) or leaves_level(sentence, quantity)


def bound(first: Meant, second: Meant) -> bool:
    """Whether two figures are the ends of a range."""
    one, two = first.quantity, second.quantity
    if (one.qualifier, two.qualifier) != (Qualifier.AT_LEAST, Qualifier.AT_MOST):
        return False
    return two.start - one.end <= _RANGE_GAP and one.unit == two.unit


def converts(first: Quantity, second: Quantity) -> bool:
    """Whether an amount gives the one before in another currency."""
    if not 0 <= second.start - first.end <= _CONVERSION_GAP or first.unit == second.unit:
        return False
    return first.kind == second.kind == "money"
