"""Numbers, dates and units as each language writes them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from typing import Literal

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_compact_decimal, format_decimal
from markupsafe import Markup, escape

from parallaxe.publish.texts import Texts
from parallaxe.vocabulary.period import Period
from parallaxe.vocabulary.unit import is_currency

#: From here on amounts are written with a word (million, milliard, 亿) rather than zeros.
_LARGE = Decimal(1_000_000)
_MILLIARD, _FRENCH_BILLION = Decimal(10) ** 9, Decimal(10) ** 12
_LARGE_HAN = Decimal(10_000)
#: A word-scaled amount keeps this many decimals; the card gives the exact number.
_SCALED_DECIMALS = 2
_SIGNS = {"approx": "≈", "at_least": "≥", "at_most": "≤"}
_BEFORE_VOWEL = re.compile(r"\bde (?=[aeéiouh])")
_THIN = "\u202f"
_FIXED = "\u00a0"
_MINUS = "\u2212"


class Writer:
    """Writes values in one language.

    Args:
        texts: of the language.
    """

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._locale = Locale.parse(texts.language)
        self._han = texts.language == "zh"

    def number(self, value: Decimal | float, *, decimals: int | None = None) -> str:
        """All digits, grouped; with ``decimals``, exactly that many."""
        if decimals is not None:
            pattern = f"#,##0.{'0' * decimals}" if decimals else "#,##0"
            return _below_zero(format_decimal(value, format=pattern, locale=self._locale))
        exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
        return _below_zero(format_decimal(_plain(exact), locale=self._locale, decimal_quantization=False))

    def scaled(self, value: Decimal | float) -> str:
        """With a word for large powers of ten, as running text has it."""
        exact = _plain(value if isinstance(value, Decimal) else Decimal(repr(float(value))))
        if abs(exact) < (_LARGE_HAN if self._han else _LARGE):
            return self.number(exact)
        if self._texts.language == "fr" and abs(exact) >= _FRENCH_BILLION:
            # "billion" is read as 10^9 by many; French newspapers write thousands of milliards.
            return f"{self.number(round(exact / _MILLIARD, _SCALED_DECIMALS))}{_FIXED}milliards"
        style: Literal["short", "long"] = "short" if self._han else "long"
        short = format_compact_decimal(
            float(exact), format_type=style, locale=self._locale, fraction_digits=_SCALED_DECIMALS
        )
        return _below_zero(str(short).replace(" ", _FIXED))

    def quantity(self, value: Decimal | float, unit: str) -> str:
        """A number with its unit."""
        if unit == "%":
            return self._texts.plain("unit.percent", value=self.number(value))
        if unit == "rank":
            return self.ordinal(int(value))
        if is_currency(unit):
            return self.money(value, unit)
        key = f"unit.{unit}"
        if self._texts.has(key):
            return self._held(self._texts.plain(key, n=value, value=self._linked(value)))
        return f"{self.scaled(value)}{_FIXED}{unit}"

    def money(self, value: Decimal | float, currency: str) -> str:
        """An amount in its own currency, named by a word where the language has one."""
        key = f"money.{currency}"
        exact = Decimal(str(value))
        cents = abs(exact) < _LARGE_HAN and exact.normalize().as_tuple().exponent == -1
        amount = self.number(exact, decimals=2) if cents else self._linked(value)
        if not self._texts.has(key):
            return f"{amount}{_FIXED}{currency}"
        return self._held(self._texts.plain(key, amount=amount))

    def unit_name(self, unit: str) -> str:
        """A unit as the head of a column or the subtitle of a chart names it."""
        for key in (f"unit_name.{unit}", f"unit_name.{unit.replace(' ', '_')}"):
            if self._texts.has(key):
                return self._texts.plain(key)
        return unit

    def ordinal(self, value: int) -> str:
        """First, second… in figures."""
        form = self._locale.ordinal_form(value)
        key = f"ordinal_{form}"
        return self._texts.plain(key if self._texts.has(key) else "ordinal_other", value=value)

    def period(self, text: str | None) -> str:
        """A partial date or period, in words, in its shortest form."""
        if not text:
            return ""
        parsed = Period.parse(text)
        shortest = Period.between(parsed.start, parsed.end).text
        first, slash, last = shortest.partition("/")
        if slash:
            return self._texts.plain("period.range", start=self._part(first), end=self._part(last))
        return self._part(shortest)

    def day(self, value: date) -> str:
        """A calendar day in words."""
        text = str(format_date(value, "long", locale=self._locale))
        return f"1er{text[1:]}" if self._texts.language == "fr" and value.day == 1 else text

    def short_month(self, value: date) -> str:
        """A month as an axis writes it."""
        return str(format_skeleton("yMMM", value, locale=self._locale))

    def signed(self, text: str, qualifier: str | None) -> Markup:
        """A value with the sign of its qualifier, spoken in words to screen readers."""
        if not qualifier:
            return Markup("{}").format(text)
        gap = "" if self._han else _THIN
        return Markup('<span aria-hidden="true">{}{}</span><span class="sr">{} </span>{}').format(
            _SIGNS[qualifier], gap, self._texts.plain(f"qualifier.{qualifier}"), text
        )

    def signed_plain(self, text: str, qualifier: str | None) -> str:
        """The same for charts and attributes."""
        return f"{_SIGNS[qualifier]}{'' if self._han else _THIN}{text}" if qualifier else text

    def _linked(self, value: Decimal | float) -> str:
        """An amount as it stands before a noun: "380 milliards de", but "256 000"."""
        amount = self.scaled(value)
        return self._texts.plain("worded", amount=amount) if any(map(str.isalpha, amount)) else amount

    def _held(self, text: str) -> str:
        """Elided as French asks; a number held to its first word, so that long amounts may break after it."""
        elided = _BEFORE_VOWEL.sub("d’", text) if self._texts.language == "fr" else text
        return elided if _FIXED in elided else elided.replace(" ", _FIXED, 1)

    def _part(self, text: str) -> str:
        first = Period.parse(text).start
        if "Q" in text or "H" in text:
            key = "period.quarter" if "Q" in text else "period.half"
            return self._texts.plain(key, number=self.ordinal(int(text[-1])), plain=text[-1], year=first.year)
        match text.count("-"):
            case 0:
                return self._texts.plain("period.year", year=text)
            case 1:
                return str(format_skeleton("yMMMM", first, locale=self._locale))
            case _:
                return self.day(first)


def visible(text: str) -> Markup:
    """Foreign words among our own as inert HTML: control marks made visible, right-to-left script kept to itself."""
    shown = quoted(text)
    return Markup("<bdi>{}</bdi>").format(shown) if any(map(_runs_left, text)) else shown


def quoted(text: str) -> Markup:
    """A passage as inert HTML: escaped, with control and direction marks made visible."""
    if text.isprintable():
        return escape(text)
    return Markup().join(
        Markup('<span class="control">U+{:04X}</span>').format(ord(character)) if _is_hidden(character) else character
        for character in text
    )


def _runs_left(character: str) -> bool:
    return unicodedata.bidirectional(character) in {"R", "AL"}


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"} and character not in "\n\t\u200b\u00ad"


def _below_zero(text: str) -> str:
    """With a minus sign, as wide as a plus, for the hyphen locales write before a number."""
    return f"{_MINUS}{text[1:]}" if text.startswith("-") else text


def _plain(value: Decimal) -> Decimal:
    trimmed = value.normalize()
    return (
        trimmed.quantize(Decimal(1))
        if trimmed == trimmed.to_integral() and abs(trimmed) < Decimal(10) ** 27
        else trimmed
    )
