"""Every reading of every stretch of a text that may be a name."""

from __future__ import annotations

from parallaxe.catalog import Catalogue, Family
from parallaxe.identity.addresses import within_addresses
from parallaxe.identity.application import Applications
from parallaxe.identity.benchmark import version_of
from parallaxe.identity.chip import variant_of
from parallaxe.identity.context import Hit
from parallaxe.identity.fold import Folded
from parallaxe.identity.grammar import EAST, ModelGrammar, Parse
from parallaxe.identity.lexicon import Entry, Lexicon, Role
from parallaxe.identity.member import Kind, is_day
from parallaxe.identity.members import Members
from parallaxe.vocabulary.entity import Entity, EntityType

#: Score of a name that stands in the catalogue letter by letter, of one minted by the grammar,
#: and of one with noise in its letters.
EXACT, MINTED, NOISY = 1.0, 0.97, 0.85
_GENITIVE_LENGTH = 4
#: What makes a country's abbreviation a currency.
_MONEY = ("$", " $", " dollar", "-dollar")
#: The shortest name a hyphen or space can stand in.
_SEPARABLE_LENGTH = 3


class Finder:
    """Looks names up in folded texts.

    Args:
        catalogue: entities and families.
        grammar: reads what follows the stem of a family.
        members: entities of what it reads.
        lexicon: all names as an automaton.
    """

    def __init__(self, catalogue: Catalogue, grammar: ModelGrammar, members: Members, lexicon: Lexicon) -> None:
        self._catalogue = catalogue
        self._grammar = grammar
        self._members = members
        self._lexicon = lexicon
        self._applications = Applications(catalogue)
        self._sides = {
            entity.slug: (catalogue.entities[entity.country],)
            for entity in catalogue.entities.values()
            if entity.type is EntityType.GROUP and entity.country
        }
        self._beside = {slug: self._others(slug) for slug in catalogue.families}

    def hits(self, text: str, folded: Folded) -> list[Hit]:
        """All readings, in no order.

        Args:
            text: the original, character for character with ``folded``.
            folded: the same, folded.
        """
        plain = folded.plain
        size = len(plain)
        entries = self._lexicon.entries
        hits: list[Hit] = []
        inside_address = within_addresses(plain)
        adjective = Role.ADJECTIVE
        for index, start, end in self._lexicon.automaton.find_matches_as_indexes(folded.loose, overlapping=True):
            if start and (before := plain[start - 1]).isalnum() and _same_word(before, plain[start]):
                continue
            if inside_address is not None and inside_address(start, end):
                continue
            whole = end == size or not plain[end].isalnum() or not _same_word(plain[end - 1], plain[end])
            written = plain[start:end]
            for entry in entries[index]:
                score = EXACT if entry.plain == written else _likeness(entry, written)
                if not score:
                    continue
                if entry.role > adjective:
                    hit = self._model(entry, start, end, score, text, plain)
                elif whole or _genitive(text, end, entry):
                    hit = self._name(entry, start, end, score, text, plain)
                else:
                    continue
                if hit is not None:
                    hits.append(hit)
        return hits

    def _name(self, entry: Entry, start: int, end: int, score: float, text: str, plain: str) -> Hit | None:
        if (entry.upper or entry.capital) and not _cased(entry, text[start:end]):
            return None
        if entry.upper and plain.startswith(_MONEY, end):
            return None
        entity = entry.entity
        if entity.type is EntityType.CHIP:
            entity, end = variant_of(entity, plain, end)
        elif entity.type is EntityType.BENCHMARK:
            entity, end = version_of(entity, plain, end)
        others = self._sides.get(entity.slug, ())
        if application := self._applications.named(entity, plain, start, end):
            entity, others = application, (entity,)
        return Hit(start, end, entity, score, entry.context, entry.role is Role.ADJECTIVE, len(entry.plain), others)

    def _model(self, entry: Entry, start: int, end: int, score: float, text: str, plain: str) -> Hit | None:
        family = self._catalogue.families[entry.entity.slug]
        if entry.role is Role.SHORT:
            return self._short(entry, family, start, text, plain)
        parse = self._grammar.parse(family, text, plain, end)
        if parse is None:
            return None
        cased = _cased(entry, text[start:end])
        if not cased and (not parse.parts or text[end].isspace()):
            return None
        if parse.parts:
            entity = self._members.of(family, parse.parts)
            score = score if self._members.lists(entity.slug) else score * MINTED
            counted = not family.bare and not parse.noun and _is_count(parse, text[end])
            return Hit(start, parse.end, entity, score, counted or not (cased or _telling(parse)), weight=end - start)
        bare = entry.entity if parse.noun else self._bare(entry, family)
        if bare is None:
            return None
        others = self._beside[family.slug]
        for named in (entry.entity, bare):
            if application := self._applications.named(named, plain, start, end):
                bare, others = application, (bare,)
                break
        return Hit(start, parse.end, bare, score, _is_generation(entry.plain), weight=end - start, others=others)

    def _short(self, entry: Entry, family: Family, start: int, text: str, plain: str) -> Hit | None:
        if text[start].islower() and text[start] != "k":
            return None
        parse = self._grammar.parse(family, text, plain, start)
        if parse is None or not any(part.kind is Kind.GENERATION for part in parse.parts):
            return None
        entity = self._members.of(family, parse.parts)
        sure = not entry.context or (len(parse.parts) > 1 and self._members.lists(entity.slug))
        return Hit(start, parse.end, entity, MINTED, context=not sure)

    def _bare(self, entry: Entry, family: Family) -> Entity | None:
        if family.bare == "series":
            return entry.entity
        if family.bare:
            return self._catalogue.entities[family.bare]
        return entry.entity if " " in entry.plain else None

    def _others(self, slug: str) -> tuple[Entity, ...]:
        """What a bare stem may mean besides: the series, or the application of the same name."""
        if self._catalogue.families[slug].bare != "series":
            return (self._catalogue.entities[slug],)
        app = self._catalogue.entities.get(f"{slug}-app")
        return (app,) if app is not None else ()


