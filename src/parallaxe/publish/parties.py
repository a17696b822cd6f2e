"""The two parties a focus compares, and everything the ledger holds about either."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from parallaxe.analyse.sides import CLOSED, OPEN, By, Standing, standings
from parallaxe.publish.row import Row, rows_of
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View


@dataclass(frozen=True, slots=True)
class Party:
    """One of the two.

    Args:
        key: stable, for analyses.
        label: in the page's language.
        colour: role in the palette.
    """

    key: str
    label: str
    colour: str


class Parties:
    """Who is compared: open against closed weights where the focus is on these, else its first two sides.

    Args:
        view: the page's.
    """

    def __init__(self, view: View) -> None:
        self._view = view
        focus = view.material.given.focus
        if focus.open_weights:
            self.both = [
                Party(OPEN, view.texts.plain("frontier.open"), "d"),
                Party(CLOSED, view.texts.plain("frontier.closed"), "n"),
            ]
        else:
            self.both = [
                Party(f"side-{side.colour}", bare(view.texts.pick(side.name, f"foci/{focus.id}.sides")), side.colour)
                for side in focus.sides[:2]
            ]

    @property
    def complete(self) -> bool:
        """Whether there are two to compare."""
        return len(self.both) > 1

    def of(self, slug: str | None) -> Party | None:
        """The party an entity belongs to; None for a third, or where it is not known."""
        key = self.side(slug)
        return next((party for party in self.both if party.key == key), None)

    @cached_property
    def standings(self) -> dict[str, Standing]:
        """Sides of all models, third parties' too, by their makers in the catalogue and in the ledger."""
        focus = self._view.material.given.focus
        pairs = {
            metric: [(row.subject or "", row.text or "") for row in self.rows(metric)]
            for metric in ("developer", "based_on", "open_weights")
        }
        found = standings(
            self._view.material.given.catalogue.entities,
            By.WEIGHTS if focus.open_weights else By.COUNTRY,
            makers=pairs["developer"],
            bases=pairs["based_on"],
            weights=pairs["open_weights"],
        )
        keys = {country: f"side-{side.colour}" for side in focus.sides for country in side.countries}
        return {
            slug: Standing(
                sides=tuple(dict.fromkeys(keys.get(side, side) for side in one.sides)),
                distilled_from=keys.get(one.distilled_from or "", one.distilled_from),
            )
            for slug, one in found.items()
        }

    def side(self, slug: str | None) -> str | None:
        """Key of the side an entity is on, a third's too; None where it is not known."""
        if self._view.material.given.focus.open_weights:
            known = self.standings.get(slug or "", Standing()).sides
            return known[0] if known else None
        side = self._view.material.scope.side(slug)
        return f"side-{side.colour}" if side else self._view.material.scope.country(slug)

    def rows(self, metric: str) -> list[Row]:
        """Observations of a metric with a subject, in focus or beside it, that may be shown; chosen values only."""
        import pyarrow.compute as pc

        table = self._view.material.given.table
        found = rows_of(table.filter(pc.equal(table["metric"], metric)))
        return sorted((row for row in self._view.shown(found) if row.subject), key=lambda row: row.id)
