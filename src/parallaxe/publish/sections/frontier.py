"""What we compute ourselves: the gap between two sides, who can be told apart, and shares with their bounds."""

from __future__ import annotations

from parallaxe.publish.blocks import Section
from parallaxe.publish.parties import Parties
from parallaxe.publish.sections import gap_by_index, gap_by_scores, publications, shares, ties
from parallaxe.publish.sections.gap_told import releases
from parallaxe.publish.view import View


def build(view: View) -> Section | None:
    """The gap on a scale of our own, where the ledger holds scores enough, and on a published index; ties; shares."""
    parties = Parties(view)
    if not parties.complete:
        return None
    released = releases(parties)
    gaps = (gap_by_scores.block(view, parties, released), gap_by_index.block(view, parties, released))
    counted = publications.block(view, parties)
    blocks = [
        *(gap for gap in gaps if gap),
        *ties.blocks(view, parties),
        *shares.blocks(view, parties),
        *([counted] if counted else []),
    ]
    if not blocks:
        return None
    return Section(id="frontier", title=view.texts("section.frontier"), lead=view.texts("lead.frontier"), blocks=blocks)
