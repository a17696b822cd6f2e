"""The value shown, verdicts that reopen, findings after a change."""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))

from rows import table

from parallaxe.catalog import load_catalogue
from parallaxe.reconcile import finding_id, findings, refresh, select
from parallaxe.reconcile.contract import line_of, schema
from parallaxe.vocabulary.events import Verdict, event_id

SCORE = {"metric": "benchmark_score", "unit": "%", "dimensions": {"benchmark": "X"}, "valid": "2025"}
PRICE = {"metric": "price_input_per_mtok", "unit": "USD", "valid": "2025"}


def choice(catalogue, *rows, verdicts=()):
    (one,) = select(table(*rows), catalogue, verdicts)
    return one


def test_performance_is_shown_by_the_independent_measurer(catalogue):
    one = choice(
        catalogue,
        {**SCORE, "number": 90, "source": "lab", "source_class": "A"},
        {**SCORE, "number": 80, "source": "epoch", "source_class": "B"},
        {**SCORE, "number": 95, "source": "press"},
    )
    assert (one.shown, one.rule, one.disputed) == ("o1", "class B", True)


def test_prices_are_shown_by_the_producer(catalogue):
    one = choice(
        catalogue,
        {**PRICE, "number": 2, "source": "list", "source_class": "A"},
        {**PRICE, "number": 3, "source": "press"},
    )
    assert (one.shown, one.rule) == ("o0", "class A")


def test_our_own_run_counts_only_in_full(catalogue):
    own = {**SCORE, "number": 70, "source": "run", "kind": "measured"}
    claimed = {**SCORE, "number": 90, "source": "lab", "source_class": "A"}
    assert choice(catalogue, own, claimed).shown == "o1"
    full = {**own, "dimensions": {"benchmark": "X", "coverage": "full"}}
    same = {**claimed, "dimensions": {"benchmark": "X", "coverage": "full"}}
    assert choice(catalogue, full, same).rule == "own full run"


def test_two_producers_who_differ_leave_it_unresolved(catalogue):
    one = choice(
        catalogue,
        {**PRICE, "number": 2, "source": "a", "source_class": "A", "origin": "a"},
        {**PRICE, "number": 3, "source": "b", "source_class": "A", "origin": "b"},
    )
    assert (one.shown, one.rule) == (None, "unresolved")


def test_agreement_counts_origins(catalogue):
    one = choice(
        catalogue,
        *({**SCORE, "number": 80, "source": name, "attributed_to": "Report"} for name in ("a", "b", "c")),
        {**SCORE, "number": 80, "source": "epoch", "source_class": "B", "publisher": "epoch-ai"},
    )
    assert (one.rule, one.vantages, one.disputed) == ("one value", 2, False)


def test_a_verdict_decides_until_an_observation_is_added(catalogue):
    rows = [{**PRICE, "number": 2, "source": "a"}, {**PRICE, "number": 3, "source": "b"}]
    verdict = Verdict(
        observations=("o0", "o1"), finding="conflict", decision="prefer", author="me", reason="r", chosen="o1"
    )
    assert choice(catalogue, *rows, verdicts=[verdict]).shown == "o1"
    (finding,) = findings(table(*rows), catalogue, [verdict])
    assert finding.verdict == event_id(verdict)
    more = [*rows, {**PRICE, "number": 4, "source": "c"}]
    assert choice(catalogue, *more, verdicts=[verdict]).rule != "verdict"
    assert [one.verdict for one in findings(table(*more), catalogue, [verdict])] == [None]


def test_the_published_line(root, catalogue):
    import json

    import jsonschema

    rows = [{**PRICE, "number": "2.50", "source": "a"}, {**PRICE, "number": 3, "source": "b"}]
    (finding,) = findings(table(*rows), catalogue)
    line = json.loads(line_of(finding))
    assert list(line) == ["kind", "subject", "metric", "period", "differs_in", "members", "verdict"]
    assert {member["value"] for member in line["members"]} == {2.5, 3}
    frozen = json.loads((root / "src/parallaxe/reconcile/finding.schema.json").read_text("utf-8"))
    assert frozen == schema()
    jsonschema.validate(line, frozen)
    assert len(finding_id(finding)) == 64


VALUES = st.fixed_dictionaries(
    {
        "subject": st.sampled_from(["x", "y", "lab"]),
        "surface": st.just("S"),
        "metric": st.sampled_from(
            ["users", "usage_share", "rank", "benchmark_score", "parameters_total", "parameters_active"]
        ),
        "unit": st.sampled_from(["users", "%", "points"]),
        "number": st.integers(1, 30),
        "valid": st.sampled_from([None, "2024", "2025", "2025-08"]),
        "dimensions": st.sampled_from(
            [{}, {"population": "daily active"}, {"population": "monthly active"}, {"modality": "planned"}]
        ),
        "source": st.sampled_from(["a", "b", "c"]),
        "start": st.integers(0, 2_000),
    }
)
CATALOGUE = load_catalogue()


