"""A claim in the making: what was found and how sure the rules are, before it is put in words."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

import msgspec

from parallaxe.read.naming.names import Name
from parallaxe.vocabulary.qualifier import Qualifier


class Draft(msgspec.Struct, frozen=True, gc=False):
    """One claim found.

    Args:
        metric: id.
        value: number (scaled), ISO date or name.
        unit: see Claim.
        start: first code point of the quote.
        end: code point after it.
        subject: canonical name, None if unresolved.
        surface: the subject's words.
        subject_type: its type.
        rule: which rule found it ("figure", "figure, subject remembered", "table", "label", "link", "event"…): confidence is calibrated by it.
        weight: how well the rule's conditions were met, 0 to 1.
        benchmark: where the metric is benchmark_score.
        qualifier: what stood before the number.
        period: when it was true.
        dimensions: further identity.
        attributed_to: who the passage names as source.
        at: where the value itself stands.
        signs: what speaks for and against it, for its confidence.
    """

    metric: str
    value: Decimal | str
    unit: str
    start: int
    end: int
    subject: str | None
    surface: str
    subject_type: str | None
    rule: str
    weight: float
    benchmark: str | None = None
    qualifier: Qualifier | None = None
    period: str | None = None
    dimensions: dict[str, str] = {}
    attributed_to: str | None = None
    at: int = -1
    signs: dict[str, float] = {}

    def about(self, name: Name) -> Draft:
        """The same claim about another subject."""
        return msgspec.structs.replace(self, subject=name.subject, surface=name.surface, subject_type=name.type or None)


@lru_cache(maxsize=8192)
def sign_of(metric: str, sign: str) -> str:
    """The name of a sign that tells something else for each metric."""
    return f"{metric}: {sign}"
