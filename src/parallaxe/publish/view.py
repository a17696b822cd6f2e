"""What sections share: the rows in focus, who is named how, and figures that open their cards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import zip_longest

from markupsafe import Markup, escape

from parallaxe.publish.conversion import DOLLAR, Conversion
from parallaxe.publish.focus import Scope, Side
from parallaxe.publish.report_input import ReportInput
from parallaxe.publish.row import Row, rows_of
from parallaxe.publish.texts import FALLBACK, Texts, bare
from parallaxe.publish.writing import Writer, visible
from parallaxe.reconcile import Selected
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.finding import Finding, FindingKind

#: A page of more figures would pass two megabytes: rows of record-level files fill what documents
#: and facts leave, up to their own budget and so many of one model, or of another subject, whose
#: series are drawn; all stand in the data files.
PAGE_FIGURES, RECORD_BUDGET, RECORDS_A_MODEL, RECORDS_A_SERIES = 950, 400, 8, 60
#: Of a page's figures, at least one in so many may be about others than the focus; facts on one whom documents name.
OTHERS, OF_ONE_NAMED = 5, 5
#: Drawn before a figure, short because there are thousands: hollow, half, full.
_MARKS = {
    "claimed": Markup('<i class="m"></i>'),
    "recomputed": Markup('<i class="m recomputed"></i>'),
    "measured": Markup('<i class="m measured"></i>'),
}
#: Up to so many members are all disputed; of more, those of the finding's own subject.
_FEW_MEMBERS = 4
#: Kinds of findings that mean sources do not say the same about the same thing.
DISPUTES = frozenset({FindingKind.CONFLICT, FindingKind.INCONSISTENCY})
#: Types whose names are translated; the others keep the name their makers gave them.
_TRANSLATED = frozenset({EntityType.COUNTRY, EntityType.PLACE, EntityType.POLICY, EntityType.GROUP})
#: Dimensions and metrics whose values are names, the same in every language.
NAMES = frozenset(
    {
        "acquirer", "benchmark", "benchmark_version", "configuration", "developer", "exchange", "founder", "index",
        "index_version", "integrates", "licence", "offer", "owner", "partnership", "provider", "uses", "based_on",
        "member_of", "headquarters", "metric_variant",
    }
)  # fmt: skip
#: Values of dimensions that go without saying: the card alone says them.
_PLAIN = frozenset({("modality", "actual"), ("aggregation", "point"), ("basis", "period"), ("counting", "whole")})
#: Further types that have a name of their own in Chinese.
_TRANSLATED_HAN = _TRANSLATED | {EntityType.ORGANIZATION, EntityType.PERSON}


class Material:
    """The rows of a report, sorted out once and shared by its languages.

    Args:
        given: what the report is made from.
        figures: about how many a page may tell.
    """

    def __init__(self, given: ReportInput, figures: int = PAGE_FIGURES) -> None:
        self.given = given
        self.scope = Scope(given.focus, given.catalogue.entities)
        known = sorted(rows_of(given.table), key=lambda row: row.id)
        everything = [row for row in known if row.may_be_told]
        #: In focus, wherever they stand; the data files hold them all.
        self.all_rows = [row for row in known if self._in_focus(row)]
        withheld = {row.id for row in known if not row.may_be_told}
        direct = {row.id for row in self.all_rows}
        said = self._said(figures)
        documents = {row.snapshot for row in said if row.locator == "quote"}
        #: One row of each document read.
        self.documents = list({row.source: row for row in known if row.snapshot in documents}.values())
        others = [row for row in everything if row.id not in direct]
        #: Read in the same documents about others, and known of whom they name: shown in the full list only.
        self.beside = self._beside(others, documents)[: max(figures // OTHERS, figures - len(said))]
        #: In focus and told on the page.
        self.rows = sorted(said + self._records(figures - len(said) - len(self.beside)), key=lambda row: row.id)
        #: What is compared with, for indices and charts.
        self.compared = [row for row in everything if row.id not in direct and row.subject in self.scope.compared]
        self.by_id = {row.id: row for row in (*self.all_rows, *self.beside, *self.compared)}
        self.conversion = Conversion(given.rates)
        self.findings = [finding for finding in given.findings if self._touches(finding, direct, withheld)]

    @property
    def linked(self) -> list[Row]:
        """In focus, of sources that may only be linked: their pages are listed, their figures are not told."""
        return [row for row in self.all_rows if not row.may_be_told]

    @property
    def left_out(self) -> int:
        """How many observations in focus stand in the data files only."""
        return len(self.all_rows) - len(self.linked) - len(self.rows)

    @cached_property
    def selected(self) -> dict[str, Selected]:
        """The selection each observation belongs to."""
        found: dict[str, Selected] = {}
        for selection in self.given.selections:
            for ids in selection.members.values():
                found.update(dict.fromkeys(ids, selection))
        return found

    @cached_property
    def findings_of(self) -> dict[str, list[tuple[int, Finding]]]:
        """Findings an observation is a member of, with their number on the page."""
        found: dict[str, list[tuple[int, Finding]]] = defaultdict(list)
        for number, finding in enumerate(self.findings, start=1):
            for member in finding.members:
                found[member.observation].append((number, finding))
        return found

    def _said(self, figures: int) -> list[Row]:
        """What documents and our own runs say, then facts, the values shown and the newest first."""
        said = [row for row in self.all_rows if row.may_be_told and not row.from_record]
        chosen = {selection.shown for selection in self.given.selections}
        said.sort(key=lambda row: (row.locator == "cell", row.id not in chosen, -row.sort_day.toordinal(), row.id))
        return said[:figures]

    def _records(self, room: int) -> list[Row]:
        records = [row for row in self.all_rows if row.may_be_told and row.from_record]
        return _of_records(records, max(0, min(RECORD_BUDGET, room)))

    def _beside(self, others: Sequence[Row], documents: set[str | None]) -> list[Row]:
        """About others than the focus: what its documents say of them, and some facts on each one they name.

        First one figure of each subject, then a second of each, and so on.
        """
        read: dict[str, list[Row]] = defaultdict(list)
        known: dict[str, list[Row]] = defaultdict(list)
        for row in others:
            if row.locator == "quote" and row.snapshot in documents:
                read[row.who].append(row)
            elif row.subject in self.given.named and row.locator == "cell" and not row.from_record:
                known[row.who].append(row)
        for rows in known.values():
            rows.sort(key=lambda row: (row.source_class or "Z", -row.sort_day.toordinal(), row.id))
        told = [[*read[who], *known[who][:OF_ONE_NAMED]] for who in sorted({*read, *known})]
        return [row for rank in zip_longest(*told) for row in rank if row is not None]

    def _in_focus(self, row: Row) -> bool:
        focus = self.given.focus
        return focus.everything or row.subject in self.scope.subjects or row.metric in focus.metrics

    @staticmethod
    def _touches(finding: Finding, direct: set[str], withheld: set[str]) -> bool:
        members = {member.observation for member in finding.members}
        return bool(members & direct) and not members & withheld


def sheet_anchor(who: str) -> str:
    """Anchor of a subject's sheet: its slug, or its words in letters and digits."""
    return "e-" + "".join(character if character.isalnum() else "-" for character in who.lower())


