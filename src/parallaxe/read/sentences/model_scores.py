"""Scores told model by model where a benchmark is named: "on X, A reaches 68 %, against 77 % for B (C: 80 %)"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.complements import is_enclosed
from parallaxe.read.sentences.joined_behind import joined_behind
from parallaxe.read.sentences.not_said import is_change, is_no_score
from parallaxe.read.sentences.thread import SCORE, Thread, benchmarks
from parallaxe.vocabulary.entity import EntityType

_TYPES: list[str] = [EntityType.MODEL]
#: From a model to its score: a bracket, a colon, or a few words.
_BRACKET = re.compile(r"[\s*_\"'”»]*(?:[(（:：=]|,? (?:with|at|on|mit|bei|avec|à|con|com|với|с))[\s*_~≈]*$")
_WORDS, _EAST_GAP = 5, 12
#: Words of distance: the figure is how far one is from another, or how much less of something it takes.
_APART = re.compile(
    r"\b(?:by|um|fewer|less|faster|cheaper|ahead|behind|beats?|surpass\w*|outperform\w*|exceed\w*|leads? over|trail\w*|lags?|reduc\w*|cuts?|sav(?:es|ed|ing)|"
    r"improv\w*|increas\w*|dépass\w*|depass\w*|devanc\w*|réduit|reduit|consomme|uses?|costs?|coûte|coute|cuesta|kostet|custa|стоит|verbraucht|schlägt|schlagt|übertr\w*|ubertr\w*|supera|reduce|usa|"
    r"consome|consume|опереж\w*|превосх\w*|обход\w*|быстрее|nhanh|vượt|hơn|tiết kiệm|token\w*|price|gap|win|hallucinat\w*)\b|超过|领先|提升|降低|下降|减少|节省|快|上回|改善|削減|幻觉|token"
)
#: What stands behind a score: an end, another clause, where it was measured, or its unit.
_CLOSED = re.compile(
    r"[\s*_]*(?:elo|pts?\b\.?|points?|punkten?|puntos|pontos|điểm|балл\w*|очк\w*|分|点|ポイント)?[\s*_]*"
    r"(?:$|[.,;:)–—(|/、，。；（）!\n]|(?:and|et|und|y|e|и|và|while|but|mais|aber|pero|mas|но|а|vs|versus|against|compared|contre|gegenüber|gegenuber|gegen|frente|contra|против|so với|trong khi|"
    r"on|in|at|for|from|by|with|bei|beim|auf|im|für|fur|von|sur|en|au|aux|à|pour|de|du|chez|no|na|em|para|del|do|da|trên|ở|của|cho|на|в|у|для|right|correct|richtig|of the|of all|der|des|das|accuracy)(?!\w)|"
    r"を|で|と|だ|に|、|の|和|与|以|位|排|高|低|，|，|超|并|且|居)"
)
#: Benchmarks of a list, and what joins one to its score.
_LISTED = 2
_ON = re.compile(
    r"[\s*_]*(?:points?|pts|punkte\w*|puntos|pontos|điểm|балл\w*)?[\s*_]*(?:on|in|at|for|bei|beim|auf|im|sur|à|au|aux|en|no|na|em|nos|trên|ở|в|на|по)"
    r"(?: (?:the|der|dem|den|le|la|les|l'|el|o|a))?[\s*_\"“«]+"
)
_OF = re.compile(
    r"[\s*_\"”»]*(?:[:：(（,，]|を?で|で|上?(?:得分|取得|达到|拿到|为|为|达|得|是)?|(?:at|with|mit|avec|con|com|с|—|–))?了?[\s*_~≈]*"
)
#: What may be spoken of beside scores.
_BESIDE = frozenset({SCORE, "other", "counted", "performance_gap", "rank"})
#: Decimals up to 100 and ratings are scores without a sign.
_MOST, _RATED, _MOST_RATED = 100, 300, 4000


def model_scores(sentence: Sentence, thread: Thread) -> dict[Quantity, Name]:
    """The scores that stand beside their model where the sentence names a benchmark, or goes on telling one's scores.

    Args:
        sentence: with its figures.
        thread: what the sentences before were about.
    """
    if not sentence.quantities or not any(name.type == EntityType.MODEL for name in sentence.names):
        return {}
    named = benchmarks(sentence)
    if not named and thread.measured is None:
        return {}
    rated = bool(sentence.tags("metrics", SCORE)) or any("Arena" in name.surface for name in named)
    found: dict[Quantity, Name] = {}
    for quantity in sentence.quantities:
        if not _is_shaped(sentence, quantity, rated=rated) or not _CLOSED.match(
            sentence.page.folded, quantity.end, sentence.end
        ):
            continue
        if model := _own(sentence, quantity):
            found[quantity] = model
    if not named:
        return found if _goes_on(sentence, found) else {}
    return _of_tests(sentence, named, found)


def _of_tests(sentence: Sentence, named: list[Name], found: dict[Quantity, Name]) -> dict[Quantity, Name]:
    """The scores beside models, and those beside benchmarks of the one model a sentence names: "82.8 on X, 93.9 on Y"."""
    models = {name.key: name for name in sentence.names if name.type == EntityType.MODEL}
    if len(named) < _LISTED or len(models) != 1:
        return found
    model = next(iter(models.values()))
    if is_enclosed(sentence, model.start):
        return found
    folded = sentence.page.folded
    for quantity in sentence.quantities:
        if quantity in found or not _is_shaped(sentence, quantity, rated=False) or quantity.start < model.end:
            continue
        behind = any(_ON.fullmatch(folded, quantity.end, name.start) for name in named if name.start > quantity.end)
        before = any(
            _OF.fullmatch(folded, name.end, quantity.start) for name in named if name.end <= quantity.start
        ) and _CLOSED.match(folded, quantity.end, sentence.end)
        if behind or before:
            found[quantity] = model
    return found


def _goes_on(sentence: Sentence, found: dict[Quantity, Name]) -> bool:
    """Whether a sentence that names no benchmark goes on telling scores: shares of several models, or a word for scores."""
    tags = sentence.tags("metrics")
    if any(tag.weight == 1 and tag.key not in _BESIDE for tag in tags):
        return False
    shares = all(quantity.unit == "%" for quantity in found)
    return shares and (len({name.key for name in found.values()}) > 1 or any(tag.key == SCORE for tag in tags))


def _is_shaped(sentence: Sentence, quantity: Quantity, *, rated: bool) -> bool:
    """Whether a figure looks like a score."""
    if quantity.exponent or quantity.vague or is_no_score(sentence, quantity) or is_change(sentence, quantity):
        return False
    value = quantity.value
    if quantity.kind == "percent":
        return 0 < value <= _MOST
    decimal = value <= _MOST and int(value.as_tuple().exponent) < 0
    return quantity.kind in {"count", "index points"} and (decimal or (rated and _RATED <= value <= _MOST_RATED))


def _own(sentence: Sentence, quantity: Quantity) -> Name | None:
    """The model a figure stands right beside."""
    if behind := joined_behind(sentence, quantity, _TYPES):
        return behind
    page = sentence.page
    before = [name for name in sentence.names if name.end <= quantity.start]
    if not before or before[-1].type != EntityType.MODEL:
        return None
    name = before[-1]
    if any(name.end <= other.start < quantity.start for other in sentence.quantities):
        return None
    gap = page.folded[name.end : quantity.start]
    if _APART.search(gap):
        return None
    if _BRACKET.fullmatch(gap):
        return name
    far = len(gap) > _EAST_GAP if not page.lexicon.spaced else sentence.words_between(name.end, quantity.start) > _WORDS
    return None if far or sentence.marks_between(name.end, quantity.start) else name
