"""Tables as they come: merged, ragged and broken cells, several values in one, units at odds, speed in proportion."""

import time

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import RuleReader
from parallaxe.vocabulary.document import Document


@pytest.fixture(scope="module")
def reader():
    return RuleReader(load_catalogue())


def found(reader, text, language="en"):
    claims = list(reader.read(Document(id="t", text=text, snapshot="0", language=language, published="2025-09-01")))
    for claim in claims:
        assert text[claim.start : claim.end] == claim.quote
    return {
        (
            claim.subject,
            claim.metric,
            claim.benchmark,
            claim.value if isinstance(claim.value, str) else float(claim.value),
        )
        for claim in claims
    }


def scores(reader, text):
    return {
        (subject, benchmark, value)
        for subject, metric, benchmark, value in found(reader, text)
        if metric == "benchmark_score"
    }


def test_merged_cells(reader):
    text = """## Evaluation
<table><tr><th rowspan="2">Benchmark</th><th colspan="2">Open weights</th></tr><tr><th>GLM-4.5</th><th>DeepSeek R1</th></tr>
<tr><td colspan="3"><b>Knowledge</b></td></tr>
<tr><td rowspan="2">MMLU</td><td>84.6</td><td>84.0</td></tr><tr><td>85.1</td><td>-</td></tr></table>"""
    assert scores(reader, text) == {("GLM-4.5", "MMLU", 84.6), ("DeepSeek R1", "MMLU", 84.0), ("GLM-4.5", "MMLU", 85.1)}


def test_a_label_holds_for_the_settings_below_it(reader):
    text = "## Results\n\n| Benchmark | Length | GLM-4.5 |\n|---|---|---|\n| NIAH | 32K | 99.3 |\n| | 64K | 98.1 |\n"
    assert scores(reader, text) == {("GLM-4.5", "NIAH", 99.3), ("GLM-4.5", "NIAH", 98.1)}


def test_lines_within_cells_are_rows(reader):
    text = (
        "## Benchmarks\n\n| Topic | Bench | GLM-4.5 | DeepSeek R1 |\n|---|---|---|---|\n"
        "| Mathematics | AIME 2024<br>MATH | 91.0<br>98.2 | 79.8<br>94.9 |\n"
    )
    assert ("DeepSeek R1", "MATH", 94.9) in scores(reader, text)
    assert ("GLM-4.5", "AIME 2024", 91.0) in scores(reader, text)


def test_a_number_split_over_lines_is_no_number(reader):
    text = "<table><tr><th>Benchmark</th><th>GLM-4.5</th></tr>\n<tr><td>MMLU</td><td>84\n6</td></tr><tr><td>GPQA</td><td>79.1</td></tr></table>"
    assert scores(reader, text) == {("GLM-4.5", "GPQA", 79.1)}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("**84.6**", 84.6),
        ("84.6<sup>1</sup>", 84.6),
        ("84.6*", 84.6),
        ("84.6 ± 0.4", 84.6),
        ("84.6 (83.9)", 84.6),
        ("77.2/78.1", 77.2),
    ],
)
def test_marks_beside_a_score(reader, cell, value):
    assert scores(reader, f"| Benchmark | GLM-4.5 |\n|---|---|\n| MMLU | {cell} |\n") == {("GLM-4.5", "MMLU", value)}


@pytest.mark.parametrize("cell", ["-", "N/A", "—", "24L1024H", "15 GB", "8-shot", "1 x A100", "2025-01-20", "pending"])
def test_what_is_no_score(reader, cell):
    assert not scores(reader, f"| Benchmark | GLM-4.5 |\n|---|---|\n| MMLU | {cell} |\n")


@pytest.mark.parametrize(
    "label", ["Batch size", "VRAM (GB)", "tokens/s", "TTFT (ms)", "Epochs", "Downloads", "显存", "Vitesse"]
)
def test_other_measures_are_no_scores(reader, label):
    text = f"## Evaluation\n\n| Benchmark | GLM-4.5 | DeepSeek R1 |\n|---|---|---|\n| MMLU | 84.6 | 84.0 |\n| {label} | 12 | 14 |\n"
    assert {benchmark for _, benchmark, _ in scores(reader, text)} == {"MMLU"}


