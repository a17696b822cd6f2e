"""Figures and licences that several models share: "A, B and C all offer 1M tokens", "A … and B …. Both are under MIT"."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.joined_behind import OF_MODELS
from parallaxe.read.sentences.respective import run_of
from parallaxe.read.sentences.thread import INDEX
from parallaxe.vocabulary.entity import EntityType

_LICENCE = "licence"
_SHARED = OF_MODELS | {INDEX, _LICENCE}
#: Code points from the start of a sentence to a word for both, and models that it stands for.
_OPENING, _BOTH = 4, 2


def with_shared(sentence: Sentence, drafts: list[Draft], roles: dict[int, str]) -> list[Draft]:
    """The claims of a sentence with those of the models that share the only figure of a metric with the one it was read of.

    Args:
        sentence: where they stand.
        drafts: its claims.
        roles: of its names; those a model is compared with share nothing.
    """
    counts = Counter(draft.metric for draft in drafts if draft.metric in _SHARED)
    single = [draft for draft in drafts if counts[draft.metric] == 1 and draft.subject_type == EntityType.MODEL]
    if not single:
        return drafts
    models = [name for name in sentence.names if name.type == EntityType.MODEL and name.entity]
    result = list(drafts)
    for draft in single:
        if models and draft.metric == _LICENCE:
            continue
        sharing = _listed(sentence, draft, models, roles) if models else _both(sentence)
        if not models and sharing:
            result.remove(draft)
        result += [
            replace(draft, subject=name.subject, surface=name.surface)
            for name in {name.key: name for name in sharing}.values()
            if name.subject != draft.subject or not models
        ]
    return result


def _listed(sentence: Sentence, draft: Draft, models: list[Name], roles: dict[int, str]) -> list[Name]:
    """The models of the list that is the subject of a claim: none stands between it and the figure."""
    before = [name for name in models if name.end <= draft.start]
    run = run_of(sentence, before) if len(before) > 1 else []
    told = any(name.subject == draft.subject for name in run)
    return run if len(run) > 1 and told and roles.get(run[0].start) != "rival" else []


def _both(sentence: Sentence) -> list[Name]:
    """The two models of the paragraph that a sentence begins by calling both."""
    page = sentence.page
    if not page.tags.within("links", sentence.start, sentence.start + _OPENING, "both"):
        return []
    named = page.names_in(sentence.block.start, sentence.start)
    models = {name.key: name for name in named if name.type == EntityType.MODEL and name.entity}
    if len(models) > _BOTH:
        keys = list(models)
        models = {key: models[key] for key in keys if not any(other.startswith(f"{key}-") for other in keys)}
    return list(models.values()) if len(models) == _BOTH else []
