"""Names in a text: those the catalogue knows, and capitalised words it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

import msgspec
from msgspec.structs import replace

from parallaxe.catalog.entity_file import slug_of
from parallaxe.identity import Mention, Names
from parallaxe.vocabulary.entity import Entity, EntityType

PROPER = re.compile(
    r"[A-ZÀ-ÖØ-ÞĐŁŠŽА-Я](?<![\w@/.].)[\w'’&.\-]*(?:[ ](?:(?:de|van|von|der|da|dos|du|la|le|of)[ ])?[A-ZÀ-ÖØ-ÞĐŁŠŽА-Я0-9][\w'’&.\-]*){0,4}"
)
_TAG = re.compile(r":(?:\d+x)?\d+(?:\.\d+)?[bm](?:-[\w.]+)*(?![\w])", re.IGNORECASE)
_MODEL_LIKE = re.compile(r"^[A-Za-z][\w.+\-]*(?::\w[\w.\-]*)?(?:[ \-/][\w.+()\-]+){0,5}$")
_NOT_MODELS = re.compile(
    r"\b(?:human|random|average|mean|baseline|chance|best|delta|gain|improvement|top-|version|table|method|step|section|part|figure|"
    r"chapter|phase|stage|option|example|day|week|note|total|others?)\b(?![-.]?\d+(?:\.\d+)?b)",
    re.IGNORECASE,
)
#: What makes a longer name of a known one: further words of a name in small letters, and words of editions.
_MADE, _GOES_ON = frozenset({EntityType.MODEL, EntityType.PRODUCT}), frozenset("- ")
_FURTHER = re.compile(
    r"(?:-(?!(?:like|style|based|powered|class|level|generated|related|compatible|native|only)\b)[a-z0-9][\w.]*)+"
)
#: The rest of a build's name: parts joined by hyphens, several of them or one with a digit ("-Mars-hf", "-256K").
_BUILD = re.compile(
    r"(?=-\w+-\w|-[A-Za-z]*\d)(?:-(?!(?:[Ll]ike|[Ss]tyle|[Bb]ased|[Pp]owered|[Cc]lass|[Ll]evel|[Gg]enerated|[Rr]elated|[Cc]ompatible|[Nn]ative)\b)"
    r"[A-Za-z0-9][\w.]*\b)+(?!-)"
)
_EDITION = re.compile(
    r"[ -](?:Enterprise|Edu|Health|Business|Gov|Teams?|Atlas|Spark|Search|Agent|Studio|Work|Go)\b(?![-'’.\w])"
)
#: A word joined in front of a model's name that makes another's of it ("Open-LLaMA"), and words that only stand before it.
_JOINED = re.compile(
    r"(?<![\w\-./])(?!(?:Non|Pre|Post|Anti|Neo|Multi|Inter)-)(?:[A-Z][A-Za-z]{2,}-|(?=[\w.-]*[\d_])[A-Za-z][\w.]*(?:-[\w.]+)*[-_])$"
)
_WORD_LENGTH, _HYPHENS = 32, frozenset("-_")
#: What repositories put behind a dot for how a model was tuned ("dots.llm1.base").
_DOTTED = re.compile(r"\.(?:base|inst|instruct|chat)\b")
#: With which signs tags and such endings begin.
_OPENS_TAG = frozenset(":.")
_TELLING = re.compile(r"[^\W\d_]{5}")
#: Families that others build upon: what a name ends on, or begins with, says little of who made the model.
_BASES = frozenset(
    {"llama", "qwen", "gemma", "mistral-models", "mixtral", "phi", "gpt-oss", "deepseek-models", "gemini", "gpt"}
)
#: A number of parameters in brackets at the end of a name, and signs of a table in the rest of its line.
_SIZE_BEHIND = re.compile(r" ?[(（]\d+(?:\.\d+)?[BbTt][)）]$")
_IN_TABLE = re.compile(r"\||</?t")
_TITLE = re.compile(r"\s*#\s+([^\n]{2,40}?)\s*(?:\n|$)")
_EXCHANGE = re.compile("Exchange|Nasdaq|Euronext")
#: Texts, and their titles, whose names are remembered.
_TEXTS = 4
TRAILING = ".,'’-"


class Name(msgspec.Struct, frozen=True, gc=False):
    """A name at its place.

    Args:
        start: first code point.
        end: code point after it.
        surface: as the text writes it.
        entity: who it means; None where the catalogue knows none of that name, or leaves open whether it is one.
        type: of the entity, empty where it is open.
        possible: whom the catalogue would take it for, where that is open.
        by: the thing it is only called by (ChatGPT of "the ChatGPT maker").
    """

    start: int
    end: int
    surface: str
    entity: Entity | None
    type: str
    possible: Entity | None = None
    by: Entity | None = None

    @property
    def subject(self) -> str | None:
        """Canonical English name, None where unresolved."""
        return self.entity.name if self.entity else None

    @property
    def key(self) -> str:
        """What tells two names apart."""
        return self.entity.slug if self.entity else self.surface


def as_app(name: Name, entities: dict[str, Entity], called: str | None = None) -> Name:
    """The application a maker or model has of its own name, where there is one ("DeepSeek (app)").

    Args:
        name: of the maker or model.
        entities: the catalogue's, by slug.
        called: what the text calls it, as a slug; then an application of that name, other than the maker's own.
    """
    app = (
        entities.get(f"{name.key}-app")
        if called is None
        else entities.get(f"{called}-app")
        if called != name.key
        else None
    )
    return name if app is None else replace(name, entity=app, type=app.type)


def is_exchange(name: Name) -> bool:
    """Whether a name is that of a stock exchange: a place things happen at, and a word of listing."""
    return name.entity is not None and _names_exchange(name.entity.name)


@lru_cache(maxsize=4096)
def _names_exchange(name: str) -> bool:
    return _EXCHANGE.search(name) is not None


def benchmark_name(name: Name) -> str:
    """A benchmark as the text writes it, since versions hide in spellings; in other scripts its canonical name."""
    return name.surface if name.surface.isascii() or not name.subject else name.subject


@lru_cache(maxsize=_TEXTS)
def known_names(source: Names, text: str) -> tuple[list[Name], list[Name]]:
    """Names of the catalogue in a text, and adjectives of such names ("Parisian"), apart; neither list may be changed.

    A model the catalogue does not list keeps throughout the name of its first mention. What the last texts hold is
    remembered: one reader after another asks.
    """
    nouns: list[Name] = []
    adjectives: list[Name] = []
    called: dict[str, Entity] = {}
    last = 0
    for mention in _on_their_lines(source, text):
        if mention.start < last:
            nouns[-1] = _made_by(nouns[-1], mention)
            continue
        entity = source.written(mention)
        entity = entity and called.setdefault(entity.slug, entity)
        possible = None if entity else mention.candidates[0].entity
        name = Name(mention.start, mention.end, mention.surface, entity, _kind(entity) if entity else "", possible)
        behind = text[mention.end : mention.end + 1]
        tag = (_TAG if behind == ":" else _DOTTED).match(text, mention.end) if behind in _OPENS_TAG else None
        if entity and entity.type == EntityType.MODEL and tag:
            name = _named_on(name, tag)
        elif entity and entity.type in _MADE and behind in _GOES_ON:
            longer = _FURTHER.match(text, mention.end) if name.surface.islower() else _EDITION.match(text, mention.end)
            if longer is None and entity.type == EntityType.MODEL and name.surface[-1].isalnum():
                longer = _BUILD.match(text, mention.end)
            name = _named_on(name, longer) if longer else name
        if entity and entity.type == EntityType.MODEL and text[mention.start - 1 : mention.start] in _HYPHENS:
            if nouns and nouns[-1].type == EntityType.MODEL and nouns[-1].end == mention.start - 1:
                name = _both(nouns.pop(), name, text)
            else:
                name = _joined(name, text, nouns)
        if mention.adjective:
            adjectives.append(name)
        else:
            nouns.append(name)
            last = name.end
    return nouns, adjectives


def _made_by(name: Name, part: Mention) -> Name:
    """A longer name by the maker of what is named within it: "Llama-3-ELYZA-JP-8B" is not made by Llama's."""
    inner = part.entity
    if inner is None or name.entity is None or part.end > name.end or inner.parent in _BASES:
        return name
    if not _TELLING.match(part.surface):
        return name
    maker = inner.slug if inner.type == EntityType.ORGANIZATION else inner.developer
    return replace(name, entity=replace(name.entity, developer=maker)) if maker else name


