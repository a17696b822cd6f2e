"""Values beside a label: figures, prices, sizes, dates, licences and names in a cell or line."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

from msgspec.structs import replace

from parallaxe.read.amounts.dates import DateSpan
from parallaxe.read.amounts.numbers import numerals
from parallaxe.read.amounts.quantities import Quantity, quantities
from parallaxe.read.amounts.token_prices import for_thousand, per_million
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables import price_cells
from parallaxe.read.tables.amount_cells import MONEY, amounts, scaled, with_conversion
from parallaxe.read.tables.label_parts import PER_THOUSAND, LabelUnit
from parallaxe.read.tables.sizes import ACTIVE, ACTIVE_FIRST, TOTAL, TOTAL_FIRST, sizes, sizes_in_brackets
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.rules import FigureRule
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.unit import CURRENCIES

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
#: Marks of links within a wiki and remarks, entries of a list of people, and a person's name in capitals.
_REMARKS = re.compile(r"\[\[(?:[^\[\]|\n]{1,80}\\?\|)?|\]\]|\([^()]*\)|（[^（）]*）|[*_]")
_ENTRY = re.compile(r"(?:(?! (?:and|et|und|y|e) )[^,;/&|、，；和与\n])+")
_PERSON = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.\-]+(?: [A-ZÀ-ÖØ-Þ][\w'’.\-]*){1,3}|[\u4e00-\u9fff]{2,4}")
_ABSENT = re.compile(r"^(?:[-–—−./?]|n/?\.? ?[ads]\.?|none|null|tbd|nan|unknown|无|なし|нет)*$", re.IGNORECASE)
_LEADING = re.compile(r"^[~≈<>≤≥+*_\s]*")
_DATED = {"release_date", "founded_date", "ipo_date", "acquisition_date", "entity_list_date", "export_control_date"}
_MADE = {
    "developer": (EntityType.ORGANIZATION,),
    "founder": (EntityType.PERSON,),
    "headquarters": (EntityType.PLACE, EntityType.COUNTRY),
}
_OPEN = ("open", "yes", "no", "ouvert", "offen", "abiert", "abert", "mở", "открыт", "开源", "開源", "公開", "オープン")
_PRICED = frozenset({price_cells.INPUT, price_cells.OUTPUT})
#: Room a model takes, which is no number of parameters.
_MEMORY = re.compile(r"\s*(?:[kmgt]i?b|[mg]o|гб|мб)(?!\w)|\s*g(?!\w)")
#: "8x7B" is no number of parameters.
_EXPERTS = re.compile(r"\d+\s?[x×]\s?\d")
_WINDOW = re.compile(r"(?<![\w.,-])(\d+(?:\.\d+)?)\s?([km])(?![\w])")
#: A cell that says that something is new, no longer than this, and length of a year.
_NEW = re.compile(r"[\s*_]*(?:new|nouveau|nouvelle|neu|nuevo|nueva|novo|nova|новая|новый|mới|新)\b")
_SHORT, _YEAR = 48, 4
_APART = re.compile(r"\d\s[km]\b")
#: A cell that opens with the number of a place.
_PLACE = re.compile(r"[^\w$€£¥]*(?:n[.o°º]+ ?)?\d{1,3}(?!\d|[.,]\d| ?%)")
_SCALES, _MOST_WINDOWS = {"k": 3, "m": 6}, 4
#: Metrics of which a cell may give several values, and what joins a second to the first ("32K / 128K", "7 - 70").
_SEVERAL = frozenset({"context_length", TOTAL})
_ALSO = re.compile(r"[^/／、–—→~|]{0,24}[/／、–—→~]| - ")
_SLASHED = re.compile(r"[^()<>]*[/／|][^()<>]*")
#: What a column means that says how models are built, their sizes in brackets.
ARCHITECTURE = "architecture"
_SIZED = frozenset({TOTAL, ACTIVE, TOTAL_FIRST, ACTIVE_FIRST, ARCHITECTURE})
#: What joins makers that share a model ("A, B and C").
_MAKERS = re.compile(r"[\s*_]*(?:[,、，;/&+×]|and|et|und|y|e|и|và|と|和|与|with)?[\s*_]*(?:and|et|und|y|e|и|và)?\s*")
#: Scales that a label gives to the bare numbers under it.
MILLION, THOUSAND = "million", "thousand"
_LONGEST = 60
#: Code points beside a cell in which a currency may stand that its first or last amount is in.
_BESIDE = 40
#: No price of a million tokens is a larger bare number.
_DEAR = 2_000
#: No price of a million tokens is an amount this large, in whatever currency.
_NO_PRICE = 200_000
#: A day in pairs of digits, and the first day that models came out on.
_PAIRS, _FIRST_DAY = re.compile(r"(\d\d)[./-](\d\d)[./-](\d\d)"), date(2015, 1, 1)
#: A larger number under "K" is written out in spite of it.
_FEW_THOUSAND = 10_000
#: First sign of the scripts without capitals.
_EAST = "\u2e80"


class ValueReader:
    """Reads the values beside labels.

    Args:
        lexicon: the language.
        figures: what a figure of each metric may look like.
    """

    def __init__(self, lexicon: Lexicon, figures: dict[str, FigureRule]) -> None:
        self._lexicon, self._figures = lexicon, figures

    def read(
        self, page: Page, metric: str, start: int, end: int, unit: str | None = None, exponent: int = 0
    ) -> list[Draft]:
        """Claims of a value that stands at [start, end) under a label; subjects are still to be set.

        Args:
            page: the document.
            metric: what the label says.
            start: of the value.
            end: of the value.
            unit: that the label gives to a bare number.
            exponent: power of ten that it gives to one.
        """
        if metric not in price_cells.PRICES:
            return self._read(page, metric, start, end, unit, exponent)
        drafts = self._read(page, metric, start, end, unit, 0)
        return _for_million(drafts, page.folded, labelled=exponent == PER_THOUSAND)

    def _read(  # noqa: PLR0911
        self, page: Page, metric: str, start: int, end: int, unit: str | None, exponent: int
    ) -> list[Draft]:
        raw = page.text[start:end]
        if is_absent(raw.strip()):
            return []
        if metric in _DATED:
            return self._dated(page, metric, start, end)
        if metric == "licence":
            return self._licence(page, start, end)
        if metric in _MADE:
            return self._named(page, metric, start, end)
        if metric in price_cells.ORDERS:
            out = self._dated(page, "release_date", start, end)
            return out or self._prices(page, price_cells.ORDERS[metric], start, end, unit)
        if metric in _SIZED and (built := self._sizes(page, metric, start, end)) is not None:
            return built
        if metric == price_cells.OUTPUT and (out := self._came_out(page, start, end)):
            return out
        if metric == "context_length" and (found := self._windows(page, start, end)) is not None:
            return found
        rule = self._figures.get(TOTAL if metric in {TOTAL_FIRST, ACTIVE_FIRST} else metric)
        return self._figure(page, rule, start, end, unit, exponent) if rule else self._rank(page, metric, start, end)

    def _sizes(self, page: Page, metric: str, start: int, end: int) -> list[Draft] | None:
        """Numbers of parameters of a cell that gives several, or says what is none; None where it gives one like any figure."""
        if metric == ARCHITECTURE:
            found = sizes_in_brackets(page.folded, start, end)
        else:
            found = sizes(page.folded, start, end, metric)
            if metric == ACTIVE and len(found) < 2:  # noqa: PLR2004
                return None
            if not found and not (metric == TOTAL and _EXPERTS.search(page.folded, start, end)):
                return None
        return [_value(size.metric, size.value, "parameters", size.start, size.end) for size in found]

    def released(self, page: Page, start: int, end: int) -> list[Draft]:
        """The month or day of a short cell that says that something came out then ("New (Nov 2025)", "launched May 2025")."""
        if end - start > _SHORT:
            return []
        told = page.tags.within("links", start, end, "release") or _NEW.match(page.folded, start, end)
        spans = [span for span in page.dated(start, end) if span.iso] if told else []
        single = len(spans) == 1 and len(str(spans[0].iso)) > _YEAR
        return self._dated(page, "release_date", start, end) if single else []

    def _came_out(self, page: Page, start: int, end: int) -> list[Draft]:
        """The day of release under "Sortie" and the like, which are also the label of a price."""
        found = quantities(page.folded, page.tags, self._lexicon, start, end)
        return [] if any(one.kind == "money" for one in found) else self._dated(page, "release_date", start, end)

    def _dated(self, page: Page, metric: str, start: int, end: int) -> list[Draft]:
        spans = [span for span in page.dated(start, end) if span.iso] or two_digit_years(page, start, end)
        return [_value(metric, str(spans[0].iso), "date", spans[0].start, spans[0].end)] if spans else []

    def _licence(self, page: Page, start: int, end: int) -> list[Draft]:
        tags = sorted(page.tags.within("licences", start, end), key=lambda tag: tag.start - tag.end)
        raw = page.text[start:end].strip()
        if tags:
            return [_value("licence", tags[0].key, "name", tags[0].start, tags[0].end)]
        if len(raw) > _LONGEST or not raw[:1].isalnum() or raw.lower().startswith(_OPEN):
            return []
        return [_value("licence", raw.strip("*_ "), "name", start, start + len(page.text[start:end].rstrip()))]

    def _named(self, page: Page, metric: str, start: int, end: int) -> list[Draft]:
        found = [name for name in page.names_in(start, end) if name.type in _MADE[metric] and name.subject]
        if len(found) > 1 and found[0].end == found[1].start:
            found = found[1:]
        if metric == "founder" and (people := self._people(page, found, start, end)):
            return people
        beside = [
            name
            for last, name in pairwise(found)
            if (metric == "headquarters" and page.text[found[0].end : name.start].strip() == "/")
            or (metric == "developer" and _MAKERS.fullmatch(page.text, last.end, name.start))
        ]
        drafts = [_value(metric, str(name.subject), "name", name.start, name.end) for name in (*found[:1], *beside)]
        raw = _BRACKETS.sub("", page.text[start:end]).strip(" *_|")
        named = raw and len(raw) <= _LONGEST and (raw[0].isupper() or raw[0] >= _EAST)
        if not drafts and metric != "headquarters" and named:
            first = page.text.find(raw, start, end)
            drafts = [_value(metric, raw, "name", first, first + len(raw))] if first >= 0 else []
        return drafts

    def _people(self, page: Page, known: list[Name], start: int, end: int) -> list[Draft]:
        """The people of a cell, those the catalogue knows under its names for them."""
        drafts = [_value("founder", str(name.subject), "name", name.start, name.end) for name in known]
        spelt = _REMARKS.sub(lambda match: " " * len(match[0]), page.text[start:end])
        for entry in _ENTRY.finditer(spelt):
            words = re.sub(r"^\s*(?:and|et|und|y|e) ", "", entry[0]).strip()
            first = start + entry.start() + entry[0].find(words)
            taken = any(name.start < first + len(words) and first < name.end for name in known)
            if not taken and _PERSON.fullmatch(words):
                drafts.append(_value("founder", words, "name", first, first + len(words)))
        return drafts

    def _figure(
        self, page: Page, rule: FigureRule, start: int, end: int, unit: str | None, exponent: int
    ) -> list[Draft]:
        found = quantities(page.folded, page.tags, self._lexicon, start, end)
        lead = _LEADING.match(page.folded, start, end)
        first = lead.end() if lead else start
        found = [
            one for one in found if one.start >= first and not (rule.scaled and _MEMORY.match(page.folded, one.end))
        ]
        if len(found) > 1:
            days = page.dated(start, end)
            found = [
                one
                for one in found
                if one.unit or one.exponent or not any(day.start <= one.number_start < day.end for day in days)
            ]
        if not found:
            return []
        if rule.metric in MONEY:
            return [
                _value(metric, one.value, said, one.start, one.end, one)
                for metric, said, one in amounts(page, rule.metric, found, (start, end), LabelUnit(unit, exponent))
                if self._figures[metric].minimum <= one.value <= self._figures[metric].maximum
            ]
        return [
            _value(rule.metric, value, said, quantity.start, quantity.end, quantity)
            for quantity in _all_of(rule.metric, found, page.folded, start, end)
            for value, said in [_measured(scaled(quantity, exponent), rule, unit)]
            if rule.minimum <= value <= rule.maximum
        ]

    def _windows(self, page: Page, start: int, end: int) -> list[Draft] | None:
        """Context lengths of a series or of both modes ("2K/32K"), or one apart from its letter ("256 k"); None if none."""
        windows = list(_WINDOW.finditer(page.folded, start, end))
        if not windows or (len(windows) == 1 and not _APART.search(page.folded, start, end)):
            return None
        return [
            _value("context_length", Decimal(match[1]).scaleb(_SCALES[match[2]]), "tokens", *match.span())
            for match in windows
            if len(windows) <= _MOST_WINDOWS
        ]

    def _prices(self, page: Page, order: tuple[str | None, ...], start: int, end: int, unit: str | None) -> list[Draft]:
        """Several prices in one cell ("$0.55 / $2.19"), in tiers perhaps ("$2 / $12 (<200K) $4 / $18 (>200K)")."""
        found = quantities(page.folded, page.tags, self._lexicon, start, end)
        known = next((one.unit for one in found if one.kind == "money"), unit)
        if len(found) != len(order):
            found = [one for one in found if one.kind == "money"]
        if known is None or not found or len(found) % len(order):
            return []
        pairs = zip(found[:: len(order)], found[len(order) - 1 :: len(order)], strict=True)
        if len(found) > len(order) and not all(
            _SLASHED.fullmatch(page.folded, one.end, two.start) for one, two in pairs
        ):
            return []
        return [
            _value(metric, quantity.value, known, quantity.start, quantity.end, quantity)
            for metric, quantity in zip(order * (len(found) // len(order)), found, strict=True)
            if metric
        ]

    def prices_said(self, page: Page, start: int, end: int) -> list[Draft]:
        """Prices of a cell that says itself which they are ("$1.25/1M input")."""
        signs = page.tags.within("units", start - _BESIDE, end + _BESIDE)
        if not any(tag.key in CURRENCIES for tag in signs):
            return []
        found = quantities(page.folded, page.tags, self._lexicon, start, end)
        paid = [one for one in found if one.kind == "money" and one.value < _NO_PRICE]
        metrics = price_cells.said(page.folded, [(one.start, one.end) for one in paid], start, end)
        drafts = [
            _value(metric, one.value, one.unit, one.start, one.end, one)
            for metric, one in zip(metrics, paid, strict=True)
            if metric
        ]
        return _for_million(drafts, page.folded, labelled=False)

    def _rank(self, page: Page, metric: str, start: int, end: int) -> list[Draft]:
        if metric != "rank":
            return []
        found = numerals(page.folded, page.tags, self._lexicon, start, end)
        if found and _PLACE.match(page.folded, start, end):
            return [_value(metric, found[0].value, metric, found[0].start, found[0].end)]
        told = [] if found else page.tags.within("ranks", start, end) or page.tags.within("ordinals", start, end)
        return [_value(metric, Decimal(told[0].key), metric, told[0].start, told[0].end)] if told else []


def two_digit_years(page: Page, start: int, end: int) -> list[DateSpan]:
    """The day of a cell that is three pairs of digits ("23.11.30", "30.11.23"), where one order only gives a day of the field."""
    match = _PAIRS.fullmatch(page.folded, start, end)
    if match is None:
        return []
    last = page.page_date or date.max
    days = [_a_day(match[1], match[2], match[3]), _a_day(match[3], match[2], match[1])]
    told = {day for day in days if day and _FIRST_DAY <= day <= last}
    return [DateSpan(*match.span(), told.pop().isoformat())] if len(told) == 1 else []


def _a_day(year: str, month: str, day: str) -> date | None:
    try:
        return date(2000 + int(year), int(month), int(day))
    except ValueError:
        return None


def is_absent(raw: str) -> bool:
    """Whether a cell says that there is nothing to say ("-", "N/A")."""
    return _ABSENT.match(raw) is not None


def _all_of(metric: str, found: list[Quantity], folded: str, start: int, end: int) -> list[Quantity]:
    """Those of a cell's figures that are values of the metric."""
    if metric in _PRICED:
        return _tiers([one for one in found if _may_be_price(one)], folded[start:end])
    if metric in _SEVERAL:
        return [found[0], *(one for one in found[1:] if _ALSO.match(folded, found[0].end, one.start))]
    return with_conversion(found)