def test_unknown_models_and_benchmarks_of_a_table_of_scores(reader):
    text = "## 评测结果\n\n| 模型 | Blobbench | CN-EN |\n|---|---|---|\n| zorblax-large | 61.2 | 29.94 |\n| GPT-4 | 70.1 | 30.2 |\n"
    assert ("zorblax-large", "Blobbench", 61.2) in scores(reader, text)
    assert ("GPT-4", "CN-EN", 30.2) in scores(reader, text)


@pytest.mark.parametrize(
    ("label", "benchmark"),
    [
        ("MMLU (5-shot, EM)", "MMLU"),
        ("AIME 2025 (Pass@1)", "AIME 2025"),
        ("GPQA (Graduate Science)", "GPQA"),
        ("GAIA (text only)", "GAIA (text only)"),
        ("HLE (w/ tools)", "HLE (w/ tools)"),
        ("MMLU (savoir général)", "MMLU"),
    ],
)
def test_remarks_in_brackets(reader, label, benchmark):
    assert scores(reader, f"| Benchmark | GLM-4.5 |\n|---|---|\n| {label} | 20.5 |\n") == {("GLM-4.5", benchmark, 20.5)}


@pytest.mark.parametrize(
    "cell", ["GPT-5 High", "o3-mini-high", "Kimi K2 Instruct", "Qwen2.5-72B-Base", "InternLM2-Chat-7B"]
)
def test_models_keep_the_name_of_their_cell(reader, cell):
    (row,) = scores(reader, f"| Model | MMLU |\n|---|---|\n| {cell} | 80.5 |\n")
    assert row[0].replace(" ", "-").lower().endswith(cell.replace(" ", "-").lower())


def test_an_article_about_a_model_is_no_release(reader):
    text = "## Tutorials\n\n| Title | Date | Author |\n|---|---|---|\n| Running Yi-34B-Chat locally on a laptop | 2023-11-30 | Ann |\n"
    assert not found(reader, text)


@pytest.mark.parametrize(
    ("cell", "total", "active"),
    [
        ("355B-A32B", 355e9, 32e9),
        ("671B (37B active)", 671e9, 37e9),
        ("41B active (675B total)", 675e9, 41e9),
        ("72B", 72e9, None),
    ],
)
def test_sizes_that_share_a_cell(reader, cell, total, active):
    claims = found(reader, f"| Model | Parameters |\n|---|---|\n| GLM-4.5 | {cell} |\n")
    assert ("GLM-4.5", "parameters_total", None, total) in claims
    assert {value for _, metric, _, value in claims if metric == "parameters_active"} == ({active} if active else set())


def test_sizes_and_windows_of_a_series(reader):
    claims = found(
        reader,
        "| Model | Parameters | Context |\n|---|---|---|\n| Qwen2.5 | 7B/14B/72B | 32K/128K |\n| Mixtral | 8x7B | 32K |\n",
    )
    assert {value for subject, metric, _, value in claims if metric == "parameters_total"} == {7e9, 14e9, 72e9}
    assert {value for subject, metric, _, value in claims if metric == "context_length"} == {32e3, 128e3}


@pytest.mark.parametrize(
    ("label", "cell", "prices"),
    [
        ("Price (In/Out per MTok)", "$0.75 / $2.40", (0.75, 2.4)),
        ("Price (In / Cached / Out)", "$2.50 / $1.25 / $10.00", (2.5, 10.0)),
        ("API", "$3/M input, $15/M output", (3.0, 15.0)),
        ("Cost", "input: $0.03/1K tokens<br>output: $0.06/1K tokens", (30.0, 60.0)),
    ],
)
def test_prices_that_share_a_cell(reader, label, cell, prices):
    claims = found(reader, f"| Model | {label} |\n|---|---|\n| GPT-4o | {cell} |\n| GLM-4.5 | - |\n")
    assert ("GPT-4o", "price_input_per_mtok", None, prices[0]) in claims
    assert ("GPT-4o", "price_output_per_mtok", None, prices[1]) in claims
    assert len(claims) == 2


