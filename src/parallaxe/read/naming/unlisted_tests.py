"""Benchmarks the catalogue does not know, told by what such names end in: "PinchBench", "Frontier-Bench v0.1", "MedXQA"."""

from __future__ import annotations

import re

from parallaxe.catalog.entity_file import slug_of
from parallaxe.identity.addresses import within_addresses
from parallaxe.read.naming.names import Name
from parallaxe.read.naming.places import overlaps
from parallaxe.vocabulary.entity import Entity, EntityType

_ENDING = re.compile(r"(?:(?<=[A-Za-z\-²])[Bb]ench|BENCH|(?<=[A-Za-z\-])Eval|(?<=[A-Za-z\-])QA)(?![A-Za-z])")
#: Without any of these no name ends so.
_ENDINGS = ("ench", "BENCH", "Eval", "QA")
#: What stands before the ending, and the edition behind it.
_STEM = re.compile(r"(?<![\w@/.\-])[A-ZÀ-Ýτ][\w²+]*(?:[-.][\w²+]+)*-?$")
_EDITION = re.compile(
    r"(?:[-+][A-Za-z\d][\w.+²]*)*(?: (?:v?\d+(?:\.\d+)?(?![\d.,%]|\w)|(?:Pro|Hard|Verified|Lite|Plus|Multilingual|Diamond|Extended|Mini|Full)(?!\w)))?"
)
_LONGEST = 28
#: Words that end alike and are none.
_NONE = re.compile(r"(?:Work|Test|Tech|Press|Auto|Open)?[Bb]ench|(?:Auto)?QA|Eval|Open[Ee]val|Open-?QA", re.IGNORECASE)


def with_tests(text: str, names: list[Name]) -> list[Name]:
    """The names with those of benchmarks nobody has listed.

    Args:
        text: the document.
        names: names known so far, in order.
    """
    endings = list(_ENDING.finditer(text)) if any(ending in text for ending in _ENDINGS) else []
    if not endings:
        return names
    taken = sorted((name.start, name.end) for name in names)
    address = within_addresses(text)
    found = []
    for ending in endings:
        stem = _STEM.search(text, max(0, ending.start() - _LONGEST), ending.start())
        if stem is None:
            continue
        edition = _EDITION.match(text, ending.end())
        start, end = stem.start(), edition.end() if edition else ending.end()
        surface = text[start:end]
        if _NONE.fullmatch(surface) or overlaps(taken, start, end) or (address is not None and address(start, end)):
            continue
        entity = Entity(slug=slug_of(surface) or surface, name=surface, type=EntityType.BENCHMARK)
        found.append(Name(start, end, surface, entity, EntityType.BENCHMARK))
    return sorted([*names, *found], key=lambda name: name.start) if found else names
