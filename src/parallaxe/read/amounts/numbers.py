"""Numerals: digits with their grouping and decimals, scales by language, vague and spelt-out ones."""

from __future__ import annotations

import re
from decimal import Decimal
from operator import attrgetter

import msgspec
from msgspec.structs import replace

from parallaxe.read.amounts.myriads import RUN, value_of
from parallaxe.read.words.lexer import Tag, Tags
from parallaxe.read.words.lexicon import Lexicon

#: Digits with groups of three (by space, mark or apostrophe) and decimals; "1 2" and "14 37" are
#: decimals whose mark a machine translation dropped, and are read so before a sign or scale only.
#: Patterns begin with what they consume and look back from behind it: searches skip to a digit.
_DIGITS = re.compile(
    r"\d(?<![0-9A-Za-z\u00c0-\u024f\u0400-\u04ff_.,]\d)(?<![0-9A-Za-z][-/]\d)(?<!\d:\d)"
    r"(?:\d{0,2}(?:[ ]\d{3})+(?:[.,]\d{1,2})?(?![\d])|[\d.,']*\d|)"
)
_NOISE = re.compile(r"(\d{1,3}) (\d{1,2})(?= ?(?:%|[a-z]*ill|mrd|md|mio|bn|млрд|млн|tỷ))")
_LETTER = re.compile(
    r" ?(k|m|b|t|bn|tn|mn|g|(?<! )(?:mln|mio|mi|bln|mrd|mds|md|bi|tri))(?![0-9A-Za-z\u00c0-\u024f\u0400-\u04ff])"
)
_BEFORE_LETTER = frozenset(" kmbtg")
_LETTER_SCALE = {
    "k": 3,
    "m": 6,
    "mn": 6,
    "mln": 6,
    "mio": 6,
    "mi": 6,
    "b": 9,
    "bn": 9,
    "g": 9,
    "bln": 9,
    "mrd": 9,
    "mds": 9,
}
_LETTER_SCALE |= {"md": 9, "bi": 9, "t": 12, "tn": 12, "tri": 12}
#: A letter apart from its number is a scale beside the sign of a currency only ("US$ 13 B", "900 k€").
_APART, _SIGNS = frozenset("kbtg"), frozenset("$€£¥")
#: A letter apart from its number is one of parameters where their word follows: "250 B parameters".
_SIZED = re.compile(r"(?<=[bt]) ?(?:de |of )?(?:param|parám|parâm|парам|tham số|参数|パラメ)")
#: The second end of "2-3 billion", which a hyphen joins; names and dates have letters or more digits there.
_HYPHENATED = re.compile(
    r"\d(?<![\w.\-/]\d)\d{0,2}(?:[.,]\d{1,2})?-(\d{1,3}(?:[.,]\d{1,2})?)(?![\d\-/])(?= ?[%a-z\u00c0-\u024f\u0400-\u04ff])"
)
#: The same before the scales of four zeros ("1700-1830億ドル").
_EAST_HYPHENATED = re.compile(r"\d(?<![0-9A-Za-z.\-/]\d)[\d,.]{0,6}-(\d[\d,.]{0,6})(?= ?[万萬億亿兆])")
_DIGIT, _MARKED = re.compile(r"\d"), re.compile(r"\d[.,]\d")
_CJK_DIGITS = re.compile(r"(\d[\d,]*)(?=[万億亿萬千円元人ドト個])| (\d[\d,]*)(?= ?[万萬億亿])")
_MYRIADS = frozenset({4, 8, 12})
#: What a single Chinese character counts, and round numbers that count exactly what stands behind them.
_COUNTED = frozenset("个個款家种種倍项項名カヶか社")
_ROUND = re.compile(
    r"[百万兆](?<![\d.一二两兩三四五六七八九十百千数數几幾上多].)(?:(?<=百)(万)|(?<=万)亿|(?<=兆))(?:个|個)?(?= ?(?:token|トークン|词元|参数|參數|パラメ))"
)
#: "参数过万亿": a trillion told behind what it counts.
_TRILLION_OF = re.compile(
    r"参数(?:量|规模|总量|总数)?(?:已|也)?(?:过|超过?|达到?|突破|破|逼近|约|近)?(万亿)(?!美|元|日)"
)
_MYRIAD, _MYRIAD_SCALE = re.compile("[万萬]?[亿億]|[万萬]|兆"), {"万": 4, "萬": 4, "亿": 8, "億": 8, "兆": 12}
#: "And more" before a scale, and words before a round number that is meant as such.
_MORE, _NEARLY = frozenset("多余餘几幾"), frozenset("近约約超逾达達破过過为為")
_MILLION, _TRILLION = Decimal(10**6), Decimal(10**12)
#: Told behind a scale: "a million and a half", "un millón y medio".
_HALF = "0.5"
#: What may stand between a number and the words that belong to it.
SPACE, SPACE_OR_HYPHEN = " *_", " *_-–"
_place = attrgetter("start", "end")