def _central(finding: Finding, row: Row) -> bool:
    """Whether the finding is about this figure; of a whole ranking, only about the one out of place."""
    about = finding.members[0]
    return len(finding.members) <= _FEW_MEMBERS or row.id == about.observation or row.surface == about.subject


def _of_records(rows: Sequence[Row], most: int) -> list[Row]:
    """Of the mass of record-level files: producers' first, then the newest, whole subjects."""
    subjects: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        subjects[row.who].append(row)
    nearest = {who: min(row.source_class or "Z" for row in found) for who, found in subjects.items()}
    newest = {who: max(row.sort_day for row in found).toordinal() for who, found in subjects.items()}
    told: list[Row] = []
    for who in sorted(subjects, key=lambda who: (nearest[who], -newest[who], who)):
        own = RECORDS_A_MODEL if subjects[who][0].subject_type == "model" else RECORDS_A_SERIES
        ordered = sorted(subjects[who], key=lambda row: (row.source_class or "Z", -row.sort_day.toordinal(), row.id))
        told += ordered[: min(most - len(told), own)]
    return told


class View:
    """Material in one language.

    Args:
        material: the rows.
        texts: of the language.
    """

    def __init__(self, material: Material, texts: Texts) -> None:
        self.material = material
        self.texts = texts
        self.write = Writer(texts)
        self.used: dict[str, Row] = {}
        self._values: dict[str, Markup] = {}
        self.told_findings: set[int] = set()
        self._entities = material.given.catalogue.entities
        self._metrics = material.given.catalogue.metrics

    @property
    def rows(self) -> list[Row]:
        """In focus, sorted by id."""
        return self.material.rows

    def of(self, *metrics: str, rows: Iterable[Row] | None = None) -> list[Row]:
        """Rows in focus of some metrics."""
        wanted = set(metrics)
        return [row for row in (self.rows if rows is None else rows) if row.metric in wanted]

    def shown(self, rows: Iterable[Row]) -> list[Row]:
        """Of several sources for one quantity among them, the value the rules choose; all, where they do not."""
        rows = list(rows)
        present = {row.id for row in rows}
        kept = []
        for row in rows:
            selection = self.material.selected.get(row.id)
            if selection is None or selection.shown == row.id or selection.shown not in present:
                kept.append(row)
        return kept

    def name(self, slug: str | None, surface: str = "") -> Markup:
        """How this language calls an entity; its own words where it is unknown."""
        entity = self._entities.get(slug) if slug else None
        if entity is None:
            return visible(surface or slug or "")
        translated = _TRANSLATED_HAN if self.texts.language == "zh" else _TRANSLATED
        names = entity.names.get(self.texts.language) or entity.names.get(f"{self.texts.language}-Hans")
        if entity.type not in translated or self.texts.language == FALLBACK:
            return self._own_name(entity.name)
        said = self.texts.term("entity", entity.slug)
        name = names[0] if names else said
        if name is None:
            return self._own_name(entity.name)
        return visible(self.texts.spelled(name[:1].upper() + name[1:]))

    def _own_name(self, name: str) -> Markup:
        """A name as its maker gives it; what the catalogue adds to tell it from others is said in this language."""
        plain, added, kind = name.removesuffix(")").rpartition(" (")
        if added and self.texts.has(f"name.{kind}"):
            return self.texts(f"name.{kind}", name=visible(plain))
        return visible(name)

    def subject(self, row: Row) -> Markup:
        """The name of what a row is about."""
        return self.name(row.subject, row.surface)

    def plain_name(self, slug: str | None, surface: str = "") -> str:
        """A name without markup, for charts, sorting and attributes."""
        return bare(self.name(slug, surface))

    def metric(self, metric: str) -> Markup:
        """The name of a metric, its first letter large where the script has one."""
        declared = self._metrics.get(metric)
        if declared is None:
            return escape(metric)
        return self.texts.pick(declared.name, f"metrics/{metric}")

    def dimension(self, name: str, value: str, row: Row | None = None) -> Markup:
        """A dimension's value in words; what a document says in its own words stands as quoted."""
        said = self._term(name, value, row)
        label = f"dimension.{name}"
        if self.texts.has(label):
            return self.texts(label, value=said)
        return self.texts("label_value", label=self.texts.untranslated(name, label), value=said)

    def _term(self, group: str, value: str, row: Row | None) -> Markup:
        said = self.texts.term(group, value)
        if said is not None:
            return said
        if value in self._entities:
            return self.name(value, value)
        if row is not None and row.locator == "quote":
            return Markup('<span lang="{}">{}</span>').format(row.source_language or "und", visible(value))
        if group in NAMES or self.texts.language == FALLBACK:
            return visible(value)
        return self.texts.untranslated(visible(value), f"terms/{group}.{value}")

    def circumstances(self, row: Row, *, leave: Iterable[str] = (), whole: bool = False) -> Markup:
        """Dimensions of a row in words, but those left out and, unless it is to be whole, what goes without saying."""
        left = set(leave) | (set() if whole else {name for name, value in row.scope if (name, value) in _PLAIN})
        return self.texts.join(
            "list_comma", (self.dimension(name, value, row) for name, value in row.scope if name not in left)
        )

    def value(self, row: Row) -> Markup:
        """A row's value with sign and unit."""
        if row.id not in self._values:
            self._values[row.id] = self.write.signed(self._bare(row), row.qualifier)
        return self._values[row.id]

    def value_plain(self, row: Row) -> str:
        """The same without markup."""
        return self.write.signed_plain(str(self._bare(row)), row.qualifier)

    def in_dollars(self, row: Row) -> Markup:
        """The same amount in dollars, for what is money in another currency; nothing for the rest."""
        converted = self.material.conversion.of(row)
        if converted is None:
            return Markup()
        amount = self.write.money(converted.amount, DOLLAR)
        return self.texts("in_dollars", amount=self.write.signed(amount, row.qualifier or "approx"))

    def bare_number(self, row: Row) -> Markup:
        """Number and sign only, for columns whose head carries the unit."""
        text = self.write.number(row.number) if row.number is not None else str(self._bare(row))
        return self.write.signed(text, row.qualifier)

    def when(self, row: Row) -> str:
        """When it was true."""
        return self.write.period(row.valid) if row.unit != "date" else ""

    def figure(self, row: Row, text: Markup | None = None) -> Markup:
        """A value that opens its card, with the mark of its kind and of a dispute."""
        self.used[row.id] = row
        mark = _MARKS[row.kind]
        return Markup('<button class="f" popovertarget="{}">{}{}{}</button>').format(
            row.anchor, mark, self.value(row) if text is None else text, self.dispute(row)
        )

    def dispute(self, row: Row) -> Markup:
        """The mark of a figure that sources dispute; nothing for the others."""
        if not self.is_disputed(row):
            return Markup()
        return Markup('<sup class="dispute">≠<span class="sr"> {}</span></sup>').format(self.texts.plain("disputed"))

    def is_disputed(self, row: Row) -> bool:
        """Whether it is a member of a conflict or inconsistency no verdict settles."""
        return any(
            finding.kind in DISPUTES and finding.verdict is None and _central(finding, row)
            for _, finding in self.material.findings_of.get(row.id, ())
        )

    def is_unchosen(self, row: Row) -> bool:
        """Whether no rule decides between this value and others; several founders are a set, not a choice."""
        selection = self.material.selected.get(row.id)
        declared = self._metrics.get(row.metric)
        return selection is not None and selection.shown is None and not (declared and declared.many)

    def side(self, row: Row) -> Side | None:
        """The side a row's subject stands on."""
        return self.material.scope.side(row.subject)

    def colour(self, row: Row) -> str:
        """Role in the palette."""
        side = self.side(row)
        return side.colour if side else "n"

    def vantage(self, row: Row) -> Markup:
        """Who made the figure."""
        return self.source_title(row) if row.vantage == row.source else self.name(row.vantage, row.vantage)

    def publisher(self, row: Row) -> Markup:
        """Who published it."""
        if row.told_by == row.source:
            return self.source_title(row)
        return self.name(row.told_by) if row.told_by in self._entities else self._own_name(row.told_by)

    def source_title(self, row: Row) -> Markup:
        """Title of the source, else how its text begins, else its id."""
        opening = self.material.given.openings.get(row.source)
        if row.source_title or not opening:
            return visible(row.source_title or row.source)
        return self.texts("untitled", opening=visible(opening))

    def _bare(self, row: Row) -> Markup | str:
        if row.number is not None:
            return self.write.quantity(row.number, row.unit)
        if row.unit == "date":
            return self.write.period(row.text)
        return self._term(row.metric, row.text or "", row)
