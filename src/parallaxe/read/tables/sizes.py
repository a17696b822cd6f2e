"""Total and active parameters that share a cell: "355B-A32B", "671B (37B active)", "15B / 309B"."""

from __future__ import annotations

import re
from decimal import Decimal

import msgspec
from msgspec.structs import replace

TOTAL, ACTIVE = "parameters_total", "parameters_active"
#: What a column means that holds both sizes, by which of them stands first.
TOTAL_FIRST, ACTIVE_FIRST = "total and active parameters", "active and total parameters"
_ACTIVE_WORD = r"acti[vf]|ativ|激活|活跃|活性|アクティブ|актив|kích hoạt|aktiv|\bact\b"
_TOTAL_WORD = r"total|总|總|gesamt|insgesamt|всего|общ|tổng|\btotai|総|合計"
_LABEL = re.compile(rf"(?P<active>{_ACTIVE_WORD})|(?P<total>{_TOTAL_WORD})")
_SIZE = re.compile(
    r"(?<![\d.,x])(?P<digits>\d{1,3}(?: \d{3})+(?= ?m[dr])|\d+(?:[.,]\d+)?)\s*(?:(?P<scale>[bmt])(?![a-z])|(?P<word>mds?|mrds?|bn|bi|млрд|трлн|tỷ)(?![a-zа-я]))"
)
#: A number of billions whose scale stands in the label ("17 active / 109 total").
_BARE = re.compile(r"(?<![\w.,])(?P<digits>\d+(?:[.,]\d+)?)(?=\s)")
_OPENING, _FEW = re.compile(r"[(（]"), 3
#: What is left of a cell that lists sizes and says nothing else but remarks in brackets.
_LISTED = re.compile(r"^(?:[\s*/、,，~≈;·|&+]|and|bis|-\w+|\([^()]*\))*$")
_SCALES = {"m": 6, "b": 9, "t": 12, "трлн": 12}
#: The active size in brackets behind a total one at least this many times as large: "753 Md (40 Md)".
_IN_BRACKETS, _TIMES = re.compile(r"^ ?[(（]\s?[~≈]?$"), 3
#: Between the two sizes of one model, and what makes the second the active one.
_GAP = re.compile(r"^[^|\n\d]{0,24}$")
_NEAR = re.compile(rf"^[^|\n\d]{{0,16}}(?:{_ACTIVE_WORD})|(?:{_ACTIVE_WORD})[^|\n\d]{{0,16}}$|-a$|[(（]\s*a$")


class Size(msgspec.Struct, frozen=True, gc=False):
    """A number of parameters at its place, and which of the two it is."""

    metric: str
    value: Decimal
    start: int
    end: int


def kind_of(label: str) -> str | None:
    """Whether a folded label with a slash speaks of both sizes, and in which order."""
    if "/" not in label and "、" not in label:
        return None
    found = [str(match.lastgroup) for match in _LABEL.finditer(label)]
    if set(found) != {"active", "total"}:
        return None
    return TOTAL_FIRST if found[0] == "total" else ACTIVE_FIRST


def sizes(folded: str, start: int, end: int, kind: str) -> list[Size]:
    """The sizes in a cell: one, those of a series ("7B/14B/72B"), or the total and active ones of a model.

    Args:
        folded: text of the page, folded.
        start: of the cell.
        end: of the cell.
        kind: what its label says; for a label of totals a size counts as active only if called so.
    """
    found = [_size(match) for match in _SIZE.finditer(folded, start, end)]
    if not found and _LABEL.search(folded, start, end):
        found = [_size(match) for match in _BARE.finditer(folded, start, end)]
    if len(found) == 2 and (both := _both(folded, start, end, kind, found)):  # noqa: PLR2004
        return both
    if kind != TOTAL or not found or not _LISTED.match(_SIZE.sub("", folded[start:end])):
        return []
    return list({size.value: size for size in reversed(found)}.values())[::-1]


def _both(folded: str, start: int, end: int, kind: str, found: list[Size]) -> list[Size]:
    """A model's total and active size, where two stand in a cell and words or order tell them apart."""
    first, second = found
    if kind in {TOTAL_FIRST, ACTIVE_FIRST}:
        order = (TOTAL, ACTIVE) if kind == TOTAL_FIRST else (ACTIVE, TOTAL)
        return [replace(size, metric=metric) for size, metric in zip(found, order, strict=True)]
    before, between, behind = folded[start : first.start], folded[first.end : second.start], folded[second.end : end]
    if not _GAP.match(between):
        return []
    if first.value >= _TIMES * second.value and _IN_BRACKETS.match(between) and behind[:1] in ")）":
        return [first, replace(second, metric=ACTIVE)]
    if second.value < first.value and (_NEAR.search(between) or _NEAR.search(behind)):
        return [first, replace(second, metric=ACTIVE)]
    if first.value < second.value and (_NEAR.search(before) or _NEAR.search(between)):
        return [replace(first, metric=ACTIVE), second]
    return []


def sizes_in_brackets(folded: str, start: int, end: int) -> list[Size]:
    """The sizes that the brackets behind an architecture give ("Llama (**172b**, 172b-instruct)"), each once."""
    opened = _OPENING.search(folded, start, end)
    found = [_size(match) for match in _SIZE.finditer(folded, opened.end(), end)] if opened else []
    distinct = {size.value: size for size in reversed(found)}
    return list(distinct.values())[::-1] if len(distinct) <= _FEW else []


def _size(match: re.Match[str]) -> Size:
    told = match.groupdict()
    scale = told.get("scale") or told.get("word") or "b"
    value = Decimal(match["digits"].replace(",", ".").replace(" ", "")).scaleb(_SCALES.get(scale, 9))
    return Size(TOTAL, value, *match.span())
