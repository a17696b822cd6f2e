"""Tables whichever way they lie, and fact sheets."""

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document

MODELS_ACROSS = """# Report

## Evaluation

| Benchmark | GLM-4.5 | DeepSeek R1 | Zorblax-7B |
|---|---|---|---|
| MMLU | **84.6** | 84.0 | 61.2 |
| GPQA (Pass@1) | 79.1 | 71.5 | - |
"""
MODELS_DOWN = """## Evaluation

| Model | Developer | MMLU | Context | License | VRAM |
|---|---|--:|--:|---|--:|
| GLM-4.5 | Zhipu AI | 84.6 | 128K | MIT | 80 |
| DeepSeek R1 | DeepSeek | 84.0 | 64K | MIT | 160 |
"""
PAIRS = """# Zorblax-7B

| Item | Value |
|---|---|
| Parameters | 7.4B |
| Context length | 32,768 |
| Layers | 32 |
| License | Apache 2.0 |
| Release date | 2025-05-20 |
"""
HTML = """## Results

<table><tr><th>Benchmark</th><th>GLM-4.5</th><th>DeepSeek R1</th></tr>
<tr><td>MMLU</td><td><b>84.6</b></td><td>84.0</td></tr></table>
"""
SHEET = """# Zorblax-7B

- Parameters: 7.4B
- Context length: 32,768 tokens
- License: Apache 2.0
- Training data: 4T tokens
"""
RAGGED = """## Evaluation

| Benchmark | GLM-4.5 | DeepSeek R1 |
|---|---|---|
| MMLU | 84.6
| GPQA | 79.1 | 71.5 | 99.9 | 12 |
||||
"""


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


def read(reader, text):
    claims = reader.read(Document(id="t", text=text, snapshot="0", language="en", published="2025-09-01"))
    for claim in claims:
        assert text[claim.start : claim.end] == claim.quote
    return {
        (c.subject, c.metric, c.benchmark, str(c.value.normalize() if not isinstance(c.value, str) else c.value))
        for c in claims
    }


def test_models_as_columns(reader):
    found = read(reader, MODELS_ACROSS)
    assert ("GLM-4.5", "benchmark_score", "MMLU", "84.6") in found
    assert ("DeepSeek R1", "benchmark_score", "GPQA", "71.5") in found
    assert ("Zorblax-7B", "benchmark_score", "MMLU", "61.2") in found
    assert len(found) == 5


def test_models_as_rows(reader):
    found = read(reader, MODELS_DOWN)
    assert ("GLM-4.5", "benchmark_score", "MMLU", "84.6") in found
    assert ("GLM-4.5", "developer", None, "Zhipu AI") in found
    assert ("DeepSeek R1", "context_length", None, "6.4E+4") in found
    assert ("DeepSeek R1", "licence", None, "MIT") in found
    assert not any(value in {"80", "160"} for *_, value in found)


@pytest.mark.parametrize("text", [PAIRS, SHEET])
def test_labels_and_values(reader, text):
    found = read(reader, text)
    assert ("Zorblax-7B", "parameters_total", None, "7.4E+9") in found
    assert ("Zorblax-7B", "context_length", None, "32768") in found
    assert ("Zorblax-7B", "licence", None, "Apache-2.0") in found
    assert not any(metric == "usage_volume" for _, metric, *_ in found)


def test_html_tables_inside_markdown(reader):
    assert ("GLM-4.5", "benchmark_score", "MMLU", "84.6") in read(reader, HTML)


def test_ragged_rows_do_no_harm(reader):
    assert ("DeepSeek R1", "benchmark_score", "GPQA", "71.5") in read(reader, RAGGED)


def test_distractors_are_no_claims(reader):
    text = "Nvidia shares rose 3.2% to $180.64. The company will hire 1,200 people. VAT is 20%."
    assert not read(reader, text)


COUNTRIES_ACROSS = """# Regionen im Vergleich

| Kennzahl | USA | China | EU |
|---|---|---|---|
| Private KI-Investitionen 2024 | 109,1 Mrd. $ | 9,3 Mrd. $ | k. A. |
| Bedeutende KI-Modelle 2024 | 40 | 15 | 3 |
"""
COMPANIES_ACROSS = """# The labs compared

| | OpenAI | Anthropic |
|---|---|---|
| Founded | 2015 | 2021 |
| Revenue (2025) | $13B | - |
| Employees | 4,000 | 2,000 |
"""


@pytest.mark.parametrize(
    ("text", "language", "wanted"),
    [
        (
            COUNTRIES_ACROSS,
            "de",
            {
                ("United States", "funding_raised", "1.091E+11", "2024"),
                ("China", "funding_raised", "9.3E+9", "2024"),
                ("United States", "model_count", "4E+1", "2024"),
                ("China", "model_count", "15", "2024"),
                ("European Union", "model_count", "3", "2024"),
            },
        ),
        (
            COMPANIES_ACROSS,
            "en",
            {
                ("OpenAI", "founded_date", "2015", None),
                ("Anthropic", "founded_date", "2021", None),
                ("OpenAI", "revenue", "1.3E+10", "2025"),
            },
        ),
    ],
)
def test_countries_and_companies_as_columns(reader, text, language, wanted):
    claims = reader.read(Document(id="t", text=text, snapshot="0", language=language))
    found = {
        (c.subject, c.metric, str(c.value if isinstance(c.value, str) else c.value.normalize()), c.period)
        for c in claims
    }
    assert found == wanted
