"""Whether two sets of identity dimensions speak of the same quantity, and what differs if not."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache

import msgspec

from parallaxe.reconcile.scope_words import ENGLISH, in_english

#: Dimensions whose values are words of the text: one inside the other is the same, less precisely.
WORDED = frozenset(
    {"population", "scope", "market", "ranking", "basis", "region", "segment", "programme", "list", "per", "exchange"}
)
#: A score on another benchmark is another quantity, never a disagreement.
OTHER_QUANTITY = frozenset({"benchmark", "index"})
#: A value of a named index is not shown to be of the same index as one that names none.
_INDEX = "index"
#: Dimensions that sources use one for the other when they say in words what is counted.
_INTERCHANGEABLE = frozenset({"population", "scope", "market", "segment", "list"})
#: What is meant where a dimension is not named.
_USUAL = {"modality": "actual", "tier": "standard"}
#: Named by one source only, these are a choice of their own and not the same told less precisely.
_CHOSEN = frozenset({"configuration"})
#: Words that make another quantity of what they are added to: citations of papers are no papers, paying users not all of them.
_TELLS_APART = frozenset(
    {
        "application", "batch", "beta", "cached", "citation", "cited", "closed", "company", "developer", "download",
        "experimental", "founding", "legal", "off", "open", "origin", "paying", "post", "pre", "preview", "recurring",
        "registered", "student",
    }
)  # fmt: skip
#: What tells one ranking from another.
RANKING = frozenset({"ranking", "population", "scope", "benchmark", "market", "index"})
#: Aggregates over a period, which are not the value of a part of it.
OVER_A_PERIOD = frozenset({"mean", "peak", "sum", "cumulative"})
#: Runs of letters and digits, those of scripts without spaces apart from others: "OpenRouter全部" is two words.
_WORD = re.compile(r"(?:(?![\u3040-\u30ff\u3400-\u9fff])[^\W_])+|[\u3040-\u30ff\u3400-\u9fff]+")
#: Articles and prepositions; then what a share is, whatever it is of.
_EMPTY = (
    "a an and as at by for from in of on or per the to with "
    "de der des die du el en et im la le les los par und von y d l dans sur pour un une au aux del con para por una em no na "
    "do da dos das com dem den ein eine mit auf zu в на и по с cua trong theo 的 の "
    "all share percentage proportion portion part anteil cuota quota parcela fatia доля доли total totale gesamt overall"
)
_EMPTY_WORDS = frozenset(_EMPTY.split())
#: What follows is left out of the scope: to the next mark, or, of "non-", the next word.
_EXCLUDED = re.compile(
    r"\b(?:excluding|excludes|excl|except(?: for)?|other than|outside(?: of)?|without|not including|hors(?: de)?|sans|"
    r"a l'exclusion de|sauf|sin|excepto|fuera de|excluyendo|sem|fora d[aeo]|excluindo|exceto|ohne|ausser(?:halb)?|"
    r"без|кроме|вне)\b(?P<rest>[^,;:()]*)|\b(?:non|not|ex)[- ](?P<next>\w+)"
)
#: Marks a word as left out.
_NOT = "¬"
#: Other words for the same.
_SYNONYMS = {
    "hkex": ("hong", "kong"),
    "prc": ("china",),
    "mau": ("month", "active", "user"),
    "dau": ("day", "active", "user"),
    "wau": ("week", "active", "user"),
    "arr": ("year", "recurring", "revenue"),
    "llm": ("model",),
    "license": ("licence",),
    "datacenter": ("data", "centre"),
    "center": ("centre",),
    "tokenvolumen": ("token", "volume"),
    "tokenverbrauch": ("token",),
    "cloudmarkt": ("cloud", "market"),
}

Differences = tuple[str, ...]


@dataclass(slots=True)
class Scopes:
    """Compares dimensions given as canonical JSON texts, each pair once.

    Args:
        texts: distinct JSON texts; the comparison takes their positions.
    """

    texts: list[str]
    _parsed: list[dict[str, str]] = field(init=False)
    _known: dict[tuple[int, int, bool, bool], Differences | None] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self._parsed = [_parse(text) for text in self.texts]

    def __getitem__(self, code: int) -> dict[str, str]:
        return self._parsed[code]

    def names_ranking(self, code: int) -> bool:
        """Whether the dimensions say in which ranking a rank was reached."""
        return not RANKING.isdisjoint(self._parsed[code])

    def differences(self, left: int, right: int, *, same_source: bool, same_span: bool) -> Differences | None:
        """Names of the dimensions that differ; None where the two are other quantities altogether.

        Args:
            left: position of one text.
            right: position of the other.
            same_source: one author: what he names once and leaves out once, he tells apart; between
                sources an absent dimension is unknown.
            same_span: whether both are stated for the same days.
        """
        key = (min(left, right), max(left, right), same_source, same_span)
        if key not in self._known:
            self._known[key] = _differences(self._parsed[left], self._parsed[right], same_source, same_span)
        return self._known[key]


def _differences(left: dict[str, str], right: dict[str, str], same_source: bool, same_span: bool) -> Differences | None:
    found = []
    for name in sorted({*left, *right}):
        one, other = left.get(name, _USUAL.get(name)), right.get(name, _USUAL.get(name))
        if one is None or other is None:
            known = one or other or ""
            said = _in_words(left if one is None else right)
            if name in _CHOSEN and words(known) <= said:
                continue
            if _differs_by_being_named(name, known, same_source=same_source, same_span=same_span):
                found.append(name)
        elif _same(name, one, other):
            continue
        elif name in OTHER_QUANTITY:
            return None
        else:
            found.append(name)
    return tuple(found) or _told_under_other_names(left, right)


def _in_words(dimensions: dict[str, str]) -> frozenset[str]:
    """All words of what is described in words."""
    return words("; ".join(said for name, said in dimensions.items() if name in WORDED))


def _differs_by_being_named(name: str, known: str, *, same_source: bool, same_span: bool) -> bool:
    """Whether a dimension that only one of two names makes them different."""
    if name == _INDEX or (name in _CHOSEN and known):
        return True
    if name in OTHER_QUANTITY:
        return False
    if same_source or (name == "aggregation" and known in OVER_A_PERIOD and not same_span):
        return True
    return name in WORDED and not _TELLS_APART.isdisjoint(words(known))


def _told_under_other_names(left: dict[str, str], right: dict[str, str]) -> Differences:
    """Dimensions in words of which each side names others, where what they say differs: a market here, a scope there."""
    ours, theirs = (_INTERCHANGEABLE & (one.keys() - other.keys()) for one, other in ((left, right), (right, left)))
    if not ours or not theirs:
        return ()
    one, other = ("; ".join(said[name] for name in sorted(names)) for said, names in ((left, ours), (right, theirs)))
    return () if _same("scope", one, other) else tuple(sorted(ours | theirs))


def _same(name: str, one: str, other: str) -> bool:
    if one == other:
        return True
    left, right = words(one), words(other)
    if _left_out(left) != _left_out(right):
        return False
    if name in WORDED:
        return (left <= right or right <= left) and (left ^ right).isdisjoint(_TELLS_APART)
    return left == right


def _left_out(found: frozenset[str]) -> frozenset[str]:
    return frozenset(word for word in found if word.startswith(_NOT))


@lru_cache(maxsize=65_536)
def words(text: str) -> frozenset[str]:
    """Content words of a text, folded; a bag that spelling, order and articles do not change.

    Words of what is left out ("excluding China", "non-Chinese") carry a mark: they are the opposite of themselves.
    """
    folded = unicodedata.normalize("NFKD", text).casefold()
    plain = in_english("".join(sign for sign in folded if not unicodedata.combining(sign)))
    left_out = {word for match in _EXCLUDED.finditer(plain) for word in _content(match["rest"] or match["next"] or "")}
    found = _content(_EXCLUDED.sub(" ", plain)) | {f"{_NOT}{word}" for word in left_out}
    return frozenset(found) or frozenset({plain.strip()})


def _content(plain: str) -> set[str]:
    stems = (_stem(word) for word in _WORD.findall(plain) if word not in _EMPTY_WORDS)
    told = (ENGLISH.get(stem, stem) for stem in stems)
    return {word for stem in told for word in _SYNONYMS.get(stem, (stem,))}


def _stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word  # noqa: PLR2004 - "users" is "user"


def _parse(text: str) -> dict[str, str]:
    return msgspec.json.decode(text, type=dict[str, str]) if text and text != "{}" else {}
