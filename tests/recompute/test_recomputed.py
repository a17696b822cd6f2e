"""Figures recomputed from records, against what is known of them."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

from parallaxe.catalog import load_catalogue
from parallaxe.recompute import load_connector, records, records_file
from parallaxe.recompute.exchange import reference_rates
from parallaxe.recompute.remainder import share_of
from parallaxe.vocabulary.errors import InputError, InsufficientDataError
from parallaxe.vocabulary.observation import Kind
from parallaxe.vocabulary.records import RecordsFile


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


@pytest.fixture
def harvest(shared, catalogue):
    def of(name, path):
        return load_connector(name, catalogue).observe(records_file(shared / "data" / path)).observations

    return of


def rankings(days):
    """A rankings file of DeepSeek's, OpenAI's and unnamed tokens by day."""
    names = ("deepseek/deepseek-r1", "openai/gpt-4o", "other")
    lines = [f"{day},{name},{tokens}" for day, row in days.items() for name, tokens in zip(names, row, strict=True)]
    return RecordsFile(name="days.csv", raw="\n".join(["date,model_permaslug,total_tokens", *lines]).encode())


def test_chinese_share_of_a_day_has_the_bounds_of_the_remainder(harvest):
    found = harvest("openrouter-rankings", "openrouter_usage/rankings_daily_sample_2025.csv")
    day = next(one for one in found if one.subject == "china" and one.valid == "2025-08-12")
    assert day.kind is Kind.RECOMPUTED
    assert (round(day.interval.lower, 1), round(day.interval.upper, 1)) == (30.6, 36.4)
    assert day.n == 519_093_889_487
    assert day.numerator / day.n * 100 == day.number


def test_mean_and_peak_of_a_month_are_not_confused(catalogue):
    days = {f"2026-06-{day:02d}": (day, 100 - day, 0) for day in range(1, 31)}
    found = load_connector("openrouter-rankings", catalogue).observe(rankings(days)).observations
    month = {one.dimensions["aggregation"]: one for one in found if one.subject == "china" and one.valid == "2026-06"}
    assert round(month["mean"].number, 6) == Decimal("15.5")
    assert month["peak"].number == 30


def test_a_few_days_are_no_month(catalogue):
    days = {f"2026-06-{day:02d}": (1, 1, 0) for day in range(1, 10)}
    found = load_connector("openrouter-rankings", catalogue).observe(rankings(days)).observations
    assert {one.dimensions["aggregation"] for one in found} == {"point"}


def test_a_model_twice_on_a_day_is_refused(catalogue):
    file = rankings({"2026-06-01": (1, 1, 0)})
    twice = RecordsFile(name=file.name, raw=file.raw + b"\n2026-06-01,other,5")
    with pytest.raises(InputError, match="row 4"):
        load_connector("openrouter-rankings", catalogue).observe(twice)


def test_notable_models_of_2024_by_country(harvest):
    found = harvest("epoch-notable-models", "epoch/notable_ai_models_2026-01-26.csv")
    counts = {one.subject: one.number for one in found if one.metric == "model_count" and one.valid == "2024"}
    assert (counts["china"], counts["united-states"]) == (31, 57)


def test_publication_shares_depend_on_the_method(harvest):
    latest = {}
    for name, path in {
        "ncses-ai-articles": "ai_publications/ncses_9968/data.csv",
        "owid-ai-publications": "ai_publications/owid/annual-scholarly-publications-on-artificial-intelligence.csv",
        "openalex-ai-publications": "ai_publications/openalex/ai_publication_counts.csv",
    }.items():
        china = [one for one in harvest(name, path) if one.subject == "china"]
        last = max(china, key=lambda one: one.valid)
        latest[name] = (last.valid, round(float(last.number), 1))
        assert last.dimensions["counting"]
    assert latest == {
        "ncses-ai-articles": ("2022", 34.5),
        "owid-ai-publications": ("2023", 25.6),
        "openalex-ai-publications": ("2020", 18.0),
    }


def test_no_count_or_share_is_made_of_an_excerpt(harvest):
    found = harvest("cac-filings", "cac_registry/first_batch_2024-04_excerpt_86of117.tsv")
    assert {one.metric for one in found} <= {"developer"}


def test_a_region_that_lost_a_year_is_refused(catalogue):
    rows = "".join(f"9968,r{n},World,{n}\n" for n in range(1, 20))
    file = RecordsFile(name="data.csv", raw=f"table_id,row_id,time_period,value\n{rows}".encode())
    with pytest.raises(InputError, match="19 years for 'World'"):
        load_connector("ncses-ai-articles", catalogue).observe(file)


def test_price_spans_do_not_overlap(catalogue):
    connector = load_connector("model-prices", catalogue)
    spans = {}
    for row in connector.records(connector.bundled()[0]).to_pylist():
        spans.setdefault((row["provider"], row["model"], row["direction"]), []).append(
            (row["start"], row["end"], row["price"])
        )
    for history in spans.values():
        for (_, end, price), (start, _, following) in itertools.pairwise(history):
            assert end < start
            assert price != following or end[:10] < start[:10]


def test_lists_in_yuan_are_no_dollar_prices(catalogue):
    connector = load_connector("model-prices", catalogue)
    found = [one for file in connector.bundled() for one in connector.observe(file).observations]
    providers = {one.dimensions["provider"] for one in found}
    assert providers.isdisjoint({"volcengine", "tencent-tokenhub", "bailing"})
    assert {"deepseek", "openai", "zhipu-ai"} <= providers


def test_shares_of_nothing_are_refused():
    with pytest.raises(InsufficientDataError):
        share_of({"a": Decimal(0)}, {"a": "x"}, "x")


def test_rates_cover_the_currencies_of_the_field():
    rates = reference_rates()
    assert {"USD", "CNY", "EUR", "HKD", "JPY", "GBP"} <= set(rates["currency"].unique().to_pylist())


def test_records_by_name(shared):
    table = records("openrouter-rankings", shared / "data/openrouter_usage/rankings_daily_sample_2025.csv")
    assert table.column_names == ["date", "model_permaslug", "total_tokens"]
    assert records("models-dev").num_rows > 1_000


def test_mean_and_peak_by_month_of_the_rankings(harvest):
    found = harvest("openrouter-rankings", "openrouter_usage/rankings_daily_top50_2026-06-21_2026-08-21.csv")
    july = {one.dimensions["aggregation"]: one for one in found if one.subject == "china" and one.valid == "2026-07"}
    assert (round(july["mean"].number, 1), round(july["mean"].interval.upper, 1)) == (Decimal("61.3"), 67.8)
    assert (round(july["peak"].number, 1), july["peak"].n) == (Decimal("67.3"), 7_742_838_835_750)


def test_capacity_of_listed_clusters_is_at_least_and_no_share(harvest):
    found = harvest("epoch-clusters", "epoch/gpu_clusters_2025-12.csv")
    sums = {one.subject: one for one in found if one.kind is Kind.RECOMPUTED}
    assert {one.qualifier for one in sums.values()} == {"at_least"}
    assert sums["united-states"].number > sums["china"].number > 0
    assert {one.unit for one in found} == {"H100 equivalents", "MW"}


def test_stages_after_the_list_are_forecasts(harvest):
    found = harvest("epoch-data-centres", "epoch/data_center_timelines_2025-12.csv")
    assert {one.valid > "2025-12-31" for one in found if one.modality == "forecast"} == {True}
    assert all(one.valid < "2026" for one in found if one.modality == "actual")


def test_ten_models_of_a_week_make_no_share(harvest):
    found = harvest("openrouter-weeks", "openrouter_usage/weekly_top10_tokens_2025-11_2026-05.json")
    assert {one.metric for one in found} == {"usage_volume", "rank"}


def test_a_server_is_not_the_price_of_its_chip(harvest):
    found = harvest("gpu-rental-prices", "gpu_rental_prices/gpu_hourly_prices_2026-03.csv.gz")
    l40s = [one.number for one in found if one.subject == "nvidia-l40s"]
    assert len(l40s) > 30
    assert max(l40s) < 10


@pytest.mark.parametrize(
    ("name", "file", "count"),
    [
        ("epoch-companies", "ai_companies_2025-12", 7),
        ("epoch-revenue", "ai_companies_revenue_reports_2025-12", 32),
        ("epoch-usage", "ai_companies_usage_reports_2025-12", 36),
        ("epoch-staff", "ai_companies_staff_reports_2025-12", 40),
        ("epoch-compute-spend", "ai_companies_compute_spend_2025-12", 11),
    ],
)
def test_reports_on_companies_are_all_named(harvest, name, file, count):
    found = harvest(name, f"epoch/{file}.csv")
    assert len(found) == count
    assert all(one.subject for one in found)


OWID = "ai_publications/owid/"
LOOK_ALIKE = {
    "owid-ai-publications": OWID + "annual-scholarly-publications-on-artificial-intelligence.csv",
    "owid-artificial-intelligence-patents-submitted": OWID + "artificial-intelligence-patents-submitted.csv",
    "owid-private-investment-in-artificial-intelligence-cset": OWID
    + "private-investment-in-artificial-intelligence-cset.csv",
}


@pytest.mark.parametrize("name", LOOK_ALIKE)
@pytest.mark.parametrize("other", LOOK_ALIKE)
def test_tables_with_the_same_columns_are_told_apart_by_what_they_hold(harvest, name, other):
    if name == other:
        assert harvest(name, LOOK_ALIKE[name])
        return
    with pytest.raises(InputError) as error:
        harvest(name, LOOK_ALIKE[other])
    assert f"--as {other}" in str(error.value)


def test_a_table_that_does_not_show_what_it_holds_is_refused(catalogue):
    file = RecordsFile(name="x.csv", raw=b"Entity,Code,Year,All\nWorld,OWID_WRL,2020,200\nChina,CHN,2020,50\n")
    for name in ("owid-ai-publications", "owid-artificial-intelligence-patents-submitted"):
        with pytest.raises(InputError, match="publications or patents"):
            load_connector(name, catalogue).observe(file)


def test_every_file_of_the_benchmarking_hub_is_read(shared, catalogue):
    connector = load_connector("epoch-benchmarks", catalogue)
    files = sorted((shared / "data/epoch").glob("benchmark_*/*.csv"))
    files = [path for path in files if "hub" in path.parent.name or path.name.startswith("external_")]
    files = [path for path in files if path.name != "epoch_capabilities_index.csv"]
    scores = {path.name: connector.observe(records_file(path)).observations for path in files}
    assert len(scores) == 84
    assert not [name for name, found in scores.items() if not found]
    assert all(0 <= one.number <= 100 for found in scores.values() for one in found if one.unit == "%")
    horizon = {one.dimensions["benchmark"] for one in scores["metr_time_horizons_external.csv"]}
    assert horizon == {"METR 50 % time horizon"}


def test_works_on_deep_learning_are_not_all_works(harvest, catalogue, shared):
    path = "ai_publications/openalex/deep_learning_publication_counts.csv"
    assert {one.dimensions["population"] for one in harvest("openalex-ai-publications", path)} == {
        "OpenAlex works on deep learning"
    }
    renamed = RecordsFile(name="counts.csv", raw=(shared / "data" / path).read_bytes())
    with pytest.raises(InputError, match="does not say what it counts"):
        load_connector("openalex-ai-publications", catalogue).observe(renamed)


def test_apps_of_like_names_are_told_apart(harvest):
    apps = {
        one.surface: one.subject for one in harvest("openrouter-apps", "openrouter_usage/app_rankings_2026-08-22.json")
    }
    assert apps["Claude Code"] == "claude-code"
    assert apps["Kilo Code"] == "kilo-code"


def test_token_prices_are_no_rented_chips(harvest):
    assert harvest("inference-prices", "gpu_rental_prices/_inference.csv.gz")
    with pytest.raises(InputError, match="inference-prices"):
        harvest("gpu-rental-prices", "gpu_rental_prices/_inference.csv.gz")


def test_a_price_that_depends_on_the_prompt_is_the_same_models(harvest):
    found = harvest("llm-prices", "price_history/simonw_llm_prices/data_google.json")
    long = [one for one in found if one.surface == "Gemini 2.5 Pro Preview >200k"]
    assert long
    assert not any(str(one.subject).endswith("200k") for one in found)
