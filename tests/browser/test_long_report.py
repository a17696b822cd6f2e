"""A long report: what is folded is one step away, by mouse, by keyboard, by address, without script and on paper."""

from decimal import Decimal

import pytest
from pinned import OBSERVATIONS, given

from parallaxe.publish.report import build_report
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.locator import Cell
from parallaxe.vocabulary.observation import Kind, Observation

pytestmark = pytest.mark.browser
MODELS = 30
FIRST = 10


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The pinned report with a long list of prices."""
    entities = {
        f"m-{number}": Entity(slug=f"m-{number}", name=f"Model {number}", type=EntityType.MODEL, country="cathay")
        for number in range(MODELS)
    }
    prices = [
        Observation(
            subject=slug, surface=slug, subject_type="model", metric="price_output_per_mtok", number=Decimal(number + 1),
            unit="USD", kind=Kind.CLAIMED, source="etalon", valid="2025",
            locator=Cell(snapshot="a" * 64, file="facts/prices.yaml", row=number, column="value"),
        )
        for number, slug in enumerate(entities)
    ]  # fmt: skip
    out = tmp_path_factory.mktemp("long") / "out"
    build_report(given(observations=[*OBSERVATIONS, *prices], entities=entities, languages=("en",)), out)
    return out


@pytest.mark.parametrize("script", [True, False])
def test_a_long_table_shows_its_first_rows_and_the_rest_on_demand(opened, script):
    page = opened(script=script)
    rows = page.locator("#price-list tbody tr:visible")
    assert rows.count() == FIRST
    page.locator("#price-list summary").press("Enter")
    assert rows.count() == MODELS + 1


@pytest.mark.parametrize("script", [True, False])
def test_paper_holds_every_row_and_every_source(opened, script):
    page = opened(script=script, width=794, height=1123)
    page.emulate_media(media="print")
    assert page.locator("#price-list tbody tr:visible").count() == MODELS + 1
    documents = page.locator("#sources .documents li")
    assert documents.count() >= 3
    assert all(documents.nth(position).bounding_box()["height"] > 0 for position in range(documents.count()))


@pytest.mark.parametrize("script", [True, False])
def test_an_address_opens_what_it_leads_to(opened, script):
    page = opened(fragment="#s-article", script=script)
    assert page.locator("#s-article").is_visible()
    assert 0 <= page.locator("#s-article").bounding_box()["y"] < 900


def test_the_contents_stay_and_say_where_one_is(opened):
    page = opened(width=1280)
    page.locator("#sources").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('prices').scrollIntoView()")
    page.wait_for_selector('.contents a[href="#prices"][aria-current]')
    assert page.locator(".contents a[aria-current]").count() == 1
    box = page.locator(".contents").bounding_box()
    assert box["y"] >= 0
    assert box["x"] + box["width"] <= page.locator("main").bounding_box()["x"]


def test_on_a_phone_the_contents_are_one_tap_away(opened):
    page = opened(width=360, height=740)
    page.evaluate("document.getElementById('prices').scrollIntoView()")
    page.locator(".up").click()
    assert 0 <= page.locator(".contents").bounding_box()["y"] < 740


def test_on_a_phone_each_of_several_numbers_is_named(opened):
    page = opened(width=360, height=740)
    named = page.evaluate(
        "[...document.querySelectorAll('table.many tbody td:not(:empty)')]"
        ".map((cell) => getComputedStyle(cell, '::before').content)"
    )
    assert named
    assert all(text.strip('"') for text in named)
    assert "none" not in named
