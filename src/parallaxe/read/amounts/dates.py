"""Partial dates as texts write them, resolved against the page's date where they are relative."""

from __future__ import annotations

import re
from datetime import date, timedelta

from msgspec.structs import replace

from parallaxe.read.amounts.days import beside, same_month
from parallaxe.read.amounts.span import DateSpan, overlap
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.period import Period

__all__ = ["DateSpan", "ahead", "dates"]

#: Patterns begin with what they consume and look back from behind it, or say first what they begin with.
_ISO = re.compile(r"([12](?<![\d.\-/].)(?:(?<=1)9|(?<=2)0)\d\d)([-/.])(\d{1,2})(?:\2(\d{1,2}))?(?![\d\-/]|\.\d|t\d\d:)")
_NUMERIC = re.compile(r"(\d(?<![\d.\-/].)\d?)([-/.])(\d{1,2})\2((?:19|20)\d\d)(?!\d)")
_MONTH_YEAR = re.compile(r"(\d(?<![\d.\-/].)\d?)/((?:19|20)\d\d)(?!\d)")
_CJK = re.compile(
    r"(?=[\d令平民今去昨明本上先来下同])(?:"
    r"(?:((?:19|20)\d\d)|(?P<era>令和|平成|民国|民國) ?(?P<count>元|\d{1,3})|(\d\d)(?=年\d{1,2}月)|(?<!\d)(2[1-9])(?=年(?:に|度|末|時点|春|夏|秋|冬))|(今|去|昨|明)) ?年(?: ?(\d{1,2}) ?月(?: ?(\d{1,2}) ?[日号號])?)?"
    r"|(?P<turn>今|本|上|先|来|下|同)(?:个|個)?月(?P<its_day>\d{1,2}) ?[日号號]"
    r"|(?<!\d)(\d{1,2}) ?月(?!間|间|活|度|産|产|经|経)(?: ?(\d{1,2}) ?[日号號])?|(?<![\d月])(\d{1,2}) ?[日号](?![本元]))"
)
_CJK_PART = re.compile(
    r" ?(?:的|度|中)? ?(?:(?:第)?([一二三四1-4])(?:季度|四半期|季)|(上|下)半(?:年|期)|(初|年初)|(中|年中)|(末|底|年末|年底)|(春|夏|秋|冬))"
)
#: The year before the first of an era, and months told from the page's.
_ERAS = {"令和": 2018, "平成": 1988, "民国": 1911, "民國": 1911}
_MONTHS_TURN = {"上": "last_month", "先": "last_month", "来": "next_month", "下": "next_month"}
_CJK_QUARTER = {"一": 1, "二": 2, "三": 3, "四": 4}
_YEAR = re.compile(
    r"([12](?<![0-9a-z\u00c0-\u024f_.,$€£¥\-/].)(?:(?<=1)9[5-9]|(?<=2)0[0-4])\d)(?![0-9a-z\u00c0-\u024f_]|[.,]\d|-\d| ?%)"
)
#: What every written date, East Asian date, and quarter or half holds: most sentences have none of it.
_DIGIT, _ANY_YEAR, _CJK_SIGN = re.compile(r"\d"), re.compile(r"(?:19|20)\d\d"), re.compile("[年月日号號]")
_NUMBERED_PART = re.compile(r"[1-4](?:(?<=[qtкhs].)|(?=[qtкhs]))")
#: "1T" without a year is a trillion.
_Q = re.compile(
    r"(?<!\w)(?:([qtк])([1-4])|([1-4])([qк]|t(?=[ /\-']*(?:fy)?(?:20)?\d\d(?!\w))))(?:[ /\-']*(?:fy)?((?:20)?\d\d))?(?!\w)"
)
_H = re.compile(r"(?<!\w)(?:([hs])([12])|([12])([hs]))(?:[ /\-']*((?:20)?\d\d))(?!\w)")
_DAY_BEFORE = re.compile(r"(?<![\d.,/])(\d{1,2})(?:st|nd|rd|th|er|\.|º|o|-го|-е)?(?: de| of| d'| tháng| ngày)? *$")
_DAY_AFTER = re.compile(r"(?:,|\.)? *(\d{1,2})(?:st|nd|rd|th)?(?![\d.,:%]*\d)(?!\w| ?%)")
_YEAR_AFTER = re.compile(r"\.?,? *(?:de |del |of |d'|en |em |in |năm |года? |г\. |/ ?|-)?((?:19|20)\d\d)(?!\d)")
_VI_MONTH = re.compile(
    r"(?=[nmt\d])(?:ngày |mùng |(?<![\d.,/])(?=\d{1,2} tháng \d{1,2} năm)|(?=\d{1,2}/)(?:(?<=\()|(?<=hôm )|(?<=vào )|(?<=từ )|(?<=đến )|(?<=sáng )|(?<=trưa )|(?<=chiều )|(?<=tối )|(?<=đêm )))"
    r"(\d{1,2})[/\-. ](?:tháng )?(\d{1,2})(?:(?:[/\-. ]|, ?)(?:năm )?((?:19|20)\d\d))?(?!\d)|tháng (\d{1,2})(?:(?:[/ \-]|, ?)(?:năm )?((?:19|20)\d\d))?(?!\d)"
)
#: The number of a weekday's day in brackets behind it, and how many days later than the page it may be.
_ITS_DAY, _SOON_DAYS = re.compile(r"(?:-feira)? ?\((?:dia )?(\d{1,2})\)"), 6
#: Code points between a weekday and its date, and length of an ISO date.
_BESIDE, _WHOLE = 6, 10
_ORDINAL_GAP = re.compile(r"[ .\-]*")
#: Month names up to this long may be other words.
_SHORT = 4
#: Numbers of quarters and halves before and behind their noun.
_NUMBER_BEFORE = re.compile(r"([1-4])\.?[ºoª]?[- ]*(?:er|e|й|-й|-й)?[ ]*$")
_NUMBER_AFTER = re.compile(r" *([1-4]|i{1,3}v?|iv)(?!\w)")
_TODAY_SHIFT = {"today": 0, "yesterday": -1, "tomorrow": 1}
_YEAR_SHIFT = {"this_year": 0, "last_year": -1, "next_year": 1}
_MONTH_SHIFT = {"this_month": 0, "last_month": -1, "next_month": 1}
#: Days after the page's date within which a day without a year is one to come.
_SOON = 31
_SHIFTS = frozenset((*_TODAY_SHIFT, *_YEAR_SHIFT, *_MONTH_SHIFT))
_PARTS = frozenset({"early", "mid", "late", "season"})
#: Words that say which half themselves.
_HALVES = {"first_half": 1, "second_half": 2}


