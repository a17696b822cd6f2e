"""What a reader of the report relies on, seen in the bytes."""

import csv
import hashlib
import io
import json
import re
from datetime import date
from decimal import Decimal

import msgspec
import pyarrow.parquet as pq
import pytest
from pinned import ENTITIES, FOCUS, HOSTILE, METRICS, OBSERVATIONS, given
from selectolax.lexbor import LexborHTMLParser

from parallaxe.publish.focus import Side
from parallaxe.publish.report import PAGE_LIMIT, build_report, render_report
from parallaxe.reconcile import Selected
from parallaxe.vocabulary.entity import Entity, EntityType
from parallaxe.vocabulary.errors import CatalogueError, InvalidValueError, PublishError
from parallaxe.vocabulary.locator import Cell, Run
from parallaxe.vocabulary.observation import Kind, Observation

PAGES = ("index.html", "en.html", "zh.html")


def page(files, name="index.html"):
    return LexborHTMLParser(files[name].decode())


def one(subject, metric, value, **more):
    number = {"text": value} if isinstance(value, str) else {"number": Decimal(value)}
    plain = {
        "subject": subject, "surface": subject or "?", "subject_type": "model", "metric": metric, "unit": "%", "kind": Kind.CLAIMED,
        "source": "etalon", "locator": Cell(snapshot="a" * 64, file="a.csv", row=1, column=f"{subject}{value}"), **number,
    }  # fmt: skip
    return Observation(**(plain | more))


def test_two_builds_are_the_same_to_the_byte(files):
    assert render_report(given()) == files


@pytest.mark.parametrize("name", PAGES)
def test_every_observation_in_focus_opens_a_card_with_its_quote(files, name):
    tree = page(files, name)
    openers = {node.attributes["popovertarget"] for node in tree.css("button.f")}
    for observation in OBSERVATIONS:
        if observation.subject == "merle-max" and observation.source == "etalon":
            continue
        anchor = f"o-{observation.id[:12]}"
        assert anchor in openers
        card = tree.css_first(f"#{anchor}")
        quote = getattr(observation.locator, "quote", None)
        if quote and HOSTILE not in quote:
            assert card.css_first("blockquote mark").text() == quote


@pytest.mark.parametrize("name", PAGES)
def test_every_link_inside_leads_somewhere_and_every_id_is_single(files, name):
    tree = page(files, name)
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    for node in tree.css('a[href^="#"]'):
        assert node.attributes["href"][1:] in ids
    for node in tree.css("button[popovertarget]"):
        assert node.attributes["popovertarget"] in ids
    for node in tree.css('a[href]:not([href^="#"]):not([href^="http"])'):
        assert node.attributes["href"] in files


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_for_anything(files, name):
    tree = page(files, name)
    assert not tree.css("link[rel=stylesheet], script[src], iframe, object, embed")
    assert all(node.attributes["src"].startswith("data:") for node in tree.css("[src]"))
    assert not re.search(r"url\((?!data:)", files[name].decode())
    assert len(files[name]) < PAGE_LIMIT


@pytest.mark.parametrize("name", PAGES)
def test_hostile_text_stays_text(files, name):
    html = files[name].decode()
    assert HOSTILE not in html
    assert "\u202e" not in html
    assert "U+202E" in html
    assert "javascript:" not in html
    assert len(page(files, name).css("script")) == 1


def test_no_text_is_missing_in_any_language(files):
    assert json.loads(files["manifest.json"])["untranslated"] == {}
    for name in PAGES:
        assert "untranslated" not in page(files, name).body.html


def test_a_missing_translation_shows_and_is_counted():
    made = render_report(given(focus=msgspec.structs.replace(FOCUS, title={"en": "Only English"}), languages=("zh",)))
    assert page(made).css_first("h1 .untranslated").attributes["lang"] == "en"
    assert json.loads(made["manifest.json"])["untranslated"] == {"zh": ["foci/cathay.title"]}


def test_versions_of_an_index_never_share_a_table(files):
    tree = page(files, "en.html")
    blocks = tree.css("#indices .block")
    assert len(blocks) == 2
    stated, unstated = (block.text() for block in blocks)
    assert "version 1.0" in stated
    assert "52.25" in stated
    assert "61" not in stated
    assert "version not stated" in unstated
    assert "48.5" not in unstated


def test_dispute_is_marked_until_a_verdict_settles_it(files):
    tree = page(files, "en.html")
    marked = {node.attributes["popovertarget"] for node in tree.css("button.f") if node.css_first(".dispute")}
    by_value = {str(observation.value): f"o-{observation.id[:12]}" for observation in OBSERVATIONS}
    assert by_value["36"] in marked
    assert by_value["34"] in marked
    assert by_value["53000000000"] not in marked
    assert "One is the other, converted." in tree.css_first("#disputes").text()


