"""What a label holds besides what it says: the unit and scale of its values, years, words like "latest"."""

from __future__ import annotations

import re
from typing import NamedTuple

from parallaxe.read.amounts.numbers import numerals
from parallaxe.read.amounts.token_prices import says_thousand
from parallaxe.read.words.lexer import Lexer
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.unit import CURRENCIES

#: Labels a list of words for which stands beside those of the metrics.
MODIFIER = "modifier"
#: The scale of a currency whose sign stands before it ("$B", "US$ bn"), or alone in brackets.
_LETTERS = re.compile(
    r"(?:[$€£¥₽]|usd|eur|us|cny|rmb)\s?(bn|b|mn|m|k|t)(?![a-z])|(?<![a-z])(bn|b|mn|m|k|t)\s?(?:[$€£¥₽]|usd|eur|cny|rmb)(?![a-z])|\((?:in )?(bn|b|mn|m|k|t)\)"
)
_EXPONENTS = {"k": 3, "m": 6, "mn": 6, "b": 9, "bn": 9, "t": 12}
_YEAR = re.compile(
    r"(?:\b(?:fy|cy|gj|h[12]|[hqt][1-4]|[1-4][qt])[ /-]?)?(?<!\d)(20[0-3]\d)(?!\d)(?:[/-](?:20)?\d\d)?\s?(?:年度?|财年|財年|г\.|гг?\b|год[ау]?\b)?(?:e\b)?|\b(?:fy|gj|ej|af|ex)[ -]?'?(\d\d)\b|(?<![a-z0-9])(?:[hqt][1-4]|[1-4][qt])(?![a-z0-9])"
)
_ROUND = re.compile(
    r"(?:series|serie|serien|シリーズ|раунд|серии|vòng|rodada|ronda|runde|round)[ -]?[a-k](?![a-z])-?|[a-k]\+? ?(?:轮|ラウンド)|シリーズ[a-k]"
    r"|(?:pre-)?seed\b|amorcage\b|amorçage\b|ronda semilla|rodada semente|天使轮|种子轮|シードラウンド|シード(?=$|\W)|посев\w*"
)
_WHEN = re.compile(r"\W*(?:[(（][^()（）]{2,20}[)）])?\W*(?:round|runde|轮|ラウンド)?\W*")
_GAP = re.compile(r"[\s,;/()（）\[\]·:：\-–—%$€£¥₽~≈.]+")
_WORD = re.compile(r"\w")
#: Power of ten of a label that says "per 1K tokens".
PER_THOUSAND = 3
#: First sign of the scripts that write words without spaces.
_UNSPACED = "\u2e80"


class LabelUnit(NamedTuple):
    """Currency, percent sign or None, and the power of ten, that a label gives to the bare numbers under it."""

    unit: str | None
    exponent: int


def unit_of(label: str, lexer: Lexer, lexicon: Lexicon) -> LabelUnit:
    """What a folded label counts in: "($B)", "(億ドル)", ", млрд долл.", "(miles de millones de USD)"."""
    tags = lexer.scan(label)
    found = [tag for tag in tags.within("units", 0, len(label)) if tag.key in CURRENCIES or tag.key == "%"]
    unit = found[0].key if found else None
    if says_thousand(label):
        return LabelUnit(unit, PER_THOUSAND)
    if match := _LETTERS.search(label):
        return LabelUnit(unit, _EXPONENTS[match[1] or match[2] or match[3]])
    scales = tags.within("scales", 0, len(label))
    if not scales:
        return LabelUnit(unit, 0)
    counted = "1 " + label[scales[0].start :]
    told = lexer.scan(counted)
    read = numerals(counted, told, lexicon, 0, len(counted))
    if unit is None or label[scales[0].start - 1 : scales[0].start].isalpha():
        behind = [tag.key for tag in told.within("units", 0, len(counted)) if tag.key in CURRENCIES]
        unit = unit or (behind[0] if behind else None)
    return LabelUnit(unit, read[0].exponent if read else 0)


def year_of(label: str) -> str | None:
    """The one year a label names ("2024 revenue", "2025年売上高予測", "Q3 FY26"), None without one."""
    years = {match[1] or f"20{match[2]}" for match in _YEAR.finditer(label.lower()) if match[1] or match[2]}
    return years.pop() if len(years) == 1 else None


def is_round(label: str) -> bool:
    """Whether a folded label is the name of a round of funding and no more than when it was ("Series E (March 2025)")."""
    match = _ROUND.match(label)
    return match is not None and _WHEN.fullmatch(label, match.end()) is not None


class Bare:
    """Leaves out of a label what does not change what it says.

    Args:
        lexer: of the language.
        words: "latest", "estimated", "total"…, folded.
    """

    def __init__(self, lexer: Lexer, words: list[str]) -> None:
        self._lexer = lexer
        spaced = [re.escape(word) for word in sorted(words, key=len, reverse=True) if word < _UNSPACED]
        joined = [re.escape(word) for word in sorted(words, key=len, reverse=True) if word >= _UNSPACED]
        told = rf"(?:(?:{'|'.join(spaced) or '(?!)'})(?!\w))"
        ends = rf"(?:(?<!\w)(?:{'|'.join(spaced) or '(?!)'}))"
        east = rf"(?:{'|'.join(joined) or '(?!)'})"
        self._first, self._last = re.compile(rf"(?:{told}|{east})\s*"), re.compile(rf"\s*(?:{ends}|{east})$")

    def words(self, label: str) -> str:
        """A folded label without units, years, rounds and such words at its ends."""
        tags = self._lexer.scan(label)
        cut = [
            (tag.start, tag.end)
            for kind in ("units", "scales", "months")
            for tag in tags.within(kind, 0, len(label))
            if kind != "units" or tag.key in CURRENCIES
        ]
        cut += [match.span(1) for match in _LETTERS.finditer(label) if match[1]]
        kept = "".join(" " if any(a <= n < b for a, b in cut) else sign for n, sign in enumerate(label))
        bare = _trimmed(_ROUND.sub(" ", _YEAR.sub(" ", kept)))
        while bare:
            shorter = _trimmed(
                self._last.sub("", self._first.sub("", bare, count=1) if self._first.match(bare) else bare)
            )
            if shorter == bare:
                break
            bare = shorter
        return bare


def _trimmed(label: str) -> str:
    """Signs at the ends gone, spaces single."""
    first = _GAP.match(label)
    label = label[first.end() :] if first else label
    while label and not _WORD.match(label[-1]):
        label = label[:-1]
    return " ".join(label.split())
