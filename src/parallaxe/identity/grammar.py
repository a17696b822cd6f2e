"""The grammar of model names: family, generation, size, variant, date; glued or spaced."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from parallaxe.catalog.family import Family, Grammar
from parallaxe.identity.fold import fold_name
from parallaxe.identity.member import Kind, Part
from parallaxe.identity.words import VariantWords, squeezed

_LETTER = "a-zß-öø-ɏа-яё"
_MONTH = "(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = (
    r"20[12]\d-?(?:0\d|1[0-2])-?[0-3]\d|(?:0\d|1[0-2])[-/]20[2-3]\d|(?:0\d|1[0-2])-[0-3]\d|2[3-7](?:0\d|1[0-2])[0-3]\d"
    r"|(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|2[3-7](?:0[1-9]|1[0-2])|2[3-7]\.(?:0[1-9]|1[0-2])"
)
_SIZE = r"(?:\d+x)?\d+(?:\.\d+)?b|a\d+(?:\.\d+)?b|e\d+b|\d+e|\d+(?:\.\d+)?[mt]"
_FIGURE = re.compile(
    rf"(?P<date>{_DATE})(?![\d{_LETTER}])"
    rf"|(?P<hyphened>(?<! )[a-z]?\d{{1,2}}[-_]\d)(?![\d.{_LETTER}])"
    rf"|(?P<size>{_SIZE})(?![\d{_LETTER}])"
    rf"|(?P<window>\d+k)(?![\d{_LETTER}])"
    rf"|(?P<version>v\d+(?:\.\d+)*|00\d)(?![\d{_LETTER}])"
    rf"|(?P<generation>[a-z]?\d{{1,3}}(?:\.\d+)*(?:[ovn](?![\d{_LETTER}]))?)(?!\d)"
)
#: A day without hyphens, as vendors' ids have it ("20241022"); with them it is the same day.
_GLUED_DAY = re.compile(r"(20[12]\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
#: A number this large after a space is a count, not a generation.
_LARGEST_GENERATION = 12
_NUMBER = re.compile(rf"\d{{1,2}}(?:\.\d)?(?![\d{_LETTER}])")
#: How far behind a number to look for what it counts.
_REACH = 20
_GAPS = " -_"
#: First sign of the scripts that write words without spaces between them.
EAST = "\u2e80"


class Parse(msgspec.Struct, frozen=True):
    """The parts of a member's name, where it ends, and whether a noun such as "model" closes it."""

    parts: list[Part]
    end: int
    noun: bool = False


