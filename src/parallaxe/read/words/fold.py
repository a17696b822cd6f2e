"""One code point in, one code point out: text as terms are looked up in it, offsets unchanged."""

from __future__ import annotations

import functools
import re
import unicodedata
from importlib import resources

_WIDE_PUNCTUATION = {
    "％": "%",
    "（": "(",
    "）": ")",
    "：": ":",
    "．": ".",
    "－": "-",
    "＋": "+",
    "／": "/",
    "＄": "$",
    "￥": "¥",
}
_PLAIN = {
    "’": "'", "‘": "'", "ʼ": "'", "´": "'", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u2007": " ", "\u3000": " ",
    "\t": " ", "‑": "-", "‐": "-", "ё": "е", "Ё": "е", "ß": "ß", "œ": "œ",
}  # fmt: skip
#: Texts this short are looked up sign by sign.
_SHORT = 60
#: Up to so many different signs beyond ASCII, replacing them one by one is quicker than looking up every code point.
_FEW_SIGNS = 60
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_LATIN = range(0x00C0, 0x0250)
_LATIN_ADDITIONAL = range(0x1E00, 0x1F00)


def fold(text: str, *, strip_accents: bool, simplify: bool = False) -> str:
    """Lower case, plain spaces and apostrophes, half width.

    If asked, Latin accents are dropped and traditional Chinese characters simplified.
    Every code point becomes exactly one, so offsets in the result are offsets in the text.
    """
    table = _table(strip_accents, simplify)
    if text.isascii():
        return text.lower().replace("\t", " ")
    if len(text) <= _SHORT:
        return text.translate(table)
    signs = set("".join(_BEYOND_ASCII.findall(text)))
    if len(signs) > _FEW_SIGNS:
        return text.translate(table)
    for sign in signs:
        plain = table.get(ord(sign))
        if plain is not None:
            text = text.replace(sign, plain)
        elif sign.lower() != sign:
            return text.translate(table)
    return text.lower().replace("\t", " ")


@functools.cache
def _table(strip_accents: bool, simplify: bool) -> dict[int, str]:
    table = {code: chr(code).lower() for code in range(0x20, 0x2000) if len(chr(code).lower()) == 1}
    table |= {
        code: chr(code - 0xFEE0).lower()
        for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    }
    if strip_accents:
        for code in (*_LATIN, *_LATIN_ADDITIONAL):
            base = unicodedata.normalize("NFD", chr(code))[0].lower()
            table[code] = base if len(base) == 1 else chr(code)
    table |= {ord(wide): plain for wide, plain in (_WIDE_PUNCTUATION | _PLAIN).items()}
    if simplify:
        table |= _simplified()
    return {code: plain for code, plain in table.items() if chr(code) != plain}


def _simplified() -> dict[int, str]:
    """Traditional characters with a single simplified form, from OpenCC's table."""
    rows = (resources.files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (row.split("\t") for row in rows if "\t" in row)
    return {ord(char): forms.split()[0] for char, forms in pairs if len(char) == 1 and len(forms.split()[0]) == 1}
