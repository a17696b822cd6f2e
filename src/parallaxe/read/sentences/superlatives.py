"""First places told by a superlative: "the largest open-weight model in the world", "China's biggest cloud provider is A"."""

from __future__ import annotations

from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, as_app
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.order import particle
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.no_places import is_shared
from parallaxe.read.sentences.place_words import around
from parallaxe.read.sentences.placings import place
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

#: Kinds of things that are first, with the types of what may be called so.
_THINGS = {
    "thing_model": (EntityType.MODEL,),
    "thing_app": (EntityType.PRODUCT, EntityType.MODEL),
    "thing_company": (EntityType.ORGANIZATION, EntityType.PRODUCT),
}
#: Words from the superlative to its noun behind it and before it, to its holder, and around both to what it is first of.
_NOUN_BEHIND, _NOUN_BEFORE, _HOLDER_WORDS, _REALM_WORDS = 4, 6, 6, 7
_WORDS_BEFORE, _BESIDE = 3, 2
#: Code points around a superlative that say whose it is, and before it that say it is yet to be.
_OWN, _LATER = 18, 20
#: Code points from a German verb to the subject behind it: "Damit ist A das größte …".
_INVERTED = 12
_FIELDS = frozenset({EntityType.COUNTRY, EntityType.GROUP})
_TOPIC = frozenset("はがも")
_OTHERS = frozenset({"source", "rival", "venue"})
_WEIGHT, _REMEMBERED = 0.8, 0.6


def superlatives(sentence: Sentence, roles: dict[int, str], memory: Memory) -> list[Draft]:
    """First places of a sentence that a superlative tells of a kind of thing in a stated field."""
    found: list[Draft] = []
    for tag in sentence.tags("links", "superlative"):
        noun = _noun(sentence, tag)
        if noun is None or any(draft.start < noun.end and tag.start < draft.end for draft in found):
            continue
        first, last = min(tag.start, noun.start), max(tag.end, noun.end)
        if not _in_field(sentence, first, last) or _is_partial(sentence, first, last):
            continue
        types = _THINGS[noun.key]
        name, weight = _before(sentence, first, types, roles) or _after(sentence, last, types, roles), _WEIGHT
        if name is None and (name := _spoken_of(sentence, first, types, memory)):
            weight = _REMEMBERED
        if name is not None:
            holder = as_app(name, sentence.page.entities) if noun.key == "thing_app" else name
            found.append(place(first, last, holder, 1, weight))
    return found


def _noun(sentence: Sentence, tag: Tag) -> Tag | None:
    """The noun a superlative describes, right behind it or, in Romance languages and Vietnamese, before it."""
    groups = [name for name in sentence.names if name.type == EntityType.GROUP]
    nouns = [one for one in sentence.tags("links") if one.key in _THINGS]
    nouns += [Tag(name.start, name.end, "links", "thing_model") for name in groups]
    behind = [
        one
        for one in nouns
        if one.start >= tag.end
        and sentence.words_between(tag.end, one.start) <= _NOUN_BEHIND
        and not sentence.marks_between(tag.end, one.start)
    ]
    before = [
        one
        for one in nouns
        if one.end <= tag.start
        and sentence.words_between(one.end, tag.start) <= _NOUN_BEFORE
        and not sentence.marks_between(one.end, tag.start)
        and not any(one.end <= name.start < tag.start for name in sentence.names)
    ]
    language = sentence.page.lexicon.language
    if language == "vi":
        chosen = before[-1:]
    elif language in {"fr", "es", "pt"}:
        chosen = behind[:1] or before[-1:]
    else:
        chosen = behind[:1]
    if (
        chosen
        and sentence.page.tags.at(tag.start, "ordinals", "1")
        and (chosen[0].key != "thing_company" or sentence.page.folded.startswith("start", chosen[0].start))
    ):
        return None
    return chosen[0] if chosen else None


def _in_field(sentence: Sentence, first: int, last: int) -> bool:
    """Whether it is said of what something is first: the world, a country, open models."""
    page = sentence.page
    low, high = first - int(page.word * _WORDS_BEFORE), last + int(page.word * _REALM_WORDS)
    spans = [(tag.start, tag.end) for tag in sentence.tags("links", "realm")]
    spans += [(name.start, name.end) for name in (*sentence.names, *sentence.adjectives) if name.type in _FIELDS]
    return any(low <= end and start <= high and not sentence.marks_between(last, start) for start, end in spans)


