"""A small ledger that never changes: what the golden pages are made of. All sources are invented."""

import hashlib
from collections import defaultdict
from datetime import date
from decimal import Decimal

from flat import flat_table

from parallaxe.publish.focus import Focus, Highlight, Side
from parallaxe.publish.known import Known
from parallaxe.publish.report_input import Passage, ReportInput
from parallaxe.reconcile import Selected
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.events import Verdict, event_id
from parallaxe.vocabulary.finding import Finding, FindingKind, Member
from parallaxe.vocabulary.interval import Interval
from parallaxe.vocabulary.locator import Cell, Quote, Run
from parallaxe.vocabulary.metric import Metric, ValueType
from parallaxe.vocabulary.observation import Kind, Observation, canonical_dimensions
from parallaxe.vocabulary.qualifier import Qualifier
from parallaxe.vocabulary.source import Redistribution, Source, SourceClass

HOSTILE = '<script>alert("x")</script>'
RIGHT_TO_LEFT = "\u202e\u202c"

ARTICLE = (
    "La part de Cathay dans les publications est passée de moins de 5 % en 2000 à près de 36 % en 2025. "
    "Selon le cabinet Vigie, Loriot-2 obtient 61 points à l'indice Étalon au premier trimestre 2025, devant "
    "Merle Max (58) ; il y serait troisième. La société Loriot a levé 1,67 milliard de dollars et vise la bourse "
    "en janvier 2026. Nuée prévoit d'investir 380 milliards de yuans, soit 53 milliards de dollars. "
    f"Un lecteur écrit {HOSTILE} et {RIGHT_TO_LEFT} 12 % du marché. Les restrictions datent d'octobre 2022."
)
REPRISE = (
    "Cathay a publié 34 % des articles en 2025. Loriot-2 est sorti en janvier 2025. Merle Max sort en 2025-02. "
    "La part des modèles ouverts de Cathay est montée de 1,2 % fin 2024 à près de 30 % en août 2025 "
    "(Routeur). Quelqu'un cite Oiseau-X : 700 000 utilisateurs."
)
TEXTS = {"article": ARTICLE, "reprise": REPRISE}

SOURCES = {
    source.id: source
    for source in (
        Source(id="article", publisher="Courrier d'essai", title="Où en est Cathay ?", language="fr", published="2025-11-03",
               source_class=SourceClass.AGGREGATOR_OR_PRESS, redistribution=Redistribution.LINK_ONLY, url="https://courrier.example/cathay"),
        Source(id="reprise", publisher="Gazette de test", title=f"Chiffres {HOSTILE}", language="fr", published="2025-11-10",
               source_class=SourceClass.AGGREGATOR_OR_PRESS, redistribution=Redistribution.FIGURES_WITH_CREDIT, url="javascript:alert(1)"),
        Source(id="etalon", publisher="vigie", title="Étalon, tableau 1.0", language="en", published="2025-09-30",
               source_class=SourceClass.INDEPENDENT_MEASURER, redistribution=Redistribution.DATA, licence="CC-BY-4.0", url="https://vigie.example/etalon"),
        Source(id="own", publisher="parallaxe", title="Own runs", language="en", published="2025-10-01",
               source_class=SourceClass.INDEPENDENT_MEASURER, redistribution=Redistribution.DATA),
    )
}  # fmt: skip


def _entity(slug, name, kind, **more):
    return Entity(slug=slug, name=name, type=kind, **more)


ENTITIES = {
    entity.slug: entity
    for entity in (
        _entity("cathay", "Cathay", EntityType.COUNTRY, names={"zh": ["卡塞"]}),
        _entity("columbia", "Columbia", EntityType.COUNTRY, names={"fr": ["Colombie-du-Nord"], "zh": ["哥伦比亚"]}),
        _entity("loriot", "Loriot", EntityType.ORGANIZATION, country="cathay", names={"zh": ["黄鹂"]}),
        _entity("nuee", "Nuée", EntityType.ORGANIZATION, country="cathay"),
        _entity("merle", "Merle", EntityType.ORGANIZATION, country="columbia"),
        _entity("vigie", "Vigie", EntityType.ORGANIZATION),
        _entity("loriot-2", "Loriot-2", EntityType.MODEL, developer="loriot", open_weights=True),
        _entity("loriot-1", "Loriot-1", EntityType.MODEL, developer="loriot", open_weights=True),
        _entity("merle-max", "Merle Max", EntityType.MODEL, developer="merle"),
        _entity("restrictions", "Chip restrictions", EntityType.POLICY, names={"fr": ["Restrictions sur les puces"]}),
    )
}


