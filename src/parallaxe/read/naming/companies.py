"""Companies the catalogue does not know, told by the words beside their name: "the start-up X", "X raised", "acquired X"."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator

from parallaxe.catalog.entity_file import slug_of
from parallaxe.read.naming.names import PROPER, TRAILING, Name
from parallaxe.read.naming.openings import closes, heads_money, heads_of_money
from parallaxe.read.naming.places import any_between, lines, overlaps
from parallaxe.read.words.lexer import Tags
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.unit import CURRENCIES

#: Last words that only companies have in their names.
_KIND = re.compile(
    "Inc|Corp|Ltd|GmbH|LLC|Labs|Technologies|Robotics|Semiconductors?|Microelectronics|Therapeutics|Biosciences"
)
_KINDS = re.compile(rf"(?:\s|^)(?:{_KIND.pattern})\.?$")
#: A Latin name among East Asian characters, which count as letters.
_AMID = re.compile(r"(?<![A-Za-z0-9@/.\-])[A-Z][A-Za-z0-9&.\-]*(?: [A-Z][A-Za-z0-9&.\-]*){0,3}")
#: What is no name: numbers, a word and a year ("Jahr 2025"), pronouns drawn together with a verb, a last word of names alone.
_NO_NAME = re.compile(
    rf"[\d.,]+$|[^\W\d]+ (?:19|20)\d\d$|\w+['’](?:ve|re|ll|d|m|s)$|(?:{_KIND.pattern})\.?$", re.IGNORECASE
)
_QUOTES = frozenset('«“„"')
_SKIPPED = " *_\"'“”«»「」『』‘’("
_POSSESSIVE = re.compile(r"['’]s?$")
_ELIDED = re.compile(r"(?:[LldD]|[Qq]u)['’](?=\w)")
#: An adjective made of a name and a verb: "Nvidia-backed X".
_BACKED = re.compile(r"[^\s-]+(?:-[^\s-]+)*-(?:backed|based|owned|funded|led|founded|supported|listed|gestützte\w*)$")
_WORD, _INNER = re.compile(r"\S+"), re.compile(r"[a-z][A-Z]|\d")
_ACRONYM = re.compile(r"[A-Z]{1,3}s?$")
#: Categories of the lexicon whose words are no part of a name at its ends, and that no name holds.
_ENDS = frozenset(
    {"months", "weekdays", "calendar", "demonyms", "anaphora", "companies", "groups", "ordinals", "others"}
)
_NEVER = frozenset({"metrics", "units", "scales", "licences", "months"})
#: Code points of adjectives between "the start-up" and its name, and of a name.
_ADJECTIVES, _SHORTEST, _LONGEST = 14, 3, 40
#: Code points from a telling word to the name behind it, and before it.
_LOOK_BACK, _LOOK_AHEAD = 8, 12
#: What stands between a company's name and its verb: ", a Boston maker of coding agents,".
_APPOSITION, _APPOSED = re.compile(r",[^.;:!?,\n|]{4,90},\s+"), 100
#: Code points of a list of people, and what joins the last of them.
_LISTED, _AND = 70, re.compile(r" (?:and|et|y|e|und|và|и)$")
_LISTS, _JOINED = re.compile(r" (?:and|et|y|e|und|và|и) "), re.compile(r"(?:,| (?:and|et|y|e|und|và|и))$")
#: Code points from a verb of investing to the company that the money goes into.
_PAID = 70
_ARTICLES = {
    "de": re.compile(r"(?:^|\W)(?:der|die|das|ein|eine|einen|einem|einer|dem|den|des)\W+$"),
    "en": re.compile(r"(?:^|\W)(?:the|a|an)\W+$"),
}
#: What people's names look like, code points to what they were called before them; what stands before places, and articles that names of companies take in Romance languages ("comprou a X").
_PERSON, _TITLE = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+(?: [A-ZÀ-Þ][a-zß-ÿ]*\.?)? [A-ZÀ-Þ][a-zß-ÿ]+"), 40
_WITHIN = re.compile(r"\b(?:in|em|en|à|aus|bei|at|near|из|в|tại|ở|from) $")
_ROMANCE = re.compile(r"(?<=[ '’])(?:a|o|la|le|l['’]) ?$")
#: What a company is, in apposition to its name: "X, a Boston firm that …", "X, empresa paulista de …".
_BEING = re.compile(
    r"[*_\"”»]{0,2}(?:\([^()\n]{1,30}\))?, (?:(?:an?|the|eine?|une?|una|uma|la|le|a|o|ett?) )?[^.;:!?,()|\n]{0,60}"
)
_HEAD_ENDS = re.compile(
    r"(?:,|\.| (?:in|from|based|that|which|with|for|of|founded|aus|mit|für|fur|von|qui|de|du|des|d['’]|basee?|fondee?|que|com|con|en|em|da|do|sediada|fundada|из|в)\b)"
)
#: Participles that open a sentence of the company named behind their comma: "Founded in 2023 by …, X has …".
_LED = re.compile(
    r"(?:^|[.!?\n] ?)[#*\- ]*(?:Founded|Co-founded|Established|Launched|Headquartered|Fondée?|Cofondée?|Créée?|Basée?|Lancée?|Fundad[ao]|Cofundad[ao]|Con sede|"
    r"Com sede|Sediada|Criada|Nascida|Nacida|Gegründet|Основанн\w+|Được thành lập|Thành lập) [^.!?\n]{5,90}?, (?:[aoAO] |la |l['’])?(?=[A-Z])"
)
#: German nouns for companies that end a compound ("Robotikfirma").
_COMPOUND = re.compile(
    r"\w{3,}(?:firma|hersteller|herstellers|unternehmen|unternehmens|konzern|konzerns|anbieter|anbieters|start-up|start-ups|startup|spezialist|spezialisten|schmiede|dienstleister|betreiber|plattform)(?= [A-Z])"
)


def with_companies(
    text: str, folded: str, tags: Tags, lexicon: Lexicon, names: list[Name], adjectives: list[Name]
) -> list[Name]:
    """The names with those of unlisted companies, everywhere in the text once one place tells them.

    Only names in Latin letters have a canonical form that can be told from them; one in Cyrillic between quotes is kept
    as it stands, its subject open. A name that the catalogue left open is taken for whom the catalogue would take it.

    Args:
        text: the document.
        folded: the same as its terms are looked up in it.
        tags: its terms.
        lexicon: of its language, whose ``companies`` hold the words that tell a company.
        names: names of the catalogue, in order.
        adjectives: adjectives of such names.
    """
    if not lexicon.companies:
        return names
    telling, opening = _telling(text, tags, lexicon), heads_of_money(text, tags)
    if not telling and not opening:
        return names
    taken = [(name.start, name.end) for name in names if not _is_open(name)]
    known = {name.start for name in adjectives}

    def place(match: re.Match[str]) -> tuple[int, int] | None:
        start, end = _trimmed(text, *match.span(), tags, lexicon) if not _covers(taken, *match.span()) else (0, 0)
        if not _SHORTEST <= end - start <= _LONGEST or overlaps(taken, start, end) or start in known:
            return None
        surface = text[start:end]
        foreign = _is_foreign(surface, lexicon) and not (lexicon.spaced and text[start - 1 : start] in _QUOTES)
        return None if foreign or _ACRONYM.match(surface) or _NO_NAME.match(surface) else (start, end)

    phrase, heads = PROPER if lexicon.spaced else _AMID, frozenset(opening)
    told = {
        text[slice(*at)]
        for match in _near(phrase, text, telling, opening)
        if (
            any_between(telling, match.start() - _LOOK_BACK, match.end() + _ahead(text, match.end()))
            and (at := place(match)) is not None
            and _is_told(text, folded, tags, lexicon, *at)
        )
        or (
            match.start() in heads
            and closes(text, match.end())
            and (at := place(match)) is not None
            and heads_money(text, tags, lexicon, *at)
        )
    }
    if not told:
        return names
    alike = [match for match in phrase.finditer(text) if any(surface in match[0] for surface in told)]
    places = [at for match in alike if (at := place(match)) is not None and text[slice(*at)] in told]
    return _with(text, lexicon, names, places)


def _with(text: str, lexicon: Lexicon, names: list[Name], places: list[tuple[int, int]]) -> list[Name]:
    """The names with companies at some places, in order; what the catalogue left open there gives way."""
    if not places:
        return names
    possible = {(name.start, name.end): name.possible for name in names if _is_open(name)}
    kept = [name for name in names if not (_is_open(name) and overlaps(places, name.start, name.end))]
    found = [_name(text, lexicon, *at, possible.get(at)) for at in places]
    return sorted([*kept, *found], key=lambda name: name.start)


def _is_open(name: Name) -> bool:
    return name.possible is not None and name.possible.type == EntityType.ORGANIZATION


def _is_foreign(surface: str, lexicon: Lexicon) -> bool:
    return not surface.isascii() and lexicon.script != "latin"


def _near(phrase: re.Pattern[str], text: str, telling: list[int], opening: list[int]) -> Iterator[re.Match[str]]:
    """Capitalised phrases on lines in reach of a telling word, and those that open a line or sentence."""
    for start, end in lines(text):
        if any_between(telling, start - _LOOK_BACK, end + _APPOSED):
            yield from phrase.finditer(text, start, end)
            continue
        for place in opening[bisect.bisect_left(opening, start) : bisect.bisect_left(opening, end)]:
            if match := phrase.match(text, place, end):
                yield match


def _telling(text: str, tags: Tags, lexicon: Lexicon) -> list[int]:
    """Where the words are that may tell a name beside them, or that ends in them, as a company's; in order."""
    size = len(text)
    before = [tag.end for tag in tags.within("companies", 0, size, "before", "object")]
    after = [tag.start for tag in tags.within("companies", 0, size, "after")]
    if tags.within("links", 0, size, "invest"):
        before += [tag.end for tag in tags.within("links", 0, size, "into")]
    kinds = [match.start() for match in _KIND.finditer(text)]
    if lexicon.script == "latin":
        kinds += [match.end() for match in _LED.finditer(text)]
        before += [match.end() for match in _COMPOUND.finditer(text)] if lexicon.language == "de" else []
    return sorted(
        [*before, *after, *kinds, *(tag.end for tag in tags.within("demonyms", 0, size))]
        if before
        else [*after, *kinds]
    )