@settings(max_examples=60, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(VALUES, min_size=2, max_size=14), st.integers(1, 4))
def test_refreshing_equals_looking_at_everything(rows, added):
    everything = table(*rows)
    before = everything.slice(0, max(len(rows) - added, 0))
    changed = everything.slice(before.num_rows)
    previous = findings(before, CATALOGUE)
    assert _as_set(refresh(previous, everything, changed, CATALOGUE)) == _as_set(findings(everything, CATALOGUE))


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(st.lists(VALUES, min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_changes_nothing(rows, random):
    one = table(*rows)
    order = list(range(len(rows)))
    random.shuffle(order)
    assert _as_set(findings(one, CATALOGUE)) == _as_set(findings(one.take(pa.array(order)), CATALOGUE))


def test_of_a_subject_scored_twice_the_same_score_counts_in_any_order():
    score = {"metric": "benchmark_score", "source": "c", "unit": "points"}
    rank = {"metric": "rank", "source": "c", "unit": "points"}
    one = table(
        {**score, "subject": "y", "start": 1332, "number": 28},
        {**score, "subject": "lab", "start": 564, "number": 14},
        {**score, "subject": "y", "start": 1332, "number": 28},
        {**rank, "subject": "lab", "start": 0, "number": 6},
        {**rank, "subject": "y", "start": 111, "number": 16},
    )
    found = _as_set(findings(one, CATALOGUE))
    assert found
    assert found == _as_set(findings(one.take(pa.array([4, 3, 2, 1, 0])), CATALOGUE))


def _as_set(found):
    return {(one.kind, frozenset(member.observation for member in one.members)) for one in found}


@pytest.mark.parametrize("rows", [[], [{"metric": "other_figure", "number": 1}]])
def test_nothing_to_compare(catalogue, rows):
    assert findings(table(*rows), catalogue) == []
    assert select(table(*rows), catalogue) == []


def test_founders_are_a_set_not_a_dispute(catalogue):
    founder = {"subject": "minimax", "subject_type": "organization", "metric": "founder", "unit": "name"}
    found = select(
        table(
            {**founder, "text": "yan-junjie", "source": "a", "source_class": "A"},
            {**founder, "text": "zhou-yucong", "source": "a", "source_class": "A"},
            {**founder, "text": "Yan Junjie", "source": "b"},
        ),
        catalogue,
    )
    assert [(one.rule, one.disputed, sum(map(len, one.members.values()))) for one in found] == [
        ("one value", False, 2),
        ("one value", False, 1),
    ]


def test_commitments_of_other_sizes_are_other_commitments(catalogue):
    money = {"subject": "alibaba", "metric": "capex_commitment", "unit": "CNY"}
    told = [{**money, "number": number, "source": str(number)} for number in (380e9, 53e9, 379e9, 480e9)]
    found = select(table(*told), catalogue)
    assert sorted(sum(map(len, one.members.values())) for one in found) == [1, 3]


def test_a_model_has_one_maker_or_several_who_name_one_another(catalogue, rates):
    maker = {"subject": "deepseek-r1", "metric": "developer", "unit": "name"}
    rows = table({**maker, "text": "Moonshot AI", "source": "a"}, {**maker, "text": "deepseek", "source": "b"})
    assert [finding.kind.value for finding in findings(rows, catalogue, rates=rates)] == ["conflict"]
    joint = table(
        {**maker, "text": "mistral-ai", "source": "a"},
        {**maker, "text": "nvidia", "source": "a"},
        {**maker, "text": "nvidia", "source": "b"},
    )
    assert findings(joint, catalogue, rates=rates) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("chatbot use, excluding China", "chatbot use, China", False),
        ("models hors Chine", "models, Chine", False),
        ("non-thinking", "thinking", False),
        ("outside mainland China", "mainland China", False),
        ("China, without Hong Kong", "China (excluding Hong Kong)", True),
        ("AI cloud", "AI cloud, excluding China", False),
        ("AI cloud, China", "Chinese AI cloud", True),
    ],
)
def test_what_is_left_out_of_a_scope_is_its_opposite(catalogue, rates, one, other, same):
    share = {"subject": "deepseek", "metric": "market_share", "unit": "%", "valid": "2025"}
    rows = table(
        {**share, "number": 4, "dimensions": {"market": one}, "source": "a"},
        {**share, "number": 34, "dimensions": {"market": other}, "source": "b"},
    )
    (finding,) = findings(rows, catalogue, rates=rates)
    assert finding.kind.value == ("conflict" if same else "unit_or_scope_difference")