def _may_be_price(quantity: Quantity) -> bool:
    """Whether a figure under "Output" is a price: money or a small bare number, no count of tokens."""
    return quantity.kind == "money" or (quantity.kind == "count" and not quantity.exponent and quantity.value < _DEAR)


def _tiers(found: list[Quantity], words: str) -> list[Quantity]:
    """Prices of several tiers in one cell ("$5 (up to 200K), $10 (beyond)"), unless one is that of cached input."""
    amounts = [one for one in found if one.kind == "money"]
    if not found:
        return []
    apart = len(amounts) > 1 and len({one.unit for one in amounts}) == 1 and ("," in words or ";" in words)
    return amounts if apart and not price_cells.speaks_of_cache(words) else with_conversion(found)


def _for_million(drafts: list[Draft], folded: str, *, labelled: bool) -> list[Draft]:
    """Prices of a cell for a million tokens, where the label, or the cell behind its last amount, tells them for a thousand."""
    if not labelled and not any(for_thousand(folded, draft.start, draft.end) for draft in drafts):
        return drafts
    return [
        replace(draft, value=per_million(draft.value)) if isinstance(draft.value, Decimal) else draft
        for draft in drafts
    ]


def _measured(quantity: Quantity, rule: FigureRule, unit: str | None) -> tuple[Decimal, str]:
    """Value and unit of a figure under a label; a unit in the label counts where the cell has none."""
    value, said = quantity.value, quantity.unit
    if rule.scaled and not quantity.exponent and value < rule.minimum:
        value = value.scaleb(6 if unit == MILLION else 9)
    if rule.metric == "context_length" and unit == THOUSAND and not quantity.exponent and value < _FEW_THOUSAND:
        value = value.scaleb(3)
    if quantity.kind == "money" or (said and said not in {"parameters", "tokens", "index points"}):
        return value, said
    return value, unit if unit and unit not in {MILLION, THOUSAND} else rule.unit


def _value(
    metric: str, value: Decimal | str, unit: str, start: int, end: int, quantity: Quantity | None = None
) -> Draft:
    return Draft(
        metric=metric, value=value, unit=unit, start=start, end=end, subject=None, surface="", subject_type=None,
        rule="label", weight=0.9, qualifier=quantity.qualifier if quantity else None, at=start,
    )  # fmt: skip