def _metric(ident, fr, en, zh, unit, kind=ValueType.NUMBER):
    return Metric(id=ident, name={"fr": fr, "en": en, "zh": zh}, definition=en, value_type=kind, unit=unit)


METRICS = {
    metric.id: metric
    for metric in (
        _metric("publication_share", "part des publications", "share of publications", "论文占比", "%"),
        _metric("usage_share", "part d'utilisation", "share of use", "使用占比", "%"),
        _metric("market_share", "part de marché", "market share", "市场份额", "%"),
        _metric("intelligence_index", "indice d'intelligence", "intelligence index", "智能指数", "index points"),
        _metric("rank", "rang", "rank", "排名", "rank"),
        _metric("funding_raised", "fonds levés", "funding raised", "融资额", "USD"),
        _metric("capex_commitment", "investissement engagé", "capital commitment", "资本开支承诺", "USD"),
        _metric("users", "utilisateurs", "users", "用户数", "users"),
        _metric("performance_gap", "écart de performance", "performance gap", "性能差距", "percentage points"),
        _metric("price_output_per_mtok", "prix du million de jetons en sortie", "price of a million output tokens",
                "每百万输出词元价格", "USD"),
        _metric("release_date", "date de sortie", "release date", "发布日期", "date", ValueType.DATE),
        _metric("ipo_date", "introduction en bourse", "listing date", "上市日期", "date", ValueType.DATE),
        _metric("export_control_date", "contrôle à l'exportation", "export control", "出口管制", "date", ValueType.DATE),
        _metric("developer", "développeur", "developer", "开发者", "name", ValueType.NAME),
    )
}  # fmt: skip


def _value(value):
    return {"number": Decimal(value)} if not isinstance(value, str) else {"text": value}


def _quoted(source, quote, surface, subject, kind, metric, value, unit, **more):
    start = TEXTS[source].index(quote)
    snapshot = hashlib.sha256(source.encode()).hexdigest()
    return Observation(
        subject=subject, surface=surface, subject_type=kind, metric=metric, unit=unit, source=source, kind=Kind.CLAIMED,
        locator=Quote(snapshot=snapshot, quote=quote, start=start, end=start + len(quote)), **_value(value), **more,
    )  # fmt: skip


def _cell(row, subject, metric, value, unit, *, kind=Kind.RECOMPUTED, interval=None, **more):
    return Observation(
        subject=subject, surface=subject, subject_type=ENTITIES[subject].type.value, metric=metric, unit=unit, source="etalon",
        kind=kind, interval=interval, locator=Cell(snapshot="e" * 64, file="etalon.csv", row=row, column="score"),
        **_value(value), **more,
    )  # fmt: skip


INDEX = {"index": "Étalon", "index_version": "1.0"}
APPROX, LEAST, MOST = Qualifier.APPROX, Qualifier.AT_LEAST, Qualifier.AT_MOST