class ModelGrammar:
    """Reads what follows the stem of a family.

    Args:
        grammar: words all families share.
        families: whose own words are known too.
    """

    def __init__(self, grammar: Grammar, families: Iterable[Family]) -> None:
        families = list(families)
        self._words = VariantWords(grammar, families)
        self._configuration = {fold_name(word) for word in grammar.configuration}
        self._noun = re.compile("|".join(rf"[ -]?{re.escape(noun)}(?![{_LETTER}s])" for noun in grammar.nouns))
        self._quantity = re.compile(rf"[ -]?(?:{_any(map(_whole_word, grammar.quantities))})|[.,]\d")
        named = {fold_name(word) for group in grammar.words.values() for word in group}
        remarks = [*map(re.escape, self._configuration | named), rf"{_MONTH}\.? \d{{4}}", _SIZE, _DATE]
        self._brackets = re.compile(rf" ?\(((?:\d+k )?(?:{_any(remarks)})(?:, [a-z0-9 ]{{2,20}})?|\d+k)\)")

    def parse(self, family: Family, text: str, plain: str, start: int) -> Parse | None:
        """Parts of a name whose stem ended at ``start``.

        Args:
            family: whose stem it was.
            text: the original, character for character with ``plain`` (capitals matter).
            plain: folded text.
            start: place after the stem.

        Returns:
            None where the stem does not end there (a letter follows), else the parts found, perhaps none.
        """
        parts: list[Part] = []
        ends = [start]
        while (step := self._next(family, text, plain, ends[-1], parts)) is not None:
            parts.append(step[0])
            ends.append(step[1])
        while len(parts) > 1 and _cuts(plain, ends[-1]):
            parts.pop()
            ends.pop()
        end = ends[-1]
        if _cuts(plain, end) or (not parts and is_latin(plain[end : end + 1])):
            return None
        noun = self._noun.match(text, end) if parts or text[end : end + 1] >= EAST else None
        if noun is not None:
            return Parse(parts, noun.end(), noun=True)
        return Parse(parts, end)

    def _next(self, family: Family, text: str, plain: str, place: int, parts: list[Part]) -> tuple[Part, int] | None:
        gap = plain[place : place + 1]
        if gap == "(" or plain.startswith(" (", place):
            match = self._brackets.match(plain, place)
            return (self._bracketed(match[1]), match.end()) if match else None
        if gap and gap in _GAPS:
            if text[place] == "\n":
                return None
            place += 1
        opening = plain[place : place + 2]
        if not is_latin(opening[:1]):
            return None
        figured = opening[0].isdigit() or opening[1:].isdigit()
        if opening[1:] == " " and (parted := self._parted(family, text, plain, place, parts)):
            return parted
        return (
            self._words.numbered(family, plain, place)
            or (self._figure(family, text, plain, place, parts) if figured else None)
            or self._words.at(family, text, plain, place)
        )

    def _parted(self, family: Family, text: str, plain: str, place: int, parts: list[Part]) -> tuple[Part, int] | None:
        """A generation whose letter stands apart from its number ("DeepSeek-V 3")."""
        letter, number = plain[place], _NUMBER.match(plain, place + 2)
        if number is None or letter not in family.letters or letter == "o" or not text[place].isupper():
            return None
        counts = self._counts(text, number.end())
        part = _generation(family, letter + number[0], parts, spaced=True, counts=counts)
        return (part, number.end()) if part is not None and not counts else None

    def _figure(self, family: Family, text: str, plain: str, place: int, parts: list[Part]) -> tuple[Part, int] | None:
        match = _FIGURE.match(plain, place)
        if match is None or match.lastgroup is None:
            return None
        kind, said, end = match.lastgroup, match[match.lastgroup], match.end()
        spaced = place > 0 and plain[place - 1] == " "
        counts = spaced and self._counts(text, end)
        part: Part | None
        if kind in {"generation", "hyphened"}:
            part = _generation(family, re.sub("[-_]", ".", said), parts, spaced=spaced, counts=counts)
        elif kind == "version" and "v" in family.letters and not _has_generation(parts):
            part = Part(Kind.GENERATION, 0, said.upper())
        else:
            part = _plain_figure(kind, said, counts=counts, spaced=spaced)
        return (part, end) if part is not None else None

    def _bracketed(self, said: str) -> Part:
        shared = self._words.shared.get(squeezed(said))
        if shared is not None and said not in self._configuration:
            return shared
        if re.fullmatch(_DATE, said):
            return Part(Kind.DATE, 0, said)
        return _size(said) if re.fullmatch(_SIZE, said) else Part(Kind.CONFIGURATION, 0, said)

    def _counts(self, text: str, place: int) -> bool:
        """Whether a number that ends here counts something ("36 million users")."""
        return self._quantity.match(text[place : place + _REACH].lower()) is not None


def _cuts(plain: str, end: int) -> bool:
    """Whether a place is within a word ("beta|2")."""
    return 0 < end < len(plain) and is_latin(plain[end]) and is_latin(plain[end - 1])


def is_latin(sign: str) -> bool:
    """Whether a sign is a letter or digit of a script that parts words by spaces."""
    return sign.isalnum() and sign < EAST


def _plain_figure(kind: str, said: str, *, counts: bool, spaced: bool) -> Part | None:
    """A date, size, context window or version."""
    if kind == "date":
        if counts and not said.startswith("0"):
            return None
        day = _GLUED_DAY.fullmatch(said)
        return Part(Kind.DATE, 0, "-".join(day.groups()) if day else said)
    if kind == "size":
        return None if spaced and said[-1] in "mt" else _size(said)
    return Part(Kind.WINDOW if kind == "window" else Kind.VERSION, 0, said)


def _generation(family: Family, said: str, parts: list[Part], *, spaced: bool, counts: bool) -> Part | None:
    if _has_generation(parts):
        return None
    if said[0].isalpha():
        if said[0] not in family.letters:
            return None
    elif (not family.numbered and not parts) or (
        spaced and (counts or int(re.split(r"[.ovn]", said)[0]) > _LARGEST_GENERATION)
    ):
        return None
    first = said[0] if said[0] == "o" else said[0].upper()
    rest = said[1:]
    return Part(Kind.GENERATION, 0, first + (rest[:-1] + "V" if rest.endswith("v") else rest))


def _size(said: str) -> Part:
    """Total sizes before active ones, numbers of experts last: 17B 16E, 235B-A22B, 8x22B."""
    rank = 1 if said[0] in "ae" else 2 if said[-1] == "e" else 0
    return Part(Kind.SIZE, rank, said.upper().replace("X", "x"))


def _has_generation(parts: list[Part]) -> bool:
    return any(part.kind is Kind.GENERATION for part in parts)


def _any(patterns: Iterable[str]) -> str:
    return "|".join(sorted(patterns, key=len, reverse=True))


def _whole_word(word: str) -> str:
    plain = fold_name(word)
    return re.escape(plain) + (rf"(?![{_LETTER}])" if is_latin(plain[-1]) else "")
