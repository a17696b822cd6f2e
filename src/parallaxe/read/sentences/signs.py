"""What speaks for and against a claim besides its rule: distances, names in between, other cues; the confidence is made from it."""

from __future__ import annotations

from functools import lru_cache

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.relation_signs import is_relation, relation_signs

#: Counts and distances (in words) are capped and scaled so that a sign is seldom above 1.
_FAR, _LONG, _MARKS, _MANY, _CUE_REACH = 20.0, 60.0, 4, 4, 8.0


def signs(sentence: Sentence, draft: Draft, roles: dict[int, str]) -> dict[str, float]:
    """Signs of a draft of running text, by name; each 0 to about 1 in thousandths, those of 0 left out.

    Args:
        sentence: where it was found.
        draft: the claim in the making.
        roles: roles of the sentence's names.
    """
    place = draft.at if draft.at >= 0 else draft.start
    subject = _nearest(sentence, draft, place)
    found = {
        "long": _part((sentence.end - sentence.start) / sentence.page.word, _LONG),
        **_where(sentence.block.kind, sentence.page.lexicon.language),
        **_of_subject(sentence, draft, roles, place, subject),
        **_of_cues(sentence, draft, place),
        **(relation_signs(sentence, draft, subject) if is_relation(draft) else {}),
    }
    return {name: value for name, value in found.items() if value}


@lru_cache(maxsize=256)
def _where(block: str, language: str) -> dict[str, float]:
    return {f"block {block}": 1.0, f"language {language}": 1.0}


@lru_cache(maxsize=4096)
def _part(words: float, most: float) -> float:
    """A distance as a part of the longest that counts, in thousandths; rounding takes longer than to remember it."""
    return round(min(most, words) / most, 3)


def _nearest(sentence: Sentence, draft: Draft, place: int) -> Name | None:
    """The name of a draft's subject that stands nearest to its value."""
    subject = draft.subject
    if subject is None:
        return None
    named = [name for name in sentence.names if name.entity is not None and name.entity.name == subject]
    return min(named, key=lambda name: _gap(name, place)) if named else None


def _of_subject(
    sentence: Sentence, draft: Draft, roles: dict[int, str], place: int, nearest: Name | None
) -> dict[str, float]:
    kind, subject = draft.subject_type, draft.subject
    others = [name for name in sentence.names if name.type == kind and name.subject != subject]
    rivals = min(_MANY, len({name.key for name in others})) / _MANY
    if nearest is None:
        return {"rivals": rivals, "absent": 1.0, "absent, rivals": 1.0 if others else 0.0}
    first, last = (nearest.end, place) if nearest.end <= place else (place, nearest.start)
    found = {
        "rivals": rivals,
        "far": _part(sentence.words_between(first, last), _FAR),
        "behind": 1.0 if nearest.start >= place else 0.0,
        "marks": min(_MARKS, sentence.marks_between(first, last)) / _MARKS,
        "between": min(_MANY, sum([first <= name.start < last for name in others])) / _MANY,
    }
    if role := roles.get(nearest.start):
        found[f"role {role}"] = 1.0
    return found


def _gap(name: Name, place: int) -> int:
    return place - name.end if name.end <= place else name.start - place


def _of_cues(sentence: Sentence, draft: Draft, place: int) -> dict[str, float]:
    cues = sentence.tags("metrics")
    reach = sentence.page.word * _CUE_REACH
    near = {tag.key for tag in cues if tag.weight == 1 and tag.start <= draft.end + reach and place - reach <= tag.end}
    own = [tag for tag in cues if tag.key == draft.metric]
    kind = next((one.kind for one in sentence.quantities if one.number_start == place), "")
    alike = sum([one.kind == kind for one in sentence.quantities]) - 1 if kind else 0
    gaps = [max(0, tag.start - draft.end, place - tag.end) / sentence.page.word for tag in own if tag.weight == 1]
    return {
        "other cues": min(_MANY, len(near - {draft.metric})) / _MANY,
        "cue, other": 1.0 if "other" in near else 0.0,
        "figures": min(_MANY, alike) / _MANY,
        "no cue": 0.0 if own else 1.0,
        "weak cue": 1.0 if own and not gaps else 0.0,
        "cue far": _part(min(gaps), _CUE_REACH) if gaps else 0.0,
        "dates": min(_MANY, len(sentence.dates)) / _MANY if draft.unit == "date" else 0.0,
    }
