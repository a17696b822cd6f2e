"""Where cities lie."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml


class Position(NamedTuple):
    """A city's place on the globe.

    Args:
        north: degrees north of the equator.
        east: degrees east of Greenwich.
        geonames: id of the entry at GeoNames (CC BY 4.0) it is from.
    """

    north: float
    east: float
    geonames: int


@cache
def positions() -> Mapping[str, Position]:
    """Of the catalogue's cities, by slug."""
    raw = yaml.safe_load((files(__package__) / "places.yaml").read_text("utf-8"))
    return {slug: Position(float(north), float(east), int(entry)) for slug, (north, east, entry) in raw.items()}
