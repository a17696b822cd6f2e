"""Rankings that print tie groups: what published intervals separate, and what they do not."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from markupsafe import Markup

from parallaxe.analyse.from_ledger import Stated, rank_stated
from parallaxe.analyse.ranking import Ranking
from parallaxe.publish.blocks import Block, Table
from parallaxe.publish.charts.observed import number, scale_chart
from parallaxe.publish.parties import Parties
from parallaxe.publish.row import Row
from parallaxe.publish.sections import ties_by_scores
from parallaxe.publish.sections.gap_told import printed
from parallaxe.publish.sections.indices import METRIC
from parallaxe.publish.sections.tie_groups import Tied, tie_table, title_of
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View
from parallaxe.vocabulary.interval import Interval

#: Fewer models make no ranking; more rankings than this make no page.
_FEWEST, _MOST = 4, 2
_SCORE = "benchmark_score"
#: Dimensions that say what was scored; all others say how the model was run.
_WHAT = ("benchmark", "benchmark_version", "index", "index_version")
#: Intervals on other scales (minutes, say) are not symmetric, so that no normal test fits.
_UNITS = frozenset({"%", "index points"})


def blocks(view: View, parties: Parties) -> list[Block]:
    """A ranking by paired tests where scores are shared, then the largest whose published values carry intervals."""
    found: dict[object, list[Row]] = defaultdict(list)
    for row in (*parties.rows(METRIC), *parties.rows(_SCORE)):
        if _tellable(row) and (parties.of(row.subject) or row.subject in view.material.scope.subjects):
            found[tuple(row.dimensions.get(name, "") for name in _WHAT), row.unit, row.source].append(row)
    ranked = sorted(found.items(), key=lambda item: (-len(item[1]), str(item[0])))[:_MOST]
    paired = ties_by_scores.block(view, parties)
    published = [_block(view, rows) for _, rows in ranked if len({row.subject for row in rows}) >= _FEWEST]
    return [*([paired] if paired else []), *published]


def _tellable(row: Row) -> bool:
    """Whether it has a value with an interval of its own that the page may print."""
    if row.number is None or row.lower is None or row.upper is None or row.level is None:
        return False
    return row.unit in _UNITS and row.lower < row.upper and row.may_be_told


def _block(view: View, rows: Sequence[Row]) -> Block:
    t = view.texts
    ranking = rank_stated(
        [
            Stated(
                key=row.id, subject=row.subject or "", value=number(row),
                interval=Interval(lower=row.lower or 0.0, upper=row.upper or 0.0, level=row.level),
            )
            for row in rows
        ]
    )  # fmt: skip
    by_id = {row.id: row for row in rows}
    ordered = [by_id[place.model] for place in ranking.placed]
    named = next(ordered[0].dimensions[name] for name in _WHAT if name in ordered[0].dimensions)
    what = view.name(named, named)
    ident = _anchor(named, ordered[0])
    title = title_of(view, what, [view.subject(by_id[key]) for key in ranking.tie_groups[0]])
    chart = scale_chart(view, ordered, ident=ident, from_zero=False, note=lambda row: _run(view, row))
    if chart:
        chart = replace(chart, title=bare(title))
    pairs = len(ordered) * (len(ordered) - 1) // 2
    apart = sum(place.best_rank - 1 for place in ranking.placed)
    return Block(
        id=ident, title=title, subtitle=t("ties.subtitle", what=what), chart=chart,
        text=[t("ties.sentence", n=pairs, apart=apart, together=pairs - apart)],
        tables=[_table(view, ranking, by_id, what)],
        notes=[t("ties.method")],
    )  # fmt: skip


def _anchor(named: str, row: Row) -> str:
    """Permanent: what was scored, and a few of the hash of its version and source."""
    plain = re.sub(r"[^a-z0-9]+", "-", named.lower()).strip("-")
    whole = (*(row.dimensions.get(name, "") for name in _WHAT), row.unit, row.source)
    return f"ties-{plain}-{hashlib.sha256(repr(whole).encode()).hexdigest()[:4]}"


def _value(view: View, row: Row) -> Markup | None:
    """To one decimal with its unit where a file of records has more; else as printed."""
    if printed(view, row) == view.bare_number(row):
        return None
    return Markup("{}").format(view.write.quantity(round(number(row), 1), row.unit))


def _run(view: View, row: Row) -> str:
    return view.texts.plain("list_comma").join(value for name, value in row.scope if name not in {*_WHAT, "modality"})


def _table(view: View, ranking: Ranking, by_id: dict[str, Row], what: Markup) -> Table:
    def tied(key: str) -> Tied:
        row = by_id[key]
        ends = (view.write.number(round(end or 0.0, 1)) for end in (row.lower, row.upper))
        return Tied(
            name=view.subject(row), run=Markup("{}").format(_run(view, row)), value=view.figure(row, _value(view, row)),
            interval="–".join(ends), colour=view.colour(row),
        )  # fmt: skip

    return tie_table(view, ranking, what, tied)
