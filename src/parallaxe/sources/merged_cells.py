"""Merged cells of HTML tables: every cell at its own place, before markup becomes text."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from typing import Any

_SPANNING = re.compile(r"\b(?:row|col)span\s*=", re.IGNORECASE)
_FIGURE = re.compile(r"[~≈<>≤≥+$€£¥-]*\s*\d")
#: A span larger than this is cut: no document needs it, hostile ones ask for it.
_MAX_SPAN = 64


def has_merged_cells(markup: str) -> bool:
    """Whether a page has any."""
    return _SPANNING.search(markup) is not None


def unmerge(tree: Any) -> None:
    """Gives each merged cell of an lxml tree its places, in the tree itself.

    Words hold for every row, and at the head of a table for every column, they span. A figure stands once, in the first
    of its rows; below unlike headings it stands nowhere, for nothing says which of them it is true of.
    """
    for table in tree.iter("table"):
        if table.find(".//table") is None:
            _unmerge(list(table.iter("tr")))


def _unmerge(rows: list[Any]) -> None:
    pending: dict[tuple[int, int], Any] = {}
    headings: dict[int, list[str]] = defaultdict(list)
    for number, row in enumerate(rows):
        cells = [cell for cell in row if cell.tag in {"td", "th"}]
        place = 0
        for cell in cells:
            place = _fill(row, row.index(cell), pending, number, place)
            wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - number)
            whole_row = len(cells) == 1 and number > 0
            heads = (cell.tag == "th" or number == 0) and not whole_row
            if _is_figure(cell) and any(headings[place + column] != headings[place] for column in range(1, wide)):
                _empty(cell)
            for column in range(wide):
                at = cell if column == 0 else _copy(cell, words=heads)
                if column:
                    row.insert(row.index(cell) + column, at)
                for below in range(1, high):
                    pending[number + below, place + column] = _copy(at, words=True)
            place += wide
        _fill(row, len(row), pending, number, place)
        for column, cell in enumerate(cell for cell in row if cell.tag in {"td", "th"}):
            if not _is_figure(cell):
                headings[column].append(_words(cell))


def _fill(row: Any, index: int, pending: dict[tuple[int, int], Any], number: int, place: int) -> int:
    """Puts the cells that hang down from rows above at a place of a row; gives the next free one."""
    while (number, place) in pending:
        row.insert(index, pending.pop((number, place)))
        index, place = index + 1, place + 1
    return place


def _span(cell: Any, name: str) -> int:
    said = (cell.attrib.pop(name, None) or "1").strip()
    return max(1, min(int(said), _MAX_SPAN)) if said.isdecimal() else 1


def _copy(cell: Any, *, words: bool) -> Any:
    """The cell again, without its inside where that does not hold there too."""
    again = copy.deepcopy(cell)
    again.tail = None
    if not words or _is_figure(cell):
        _empty(again)
    return again


def _words(cell: Any) -> str:
    return "".join(cell.itertext()).strip()


def _is_figure(cell: Any) -> bool:
    return _FIGURE.match(_words(cell)) is not None


def _empty(cell: Any) -> None:
    for child in list(cell):
        cell.remove(child)
    cell.text = ""