def test_a_cells_own_unit_outweighs_the_label(reader):
    text = "| Model | Input price (USD) | Context (K) | Params (M) |\n|---|---|---|---|\n| GLM-4.5 | ¥4 | 128 | 355B |\n| Zorblax-7B | 2 | 131,072 | 7000 |\n"
    claims = list(reader.read(Document(id="t", text=text, snapshot="0", language="en")))
    units = {(claim.subject, claim.metric): (claim.unit, float(claim.value)) for claim in claims}
    assert units["GLM-4.5", "price_input_per_mtok"] == ("CNY", 4)
    assert units["Zorblax-7B", "price_input_per_mtok"] == ("USD", 2)
    assert units["GLM-4.5", "context_length"] == ("tokens", 128_000)
    assert units["Zorblax-7B", "context_length"] == ("tokens", 131_072)
    assert units["GLM-4.5", "parameters_total"] == ("parameters", 355e9)
    assert units["Zorblax-7B", "parameters_total"] == ("parameters", 7e9)


def test_facts_parted_by_bars_and_dots(reader):
    text = "# Catalogue\n\n### gemma3:27b\n**Google • 27B parameters • Context: 120,000 tokens**\n\n## DeepSeek V3.2\n\n**Release:** 2025 | **License:** MIT\n"
    assert found(reader, text) >= {
        ("gemma3:27b", "developer", None, "Google"),
        ("gemma3:27b", "parameters_total", None, 27e9),
        ("gemma3:27b", "context_length", None, 120e3),
        ("DeepSeek V3.2", "release_date", None, "2025"),
        ("DeepSeek V3.2", "licence", None, "MIT"),
    }


def test_headings_hold_for_those_under_them(reader):
    text = "# Review\n\n## ChatGPT (GPT-5.2)\n\n### Strengths\n\n- 52.9% on ARC-AGI-2\n\n## GLM-4.6\n\n### Strengths\n\n- 200K token context window\n"
    claims = found(reader, text)
    assert ("GPT-5.2", "benchmark_score", "ARC-AGI-2", 52.9) in claims
    assert ("GLM-4.6", "context_length", None, 200e3) in claims


def test_cells_of_running_text_are_read(reader):
    text = (
        "| Model | Context | Notes |\n|---|---|---|\n| Gemini 2.5 Pro | 2M | Coding (SWE-bench 77.4%), long context |\n"
    )
    assert ("Gemini 2.5 Pro", "benchmark_score", "SWE-bench", 77.4) in found(reader, text)


def test_options_of_commands_are_no_facts(reader):
    text = "# GLM-4.5\n\n| Parameter | Description |\n|---|---|\n| --prompts | Input prompts (default: 4) |\n| --max_tokens | Maximum tokens (default: 4096) |\n"
    assert not found(reader, text)


def _seconds(reader, rows):
    text = "## Evaluation\n\n| Model | Params | MMLU |\n|---|---|---|\n" + "".join(
        f"| Model-{n} | {n % 90 + 1}B | {n % 100}.5 |\n" for n in range(rows)
    )
    document = Document(id="t", text=text, snapshot="0", language="en")
    start = time.process_time()
    assert len(list(reader.read(document))) > rows
    return time.process_time() - start


def test_ten_thousand_rows_take_time_in_proportion(reader):
    _seconds(reader, 100)
    assert _seconds(reader, 10_000) < 25 * _seconds(reader, 1_000)


def test_scores_in_brackets_behind_their_benchmark(reader):
    text = "### GLM-4.7\n\n- **Coding**: compared with GLM-4.6, GLM-4.7 gains on SWE-bench (73.8%, +5.8%) and Terminal Bench 2.0 (41%, +16.5%).\n"
    assert scores(reader, text) == {("GLM-4.7", "SWE-bench", 73.8), ("GLM-4.7", "Terminal Bench 2.0", 41.0)}