def test_kinds_are_drawn_apart(files):
    tree = page(files, "en.html")
    kinds = {node.attributes["class"] for node in tree.css("button.f i.m")}
    assert kinds == {"m", "m recomputed", "m measured"}


def test_what_is_missing_is_said(files):
    text = page(files, "en.html").css_first("#unknown").text()
    assert "1 expected quantity without any figure" in text
    assert "2 figures whose subject is not identified" in text


def test_manifest_names_every_file_with_its_hash(files):
    manifest = json.loads(files["manifest.json"])
    assert set(manifest["files"]) == set(files) - {"manifest.json"}
    for name, entry in manifest["files"].items():
        assert entry == {"sha256": hashlib.sha256(files[name]).hexdigest(), "bytes": len(files[name])}


def test_data_files_keep_to_what_sources_allow(files):
    rows = list(csv.DictReader(io.StringIO(files["data/observations.csv"].decode())))
    closed = [row for row in rows if row["redistribution"] == "link_only"]
    assert closed
    assert all(row["value"] == "" and row["withheld"] == "link_only" for row in closed)
    assert all(row["value"] for row in rows if row not in closed)
    assert len(rows) == pq.read_table(io.BytesIO(files["data/observations.parquet"])).num_rows
    assert b"quote" not in files["data/observations.csv"].splitlines()[0]


def test_french_typography(files):
    text = page(files).css_first("main").text()
    assert "36\u202f%" in text
    assert "1,67\u00a0milliard de dollars" in text
    assert "700\u202f000\u00a0utilisateurs" in text


def test_empty_ledger_gives_a_page_that_says_so(tmp_path):
    manifest = build_report(given(observations=[], as_of=date(1999, 1, 1)), tmp_path / "out")
    assert manifest.observations == 0
    html = (tmp_path / "out" / "en.html").read_text("utf-8")
    assert "Nothing to show" in html
    assert "January 1, 1999" in html


def test_a_focus_on_an_unknown_country_is_refused():
    focus = msgspec.structs.replace(FOCUS, sides=[Side(name={"en": "X"}, countries=["atlantis"], colour="a")])
    with pytest.raises(CatalogueError, match=r"foci/cathay\.yaml: the focus names atlantis"):
        render_report(given(focus=focus))


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidValueError, match="no report in 'tlh'"):
        render_report(given(languages=("tlh",)))


def test_one_point_makes_a_table_and_no_chart():
    made = render_report(
        given(observations=[one("cathay", "usage_share", 5, valid="2025", subject_type="country")], languages=("en",))
    )
    tree = page(made)
    assert not tree.css("svg")
    assert "5%" in tree.css_first("#theme-usage").text()


def test_four_hundred_models_fit():
    entities = {
        f"m-{number}": Entity(
            slug=f"m-{number}", name=f"Model {HOSTILE} {number}", type=EntityType.MODEL, country="cathay"
        )
        for number in range(400)
    }
    observations = [
        one(slug, "intelligence_index", 10 + number % 70, unit="index points", valid="2025",
            dimensions={"index": "Étalon", "index_version": "2"})
        for number, slug in enumerate(entities)
    ]  # fmt: skip
    made = render_report(given(observations=observations, entities=entities, languages=("fr",)))
    tree = page(made)
    assert len(made["index.html"]) < PAGE_LIMIT
    assert len(tree.css("#indices tbody tr")) == 400
    assert len(tree.css("script")) == 1


def test_records_beyond_the_budget_stand_in_the_data_and_are_counted(monkeypatch):
    monkeypatch.setattr("parallaxe.publish.view.RECORD_BUDGET", 3)
    observations = [one("cathay", "other_figure", number, subject_type="country") for number in range(5)]
    metrics = [one("cathay", "unheard_of", number, subject_type="country", valid=f"200{number}") for number in range(8)]
    made = render_report(given(observations=observations + metrics, languages=("en",)))
    assert "10 figures of data files stand in the attached files only." in page(made).css_first("#everything").text()
    assert len(page(made).css("#everything button.f")) == 3
    assert made["data/observations.csv"].count(b"\n") == 14


