"""Tables: which way they lie, which columns or rows are models, and what each cell says."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from msgspec.structs import replace

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.chronicle import Chronicle
from parallaxe.read.tables.columns import FORMAL, Axis, Columns, Frame, model_of, names_benchmark
from parallaxe.read.tables.grid import Cell, Grid, unfolded
from parallaxe.read.tables.holders import holders
from parallaxe.read.tables.label_parts import year_of
from parallaxe.read.tables.labels import LabelReader
from parallaxe.read.tables.makers import bracketed_maker, made
from parallaxe.read.tables.pairs import pairs
from parallaxe.read.tables.price_cells import PRICES
from parallaxe.read.tables.scores import is_score, measures_something_else, score_in
from parallaxe.read.tables.values import is_absent
from parallaxe.read.tables.whom import (
    OF_COMPANIES,
    SUM,
    company_in,
    east_model,
    model_in,
    sides,
    subject_in,
    unlisted_company,
)
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.unit import CURRENCIES

#: Rows from which on a column is seen to rise.
_ROWS = 4
#: What has a day of release; the date in a company's row is that of something else.
_RELEASED = frozenset({EntityType.MODEL, EntityType.PRODUCT, EntityType.CHIP})
_OF_PRODUCTS = frozenset({"release_date", "developer"})
_BRACKETS = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*$")
#: Weight of a claim read from a table: conditions are met or not, there is little in between.
_SURE = 0.9
#: The composite index that has a metric of its own, in the labels of columns and headings.
_INDEX = "intelligence index"
#: Columns of two tables side by side.
_DOUBLE = range(4, 33, 2)
#: Share of rows that must name a model for a column to be the models'.
_HALF = 0.5
#: Columns whose cells may say themselves that they hold a price.
_SELF_DESCRIBED = frozenset({None, "ignored"})
#: Labels of columns that may hold whom the rows are about.
_NAMELESS = frozenset({None, "developer", "ignored"})
_HEADING = _NAMELESS | {"category"}
#: Share of a cell's words that must be the name for the row to be about nobody else.
_WHOLE = 0.75
#: Labels under which people and companies stand as well as models.
_ANYONE = re.compile(r"(?:name|nom|nombre|nome)$", re.IGNORECASE)
_WORD_SCORE = re.compile(r"\s+(?:scores?|results?|accuracy|得分|分数|成绩)$", re.IGNORECASE)
#: First sign of the scripts without capitals.
_EAST = "\u2e80"
#: Remarks of settings and metrics: shots, samples, names of measures.
_RUN = re.compile(
    r"(?:[\s,;/&+.\d-]|k?-?shots?|pass|avg|maj|mean|cons|acc\w*|em|f1|prompt|strict|loose|cot|zero|few|rating|percentile|resolved|correct|"
    r"elo|score|win|rate|wr|lc|%|@|k|metric|exact|match|rouge\S*|bleu|instruct|greedy|n|ours|average|↑|↓|分|准确率|通过率)+$",
    re.IGNORECASE,
)
#: A label that says that a column adds up others, and labels that say how a benchmark was run or which part of it.
_TOTAL = re.compile(r"\W*(?:total|totals|totaux|totais|totales|gesamt|sum)\W*", re.IGNORECASE)
_PART = re.compile(
    r"(?:[\s.,/&()%@↑+\d*-]|avg|average|mean|overall|zero|few|valid\w*|dev|test|val|acc\w*|em|f1|scores?|pass|maj|k|shots?|set)+",
    re.IGNORECASE,
)
#: Cells that say how a benchmark was run, not which it is.
_SETTING = re.compile(
    r"^(?:\d+[- ]?shots?|pass@\d+|avg@\d+|acc\w*|em|f1|\d+[kKM]?|[-–—/]?|zero-shot|few-shot)$", re.IGNORECASE
)


class TableReader:
    """Reads grids with the labels of a language.

    Args:
        labels: of the language.

    ``asides`` are cells of running text with the model they speak of, ``lines`` dated rows that tell what happened, for
    whoever reads text; to be emptied there.
    """

    def __init__(self, labels: LabelReader) -> None:
        self._labels = labels
        self._columns = Columns(labels)
        self.asides: list[tuple[Cell, Name]] = []
        self.lines: list[tuple[int, int]] = []

    def read(self, frame: Frame, grid: Grid) -> list[Draft]:
        """Claims of a table."""
        rows = [row for row in unfolded(grid, frame.page.text) if any(cell.text for cell in row)]
        wide = bool(rows) and max(len(row) for row in rows) > 1
        heads, body = self._columns.split(rows) if wide else ([], [])
        if not body:
            return []
        axes = self._columns.with_money(frame, self._columns.axes(frame, heads), body)
        if second := _beside(frame.page, axes, body):
            halves = [[row[:second] for row in rows], [row[second:] for row in rows]]
            return [draft for half in halves for draft in self.read(frame, half)]
        told = Chronicle(self._labels, frame, axes, body)
        if lines := told.happened():
            self.lines += lines
            return told.drafts()
        if self._models_across(frame.page, heads[-1], axes, body):
            return self._across(frame, heads[-1], axes, body)
        found = self._rows(frame, axes, body)
        return told.drafts() or self._without_subjects(frame, heads, axes, body) if found is None else found

    def _rows(self, frame: Frame, axes: list[Axis], body: Grid) -> list[Draft] | None:
        """Rows of benchmarks that say whose they are, else rows about models, companies, countries; None of none."""
        if held := holders(frame.page, body):
            return held
        key = self._subject_column(frame.page, axes, body)
        return self._down(frame, axes, body, key) if key is not None else None

    def _without_subjects(self, frame: Frame, heads: Grid, axes: list[Axis], body: Grid) -> list[Draft]:
        """Rows that name nobody: people in a column of founders, sides that head the columns, labels beside values."""
        if axes[0].kind == "founder":
            return pairs(
                self._labels, frame, [[heads[-1][0], row[0]] for row in body if row and not SUM.match(row[0].text)]
            )
        if len(headed := sides(frame.page, heads[-1])) > 1:
            return self._told(frame, 0, headed, body, scored=False)
        found = pairs(self._labels, frame, [*heads, *body])
        if not found:
            self.asides += [(cell, name) for row in body for cell in row for name in _only_model(frame.page, cell)]
        return found

    def _models_across(self, page: Page, head: list[Cell], axes: list[Axis], body: Grid) -> bool:
        models = [place for place in range(1, len(head)) if model_of(page, head[place])]
        told = axes[min(models, default=1) :]
        metrics = sum(axis.kind is not None and axis.kind not in FORMAL for axis in told)
        down = sum(model_of(page, row[0]) is not None for row in body if row)
        return bool(models) and len(models) > metrics and down <= len(body) * _HALF

    def _across(self, frame: Frame, head: list[Cell], axes: list[Axis], body: Grid) -> list[Draft]:
        """Models head the columns, rows are benchmarks or labels."""
        models = {
            place: name
            for place in range(1, len(head))
            if axes[place].kind not in {"category", "ignored", "benchmark", "item", "value"}
            and (name := model_in(frame.page, head[place], headed=_mostly_scores(body, place)))
        }
        if not models:
            return []
        key = _label_column(axes, body, min(models))
        known = any(len(row) > key and names_benchmark(frame.page, row[key]) for row in body)
        headed = any(axis.kind == "benchmark" for axis in axes[: min(models)])
        scored = known or headed or "scores" in frame.above or frame.benchmark is not None
        return self._told(frame, key, models, body, scored=scored)

    def _told(self, frame: Frame, key: int, models: dict[int, Name], body: Grid, *, scored: bool) -> list[Draft]:
        """What the rows tell of those that head the columns, by the labels of one column."""
        drafts: list[Draft] = []
        for label, row in _labelled(body, key, models):
            axis = self._columns.axis(frame, [label.text], names_benchmark(frame.page, label))
            told = axis.kind not in {None, "ignored", "category", "model"} or (
                axis.kind is None and _may_score(axis, row, scored)
            )
            for place, name in models.items():
                if place < len(row) and not row[place].repeated:
                    drafts += self._cell(frame, axis, row[place], name) if told else []
                    drafts += self._described(frame.page, axis, row[place], name)
        return drafts

    def _subject_column(self, page: Page, axes: list[Axis], body: Grid) -> int | None:
        for place, axis in enumerate(axes):
            if axis.kind == "model":
                return place if not _ANYONE.match(axis.label) or _names_models(page, body, place) else None
        counts = [
            sum(model_of(page, row[place]) is not None for row in body if place < len(row)) * (axis.kind != "made")
            for place, axis in enumerate(axes[:3])
        ]
        if not axes[0].label:
            counts[0] = sum(model_in(page, row[0]) is not None for row in body if row)
        if max(counts) >= _HALF * len(body) and len(axes) > 1:
            return counts.index(max(counts))
        if not any(axis.kind is not None and axis.kind not in FORMAL for axis in axes):
            return None
        for place, axis in enumerate(axes[:3]):
            held = [subject_in(page, row[place]) for row in body if place < len(row)]
            if axis.kind == "category":
                held = [
                    name
                    for name in held
                    if name and any(one.type == EntityType.GROUP for one in page.names_in(name.start, name.end))
                ]
            named = sum(name is not None for name in held)
            if axis.kind in _HEADING and named >= _HALF * len(body):
                return place
            if axis.kind not in _NAMELESS | {"rank"}:
                break
        return None

    def _down(self, frame: Frame, axes: list[Axis], body: Grid, key: int) -> list[Draft]:
        """Models (or companies, countries) head the rows, columns are benchmarks or labels."""
        axes = [replace_kind(axis, place, body) for place, axis in enumerate(axes)]
        scores = self._columns.scores(frame, axes, body, key)
        drafts: list[Draft] = []
        among = self._among_companies(frame.page, body, key)
        for row in body:
            if key >= len(row):
                continue
            name = self._row_subject(frame.page, axes[key], row[key])
            if among and (name is None or len(name.surface) < _WHOLE * len(_BRACKETS.sub("", row[key].text))):
                name = unlisted_company(row[key]) or name
            company = company_in(frame.page, axes, row)
            drafts += bracketed_maker(frame.page, row[key])
            listed = [row[place] for place, axis in enumerate(axes) if axis.kind == "made" and place < len(row)]
            if name is not None and name.type == EntityType.ORGANIZATION:
                drafts += made(frame.page, listed, name)
            for place, axis in enumerate(axes):
                if name is None or place == key or place >= len(row) or axis.kind in FORMAL - {"ignored"}:
                    continue
                about = axis.about or (company if axis.kind in OF_COMPANIES and name.type in _RELEASED else name)
                if about and (place in scores or axis.kind not in {None, "ignored"}):
                    drafts += self._cell(frame, axis, row[place], about)
                drafts += self._described(frame.page, axis, row[place], name)
        return drafts

    def _among_companies(self, page: Page, body: Grid, key: int) -> bool:
        """Whether most cells of a column name companies."""
        named = [subject_in(page, row[key]) for row in body if key < len(row)]
        companies = sum(name is not None and name.type == EntityType.ORGANIZATION for name in named)
        return companies >= _HALF * len(named)

    def _row_subject(self, page: Page, axis: Axis, cell: Cell) -> Name | None:
        named = model_of(page, cell)
        if named is None and (axis.kind == "model" or not axis.label):
            named = model_in(page, cell, headed=axis.kind == "model")
        return named or (subject_in(page, cell) if axis.kind != "model" else east_model(cell))

    def _described(self, page: Page, axis: Axis, cell: Cell, name: Name) -> list[Draft]:
        """Prices of a cell that says itself which they are, under a label that does not."""
        if axis.kind not in _SELF_DESCRIBED or is_score(cell.text):
            return []
        self.asides.append((cell, name))
        if name.type in _RELEASED and (out := self._labels.values.released(page, cell.start, cell.end)):
            return [replace(draft.about(name), rule="table") for draft in out]
        found = self._labels.values.prices_said(page, cell.start, cell.end)
        return [replace(draft.about(name), rule="table") for draft in found]

    def _cell(self, frame: Frame, axis: Axis, cell: Cell, name: Name) -> list[Draft]:
        if axis.kind in {None, "benchmark_score", "benchmark"}:
            measured = _measured(frame, axis)
            return self._score(frame.page, measured, axis, cell, name) if measured else []
        if axis.kind in _OF_PRODUCTS and name.type not in _RELEASED:
            return []
        if axis.kind in PRICES and axis.unit is None and not self._labels.is_of_price(axis.label):
            signs = frame.page.tags.within("units", cell.start, cell.end)
            if not any(tag.key in CURRENCIES for tag in signs):
                return []
        drafts = self._labels.values.read(frame.page, str(axis.kind), cell.start, cell.end, axis.unit, axis.exponent)
        year = year_of(axis.label)
        return [
            replace(draft.about(name), rule="table", period=draft.period or year)
            for draft in drafts
            if draft.value != name.subject
        ]

    def _score(self, page: Page, measured: str, axis: Axis, cell: Cell, name: Name) -> list[Draft]:
        value = score_in(page, cell)
        if value is None:
            return []
        percent = axis.unit == "%" or "%" in cell.text
        unit = value.unit if value.kind in {"percent", "money"} else "%" if percent else "points"
        draft = Draft(
            metric="benchmark_score", value=value.value, unit=unit, start=value.start, end=value.end, subject=None,
            surface="", subject_type=None, rule="table", weight=_SURE, benchmark=self._bare(page, measured), at=value.start,
        )  # fmt: skip
        if _INDEX in measured.lower() or self._labels.kind(measured) == "intelligence_index":
            draft = replace(draft, metric="intelligence_index", unit="index points", benchmark=None)
        return [draft.about(name)]

    def _bare(self, page: Page, label: str) -> str:
        """A benchmark's name without the words "score" or "results" behind it, and without how it was run or what it asks.

        Remarks that tell one test from another stay ("GAIA (text only)"); shots, metrics, titles and what stands behind a
        known name go ("MMLU (5-shot, EM)", "GPQA (Graduate Science)", "MMLU (general knowledge)").
        """
        label = label.replace("*", "")
        remark = _BRACKETS.search(label)
        words = remark[0].strip(" ()（）[]") if remark else ""
        titled = not (words[:1].islower() or words[:1] >= _EAST)
        if remark is not None and (
            _RUN.match(words) or titled or (label[: remark.start()] in page.benchmarks and self._labels.explains(words))
        ):
            label = label[: remark.start()]
        return _WORD_SCORE.sub("", label.strip(" *:↑↓†‡")).strip(" -–:") or label


def replace_kind(axis: Axis, place: int, body: Grid) -> Axis:
    """What a column is by its cells: one that only numbers the rows is no ranking, nor are sums of marks sizes of models."""
    numbered = [row[place].text.strip(". ") for row in body if place < len(row)]
    if axis.kind in {"benchmark", "parameters_total"} and _mostly_scores(body, place):
        if axis.kind == "benchmark":
            return replace(axis, kind="benchmark_score")
        if _TOTAL.fullmatch(axis.label):
            return replace(axis, kind=None)
    counting = (
        axis.kind == "rank" and not axis.label.isalpha() and numbered == [str(n + 1) for n in range(len(numbered))]
    )
    counting |= axis.kind == "intelligence_index" and axis.label.isalpha() and _only_rises(numbered)
    return replace(axis, kind="ignored") if counting else axis


def _only_rises(cells: list[str]) -> bool:
    """Whether cells are whole numbers each above the one before, as the numbers of some rows of a longer table are."""
    told = [int(cell) for cell in cells if cell.isascii() and cell.isdigit()]
    return len(told) == len(cells) >= _ROWS and all(one < other for one, other in itertools.pairwise(told))


def _beside(page: Page, axes: list[Axis], body: Grid) -> int:
    """Where the second of two tables begins that stand side by side under the same labels; 0 where one stands alone."""
    second = len(axes) // 2 if len(axes) in _DOUBLE else 0
    if not second or [axis.label for axis in axes[1:second]] != [axis.label for axis in axes[second + 1 :]]:
        return 0
    named = [sum(place < len(row) and model_of(page, row[place]) is not None for row in body) for place in (0, second)]
    return second if min(named) >= _HALF * len(body) else 0


def _only_model(page: Page, cell: Cell) -> list[Name]:
    """The model of a cell of running text that names one."""
    named = [name for name in page.names_in(cell.start, cell.end) if name.type == EntityType.MODEL]
    return named if len(named) == 1 and len(cell.text) > len(named[0].surface) else []


def _names_models(page: Page, body: Grid, place: int) -> bool:
    """Whether any cell of a column is a model's name, or looks like one."""
    cells = [row[place] for row in body if place < len(row)]
    return any(model_of(page, cell) or any(sign.isdigit() for sign in cell.text) for cell in cells)


