"""Models under the last words of their names, once the text has named them in full: "Flash" for Gemini 3.5 Flash."""

from __future__ import annotations

import bisect
import re

from parallaxe.read.naming.names import Name
from parallaxe.vocabulary.entity import EntityType

#: The last words of a name: a word behind a number, or a number with what follows it ("Flash", "3.1 Pro", "Medium 3.5").
_TAIL = re.compile(r"[ -]((?:\d+(?:\.\d+)+[ -])?[A-Z][a-z]{3,}|\d+\.\d+[ -][A-Z][a-z]+|[A-Z][a-z]{3,}[ -]\d+\.\d+)$")
_DIGIT = re.compile(r"\d")
#: Code points of a text's head in which a name is hardly ever shortened.
_LONGEST = 24


def with_short_names(text: str, names: list[Name]) -> list[Name]:
    """The names with models called by their last words, behind the place where the text first gave the whole name.

    Only last words that belong to one model of the text, and that name nothing else in it.

    Args:
        text: the document.
        names: names found so far, in order.
    """
    tails: dict[str, list[Name]] = {}
    for name in names:
        if name.type != EntityType.MODEL or name.entity is None or not _DIGIT.search(name.surface):
            continue
        for tail in _tails(name.surface):
            known = tails.setdefault(tail, [])
            if all(one.key != name.key for one in known):
                known.append(name)
    single = {tail: known[0] for tail, known in tails.items() if len(known) == 1}
    if not single:
        return names
    starts = [name.start for name in names]
    spelt = (rf"{re.escape(tail)}(?<![\w.-].{{{len(tail)}}})" for tail in sorted(single, key=len, reverse=True))
    words = re.compile(rf"(?:{'|'.join(spelt)})(?![\w-]|\.\d)")
    found = []
    for match in words.finditer(text, min(name.end for name in single.values())):
        name = single[match[0]]
        at = bisect.bisect_right(starts, match.end() - 1)
        apart = at == 0 or names[at - 1].end <= match.start()
        if match.start() >= name.end and apart and not _goes_on(text, match):
            found.append(Name(match.start(), match.end(), match[0], name.entity, name.type))
    return sorted([*names, *found], key=lambda name: name.start) if found else names


def _tails(surface: str) -> list[str]:
    match = _TAIL.search(surface)
    if match is None:
        return []
    whole = match[1]
    last = whole.rsplit(" ", 1)[-1].rsplit("-", 1)[-1]
    return [whole] if whole == last or _DIGIT.search(last) else [whole, last]


def _goes_on(text: str, match: re.Match[str]) -> bool:
    """Whether the words are part of a longer capitalised phrase: "Adobe Flash", "Flash Player"."""
    before = re.search(r"[A-Z0-9][\w.]*[ -]$", text[max(0, match.start() - _LONGEST) : match.start()])
    after = re.match(r" [A-Z0-9]", text[match.end() : match.end() + 2])
    return before is not None or after is not None
