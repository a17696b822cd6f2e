"""A date found in a text, and whether two stretches share a code point."""

from __future__ import annotations

from typing import Protocol

import msgspec


class DateSpan(msgspec.Struct, frozen=True, gc=False):
    """A date found: code points, ISO partial date or None if it could not be resolved, how it came."""

    start: int
    end: int
    iso: str | None
    resolved: bool = False
    part: str = ""


class Stretch(Protocol):
    """Anything with a first code point and the one after its last."""

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """Code point after its last."""
        ...


def overlap(first: Stretch, second: Stretch) -> bool:
    """Whether two stretches share a code point."""
    return first.start < second.end and second.start < first.end
