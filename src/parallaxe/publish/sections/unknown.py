"""What could not be established: said plainly, so that nothing missing looks like nothing there."""

from __future__ import annotations

from parallaxe.publish.blocks import Block, Section
from parallaxe.publish.sections.glance import rows_of
from parallaxe.publish.sections.tables import figures_table
from parallaxe.publish.view import View

#: Rows each table shows before the reader asks.
_FIRST = 6


def build(view: View) -> Section | None:
    """Highlights without a figure, subjects without identity, values the rules do not choose."""
    t = view.texts
    blocks = []
    missing = [highlight for highlight in view.material.given.focus.highlights if not rows_of(view, highlight)]
    if missing:
        text = [
            t("event", subject=view.name(highlight.subject), metric=view.metric(highlight.metric))
            for highlight in missing
        ]
        blocks.append(Block(id="unknown-missing", title=t("unknown.missing", n=len(missing)), text=text))
    unresolved = [row for row in (*view.rows, *view.material.beside) if row.subject is None]
    if unresolved:
        table = figures_table(view, unresolved, caption=t("unknown.unresolved", n=len(unresolved)), first=_FIRST)
        note = t("unknown.unresolved_note")
        blocks.append(
            Block(
                id="unknown-subjects", title=t("unknown.unresolved", n=len(unresolved)), subtitle=note, tables=[table]
            )
        )
    open_rows = [row for row in view.rows if view.is_unchosen(row)]
    if open_rows:
        table = figures_table(view, open_rows, caption=t("unknown.unchosen", n=len(open_rows)), first=_FIRST)
        note = t("unknown.unchosen_note")
        blocks.append(
            Block(id="unknown-values", title=t("unknown.unchosen", n=len(open_rows)), subtitle=note, tables=[table])
        )
    if not blocks:
        return None
    return Section(id="unknown", title=t("section.unknown"), lead=t("lead.unknown"), blocks=blocks)
