"""The gap between two sides on a scale fitted to the ledger's own scores: points and months, each with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

import msgspec
from markupsafe import Markup

from parallaxe.analyse.from_ledger import Stated, placed
from parallaxe.analyse.gap import frontier_gap
from parallaxe.analyse.gap_result import FrontierGap, GapPoint, Placed
from parallaxe.analyse.scale import Scale
from parallaxe.publish.blocks import Block, Chart, Column, Group, Line, Table
from parallaxe.publish.charts.canvas import Mark
from parallaxe.publish.charts.observed import sources_of
from parallaxe.publish.parties import Parties, Party
from parallaxe.publish.row import Row, rows_of
from parallaxe.publish.sections.gap_told import (
    Told,
    could_change,
    day_of,
    enough,
    omitted,
    one_decimal,
    printed,
    quarter_ends,
    span,
    stair_canvases,
    undecided,
)
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View
from parallaxe.vocabulary.interval import Interval

_ID = "frontier-gap-scores"
_HEAD = ("model", "side", "released", "value", "unit", "lower", "upper", "level", "benchmarks", "observations")


def block(view: View, parties: Parties, released: dict[str, str]) -> Block | None:
    """Points and lag by quarter, where the ledger's scores make a scale that places enough models of both sides."""
    scale = view.material.given.scale
    if scale is None:
        return None
    follower, leader = parties.both[:2]
    values = [
        Stated(key=model, subject=model, value=float(scale.values[i]), interval=scale.interval(i))
        for i, model in enumerate(scale.models)
    ]
    found, out = placed(values, index=scale.recipe.id, released=released, standings=parties.standings)
    if not enough(found, (follower, leader)):
        return None
    gap = _gap(scale, found, (follower, leader))
    if not gap.points:
        return None
    left_out = [*out, *gap.left_out]
    by_model = {value.subject: (value.subject, value.value) for value in values}
    if loose := could_change(parties, gap.points[-1], by_model, left_out):
        names = (Markup("{} {}").format(view.name(slug), one_decimal(view, by_model[slug][1])) for slug in loose)
        return undecided(view, (follower, leader), _index(view, scale), names, ident=_ID)
    tell = {value.key: _tell(view, parties, value, one) for value in values for one in found if one.model == value.key}
    chart = _chart(view, parties, scale, found, tell, gap)
    names_out = {slug: view.plain_name(slug) for slug in scale.models}
    return Block(
        id=_ID, title=_title(view, (follower, leader), gap.points[-1]), chart=chart,
        text=[_explained(view, scale, (follower, leader)), _caught_up(view, (follower, leader), tell, gap)],
        tables=[_by_day(view, (follower, leader), tell, gap.points), _made_of(view, scale, tell, gap.points)],
        notes=[note for note in (
            view.texts("frontier.scale_method", draws=len(scale.replicates)),
            *_otherwise(view, scale, found, (follower, leader), gap), omitted(view, names_out, left_out),
        ) if note],
    )  # fmt: skip


def _gap(
    scale: Scale, found: Sequence[Placed], both: tuple[Party, Party], *, joint: bool = False, distilled: bool = True
) -> FrontierGap:
    follower, leader = both
    place = {model: i for i, model in enumerate(scale.models)}
    return frontier_gap(
        found, leader.key, follower.key, quarter_ends(found, both),
        replicates=scale.replicates[:, [place[one.model] for one in found]],
        count_joint=joint, count_distilled=distilled,
    )  # fmt: skip


def _index(view: View, scale: Scale) -> Markup:
    t = view.texts
    return t.join(
        "list_comma",
        [view.name(scale.recipe.title, scale.recipe.title), t("index.version", version=scale.recipe.version)],
    )


def _tell(view: View, parties: Parties, value: Stated, one: Placed) -> Told:
    said = one_decimal(view, value.value)
    name = view.plain_name(value.subject)
    colours = {party.key: party.colour for party in parties.both}
    ends = f" ({span(view, value.interval)})" if value.interval else ""
    return Told(
        name, view.name(value.subject), Markup("{}").format(said),
        Mark(value=value.value, text=said, spoken=f"{name}, {day_of(view, one.released)}, {said}{ends}",
             kind="recomputed", colour=next((colours[side] for side in one.sides if side in colours), "n")),
    )  # fmt: skip


