"""One rule a test: what makes two statements disagree, and in which way."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from rows import table

from parallaxe.reconcile import findings, origins_of, refresh
from parallaxe.vocabulary.finding import FindingKind

A, B, C = {"source": "a"}, {"source": "b"}, {"source": "c"}


@pytest.fixture
def found(catalogue, rates):
    def of(*rows):
        return findings(table(*rows), catalogue, rates=rates)

    return of


def kinds(found):
    return [finding.kind.value for finding in found]


def test_same_quantity_and_time_different_values_conflict(found):
    one = found({**A, "number": 100, "valid": "2025-08"}, {**B, "number": 150, "valid": "2025-08"})
    assert kinds(one) == ["conflict"]
    assert one[0].differs_in == ["value"]


def test_different_times_are_an_update(found):
    one = found({**A, "number": 100, "valid": "2024-08"}, {**B, "number": 150, "valid": "2025-08"})
    assert kinds(one) == ["update"]
    assert one[0].period == "2024-08/2025-08"


def test_a_sum_over_a_part_of_the_time_is_no_conflict(found):
    year = {**A, "metric": "revenue", "unit": "USD", "number": 25e9, "valid": "2025"}
    (one,) = found(year, {**B, "metric": "revenue", "unit": "USD", "number": 10e9, "valid": "2025-H1"})
    assert one.kind.value == "unit_or_scope_difference"
    assert one.differs_in == ["period"]
    more = found(year, {**B, "metric": "revenue", "unit": "USD", "number": 30e9, "valid": "2025-H1"})
    assert kinds(more) == ["conflict"]


def test_shares_behind_a_dated_one_are_of_its_time(found):
    def of(subject, number, start, **more):
        share = {"metric": "market_share", "unit": "%", "subject": subject, "surface": subject}
        return {**A, **share, "number": number, "start": start, **more}

    rows = [of("x", 46, 40, valid="2025-H1"), of("y", 36, 90), of("z", 30, 120)]
    assert kinds(found(*rows)) == ["inconsistency"]
    assert not found(rows[0], of("y", 36, 2_000), of("z", 30, 2_030))
    assert not found(*rows[:2])


COUNT = {"subject": "china", "metric": "model_count", "unit": "models", "valid": "2024"}
LISTED = {**COUNT, "dimensions": {"list": "Index of the Institute"}}
COUNTED = {**COUNT, "source": "records", "kind": "recomputed", "locator": "cell", "dimensions": {"list": "Our records"}}


def test_a_bare_figure_is_that_of_the_list_another_names_with_it(found):
    one = found(
        {**A, **COUNT, "number": 15},
        {**B, **LISTED, "number": 15},
        {**C, **LISTED, "number": 15},
        {**COUNTED, "number": 31},
    )
    assert kinds(one) == ["unit_or_scope_difference"]
    assert one[0].differs_in == ["list"]
    assert "Index of the Institute; Our records" in one[0].explanation
    alone = found({**A, **COUNT, "number": 15}, {**COUNTED, "number": 31})
    assert kinds(alone) == ["conflict"]


def test_an_undated_figure_is_of_the_time_another_dates_it(found):
    undated = {**A, **COUNT, "number": 15, "valid": None}
    later = {**COUNTED, "number": 50, "valid": "2025"}
    assert kinds(found(undated, later)) == ["conflict"]
    assert not found(undated, {**B, **LISTED, "number": 15}, later)
    torn = ({**B, **COUNT, "number": 15}, {**C, **COUNT, "number": 15, "valid": "2023"})
    assert "conflict" in kinds(found(undated, *torn, later))


def test_a_change_told_in_two_currencies_is_an_update(found):
    worth = {"metric": "valuation"}
    early = {**A, **worth, "number": 6e9, "unit": "USD", "valid": "2024-06"}
    assert kinds(found(early, {**B, **worth, "number": 11.7e9, "unit": "EUR", "valid": "2025-09"})) == ["update"]
    assert kinds(found(early, {**B, **worth, "number": 11.7e9, "unit": "EUR", "valid": "2024-06"})) == [
        "unit_or_scope_difference"
    ]


def test_a_licence_is_no_institute(found):
    licence = {"metric": "licence", "unit": "name"}
    assert not found({**A, **licence, "text": "MIT"}, {**B, **licence, "text": "MIT License"})
    assert kinds(found({**A, **licence, "text": "MIT"}, {**B, **licence, "text": "Modified MIT"})) == ["conflict"]


def test_decimals_a_quote_shows_count(found):
    score = {"metric": "benchmark_score", "unit": "%", "dimensions": {"benchmark": "AIME"}, "number": 47, "n": 30}
    assert not found({**A, **score, "quote": "47 %"})
    assert kinds(found({**A, **score, "quote": "47,0 %"})) == ["inconsistency"]


def test_undated_figures_told_long_apart_are_an_update(found):
    early, late = {"published_by": date(2024, 1, 1)}, {}
    assert kinds(found({**A, "number": 100, **early}, {**B, "number": 150, **late})) == ["update"]


def test_the_day_a_page_was_fetched_dates_nothing(found):
    undated = {"published": None}
    money = {"metric": "funding_raised", "unit": "USD"}
    assert kinds(found({**A, "number": 100, **undated}, {**B, "number": 150})) == ["conflict"]
    assert not found({**A, **money, "number": 410e6, **undated}, {**B, **money, "number": 559e6, **undated})
    assert kinds(found({**A, **money, "number": 410e6}, {**B, **money, "number": 559e6})) == ["conflict"]


def test_a_figure_of_no_known_time_is_held_against_no_row_of_a_series(found):
    timeless = {**A, "metric": "publication_share", "unit": "%", "number": 5, "published": None}
    rows = [
        {**B, "metric": "publication_share", "unit": "%", "number": number, "valid": year, "locator": "cell"}
        for year, number in (("2003", 17.7), ("2010", 31.1), ("2020", 29.9))
    ]
    assert not found(timeless, *rows)
    assert "conflict" in kinds(found({**timeless, "valid": "2010"}, *rows))


def test_a_goal_is_not_a_result(found):
    one = found({**A, "number": 100, "dimensions": {"modality": "planned"}}, {**B, "number": 150})
    assert one[0].differs_in == ["modality"]


def test_an_absent_dimension_is_unknown_between_sources_and_different_within_one(found):
    named = {"number": 150, "dimensions": {"population": "monthly active"}}
    assert kinds(found({**A, "number": 100}, {**B, **named})) == ["conflict"]
    assert kinds(found({**A, "number": 100}, {**A, **named})) == ["unit_or_scope_difference"]


def test_a_peak_is_not_a_mean(found):
    share = {"metric": "usage_share", "unit": "%", "valid": "2025"}
    one = found(
        {**A, **share, "number": 30, "dimensions": {"aggregation": "peak"}},
        {**B, **share, "number": 13, "dimensions": {"aggregation": "mean"}},
    )
    assert one[0].differs_in == ["aggregation"]


def test_scores_on_two_benchmarks_are_no_disagreement(found):
    score = {"metric": "benchmark_score", "unit": "%"}
    assert not found(
        {**A, **score, "number": 30, "dimensions": {"benchmark": "MMLU"}},
        {**B, **score, "number": 60, "dimensions": {"benchmark": "GPQA"}},
    )


def test_an_unnamed_index_is_not_compared_as_a_named_one(found):
    value = {"metric": "intelligence_index", "unit": "index points"}
    one = found({**A, **value, "number": 89}, {**B, **value, "number": 139, "dimensions": {"index": "ECI"}})
    assert kinds(one) == ["unit_or_scope_difference"]


def test_fractions_and_percentages_are_one_unit(found):
    share = {"metric": "usage_share", "valid": "2025"}
    assert not found(
        {**A, **share, "number": "0.365", "unit": "fraction"}, {**B, **share, "number": "36.5", "unit": "%"}
    )


@pytest.mark.parametrize(("left", "right", "agree"), [("36", "36.4", True), ("36", "37.1", False), ("1", "0.6", False)])
def test_a_rounded_number_agrees(found, left, right, agree):
    price = {"metric": "price_input_per_mtok", "unit": "USD"}
    assert (not found({**A, **price, "number": left}, {**B, **price, "number": right})) is agree


def test_an_amount_and_its_conversion_agree_and_the_wrong_currency_does_not(found):
    money = {"metric": "valuation", "valid": "2025-02"}
    yuan = {**A, **money, "number": 380e9, "unit": "CNY"}
    assert not found(yuan, {**B, **money, "number": 52.4e9, "unit": "USD"})
    one = found(yuan, {**B, **money, "number": 380e9, "unit": "USD"})
    assert one[0].differs_in == ["unit"]


def test_a_conversion_in_one_passage_that_no_rate_explains(found):
    money = {"source": "a", "metric": "revenue", "valid": "2025-02"}
    one = found(
        {**money, "number": 10e9, "unit": "CNY", "start": 10}, {**money, "number": 14e9, "unit": "USD", "start": 40}
    )
    assert "inconsistency" in kinds(one)
    assert any("rate of the day" in finding.explanation for finding in one)


def test_amounts_whose_rate_is_unknown_stay_unresolved(found):
    money = {"metric": "revenue", "valid": "2026-02"}
    assert not found({**A, **money, "number": 10e9, "unit": "RUB"}, {**B, **money, "number": 14e9, "unit": "USD"})


def test_a_source_that_lists_both_values_covers_either(found):
    mean = {**B, "number": 13, "dimensions": {"aggregation": "mean"}, "valid": "2025"}
    peak = {**B, "number": 30, "dimensions": {"aggregation": "peak"}, "valid": "2025"}
    share = {"metric": "usage_share", "unit": "%"}
    one = found({**A, **share, "number": 30, "valid": "2025"}, {**mean, **share}, {**peak, **share})
    assert all({member.doc for member in finding.members} == {"b"} for finding in one)


def test_rows_of_one_table_are_told_apart_by_the_table(found):
    cell = {"source": "t", "locator": "cell", "metric": "price_input_per_mtok", "unit": "USD"}
    assert not found(
        {**cell, "number": 1, "dimensions": {"provider": "p"}}, {**cell, "number": 2, "dimensions": {"provider": "q"}}
    )


def test_dates_agree_when_one_contains_the_other(found):
    day = {"metric": "release_date", "unit": "date"}
    assert not found({**A, **day, "text": "2025-01-20"}, {**B, **day, "text": "2025-01"})
    assert kinds(found({**A, **day, "text": "2025-01-20"}, {**B, **day, "text": "2025-02"})) == ["conflict"]


def test_a_city_agrees_with_its_country(found):
    seat = {"metric": "headquarters", "unit": "name", "subject_type": "organization"}
    assert not found({**A, **seat, "text": "Hangzhou"}, {**B, **seat, "text": "China"})
    assert kinds(found({**A, **seat, "text": "Hangzhou"}, {**B, **seat, "text": "Singapore"})) == ["conflict"]


def test_founders_are_several(found):
    who = {"metric": "founder", "unit": "name"}
    assert not found({**A, **who, "text": "Arthur Mensch"}, {**B, **who, "text": "Guillaume Lample"})


def test_active_parameters_exceed_total(found):
    size = {"unit": "parameters", **A}
    one = found(
        {**size, "metric": "parameters_active", "number": 130e9}, {**size, "metric": "parameters_total", "number": 80e9}
    )
    assert kinds(one) == ["inconsistency"]


def test_more_daily_than_monthly_users(found):
    one = found(
        {**A, "number": 200e6, "valid": "2025-08", "dimensions": {"population": "daily active"}},
        {**A, "number": 100e6, "valid": "2025-08", "dimensions": {"population": "monthly active"}},
    )
    assert "inconsistency" in kinds(one)


def test_released_before_its_maker_was_founded(found):
    one = found(
        {**A, "subject": "m", "metric": "release_date", "unit": "date", "text": "2019"},
        {**A, "subject": "m", "metric": "developer", "unit": "name", "text": "lab"},
        {**A, "subject": "lab", "surface": "lab", "metric": "founded_date", "unit": "date", "text": "2023"},
    )
    assert one[0].differs_in == ["date order"]


def test_a_score_from_before_the_release(found):
    one = found(
        {
            **A,
            "metric": "benchmark_score",
            "unit": "%",
            "number": 70,
            "valid": "2023",
            "dimensions": {"benchmark": "MMLU"},
        },
        {**A, "metric": "release_date", "unit": "date", "text": "2025-01-20"},
    )
    assert one[0].differs_in == ["period"]


def test_percentages_and_their_counts(found):
    score = {"metric": "benchmark_score", "unit": "%", "locator": "cell", "dimensions": {"benchmark": "X"}}
    assert kinds(found({**A, **score, "number": "44.9", "n": 224})) == ["inconsistency"]
    assert not found({**A, **score, "number": "44.6", "n": 224})
    assert kinds(found({**A, **score, "number": 50, "numerator": 40, "n": 100})) == ["inconsistency"]


def test_shares_of_a_passage_over_the_whole(found):
    share = {"metric": "market_share", "unit": "%", **A}
    rows = [
        {**share, "subject": name, "surface": name, "number": 40, "start": place} for place, name in enumerate("xyz")
    ]
    assert kinds(found(*rows)) == ["inconsistency"]
    assert not found(*[{**row, "start": place * 10_000} for place, row in enumerate(rows)])


def test_users_of_several_things_may_add_up_to_more(found):
    share = {"metric": "usage_share", "unit": "%", **A, "dimensions": {"population": "students"}}
    assert not found({**share, "subject": "x", "number": 70}, {**share, "subject": "y", "number": 60})


def test_a_rest_that_does_not_complete_the_whole(found):
    share = {"metric": "market_share", "unit": "%", **A}
    rows = (
        {**share, "subject": "x", "number": 60},
        {**share, "subject": None, "surface": "les autres", "number": 10, "start": 50},
    )
    assert kinds(found(*rows)) == ["inconsistency"]
    assert not found(rows[0], {**rows[1], "number": 40})


def test_one_place_for_two(found):
    rank = {
        "metric": "rank",
        "unit": "rank",
        "number": 1,
        "valid": "2025",
        "dimensions": {"ranking": "AI cloud revenue"},
    }
    assert kinds(found({**A, **rank, "subject": "x"}, {**B, **rank, "subject": "y"})) == ["inconsistency"]


def test_one_figure_told_of_a_model_and_its_maker(found):
    one = found(
        {**A, "subject": "m", "number": 700_000, "qualifier": "at_least"},
        {**B, "subject": "lab", "surface": "lab", "subject_type": "organization", "number": 700_000},
        {**A, "subject": "m", "metric": "developer", "unit": "name", "text": "lab"},
    )
    assert one[0].kind is FindingKind.UNIT_OR_SCOPE_DIFFERENCE
    assert "subject" in one[0].differs_in


def test_origins(catalogue):
    press = {"source_class": "C"}
    rows = [
        {**press, "source": "a", "attributed_to": "Stanford"},
        {**press, "source": "b", "attributed_to": "Stanford AI Index 2025"},
        {**press, "source": "c"},
        {"source_class": "B", "source": "d", "publisher": "epoch-ai"},
    ]
    keys = origins_of(rows, catalogue)
    assert keys[0] == keys[1]
    assert keys[3] not in keys[:3]
    assert len(set(origins_of([{**press, "source": "a"}, {**press, "source": "b"}], catalogue))) == 1


def test_the_producer_stands_before_who_repeats_him(found):
    one = found(
        {**A, "number": 100, "valid": "2025"},
        {**B, "number": 150, "valid": "2025", "attributed_to": "Lab"},
        {**C, "number": 150, "valid": "2025", "origin": "Lab", "source_class": "A"},
    )
    docs = [member.doc for member in one[0].members]
    assert docs.index("c") < docs.index("b")


def test_one_market_in_two_wordings_is_one_whole(found):
    share = {"metric": "market_share", "unit": "%", **A, "valid": "2025"}
    one = found(
        {**share, "subject": "x", "number": 60, "dimensions": {"market": "LLM market, China"}},
        {**share, "subject": "y", "number": 55, "dimensions": {"market": "China LLM market"}, "start": 5_000},
    )
    assert kinds(one) == ["inconsistency"]


def test_an_author_who_gives_two_units_describes_one_thing_twice(found):
    cost = {"metric": "training_cost"}
    dollars = {**A, **cost, "number": 5.576e6, "unit": "USD"}
    hours = {**cost, "number": 2.788e6, "unit": "GPU-hours", "start": 90}
    assert not found(dollars, {**A, **hours})
    assert found(dollars, {**B, **hours})[0].differs_in == ["unit"]


WEEK = {"unit": "rank", "metric": "rank", "valid": "2026-03-16", "locator": "cell"}
TOKENS = {"unit": "tokens", "metric": "usage_volume", "valid": "2026-03-16", "locator": "cell"}


def weekly(*listed):
    """Ranks and tokens of a table's rows: subject, offer, place, tokens."""
    for subject, offer, place, tokens in listed:
        said = {**A, "subject": subject, "dimensions": {"ranking": "models by weekly tokens", "offer": offer}}
        yield {**said, **WEEK, "number": place}
        yield {**said, **TOKENS, "number": tokens, "dimensions": {"offer": offer}}


