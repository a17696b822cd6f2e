"""Figures told in turn of several names: "A和B分别为57和58", "A und B kommen auf 57 beziehungsweise 58"."""

from __future__ import annotations

import re
from itertools import pairwise

from parallaxe.read.amounts.quantities import LISTED, Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

_FEWEST = 2
#: Types whose names stand beside one another in a list.
_ALIKE = {EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION}
#: Code points from the last name to the first figure, between figures, from a word of comparing to the second.
_REACH, _GAP, _BESIDE = 60, 24, 3
#: Who a figure is of that is told of somebody nobody knows.
NOBODY = Name(0, 0, "", None, "")
#: What may follow the last name of an East Asian list.
_GOES_ON = frozenset("分位依的，,（(月日排占用均合”」》")
#: Roles of names that may stand before shares told of others; words from a share to the name behind it, signs of a joining word.
_CLOSE = 3.5
_ARTICLE = re.compile(r"(?:un|um|el|o|le|the|ein) ?$")
_PLACES, _NEAR, _JOIN = frozenset({"venue", "source", "source_after", "place"}), 7, 8


def respectively(sentence: Sentence, quantities: list[Quantity], types: list[str]) -> dict[Quantity, Name]:
    """The name each figure is told of, where a word says that they go in turn.

    Args:
        sentence: where they stand.
        quantities: figures of one metric, in order.
        types: types its subject may have.
    """
    words = sentence.tags("links", "respectively")
    listed = len(quantities) == _FEWEST and _listed(sentence, *quantities)
    if not (words or listed) or len(quantities) < _FEWEST:
        return {}
    first = quantities[0]
    names = [name for name in sentence.names if name.type in types and name.end <= first.start]
    if any(name.type == EntityType.MODEL for name in names):
        names = [name for name in names if not _owns(sentence, name)]
    run = run_of(sentence, names)
    if len(run) != len(quantities) and (placed := _enumerated(sentence, names, quantities)):
        return placed
    if len(run) != len(quantities) or first.start - run[-1].end > (_REACH if words else _GAP):
        return {}
    near = all(second.start - one.end <= _GAP for one, second in pairwise(quantities))
    told = listed or any(run[-1].end <= tag.start <= quantities[-1].end + _GAP for tag in words)
    return dict(zip(quantities, run, strict=True)) if near and told else {}


def _enumerated(sentence: Sentence, names: list[Name], quantities: list[Quantity]) -> dict[Quantity, Name]:
    """The names of an East Asian list some of whose members nobody knows, each by its place: "A、未知、B分别为1、2、3"."""
    if sentence.page.lexicon.spaced or not names or len(quantities) <= _FEWEST:
        return {}
    text, start = sentence.page.text, sentence.start
    last = max(text.rfind(mark, start, names[0].start) for mark in "，：；为是")
    start = last + 1 if last >= start else start
    found, place = dict[Quantity, Name](), start
    for quantity in quantities:
        end = next((at for at in range(place, quantities[0].start) if text[at] in "、和与及"), quantities[0].start)
        fills = end if end < quantities[0].start else _list_end(sentence, names[-1])
        name = next((one for one in names if place <= one.start and one.end == fills), None)
        found[quantity] = name or NOBODY
        place = end + 1
    known = sum(name is not NOBODY for name in found.values())
    return found if place > quantities[0].start and known >= _FEWEST else {}


def _list_end(sentence: Sentence, name: Name) -> int:
    """Where the last name of an East Asian list ends, -1 where more of a name may follow it."""
    return name.end if sentence.page.text[name.end : name.end + 1] in _GOES_ON else -1


def _listed(sentence: Sentence, first: Quantity, second: Quantity) -> bool:
    """Whether two shares are joined by "and" alone: "A and B, with 14 % and 13 %"."""
    gap = sentence.page.folded[first.end : second.start]
    return (
        first.unit == second.unit == "%" and len(gap) <= _JOIN and LISTED.fullmatch(_ARTICLE.sub("", gap)) is not None
    )


def followed(
    sentence: Sentence, quantities: list[Quantity], types: list[str], roles: dict[int, str]
) -> dict[Quantity, Name]:
    """The name right behind each of several shares: "29 Prozent auf A und 20 Prozent auf B", "27 % for A, 19 % for B".

    Args:
        sentence: where they stand.
        quantities: shares of one metric, in order.
        types: types their subject may have.
        roles: of the sentence's names; one that only says where or who says so may stand before the shares.
    """
    shares = [one for one in quantities if one.unit == "%"]
    if len(shares) < _FEWEST or len(shares) != len(quantities) or not sentence.page.lexicon.spaced:
        return {}
    named = [name for name in sentence.names if name.type in types]
    makers = [name for name in named if name.type in _ALIKE]
    return _each_behind(sentence, shares, makers, roles) or _each_behind(sentence, shares, named, roles)