def dates(folded: str, tags: Tags, lexicon: Lexicon, start: int, end: int, page: date | None) -> list[DateSpan]:
    """All dates of a stretch of folded text, in order, the most precise reading of each place.

    Args:
        folded: the text.
        tags: its terms.
        lexicon: the language.
        start: first code point to look at.
        end: code point after the last.
        page: last day of the page's own date; without it relative dates stay unresolved.
    """
    numbered = _DIGIT.search(folded, start, end) is not None
    dated = numbered and _names_year(folded, start, end)
    found = _written(folded, start, end, day_first=lexicon.day_first) if dated else []
    if lexicon.script in {"han", "kana"} and _CJK_SIGN.search(folded, start, end):
        found += _cjk(folded, start, end, page)
    if numbered and lexicon.language == "vi":
        found += _vietnamese(folded, start, end, page)
    if months := tags.within("months", start, end):
        found += _months(folded, months, start, end, page)
    calendar = tags.within("calendar", start, end)
    if numbered:
        found += _numbered_parts(folded, start, end, page)
    if calendar:
        found += _named_parts(folded, tags, calendar, start, end, page)
        found += [
            DateSpan(tag.start, tag.end, _shifted(tag.key, page), resolved=True)
            for tag in calendar
            if tag.key in _SHIFTS and tags.before(tag.start - 1, "numerals") is None
        ]
    if weekdays := tags.within("weekdays", start, end):
        found += _weekdays(folded, [tag for tag in weekdays if not _dated(tag, found)], page)
    if dated:
        found += [DateSpan(match.start(), match.end(), match[1]) for match in _YEAR.finditer(folded, start, end)]
    if numbered and found:
        further = same_month(folded, found, start, end)
        found = [one for one in found if not any(overlap(one, other) for other in further)] + further
    if calendar:
        found = _distinct(found)
        found += beside(calendar, found, start, lambda first, last: dates(folded, tags, lexicon, first, last, page))
    return _distinct(found) if len(found) > 1 else found


