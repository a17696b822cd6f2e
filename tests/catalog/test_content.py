"""What stands in the shipped catalogue, and its schemas."""

import json
import re
from itertools import chain

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.catalog.schema import FILES, FOLDER, schema_text
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.metric import ValueType
from parallaxe.vocabulary.source import SourceClass
from parallaxe.vocabulary.unit import is_currency

CATALOGUE = load_catalogue()


@pytest.mark.parametrize("name", sorted(FILES))
def test_schemas_are_those_of_the_types(name):
    shipped = (FOLDER / f"{name}.json").read_text("utf-8")
    assert shipped == schema_text(name), "a type changed: run parallaxe.catalog.schema.write_schemas() and say so"
    assert json.loads(shipped)["$defs"]


def test_every_metric_of_the_list_is_declared(shared):
    listed = re.findall(r"^\| ([a-z_/ ]+) \|", (shared / "corpus/METRICS.md").read_text("utf-8"), re.MULTILINE)
    names = {name.strip() for row in listed for name in row.split("/")} - {"metric"}
    assert len(names) >= 34
    assert names <= CATALOGUE.metrics.keys()


@pytest.mark.parametrize("metric", CATALOGUE.metrics.values(), ids=lambda metric: metric.id)
def test_a_metric_says_what_the_other_rooms_need(metric):
    assert {"en", "fr", "zh"} <= metric.name.keys()
    assert metric.definition.endswith(".")
    assert len(metric.identity) == len(set(metric.identity))
    assert not metric.units or metric.unit in metric.units
    if metric.value_type is ValueType.NUMBER:
        assert metric.unit not in {"name", "date"}
    else:
        assert metric.unit == metric.value_type
        assert metric.tolerance.around(1.0) == 0
    if metric.minimum is not None and metric.maximum is not None:
        assert metric.minimum < metric.maximum


def test_who_is_preferred_follows_who_decides():
    first = {metric.id: metric.prefer[:1] for metric in CATALOGUE.metrics.values()}
    assert first["benchmark_score"] == first["intelligence_index"] == [SourceClass.INDEPENDENT_MEASURER]
    assert first["price_input_per_mtok"] == first["licence"] == first["context_length"] == [SourceClass.PRODUCER]


def test_prices_keep_their_currency():
    assert all(is_currency(unit) for unit in CATALOGUE.metrics["price_output_per_mtok"].units)


def test_slugs_and_names():
    for slug, entity in CATALOGUE.entities.items():
        assert slug == entity.slug
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)
        assert entity.name == entity.name.strip()
    names = [entity.name for entity in CATALOGUE.entities.values() if entity.type is not EntityType.BENCHMARK]
    assert len(names) == len(set(names))


def test_languages_are_tags_and_lists_hold_no_duplicates():
    for entity in CATALOGUE.entities.values():
        for language, names in entity.names.items():
            assert re.fullmatch(r"und(-x-part)?|[a-z]{2}(-Hant)?(-x-adj)?", language)
            assert len(names) == len(set(names)), entity.slug
            assert all(name == name.strip() and name for name in names)


def test_chinese_names_come_in_traditional_characters_too():
    assert "字節跳動" in CATALOGUE.entities["bytedance"].names["zh-Hant"]
    assert "台積電" in CATALOGUE.entities["tsmc"].names["zh-Hant"]
    assert "zh-Hant" not in CATALOGUE.entities["tsinghua-university"].names or all(
        name not in CATALOGUE.entities["tsinghua-university"].names["zh"]
        for name in CATALOGUE.entities["tsinghua-university"].names["zh-Hant"]
    )


def test_countries_have_names_in_nine_languages():
    for slug in ("china", "united-states", "france", "japan", "russia", "vietnam", "germany", "brazil"):
        entity = CATALOGUE.entities[slug]
        for language in ("fr", "zh", "es", "pt", "de", "vi", "ja", "ru"):
            known = list(chain.from_iterable(entity.names.get(key, []) for key in (language, "und"))) or [entity.name]
            assert known, (slug, language)


def test_every_family_belongs_to_somebody_in_some_country():
    for family in CATALOGUE.families.values():
        maker = CATALOGUE.entities[family.developer]
        assert maker.type in {EntityType.ORGANIZATION, EntityType.GROUP, EntityType.COUNTRY}
