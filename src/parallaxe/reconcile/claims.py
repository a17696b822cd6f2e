"""Claims of ``read --format jsonl``, or labelled by hand, as observations: what ``conflicts --claims`` takes."""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from parallaxe.catalog.entity_file import slug_of
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.errors import InvalidValueError
from parallaxe.vocabulary.locator import Quote
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.qualifier import Qualifier

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue


class ClaimRow(msgspec.Struct, frozen=True, kw_only=True):
    """A line of claims; further keys are ignored.

    Args:
        doc: id of the document.
        metric: id of the metric.
        value: a number, an ISO partial date or a name.
        unit: as in ``vocabulary.claim.Claim``.
        subject: canonical English name, None where unresolved.
        surface: the subject as the text writes it; the subject unless stated.
        subject_type: type of the subject.
        benchmark: of a score.
        dimensions: by name.
        scope: dimensions in words, as labellers write them: parts between semicolons or commas.
        qualifier: approx, at_least or at_most.
        period: when it was true.
        published: when the document said it.
        attributed_to: whom the passage names.
        quote: the passage.
        start: its first code point.
        n: denominator of a ratio.
        numerator: of a ratio, in counts.
    """

    doc: str
    metric: str
    value: int | float | str
    unit: str
    subject: str | None = None
    surface: str | None = None
    subject_type: str | None = None
    benchmark: str | None = None
    dimensions: dict[str, str] = {}
    scope: str | None = None
    qualifier: Qualifier | None = None
    period: str | None = None
    published: str | None = None
    attributed_to: str | None = None
    quote: str = ""
    start: int = 0
    n: int | None = None
    numerator: int | float | None = None


_PLANNED = re.compile(r"\b(planned|target(?:ed)?|intended|announced)\b", re.IGNORECASE)
_FORECAST = re.compile(r"\b(forecasts?|projected|projection|expected|estimated)\b", re.IGNORECASE)
_AGGREGATIONS = {
    "mean": re.compile(r"\b(?:(?:yearly|annual|monthly|weekly|daily) )?(?:average|mean)\b", re.IGNORECASE),
    "peak": re.compile(r"\b(?:(?:weekly|monthly|daily) )?peak\b", re.IGNORECASE),
    "cumulative": re.compile(r"\bcumulative\b", re.IGNORECASE),
    "sum": re.compile(
        r"\b(?:newly (?:added|filed|registered)|(?:new|added|filed) (?=in|during|this))\b", re.IGNORECASE
    ),
}
#: How the label was made, not what is measured.
_REMARKS = re.compile(r"\b(resolved|inferred|(?:low|high) end|from model name|from page date)\b", re.IGNORECASE)
_NAMED = re.compile(r"^\s*([a-z_]+)\s*:\s*(.+)$")


def observation_of(row: ClaimRow, catalogue: Catalogue) -> Observation:
    """A claim as an observation of its document; the subject's slug follows from its name."""
    dimensions = {**scope_in_words(row.scope or ""), **row.dimensions}
    if row.benchmark:
        dimensions["benchmark"] = _benchmark(row.benchmark, catalogue)
    number = None if isinstance(row.value, str) else Decimal(str(row.value))
    return Observation(
        subject=_slug(row.subject, catalogue) if row.subject else None,
        surface=row.surface or row.subject or "",
        subject_type=row.subject_type,
        metric=row.metric,
        number=number,
        text=row.value if isinstance(row.value, str) else None,
        unit=row.unit,
        kind=Kind.CLAIMED,
        source=row.doc,
        locator=Quote(
            snapshot=hashlib.sha256(row.doc.encode()).hexdigest(),
            quote=row.quote,
            start=row.start,
            end=row.start + len(row.quote),
        ),
        dimensions=dimensions,
        qualifier=row.qualifier,
        valid=row.period,
        published=row.published,
        attributed_to=row.attributed_to,
        n=row.n,
        numerator=None if row.numerator is None else Decimal(str(row.numerator)),
    )


def claim_rows(lines: bytes, where: str) -> list[ClaimRow]:
    """Parse JSON Lines of claims; raises InvalidValueError naming the line."""
    decoder = msgspec.json.Decoder(ClaimRow)
    rows = []
    for number, line in enumerate(lines.splitlines(), start=1):
        if line.strip():
            try:
                rows.append(decoder.decode(line))
            except msgspec.DecodeError as error:
                raise InvalidValueError(
                    f"{error}", where=f"{where}, line {number}", mend="Hand in the lines 'read --format jsonl' prints."
                ) from error
    return rows


def scope_in_words(text: str) -> dict[str, str]:
    """Dimensions of a description in words: modality, aggregation, what is named, the rest as scope.

    "open models, OpenRouter tokens, yearly average" is aggregation mean and scope "open models, OpenRouter tokens".
    """
    found: dict[str, str] = {}
    rest = []
    for part in re.split(r"[;,]", text):
        named = _NAMED.match(part)
        if named:
            found[named.group(1)] = named.group(2).strip()
            continue
        for name, words in _AGGREGATIONS.items():
            if words.search(part):
                found["aggregation"], part = name, words.sub("", part)  # noqa: PLW2901 - what is left of the part
        for modality, words in (("planned", _PLANNED), ("forecast", _FORECAST)):
            if words.search(part):
                found["modality"], part = modality, words.sub("", part)  # noqa: PLW2901
        if part.strip() and not _REMARKS.search(part):
            rest.append(part.strip())
    if rest:
        found["scope"] = ", ".join(rest)
    return found


def _benchmark(name: str, catalogue: Catalogue) -> str:
    """Slug of a benchmark by any of its names ("LMArena" is one beside the organization of that name); unknown ones as written."""
    return _benchmarks(catalogue).get(slug_of(name), name)


@lru_cache(maxsize=4)
def _benchmarks(catalogue: Catalogue) -> dict[str, str]:
    found: dict[str, str] = {}
    for slug, entity in catalogue.entities.items():
        if entity.type is EntityType.BENCHMARK:
            forms = (entity.name, *(form for forms in entity.names.values() for form in forms))
            found |= {slug_of(form): slug for form in forms if slug_of(form)}
    return found


def _slug(name: str, catalogue: Catalogue) -> str:
    slug = slug_of(name)
    if slug in catalogue.entities:
        return slug
    folded = name.casefold()
    known = (key for key, entity in catalogue.entities.items() if entity.name.casefold() == folded)
    return next(known, slug)
