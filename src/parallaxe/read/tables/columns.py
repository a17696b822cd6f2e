"""What surrounds and heads a table: its axes, their labels, units and meaning."""

from __future__ import annotations

import re
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from parallaxe.identity.spelling import letters
from parallaxe.read.naming.names import Name, unlisted_model
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.grid import Cell, Grid
from parallaxe.read.tables.label_parts import PER_THOUSAND, LabelUnit
from parallaxe.read.tables.labels import LabelReader
from parallaxe.read.tables.price_cells import PRICES, UNSAID
from parallaxe.read.tables.scores import measures_something_else, score_in
from parallaxe.read.tables.values import MILLION, THOUSAND, is_absent
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.unit import CURRENCIES

#: Labels that say how a table is laid out, not what is measured.
FORMAL = frozenset(
    {
        "model",
        "benchmark",
        "item",
        "value",
        "category",
        "ignored",
        "amount",
        "round",
        "event",
        "made",
        "title",
        "source",
    }
)
_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT})
_NUMBER_CELL = re.compile(r"^[~≈<>≤≥+*_\s$€¥]*[\d.,]+\s*[%a-zA-Z]*")
_PRICED = frozenset(
    {"price_input_per_mtok", "price_output_per_mtok", "training_cost", "funding_raised", "valuation", "revenue"}
)
#: Labels of marks and the like that may be labels of money as well ("Оценка").
MARKS = frozenset({None, "benchmark_score", "benchmark", "value", "ignored"})
#: Labels that leave open what a column holds.
_UNTOLD = frozenset({None, "ignored", "amount", "value"})
#: Metrics of which a label may give the scale, and those it gives as millions or thousands of things.
_SUMS = frozenset({"valuation", "revenue", "funding_raised", "capex_commitment", "users", "amount", "training_cost"})
_SCALED = frozenset({"parameters_total", "parameters_active", "context_length", "usage_volume"})
_REMARK = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*$")
_BRACKETED = re.compile(r"[(（\[][^)）\]]*[)）\]]")
#: What a cell adds to a model's name: "-high", "-4bits", " High", " Inst.".
_ADDED = re.compile(r"(?:[-_][A-Za-z0-9][\w.+]*)+| (?!LLM|Model\b)[A-Z][A-Za-z]{2,}\.?(?=\s*(?:$|[(（\[]))")
#: Size and variant of a model that a break in its cell parts from its name ("DeepSeek LLM<br>7B Base").
_WRAPPED = re.compile(r"(?: (?:\d+(?:\.\d+)?[BM]|[A-Z][A-Za-z0-9.\-]*)){1,3}$")
_BREAK = re.compile(r"\s*<br\s*/?>", re.IGNORECASE)
#: A name with its family, not "R1" or "o1".
_NAMED = re.compile(r"[A-Za-z]{2,}")
#: Words that say how a model was run, not which it is.
_RUN_WITH = re.compile(
    r"w/|with|without|no\b|by\b|ours\b|api\b|official|reported|free\b|(?:scores?|results?|ratings?|performance|benchmarks?|elo|values?|accuracy|"
    r"ergebnis(?:se)?|werte?|punkte|punktzahl|leistung|résultats?|résultat|notes?|valeurs?|puntuación|puntos|resultados?|valor(?:es)?|pontuação|pontos|nota|preis|price|prix|precio|preço)$"
)
_MILLIONS = re.compile(r"\(m\)|\bmillions?\b|\bin m\b|in millionen|en millions|en millones|em milhões|млн|百万")
#: Labels that say "score" in so many words.
_SCORING = re.compile(r"\bscore|[\w-]bench\b|bench-|\beval\b|accuracy|\bpass@\d|得分|スコア", re.IGNORECASE)
#: Header cells that say how a benchmark was run, not which it is.
_SETTING = re.compile(r"^(?:\d+[- ]?shots?|pass@\d+|avg@\d+|em|zero-shot|few-shot)$", re.IGNORECASE)
_THOUSANDS = re.compile(
    r"[(（]\s*(?:k|千|тыс\w*\.?)\s?(?:tokens?|токен\w*|トークン|词元|个token)?\s*[)）]|, ?k$|\bin k\b|\bk tokens?\b|\(тыс|千(?:token|トークン|词元)"
)
_ELO = re.compile(r"\belo\b", re.IGNORECASE)
#: Scores above this are no score of the field (Elo and competition ratings stay below).
_SCORE_MAX = 5000
#: Shares and most scores are no larger.
_SHARE_MAX = 100
#: Labels this short may be the beginning of a name.
_SHORT = 5
#: Share of a column's cells that must be numbers for it to hold scores.
_MOSTLY = 0.6


