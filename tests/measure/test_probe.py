"""The probe: times against those the endpoint was told to keep, and every way a stream can go wrong."""

import itertools
import json
import statistics
import struct

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from parallaxe.cli.probe import register
from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.probe.chart import svg
from parallaxe.measure.probe.figures import figures
from parallaxe.measure.probe.load import Level
from parallaxe.measure.probe.recording import Recording
from parallaxe.measure.probe.session import Wish, probe
from parallaxe.measure.probe.stream import Stream, parse
from parallaxe.vocabulary.errors import EndpointError, InvalidValueError

from .served import Answer

WORDS = "one two three four five six"
MS = 1_000_000


def paced(_number, _body):
    return Answer(WORDS, delay_s=0.05, token_delay_s=0.02)


def invoked(*arguments):
    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)
    return CliRunner().invoke(app, arguments)


def run(endpoint, *, concurrency=4, requests=8, **wish):
    level = Level(
        concurrency=concurrency, requests=requests, rate=wish.pop("rate", None), deadline_s=wish.pop("deadline_s", 10.0)
    )
    return probe(
        Endpoint(url=endpoint.url, model="mock"), Wish(levels=[level], input_tokens=50, output_tokens=6, **wish)
    )


def test_times_are_those_of_the_endpoint(serve, tmp_path):
    """Compared with the endpoint's own stamps: a busy machine delays both alike."""
    endpoint, records = serve(paced), tmp_path / "times.jsonl"
    level = run(endpoint, records=records).levels[0]
    assert (level.requests, level.errors) == (8, 0)
    late = []
    for row in map(json.loads, records.read_text().splitlines()):
        sent = endpoint.sent_ns[int(row["id"][1:])]
        assert len(sent) == len(row["token_ns"]) == 6
        late += [(received - written) / MS for received, written in zip(row["token_ns"], sent, strict=True)]
    assert min(late) > -0.1
    assert statistics.median(late) < 5
    assert level.ttft_ms.p50 > 69
    assert level.itl_request_ms.p50 > 8  # five gaps of 20 ms for the nine further tokens it says it sent
    assert level.output_tokens == 10
    assert level.kernel_time


def test_systems_without_epoll_and_kernel_times_are_served_and_told(serve, monkeypatch):
    import select

    from parallaxe.measure.probe import connection

    endpoint = serve(paced)
    monkeypatch.delattr(select, "epoll")
    monkeypatch.setattr(connection, "KERNEL_TIMES", False)
    result = run(endpoint)
    level = result.levels[0]
    assert (level.requests, level.errors, level.kernel_time) == (8, 0, False)
    assert level.ttft_ms.p50 > 69
    assert "this process's own time" in result.clock


def test_prompts_have_the_wanted_size_and_share_no_prefix(serve):
    endpoint = serve(paced)
    run(endpoint)
    prompts = [body["messages"][0]["content"] for body in endpoint.requests]
    assert len({prompt[:16] for prompt in prompts}) == 8
    assert all(len(prompt.split()) < 60 for prompt in prompts)
    assert all(body["stream"] and body["max_tokens"] == 6 for body in endpoint.requests)


def test_concurrency_is_kept_and_connections_are_reused(serve):
    endpoint = serve(paced)
    level = run(endpoint, concurrency=3, requests=9).levels[0]
    assert endpoint.most_in_flight == 3
    assert level.reconnects == 0


def test_open_loop_counts_waiting_from_the_due_time(serve):
    level = run(serve(paced), concurrency=1, requests=12, rate=200.0).levels[0]
    assert level.errors == 0
    assert level.rate == 200
    assert level.queued_ms is not None
    assert level.ttft_ms.p99 >= level.queued_ms.p99


def test_goodput_counts_requests_within_the_bounds(serve):
    def behave(number, _body):
        return Answer(WORDS, delay_s=0.4 if number % 2 else 0.0, token_delay_s=0.005)

    level = run(serve(behave), requests=8, bound_ttft_ms=200.0).levels[0]
    assert level.goodput.share == 0.5


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (Answer(WORDS, cut=True), "cut"),
        (Answer(raw=b'{"choices": [{'), "malformed stream"),
        (Answer(WORDS, token_delay_s=9.0), "timeout"),
        (Answer(""), "no token"),
        (Answer(raw=b'{"error": {"message": "overloaded"}}'), "malformed stream (it reports"),
    ],
    ids=["cut", "SSE", "never ends", "empty", "error event"],
)
def test_broken_streams_are_errors_and_the_rest_is_measured(serve, broken, kind):
    endpoint = serve(lambda number, body: broken if number == 2 else Answer(WORDS))
    level = run(endpoint, deadline_s=0.5).levels[0]
    assert (level.requests, level.errors) == (8, 1)
    assert next(iter(level.error_kinds)).startswith(kind)
    assert level.ttft_ms is not None


def test_a_wrong_key_or_model_stops_the_probe(http_error):
    with pytest.raises(EndpointError, match="HTTP 401"):
        run(http_error(401))


def test_an_endpoint_that_is_down_is_named():
    class Nowhere:
        url = "http://127.0.0.1:9"

    with pytest.raises(EndpointError, match="cannot connect"):
        run(Nowhere)


@pytest.fixture
def http_error(serve):
    """An endpoint whose streamed requests meet a plain HTTP error."""

    def of(status):
        endpoint = serve(lambda *_: Answer(status=status, raw=b'{"error": "no"}'))
        endpoint.ignore_stream = True
        return endpoint

    return of