def test_items_are_about_the_item_they_stand_under(reader):
    text = (
        "### Anthropic\n\n- **Claude Opus 4.6** - for code and agents\n  - Context: 200K tokens\n"
        "  - Pricing: $5 input / $25 output per 1M tokens\n- **Claude Haiku 4.5** - the fast one\n  - Context: 100K tokens\n"
    )
    assert found(reader, text) >= {
        ("Claude Opus 4.6", "context_length", None, 200e3),
        ("Claude Opus 4.6", "price_input_per_mtok", None, 5.0),
        ("Claude Opus 4.6", "price_output_per_mtok", None, 25.0),
        ("Claude Haiku 4.5", "context_length", None, 100e3),
    }


def test_counts_of_tokens_are_no_prices(reader):
    text = "| Model | Context | Max output (tokens) | Output |\n|---|---|---|---|\n| GPT-4o | 128K | 16,384 | 4K tokens |\n"
    assert not any("price" in metric for _, metric, *_ in found(reader, text))


def test_a_date_in_a_companys_row_is_no_release(reader):
    text = "| Company | Valuation | Date |\n|---|---|---|\n| Anthropic | $183 billion | September 2025 |\n| Mistral AI | $11.7 billion | September 2025 |\n"
    assert {metric for _, metric, *_ in found(reader, text)} == {"valuation"}


def test_sizes_from_and_to(reader):
    text = "| Language Model | Params (B) | Licence |\n|---|---|---|\n| Bloom | 176 | Apache 2.0 |\n| LLaMA 2 | 7 - 70 | MIT |\n"
    assert {(subject, value) for subject, metric, _, value in found(reader, text) if metric == "parameters_total"} == {
        ("Bloom", 176e9),
        ("Llama 2", 7e9),
        ("Llama 2", 70e9),
    }


@pytest.mark.parametrize("cell", ["-" * 60 + "x", "(" + "1" * 60 + "!)", "n/a " * 40 + "!", "84." * 60 + "x"])
def test_no_cell_takes_long(reader, cell):
    start = time.process_time()
    found(
        reader,
        f"## Results\n\n| Model | MMLU | {cell} |\n|---|---|---|\n| GLM-4.5 | {cell} | 81.2 |\n| MMLU {cell} | 3 | {cell} |\n",
    )
    assert time.process_time() - start < 2  # seconds; a pattern that tries every split would take hours


@pytest.mark.parametrize(
    ("label", "cell", "price"),
    [
        ("Input", "$0.03 / 1K tokens", 30.0),
        ("Input ($/1K tokens)", "0.03", 30.0),
        ("Input", "$0.03/M tokens", 0.03),
        ("输入价格（元/千tokens）", "0.02", 20.0),
        ("Entrée / Sortie", "$3 / $15", 3.0),
        ("Вход, $/1M", "2", 2.0),
        ("Tool input (Rouge-L)", "0.9", None),
    ],
)
def test_prices_are_for_a_million_tokens(reader, label, cell, price):
    text = f"| Model | {label} | Context |\n|---|---|---|\n| GLM-4.5 | {cell} | 128K |\n"
    prices = [value for _, metric, _, value in found(reader, text) if metric == "price_input_per_mtok"]
    assert prices == ([price] if price else [])


def test_an_item_that_a_model_opens_prices_that_model(reader):
    text = "## OpenAI\n\n- GPT-4 Turbo: $0.01/1K tokens (input), $0.03/1K tokens (output)\n"
    priced = {claim for claim in found(reader, text) if claim[1].startswith("price")}
    assert priced == {
        ("GPT-4 Turbo", "price_input_per_mtok", None, 10.0),
        ("GPT-4 Turbo", "price_output_per_mtok", None, 30.0),
    }