class Axis(msgspec.Struct, frozen=True, gc=False):
    """One column (or row) of a table: its label, what the label means, its unit and scale, whom the label names."""

    label: str
    kind: str | None
    unit: str | None
    exponent: int = 0
    about: Name | None = None


class Frame(NamedTuple):
    """What stands around a table.

    Args:
        page: the document.
        memory: the subject of the title and heading, for tables of labels and values.
        benchmark: what the heading or title says is measured, for columns that say only "score".
        above: units (and "scores") that the words above the table announce.
        own: the model the document is about, where it has one.
        announced: the one metric of companies that the heading or the line above names.
        counted: currency and scale that it gives.
    """

    page: Page
    memory: Memory
    benchmark: str | None = None
    above: frozenset[str] = frozenset()
    own: Name | None = None
    announced: str = ""
    counted: LabelUnit | None = None

    def unit(self, metric: str | None) -> str | None:
        """The unit announced for a column that states none."""
        if metric in {None, "benchmark_score"}:
            return "%" if "%" in self.above else None
        return next(iter(sorted(self.above & CURRENCIES)), None) if metric in _PRICED else None

    def priced_for(self, said: LabelUnit) -> int:
        """Power of ten of the tokens that a column's prices are for, where its label or the words above say thousand."""
        return said.exponent if said.exponent == PER_THOUSAND else PER_THOUSAND * (THOUSAND in self.above)


