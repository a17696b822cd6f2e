"""What a company was bought for: "paid $8 billion for B", "A's $11 billion purchase of B"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.order import buys_part
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.events import acquired
from parallaxe.read.sentences.thread import Meant
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

VALUATION = "valuation"
#: Links of buying, and how clearly one of them says that an amount is a price.
_DEALS, DEAL = ("acquire", "acquired"), 0.95
#: Words from a verb of paying to "for", from a verb of buying to what it buys, and from "for" to the company.
_PAY_WORDS, _BESIDE, _FOR_GAP = 12, 0.5, 2
#: Code points before an amount in which "for" stands.
_LEAD = 18
#: What follows a name: the end of its clause, or a word.
_WORD = re.compile(r" ([^\W\d_]*)|(?![\w\-‑'’])()")
_BOUGHT = frozenset({EntityType.ORGANIZATION, ""})


def price_cues(sentence: Sentence) -> list[Tag]:
    """Verbs of buying, and those of paying where a company follows "for", as cues of a company's value."""
    tags = [
        tag
        for key in _DEALS
        for tag in sentence.tags("links", key)
        if not buys_part(sentence, tag) and not _buys_amount(sentence, tag)
    ]
    tags += [verb for verb, _ in _paid(sentence)]
    tags += [price for _, price in _priced(sentence)]
    return [Tag(tag.start, tag.end, "metrics", VALUATION, DEAL) for tag in tags]


def _buys_amount(sentence: Sentence, verb: Tag) -> bool:
    """Whether so much of something is bought, not somebody: "committed to buy $30 billion of computing power"."""
    return (
        sentence.page.lexicon.spaced
        and any(quantity.kind == "money" and 0 <= quantity.start - verb.end <= 1 for quantity in sentence.quantities)
        and bool(sentence.tags("links", "works"))
    )


def deal(sentence: Sentence, item: Meant) -> Tag | None:
    """The word of a deal that makes a figure a price; None where it is told otherwise."""
    cue = item.cue
    if item.metric != VALUATION or cue is None:
        return None
    if cue.weight == DEAL:
        return cue
    if any(tag.start <= cue.start and cue.end <= tag.end for tag in sentence.tags("links", "price_of")):
        return next(iter(sentence.tags("links", "acquire")), None)
    links = (tag for key in _DEALS for tag in sentence.tags("links", key))
    return next((tag for tag in links if tag.start < cue.end and cue.start < tag.end), None)


def bought(sentence: Sentence, cue: Tag, quantity: Quantity, roles: dict[int, str]) -> Name | None:
    """The company a deal is about; None where the verb's object is the amount itself ("buys $2 billion of shares")."""
    for verb, name in _paid(sentence):
        if verb.start == cue.start:
            return name
    for verb, price in _priced(sentence):
        if price.start == cue.start:
            return acquired(sentence, verb.start, roles)
    gap = sentence.words_between(cue.end, quantity.start)
    if sentence.page.lexicon.spaced and cue.end <= quantity.start and gap <= _BESIDE:
        return None
    return acquired(sentence, cue.start, roles)


def _priced(sentence: Sentence) -> list[tuple[Tag, Tag]]:
    """Verbs of buying, each with the "for" before an amount further on: "buys B, the maker of C, for $2 billion"."""
    verbs, page = sentence.tags("links", "acquire"), sentence.page
    found = []
    for quantity in sentence.quantities if verbs else ():
        before = [verb for verb in verbs if verb.end <= quantity.start]
        lead = page.folded[max(sentence.start, quantity.number_start - _LEAD) : quantity.number_start]
        places = page.tags.within("links", quantity.number_start - len(lead), quantity.number_start)
        prices = [tag for tag in places if tag.key == "pay_for"]
        if before and prices and quantity.kind == "money" and before[-1].end < prices[-1].start:
            found.append((before[-1], prices[-1]))
    return found


def _paid(sentence: Sentence) -> list[tuple[Tag, Name]]:
    """Verbs of paying, each with the company behind the "for" that follows it."""
    page, found = sentence.page, list[tuple[Tag, Name]]()
    for verb in sentence.tags("links", "pay"):
        for name in sentence.names:
            goal = page.tags.before(name.start - 1, "links", "pay_for")
            if goal is None or name.type not in _BOUGHT or goal.start < verb.end:
                continue
            near = sentence.words_between(verb.end, goal.start) <= _PAY_WORDS
            if near and ends_phrase(sentence, name) and not sentence.marks_between(verb.end, goal.start):
                found.append((verb, name))
                break
    return found


def ends_phrase(sentence: Sentence, name: Name) -> bool:
    """Whether a name is not only the first word of what is paid for: "for OpenAI's services", "für Google-Chips"."""
    page = sentence.page
    word = _WORD.match(page.folded, name.end)
    if word and any(0 < quantity.start - word.end() <= 1 for quantity in sentence.quantities):
        return True
    return word is not None and (
        not (word[1] or "")
        or word[1] in page.lexicon.stopwords
        or page.tags.at(word.start(1), "qualifiers") is not None
        or page.tags.at(word.start(1), "numerals") is not None
    )