@pytest.mark.parametrize(
    ("label", "cell", "claim"),
    [
        ("上下文窗口大小（K）", "128", ("context_length", 128000.0)),
        ("Context Window 📏", "200k", ("context_length", 200000.0)),
        ("Intelligence 💡", "57", ("intelligence_index", 57.0)),
        ("Token limit", "32K", ("context_length", 32000.0)),
        ("Size", "24.7 GB", None),
        ("Total time (min)", "16.6", None),
    ],
)
def test_what_labels_hold(reader, label, cell, claim):
    text = f"## Benchmarks\n\n| Model | {label} | MMLU |\n|---|---|---|\n| GLM-4.5 | {cell} | 84.6 |\n"
    told = {(metric, value) for _, metric, _, value in found(reader, text)} - {("benchmark_score", 84.6)}
    assert told == ({claim} if claim else set())


def test_rules_between_rows_and_tables_side_by_side(reader):
    ruled = (
        "| MMLU (Acc) | En | Vi |\n|---|---|---|\n| GLM-4.5 | 84.6 | 71.2 |\n|---|---|---|\n| Kimi K2 | 87.8 | 70.1 |\n"
    )
    assert ("Kimi K2", "Vi", 70.1) in scores(reader, ruled)
    beside = "## C-Eval\n\n| Base | Valid | Chat | Valid |\n|---|---|---|---|\n| GLM-4.5 | 84.6 | Kimi K2 | 71.2 |\n"
    assert scores(reader, beside) == {("GLM-4.5", "C-Eval", 84.6), ("Kimi K2", "C-Eval", 71.2)}


def test_columns_that_nothing_announces(reader):
    text = "| Model | Reasoning | Writing |\n|---|---|---|\n| GLM-4.5 | 7.73 | 8.29 |\n| Kimi K2 | 7.45 | 8.36 |\n"
    assert ("Kimi K2", "Writing", 8.36) in scores(reader, text)
    single = "| Model | Batch |\n|---|---|\n| GLM-4.5 | 7.7 |\n| Kimi K2 | 7.4 |\n"
    assert not scores(reader, single)


def test_rows_that_say_who_holds_a_benchmark(reader):
    text = (
        "| Benchmark | Measures | Best |\n|---|---|---|\n| MMLU | knowledge | 87.8% (Kimi K2), 84.6% (GLM-4.5) |\n"
        "| GPQA | reasoning | 79.1% (Kimi K2) |\n"
    )
    assert scores(reader, text) == {("Kimi K2", "MMLU", 87.8), ("GLM-4.5", "MMLU", 84.6), ("Kimi K2", "GPQA", 79.1)}
    beside = "| Test | Winner | Result |\n|---|---|---|\n| MMLU | Kimi K2 | 87.8 |\n| GPQA | GLM-4.5 | 79.1 |\n"
    assert scores(reader, beside) == {("Kimi K2", "MMLU", 87.8), ("GLM-4.5", "GPQA", 79.1)}


def test_tables_in_code(reader):
    text = "Prices:\n\n```\n| Model | Context |\n|---|---|\n| GLM-4.5 | 128K |\n```\n\n```\ncontext = 64000\n```\n"
    assert found(reader, text) == {("GLM-4.5", "context_length", None, 128000.0)}


def test_settings_are_no_scores(reader):
    text = "# Kimi K2\n\nWe added GSM8K (8-shot) and MBPP (3-shot@1); Kimi K2 scores 88.1 on GSM8K (8-shot).\n"
    assert scores(reader, text) == {("Kimi K2", "GSM8K", 88.1)}


def test_names_without_their_family(reader):
    text = "| Test | Sonnet 4.5 | K2 Thinking of Kimi |\n|---|---|---|\n| MMLU | 87.8 | 84.6 |\n"
    assert ("Claude Sonnet 4.5", "MMLU", 87.8) in scores(reader, text)


def test_pairs_of_prices_under_a_bare_label(reader):
    text = "| Model | Price | Context |\n|---|---|---|\n| GLM-4.5 | $0.60 / $2.20 | 128K |\n"
    assert ("GLM-4.5", "price_output_per_mtok", None, 2.2) in found(reader, text)
