"""Labels: what a column, a row or a "Label: value" line holds."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import ahocorasick_rs

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.scene import Page
from parallaxe.read.tables import price_cells
from parallaxe.read.tables.grid import Cell, clean
from parallaxe.read.tables.label_parts import MODIFIER, Bare, LabelUnit, is_round, unit_of, year_of
from parallaxe.read.tables.sizes import kind_of
from parallaxe.read.tables.values import ValueReader, is_absent
from parallaxe.read.words.fold import fold
from parallaxe.read.words.lexer import Lexer
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.rules import ReadingRules
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.unit import CURRENCIES

_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]|（[^）]*）")
#: Signs that are no part of a label at its start, and at its end.
_EDGE = "".join(sign for sign in map(chr, range(0x3001)) if sign.isspace()) + "#*_:：.-–|↑↓"
#: Pictures beside the words of a label ("Context 📏").
_PICTURES = re.compile(r"[\u2190-\u21ff\u2300-\u27bf\u2b00-\u2bff\ufe0f\u200d\U0001f000-\U0001faff]+")
_START, _END = _EDGE + "$", _EDGE + "†‡¹²³"
#: Prices of what was read before are prices of no input.
_CACHED = re.compile(r"\bcache (?:hit|read|write)|\bcached\b")
#: The year or part of one before what a label says ("2024 revenue", "H1 2025 sales").
_OF_YEAR = re.compile(r" 20\d\d$")
_YEARED = re.compile(r"^(?:(?:fy ?|(?:[hq][1-4]|[1-4]q) ?)?20\d\d|fy\d\d) (?=[a-z])")
#: Metrics a cue inside a label tells; others need the label as a whole.
_TOLD_BY_CUE = frozenset(
    {"price_input_per_mtok", "price_output_per_mtok", "context_length", "parameters_active", "intelligence_index"}
)
#: Units behind a comma ("Вход, $/1M").
_COUNTED = re.compile(
    r"[,，]\s*(?:[$€£¥₽/\s.\d()]|usd|eur|rub|rmb|руб\w*|долл\w*|млн|млрд|тыс|tok\w*|токен\w*|[bkm]\b|per\b|за\b|pro\b|par\b|por\b|mi[lo]\w*)+$"
)
_MAX_LABEL = 60
#: Code points above a table in which a line says what its sums count in.
_ABOVE = 120
#: Letters of words that are no beginnings of others, and the first sign of the scripts without spaces.
_SHORT, _EAST = 3, "\u2e80"
#: Metrics that a label's further words ("latest", "estimated 2025") leave as they are, and those told in money.
_OF_SIDES = frozenset(
    {"valuation", "revenue", "funding_raised", "capex_commitment", "users", "market_share", "usage_share", "founder"}
    | {"founded_date", "headquarters", "ipo_date", "model_count", "developer", "amount", "round"}
)
#: What costs, but no million of tokens.
_UNPRICED = frozenset({"training_cost", "valuation", "revenue", "funding_raised", "capex_commitment"})
_NAMED = frozenset({EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.MODEL, EntityType.COUNTRY})
#: What such a label says of nobody it names ("OpenAI round").
_TOLD_OF_NOBODY = frozenset({"amount", "round", "developer"})
_PAID = frozenset({"valuation", "revenue", "funding_raised", "capex_commitment"})
#: Labels remembered.
_LABELS = 4096
#: Options of commands ("--max-tokens") and parts of a model's build are no labels of facts.
_OPTION = re.compile(r"^[`\s]*--?[a-z]")
_STRUCTURE = re.compile(r"\bexperts?\b|\blayers?\b|\bheads?\b|\bdimensions?\b|专家|层数|維度|维度|レイヤ|层$")
#: Words that announce results, kept beside the labels.
SCORES = "scores"
#: Words of remarks that say how a test was run, likewise.
SETTING = "setting"
#: What opens a label's word that may stand anywhere in one.
_WITHIN = "~"


class LabelReader:
    """Knows labels of a language.

    Args:
        lexicon: the language.
        rules: figures, licences, shared words.
        lexer: terms of the language.
    """

    def __init__(self, lexicon: Lexicon, rules: ReadingRules, lexer: Lexer) -> None:
        self.lexicon, self.lexer = lexicon, lexer
        self.values = ValueReader(lexicon, rules.figures)
        self._table = _label_table(lexicon, rules)
        self._paid = _label_table(lexicon, rules, _PAID)
        self._of_side = ahocorasick_rs.AhoCorasick(
            [*self._paid, *(word for word, kind in self._table.items() if kind in _OF_SIDES)]
        )
        self._bare = Bare(lexer, [lexicon.fold(word) for word in rules.shared.labels.get(MODIFIER, [])])
        self._parts = [(word[1:], kind) for word, kind in self._table.items() if word.startswith(_WITHIN)]
        self._parts.sort(key=lambda part: -len(part[0]))
        words = [lexicon.fold(word) for word in rules.shared.labels.get(SCORES, [])]
        self._known = lru_cache(maxsize=_LABELS)(self._kind)
        self._money = lru_cache(maxsize=_LABELS)(self._money_kind)
        self._units = lru_cache(maxsize=_LABELS)(self._unit)
        self._scores = re.compile("|".join(map(re.escape, words)) or "(?!)")
        settings = [lexicon.fold(word) for word in rules.shared.labels.get(SETTING, [])]
        self._settings = re.compile(
            rf"\d|\b(?:{'|'.join(map(_word, settings))})|" + "|".join(word for word in settings if word >= _EAST)
        )

    def kind(self, label: str, *, by_cue: bool = True) -> str | None:
        """Metric id, "model", "benchmark", "ignored"… of a label, None if it is none; remembered, for labels recur.

        Args:
            label: as written, markup removed.
            by_cue: whether a label that is in no list may be told by the cues in it.
        """
        return self._known(label, by_cue)

    def named(self, page: Page, start: int, end: int) -> tuple[str, Name] | None:
        """A label without the one name in it, and the name, where it says something of companies and whose ("A's revenue")."""
        names = [name for name in page.names_in(start, end) if name.type in _NAMED]
        if len(names) != 1 or end - start > _MAX_LABEL:
            return None
        if self.kind(clean(page.text[start:end]), by_cue=False) is not None:
            return None
        (name,) = names
        rest = " ".join(clean(f"{page.text[start : name.start]} {page.text[name.end : end]}").split())
        kind = self.kind(rest, by_cue=False) if rest else None
        return (rest, name) if kind in _OF_SIDES - _TOLD_OF_NOBODY else None

    def unit(self, label: str) -> LabelUnit:
        """Currency (or %) and scale that a label gives to bare numbers; remembered."""
        return self._units(label)

    def counted(self, text: str, start: int) -> LabelUnit | None:
        """What the line above a table that begins at ``start`` says its bare sums count in: "(in millions of dollars)"."""
        line = text[max(0, start - _ABOVE) : start].rstrip().rpartition("\n")[2]
        unit = None if any(sign.isdigit() for sign in line) else self.unit(line)
        return unit if unit and unit.unit in CURRENCIES and unit.exponent else None

    def money_kind(self, label: str) -> str | None:
        """What a label means whose values are money ("Оценка", which else is a mark), None if nothing; remembered."""
        return self._money(label)

    def is_of_price(self, label: str) -> bool:
        """Whether a label that a cue makes one of prices ("Tool input") speaks of prices, so that bare numbers under it are some."""
        return self.kind(label, by_cue=False) is not None or price_cells.speaks_of_price(self.lexicon.fold(label))

    def pairs_prices(self, label: str, cells: list[Cell]) -> bool:
        """Whether a label speaks of prices and every cell that holds something holds two, parted by a slash."""
        told = [cell.text for cell in cells if not is_absent(cell.text)]
        return price_cells.pairs_up(self.lexicon.fold(label), told)

    def _money_kind(self, label: str) -> str | None:
        folded = self.lexicon.fold(label)
        if len(label) > _MAX_LABEL:
            return None
        bare = _bare(_BRACKETS.sub(" ", folded)).strip()
        told = self._paid.get(bare)
        return told or (
            self._paid.get(self._bare.words(folded)) if self._of_side.find_matches_as_indexes(bare) else None
        )

    def _unit(self, label: str) -> LabelUnit:
        return unit_of(self.lexicon.fold(label).lower(), self.lexer, self.lexicon)

    def _kind(self, label: str, by_cue: bool) -> str | None:
        if len(label) > _MAX_LABEL or _OPTION.match(label):
            return None
        label = _PICTURES.sub(" ", label) if not label.isascii() else label
        folded = _YEARED.sub("", _bare(" ".join(self.lexicon.fold(label).split())))
        bare = " ".join(_bare(_BRACKETS.sub(" ", folded)).split())
        forms = (folded, folded.replace("-", " "), _COUNTED.sub("", folded))
        whole = next((kind for form in forms if (kind := self._table.get(form))), None)
        several = price_cells.kind_of(folded) if by_cue and whole is None else None
        if whole is not None or (several in price_cells.ORDERS and several != price_cells.UNSAID):
            return whole or several
        if (whole := self._table.get(bare)) in _UNPRICED or several:
            return whole if whole in _UNPRICED else several
        if _CACHED.search(folded):
            return "ignored"
        told = (
            kind_of(folded) or self._table.get(bare) or self._first_of(bare) or self._table.get(_OF_YEAR.sub("", bare))
        )
        return told or self._of_sides(folded) or (self._by_cue(folded) if by_cue else None)

    def _of_sides(self, folded: str) -> str | None:
        """What a label tells of companies once units, years and words like "latest" are left out."""
        if is_round(folded):
            return "round"
        if not self._of_side.find_matches_as_indexes(folded):
            return None
        kinds = (
            self._table.get(self._bare.words(form)) for form in dict.fromkeys((_BRACKETS.sub(" ", folded), folded))
        )
        return next((kind for kind in kinds if kind in _OF_SIDES), None)

    def says_nothing(self, label: str) -> bool:
        """Whether a label only says when, in words like "2026 (forecast)"."""
        return year_of(label) is not None and self.is_blank(label)

    def is_blank(self, label: str) -> bool:
        """Whether a label holds nothing but units, years and words like "estimated"."""
        return not self._bare.words(_BRACKETS.sub(" ", self.lexicon.fold(label)))

    def announces_scores(self, words: str) -> bool:
        """Whether a heading or the words above a table say that it holds results of benchmarks."""
        return self._scores.search(self.lexicon.fold(words)) is not None

    def explains(self, remark: str) -> bool:
        """Whether the words in brackets behind a benchmark's name only say what it asks, not which part of it or how it was run."""
        return self._settings.search(self.lexicon.fold(remark)) is None

    def _first_of(self, bare: str) -> str | None:
        """What the first of two labels means that a slash joins, where the second says nothing else."""
        first, slash, rest = bare.partition("/")
        kind = self._table.get(first.strip()) if slash else None
        return kind if kind and self._table.get(rest.strip(), kind) == kind else None

    def _by_cue(self, folded: str) -> str | None:
        """What a label that is in no list means by the words in it ("cost of 1M tokens, input")."""
        if _STRUCTURE.search(folded):
            return "ignored"
        tags = self.lexer.scan(folded)
        cues = [tag for tag in tags.within("metrics", 0, len(folded)) if tag.weight == 1]
        found = {tag.key for tag in cues if tag.key in _TOLD_BY_CUE}
        if len(found) == 1:
            return found.pop()
        if {price_cells.INPUT, price_cells.OUTPUT} <= found:
            return price_cells.PAIR_OF_PRICES
        if part := next((kind for word, kind in self._parts if word in folded), None):
            return part
        priced = any(tag.key in CURRENCIES for tag in tags.within("units", 0, len(folded)))
        return "ignored" if priced or any(tag.key == "other" for tag in cues) else None


def _word(folded: str) -> str:
    """A word of a remark as a pattern: short ones stand alone, longer ones begin others."""
    return re.escape(folded) + (r"\b" if len(folded) <= _SHORT else "")


def _label_table(lexicon: Lexicon, rules: ReadingRules, kinds: frozenset[str] | None = None) -> dict[str, str]:
    """Labels of all languages, since a page's tables are not always in its own; its own language's come first."""
    table: dict[str, str] = {}
    others = [rules.lexicons[language] for language in sorted(rules.lexicons) if language != lexicon.language]
    for labels in (*(other.labels for other in others), rules.shared.labels, lexicon.labels):
        for kind, words in labels.items():
            if kind in {SCORES, MODIFIER, SETTING} or (kinds and kind not in kinds):
                continue
            table.update({_spelt(word, lexicon.strip_accents, lexicon.simplify): kind for word in words})
    return table


@cache
def _spelt(word: str, strip_accents: bool, simplify: bool) -> str:
    """A label of the lexicons as labels are looked up: once for all languages that fold alike."""
    return _bare(fold(word, strip_accents=strip_accents, simplify=simplify))


def _bare(label: str) -> str:
    return label.lstrip(_START).rstrip(_END)
