"""Dates told from one before them in the sentence: "in December 2024 and R1 a month later", "一个月后", "2か月後"."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from parallaxe.read.amounts.dates import DateSpan

_COUNTS = {
    word: count
    for count, words in enumerate(
        (
            "a an one un une ein eine einen einem um uma una один одну một 一 1",
            "two deux zwei dos dois duas два две hai 两 兩 二 2",
            "three trois drei tres три ba 三 3",
            "four quatre vier cuatro quatro четыре bốn 四 4",
            "five cinq funf cinco пять năm 五 5",
            "six sechs seis шесть sáu 六 6",
        ),
        1,
    )
    for word in words.split()
}
_UNITS = {
    "day": "days? jours? tage? tagen dias? день днем дня дней ngày 天 日",
    "week": "weeks? semaines? wochen? semanas? неделей неделю недели недель tuần 周 週間 星期",
    "month": "months? mois monate? monaten mes meses месяц месяцем месяца месяцев tháng 个月 個月 カ月 か月 ヶ月 ヵ月",
    "year": "years? ans? annees? jahre? jahren anos? год годом года лет năm 年",
}
_UNIT = "|".join(f"(?P<{unit}>{'|'.join(words.split())})" for unit, words in _UNITS.items())
_COUNT = "|".join(sorted(map(re.escape, _COUNTS), key=len, reverse=True))
_LATER = re.compile(
    rf"(?<!\w)(?:(?P<count>{_COUNT}|\d{{1,2}}) )?(?:{_UNIT}) (?:later|plus tard|spater|danach|mas tarde|mais tarde|позже|спустя|sau đó|(?:despues|depois)(?! d[aeo]|\w| que))(?!\w)"
)
_LATER_EAST = re.compile(rf"(?P<count>{_COUNT}|\d{{1,2}}) ?(?:{_UNIT})(?:之后|之後|以后|后|後)")
#: What every such phrase holds, to find most sentences without one at once.
_TOLD = re.compile("later|tard|spater|danach|despues|depois|tarde|поз|спустя|sau đó|后|後")
#: Code points back to the date that another is counted from.
_REACH = 200
_DAY, _MONTH = len("2025-01-01"), len("2025-01")


def with_later(
    folded: str,
    spans: list[DateSpan],
    start: int,
    end: int,
    *,
    spaced: bool,
    earlier: Callable[[int, int], list[DateSpan]] | None = None,
) -> list[DateSpan]:
    """The dates of a stretch with those told from the one before them, as exact as both allow.

    Args:
        folded: the text.
        spans: its dates in that stretch, in order.
        start: first code point.
        end: code point after the last.
        spaced: whether words are parted by blanks.
        earlier: dates of a stretch before, where what is counted from may stand if none does in this one.
    """
    if (not spans and earlier is None) or _TOLD.search(folded, start, end) is None:
        return spans
    found = list(spans)
    for match in (_LATER if spaced else _LATER_EAST).finditer(folded, start, end):
        before = [span for span in spans if span.end <= match.start() and span.iso]
        if not before and earlier is not None:
            before = [span for span in earlier(max(0, start - _REACH), start) if span.iso]
        base = before[-1] if before else None
        iso = _moved(base.iso, match) if base is not None and base.iso else None
        if (
            base is not None
            and iso
            and not any(span.start < match.end() and match.start() < span.end for span in spans)
        ):
            found.append(DateSpan(match.start(), match.end(), iso, resolved=base.resolved))
    return sorted(found, key=lambda span: span.start) if len(found) > len(spans) else spans


def _moved(iso: str, match: re.Match[str]) -> str | None:
    """A date moved by a count of units; a month or year counted from a day leaves the month."""
    count = _COUNTS.get(match["count"] or "one") or int(match["count"])
    if not iso[:4].isdigit() or len(iso) not in {4, _MONTH, _DAY} or not iso.replace("-", "").isdigit():
        return None
    if match["day"] or match["week"]:
        step = timedelta(days=count * (7 if match["week"] else 1))
        return (date.fromisoformat(iso) + step).isoformat() if len(iso) == _DAY else None
    if len(iso) < _MONTH:
        return str(int(iso) + count) if match["year"] else None
    months = int(iso[:4]) * 12 + int(iso[5:7]) - 1 + count * (12 if match["year"] else 1)
    return f"{months // 12:04d}-{months % 12 + 1:02d}"