def _is_partial(sentence: Sentence, first: int, last: int) -> bool:
    """Whether several share the place, or it is only first of its maker's own."""
    page, lexicon = sentence.page, sentence.page.lexicon
    further = page.tags.before(first - 1, "ordinals") or around(lexicon, "later").search(
        page.folded, first - _LATER, first
    )
    if (
        further
        or is_shared(sentence, first, last)
        or around(lexicon, "own").search(page.folded, first - _OWN, last + _OWN)
    ):
        return True
    before = next((name for name in reversed(sentence.names) if name.end <= first), None)
    owned = page.tags.at(before.end, "links", "possess") if before and before.type == EntityType.ORGANIZATION else None
    if owned is not None and first - owned.end <= _BESIDE:
        return True
    behind = [tag for tag in page.tags.within("links", last, last + 4) if tag.key in {"of", "from", "possess"}]
    makers = [name for name in sentence.names if name.type == EntityType.ORGANIZATION]
    return any(0 <= name.start - behind[-1].end <= _BESIDE for name in makers if behind)


def _before(sentence: Sentence, first: int, types: tuple[str, ...], roles: dict[int, str]) -> Name | None:
    """Who is said to be first, before a word of being or the comma of an apposition."""
    page = sentence.page
    told = [name for name in sentence.names if name.end <= first and name.type not in _FIELDS]
    names = [name for name in told if roles.get(name.start) not in _OTHERS]
    name = names[-1] if names else None
    if name is None:
        return None
    if len(names) > 1 and names[-2].type in types and name.entity and _makes(name, names[-2]):
        name = names[-2]
    if not _may_be(sentence, name, types) or sentence.words_between(told[-1].end, first) > _HOLDER_WORDS:
        return None
    gap = page.tags.within("links", names[-1].end, first, "copula")
    if page.lexicon.script == "kana":
        return name if particle(sentence, name) in _TOPIC else None
    if gap and not sentence.marks_between(names[-1].end, gap[-1].start):
        return name
    if page.lexicon.language == "de" and sentence.words_between(names[-1].end, first) <= _WORDS_BEFORE:
        lead = page.tags.within("links", max(sentence.start, name.start - _INVERTED), name.start, "copula")
        if lead and name.start - lead[-1].end <= 1 and not sentence.marks_between(lead[-1].start, first):
            return name
    apposed = page.lexicon.spaced and around(page.lexicon, "apposed").fullmatch(page.folded, name.end, first)
    return name if apposed else None


def _makes(maker: Name, made: Name) -> bool:
    return made.entity is not None and maker.entity is not None and made.entity.developer == maker.entity.slug


def _may_be(sentence: Sentence, name: Name, types: tuple[str, ...]) -> bool:
    """Whether a name is of a fitting type; that of a maker, where its app of the same name is meant."""
    return name.type in types or (
        EntityType.PRODUCT in types and EntityType.MODEL in types and f"{name.key}-app" in sentence.page.entities
    )


def _after(sentence: Sentence, last: int, types: tuple[str, ...], roles: dict[int, str]) -> Name | None:
    """Who is said to be first, behind a word of being, a comma or a colon: "the best open model, A, scores …"."""
    page = sentence.page
    names = [name for name in sentence.names if name.start >= last and name.type not in _FIELDS]
    name = names[0] if names else None
    if name is None or not _may_be(sentence, name, types) or sentence.words_between(last, name.start) > _HOLDER_WORDS:
        return None
    if roles.get(name.start) in {"rival", "rival_after", "possessor", "backer", "source"}:
        return None
    words = page.tags.within("links", last, name.start, "copula")
    said = bool(words) and sentence.words_between(words[-1].end, name.start) <= 1
    marked = page.folded[last : name.start].rstrip(' *_"“«')[-1:] in {",", ":", "：", "("}
    return name if said or marked else None


def _spoken_of(sentence: Sentence, first: int, types: tuple[str, ...], memory: Memory) -> Name | None:
    """Who was spoken of, where the sentence names nobody before a word of being: "It is the largest open model"."""
    page = sentence.page
    names = [name for name in sentence.names if name.type not in _FIELDS and name.end <= first]
    if names or not page.lexicon.spaced:
        return None
    gap = page.tags.within("links", max(sentence.start, first - 24), first, "copula")
    for kind in types if gap else ():
        if sentence.tags("anaphora", kind) and (spoken := memory.of(kind, sentence.block)):
            return spoken[0]
    return None
