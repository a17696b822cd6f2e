"""Ordinals and numbers that are positions, by the words right beside them: "ranks third", "fifth place", "rang 12"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from parallaxe.read.words.lexicon import Lexicon

#: A term found, as in ``lexer.Tag``: start, end, position as a string, side of the holder.
Position = tuple[int, int, str, str]
#: Code points of the words before an ordinal, and what may stand between it and those beside it.
_REACH, _GAP = 28, r"[ *_\"“„«]*"
_NUMBER = re.compile(
    r"[ *_]{0,3}(?:n[.o°º]{1,2} ?|nr\.? ?|№ ?|#)?[*_]{0,2}(\d{1,3})(?:-?[^\W\d_]{1,3}|[º°ª])?(?![\w%]|[.,]\d)"
)
_FIRST = "1"


class Positions:
    """What the words of a language make a position.

    Args:
        lexicon: the language. ``positions`` holds words right before an ordinal (``before``) and right behind it
            (``behind``) that make any a position, the same for any but the first, which is often first in time
            (``being``, ``beyond``), and nouns that a number follows (``number``).
    """

    def __init__(self, lexicon: Lexicon) -> None:
        said = {key: [lexicon.fold(term) for term in terms] for key, terms in lexicon.positions.items()}
        self._before, self._being = (_ending(said.get(key, [])) for key in ("before", "being"))
        self._behind, self._beyond = (_opening(_told(said.get(key, []))) for key in ("behind", "beyond"))
        self._held = _opening([term[1:] for term in said.get("behind", []) if term.startswith(">")])
        self._numbered = _opening(said.get("number", []), gap="")
        self.known = bool(said.get("before") or said.get("behind"))

    def among(self, folded: str, ordinals: Iterable[tuple[int, int, str]]) -> Iterator[Position]:
        """The ordinals, each with where it stands and its number, that are positions, with the words that make them so."""
        for start, end, place in ordinals:
            window = folded[max(0, start - _REACH) : start]
            before = self._before.search(window)
            weakly = before or self._being.search(window)
            held = self._held.match(folded, end)
            behind = self._behind.match(folded, end)
            further = behind or self._beyond.match(folded, end)
            if held is not None:
                yield start, held.end(), place, ">"
            sure = before or behind or (weakly and further) if place == _FIRST else weakly or further
            if sure:
                first = start - len(window) + weakly.start() if weakly else start
                yield first, further.end() if further else end, place, ""

    def numbers(self, folded: str, nouns: Iterable[int]) -> Iterator[Position]:
        """Numbers behind a noun for a place, which starts at one of some offsets."""
        for start in nouns:
            noun = self._numbered.match(folded, start)
            number = _NUMBER.match(folded, noun.end()) if noun else None
            if number and int(number[1]):
                yield start, number.end(), str(int(number[1])), ""


def _told(terms: list[str]) -> list[str]:
    return [term for term in terms if not term.startswith(">")]


def any_of(terms: list[str]) -> str:
    """Any of some words, the longest first; ``*`` stands for any ending."""
    told = sorted(terms, key=len, reverse=True)
    return "|".join(re.escape(term).replace(r"\*", r"\w*") for term in told) or r"(?!)"


def _ending(terms: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{any_of(terms)}){_GAP}$")


def _opening(terms: list[str], gap: str = _GAP) -> re.Pattern[str]:
    return re.compile(rf"{gap}(?:{any_of(terms)})(?!\w)")
