"""Lines that are rows without being a table: "name: figure, figure" below one another."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.pages.scene import Sentence

_SEPARATED = re.compile(r"[^\n]{2,60}?(?:[:：=]| [–—-] |\t)[^\n]*\d")
#: A row is no longer than this, and its name stands this near to its start.
_LENGTH, _NAME_AT = 140, 14

Pattern = list[tuple[str, str]]


def is_row(sentence: Sentence) -> bool:
    """Whether a sentence is a line that opens with a name and gives figures after a colon or dash."""
    text = sentence.page.text[sentence.start : sentence.end].strip()
    if len(text) > _LENGTH or not sentence.names or not sentence.quantities or not _SEPARATED.match(text):
        return False
    return (
        sentence.names[0].start - sentence.start <= _NAME_AT and sentence.names[0].end <= sentence.quantities[0].start
    )


def in_pattern(sentence: Sentence, pattern: Pattern) -> dict[Quantity, str]:
    """Metric of each figure of a row by its place, where the rows above had as many of the same kinds.

    Figures that state no unit get that of their place: ``sentence.quantities`` is changed.
    """
    if len(pattern) != len(sentence.quantities):
        return {}
    found = [
        replace(quantity, unit=unit) if not quantity.unit and unit else quantity
        for quantity, (unit, _) in zip(sentence.quantities, pattern, strict=True)
    ]
    if any(quantity.unit != unit for quantity, (unit, _) in zip(found, pattern, strict=True)):
        return {}
    sentence.quantities[:] = found
    return {quantity: metric for quantity, (_, metric) in zip(found, pattern, strict=True) if metric}
