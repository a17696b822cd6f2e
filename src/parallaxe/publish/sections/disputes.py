"""Where sources disagree: every finding with its kind, its members in their own words, its verdict."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from parallaxe.publish.blocks import Section
from parallaxe.publish.row import ANCHOR_DIGITS, Row
from parallaxe.publish.sections.tables import according_to
from parallaxe.publish.view import View
from parallaxe.publish.writing import quoted, visible
from parallaxe.reconcile import finding_id
from parallaxe.vocabulary.finding import Finding, FindingKind

_ORDER = (FindingKind.CONFLICT, FindingKind.INCONSISTENCY, FindingKind.UNIT_OR_SCOPE_DIFFERENCE, FindingKind.UPDATE)


#: What a conflict differs in goes without saying.
_PLAIN = frozenset({"value"})
#: Further findings of a kind stand in data/findings.jsonl.
MOST_OF_A_KIND = 40


@dataclass(frozen=True, kw_only=True)
class Said:
    """One member: the value, what and when it is about, who says so and how."""

    figure: Markup
    about: Markup
    source: Markup
    quote: Markup
    language: str


@dataclass(frozen=True, kw_only=True)
class Dispute:
    """One finding as the page tells it."""

    id: str
    kind: str
    title: Markup
    differs: Markup
    members: list[Said]
    verdict: Markup


def build(view: View) -> Section | None:
    """All findings that touch the focus, by kind; contradictions first."""
    findings = list(enumerate(view.material.findings, start=1))
    if not findings:
        return None
    t = view.texts
    groups = []
    for kind in _ORDER:
        of_kind = [(number, finding) for number, finding in findings if finding.kind is kind]
        if of_kind:
            foremost = _foremost(view, of_kind)
            view.told_findings.update(number for number, _ in foremost)
            told = [_dispute(view, finding) for _, finding in foremost]
            more = t("finding.more", n=len(of_kind) - len(told)) if len(told) < len(of_kind) else Markup()
            groups.append((kind.value, t(f"finding.{kind}", n=len(of_kind)), t(f"finding_long.{kind}"), told, more))
    return Section(
        id="disputes",
        title=t("section.disputes"),
        lead=t("lead.disputes"),
        template="disputes.html.j2",
        extra={"groups": groups},
    )


def _foremost(view: View, findings: list[tuple[int, Finding]]) -> list[tuple[int, Finding]]:
    """Those with something said in a document before those among records only, in their order."""
    told = {row.id for row in view.rows if not row.from_record}

    def among_records(item: tuple[int, Finding]) -> bool:
        return not any(member.observation in told for member in item[1].members)

    return sorted(findings, key=among_records)[:MOST_OF_A_KIND]


def dispute_anchor(finding: Finding) -> str:
    """Permanent anchor of a finding: the same kind on the same observations."""
    return f"d-{finding_id(finding)[:ANCHOR_DIGITS]}"


def _dispute(view: View, finding: Finding) -> Dispute:
    t = view.texts
    members = [(member, view.material.by_id.get(member.observation)) for member in finding.members]
    rows = [row for _, row in members if row]
    subject = view.subject(rows[0]) if rows else visible(finding.subject or "")
    differs = t.join("list_comma", (_differing(view, name) for name in finding.differs_in))
    return Dispute(
        id=dispute_anchor(finding),
        kind=finding.kind.value,
        title=t("event", subject=subject, metric=view.metric(finding.metric)),
        differs=t("finding.differs", what=differs) if set(finding.differs_in) - _PLAIN else Markup(),
        members=[_said(view, row, rows[0]) for row in rows],
        verdict=_verdict(view, finding),
    )


def _differing(view: View, name: str) -> Markup:
    key = f"differs.{name.replace(' ', '_')}"
    return view.texts(key) if view.texts.has(key) else visible(name)


def _said(view: View, row: Row, first: Row) -> Said:
    """A member; the title has said the subject and metric of the first."""
    named = () if (row.who, row.metric) == (first.who, first.metric) else (view.subject(row), view.metric(row.metric))
    parts = [*named, view.circumstances(row), Markup("{}").format(view.when(row))]
    return Said(
        figure=view.figure(row),
        about=view.texts.join("list_comma", (part for part in parts if part)),
        source=according_to(view, row),
        quote=quoted(row.quote) if row.quote else Markup(),
        language=row.source_language or "",
    )


def _verdict(view: View, finding: Finding) -> Markup:
    t = view.texts
    verdict = (view.material.given.verdicts or {}).get(finding.verdict or "")
    if verdict is None:
        return t("verdict.open") if finding.verdict is None else t("verdict.unnamed")
    chosen = view.material.by_id.get(verdict.chosen or "")
    return t(
        f"verdict.{verdict.decision}",
        value=view.figure(chosen) if chosen else Markup("—"),
        author=visible(verdict.author),
        reason=visible(verdict.reason),
    )
