"""Who made what: stated by possession, apposition or verb."""

from __future__ import annotations

import re
from itertools import pairwise

from msgspec.structs import replace

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import called_maker, made_by, owned_by
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.makers_behind import (
    behind,
    dashed,
    is_described,
    of_noun,
    others_between,
    related,
    without_epithets,
)
from parallaxe.read.sentences.ties import named
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_MADE = {EntityType.MODEL, EntityType.PRODUCT}
_APPOSITION = re.compile(r"[ *_]*(?:,|:|-|–|—|\(|/|\||：|，|（)?[ *_\"“«]*$")
_STRICT_APPOSITION = re.compile(r"[ *_]*(?:\(|（|: ?|, )[ *_]*$")
#: A German name in the genitive, with what stands before its thing: "Baidus neuer Chatbot X".
_GENITIVE = re.compile(r"s (?:[\w-]+ ){0,2}[\"„“«*_]*$")
#: What stands between things of one list, apart from other things and brackets.
_LISTING, _BRACKETS = re.compile(r"[ ,/*_]*(?:(?:and|et|y|e|und|và|и|the|the new)\b[ ,]*)*"), re.compile(r"\([^()]*\)")
_CJK_TIE = re.compile(r"[ ]*(?:的|旗下的?|旗下|家的?|の|が|は|が開発した|推出的|发布的|开发的|自研的?)?[ ]*\S{0,12}$")
#: What between two names says that the first uses, hosts or offers the second ("在A上提供B").
_CJK_APART = re.compile(
    "在|使用|采用|接入|部署|引入|集成|搭载|用于|支持|导入|導入|採用|搭載|利用|対応|竞争|投资|押注|向|把|为|為|对|給|给"
)
#: How sure a heading's tie must be, and weight of a maker in the heading above.
_HEADED_TIE, _HEADED = 0.75, 0.7
#: A word before a heading's name; code points over which a quote may reach.
_LEADS, _NEAR = re.compile(r"[^\W\d_]"), 120
#: A verb may stand this many words from the names it joins; a possessive, this many before its noun.
_HEADED_WORDS, _MAKER_WORDS = 3, 8
_VERB_WORDS, _POSSESSIVE_WORDS, _OPEN_WORDS = 7, 9, 24
#: Words from a maker to a verb whose object is a pronoun.
_PRONOUN_WORDS = 3
#: Languages whose verbs need no subject.
_ELIDING = frozenset({"es", "pt", "zh", "ja"})
#: Words between an owner and what is surely its.
_OWNED_WORDS = 5
#: Words between what introduces a name and the name; weight of two names that only share a sentence.
_LEADING_WORDS, _LOOSE = 4, 0.35
#: Roles of those who say something, weight of what they call their own, and code points to a possessive behind it.
_SAYS, _OWN_SAID, _OWN_BEHIND = frozenset({"source", "source_after"}), 0.8, 10
#: Weight of a maker told only by what it is called by.
_CALLED = 0.75
#: Weight of a maker between its verb and its model, and of a developer that holds for what "and" joins.
_INVERTED, _TOLD = 0.75, 0.5


