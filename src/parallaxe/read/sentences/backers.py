"""Money put into a company its sentence joins to no verb of investing, or does not name: "Amazon will invest up to $4 billion"."""

from __future__ import annotations

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import OPENING
from parallaxe.read.pages.scene import Page, Sentence
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

FUNDING = "funding_raised"
#: What tells that a text speaks of a company's money, and how many code points before a sentence.
WORTH, _SPOKEN = frozenset({FUNDING, "valuation"}), 400
#: Words from a verb of investing to its amount before and behind it, and from an amount to whom it goes.
_VERB_WORDS, _NOUN_WORDS, _TO_WORDS, _OWN_WORDS = 9, 3, 2, 5
#: What money goes into where it goes into no company.
_ELSEWHERE = frozenset({EntityType.COUNTRY, EntityType.PLACE, EntityType.MODEL, EntityType.PRODUCT})
#: Groups of the largest companies; code points from a company to money that another puts into it.
_GIANTS, _BESIDE, _ASIDE = ("magnificent-seven", "hyperscalers", "bat", "chinese-cloud-providers"), 160, 30
#: Code points from an amount to the next of a list that one verb ends.
_LISTED = 20
#: What stands between an amount and the verb behind it in Japanese.
_OBJECT = "を"
#: Words from an amount to whom it comes from.
_FROM_WORDS = 2
#: How clearly "takes $5 billion from A" says that money is raised.
_TAKEN = 0.9


