"""Models listed under their maker ("Models: A, B" under a company's heading), and entries that a date and a title open."""

from __future__ import annotations

import re

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, unlisted_model
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.columns import Frame
from parallaxe.read.tables.grid import Cell
from parallaxe.vocabulary.entity import EntityType

_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT})
#: How sure a maker is that a heading names, and a release that a title names.
_SURE = 0.88
#: What parts models of a list; remarks in brackets are of the one before.
_ENTRY = re.compile(r"(?:[^,;、，；()（）\n]|\([^()\n]*\)|（[^（）\n]*）)+")
_REMARK = re.compile(r"\s*[(（][^()（）]*[)）]\s*")
_JOINED = re.compile(r"\s(?:and|et|und|y|e|и|và|及|和)\s|\s?[&/]\s?")
#: A model's name that the catalogue does not know: capitalised, a few words, no sentence.
_UNKNOWN = re.compile(r"[A-Z][A-Za-z0-9.+\-]{2,24}(?: [A-Z0-9][A-Za-z0-9.+\-]*){0,3}")
#: What stands behind the models that a title says are out: an explanation, another, or the word for it.
_EXPLAINED = re.compile(r"[\s*_\"'”»)]*(?:$|[—–:：|,;(（]|-\s|(?:and|et|und|y|e|и|và)\s|[和与と、])")
_OPENING = re.compile(
    r"[\s*_\"'“«(]*(?:(?:the|le|la|das|die|der|el|o|a|introducing|announcing|meet)\s)?[\"'“«]?", re.IGNORECASE
)
_FEW = 24
_IN_BRACKETS = re.compile(r"[\s*\]]*[(（][^()（）]{2,40}[)）][\s*]*")


def maker_of(frame: Frame) -> Name | None:
    """The company whose heading, or title, a list stands under, where that is about a company."""
    memory = frame.memory
    for place in (memory.heading, memory.title):
        company = place.get(EntityType.ORGANIZATION)
        if company is not None and company.subject:
            return company
        if EntityType.MODEL in place:
            return None
    return None


def made(page: Page, cells: list[Cell], maker: Name) -> list[Draft]:
    """Claims that a company makes the models a line lists under its name; none of models known to be another's."""
    found: dict[str, Draft] = {}
    for cell in cells:
        for first, last in _entries(page.text, cell.start, cell.end):
            name = _model(page, first, last)
            if name is not None and _may_be_of(page, name, maker):
                found.setdefault(name.key, _developer(name, maker))
    return list(found.values())


def _entries(text: str, start: int, end: int) -> list[tuple[int, int]]:
    found = []
    for entry in _ENTRY.finditer(text, start, end):
        place = entry.start()
        for mark in (*_JOINED.finditer(text, *entry.span()), None):
            stop = mark.start() if mark else entry.end()
            found.append((place, stop))
            place = mark.end() if mark else stop
    return found


def _model(page: Page, start: int, end: int) -> Name | None:
    """The model of an entry: a known one that opens it, else its words where they look like a name."""
    named = [name for name in page.names_in(start, end) if name.type in _MADE]
    if named:
        return named[0]
    raw = _REMARK.sub(" ", page.text[start:end])
    words = raw.strip(" *_`\"'“”«».·-")
    if not _UNKNOWN.fullmatch(words) or page.names_in(start, end):
        return None
    first = page.text.find(words, start, end)
    return unlisted_model(words, first, first + len(words), named=True) if first >= 0 else None


def _may_be_of(page: Page, name: Name, maker: Name) -> bool:
    """Whether the catalogue leaves open that a company makes a model, or says so."""
    developer = name.entity.developer if name.entity else None
    if developer is None or maker.entity is None or developer == maker.entity.slug:
        return True
    known = page.entities.get(developer)
    return (known is not None and known.parent == maker.entity.slug) or maker.entity.parent == developer


def _developer(name: Name, maker: Name) -> Draft:
    return Draft(
        metric="developer", value=str(maker.subject), unit="name", start=name.start, end=name.end, subject=name.subject,
        surface=name.surface, subject_type=name.type or None, rule="label", weight=_SURE, at=name.start,
    )  # fmt: skip


def bracketed_maker(page: Page, cell: Cell) -> list[Draft]:
    """The maker that a row names in brackets behind its model: "Model X (Maker)"."""
    names = page.names_in(cell.start, cell.end)
    if len(names) != 2 or names[0].type not in _MADE or names[1].type != EntityType.ORGANIZATION:  # noqa: PLR2004
        return []
    model, maker = names
    alone = _IN_BRACKETS.fullmatch(page.text, model.end, cell.end) and _opens(page.text, maker)
    return [_developer(model, maker)] if alone and maker.subject and _may_be_of(page, model, maker) else []


def _opens(text: str, name: Name) -> bool:
    """Whether a name is all that brackets hold."""
    before, behind = (
        text[max(0, name.start - 6) : name.start].rstrip("[* "),
        text[name.end : name.end + 6].lstrip("]* "),
    )
    return before[-1:] in {"(", "（"} and behind[:1] in {")", "）"}


def titled(page: Page, lines: list[tuple[str, Cell]]) -> list[Draft]:
    """Releases of entries that a date and a title open: "date: 2024-09-18", "headline: A — the maker's first"."""
    dates = [cell for kind, cell in lines if kind == "release_date"]
    titles = [cell for kind, cell in lines if kind == "title"]
    if len(dates) != 1 or len(titles) != 1:
        return []
    span = next((one for one in page.dated(dates[0].start, dates[0].end) if one.iso), None)
    if span is None:
        return []
    return [
        Draft(
            metric="release_date", value=str(span.iso), unit="date", start=span.start, end=span.end, subject=name.subject,
            surface=name.surface, subject_type=name.type or None, rule="label", weight=_SURE, at=span.start,
        )
        for name in _opening(page, titles[0])
    ]  # fmt: skip


def _opening(page: Page, title: Cell) -> list[Name]:
    """The models that open a title which explains them, or says that they are out."""
    named = [name for name in page.names_in(title.start, title.end) if name.type in _MADE]
    if not named or not _OPENING.fullmatch(page.text, title.start, named[0].start):
        return []
    kept = named[:1]
    for name in named[1:]:
        if not _JOINED.fullmatch(page.text, kept[-1].end, name.start) and page.text[kept[-1].end : name.start] not in {
            ", ",
            "、",
        }:
            break
        kept.append(name)
    said = any(
        tag.key == "release" for tag in page.tags.within("links", kept[-1].end, min(title.end, kept[-1].end + _FEW))
    )
    return kept if said or _EXPLAINED.match(page.text[kept[-1].end : title.end]) else []
