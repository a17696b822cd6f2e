"""A run's behaviour through ``carry_out``: what is asked, counted, kept and said."""

import errno
import gzip
import json
import os
import time
from decimal import Decimal

import pytest

from parallaxe.measure.run import log
from parallaxe.measure.run.budget import Price
from parallaxe.vocabulary.errors import EndpointError, InvalidValueError, RunError, UnknownFormatError

from .served import Answer, by_item, question_of


def folder_of(measure):
    return next(measure.folder.iterdir())


def test_a_run_scores_every_item_once(serve, items, measure):
    endpoint = serve()
    result = measure(items(200), endpoint)
    assert (result.score, result.n, result.errors, result.complete) == (0.75, 200, 0, True)
    assert result.interval.lower < 0.75 < result.interval.upper
    assert result.tokens.total == 200 * 110
    assert len(endpoint.requests) == 200
    assert endpoint.most_in_flight <= 8


def test_the_same_command_after_the_end_asks_nothing_more(serve, items, measure):
    endpoint = serve()
    first, second = measure(items(20), endpoint), measure(items(20), endpoint)
    assert len(endpoint.requests) == 20
    assert second.score == first.score
    assert second.n == 20


def test_fresh_begins_anew(serve, items, measure):
    endpoint = serve()
    measure(items(10), endpoint)
    measure(items(10), endpoint, fresh=True)
    assert len(endpoint.requests) == 20


def test_the_log_opens_with_stock_tools_and_holds_no_key(serve, items, measure, monkeypatch):
    measure(items(5), serve())
    texts = [gzip.decompress(path.read_bytes()) for path in folder_of(measure).glob("*.gz")]
    rows = [json.loads(line) for text in texts for line in text.splitlines()]
    assert sorted(row["unit"] for row in rows) == list(range(5))
    assert rows[0]["item"]["choices"] == ["w", "x", "y", "z"]
    assert rows[0]["grade"]["score"] in {0.0, 1.0}


def test_throttling_is_waited_out_and_the_pace_falls(serve, items, measure):
    def behave(number, body):
        if 10 <= number < 14:
            return Answer(status=429, headers={"Retry-After": "0.3"}, raw=b'{"error": {"message": "slow down"}}')
        return by_item(number, body)

    endpoint = serve(behave)
    begun = time.monotonic()
    result = measure(items(60), endpoint)
    assert (result.n, result.errors, result.retries) == (60, 0, 4)
    assert time.monotonic() - begun >= 0.3


def test_a_limit_that_an_answer_says_is_used_up_is_waited_out_before_anything_is_refused(serve, items, measure):
    """Ten requests a window, as the headers say: one who heeds them is never refused."""
    window = {"ends": 0.0, "left": 0}

    def behave(number, body):
        now = time.monotonic()
        if now >= window["ends"]:
            window.update(ends=now + 0.4, left=10)
        if not window["left"]:
            return Answer(status=429, headers={"Retry-After": "0.4"}, raw=b"{}")
        window["left"] -= 1
        answer = by_item(number, body)
        reset = f"{1000 * (window['ends'] - now) + 20:.0f}ms"
        answer.headers = {
            "x-ratelimit-remaining-requests": str(window["left"]),
            "x-ratelimit-reset-requests": reset,
        }
        return answer

    result = measure(items(40), serve(behave), limits={"concurrency": 1})
    assert (result.n, result.errors, result.retries) == (40, 0, 0)


@pytest.mark.parametrize(("status", "words"), [(401, "PARALLAXE_KEY"), (404, "serves 'mock'"), (403, "PARALLAXE_KEY")])
def test_a_refusal_that_no_retry_mends_stops_the_run_at_once(serve, items, measure, status, words):
    endpoint = serve(lambda *_: Answer(status=status, raw=b'{"error": {"message": "no such thing"}}'))
    with pytest.raises(EndpointError, match="no such thing") as caught:
        measure(items(500), endpoint)
    assert words in str(caught.value)
    assert len(endpoint.requests) <= 16


