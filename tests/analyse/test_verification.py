import pytest

from parallaxe.analyse.verification.category_means import LIVEBENCH, verify_livebench
from parallaxe.analyse.verification.counted_shares import verify_aider, verify_cadeval
from parallaxe.analyse.verification.item_scores import verify_mmlu_pro
from parallaxe.analyse.verification.market_shares import verify_openrouter
from parallaxe.analyse.verification.notable_models import verify_notable_models
from parallaxe.vocabulary.errors import InvalidValueError, UnknownFormatError


def _aider(**cells):
    return {"model": "m", "test_cases": "224", "total_tests": "225", **cells}


def test_a_share_that_is_its_counts_agrees():
    found = verify_aider([_aider(pass_rate_2="62.1", pass_num_2="139")])
    assert found.counts == {"agrees": 1}
    assert found.rows[0].interval.contains(62.05)
    assert found.summary.endswith("All rows add up.")


def test_rows_that_cannot_be_tested_stop_no_board():
    rows = [
        _aider(pass_rate_2="62.1", pass_num_2="139"),
        {"model": "caseless", "test_cases": "0", "pass_rate_1": "10.0"},
        _aider(model="worded", pass_rate_1=".nan"),
        _aider(model="beyond", pass_rate_1="120.0"),
        _aider(model="below", pass_rate_1="-3"),
        _aider(model="empty", pass_rate_1=None),
    ]
    found = verify_aider(rows)
    assert {row.row: str(row.verdict) for row in found.rows} == {
        "m": "agrees", "caseless": "unchecked", "worded": "impossible", "beyond": "impossible", "below": "impossible",
    }  # fmt: skip
    assert [row.published for row in found.rows if row.row == "worded"] == [None]


def test_a_share_of_another_denominator_is_named():
    (row,) = verify_aider([_aider(pass_rate_2="60.4", pass_num_2="136")]).rows
    assert row.verdict == "disagrees"
    assert "136 of 224 is 60.71 %" in row.reason
    assert "it does fit total_tests = 225" in row.reason


def test_a_share_that_was_cut_instead_of_rounded_is_named():
    (row,) = verify_aider([_aider(pass_rate_2="61.7", pass_num_2="139")]).rows
    assert row.verdict == "disagrees"
    assert "it does fit total_tests = 225, cut instead of rounded" in row.reason


def test_a_share_no_count_gives_is_impossible():
    (row,) = verify_aider([{"model": "m", "test_cases": "132", "pass_rate_2": "51.9"}]).rows
    assert row.verdict == "impossible"
    assert row.recomputed is None


def test_well_formed_answers_are_checked_against_malformed_ones():
    (row,) = verify_aider([_aider(percent_cases_well_formed="90.0", num_with_malformed_responses="0")]).rows
    assert (row.verdict, row.recomputed) == ("disagrees", 100)


@pytest.mark.parametrize("printed", ["32%", "0.32"])
def test_cadeval_in_both_printings(printed):
    record = {"Model version": "m", "Name": "", "Overall pass (%)": printed, "Total tasks": "50", "Total Passes": "16"}
    assert verify_cadeval([record]).counts == {"agrees": 1}
    assert verify_cadeval([{**record, "Total Passes": "15"}]).counts == {"disagrees": 1}


def _panel(*shares):
    return [
        {"captured": "2026-01-01", "table": "t", "key": f"k{i}", "tokens_or_value": tokens, "share_pct": share}
        for i, (tokens, share) in enumerate(shares)
    ]


def test_shares_must_imply_one_total_even_when_the_rest_is_not_listed():
    found = verify_openrouter(_panel(("400", "40.0"), ("250", "25.0"), ("100", "10.0")))
    assert found.counts == {"agrees": 3}
    assert found.rows[1].recomputed == pytest.approx(25, abs=0.1)
    found = verify_openrouter(_panel(("400", "40.0"), ("250", "25.0"), ("100", "14.0")))
    assert [row.verdict for row in found.rows] == ["agrees", "agrees", "disagrees"]


def test_shares_over_100_are_impossible():
    found = verify_openrouter(_panel(("80", "80.0"), ("40", "40.0"), ("1", "101")))
    assert found.rows[2].verdict == "impossible"
    assert (found.rows[-1].quantity, found.rows[-1].verdict) == ("sum", "impossible")


def test_absent_cells_are_not_zero():
    records = [
        {"question_id": "1", "category": "law", "a": "1", "b": ""},
        {"question_id": "2", "category": "law", "a": "0", "b": "0"},
        {"question_id": "3", "category": "math", "a": "1", "b": ""},
    ]
    found = verify_mmlu_pro(
        records,
        [{"model": "a", "category": "overall", "score": "66.67"}, {"model": "b", "category": "law", "score": "50"}],
    )
    rows = {(row.row, row.quantity): row for row in found.rows}
    assert rows["a", "overall"].verdict == "agrees"
    assert (rows["b", "law"].recomputed, rows["b", "law"].verdict) == (0, "disagrees")
    assert ("b", "math") not in rows


def test_shared_models_count_whole_or_fractional():
    records = [
        {"Model": "x", "Publication date": "2024-01-01", "Country (of organization)": "China,France"},
        {"Model": "y", "Publication date": "2024-05-01", "Country (of organization)": "China"},
        {"Model": "z", "Publication date": "2024-06-01", "Country (of organization)": ""},
    ]
    published = [
        {"country": "China", "year": "2024", "count": "1.5"},
        {"country": "France", "year": "2024", "count": "3"},
    ]
    rows = {row.row: row for row in verify_notable_models(records, published).rows}
    china, france = rows["China, 2024"], rows["France, 2024"]
    assert (china.recomputed, china.interval.upper, china.verdict) == (2, 3, "agrees")
    assert "1.5 fractional" in china.reason
    assert france.verdict == "disagrees"


def test_wrong_files_and_cells_are_named():
    with pytest.raises(UnknownFormatError, match="lacks model"):
        verify_aider([{"test_cases": "3"}])
    with pytest.raises(UnknownFormatError, match="no rows"):
        verify_openrouter([])
    with pytest.raises(InvalidValueError, match="'many' is no number"):
        verify_aider([_aider(pass_rate_2="60.4", pass_num_2="many")])
    with pytest.raises(InvalidValueError, match="NaN is not null"):
        verify_openrouter(_panel(("nan", "3.0")))


def test_averages_are_compared_with_their_categories():
    parts = dict(zip(LIVEBENCH, ("10", "20", "30", "40", "50", "61"), strict=True))
    record = {"Model version": "m", "Global average": "35.17", **parts}
    assert verify_livebench([record]).counts == {"agrees": 1}
    assert verify_livebench([{**record, "Global average": "36.00"}]).counts == {"disagrees": 1}
    assert verify_livebench([{**record, "IF Average": ""}]).counts == {"unchecked": 1}
