"""Subjects that a metric always has, or that the words of the figure itself give."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.adoption import USAGE_SHARE, population, used
from parallaxe.read.sentences.complements import bracketed, complement, registered_at
from parallaxe.read.sentences.groups import group_name, market_part, side_name
from parallaxe.read.sentences.investments import payer
from parallaxe.read.sentences.joined_behind import OF_MODELS, joined_behind
from parallaxe.read.sentences.markets import REVENUE, market
from parallaxe.read.sentences.share_owners import HELD, share_owner, spoken_owner
from parallaxe.read.sentences.subjects import Candidate
from parallaxe.read.sentences.thread import Meant
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import Entity, EntityType

#: Words from a share to the adjective that says whose companies or people it is of.
_PEOPLE_WORDS = 6
#: What joins a figure to its owner, words of comparing before and behind them, and their reach.
_ITS = re.compile(r"[ 」』》”\"*)）]*[的の](?:约|約|近)?")
_THAN = re.compile(
    r"(?:超过|高于|低于|不及|领先于?|仅次于|落后于?|优于|超越|多于|少于|大于|逊于|胜过|好于|击败)[ 「『《“\"*(（]*$"
)
_PAST = re.compile(r"(?:点|ポイント)?(?:を(?:上回|下回|超え|抜|しのぐ|凌)|より|に対し|には及ば|に(?:次|迫|届|続))")
_OF_ITS = 8
#: How surely a figure in brackets is its name's.
_BRACKETED = 0.95
#: How surely a share is of whom the word for it belongs to, and of whom the sentence before was about.
_OWNED, _SPOKEN = 0.9, 0.8
#: Languages of the countries whose offices a metric counts for.
_HOME = {"china": "zh"}

#: The metric of distances.
GAP = "performance_gap"


def stated(
    sentence: Sentence, item: Meant, rule: FigureRule, memory: Memory, roles: dict[int, str]
) -> Candidate | None:
    """The subject a metric always has, or that the figure's own words give."""
    quantity = item.quantity
    if beside := item.whom or _beside(sentence, item, rule):
        return Candidate(_BRACKETED, beside)
    if rule.preferred and (
        side := _compared(sentence, rule.preferred) or _open_side(sentence) or _last(sentence, rule.preferred)
    ):
        return Candidate(0.85, side)
    if rule.subjects[:1] == [EntityType.COUNTRY] and (own := complement(sentence, quantity)):
        return Candidate(0.9, own)
    if told := _of_share(sentence, item, rule, memory, roles) or _of_metric(sentence, item):
        return told
    return _office(sentence, quantity, rule.default) if rule.default else None


def _beside(sentence: Sentence, item: Meant, rule: FigureRule) -> Name | None:
    """Whose figure it is by what stands right beside it: a word of comparing, a bracket, a preposition."""
    rival = _measured_against(sentence, item.quantity)
    if rival and rival.type in rule.subjects:
        return rival
    joined = joined_behind(sentence, item.quantity, rule.subjects) if item.metric in OF_MODELS else None
    return _in_bracket(sentence, item.quantity, rule) or joined


def _of_share(
    sentence: Sentence, item: Meant, rule: FigureRule, memory: Memory, roles: dict[int, str]
) -> Candidate | None:
    """Whose share of a market or of use it is by the word for it, whose people use something, whom the text spoke of."""
    quantity = item.quantity
    if item.metric not in HELD and item.metric != "users":
        return None
    if owner := share_owner(sentence, quantity, rule.subjects, roles, item.metric):
        return Candidate(_OWNED, owner)
    if item.metric not in HELD:
        return None
    if item.metric == USAGE_SHARE and (
        people := used(sentence, quantity)
        or _people(sentence, quantity)
        or population(sentence, quantity, roles, memory)
    ):
        return Candidate(0.85, people)
    if item.metric != USAGE_SHARE and (part := _market_part(sentence, quantity, memory)):
        return Candidate(0.9, part)
    spoken = spoken_owner(sentence, quantity, rule.subjects, roles, memory)
    return Candidate(_SPOKEN, spoken) if spoken else None


def _of_metric(sentence: Sentence, item: Meant) -> Candidate | None:
    """Whom the size of a market or an investment is of by its own words."""
    part = None
    if item.metric == REVENUE and item.quantity.kind == "money":
        part = market(sentence, item.quantity)
    if item.metric == "capex_commitment":
        part = payer(sentence, item.cue)
    return Candidate(0.9, part) if part else None


def _measured_against(sentence: Sentence, quantity: Quantity) -> Name | None:
    """Whose figure another one is compared with in East Asian texts: "高于美国的15.8%", "米国の15.8%を上回る"."""
    page = sentence.page
    if page.lexicon.spaced:
        return None
    start = quantity.number_start
    for name in [*sentence.names, *_countries(sentence)]:
        if not 0 < start - name.end <= _OF_ITS:
            continue
        lead, behind = (
            page.folded[max(sentence.start, name.start - _OF_ITS) : name.start],
            page.folded[quantity.end :][:_OF_ITS],
        )
        owned = _ITS.fullmatch(page.folded, name.end, start)
        if owned and (_THAN.search(lead) or _PAST.match(behind)):
            return name
    return None


