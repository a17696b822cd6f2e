"""Models with a month or a size in brackets: the month is a version where a table tells versions apart, else both are told of the model."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.identity import Names
from parallaxe.read.naming.names import Name
from parallaxe.vocabulary.entity import EntityType

#: "(48B, 3B active)", "(2.5T, 1M context)".
_SIZED = re.compile(r"\s*[(（][~≈]?\d[\d.,]*\s?[BTMKbtmk][,，;] [^()（）]*[)）]$")
_DATED = re.compile(r"\s*[(（][^\W\d_]{3,10}\.? (?:de )?20\d\d[)）]$")


def undated(source: Names, text: str, names: list[Name]) -> list[Name]:
    """Names without the size in brackets behind them ("A (48B, 3B active)"), outside of tables without the month ("A 3.5 (June 2024)")."""
    dated = [place for place, name in enumerate(names) if name.surface[-1:] in ")）" and _bracket(name)]
    if not dated:
        return names
    result = list(names)
    for place in dated:
        name = names[place]
        match = _bracket(name)
        line = text[text.rfind("\n", 0, name.start) + 1 : name.start]
        in_table = "|" in line or "\t" in line
        if match is None or name.type != EntityType.MODEL or (in_table and match.re is _DATED):
            continue
        surface = name.surface[: match.start()]
        found = source.find(surface)
        entity = source.written(found[0]) if len(found) == 1 and found[0].surface == surface else None
        if entity is not None:
            result[place] = replace(name, end=name.start + len(surface), surface=surface, entity=entity)
    return result


def _bracket(name: Name) -> re.Match[str] | None:
    return _SIZED.search(name.surface) or _DATED.search(name.surface)