def _both(first: Name, second: Name, text: str) -> Name:
    """The model that two names joined by a hyphen are ("Llama-Nemotron"), made by whoever made the second."""
    surface = text[first.start : second.end]
    last = first.entity if second.entity and second.entity.parent in _BASES else second.entity
    maker = last.developer if last else None
    entity = Entity(slug=slug_of(surface) or surface, name=surface, type=EntityType.MODEL, developer=maker)
    return Name(first.start, second.end, surface, entity, EntityType.MODEL)


def _joined(name: Name, text: str, before: list[Name]) -> Name:
    """The model that a word joined in front makes of a name, unless the word is a name itself ("Meta-Llama")."""
    word = _JOINED.search(text, max(0, name.start - _WORD_LENGTH), name.start)
    if word is None or (before and before[-1].end > word.start()):
        return name
    surface = text[word.start() : name.end]
    entity = Entity(slug=slug_of(surface) or surface, name=surface, type=EntityType.MODEL)
    return Name(word.start(), name.end, surface, entity, EntityType.MODEL)


def _on_their_lines(source: Names, text: str) -> Iterator[Mention]:
    """Names of a text; one that would reach over the end of a line is read again on either side of it.

    A size in brackets behind a model is no part of its name in running text ("GLM-5.1 (754B)"), as it is in tables.
    """
    for mention in source.find(text):
        sized = _SIZE_BEHIND.search(mention.surface) if mention.surface.endswith((")", "）")) else None
        if sized and not _IN_TABLE.search(text, mention.end, _line_end(text, mention.end)):
            bare = source.find(mention.surface[: sized.start()])
            yield replace(bare[0], start=mention.start, end=mention.start + bare[0].end) if len(bare) == 1 else mention
            continue
        if "\n" not in mention.surface:
            yield mention
            continue
        start = mention.start
        for line in mention.surface.split("\n"):
            for one in source.find(line):
                yield replace(one, start=start + one.start, end=start + one.end)
            start += len(line) + 1


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return end if end >= 0 else len(text)


