"""How a text is laid out on its lines changes nothing of what it says."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parallaxe.catalog import load_catalogue
from parallaxe.read.pages.layout import blocks
from parallaxe.read.reader import RuleReader
from parallaxe.read.words.rules import load_rules
from parallaxe.vocabulary.document import Document

STORIES = {
    "en": "DeepSeek released DeepSeek-R1 on 20 January 2025. The model has 671 billion parameters, of which 37 billion are "
    "active for each token. On MMLU-Pro it scores 84.0%. It costs $0.55 per million input tokens and $2.19 per million "
    "output tokens. The start-up was founded in 2023 by Liang Wenfeng and has its headquarters in Hangzhou.",
    "fr": "Mistral AI a levé 1,7 milliard d'euros en septembre 2025, ce qui la valorise à 11,7 milliards d'euros. Fondée en "
    "avril 2023, l'entreprise a son siège à Paris. Son modèle Mistral Large 2 compte 123 milliards de paramètres et une "
    "fenêtre de contexte de 128 000 tokens.",
}


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


def read(reader, text, language):
    claims = list(reader.read(Document(id="t", text=text, snapshot="0", language=language, published="2025-12-01")))
    assert all(text[claim.start : claim.end] == claim.quote for claim in claims)
    return {(claim.subject, claim.metric, str(claim.value)) for claim in claims}


@pytest.mark.parametrize("language", STORIES)
@settings(max_examples=12, deadline=None)
@given(width=st.integers(50, 120))
def test_a_paragraph_wrapped_at_any_width_says_the_same(reader, language, width):
    story = STORIES[language]
    wrapped = textwrap.fill(story, width, break_long_words=False, break_on_hyphens=False)
    assert len(read(reader, story, language)) >= 4
    assert read(reader, wrapped, language) == read(reader, story, language)


def test_lines_that_are_no_paragraph_stay_apart(reader):
    headlines = "Mistral AI names a new chairman\n1.7 billion euros for a rival from Berlin\nKimi K2 is out\n"
    assert not any(metric == "funding_raised" for _, metric, _ in read(reader, headlines, "en"))


TABBED = """The table compares two models.

Model\tTotal parameters\tContext\tMMLU-Pro
DeepSeek-V3\t671B\t128K\t75.9
GPT-4o\t\t128K\t72.6

DeepSeek was founded in 2023.
"""
TWO_ROWS_OF_HEADS = """## Evaluation

| Model | Accuracy (%) | |
|---|---|---|
| | MMLU-Pro | HumanEval |
| DeepSeek-V3 | 75.9 | 82.6 |
| GPT-4o | 72.6 | 90.2 |
"""


def test_tables_pasted_with_tabs(reader):
    found = read(reader, TABBED, "en")
    assert ("DeepSeek V3", "benchmark_score", "75.9") in found
    assert ("GPT-4o", "context_length", "1.28E+5") in found
    assert ("DeepSeek", "founded_date", "2023") in found


def test_headings_on_two_rows(reader):
    claims = reader.read(Document(id="t", text=TWO_ROWS_OF_HEADS, snapshot="0", language="en"))
    found = {(claim.subject, claim.benchmark, str(claim.value), claim.unit) for claim in claims}
    assert ("DeepSeek V3", "HumanEval", "82.6", "%") in found
    assert ("GPT-4o", "MMLU-Pro", "72.6", "%") in found
    assert len(found) == 4


def test_a_table_of_names_and_figures_needs_no_words_to_be_read(reader):
    rows = "".join(f"| Qwen2.5-{size}B | {size}K | 0.{size} |\n" for size in (7, 14, 32, 72))
    text = "# Prices\n\n| Model | Context window | Input price ($/M tokens) |\n|---|---|---|\n" + rows
    assert ("Qwen2.5-72B", "price_input_per_mtok", "0.72") in read(reader, text, None)


@pytest.mark.parametrize(("language", "words"), [("en", "GPT-4o mini 82, "), ("zh", "阿里云市场份额36%，")])
def test_a_list_without_a_full_stop_is_read_in_stretches(language, words):
    text = words * 500
    stretches = [
        part for block in blocks(text, load_rules(load_catalogue()).lexicons[language]) for part in block.sentences
    ]
    assert "".join(text[start:end] for start, end in stretches) == text
    assert len(stretches) > 5
    assert all(text[:end].rstrip().endswith(words.strip()) for _, end in stretches)
