"""Whose a figure is that stands in a sentence without its subject: passed on where something ties it, else to nobody."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.confidence import DEFAULT_MINIMUM
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document

MONEY = {"valuation", "funding_raised", "revenue"}

#: Figures and whose they are; None for figures that are nobody's who is named.
CASES = {
    "an item opens with its company": (
        "zh",
        "# 融资日报\n\nOpenAI发布了新模型。\n\n**大型融资**\nZentara: 1.5亿美元E轮，估值20亿美元。Boldera: 3亿美元种子轮。\n",
        {2e9: "Zentara"},
    ),
    "a line in bold heads a list": (
        "zh",
        (
            "# 日报\n\n**Nvidia**\n\n- **市值**: 达到4.5万亿美元。\n\n**Quorvia**\n\n- **业务**: 差旅软件。\n"
            "- **IPO**: 计划在美国上市，目标估值最高为64亿美元。\n"
        ),
        {4.5e12: "Nvidia", 6.4e9: "Quorvia"},
    ),
    "a heading and the line under it": (
        "ja",
        "# 企業の現状\n\n### OpenAI\n評価額1570億ドルの企業へ成長。\n\n### Anthropic\nClaude 4でコーディング首位を獲得。評価額615億ドルで資金調達を完了。\n",
        {1.57e11: "OpenAI", 6.15e10: "Anthropic"},
    ),
    "an unknown label": (
        "en",
        "# Digest\n\nOpenAI presented its new model.\n\n- Zentara: $150M Series E at a $2B valuation, led by Sequoia.\n",
        {2e9: None},
    ),
    "a coined name before a dash": (
        "en",
        "# Digest\n\nOpenAI presented its new model.\n\n- **Bolder.ai** – raised $30 million.\n",
        {3e7: "Bolder.ai"},
    ),
    "the market's expectation": (
        "es",
        "Nvidia presentó sus cuentas. Los ingresos llegaron a 53.000 millones de dólares; el mercado esperaba ingresos de 76.000 millones de dólares.\n",
        {7.6e10: None},
    ),
    "somebody else's money, a paragraph on": (
        "en",
        "OpenAI opened an office in Oslo.\n\nHis brother's house is worth $12 million by now.\n",
        {1.2e7: None},
    ),
    "the company, a paragraph on": (
        "en",
        "OpenAI opened an office in Oslo.\n\nThe company is valued at $300 billion.\n",
        {3e11: "OpenAI"},
    ),
}


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


@pytest.mark.parametrize("case", CASES)
def test_a_figure_passes_to_its_subject_or_to_nobody(reader, case):
    language, text, whose = CASES[case]
    document = Document(id="s", text=text, snapshot="0", language=language, published="2026-02-01")
    claims = [claim for claim in reader.read(document) if claim.confidence >= DEFAULT_MINIMUM]
    found = {float(claim.value): claim.subject for claim in claims if claim.metric in MONEY}
    assert {value: found.get(value) for value in whose} == whose


def test_figures_against_each_other_go_to_the_pair_named_before(reader):
    text = (
        "# Gemini 3.5 Flash arrives\n\nGoogle unveiled Gemini 3.5 Flash on Tuesday. A larger one, Gemini 3.1 Pro, stays.\n\n"
        "On Terminal-Bench 2.1, Flash scores 76.2% compared to 3.1 Pro's 70.3%. On MCP Atlas, it hits 83.6% versus 78.2%.\n"
    )
    document = Document(id="s", text=text, snapshot="0", language="en", published="2026-02-01")
    found = {
        (claim.benchmark, float(claim.value)): claim.subject
        for claim in reader.read(document)
        if claim.metric == "benchmark_score" and claim.confidence >= 0.5
    }
    assert found == {
        ("Terminal-Bench 2.1", 76.2): "Gemini 3.5 Flash",
        ("Terminal-Bench 2.1", 70.3): "Gemini 3.1 Pro",
        ("MCP Atlas", 83.6): "Gemini 3.5 Flash",
        ("MCP Atlas", 78.2): "Gemini 3.1 Pro",
    }


def test_a_founder_is_of_the_company_in_the_genitive(reader):
    text = "The paper said that Nvidia's visit to China included a meeting with DeepSeek's founder, Liang Wenfeng.\n"
    document = Document(id="s", text=text, snapshot="0", language="en", published="2026-02-01")
    assert [claim.subject for claim in reader.read(document) if claim.metric == "founder"] == ["DeepSeek"]
