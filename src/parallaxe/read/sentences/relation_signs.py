"""What speaks for and against who made what, when it was released and where it ranks: what stands between subject and value."""

from __future__ import annotations

import math
from functools import lru_cache

from parallaxe.read.draft import Draft, sign_of
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: Claims whose words differ too much for the few that are labelled: their rule's own signs must do.
_APART = frozenset({"founder", "headquarters", "licence"})
_FIGURES = ("figure", "table", "label")
#: Steps of the logarithm of a distance in words; counts are capped.
_STEPS, _LONGEST, _FEW, _MANY, _SHORT = 1.5, 8, 2, 3, 2


def is_relation(draft: Draft) -> bool:
    """Whether a claim is told by a relation or event of running text, not by a figure, table or label."""
    return not draft.rule.startswith(_FIGURES) and draft.metric not in _APART


def relation_signs(sentence: Sentence, draft: Draft, subject: Name | None) -> dict[str, float]:
    """Signs of a relation or event, by metric and name; each 0 or 1.

    Args:
        sentence: where it was found.
        draft: the claim in the making.
        subject: the name of its subject that is nearest to its value, None where it stands in no name of the sentence.
    """
    found = [f"link {key}" for key in dict.fromkeys([tag.key for tag in sentence.tags("links")])]
    kinds = [name.type for name in sentence.names]
    found += [
        f"names {min(_MANY, len({name.key for name in sentence.names if name.type == draft.subject_type}))}",
        f"dates {min(_MANY, len(sentence.dates))}",
        f"people {min(_FEW, kinds.count(EntityType.PERSON))}",
        *_where(draft.subject_type, sentence.block.kind),
        f"figures {bool(sentence.quantities)}",
    ]
    if draft.metric == "developer":
        # Its weight tells by which words: possession, a verb, a bracket.
        found.append(f"told {draft.weight:.2f} of {draft.subject_type}")
    if draft.unit == "date":
        found.append(f"precision {len(str(draft.value))}")
    if subject is not None:
        found += ["listed"] if subject.entity is not None else []
        found += _between(sentence, subject, _value(sentence, draft, subject))
    return {sign_of(draft.metric, sign): 1.0 for sign in found}


@lru_cache(maxsize=256)
def _where(kind: str | None, block: str) -> tuple[str, str]:
    return f"subject {kind}", f"block {block}"


@lru_cache(maxsize=1024)
def _stands(side: str, category: str, key: str) -> str:
    return f"{side}, {category} {key} between"


def _value(sentence: Sentence, draft: Draft, subject: Name) -> tuple[int, int] | None:
    """Where the value stands: the maker's name nearest to what it made, else the draft's own place."""
    if draft.unit != "name":
        return (draft.at if draft.at >= 0 else draft.start, draft.end)
    named = [name for name in sentence.names if (name.subject or name.surface) == draft.value]
    nearest = min(named, key=lambda name: max(name.start - subject.end, subject.start - name.end), default=None)
    return (nearest.start, nearest.end) if nearest else None


def _between(sentence: Sentence, subject: Name, value: tuple[int, int] | None) -> list[str]:
    """What stands between a subject and a value, and in which order they stand."""
    if value is None:
        return []
    start, end = value
    first, last, side = (subject.end, start, "ahead") if subject.end <= start else (end, subject.start, "behind")
    page = sentence.page
    gap = page.folded[first:last].strip(' *_"“«[]')
    words = int(math.log2(1 + sentence.words_between(first, last)) * _STEPS)
    found = [
        side,
        f"{side}, words {min(_LONGEST, words)}",
        f"{side}, marks {min(_MANY, sentence.marks_between(first, last))}",
        f"{side}, names between {min(_MANY, sum(first <= name.start < last for name in sentence.names))}",
        f"{side}, dates between {min(_FEW, sum(first <= span.start < last for span in sentence.dates))}",
    ]
    for category in ("links", "roles"):
        found += [_stands(side, category, tag.key) for tag in page.tags.within(category, first, last)]
    return [*found, f"{side}, only {gap}"] if len(gap) <= _SHORT else found
