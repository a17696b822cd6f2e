"""What prose says and does not: whose a figure is, what only looks like one, whom lines in bold and heads are about."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.confidence import DEFAULT_MINIMUM
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


def found(reader, text, language="en", title="", least=DEFAULT_MINIMUM):
    document = Document(id="p", text=text, snapshot="0", language=language, published="2026-02-01", title=title)
    claims = [claim for claim in reader.read(document) if claim.confidence >= least]
    return {(one.metric, one.subject, one.value if isinstance(one.value, str) else float(one.value)) for one in claims}


def metrics(reader, text, language="en"):
    return {metric for metric, _, _ in found(reader, text, language)}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Two customers, Meta (14%) and Microsoft (12%), made up 26% of Nvidia's revenue."),
        ("pt", "Meta (14%) e Microsoft (12%) representaram 26% da receita da Nvidia."),
        ("es", "Los hiperescaladores suponen la mitad de los ingresos de Nvidia."),
        ("fr", "Microsoft représente 15 % du chiffre d'affaires de Nvidia."),
    ],
)
def test_a_part_of_one_companys_revenue_is_no_share_of_a_market(reader, language, text):
    assert "market_share" not in metrics(reader, text, language)


def test_a_share_named_long_ago_is_no_topic_any_more(reader):
    text = (
        "China holds 70% of AI patents.\n\n"
        + "Much else was said on the day. " * 25
        + "\n\nIndonesia (80%) is hopeful."
    )
    assert ("patent_share", "China", 70.0) in found(reader, text)
    assert not any(subject == "Indonesia" for _, subject, _ in found(reader, text, least=0.7))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Mistral Large ist #2 auf LMArena."),
        ("en", "Human experts reach 89.8% on MMLU."),
        ("es", "Gemini 3 Pro logró menos de la mitad en ARC-AGI-2."),
    ],
)
def test_places_parts_and_people_are_no_scores(reader, language, text):
    assert "benchmark_score" not in metrics(reader, text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Qwen integrates the distribution of proprietary silicon."),
        ("es", "Llama 3.1 se puede ajustar con datos propietarios."),
    ],
)
def test_closed_chips_and_data_are_no_closed_model(reader, language, text):
    assert "licence" not in metrics(reader, text, language)


def test_a_genitive_leads_to_its_amount(reader):
    text = "Private AI investment in the United States grew to $109.1 billion, nearly 12 times China's $9.3 billion."
    assert ("funding_raised", "China", 9.3e9) in found(reader, text, least=0.5)


def test_an_amount_beyond_a_name_is_no_conversion(reader):
    text = "At the summit France committed €109 billion, India pledged $1.25 billion."
    said = found(reader, text)
    assert ("capex_commitment", "India", 1.25e9) in said
    assert ("capex_commitment", "France", 1.25e9) not in said


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pt", "Rumores indicam investimento direto de US$ 30 bilhões da Nvidia na OpenAI."),
        ("es", "Nvidia invertirá 30.000 millones de dólares en OpenAI."),
        ("fr", "Nvidia investit 30 milliards de dollars dans OpenAI."),
        ("en", "Nvidia will invest $30 billion in OpenAI."),
    ],
)
def test_money_put_into_a_company_is_raised_by_it(reader, language, text):
    assert ("funding_raised", "OpenAI", 3e10) in found(reader, text, language)


def test_a_bracket_that_compares_keeps_its_names(reader):
    text = "**Llama 3.1:**\n- Context window of 128,000 tokens (against 8,000 in Llama 3)\n"
    assert ("context_length", "Llama 3.1", 128_000.0) in found(reader, text)
    assert ("context_length", "Llama 3", 128_000.0) not in found(reader, text)


@pytest.mark.parametrize(
    ("text", "model", "day"),
    [
        ("**August 2025 - Mistral Medium 3.1:**\n- Vision\n", "Mistral Medium 3.1", "2025-08"),
        ("### GLM-5 (Jan 11, 2026)\n\nIt sees.\n", "GLM-5", "2026-01-11"),
    ],
)
def test_a_date_beside_a_model_that_heads_a_part_is_its_release(reader, text, model, day):
    assert ("release_date", model, day) in found(reader, text)


def test_names_that_only_share_a_sentence_are_no_makers(reader):
    text = "OpenAI asked the government for money as part of what it called, in private, a very large Stargate."
    assert "developer" not in metrics(reader, text)


def test_a_price_that_falls_is_no_release(reader):
    assert "release_date" not in metrics(
        reader, "The cost of GPT-3.5 dropped 280 times between November 2022 and October 2024."
    )


@pytest.mark.parametrize(
    ("language", "text", "models"),
    [
        ("es", "China aportó 15 modelos destacados; Estados Unidos, 40; Francia, 3.", {"United States": 40.0}),
        ("de", "China stellt 15 beachtenswerte Modelle, die Vereinigten Staaten 40.", {"United States": 40.0}),
    ],
)
def test_clauses_that_name_only_who_and_how_much_go_on(reader, language, text, models):
    said = found(reader, text, language)
    assert all(("model_count", country, count) in said for country, count in models.items())


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("fr", "Une PME économise 18 000 euros par an depuis qu'elle a abandonné GPT-4o au profit de Qwen3-30B-A3B."),
        ("es", "Una empresa ahorra 18.000 euros al año desde que sustituyó GPT-4o por Qwen3-30B-A3B."),
    ],
)
def test_what_was_given_up_saves_nothing(reader, language, text):
    assert ("saving_per_year", "Qwen3-30B-A3B", 18_000.0) in found(reader, text, language)


def test_a_title_says_whom_a_page_is_about(reader):
    text = "Seldom was a quarter better.\n\nThe company reported revenue of $1.57 billion.\n"
    assert ("revenue", "CoreWeave", 1.57e9) in found(reader, text, title="CoreWeave breaks its record", least=0.5)


@pytest.mark.parametrize("amount", ["$1e999", "$1,2,3.4.5 million", "$" + "9" * 400 + " billion"])
def test_an_amount_that_is_none_breaks_nothing(reader, amount):
    said = found(reader, f"OpenAI raised {amount} from SoftBank. Mistral AI raised $600 million in June 2024.")
    assert ("funding_raised", "Mistral AI", 6e8) in said


def test_both_ends_of_a_range_of_prices(reader):
    said = found(reader, "Mistral Medium 3 costs between $0.40 and $2 per million input tokens.")
    assert {value for metric, _, value in said if metric == "price_input_per_mtok"} == {0.4, 2.0}


RANKS = """## Patents

