"""Every term of the catalogue's facts is said in every language of the report."""

import msgspec
import pytest
import yaml
from pinned import OBSERVATIONS, given
from selectolax.lexbor import LexborHTMLParser

from parallaxe.catalog import load_catalogue
from parallaxe.publish.report import render_report
from parallaxe.publish.texts import LANGUAGES
from parallaxe.publish.texts.terms import term, terms
from parallaxe.publish.view import NAMES


def facts():
    for folder in ("facts", "reported"):
        for path in load_catalogue().folder(folder):
            for fact in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)["facts"]:
                yield fact, path.name


def words(fact):
    """The fact's value where it is said in words: no number, no date."""
    said = str(fact["value"])
    return [(fact["metric"], said)] if said[:1].isalpha() else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_dimensions_of_the_facts_have_a_word(language):
    entities = load_catalogue().entities
    missing = {
        f"{name}: {value} ({file})"
        for fact, file in facts()
        for name, value in [*(fact.get("dimensions") or {}).items(), *words(fact)]
        if name not in NAMES and str(value) not in entities and not term(name, str(value), language)
    }
    assert missing == set()


def test_terms_are_said_in_every_language_but_names():
    for group, said in terms().items():
        for value, words in said.items():
            assert set(words) <= set(LANGUAGES), (group, value)
            if group != "entity":
                assert {"fr", "zh"} <= set(words), (group, value)


def test_a_term_without_a_word_stands_marked_and_is_counted():
    observation = next(one for one in OBSERVATIONS if one.metric == "price_output_per_mtok")
    odd = msgspec.structs.replace(observation, dimensions={"tier": "moonlit"})
    made = render_report(given(observations=[*OBSERVATIONS, odd], languages=("zh",)))
    page = LexborHTMLParser(made["index.html"].decode())
    assert {node.text() for node in page.css(".untranslated")} == {"moonlit"}
    assert b"terms/tier.moonlit" in made["manifest.json"]


def test_what_a_document_says_in_its_own_words_stays_as_quoted():
    quoted = next(one for one in OBSERVATIONS if one.metric == "funding_raised")
    odd = msgspec.structs.replace(quoted, dimensions={"population": "comptes ouverts"})
    page = LexborHTMLParser(render_report(given(observations=[odd], languages=("zh",)))["index.html"].decode())
    assert "comptes ouverts" in {node.text() for node in page.css("span[lang=fr]")}
    assert not page.css(".untranslated")
