"""Licences: a named one near the word licence, or weights said to be closed."""

from __future__ import annotations

import re

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.question import Question
from parallaxe.read.sentences.subjects import candidates
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

_TYPES: list[str] = [EntityType.MODEL, EntityType.PRODUCT]
_NEAR_NOUN = 5.0
_LEAST = 0.2
_FIELD_OPEN, _FIELD_END = (
    {"(", ",", "/", "|", "，", "、", "（", "·", ";"},
    {")", ",", "/", "|", "，", "、", "）", "·", ";", ".", ""},
)
#: What makes the bare name behind it a licence: "ships under MIT", "the weights are MIT" where it ends its field.
_UNDER = re.compile(r"\b(?:under|under an?|under the|sous|bajo|bajo la|sob|sob a|unter|unter der|под|theo) $")
_IS = re.compile(
    r"\b(?:weights?|poids|pesos|gewichte|веса|code|licen\w+)\b[^.;:,]{0,28}\b(?:is|are|est|sont|es|son|ist|sind|e|sao) $"
)
_LEAD = 44
#: A kind of models that one is said to be: "X是闭源模型", "X là mô hình đóng".
_COPULA, _COPIED = (
    re.compile(
        r"(?:是|为|為|属于|(?:\bis|\best|\bes|\bist|\be|\bremains|\breste|\bbleibt) (?:an?|une?|eine?|uma?) |\blà )(?:一款|一个|个)?$"
    ),
    16,
)
#: What may stand between a word for closed weights and the model behind it, and words from one before it.
_MARKS, _BEFORE_WORDS = " *_\"'“”«»「」『』《》", 5
#: "With" in German is no licence.
_WITH = "mit"
#: Code points between two models that share a licence ("V3 and R1").
_JOINED = 8
#: Names of licences that are everyday words need the noun beside them.
_LONG_NAME = 7


def licences(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Licence claims of a sentence."""
    drafts: list[Draft] = []
    terms = _terms(sentence) if sentence.terms("licences") else []
    nouns = sentence.tags("licence_nouns") if terms else []
    for tag in terms:
        proprietary = tag.key == "proprietary"
        if proprietary and _of_something_else(sentence, tag):
            continue
        beside = any(
            sentence.words_between(min(tag.end, noun.end), max(tag.start, noun.start)) <= _NEAR_NOUN for noun in nouns
        )
        written = (
            "licen" in tag_text(sentence, tag.start, tag.end) or not tag_text(sentence, tag.start, tag.end).isascii()
        )
        enclosed = not (proprietary or beside or written) and _is_enclosed(sentence, tag)
        beside = beside or (not proprietary and _is_told(sentence, tag))
        if not proprietary and not beside and not written and not enclosed and not (tag.end - tag.start > _LONG_NAME):
            continue
        weight = 0.65 if proprietary or enclosed else 0.85
        for name, found in _holders(sentence, tag, roles, memory):
            if proprietary and not _is_said_of(sentence, tag, name):
                continue
            drafts.append(
                Draft(
                    metric="licence",
                    value=tag.key,
                    unit="name",
                    start=tag.start,
                    end=tag.end,
                    subject=name.subject,
                    surface=name.surface,
                    subject_type=name.type or None,
                    rule="licence",
                    weight=weight * min(1.0, found) ** 0.5,
                    at=tag.start,
                )
            )
    return drafts


def _is_said_of(sentence: Sentence, tag: Tag, name: Name) -> bool:
    """Whether a word for closed weights stands right beside a model, or says what one is: "a closed model" alone is any."""
    page = sentence.page
    if name.start >= tag.end:
        return not page.folded[tag.end : name.start].strip(_MARKS)
    if page.tags.before(
        tag.start - (page.folded[tag.start - 1 : tag.start] == " "), "links", "copula"
    ) or _COPULA.search(page.folded, max(sentence.start, tag.start - _COPIED), tag.start):
        return True
    return name.start >= sentence.start and sentence.words_between(name.end, tag.start) <= _BEFORE_WORDS


def _of_something_else(sentence: Sentence, tag: Tag) -> bool:
    """Whether what is closed is no model: an adjective right beside a noun such as "data" or "chips"."""
    page = sentence.page
    after = tag.end + (page.folded[tag.end : tag.end + 1] == " ")
    before = tag.start - (page.folded[tag.start - 1 : tag.start] == " ")
    return page.tags.at(after, "closed_nouns") is not None or page.tags.before(before, "closed_nouns") is not None


def _terms(sentence: Sentence) -> list[Tag]:
    """Names of licences; an organization may share one's name ("MIT"), a model only holds it."""
    folded, first = sentence.page.folded, sentence.start
    covering = [
        name
        for name in sentence.names
        if name.type not in {EntityType.ORGANIZATION, ""}
        and not (name.type == EntityType.GROUP and _COPULA.search(folded, max(first, name.start - _COPIED), name.start))
    ]
    found = sentence.page.tags.within("licences", sentence.start, sentence.end)
    return [
        tag
        for tag in found
        if not (sentence.page.lexicon.language == "de" and sentence.page.text[tag.start : tag.end] == _WITH)
        and not any(
            other.start < tag.end and tag.start < other.end and other.end - other.start > tag.end - tag.start
            for other in found
        )
        and not any(name.start <= tag.start and tag.end <= name.end for name in covering)
    ]


def _is_enclosed(sentence: Sentence, tag: Tag) -> bool:
    """Whether a name of a licence is a field of its own: "GLM-4.6V, 106B, MIT, 128k", "(MIT)"."""
    before = sentence.page.text[sentence.start : tag.start].rstrip(" *")[-1:]
    after = sentence.page.text[tag.end : sentence.end].lstrip(" *")[:1]
    return before in _FIELD_OPEN and after in _FIELD_END


def _is_told(sentence: Sentence, tag: Tag) -> bool:
    """Whether the words right before a name of a licence say that it is one."""
    lead = sentence.page.folded[max(sentence.start, tag.start - _LEAD) : tag.start]
    if _UNDER.search(lead):
        return True
    after = sentence.page.text[tag.end : sentence.end].lstrip(" *")[:1]
    return after in _FIELD_END and _IS.search(lead) is not None


def tag_text(sentence: Sentence, start: int, end: int) -> str:
    """Folded text of a stretch."""
    return sentence.page.folded[start:end]


def _holders(sentence: Sentence, tag: Tag, roles: dict[int, str], memory: Memory) -> list[tuple[Name, float]]:
    start = tag.start
    found = candidates(
        Question(
            sentence=sentence, start=start, end=tag.end, metric="licence", value=tag.key, types=_TYPES, roles=roles, memory=memory
        )
    )  # fmt: skip
    if not found or found[0].weight < _LEAST:
        return []
    weight, best = found[0].weight, found[0].name
    joined = [
        (other, weight)
        for other in sentence.names
        if other is not best and other.type in _TYPES and other.end <= start and other.start not in roles
        if min(abs(other.start - best.end), abs(best.start - other.end)) <= _JOINED
    ]
    return [(best, weight), *joined]