def _named_on(name: Name, more: re.Match[str]) -> Name:
    """A model or product that another's name goes on to name: by the tag of a registry of weights ("gemma3:27b"), or an edition."""
    surface = name.surface + more[0]
    maker = name.entity.developer if name.entity else None
    entity = Entity(slug=slug_of(surface) or surface, name=surface, type=EntityType(name.type), developer=maker)
    return Name(name.start, name.start + len(surface), surface, entity, name.type)


def _kind(entity: Entity) -> str:
    """An entity's type; a part of the world counts as a country, whose shares texts give beside those of countries."""
    region = entity.type == EntityType.PLACE and not (entity.country or entity.parent)
    return EntityType.COUNTRY if region else entity.type


def proper_names(text: str, start: int, end: int, taken: list[Name]) -> list[Name]:
    """Capitalised words that are no name of the catalogue, for slots only a name can fill."""
    found = []
    for match in PROPER.finditer(text, start, end):
        surface = match[0].rstrip(TRAILING)
        first, last = match.start(), match.start() + len(surface)
        if any(first < name.end and name.start < last for name in taken):
            continue
        found.append(Name(first, last, surface, None, EntityType.ORGANIZATION))
    return found


def with_title(text: str, names: list[Name]) -> list[Name]:
    """The names with those of a model that heads the document, where the catalogue does not know it."""
    match = _TITLE.match(text)
    title = unlisted_model(match[1].strip("*_ "), 0, 0) if match else None
    if match is None or title is None or any(match.start(1) <= name.start < match.end(1) for name in names):
        return names
    found = [
        replace(title, start=one.start(), end=one.end(), surface=one[0])
        for one in re.finditer(rf"(?<!\w){re.escape(title.surface)}(?![\w\-]*\w)", text)
    ]
    free = [one for one in found if not any(name.start < one.end and one.start < name.end for name in names)]
    return sorted([*names, *free], key=lambda name: name.start)


def unlisted_model(text: str, start: int, end: int, *, named: bool = False) -> Name | None:
    """A model the catalogue does not know, under the name the text gives it; None for words that are no such name.

    Args:
        text: the words.
        start: where they stand.
        end: where they end.
        named: whether a label says that they name a model: then they need no digit.
    """
    if not _MODEL_LIKE.match(text) or _NOT_MODELS.search(text) or text.count("(") != text.count(")"):
        return None
    if not named and not any(char.isdigit() for char in text):
        return None
    entity = Entity(slug=slug_of(text) or text, name=text, type=EntityType.MODEL)
    return Name(start, end, text, entity, EntityType.MODEL)