def _same_word(one: str, next_: str) -> bool:
    """Whether two letters that stand side by side belong to one word: both of scripts with spaces, or both katakana."""
    if one < EAST:
        return next_ < EAST
    return "\u30a0" <= one <= "\u30ff" and "\u30a0" <= next_ <= "\u30ff"


def _likeness(entry: Entry, written: str) -> float:
    """How a name is written that is not the catalogued form letter by letter; 0 where it is another word."""
    if entry.forgives:
        return NOISY
    if len(written) < _SEPARABLE_LENGTH:
        return 0.0
    return EXACT if entry.spaced == written.replace("-", " ").replace("_", " ") else 0.0


def _cased(entry: Entry, written: str) -> bool:
    if entry.upper:
        return written.isupper()
    return not entry.capital or not written[0].islower()


def _genitive(text: str, end: int, entry: Entry) -> bool:
    """A plural or genitive s behind a longer Latin name ("Nvidias")."""
    last = text[end] == "s" and (end + 1 == len(text) or not text[end + 1].isalnum())
    return last and len(entry.plain) >= _GENITIVE_LENGTH and entry.plain.isascii()


def _telling(parse: Parse) -> bool:
    """Whether what follows makes a name of an everyday word: "step-2-16k", "gpt-5-2025-08-07", but not "north-1"."""
    dated = any(is_day(part.text) for part in parse.parts if part.kind is Kind.DATE) and len(parse.parts) > 1
    return dated or any(part.kind not in {Kind.GENERATION, Kind.DATE} for part in parse.parts)


def _is_count(parse: Parse, gap: str) -> bool:
    """Whether all that follows is a whole number after a space, as in "Step 2"."""
    return gap.isspace() and len(parse.parts) == 1 and parse.parts[0].text.isdigit()


def _is_generation(plain: str) -> bool:
    return len(plain) <= len("o1") and plain[-1].isdigit()