def test_an_endpoint_that_is_down_is_named(items, measure):
    class Nowhere:
        url = "http://127.0.0.1:9"

    begun = time.monotonic()
    with pytest.raises(EndpointError, match=r"127\.0\.0\.1:9"):
        measure(items(30), Nowhere, limits={"patience_s": 0.5})
    assert time.monotonic() - begun < 6


def test_an_endpoint_that_goes_down_midway_loses_nothing(serve, items, measure):
    endpoint = serve(lambda number, body: by_item(number, body) if number < 30 else Answer(status=500, raw=b"down"))
    with pytest.raises(EndpointError, match="goes on where it stopped"):
        measure(items(100), endpoint, limits={"patience_s": 0.5, "attempts": 50})
    endpoint.behave = by_item
    asked = len(endpoint.requests)
    result = measure(items(100), endpoint)
    assert (result.n, result.score) == (100, 0.75)
    assert len(endpoint.requests) - asked == 70


@pytest.mark.parametrize(
    "broken",
    [
        Answer(raw=b'{"choices": [{"mess'),
        Answer(raw=b"<html>gateway</html>"),
        Answer(raw=b'{"choices": []}'),
        Answer(raw=b'\xff\xfe{"'),
        Answer(cut=True),
    ],
    ids=["torn JSON", "HTML", "no choices", "not UTF-8", "cut"],
)
def test_a_broken_answer_is_asked_again(serve, items, measure, broken):
    endpoint = serve(lambda number, body: broken if number == 3 else by_item(number, body))
    result = measure(items(12), endpoint)
    assert (result.n, result.errors, result.retries) == (12, 0, 1)


def test_an_item_that_always_fails_is_an_error_not_a_wrong_answer(serve, items, measure):
    def behave(number, body):
        return (
            Answer(status=400, raw=b'{"error": "too long"}')
            if "Item 5." in question_of(body)
            else by_item(number, body)
        )

    endpoint = serve(behave)
    result = measure(items(20), endpoint)
    assert (result.n, result.errors, result.failures, result.complete) == (19, 1, {"rejected": 1}, False)
    endpoint.behave = by_item
    mended = measure(items(20), endpoint)
    assert (mended.n, mended.errors, mended.complete) == (20, 0, True)


def test_nonsense_from_the_first_request_on_stops_the_run(serve, items, measure):
    endpoint = serve(lambda *_: Answer(status=400, raw=b'{"error": {"message": "temperature is not allowed"}}'))
    with pytest.raises(EndpointError, match="temperature is not allowed"):
        measure(items(300), endpoint)
    assert len(endpoint.requests) < 40


def test_a_ten_megabyte_answer_is_refused_without_being_held(serve, items, measure):
    huge = Answer(text="x" * (10 << 20))
    endpoint = serve(lambda number, body: huge if number == 2 else by_item(number, body))
    result = measure(items(10), endpoint)
    assert (result.n, result.failures) == (9, {"too_large": 1})


def test_a_model_that_never_stops_meets_its_deadline(serve, items, measure):
    endpoint = serve(
        lambda number, body: Answer(delay_s=60) if "Item 1." in question_of(body) else by_item(number, body)
    )
    result = measure(items(6), endpoint, limits={"deadline_s": 0.3, "attempts": 1})
    assert (result.n, result.failures) == (5, {"timeout": 1})


def test_streamed_answers_are_put_together(serve, items, measure):
    endpoint = serve(lambda number, body: Answer("So the ANSWER: " + by_item(number, body).text[-1]))
    result = measure(items(20), endpoint, wishes={"stream": True})
    assert (result.score, result.tokens.output) == (0.75, 200)


@pytest.mark.parametrize(
    "broken", [Answer("one two three four", cut=True), Answer(raw=b'{"choices": [{')], ids=["cut", "SSE"]
)
def test_a_broken_stream_is_asked_again(serve, items, measure, broken):
    endpoint = serve(lambda number, body: broken if number == 3 else by_item(number, body))
    assert measure(items(12), endpoint, wishes={"stream": True}).n == 12


