"""Whom a table, a row or a list of labels is about."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.naming.names import Name, unlisted_model
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables.columns import FORMAL, Axis, Frame, model_of
from parallaxe.read.tables.grid import Cell
from parallaxe.read.tables.values import is_absent
from parallaxe.vocabulary.entity import Entity, EntityType

_SUBJECT_TYPES = (
    EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION, EntityType.COUNTRY, EntityType.CHIP, EntityType.GROUP,
)  # fmt: skip
_SIDES = frozenset({EntityType.COUNTRY, EntityType.ORGANIZATION})
_BRACKETS = re.compile(r"\s*[(（\[][^)）\]]*[)）\]]\s*$")
_HALF = 0.5
#: Share of a cell's words that must be the name for the row to be about it.
_NAMING = 0.4
#: A company's name, in capitals; rows that add up others are nobody's.
_COMPANY = re.compile(r"[A-Z][\w&.'’\-]*(?: (?:of|de|and|&|des|du|do|da)(?= )| [A-Z0-9][\w&.'’\-]*){0,5}")
SUM = re.compile(
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
_OF_OWNERS = OF_COMPANIES | {"revenue", "users", "capex_commitment"}
_EAST_NAME = re.compile(r"[\u4e00-\u9fff]{2,5}(?:[·・ ]?[\u4e00-\u9fff]{1,4})?(?:[ -]?[A-Za-z0-9][A-Za-z0-9.\-]*)?")


def sides(page: Page, head: list[Cell]) -> dict[int, Name]:
    """Countries or companies that head columns, where nothing else does."""
    named = {place: name for place in range(1, len(head)) if (name := subject_in(page, head[place]))}
    alike = len({name.type for name in named.values()}) == 1 and len(named) >= _HALF * (len(head) - 1)
    return named if alike and next(iter(named.values())).type in _SIDES else {}


def company_in(page: Page, axes: list[Axis], row: list[Cell]) -> Name | None:
    """The company a row names beside its model, known or not."""
    cell = next((row[place] for place, axis in enumerate(axes) if axis.kind == "developer" and place < len(row)), None)
    if cell is None or is_absent(cell.text):
        return None
    words = _BRACKETS.sub("", cell.text)
    named = [name for name in page.names_in(cell.start, cell.end) if name.type == EntityType.ORGANIZATION]
    known = next((name for name in named if len(name.surface) >= _NAMING * len(words)), None)
    entity = Entity(slug=slug_of(words) or words, name=words, type=EntityType.ORGANIZATION)
    return known or Name(cell.start, cell.end, words, entity, entity.type)


def east_model(cell: Cell) -> Name | None:
    """A model under a name in Chinese characters that the catalogue does not know."""
    words = _BRACKETS.sub("", cell.text)
    if not _EAST_NAME.fullmatch(words):
        return None
    entity = Entity(slug=slug_of(words) or words, name=words, type=EntityType.MODEL)
    return Name(cell.start, cell.end, words, entity, entity.type)


def subject_in(page: Page, cell: Cell) -> Name | None:
    """Whom a cell names, where it says little else."""
    bare = _BRACKETS.sub("", cell.text)
    named = [
        name for name in page.names_in(cell.start, cell.end) if name.type in _SUBJECT_TYPES and name.surface in bare
    ]
    product = len(named) == 2 and named[0].end == named[1].start and named[1].entity is not None  # noqa: PLR2004
    name = named[1] if product else next(iter(named), None)
    if name is None or len(name.surface) < _NAMING * len(bare):
        return None
    country = page.entities.get(name.entity.country or "") if name.entity and name.type == EntityType.GROUP else None
    return replace(name, entity=country, type=country.type) if country else name


def unlisted_company(cell: Cell) -> Name | None:
    """The company of a cell that the catalogue does not know, among cells that name companies."""
    words = _BRACKETS.sub("", cell.text).strip(" *†‡")
    if not _COMPANY.fullmatch(words) or SUM.match(words):
        return None
    entity = Entity(slug=slug_of(words) or words, name=words, type=EntityType.ORGANIZATION)
    return Name(cell.start, cell.end, words, entity, EntityType.ORGANIZATION)


def model_in(page: Page, cell: Cell, *, headed: bool = False) -> Name | None:
    """The model of a cell: a known name, else the cell's words if they look like one."""
    words = _BRACKETS.sub("", cell.text).strip(" *†‡")
    return model_of(page, cell, headed=headed) or unlisted_model(words, cell.start, cell.end, named=headed)


def _own_company(frame: Frame) -> Name | None:
    """The company that a page is about by far, where its heading or title names it too."""
    places = (frame.memory.heading, frame.memory.title)
    named = (place[EntityType.ORGANIZATION] for place in places if EntityType.ORGANIZATION in place)
    return next((name for name in named if name.key == frame.page.own_company), None)


def subject_of(named: list[tuple[str, Cell]], frame: Frame) -> Name | None:
    """Whom a list of labels is about: the model one of them names, else the heading's, the title's or the document's."""
    for kind, cell in named:
        if kind == "model" and (name := model_in(frame.page, cell)):
            return name
    kinds = {kind for kind, _ in named} - FORMAL
    memory = frame.memory
    told = [kind for kind, _ in named if kind not in FORMAL]
    headed = any(kind in FORMAL for kind, _ in named) and kinds & OF_COMPANIES
    own = _own_company(frame) if len(told) == 1 and kinds <= _OF_OWNERS else None
    if len(told) < _SHEET and not (told and (headed or EntityType.MODEL in memory.heading)):
        return own
    types = (EntityType.MODEL, EntityType.PRODUCT) if kinds & _OF_MODELS else tuple(_SHEET_TYPES)
    if kinds & OF_COMPANIES and not kinds & _OF_MODELS:
        types = (EntityType.ORGANIZATION, EntityType.PRODUCT)
    places = (memory.heading, memory.title, memory.last)
    named_there = next((place[kind] for place in places for kind in types if kind in place), None)
    return named_there or (frame.own if kinds & _OF_MODELS else None)
