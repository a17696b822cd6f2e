"""What the order of words is certain of, whatever a figure's metric is weighed as: who is paid, whose genitive leads to it, a market's size."""

from __future__ import annotations

from msgspec.structs import replace

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.backers import FUNDING, backed, given, givers, giving, taker
from parallaxe.read.sentences.cues import OTHER
from parallaxe.read.sentences.deals import ends_phrase
from parallaxe.read.sentences.investments import payer, receiver, spoken_receiver
from parallaxe.read.sentences.markets import REVENUE, market
from parallaxe.read.sentences.question import attached, owner
from parallaxe.read.sentences.share_owners import HELD, is_level
from parallaxe.read.sentences.thread import Meant
from parallaxe.read.words.lexer import Tag
from parallaxe.read.words.rules import FigureRule

#: Money that is someone's investment where it goes to another company.
INTO = frozenset({"capex_commitment", FUNDING})
#: The least that is put into a company.
_LEAST = 1000
#: What a noun right behind money may say it is, and what speaks against that.
_NOUNS = frozenset({FUNDING, "valuation", "revenue"})
_TOLD = _NOUNS | {"capex_commitment", OTHER}
#: How clear a noun right behind an amount is; words from an amount to what it goes into.
_NAMED, _INTO_WORDS, _CAPEX = 0.95, 3, "capex_commitment"
#: How clear a share is that its word leads to.
_LEVEL = 0.8
#: What a market's size may be taken for, and how clear it is.
_OF_MARKETS, _SIZE = frozenset({"revenue", "valuation"}), 0.85


def with_certain(
    sentence: Sentence, told: list[Meant], meant: list[Meant], rules: dict[str, FigureRule], memory: Memory
) -> list[Meant]:
    """The figures whose metric is likely, and those the order of words is certain of: who is paid, whose genitive leads to it."""
    certain = [
        item
        for item in told
        if item.metric != OTHER
        and (
            item.certain
            or (item.metric in INTO and paid(sentence, item, memory))
            or owner(sentence, item.quantity.start, rules[item.metric].subjects)
        )
    ]
    certain += _held(sentence, told, meant)
    certain += _sizes(sentence, told, meant)
    certain += _given(sentence, told, meant, memory)
    certain += _named(sentence, meant)
    certain += _from_givers(sentence, told, meant)
    certain += _built(sentence)
    if not certain:
        return meant
    held = {item.quantity: item for item in reversed(certain)}
    return sorted(
        [*held.values(), *(item for item in meant if item.quantity not in held)], key=lambda item: item.quantity.start
    )


def _given(sentence: Sentence, told: list[Meant], meant: list[Meant], memory: Memory) -> list[Meant]:
    """Amounts nothing tells of but a verb of giving, where who gives is named and who takes is too, or spoken of."""
    if not any(one.kind == "money" for one in sentence.quantities):
        return []
    verbs = {tag.start for key in ("give", "invest") for tag in sentence.tags("links", key)}
    named = {item.quantity for item in meant}
    named |= {one.quantity for one in told if one.metric != OTHER or one.cue is None or one.cue.start not in verbs}
    return [
        Meant(one, FUNDING, _SIZE, giving(sentence, one))
        for one in sentence.quantities
        if verbs
        and one.kind == "money"
        and one.value >= _LEAST
        and one not in named
        and (receiver(sentence, one) or backed(sentence, one, memory))
    ]


def _named(sentence: Sentence, told: list[Meant]) -> list[Meant]:
    """Money taken for something else than a noun right behind it calls it: "pulled in $4 billion in sales", "$1.2 billion total funding"."""
    found = []
    for item in told if sentence.page.lexicon.spaced else ():
        end = item.quantity.end
        nouns = {
            tag.key: tag
            for tag in sentence.tags("metrics")
            if tag.side == "<" and tag.weight == 1 and tag.key in _TOLD and 0 <= tag.start - end <= 1
        }
        noun = next(iter(nouns.values())) if len(nouns) == 1 and item.metric in _NOUNS else None
        if noun is not None and noun.key in _NOUNS - {item.metric}:
            found.append(Meant(item.quantity, noun.key, _NAMED, noun))
    return found