def test_a_page_that_would_be_too_large_tells_less_and_says_so(monkeypatch):
    monkeypatch.setattr("parallaxe.publish.report.PAGE_LIMIT", 330_000)
    monkeypatch.setattr("parallaxe.publish.report.FIGURES_TRIED", (900, 30))
    observations = [
        one("cathay", "other_figure", number, subject_type="country", locator=Run(run=f"run-{number}"))
        for number in range(400)
    ]
    made = render_report(given(observations=observations, languages=("en",)))
    assert len(made["index.html"]) <= 330_000
    assert "370 figures of data files stand in the attached files only." in page(made).css_first("#everything").text()


def test_a_value_whose_chosen_rival_stands_elsewhere_is_not_lost():
    rivals = [
        one("loriot-1", "intelligence_index", value, unit="index points", valid="2025", dimensions={"index": "Étalon"},
            attributed_to=maker)
        for value, maker in ((40, "Vigie"), (44, "Guetteur"))
    ]  # fmt: skip
    chosen = Selected(
        subject="loriot-1", metric="intelligence_index", dimensions="{}", period="2025", shown="f" * 64, rule="class B",
        members={"x": ["f" * 64, *(rival.id for rival in rivals)]}, vantages=1, disputed=True,
    )  # fmt: skip
    text = (
        page(render_report(given(observations=rivals, selections=[chosen], languages=("en",))))
        .css_first("#indices")
        .text()
    )
    assert "40" in text
    assert "44" in text


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    (tmp_path / "diary.txt").write_text("mine")
    with pytest.raises(PublishError, match="something else"):
        build_report(given(languages=("fr",)), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["diary.txt"]


def test_a_report_is_replaced_whole_and_an_edition_never(tmp_path):
    out = tmp_path / "out"
    build_report(given(), out)
    assert (out / "zh.html").exists()
    build_report(given(languages=("fr",)), out)
    assert not (out / "zh.html").exists()
    edition = tmp_path / "2026-q4"
    build_report(given(edition="2026-q4", languages=("fr",)), edition)
    build_report(given(edition="2026-q4", languages=("fr",)), edition)
    with pytest.raises(PublishError, match="edition is published"):
        build_report(given(edition="2026-q4", languages=("en",)), edition)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["2026-q4", "out"]


@pytest.mark.parametrize("name", ["../x", "", ".hidden", "a/b"])
def test_an_edition_is_a_folder_of_its_own_name(tmp_path, name):
    with pytest.raises(InvalidValueError, match="--edition"):
        build_report(given(edition=name, languages=("fr",)), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_entities_of_the_pinned_focus_are_on_their_side(files):
    tree = page(files, "en.html")
    assert ENTITIES["loriot"].country == "cathay"
    assert "a" in tree.css_first("#lab-loriot .who").attributes["class"].split()


def test_several_founders_are_a_set_and_not_a_choice_left_open():
    founders = [
        one("loriot", "founder", name, unit="name", subject_type="organization") for name in ("Ada Merle", "Bo Lin")
    ]
    together = Selected(
        subject="loriot", metric="founder", dimensions="{}", period=None, shown=None, rule="unresolved",
        members={"etalon": [founder.id for founder in founders]}, vantages=1, disputed=False,
    )  # fmt: skip
    founder = msgspec.structs.replace(METRICS["developer"], id="founder", name={"en": "founder"}, many=True)
    tree = page(
        render_report(
            given(
                observations=founders, selections=[together], metrics={**METRICS, "founder": founder}, languages=("en",)
            )
        )
    )
    facts = tree.css_first("#lab-loriot .facts").text()
    assert {"Ada Merle", "Bo Lin"} == set(facts.removeprefix("founder").split(", "))
    assert not tree.css("#unknown-values")
    assert "one of several that hold together" in tree.css_first(f"#o-{founders[0].id[:12]}").text()


def test_each_subject_has_a_sheet_and_those_only_named_too():
    entities = {**ENTITIES, "oasis": Entity(slug="oasis", name="Oasis", type=EntityType.PLACE)}
    made = render_report(
        given(entities=entities, named={"oasis": ["article"], "vigie": ["article"]}, languages=("en",))
    )
    tree = page(made)
    assert "61" in tree.css_first("#e-loriot-2").text()
    assert "Named in: Où en est Cathay ?" in tree.css_first("#e-oasis").text()
    assert "place" in tree.css_first("#e-oasis h4").text()
    assert tree.css_first("#e-vigie")


def test_right_to_left_words_are_kept_apart_from_their_neighbours():
    text = "\u0627\u0644\u0635\u064a\u0646"
    made = render_report(
        given(observations=[one("cathay", "usage_share", 5, dimensions={"population": text})], languages=("en",))
    )
    assert text in {node.text() for node in page(made).css("bdi")}