class Numeral(msgspec.Struct, frozen=True, gc=False):
    """A number as written: code points, value with its scale, power of ten of the scale."""

    start: int
    end: int
    value: Decimal
    exponent: int = 0
    letter: str = ""
    vague: bool = False
    plain_end: int = 0


def has_number(folded: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> bool:
    """Whether a stretch may hold a number at all: digits or words; always in scripts whose signs are numbers too."""
    if not lexicon.spaced or _DIGIT.search(folded, start, end):
        return True
    return any(tags.within(category, start, end) for category in ("numerals", "vague", "fractions"))


def numerals(folded: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> list[Numeral]:
    """All numbers of a stretch of folded text, in order."""
    found: list[Numeral] = _in_digits(folded, tags, lexicon, start, end) if _DIGIT.search(folded, start, end) else []
    found += _spelt(folded, tags, start, end)
    if not lexicon.spaced:
        found += _in_characters(folded, tags, start, end)
    return sorted(found, key=_place) if len(found) > 1 else found


def _in_digits(folded: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> list[Numeral]:
    found: list[Numeral] = []
    position = start
    while match := _DIGITS.search(folded, position, end):
        first = match.start()
        spread = _spread(folded, start, match, end)
        if spread:
            value, stop = Decimal(f"{spread[1]}.{spread[2]}"), spread.end()
        else:
            raw = match[0].rstrip(".,'")
            stop = first + len(raw)
            value_or_none = _digits(raw, folded, stop, tags, lexicon)
            if value_or_none is None:
                position = match.end()
                continue
            value = value_or_none
        numeral = _scaled(folded, tags, first, stop, value)
        if numeral.exponent in _MYRIADS:
            numeral = _with_lower_part(folded, tags, numeral)
        found.append(numeral)
        position = max(numeral.end, match.end() if not spread else stop)
    hyphenated = _HYPHENATED if lexicon.spaced else _EAST_HYPHENATED
    for match in hyphenated.finditer(folded, start, end) if folded.find("-", start, end) >= 0 else ():
        value_or_none = _digits(match[1], folded, match.end(1), tags, lexicon)
        if value_or_none is not None:
            found.append(_scaled(folded, tags, match.start(1), match.end(1), value_or_none))
    return found


def _spread(folded: str, start: int, digits: re.Match[str], end: int) -> re.Match[str] | None:
    """A number whose decimal mark was dropped ("14 37 %"), in stretches that have no other mark."""
    if folded[digits.end() : digits.end() + 1] != " ":
        return None
    spread = _NOISE.match(folded, digits.start(), end)
    return spread if spread and not _MARKED.search(folded, start, end) else None


def _digits(raw: str, folded: str, stop: int, tags: Tags, lexicon: Lexicon) -> Decimal | None:
    """The value of digits with marks, None for what is no number (1.2.3, 1..2)."""
    text = raw if raw.isdecimal() else raw.replace(" ", "").replace("'", "")
    if text.isdecimal():
        return Decimal(text)
    marks = [char for char in text if char in ".,"]
    last = marks[-1]
    head, _, tail = text.rpartition(last)
    if len(set(marks)) == 2:  # noqa: PLR2004
        if marks.count(last) > 1 or not tail:
            return None
        return Decimal(head.replace("." if last == "," else ",", "") + "." + tail)
    if len(marks) > 1:
        groups = text.split(last)
        return Decimal("".join(groups)) if all(len(group) == 3 for group in groups[1:]) else None  # noqa: PLR2004
    if len(tail) == 3 and _groups(last, head, tail, folded, stop, tags, lexicon):  # noqa: PLR2004
        return Decimal(head + tail)
    return Decimal(f"{head or 0}.{tail}")


def _groups(mark: str, head: str, tail: str, folded: str, stop: int, tags: Tags, lexicon: Lexicon) -> bool:
    """Whether a lone mark before three digits groups thousands ("4.096") or starts decimals ("2,788 millones").

    Nobody writes decimals that end in 0: "14,300 millones" is American Spanish for 14.3 billion.
    """
    if head in {"", "0"}:
        return False
    if mark != lexicon.decimal:
        return True
    return mark == "," and (tail.endswith("0") or tags.at(skipped(folded, stop), "scales") is None)


def skipped(folded: str, position: int, signs: str = SPACE_OR_HYPHEN) -> int:
    """The first place from a position on where none of some signs stands."""
    last = len(folded)
    while position < last and folded[position] in signs:
        position += 1
    return position


def _scaled(folded: str, tags: Tags, start: int, stop: int, value: Decimal) -> Numeral:
    end, exponent, letter = stop + _more(folded, stop), 0, ""
    while tag := _scale_at(folded, tags, end):
        exponent += int(tag.key)
        end = tag.end
    if exponent and (half := tags.at(skipped(folded, end), "numerals")) and half.key == _HALF:
        value, end = value + Decimal(_HALF), half.end
    if (
        exponent == 0
        and folded[stop : stop + 1] in _BEFORE_LETTER
        and (match := _LETTER.match(folded, stop))
        and (
            not match[0].startswith(" ")
            or match[1] not in _APART
            or _priced(folded, start, match.end())
            or _SIZED.match(folded, match.end())
        )
    ):
        letter, exponent, end = match[1], _LETTER_SCALE[match[1]], match.end()
    end = max(end, stop) if exponent else stop
    return Numeral(start, end, value.scaleb(exponent) if exponent else value, exponent, letter, plain_end=stop)


def _more(folded: str, place: int) -> int:
    """Signs of "and more" between a number and its East Asian scale: "100多亿", "二十余万"."""
    return int(folded[place : place + 1] in _MORE and folded[place + 1 : place + 2] in _MYRIAD_SCALE)


def _priced(folded: str, start: int, end: int) -> bool:
    """Whether the sign of a currency stands right before a number or right behind its scale."""
    return folded[end : end + 1] in _SIGNS or folded[max(0, start - 2) : start].strip()[-1:] in _SIGNS


def _with_lower_part(folded: str, tags: Tags, numeral: Numeral) -> Numeral:
    """1億7200万 is one number: digits with a lower scale go on right behind a scale of four more zeros."""
    while numeral.exponent in _MYRIADS and (match := _CJK_DIGITS.match(folded, numeral.end)):
        digits = match[0].strip()
        lower = _scaled(folded, tags, match.end() - len(digits), match.end(), Decimal(digits.replace(",", "")))
        if lower.exponent >= numeral.exponent or lower.value >= Decimal(1).scaleb(numeral.exponent):
            break
        numeral = replace(
            numeral, end=lower.end, value=numeral.value + lower.value, exponent=lower.exponent or numeral.exponent
        )
        if not lower.exponent:
            break
    return numeral


def _scale_at(folded: str, tags: Tags, position: int) -> Tag | None:
    place = skipped(folded, position)
    if tag := tags.at(place, "scales"):
        return tag
    if place > position and (joiner := tags.at(place, "joiners")):
        return tags.at(skipped(folded, joiner.end), "scales") if joiner.end - joiner.start <= 3 else None  # noqa: PLR2004
    return None


def _spelt(folded: str, tags: Tags, start: int, end: int) -> list[Numeral]:
    """Number words that count something: before a scale ("un billón"), or vague ("tens of millions of")."""
    found = [
        Numeral(tag.start, tag.end, Decimal(tag.key), 1, vague=True, plain_end=tag.end)
        for tag in tags.within("vague", start, end)
    ]
    for tag in tags.within("numerals", start, end):
        if any(other.start <= tag.start < other.end for other in found):
            continue
        scaled = _scaled(folded, tags, tag.start, tag.end, Decimal(tag.key))
        fell = tag.key == "0" and tags.before(tag.start - 1, "levels") is not None
        if (scaled.exponent and not scaled.letter) or _counts(tag) or fell:
            found.append(replace(scaled, letter=""))
    return found


def _counts(tag: Tag) -> bool:
    return Decimal(tag.key) > 1


def _myriad(folded: str, position: int) -> tuple[int, int]:
    """The power of ten of a scale of four zeros at a place, and where it ends."""
    match = _MYRIAD.match(folded, position)
    return (_MYRIAD_SCALE[match[0][-1]] + (4 if len(match[0]) > 1 else 0), match.end()) if match else (0, position)


def _in_characters(folded: str, tags: Tags, start: int, end: int) -> list[Numeral]:
    """Numbers in Chinese characters ("二十六家", "三千万", "百万token"), those that may be words of their own left out."""
    found = [
        Numeral(match.start(), match.end(), _MILLION if match[1] else _TRILLION, 6, plain_end=match.end())
        for match in _ROUND.finditer(folded, start, end)
    ]
    found += [
        Numeral(match.start(1), match.end(1), _TRILLION, 12, plain_end=match.end(1))
        for match in _TRILLION_OF.finditer(folded, start, end)
    ]
    for match in RUN.finditer(folded, start, end):
        first, stop = match.span()
        value = value_of(match[0])
        exponent, end = _myriad(folded, stop + _more(folded, stop))
        vague = any(tag.end > first for tag in tags.within("vague", first - 3, stop))
        rounded = match[0] in {"十", "百", "千"} and not (exponent and folded[max(0, first - 1)] in _NEARLY)
        if not value or rounded or vague:
            continue
        scaled = Numeral(first, end, Decimal(value).scaleb(exponent), exponent, plain_end=stop)
        if found and found[-1].end == first and 0 < scaled.value < Decimal(1).scaleb(found[-1].exponent):
            found[-1] = replace(
                found[-1], end=scaled.end, value=found[-1].value + scaled.value, exponent=scaled.exponent
            )
        elif scaled.exponent or (value > 1 and (stop - first > 1 or folded[stop : stop + 1] in _COUNTED)):
            found.append(scaled)
    return found
