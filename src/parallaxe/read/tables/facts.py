"""Fact sheets: "Label: value" lines and rows of "name: figures" under a heading."""

from __future__ import annotations

import re
from bisect import bisect_left

import msgspec
from msgspec.structs import replace

from parallaxe.read.amounts.quantities import quantities
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.columns import MARKS, Frame
from parallaxe.read.tables.grid import Cell, clean
from parallaxe.read.tables.labels import LabelReader
from parallaxe.read.tables.makers import made, maker_of, titled
from parallaxe.read.tables.sizes import TOTAL_FIRST
from parallaxe.read.tables.whom import OF_COMPANIES, subject_of
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.unit import CURRENCIES

_LINE = re.compile(
    r"[ \t]*(?:[-*+•·▪–]|\d{1,2}[.)])?[ \t]*(?:[^\w\s*_\[\](){}<>\"'#|]{1,3}[ \t]+)?(?P<label>[^\n:：|]{1,60}?)[ \t]*(?:\*\*|__)?[ \t]*[:：][ \t]*(?P<value>[^\n]{1,200})$",
    re.MULTILINE,
)
#: A line of prices that say themselves which they are ("Pricing: $5 input / $25 output").
PRICES = "prices"
#: A line whose label only says when ("2026 (forecast): $150B"), of what the line before said.
SAME = "same"
#: What parts facts that share a line, and a comma before the label of another.
_BAR, _BARS = re.compile(r"\s+[|•·｜‧]\s+"), re.compile("[|•·｜‧]")
_COMMA = re.compile(r"[,;，；]\s*(?=[^\W\d][^\n:：,;，；|]{1,30}[:：])")
#: Facts that make a line one of facts; a maker's name is no longer than this.
_ENOUGH, _NAME = 2, 40
#: Code points a label and what stands before it have at most.
_LEAD = 120
_STOP = re.compile(
    r"[;；。]|\. |, (?!\d{4})|\((?!\s*(?:約|约|~|≈|ca\.|env\.|about|approx\.)?\s*[a-zA-Z]{0,3}[$€£¥₽]|[^()\d]{0,3}\d[^()]{0,6}[円元])"
)
#: Kinds whose values are read whole.
_WHOLE = frozenset(
    {
        "parameters_total",
        TOTAL_FIRST,
        "developer",
        "licence",
        "release_date",
        "headquarters",
        "founder",
        "made",
        "model",
        "title",
    }
)
#: Kinds that say how a sheet is laid out, not what is so; "type" may say that a date is that of a release.
_FORMAL = frozenset({"ignored", "category", "value", "item", "amount", "round", "event", "source"})
_WHEN = re.compile(r"\b(?:time|date|published|day)\b", re.IGNORECASE)
#: What a price may be of that the label before it names ("GPT-4: $30 input, $60 output").
_PRICED = frozenset({EntityType.MODEL, EntityType.PRODUCT})
#: What is told of no company: the date in its sheet is that of something else.
_OF_PRODUCTS = frozenset({"release_date", "developer"})
_GOING_ON = frozenset({"revenue", "valuation", "funding_raised", "capex_commitment", "users", "market_share"})
#: Labels of an article as well as of what it is about.
_ARTICLE = re.compile(
    r"authors?|by|date|published(?: on)?|posted|updated|autor(?:en|es)?|auteurs?|datum|veröffentlicht(?: am)?|publié(?: le)?|fecha|publicado(?: em| el)?|data|"
    r"автор|дата|опубликован[оа]|tác giả|ngày|作者|日期|时间|著者|日付|投稿日|公開日",
    re.IGNORECASE,
)
_ABOUT = frozenset({"model", "made", "title", "benchmark"})
#: What lists tell of several.
_HELD_BY_MANY = frozenset({"market_share", "usage_share", "users", "usage_volume"})
_DIGIT = re.compile(r"\d")


class FactLine(msgspec.Struct, frozen=True, gc=False):
    """A line that says what a label is, and of whom where the label names somebody."""

    kind: str
    value: Cell
    label: str = ""
    about: Name | None = None