class Columns:
    """Reads the axes of tables with the labels of a language."""

    def __init__(self, labels: LabelReader) -> None:
        self._labels = labels

    def split(self, rows: Grid) -> tuple[Grid, Grid]:
        """Header rows and the rest: rows of heads or of labels, at least the first one."""
        count = 1
        while count < len(rows) - 1 and all(cell.head for cell in rows[count]) and not _numeric(rows[count]):
            count += 1
        heads = rows[:count]
        while len(heads) < min(3, len(rows) - 1):
            under = _divided(rows, len(heads))
            if not under and not self._labels_only(rows[len(heads)]):
                break
            heads = [*heads[:-1], _spread(heads[-1], under), rows[len(heads)]]
        return heads, rows[len(heads) :]

    def _labels_only(self, row: list[Cell]) -> bool:
        kinds = [self._labels.kind(cell.text) for cell in row if cell.text]
        return len(kinds) > 1 and not _numeric(row) and None not in kinds and len(set(kinds)) > 1

    def axes(self, frame: Frame, heads: Grid) -> list[Axis]:
        """The columns under header rows; a label on two lines is read as both and as its last."""
        found = []
        for place in range(max(len(row) for row in heads)):
            cells = [row[place] for row in heads if place < len(row) and row[place].text]
            measured = [names_benchmark(frame.page, cell) for cell in cells]
            labels = list(dict.fromkeys(cell.text for cell in cells if not _SETTING.match(cell.text)))
            told = self._labels.named(frame.page, cells[-1].start, cells[-1].end) if cells else None
            axis = self.axis(frame, [told[0]] if told else labels, any(measured))
            if frame.announced and place and axis.kind in _UNTOLD and labels and self._labels.is_blank(labels[-1]):
                axis = self._announced(frame, axis, labels[-1])
            elif frame.announced and axis.kind == frame.announced and not axis.exponent:
                axis = self._announced(frame, axis, axis.label)
            found.append(replace(axis, about=told[1]) if told else axis)
        return found

    def _announced(self, frame: Frame, axis: Axis, label: str) -> Axis:
        """A column whose label only says when or in what it counts, of what the heading or the line above announces."""
        own, above = self._labels.unit(label), frame.counted
        unit, exponent = own.unit or (above.unit if above else None), own.exponent or (above.exponent if above else 0)
        return replace(axis, kind=frame.announced, unit=unit or frame.unit(frame.announced), exponent=exponent)

    def with_money(self, frame: Frame, axes: list[Axis], body: Grid) -> list[Axis]:
        """Columns as their cells show them: marks that are money ("Оценка"), pairs of prices, amounts beside rounds of funding."""
        rounds = any(axis.kind == "round" for axis in axes)
        found = []
        for place, axis in enumerate(axes):
            kind = axis.kind
            if kind in {None, "ignored"} and self._labels.pairs_prices(
                axis.label, [row[place] for row in body if place < len(row)]
            ):
                kind = UNSAID
            elif kind in MARKS and (paid := self._labels.money_kind(axis.label)):
                cells = [row[place] for row in body if place < len(row) and not is_absent(row[place].text)]
                sums = sum(_is_sum(frame.page, cell) for cell in cells)
                kind = paid if cells and sums >= _MOSTLY * len(cells) else kind
            elif kind == "amount" and rounds:
                kind = "funding_raised"
            unit = axis.unit or (frame.unit(kind) if kind == UNSAID else None)
            found.append(replace(axis, kind=kind, unit=unit) if kind != axis.kind else axis)
        return found

    def axis(self, frame: Frame, labels: list[str], measured: bool = False) -> Axis:
        """One axis by its labels.

        Args:
            frame: what stands around the table.
            labels: outermost first.
            measured: whether they name a benchmark, so that no word in them makes the axis one to ignore.
        """
        last = labels[-1] if labels else ""
        forms = [" ".join(reversed(labels)), " ".join(labels), last, *labels[:-1]] if len(labels) > 1 else [last]
        kind = next((kind for form in forms if form and (kind := self._labels.kind(form, by_cue=not measured))), None)
        if measured and (len(labels) > 1 or kind != "benchmark_score") and kind != "intelligence_index":
            kind = None
        if kind is None and not measured and any(_ELO.search(label) for label in labels) and frame.benchmark:
            kind = "benchmark_score"
        said = self._labels.unit(" ".join(labels))
        if kind in MARKS and (said.unit in CURRENCIES or said.exponent):
            kind = self._labels.money_kind(" ".join(labels)) or kind
        unit = self._unit(" ".join(labels)) if kind in _SCALED else said.unit
        exponent = said.exponent if kind in _SUMS else frame.priced_for(said) if kind in PRICES else 0
        return Axis(_in_full(frame.page, last), kind, unit or frame.unit(kind), exponent)

    def _unit(self, label: str) -> str | None:
        lowered = label.lower()
        if _MILLIONS.search(lowered):
            return MILLION
        if _THOUSANDS.search(lowered):
            return THOUSAND
        for tag in self._labels.lexer.scan(lowered).within("units", 0, len(lowered)):
            if tag.key in CURRENCIES or tag.key == "%":
                return tag.key
        return None

    def scores(self, frame: Frame, axes: list[Axis], body: Grid, key: int) -> set[int]:
        """Columns without a known label that hold scores: numbers of one magnitude, among benchmarks."""
        named = [_is_benchmark(frame.page, axis.label) or bool(_SCORING.search(axis.label)) for axis in axes]
        announced = "scores" in frame.above or frame.benchmark is not None or any(named)
        found = set()
        if not announced and (axes[key].kind == "model" or not axes[key].label):
            return _like_scores(frame.page, axes, body, key)
        for place, axis in enumerate(axes):
            if place == key or axis.kind is not None or not axis.label or not (announced or named[place]):
                continue
            if measures_something_else(axis.label) and not named[place]:
                continue
            cells = [row[place] for row in body if place < len(row) and not is_absent(row[place].text)]
            numbers = [value for cell in cells if (value := _plain_number(frame.page, cell)) is not None]
            if cells and len(numbers) >= _MOSTLY * len(cells) and all(0 <= value <= _SCORE_MAX for value in numbers):
                found.add(place)
        return found


def _like_scores(page: Page, axes: list[Axis], body: Grid, key: int) -> set[int]:
    """Columns of models that nothing announces as scores, where several hold hardly more than shares with decimals."""
    found = set()
    for place, axis in enumerate(axes):
        if place == key or axis.kind is not None or not axis.label or measures_something_else(axis.label):
            continue
        cells = [row[place] for row in body if place < len(row) and not is_absent(row[place].text)]
        numbers = [value for cell in cells if (value := _plain_number(page, cell)) is not None]
        if (
            len(numbers) > 1
            and len(numbers) == len(cells)
            and all(0 <= value <= _SHARE_MAX for value in numbers)
            and sum(value != int(value) for value in numbers) >= _MOSTLY * len(numbers)
        ):
            found.add(place)
    return found if len(found) > 1 else set()