| Rank | Entity | ~Patents |
|------|--------|----------|
| 1 | Google | 575 |
| 2 | [[Tsinghua University]] ([[China]]) | 475 |
| 3 | [[Microsoft]] | 325 |
| 4 | Northern Institute of Optics ([[China]]) | 275 |
"""


def test_rows_told_by_their_rank_are_about_the_next_column(reader):
    said = found(reader, RANKS)
    assert ("rank", "Tsinghua University", 2.0) in said
    assert ("rank", "Northern Institute of Optics", 4.0) in said
    assert not any(subject == "China" for _, subject, _ in said)


SHEET = """**Biren** — designs accelerators.

## Quick stats

| Metric | Value |
|--------|-------|
| Founded | 2019 |
| HQ | Shanghai / Beijing |
| Co-founders | [[Jane Q. Doe]] (CTO), [[Max Muster]] |
| Total raised | $717M |
| 2024 revenue | 336.8M yuan |
| Status | US Entity List (Oct 2022) |
"""


def test_a_fact_sheet_is_about_the_name_in_bold_that_opens_the_page(reader):
    said = found(reader, SHEET)
    subject = next(subject for metric, subject, _ in said if metric == "founded_date")
    assert subject.startswith("Biren")
    assert {value for metric, _, value in said if metric == "headquarters"} == {"Shanghai", "Beijing"}
    assert {value for metric, _, value in said if metric == "founder"} == {"Jane Q. Doe", "Max Muster"}
    assert ("funding_raised", subject, 7.17e8) in said
    assert ("revenue", subject, 3.368e8) in said
    assert ("entity_list_date", subject, "2022-10") in said


def test_people_and_their_companies_are_no_models(reader):
    table = "| Name | Company | Worth |\n|---|---|---|\n| Jane Doe | Cambricon | $21B |\n| Max Muster | Moore Threads | $4B |\n"
    assert "developer" not in metrics(reader, table)