def _label_column(axes: list[Axis], body: Grid, first: int) -> int:
    """Of the columns before the first model's, the one that tells rows apart; the one labelled so, of equals."""
    columns = [[row[place] for row in body if place < len(row)] for place in range(first)]
    distinct = [len({cell.text for cell in column if cell.text and not cell.repeated}) for column in columns]
    settings = [sum(_SETTING.match(cell.text) is not None for cell in column) for column in columns]
    return max(
        range(first),
        key=lambda place: (
            axes[place].kind != "category" and settings[place] <= _HALF * len(columns[place]),
            distinct[place] >= _HALF * max(distinct) and axes[place].kind == "benchmark",
            distinct[place],
            -place,
        ),
    )


def _labelled(body: Grid, key: int, models: dict[int, Name]) -> Iterator[tuple[Cell, list[Cell]]]:
    """Rows with the label that holds for them: their own, else the one above while a setting differs."""
    label: Cell | None = None
    for row in body:
        if len(row) <= key or (row[key].repeated and key and row[key].text == row[key - 1].text):
            continue
        if row[key].text:
            label = row[key]
        elif not any(cell.text for cell in row[key + 1 : min(models)]):
            continue
        if label:
            yield label, row


def _may_score(axis: Axis, row: list[Cell], scored: bool) -> bool:
    """Whether a row of unknown label may hold scores: among benchmarks, and no other unit in its label."""
    return scored and not measures_something_else(axis.label) and any(is_score(cell.text) for cell in row)


def _mostly_scores(body: Grid, place: int) -> bool:
    cells = [row[place].text for row in body if place < len(row) and not is_absent(row[place].text)]
    return bool(cells) and sum(map(is_score, cells)) >= _HALF * len(cells)


def _measured(frame: Frame, axis: Axis) -> str | None:
    """The benchmark of a column or row of scores: its label, or the one spoken of where it says only how that was run."""
    part = axis.kind is not None or (_PART.fullmatch(axis.label) and any(sign.isalpha() for sign in axis.label))
    if not part:
        return axis.label
    return frame.benchmark or (axis.label if axis.kind is None or "scores" in frame.above else None)