def test_refusals_truncations_and_unreadable_answers_are_told_apart(serve, items, measure):
    answers = [
        Answer("", message={"refusal": "I cannot."}),
        Answer("Let me think", finish="length"),
        Answer("No idea at all"),
        Answer("ANSWER: A", message={"reasoning_content": "ANSWER: B"}),
        Answer("<think>ANSWER: B</think>ANSWER: A"),
    ]
    endpoint = serve(lambda number, _: answers[number])
    result = measure(items(5), endpoint, limits={"concurrency": 1})
    assert (result.refusals, result.truncated, result.nulls) == (1, 1, 3)
    assert result.score_nulls_dropped >= result.score
    kept = {row.id: row for row in log.answers(folder_of(measure))}
    assert kept["q3"].reply.reasoning == "ANSWER: B"
    assert kept["q4"].reply.reasoning == "ANSWER: B"
    assert kept["q4"].grade.extracted == "A"


def test_two_runs_into_one_folder_are_refused(serve, items, measure, tmp_path):
    import threading

    endpoint = serve(lambda number, body: Answer(delay_s=0.5))
    path = items(4)
    first = threading.Thread(target=lambda: measure(path, endpoint))
    first.start()
    time.sleep(0.25)
    with pytest.raises(RunError, match="another run"):
        measure(path, endpoint)
    first.join()


def test_a_folder_of_another_plan_is_refused(serve, items, measure, tmp_path):
    endpoint = serve()
    measure(items(4), endpoint, into=tmp_path / "one")
    with pytest.raises(RunError, match="other items, model or settings"):
        measure(items(5), endpoint, into=tmp_path / "one")


def test_a_full_disk_stops_the_run_and_loses_nothing_counted(serve, items, measure, monkeypatch):
    endpoint, real, written = serve(), os.write, []

    def full(fd, block):
        if len(written) > 3 and b'"unit"' in bytes(block[:60]):
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(1)
        return real(fd, block)

    monkeypatch.setattr(log.os, "write", full)
    with pytest.raises(RunError, match="No space left"):
        measure(items(100), endpoint)
    counted = json.loads((folder_of(measure) / "result.json").read_text())["n"]
    monkeypatch.setattr(log.os, "write", real)
    asked = len(endpoint.requests)
    assert 0 < counted < 100
    result = measure(items(100), endpoint)
    assert (result.n, result.score) == (100, 0.75)
    assert len(endpoint.requests) - asked <= 100 - counted