OBSERVATIONS = [
    _quoted("article", "moins de 5 % en 2000", "Cathay", "cathay", "country", "publication_share", 5, "%", qualifier=MOST, valid="2000"),
    _quoted("article", "près de 36 % en 2025", "Cathay", "cathay", "country", "publication_share", 36, "%", qualifier=APPROX, valid="2025"),
    _quoted("reprise", "34 % des articles en 2025", "Cathay", "cathay", "country", "publication_share", 34, "%", valid="2025"),
    _quoted("article", "Loriot-2 obtient 61 points", "Loriot-2", "loriot-2", "model", "intelligence_index", 61, "index points", valid="2025-Q1",
            origin="vigie", attributed_to="le cabinet Vigie", dimensions={"index": "Étalon"}),
    _quoted("article", "Merle Max (58)", "Merle Max", "merle-max", "model", "intelligence_index", 58, "index points", valid="2025-Q1",
            origin="vigie", attributed_to="le cabinet Vigie", dimensions={"index": "Étalon"}),
    _quoted("article", "il y serait troisième", "Loriot-2", "loriot-2", "model", "rank", 3, "rank", valid="2025-Q1"),
    _quoted("article", "1,67 milliard de dollars", "Loriot", "loriot", "organization", "funding_raised", 1670000000, "USD"),
    _quoted("article", "bourse en janvier 2026", "Loriot", "loriot", "organization", "ipo_date", "2026-01", "date", dimensions={"modality": "planned"}),
    _quoted("article", "380 milliards de yuans", "Nuée", "nuee", "organization", "capex_commitment", 380000000000, "CNY", dimensions={"modality": "planned"}),
    _quoted("article", "53 milliards de dollars", "Nuée", "nuee", "organization", "capex_commitment", 53000000000, "USD", dimensions={"modality": "planned"}),
    _quoted("article", f"{HOSTILE} et {RIGHT_TO_LEFT} 12 % du marché", HOSTILE, None, "organization", "market_share", 12, "%"),
    _quoted("article", "octobre 2022", "restrictions", "restrictions", "policy", "export_control_date", "2022-10", "date"),
    _quoted("reprise", "Loriot-2 est sorti en janvier 2025", "Loriot-2", "loriot-2", "model", "release_date", "2025-01", "date"),
    _quoted("reprise", "Merle Max sort en 2025-02", "Merle Max", "merle-max", "model", "release_date", "2025-02", "date"),
    _quoted("reprise", "1,2 % fin 2024", "Cathay", "cathay", "country", "usage_share", Decimal("1.2"), "%", valid="2024-12", attributed_to="Routeur",
            dimensions={"population": "open-weight models"}),
    _quoted("reprise", "près de 30 % en août 2025", "Cathay", "cathay", "country", "usage_share", 30, "%", qualifier=APPROX, valid="2025-08",
            attributed_to="Routeur", dimensions={"population": "open-weight models"}),
    _quoted("reprise", "700 000 utilisateurs", "Oiseau-X", None, "product", "users", 700000, "users", qualifier=LEAST),
    _cell(1, "loriot-2", "intelligence_index", Decimal("48.5"), "index points", valid="2025-09", dimensions=INDEX, n=900,
          numerator=Decimal(436), interval=Interval(lower=46.1, upper=50.9, level=0.95, method="Wilson")),
    _cell(2, "loriot-1", "intelligence_index", 41, "index points", valid="2025-09", dimensions=INDEX),
    _cell(3, "merle-max", "intelligence_index", Decimal("52.25"), "index points", valid="2025-09", dimensions=INDEX | {"configuration": "high"}),
    _cell(4, "loriot-2", "price_output_per_mtok", Decimal("2.19"), "USD", valid="2025-09"),
    _cell(5, "loriot-2", "developer", "loriot", "name"),
    _cell(6, "cathay", "performance_gap", Decimal("9.26"), "percentage points", valid="2024-01", kind=Kind.CLAIMED),
    _cell(7, "cathay", "performance_gap", Decimal("1.7"), "percentage points", valid="2025-02", kind=Kind.CLAIMED),
    Observation(subject="loriot-1", surface="Loriot-1", subject_type="model", metric="intelligence_index", number=Decimal("40.2"),
                unit="index points", kind=Kind.MEASURED, source="own", locator=Run(run="run-7"), valid="2025-09",
                dimensions=INDEX, interval=Interval(lower=38.9, upper=41.5, level=0.95), n=900),
]  # fmt: skip


def _said(metric, subject, value):
    return next(one for one in OBSERVATIONS if (one.metric, one.subject, str(one.value)) == (metric, subject, value))


def _member(one):
    return Member(
        doc=one.source, source=one.source, origin=one.origin, subject=one.surface, metric=one.metric, value=one.value,
        unit=one.unit, period=one.valid, observation=one.id,
    )  # fmt: skip


def _found(kind, differs, *members, verdict=None):
    first = members[0]
    return Finding(
        kind=kind, subject=first.surface, metric=first.metric, period=first.valid, differs_in=[differs],
        members=[_member(one) for one in members], verdict=verdict,
    )  # fmt: skip


