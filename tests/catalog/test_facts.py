"""The facts that ship: each with a source, a date and a value, none said twice, none from an article."""

from collections import Counter
from decimal import Decimal

import pytest

from parallaxe.analyse.scale import fit_scale
from parallaxe.catalog import load_catalogue
from parallaxe.cli.index import load_recipe
from parallaxe.recompute import load_connector
from parallaxe.vocabulary.metric import ValueType
from parallaxe.vocabulary.source import Redistribution, SourceClass

CATALOGUE = load_catalogue()
CONNECTORS = [load_connector(name, CATALOGUE) for name in ("facts", "reported")]
FILES = {file.name: connector.observe(file).observations for connector in CONNECTORS for file in connector.bundled()}
FACTS = [fact for facts in FILES.values() for fact in facts]
SOURCES = [CATALOGUE.sources[name] for name in sorted({fact.source for fact in FACTS})]

# No producer's or measurer's figure was found for these.
# Rental prices, capacities, spending and staff come from files of records.
WITHOUT_FACTS = {
    *(
        "saving_per_year",
        "other_figure",
        "gpu_rental_price",
        "compute_capacity",
        "power_capacity",
        "compute_spend",
        "staff",
    ),
}
# Relations a press page may state itself; any other metric needs the one who made the figure as its origin.
RELATIONS = {"founder", "founded_date", "headquarters", "owner", "member_of", "developer", "release_date"}
# What the articles of the corpus name; nothing was found on Baichuan-M1-preview.
SHEETS = {
    "models": """deepseek-r1 deepseek-v2 doubao-1-5-pro ernie-4-0-turbo gemini glm glm-zero-preview gpt-4 hunyuan
        hunyuan-a13b hunyuan-large kimi-k1-5 kimi-k2 openai-o1 openai-o1-mini openai-o3 openai-o3-mini pangu
        pangu-pro-moe-72b pangu-sigma qwen qwen2-5-max qwq step-2-16k yi-34b yi-vl-34b claude grok-4-fast""",
    "laboratories and firms": """01-ai ai21-labs alibaba alibaba-cloud anthropic apple baichuan baidu bytedance
        character-ai cohere deepseek google huawei huawei-cloud malong-technologies manus meta minimax mistral-ai
        moonshot-ai nvidia openai perplexity sensetime stepfun tencent tiktok-usds volcano-engine
        watrix zhipu-ai""",
    "chips": "nvidia-h20 nvidia-l20",
    "places": "beijing guangzhou hangzhou shenzhen",
}


def test_enough_facts_on_enough_subjects():
    assert len(FACTS) >= 400
    assert len({fact.subject for fact in FACTS}) >= 200


def test_facts_are_of_producers_and_measurers_and_the_rest_stands_apart():
    for name, facts in FILES.items():
        repeated = {CATALOGUE.sources[fact.source].source_class is SourceClass.AGGREGATOR_OR_PRESS for fact in facts}
        assert repeated == {name.startswith("reported/")}, name
    assert sum(len(facts) for name, facts in FILES.items() if name.startswith("facts/")) >= 400


def test_no_fact_is_said_twice():
    """Several founders are several facts; the same value of the same source is one."""
    said = Counter(
        (
            *(fact.subject, fact.metric, tuple(sorted(fact.dimensions.items())), fact.valid, fact.source),
            *(fact.qualifier, fact.value if CATALOGUE.metrics[fact.metric].many else None),
        )
        for fact in FACTS
    )
    assert [key for key, times in said.items() if times > 1] == []


@pytest.mark.parametrize("metric", sorted(CATALOGUE.metrics.keys() - WITHOUT_FACTS))
def test_a_metric_has_facts_and_they_have_its_kind(metric):
    declared = CATALOGUE.metrics[metric]
    facts = [fact for fact in FACTS if fact.metric == metric]
    assert facts
    for fact in facts:
        assert isinstance(fact.value, Decimal) is (declared.value_type is ValueType.NUMBER), fact
        assert fact.unit in {declared.unit, *declared.units}, fact
        assert fact.dimensions.keys() <= set(declared.identity), fact


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.id)
def test_a_source_says_who_what_when_and_under_which_terms(source):
    assert source.publisher
    assert source.title
    assert source.url
    assert source.licence
    assert source.published or source.fetched


def test_a_page_that_only_repeats_names_who_made_the_figure():
    for fact in FACTS:
        source = CATALOGUE.sources[fact.source]
        if source.source_class is SourceClass.AGGREGATOR_OR_PRESS and fact.metric not in RELATIONS:
            assert fact.origin not in {None, source.publisher}, fact


def test_an_index_has_a_version_and_a_country_share_a_way_of_counting():
    for fact in FACTS:
        if fact.metric == "intelligence_index":
            assert fact.dimensions.keys() >= {"index", "index_version"}, fact
        if fact.metric in {"publication_share", "patent_share"}:
            assert fact.dimensions["counting"], fact
            assert fact.value == (100 * fact.numerator / fact.n).quantize(Decimal("0.01")), fact


def test_what_may_only_be_linked_is_marked_so():
    theirs = [fact for fact in FACTS if fact.origin == "artificial-analysis"]
    assert theirs
    assert {CATALOGUE.sources[fact.source].redistribution for fact in theirs} == {Redistribution.LINK_ONLY}


def test_intervals_hold_their_value():
    intervals = [(fact, fact.interval) for fact in FACTS if fact.interval is not None]
    assert len(intervals) > 40
    for fact, interval in intervals:
        assert interval.lower <= float(fact.value) <= interval.upper, fact


def test_the_facts_alone_place_models_of_both_sides_on_a_scale():
    recipe = load_recipe("parallaxe-1.0")
    rows = [
        {
            "id": str(i), "subject": fact.subject, "metric": fact.metric, "number": fact.number, "unit": fact.unit,
            "dimensions": fact.dimensions, "kind": fact.kind.value, "source": fact.source, "valid": fact.valid,
            "source_class": CATALOGUE.sources[fact.source].source_class.value,
        }
        for i, fact in enumerate(FACTS)
        if fact.metric == "benchmark_score"
    ]  # fmt: skip
    scale = fit_scale(recipe, rows, replicates=10)
    assert len(scale.benchmarks) >= 9
    assert {"gemini-3-1-pro", "gpt-5", "kimi-k2-5", "deepseek-r1"} <= set(scale.models)
    assert len(scale.models) >= 30


@pytest.mark.parametrize("slugs", SHEETS.values(), ids=SHEETS)
def test_what_the_articles_name_has_a_sheet(slugs):
    facts = Counter(fact.subject for fact in FACTS)
    assert {slug for slug in slugs.split() if facts[slug] < 2} == set()
