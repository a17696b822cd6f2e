"""Other spellings of one name: without its legal form, or read back from a slug."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from parallaxe.catalog import Catalogue
from parallaxe.vocabulary.entity import EntityType

_LEGAL_FORM = re.compile(
    r"[,\s]+(?:inc|incorporated|ltd|limited|llc|corp|corporation|co|company|plc|gmbh|ag|se|sa|s\.a|sas|spa|s\.p\.a|nv|n\.v|bv|b\.v|"
    r"pte|pty|k\.k|oy|ab|holdings?|group|technology|technologies|systems|labs|\(the\))\.?$",
    re.IGNORECASE,
)
_EAST_ASIAN_FORM = re.compile(
    r"(?:股份|有限责任|有限)*公司$|(?:集团|控股|股份)$|(?:信息技术|网络技术|智能科技|信息科技|网络科技|科技|技术|软件|网络|信息|服务)$|株式会社|[（(][^（()）]{2,4}[)）]"
)


#: Marks of Markdown and quotes around a name, what routers add behind one, and the noise of translation and scans.
_MARKS = " \t*_`#\"'“”„«»‹›|"
_ROUTE = re.compile(r":(?:free|beta|extended|nitro|floor|online|exacto)$")
_INITIALS = re.compile(r"\b([A-Z])\.([A-Z])\b\.?")
_TRANSLATED = re.compile(r"(?<=[ -])IA\b|\bIA(?=[ -])")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d(?!\d))")
_MIXED = re.compile(r"[a-zA-Z\d.-]*(?:[a-zA-Z][а-яА-Я]|[а-яА-Я][a-zA-Z])[a-zA-Zа-яА-Я\d.-]*")
_LOOKALIKES = str.maketrans("аеорсухіАВЕКМНОРСТХІ", "aeopcyxiABEKMHOPCTXI")
#: A way of running a model glued to its name by a hyphen: "gpt-5-high".
_GLUED_REMARK = re.compile(
    r"[-_ ](minimal|low|medium|high|xhigh|thinking|non-thinking|no-thinking|reasoning|non-reasoning)$", re.IGNORECASE
)


def cleaned(surface: str) -> str:
    """A name without marks around it, a router's suffix, points between initials, letters of another script that look alike."""
    text = _ROUTE.sub("", surface.strip().strip(_MARKS))
    text = _DECIMAL_COMMA.sub(".", text)
    text = _TRANSLATED.sub("AI", _INITIALS.sub(r"\1\2", text))
    return _MIXED.sub(lambda word: word[0].translate(_LOOKALIKES), text)


def with_remark_apart(surface: str) -> str:
    """A glued way of running apart ("gpt-5-high" as "gpt-5 (high)"); other names as they are."""
    return _GLUED_REMARK.sub(lambda said: f" ({said[1].lower()})", surface.strip())


def chinese_places(catalogue: Catalogue) -> re.Pattern[str]:
    """Chinese names of cities and provinces, which company names begin with."""
    names = {
        name
        for entity in catalogue.entities.values()
        if entity.type is EntityType.PLACE and entity.country == "china"
        for name in entity.names.get("zh", [])
    }
    return re.compile(rf"^(?:{'|'.join(sorted(names, key=len, reverse=True)) or '(?!)'})")


def spellings(surface: str, places: re.Pattern[str]) -> Iterator[str]:
    """A name as written, then step by step without its legal form and seat ("Meituan Inc", "北京智谱华章科技有限公司")."""
    text = surface.strip()
    yield text
    for other in (cleaned(text), with_remark_apart(cleaned(text))):
        if other and other != text:
            text = other
            yield text
    for form in (_LEGAL_FORM, _EAST_ASIAN_FORM, places, _EAST_ASIAN_FORM, _EAST_ASIAN_FORM):
        shorter = form.sub("", text).strip(" ,")
        if shorter and shorter != text:
            text = shorter
            yield text


def unslugged(slug: str) -> Iterator[str]:
    """What a slug may have been written as: hyphens stand for spaces and points too."""
    yield slug
    pointed = re.sub(r"(?<=\d)-(?=\d{1,2}(?:-|$))", ".", slug)
    yield pointed
    yield pointed.replace("-", " ")
    yield slug.replace("-", " ")
    yield re.sub(r"(?<=\d)-(?=\d{1,2}[bmv](?:-|$))", ".", pointed)
    words = pointed.split("-")
    for place in range(len(words) - 1, 1, -1):
        yield f"{'-'.join(words[:place])} ({' '.join(words[place:])})"


@lru_cache(maxsize=4096)
def letters(name: str) -> str:
    """A name's letters and digits, without case."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())
