"""Endings of Russian names, so that a catalogue lists the nominative only."""

from __future__ import annotations

import re
from itertools import product

_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁё-]+\Z")
#: last letters of the nominative -> endings of the other cases (singular), nouns and names
_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ия", ("ии", "ию", "ией")),
    ("ка", ("ки", "ке", "ку", "кой")),
    ("га", ("ги", "ге", "гу", "гой")),
    ("а", ("ы", "е", "у", "ой")),
    ("я", ("и", "е", "ю", "ей")),
    ("й", ("я", "ю", "ем", "е")),
    ("ь", ("я", "ю", "ем", "е", "и")),
    ("ш", ("ша", "шу", "шем", "ше")),
    ("ж", ("жа", "жу", "жем", "же")),
    ("ч", ("ча", "чу", "чем", "че")),
    ("ц", ("ца", "цу", "цем", "це")),
    ("о", ()),
    ("и", ()),
    ("у", ()),
    ("е", ()),
    ("э", ()),
    ("ы", ()),
)
_SHORTEST, _FULL_NAME = 4, 2
_CONSONANT = ("а", "у", "ом", "е")


def inflected(name: str) -> list[str]:
    """Further case forms of a Russian name in the nominative; none for abbreviations.

    "Китай" gives Китая, Китаю, Китаем, Китае; "США" gives nothing; both words of "Сэм Альтман" are put into each case.
    """
    if name.isascii():
        return []
    words = name.split()
    if len(words) == _FULL_NAME and all(_CYRILLIC_WORD.match(word) and word.istitle() for word in words):
        forms = [[word, *_forms(word)] for word in words]
        return [f"{first} {last}" for first, last in product(*forms)][1:]
    return _forms(name) if len(name) >= _SHORTEST else []


def _forms(name: str) -> list[str]:
    if not _CYRILLIC_WORD.match(name) or name.isupper():
        return []
    for ending, others in _ENDINGS:
        if name.endswith(ending):
            return [name[: -len(ending)] + other for other in others]
    return [name + other for other in _CONSONANT]
