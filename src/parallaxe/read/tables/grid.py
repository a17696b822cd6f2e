"""Tables as rows of cells that know where they stand, from Markdown pipes or HTML tags."""

from __future__ import annotations

import html
import re

import msgspec
from msgspec.structs import replace

_RULE = re.compile(r"^[\s|:\-–—=+]*$")
_PIPE = re.compile(r"\|(?<!\\.)")
_ROW = re.compile(r"<tr\b[^>]*>(.*?)(?=<tr\b|</tr>|</table>|\Z)", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t([dh])\b([^>]*)>(.*?)(?=<t[dh]\b|</t[dhr]>|<tr\b|</table>|\Z)", re.DOTALL | re.IGNORECASE)
_SPAN = re.compile(r"(row|col)span\s*=\s*[\"']?(\d+)", re.IGNORECASE)
#: Footnote marks (raised figures, mathematics of one sign) belong to no number or name.
_RAISED = re.compile(
    r"<sup\b[^>]*>\s*(?:[\d,\s]{1,5}|[*†‡§a-e]{1,2})\s*</sup>|\$\^[^$\n]{0,40}\$|\[\^[^\]\n]{0,20}\]", re.IGNORECASE
)
_MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|<[^>]*>|\*\*|__|`|\[\[|\]\]|\\(?=[*_|])")
#: A sign that all markup has.
_MARKED = re.compile(r"[\[<`*_\\$&\u2011]")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
#: A break before a hyphen only wraps a name ("LLaMA-2<br>-7B").
_WRAPPED = re.compile(r"\s*<br\s*/?>\s*(?=-\w)", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FIGURE = re.compile(r"[-–—/]?$|[~≈<>]?\s*\d")
#: A cell that is a figure and hardly more.
_AMOUNT = re.compile(r"[~≈<>$€¥]?\s*\d[\d.,]*\s?(?:%|[a-zA-Z]{1,3})?$")
#: A span or table larger than this is cut: no document needs it, hostile ones ask for it.
_MAX_SPAN, _MAX_ROWS = 64, 20_000


class Cell(msgspec.Struct, frozen=True, gc=False):
    """A cell: code points of its inside in the document, its text without markup, how far it spans."""

    start: int
    end: int
    text: str
    head: bool = False
    repeated: bool = False


Grid = list[list[Cell]]


def clean(raw: str) -> str:
    """The visible words of a cell."""
    if _MARKED.search(raw):
        raw = _LINK.sub(r"\1", _RAISED.sub("", raw))
        raw = html.unescape(_MARKUP.sub("", _BREAK.sub(" ", _WRAPPED.sub("", raw)))).replace("\u2011", "-")
    return " ".join(raw.split()).strip("* ")


def pipe_grid(text: str, start: int, end: int) -> list[Grid]:
    """Tables written with pipes or tabs; a rule after the second or later row starts a new one, under figures it only parts rows."""
    grids: list[Grid] = [[]]
    position = start
    for line in text[start:end].splitlines(keepends=True)[:_MAX_ROWS]:
        if _RULE.match(line) and "-" in line:
            if len(grids[-1]) > 1 and not _is_row(grids[-1][-1]):
                grids.append([grids[-1].pop()])
        elif "|" in line:
            grids[-1].append(_pipe_cells(line, position))
        elif "\t" in line:
            grids[-1].append(_tab_cells(line, position))
        position += len(line)
    return [grid for grid in grids if grid]


def _is_row(cells: list[Cell]) -> bool:
    """Whether most cells after the first are figures, so that the row heads nothing."""
    told = [cell.text for cell in cells[1:] if cell.text]
    return len(told) > 1 and sum(_AMOUNT.match(text) is not None for text in told) * 2 > len(told)


def _pipe_cells(line: str, position: int) -> list[Cell]:
    cells, first = [], 0
    stripped = line.rstrip()
    lead = len(stripped) - len(stripped.lstrip(" \t>"))
    first = lead + 1 if stripped[lead : lead + 1] == "|" else lead
    last = len(stripped) - 1 if stripped.endswith("|") else len(stripped)
    place = first
    for match in (*_PIPE.finditer(stripped, 0, last), None):
        stop = match.start() if match else last
        if stop < place:
            continue
        cells.append(_cell(line, place, stop, position))
        place = stop + 1
    return cells


def _tab_cells(line: str, position: int) -> list[Cell]:
    cells, place = [], 0
    for part in line.rstrip("\r\n").split("\t"):
        cells.append(_cell(line, place, place + len(part), position))
        place += len(part) + 1
    return cells


def _cell(line: str, start: int, stop: int, position: int, *, head: bool = False) -> Cell:
    raw = line[start:stop]
    inner = raw.strip()
    offset = start + len(raw) - len(raw.lstrip())
    return Cell(position + offset, position + offset + len(inner), clean(inner), head)


def html_grid(text: str, start: int, end: int) -> Grid:
    """A table written with tags; spans repeat their cell."""
    grid: Grid = []
    pending: dict[tuple[int, int], Cell] = {}
    for number, row in enumerate(_ROW.finditer(text, start, end)):
        if number >= _MAX_ROWS:
            break
        cells: list[Cell] = []
        for match in _CELL.finditer(text, row.start(1), row.end(1)):
            while (number, len(cells)) in pending:
                cells.append(pending.pop((number, len(cells))))
            spans = {kind.lower(): min(int(size), _MAX_SPAN) for kind, size in _SPAN.findall(match[2])}
            cell = _cell(text, match.start(3), match.end(3), 0, head=match[1].lower() == "h")
            for column in range(spans.get("col", 1) or 1):
                repeated = cell if column == 0 else replace(cell, repeated=True)
                for below in range(1, spans.get("row", 1)):
                    pending[number + below, len(cells)] = replace(cell, repeated=True)
                cells.append(repeated)
        while (number, len(cells)) in pending:
            cells.append(pending.pop((number, len(cells))))
        if cells:
            grid.append(cells)
    return grid


def unfolded(grid: Grid, text: str) -> Grid:
    """Rows whose cells hold several lines each, one below another, as rows of their own."""
    return [part for row in grid for part in _lines(row, text)]


def _lines(row: list[Cell], text: str) -> list[list[Cell]]:
    if not any(_BREAK.search(text, cell.start, cell.end) for cell in row):
        return [row]
    broken = [_broken(cell, text) for cell in row]
    count = max(len(parts) for parts in broken)
    several = sum(len(parts) == count for parts in broken)
    alone = all(len(parts) in {1, count} for parts in broken)
    if count == 1 or several < 2 or not alone or not any(_FIGURE.match(part.text) for part in broken[-1]):  # noqa: PLR2004
        return [row]
    return [[parts[line] if len(parts) == count else parts[0] for parts in broken] for line in range(count)]


def _broken(cell: Cell, text: str) -> list[Cell]:
    ends = [match.span() for match in _BREAK.finditer(text, cell.start, cell.end)]
    bounds = zip([cell.start, *(end for _, end in ends)], [*(start for start, _ in ends), cell.end], strict=True)
    parts = [_cell(text, first, last, 0, head=cell.head) for first, last in bounds]
    return [part for part in parts if part.text] or [cell]
