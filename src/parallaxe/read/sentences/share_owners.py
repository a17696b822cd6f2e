"""Whose share it is by the word for the share: "A's share", "la part d'A dans …", "доля A", "their share" of the group named before."""

from __future__ import annotations

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.sides import side_words
from parallaxe.read.sentences.units import follows_level
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Metrics of shares that are held.
HELD = frozenset({"usage_share", "market_share"})
_USERS = "users"
_MAKERS = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.MODEL})
#: Roles of names that only say where, or who says so.
_ASIDE = frozenset({"venue", "source", "source_after", "place", "rival", "rival_after"})
#: Words from a word for a share to its figure, and to its owner; clause marks on the way to the figure.
_REACH, _NEAR, _MARKS = 18.0, 2.5, 2
#: Words from the word for a share to a figure it states, code points from a name to "its share" behind it.
_STATED, _BESIDE = 6.0, 4
#: Words of an opening, code points looked back over.
_OPENING, _BACK = 3.0, 260
#: Code points of an article before "its".
_ARTICLE = 4
_LISTED = ("share", "market_part")
#: Languages whose owner stands right behind the word for the share.
_UNJOINED = frozenset({"ru", "vi"})


def share_owner(
    sentence: Sentence, quantity: Quantity, types: list[str], roles: dict[int, str], metric: str
) -> Name | None:
    """The name that the word for a share (or for users) belongs to, where the figure is told behind it and of nobody else.

    Args:
        sentence: where it stands.
        quantity: the share.
        types: types its owner may have.
        roles: of the sentence's names.
        metric: what it is.
    """
    noun = _noun(sentence, quantity, metric)
    types = [kind for kind in types if kind in _MAKERS] if metric == _USERS else types
    owner = _owner(sentence, noun, types) if noun else None
    if noun is None or owner is None or owner.start >= quantity.start:
        return None
    start = max(noun.end, owner.end)
    others = any(start <= one.start < quantity.start and one.type in _MAKERS and roles.get(one.start) not in _ASIDE
                 for one in sentence.names)  # fmt: skip
    further = any(start <= one.start < quantity.start and one.unit == quantity.unit and one not in sentence.levels
                  for one in sentence.quantities)  # fmt: skip
    return None if others or further else owner


def _noun(sentence: Sentence, quantity: Quantity, metric: str = "") -> Tag | None:
    """The word for a share (or for users) that leads to a figure."""
    if metric == _USERS:
        said = [tag for tag in sentence.tags("metrics", _USERS) if tag.side != "<" and tag.weight == 1]
    else:
        said = [tag for tag in sentence.tags("links") if tag.key in _LISTED]
    nouns = [tag for tag in said if tag.end <= quantity.number_start]
    if not nouns or sentence.words_between(nouns[-1].end, quantity.start) > _REACH:
        return None
    return nouns[-1] if sentence.marks_between(nouns[-1].end, quantity.start) <= _MARKS else None


def is_level(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage is the share its word leads to, and no growth of it: "its share fell from 9 % to 6 %", "its share is 6 %"."""
    noun = _noun(sentence, quantity) if quantity.unit == "%" else None
    if noun is None:
        return False
    if quantity in sentence.levels or follows_level(sentence, quantity):
        return True
    moved = any(noun.end <= tag.start < quantity.start for tag in sentence.tags("links", "move"))
    near = sentence.words_between(noun.end, quantity.start) <= _STATED
    return near and not moved and not any(noun.end <= one.start < quantity.start for one in sentence.quantities)


def _owner(sentence: Sentence, noun: Tag, types: list[str]) -> Name | None:
    tags, spaced = sentence.page.tags, sentence.page.lexicon.spaced
    its = tags.before(noun.start - 1, "possessives") if spaced else None
    if its:
        said = [one for one in sentence.names if one.end <= its.start and one.type in _MAKERS and one.type in types]
        beside = said and its.start - said[-1].end <= _BESIDE
        return said[-1] if beside or len({one.key for one in said}) == 1 else None
    for name in _holders(sentence, types):
        if name.end <= noun.start:
            owns = tags.at(name.end, "links", "possess") is not None and name.entity is not None
            if owns and sentence.words_between(name.end, noun.start) <= _NEAR:
                return name
            continue
        led = tags.before(name.start - 1, "links", "part_of", "of") if spaced else None
        joined = led or (spaced and sentence.page.lexicon.language in _UNJOINED and name.start == noun.end + 1)
        near = noun.end <= name.start and sentence.words_between(noun.end, name.start) <= _NEAR
        if near and joined and not sentence.marks_between(noun.end, name.start) and not _modifies(sentence, name):
            return name
    return None


def _holders(sentence: Sentence, types: list[str]) -> list[Name]:
    """The names of a sentence and its words for groups that may hold a share, a country for its models, in order."""
    named = [name for name in sentence.names if name.type != EntityType.GROUP]
    found = [name for name in (*named, *side_words(sentence)) if name.type in types]
    return sorted(found, key=lambda one: (one.start, -one.end))


def _modifies(sentence: Sentence, name: Name) -> bool:
    """Whether a name only tells of what the share is: "share of OpenRouter tokens", "share of China's market"."""
    tags, gap = sentence.page.tags, 1 if sentence.page.lexicon.spaced else 0
    if tags.at(name.end, "links", "possess") or tags.at(name.end + gap, "links", "volume"):
        return True
    return any(tag.key in HELD for tag in tags.within("metrics", name.end, name.end + gap + 1))


def spoken_owner(
    sentence: Sentence, quantity: Quantity, types: list[str], roles: dict[int, str], memory: Memory
) -> Name | None:
    """Whom the sentence before was about, where this one goes on with "their share" or "they"."""
    held = _holders(sentence, types)
    if any(name.start < quantity.start and roles.get(name.start) not in _ASIDE for name in held):
        return None
    page = sentence.page
    opening = sentence.start + len(sentence.folded) - len(sentence.folded.lstrip(' *_"«“'))
    many = page.tags.at(opening, "links", "they") is not None
    its = next(iter(page.tags.within("possessives", opening, opening + _ARTICLE)), None)
    until = opening + int(page.word * (_OPENING + 1))
    owns = its and any(tag.key in _LISTED for tag in page.tags.within("links", its.end, until))
    if not many and not owns:
        return None
    floor = max(0, sentence.start - _BACK)
    floor = max(floor, page.folded.rfind(". ", floor, max(floor, sentence.start - 2)))
    return _before(sentence, floor, types, memory, many=many)


def _before(sentence: Sentence, floor: int, types: list[str], memory: Memory, *, many: bool) -> Name | None:
    """The first in a stretch before a sentence who may be meant; several are a group, or a country's models."""
    page = sentence.page
    lead = Sentence(page, floor, sentence.start, sentence.block, page.names_in(floor, sentence.start), [], [])
    groups = side_words(lead)
    if many:
        return groups[0] if groups else None
    named = [name for name in lead.names if name.type in types and name.type in _MAKERS]
    named = [name for name in named if memory.standings.get(name.key, ("none", ""))[0] not in _ASIDE]
    found = sorted([*named, *groups], key=lambda one: one.start)
    return found[0] if found else None
