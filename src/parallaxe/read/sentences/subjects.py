"""Whom a figure is about: every name that may be meant, weighed by evidence whose weights are learnt from labelled texts.

A conditional logit (McFadden 1974): the chance that a figure is of a name is the exponential of the sum of the
weights of what speaks for it, over that of all candidates and of nobody. ``bench/read/learn.py`` learns the weights.
"""

from __future__ import annotations

import math
import re

import msgspec
from msgspec.structs import replace

from parallaxe.read.naming.names import Name
from parallaxe.read.naming.openings import may_be_name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.evidence import Evidence, View, of_named, of_nobody, of_remembered
from parallaxe.read.sentences.inheritance import inherits
from parallaxe.read.sentences.question import Question
from parallaxe.vocabulary.entity import EntityType

#: Code points before a sentence in which names are remembered whatever their place.
_REACH = 700
_FAR = -60.0
_LABEL = re.compile(r"[\s*_•–-]*([^\W\d_a-zа-я][^:：|\n]{1,40}?)[*_]*(?::|：| [–—-]) ?")
#: What stands behind a label; most sentences hold none of it.
_LABELLING = (":", "：", " –", " —", " -")


class Candidate(msgspec.Struct, frozen=True, gc=False):
    """A possible subject and the chance that it is meant, 0 to 1."""

    weight: float
    name: Name
    remembered: bool = False


class Option(msgspec.Struct, frozen=True, gc=False):
    """One possible answer and what speaks for it; no name for nobody."""

    name: Name | None
    evidence: Evidence
    remembered: bool = False


def candidates(question: Question) -> list[Candidate]:
    """Possible subjects, likeliest first; what their chances lack of 1 is that of nobody."""
    page = question.sentence.page
    found = options(question)
    if page.listener is not None:
        page.listener(question, found)
    weights = page.weights
    sums = [
        math.fsum([weights[name] * value for name, value in option.evidence if name in weights]) for option in found
    ]
    highest = max(sums)
    shares = [math.exp(max(_FAR, total - highest)) for total in sums]
    whole = sum(shares)
    best: dict[str, Candidate] = {}
    for option, share in zip(found, shares, strict=True):
        if option.name is None:
            continue
        known = best.get(option.name.key)
        chance = share / whole
        best[option.name.key] = (
            Candidate(chance, option.name, option.remembered)
            if known is None
            else replace(known, weight=known.weight + chance)
        )
    return sorted(best.values(), key=lambda candidate: -candidate.weight)


def options(question: Question) -> list[Option]:
    """All who may be meant, nobody last; what speaks for each."""
    sentence, types = question.sentence, question.types
    named = [
        name
        for name in sentence.names
        if name.type in types and not (name.start < question.end and question.start < name.end)
    ]
    if any(name.type == EntityType.ORGANIZATION for name in named):
        named = [name for name in named if not _is_market(name) and not _heads_list(question, name)]
    view = View(question, named)
    found = [Option(country_of(sentence, name), of_named(view, name)) for name in named if not _is_beside(view, name)]
    found += [Option(name, of_named(view, name, origin)) for origin, name in question.further]
    held = {option.name.key for option in found if option.name}
    if not view.has_own and not is_labelled(sentence):
        found += [
            Option(name, of_remembered(view, name, places) + _against(view, name), remembered=True)
            for name, places in _remembered(question, widely=not named)
            if name.key not in held and not _is_headed_off(question, name)
        ]
    stranger = any(origin == "stranger" for origin, _ in question.further)
    found.append(Option(None, of_nobody(view, stranger=stranger)))
    return found


def _is_headed_off(question: Question, name: Name) -> bool:
    """Whether a heading that is about another of its type, known or not, came after a name was named last."""
    sentence, memory = question.sentence, question.memory
    head = memory.heading.get(name.type)
    if head is None:
        return memory.is_veiled(name.type)
    last = sentence.page.last_named(name.key, sentence.start)
    return head.key != name.key and (last is None or last < head.start)


def _against(view: View, name: Name) -> Evidence:
    """Evidence against a name of before: the sentence names nobody, and nothing ties it to the name."""
    question, spoken = view.question, name.type in view.spoken
    if view.named or inherits(question.sentence, question.start, name, question.memory, spoken=spoken):
        return []
    return [("remembered, does not pass", 1.0), (f"remembered, does not pass, {view.kind}", 1.0)]


def _is_beside(view: View, name: Name) -> bool:
    """Whether a name only stands beside the subject: "X, a rival of A, raised…", "analysts expected of A…"."""
    question, role = view.question, view.question.roles.get(name.start)
    apart = question.sentence.marks_between(name.end, question.start) > 0
    return (role == "rival" and apart and view.first is not None) or (role == "source" and view.has_own)


def _is_market(name: Name) -> bool:
    """Whether a name is that of a market, which companies lead and share."""
    return name.entity is not None and name.entity.name.endswith("market")


def _heads_list(question: Question, name: Name) -> bool:
    """Whether a group only heads a list of its members: "Big Tech's spending in 2025: A $100 billion, B $80 billion"."""
    page = question.sentence.page
    return name.type == EntityType.GROUP and any(
        page.folded.find(sign, name.end, question.start) >= 0 for sign in (":", "：")
    )


def is_labelled(sentence: Sentence) -> bool:
    """Whether the label a sentence opens with may be a name nobody knows: "Zentara: $150 million"."""
    page, label = sentence.page, _label(sentence)
    return label is not None and may_be_name(page.text, page.tags, label.start(1), label.end(1))


def _label(sentence: Sentence) -> re.Match[str] | None:
    """The words before a colon or dash that open a sentence, where no name is among them."""
    page = sentence.page
    if all(page.text.find(sign, sentence.start, sentence.end) < 0 for sign in _LABELLING):
        return None
    label = _LABEL.match(page.text, sentence.start, sentence.end)
    return None if label is None or page.names_in(sentence.start, label.end()) else label


def _remembered(question: Question, *, widely: bool) -> list[tuple[Name, list[str]]]:
    """Names of before, each with where it is remembered from; all of them only where the sentence names nobody."""
    sentence, memory, types = question.sentence, question.memory, question.types
    page = sentence.page
    found: dict[str, tuple[Name, list[str]]] = {}
    for place, names in (("last", memory.last), ("heading", memory.heading), ("title", memory.title)):
        for kind, name in names.items():
            if kind in types:
                found.setdefault(name.key, (name, []))[1].append(place)
    if not widely:
        return list(found.values())
    for name in page.names_in(max(0, sentence.start - _REACH), sentence.start):
        if name.type in types and name.key not in found:
            found[name.key] = (name, [])
    for kind in types:
        if most := page.most_named.get(kind):
            found.setdefault(most.key, (most, []))[1].append("frequent")
    return list(found.values())


def country_of(sentence: Sentence, name: Name) -> Name:
    """A country's models stand for the country."""
    country = name.entity.country if name.entity and name.type == EntityType.GROUP else None
    entity = sentence.page.entities.get(country or "")
    if entity is None or name.entity is None or "models" not in name.entity.name:
        return name
    return replace(name, entity=entity, type=entity.type)
