"""Models the catalogue does not know, told by the noun beside their name: "AI模型X", "モデル「X」", "mô hình X", "das Modell X"."""

from __future__ import annotations

import re

from parallaxe.catalog.entity_file import slug_of
from parallaxe.identity.addresses import within_addresses
from parallaxe.read.naming.names import TRAILING, Name
from parallaxe.read.naming.places import any_between, lines, overlaps
from parallaxe.read.words.lexer import Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.entity import Entity, EntityType

#: A name in Latin letters, wherever it stands: among signs that count as letters too.
_LATIN = re.compile(
    r"[A-Z](?<![A-Za-z0-9À-ɏ@/.\-_].)[A-Za-z0-9.\-]*[A-Za-z0-9](?: (?:[A-Z][A-Za-z0-9.\-]*|\d[\w.\-]*))*"
)
_QUOTED = re.compile(r"[「『《“\"]([A-Z][A-Za-z0-9.\- ]{2,40})[」』》”\"]")
#: Total sizes behind a hyphen with the rest of the name; the words before them; what makes these a name of their own.
_SIZE = re.compile(r"[-_](?:\d+x)?\d+(?:\.\d+)?[Bb](?![A-Za-z0-9])(?:[-_][A-Za-z0-9.]*[A-Za-z0-9])*")
_RUN = re.compile(
    r"(?<![\w@.\-$])(?!(?:[Ss]ub|[Pp]re|[Pp]ost|[Mm]ulti|[Nn]on|[Tt]op|USD?|EUR)[-_])[A-Za-z][\w.+]*(?:[-_][\w.+]+)*$",
    re.ASCII,
)
_CODED = re.compile(r"[A-Z]|\d|[-_].*[-_]")
_LEAD = " *_\"'“«「『《(（:："
_TOLD = re.compile(r"[a-z][A-Z]|\d|-")
_WORD_LONG, _LONGEST, _SKIP = 4, 40, 4
_MORE_WORDS = re.compile(r"(?: [A-Z][A-Za-z]+){1,2}$")
#: What models are made of or with, and kinds of them; no model is called so.
_KINDS = re.compile(
    r"(?:[A-Z]{1,5}s?|MoE|LoRA|VLA|LLaMA|Transformers?|Mixture|Dense|Base|Instruct|Chat|Open|Vision|Multimodal|Diffusion|Embedding|"
    r"Reasoning|Agents?|Foundation|Hugging.*|GitHub|ModelScope|PyTorch|Docker|Python|Markdown|Tokens?|Premium|Mixture[ -]of[ -]Experts?|Preview|Beta|Pro|Max|"
    r"Mini|Flash|Plus|Turbo|Lite|Ultra|Open[ -]?(?:Source|Weights?)|State-of-the-Art|End-to-End|Text-to-\w+|Image-to-\w+|\w+-Modell?)$"
)
_MADE = frozenset({EntityType.MODEL, EntityType.PRODUCT})


def is_kind(surface: str) -> bool:
    """Whether words name what models are made of or with, or a kind of them, and no model."""
    return _KINDS.match(surface) is not None


def with_sized(text: str, names: list[Name]) -> list[Name]:
    """The names with those of unlisted models that repositories' spelling tells: words and a size joined by hyphens ("Goliath-120B").

    Args:
        text: the document.
        names: names known so far, in order.
    """
    sizes = list(_SIZE.finditer(text))
    if not sizes:
        return names
    taken = [(name.start, name.end) for name in names]
    address = within_addresses(text)
    found = []
    for match in sizes:
        run = _RUN.search(text, max(0, match.start() - _LONGEST), match.start())
        if (
            run is None
            or overlaps(taken, run.start(), match.end())
            or not _CODED.search(run[0])
            or _KINDS.match(run[0])
            or (address is not None and address(run.start(), match.end()))
        ):
            continue
        found.append(_name(text[run.start() : match.end()], (run.start(), match.end())))
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def with_models(text: str, folded: str, tags: Tags, lexicon: Lexicon, names: list[Name]) -> list[Name]:
    """The names with those of unlisted models, everywhere in the text once one place tells them.

    Args:
        text: the document.
        folded: the same as its terms are looked up in it.
        tags: its terms.
        lexicon: of its language, whose ``links`` hold the nouns for a model under ``model_noun``.
        names: names known so far, in order.
    """
    if "model_noun" not in lexicon.links:
        return names
    names = _widened(text, names)
    nouns = tags.within("links", 0, len(text), "model_noun")
    if not nouns:
        return names
    telling = sorted([*(tag.start for tag in nouns), *(tag.end for tag in nouns)])
    taken = sorted((name.start, name.end) for name in names)

    def place(match: re.Match[str]) -> tuple[int, int] | None:
        surface = match[0].rstrip(TRAILING)
        start, end = match.start(), match.start() + len(surface)
        known = len(surface) > _LONGEST or _KINDS.match(surface) or overlaps(taken, start, end)
        return None if known else (start, end)

    told = {
        text[slice(*at)]
        for line in lines(text)
        if any_between(telling, line[0] - _SKIP, line[1] + _SKIP)
        for match in _LATIN.finditer(text, *line)
        if any_between(telling, match.start() - _SKIP, match.end() + _SKIP)
        and (at := place(match)) is not None
        and _is_told(text, folded, tags, lexicon, *at)
    }
    if not told:
        return names
    alike = [match for match in _LATIN.finditer(text) if match[0].rstrip(TRAILING) in told]
    found = [_name(text[slice(*at)], at) for match in alike if (at := place(match)) is not None]
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def _is_told(text: str, folded: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> bool:
    surface = text[start:end]
    before = start
    while before > max(0, start - _SKIP) and folded[before - 1] in _LEAD:
        before -= 1
    coded = _TOLD.search(surface) is not None
    if tags.before(before, "links", "model_noun") is not None:
        strict = lexicon.script == "latin"
        return coded or (not strict and len(surface) >= _WORD_LONG and not surface.isupper())
    if lexicon.spaced or not any(char.isdigit() for char in surface):
        return False
    after = end
    while after < len(folded) and after - end < _SKIP and folded[after] in ' *_」』》”"':
        after += 1
    return tags.at(after, "links", "model_noun") is not None


def _widened(text: str, names: list[Name]) -> list[Name]:
    """Quoted names that go on behind a known one are names of their own: 「ChatGPT Health」 is not ChatGPT."""
    opening = {match.start(1): match for match in _QUOTED.finditer(text)}
    if not opening:
        return names
    result = []
    for name in names:
        match = opening.get(name.start)
        longer = match is not None and name.end < match.end(1) and _MORE_WORDS.match(text[name.end : match.end(1)])
        if match is None or not longer or name.type not in _MADE or name.entity is None:
            result.append(name)
            continue
        surface = match[1]
        maker = name.entity.developer
        entity = Entity(slug=slug_of(surface) or surface, name=surface, type=EntityType(name.type), developer=maker)
        result.append(Name(name.start, match.end(1), surface, entity, name.type))
    return result


def _name(surface: str, place: tuple[int, int]) -> Name:
    entity = Entity(slug=slug_of(surface) or surface, name=surface, type=EntityType.MODEL)
    return Name(place[0], place[1], surface, entity, EntityType.MODEL)
