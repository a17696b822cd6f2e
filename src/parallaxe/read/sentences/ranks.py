"""Stated positions: "in second place", "led by A", "second after A"."""

from __future__ import annotations

import re
from decimal import Decimal

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, as_app
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import particle
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.no_places import is_led, is_no_place, is_superlative
from parallaxe.read.sentences.placings import RANKED, in_turn, listed, placings, ranked, spans
from parallaxe.read.sentences.podium import bare_place, places_in_list
from parallaxe.read.sentences.superlatives import superlatives
from parallaxe.read.sentences.thread import is_arena
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Words between an ordinal and the cue that makes it a position.
_TIE_WORDS = 3
_RIVAL_WORDS = 4
#: What puts the holder of a position behind a rival, and code points from it to the rival.
_BEHIND = re.compile(
    r"(?:behind|after|only to|derriere|apres|hinter|nach|detras de|tras|atras d[eoa]|depois d[eoa]|sau|за|после) (?:the |le |la |der |dem |o |a )?$"
)
#: What names only those a position is held before.
_AHEAD = re.compile(
    r"(?:devant|vor|ahead of|delante de|por delante de|a frente d[aeo]|впереди) (?:the |le |la |der |dem |o |a )?$"
)
_BEHIND_REACH = 24
#: Words from a word of leading to the round that is led.
_ROUND_WORDS = 3
#: Words between "led by" and who leads.
_LED_WORDS = 6
#: Roles of names behind a position that do not hold it: "first in Apple's list".
_NO_AFTER = {"possessor", "venue", "source", "source_after", "place", "former", "aside"}
#: Weight of positions told as one.
_LISTED = 0.8
#: Weight of a position told by an ordinal alone.
_BARE = 0.65
#: Signs behind a country's name that make it the place of a list.
_BRACKET = 3
#: What makes a country's name before it the beginning of a company's.
_COMPANY = re.compile(r"[\u4e00-\u9fff]{2,10}(?:公司|集团|大学|研究院|研究所|电网|银行|\()")
#: What joins an ordinal to the name behind it, and code points between a position and the name that holds it.
_DASH, _HELD = re.compile(r" ?[-–—:] ?"), 3
#: East Asian words of coming next, and code points from them back to the position they follow.
_FOLLOWS, _FOLLOWED = re.compile("続|随后|其后|其後"), 90
_RIVALS = frozenset({"rival", "rival_after"})
_POINTED = frozenset({EntityType.ORGANIZATION, EntityType.MODEL, EntityType.PRODUCT})
#: Words of coming next that a position behind them makes plain, and how far behind it stands.
_NEXT, _GIVEN = re.compile("に次|仅次于|仅次|次于"), 30
#: What joins those who share a superlative, what makes a place of the name behind it, and what is said of companies only.
_TOGETHER = re.compile(
    r"[ *_\"”»]*(?:,|、|，|/)?[ ]*(?:and|et|und|y|e|и|và|和|与|及|と)?[ ]*(?:the |la |le |el |o |a )?[\"“«*_]*"
)
_BECOMES = re.compile(r"(?:成为|是|为|作为)$")
_FIRM = re.compile(
    "企業|会社|公司|compan|entreprise|unternehmen|konzern|empresa|компани|công ty|valuab|valios|wertvoll|価値|市值"
)
_FIRM_REACH = 24
_TOPIC = frozenset("はがも")
_AREA = frozenset("区區版")


