"""Who is paid where one company puts money into another: "软银向A投资", "ソフトバンクがAに出資", "steigt bei A ein"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import CLOSING, OPENING
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: What stands before a company something is bought from, and words between a figure and that company.
_TOWARDS = ("into", "for", "from", "of")
_BEHIND = 4
#: What joins companies that are named together; signs of an article.
_JOINED, _ARTICLE = re.compile(r",? ?(?:and|et|y|e|und|và|и|&)? ?(?:a|o|la|el|le|l')? ?"), 3
#: Code points from a verb of coming or taking to the name behind "from".
_CAME = 12
#: Words from an amount to what it goes into.
_INTO_WORDS = 2
#: How clear money paid for computing is, and the least it comes to.
_RENT, _LEAST = 0.9, 10**7
#: Who sells computing, and words between a contract and its amount.
_PROVIDERS, _CONTRACT = "compute-providers", 6
#: An amount in brackets; code points before a company in which what it is stands, up to its name, and words that describe it.
_CONVERTED = re.compile(r"[(（][^()（）]*\d[^()（）]*[)）]")
_APPOSED, _QUOTED, _DESCRIBED = 44, 3, 4
#: Words between the company paid and the verb.
_REACH = 14


def receiver(sentence: Sentence, quantity: Quantity | None = None) -> Name | None:
    """The company that money goes to: the one a word of direction joins to a verb of investing, the one whose round it is.

    Args:
        sentence: where it is told.
        quantity: the amount; not what the company itself pays further on ("invests in A, which will buy …"). Any if None.
    """
    verbs = sentence.tags("links", "invest")
    paid = (_paid(sentence, verbs) if verbs else None) or _owner_of_round(sentence)
    if paid is None:
        return None
    amounts = [quantity] if quantity else [one for one in sentence.quantities if one.kind == "money"]
    return None if amounts and all(_pays(sentence, paid, one) for one in amounts) else paid


def _pays(sentence: Sentence, name: Name, quantity: Quantity) -> bool:
    """Whether an amount is what a company pays, named before a verb of its own: "A commits to buying $30 billion".

    Or what goes into something else: "steckt 5 Milliarden in Rechenzentren".
    """
    works = next((tag for tag in sentence.tags("links", "works") if tag.start >= quantity.end), None)
    if works is not None and not sentence.page.lexicon.spaced and works.start - quantity.end <= 1:
        return True
    near = works is not None and sentence.words_between(quantity.end, works.start) <= _INTO_WORDS
    if works is not None and near and sentence.page.tags.within("links", quantity.end, works.start, "into"):
        return True
    verbs = sentence.tags("links", "invest")
    paying = [
        tag
        for tag in (*sentence.tags("links", "buy"), *sentence.tags("metrics", "capex_commitment"))
        if name.end <= tag.start and tag.end <= quantity.start
    ]
    return any(not any(tag.start < verb.end and verb.start < quantity.start for verb in verbs) for tag in paying)


def rent_cues(sentence: Sentence) -> list[Tag]:
    """Verbs of paying, as cues of money committed, where a company pays another one for computing: "will pay Oracle $300 billion for capacity"."""
    verbs, works = sentence.tags("links", "pay"), sentence.tags("links", "works")
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    if not verbs or not works or len({name.key for name in named}) < 2:  # noqa: PLR2004
        return []
    amounts = [one for one in sentence.quantities if one.kind == "money" and one.value >= _LEAST and not one.vague]
    return [
        Tag(verb.start, verb.end, "metrics", "capex_commitment", _RENT, ">")
        for verb in verbs
        if named[0].end <= verb.start
        and any(verb.end <= one.start and any(tag.start >= one.end for tag in works) for one in amounts)
    ]


def payer(sentence: Sentence, cue: Tag | None) -> Name | None:
    """The company that pays another one for computing, by the verb that is the cue; None where it is none."""
    if cue is None or not any(tag.start == cue.start for tag in sentence.tags("links", "pay")):
        return None
    named = [one for one in sentence.names if one.type == EntityType.ORGANIZATION and one.end <= cue.start]
    return named[-1] if named and any(one.start == cue.start for one in rent_cues(sentence)) else None


def sellers(sentence: Sentence, quantity: Quantity) -> list[Name]:
    """The companies something is bought from: "will spend $300 billion at A", "un contrat de 38 milliards avec A"."""
    if not (buys := sentence.tags("links", "buy")):
        return []
    page = sentence.page
    found: list[Name] = []
    named = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    first = named[0] if named and named[0].start < quantity.start else None
    if first is not None and _is_bought_from(sentence, first):
        found.append(first)
    for name in named[1:] if first is not None else named:
        end = _without_article(sentence, name)
        listed = bool(found) and _JOINED.fullmatch(page.folded, found[-1].end, name.start)
        behind = page.tags.within("links", quantity.end, name.start) if name.start >= quantity.end else []
        led = sentence.words_between(quantity.end, name.start) <= _BEHIND and any(tag.key in _TOWARDS for tag in behind)
        joined = (
            listed
            or led
            or page.tags.before(end, "links", *_TOWARDS)
            or page.tags.before(end, "roles", "backer", "venue")
            or page.tags.at(name.end, "links", "seller")
        )
        if joined and (not page.lexicon.spaced or any(tag.start < name.start for tag in buys)):
            found.append(name)
    return found


def providers(sentence: Sentence, quantity: Quantity) -> list[Name]:
    """Who computing is bought from by a contract between two companies, whichever is named first: "A signed a $9 billion cloud deal with B"."""
    contracts = sentence.tags("links", "contract")
    group = sentence.page.entities.get(_PROVIDERS)
    if group is None or not contracts or not any(_beside(sentence, quantity, tag) for tag in contracts):
        return []
    named = [name for name in sentence.names if name.type in {EntityType.ORGANIZATION, EntityType.PRODUCT}]
    found = [name for name in named if name.entity and name.entity.slug in group.members]
    return found if any(name not in found and name.type == EntityType.ORGANIZATION for name in named) else []


def _beside(sentence: Sentence, quantity: Quantity, tag: Tag) -> bool:
    first, last = (quantity.end, tag.start) if quantity.end <= tag.start else (tag.end, quantity.start)
    return sentence.words_between(first, last) <= _CONTRACT and not sentence.marks_between(first, last)


def _is_bought_from(sentence: Sentence, name: Name) -> bool:
    """Whether what is bought, and the verb before it, lead to a name: "закупит вычислительные мощности A на …"."""
    works = [tag for tag in sentence.tags("links", "works") if tag.end <= name.start]
    near = bool(works) and sentence.words_between(works[-1].end, name.start) <= 1
    owned = {tag.start for tag in sentence.tags("links", "contract")}
    return near and any(tag.end <= works[-1].start and tag.start not in owned for tag in sentence.tags("links", "buy"))


def _without_article(sentence: Sentence, name: Name) -> int:
    """Where what stands before a name and its article ends."""
    page = sentence.page
    lead = page.folded[sentence.start : name.start].rstrip(OPENING)
    word = lead.rpartition(" ")[2]
    if (
        len(word) <= _ARTICLE
        and word in page.lexicon.stopwords
        and not page.tags.at(sentence.start + len(lead) - len(word), "links", *_TOWARDS)
    ):
        lead = lead[: len(lead) - len(word)].rstrip(OPENING)
    return sentence.start + len(lead)


def backs_round(sentence: Sentence, name: Name) -> bool:
    """Whether a name only says who pays: "vòng Series B do A dẫn đầu", "of which 1.3 billion came from A"."""
    if name.type != EntityType.ORGANIZATION:
        return False
    if any(quantity.kind == "money" for quantity in sentence.quantities) and _gives(sentence, name):
        return True
    return bool(sentence.tags("links", "round")) and any(
        0 <= tag.start - name.end <= 1 for tag in sentence.tags("links", "backs")
    )


def _gives(sentence: Sentence, name: Name) -> bool:
    """Whether money comes from a name: "1.3 billion came from A", "получила от A 8 млрд"."""
    came = any(0 < name.start - tag.end <= _CAME for key in ("came", "take") for tag in sentence.tags("links", key))
    return came and sentence.page.tags.before(_without_article(sentence, name), "links", "giver") is not None


def _owner_of_round(sentence: Sentence) -> Name | None:
    """The company whose round others lead or join: "B tham gia vòng gọi vốn 2 tỷ USD của A", "B领投了A的5亿美元融资"."""
    rounds = sentence.tags("links", "round")
    backs = [tag for key in ("backs", "give", "invest") for tag in sentence.tags("links", key)] if rounds else []
    if not backs:
        return None
    page = sentence.page
    for name in sentence.names:
        if name.type != EntityType.ORGANIZATION or backs_round(sentence, name):
            continue
        lead = page.folded[sentence.start : name.start].rstrip(OPENING)
        before = page.tags.before(sentence.start + len(lead), "links", "of", "into")
        after = None if page.lexicon.spaced else page.tags.at(_behind(sentence, name), "links", "of")
        beside = sentence.start + len(lead)
        if any(0 <= beside - found.end <= 1 for found in rounds if page.lexicon.spaced):
            return name
        apart = [found for found in backs if sentence.marks_between(found.start, name.start)]
        if not page.lexicon.spaced and any(0 <= beside - found.end <= 1 and found not in apart for found in backs):
            return name
        for found in rounds:
            led = page.lexicon.spaced and any(found.end <= tag.start < name.start for tag in backs)
            if before and found.end <= before.start and not led and _near(sentence, name, found.start, found.end):
                return name
            if after and after.end <= found.start and _near(sentence, name, found.start, found.end):
                return name
    return None


def _behind(sentence: Sentence, name: Name) -> int:
    place = name.end
    while place < sentence.end and sentence.page.folded[place] in CLOSING:
        place += 1
    return place


def _paid(sentence: Sentence, verbs: list[Tag]) -> Name | None:
    page = sentence.page
    for name in sentence.names:
        if name.type != EntityType.ORGANIZATION:
            continue
        before = name.start - (
            len(page.folded[sentence.start : name.start])
            - len(page.folded[sentence.start : name.start].rstrip(OPENING))
        )
        after = name.end if page.lexicon.spaced else _behind(sentence, name)
        lead = page.tags.before(before, "links", "into") or _into_noun(sentence, name)
        tail = page.tags.at(after, "links", "into")
        toward = (lead is not None and lead.side != "<") or (tail is not None and tail.side == "<")
        if toward and any(_near(sentence, name, verb.start, verb.end) for verb in verbs):
            return name
    return None


def _into_noun(sentence: Sentence, name: Name) -> Tag | None:
    """The word of direction before what a company is, which stands before its name: "in das französische Start-up A"."""
    page = sentence.page
    place = max(sentence.start, name.start - _APPOSED)
    noun = [
        tag for tag in page.tags.within("companies", place, name.start, "before") if name.start - tag.end <= _QUOTED
    ]
    into = [tag for tag in page.tags.within("links", place, name.start, "into") if noun and tag.end <= noun[-1].start]
    if not into or not page.lexicon.spaced or sentence.marks_between(into[-1].end, name.start):
        return None
    return into[-1] if sentence.words_between(into[-1].end, noun[-1].start) <= _DESCRIBED else None


def spoken_receiver(sentence: Sentence, memory: Memory) -> Name | None:
    """The company spoken of before, where money goes to "the company": "will invest $15 billion in the start-up"."""
    verbs = sentence.tags("links", "invest")
    remembered = memory.of(EntityType.ORGANIZATION) if verbs else None
    if remembered is None:
        return None
    for tag in sentence.tags("anaphora", EntityType.ORGANIZATION):
        into = sentence.page.tags.before(tag.start - 1, "links", "into") or sentence.page.tags.at(
            tag.start, "links", "into"
        )
        if into is not None and into.side != "<" and any(verb.end <= into.start for verb in verbs):
            return remembered[0]
    return None


def _near(sentence: Sentence, name: Name, start: int, end: int) -> bool:
    first, last = (name.end, start) if name.end <= start else (end, name.start)
    words, marks = sentence.words_between(first, last), sentence.marks_between(first, last)
    for aside in _CONVERTED.finditer(sentence.page.folded, first, last):
        words -= sentence.words_between(*aside.span())
        marks -= sentence.marks_between(*aside.span())
    return words <= _REACH and marks <= 1
