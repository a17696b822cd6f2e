"""First trading days told beside one another: "A on Thursday, B on Friday", "A and B on 8 and 9 January", "a day earlier A had"."""

from __future__ import annotations

import re
from itertools import pairwise

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, is_exchange
from parallaxe.read.pages.order import listed_with
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.dated import EventRule, dated_draft
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Companies that go public, by words for it.
LISTED = EventRule("ipo_date", "ipo", (EntityType.ORGANIZATION,), 18, False)
#: Roles of names that do not go public themselves.
_ELSEWHERE = frozenset({"source", "source_after", "venue", "backer"})
#: Code points back to the word of listing that a next sentence goes on from, and words between a name and its own day.
_REACH, _OWN_WORDS, _BESIDE_WORDS = 260, 2, 5
_WHOLE, _PAIR, _GAP = 10, 2, 6
#: Code points between names of a list, and what ends one.
_JOINED, _MARK = 12, re.compile(r"[.;:()]")
#: What may part a name from its day: nothing that ends a clause, but the comma of an aside.
_PARTS = re.compile(r"[^,;:，；：。、]*,? ?[^,;:，；：。、]{0,16}")
_WEIGHT = 0.78
#: Words that only say where shares are traded, and what says whose shares they are.
_PLACE = re.compile(
    r"(?:(?:stock|hong kong|on the|trading|nasdaq|a la bourse|bourse|en la bolsa|en el parque|na bolsa|na nasdaq|san|sàn|бирж|на бирже|на nasdaq|на гонконг"
    r"|гонконг|an der|b[oö]rse\b|b[oö]rsennot|gehandelt|notier|listed$|cotee|cotes?$|港交所|纳斯达克|港股|科创板|上場$|取引所|ナスダック|star market|торг))"
)
_SHARES = re.compile(
    r"(?:aktien?|anteile|shares|stock|actions?|titres?|acciones|acción|ações|papéis|акции|cổ phiếu) (?:von|of|de|da|do|del|der|des) ?$|cổ phiếu $|акции $"
)
_SHARES_REACH = 18


def listings(sentence: Sentence, roles: dict[int, str]) -> list[Draft]:
    """Companies of a sentence that have a first trading day each, or one told by that of another before."""
    days = [span for span in sentence.dates if span.iso and len(span.iso) == _WHOLE]
    if not days or not _speaks_of_listing(sentence, days):
        return []
    names = [
        name
        for name in sentence.names
        if name.type == EntityType.ORGANIZATION and not is_exchange(name) and roles.get(name.start) not in _ELSEWHERE
    ]
    pairs = _in_turn(sentence, names, days) or _each(sentence, names, days)
    return [dated_draft(sentence, LISTED, name, span, _WEIGHT) for name, span in pairs]


def _speaks_of_listing(sentence: Sentence, days: list[DateSpan]) -> bool:
    """Whether it tells of listings, or goes on from a sentence that does with a day told by another."""
    if len(days) < _PAIR and not any(span.part == "beside" for span in days):
        return False
    if sentence.tags("links", LISTED.link):
        return True
    first = max(0, sentence.start - _REACH)
    return any(span.part == "beside" for span in days) and bool(
        sentence.page.tags.within("links", first, sentence.start, LISTED.link)
    )


def _in_turn(sentence: Sentence, names: list[Name], days: list[DateSpan]) -> list[tuple[Name, DateSpan]]:
    """As many names of a list as days of one: "A and B listed on 8 and 9 January"."""
    if len(days) < _PAIR or any(second.start - first.end > _GAP for first, second in pairwise(days)):
        return []
    for held in (
        [name for name in names if name.end <= days[0].start],
        [name for name in names if name.start >= days[-1].end],
    ):
        run = _run(sentence, held) if sentence.page.lexicon.spaced else listed_with(sentence, held)
        if len(run) == len(days):
            return list(zip(run, days, strict=True))
    return []


def _run(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The last of some names with those that "and" joins to it, each perhaps with a preposition ("de A et de B")."""
    run = names[-1:]
    for name in reversed(names[:-1]):
        gap = sentence.page.folded[name.end : run[0].start]
        if len(gap) > _JOINED or _MARK.search(gap):
            break
        run.insert(0, name)
    return run


def _each(sentence: Sentence, names: list[Name], days: list[DateSpan]) -> list[tuple[Name, DateSpan]]:
    """Each day with the name beside it, where two have one or the day is told by another's."""
    pairs: list[tuple[Name, DateSpan]] = []
    for span in days:
        reach = _BESIDE_WORDS if span.part == "beside" else _OWN_WORDS
        near = [(_words(sentence, name, span), name) for name in names if all(name is not one for one, _ in pairs)]
        best = min((item for item in near if item[0] <= reach), key=lambda item: item[0], default=None)
        if best is not None:
            pairs.append((best[1], span))
    beside = [(name, span) for name, span in pairs if span.part == "beside"]
    return pairs if len(pairs) >= _PAIR else beside


def _words(sentence: Sentence, name: Name, span: DateSpan) -> float:
    """Words between a name and a day, many where something else stands there; what follows a day told by another is its own."""
    first, last = (name.end, span.start) if name.end <= span.start else (span.end, name.start)
    crossed = any(first <= other.start < last for other in sentence.dates if other is not span)
    if crossed or not _PARTS.fullmatch(sentence.page.folded, first, last):
        return float("inf")
    away = span.part == "beside" and name.end <= span.start
    parted = span.part != "beside" and sentence.marks_between(first, last) > 0
    return sentence.words_between(first, last) + (_OWN_WORDS if away else 0) + parted


def only_trades(sentence: Sentence, cue: Tag, span: DateSpan) -> bool:
    """Whether shares moved on a day where they are traded: "A's shares rose 12 % on Thursday in Hong Kong"."""
    moved = sentence.tags("links", "move")
    if not moved:
        return False
    nearer = any(_gap(tag, span) < _gap(cue, span) for tag in moved)
    rate = any(one.unit == "%" for one in sentence.quantities)
    return (nearer or rate) and _PLACE.match(sentence.page.folded, cue.start, cue.end) is not None


def _gap(tag: Tag, span: DateSpan) -> int:
    return span.start - tag.end if tag.end <= span.start else tag.start - span.end


def has_shares(sentence: Sentence, name: Name) -> bool:
    """Whether a name only says whose shares are traded: "die Aktie von A"."""
    return _SHARES.search(sentence.page.folded, max(sentence.start, name.start - _SHARES_REACH), name.start) is not None