def _title(view: View, both: tuple[Party, Party], last: GapPoint) -> Markup:
    """Who is behind, by how much and by how long; what the intervals leave open stays open."""
    t, (behind, ahead) = view.texts, both
    points, lag = last.points_interval, last.lag_interval
    if points is None or lag is None or points.lower <= 0 <= points.upper:
        return t(
            "frontier.scale_even", day=day_of(view, last.day), leader=ahead.label, follower=behind.label,
            points=one_decimal(view, last.points), span=span(view, points) if points else "",
        )  # fmt: skip
    sign = 1 if last.points > 0 else -1
    if sign < 0:
        behind, ahead, points, lag = ahead, behind, _turned(points), _turned(lag)
    said = {
        "day": day_of(view, last.day), "behind": behind.label, "ahead": ahead.label,
        "points": one_decimal(view, sign * last.points), "span": span(view, points),
        "months": one_decimal(view, sign * last.lag_months), "lag_span": _lag_span(view, last, lag),
    }  # fmt: skip
    if lag.lower <= 0:
        return t("frontier.scale_points", **said)
    return t("frontier.scale_at_least" if last.lag_is_at_least else "frontier.scale_behind", **said)


def _turned(interval: Interval) -> Interval:
    return msgspec.structs.replace(interval, lower=-interval.upper, upper=-interval.lower)


def _lag_span(view: View, point: GapPoint, lag: Interval) -> str:
    if not point.interval_is_at_least:
        return span(view, lag)
    return view.texts.plain(
        "frontier.span_open", lower=one_decimal(view, lag.lower), upper=one_decimal(view, lag.upper)
    )


def _explained(view: View, scale: Scale, both: tuple[Party, Party]) -> Markup:
    return view.texts(
        "frontier.scale_text", index=_index(view, scale), n=len(scale.benchmarks), models=len(scale.models),
        scores=sum(len(found) for found in scale.scores.values()), leader=both[1].label, follower=both[0].label,
    )  # fmt: skip


def _caught_up(view: View, both: tuple[Party, Party], tell: Mapping[str, Told], gap: FrontierGap) -> Markup:
    """How many records have been reached, how long that took, and how long the oldest of the rest has stood."""
    t, (follower, leader) = view.texts, both
    said = [t("frontier.reached", n=gap.records, caught=gap.caught_up, leader=leader.label, follower=follower.label)]
    if gap.catch_up_months is not None and gap.catch_up_interval is not None:
        ends = gap.catch_up_interval
        key = "frontier.median" if isfinite(ends.upper) else "frontier.median_open"
        said.append(
            t(
                key,
                months=one_decimal(view, gap.catch_up_months),
                lower=one_decimal(view, ends.lower),
                upper=one_decimal(view, ends.upper) if isfinite(ends.upper) else "",
            )
        )
    if gap.oldest_unreached:
        said.append(
            t(
                "frontier.unreached",
                model=tell[gap.oldest_unreached.model].linked,
                released=day_of(view, gap.oldest_unreached.released),
                months=one_decimal(view, gap.oldest_unreached.months),
                day=day_of(view, gap.points[-1].day),
            )
        )
    return t.join("frontier.sentences", said)


def _chart(
    view: View, parties: Parties, scale: Scale, found: Sequence[Placed], tell: Mapping[str, Told], gap: FrontierGap
) -> Chart:
    t = view.texts
    both = parties.both[:2]
    subtitle = bare(t.join("list_dot", (t("frontier.best_to_date"), _index(view, scale), t("frontier.bands"))))
    wide, narrow, spoken = stair_canvases(view, both, found, tell, gap)
    title = bare(_title(view, (both[0], both[1]), gap.points[-1]))
    rows = list(_rows(view, {score.observation or "" for one in found for score in scale.scores[one.model]}).values())
    place = {model: i for i, model in enumerate(scale.models)}
    drawn = [one for one in found if any(party.key in one.sides for party in both)]
    return Chart(
        id=_ID, title=title, subtitle=subtitle, source=t.plain("chart.source", names=sources_of(view, rows)),
        description=t.plain("frontier.scale_description", title=title, points=spoken, subtitle=subtitle),
        wide=wide, narrow=narrow, head=_HEAD,
        data=[_data(scale, place[one.model], one) for one in drawn],
    )  # fmt: skip