SHARES = [_said("publication_share", "cathay", "36"), _said("publication_share", "cathay", "34")]
VERDICT = Verdict(
    observations=tuple(sorted(_said("capex_commitment", "nuee", value).id for value in ("380000000000", "53000000000"))),
    finding="unit_or_scope_difference", decision="both", author="rule:conversion", reason="One is the other, converted.",
)  # fmt: skip
FINDINGS = [
    _found(FindingKind.CONFLICT, "value", *SHARES),
    _found(FindingKind.INCONSISTENCY, "rank order", _said("rank", "loriot-2", "3"), _said("intelligence_index", "loriot-2", "61"),
           _said("intelligence_index", "merle-max", "58")),
    _found(FindingKind.UNIT_OR_SCOPE_DIFFERENCE, "unit", _said("capex_commitment", "nuee", "380000000000"),
           _said("capex_commitment", "nuee", "53000000000"), verdict=event_id(VERDICT)),
    _found(FindingKind.UPDATE, "period", _said("performance_gap", "cathay", "9.26"), _said("performance_gap", "cathay", "1.7")),
]  # fmt: skip


def _selections(observations):
    groups = defaultdict(list)
    for one in observations:
        if one.subject:
            groups[one.subject, one.metric, one.unit, canonical_dimensions(one.dimensions), one.valid].append(one)
    for (subject, metric, _, dimensions, period), members in groups.items():
        by_origin = defaultdict(list)
        for one in members:
            by_origin[one.origin or one.source].append(one.id)
        agree = len({one.value for one in members}) == 1
        best = max(members, key=lambda one: (one.kind is Kind.RECOMPUTED, one.id))
        settled = agree or best.kind is Kind.RECOMPUTED
        yield Selected(
            subject=subject, metric=metric, dimensions=dimensions, period=period, members=dict(by_origin),
            shown=best.id if settled else None, rule="one value" if agree else "class B" if settled else "unresolved",
            vantages=len(by_origin), disputed=not agree,
        )  # fmt: skip


FOCUS = Focus(
    id="cathay",
    title={"fr": "L’IA en Cathay", "en": "AI in Cathay", "zh": "卡塞的人工智能"},
    standfirst={
        "fr": "Ce que l’on en dit, et qui.",
        "en": "What is said of it, and by whom.",
        "zh": "有何说法，出自何处。",
    },
    countries=["cathay"],
    compare=["columbia"],
    metrics=["export_control_date"],
    sides=[
        Side(name={"fr": "Cathay", "en": "Cathay", "zh": "卡塞"}, countries=["cathay"], colour="a"),
        Side(name={"fr": "Colombie-du-Nord", "en": "Columbia", "zh": "哥伦比亚"}, countries=["columbia"], colour="b"),
    ],
    highlights=[
        Highlight(subject="cathay", metric="publication_share"),
        Highlight(subject="cathay", metric="usage_share"),
        Highlight(subject="loriot", metric="funding_raised"),
        Highlight(subject="cathay", metric="market_share"),
    ],
)


def _context(ident):
    one = next(one for one in OBSERVATIONS if one.id == ident)
    if not isinstance(one.locator, Quote):
        return None
    text, place = TEXTS[one.source], one.locator
    return Passage(text[: place.start], place.quote, text[place.end :])


def given(**changes) -> ReportInput:
    """The pinned input, with what a test wants otherwise."""
    observations = changes.pop("observations", OBSERVATIONS)
    entities = ENTITIES | changes.pop("entities", {})
    sources = SOURCES | changes.pop("sources", {})
    metrics = METRICS | changes.pop("metrics", {})
    plain = {
        "table": flat_table(observations, sources),
        "findings": FINDINGS if observations is OBSERVATIONS else [],
        "selections": list(_selections(observations)),
        "catalogue": Known(entities, metrics),
        "focus": FOCUS,
        "languages": ("fr", "en", "zh"),
        "as_of": date(2025, 12, 31),
        "verdicts": {event_id(VERDICT): VERDICT},
        "context": _context if observations is OBSERVATIONS else lambda _: None,
    }
    return ReportInput(**(plain | changes))
