"""What the head of a text between lines of dashes says of it: title, day, language, address."""

from __future__ import annotations

import re
from datetime import date

from parallaxe.sources.sidecar import SourceNote

_HEAD = re.compile(r"\A---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_ENTRY = re.compile(
    r"^(title|date|published|lang|language|url|canonical)[ \t]*:[ \t]*(\S[^\r\n]*?)[ \t]*\r?$", re.MULTILINE
)
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?![\d-])")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]+)*$")
#: A head longer than this is none.
_LONGEST = 20_000
_BLOCK = frozenset({"|", ">", "|-", ">-", "|+", ">+"})


def front_matter(text: str) -> SourceNote:
    """What a text's head declares; nothing where it has none, and no entry that cannot be what it should be.

    Plain entries of one line only: the rest of the format's syntax holds nothing that is needed.
    """
    head = _HEAD.match(text, 0, _LONGEST) if text.startswith("---") else None
    found: dict[str, str] = {}
    for entry in _ENTRY.finditer(head[1]) if head else ():
        value = entry[2]
        if value not in _BLOCK:
            found.setdefault(
                entry[1], value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"" else value
            )
    day = _DAY.match(found.get("date") or found.get("published") or "")
    language = found.get("lang") or found.get("language") or ""
    return SourceNote(
        title=found.get("title"),
        published=day[0] if day and _exists(day[0]) else None,
        language=language if _LANGUAGE.match(language) else None,
        url=found.get("url") or found.get("canonical"),
    )


def _exists(day: str) -> bool:
    """Whether the calendar has a day or month."""
    try:
        date.fromisoformat(f"{day}-01"[:10])
    except ValueError:
        return False
    return True
