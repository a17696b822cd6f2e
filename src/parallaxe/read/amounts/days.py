"""Days told by another one: "8 and 9 January", "1月8日、9日", "a day later", "the day after A did"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from msgspec.structs import replace

from parallaxe.read.amounts.span import DateSpan
from parallaxe.read.words.lexer import Tag

#: A day before "and" and a whole date of the same month, and one behind it.
_BEFORE = re.compile(
    r"(?<![\d.,/:-])(\d{1,2})(?:\.|st|nd|rd|th|er|º)? ?(?:(?:and|et|und|bzw\.?|beziehungsweise|resp\.|y|e|и|và)(?: le| el| the| am| dem| em| o| a| on| ngày)?|&|,|/) ?(?:ngày )?$"
)
_BEHIND = re.compile(
    r" (?:and|&|or) (\d{1,2})(?:st|nd|rd|th)?(?:,? ((?:19|20)\d\d))?(?=[.,;:)]| (?:in|on|at|respectively|to|for)\b|$)"
)
_CJK_BEHIND = re.compile(r"(?:、|和|与|及|と|・|，)(\d{1,2})[日号]")
_CJK_NEXT = re.compile(r"翌(\d{1,2})日")
_MONTH_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?")
_WHOLE, _LEAD, _NEXT_REACH = 10, 26, 40
#: Days from the one told before, by what the calendar says; whom a day is told after stands a day earlier.
_STEPS = {"day_later": 1, "day_earlier": -1, "day_after": -1, "day_before": 1}
#: Dates told to be those of the one before, as exact as told, and years from it.
_SAME = {"same_day": (_WHOLE, 0), "same_month": (7, 0), "same_year": (4, 0), "year_later": (4, 1)}
#: Code points to a date that says the same more exactly ("the following year, in May 2023").
_APPOSED = 6
#: Code points back to the day another is told by.
_REACH = 260


def same_month(folded: str, found: list[DateSpan], start: int, end: int) -> list[DateSpan]:
    """Further days of the months of whole dates, told by their number alone; the dates themselves with their year.

    Args:
        folded: the text.
        found: dates of a stretch.
        start: its first code point.
        end: the code point after it.
    """
    more: list[DateSpan] = []
    for span in found:
        if span.iso is None or len(span.iso) != _WHOLE or span.part:
            continue
        day, dated = int(span.iso[8:]), span
        if (match := _BEFORE.search(folded[max(start, span.start - _LEAD) : span.start])) and 0 < int(match[1]) < day:
            first = max(start, span.start - _LEAD) + match.start(1)
            more.append(DateSpan(first, span.start, _on(span.iso, int(match[1])), resolved=span.resolved))
        if (match := _BEHIND.match(folded, span.end, end)) and day < int(match[1]) and span.resolved >= bool(match[2]):
            iso = f"{match[2]}{span.iso[4:]}" if match[2] else span.iso
            dated = replace(span, iso=iso, resolved=span.resolved and not match[2])
            more.append(DateSpan(match.start(1), match.end(), _on(iso, int(match[1])), resolved=dated.resolved))
        behind = _CJK_BEHIND.match(folded, span.end, end) or _CJK_NEXT.search(
            folded, span.end, min(end, span.end + _NEXT_REACH)
        )
        if behind:
            more.append(DateSpan(behind.start(), behind.end(), _on(span.iso, int(behind[1])), resolved=span.resolved))
        more.append(dated)
    return more


def _on(iso: str, day: int) -> str | None:
    """Another day of a date's month, None if there is no such."""
    try:
        return date(int(iso[:4]), int(iso[5:7]), day).isoformat()
    except ValueError:
        return None


def beside(
    calendar: list[Tag], found: list[DateSpan], start: int, earlier: Callable[[int, int], list[DateSpan]]
) -> list[DateSpan]:
    """Days told from the whole date before them.

    Args:
        calendar: words of the calendar.
        found: dates of the stretch.
        start: its first code point.
        earlier: dates of a stretch before it.
    """
    more: list[DateSpan] = []
    for tag in calendar:
        step = _STEPS.get(tag.key)
        if tag.key in _SAME:
            more += _same(tag, [*found, *more], start, earlier)
        if step is None:
            continue
        days = [span for span in (*found, *more) if span.end <= tag.start and _is_day(span)]
        base = days or [span for span in earlier(max(0, start - _REACH), start) if _is_day(span)]
        iso = (date.fromisoformat(str(base[-1].iso)) + timedelta(days=step)).isoformat() if base else None
        more.append(DateSpan(tag.start, tag.end, iso, resolved=True, part="beside"))
    return more


def _same(tag: Tag, found: list[DateSpan], start: int, earlier: Callable[[int, int], list[DateSpan]]) -> list[DateSpan]:
    """The day, month or year told to be that of the date before: "the same day", "in the following year"."""
    length, years = _SAME[tag.key]
    if any(0 <= span.start - tag.end <= _APPOSED for span in found):
        return []
    known = [span for span in found if span.end <= tag.start and span.iso and len(span.iso) >= length]
    known = known or [span for span in earlier(max(0, start - _REACH), start) if span.iso and len(span.iso) >= length]
    base = str(known[-1].iso)[:length] if known else ""
    if not base.replace("-", "").isdigit():
        return []
    iso = str(int(base) + years) if years else base
    return [DateSpan(tag.start, tag.end, iso, resolved=True, part="same")]


def _is_day(span: DateSpan) -> bool:
    return span.iso is not None and len(span.iso) == _WHOLE


def of_year(span: DateSpan, year: int) -> DateSpan:
    """A month or day that was told without its year, in the year of its heading."""
    told = span.resolved and span.iso is not None and _MONTH_DAY.fullmatch(span.iso)
    return replace(span, iso=f"{year}{str(span.iso)[4:]}") if told else span
