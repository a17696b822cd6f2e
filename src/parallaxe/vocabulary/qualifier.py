"""How firmly a value is stated, and when two statements agree."""

from __future__ import annotations

import math
from enum import StrEnum

from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.members import direct

#: "nearly", "about", "près de" leave this much room around the printed value (a convention of
#: this project: the next figure with one digit less would be printed otherwise).
APPROXIMATE_ROOM = 0.05


@direct
class Qualifier(StrEnum):
    """What stands before the number."""

    APPROX = "approx"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


def stated_range(value: float, qualifier: Qualifier | None, tolerance: float) -> Interval:
    """The values a statement is compatible with.

    Args:
        value: the printed value.
        qualifier: what stands before it.
        tolerance: absolute room of the metric, in the value's unit.
    """
    match qualifier:
        case Qualifier.AT_LEAST:
            return Interval(lower=value - tolerance, upper=math.inf)
        case Qualifier.AT_MOST:
            return Interval(lower=-math.inf, upper=value + tolerance)
        case Qualifier.APPROX:
            room = max(tolerance, abs(value) * APPROXIMATE_ROOM)
            return Interval(lower=value - room, upper=value + room)
        case None:
            return Interval(lower=value - tolerance, upper=value + tolerance)
