"""Whose figure it is by the model that a preposition joins to it from behind: "41.7 % bei GPT-5", "$3 for Claude Sonnet 4.5"."""

from __future__ import annotations

import re

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
_GAP = re.compile(
    r"[ *_)]*(?:(?:elo|pts?|points?|punkte\w*|puntos|pontos|điểm|балл\w*|очк\w*)[ *_]*)?"
    r"(?:for|by|from|of|bei|für|von|beim|vom|des|der|pour|chez|de|du|par|para|del|do|da|của|cho|у|для)"
    r"(?: (?:the|le|la|der|dem|den|das|die|el|o|a|model[leo]?|modell|modèle|mô hình|модели))*[ *_\"“«]+"
)
#: What stands behind such a model: an end, another clause, or where it was measured.
_BEHIND = re.compile(
    r"[\s*_\"”»)]*(?:$|[.,;:)–—(|/]|(?:and|et|und|y|e|и|và|while|but|mais|aber|pero|mas|но|on|in|bei|auf|sur|en|no|na|trên|на|в)(?!\w))"
)


def joined_behind(sentence: Sentence, quantity: Quantity, types: list[str]) -> Name | None:
    """The model joined to a figure from behind, None where there is none or where it opens what is told of itself."""
    folded = sentence.page.folded
    for name in sentence.names:
        if name.start <= quantity.end or name.start - quantity.end > _REACH:
            continue
        if name.type != EntityType.MODEL or name.type not in types:
            return None
        told = _GAP.fullmatch(folded, quantity.end, name.start) and _BEHIND.match(folded, name.end, sentence.end)
        return name if told else None
    return None
