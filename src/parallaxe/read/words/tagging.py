"""Lexers by language, made once each."""

from __future__ import annotations

from parallaxe.read.words.detect import detect
from parallaxe.read.words.lexer import Lexer, Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.rules import ReadingRules

_FALLBACK = "en"


class Tagger:
    """Finds the terms of short passages in whatever language they are."""

    def __init__(self, rules: ReadingRules) -> None:
        self._rules = rules
        self._lexers: dict[str, Lexer] = {}

    def scan(self, text: str, language: str | None) -> tuple[Lexicon, str, Tags]:
        """The lexicon of a text's language, the text folded by it, and its terms."""
        known = self.language(text, language)
        lexicon = self._rules.lexicons[known]
        lexer = self._lexers.setdefault(known, Lexer(lexicon, self._rules.shared))
        folded = lexicon.fold(text)
        return lexicon, folded, lexer.scan(folded)

    def language(self, text: str, declared: str | None) -> str:
        """The language declared where it is one that is read, else that of the text."""
        known = (declared or "").split("-")[0].lower()
        return known if known in self._rules.lexicons else detect(text, self._rules.lexicons) or _FALLBACK