def test_a_key_that_the_endpoint_quotes_is_not_shown(serve):
    for status in (401, 400):
        endpoint = serve(lambda *_, status=status: Answer(status=status, raw=b'{"error": "no key sk-secret"}'))
        endpoint.ignore_stream = True
        served = Endpoint(url=endpoint.url, model="mock", key="sk-secret")
        try:
            told = str(probe(served, Wish(levels=[Level(concurrency=1, requests=2)])).levels[0].said)
        except EndpointError as error:
            told = str(error)
        assert "no key [the key]" in told


def test_a_probe_without_any_answer_prints_its_figures_and_is_an_error(http_error, home):
    url = http_error(400).url
    done = invoked("probe", "--endpoint", url, "--model", "m", "--concurrency", "2", "--requests", "3", "--json")
    assert isinstance(done.exception, EndpointError)
    assert "no request was answered: HTTP 400: no" in str(done.exception)
    level = json.loads(done.stdout)["levels"][0]
    assert (level["errors"], level["ttft_ms"]) == (level["requests"], None)


def test_throttled_requests_are_errors(http_error):
    level = run(http_error(429), requests=3, concurrency=2).levels[0]
    assert (level.errors, level.error_kinds, level.ttft_ms) == (3, {"HTTP 429": 3}, None)


def event(text):
    return b"data: " + json.dumps({"id": "x", "choices": [{"delta": {"content": text}}]}).encode() + b"\n\n"


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.text(min_size=1, max_size=5), min_size=1, max_size=8),
    st.lists(st.integers(1, 60), min_size=1, max_size=40),
    st.lists(st.integers(1, 50), min_size=1, max_size=40),
)
def test_tokens_survive_any_cutting_into_chunks_and_packets(texts, chunk_sizes, packet_sizes):
    """However the body is cut, each token has the stamp of the packet that completed it."""
    body = b"".join(map(event, texts)) + b"data: [DONE]\n\n"
    raw = bytearray(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    for part in cut(body, chunk_sizes):
        raw += b"%x\r\n%s\r\n" % (len(part), part)
    raw += b"0\r\n\r\n"
    recording = Recording(0, 0, 0.0)
    outcomes = [
        recording.received(part, struct.pack("@qq", number, 0))
        for number, part in enumerate(cut(bytes(raw), packet_sizes))
    ]
    assert outcomes[-1]
    stream = parse(recording)
    assert stream.error is None
    assert len(stream.token_ns) == len(texts)
    assert stream.token_ns == sorted(stream.token_ns)
    assert stream.token_ns[-1] // 10**9 < len(outcomes)


def cut(data, sizes):
    place = 0
    for size in itertools.cycle(sizes):
        if place >= len(data):
            return
        yield data[place : place + size]
        place += size


def test_per_chunk_percentiles_show_the_stall_that_means_hide():
    steady = [Stream(written_ns=0, token_ns=[n * 20 * MS for n in range(1, 101)], output_tokens=100) for _ in range(9)]
    stalled = [20 * MS * n + (800 * MS if n > 50 else 0) for n in range(1, 101)]
    level = figures(
        [*steady, *[Stream(written_ns=0, token_ns=stalled, output_tokens=100)] * 2],
        10.0,
        concurrency=1,
        kernel_time=True,
        clock_jumped=False,
        reconnects=0,
    )
    assert level.itl_request_ms.p99 < 30
    assert level.itl_ms.p50 == 20
    pooled = figures([Stream(token_ns=stalled)], 1.0, concurrency=1, kernel_time=True, clock_jumped=False, reconnects=0)
    assert pooled.itl_ms.p99 > 25


def test_the_command_prints_the_contract_and_draws_a_chart(serve, home, tmp_path):
    chart, records = tmp_path / "chart.svg", tmp_path / "times.jsonl"
    arguments = ["probe", "--endpoint", serve(paced).url, "--model", "mock", "--concurrency", "1,2", "--requests", "3"]
    arguments += ["--output-tokens", "6", "--json", "--chart", str(chart), "--records", str(records)]
    done = invoked(*arguments)
    assert done.exit_code == 0, done.output
    result = json.loads(done.stdout)
    assert [level["concurrency"] for level in result["levels"]] == [1, 2]
    assert {"ttft_ms", "itl_ms", "tokens_per_s", "requests", "errors"} <= result["levels"][0].keys()
    assert {"p50", "p90", "p99"} <= result["levels"][0]["ttft_ms"].keys()
    assert "SO_TIMESTAMPNS" in result["clock"]
    assert chart.read_text().startswith("<svg")
    assert len(records.read_text().splitlines()) == 6


@pytest.mark.parametrize("option", ["--chart", "--records"])
def test_a_folder_that_is_missing_is_named_before_anything_is_asked(serve, home, tmp_path, option):
    endpoint = serve(paced)
    done = invoked("probe", "--endpoint", endpoint.url, "--model", "m", option, str(tmp_path / "absent" / "file"))
    assert isinstance(done.exception, InvalidValueError)
    assert f"{option}: there is no folder" in str(done.exception)
    assert endpoint.requests == []


def test_the_chart_states_its_finding(serve):
    drawn = svg(run(serve(paced)))
    assert "tokens a second at most" in drawn
