"""Stated positions: "in second place", "led by A", "second after A"."""

from __future__ import annotations

import re
from decimal import Decimal

from msgspec.structs import replace

from parallaxe.read.amounts.span import DateSpan
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, as_app
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import particle
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.no_places import is_led, is_no_place, is_superlative
from parallaxe.read.sentences.place_words import around
from parallaxe.read.sentences.placings import RANKED, bare_place, in_turn, placings, ranked, spans, together
from parallaxe.read.sentences.superlatives import superlatives
from parallaxe.read.sentences.thread import is_arena
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Words between an ordinal and the cue that makes it a position.
_TIE_WORDS = 3
_RIVAL_WORDS = 3
#: Code points from a rival back to what puts the holder of a position behind it.
_BEHIND_REACH = 24
#: Words from a word of leading to the round that is led.
_ROUND_WORDS = 3
#: Words between "led by" and who leads.
_LED_WORDS = 6
#: Code points around a position that say it is shared, and the position that somebody else is before.
_TIED, _SECOND = 14, "2"
#: Roles of names behind a position that do not hold it: "first in Apple's list".
_NO_AFTER = {"possessor", "venue", "source", "source_after", "place", "former", "aside"}
#: Weight of positions told as one.
_LISTED = 0.8
#: Weight of a position told by an ordinal alone.
_BARE = 0.65
#: Code points from a name to the bracket that tells its position, and from there to that.
_BRACKET, _OPENED = 2, 6
#: What makes a country's name before it the beginning of a company's.
_COMPANY = re.compile(r"[\u4e00-\u9fff]{2,10}(?:公司|集团|大学|研究院|研究所|电网|银行|\()")
#: What joins an ordinal to the name behind it, and code points between a position and the name that holds it.
_DASH, _HELD = re.compile(r" ?[-–—:] ?"), 3
#: Code points from a word of coming next back to the position it follows, and on to the one that makes it plain.
_FOLLOWED, _GIVEN = 90, 30
_RIVALS = frozenset({"rival", "rival_after"})
_POINTED = frozenset({EntityType.ORGANIZATION, EntityType.MODEL, EntityType.PRODUCT})
#: Code points behind a position that may say it is a company's.
_FIRM_REACH = 24
_TOPIC = frozenset("はがも")
#: What a clause opens with, and what goes on with a position behind a country's name.
_OPENING, _GOES_ON = frozenset(",，。；;、:：\n "), frozenset("排位以居在是则列占はがも")
_AREA = frozenset("区區版")


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
    shared, words = [*spans(sentence), *turned], around(sentence.page.lexicon)
    for tag in sentence.tags("ranks"):
        if (
            (financed and (tag.side == ">" or _of_investor(sentence, tag)))
            or _leads_round(sentence, tag)
            or _gives_way(sentence, tag)
            or is_no_place(sentence, tag)
            or (words.follows.search(sentence.page.folded, tag.start, tag.end) and not _follows(sentence, tag))
            or any(first <= tag.start < last for first, last in shared)
        ):
            continue
        inside = _in_brackets(sentence, tag)
        if inside is not None:
            drafts += [_draft(tag, name, int(tag.key), _LISTED) for name in inside]
        else:
            drafts += _of(sentence, tag, tag.side or "<", roles, memory, 0.75)
    drafts += [one for one in _by_ordinals(sentence, roles, memory) if (one.start, one.end) not in turned]
    return drafts + [one for one in _further(sentence, drafts) if (one.start, one.end) not in turned]


