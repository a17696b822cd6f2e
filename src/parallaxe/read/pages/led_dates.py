"""Days and months that head what happened then: "## 14 August 2026", "- October:", "**15 mars 2026**"."""

from __future__ import annotations

import re

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.pages.layout import ITEMS, Block, BlockKind
from parallaxe.read.pages.scene import Page

#: A stretch that a date heads: first and last code point, and the date.
Led = tuple[int, int, DateSpan]
#: Longest line that is nothing but a date; what may stand around it; length of a month.
_LONGEST, _AROUND, _MONTH = (
    48,
    re.compile(r"[\s#*_\-–—•·.,:：()\[\]（）|>📅🗓️]*(?:年|月|日|г\.?|года)?[\s#*_:：)\]）]*"),
    len("2025-08"),
)


def led_dates(page: Page, laid: list[Block]) -> list[Led]:
    """Stretches under a heading, a line in bold or an item that is a day or month and nothing else; the inner ones last.

    Args:
        page: the document.
        laid: its blocks.
    """
    found: list[Led] = []
    for place, block in enumerate(laid):
        heads = block.kind is BlockKind.HEADING or block.leads
        span = _only_date(page, block) if heads and block.end - block.start <= _LONGEST else None
        if span is None:
            continue
        level = block.level if block.kind is BlockKind.HEADING else ITEMS - 1
        closing = (one.start for one in laid[place + 1 :] if one.kind is BlockKind.HEADING and one.level <= level)
        found.append((block.end, next(closing, len(page.text)), span))
    return found


def led_by(led: list[Led], start: int) -> DateSpan | None:
    """The date that heads a place, the nearest above it."""
    return next((span for first, last, span in reversed(led) if first <= start < last), None)


def _only_date(page: Page, block: Block) -> DateSpan | None:
    spans = [span for span in page.dated(block.start, block.end) if span.iso]
    if len(spans) != 1 or len(str(spans[0].iso)) < _MONTH or "Q" in str(spans[0].iso) or "H" in str(spans[0].iso):
        return None
    around = (page.text[block.start : spans[0].start], page.text[spans[0].end : block.end])
    return spans[0] if all(_AROUND.fullmatch(part) for part in around) else None