def _from_givers(sentence: Sentence, told: list[Meant], meant: list[Meant]) -> list[Meant]:
    """Amounts taken for an investment of whom they come from, which are raised: "investments of $50 billion from A"."""
    given = givers(sentence)
    return [
        Meant(item.quantity, FUNDING, _SIZE, item.cue)
        for item in ({one.quantity: one for one in [*told, *meant]}.values() if given else ())
        if item.metric == _CAPEX and item.quantity in given
    ]


def _built(sentence: Sentence) -> list[Meant]:
    """Amounts that a word of direction leads into what is built, no company in between: "will inject $4 billion into AI infrastructure"."""
    verbs = sentence.tags("links", "invest") if sentence.quantities else []
    if not verbs or not sentence.page.lexicon.spaced:
        return []
    tags, works = sentence.page.tags, sentence.tags("links", "works")
    found = []
    for one in sentence.quantities:
        goal = next((tag for tag in works if tag.start >= one.end), None)
        led = goal is not None and sentence.words_between(one.end, goal.start) <= _INTO_WORDS
        if one.kind != "money" or one.value < _LEAST or goal is None or not led:
            continue
        joined = tags.within("links", one.end, goal.end, "into") and not sentence.marks_between(one.end, goal.start)
        named = any(one.end <= name.start < goal.end for name in sentence.names)
        verb = next((tag for tag in reversed(verbs) if tag.end <= one.start), None)
        near = verb is not None and sentence.words_between(verb.end, one.start) <= _INTO_WORDS
        if joined and near and not named:
            cue = Tag(verb.start, verb.end, "metrics", _CAPEX, _SIZE, ">") if verb else None
            found.append(Meant(one, _CAPEX, _SIZE, cue))
    return found


def _held(sentence: Sentence, told: list[Meant], meant: list[Meant]) -> list[Meant]:
    """Shares that the word for a share leads to, where their verb of rising or falling outweighs it."""
    known = {item.quantity for item in meant}
    return [
        replace(item, weight=max(item.weight, _LEVEL))
        for item in told
        if item.metric in HELD and item.quantity not in known and is_level(sentence, item.quantity)
    ]


def _sizes(sentence: Sentence, told: list[Meant], meant: list[Meant]) -> list[Meant]:
    """Amounts that are a market's size, where words for it or of worth are all that tells what they are of."""
    named = {item.quantity: item for item in [*told, *meant]}
    return [
        Meant(one, REVENUE, _SIZE, None)
        for one in sentence.quantities
        if one.kind == "money"
        and (one not in named or named[one].metric in _OF_MARKETS)
        and (one not in named or named[one].cue is not None or named[one].metric != OTHER)
        and market(sentence, one)
    ]


def paid(sentence: Sentence, item: Meant, memory: Memory) -> Name | None:
    """The company that an investment goes to, where the sentence names one."""
    if payer(sentence, item.cue):
        return None
    if paid := receiver(sentence, item.quantity) or spoken_receiver(sentence, memory):
        return paid
    told = taker(sentence, item.quantity, memory) or given(sentence, item.quantity)
    if told or (told := backed(sentence, item.quantity, memory)):
        return told
    if item.metric != "capex_commitment" or sentence.tags("links", "buy"):
        return None
    name = attached(sentence, item.quantity.end, ["organization"])
    return name if name and ends_phrase(sentence, name) and _joined_to(sentence, name) else None


def _joined_to(sentence: Sentence, name: Name) -> bool:
    """Whether the word of direction stands right before a name, and no noun between ("на мощности A")."""
    place = name.start - (1 if sentence.page.lexicon.spaced else 0)
    return sentence.page.tags.before(place, "links", "into", "for") is not None