def ranks(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Rank claims of a sentence."""
    if sentence.tags("links", "wealth"):
        return []
    podium = [_draft(tag, name, place, _LISTED) for tag, name, place in places_in_list(sentence)]
    together = podium or listed(sentence) or in_turn(sentence)
    if together:
        return together
    drafts = _stated(sentence, roles, memory)
    first = superlatives(sentence, roles, memory)
    drafts += [one for one in first if not any(one.start < other.end and other.start < one.end for other in drafts)]
    return placings(sentence, drafts)


def _stated(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Positions told one by one."""
    drafts: list[Draft] = []
    financed = bool(sentence.tags("metrics", "funding_raised"))
    shared = spans(sentence)
    for tag in sentence.tags("ranks"):
        if (
            (financed and (tag.side == ">" or _of_investor(sentence, tag)))
            or _leads_round(sentence, tag)
            or _gives_way(sentence, tag)
            or is_no_place(sentence, tag)
            or (_FOLLOWS.search(sentence.page.folded, tag.start, tag.end) and not _follows(sentence, tag))
            or any(first <= tag.start < last for first, last in shared)
        ):
            continue
        inside = _in_brackets(sentence, tag)
        if inside is not None:
            drafts += [_draft(tag, name, int(tag.key), _LISTED) for name in inside]
        else:
            drafts += _of(sentence, tag, tag.side or "<", roles, memory, 0.75)
    drafts += _by_ordinals(sentence, roles, memory)
    return drafts + _further(sentence) if drafts else drafts


def _by_ordinals(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Positions told by an ordinal beside a word for a ranking, or alone behind who holds it."""
    drafts: list[Draft] = []
    cues = sentence.tags("metrics", "rank")
    for tag in sentence.tags("ordinals"):
        if any(tag.start < other.end and other.start < tag.end for other in sentence.tags("ranks")):
            continue
        if any(tag.start < span.end and span.start < tag.end for span in sentence.dates):
            continue
        near = [cue for cue in cues if _tied(sentence, tag, cue)]
        if near:
            drafts += _of(sentence, tag, "<", roles, memory, 0.7)
        elif (holder := bare_place(sentence, tag)) is not None:
            drafts.append(_draft(tag, holder, int(tag.key), _BARE))
    return drafts


def _further(sentence: Sentence) -> list[Draft]:
    """Positions told by a bare ordinal beside a name, once one has been told in full: "A took first place, B second"."""
    page, found = sentence.page, []
    ranked = [name for name in sentence.names if name.type in RANKED]
    places = sentence.tags("ranks")
    for tag in sentence.tags("ordinals"):
        if any(tag.start < other.end and other.start < tag.end for other in places):
            continue
        before = [name for name in ranked if not page.folded[name.end : tag.start].strip(" *_")]
        after = [name for name in ranked if _DASH.fullmatch(page.folded, tag.end, name.start)]
        beside = [name for name in before + after if name.end <= tag.start or name.start >= tag.end]
        if any(other.start < tag.start for other in places) and beside:
            found.append(_draft(tag, beside[0], int(tag.key), _LISTED))
    return found


def _follows(sentence: Sentence, tag: Tag) -> bool:
    """Whether "A follows" is said after a position was: the next one is A's."""
    first = max(sentence.block.start, tag.start - _FOLLOWED)
    return bool(
        sentence.page.tags.within("ranks", first, tag.start) or sentence.page.tags.within("ordinals", first, tag.start)
    )


def _gives_way(sentence: Sentence, tag: Tag) -> bool:
    """Whether another position is told by the same words ("に次ぐ3位", "仅次于A和B，位列第三")."""
    if sentence.page.lexicon.spaced or not _NEXT.match(sentence.page.folded, tag.start):
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
    """Whose position stands in brackets: the name's before them ("A(第17名)"); None where there are none."""
    if not sentence.page.folded[max(sentence.start, tag.start - 2) : tag.start].strip().endswith("("):
        return None
    return [name for name in sentence.names if 0 <= tag.start - name.end <= _BRACKET and name.type in RANKED][-1:]


def _of(sentence: Sentence, tag: Tag, side: str, roles: dict[int, str], memory: Memory, weight: float) -> list[Draft]:
    page = sentence.page
    names = [name for name in sentence.names if name.type in ranked(sentence) and not is_arena(name)]
    before = [name for name in names if name.end <= tag.start and _may_rank(sentence, tag, name, roles)]
    after = [
        name
        for name in names
        if name.start >= tag.end
        and roles.get(name.start) not in _NO_AFTER
        and (side == ">" or name.type != EntityType.COUNTRY)
    ]
    if is_superlative(sentence, tag) and side == "<":
        alone = _alone(sentence, tag, before)
        if alone is None:
            return []
        before = alone
    led = [name for name in after[:1] if sentence.words_between(tag.end, name.start) <= _LED_WORDS]
    if page.lexicon.script == "kana" and after and page.folded[tag.end : after[0].start].strip(" 「『") == "は":
        return [_draft(tag, after[0], int(tag.key), weight)]
    if (
        side == ">"
        and page.lexicon.spaced
        and (not led or is_led(sentence, tag, led[0]) or _passed_by(sentence, tag, led[0]))
    ):
        return []
    chosen = (led or after[:1] or before[-1:]) if side == ">" else _holder(sentence, tag, before, after, roles)
    if chosen and sentence.words_between(min(chosen[0].end, tag.end), max(chosen[0].start, tag.start)) > 16:  # noqa: PLR2004
        weight *= 0.6
    if not chosen:
        chosen, weight = _spoken_of(sentence, tag, memory), weight * 0.6
    if not chosen:
        return []
    if sentence.tags("links", "app"):
        chosen = [as_app(chosen[0], sentence.page.entities)]
    found = [_draft(tag, chosen[0], int(tag.key), weight)]
    behind = (
        bool(after) and roles.get(after[0].start) == "rival" and not sentence.marks_between(tag.end, after[0].start)
    )
    if side == "<" and int(tag.key) == 2 and behind:  # noqa: PLR2004
        found.append(_draft(tag, after[0], 1, weight))
    return found


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
    page = sentence.page
    if not page.lexicon.spaced:
        return False
    gap = page.folded[tag.start : name.start].rstrip("[*_ ") + " "
    if roles.get(name.start) in _RIVALS or _BEHIND.search(gap) or _AHEAD.search(gap):
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
    if _BEHIND.search(page.folded[tag.start : after[0].start]):
        return False
    lead = page.folded[before.end : tag.start]
    return bool(sentence.marks_between(before.end, tag.start)) and len(lead.split()) <= 3  # noqa: PLR2004


def _alone(sentence: Sentence, tag: Tag, names: list[Name]) -> list[Name] | None:
    """Who may be the most of something, of those named before; None where several share it ("A, B and C are the most used")."""
    page = sentence.page
    if names and page.lexicon.script == "han" and _BECOMES.search(page.folded[sentence.start : names[-1].start]):
        names = names[:-1] if names[-1].end == tag.start else names
    if len(names) > 1 and _TOGETHER.fullmatch(page.folded, names[-2].end, names[-1].start):
        return None
    return names


def _spoken_of(sentence: Sentence, tag: Tag, memory: Memory) -> list[Name]:
    """Whom a position is said of that the sentence does not name: the app, the model or the company spoken of."""
    headed = sentence.block.kind is BlockKind.ITEM and EntityType.PRODUCT in memory.heading
    app = memory.of(EntityType.PRODUCT) if headed or sentence.tags("anaphora", EntityType.PRODUCT) else None
    firm = _FIRM.search(sentence.page.folded, tag.start, min(sentence.end, tag.end + _FIRM_REACH))
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
        page.tags.at(name.end, "links", "possess")
        or page.text[name.end : name.end + 1] in _AREA
        or _describes(sentence, name)
    ):
        return False
    ousted = page.tags.at(name.end + 1, "links", "ousted")
    if ousted is not None and ousted.start <= tag.end and tag.start < ousted.end:
        return False
    if role == "backer" and not page.folded[name.end : tag.start].strip(" *_"):
        return True
    if role == "rival_after" or (role == "rival" and not page.lexicon.spaced):
        return False
    if role == "rival":
        window = page.folded[max(sentence.start, name.start - _BEHIND_REACH) : name.start]
        near = sentence.words_between(name.end, tag.start) <= _RIVAL_WORDS
        return tag.key != "1" and near and _BEHIND.search(window) is None
    return role not in {"source", "source_after", "venue", "backer", "possessor", "agent", "place", "former", "aside"}


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


def _draft(tag: Tag, name: Name, place: int, weight: float) -> Draft:
    return Draft(
        metric="rank", value=Decimal(place), unit="rank", start=tag.start, end=tag.end, subject=name.subject, surface=name.surface,
        subject_type=name.type or None, rule="rank", weight=weight, at=tag.start,
    )  # fmt: skip
