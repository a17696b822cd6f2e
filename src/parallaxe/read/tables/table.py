"""Tables: which way they lie, which columns or rows are models, and what each cell says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, unlisted_model
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.columns import FORMAL, Axis, Columns, Frame, model_of, names_benchmark
from parallaxe.read.tables.grid import Cell, Grid, unfolded
from parallaxe.read.tables.labels import LabelReader
from parallaxe.read.tables.scores import is_score, measures_something_else, score_in
from parallaxe.read.tables.values import is_absent
from parallaxe.vocabulary.entity import Entity, EntityType

_SUBJECT_TYPES = (EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION, EntityType.COUNTRY, EntityType.CHIP)
#: A label's own year: "Private investment 2024", "Revenue (2025)".
_OF_YEAR = re.compile(r"(?:^|[ (])(20\d\d)\)?$")
_SIDES = frozenset({EntityType.COUNTRY, EntityType.ORGANIZATION})
#: What has a day of release; the date in a company's row is that of something else.
_RELEASED = frozenset({EntityType.MODEL, EntityType.PRODUCT, EntityType.CHIP})
_OF_PRODUCTS = frozenset({"release_date", "developer"})
_BRACKETS = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*$")
#: Weight of a claim read from a table: conditions are met or not, there is little in between.
_SURE = 0.9
#: The composite index that has a metric of its own, in the labels of columns and headings.
_INDEX = "intelligence index"
#: Share of rows that must name a model for a column to be the models'.
_HALF = 0.5
#: Columns whose cells may say themselves that they hold a price.
_SELF_DESCRIBED = frozenset({None, "ignored"})
#: Labels of columns that may hold whom the rows are about.
_NAMELESS = frozenset({None, "developer", "ignored"})
#: Share of a cell's words that must be the name for the row to be about it.
_NAMING, _WHOLE = 0.4, 0.75
#: A company's name, in capitals; rows that add up others are nobody's.
_COMPANY = re.compile(r"[A-Z][\w&.'’\-]*(?: (?:of|de|and|&|des|du|do|da)(?= )| [A-Z0-9][\w&.'’\-]*){0,5}")
_SUM = re.compile(
    r"(?:total|sum|others?|rest|all|average|mean|big|top|autres|otros|outros|sonstige|gesamt)\b", re.IGNORECASE
)
#: Labels with values that make a list of them a fact sheet, whom such sheets are about, and metrics only models have.
_SHEET = 2
_SHEET_TYPES = (EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION)
_OF_MODELS = frozenset({"parameters_total", "parameters_active", "context_length"})
#: Metrics only companies have, and a model's name in Chinese characters, under a label that says so.
OF_COMPANIES = frozenset(
    {"funding_raised", "valuation", "ipo_date", "founded_date", "headquarters", "founder", "entity_list_date"}
)
_EAST_NAME = re.compile(r"[\u4e00-\u9fff]{2,5}(?:[·・ ]?[\u4e00-\u9fff]{1,4})?(?:[ -]?[A-Za-z0-9][A-Za-z0-9.\-]*)?")
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
#: Cells that say how a benchmark was run, not which it is.
_SETTING = re.compile(
    r"^(?:\d+[- ]?shots?|pass@\d+|avg@\d+|acc\w*|em|f1|\d+[kKM]?|[-–—/]?|zero-shot|few-shot)$", re.IGNORECASE
)


class TableReader:
    """Reads grids with the labels of a language.

    Args:
        labels: of the language.

    ``asides`` are cells of running text with the model they speak of, for whoever reads text; to be emptied there.
    """

    def __init__(self, labels: LabelReader) -> None:
        self._labels = labels
        self._columns = Columns(labels)
        self.asides: list[tuple[Cell, Name]] = []

    def read(self, frame: Frame, grid: Grid) -> list[Draft]:
        """Claims of a table."""
        rows = [row for row in unfolded(grid, frame.page.text) if any(cell.text for cell in row)]
        wide = bool(rows) and max(len(row) for row in rows) > 1
        heads, body = self._columns.split(rows) if wide else ([], [])
        if not body:
            return []
        axes = self._columns.axes(frame, heads)
        if self._models_across(frame.page, heads[-1], axes, body):
            return self._across(frame, heads[-1], axes, body)
        key = self._subject_column(frame.page, axes, body)
        if key is None and axes[0].kind == "founder":
            return self._pairs(frame, [[heads[-1][0], row[0]] for row in body if row and not _SUM.match(row[0].text)])
        if key is not None:
            return self._down(frame, axes, body, key)
        if len(sides := _sides(frame.page, heads[-1])) > 1:
            return self._told(frame, 0, sides, body, scored=False)
        return self._pairs(frame, [*heads, *body])

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
            and (name := _model(frame.page, head[place], headed=_mostly_scores(body, place)))
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
            sum(model_of(page, row[place]) is not None for row in body if place < len(row))
            for place in range(min(len(axes), 3))
        ]
        if not axes[0].label:
            counts[0] = sum(_model(page, row[0]) is not None for row in body if row)
        if max(counts) >= _HALF * len(body) and len(axes) > 1:
            return counts.index(max(counts))
        if not any(axis.kind is not None and axis.kind not in FORMAL for axis in axes):
            return None
        for place, axis in enumerate(axes[:3]):
            named = sum(place < len(row) and _subject(page, row[place]) is not None for row in body)
            if axis.kind in _NAMELESS and named >= _HALF * len(body):
                return place
            if axis.kind not in _NAMELESS | {"rank"}:
                break
        return None

    def _down(self, frame: Frame, axes: list[Axis], body: Grid, key: int) -> list[Draft]:
        """Models (or companies, countries) head the rows, columns are benchmarks or labels."""
        scores = self._columns.scores(frame, axes, body, key)
        axes = [replace_kind(axis, place, body) for place, axis in enumerate(axes)]
        drafts: list[Draft] = []
        among = self._among_companies(frame.page, body, key)
        for row in body:
            if key >= len(row):
                continue
            name = self._row_subject(frame.page, axes[key], row[key])
            if among and (name is None or len(name.surface) < _WHOLE * len(_BRACKETS.sub("", row[key].text))):
                name = _unlisted(row[key]) or name
            company = _company(frame.page, axes, row)
            for place, axis in enumerate(axes):
                if name is None or place == key or place >= len(row) or axis.kind in FORMAL - {"ignored"}:
                    continue
                about = company if axis.kind in OF_COMPANIES and name.type in _RELEASED else name
                if about and (place in scores or axis.kind not in {None, "ignored"}):
                    drafts += self._cell(frame, axis, row[place], about)
                drafts += self._described(frame.page, axis, row[place], name)
        return drafts

    def _among_companies(self, page: Page, body: Grid, key: int) -> bool:
        """Whether most cells of a column name companies."""
        named = [_subject(page, row[key]) for row in body if key < len(row)]
        companies = sum(name is not None and name.type == EntityType.ORGANIZATION for name in named)
        return companies >= _HALF * len(named)

    def _row_subject(self, page: Page, axis: Axis, cell: Cell) -> Name | None:
        named = model_of(page, cell)
        if named is None and (axis.kind == "model" or not axis.label):
            named = _model(page, cell, headed=axis.kind == "model")
        return named or (_subject(page, cell) if axis.kind != "model" else _east_model(cell))

    def _described(self, page: Page, axis: Axis, cell: Cell, name: Name) -> list[Draft]:
        """Prices of a cell that says itself which they are, under a label that does not."""
        if axis.kind not in _SELF_DESCRIBED or is_score(cell.text):
            return []
        self.asides.append((cell, name))
        found = self._labels.values.prices_said(page, cell.start, cell.end)
        return [replace(draft.about(name), rule="table") for draft in found]

    def _cell(self, frame: Frame, axis: Axis, cell: Cell, name: Name) -> list[Draft]:
        if axis.kind in {None, "benchmark_score", "benchmark"}:
            measured = axis.label if axis.kind is None else frame.benchmark
            return self._score(frame.page, measured, axis, cell, name) if measured else []
        if axis.kind in _OF_PRODUCTS and name.type not in _RELEASED:
            return []
        drafts = self._labels.values.read(frame.page, str(axis.kind), cell.start, cell.end, axis.unit)
        year = _OF_YEAR.search(axis.label)
        return [
            replace(draft.about(name), rule="table", period=draft.period or (year[1] if year else None))
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
            surface="", subject_type=None, rule="table", weight=_SURE, benchmark=_bare(measured), at=value.start,
        )  # fmt: skip
        if _INDEX in measured.lower():
            draft = replace(draft, metric="intelligence_index", unit="index points", benchmark=None)
        return [draft.about(name)]

    def _kind(self, page: Page, row: list[Cell]) -> str | None:
        """What a label says its value is; a value may say itself that it is the day of a sanction."""
        kind = self._labels.kind(row[0].text)
        if kind in _SELF_DESCRIBED and any(
            tag.key == "listed" for tag in page.tags.within("links", row[1].start, row[1].end)
        ):
            return "entity_list_date"
        return kind

    def _pairs(self, frame: Frame, rows: Grid) -> list[Draft]:
        """Labels in the first column, values in the second, about what the title or heading names."""
        named = [(kind, row[1]) for row in rows if len(row) > 1 and (kind := self._kind(frame.page, row))]
        titled = next(
            (name for name in frame.page.names_in(rows[0][0].start, rows[0][0].end) if name.type == EntityType.MODEL),
            None,
        )
        subject = titled or subject_of(named, frame)
        if subject is None:
            return []
        return [
            replace(draft.about(subject), rule="table")
            for kind, cell in named
            if kind not in FORMAL
            for draft in self._labels.values.read(frame.page, kind, cell.start, cell.end)
            if draft.value != subject.subject
        ]


def _sides(page: Page, head: list[Cell]) -> dict[int, Name]:
    """Countries or companies that head columns, where nothing else does."""
    named = {place: name for place in range(1, len(head)) if (name := _subject(page, head[place]))}
    alike = len({name.type for name in named.values()}) == 1 and len(named) >= _HALF * (len(head) - 1)
    return named if alike and next(iter(named.values())).type in _SIDES else {}


def replace_kind(axis: Axis, place: int, body: Grid) -> Axis:
    """A column that only numbers the rows is no ranking."""
    numbered = [row[place].text.strip(". ") for row in body if place < len(row)]
    counting = (
        axis.kind == "rank" and not axis.label.isalpha() and numbered == [str(n + 1) for n in range(len(numbered))]
    )
    return replace(axis, kind="ignored") if counting else axis


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


def _company(page: Page, axes: list[Axis], row: list[Cell]) -> Name | None:
    """The company a row names beside its model, known or not."""
    cell = next((row[place] for place, axis in enumerate(axes) if axis.kind == "developer" and place < len(row)), None)
    if cell is None or is_absent(cell.text):
        return None
    words = _BRACKETS.sub("", cell.text)
    named = [name for name in page.names_in(cell.start, cell.end) if name.type == EntityType.ORGANIZATION]
    known = next((name for name in named if len(name.surface) >= _NAMING * len(words)), None)
    entity = Entity(slug=slug_of(words) or words, name=words, type=EntityType.ORGANIZATION)
    return known or Name(cell.start, cell.end, words, entity, entity.type)


def _east_model(cell: Cell) -> Name | None:
    """A model under a name in Chinese characters that the catalogue does not know."""
    words = _BRACKETS.sub("", cell.text)
    if not _EAST_NAME.fullmatch(words):
        return None
    entity = Entity(slug=slug_of(words) or words, name=words, type=EntityType.MODEL)
    return Name(cell.start, cell.end, words, entity, entity.type)


def _mostly_scores(body: Grid, place: int) -> bool:
    cells = [row[place].text for row in body if place < len(row) and not is_absent(row[place].text)]
    return bool(cells) and sum(map(is_score, cells)) >= _HALF * len(cells)


def _subject(page: Page, cell: Cell) -> Name | None:
    """Whom a cell names, where it says little else."""
    bare = _BRACKETS.sub("", cell.text)
    named = (name for name in page.names_in(cell.start, cell.end) if name.type in _SUBJECT_TYPES)
    name = next((name for name in named if name.surface in bare), None)
    return name if name and len(name.surface) >= _NAMING * len(bare) else None


def _unlisted(cell: Cell) -> Name | None:
    """The company of a cell that the catalogue does not know, among cells that name companies."""
    words = _BRACKETS.sub("", cell.text).strip(" *†‡")
    if not _COMPANY.fullmatch(words) or _SUM.match(words):
        return None
    entity = Entity(slug=slug_of(words) or words, name=words, type=EntityType.ORGANIZATION)
    return Name(cell.start, cell.end, words, entity, EntityType.ORGANIZATION)


def _model(page: Page, cell: Cell, *, headed: bool = False) -> Name | None:
    """The model of a cell: a known name, else the cell's words if they look like one."""
    words = _BRACKETS.sub("", cell.text).strip(" *†‡")
    return model_of(page, cell, headed=headed) or unlisted_model(words, cell.start, cell.end, named=headed)