def developers(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Developer claims of a sentence."""
    drafts = []
    makers = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    for made in [name for name in sentence.names if name.type in _MADE or _is_brand(name)]:
        best: tuple[float, Name] | None = None
        for maker in makers:
            weight = _tie(sentence, made, maker, roles)
            if weight and (best is None or weight > best[0]):
                best = weight, maker
        if best is None and made.type in _MADE:
            best = _possessed(sentence, made, memory)
        if best is not None:
            maker = _owner_named(sentence, best[1])
            drafts.append(named("developer", made, maker.subject or maker.surface, best[0], maker))
    found = [*drafts, *_coordinated(sentence, drafts), *_called(sentence)]
    return found or _of_pronoun(sentence, roles, memory) or _of_heading(sentence, memory)


def _called(sentence: Sentence) -> list[Draft]:
    """As in "the ChatGPT maker", where the maker is named elsewhere in the text."""
    found = []
    for name in sentence.names:
        if name.by is None or name.by.type not in _MADE or name.entity is None:
            continue
        if any(one.key == name.key and one.by is None for one in sentence.page.names):
            thing = replace(name, entity=name.by, type=name.by.type)
            found.append(named("developer", thing, name.entity.name, _CALLED, name))
    return found


def headed_developers(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Developer claims of a heading: of the maker it names ("Kimi by Moonshot AI"), or of the heading above it."""
    found = [draft for draft in developers(sentence, roles, Memory()) if draft.weight >= _HEADED_TIE]
    made = next((name for name in sentence.names if name.type in _MADE), None)
    maker = memory.heading.get(EntityType.ORGANIZATION)
    alone = (
        made is not None
        and len(sentence.names) == 1
        and not _LEADS.search(sentence.page.text, sentence.start, made.start)
    )
    if found or made is None or not alone or maker is None or maker.entity is None or made.entity is None:
        return found
    if made.entity.developer is None or not related(sentence, made.entity.developer, maker.entity):
        return []
    near = made.start - maker.end <= _NEAR
    return [named("developer", made, maker.subject or maker.surface, _HEADED, maker if near else made)]


def _owner_named(sentence: Sentence, maker: Name) -> Name:
    """The owner of a team where it is named right before it: Alibaba of "Alibaba's Qwen team"."""
    page = sentence.page
    before = next((name for name in reversed(sentence.names) if name.end <= maker.start), None)
    if before is None or before.entity is None or maker.entity is None or maker.entity.parent != before.entity.slug:
        return maker
    if before.type != EntityType.ORGANIZATION or not maker.surface.lower().endswith(("team", "团队", "チーム")):
        return maker
    tie = page.tags.at(before.end, "links", "possess")
    return before if tie is not None and tie.end >= maker.start - 1 else maker


def _of_pronoun(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """As in "A lo presentó el 24 de noviembre": a maker, and the model spoken of as the verb's object."""
    verbs = sentence.tags("links", "does_it")
    model = memory.of(EntityType.MODEL) if verbs else None
    if model is None or model[0].entity is None:
        return []
    verb = verbs[0]
    known = model[0].entity.developer
    for maker in sentence.names:
        beside = maker.end <= verb.start and sentence.words_between(maker.end, verb.start) <= _PRONOUN_WORDS
        if (
            beside
            and maker.entity
            and known
            and roles.get(maker.start) is None
            and related(sentence, known, maker.entity)
        ):
            return [named("developer", model[0], maker.subject or maker.surface, 0.75, maker)]
    return []


def _coordinated(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """What "and" joins to something whose maker is told, of the same known maker: "A and B are models from C"."""
    told = {draft.subject: draft for draft in drafts if draft.weight >= _TOLD}
    if not told:
        return []
    made = [name for name in sentence.names if name.type in _MADE]
    found = []
    for first, second in pairwise(made):
        draft = told.get(second.subject) or told.get(first.subject)
        missing = first if draft is not None and draft.subject == second.subject else second
        if draft is None or missing.subject in {one.subject for one in drafts} or missing.entity is None:
            continue
        alike = first.entity and second.entity and first.entity.developer == second.entity.developer
        if alike and sentence.page.lexicon.joins.conjoined.fullmatch(sentence.page.folded, first.end, second.start):
            found.append(replace(draft, subject=missing.subject, surface=missing.surface, subject_type=missing.type))
    return found


def _of_heading(sentence: Sentence, memory: Memory) -> list[Draft]:
    """As in "- Meta が開発" or "- developed by Meta" under the heading of a model: an item that names its maker and no model."""
    made = memory.heading.get(EntityType.MODEL)
    if made is None or sentence.block.kind is not BlockKind.ITEM:
        return []
    makers = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    if len({name.key for name in makers}) != 1:
        return []
    if any(name.type in _MADE for name in sentence.names):
        return []
    maker = makers[0]
    page, first = sentence.page, sentence.start + int(sentence.page.word * _HEADED_WORDS)
    verbs = [tag for tag in sentence.tags("links", "make") if tag.start >= maker.end or tag.end <= maker.start]
    beside = any(
        sentence.words_between(min(tag.end, maker.end), max(tag.start, maker.start)) <= _MAKER_WORDS
        and not sentence.marks_between(min(tag.end, maker.end), max(tag.start, maker.start))
        for tag in verbs
    )
    owns = (maker.start <= first and page.tags.at(maker.end, "links", "possess")) or page.tags.at(
        maker.end + 1, "links", "possess"
    )
    own_model = bool(owns) and maker.start <= first and bool(sentence.tags("links", "model_noun"))
    known = made.entity.developer if made.entity else None
    if not (beside or own_model) or (known and maker.entity and not related(sentence, known, maker.entity)):
        return []
    return [named("developer", made, maker.subject or maker.surface, 0.8, maker)]


def _is_brand(name: Name) -> bool:
    """Whether an organization is a brand of another one ("ByteDance's Volcano Engine")."""
    return name.type == EntityType.ORGANIZATION and name.entity is not None and bool(name.entity.developer)


def _tie(sentence: Sentence, made: Name, maker: Name, roles: dict[int, str]) -> float:
    """How surely a sentence says that one made the other; 0 if it does not, or cannot be."""
    known = made.entity.developer if made.entity else None
    overlap = made.start < maker.end and maker.start < made.end
    if (
        overlap
        or _is_another_thing(sentence, made, maker)
        or (_is_brand(made) and (maker.entity is None or maker.entity.slug != known))
    ):
        return 0.0
    if known and maker.entity and not related(sentence, known, maker.entity):
        return 0.0
    matches = bool(known and maker.entity)
    maker_first = maker.end <= made.start
    first, second = (maker.end, made.start) if maker_first else (made.end, maker.start)
    between = sentence.page.folded[first:second]
    pattern = _pattern(sentence, between, first, second, maker_first=maker_first, brand=_is_brand(made))
    if not maker_first and called_maker(sentence, made, maker):
        pattern = max(pattern, 0.9)
    if (
        not maker_first
        and not pattern
        and (
            made_by(sentence, made, maker)
            or owned_by(sentence, made, maker)
            or dashed(sentence, made, maker)
            or (sentence.page.lexicon.language == "ru" and of_noun(sentence, first, second))
        )
    ):
        pattern = 0.85
    if (
        not maker_first
        and not pattern
        and (behind(sentence, made, maker, known) or is_described(sentence, made, maker, roles))
    ):
        pattern = 0.8
    if pattern:
        return pattern if matches else pattern * 0.8
    if not matches or not maker_first or _is_brand(made):
        return 0.0
    role = roles.get(maker.start)
    if role in _SAYS and _says_own(sentence, made, first, second):
        return _OWN_SAID
    aside = role in {"source", "source_after", "rival", "backer", "former"} or roles.get(made.start) == "venue"
    return 0.0 if aside else _open_tie(sentence, made, first, second, roles)


def _is_another_thing(sentence: Sentence, made: Name, maker: Name) -> bool:
    """Whether a maker is only named by another thing of its own in a list of such: "Facebook, Instagram and Threads"."""
    if maker.end > made.start or maker.entity is None or not maker.surface.isascii():
        return False
    called, known = maker.surface.lower(), maker.entity.name.lower()
    if called in known or known in called or called.split()[0] == known.split()[0]:
        return False
    gap, place = "", maker.end
    for name in sentence.names:
        if place <= name.start < made.start:
            gap, place = gap + sentence.page.text[place : name.start], name.end
    gap += sentence.page.text[place : made.start]
    return bool(gap.strip()) and _LISTING.fullmatch(_BRACKETS.sub("", gap)) is not None


def _says_own(sentence: Sentence, made: Name, first: int, second: int) -> bool:
    """Whether who says something says it of a thing of its own: "A says its assistant X is faster"."""
    floor = max(first, made.start - int(sentence.page.word * _LEADING_WORDS))
    own = sentence.page.tags.within("possessives", floor, made.start) or sentence.page.tags.within(
        "possessives", made.end, made.end + _OWN_BEHIND
    )
    return bool(own) and not others_between(sentence, first, second, None, {})


def _open_tie(sentence: Sentence, made: Name, first: int, second: int, roles: dict[int, str]) -> float:
    """How surely a sentence ties a thing to its known maker, named at some distance before it."""
    words, between = sentence.words_between(first, second), sentence.page.folded[first:second]
    if not between.strip() and _inverted(sentence, first):
        return _INVERTED
    if words > _OPEN_WORDS or not between.strip(' *_"“«[') or sentence.page.lexicon.joins.conjoined.fullmatch(between):
        return 0.0
    if others_between(sentence, first, second, EntityType.ORGANIZATION, roles):
        return 0.0
    if words < _VERB_WORDS:
        return 0.7
    return 0.55 if _introduced(sentence, made, first) else _LOOSE


def _inverted(sentence: Sentence, end: int) -> bool:
    """Whether a verb of releasing stands right before a maker whose model follows at once: "stellte A B vor"."""
    page = sentence.page
    maker = next((name for name in sentence.names if name.end == end), None)
    return maker is not None and page.tags.before(maker.start - 1, "links", "release", "make") is not None


def _introduced(sentence: Sentence, made: Name, floor: int) -> bool:
    """Whether a noun for a model, a possessive or a verb of making leads to a name, or to the list it goes on."""
    page = sentence.page
    first = max(floor, made.start - int(page.word * _LEADING_WORDS))
    if page.tags.within("possessives", first, made.start):
        return True
    tags = page.tags.within("links", first, made.start)
    if any(tag.key in {"make", "release", "model_noun", "app"} for tag in tags):
        return True
    previous = next((name for name in reversed(sentence.names) if name.end <= made.start), None)
    listed = (
        previous is not None
        and previous.type in _MADE
        and page.lexicon.joins.conjoined.fullmatch(page.folded, previous.end, made.start)
    )
    return bool(listed) and previous is not None and previous.start > floor and _introduced(sentence, previous, floor)


def _pattern(  # noqa: PLR0911  one return a pattern
    sentence: Sentence, between: str, first: int, second: int, *, maker_first: bool, brand: bool
) -> float:
    words = sentence.words_between(first, second)
    blocked = others_between(sentence, first, second, None, {}, teams=maker_first)
    links = [tag for tag in sentence.tags("links") if first <= tag.start and tag.end <= second]
    if (
        not sentence.page.lexicon.spaced
        and not blocked
        and maker_first
        and _CJK_TIE.match(between)
        and not _CJK_APART.search(between)
        and not re.search(r"[，。、；,;]", between)
    ):
        return 0.9
    if maker_first and not blocked:
        if own := _owned_first(sentence, between, first, links, words):
            return own
        if _APPOSITION.match(between):
            return 0.0 if brand and "(" in between else 0.8
        if any(tag.key in {"release", "make"} for tag in links) and words <= _VERB_WORDS:
            return 0.85
    if not maker_first and not blocked:
        tail = between.rstrip(' *_"“«')
        of = sentence.page.tags.before(without_epithets(sentence, first, first + len(tail)), "links", "of", "make")
        if of and of.start >= first and words <= _POSSESSIVE_WORDS:
            return 0.92 if words <= 4 and not re.search(r"[.;]", between) else 0.6  # noqa: PLR2004
        if _STRICT_APPOSITION.match(between):
            return 0.75
        after = sentence.page.tags.within("links", second, min(sentence.end, second + 40))
        if words <= _VERB_WORDS and "," in between and any(tag.key in {"release", "make"} for tag in after[:3]):
            return 0.6
    return 0.0


def _owned_first(sentence: Sentence, between: str, first: int, links: list[Tag], words: float) -> float:
    """How surely a maker's possessive leads to its thing: "A's model X", "Baidus Chatbot X"; 0 if none does."""
    if sentence.page.lexicon.language == "de" and _GENITIVE.match(between):
        return 0.95
    if words > _POSSESSIVE_WORDS or not any(tag.key == "possess" and tag.start <= first + 1 for tag in links):
        return 0.0
    return 0.95 if words <= _OWNED_WORDS and "," not in between else 0.5


def _possessed(sentence: Sentence, made: Name, memory: Memory) -> tuple[float, Name] | None:
    """As in "Its model X": the organization spoken of, where the catalogue does not say otherwise."""
    floor = max(sentence.start, made.start - int(sentence.page.word * _POSSESSIVE_WORDS))
    remembered = memory.of(EntityType.ORGANIZATION)
    if remembered is None:
        return None
    if not sentence.page.tags.within("possessives", floor, made.start) and not _spoken_of_makes(sentence, made):
        return None
    name = remembered[0]
    known = made.entity.developer if made.entity else None
    if known and name.entity and not related(sentence, known, name.entity):
        return None
    return (0.75 if known else 0.5), name


def _spoken_of_makes(sentence: Sentence, made: Name) -> bool:
    """Whether a sentence says that "the company" makes or releases something."""
    who = [tag for tag in sentence.tags("anaphora", "organization") if tag.end <= made.start]
    verbs = [tag for tag in sentence.tags("links") if tag.key in {"make", "release"} and tag.end <= made.start]
    return (
        (any(one.end <= verb.start for one in who for verb in verbs) or _elided(sentence, verbs))
        and made.entity is not None
        and bool(made.entity.developer)
    )


def _elided(sentence: Sentence, verbs: list[Tag]) -> bool:
    """Whether a verb opens a sentence that leaves its subject out: "Presentó el modelo X", "发布了X"."""
    page = sentence.page
    if page.lexicon.language not in _ELIDING or any(name.type == EntityType.ORGANIZATION for name in sentence.names):
        return False
    return any(not page.folded[sentence.start : verb.start].strip(' *_"-') for verb in verbs)