def _ahead(text: str, end: int) -> int:
    return _APPOSED if text.startswith(",", end) else _LOOK_AHEAD


def _name(text: str, lexicon: Lexicon, start: int, end: int, possible: Entity | None) -> Name:
    surface = text[start:end]
    if _is_foreign(surface, lexicon):
        return Name(start, end, surface, None, EntityType.ORGANIZATION)
    entity = possible or Entity(slug=slug_of(surface) or surface, name=surface, type=EntityType.ORGANIZATION)
    return Name(start, end, surface, entity, EntityType.ORGANIZATION)


def _covers(taken: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether all of a stretch is part of a name: whatever is trimmed off it, none of it is another one."""
    place = bisect.bisect_right(taken, (start, end))
    return any(first <= start and end <= last for first, last in taken[max(0, place - 1) : place + 1])


def _trimmed(text: str, start: int, end: int, tags: Tags, lexicon: Lexicon) -> tuple[int, int]:
    """A capitalised phrase without the words of the language at its ends; empty if one stands inside."""
    if elided := _ELIDED.match(text, start):
        start = elided.end()
        while start < end and not text[start].isupper() and (gap := text.find(" ", start, end)) > 0:
            start = gap + 1
    surface = text[start:end].rstrip(TRAILING) if text[start : start + 1].isupper() else ""
    surface = surface[: match.start()] if (match := _POSSESSIVE.search(surface)) else surface
    words = [(start + one.start(), start + one.end()) for one in _WORD.finditer(surface)]
    german = lexicon.language == "de"
    nouns = [
        place
        for place, (first, _) in enumerate(words)
        if tags.at(first, "companies", "before") or (german and _COMPOUND.match(text, first))
    ]
    words = words[nouns[-1] + 1 :] if nouns else words
    while words and (_is_word(text, *words[0], tags, lexicon) or (len(words) > 1 and _BACKED.match(text, *words[0]))):
        words.pop(0)
    while words and _is_word(text, *words[-1], tags, lexicon):
        words.pop()
    if not words or any(tag.category in _NEVER and tag.weight == 1 for tag in tags.inside(words[0][0], words[-1][1])):
        return start, start
    return words[0][0], words[-1][1]


def _is_word(text: str, start: int, end: int, tags: Tags, lexicon: Lexicon) -> bool:
    word = text[start:end].casefold()
    if word in lexicon.stopwords or (len(word) == 1 and word in lexicon.levels):
        return True
    return any(tag.category in _ENDS and tag.end >= end for tag in tags.inside(start, start + 1))


def _is_told(text: str, folded: str, tags: Tags, lexicon: Lexicon, start: int, end: int) -> bool:
    """Whether the words beside a name, or its last word, say that it is a company's."""
    if _KINDS.search(text[start:end]):
        return True
    floor = max(0, start - _LOOK_BACK)
    before = floor + len(folded[floor:start].rstrip(_SKIPPED))
    noun = tags.before(before, "companies", "before", "object")
    if noun is not None or _adjective_between(tags, before) or _is_led(text, tags, lexicon, start, before, end):
        return True
    inner = bool(_INNER.search(text[start:end])) or " " in text[start:end]
    telling = inner or lexicon.language != "de"
    if telling and _is_paid(tags, before, end, last=lexicon.language == "de" or not lexicon.spaced):
        return True
    if _is_barred(folded, tags, lexicon, before, start) or _is_titled(text, tags, before, start, end):
        return False
    after = end
    while after < len(folded) and folded[after] in _SKIPPED + ",）)":
        after += 1
    verb = tags.at(end, "companies", "after") or tags.at(after, "companies", "after")
    if verb is None and (apposition := _APPOSITION.match(folded, end)):
        verb = tags.at(apposition.end(), "companies", "after")
    if verb is not None and tags.at(verb.start, "links", "found") and _PERSON.fullmatch(text, start, end):
        return _JOINED.search(folded, floor, before) is None and telling
    return verb is not None and telling


def _is_barred(folded: str, tags: Tags, lexicon: Lexicon, before: int, start: int) -> bool:
    """Whether the words before a name say that it is a person's or a place's, or leave it an everyday word."""
    floor = max(0, start - _LOOK_BACK)
    joined = _AND.search(folded, floor, before)
    person = tags.before(before, "roles", "agent", "former") or tags.before(before, "links", "founder")
    if person or (joined and _people(folded, tags, joined.start())):
        return True
    articles = _ARTICLES.get(lexicon.language)
    lead = folded[floor:start]
    return _WITHIN.search(lead) is not None or (articles is not None and articles.search(lead) is not None)


def _is_titled(text: str, tags: Tags, before: int, start: int, end: int) -> bool:
    """Whether a name is a person's behind what the person was: "founded by former Twitter chief A B"."""
    if not _PERSON.fullmatch(text, start, end):
        return False
    called = [
        tag for tag in tags.within("roles", max(0, before - _TITLE), before, "agent", "former") if tag.end <= before
    ]
    return bool(called) and not re.search(r"[.,;:]", text[called[-1].end : before])


def _is_led(text: str, tags: Tags, lexicon: Lexicon, start: int, before: int, end: int) -> bool:
    """Whether a compound, a verb with its article, a participle that opens the sentence, or what is in apposition tells a company."""
    if lexicon.script != "latin":
        return False
    floor = max(0, start - _APPOSED - _LOOK_BACK)
    if lexicon.language == "de":
        compound = next((match for match in _COMPOUND.finditer(text, floor, start + 1) if match.end() == before), None)
        if compound is not None:
            return True
    elif article := _ROMANCE.search(text, floor, start):
        verb = tags.before(len(text[: article.start()].rstrip(_SKIPPED)), "companies", "before", "object")
        if verb is not None:
            return True
    line = text.rfind("\n", floor, start) + 1 or floor
    if any(match.end() == start for match in _LED.finditer(text, line and max(line - 1, 0), start + 1)):
        goes_on = text[end : end + 1] == " " and text[end + 1 : end + 2].islower()
        return goes_on and _LISTS.match(text, end) is None
    being = _BEING.match(text, end)
    return being is not None and _is_being(text, tags, before, end, being.end())


def _is_being(text: str, tags: Tags, before: int, end: int, last: int) -> bool:
    """Whether what stands behind a name in apposition is what a company is, and the name no founder's: "its founder X, says his firm"."""
    if tags.before(before, "links", "founder") or tags.within("possessives", end, last):
        return False
    return any(_HEAD_ENDS.match(text, noun.end) for noun in tags.within("companies", end + 2, last, "before")[:1])


def _people(folded: str, tags: Tags, position: int) -> bool:
    """Whether a list that goes on at a place began behind a word of founding: "fondée par A, B" of "… et C"."""
    floor = max(0, position - _LISTED)
    agents = tags.within("roles", floor, position, "agent")
    return any(
        tags.before(agent.end, "links", "founder")
        or tags.within("links", max(floor, agent.start - _LISTED), agent.start, "found")
        for agent in agents
        if not re.search(r"[.;]", folded[agent.end : position])
    )


def _adjective_between(tags: Tags, position: int) -> bool:
    """As in "la start-up française X": one adjective of a country between noun and name."""
    tag = tags.before(position, "demonyms")
    return (
        tag is not None
        and position - tag.start <= _ADJECTIVES
        and tags.before(tag.start - 1, "companies", "before") is not None
    )


def _is_paid(tags: Tags, before: int, end: int, *, last: bool) -> bool:
    """Whether money is put into what a name names: "invests $2 billion in X", "向X投资20亿美元", "Xに20億ドルを出資"."""
    into = tags.before(before, "links", "into")
    if into is not None and into.side != "<":
        verbs = tags.within("links", into.start - _PAID, end + _LOOK_AHEAD if last else into.start, "invest")
        money = tags.within("units", into.start - _PAID, end + _PAID // 2)
        return bool(verbs) and any(tag.key in CURRENCIES for tag in money)
    behind = tags.at(end, "links", "into")
    if behind is None or behind.side != "<":
        return False
    verbs = tags.within("links", behind.end, behind.end + _PAID, "invest")
    return bool(verbs) and any(tag.key in CURRENCIES for tag in tags.within("units", behind.end, verbs[-1].end))