def test_a_disk_without_room_for_the_result_still_says_what_happened(serve, items, measure, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(log.os, "write", full)
    monkeypatch.setattr("parallaxe.measure.run.folder.RunFolder.write_result", full)
    with pytest.raises(RunError, match="the run's log cannot be written"):
        measure(items(20), serve())


def test_a_jumping_clock_harms_nothing(serve, items, measure, monkeypatch):
    jumps = iter(range(10**9, 0, -(10**5)))
    monkeypatch.setattr("parallaxe.measure.run.engine.time.time", lambda: float(next(jumps)))
    result = measure(items(30), serve())
    assert (result.n, result.score) == (30, pytest.approx(22 / 30))
    assert all(0 <= row.latency_s < 5 for row in log.answers(folder_of(measure)))


def test_a_budget_in_tokens_is_never_passed(serve, items, measure):
    endpoint = serve()
    result = measure(items(300), endpoint, budget=(Decimal(20_000), "tokens"), wishes={"max_tokens": 50})
    assert result.stopped == "budget"
    assert 0 < result.tokens.total <= 20_000
    assert result.n > 150
    assert not result.complete


def test_a_budget_in_money_needs_a_price_and_keeps_to_it(serve, items, measure):
    endpoint = serve()
    with pytest.raises(InvalidValueError, match="price"):
        measure(items(50), endpoint, budget=(Decimal(1), "USD"))
    price = Price(Decimal(10), Decimal(100), "USD")
    result = measure(items(300), endpoint, budget=(Decimal("0.1"), "USD"), price=price, wishes={"max_tokens": 20})
    assert result.stopped == "budget"
    assert 0 < result.cost.amount <= 0.1


def test_a_cache_is_keyed_by_model_first(serve, items, measure, tmp_path):
    endpoint, kept = serve(), tmp_path / "answers.sqlite"
    measure(items(10), endpoint, cache=kept)
    again = measure(items(10), endpoint, cache=kept, fresh=True)
    assert (len(endpoint.requests), again.cached) == (10, 10)
    other = measure(items(10), endpoint, cache=kept, model="other")
    assert (len(endpoint.requests), other.cached) == (20, 0)
    warmer = measure(items(10), endpoint, cache=kept, wishes={"temperature": 0.7})
    assert warmer.cached == 0


def test_repeats_are_clusters_and_give_pass_at_k(serve, items, measure):
    endpoint = serve(lambda number, body: by_item(number, body) if body["seed"] < 12 else Answer("ANSWER: none"))
    result = measure(items(40), endpoint, wishes={"repeats": 3, "seed": 10})
    assert (result.n, result.items, result.clusters) == (120, 40, 40)
    assert result.score == pytest.approx(0.5)
    assert result.pass_at_k["3"] == pytest.approx(0.75)
    assert sorted({body["seed"] for body in endpoint.requests}) == [10, 11, 12]


def test_dependent_items_widen_the_interval(serve, measure, tmp_path):
    path = tmp_path / "clustered.jsonl"
    rows = [
        {
            "id": n,
            "question": f"Item {n}. ?",
            "choices": ["a", "b"],
            "answer": "A" if (n // 10) % 2 else "B",
            "page": n // 10,
        }
        for n in range(100)
    ]
    path.write_text("\n".join(map(json.dumps, rows)))
    endpoint = serve(lambda *_: Answer("ANSWER: A"))
    alone, joined = measure(path, endpoint), measure(path, endpoint, wishes={"cluster": "page"})
    assert (alone.clusters, joined.clusters) == (100, 10)
    assert joined.interval.width > 2 * alone.interval.width


def test_extreme_scores_have_exact_intervals(serve, items, measure):
    result = measure(items(20), serve(lambda *_: Answer("ANSWER: none")))
    assert result.score == 0
    all_right = measure(items(3), serve())
    assert all_right.interval.method == "Clopper-Pearson"
    assert all_right.interval.width > 0


def test_a_limited_run_says_so(serve, items, measure):
    result = measure(items(50), serve(), wishes={"limit": 10})
    assert (result.n, result.limited, result.complete) == (10, True, False)


@pytest.mark.parametrize(
    ("row", "words", "error"),
    [
        ('{"id": 2, "question": "?", "choices": ["a", "b"]}', "'answer'", InvalidValueError),
        ('{"id": 2, "question": "?", "answer": "A"}', "'choices'", InvalidValueError),
        ('{"question": "?", "choices": ["a", "b"], "answer": "A"}', "'id'", InvalidValueError),
        ('{"id": 2, "question": "?", "choices": ["a", "b"], "answer": "C"}', "none of the choices", InvalidValueError),
        ('{"id": 2, "question"', "not a JSON object", UnknownFormatError),
        ("[1, 2]", "not a JSON object", UnknownFormatError),
    ],
)
def test_a_bad_row_is_named_by_file_and_line_before_anything_is_asked(serve, items, measure, row, words, error):
    path = items(3)
    path.write_text(path.read_text() + "\n" + row + "\n")
    endpoint = serve()
    with pytest.raises(error, match=words) as caught:
        measure(path, endpoint)
    assert "items.jsonl:5" in str(caught.value)
    assert not endpoint.requests


def test_a_bad_row_far_down_is_named_while_the_first_are_asked(serve, items, measure, monkeypatch):
    monkeypatch.setattr("parallaxe.measure.run.session._CHECK_FIRST_S", -1)
    path = items(300)
    path.write_text(path.read_text() + '{"id": 301, "question": "?"}\n' + '{"id": 302, "question": "?"}\n')
    endpoint = serve(lambda *_: Answer(delay_s=0.01))
    with pytest.raises(InvalidValueError, match=r"items\.jsonl:301: the row has no field 'choices'"):
        measure(path, endpoint)
    asked = len(endpoint.requests)
    assert asked < 300
    assert asked - 8 <= len(list(log.answers(folder_of(measure)))) <= asked  # what was finished is kept


def test_a_missing_dataset_is_named(serve, measure, tmp_path):
    with pytest.raises(Exception, match="no such dataset"):
        measure(tmp_path / "none.jsonl", serve())
