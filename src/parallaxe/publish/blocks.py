"""What a section is made of; templates know these shapes and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from parallaxe.publish.charts.canvas import Canvas

NOTHING = Markup()
#: So many rows more are shown at once rather than behind a summary.
_FEWEST_LATE = 4


@dataclass(frozen=True, kw_only=True)
class Column:
    """Head of a column; numbers are set right-aligned in figures of one width."""

    head: Markup
    numeric: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One row of a table; its first cell is the row's head."""

    cells: Sequence[Markup]
    colour: str = "n"


@dataclass(frozen=True, kw_only=True)
class Group:
    """Rows of a table under a head of their own, or under none."""

    head: Markup
    lines: Sequence[Line]


@dataclass(frozen=True, kw_only=True)
class Table:
    """Groups of rows under heads.

    Args:
        caption: what it holds.
        columns: heads.
        groups: rows.
        folded: behind a summary the reader opens, under a chart that says the same.
        first: so many rows stand, the rest wait until the reader asks; 0 for all.
    """

    caption: Markup
    columns: Sequence[Column]
    groups: Sequence[Group]
    folded: bool = False
    first: int = 0

    @property
    def late(self) -> int:
        """Number of rows that wait: none, where few would."""
        waiting = self.count - self.first
        return waiting if self.first and not self.folded and waiting > _FEWEST_LATE else 0

    @property
    def measures(self) -> int:
        """Number of columns of numbers, which a phone names one by one where they are several."""
        return sum(self.columns[position].numeric for position in self.filled[1:])

    @property
    def count(self) -> int:
        """Number of rows."""
        return sum(len(group.lines) for group in self.groups)

    @property
    def filled(self) -> list[int]:
        """Positions of the columns that are not empty throughout."""
        lines = [line for group in self.groups for line in group.lines]
        return [position for position in range(len(self.columns)) if any(line.cells[position] for line in lines)]


@dataclass(frozen=True, kw_only=True)
class Chart:
    """A drawing in two widths, with its words and its data.

    Args:
        id: stable name of its files and anchor.
        title: the finding, in one sentence.
        subtitle: quantity, unit.
        source: who it rests on.
        description: what it shows, for those who do not see it.
        wide: drawn for text width.
        narrow: drawn for a phone.
        head: names of the data's columns.
        data: rows of the data, text or exact numbers.
    """

    id: str
    title: str
    subtitle: str
    source: str
    description: str
    wide: Canvas
    narrow: Canvas
    head: Sequence[str]
    data: Sequence[Sequence[object]]


@dataclass(frozen=True, kw_only=True)
class Event:
    """A dated entry of a timeline."""

    when: Markup
    what: Markup
    figure: Markup


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of a section under its own heading, or the section itself where it has one part."""

    id: str
    title: Markup
    subtitle: Markup = NOTHING
    text: Sequence[Markup] = ()
    chart: Chart | None = None
    tables: Sequence[Table] = ()
    events: Sequence[Event] = ()
    notes: Sequence[Markup] = ()


@dataclass(frozen=True, kw_only=True)
class Section:
    """A section of the page.

    Args:
        id: permanent anchor.
        template: file in templates/ that lays it out.
        title: as in the contents.
        lead: one sentence under the title.
        blocks: its parts.
        extra: what only its own template reads.
    """

    id: str
    title: Markup
    template: str = "blocks.html.j2"
    lead: Markup = NOTHING
    blocks: Sequence[Block] = ()
    extra: dict[str, object] = field(default_factory=dict)
