"""Who holds a position: the name before it or behind it, with those it shares it with, or who was spoken of."""

from __future__ import annotations

import re

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, as_app
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import particle
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.no_places import is_led, is_superlative
from parallaxe.read.sentences.place_words import around
from parallaxe.read.sentences.placings import RANKED, place, ranked
from parallaxe.read.sentences.thread import is_arena
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Words between "led by" and who leads, from a rival to the position it holds, and from a holder that is doubtful.
_LED_WORDS, _RIVAL_WORDS, _FAR = 6, 3, 16
#: What is left of the weight of a claim whose holder is doubtful.
_UNSURE = 0.6
#: Code points from a rival back to what puts the holder of a position behind it, and on to a rival.
_BEHIND_REACH, _RIVAL_REACH = 24, 90
#: Code points around a position that say it is shared, and the position that somebody else is before.
_TIED, _SECOND = 14, "2"
#: Code points between a position that opens a clause and its holder, and behind it that may say it is a company's.
_HELD, _FIRM_REACH = 3, 24
#: Roles of names behind a position that do not hold it ("first in Apple's list"), and before it.
_NO_AFTER = frozenset({"possessor", "venue", "source", "source_after", "place", "former", "aside"})
_NO_HOLDERS = _NO_AFTER | {"backer", "agent", "rival_after"}
_RIVALS = frozenset({"rival", "rival_after"})
_POINTED = frozenset({EntityType.ORGANIZATION, EntityType.MODEL, EntityType.PRODUCT})
#: What makes a country's name before it the beginning of a company's.
_COMPANY = re.compile(r"[\u4e00-\u9fff]{2,10}(?:公司|集团|大学|研究院|研究所|电网|银行|\()")
_TOPIC = frozenset("はがも")
#: What a clause opens with, and what goes on with a position behind a country's name.
_OPENING, _GOES_ON = frozenset(",，。；;、:：\n "), frozenset("排位以居在是则列占はがも")
_AREA = frozenset("区區版")


def told_of(
    sentence: Sentence, tag: Tag, side: str, roles: dict[int, str], memory: Memory, weight: float
) -> list[Draft]:
    """The claim of a position about who holds it; also about whom a second one is behind.

    Args:
        sentence: where it is told.
        tag: the position.
        side: on which side of it its holder stands, ">" or "<".
        roles: of the sentence's names.
        memory: who was spoken of before.
        weight: of the claim, if the sentence names the holder.
    """
    page = sentence.page
    names = [name for name in sentence.names if name.type in ranked(sentence) and not is_arena(name)]
    before, after = _sides(sentence, tag, side, names, roles)
    side = "<" if side == ">" and before and _closes_verb(sentence, tag) else side
    if is_superlative(sentence, tag) and side == "<":
        alone = _alone(sentence, tag, before)
        if alone is None:
            return []
        before = alone
    if page.lexicon.script == "kana" and after and page.folded[tag.end : after[0].start].strip(" 「『") == "は":
        return [place(tag.start, tag.end, after[0], int(tag.key), weight)]
    if side == ">" and page.lexicon.spaced and not _leads_to(sentence, tag, after):
        return []
    chosen = after[:1] or before[-1:] if side == ">" else _holder(sentence, tag, before, after, roles)
    if chosen and sentence.words_between(min(chosen[0].end, tag.end), max(chosen[0].start, tag.start)) > _FAR:
        weight *= _UNSURE
    if not chosen:
        pointed = any(one.end <= tag.start and one.key in _POINTED for one in sentence.tags("anaphora"))
        chosen, weight = _spoken_of(sentence, tag, memory), weight if pointed else weight * _UNSURE
    if not chosen:
        return []
    if sentence.tags("links", "app"):
        chosen = [as_app(chosen[0], page.entities)]
    holders = _sharing(sentence, tag, chosen[0], names)
    first = _before_it(sentence, tag, roles) if side == "<" and tag.key == _SECOND else None
    found = [place(tag.start, tag.end, name, int(tag.key), weight) for name in holders]
    return (
        [*found, place(tag.start, tag.end, first, 1, weight)] if first and first.subject != chosen[0].subject else found
    )


def _sides(
    sentence: Sentence, tag: Tag, side: str, names: list[Name], roles: dict[int, str]
) -> tuple[list[Name], list[Name]]:
    """Who may hold a position, before it and behind it."""
    before = [name for name in names if name.end <= tag.start and _may_rank(sentence, tag, name, roles)]
    before = [name for name in before if not _only_where(sentence, name, before)]
    after = [name for name in names if name.start >= tag.end and roles.get(name.start) not in _NO_AFTER]
    if side != ">" and (before or sentence.tags("metrics", "registry_filings")):
        after = [name for name in after if name.type != EntityType.COUNTRY]
    return before, after


def _leads_to(sentence: Sentence, tag: Tag, after: list[Name]) -> bool:
    """Whether a word of leading leads to the name behind it: no person's, nor one that only follows who leads."""
    if not after or sentence.words_between(tag.end, after[0].start) > _LED_WORDS:
        return False
    return not is_led(sentence, tag, after[0]) and not _passed_by(sentence, tag, after[0])


