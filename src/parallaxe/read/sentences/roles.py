"""What a name beside a figure is not: source, rival, backer, owner, place; told by the words around it and by who it is."""

from __future__ import annotations

import re

from parallaxe.read.naming.names import Name, is_exchange
from parallaxe.read.pages.order import CLOSING, OPENING, measures, phrased_role
from parallaxe.read.pages.scene import Page, Sentence
from parallaxe.read.sentences.investments import backs_round, receiver
from parallaxe.vocabulary.entity import EntityType

_COMMAS = frozenset({",", "，"})
#: Articles and the like before a name, and the signs around them.
_DETERMINERS = (
    "the ", "le ", "la ", "les ", "l'", "el ", "o ", "a ", "os ", "der ", "die ", "das ", "dem ", "den ", "de ", "d'",
    "von ", "of ", "del ", "da ", "do ", "du ",
)  # fmt: skip
_SIGNS = " \"'“«(*_"
#: What makes the name before it that of a store.
_STORE = re.compile(
    r"(?:'s|s'|の|的)? ?(?:app ?stores?(?![a-z])|play ?stores?(?![a-z])|google play|アップストア|应用商店|應用商店|应用市场)"
)
#: With which sign it begins, behind a space or without.
_OPENS_STORE = frozenset("'sの的apgア应應")
#: Words that are none of a role's, though one of them is ("tiếp theo" beside "theo").
_NO_ROLE = "none"
#: Roles of those who speak, and what does not.
_SILENT = {EntityType.COUNTRY, EntityType.MODEL, EntityType.PRODUCT, EntityType.GROUP}
_SPEAKING = {"source", "source_after", "agent"}
_OWNED = {EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION}
_BRACKETED = {EntityType.ORGANIZATION, EntityType.PERSON, EntityType.PLACE, EntityType.MODEL, EntityType.PRODUCT}
_LOOK_BACK, _DETERMINED = 32, 8
#: Code points: of a citation, between owned and owner ("B de la A"), between owner and owned.
_APPOSED = 60
_OF_COMMA = 6
_CITED, _OF_GAP, _OWN_GAP = 110, 7, 24


def roles_of(sentence: Sentence, observers: frozenset[str] = frozenset()) -> dict[int, str]:
    """Roles of the names of a sentence that are not simply spoken of, by where the name starts.

    Args:
        sentence: where they stand.
        observers: canonical names of those who count, report or rule.
    """
    found: dict[int, str] = {}
    previous: Name | None = None
    told = bool(sentence.page.tags.within("roles", sentence.start, sentence.end + 1))
    cited = _cited(sentence) if told else []
    for place, name in enumerate(sentence.names):
        role = _own_role(sentence, place, cited, observers, told=told)
        joined = previous is not None and previous.start in found and previous.type == name.type
        if role is None and previous and joined:
            beside = found[previous.start]
            role = beside if _joins(sentence.page, previous, name, beside) else None
        if role:
            found[name.start] = role
        previous = name
    paid = receiver(sentence)
    for name in sentence.names if paid else ():
        if paid and name.type == paid.type and name.key != paid.key:
            found.setdefault(name.start, "backer")
    return found


def _own_role(
    sentence: Sentence, place: int, cited: list[tuple[int, int]], observers: frozenset[str], *, told: bool
) -> str | None:
    """The role of a name by the words beside it and by who it is."""
    name = sentence.names[place]
    role = (
        "venue"
        if is_exchange(name) or _is_of_store(sentence.page.folded, name.end)
        else "backer"
        if backs_round(sentence, name)
        else role_of(sentence, name)
        if told
        else None
    )
    kind = name.type
    if role == "venue" and kind == EntityType.GROUP:
        role = None
    if role is None and cited and any(first <= name.start < last for first, last in cited):
        role = "source"
    if role is None and told and sentence.quantities and _is_compared(sentence, name):
        return "rival"
    if role and ((kind in _SILENT and role in _SPEAKING) or (role == "backer" and kind == EntityType.COUNTRY)):
        role = None
    if role in {None, "agent", "possessor"} and name.subject in observers:
        return "source"
    owns = role is None and kind == EntityType.ORGANIZATION
    if owns and (_possesses(sentence, place) or _explains(sentence, place) or _precedes_its_part(sentence, place)):
        return "possessor"
    if kind != EntityType.COUNTRY:
        return role
    before = sentence.names[place - 1] if place else None
    if before and (_in_brackets(sentence, before, name) or _comes_from(sentence, before, name)):
        return "aside"
    return "place" if role is None and _located(sentence, name) else role


def _is_of_store(folded: str, end: int) -> bool:
    """Whether what follows a name makes it that of a store."""
    sign = folded[end : end + 1]
    sign = folded[end + 1 : end + 2] if sign == " " else sign
    return sign in _OPENS_STORE and _STORE.match(folded, end) is not None


def _undetermined(lead: str) -> int:
    """Where what stands before a name ends, its article and the signs around that left out."""
    lead = lead.removesuffix("\n")
    place = len(lead.rstrip(_SIGNS))
    if lead.endswith(_DETERMINERS):
        ends = (len(lead[: -len(one)].rstrip(_SIGNS)) for one in _DETERMINERS if lead.endswith(one))
        return min(place, *ends)
    return place


