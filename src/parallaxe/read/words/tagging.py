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
        known = (language or "").split("-")[0]
        if known not in self._rules.lexicons:
            known = detect(text, self._rules.lexicons) or _FALLBACK
        lexicon = self._rules.lexicons[known]
        lexer = self._lexers.setdefault(known, Lexer(lexicon, self._rules.shared))
        folded = lexicon.fold(text)
        return lexicon, folded, lexer.scan(folded)
