"""What a comparison of two sides is made of, and what it gives."""

from __future__ import annotations

import msgspec

from parallaxe.analyse.left_out import LeftOut
from parallaxe.vocabulary.interval import Interval


class Placed(msgspec.Struct, frozen=True, kw_only=True):
    """A model with a value on one index.

    Args:
        model: name.
        sides: it belongs to: one for most; several for a joint model; none where unknown.
        released: ISO day.
        value: on the index.
        index: id with version; all models of a comparison share it.
        distilled_from: side of the model it was distilled from, where that is another side's.
    """

    model: str
    sides: tuple[str, ...]
    released: str
    value: float
    index: str
    distilled_from: str | None = None


class GapPoint(msgspec.Struct, frozen=True, kw_only=True):
    """The gap on one day.

    Args:
        day: ISO day.
        leader_model: holds the leading side's record.
        follower_model: holds the other's.
        points: leader's best less follower's.
        points_interval: of the points, None without replicates.
        lag_months: since the leader first had what the follower has; negative where the follower leads.
        lag_interval: of the lag.
        lag_is_at_least: the level was there with the first model on record: the lag is censored.
        interval_is_at_least: so is the far end of its interval.
    """

    day: str
    leader_model: str
    follower_model: str
    points: float
    points_interval: Interval | None
    lag_months: float
    lag_interval: Interval | None
    lag_is_at_least: bool
    interval_is_at_least: bool = False


class BestStep(msgspec.Struct, frozen=True, kw_only=True):
    """A side's best to date after one release.

    Args:
        day: ISO day of the release.
        model: that holds the record from this day.
        value: of the record.
        interval: of the best to date, None without replicates.
    """

    day: str
    model: str
    value: float
    interval: Interval | None


class Unreached(msgspec.Struct, frozen=True, kw_only=True):
    """The leader's oldest record that the follower has not reached.

    Args:
        model: that holds it.
        released: ISO day.
        months: it has stood by the last day asked for: catching up takes at least as long.
    """

    model: str
    released: str
    months: float


class FrontierGap(msgspec.Struct, frozen=True, kw_only=True):
    """A comparison of two sides over time.

    Args:
        leader: side the gap is measured from.
        follower: side it is measured to.
        index: id with version.
        points: the gap by day.
        catch_up_months: median time (Kaplan-Meier) in which the follower reached the leader's
            records; None where fewer than half are known to have been reached.
        catch_up_interval: of that median; an infinite end where draws do not reach it.
        records: of the leader.
        caught_up: of these, reached by the follower; the rest is censored.
        oldest_unreached: of the rest; None where all have been reached.
        frontiers: best to date by side, a step a release.
        left_out: models not used, and why.
    """

    leader: str
    follower: str
    index: str
    points: list[GapPoint]
    catch_up_months: float | None
    catch_up_interval: Interval | None
    records: int
    caught_up: int
    left_out: list[LeftOut]
    oldest_unreached: Unreached | None = None
    frontiers: dict[str, list[BestStep]] = {}
