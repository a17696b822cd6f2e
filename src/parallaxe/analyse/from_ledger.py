"""From single observations to what the analyses take: values placed on a side and a day, ranks from intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec
import numpy as np

from parallaxe.analyse.gap_result import Placed
from parallaxe.analyse.left_out import LeftOut
from parallaxe.analyse.ranking import Placed as Ranked
from parallaxe.analyse.ranking import Ranking, separability
from parallaxe.analyse.scale import Scale
from parallaxe.analyse.sides import Standing
from parallaxe.statistics.arrays import FloatArray
from parallaxe.statistics.resample import influence_p_values
from parallaxe.statistics.stated import independent_p_values, standard_error
from parallaxe.statistics.ties import Correction, TieGroups, tie_groups
from parallaxe.vocabulary.errors import InsufficientDataError
from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.period import Period

#: Why a value takes no place on the frontier.
NO_DATE, COARSE_DATE = "its release date is not known", "its release is known to no month"
#: A release known to the month counts from its last day: by then the model was there. Days that sources
#: give for one release lie no further apart.
_LONGEST_DAYS = 31
_FEWEST_RANKED = 2


class Stated(msgspec.Struct, frozen=True, kw_only=True):
    """A value somebody published.

    Args:
        key: of the value: its observation's id, or model and configuration.
        subject: slug of the model.
        value: in the unit all values of an analysis share.
        interval: as published; None where none is.
    """

    key: str
    subject: str
    value: float
    interval: Interval | None = None


def release_of(said: Sequence[str]) -> str | None:
    """One partial date from those that sources give for a release.

    The finest of dates that contain one another; else the latest day, by which the model was there on all
    accounts, if they lie within a month; else None.
    """
    finest = max(said, key=lambda text: (len(text), text))
    if all(finest.startswith(text) for text in said):
        return finest
    ends = [Period.parse(text).end for text in said]
    return max(ends).isoformat() if (max(ends) - min(ends)).days <= _LONGEST_DAYS else None


def placed(
    values: Iterable[Stated], *, index: str, released: Mapping[str, str], standings: Mapping[str, Standing]
) -> tuple[list[Placed], list[LeftOut]]:
    """Values with the day and the side of their models, for ``frontier_gap``.

    Args:
        values: on one index.
        index: id with version.
        released: partial date by slug.
        standings: by slug; a slug without one has no known side.

    Returns:
        Values named by their key, and those without a date fine enough. A date known to the month
        stands for its last day, which leaves points right and would make a lag too short.
    """
    kept, left_out = [], []
    for value in values:
        said, standing = released.get(value.subject), standings.get(value.subject, Standing())
        period = Period.parse(said) if said else None
        if period is None or (period.end - period.start).days > _LONGEST_DAYS:
            left_out.append(LeftOut(what=value.key, why=COARSE_DATE if period else NO_DATE))
            continue
        kept.append(
            Placed(
                model=value.key,
                sides=standing.sides,
                released=period.end.isoformat(),
                value=value.value,
                index=index,
                distilled_from=standing.distilled_from,
            )
        )
    return kept, left_out


def rank_stated(values: Sequence[Stated], *, level: float = 0.95, correction: Correction = "holm") -> Ranking:
    """Rank values by what their published intervals separate.

    Raises:
        InsufficientDataError: fewer than two values with an interval that has a level and a width.
    """
    usable = [value for value in values if value.interval and value.interval.level and value.interval.width > 0]
    if len(usable) < _FEWEST_RANKED:
        raise InsufficientDataError(
            f"{len(usable)} of {len(values)} values have an interval", mend="Hand in two or more with one."
        )
    points = np.array([value.value for value in usable])
    errors = np.array([standard_error(value.interval) for value in usable if value.interval])
    ties = tie_groups(points, independent_p_values(points, errors), level=level, correction=correction)
    method = f"normal tests on published intervals, taken as independent; {correction}, {level:.0%}"
    return _ranking([value.key for value in usable], points, ties, method)


def rank_drawn(scale: Scale, kept: Sequence[int], *, level: float = 0.95, correction: Correction = "holm") -> Ranking:
    """Rank models of a scale by paired tests: what the misfits of its benchmarks leave of their differences.

    Args:
        scale: that places them.
        kept: places of the models to rank.
        level: of the tests.
        correction: for testing many pairs.

    Raises:
        InsufficientDataError: fewer than two models.
    """
    if len(kept) < _FEWEST_RANKED:
        raise InsufficientDataError(f"{len(kept)} model", mend="Keep two or more.")
    values = scale.values[list(kept)]
    p_values = influence_p_values(values, scale.influence[list(kept)])
    ties = tie_groups(values, p_values, level=level, correction=correction)
    method = f"paired t over {len(scale.benchmarks)} benchmarks; {correction}, {level:.0%}"
    return _ranking([scale.models[i] for i in kept], values, ties, method)


def _ranking(names: Sequence[str], values: FloatArray, ties: TieGroups, method: str) -> Ranking:
    ranked = [
        Ranked(
            model=names[i],
            group=int(ties.group[i]),
            best_rank=int(ties.best_rank[i]),
            worst_rank=int(ties.worst_rank[i]),
        )
        for i in np.argsort(-values, kind="stable")
    ]
    groups = [[one.model for one in ranked if one.group == number] for number in range(1, max(ties.group) + 1)]
    return Ranking(placed=ranked, tie_groups=groups, sentence=separability(groups, ties), method=method)
