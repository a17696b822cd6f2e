"""Makers told behind what they made: "X – A's flagship", "behind X stands A", "X is a model developed by A"."""

from __future__ import annotations

import re

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import Entity, EntityType

_DASH = re.compile(r"[ *_]*[–—-][ *_]*(?:the |chinese |french |american )?")
#: What makes of a model's name that of the team behind it, and what leads to a thing with which its maker does something.
_TEAM = re.compile(r" ?(?:团队|團隊|チーム|[Tt]eam\b|研究院|实验室)")
_WITH = re.compile(r"(?:^|[ \n*])(?:mit|with|avec|con|com|с|với)(?: [^\W\d_]+){0,3} [\"“«„*]*$", re.IGNORECASE)
_WITH_REACH, _WITH_WORDS = 48, 3
#: Words from a thing to the maker told behind it, code points from that to its verb.
_TOLD_WORDS, _VERB_REACH = 6, 20
#: What opens a description of the thing before it, and words from the thing to its maker.
_IS = re.compile(
    r'[ *_"”»\])]*(?:[,—–-]|(?:is|was|are|ist|war|est|etait|es|era|e|foi|la|là|это|son|sont)\b)(?: (?:это|an?|the|une?|un[ao]?|uma?|ein\w*) )?'
)
_DESCRIBED_WORDS = 18
#: "Behind X stands the start-up A", in what stands before and behind the thing.
_BEHIND = re.compile(
    r"(?:за|hinter|detras del?|por tras d[aoe]|derriere|behind|đằng sau|đứng sau) (?:the |der |dem |den |la |le |o |a )?$"
)
_STANDS = re.compile(
    r"[ *_\"»”]*(?:стоит|steht|stehen|esta|se esconde|se cache|steckt|stands|is|se trouve|là) (?:[\w-]+ ){0,3}[\"«“*_]*"
)
#: Words from a verb to the name it introduces.
_LEADING_WORDS = 4


def dashed(sentence: Sentence, made: Name, maker: Name) -> bool:
    """Whether a dash joins a thing to what it is of its maker: "X – A's flagship"."""
    page = sentence.page
    owns = page.tags.at(maker.end, "links", "possess") is not None and page.lexicon.spaced
    return owns and _DASH.fullmatch(page.folded, made.end, maker.start) is not None


def of_noun(sentence: Sentence, first: int, second: int) -> bool:
    """Whether a Russian noun for a thing stands right before its maker in the genitive: "X — семейство моделей Яндекса"."""
    tag = sentence.page.tags.before(second - 1, "links", "model_noun", "models_noun", "software", "app")
    return (
        tag is not None
        and tag.start >= first
        and bool(re.match(r"[ *»\"]*(?:—|–|-|,|это)", sentence.page.folded[first:second]))
    )


def behind(sentence: Sentence, made: Name, maker: Name, known: str | None) -> bool:
    """Whether a maker is told behind its thing: "behind X stands A", "with the launch of X, A cut its prices", "X được A phát triển"."""
    page = sentence.page
    between = page.folded[made.end : maker.start]
    if not page.lexicon.spaced or sentence.words_between(made.end, maker.start) > _TOLD_WORDS or "." in between:
        return False
    if any(made.end <= name.start and name.end <= maker.start for name in sentence.names):
        return False
    if page.tags.before(maker.start - 1, "links", "passive"):
        verbs = page.tags.within("links", maker.end, min(sentence.end, maker.end + _VERB_REACH))
        return any(tag.key in {"make", "release"} for tag in verbs)
    if known and maker.entity and sentence.words_between(made.end, maker.start) <= _WITH_WORDS:
        lead = page.text[max(sentence.start, made.start - _WITH_REACH) : made.start]
        if _WITH.search(lead) and not page.names_in(made.start - len(lead), made.start):
            return True
    if _STANDS.fullmatch(between) and _BEHIND.search(page.folded, sentence.start, made.start):
        return True
    floor = max(sentence.start, made.start - int(page.word * _LEADING_WORDS))
    led = [tag for tag in page.tags.within("links", floor, made.start) if tag.key in {"make", "release"}]
    return bool(known and maker.entity and led) and sentence.words_between(led[-1].end, made.start) <= 1


def is_described(sentence: Sentence, made: Name, maker: Name, roles: dict[int, str]) -> bool:
    """Whether what a thing is goes before its maker: "X is a small model for phones developed by A", "X — серия моделей от A"."""
    page = sentence.page
    far = sentence.words_between(made.end, maker.start) > _DESCRIBED_WORDS
    if far or not page.lexicon.spaced or not _IS.match(page.folded, made.end, maker.start):
        return False
    if sentence.marks_between(made.end, maker.start) > 1 or others_between(
        sentence, made.end, maker.start, None, roles
    ):
        return False
    tag = page.tags.before(without_epithets(sentence, made.end, maker.start - 1), "links", "make", "of")
    if tag is None or tag.start < made.end:
        return False
    if tag.key == "make":
        return True
    if page.folded[made.end : maker.start].lstrip(' *_"”»])').startswith(","):
        return False
    return page.tags.before(tag.start - 1, "links", "model_noun", "models_noun", "software") is not None


def without_epithets(sentence: Sentence, first: int, end: int) -> int:
    """Where what calls a maker something begins: "the Chinese group" of "made by the Chinese group A"."""
    page, stopwords = sentence.page, sentence.page.lexicon.stopwords
    while page.lexicon.spaced:
        start = page.folded.rfind(" ", first, end) + 1
        word = page.folded[start:end]
        called = page.tags.at(start, "demonyms") or page.tags.at(start, "companies", "before")
        if (
            start <= first
            or not word
            or not (called or (word in stopwords and end < sentence.end and start > first + 1))
        ):
            return end
        if page.tags.before(end, "links", "of", "make"):
            return end
        end = start - 1
    return end


def others_between(
    sentence: Sentence, first: int, second: int, kind: EntityType | None, roles: dict[int, str], *, teams: bool = False
) -> bool:
    """Whether another name of a kind (any maker or thing if None) stands in a stretch, teams of the first one aside."""
    page = sentence.page
    return any(
        first <= name.start and name.end <= second and (kind is None or name.type == kind) and name.start not in roles
        for name in sentence.names
        if (kind is not None or name.type in {EntityType.ORGANIZATION, EntityType.MODEL, EntityType.PRODUCT})
        and not (teams and _TEAM.match(page.text, name.end))
    )


def related(sentence: Sentence, slug: str, maker: Entity) -> bool:
    """Whether an organization is the known developer, its owner or its part."""
    entities = sentence.page.entities
    chain, current = {slug}, entities.get(slug)
    while current and current.parent and current.parent not in chain:
        chain.add(current.parent)
        current = entities.get(current.parent)
    return maker.slug in chain or maker.parent == slug