def _names_year(folded: str, start: int, end: int) -> bool:
    """Whether a stretch holds the digits of a year; most that hold none have no such pair of digits either."""
    paired = folded.find("20", start, end) >= 0 or folded.find("19", start, end) >= 0
    return paired and _ANY_YEAR.search(folded, start, end) is not None


def _distinct(found: list[DateSpan]) -> list[DateSpan]:
    kept: list[DateSpan] = []
    for span in sorted(found, key=lambda span: (-(span.end - span.start), span.start)):
        if all(span.end <= other.start or span.start >= other.end for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda span: span.start)


def _iso(year: int, month: int | None = None, day: int | None = None) -> str | None:
    """The ISO form, None if there is no such day."""
    text = f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if month and day else "")
    try:
        if month is not None and not 1 <= month <= 12:  # noqa: PLR2004
            return None
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return text


def _written(folded: str, start: int, end: int, *, day_first: bool) -> list[DateSpan]:
    found = [
        DateSpan(match.start(), match.end(), iso)
        for match in _ISO.finditer(folded, start, end)
        if (iso := _iso(int(match[1]), int(match[3]), int(match[4]) if match[4] else None))
    ]
    for match in _NUMERIC.finditer(folded, start, end):
        first, second = int(match[1]), int(match[3])
        day, month = (first, second) if day_first or match[2] == "." or first > 12 else (second, first)  # noqa: PLR2004
        if iso := _iso(int(match[4]), month, day):
            found.append(DateSpan(match.start(), match.end(), iso))
    found += [
        DateSpan(match.start(), match.end(), iso)
        for match in _MONTH_YEAR.finditer(folded, start, end)
        if (iso := _iso(int(match[2]), int(match[1])))
    ]
    return found


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _nearest(page: date | None, month: int, day: int | None = None) -> int | None:
    """The year that makes a month or day the last one not after the page's date; a day soon to come is of this year."""
    if page is None:
        return None
    if day is not None and month in {page.month, page.month % 12 + 1}:
        year = page.year + (month < page.month)
        coming = _day(year, month, day)
        if coming is not None and 0 < (coming - page).days <= _SOON:
            return year
    return page.year if (month, day or 1) <= (page.month, page.day) else page.year - 1


def _months(folded: str, months: list[Tag], start: int, end: int, page: date | None) -> list[DateSpan]:
    found = []
    for tag in months:
        month, first, last, day = int(tag.key), tag.start, tag.end, None
        if match := _DAY_BEFORE.search(folded, max(start, tag.start - 12), tag.start):
            day, first = int(match[1]), match.start(1)
        elif match := _DAY_AFTER.match(folded, tag.end, end):
            day, last = int(match[1]), match.end(1)
        if day is not None and not 1 <= day <= 31:  # noqa: PLR2004
            day, first, last = None, tag.start, tag.end
        if match := _YEAR_AFTER.match(folded, last, end):
            found.append(DateSpan(first, match.end(), _iso(int(match[1]), month, day)))
        elif _ambiguous(folded, tag) and day is None:
            continue
        else:
            year = _nearest(page, month, day)
            found.append(DateSpan(first, last, _iso(year, month, day) if year else None, resolved=True))
    return found


def _ambiguous(folded: str, tag: Tag) -> bool:
    """Short month names that are also words ("may", "mar", "set") count only with a day or year."""
    return (
        tag.end - tag.start <= _SHORT
        and folded[tag.start : tag.end] in {"may", "mar", "set", "out", "sep", "dec", "jan", "mai", "sept", "mars"}
        and folded[max(0, tag.start - 3) : tag.start] not in {"in ", "en ", "em ", "im ", "si ", "of "}
    )