def fact_lines(page: Page, labels: LabelReader, start: int, end: int) -> list[FactLine]:
    """The facts of a line: one label with its value, or several parted by bars, dots or commas; empty if it states none."""
    place = bisect_left(page.label_marks, start)
    if place == len(page.label_marks) or (mark := page.label_marks[place]) >= end:
        return []
    stop = page.text.find("\n", start, end)
    stop = stop if stop >= 0 else end
    bounds = _segments(page.text, start, stop, _BAR) if _BARS.search(page.text, start, stop) else [(start, stop)]
    if len(bounds) == 1:
        opens = mark - start <= _LEAD and not page.text[page.text.rfind("\n", 0, start) + 1 : start].strip()
        if opens and (several := _listed(page, labels, start, stop)):
            return several
        return [fact] if opens and (fact := _labelled(page, labels, start, end)) else []
    found = [(_labelled(page, labels, *part) or _unlabelled(page, *part), part) for part in bounds]
    facts = [fact for fact, _ in found if fact]
    if len(facts) < _ENOUGH and (out := _released(page, labels, bounds)):
        return [out]
    if len(facts) >= _ENOUGH and found[0][0] is None and (maker := _maker(page, *found[0][1])):
        facts.insert(0, maker)
    return facts if len(facts) >= _ENOUGH else []


def _listed(page: Page, labels: LabelReader, start: int, end: int) -> list[FactLine]:
    """Facts that commas part, about the name that opens the line: "A – valuation: $5B, founded: 2021, HQ: Paris"."""
    bounds = _segments(page.text, start, end, _COMMA)
    facts = [_labelled(page, labels, *part) for part in bounds] if len(bounds) > 1 else []
    told = [fact for fact in facts if fact]
    if len(told) < _ENOUGH or len(told) < len(facts):
        return []
    return [replace(fact, about=fact.about or told[0].about) for fact in told]


def _released(page: Page, labels: LabelReader, bounds: list[tuple[int, int]]) -> FactLine | None:
    """The date of a line that says its entry is a release: "Type: release · Time (UTC): April 22"."""
    parts = [match for part in bounds if (match := _LINE.match(page.text, *part))]
    typed = any(
        labels.kind(clean(match["label"]), by_cue=False) == "category"
        and page.tags.within("links", *match.span("value"), "release")
        for match in parts
    )
    dated = [match for match in parts if _WHEN.search(match["label"]) and page.dated(*match.span("value"))]
    if not typed or len(dated) != 1:
        return None
    return FactLine("release_date", Cell(*dated[0].span("value"), clean(dated[0]["value"])))


def _values(page: Page, labels: LabelReader, line: FactLine) -> list[Draft]:
    if line.kind == PRICES:
        return labels.values.prices_said(page, line.value.start, line.value.end)
    unit = labels.unit(line.label)
    return labels.values.read(page, line.kind, line.value.start, line.value.end, unit.unit, unit.exponent)


def _segments(text: str, start: int, end: int, mark: re.Pattern[str]) -> list[tuple[int, int]]:
    stops = [match.span() for match in mark.finditer(text, start, end)]
    return list(zip([start, *(last for _, last in stops)], [*(first for first, _ in stops), end], strict=True))


def _labelled(page: Page, labels: LabelReader, start: int, end: int) -> FactLine | None:
    match = _LINE.match(page.text, start, end)
    if match is None:
        return None
    told = labels.named(page, *match.span("label"))
    label = told[0] if told else clean(match["label"])
    kind = labels.kind(label, by_cue=False)
    first, last = match.span("value")
    if kind in {None, "ignored"} and len(labels.values.prices_said(page, first, last)) > 1:
        about = next((name for name in page.names_in(*match.span("label")) if name.type in _PRICED), None)
        return FactLine(PRICES, Cell(first, last, clean(page.text[first:last])), about=about)
    if kind in MARKS and (paid := labels.money_kind(label)):
        kind = paid if any(tag.key in CURRENCIES for tag in page.tags.within("units", first, last)) else kind
    if kind == "round" and any(tag.key in CURRENCIES for tag in page.tags.within("units", first, last)):
        return FactLine(
            "funding_raised", Cell(first, last, clean(page.text[first:last])), label, told[1] if told else None
        )
    if kind is None and labels.says_nothing(label):
        kind = SAME
    if kind is None or kind in _FORMAL:
        return None
    if kind not in _WHOLE and (stop := _STOP.search(page.text, first, last)):
        last = stop.start() if stop.start() > first else last
    return FactLine(kind, Cell(first, last, clean(page.text[first:last])), label, told[1] if told else None)


