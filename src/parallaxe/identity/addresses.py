"""Web and mail addresses, whose parts name nobody: "wenxin.baidu.com"."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

_WEB = re.compile(r"(?:https?://|www\.)[^\s<>\"'|)\]}，。；、）」]+")
#: Addresses without a scheme ("wenxin.baidu.com/x"): a name that is all of one stays ("Character.ai").
_DOMAIN = re.compile(
    r"\.(?:com|cn|org|net|io|ai|co|dev|app|ru|jp|vn|de|fr|es|gov|edu|hk|tw|kr)(?![\w-])(?:\.\w{2,3}(?!\w))?(?:/[^\s)\]<>\"']*)?"
)
_ADDRESS = re.compile(_WEB.pattern + r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]+")


def within_addresses(plain: str) -> Callable[[int, int], bool] | None:
    """Whether a stretch is part of a web or mail address, which names nobody; None where there are none."""
    linked = []
    if "://" in plain or "www." in plain or "@" in plain:
        linked = [match.span() for match in (_ADDRESS if "@" in plain else _WEB).finditer(plain)]
    within = _covered(linked)
    bare = [(_first(plain, match.start()), match.end()) for match in _DOMAIN.finditer(plain)]
    whole = {span for span in bare if not within(span[0])}
    if not linked and not whole:
        return None
    inside = _covered(sorted([*linked, *whole]))
    return lambda start, end: inside(start) and (start, end) not in whole


def _covered(spans: list[tuple[int, int]]) -> Callable[[int], bool]:
    """Whether a place is in one of some stretches, which are in order."""
    starts = [start for start, _ in spans]

    def covered(place: int) -> bool:
        at = bisect_right(starts, place) - 1
        return at >= 0 and place < spans[at][1]

    return covered


def _first(plain: str, place: int) -> int:
    """Where the address begins whose ending stands at a place."""
    while place > 0 and (sign := plain[place - 1]).isascii() and (sign.isalnum() or sign in "-._"):
        place -= 1
    return place
