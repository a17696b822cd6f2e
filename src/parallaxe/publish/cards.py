"""Cards: everything a figure rests on, one for each observation the page uses."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from parallaxe.publish.conversion import DOLLAR
from parallaxe.publish.row import Row
from parallaxe.publish.sections.disputes import dispute_anchor
from parallaxe.publish.sections.sources import source_anchor
from parallaxe.publish.texts import bare
from parallaxe.publish.view import View
from parallaxe.publish.writing import quoted, visible

#: Characters of the snapshot shown on each side of a quote.
CONTEXT = 140
#: Other sources a card lists; all are in the data files.
MOST_OTHERS = 8


@dataclass(frozen=True, kw_only=True)
class Card:
    """What a card says.

    Args:
        anchor: id of the card.
        label: spoken name.
        about: subject and metric.
        value: with sign and unit.
        exact: all digits, where the value is written with a word.
        quote: the passage with the quote marked, empty for cells and runs.
        quote_language: of the passage.
        facts: label and text, in order.
        others: other observations of the same quantity.
        findings: number and anchor of findings it is in.
        source: anchor of its source, title and publisher.
    """

    anchor: str
    label: str
    about: Markup
    value: Markup
    exact: str
    quote: Markup
    quote_language: str
    facts: list[tuple[Markup, Markup]]
    others: list[Markup]
    findings: list[Markup]
    source: tuple[str, Markup, Markup]


def build(view: View) -> list[Card]:
    """Cards of everything used so far, and of what those cards themselves refer to, by anchor."""
    cards: dict[str, Card] = {}
    while waiting := [row for row in view.used.values() if row.id not in cards]:
        for row in sorted(waiting, key=lambda row: row.id):
            cards[row.id] = _card(view, row)
    return sorted(cards.values(), key=lambda card: card.anchor)


def _card(view: View, row: Row) -> Card:
    exact = view.write.number(row.number) if row.number is not None else ""
    return Card(
        anchor=row.anchor,
        label=f"{view.plain_name(row.subject, row.surface)} · {bare(view.metric(row.metric))}",
        about=view.texts("event", subject=view.subject(row), metric=view.metric(row.metric)),
        value=view.value(row),
        exact="" if exact in view.value_plain(row) else f"{exact}\u00a0{row.unit}",
        quote=_quote(view, row),
        quote_language=row.source_language or "",
        facts=_facts(view, row),
        others=_others(view, row),
        findings=[
            view.texts("card.finding", anchor=dispute_anchor(finding), kind=view.texts(f"finding.{finding.kind}", n=1))
            for number, finding in view.material.findings_of.get(row.id, ())
            if number in view.told_findings
        ],
        source=(source_anchor(row.source), view.source_title(row), view.publisher(row)),
    )


def _quote(view: View, row: Row) -> Markup:
    if not row.quote:
        return Markup()
    passage = view.material.given.context(row.id)
    if passage is None or passage.quote != row.quote:
        return Markup("<mark>{}</mark>").format(quoted(row.quote))
    before, after = passage.before[-CONTEXT:], passage.after[:CONTEXT]
    lead = "…" if len(passage.before) > CONTEXT else ""
    tail = "…" if len(passage.after) > CONTEXT else ""
    return Markup("{}{}<mark>{}</mark>{}{}").format(lead, quoted(before), quoted(row.quote), quoted(after), tail)


def _facts(view: View, row: Row) -> list[tuple[Markup, Markup]]:
    t = view.texts
    facts: list[tuple[Markup, Markup]] = []

    def add(key: str, value: Markup | str | None) -> None:
        if value:
            facts.append((t(f"card.{key}"), Markup("{}").format(value)))

    add("valid", view.when(row))
    add("scope", view.circumstances(row, whole=True))
    add("dollars", _dollars(view, row))
    add("kind", t(f"kind_long.{row.kind}"))
    add("uncertainty", _uncertainty(view, row))
    if row.n is not None:
        add(
            "sample",
            t("card.of", numerator=view.write.number(row.numerator), n=view.write.number(row.n))
            if row.numerator is not None
            else view.write.number(row.n),
        )
    add("origin", view.vantage(row) if row.origin or row.attributed_to else t("card.no_origin"))
    add("published", view.write.period(row.published))
    add("place", _place(view, row))
    add("rule", _rule(view, row))
    return facts


def _dollars(view: View, row: Row) -> Markup:
    converted = view.material.conversion.of(row)
    if converted is None:
        return Markup()
    return view.texts(
        "card.rate_mean" if converted.mean else "card.rate",
        amount=view.write.signed(view.write.money(converted.amount, DOLLAR), row.qualifier or "approx"),
        rate=view.write.number(float(f"{converted.per_dollar:.5g}")),
        currency=row.unit,
        when=view.write.period(converted.period),
    )


def _uncertainty(view: View, row: Row) -> Markup:
    if row.lower is None or row.upper is None:
        return Markup()
    span = view.texts("card.span", lower=view.write.number(row.lower), upper=view.write.number(row.upper))
    level = (
        view.texts("card.level", level=view.write.quantity(round(row.level * 100, 6), "%"))
        if row.level
        else view.texts("card.bounds")
    )
    return view.texts.join("list_comma", (part for part in (span, level, visible(row.interval_method or "")) if part))


def _place(view: View, row: Row) -> Markup:
    t = view.texts
    match row.locator:
        case "quote":
            return t("card.at_characters", start=row.start, end=row.end)
        case "cell":
            return t("card.at_cell", file=visible(row.file or ""), row=row.row, column=visible(row.column or ""))
        case _:
            return t("card.at_run", run=visible(row.run or ""))


def _rule(view: View, row: Row) -> Markup:
    selection = view.material.selected.get(row.id)
    if selection is None or sum(map(len, selection.members.values())) == 1:
        return Markup()
    key = f"rule.{selection.rule.replace(' ', '_')}"
    rule = view.texts(key) if view.texts.has(key) else visible(selection.rule)
    if selection.shown is None:
        return view.texts("card.unchosen" if view.is_unchosen(row) else "card.together")
    return view.texts("card.chosen" if selection.shown == row.id else "card.not_chosen", rule=rule)


def _others(view: View, row: Row) -> list[Markup]:
    """Origins before repeaters; what holds together with it, such as another founder, is no other source of it."""
    selection = view.material.selected.get(row.id)
    if selection is None or (selection.shown is None and not view.is_unchosen(row)):
        return []
    ids = [other for members in selection.members.values() for other in members if other != row.id]
    rows = [view.material.by_id[other] for other in ids if other in view.material.by_id]
    ordered = sorted(rows, key=lambda other: (other.repeated, other.source_class or "Z", other.id))
    return [
        view.texts("card.other", value=view.figure(other), publisher=view.publisher(other))
        for other in ordered[:MOST_OTHERS]
    ]
