"""A finding in one English sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from parallaxe.vocabulary.finding import FindingKind, Member

_SHOWN = 4


def explain(
    kind: FindingKind, differs: Sequence[str], members: Sequence[Member], scopes: Mapping[str, Sequence[str]]
) -> str:
    """What the members say differently, the first few values named, and the scopes they are told of."""
    distinct: dict[tuple[object, str], Member] = {}
    for member in members:
        distinct.setdefault((member.value, member.unit), member)
        if len(distinct) > _SHOWN:
            break
    values = [_value(member) for member in list(distinct.values())[:_SHOWN]]
    told = " against ".join(values) + (" and more" if len(distinct) > _SHOWN else "")
    match kind:
        case FindingKind.CONFLICT:
            return f"{told}, for the same quantity and time"
        case FindingKind.UPDATE:
            ordered = sorted(members, key=lambda member: member.period or "")
            steps = list({(member.value, member.period): member for member in ordered}.values())
            shown = steps if len(steps) <= _SHOWN else [*steps[: _SHOWN - 1], steps[-1]]
            dated = [f"{_value(member)} ({member.period or 'undated'})" for member in shown]
            return " then ".join(dated if len(steps) <= _SHOWN else [*dated[:-1], "…", dated[-1]])
        case _:
            apart = [f"{name.replace('_', ' ')}{_of(scopes.get(name, ()))}" for name in differs]
            return f"{told}; not shown to be the same {' and '.join(apart)}"


def _of(said: Sequence[str]) -> str:
    shown = "; ".join(said[:_SHOWN]) + ("; …" if len(said) > _SHOWN else "")
    return f" ({shown})" if shown else ""


def _value(member: Member) -> str:
    if isinstance(member.value, Decimal):
        return f"{member.value:,f} {member.unit}"
    return member.value