def _unlabelled(page: Page, start: int, end: int) -> FactLine | None:
    """A number of parameters that needs no label ("27B parameters")."""
    found = quantities(page.folded, page.tags, page.lexicon, start, end)
    if len(found) != 1 or found[0].unit != "parameters":
        return None
    return FactLine("parameters_total", Cell(found[0].start, found[0].end, page.text[found[0].start : found[0].end]))


def _maker(page: Page, start: int, end: int) -> FactLine | None:
    """A name that opens a line of facts: who made what they are about."""
    words = page.text[start:end]
    bare = words.strip(" *_\t-")
    first = start + words.find(bare)
    named = any(name.type == EntityType.ORGANIZATION for name in page.names_in(start, end))
    proper = bare[:1].isupper() and bare.replace(" ", "").replace(".", "").isalnum() and len(bare) <= _NAME
    return FactLine("developer", Cell(first, first + len(bare), bare)) if bare and (named or proper) else None


def fact_drafts(frame: Frame, labels: LabelReader, lines: list[FactLine]) -> list[Draft]:
    """Claims of neighbouring fact lines, which share a subject; what only companies have is of the company they name."""
    page, lines = frame.page, _continued(lines)
    if any(line.kind == "title" for line in lines):
        return titled(page, [(line.kind, line.value) for line in lines])
    lines = _of_facts(lines)
    company = _company(page, lines)
    listed = [line.value for line in lines if line.kind in {"made", "model"}]
    maker = maker_of(frame) if listed else None
    models = made(page, listed, maker) if maker else []
    if models and (
        len(models) > 1 or len(lines) == 1 or _of_company(lines) or any(one.kind == "made" for one in lines)
    ):
        lines = [line for line in lines if line.kind not in {"made", "model"}]
        company = company or maker
    own = [line for line in lines if line.about is None]
    subject = subject_of([(line.kind, line.value) for line in own], frame)
    if company and not any(line.kind == "model" for line in lines) and (subject is None or _of_company(own)):
        subject = company
    found = [
        replace(draft.about(name), rule="label")
        for line in lines
        for name in [line.about or subject]
        if name is not None and line.kind not in _ABOUT and not (line.about is None and _tells_of_others(page, line))
        for draft in _values(page, labels, line)
        for name in [company if company and not line.about and draft.metric in OF_COMPANIES else name]
        if draft.value != name.subject and not (draft.metric in _OF_PRODUCTS and name.type == EntityType.ORGANIZATION)
    ]
    return models + found


def _tells_of_others(page: Page, line: FactLine) -> bool:
    """Whether a label heads a list of those whose shares or users follow: "Market share: A 30 %, B 20 %"."""
    if line.kind not in _HELD_BY_MANY:
        return False
    number = _DIGIT.search(page.text, line.value.start, line.value.end)
    named = page.names_in(line.value.start, number.start()) if number else []
    return any(name.end <= number.start() for name in named) if number else False


def _of_facts(lines: list[FactLine]) -> list[FactLine]:
    """The lines without an article's own date and author, unless other lines tell facts of a thing."""
    weak = [line for line in lines if _ARTICLE.fullmatch(line.label.strip())]
    return lines if len(lines) > len(weak) else []


def _continued(lines: list[FactLine]) -> list[FactLine]:
    """Lines that only say when say what the line before says, where that is an amount."""
    found: list[FactLine] = []
    for line in lines:
        before = found[-1] if found else None
        if line.kind != SAME:
            found.append(line)
        elif before and before.kind in _GOING_ON:
            found.append(replace(line, kind=before.kind, about=before.about))
    return found


def _company(page: Page, lines: list[FactLine]) -> Name | None:
    """The company that a line of a sheet names ("Company: A")."""
    cells = [line.value for line in lines if line.kind == "developer"]
    named = [name for cell in cells for name in page.names_in(cell.start, cell.end)]
    return next((name for name in named if name.type == EntityType.ORGANIZATION and name.entity), None)


def _of_company(lines: list[FactLine]) -> bool:
    """Whether most lines of a sheet tell what only companies have."""
    told = [line.kind in OF_COMPANIES for line in lines if line.kind not in {"developer", "made", "model"}]
    return bool(told) and sum(told) * 2 > len(told) and len(lines) >= _ENOUGH
