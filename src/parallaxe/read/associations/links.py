"""Relations of two names joined by a cue: uses, integrates, derives from, allies with, is owned by."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parallaxe.read.associations.arguments import Clause
from parallaxe.read.associations.found import Found, between
from parallaxe.read.naming.names import Name
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.vocabulary.entity import Entity, EntityType

_FIRM, _MODEL, _PRODUCT = EntityType.ORGANIZATION, EntityType.MODEL, EntityType.PRODUCT
#: How often a relation told in a form is right (see docs/methodology/relations.md).
_SURE = {"active": 0.95, "passive": 0.93, "final": 0.92, "joint": 0.93, "between": 0.93}
_FURTHER = 0.85
#: Where weights are kept, not offered inside a product.
_STORES = frozenset({"hugging-face", "modelscope", "github", "openrouter"})


class Kinds(NamedTuple):
    """Types of subject and value of a relation.

    ``foreign`` if both having one maker makes it none; ``makers`` if a maker may stand for its models.
    """

    subjects: tuple[EntityType, ...]
    values: tuple[EntityType, ...]
    foreign: bool = True
    makers: bool = False
    symmetric: bool = False


KINDS = {
    "uses": Kinds((_FIRM, _PRODUCT), (_MODEL, _PRODUCT, EntityType.CHIP), makers=True),
    "integrates": Kinds((_FIRM, _PRODUCT), (_MODEL, _PRODUCT), makers=True),
    "based_on": Kinds((_MODEL, _PRODUCT), (_MODEL,), foreign=False),
    "partnership": Kinds((_FIRM,), (_FIRM,), symmetric=True),
    "owner": Kinds((_FIRM, _PRODUCT), (_FIRM, EntityType.PERSON), foreign=False),
}


def links(clause: Clause, tags: Tags, entities: dict[str, Entity]) -> Iterator[Found]:
    """All relations of a sentence told by a cue between names."""
    for metric, kinds in KINDS.items():
        for cue in tags.within(f"relation {metric}", clause.start, clause.end):
            if any(name.start <= cue.start and cue.end <= name.end for name in clause.names):
                continue
            for subject, value, weight in _pairs(clause, cue, kinds, tags):
                if _makes_sense(subject, value, kinds, entities):
                    found = between(clause, _metric(metric, subject), subject, value, (cue.start, cue.end), weight)
                    if found is not None:
                        yield found


def _metric(metric: str, subject: Name) -> str:
    """A product is not derived from a model's weights: it uses the model."""
    return "uses" if metric == "based_on" and subject.type == _PRODUCT else metric


def _pairs(clause: Clause, cue: Tag, kinds: Kinds, tags: Tags) -> Iterator[tuple[Name, Name, float]]:
    weight = _SURE[cue.key]
    if cue.key in {"joint", "between"}:
        allies = (
            clause.before(cue.start, kinds.subjects) if cue.key == "joint" else clause.after(cue.end, kinds.subjects)
        )
        yield from ((allies[0], ally, weight) for ally in allies[1:])
        return
    if cue.key == "final":
        values = clause.before(cue.start, kinds.values)
        subjects = clause.before(values[0].start, kinds.subjects) if values else []
    elif cue.key == "active":
        values = clause.after(cue.end, kinds.values) or (_makers(clause, cue) if kinds.makers else [])
        subjects = clause.before(cue.start, kinds.subjects) if values else []
        if values and not subjects:
            subjects = clause.opening(cue.start, kinds.subjects, lambda name: name.type in kinds.subjects)
            weight = _FURTHER
        subjects = [*subjects, *(_host(clause, values, tags) if subjects else [])]
    else:
        subjects = clause.after(cue.end, kinds.subjects)
        values = clause.before(cue.start, kinds.values) if subjects else []
    yield from ((subject, value, weight) for subject in subjects for value in values)


def _makers(clause: Clause, cue: Tag) -> list[Name]:
    """Makers behind a cue that stand for their models or chips."""
    return [name for name in clause.after(cue.end, (_FIRM,)) if clause.stands_for_models(cue.end, name)]


def _host(clause: Clause, values: list[Name], tags: Tags) -> list[Name]:
    """The product it is put into, behind the last value ("into WeChat")."""
    into = tags.at(_next_word(clause, values[-1].end), "into")
    return clause.after(into.end, (_PRODUCT,)) if into else []


def _next_word(clause: Clause, place: int) -> int:
    while place < clause.end and clause.folded[place] == " ":
        place += 1
    return place


def _makes_sense(subject: Name, value: Name, kinds: Kinds, entities: dict[str, Entity]) -> bool:
    first, second = subject.entity, value.entity
    if first is None or second is None or first.slug == second.slug or first.slug in _STORES:
        return False
    if second.parent == first.slug or first.parent == second.slug:
        return not kinds.foreign and not kinds.symmetric
    return not (kinds.foreign and _maker(first, entities) == _maker(second, entities))


def _maker(entity: Entity, entities: dict[str, Entity]) -> str:
    """Slug of the topmost owner."""
    seen = {entity.slug}
    while (above := entity.developer or entity.parent) and above in entities and above not in seen:
        seen.add(above)
        entity = entities[above]
    return entity.slug
