"""Terms: values of dimensions and words that stand as values, as each language says them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml


def term(group: str, value: str, language: str) -> str | None:
    """How a language says a term; None where it has no word for it.

    Args:
        group: a dimension, a metric, or "entity" for names the catalogue lacks in a language.
        value: the term as recorded; of an entity its slug.
        language: one of the report's.
    """
    said = terms().get(group, {}).get(value)
    if said is None:
        return None
    return said.get(language) or (value if language == "en" and group != "entity" else None)


@cache
def terms() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """All terms: group -> term -> language -> words."""
    raw: Mapping[str, Mapping[str, Mapping[str, str]]] = yaml.safe_load(
        (files(__package__) / "terms.yaml").read_text("utf-8")
    )
    return raw