def _vietnamese(folded: str, start: int, end: int, page: date | None) -> list[DateSpan]:
    found = []
    for match in _VI_MONTH.finditer(folded, start, end):
        day = int(match[1]) if match[1] else None
        month, written = int(match[2] or match[4]), match[3] or match[5]
        if not 1 <= month <= 12:  # noqa: PLR2004
            continue
        year = int(written) if written else _nearest(page, month, day)
        found.append(
            DateSpan(match.start(), match.end(), _iso(year, month, day) if year else None, resolved=not written)
        )
    return found


def _cjk(folded: str, start: int, end: int, page: date | None) -> list[DateSpan]:
    found = []
    for match in _CJK.finditer(folded, start, end):
        full, _, _, short, two, relative, month, day, _, _, lone_month, lone_day, only_day = match.groups()
        year = int(full) if full else 2000 + int(short or two) if short or two else _era_year(match)
        resolved = year is None
        if match["turn"]:
            found.append(DateSpan(*match.span(), _in_month(match["turn"], int(match["its_day"]), page), resolved=True))
            continue
        if relative and page:
            year = page.year + {"今": 0, "去": -1, "昨": -1, "明": 1}[relative]
        month, day = month or lone_month, day or lone_day
        number, day_number = int(month) if month else None, int(day) if day else None
        if only_day and page:
            year, number, day_number = page.year, page.month, int(only_day)
        elif year is None and number:
            year = _nearest(page, number, day_number)
        iso = _iso(year, number, day_number) if year else None
        last, part = match.end(), ""
        if iso and not month and not only_day and (more := _CJK_PART.match(folded, last, end)):
            iso, part, last = *_cjk_part(iso, more), more.end()
        found.append(DateSpan(match.start(), last, iso, resolved, part))
    return found


def _era_year(match: re.Match[str]) -> int | None:
    """The year of a Japanese era, or of the calendar of Taiwan."""
    if match["era"] is None:
        return None
    return _ERAS[match["era"]] + (1 if match["count"] == "元" else int(match["count"]))


def _in_month(turn: str, day: int, page: date | None) -> str | None:
    """A day of this, last or next month."""
    month = _shifted(_MONTHS_TURN.get(turn, "this_month"), page)
    return month and _iso(int(month[:4]), int(month[5:]), day)


def _cjk_part(iso: str, match: re.Match[str]) -> tuple[str, str]:
    quarter, half, early, _, late, _ = match.groups()
    if quarter:
        return f"{iso}-Q{_CJK_QUARTER.get(quarter) or int(quarter)}", "quarter"
    if half:
        return f"{iso}-H{1 if half == '上' else 2}", "half"
    return iso, "early" if early else "late" if late else "mid"


def _numbered_parts(folded: str, start: int, end: int, page: date | None) -> list[DateSpan]:
    """Quarters and halves by letter and number ("Q3 2025", "2H25")."""
    found: list[DateSpan] = []
    if _NUMBERED_PART.search(folded, start, end) is None:
        return found
    for pattern, letter in ((_Q, "Q"), (_H, "H")):
        for match in pattern.finditer(folded, start, end):
            number = match[2] or match[3]
            year = _full_year(match[5], page)
            last = match.end()
            if match[5] is None and (after := _YEAR_AFTER.match(folded, match.end(), end)):
                year, last = int(after[1]), after.end()
            found.append(DateSpan(match.start(), last, f"{year}-{letter}{number}" if year else None, match[5] is None))
    return found


def _named_parts(
    folded: str, tags: Tags, calendar: list[Tag], start: int, end: int, page: date | None
) -> list[DateSpan]:
    """Quarters and halves in words, and "late 2024" or "mid-2025"."""
    found = []
    for tag in calendar:
        if tag.key in {"quarter", "half", *_HALVES}:
            found += _named_part(folded, tags, tag, start, end, page)
        elif tag.key in _PARTS:
            place = _after_joiner(folded, tags, tag.end)
            if year_match := _YEAR.match(folded, place, end):
                found.append(DateSpan(tag.start, year_match.end(), year_match[1], part=tag.key))
    return found


def _full_year(text: str | None, page: date | None) -> int | None:
    if text is None:
        return page.year if page else None
    return int(text) if len(text) == 4 else 2000 + int(text)  # noqa: PLR2004


