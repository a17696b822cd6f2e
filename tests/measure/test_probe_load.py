"""How the probe puts its load on: when it waits, when it sends, and what it does about connections that end."""

import socket
import struct
import time

import pytest
from typer.testing import CliRunner

from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.probe import recording as of_recording
from parallaxe.measure.probe import rhythm as of_rhythm
from parallaxe.measure.probe.connection import Address
from parallaxe.measure.probe.load import Level, Load
from parallaxe.measure.probe.recording import Recording
from parallaxe.measure.probe.rhythm import Rhythm
from parallaxe.measure.probe.session import Wish, probe
from parallaxe.vocabulary.errors import EndpointError

from .served import Answer

WORDS = "one two three"


def run(endpoint, *levels, **wish):
    return probe(Endpoint(url=endpoint.url, model="mock"), Wish(levels=list(levels), input_tokens=50, **wish))


@pytest.fixture
def slept(monkeypatch):
    waits = []
    monkeypatch.setattr(of_rhythm.time, "sleep", waits.append)
    return waits


def test_packets_are_gathered_only_while_nothing_is_due(slept):
    for until_due in (-1.0, 0.0, 0.0002, 0.7):
        Rhythm.gather(until_due)
    assert slept == [0.0002, 0.0005]


def test_polls_end_before_what_is_due_though_they_count_milliseconds(slept):
    """An epoll of 1.2 ms waits for 2: the part of a millisecond is rested, once nothing has come."""
    rhythm = Rhythm(kernel_time=True)
    assert rhythm.patience(-0.1) == 0
    assert 0.002 < rhythm.patience(0.0032) <= 0.003
    assert rhythm.patience(0.0004) == 0
    assert slept == []
    for until_due in (-1.0, 0.0004, 0.0032):
        rhythm.rest(until_due)
    assert slept == [0.0004]


def test_without_kernel_times_nothing_waits_outside_the_poll(slept):
    rhythm = Rhythm(kernel_time=False)
    assert rhythm.patience(0.0004) == 0.0004
    rhythm.rest(0.0004)
    assert not rhythm.gathers(1000)
    assert slept == []


def test_packets_of_few_or_rapid_streams_are_not_gathered():
    rhythm = Rhythm(kernel_time=True)
    assert rhythm.gathers(64)
    assert not rhythm.gathers(8)
    slow, rapid = Recording(0, 0, 0.0), Recording(0, 0, 0.0)
    for reads, recording in ((12, slow), (60, rapid)):
        for _ in range(reads):
            recording.received(b"x", struct.pack("@qq", 0, 0))
    rhythm.look([slow], 0.25)
    assert rhythm.gathers(64)
    rhythm.look([slow, rapid], 0.25)
    assert not rhythm.gathers(64)


@pytest.fixture
def load(serve):
    """A level with its connections open, whose loop the test turns."""

    def of(level):
        address = Address(Endpoint(url=serve(lambda *_: Answer(WORDS)).url, model="m").chat_url)
        made = Load(address, level, iter([b"POST / HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"] * level.requests))
        for _ in range(level.concurrency):
            made._admit(address.connect())
        return made

    return of


def test_arrivals_that_are_due_together_are_sent_together(load):
    """At thousands of arrivals a second, one a turn of the loop would fall behind without end."""
    arrivals = load(Level(concurrency=8, requests=8, rate=1e6))
    arrivals._next_due = time.monotonic() - 1
    arrivals._send_due(time.monotonic())
    assert len(arrivals.recordings) == 8


def test_streams_begin_a_millisecond_apart_and_then_ask_again_at_once(load):
    closed = load(Level(concurrency=3, requests=6))
    for begun in (1, 2, 3):
        closed._send_due(begun * 0.01)
        closed._send_due(begun * 0.01 + 0.0005)
        assert len(closed.recordings) == begun
    closed._idle.extend(closed._open)
    closed._send_due(0.031)
    assert len(closed.recordings) == 6


def test_an_endpoint_that_closes_after_each_answer_is_measured(serve):
    endpoint = serve(lambda *_: Answer(WORDS, close=True))
    level = run(endpoint, Level(concurrency=3, requests=12)).levels[0]
    assert (level.requests, level.errors) == (12, 0)
    assert level.reconnects == 12


def test_a_stream_without_end_is_given_up_before_it_fills_the_memory(serve, monkeypatch):
    monkeypatch.setattr(of_recording, "LARGEST_ANSWER_BYTES", 1 << 20)
    flood = Answer(" ".join(["flood" * 1000] * 2000))
    endpoint = serve(lambda number, _: flood if number == 1 else Answer(WORDS))
    level = run(endpoint, Level(concurrency=2, requests=6)).levels[0]
    assert (level.errors, level.error_kinds) == (1, {"more than 1 MiB": 1})


def test_an_endpoint_that_goes_away_leaves_the_levels_it_bore(serve, home):
    from parallaxe.cli.main import application

    endpoint, gone = serve(lambda *_: Answer(WORDS)), []

    def behave(number, _body):
        if number == 2 and not gone:
            gone.append(endpoint.server.close())
        return Answer(WORDS, close=bool(gone))

    endpoint.behave = behave
    arguments = [
        "probe",
        "--endpoint",
        endpoint.url,
        "--model",
        "m",
        "--concurrency",
        "1,2",
        "--requests",
        "3",
        "--json",
    ]
    done = CliRunner().invoke(application(), arguments)
    assert isinstance(done.exception, EndpointError)
    assert "stopped before its last level" in str(done.exception)
    assert "cannot connect" in str(done.exception)
    assert '"requests":3' in done.stdout
    assert '"stopped":"http' in done.stdout


def test_a_connection_that_cannot_be_made_is_tried_again_while_there_are_others(serve, monkeypatch):
    endpoint, failed = serve(lambda number, _: Answer(WORDS, close=number == 0, token_delay_s=0.05)), []
    real = Address.connect

    def connect(address):
        if endpoint.requests and not failed:
            failed.append(True)
            raise EndpointError("cannot connect (refused)")
        return real(address)

    monkeypatch.setattr(Address, "connect", connect)
    level = run(endpoint, Level(concurrency=2, requests=16)).levels[0]
    assert (level.errors, level.requests, failed) == (0, 16, [True])
    assert endpoint.most_in_flight == 2


def test_a_peer_that_is_no_endpoint_is_an_error_each_time():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)

        class Silent:
            url = f"http://127.0.0.1:{silent.getsockname()[1]}"

        level = run(Silent, Level(concurrency=2, requests=2, deadline_s=0.3)).levels[0]
    assert level.error_kinds == {"timeout": 2}
