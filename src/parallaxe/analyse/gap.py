"""The frontier gap: best to date by side, in points and in months, with intervals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from parallaxe.analyse.gap_result import BestStep, FrontierGap, GapPoint, Placed, Unreached
from parallaxe.analyse.left_out import LeftOut
from parallaxe.statistics.arrays import BoolArray, FloatArray
from parallaxe.statistics.frontier import Side, catching_up, gap_on, kaplan_meier_median
from parallaxe.statistics.resample import percentile_interval, shortest_mid_p_interval
from parallaxe.vocabulary.errors import IncomparableError, InsufficientDataError, InvalidValueError
from parallaxe.vocabulary.interval import Interval

#: Mean length of a month of the Gregorian calendar.
DAYS_A_MONTH = 365.2425 / 12


def frontier_gap(
    models: Sequence[Placed],
    leader: str,
    follower: str,
    days: Sequence[str],
    *,
    replicates: FloatArray | None = None,
    count_joint: bool = False,
    count_distilled: bool = True,
    level: float = 0.95,
) -> FrontierGap:
    """Compare the best to date of two sides.

    Args:
        models: with values on one index.
        leader: side measured from, such as a country, "closed weights" or a lab.
        follower: side measured to.
        days: ISO days of the answer.
        replicates: values that their errors allow, (draws, models) in the order of ``models``, such as the
            Student draws of a stitched index.
        count_joint: whether a model of both sides counts for both; otherwise it is left out.
        count_distilled: whether a model distilled from the other side counts for its own.
        level: of the intervals.

    Raises:
        IncomparableError: models on more than one index or version.
        InvalidValueError: one side against itself, or a day that is none.
        InsufficientDataError: a side without models.
    """
    if leader == follower:
        raise InvalidValueError(f"'{leader}' against itself", mend="Name two sides.")
    if len(indices := sorted({model.index for model in models})) > 1:
        raise IncomparableError(
            f"values of {', '.join(indices)} are never compared", mend="Choose one index of one version."
        )
    members = {
        side: _members(models, side, (leader, follower), count_joint, count_distilled) for side in (leader, follower)
    }
    reasons = [(model.model, _why_out(model, (leader, follower), count_joint, count_distilled)) for model in models]
    left_out = [LeftOut(what=name, why=why) for name, why in reasons if why]
    for side, found in members.items():
        if not found:
            raise InsufficientDataError(f"no model of {side}", mend="Check the sides of the models.")
    values = np.array([[model.value for model in models]])
    if replicates is not None:
        values = np.vstack([values, replicates])
    sides = {side: Side.of(_days(models, found), values[:, found]) for side, found in members.items()}
    points = [_point(day, models, members, sides, (leader, follower), level) for day in days]
    until = max(_ordinal(day) for day in days)
    times, observed = catching_up(sides[leader], sides[follower], until)
    median = kaplan_meier_median(times, observed) / DAYS_A_MONTH
    return FrontierGap(
        leader=leader,
        follower=follower,
        index=indices[0] if indices else "",
        points=[point for point in points if point is not None],
        catch_up_months=median if np.isfinite(median) else None,
        catch_up_interval=_catch_up_interval(sides[leader], sides[follower], until, level),
        records=int(times.size),
        caught_up=int(observed.sum()),
        left_out=left_out,
        oldest_unreached=_oldest_unreached(models, members[leader], sides[leader], times, observed, until),
        frontiers={side: _steps(models, members[side], sides[side], level) for side in (leader, follower)},
    )


def _oldest_unreached(
    models: Sequence[Placed], members: list[int], side: Side, times: FloatArray, observed: BoolArray, until: int
) -> Unreached | None:
    if observed.all():
        return None
    days = float(times[~observed].max())
    index = int(np.searchsorted(side.days, until - days, side="right")) - 1
    model = models[members[int(side.holder[index])]]
    return Unreached(model=model.model, released=model.released, months=days / DAYS_A_MONTH)


def _steps(models: Sequence[Placed], members: list[int], side: Side, level: float) -> list[BestStep]:
    found = []
    for i, day in enumerate(side.days):
        best = side.best[:, i]
        holder = models[members[int(side.holder[i])]]
        found.append(
            BestStep(
                day=date.fromordinal(int(day)).isoformat(),
                model=holder.model,
                value=float(best[0]),
                interval=points_interval(best, level) if best.size > 1 else None,
            )
        )
    return found


def _why_out(model: Placed, sides: tuple[str, str], joint: bool, distilled: bool) -> str | None:
    if not model.sides:
        return "its side is not known"
    mine = [side for side in model.sides if side in sides]
    if not mine:
        return None  # of a third side: not part of the question
    if len(mine) > 1 and not joint:
        return f"joint model of {' and '.join(mine)}"
    if not distilled and model.distilled_from in sides and model.distilled_from not in mine:
        return f"distilled from a model of {model.distilled_from}"
    return None


def _members(models: Sequence[Placed], side: str, sides: tuple[str, str], joint: bool, distilled: bool) -> list[int]:
    return [i for i, model in enumerate(models) if side in model.sides and not _why_out(model, sides, joint, distilled)]


def _point(
    day: str,
    models: Sequence[Placed],
    members: dict[str, list[int]],
    sides: dict[str, Side],
    names: tuple[str, str],
    level: float,
) -> GapPoint | None:
    moment = _ordinal(day)
    gap = gap_on(moment, sides[names[0]], sides[names[1]])
    if np.isnan(gap.points[0]):
        return None
    months = gap.lag / DAYS_A_MONTH
    holders = []
    for name in names:
        index = int(np.searchsorted(sides[name].days, moment, side="right")) - 1
        holders.append(models[members[name][int(sides[name].holder[index])]].model)
    drawn = gap.points.size > 1
    span = lag_interval(months, level) if drawn else None
    return GapPoint(
        day=day,
        leader_model=holders[0],
        follower_model=holders[1],
        points=float(gap.points[0]),
        points_interval=points_interval(gap.points, level) if drawn else None,
        lag_months=float(months[0]),
        lag_interval=span,
        lag_is_at_least=bool(gap.at_least[0]),
        interval_is_at_least=span is not None and bool(np.any(gap.at_least[1:] & (months[1:] == span.upper))),
    )


def points_interval(points: FloatArray, level: float) -> Interval:
    """Interval of a best to date, or of a gap, from the estimate (first), which it always holds, and its replicates."""
    found, own = percentile_interval(points[1:], level), float(points[0])
    return Interval(
        lower=min(found.lower, own), upper=max(found.upper, own), level=level, method="percentiles of Student draws"
    )


def lag_interval(lag: FloatArray, level: float) -> Interval:
    """Interval of the lag from the estimate (first), which it always holds, and its replicates."""
    return shortest_mid_p_interval(lag[1:], float(lag[0]), level)


def _catch_up_interval(leader: Side, follower: Side, until: int, level: float) -> Interval | None:
    draws = len(leader.best)
    if draws == 1:
        return None
    medians = [kaplan_meier_median(*catching_up(leader, follower, until, draw)) for draw in range(1, draws)]
    return percentile_interval(np.array(medians) / DAYS_A_MONTH, level)


def _days(models: Sequence[Placed], members: list[int]) -> list[int]:
    return [_ordinal(models[i].released) for i in members]


def _ordinal(day: str) -> int:
    try:
        return date.fromisoformat(day).toordinal()
    except ValueError as error:
        raise InvalidValueError(
            f"'{day}' is no day", mend="Write 2025-08-12; a month is too coarse for a lag."
        ) from error
