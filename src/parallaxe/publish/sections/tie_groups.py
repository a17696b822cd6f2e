"""How a page tells tie groups, whatever the tests behind them: their title and their table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from parallaxe.analyse.ranking import Placed, Ranking
from parallaxe.publish.blocks import NOTHING, Column, Group, Line, Table
from parallaxe.publish.view import View

#: Of more that cannot be told from the first, the first alone is named.
_NAMED = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A line of the table: a model, how it was run where that is known, its value and interval, its side's colour."""

    name: Markup
    value: Markup
    interval: str
    colour: str
    run: Markup = NOTHING


def title_of(view: View, what: Markup, top: list[Markup]) -> Markup:
    """Who cannot be told from the first."""
    if len(top) == 1:
        return view.texts("ties.alone", what=what, first=top[0])
    if len(top) <= _NAMED:
        names = view.texts.join("list_and", [view.texts.join("list_comma", top[:-1]), top[-1]])
        return view.texts("ties.few", what=what, names=names)
    return view.texts("ties.many", what=what, first=top[0], n=len(top) - 1)


def tie_table(view: View, ranking: Ranking, what: Markup, tied: Callable[[str], Tied]) -> Table:
    """Group by group, with the ranks each may have.

    Args:
        view: the page's.
        ranking: places and groups, by key.
        what: was scored.
        tied: what a key stands for.
    """
    t = view.texts
    places = {place.model: place for place in ranking.placed}
    columns = [
        Column(head=t("column.model")),
        Column(head=t("column.configuration")),
        Column(head=t("column.value"), numeric=True),
        Column(head=t("ties.interval"), numeric=True),
        Column(head=t("ties.ranks"), numeric=True),
    ]
    groups = [
        Group(
            head=t("ties.group", number=position, n=len(keys)),
            lines=[_line(tied(key), places[key]) for key in keys],
        )
        for position, keys in enumerate(ranking.tie_groups, start=1)
    ]
    return Table(caption=t("ties.caption", what=what), columns=columns, groups=groups, folded=True)


def _line(one: Tied, place: Placed) -> Line:
    ranks = dict.fromkeys((place.best_rank, place.worst_rank))
    cells = [
        one.name,
        one.run,
        one.value,
        *(Markup("{}").format(said) for said in (one.interval, "–".join(map(str, ranks)))),
    ]
    return Line(cells=cells, colour=one.colour)
