"""Models with a month in brackets: a version where a table tells versions apart, elsewhere a model and when it came out."""

from __future__ import annotations

import re

from msgspec.structs import replace

from parallaxe.identity import Names
from parallaxe.read.naming.names import Name
from parallaxe.vocabulary.entity import EntityType

_DATED = re.compile(r"\s*[(（][^\W\d_]{3,10}\.? (?:de )?20\d\d[)）]$")


def undated(source: Names, text: str, names: list[Name]) -> list[Name]:
    """Names outside of tables without the month in brackets behind them ("A 3.5 (June 2024)")."""
    dated = [place for place, name in enumerate(names) if name.surface[-1:] in ")）" and _DATED.search(name.surface)]
    if not dated:
        return names
    result = list(names)
    for place in dated:
        name = names[place]
        match = _DATED.search(name.surface)
        line = text[text.rfind("\n", 0, name.start) + 1 : name.start]
        if match is None or name.type != EntityType.MODEL or "|" in line or "\t" in line:
            continue
        surface = name.surface[: match.start()]
        found = source.find(surface)
        entity = source.written(found[0]) if len(found) == 1 and found[0].surface == surface else None
        if entity is not None:
            result[place] = replace(name, end=name.start + len(surface), surface=surface, entity=entity)
    return result
