"""Scores beside the name of their benchmark: lines of "name: score", and scores in the brackets behind one."""

from __future__ import annotations

import re

from parallaxe.read.amounts.quantities import Quantity
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, benchmark_name
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.not_said import is_setting
from parallaxe.read.sentences.thread import is_index
from parallaxe.vocabulary.entity import EntityType

_KINDS = frozenset({"percent", "count", "index points"})
#: A larger number is no score of the field.
_MOST = 5000
#: Code points between a name and the score behind its colon or dash.
_GAP = 40
#: How sure a score is that stands in the line, or in the brackets, of its benchmark.
_SURE = 0.85
_BRACKET = re.compile(r"\s?[(（]([^()（）\n]{1,60})[)）]")
_SIGNS = "+-−–±▲▼↑↓"


def score_line(sentence: Sentence, benchmark: Name | None, title: Name | None) -> Draft | None:
    """As in "model: 88.0 %" under the heading of a benchmark, or "BENCHMARK: 0.66" under that of a model."""
    first = next((quantity for quantity in sentence.quantities if quantity.kind in _KINDS), None)
    if first is None or first.exponent or not sentence.names or not 0 <= first.value <= _MOST:
        return None
    lead = sentence.names[0]
    between = sentence.page.text[lead.end : first.start]
    if len(between) > _GAP or not re.search(r"[:：–—]| - ", between) or re.search(r"\d+[.,]\d", between):
        return None
    if lead.type == EntityType.MODEL and benchmark is not None and not is_index(benchmark):
        return _score(first, lead, benchmark)
    others = any(name.type == EntityType.MODEL for name in sentence.names)
    if lead.type == EntityType.BENCHMARK and title is not None and not others:
        return _score(first, title, lead)
    return None


def bracketed_scores(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """Scores in brackets right behind their benchmark: "SWE-bench (73.8%, +5.8%)".

    ``sentence.quantities`` loses them, and the changes that share their brackets.
    """
    drafts: list[Draft] = []
    text = sentence.page.text
    for benchmark in sentence.names:
        if benchmark.type != EntityType.BENCHMARK or is_index(benchmark):
            continue
        bracket = _BRACKET.match(text, benchmark.end, sentence.end)
        about = _model(sentence, benchmark.start, roles, memory) if bracket else None
        if bracket is None or about is None:
            continue
        inside = [one for one in sentence.quantities if bracket.start(1) <= one.start < bracket.end(1)]
        if not inside or inside[0].start > bracket.start(1) or inside[0].kind not in _KINDS or inside[0].exponent:
            continue
        if is_setting(sentence, inside[0]):
            continue
        drafts.append(_score(inside[0], about, benchmark))
        changes = [one for one in inside if text[one.start - 1] in _SIGNS or text[one.start] in _SIGNS]
        sentence.quantities[:] = [one for one in sentence.quantities if one is not inside[0] and one not in changes]
    return drafts


def _model(sentence: Sentence, place: int, roles: dict[int, str], memory: Memory) -> Name | None:
    """The model a score is of: the last named before it, else the one spoken of."""
    named = [name for name in sentence.names if name.type == EntityType.MODEL and name.end <= place]
    own = [name for name in named if name.start not in roles]
    remembered = memory.of(EntityType.MODEL, sentence.block)
    return own[-1] if own else remembered[0] if remembered else None


def _score(quantity: Quantity, about: Name, measured: Name) -> Draft:
    return Draft(
        metric="benchmark_score", value=quantity.value, unit=quantity.unit or "points", start=quantity.start, end=quantity.end,
        subject=about.subject, surface=about.surface, subject_type=about.type, rule="label", weight=_SURE,
        benchmark=benchmark_name(measured), at=quantity.start,
    )  # fmt: skip
