"""What joins names, dates and clauses in a language, as patterns of its lexicon's words."""

from __future__ import annotations

import re
from collections.abc import Callable

#: Signs around a name, between two of a list, and before the next.
_CLOSING, _PARTING, _OPENING = r"[ *_`\"”»」』》)）\]]*", r"(?:,|/|、|，|;|・|&|\+)?", r"[\"“«「『《*_`\[]*"
#: Blanks and signs around a name of running text.
_SIGNS = r"[ *_\"'”»“«」』「『]*"
#: What a thing of a list may be called in front where attributes come first: "次世代のX".
_ATTRIBUTE = r"(?:[^、。，；()（）\s]{1,6}[の的])?"


class Joining:
    """Patterns for folded text.

    Args:
        words: of joining, by what they join; a star at the end stands for any ending.
        fold: folds a word as texts are folded.
        spaced: whether words are parted by blanks.
    """

    def __init__(self, words: dict[str, list[str]], fold: Callable[[str], str], *, spaced: bool) -> None:
        self._words, self._fold, self._spaced = words, fold, spaced
        gap = "[ ]*"
        #: Between things of a list: "A, the B and C".
        self.listed = re.compile(
            rf"{_CLOSING}{_PARTING}{gap}{self._may('and')}{gap}{self._may('articles')}"
            rf"{'' if spaced else _ATTRIBUTE}{_OPENING}"
        )
        #: Between two names that "and" joins, whose prepositions and articles may be repeated ("e da"), and between two of a
        #: list, which a mark may part as well.
        self.conjoined = re.compile(self._between(rf"(?:{self._any('and')}|&)"))
        self.coordinated = re.compile(self._between(rf"(?:[,、，;/&]|[,，]?{_SIGNS}{self._any('and')})"))
        #: Between the date of one thing of a list and the next thing: "in May (8B), and then the B".
        self.next = re.compile(
            rf"(?: года| г\.)?[ *_]*(?:\([^()]{{1,60}}\))?{_PARTING}{gap}{self._may('and')}{gap}{self._may('again')}{gap}{self._may('articles')}"
            rf"{_OPENING}"
        )
        #: Between a thing and its date: "A in May".
        self.in_date = re.compile(rf"{_CLOSING} ?{self._any('dated')} ?{self._may('articles')}")
        #: Between dates told of the same: "in October 2022 and again in October 2023".
        self.dates = re.compile(rf",? ?、?{self._may('and')} ?{self._may('again')} ?{self._may('dated')} ?")
        #: Tells a further one: "the second in 2023".
        self.second = re.compile(self._any("second"))
        #: Begins what is told next: "… in May and …".
        self.goes_on = re.compile(rf" ?,? {self._any('goes_on')} " if spaced else r"(?!)")
        #: Between a thing and the word of what is said of it alone: "A, which was launched", "A has launched".
        self.said = re.compile(rf"{_CLOSING},? ?{self._may('which')} ?{self._may('have')} *")
        #: Opens a clause about the one named right before.
        self.relative = re.compile(rf"{_CLOSING}, ?{self._any('relative')}")
        #: Parts the things of a list anywhere between two.
        self.parts = re.compile(rf"[,，、;・/]|{self._any('and')}")
        #: Opens a clause about the name before it.
        self.clause = re.compile(self._any("which"))

    def _between(self, joint: str) -> str:
        """A joint between two names, and what the second may begin with."""
        return rf"{_SIGNS}{joint}{_SIGNS}{self._may('repeated')}{_SIGNS}"

    def _any(self, key: str) -> str:
        """One of the words of a key, whole where words are parted by blanks; nothing if there are none."""
        words = sorted(map(self._fold, self._words.get(key, ())), key=len, reverse=True)
        if not words:
            return r"(?!)"
        told = "|".join(re.escape(word).removesuffix(r"\*") + r"\w*" * word.endswith("*") for word in words)
        return rf"(?<![^\W\d_])(?:{told})(?:(?<=')|(?![^\W\d_]))" if self._spaced else f"(?:{told})"

    def _may(self, key: str) -> str:
        """One of the words of a key with the blank behind it, or none."""
        return rf"(?:{self._any(key)}{' ?' if self._spaced else ''})?"