def _countries(sentence: Sentence) -> list[Name]:
    page = sentence.page
    found = [(tag, page.entities.get(tag.key)) for tag in sentence.tags("demonyms")]
    return [Name(tag.start, tag.end, page.text[tag.start : tag.end], one, one.type) for tag, one in found if one]


def _office(sentence: Sentence, quantity: Quantity, slug: str) -> Candidate | None:
    """Whose filings are counted: those of the place named before, else the one a metric always has."""
    if place := registered_at(sentence, quantity):
        return Candidate(0.85, place)
    entity = sentence.page.entities.get(slug)
    if entity is None or not _in_its_country(sentence, entity) or sentence.tags("metrics", "patent_share"):
        return None
    return Candidate(0.8, Name(quantity.start, quantity.start, entity.name, entity, entity.type))


def _in_bracket(sentence: Sentence, quantity: Quantity, rule: FigureRule) -> Name | None:
    """The name that a figure stands behind in brackets, where it may be the subject."""
    if rule.preferred or (quantity.kind == "money" and rule.metric not in OF_MODELS):
        return None
    name = bracketed(sentence, quantity)
    return name if name and name.type in rule.subjects else None


def _compared(sentence: Sentence, slug: str) -> Name | None:
    """The country whose distance is told, where the sentence names it or its adjective."""
    entity = sentence.page.entities.get(slug)
    if entity and (both := sentence.tags("groups", "both_countries")) and entity.slug in _spoken(sentence):
        return Name(both[0].start, both[0].end, sentence.page.text[both[0].start : both[0].end], entity, entity.type)
    places = [name for name in sentence.names if name.entity and slug in {name.entity.slug, name.entity.country}]
    tags = [tag for tag in sentence.tags("demonyms") if tag.key == slug]
    if entity is None or not (places or tags):
        return None
    start, end = (places[0].start, places[0].end) if places else (tags[0].start, tags[0].end)
    return Name(start, end, sentence.page.text[start:end], entity, entity.type)


def _spoken(sentence: Sentence) -> set[str]:
    """Countries the text names up to the end of a sentence."""
    page = sentence.page
    named = {name.entity.slug for name in page.names_in(0, sentence.end) if name.entity}
    return named | {tag.key for tag in page.tags.within("demonyms", 0, sentence.end)}


def _last(sentence: Sentence, slug: str) -> Name | None:
    """The country whose distance the text tells, where the sentence names nobody: "By February it was 1.7 %"."""
    entity = sentence.page.entities.get(slug)
    if entity is None or sentence.names or sentence.tags("demonyms") or entity.slug not in _spoken(sentence):
        return None
    return Name(sentence.start, sentence.start, entity.name, entity, entity.type)


def _open_side(sentence: Sentence) -> Name | None:
    """Open models, where a distance is that to closed ones and the sentence names no country."""
    if sentence.tags("demonyms") or any(name.type == EntityType.COUNTRY for name in sentence.names):
        return None
    told = {tag.key: tag for tag in sentence.terms("groups")}
    if {"open", "closed"} <= told.keys():
        return side_name(sentence, told["open"])
    return group_name(sentence, sentence.start, [EntityType.GROUP])


def _in_its_country(sentence: Sentence, entity: Entity) -> bool:
    """Whether the text speaks of the one a metric always has, or of its country at all."""
    page, slugs = sentence.page, {entity.slug, entity.country}
    home = page.lexicon.language == _HOME.get(entity.country or "")
    return (
        home
        or any(
            name.entity is not None and (name.entity.slug in slugs or name.entity.country == entity.country)
            for name in page.names
        )
        or any(tag.key in slugs for tag in page.tags.within("demonyms", 0, len(page.folded)))
    )


def _people(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The country whose companies or people a share is of: "10 % des entreprises françaises"."""
    page = sentence.page
    reach = quantity.end + int(page.word * _PEOPLE_WORDS)
    tag = next((tag for tag in sentence.tags("demonyms") if quantity.end <= tag.start < reach), None)
    entity = page.entities.get(tag.key) if tag else None
    if tag is None or entity is None or sentence.marks_between(quantity.end, tag.start):
        return None
    if any(quantity.end <= model.start < reach for model in sentence.tags("groups", "open_models")):
        return None
    models = any(
        name.type in {EntityType.GROUP, EntityType.MODEL} and quantity.end <= name.start < reach
        for name in sentence.names
    )
    return None if models else Name(tag.start, tag.end, page.text[tag.start : tag.end], entity, entity.type)


def _market_part(sentence: Sentence, quantity: Quantity, memory: Memory) -> Name | None:
    country = memory.of(EntityType.COUNTRY)
    return market_part(sentence, quantity.start, country[0].subject if country else None)