def _by_ordinals(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Positions told by an ordinal beside a word for a ranking, or alone behind who holds it."""
    drafts: list[Draft] = []
    told, words = sentence.tags("ranks"), around(sentence.page.lexicon)
    cues = [cue for cue in sentence.tags("metrics", "rank") if not any(_over(cue, other) for other in told)]
    for tag in sentence.tags("ordinals"):
        if _is_told(sentence, tag):
            continue
        if words.denied.search(sentence.page.folded, max(sentence.start, tag.start - _BEHIND_REACH), tag.start):
            continue
        if inside := _in_brackets(sentence, tag):
            drafts += [_draft(tag, name, int(tag.key), _LISTED) for name in inside]
            continue
        near = [cue for cue in cues if _tied(sentence, tag, cue)]
        if near:
            drafts += _of(sentence, tag, "<", roles, memory, 0.7)
        elif (holder := bare_place(sentence, tag)) is not None:
            drafts.append(_draft(tag, holder, int(tag.key), _BARE))
    return drafts


def _over(one: Tag, other: Tag | DateSpan) -> bool:
    return one.start < other.end and other.start < one.end


def _is_told(sentence: Sentence, tag: Tag) -> bool:
    """Whether an ordinal is part of a position told in full, or of a date."""
    return any(_over(tag, one) for one in sentence.tags("ranks")) or any(_over(tag, one) for one in sentence.dates)


def _further(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """Positions told by a bare ordinal once one has been told in full: "A is fifth and first in Europe, B second"."""
    page, words, found = sentence.page, around(sentence.page.lexicon), []
    ranked = [name for name in sentence.names if name.type in RANKED]
    for tag in sentence.tags("ordinals"):
        told = [draft for draft in drafts if draft.end <= tag.start]
        if not told or _is_told(sentence, tag):
            continue
        before = [name for name in ranked if name.end <= tag.start]
        beside = [name for name in before if not page.folded[name.end : tag.start].strip(" *_")]
        beside += [name for name in ranked if _DASH.fullmatch(page.folded, tag.end, name.start)]
        if beside:
            found.append(_draft(tag, beside[0], int(tag.key), _LISTED))
        elif words.also.search(page.folded, told[-1].end, tag.start) and words.ends.match(page.folded, tag.end):
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
    if sentence.page.lexicon.spaced or not around(sentence.page.lexicon).gives_way.match(
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
        or (tag.category != "ranks" and folded[tag.end : tag.end + 1] != ")")
    ):
        return None
    return [name for name in sentence.names if 0 <= opened - name.end <= _BRACKET and name.type in RANKED][-1:]


def _of(sentence: Sentence, tag: Tag, side: str, roles: dict[int, str], memory: Memory, weight: float) -> list[Draft]:
    page = sentence.page
    names = [name for name in sentence.names if name.type in ranked(sentence) and not is_arena(name)]
    before = [name for name in names if name.end <= tag.start and _may_rank(sentence, tag, name, roles)]
    before = [name for name in before if not _only_where(sentence, name, before)]
    after = [name for name in names if name.start >= tag.end and roles.get(name.start) not in _NO_AFTER]
    if side != ">" and (before or sentence.tags("metrics", "registry_filings")):
        after = [name for name in after if name.type != EntityType.COUNTRY]
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
    found = [_draft(tag, name, int(tag.key), weight) for name in _sharing(sentence, tag, chosen[0], names)]
    first = _before_it(sentence, tag, roles) if side == "<" and tag.key == _SECOND else None
    return [*found, _draft(tag, first, 1, weight)] if first and first.subject != chosen[0].subject else found


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
    page, words = sentence.page, around(sentence.page.lexicon)
    if not words.tied.search(page.folded, max(sentence.start, tag.start - _TIED), min(sentence.end, tag.end + _TIED)):
        return [holder]
    shared = [holder]
    for name in reversed([name for name in names if name.end <= holder.start]):
        if name.type != holder.type or not words.joined.fullmatch(page.folded, name.end, shared[0].start):
            break
        shared.insert(0, name)
    return shared


def _before_it(sentence: Sentence, tag: Tag, roles: dict[int, str]) -> Name | None:
    """Who is first where the second is told to be behind them: "second, behind only A"."""
    page, words = sentence.page, around(sentence.page.lexicon)
    after = [name for name in sentence.names if name.start >= tag.end - 1 and name.type in RANKED]
    for name in after[:2]:
        near = name.start - tag.end <= _FOLLOWED and not sentence.marks_between(tag.end, name.start)
        if near and roles.get(name.start) == "rival" and name.type != EntityType.COUNTRY:
            return name
        if name.start - tag.end <= _FOLLOWED and words.passed.search(
            page.folded, max(sentence.start, name.start - _BEHIND_REACH), name.start
        ):
            return name
    return None


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
    page, words = sentence.page, around(sentence.page.lexicon)
    if not page.lexicon.spaced:
        return False
    gap = page.folded[tag.start : name.start].rstrip("[*_ ") + " "
    if roles.get(name.start) in _RIVALS or words.passed.search(gap) or words.passing.search(gap):
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
    if around(page.lexicon).passed.search(page.folded[tag.start : after[0].start]):
        return False
    lead = page.folded[before.end : tag.start]
    return bool(sentence.marks_between(before.end, tag.start)) and len(lead.split()) <= 3  # noqa: PLR2004


def _alone(sentence: Sentence, tag: Tag, names: list[Name]) -> list[Name] | None:
    """Who may be the most of something, of those named before; None where several share it ("A, B and C are the most used")."""
    page, words = sentence.page, around(sentence.page.lexicon)
    if names and page.lexicon.script == "han" and words.becomes.search(page.folded[sentence.start : names[-1].start]):
        names = names[:-1] if names[-1].end == tag.start else names
    if len(names) > 1 and words.joined.fullmatch(page.folded, names[-2].end, names[-1].start):
        return None
    return names


def _spoken_of(sentence: Sentence, tag: Tag, memory: Memory) -> list[Name]:
    """Whom a position is said of that the sentence does not name: the app, the model or the company spoken of."""
    headed = sentence.block.kind is BlockKind.ITEM and EntityType.PRODUCT in memory.heading
    app = memory.of(EntityType.PRODUCT) if headed or sentence.tags("anaphora", EntityType.PRODUCT) else None
    firm = around(sentence.page.lexicon).firm.search(
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
    if role == "rival_after" or (role == "rival" and not page.lexicon.spaced):
        return False
    if role == "rival":
        window = page.folded[max(sentence.start, name.start - _BEHIND_REACH) : name.start]
        near = sentence.words_between(name.end, tag.start) <= _RIVAL_WORDS
        near = near and not around(page.lexicon).goes_on.match(page.folded, name.end)
        return tag.key != "1" and near and around(page.lexicon).passed.search(window) is None
    return role not in {"source", "source_after", "venue", "backer", "possessor", "agent", "place", "former", "aside"}


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


def _draft(tag: Tag, name: Name, place: int, weight: float) -> Draft:
    return Draft(
        metric="rank", value=Decimal(place), unit="rank", start=tag.start, end=tag.end, subject=name.subject, surface=name.surface,
        subject_type=name.type or None, rule="rank", weight=weight, at=tag.start,
    )  # fmt: skip