def _after_joiner(folded: str, tags: Tags, position: int) -> int:
    for _ in range(2):
        match = _ORDINAL_GAP.match(folded, position)
        position = match.end() if match else position
        joiner = tags.at(position, "calendar")
        if joiner is None or joiner.key != "of":
            break
        position = joiner.end
    match = _ORDINAL_GAP.match(folded, position)
    return match.end() if match else position


def _named_part(folded: str, tags: Tags, tag: Tag, start: int, end: int, page: date | None) -> list[DateSpan]:
    gap = len(folded[start : tag.start]) - len(folded[start : tag.start].rstrip(" .-"))
    ordinal = tags.before(tag.start - gap, "ordinals")
    first, number = (ordinal.start, int(ordinal.key)) if ordinal else (tag.start, _HALVES.get(tag.key, 0))
    if not number and (match := _NUMBER_BEFORE.search(folded[max(start, tag.start - 6) : tag.start])):
        number, first = int(match[1]), max(start, tag.start - 6) + match.start()
    if not number and (following := _NUMBER_AFTER.match(folded[tag.end : tag.end + 5])):
        number = {"i": 1, "ii": 2, "iii": 3, "iv": 4}.get(following[1], 0) or int(
            following[1] if following[1].isdigit() else 0
        )
        tag = replace(tag, end=tag.end + following.end())
    letter, most = ("Q", 4) if tag.key == "quarter" else ("H", 2)
    if not 1 <= number <= most:
        return []
    place = _after_joiner(folded, tags, tag.end)
    if (match := _YEAR.match(folded, place, end)) or (match := _YEAR_AFTER.match(folded, tag.end, end)):
        return [DateSpan(first, match.end(), f"{match[1]}-{letter}{number}")]
    return [DateSpan(first, tag.end, f"{page.year}-{letter}{number}" if page else None, resolved=True)]


def _dated(weekday: Tag, found: list[DateSpan]) -> bool:
    """Whether the date of a weekday stands beside it ("Wednesday, July 9, 2025")."""
    return any(
        0 <= span.start - weekday.end <= _BESIDE or 0 <= weekday.start - span.end <= _BESIDE
        for span in found
        if span.iso and len(span.iso) == _WHOLE
    )


def _weekdays(folded: str, weekdays: list[Tag], page: date | None) -> list[DateSpan]:
    found = []
    for tag in weekdays:
        iso, numbered = None, _ITS_DAY.match(folded, tag.end)
        if page and numbered:
            iso = _last_such_day(page, int(numbered[1]))
        if page and iso is None:
            back = (page.weekday() - (int(tag.key) - 1)) % 7
            iso = (page - timedelta(days=back)).isoformat()
        last = numbered.end() if numbered else tag.end
        found.append(DateSpan(tag.start, last, iso, resolved=True, part="" if numbered else "weekday"))
    return found


def _last_such_day(page: date, day: int) -> str | None:
    """The last day of a number not after the page's date, or one soon to come: "na segunda-feira (8)"."""
    for months in (0, -1):
        place = page.year * 12 + page.month - 1 + months
        found = _day(place // 12, place % 12 + 1, day)
        if found is not None and (found - page).days <= _SOON_DAYS:
            return found.isoformat()
    return None


def _shifted(key: str, page: date | None) -> str | None:
    """The ISO date of a relative word, None without a page date."""
    if page is None:
        return None
    if key in _TODAY_SHIFT:
        return (page + timedelta(days=_TODAY_SHIFT[key])).isoformat()
    if key in _YEAR_SHIFT:
        return str(page.year + _YEAR_SHIFT[key])
    months = page.year * 12 + page.month - 1 + _MONTH_SHIFT[key]
    return f"{months // 12:04d}-{months % 12 + 1:02d}"


def ahead(span: DateSpan, page: date | None) -> DateSpan:
    """The same date read as one to come: the next such weekday, month or day after the page's date."""
    if page is None or span.iso is None or not span.resolved:
        return span
    if span.part == "weekday":
        day = date.fromisoformat(span.iso)
        return replace(span, iso=(day + timedelta(days=7)).isoformat())
    period = Period.parse(span.iso)
    if period.end < page and len(span.iso) > 4:  # noqa: PLR2004
        return replace(span, iso=f"{period.start.year + 1:04d}{span.iso[4:]}")
    return span