def given(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The company an amount is promised to, named right behind it: "has committed $30 billion to OpenAI"."""
    page, verbs = sentence.page, sentence.tags("links", "give")
    if not page.lexicon.spaced or not any(_leads(sentence, verb, quantity) for verb in verbs):
        return None
    if any(tag.start < quantity.start for tag in sentence.tags("links", "buy")):
        return None
    name = next((one for one in sentence.names if one.start >= quantity.end), None)
    if name is None or name.type != EntityType.ORGANIZATION:
        return None
    near = sentence.words_between(quantity.end, name.start) <= _TO_WORDS
    joined = page.tags.before(name.start - 1, "links", "towards")
    return name if near and joined and _ends(page, name) else None


def backed(sentence: Sentence, quantity: Quantity, memory: Memory) -> Name | None:
    """The company spoken of, where a sentence only names who puts money in and the text tells of rounds.

    Nobody where the money may go into anything else: a country, a place, data centres, a product.
    """
    page = sentence.page
    verbs = [*sentence.tags("links", "invest"), *sentence.tags("links", "give")]
    if quantity.kind != "money" or not verbs or sentence.tags("links", "works") or sentence.tags("links", "buy"):
        return None
    agents = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.end <= quantity.start]
    if not agents or any(name.type in _ELSEWHERE for name in sentence.names):
        return None
    raiser, told = memory.raiser
    own = sentence.words_between(agents[-1].end, quantity.start) <= _OWN_WORDS
    if told == sentence.start and raiser != agents[-1].key and own:
        return _named(page, raiser)
    first = min(one.start for one in sentence.quantities if one.kind == quantity.kind)
    last = max([name.end for name in agents if name.end <= first], default=first)
    leading = any(last <= verb.start and _leads(sentence, verb, quantity) for verb in verbs)
    if not leading and not any(_follows(sentence, verb, quantity) for verb in verbs):
        return None
    if _tells_of_rounds(sentence):
        return _spoken_of(sentence, memory, agents)
    giant = _is_giant(page, agents[-1])
    name = (
        _spoken_of(sentence, memory, agents)
        if giant or page.tags.within("links", max(0, sentence.start - _BESIDE), sentence.end, "backer_noun")
        else None
    )
    return name if name is not None and _may_be_backed(sentence, name, giant=giant) else None


def giving(sentence: Sentence, quantity: Quantity) -> Tag | None:
    """The verb or noun of giving nearest to an amount, as a cue of what is raised."""
    verbs = [*sentence.tags("links", "invest"), *sentence.tags("links", "give")]
    verb = min(verbs, key=lambda tag: max(quantity.start - tag.end, tag.start - quantity.end), default=None)
    return Tag(verb.start, verb.end, "metrics", FUNDING, _TAKEN) if verb else None


def givers(sentence: Sentence) -> dict[Quantity, Name]:
    """The companies that amounts come from, named right behind them, where nothing is bought: "$50 billion from A and 30 from B"."""
    if not sentence.tags("links", "from_giver") or sentence.tags("links", "buy"):
        return {}
    page, found = sentence.page, dict[Quantity, Name]()
    for one in sentence.quantities:
        name = next((name for name in sentence.names if name.start >= one.end), None) if one.kind == "money" else None
        if name is None or name.type != EntityType.ORGANIZATION or sentence.marks_between(one.end, name.start):
            continue
        near = sentence.words_between(one.end, name.start) <= _FROM_WORDS
        if near and page.tags.before(_lead(page, name.start), "links", "from_giver") and _ends(page, name):
            found[one] = name
    return found


def taken(sentence: Sentence) -> list[Tag]:
    """Verbs of taking, as cues of what is raised, where a company is named as the giver: "takes $5 billion from A"."""
    if not sentence.quantities or not sentence.names or not sentence.tags("links", "take"):
        return []
    verbs = {verb for quantity in sentence.quantities if (verb := _taking(sentence, quantity))}
    return [Tag(verb.start, verb.end, "metrics", FUNDING, _TAKEN, ">") for verb in verbs]


def taker(sentence: Sentence, quantity: Quantity, memory: Memory) -> Name | None:
    """The company that takes an amount from another: the one named last before the verb, else whose rounds were told last."""
    if (verb := _taking(sentence, quantity)) is None:
        return None
    names = [name for name in sentence.names if name.type == EntityType.ORGANIZATION and name.end <= verb.start]
    if names:
        return None if sentence.marks_between(names[-1].end, verb.start) else names[-1]
    raiser = memory.raiser[0]
    return None if raiser in {name.key for name in sentence.names} else _named(sentence.page, raiser)


def _taking(sentence: Sentence, quantity: Quantity) -> Tag | None:
    """The verb of taking before an amount, where a company is named as the giver behind the verb or the amount."""
    verbs, page = sentence.tags("links", "take"), sentence.page
    before = [verb for verb in verbs if quantity.kind == "money" and _leads(sentence, verb, quantity)]
    for name in sentence.names if before else ():
        if name.type != EntityType.ORGANIZATION or not page.tags.before(_lead(page, name.start), "links", "giver"):
            continue
        behind = name.start >= quantity.end and sentence.words_between(quantity.end, name.start) <= _TO_WORDS
        if behind or before[-1].end <= name.start < quantity.start:
            own = not any(before[-1].end <= one.start < quantity.start for one in sentence.quantities)
            return before[-1] if own else None
    return None


def _leads(sentence: Sentence, verb: Tag, quantity: Quantity) -> bool:
    """Whether a verb stands before an amount in its clause."""
    return (
        verb.end <= quantity.start
        and sentence.words_between(verb.end, quantity.start) <= _VERB_WORDS
        and not sentence.marks_between(verb.end, quantity.number_start)
    )


def _follows(sentence: Sentence, verb: Tag, quantity: Quantity) -> bool:
    """Whether a noun or verb of investing stands right behind an amount."""
    following = next(
        (one for one in sentence.quantities if one.start >= quantity.end and one.kind == quantity.kind), None
    )
    listed = following is not None and following.start - quantity.end <= _LISTED and following.end <= verb.start
    if listed and following is not None and not sentence.page.lexicon.spaced:
        return _follows(sentence, verb, following)
    near = verb.start >= quantity.end and sentence.words_between(quantity.end, verb.start) <= _NOUN_WORDS
    behind = sentence.page.lexicon.spaced or sentence.page.folded[quantity.end : verb.start] == _OBJECT
    return near and behind and not sentence.marks_between(quantity.end, verb.start)


def _lead(page: Page, start: int) -> int:
    """Where what stands before a name ends."""
    while start and page.folded[start - 1] in OPENING:
        start -= 1
    return start


def _ends(page: Page, name: Name) -> bool:
    """Whether no noun follows a name, which would be what is paid for."""
    word = page.folded[name.end : name.end + 1]
    return not word.isalnum() and page.tags.at(name.end, "links", "possess") is None


def _may_be_backed(sentence: Sentence, name: Name, *, giant: bool) -> bool:
    """Whether a company spoken of may be the one that money goes to: named close before, or the text's own.

    It is none of the largest ones where another of these gives; else a word for backers stands beside it.
    """
    page = sentence.page
    near = sentence.start - _BESIDE <= name.start < sentence.start
    if giant:
        return (near or name.key == page.own_company) and not _is_giant(page, name)
    return near and bool(page.tags.within("links", name.start - _ASIDE, sentence.end, "backer_noun"))


def _is_giant(page: Page, name: Name) -> bool:
    """Whether a company is of a group of the largest ones, which put money into others and raise none."""
    slug = name.entity.slug if name.entity else ""
    return any(slug in page.entities[group].members for group in _GIANTS if group in page.entities)


def _tells_of_rounds(sentence: Sentence) -> bool:
    """Whether the sentence or those before it speak of money raised or of what a company is worth."""
    page = sentence.page
    first = max(0, sentence.start - _SPOKEN)
    if page.tags.within("links", first, sentence.end, "round"):
        return True
    verbs = {tag.start for tag in sentence.tags("links", "invest")}
    return any(
        tag.key in WORTH and tag.weight == 1 and tag.start not in verbs
        for tag in page.tags.within("metrics", first, sentence.end)
    )


def _spoken_of(sentence: Sentence, memory: Memory, agents: list[Name]) -> Name | None:
    """The company whose rounds were told last, the text's own, of the title or spoken of last, if the sentence names it not.

    It may name it where it has told of its round: "A raised $2 billion from B, which put in half of it".
    """
    page, here = sentence.page, {name.key for name in sentence.names}
    raiser, told = memory.raiser
    if told >= sentence.start and raiser != agents[-1].key:
        return _named(page, raiser)
    own = page.own_company
    if own in here:
        return None
    for key in (raiser if told >= sentence.block.start else "", own):
        name = _named(page, key) if key and key not in here else None
        if name is not None:
            return name
    last = memory.last.get(EntityType.ORGANIZATION)
    name = last if last and last.start >= sentence.block.start else memory.title.get(EntityType.ORGANIZATION)
    return name if name is not None and name.key not in here else None


def _named(page: Page, key: str) -> Name | None:
    return next((name for name in page.names if name.key == key and name.type == EntityType.ORGANIZATION), None)
