"""What a share is a share of is read in the words of the text, so that shares of different things are told apart."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.observe import observe
from parallaxe.read.reader import RuleReader
from parallaxe.reconcile import findings, table_of
from parallaxe.sources import load
from parallaxe.vocabulary.document import Document

TOLD = [
    ("en", "DeepSeek took 14% of all tokens on OpenRouter in 2025.", "all tokens on OpenRouter"),
    ("en", "DeepSeek had a 4% share of the global chatbot market in June 2025.", "the global chatbot market"),
    ("en", "OpenAI had a 25% share of enterprise LLM spending in 2025.", "enterprise LLM spending"),
    ("fr", "Volcano Engine détient 46,4 % du marché chinois du cloud en 2024.", "marché chinois du cloud"),
    ("de", "Alibaba Cloud hält 36 Prozent des chinesischen Cloud-Marktes.", "chinesischen Cloud-Marktes"),
    ("es", "Los modelos chinos representaron el 30 % del tráfico de modelos abiertos.", "tráfico de modelos abiertos"),
    ("pt", "A DeepSeek detém 4% do mercado global de chatbots.", "mercado global de chatbots"),
    ("vi", "Các mô hình Trung Quốc chiếm 30% lượng token trên OpenRouter.", "lượng token trên OpenRouter"),
    ("ru", "На китайские модели приходится 30% токенов OpenRouter.", "токенов OpenRouter"),
    ("zh", "火山引擎在中国公有云大模型市场的份额为46.4%。", "中国公有云大模型市场"),
    ("ja", "中国のモデルはOpenRouterのトークンの30%を占めた。", "OpenRouterのトークン"),
]


@pytest.fixture(scope="module")
def reader():
    return RuleReader()


@pytest.mark.parametrize(("language", "text", "whole"), TOLD, ids=[f"{row[0]}-{row[2]}" for row in TOLD])
def test_the_whole_of_a_share(reader, language, text, whole):
    claims = _shares(reader, language, text)
    assert {claim.dimensions.get("population") or claim.dimensions.get("market") for claim in claims} == {whole}


def test_shares_told_in_turn_are_of_one_whole(reader):
    claims = _shares(reader, "en", "DeepSeek took 14% of all tokens on OpenRouter, Qwen 5% and Kimi 3%.")
    assert {(str(c.value), c.dimensions["population"]) for c in claims} == {
        (value, "all tokens on OpenRouter") for value in ("14", "5", "3")
    }


def test_a_market_alone_is_no_whole(reader):
    claims = _shares(reader, "fr", "Alibaba Cloud devrait s'accaparer 50 % des parts de marché.")
    assert claims
    assert not any("market" in claim.dimensions for claim in claims)


def test_whose_share_it_is_is_no_whole(reader):
    (claim,) = _shares(reader, "en", "The share of Chinese models in OpenRouter tokens rose to 30% in August 2025.")
    assert claim.dimensions["population"] == "OpenRouter tokens"


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        ("30% of open-source traffic in August 2025", "16% of all tokens in August 2025", {"unit_or_scope_difference"}),
        ("30% of tokens on OpenRouter in August 2025", "16% of OpenRouter tokens in August 2025", {"conflict"}),
        ("30% of tokens on OpenRouter in August 2025", "1.2% of OpenRouter tokens in December 2024", {"update"}),
        ("30% of tokens on OpenRouter in August 2025", "30% of OpenRouter tokens in August 2025", set()),
    ],
)
def test_shares_of_different_things_are_no_update(reader, one, other, kinds, tmp_path):
    catalogue, observations = load_catalogue(), []
    for place, share in enumerate((one, other)):
        path = tmp_path / f"{place}.txt"
        path.write_text(f"Chinese models accounted for {share}.\n", "utf-8")
        loaded = load(path)
        claims = [claim for claim in reader.read(loaded.document) if claim.metric == "usage_share"]
        observations += [observe(claim, loaded, catalogue) for claim in claims]
    assert {finding.kind.value for finding in findings(table_of(observations, {}), catalogue)} == kinds


def _shares(reader, language, text):
    document = Document(id="d", text=text, snapshot="0" * 64, language=language, published="2026-02-01")
    return [claim for claim in reader.read(document) if claim.metric.endswith("_share")]
