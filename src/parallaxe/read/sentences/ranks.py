"""Stated positions: "in second place", "led by A", "second after A"."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec.structs import replace

from parallaxe.read.amounts.span import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.no_places import is_no_place
from parallaxe.read.sentences.place_words import around
from parallaxe.read.sentences.placings import RANKED, bare_place, in_turn, place, placings, spans, together
from parallaxe.read.sentences.rank_holders import told_of
from parallaxe.read.sentences.superlatives import superlatives
from parallaxe.read.words.lexer import Tag

#: Words between an ordinal and the cue that makes it a position.
_TIE_WORDS = 3
#: Code points before an ordinal that may say it only counts times.
_BEFORE = 24
#: Words from a word of leading to the round that is led.
_ROUND_WORDS = 3
#: Weights of a position told by its word, by an ordinal beside a cue, beside others, and alone.
_STATED, _CUED, _LISTED, _BARE = 0.75, 0.7, 0.8, 0.65
#: Code points from a name to the bracket that tells its position, and from there to that.
_BRACKET, _OPENED = 2, 6
#: What goes on behind an ordinal in brackets that is a position.
_SHUT = frozenset("),;")
#: What joins an ordinal to the name behind it.
_DASH = re.compile(r" ?[-–—:] ?")
#: Code points from a word of coming next back to the position it follows, and on to the one that makes it plain.
_FOLLOWED, _GIVEN = 90, 30


def ranks(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Rank claims of a sentence."""
    if sentence.tags("links", "wealth"):
        return []
    if several := together(sentence):
        return several
    turned = in_turn(sentence)
    drafts = turned + _stated(sentence, roles, memory, [(one.start, one.end) for one in turned])
    first = superlatives(sentence, roles, memory)
    drafts += [one for one in first if not any(one.start < other.end and other.start < one.end for other in drafts)]
    return placings(sentence, drafts)


def _stated(sentence: Sentence, roles: dict[int, str], memory: Memory, turned: list[tuple[int, int]]) -> list[Draft]:
    """Positions told one by one, but for those told in turn."""
    drafts: list[Draft] = []
    financed = bool(sentence.tags("metrics", "funding_raised"))
    shared, lexicon = [*spans(sentence), *turned], sentence.page.lexicon
    for tag in sentence.tags("ranks"):
        if (
            (financed and (tag.side == ">" or _of_investor(sentence, tag)))
            or _leads_round(sentence, tag)
            or _gives_way(sentence, tag)
            or is_no_place(sentence, tag)
            or (
                around(lexicon, "follows").search(sentence.page.folded, tag.start, tag.end)
                and not _follows(sentence, tag)
            )
            or any(first <= tag.start < last for first, last in shared)
        ):
            continue
        inside = _in_brackets(sentence, tag)
        if inside is not None:
            drafts += [place(tag.start, tag.end, name, int(tag.key), _LISTED) for name in inside]
        else:
            drafts += told_of(sentence, tag, tag.side or "<", roles, memory, _STATED)
    drafts += [one for one in _by_ordinals(sentence, roles, memory) if (one.start, one.end) not in turned]
    return drafts + [one for one in _further(sentence, drafts) if (one.start, one.end) not in turned]


