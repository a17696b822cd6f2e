"""How a page tells a gap between two sides, whatever the values behind it: its days, its chart, what was left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from parallaxe.analyse.from_ledger import COARSE_DATE, NO_DATE, release_of
from parallaxe.analyse.gap_result import FrontierGap, GapPoint, Placed
from parallaxe.analyse.left_out import LeftOut
from parallaxe.publish.blocks import Block
from parallaxe.publish.charts.canvas import NARROW, WIDE, Canvas, Mark
from parallaxe.publish.charts.observed import number
from parallaxe.publish.charts.steps import Band, Release, Stair, step_plot
from parallaxe.publish.parties import Parties, Party
from parallaxe.publish.row import Row
from parallaxe.publish.view import View
from parallaxe.vocabulary.interval import Interval

#: Fewer dated models than this on either side draw no frontier.
FEWEST = 3
#: Days of the table: ends of quarters, the last so many.
_MOST_DAYS = 8
#: Decimals a source prints for people; more come from a file of records.
_DIGITS = 2
_JOINT = "joint"
_WHY = {NO_DATE: "no_date", COARSE_DATE: "coarse_date"}


@dataclass(frozen=True, slots=True)
class Told:
    """A model as a page tells it.

    Args:
        name: plain.
        linked: as text has it.
        value: on the index, opening its card where it has one.
        mark: as it is drawn.
    """

    name: str
    linked: Markup
    value: Markup
    mark: Mark


def releases(parties: Parties) -> dict[str, str]:
    """The release date chosen for each model; of several left standing, the latest if they lie within a month."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in parties.rows("release_date"):
        if row.subject and row.text and row.dimensions.get("modality", "actual") == "actual":
            found[row.subject].append(row.text)
    return {slug: chosen for slug, said in found.items() if (chosen := release_of(said))}


def enough(found: Sequence[Placed], both: Sequence[Party]) -> bool:
    """Whether both sides have models enough for a frontier."""
    return all(sum(party.key in one.sides for one in found) >= FEWEST for party in both)


def quarter_ends(found: Sequence[Placed], both: Sequence[Party]) -> list[str]:
    """Ends of the last quarters on which both sides have a model, and the last release of either."""
    own = {party.key: sorted(one.released for one in found if party.key in one.sides) for party in both}
    first, last = max(days[0] for days in own.values()), max(days[-1] for days in own.values())
    ends = [
        f"{year}-{end}"
        for year in range(int(first[:4]), int(last[:4]) + 1)
        for end in ("03-31", "06-30", "09-30", "12-31")
    ]
    return [*[day for day in ends if first <= day < last][1 - _MOST_DAYS :], last]


def stair_canvases(
    view: View, both: Sequence[Party], found: Sequence[Placed], tell: Mapping[str, Told], gap: FrontierGap
) -> tuple[Canvas, Canvas, str]:
    """The chart in both widths, and its records in words."""
    stairs = []
    for party in both:
        steps, best = [], float("-inf")
        for one in sorted((one for one in found if party.key in one.sides), key=lambda one: (one.released, -one.value)):
            told = tell[one.model]
            steps.append(Release(date.fromisoformat(one.released), told.mark, told.name, one.value > best))
            best = max(best, one.value)
        bands = [
            Band(date.fromisoformat(step.day), step.interval.lower, step.interval.upper)
            for step in gap.frontiers[party.key]
            if step.interval
        ]
        stairs.append(Stair(party.label, party.colour, steps, bands))
    until = date.fromisoformat(gap.points[-1].day)

    def draw(width: int) -> Canvas:
        return step_plot(stairs, width=width, until=until, tick_text=view.write.scaled, day_text=view.write.short_month)

    spoken = (
        f"{stair.label}, {release.name}, {view.write.day(release.day)}, {release.mark.text}"
        for stair in stairs
        for release in stair.releases
        if release.record
    )
    return draw(WIDE), draw(NARROW), view.texts.plain("list_semicolon").join(spoken)


def one_decimal(view: View, value: float) -> str:
    """A computed number, to one decimal."""
    return view.write.number(round(value, 1) + 0.0, decimals=1)


def span(view: View, interval: Interval) -> str:
    """Both ends of an interval; words where they are one."""
    lower, upper = one_decimal(view, interval.lower), one_decimal(view, interval.upper)
    if lower == upper:
        return view.texts.plain("frontier.span_none")
    return view.texts.plain("frontier.span", lower=lower, upper=upper)


def printed(view: View, row: Row) -> Markup:
    """A row's number as a column has it: what is exact to many digits to one decimal, the card gives the rest."""
    value = row.number or Decimal(0)
    long = -int(value.normalize().as_tuple().exponent) > _DIGITS
    return view.write.signed(one_decimal(view, number(row)), row.qualifier) if long else view.bare_number(row)


def day_of(view: View, day: str) -> str:
    """An ISO day in words."""
    return view.write.day(date.fromisoformat(day))


def could_change(
    parties: Parties, last: GapPoint, values: Mapping[str, tuple[str, float]], left_out: Sequence[LeftOut]
) -> list[str]:
    """Keys of values left out that lie above the best of a side they belong to, or may belong to; best first.

    Args:
        parties: who is compared.
        last: the gap on the last day.
        values: model and value by key.
        left_out: of the analysis, by key.
    """
    follower, leader = parties.both[:2]
    best = {leader.key: values[last.leader_model][1], follower.key: values[last.follower_model][1]}
    found = []
    for one in left_out:
        model, value = values[one.what]
        if one.why.startswith(_JOINT):
            continue
        side = parties.side(model)
        beaten = min(best.values()) if side is None else best.get(side, float("inf"))
        if value > beaten:
            found.append(one.what)
    return sorted(found, key=lambda key: (-values[key][1], key))


def undecided(view: View, both: Sequence[Party], index: Markup, names: Iterable[Markup], *, ident: str) -> Block:
    """No gap is told that a model without a known side or date could undo."""
    t = view.texts
    return Block(
        id=ident, title=t("frontier.undecided", follower=both[0].label, leader=both[1].label),
        text=[t("frontier.undecided_why", index=index, names=t.join("list_comma", names))],
    )  # fmt: skip


def omitted(view: View, names: Mapping[str, str], left_out: Sequence[LeftOut]) -> Markup:
    """Who is left out, by reason; sides of third parties are no omission.

    Args:
        view: the page's.
        names: plain name of each thing left out, by what it is called there.
        left_out: of the analysis.
    """
    reasons: dict[str, list[str]] = defaultdict(list)
    for one in left_out:
        reason = "joint" if one.why.startswith(_JOINT) else _WHY.get(one.why, "no_side")
        reasons[reason].append(names[one.what])
    said = [
        view.texts(f"frontier.{why}", names=view.texts.plain("list_comma").join(sorted(dict.fromkeys(found))))
        for why, found in sorted(reasons.items())
    ]
    return view.texts("frontier.left_out", what=view.texts.join("list_semicolon", said)) if said else Markup()