def _is_compared(sentence: Sentence, name: Name) -> bool:
    """Whether a name only owns the figure another one's is held against: "ahead of the 77.9 % of A"."""
    page, before = sentence.page, [one for one in sentence.quantities if one.end <= name.start]
    if not before or name.start - before[-1].end > _OWN_GAP // 2:
        return False
    own = before[-1]
    gap = page.folded[own.end : name.start].strip(" *_")
    of = page.tags.at(own.end + 1, "links", "of", "for") if gap else None
    lead = page.folded[max(sentence.start, own.start - _DETERMINED) : own.start]
    rival = page.tags.before(own.start - (len(lead) - _undetermined(lead)), "roles", "rival")
    rival = rival or page.tags.before(own.start - 1, "roles", "rival")
    if of is None or rival is None or rival.side == "<":
        return False
    return not any(tag.end == rival.end for tag in page.tags.within("qualifiers", rival.start - _LOOK_BACK, own.start))


def _joins(page: Page, first: Name, second: Name, role: str) -> bool:
    """Whether "and" (or, in a list of rivals or backers, a comma) joins two names into one role."""
    if not page.lexicon.joins.coordinated.fullmatch(page.folded, first.end, second.start):
        return False
    return page.folded[first.end : second.start].strip() not in _COMMAS or role in {"rival", "backer"}


def _cited(sentence: Sentence) -> list[tuple[int, int]]:
    """Stretches after "according to", up to the comma that closes them."""
    found = []
    for tag in sentence.tags("roles", "source"):
        if tag.side == "<" or any(name.end == tag.start - 1 for name in sentence.names):
            continue
        stop = min(
            (place for mark in ",，、;；:：" if (place := sentence.page.text.find(mark, tag.end, sentence.end)) >= 0),
            default=sentence.end,
        )
        if stop - tag.end <= _CITED:
            found.append((tag.end, stop))
    return found


def _possesses(sentence: Sentence, place: int) -> bool:
    """Whether an organization is the owner of what is named beside it: "B of A", "A's B"."""
    page, name = sentence.page, sentence.names[place]
    if place and _ownable(sentence.names[place - 1], name):
        gap = page.folded[sentence.names[place - 1].end : name.start]
        if (
            len(gap) <= _OF_GAP
            and page.tags.before(name.start - (len(gap) - len(gap.rstrip())), "links", "of")
            and ("," not in gap or len(gap) <= _OF_COMMA)
        ):
            return True
    if place + 1 < len(sentence.names) and _ownable(sentence.names[place + 1], name):
        following = sentence.names[place + 1]
        return page.tags.at(name.end, "links", "possess") is not None and following.start - name.end <= _OWN_GAP
    return False


def _explains(sentence: Sentence, place: int) -> bool:
    """Whether an organization only explains the one before: "A, a unit of B"."""
    if not place:
        return False
    page, previous, name = sentence.page, sentence.names[place - 1], sentence.names[place]
    if previous.type != EntityType.ORGANIZATION:
        return False
    gap = page.folded[previous.end : name.start]
    of = page.tags.before(name.start - (len(gap) - len(gap.rstrip())), "links", "of")
    return (
        gap.lstrip(" *_)").startswith((",", "，")) and gap.count(",") == 1 and of is not None and len(gap) <= _APPOSED
    )


def _precedes_its_part(sentence: Sentence, place: int) -> bool:
    """Whether an organization only says whose the next one is: "la coentreprise de A, B, …"."""
    page, name = sentence.page, sentence.names[place]
    if place + 1 == len(sentence.names):
        return False
    following = sentence.names[place + 1]
    if following.type != EntityType.ORGANIZATION or page.folded[name.end : following.start] != ", ":
        return False
    lead = page.folded[max(sentence.start, name.start - 1) : name.start]
    of = page.tags.before(name.start - (lead == " "), "links", "of")
    return of is not None and page.folded[following.end : following.end + 1] == ","


def _located(sentence: Sentence, name: Name) -> bool:
    """Whether a country is only where something happens: "in China"."""
    page = sentence.page
    lead = page.folded[max(sentence.start, name.start - _DETERMINED) : name.start]
    place = name.start - (len(lead) - _undetermined(lead))
    return any(page.tags.before(end, "links", "for") is not None for end in (name.start - 1, place))


def _in_brackets(sentence: Sentence, before: Name, name: Name) -> bool:
    """Whether a country only stands in brackets behind a company or person: "OpenAI (Mỹ)"."""
    folded = sentence.page.folded
    return (
        before.type in _BRACKETED
        and folded[before.end : name.start].strip() == "("
        and folded[name.end : name.end + 1] == ")"
    )


def _comes_from(sentence: Sentence, before: Name, name: Name) -> bool:
    """Whether a country only says where the product or company before it comes from: "AI Hay của Việt Nam"."""
    of = sentence.page.tags.at(before.end + 1, "links", "of")
    return before.type in _OWNED and of is not None and of.end + 1 == name.start


def _ownable(owned: Name, owner: Name) -> bool:
    """Whether one may belong to the other: a product, or an organization that is known to be its part."""
    if owned.type == EntityType.ORGANIZATION:
        return owned.entity is not None and owner.entity is not None and owned.entity.parent == owner.entity.slug
    return owned.type in _OWNED


def role_of(sentence: Sentence, name: Name) -> str | None:
    """What the words right beside a name say that it is, None if nothing."""
    page = sentence.page
    floor = max(sentence.start, name.start - _LOOK_BACK)
    gap = page.folded[floor : name.start]
    bare = floor + len(gap.rstrip(OPENING))
    for place in {name.start, bare, floor + _undetermined(gap)}:
        tag = page.tags.before(place, "roles")
        if tag and tag.key != _NO_ROLE and tag.side != "<" and tag.start >= sentence.start:
            return tag.key
    if measures(sentence, name):
        return "rival"
    if phrased := phrased_role(sentence, bare):
        return phrased
    after = name.end
    while after < sentence.end and page.folded[after] in CLOSING:
        after += 1
    tag = page.tags.at(after, "roles")
    return tag.key if tag and tag.side == "<" else None