def _by_ordinals(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Positions told by an ordinal beside a word for a ranking, or alone behind who holds it."""
    drafts: list[Draft] = []
    told, lexicon = sentence.tags("ranks"), sentence.page.lexicon
    cues = [cue for cue in sentence.tags("metrics", "rank") if not any(_over(cue, other) for other in told)]
    for tag in sentence.tags("ordinals"):
        if _is_told(sentence, tag):
            continue
        if around(lexicon, "denied").search(sentence.page.folded, max(sentence.start, tag.start - _BEFORE), tag.start):
            continue
        if inside := _in_brackets(sentence, tag):
            drafts += [place(tag.start, tag.end, name, int(tag.key), _LISTED) for name in inside]
            continue
        near = [cue for cue in cues if _tied(sentence, tag, cue)]
        if near:
            drafts += told_of(sentence, tag, "<", roles, memory, _CUED)
        elif (holder := bare_place(sentence, tag)) is not None:
            drafts.append(place(tag.start, tag.end, holder, int(tag.key), _BARE))
    return drafts


def _over(one: Tag, other: Tag | DateSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _is_told(sentence: Sentence, tag: Tag) -> bool:
    """Whether an ordinal is part of a position told in full, or of a date."""
    return any(_over(tag, one) for one in sentence.tags("ranks")) or any(_over(tag, one) for one in sentence.dates)


def _further(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """Positions told by a bare ordinal once one has been told in full: "A is fifth and first in Europe, B second"."""
    page, lexicon = sentence.page, sentence.page.lexicon
    found: list[Draft] = []
    ranked = [name for name in sentence.names if name.type in RANKED]
    for tag in sentence.tags("ordinals"):
        told = [draft for draft in drafts if draft.end <= tag.start]
        if not told or _is_told(sentence, tag):
            continue
        before = [name for name in ranked if name.end <= tag.start]
        beside = [name for name in before if not page.folded[name.end : tag.start].strip(" *_")]
        beside += [name for name in ranked if _DASH.fullmatch(page.folded, tag.end, name.start)]
        if beside:
            found.append(place(tag.start, tag.end, beside[0], int(tag.key), _LISTED))
        elif around(lexicon, "also").search(page.folded, told[-1].end, tag.start) and around(lexicon, "ends").match(
            page.folded, tag.end
        ):
            found.append(replace(told[-1], start=tag.start, end=tag.end, at=tag.start, value=Decimal(tag.key)))
    return found


def _follows(sentence: Sentence, tag: Tag) -> bool:
    """Whether "A follows" is said after a position was: the next one is A's."""
    first = max(sentence.block.start, tag.start - _FOLLOWED)
    return bool(
        sentence.page.tags.within("ranks", first, tag.start) or sentence.page.tags.within("ordinals", first, tag.start)
    )


def _gives_way(sentence: Sentence, tag: Tag) -> bool:
    """Whether another position is told by the same words ("に次ぐ3位", "仅次于A和B，位列第三")."""
    if sentence.page.lexicon.spaced or not around(sentence.page.lexicon, "gives_way").match(
        sentence.page.folded, tag.start
    ):
        return False
    behind = [*sentence.tags("ranks"), *sentence.tags("ordinals")]
    return any(tag.end <= other.start < tag.end + _GIVEN and int(other.key) > int(tag.key) for other in behind)


def _leads_round(sentence: Sentence, tag: Tag) -> bool:
    """Whether a word of leading speaks of a round of financing."""
    leads = any(backs.start <= tag.start and tag.end <= backs.end for backs in sentence.tags("links", "backs"))
    rounds = [cue.start - tag.end for cue in sentence.tags("metrics", "funding_raised") if cue.weight == 1]
    behind = any(0 <= gap <= sentence.page.word * _ROUND_WORDS for gap in rounds)
    return (behind and tag.key == "1") or (leads and bool(sentence.tags("links", "round")))


def _of_investor(sentence: Sentence, tag: Tag) -> bool:
    """Whether a word of leading stands right behind a name, where a sentence tells how much was raised: "Nvidia en tête"."""
    raised = any(one.kind == "money" for one in sentence.quantities)
    return raised and tag.key == "1" and any(0 <= tag.start - name.end <= 1 for name in sentence.names)


def _tied(sentence: Sentence, tag: Tag, cue: Tag) -> bool:
    first, second = (tag, cue) if tag.end <= cue.start else (cue, tag)
    return sentence.words_between(first.end, second.start) <= _TIE_WORDS and not sentence.marks_between(
        first.end, second.start
    )


def _in_brackets(sentence: Sentence, tag: Tag) -> list[Name] | None:
    """Whose position stands alone in brackets: the name's before them ("A(第17名)", "B (in 5th)"); None where it does not."""
    folded = sentence.page.folded
    lead = folded[max(sentence.start, tag.start - _OPENED) : tag.start]
    opened = tag.start - len(lead) + lead.rfind("(")
    if (
        "(" not in lead
        or ")" in folded[opened : tag.start]
        or (tag.category != "ranks" and folded[tag.end : tag.end + 1] not in _SHUT)
    ):
        return None
    return [name for name in sentence.names if 0 <= opened - name.end <= _BRACKET and name.type in RANKED][-1:]