def _only_where(sentence: Sentence, name: Name, names: list[Name]) -> bool:
    """Whether a country before a position only says where its holder comes from or what it is in: "A, a lab from China, leads"."""
    if name.type != EntityType.COUNTRY or all(one.type == EntityType.COUNTRY for one in names):
        return False
    page = sentence.page
    if page.lexicon.spaced:
        return page.tags.before(name.start - 1, "links") is not None and any(
            page.tags.before(name.start - 1, "links", key) for key in ("from", "of", "for")
        )
    opens = page.folded[name.start - 1 : name.start] in _OPENING or name.start == sentence.start
    return not opens and page.folded[name.end : name.end + 1] not in _GOES_ON


def _sharing(sentence: Sentence, tag: Tag, holder: Name, names: list[Name]) -> list[Name]:
    """The holder of a position, with those joined to it where several hold it: "A and B are tied for third"."""
    page, lexicon = sentence.page, sentence.page.lexicon
    if not around(lexicon, "tied").search(
        page.folded, max(sentence.start, tag.start - _TIED), min(sentence.end, tag.end + _TIED)
    ):
        return [holder]
    shared = [holder]
    for name in reversed([name for name in names if name.end <= holder.start]):
        if name.type != holder.type or not around(lexicon, "joined").fullmatch(page.folded, name.end, shared[0].start):
            break
        shared.insert(0, name)
    return shared


def _before_it(sentence: Sentence, tag: Tag, roles: dict[int, str]) -> Name | None:
    """Who is first where the second is told to be behind them: "second, behind only A"."""
    page, lexicon = sentence.page, sentence.page.lexicon
    after = [name for name in sentence.names if name.start >= tag.end - 1 and name.type in RANKED]
    for name in after[:2]:
        near = name.start - tag.end <= _RIVAL_REACH and not sentence.marks_between(tag.end, name.start)
        if near and roles.get(name.start) == "rival" and name.type != EntityType.COUNTRY:
            return name
        if name.start - tag.end <= _RIVAL_REACH and around(lexicon, "passed").search(
            page.folded, max(sentence.start, name.start - _BEHIND_REACH), name.start
        ):
            return name
    return None


def _closes_verb(sentence: Sentence, tag: Tag) -> bool:
    """Whether the rest of a verb of leading closes its clause, so that its holder stands before it: "A führt … die Liste an"."""
    page, behind = sentence.page, sentence.page.folded[tag.end : sentence.end]
    verb = around(page.lexicon, "separable").match(page.folded, tag.start)
    return verb is not None and around(page.lexicon, "whole").match(behind) is not None


