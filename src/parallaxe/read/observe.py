"""A claim as an observation: subject, origin and dimensions by slug, the quote as locator."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

from parallaxe.catalog import Catalogue
from parallaxe.catalog.entity_file import slug_of
from parallaxe.identity import names_of
from parallaxe.sources import Loaded
from parallaxe.vocabulary.claim import Claim
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.locator import Quote
from parallaxe.vocabulary.metric import ValueType
from parallaxe.vocabulary.observation import Kind, Observation

#: Name metrics whose value is an entity; a licence's is not.
_ENTITY_VALUES = frozenset(
    {"developer", "founder", "headquarters", "owner", "member_of", "partnership", "uses", "integrates", "based_on"}
)

#: Those whose values are models, minted where the catalogue does not list them.
_OF_MODELS = frozenset({"uses", "integrates", "based_on"})


def observe(claim: Claim, loaded: Loaded, catalogue: Catalogue) -> Observation:
    """The observation a claim makes.

    Args:
        claim: what a reader found.
        loaded: the input it was found in.
        catalogue: resolves canonical names to slugs.

    Returns:
        An observation of kind ``claimed``; its subject is None where the claim's is.

    Raises:
        GroundingError: the claim's quote does not stand in the input's text.
        InvalidValueError: the value is too large, or the period is none.
    """
    claim.check_grounding(loaded.document.text)
    slugs = _slugs(catalogue)
    dimensions = dict(claim.dimensions)
    if claim.benchmark:
        dimensions["benchmark"] = _benchmark(claim.benchmark, catalogue)
    number, text = _value(claim, catalogue, slugs)
    return Observation(
        subject=_subject(claim, catalogue, slugs),
        surface=claim.surface or claim.subject or "",
        subject_type=claim.subject_type,
        metric=claim.metric,
        number=number,
        text=text,
        unit=claim.unit,
        dimensions=dimensions,
        qualifier=claim.qualifier,
        kind=Kind.CLAIMED,
        source=loaded.source.id,
        locator=Quote(snapshot=loaded.document.snapshot, quote=claim.quote, start=claim.start, end=claim.end),
        valid=claim.period,
        published=loaded.document.published,
        origin=slugs.get(claim.attributed_to) if claim.attributed_to else None,
        attributed_to=claim.attributed_to,
    )


def _subject(claim: Claim, catalogue: Catalogue, slugs: dict[str, str]) -> str | None:
    """Slug of whom a claim is about; a model's by its parts, however the text orders them."""
    if not claim.subject:
        return None
    known = slugs.get(claim.subject)
    if known is None and claim.subject_type == EntityType.MODEL:
        known = _model_slug(catalogue, claim.subject)
    return known or slug_of(claim.subject) or None


def _benchmark(words: str, catalogue: Catalogue) -> str:
    """Slug of the benchmark the words name; unknown ones get one from their words."""
    plain = slug_of(words)
    return _benchmarks_of(catalogue).get(plain) or plain or words


def _value(claim: Claim, catalogue: Catalogue, slugs: dict[str, str]) -> tuple[Decimal | None, str | None]:
    metric = catalogue.metrics.get(claim.metric)
    if isinstance(claim.value, Decimal):
        return claim.value, None
    if metric is not None and metric.value_type is ValueType.NUMBER:
        return Decimal(claim.value), None
    if claim.metric in _ENTITY_VALUES:
        return None, slugs.get(claim.value) or _minted(claim)
    return None, claim.value


def _minted(claim: Claim) -> str:
    """Slug of a model a family's grammar made; other words as they stand."""
    value = str(claim.value)
    return slug_of(value) or value if claim.metric in _OF_MODELS else value


@lru_cache(maxsize=100_000)
def _model_slug(catalogue: Catalogue, name: str) -> str | None:
    entity = names_of(catalogue).resolve(name, types=[EntityType.MODEL]).entity
    return entity.slug if entity else None


@lru_cache(maxsize=4)
def _slugs(catalogue: Catalogue) -> dict[str, str]:
    return {entity.name: slug for slug, entity in catalogue.entities.items()}


@lru_cache(maxsize=4)
def _benchmarks_of(catalogue: Catalogue) -> dict[str, str]:
    return {
        slug_of(name): slug
        for slug, entity in catalogue.entities.items()
        if entity.type == EntityType.BENCHMARK
        for name in [entity.name, *(form for forms in entity.names.values() for form in forms)]
    }