def _each_behind(
    sentence: Sentence, shares: list[Quantity], names: list[Name], roles: dict[int, str]
) -> dict[Quantity, Name]:
    """The name right behind each share; the last one may stand before its own, like "with A taking 3 %"."""
    if any(name.end <= shares[0].start and roles.get(name.start) not in _PLACES for name in names):
        return {}
    found: dict[Quantity, Name] = {}
    for place, share in enumerate(shares):
        end = shares[place + 1].start if place + 1 < len(shares) else sentence.end
        behind = [one for one in names if share.end <= one.start < end]
        if not behind and place + 1 == len(shares) and len(found) >= _FEWEST:
            return found
        if not behind or not _is_behind(sentence, share, behind[0]):
            return {}
        found[share] = behind[0]
    return found


def _is_behind(sentence: Sentence, share: Quantity, name: Name) -> bool:
    """Whether a name stands near behind a share in its clause, a word that joins the two before it."""
    page, lead = sentence.page, name.start
    while lead and page.folded[lead - 1] in " \"'“«*_":
        lead -= 1
    word = page.folded[max(share.end, lead - _JOIN) : lead].rpartition(" ")[2]
    joined = page.tags.before(lead, "links") or page.tags.before(lead, "roles") or word in page.lexicon.stopwords
    near = sentence.words_between(share.end, name.start) <= _NEAR
    return bool(joined) and near and not sentence.marks_between(share.end, name.start)


def of_countries(sentence: Sentence, quantities: list[Quantity]) -> dict[Quantity, Name]:
    """The country each of several amounts is of, right before it or right behind it: "$109 billion in the US, $9 billion in China".

    Args:
        sentence: where they stand.
        quantities: amounts of one metric, in order.
    """
    countries = [name for name in sentence.names if name.type == EntityType.COUNTRY]
    if len({name.key for name in countries}) < _FEWEST or len(quantities) < _FEWEST or not sentence.page.lexicon.spaced:
        return {}
    if any(name.type in _ALIKE for name in sentence.names):
        return {}
    found: dict[Quantity, Name] = {}
    for amount in quantities:
        behind = next(
            (one for one in countries if one.start >= amount.end and _beside(sentence, amount.end, one.start)), None
        )
        before = next(
            (
                one
                for one in reversed(countries)
                if one.end <= amount.start and _beside(sentence, one.end, amount.start)
            ),
            None,
        )
        one = before if before and not any(before.key == told.key for told in found.values()) else behind
        if one is not None:
            found[amount] = one
    return found if len({one.key for one in found.values()}) >= _FEWEST else {}


def _beside(sentence: Sentence, first: int, last: int) -> bool:
    """Whether few words, no other figure and no mark but a dash stand between two places."""
    gap = sentence.page.folded[first:last]
    apart = any(mark in gap for mark in ",;:()") or any(first <= one.start < last for one in sentence.quantities)
    return sentence.words_between(first, last) <= _CLOSE and not apart


def _owns(sentence: Sentence, name: Name) -> bool:
    """Whether a maker only stands before what is its own: "月之暗面的Kimi K2.5"."""
    tags = sentence.page.tags
    return name.type == EntityType.ORGANIZATION and tags.at(name.end, "links", "possess") is not None


def run_of(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The last names of a list, joined by commas and "and"."""
    run = names[-1:]
    for name in reversed(names[:-1]):
        start = run[0].start
        for other in sentence.names:
            if other.end <= run[0].start and name.end <= other.start and _owns(sentence, other):
                start = other.start
        if not (
            name.type == run[0].type or {name.type, run[0].type} <= _ALIKE
        ) or not sentence.page.lexicon.joins.coordinated.fullmatch(sentence.page.folded, name.end, start):
            break
        run.insert(0, name)
    return run


def against(sentence: Sentence, quantities: list[Quantity], pair: tuple[Name, Name] | None) -> dict[Quantity, Name]:
    """Whose figures are that a word of comparing joins: "83.6 % versus 78.2 %", of no model or of two named before.

    Where one model is named, the other is the one the document is about.

    Args:
        sentence: where they stand.
        quantities: scores, in order.
        pair: the model spoken of and the one it was compared with.
    """
    models = [name for name in sentence.names if name.type == EntityType.MODEL]
    if len({name.key for name in models}) == _FEWEST and quantities and models[-1].end <= quantities[0].start:
        pair = models[0], next(name for name in models if name.key != models[0].key)
    elif models:
        own = sentence.page.own_model
        if own is None or len({name.key for name in models}) > 1 or own.key == models[0].key:
            return {}
        pair = (models[0], own) if quantities and models[0].end <= quantities[0].start else None
    if pair is None:
        return {}
    found: dict[Quantity, Name] = {}
    for first, second in pairwise(quantities):
        words = sentence.page.tags.within("roles", first.end, second.start)
        if any(tag.key == "rival" and tag.end + _BESIDE >= second.start for tag in words) and (
            second.start - first.end <= _GAP
        ):
            found |= {first: pair[0], second: pair[1]}
    return found