def subject_of(named: list[tuple[str, Cell]], frame: Frame) -> Name | None:
    """Whom a list of labels is about: the model one of them names, else the heading's, the title's or the document's."""
    for kind, cell in named:
        if kind == "model" and (name := _model(frame.page, cell)):
            return name
    kinds = {kind for kind, _ in named} - FORMAL
    memory = frame.memory
    told = [kind for kind, _ in named if kind not in FORMAL]
    headed = any(kind in FORMAL for kind, _ in named) and kinds & OF_COMPANIES
    if len(told) < _SHEET and not (told and (headed or EntityType.MODEL in memory.heading)):
        return None
    types = (EntityType.MODEL, EntityType.PRODUCT) if kinds & _OF_MODELS else tuple(_SHEET_TYPES)
    if kinds & OF_COMPANIES and not kinds & _OF_MODELS:
        types = (EntityType.ORGANIZATION, EntityType.PRODUCT)
    places = (memory.heading, memory.title, memory.last)
    named_there = next((place[kind] for place in places for kind in types if kind in place), None)
    return named_there or (frame.own if kinds & _OF_MODELS else None)


def _bare(label: str) -> str:
    """A benchmark's name without the words "score" or "results" behind it, and without how it was run.

    Remarks that tell one test from another stay ("GAIA (text only)"); shots, metrics and titles go
    ("MMLU (5-shot, EM)", "GPQA (Graduate Science)").
    """
    label = label.replace("*", "")
    remark = _BRACKETS.search(label)
    words = remark[0].strip(" ()（）[]") if remark else ""
    if remark is not None and (_RUN.match(words) or not (words[:1].islower() or words[:1] >= _EAST)):
        label = label[: remark.start()]
    return _WORD_SCORE.sub("", label.strip(" *:↑↓†‡")).strip(" -–:") or label
