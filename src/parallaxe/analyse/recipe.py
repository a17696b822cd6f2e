"""An index as a declared, versioned, frozen recipe."""

from __future__ import annotations

import json
import math
from enum import StrEnum

import msgspec

from parallaxe.vocabulary.errors import CatalogueError
from parallaxe.vocabulary.source import Redistribution

#: Shares written in print rarely add up to exactly 1.
ROUNDING = 0.005


class Method(StrEnum):
    """How components become one value."""

    WEIGHTED_MEAN = "weighted mean"
    MEAN_WIN_RATE = "mean win rate"
    STITCHED = "stitched capability"
    EXPECTED_SCORE = "expected score"
    PUBLISHED_ONLY = "published only"


class Missing(StrEnum):
    """What a model without one of the components gets.

    No value (refuse), the range of values the missing ones allow (bounds), or a value from those
    it has (available).
    """

    REFUSE = "refuse"
    BOUNDS = "bounds"
    AVAILABLE = "available"


class NullMeans(StrEnum):
    """What a null among the scores stands for in this index."""

    ABSENT = "absent"
    ZERO = "zero"


class Normalisation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """From the printed value to 0..1: (value - low) / (high - low), cut at both ends.

    Args:
        low: printed value that becomes 0.
        high: printed value that becomes 1.
        clamp: whether values beyond are cut; otherwise they are refused.
    """

    low: float = 0.0
    high: float = 1.0
    clamp: bool = False


class Component(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One benchmark of an index.

    Args:
        benchmark: slug, as in the dimension of observations.
        name: as printed.
        weight: share of the index, 0 to 1; None where it is not known to us.
        category: it belongs to.
        version: of the benchmark; scores that state another are refused.
        normalisation: of its printed value.
        note: what a reader should know of it.
    """

    benchmark: str
    name: str
    weight: float | None = None
    category: str | None = None
    version: str | None = None
    normalisation: Normalisation = Normalisation()
    note: str = ""


class Recipe(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An index of one version.

    Args:
        id: slug with its version, the file's name.
        title: as its publisher calls it.
        publisher: slug.
        version: of the index.
        released: ISO date (partial is fine) of this version.
        method: how components become one value.
        unit: of the value.
        scale: the value of a perfect model.
        components: in print order.
        missing: what a missing component means.
        null_means: what a null score means.
        minimum_components: fewest a model needs to be placed at all.
        anchors: printed values that fix a stitched scale, by model.
        anchor_benchmark: the benchmark whose slope is fixed in a stitched fit.
        ridge: strength of the stitched fit's ridge.
        source: where the recipe is published.
        checked: ISO date of the last look at the source.
        redistribution: what may be passed on of its values.
        unknown: what is not public, or not verified at the source.
        note: differences from the publisher's practice.
    """

    id: str
    title: str
    publisher: str
    version: str
    released: str
    method: Method
    unit: str
    source: str
    checked: str
    redistribution: Redistribution
    components: list[Component] = []
    scale: float = 100.0
    missing: Missing = Missing.REFUSE
    null_means: NullMeans = NullMeans.ABSENT
    minimum_components: int = 1
    anchors: dict[str, float] = {}
    anchor_benchmark: str | None = None
    ridge: float = 0.1
    unknown: list[str] = []
    note: str = ""

    @property
    def computable(self) -> bool:
        """Whether everything a value needs is known."""
        if self.method is Method.PUBLISHED_ONLY:
            return False
        return self.method is not Method.WEIGHTED_MEAN or all(c.weight is not None for c in self.components)


def recipe_schema() -> str:
    """JSON Schema of a file of ``catalog/indices``: JSON, two spaces, sorted keys."""
    return json.dumps(msgspec.json.schema(Recipe), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _is_sound(component: Component) -> bool:
    scale = component.normalisation
    return all(map(math.isfinite, (component.weight or 0.0, scale.low, scale.high))) and scale.low != scale.high


def check_recipe(recipe: Recipe) -> Recipe:
    """The recipe, checked for what its types do not say.

    Raises:
        CatalogueError: weights that are negative or no numbers, known weights that do not add up to 1, a
            scale whose ends are one, a benchmark twice, a stitched recipe without anchor, or an incomplete
            one that does not say what is unknown.
    """
    where = f"index {recipe.id}"
    slugs = [component.benchmark for component in recipe.components]
    if twice := sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        raise CatalogueError(f"component {twice[0]} stands twice", where=where, mend="Remove one.")
    weights = [component.weight for component in recipe.components]
    if negative := [c.benchmark for c in recipe.components if c.weight is not None and c.weight < 0]:
        raise CatalogueError(f"the weight of {negative[0]} is negative", where=where, mend="Weights are 0 or more.")
    if unclear := [c.benchmark for c in recipe.components if not _is_sound(c)]:
        what = f"the weight or the scale of {unclear[0]} is no finite number, or its scale has no length"
        raise CatalogueError(what, where=where, mend="Write numbers, low and high apart.")
    known = [weight for weight in weights if weight is not None]
    if known and len(known) == len(weights) and abs(sum(known) - 1) > ROUNDING:
        raise CatalogueError(f"weights add up to {sum(known):.4g}", where=where, mend="Make them add up to 1.")
    if not recipe.computable and not recipe.unknown:
        raise CatalogueError(
            "a value cannot be computed from it", where=where, mend="List under 'unknown' what is missing."
        )
    if recipe.method is Method.STITCHED and not recipe.anchor_benchmark:
        raise CatalogueError("a stitched scale has no anchor", where=where, mend="Name an anchor_benchmark.")
    return recipe
