"""What every connector must do, on data of its own shape."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.recompute import connector_names, load_connector
from parallaxe.vocabulary.errors import InputError, ParallaxeError
from parallaxe.vocabulary.locator import Cell
from parallaxe.vocabulary.ports import Connector
from parallaxe.vocabulary.records import RecordsFile

CSV = {
    "openrouter-rankings": (
        "day.csv",
        "date,model_permaslug,total_tokens\n2025-08-12,deepseek/deepseek-r1,30\n2025-08-12,openai/gpt-4o,60\n2025-08-12,other,10\n",
    ),
    "epoch-notable-models": (
        "models.csv",
        (
            "Model,Organization,Publication date,Country (of organization),Parameters,Confidence\n"
            'DeepSeek-R1,DeepSeek,2025-01-20,China,671000000000.0,Confident\nTwo lands,A,2024-05-01,"China,France",,Likely\n'
        ),
    ),
    "epoch-benchmarks": (
        "gpqa_diamond.csv",
        "Model version,mean_score,Release date,stderr,Started at\nDeepSeek-R1,0.715,2025-01-20,0.03,2025-02-01T00:00:00Z\n",
    ),
    "epoch-capabilities-index": (
        "eci.csv",
        (
            "Model version,ECI Score,Release date,Model name,Model accessibility\n"
            "DeepSeek-R1,139.4,2025-01-20,DeepSeek-R1,Open weights (unrestricted)\n"
        ),
    ),
    "epoch-funding": (
        "rounds.csv",
        (
            "Id,Company,Close date,Status,Funding (equity),Valuation (post-money),Report date,Confidence\n"
            "A,OpenAI,3/31/2025,Completed,40000000000,3E+11,4/1/2025,Likely\nB,OpenAI,,Talks,1E+9,,5/1/2025,Likely\n"
        ),
    ),
    "epoch-hardware": ("hardware.csv", "Hardware name,Manufacturer,Release date\nNvidia H20,Nvidia,2024-02-01\n"),
    "epoch-clusters": (
        "clusters.csv",
        (
            "Name,Status,Certainty,H100 equivalents,Power Capacity (MW),Country,Owner,Possible Duplicate,Location\n"
            "Colossus,Existing,Likely,100000,150,United States,xAI,,Memphis\nTwin,Existing,Likely,100000,,China,xAI,TRUE,\n"
        ),
    ),
    "epoch-data-centres": (
        "timelines_2025-12.csv",
        (
            "Date,Data center,Construction status,Power (MW),H100 equivalents\n"
            "1/28/2018,Alibaba Zhangbei,Building 1 operational,76,4266.4\n1/1/2028,OpenAI-Oracle Stargate,expected,1400,\n"
        ),
    ),
    "epoch-companies": ("companies.csv", "Name,Founding date\nOpenAI,12/1/2015\n"),
    "epoch-revenue": (
        "revenue.csv",
        "Company,Date,Revenue amount (normalize to annual)\nOpenAI,3/1/2023,200000000\n",
    ),
    "epoch-usage": (
        "usage.csv",
        (
            "Company,Product,Active users,Active users time period,Daily tokens,Date,Report date,Exclude from graph view\n"
            "OpenAI,ChatGPT,50000000,Weekly,,3/25/2023,9/14/2025,\nGoogle,Google (all AI products),,,3.23E+11,4/15/2024,5/20/2025,\n"
            "OpenAI,ChatGPT,40000000,Weekly,,10/14/2025,10/14/2025,TRUE\n"
        ),
    ),
    "epoch-staff": (
        "staff.csv",
        (
            "Company,Staff count,Date,Type,Division name\nGoogle,75,12/31/2013,Division/role,DeepMind\n"
            "xAI,1500,9/1/2025,Contractors,AI tutors\nAnthropic,2300,12/2/2025,Full company,\n"
        ),
    ),
    "epoch-compute-spend": (
        "spend.csv",
        "Company,Amount,Category,Period type,Date\nOpenAI,4000000000,R&D cloud compute,Year,12/31/2024\n",
    ),
    "openrouter-shares": (
        "page.csv",
        (
            "captured,table,rank,key,tokens_or_value,share_pct\n2026-03-28,market_share,1,xiaomi,3112304109960,19.6\n"
            "2026-03-28,models,1,xiaomi/mimo-v2-pro,3112304109960,16.4\n2026-03-28,market_share,9,others,3,1.0\n"
        ),
    ),
    "openrouter-speeds": (
        "fastest.csv",
        (
            "captured,model_id,fastest_provider,throughput_tok_s,latency_ms_p50\n"
            "2026-03-28,openai/gpt-oss-20b,Groq,789,85\n"
        ),
    ),
    "openrouter-index": (
        "index.csv",
        "captured,rank,model_id,name,score\n2026-03-28,1,openai/gpt-5.4,GPT-5.4 (xhigh),57.2\n",
    ),
    "owid-artificial-intelligence-patents-submitted": (
        "patents.csv",
        "Entity,Code,Year,All\nWorld,OWID_WRL,2020,200\nChina,CHN,2020,50\nEuropean Patent Organization (CSET),,2020,9\n",
    ),
    "owid-private-investment-in-artificial-intelligence-cset": (
        "investment.csv",
        "Entity,Code,Year,All\nChina,CHN,2024,5000000000\n",
    ),
    "owid-cumulative-number-of-large-scale-ai-systems-by-country": (
        "systems.csv",
        "Entity,Code,Year,Cumulative number of large-scale AI systems by country\nChina,CHN,2024,80\n",
    ),
    "llm-stats": (
        "scores.csv",
        (
            "benchmark_id,benchmark_name,benchmark_max_score,model_name,organization_id,benchmark_score,self_reported,retrieved_at_utc\n"
            "gpqa,GPQA,1.0,DeepSeek-R1,deepseek,0.715,True,2026-08-17T00:00:00Z\n"
        ),
    ),
    "mmlu-pro-items": ("items.csv", "question_id,category,DeepSeek-R1_5shots\n1,math,1\n2,math,0\n3,law,1\n"),
    "owid-ai-publications": (
        "owid.csv",
        "Entity,Code,Year,All\nWorld,OWID_WRL,2022,200\nChina,CHN,2022,50\nOECD (CSET),,2022,90\n",
    ),
    "openalex-ai-publications": (
        "ai_publication_counts.csv",
        "year,country_code,count\n2020,https://openalex.org/countries/CN,1\n2020,https://openalex.org/countries/US,3\n",
    ),
    "ncses-ai-articles": (
        "data.csv",
        "table_id,row_id,time_period,value\n"
        + "".join(f"9968,r{n},{place},{n}\n" for place in ("World", "World -> Asia -> China") for n in range(1, 21)),
    ),
    "litellm-prices": (
        "changes.csv",
        (
            "valid_from,model,provider,field,value\n2025-02-06,deepseek-r1,,litellm_provider,deepseek\n"
            "2025-02-06,deepseek-r1,,input_cost_per_token,5.5e-07\n2025-03-01,deepseek-r1,,input_cost_per_token,4e-07\n"
            "2025-04-01,deepseek-r1,,input_cost_per_token,__removed__\n"
        ),
    ),
    "gpu-rental-prices": (
        "gpu.csv",
        (
            "snapshot_date,provider,instance_type,gpu_name,gpu_count,pricing_type,price_per_gpu_hour,currency\n"
            "2026-03-22,akash,a100,A100,1,on_demand,1.22,USD\n"
        ),
    ),
    "cac-filings": (
        "filings.tsv",
        "属地\t模型名称\t备案单位\t备案号\t备案时间\n北京市\t文心一言\t百度\tBeijing-1\t2023-08-31\n",
    ),
}
CSV |= {
    "epoch-benchmark-runs": (
        "runs.csv",
        (
            "task,model,Best score (across scorers),started_at,Status,task version\n"
            "GPQA diamond,gpt-5.1_medium,0.850,17 November 2025 4:28pm,Success,1.0.1\n"
        ),
    ),
    "epoch-model-versions": ("versions_2025-12.csv", "id,Model,Version release date\ngpt-4-0314,GPT-4,2023-03-14\n"),
    "epoch-price-performance": (
        "prices.csv",
        (
            "Model Name,Release Date,USD per 1M Tokens,MMLU,GPQA Diamond,HumanEval,MATH-500,LMSys Chatbot Arena ELO,MATH 5,"
            "Tokens per Second,Prefill Latency (s),Prompt Length (tk)\nClaude-3-Haiku,2024-03-04,0.5,71,33,77,39,1179,13,122.7,0.467,1000\n"
        ),
    ),
    "owid-artificial-intelligence-parameter-count": (
        "parameters.csv",
        "Entity,Day,Number of parameters,Researcher affiliation\nDeepSeek-R1,2025-01-20,671000000000,Industry\n",
    ),
    "owid-hardware-and-energy-cost-to-train-notable-ai-systems": (
        "costs.csv",
        "Entity,Day,Cost,Domain\nGPT-4,2023-03-14,40000000,Language\n",
    ),
    "inference-prices": (
        "inference.csv",
        (
            "snapshot_date,provider,instance_type,pricing_type,currency,price_unit,raw_extra\n"
            '2026-03-21,openrouter,deepseek/deepseek-r1,inference,USD,token,"{""model_name"":""DeepSeek: DeepSeek R1"",'
            '""prompt_price_per_token"":""0.0000007"",""completion_price_per_token"":""0.0000025""}"\n'
        ),
    ),
}
OTHER = {
    "openrouter-apps": (
        "apps_2026-08-22.json",
        json.dumps(
            [{"rank": 1, "app_id": 1, "app_name": "Claude Code", "total_tokens": "9297169523819", "total_requests": 2}]
        ),
    ),
    "openrouter-models": (
        "models.json",
        json.dumps(
            {
                "data": [
                    {
                        "id": "deepseek/deepseek-r1",
                        "name": "DeepSeek: DeepSeek R1",
                        "created": 1737381095,
                        "context_length": 128000,
                        "pricing": {"prompt": "0.0000007", "completion": "0.0000025"},
                    }
                ]
            }
        ),
    ),
    "llm-prices": (
        "data_deepseek.json",
        json.dumps(
            {
                "vendor": "deepseek",
                "models": [
                    {
                        "id": "deepseek-r1",
                        "name": "DeepSeek R1",
                        "price_history": [{"input": 0.55, "output": 2.19, "from_date": None, "to_date": "2025-02-09"}],
                    }
                ],
            }
        ),
    ),
    "llm-stats-scores": (
        "benchmarks.json",
        json.dumps(
            [
                {
                    "benchmark_name": "GPQA",
                    "model_id": "deepseek-r1",
                    "score": 0.715,
                    "is_self_reported": True,
                    "updated_at": "2025-07-19T00:00:00Z",
                    "analysis_method": "0-shot",
                }
            ]
        ),
    ),
    "llm-stats-models": (
        "models.json",
        json.dumps(
            {
                "deepseek/models/deepseek-r1/model.json": {
                    "model_id": "deepseek-r1",
                    "name": "DeepSeek-R1",
                    "organization_id": "deepseek",
                    "license_id": "mit",
                    "updated_at": "2025-07-19T00:00:00Z",
                    "release_date": "2025-01-20",
                    "param_count": 671000000000,
                }
            }
        ),
    ),
    "llm-stats-offers": (
        "providers.json",
        json.dumps(
            {
                "deepseek/provider.json": {"name": "DeepSeek"},
                "deepseek/models.json": [
                    {
                        "model_id": "deepseek-r1",
                        "model_name": "DeepSeek-R1",
                        "provider_id": "deepseek",
                        "updated_at": "2025-07-19T00:00:00Z",
                        "input_cents_per_million_tokens": 55,
                        "output_cents_per_million_tokens": 219,
                        "deprecated_at": None,
                    }
                ],
            }
        ),
    ),
    "aider": (
        "polyglot_leaderboard.yml",
        "- model: DeepSeek R1\n  test_cases: 225\n  pass_rate_2: 56.9\n  edit_format: diff\n  date: 2025-01-20\n",
    ),
    "openrouter-weeks": (
        "weeks.json",
        json.dumps(
            [
                {
                    "date": "2025-11-16",
                    "models": [
                        {"slug": "openai/gpt-oss-20b", "name": "OpenAI: gpt-oss-20b", "rank": 1, "total_tokens": 7}
                    ],
                }
            ]
        ),
    ),
    "vllm-recipes": (
        "recipes.json",
        json.dumps(
            {
                "deepseek-ai/DeepSeek-R1": {
                    "title": "DeepSeek R1",
                    "provider": "DeepSeek",
                    "date_added": "2025-02-01",
                    "parameter_count": "671B",
                    "active_parameters": "37B",
                    "context_length": 163840,
                }
            }
        ),
    ),
}
SAMPLES = {name: RecordsFile(name=file, raw=text.encode()) for name, (file, text) in {**CSV, **OTHER}.items()}
SHIPPED = ("facts", "reported", "models-dev", "model-prices")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture(scope="module")
def connectors(catalogue):
    return {name: load_connector(name, catalogue) for name in connector_names()}


def test_every_connector_is_under_contract():
    assert set(connector_names()) == {*SAMPLES, *SHIPPED}


@pytest.mark.parametrize("name", [*SAMPLES, *SHIPPED])
def test_contract(name, connectors):
    connector = connectors[name]
    assert isinstance(connector, Connector)
    assert connector.card.name == name
    assert all(connector.card.columns.values())
    files = [SAMPLES[name]] if name in SAMPLES else connector.bundled()
    assert files
    for file in files:
        table = connector.records(file)
        assert set(connector.card.columns) <= set(table.column_names)
        harvest = connector.observe(file)
        assert harvest == connector.observe(file)
        assert len({one.id for one in harvest.observations}) == len(harvest.observations)
        sources = {source.id for source in harvest.sources}
        for one in harvest.observations:
            assert one.source in sources
            assert one.published or one.valid
            assert isinstance(one.locator, Cell)
            assert one.locator.snapshot == file.snapshot
            assert one.locator.file == file.name


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_sample_gives_observations(name, connectors):
    assert connectors[name].observe(SAMPLES[name]).observations


@pytest.mark.parametrize("name", SAMPLES)
def test_files_that_ship_with_nobody(name, connectors):
    assert connectors[name].bundled() == []


@pytest.mark.parametrize("name", SAMPLES)
def test_truncated_gzip_gives_nothing(name, connectors):
    packed = gzip.compress(SAMPLES[name].raw)
    broken = RecordsFile(name=f"{SAMPLES[name].name}.gz", raw=packed[: len(packed) // 2])
    with pytest.raises(InputError, match="gzip"):
        connectors[name].observe(broken)
    assert connectors[name].observe(RecordsFile(name=SAMPLES[name].name, raw=packed)).sources


@pytest.mark.parametrize("name", CSV)
def test_a_renamed_column_is_named(name, connectors):
    text = SAMPLES[name].raw.decode()
    header, _, rest = text.partition("\n")
    column = list(connectors[name].card.columns)[:2][-1]
    broken = RecordsFile(name="renamed.csv", raw=f"{header.replace(column, 'renamed', 1)}\n{rest}".encode())
    with pytest.raises(InputError) as error:
        connectors[name].observe(broken)
    assert "renamed.csv" in error.value.where
    assert column in error.value.what


@pytest.mark.parametrize("name", [*SAMPLES, *SHIPPED])
@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\xfe\x00binary", b"{", b"a,b\n1,2,3\n"], ids=["empty", "binary", "brace", "ragged"]
)
def test_nonsense_is_refused_by_name(name, raw, connectors):
    with pytest.raises(ParallaxeError) as error:
        connectors[name].observe(RecordsFile(name="nonsense", raw=raw))
    assert "nonsense" in error.value.where


@pytest.mark.parametrize("name", CSV)
@pytest.mark.parametrize("cell", ["", "x", "-1", "1e999", "0000-00-00"])
def test_whatever_stands_in_a_cell_is_read_or_refused_by_its_place(name, cell, connectors):
    delimiter = "\t" if name == "cac-filings" else ","
    header, *lines = SAMPLES[name].raw.decode().splitlines()
    width = len(header.split(delimiter))
    for column in range(width):
        rows = list(csv.reader(lines, delimiter=delimiter))
        for row in rows:
            row[column] = cell
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(rows)
        broken = RecordsFile(name=SAMPLES[name].name, raw=f"{header}\n{out.getvalue()}".encode())
        refused = _refusal(connectors[name], broken)
        assert refused is None or SAMPLES[name].name in refused.where


def _refusal(connector, file):
    """The error a file is refused with, None where it is read."""
    try:
        connector.observe(file)
    except ParallaxeError as error:
        return error
    return None


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("raw", [b"[]", b"{}", b"null"], ids=["list", "object", "null"])
def test_a_file_without_records_is_refused(name, raw, connectors):
    header = SAMPLES[name].raw.decode().splitlines()[0].encode() if name in CSV else raw
    with pytest.raises(ParallaxeError) as error:
        connectors[name].observe(RecordsFile(name=SAMPLES[name].name, raw=header + b"\n"))
    assert SAMPLES[name].name in error.value.where


def test_an_unknown_connector_lists_the_known():
    with pytest.raises(InputError, match="openrouter-rankings"):
        load_connector("openrouter")
