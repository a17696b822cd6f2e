"""Who can be told apart on the scale of the ledger's own scores: paired tests within the same draws."""

from __future__ import annotations

from markupsafe import Markup

from parallaxe.analyse.from_ledger import rank_drawn
from parallaxe.analyse.ranking import Ranking
from parallaxe.analyse.scale import Scale
from parallaxe.publish.blocks import Block, Chart, Table
from parallaxe.publish.charts.canvas import NARROW, WIDE, Canvas, Mark
from parallaxe.publish.charts.dots import DotRow, dot_plot
from parallaxe.publish.parties import Parties
from parallaxe.publish.sections.gap_told import one_decimal, span
from parallaxe.publish.sections.tie_groups import Tied, tie_table, title_of
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View

_ID = "ties-scores"
_FEWEST, _MOST = 4, 30


def block(view: View, parties: Parties) -> Block | None:
    """The best models of both sides on the scale, in tie groups."""
    scale = view.material.given.scale
    if scale is None:
        return None
    kept = [i for i, model in enumerate(scale.models) if parties.of(model)][:_MOST]
    if len(kept) < _FEWEST:
        return None
    t = view.texts
    ranking = rank_drawn(scale, kept)
    what = view.name(scale.recipe.title, scale.recipe.title)
    pairs = len(kept) * (len(kept) - 1) // 2
    apart = sum(place.best_rank - 1 for place in ranking.placed)
    title = title_of(view, what, [view.name(model) for model in ranking.tie_groups[0]])
    return Block(
        id=_ID, title=title, subtitle=t("ties.subtitle_drawn", what=what, n=len(scale.benchmarks)),
        chart=_chart(view, parties, scale, ranking, bare(title)),
        text=[t("ties.sentence_drawn", n=pairs, apart=apart, together=pairs - apart)],
        tables=[_table(view, parties, scale, ranking, what)], notes=[t("ties.method_drawn", n=len(kept))],
    )  # fmt: skip


def _chart(view: View, parties: Parties, scale: Scale, ranking: Ranking, title: str) -> Chart:
    t = view.texts
    place = {model: i for i, model in enumerate(scale.models)}
    rows, data = [], []
    for one in ranking.placed:
        value, interval = float(scale.values[place[one.model]]), scale.interval(place[one.model])
        party = parties.of(one.model)
        name, said = view.plain_name(one.model), one_decimal(view, value)
        ends = (interval.lower, interval.upper) if interval else (None, None)
        mark = Mark(
            value=value, text=said, spoken=f"{name}, {said}", kind="recomputed", colour=party.colour if party else "n",
            lower=ends[0], upper=ends[1],
        )  # fmt: skip
        rows.append(DotRow(label=name, marks=[mark]))
        data.append([one.model, one.group, one.best_rank, one.worst_rank, value, scale.recipe.unit, *ends])

    def draw(width: int) -> Canvas:
        return dot_plot(rows, width=width, tick_text=view.write.scaled)

    index = bare(t("ties.subtitle_drawn", what=scale.recipe.title, n=len(scale.benchmarks)))
    spoken = t.plain("list_semicolon").join(row.marks[0].spoken for row in rows)
    return Chart(
        id=_ID, title=title, subtitle=index, source=t.plain("chart.source", names="parallaxe"),
        description=t.plain("chart.description", metric=index, points=spoken),
        wide=draw(WIDE), narrow=draw(NARROW),
        head=("model", "group", "best rank", "worst rank", "value", "unit", "lower", "upper"), data=data,
    )  # fmt: skip


def _table(view: View, parties: Parties, scale: Scale, ranking: Ranking, what: Markup) -> Table:
    place = {model: i for i, model in enumerate(scale.models)}

    def tied(model: str) -> Tied:
        interval, party = scale.interval(place[model]), parties.of(model)
        return Tied(
            name=view.name(model), value=Markup("{}").format(one_decimal(view, float(scale.values[place[model]]))),
            interval=span(view, interval) if interval else "", colour=party.colour if party else "n",
        )  # fmt: skip

    return tie_table(view, ranking, what, tied)
