"""Text as names are looked up in: case, hyphens, spaces and confusable signs made alike.

Every form has one character for each kept character of the original, so that places found in it
lead back to code points of the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_DROPPED = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_MARKS = range(0x0300, 0x0370)
#: Below the first combining mark only the soft hyphen has no width.
_FIRST_MARK, _SOFT_HYPHEN = "\u0300", "\u00ad"
#: Signs without a width of their own: dropped, or one with the letter before.
_JOINING = frozenset(chr(code) for code in _MARKS) | frozenset(
    _DROPPED.findall("".join(map(chr, range(0xAD, 0x2100))) + "\ufeff")
)
#: Full-width letters, digits and the signs of names; other punctuation keeps its width.
_WIDE = {ord("　"): " "} | {
    code: sign for code in range(ord("！"), ord("～") + 1) if (sign := chr(code - 0xFEE0)).isalnum() or sign in "().-+"
}
_WIDE_SIGNS = frozenset(map(chr, _WIDE))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_ALIKE = (
    ("\u2010", "-"), ("\u2011", "-"), ("\u2012", "-"), ("\u2013", "-"), ("\u2014", "-"), ("\u2212", "-"),
    ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "),
    ("\u2019", "'"), ("\u2018", "'"), ("İ", "i"),
    # marks of footnotes end a name
    *((sign, " ") for sign in "⁰¹²³⁴⁵⁶⁷⁸⁹"),
)  # fmt: skip

_SPACES = "\t\r\n"
_TABLE = str.maketrans(dict(_ALIKE) | dict.fromkeys(_SPACES, " ")) | _WIDE


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made ready for looking up.

    Args:
        plain: lower case, one kind of hyphen, space and apostrophe.
        loose: ``plain`` with hyphens and underscores as spaces and l, 1, I and o, 0 made alike.
        offsets: place in the original of each character and of the end; None where they are the same.
    """

    plain: str
    loose: str
    offsets: list[int] | None

    def origin(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the original for a stretch of the folded text."""
        if self.offsets is None:
            return start, end
        return self.offsets[start], self.offsets[end - 1] + 1 if end > start else self.offsets[start]


def fold(text: str) -> Folded:
    """Fold a text; composed accents and characters without width cost a slower path."""
    offsets = None
    signs = _beyond_ascii(text)
    if not signs.isdisjoint(_JOINING):
        text, offsets = _composed(text)
        signs = _beyond_ascii(text)
    if not signs.isdisjoint(_WIDE_SIGNS):
        text = text.translate(_WIDE)
    for sign in _SPACES:
        text = text.replace(sign, " ")
    for sign, plain in _ALIKE if signs else ():
        if sign in signs:
            text = text.replace(sign, plain)
    plain = _lowered(text)
    return Folded(plain, loosen(plain), offsets)


def _beyond_ascii(text: str) -> set[str]:
    return set("".join(_BEYOND_ASCII.findall(text)))


def loosen(plain: str) -> str:
    """Hyphens and underscores as spaces; l, 1 and i alike, 0 and o alike: confusables of scans and translations."""
    for sign, alike in (("-", " "), ("_", " "), ("l", "i"), ("1", "i"), ("0", "o")):
        plain = plain.replace(sign, alike)
    return plain


def fold_name(name: str) -> str:
    """A name the way ``Folded.plain`` holds it (quicker for short texts)."""
    if name.isascii() and name.isprintable():
        return name.lower()
    return _lowered(_DROPPED.sub("", unicodedata.normalize("NFC", name)).translate(_TABLE))


def _lowered(text: str) -> str:
    """Lower case, sign for sign."""
    plain = text.lower()
    return plain if len(plain) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _composed(text: str) -> tuple[str, list[int]]:
    kept: list[str] = []
    offsets: list[int] = []
    for place, sign in enumerate(text):
        if sign < _FIRST_MARK and sign != _SOFT_HYPHEN:
            kept.append(sign)
            offsets.append(place)
            continue
        if _DROPPED.match(sign):
            continue
        if kept and unicodedata.combining(sign):
            joined = unicodedata.normalize("NFC", kept[-1] + sign)
            if len(joined) == 1:
                kept[-1] = joined
                continue
        kept.append(sign)
        offsets.append(place)
    offsets.append(len(text))
    return "".join(kept), offsets