def test_a_free_offer_is_ranked_apart_from_the_paid_one(found):
    assert not found(*weekly(("x", "x:free", 1, 900), ("y", "y", 2, 500), ("x", "x", 3, 200)))
    assert "inconsistency" in kinds(found(*weekly(("x", "x", 1, 100), ("y", "y", 2, 500))))


def test_a_table_of_which_rows_are_missing_here_gives_no_place(found):
    assert not found(*weekly(("x", "x", 1, 900), ("y", "y", 3, 500), ("z", "z", 4, 100)))
    assert "inconsistency" in kinds(found(*weekly(("x", "x", 1, 900), ("y", "y", 2, 100), ("z", "z", 3, 500))))


def test_places_of_equal_volumes_are_taken_in_any_order(found):
    assert not found(*weekly(("x", "x", 1, 900), ("y", "y", 2, 500), ("z", "z", 3, 500), ("w", "w", 4, 100)))


def test_peaks_are_no_parts_of_one_whole_and_means_are_not_added_to_them(found):
    share = {"metric": "usage_share", "unit": "%", "valid": "2026-07"}

    def of(subject, number, aggregation):
        dimensions = {"population": "OpenRouter tokens", "aggregation": aggregation}
        return {**A, **share, "subject": subject, "number": number, "dimensions": dimensions}

    apart = found(of("c", 67, "peak"), of("u", 40, "peak"), of("c", 58, "mean"), of("u", 34, "mean"))
    assert "inconsistency" not in kinds(apart)
    assert kinds(found(of("c", 67, "mean"), of("u", 40, "mean"))) == ["inconsistency"]


def test_refreshing_sees_a_part_that_joins_a_whole(catalogue):
    share = {
        "metric": "usage_share",
        "unit": "%",
        "valid": "2026-07",
        "dimensions": {"population": "OpenRouter tokens"},
    }
    listed = [("china", 30), ("alibaba", 14), ("deepseek", 12), ("moonshot-ai", 11)]
    everything = table(*({**share, "source": name, "subject": name, "number": number} for name, number in listed))
    before, changed = everything.slice(0, 3), everything.slice(3)
    previous = findings(before, catalogue)
    assert previous == []
    again = refresh(previous, everything, changed, catalogue)
    assert again == findings(everything, catalogue)
    assert kinds(again) == ["inconsistency"]
    assert refresh(again, before, changed, catalogue) == []
