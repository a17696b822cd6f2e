"""What a figure told before was at another time, or is of another: "868 services; in March it was 346", "A has 40 models, B 15"."""

from __future__ import annotations

import re
from collections.abc import Collection
from decimal import Decimal

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.circumstances import period
from parallaxe.read.sentences.question import attached
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Metrics whose figures are told again for another time, and those whose unit is left out then.
_TOLD = frozenset(
    {"registry_filings", "users", "usage_volume", "model_count", "performance_gap", "usage_share", "market_share"}
)
_BARE = frozenset({"registry_filings", "users", "usage_volume", "model_count", "performance_gap"})
#: Code points from the figure before to the sentence, words from "it was" to the figure, how far both lie apart at most.
_REACH, _WORDS, _APART = 160, 3.0, 200
#: What may stand behind the figure, which counts nothing of its own.
_NOTHING = re.compile(
    r"(?: ?[款个家件項项社種种名人])?(?: ?[.,;:)。，；、)]| *$| *\n|だった|でした|に過ぎ|にすぎ|にとどま|と|の)"
    r"| (?:in|am|im|en|em|a|at|by|on|fin|ende|anfang|late|early|hace|há|vào|в|год|only|just|seulement|vor|before|earlier|trước|назад|no|na|hồi|vào|zum|zu|im|au|à|il|y|hace|это|год) "
)
#: Shares, whose they may be, and what compares one with another.
_SHARES = frozenset({"market_share", "usage_share"})
_SHARERS: list[str] = [EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.MODEL, EntityType.COUNTRY]
_THAN_LEAD, _THAN = (
    24,
    re.compile(
        r"(?<!\w)(?:than|above|below|ahead of|over|versus|against|acima d[aoe]s?|abaixo d[aoe]s?|do que|contra|frente a|sobre|por encima de|"
        r"más que|devant|derri[eè]re|au-dessus de|que|contre|vor|über|unter|gegenüber|als|hơn|so với|vượt|выше|ниже|против|чем) "
        r"(?:the |les |los |las |os |as |den |die |del |mức )?$"
    ),
)
_YEARS = range(1990, 2101)
#: Types of names that only say where or when.
_CIRCUMSTANCES = frozenset({EntityType.PLACE, EntityType.COUNTRY})
_SURE = 0.8
#: Metrics whose counts are told in lists, and whose they may be.
_HOLDERS = {
    "registry_filings": frozenset({EntityType.PLACE}),
    "model_count": frozenset({EntityType.COUNTRY, EntityType.PLACE, EntityType.ORGANIZATION}),
    "users": frozenset({EntityType.PRODUCT, EntityType.ORGANIZATION, EntityType.MODEL}),
}
_LISTED = _HOLDERS.keys()
#: What may stand between a name and its number in a list.
_LED = re.compile(
    r"[ ,:(–—、，：（]*(?:(?:at|on|with|has|had|à|a|avec|mit|auf|con|com|với|có|с|у|为|有|は|が|に|以|~|about|around|some|etwa|"
    r"environ|cerca de|khoảng|约|約|около|only|nur|seulement|solo|apenas|chỉ|仅|только|còn) ?){0,2}[ ,:]*"
)


def again(
    sentence: Sentence, drafts: list[Draft], last: Draft | None, of_nobody: Collection[Quantity] = ()
) -> list[Draft]:
    """The claims of a sentence, with those of its figures that only say what another was at another time.

    Args:
        sentence: where they stand.
        drafts: its claims, in order.
        last: the last claim of the sentences before.
        of_nobody: figures told of somebody nobody knows.
    """
    words = sentence.tags("links", "earlier")
    if not words and not any(draft.metric in _LISTED or draft.metric in _SHARES for draft in drafts):
        return drafts
    told, here = {draft.start: draft for draft in drafts}, None
    for quantity in sentence.quantities:
        if quantity in of_nobody:
            continue
        if draft := told.get(quantity.start):
            last = here = draft
        elif here is not None and (name := _listed(sentence, quantity, here) or _compared(sentence, quantity, here)):
            last = here = told[quantity.start] = replace(
                here, value=quantity.value, start=quantity.start, end=quantity.end, at=quantity.number_start,
                qualifier=quantity.qualifier, subject=name.subject, surface=name.surface, subject_type=name.type,
                rule="figure, metric carried", weight=min(here.weight, _SURE),
            )  # fmt: skip
        elif last is not None and last.metric in _TOLD and _is_earlier(sentence, quantity, last, words):
            date = period(sentence, quantity)
            last = told[quantity.start] = replace(
                last, value=quantity.value, start=quantity.start, end=quantity.end, at=quantity.number_start,
                qualifier=quantity.qualifier, period=date.iso if date else None,
                rule="figure, metric carried", weight=min(last.weight, _SURE),
            )  # fmt: skip
    return sorted(told.values(), key=lambda draft: draft.start) if len(told) > len(drafts) else drafts


def _listed(sentence: Sentence, quantity: Quantity, last: Draft) -> Name | None:
    """The name right before a bare number that goes on a list of counts: "118 services à Pékin, devant Shanghai, 71"."""
    value = last.value
    if (
        last.metric not in _LISTED
        or isinstance(value, str)
        or quantity.letter
        or quantity.start < last.end
        or quantity.unit
    ):
        return None
    if bool(quantity.exponent) != (last.metric == "users") or not _alike(value, quantity.value):
        return None
    name = max(
        (one for one in sentence.names if one.end <= quantity.number_start), key=lambda one: one.end, default=None
    )
    if name is None or name.start < last.end or name.type not in _HOLDERS[last.metric]:
        return None
    gap = sentence.page.folded[name.end : quantity.number_start]
    fits = _LED.fullmatch(gap) and _NOTHING.match(sentence.page.folded, quantity.end)
    return name if fits else None


def _compared(sentence: Sentence, quantity: Quantity, last: Draft) -> Name | None:
    """Whose share the one before is compared with: "35.8 %, well above the 14.8 % of B"."""
    if last.metric not in _SHARES or quantity.unit != last.unit or quantity.start < last.end:
        return None
    lead = sentence.page.folded[max(last.end, quantity.start - _THAN_LEAD) : quantity.start]
    return attached(sentence, quantity.end, _SHARERS) if _THAN.search(lead) else None


def _alike(first: Decimal, second: Decimal) -> bool:
    """Whether two figures may be of one kind by their size."""
    return first / _APART <= second <= first * _APART


def _is_earlier(sentence: Sentence, quantity: Quantity, last: Draft, words: list[Tag]) -> bool:
    """Whether a figure is what the last one was at another time."""
    value = last.value
    if isinstance(value, str) or not (quantity.unit == last.unit or (last.metric in _BARE and not quantity.unit)):
        return False
    if quantity.letter or (not quantity.exponent and quantity.value in _YEARS) or sentence.start - last.end > _REACH:
        return False
    if not _alike(value, quantity.value) or quantity.start < last.end:
        return False
    if any(name.type not in _CIRCUMSTANCES and name.start >= last.end for name in sentence.names):
        return False
    near = any(
        (tag.end <= quantity.start and sentence.words_between(tag.end, quantity.start) <= _WORDS)
        or 0 <= tag.start - quantity.end <= sentence.page.word
        for tag in words
    )
    return near and _NOTHING.match(sentence.page.folded, quantity.end) is not None
