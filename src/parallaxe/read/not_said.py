"""Figures that look like those of a metric and are not: changes, places in a ranking, what one company sells another."""

from __future__ import annotations

from parallaxe.read.lexer import Tag
from parallaxe.read.quantities import Quantity
from parallaxe.read.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: Words from a share to whose revenue it is of.
_REVENUE_WORDS = 12
_OWNER_WORDS, _REVENUE, _MARKET = 6, "revenue", "market_share"


def is_change(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a figure is a difference: "+10 %", "20 fewer than A"."""
    page = sentence.page
    signed = quantity.unit == "%" and page.text[quantity.number_start - 1 : quantity.number_start] in {"+", "±"}
    behind = quantity.end + (page.folded[quantity.end : quantity.end + 1] == " ")
    return signed or page.tags.at(behind, "links", "differs") is not None


def is_place(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a bare number is a place in a ranking: "#2", "Platz zwei"."""
    if quantity.unit:
        return False
    if sentence.page.text[max(0, quantity.number_start - 1) : quantity.number_start] == "#":
        return True
    tags = (*sentence.tags("ranks"), *sentence.tags("ordinals"))
    return any(tag.start <= quantity.number_start < tag.end for tag in tags)


def is_spelt(sentence: Sentence, quantity: Quantity) -> bool:
    """Whether a percentage is told in words ("half of it"), as parts are and scores are not."""
    return quantity.unit == "%" and not sentence.page.text[quantity.number_start].isdigit()


def of_one_company(sentence: Sentence) -> bool:
    """Whether percentages are parts of one company's own revenue ("42 % of A's sales"), which are no shares of a market."""
    page = sentence.page
    sold = [tag for tag in sentence.tags("metrics") if tag.key == _REVENUE or (tag.key == _MARKET and tag.side == "<")]
    return any(
        quantity.unit == "%"
        and quantity.end <= tag.end
        and sentence.words_between(quantity.end, tag.start) <= _REVENUE_WORDS
        and not sentence.marks_between(quantity.end, tag.start)
        and _is_owned(sentence, tag)
        for tag in sold
        for quantity in sentence.quantities
        if page.lexicon.spaced
    )


def _is_owned(sentence: Sentence, sold: Tag) -> bool:
    """Whether a word for revenue is joined to a company: "A's revenue", "revenue of A"."""
    page = sentence.page
    for name in sentence.names:
        if name.type != EntityType.ORGANIZATION:
            continue
        if sold.end <= name.start and sentence.words_between(sold.end, name.start) <= _OWNER_WORDS:
            gap = page.folded[sold.end : name.start]
            of = page.tags.before(name.start - (len(gap) - len(gap.rstrip())), "links", "of")
            if (of is not None or sold.end + 1 >= name.start) and not sentence.marks_between(sold.end, name.start):
                return True
        owns = name.end <= sold.start and sentence.words_between(name.end, sold.start) <= _OWNER_WORDS
        if owns and page.tags.at(name.end, "links", "possess") is not None:
            return True
    return False
