"""What a share is a share of: "of all tokens on OpenRouter", "du marché chinois du cloud", "在中国公有云市场的份额"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.vocabulary.entity import EntityType

#: Dimension by metric: whose share is told, and whose words the text gives.
DIMENSIONS = {"usage_share": "population", "market_share": "market"}
#: Code points a description may lie from its figure, and its length.
_AHEAD, _LONG = 90, 70
_OF = r"(?:of|de la|de l['’]|de los|de las|de|du|des|d['’]|del|dos|das|do|da|der|des|aller|am|an|vom|von|cua|của|trên tổng|trong tổng)(?: |(?<=')|(?<=’))"
_NOUN = r"(?:market share|share|slice|anteil|marktanteil|part|parts|cuota|participacion|participación|participacao|participação|fatia|доля|доли|долю|thị phần)"
#: Words a description does not go beyond: what follows says when, since when, or what came of it.
_STOP = (
    r"(?: (?:in (?=\d|early|mid|late|the|january|february|march|april|may|june|july|august|september|october|november|december|spring|"
    r"summer|autumn|fall|winter|[a-z]+ (?:20|quarter))|as of|by (?:the|mid|late|early|\d)|and|while|up|from|compared|according|but|with|during|since|last|this|"
    r"next|at|to|after|before|when|is|was|were|are|has|had|have|fell|rose|grew|went|that|which|who|against|versus|than|ahead|"
    r"en (?=\d|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|enero|febrero|marzo|abril|mayo|junio|"
    r"julio|agosto|septiembre|octubre|noviembre|diciembre)|em (?=\d|janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|"
    r"novembro|dezembro)|au|et|contre|selon|depuis|apres|avant|alors|tandis|dont|qui|est|y|segun|desde|frente|mientras|que|seguido|e|contra|"
    r"segundo|enquanto|und|im jahr|im (?=\d|januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember)|laut|nach|"
    r"seit|gegenuber|wahrend|bis|ein|hat|haben|vào|trong|theo|so|năm|và|в (?=\d|январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|"
    r"октябре|ноябре|декабре)|и|по|против|а)\b|[,.;:()\d!?\"«»“”–—]|$)"
)
_BEHIND = re.compile(rf" ?(?:{_NOUN} )?{_OF}(?P<what>[^,.;:()\d]{{3,{_LONG}}}?){_STOP}")
_BEHIND_BARE = re.compile(rf" (?P<what>[^,.;:()\d]{{3,{_LONG}}}?){_STOP}")
_BEFORE = re.compile(rf"(?<!\w){_NOUN} {_OF}(?P<what>[^,.;:()\d]{{3,{_LONG}}}?){_STOP}")
_EAST = (
    re.compile(
        r"(?:占据?了?|在)(?P<what>[^，。；、,;占在\d]{2,40}?)(?:的|中|总量|市场份额|份额|占比)[^，。；,;\d]{0,8}$"
    ),
    re.compile(r"(?:は|が|、|^)(?P<what>[^、。,はが\d]{2,40}?)の(?:約|ほぼ|およそ)?$"),
)
#: What says that it is a share, not of what.
_NO_WHOLE = re.compile(
    r"(?:the |le |la |el |o |der |des |dem )?(?:market(?: share)?|marché|parts? de marché|mercado|cuota de mercado|fatia de mercado|"
    r"quota de mercado|markt(?:e?s)?|marktanteils?|thị trường|thị phần|рын(?:ок|ка|ке)|доли рынка|总?市场(?:份额)?|市場(?:シェア)?|total|whole|ensemble)",
    re.IGNORECASE,
)
#: What leads from the holder of a share to the whole; code points of an article; those from the first share of a range to the last.
_WITHIN, _ARTICLE, _BESIDE = re.compile(r" (?:in|within|dans|im|am|no|na|trong) "), 4, 16
#: Who holds shares.
_HOLDERS = {EntityType.ORGANIZATION, EntityType.MODEL, EntityType.PRODUCT, EntityType.GROUP}
#: Languages that set the whole behind the figure without a word between.
_BARE = frozenset({"ru", "vi"})


def whole(sentence: Sentence, quantity: Quantity) -> str | None:
    """The words for what a percentage is a share of, its own or those of the one beside it; None where none are said."""
    if named := _named(sentence, quantity):
        return named
    shares = [one for one in sentence.quantities if one.unit == "%" and one is not quantity]
    before = [one for one in shares if 0 <= quantity.start - one.end <= _AHEAD]
    after = [one for one in shares if 0 <= one.start - quantity.end <= _BESIDE]
    others = (*reversed(before), *after[:1])
    return next((named for other in others if (named := _named(sentence, other))), None)


def _named(sentence: Sentence, quantity: Quantity) -> str | None:
    page = sentence.page
    before = max(sentence.start, quantity.start - _AHEAD)
    lead = page.folded[before : quantity.start]
    if not page.lexicon.spaced:
        return _said(sentence, before, next((found for one in _EAST if (found := one.search(lead))), None))
    behind = page.folded[quantity.end : min(sentence.end, quantity.end + _AHEAD)]
    match = _BEHIND.match(behind)
    if match is None and page.lexicon.language in _BARE:
        match = _BEHIND_BARE.match(behind)
    if match is not None:
        return _said(sentence, quantity.end, match)
    return _said(sentence, before, next(iter(list(_BEFORE.finditer(lead))[-1:]), None))


def _said(sentence: Sentence, start: int, match: re.Match[str] | None) -> str | None:
    """The words of a match as the text writes them; whose share it is ("of A in B", "of A") is left out."""
    if match is None:
        return None
    first, last = start + match.start("what"), start + match.end("what")
    holders = [name for name in (*sentence.names, *sentence.adjectives) if first <= name.start < last]
    holders = [name for name in holders if name.type in _HOLDERS or name in sentence.adjectives]
    if holders and (within := _WITHIN.search(sentence.page.folded, holders[0].end, last)):
        first = within.end()
    elif any(_fills(name, first, last) for name in holders if name.type is not EntityType.GROUP):
        return None
    words = " ".join(sentence.page.text[first:last].split())
    return None if not words or _NO_WHOLE.fullmatch(words) else words


def _fills(name: Name, first: int, last: int) -> bool:
    """Whether a name is all of a stretch, but for an article."""
    return name.start - first <= _ARTICLE and last - name.end <= 1
