"""Whose figure it is by the model that a preposition joins to it from behind: "41.7 % bei GPT-5", "$3 for Claude Sonnet 4.5"."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: Metrics of models, whose figures are told so.
OF_MODELS = frozenset(
    {
        "benchmark_score",
        "parameters_total",
        "parameters_active",
        "context_length",
        "price_input_per_mtok",
        "price_output_per_mtok",
    }
)
#: From the end of a figure to its model, code points at most.
_REACH = 28
_PRICES, _SERIES = ("price_input_per_mtok", "price_output_per_mtok"), " (series)"
#: How far back in a text a model has been named that a family's name stands for.
_SPOKEN = 2500
_GAP = re.compile(
    r"[ *_)]*(?:(?:elo|pts?|points?|punkte\w*|puntos|pontos|điểm|балл\w*|очк\w*)[ *_]*)?"
    r"(?:for|by|from|of|in|with|mit|avec|con|com|với|с|bei|für|fur|von|beim|vom|des|der|pour|chez|de|du|par|para|del|do|da|của|cho|у|для)"
    r"(?: (?:the|le|la|der|dem|den|das|die|el|o|a|model[leo]?|modell|modèle|mô hình|модели))*[ *_\"“«]+"
)
#: What stands behind such a model: an end, another clause, or where it was measured.
_BEHIND = re.compile(
    r"[\s*_\"”»)]*(?:$|[.,;:)–—(|/]|(?:and|et|und|y|e|и|và|while|but|mais|aber|pero|mas|но|on|in|bei|auf|sur|en|no|na|trên|на|в)(?!\w))"
)


def specific(sentence: Sentence, name: Name) -> Name:
    """The model that a bare family's name stands for once one of its models has been named: "Claude" behind "Claude Opus 4.5"."""
    if name.entity is None or not name.entity.name.endswith(_SERIES) or any(sign.isdigit() for sign in name.surface):
        return name
    stem = name.entity.name.removesuffix(_SERIES)
    known = [
        one
        for one in sentence.page.names_in(max(0, name.start - _SPOKEN), name.start)
        if one.entity is not None
        and one.entity.name.startswith(stem)
        and any(sign.isdigit() for sign in one.entity.name)
    ]
    return replace(name, entity=known[-1].entity) if known else name


def joined_behind(sentence: Sentence, quantity: Quantity, types: list[str]) -> Name | None:
    """The model joined to a figure from behind, None where there is none or where it opens what is told of itself."""
    folded = sentence.page.folded
    for name in sentence.names:
        if name.start <= quantity.end:
            continue
        place = _past_cues(sentence, quantity.end, name.start) if quantity.kind == "money" else quantity.end
        if name.start - place > _REACH:
            return None
        if name.type != EntityType.MODEL or name.type not in types:
            return None
        told = _GAP.fullmatch(folded, place, name.start) and _BEHIND.match(folded, name.end, sentence.end)
        return name if told else None
    return None


def _past_cues(sentence: Sentence, start: int, end: int) -> int:
    """Where the words end that say what an amount is for, where they stand right behind it: "$30 per million output tokens"."""
    tags, folded = sentence.page.tags, sentence.page.folded
    while start < end:
        place = start + (folded[start] == " ")
        tag = tags.at(place, "metrics", *_PRICES) or tags.at(place, "links", "per_million")
        if tag is None or tag.end > end:
            break
        start = tag.end
    return start
