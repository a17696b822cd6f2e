"""A date found in a text."""

from __future__ import annotations

import msgspec


class DateSpan(msgspec.Struct, frozen=True, gc=False):
    """A date found: code points, ISO partial date or None if it could not be resolved, how it came."""

    start: int
    end: int
    iso: str | None
    resolved: bool = False
    part: str = ""
