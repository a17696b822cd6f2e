"""Variant words of model names ("Max", "Coder", "Flash-Lite"), shared and of one family."""

from __future__ import annotations

import re
from collections.abc import Iterable

from parallaxe.catalog.family import Family, Grammar
from parallaxe.identity.fold import fold_name
from parallaxe.identity.member import Kind, Part

_GROUPS = {
    "line": Kind.LINE,
    "tier": Kind.TIER,
    "tuning": Kind.TUNING,
    "status": Kind.STATUS,
    "encoding": Kind.ENCODING,
}
_LETTERS = "a-zß-öø-ɏα-ωа-яё"
#: Up to three runs of letters: as many as a variant word has.
_RUN = re.compile(rf"[{_LETTERS}]+\+?(?:[ -][{_LETTERS}]+\+?)?(?:[ -][{_LETTERS}]+\+?)?")
_TRY = re.compile(rf"\d(?![\w{_LETTERS}]|\.\d)")
_BREAK = re.compile(r"[ -]")
#: Words this long may be glued to the letters before them ("qwenmax"); shorter ones are endings of other words.
_GLUED_LENGTH = 3
#: A family's own words come before shared ones of the same kind.
_FIRST = -100


class VariantWords:
    """Finds the longest variant word at a place.

    Args:
        grammar: words all families share.
        families: with words of their own.
    """

    def __init__(self, grammar: Grammar, families: Iterable[Family]) -> None:
        self.shared = {
            squeezed(fold_name(word)): Part(kind, rank, word)
            for group, kind in _GROUPS.items()
            for rank, word in reversed(list(enumerate(grammar.words.get(group, []))))
        }
        self._everyday = {squeezed(fold_name(word)) for word in grammar.everyday}
        self._own: dict[str, dict[str, Part]] = {}
        self._encoding = _with_digits(word for words in grammar.words.values() for word in words)
        self._numbered: dict[str, re.Pattern[str]] = {}
        for family in families:
            self._add(family)

    def at(self, family: Family, text: str, plain: str, place: int) -> tuple[Part, int] | None:
        """The longest word that starts at a place and where it ends.

        Args:
            family: whose words count beside the shared ones.
            text: the original; after a space an everyday word needs a capital.
            plain: folded text.
            place: where the word would start.
        """
        run = _RUN.match(plain, place)
        if run is None:
            return None
        own = self._own[family.slug]
        before = plain[place - 1] if place else " "
        for end in (run.end(), *(gap.start() for gap in reversed(list(_BREAK.finditer(plain, place, run.end()))))):
            word = squeezed(plain[place:end])
            part = own.get(word) or self.shared.get(word)
            if part is None:
                continue
            everyday = before == " " and word in self._everyday and text[place].islower()
            glued = before.isalpha() and len(word) < _GLUED_LENGTH
            return None if everyday or glued else _counted(part, plain, end)
        return None

    def numbered(self, family: Family, plain: str, place: int) -> tuple[Part, int] | None:
        """A word that looks like a generation or size ("R7B", "3D", "FP8")."""
        match = self._numbered.get(family.slug, self._encoding).match(plain, place)
        if match is None:
            return None
        word = squeezed(match[0])
        return self._own[family.slug].get(word) or self.shared[word], match.end()

    def _add(self, family: Family) -> None:
        own = {
            squeezed(fold_name(word)): Part(Kind.LINE, _FIRST + rank, word) for rank, word in enumerate(family.words)
        }
        self._own[family.slug] = {word: _graded(part, self.shared.get(word)) for word, part in own.items()}
        if any(map(_has_digit, family.words)):
            self._numbered[family.slug] = _with_digits([*family.words, *(part.text for part in self.shared.values())])


def _counted(part: Part, plain: str, end: int) -> tuple[Part, int]:
    """A word and where it ends, with the number of its try ("beta2", "instruct4")."""
    number = _TRY.match(plain, end) if part.kind in {Kind.TUNING, Kind.STATUS} else None
    return (part, end) if number is None else (Part(part.kind, part.rank, part.text + number[0]), number.end())


def squeezed(word: str) -> str:
    """A word without its hyphens and spaces."""
    return word.replace("-", "").replace(" ", "")


def _has_digit(word: str) -> bool:
    return not word.isalpha() and any(sign.isdigit() for sign in word)


def _with_digits(words: Iterable[str]) -> re.Pattern[str]:
    """Those of some words that hold a digit, their hyphens and spaces left open."""
    spelt = [
        re.escape(fold_name(word)).replace(r"\ ", "[ -]?").replace(r"\-", "[ -]?") for word in words if _has_digit(word)
    ]
    return re.compile(rf"(?:{'|'.join(spelt) or '(?!)'})(?![\d.{_LETTERS}])")


def _graded(own: Part, shared: Part | None) -> Part:
    """A family's spelling of a shared word keeps the shared place in names."""
    return own if shared is None else Part(shared.kind, shared.rank, own.text)