def _in_full(page: Page, label: str) -> str:
    """A short label as the benchmark of the text it begins ("SWE", where SWE-bench is spoken of)."""
    if not 2 < len(label) <= _SHORT or not label.isalpha():  # noqa: PLR2004
        return label
    alike = [surface for surface in page.benchmarks if surface.lower().startswith(label.lower())]
    return label if any(len(surface) == len(label) for surface in alike) else next(iter(alike), label)


def names_benchmark(page: Page, cell: Cell) -> bool:
    """Whether a cell names a benchmark of the catalogue."""
    return any(name.type == EntityType.BENCHMARK for name in page.names_in(cell.start, cell.end))


def _is_benchmark(page: Page, label: str) -> bool:
    first = page.text.find(label)
    return first >= 0 and any(name.type == EntityType.BENCHMARK for name in page.names_in(first, first + len(label)))


def model_of(page: Page, cell: Cell, *, headed: bool = False) -> Name | None:
    """The model or product a cell is: a known name, with what the cell adds to it, or words that look like one.

    Args:
        page: the document.
        cell: of a header or a first column.
        headed: whether a label says that such cells are models, so that any words name one.
    """
    names = page.names_in(cell.start, cell.end)
    known = next((name for name in names if name.type in _MADE), None)
    if known is None:
        return None
    place = cell.text.find(known.surface)
    if place < 0:
        return known
    known = _as_headed(page, known)
    lead, tail = cell.text[:place], cell.text[place + len(known.surface) :]
    wrapped = _BREAK.match(page.text, known.end) and _WRAPPED.match(tail)
    added = wrapped or _ADDED.match(tail)
    if added is not None and known.type == EntityType.MODEL and not _RUN_WITH.match(added[0].strip(" -_").lower()):
        surface = known.surface + added[0].rstrip(" .")
        return unlisted_model(surface, known.start, known.start + len(surface), named=True) or known
    named = sum(len(name.surface) for name in names)
    words = _REMARK.sub("", cell.text).strip(" *†‡#^:")
    return known if headed or len(words) <= 2 * named or not _BRACKETED.sub("", lead + tail).strip() else None


def _as_headed(page: Page, name: Name) -> Name:
    """A model under the name a table gives it: tables tell "Kimi K2 Instruct" from "Kimi K2"."""
    if name.entity is None or name.type != EntityType.MODEL or not name.surface.isascii():
        return name
    said = " ".join(name.surface.split())
    same = (
        letters(said) == letters(name.entity.name) or not _NAMED.match(said) or _lacks_family(page, name.entity, said)
    )
    return name if same else replace(name, entity=msgspec.structs.replace(name.entity, name=said))


def _lacks_family(page: Page, entity: Entity, said: str) -> bool:
    """Whether a table leaves out the family that a model's name begins with ("Fable 5"), under whichever of its names."""
    slug, told = entity.parent or "", letters(said)
    while slug and slug not in page.entities:
        slug = slug.rpartition("-")[0]
    if not slug or not letters(entity.name).endswith(told):
        return False
    series = page.entities[slug]
    stems = [series.name.removesuffix(" (series)"), *(name for names in series.names.values() for name in names)]
    return not any(told.startswith(letters(stem)) for stem in stems)


def _plain_number(page: Page, cell: Cell) -> float | None:
    score = score_in(page, cell)
    return float(score.value) if score and score.kind in {"count", "percent"} else None


def _divided(rows: Grid, count: int) -> list[int]:
    """Columns that a row tells apart and the row above heads together: words over figures, below a merged cell."""
    above, row, below = rows[count - 1], rows[count], rows[count + 1]
    under = [
        place
        for place in range(1, min(len(above), len(row), len(below)))
        if row[place].text
        and row[place].text != row[place - 1].text
        and (not above[place].text or above[place].text == above[place - 1].text)
    ]
    told = not _numeric(row) and all(_NUMBER_CELL.match(below[place].text) for place in under)
    return under if told else []


def _spread(row: list[Cell], under: list[int]) -> list[Cell]:
    """A row of heads with the empty places of a merged cell filled from its first."""
    spread = list(row)
    for place in under:
        if not spread[place].text:
            spread[place] = replace(spread[place - 1], repeated=True)
    return spread


def _is_sum(page: Page, cell: Cell) -> bool:
    return any(tag.key in CURRENCIES for tag in page.tags.within("units", cell.start, cell.end))


def _numeric(row: list[Cell]) -> bool:
    return any(_NUMBER_CELL.match(cell.text) for cell in row)
