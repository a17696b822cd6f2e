"""Facts and articles together: who is named in an article has a sheet in the report."""

import os
import subprocess
import sys

import pytest
from selectolax.lexbor import LexborHTMLParser

from parallaxe.catalog import load_catalogue
from parallaxe.identity import Names

SHEETS = frozenset({"model", "organization", "chip", "place", "country", "product"})


def run(home, *arguments):
    command = [sys.executable, "-c", "from parallaxe.cli.main import run; run()", *map(str, arguments)]
    environment = {"PARALLAXE_HOME": str(home), "PATH": "", "PYTHONPATH": os.environ.get("PYTHONPATH", "")}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def seeds(shared):
    return sorted((shared / "corpus" / "seeds").glob("*.txt"))


@pytest.fixture(scope="module")
def page(seeds, tmp_path_factory):
    folder = tmp_path_factory.mktemp("sheets")
    run(folder / "home", "ingest", "facts", "reported", *seeds)
    run(folder / "home", "report", "--focus", "china", "--lang", "fr", "--out", folder / "out")
    return LexborHTMLParser((folder / "out" / "index.html").read_text("utf-8"))


@pytest.fixture(scope="module")
def named(seeds):
    names = Names(load_catalogue())
    mentions = [mention.entity for path in seeds for mention in names.find(path.read_text("utf-8")) if mention.entity]
    return {entity.slug: entity for entity in mentions if entity.type in SHEETS}


def test_every_model_lab_chip_and_place_named_has_its_sheet(page, named):
    assert len(named) > 80
    sheets = {node.attributes["id"] for node in page.css("#everything .subject[id]")}
    assert {slug for slug in named if f"e-{slug}" not in sheets} == set()


def test_a_sheet_says_something_or_who_names_it(page, named):
    empty = [
        slug
        for slug in named
        if not (sheet := page.css_first(f"#e-{slug}")).css("button.f") and not sheet.css("p a[href^='#s-']")
    ]
    assert empty == []


def test_most_models_and_labs_named_have_figures(page, named):
    known = [slug for slug in named if page.css_first(f"#e-{slug}").css("button.f")]
    models = [slug for slug, entity in named.items() if entity.type == "model"]
    assert len(set(known) & set(models)) >= 0.9 * len(models)
    labs = [slug for slug, entity in named.items() if entity.type == "organization"]
    assert len(set(known) & set(labs)) >= 0.65 * len(labs)


def test_no_text_is_missing_in_french(page):
    assert {node.text() for node in page.css(".untranslated")} == set()