def _passed_by(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether the name behind a word of leading only follows who leads: "A leads, followed by B"."""
    return any(tag.end <= follows.start < name.start for follows in sentence.tags("links", "follows"))


def _holder(sentence: Sentence, tag: Tag, before: list[Name], after: list[Name], roles: dict[int, str]) -> list[Name]:
    """Who holds a position told behind its holder, in the first place."""
    topics = [name for name in before if particle(sentence, name) in _TOPIC]
    if topics and sentence.page.lexicon.script == "kana":
        return topics[-1:]
    if (owned := _owner_first(before)) is not None:
        return [owned]
    if before and _opens_clause(sentence, tag, before[-1], after):
        return after[:1]
    if len(before) > 1 and _is_aside(sentence, before[-2], before[-1], tag):
        return [before[-2]]
    if not before and after and _is_said_of_another(sentence, tag, after[0], roles):
        return []
    return before[-1:] or after[:1]


def _is_said_of_another(sentence: Sentence, tag: Tag, name: Name, roles: dict[int, str]) -> bool:
    """Whether the name behind a position is only beaten by who holds it, or a word before it points at who was spoken of."""
    page, lexicon = sentence.page, sentence.page.lexicon
    if not page.lexicon.spaced:
        return False
    gap = page.folded[tag.start : name.start].rstrip("[*_ ") + " "
    if (
        roles.get(name.start) in _RIVALS
        or around(lexicon, "passed").search(gap)
        or around(lexicon, "passing").search(gap)
    ):
        return True
    return any(
        one.end <= tag.start and one.key in _POINTED and not sentence.marks_between(one.end, tag.start)
        for one in sentence.tags("anaphora")
    )


def _opens_clause(sentence: Sentence, tag: Tag, before: Name, after: list[Name]) -> bool:
    """Whether a position opens a clause of its own and its holder follows at once: "A leads, in second place B"."""
    page = sentence.page
    if not after or not page.lexicon.spaced or after[0].start - tag.end > _HELD:
        return False
    if after[0].type != before.type and before.type != EntityType.COUNTRY:
        return False
    if around(page.lexicon, "passed").search(page.folded[tag.start : after[0].start]):
        return False
    lead = page.folded[before.end : tag.start]
    return bool(sentence.marks_between(before.end, tag.start)) and len(lead.split()) <= 3  # noqa: PLR2004


def _alone(sentence: Sentence, tag: Tag, names: list[Name]) -> list[Name] | None:
    """Who may be the most of something, of those named before; None where several share it ("A, B and C are the most used")."""
    page, lexicon = sentence.page, sentence.page.lexicon
    if (
        names
        and page.lexicon.script == "han"
        and around(lexicon, "becomes").search(page.folded[sentence.start : names[-1].start])
    ):
        names = names[:-1] if names[-1].end == tag.start else names
    if len(names) > 1 and around(lexicon, "joined").fullmatch(page.folded, names[-2].end, names[-1].start):
        return None
    return names


def _spoken_of(sentence: Sentence, tag: Tag, memory: Memory) -> list[Name]:
    """Whom a position is said of that the sentence does not name: the app, the model or the company spoken of."""
    headed = sentence.block.kind is BlockKind.ITEM and EntityType.PRODUCT in memory.heading
    app = memory.of(EntityType.PRODUCT) if headed or sentence.tags("anaphora", EntityType.PRODUCT) else None
    firm = around(sentence.page.lexicon, "firm").search(
        sentence.page.folded, tag.start, min(sentence.end, tag.end + _FIRM_REACH)
    )
    kinds = (EntityType.ORGANIZATION,) if firm else (EntityType.MODEL, EntityType.ORGANIZATION)
    spoken = [one for kind in kinds if (one := memory.of(kind, sentence.block))]
    if app is None and sentence.tags("links", "app"):
        app = next((one for one in spoken if f"{one[0].key}-app" in sentence.page.entities), None)
    remembered = app or next(iter(spoken), None)
    return [remembered[0]] if remembered else []


def _is_aside(sentence: Sentence, first: Name, second: Name, tag: Tag) -> bool:
    """Whether a company stands between the commas that explain what was named before: "X, the app A makes, is first"."""
    page = sentence.page
    before, after = page.folded[first.end : second.start], page.folded[second.end : tag.start]
    made = first.entity is not None and second.entity is not None and first.entity.developer == second.entity.slug
    return made and before.lstrip(' *_"”»').startswith(",") and "," in after


def _may_rank(sentence: Sentence, tag: Tag, name: Name, roles: dict[int, str]) -> bool:
    """Whether a name before a position may hold it; a rival only right before, and not the first ("ahead of A in second place")."""
    role = roles.get(name.start)
    page = sentence.page
    if name.type == EntityType.COUNTRY and (
        (page.tags.at(name.end, "links", "possess") and not _is_its_place(sentence, tag, name))
        or page.text[name.end : name.end + 1] in _AREA
        or _describes(sentence, name)
    ):
        return False
    ousted = page.tags.at(name.end + 1, "links", "ousted")
    if ousted is not None and ousted.start <= tag.end and tag.start < ousted.end:
        return False
    if role == "backer" and not page.folded[name.end : tag.start].strip(" *_"):
        return True
    if not page.lexicon.spaced and (role == "rival" or _is_outdone(sentence, tag, name)):
        return False
    return _is_ahead_of(sentence, tag, name) if role == "rival" else role not in _NO_HOLDERS


def _is_ahead_of(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether a rival holds a position itself: "ahead of A in second place", "ahead of A, which is second"."""
    folded, lexicon = sentence.page.folded, sentence.page.lexicon
    if around(lexicon, "relative").match(folded, name.end):
        return True
    window = folded[max(sentence.start, name.start - _BEHIND_REACH) : name.start]
    near = sentence.words_between(name.end, tag.start) <= _RIVAL_WORDS
    return tag.key != "1" and near and around(lexicon, "passing").search(window) is not None


def _is_outdone(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether a clause before that of a position says that its holder has outdone a name: "超过美国A，位居第一"."""
    page = sentence.page
    first = max(page.folded.rfind(mark, sentence.start, name.start) for mark in "，,；、")
    beaten = page.tags.within("roles", max(first, sentence.start), name.start, "rival")
    return bool(beaten) and "，" in page.folded[name.end : tag.start]


def _is_its_place(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether a position right behind a genitive is that of whom it names: "China's second-place finish"."""
    named = any(tag.start <= cue.start <= tag.end + 1 for cue in sentence.tags("metrics", "rank"))
    return named and tag.start - name.end <= len("'s ")


def _describes(sentence: Sentence, name: Name) -> bool:
    """Whether a country's name only begins that of a company: "中国国家电网(…)"."""
    return not sentence.page.lexicon.spaced and _COMPANY.match(sentence.page.folded, name.end) is not None


def _owner_first(names: list[Name]) -> Name | None:
    """Of "A de B" the thing owned, where the nearest name is the maker of the one before it; no country between counts."""
    named = [name for name in names if name.type != EntityType.COUNTRY]
    if len(named) < 2 or named[-1] is not names[-1]:  # noqa: PLR2004
        return None
    last, previous = named[-1], named[-2]
    return previous if previous.entity and last.entity and previous.entity.developer == last.entity.slug else None