def _data(scale: Scale, model: int, one: Placed) -> list[object]:
    interval, scores = scale.interval(model), scale.scores[one.model]
    ends = (interval.lower, interval.upper, interval.level) if interval else (None, None, None)
    return [
        one.model, " ".join(one.sides), one.released, one.value, scale.recipe.unit, *ends, len(scores),
        " ".join(score.observation or "" for score in scores),
    ]  # fmt: skip


def _by_day(view: View, both: tuple[Party, Party], tell: Mapping[str, Told], points: Sequence[GapPoint]) -> Table:
    t, (follower, leader) = view.texts, both
    columns = [
        Column(head=t("frontier.day")),
        Column(head=t("frontier.gap_points"), numeric=True),
        Column(head=t("frontier.gap_months"), numeric=True),
        Column(head=t("frontier.best_of", side=leader.label)),
        Column(head=t("frontier.best_of", side=follower.label)),
    ]
    lines = []
    for point in reversed(points):
        months = f"{'≥ ' if point.lag_is_at_least else ''}{one_decimal(view, point.lag_months)}"
        lag = t.plain("frontier.months", months=months)
        cells = [
            Markup("{}").format(day_of(view, point.day)),
            _with_span(one_decimal(view, point.points), span(view, point.points_interval) if point.points_interval else ""),
            _with_span(lag, _lag_span(view, point, point.lag_interval) if point.lag_interval else ""),
            *(Markup("{} {}").format(tell[key].linked, tell[key].value) for key in (point.leader_model, point.follower_model)),
        ]  # fmt: skip
        lines.append(Line(cells=cells))
    return Table(caption=t("frontier.gap_by_day"), columns=columns, groups=[Group(head=Markup(), lines=lines)])


def _with_span(value: str, ends: str) -> Markup:
    return Markup("{} ({})").format(value, ends) if ends else Markup("{}").format(value)


def _made_of(view: View, scale: Scale, tell: Mapping[str, Told], points: Sequence[GapPoint]) -> Table:
    """The scores behind the values of those who held a record, each of which opens its card."""
    t = view.texts
    holders = list(
        dict.fromkeys(key for point in reversed(points) for key in (point.leader_model, point.follower_model))
    )
    rows = _rows(view, {score.observation or "" for key in holders for score in scale.scores[key]})
    lines = []
    for key in holders:
        own = [rows[score.observation] for score in scale.scores[key] if score.observation in rows]
        parts = [
            Markup("{} {}").format(row.dimensions.get("benchmark", ""), view.figure(row, printed(view, row)))
            for row in own
            if row.may_be_told
        ]
        interval = scale.interval(scale.models.index(key))
        value = _with_span(str(tell[key].value), span(view, interval) if interval else "")
        lines.append(Line(cells=[tell[key].linked, value, t.join("list_comma", parts)]))
    columns = [
        Column(head=t("column.model")),
        Column(head=t("column.value_in", unit=view.write.unit_name(scale.recipe.unit)), numeric=True),
        Column(head=t("frontier.scores")),
    ]
    caption = t("frontier.made_of")
    return Table(caption=caption, columns=columns, groups=[Group(head=Markup(), lines=lines)], folded=True)


def _rows(view: View, ids: set[str]) -> dict[str, Row]:
    import pyarrow as pa
    import pyarrow.compute as pc

    table = view.material.given.table
    kept = table.filter(pc.is_in(table["id"], value_set=pa.array(sorted(ids), pa.string())))
    return {row.id: row for row in rows_of(kept)}


def _otherwise(
    view: View, scale: Scale, found: Sequence[Placed], both: tuple[Party, Party], gap: FrontierGap
) -> list[Markup]:
    """The last gap with joint models counted for both sides, and without distilled ones, where it is another."""
    said = []
    for key, changes in (("joint_counted", {"joint": True}), ("without_distilled", {"distilled": False})):
        other = _gap(scale, found, both, **changes)
        if other.points and other.points[-1].points != gap.points[-1].points:
            points = other.points[-1]
            ends = span(view, points.points_interval) if points.points_interval else ""
            said.append(view.texts(f"frontier.{key}", points=one_decimal(view, points.points), span=ends))
    return said
