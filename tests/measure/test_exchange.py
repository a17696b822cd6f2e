"""Answers as endpoints and proxies frame them, and connections as they are kept and lost."""

import asyncio
import contextlib
import json
import ssl
import threading

import pytest

from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.exchange import Exchange
from parallaxe.measure.failure import Kind, RequestFailed, from_status
from parallaxe.measure.run.pace import Pace
from parallaxe.vocabulary.errors import EndpointError, InvalidValueError

from .served import Answer

BODY_ASKED = json.dumps({"model": "m", "messages": []}).encode()
BODY = json.dumps({"choices": [{"message": {"content": "Grüße"}, "finish_reason": "stop"}]}).encode()
PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)


class Wire:
    """A server of bytes: ``script(connection, request)`` says what to send; None closes without a word."""

    def __init__(self, script):
        self.script, self.heads, self.connections = script, [], 0
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        threading.Thread(target=self._serve, args=(started,), daemon=True).start()
        started.wait(5)

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _serve(self, started):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._connection, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()

    async def _connection(self, reader, writer):
        number, requests = self.connections, 0
        self.connections += 1
        with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                self.heads.append(head)
                length = [line for line in head.lower().split("\r\n") if line.startswith("content-length")]
                await reader.readexactly(int(length[0].split(":")[1]) if length else 0)
                answer = self.script(number, requests)
                requests += 1
                if answer is None:
                    break
                parts, end = answer if isinstance(answer, tuple) else (answer, False)
                for part in parts if isinstance(parts, list) else [parts]:
                    writer.write(part)
                    await writer.drain()
                    await asyncio.sleep(0.002)
                if end:
                    break
        writer.close()


@pytest.fixture
def wire():
    made = []

    def make(script):
        made.append(Wire(script))
        return made[-1]

    yield make
    for one in made:
        one.close()


def ask(url, times=1, **settings):
    async def all_of_them():
        async with Exchange(Endpoint(url=url, model="m"), **settings) as exchange:
            return [(await exchange.ask(b'{"model":"m"}')).text for _ in range(times)]

    return asyncio.run(all_of_them())


@pytest.mark.parametrize(
    "framed",
    [
        PLAIN,
        [PLAIN[:9], PLAIN[9:30], PLAIN[30:-5], PLAIN[-5:]],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (BODY[:5], len(BODY) - 5, BODY[5:]),
        b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN,
        (b"HTTP/1.1 200 OK\r\n\r\n" + BODY, True),
        (PLAIN.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n", 1), True),
        (b"HTTP/1.0 200 OK\r\n\r\n" + BODY, True),
    ],
)  # fmt: skip
def test_an_answer_is_read_however_it_is_framed(wire, framed):
    assert ask(f"http://127.0.0.1:{wire(lambda *_: framed).port}", 3) == ["Grüße"] * 3


def test_connections_are_kept(wire):
    server = wire(lambda *_: PLAIN)
    ask(f"http://127.0.0.1:{server.port}", 20)
    assert server.connections == 1


def test_a_kept_connection_that_was_closed_meanwhile_is_replaced(wire):
    server = wire(lambda _, requests: PLAIN if requests < 2 else None)
    assert ask(f"http://127.0.0.1:{server.port}", 6) == ["Grüße"] * 6
    assert server.connections == 3


@pytest.mark.parametrize(
    ("script", "kind", "words"),
    [
        (lambda *_: None, Kind.UNAVAILABLE, "cut"),
        (lambda *_: (PLAIN[:-9], True), Kind.UNAVAILABLE, "cut"),
        (lambda *_: b"SSH-2.0-OpenSSH_9\r\n\r\n", Kind.MALFORMED, "not an HTTP answer"),
        (lambda *_: PLAIN.replace(BODY, BODY[::-1]), Kind.MALFORMED, "it begins"),
        (lambda *_: b"HTTP/1.1 200 OK\r\nX: " + b"y" * (9 << 20), Kind.TOO_LARGE, "8 MiB"),
        (lambda *_: b"HTTP/1.1 308 Moved\r\nLocation: https://new/v1\r\nContent-Length: 0\r\n\r\n", Kind.FATAL, "https://new/v1"),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_told_apart(wire, script, kind, words):
    with pytest.raises(RequestFailed, match=words) as caught:
        ask(f"http://127.0.0.1:{wire(script).port}")
    assert caught.value.kind is kind


def test_a_deadline_ends_a_request_and_its_connection(wire):
    server = wire(lambda connection, _: PLAIN if connection else b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
    url = f"http://127.0.0.1:{server.port}"
    with pytest.raises(RequestFailed, match=r"within 0\.2 s") as caught:
        ask(url, deadline_s=0.2)
    assert caught.value.kind is Kind.TIMEOUT
    assert ask(url, deadline_s=5.0) == ["Grüße"]


@pytest.fixture
def proxied(monkeypatch):
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return lambda scheme, proxy: monkeypatch.setenv(f"{scheme}_proxy", proxy)


def test_a_proxy_of_the_environment_is_asked(wire, proxied):
    proxy = wire(lambda *_: PLAIN)
    proxied("http", f"http://me:p%40ss@127.0.0.1:{proxy.port}")
    assert ask("http://endpoint.example/v1") == ["Grüße"]
    assert proxy.heads[0].startswith(
        "POST http://endpoint.example/v1/chat/completions HTTP/1.1\r\nHost: endpoint.example"
    )
    assert "Proxy-Authorization: Basic bWU6cEBzcw==" in proxy.heads[0]


def test_an_encrypted_endpoint_is_reached_through_a_tunnel(wire, proxied):
    proxy = wire(lambda *_: b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
    proxied("https", f"127.0.0.1:{proxy.port}")
    with pytest.raises(RequestFailed, match=r"refused the way .*407"):
        ask("https://endpoint.example/v1")
    assert proxy.heads[0].startswith("CONNECT endpoint.example:443 HTTP/1.1")


@pytest.mark.parametrize(
    ("url", "key", "words"),
    [
        ("http://h/v1 /x", None, "URL holds"),
        ("http://bücher.example", None, "URL holds"),
        ("http://h", "a\r\nX-Injected: 1", "the key holds"),
        ("http://h", "sk–dash", "the key holds"),
        ("http://h/v1?api_key=a-secret", None, "carries a api_key"),
        ("http://me:a-secret@h/v1", None, "carries a password"),
    ],
)
def test_what_cannot_stand_in_a_request_is_refused_and_a_key_never_shown(url, key, words):
    with pytest.raises(InvalidValueError, match=words) as caught:
        Endpoint(url=url, model="m", key=key)
    assert not key or key not in str(caught.value)
    assert "a-secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "posted_to"),
    [
        ("http://h", "http://h/v1/chat/completions"),
        ("http://h/v1/", "http://h/v1/chat/completions"),
        ("http://h/v1/chat/completions", "http://h/v1/chat/completions"),
        ("http://h/openai/m?api-version=1", "http://h/openai/m/chat/completions?api-version=1"),
        ("http://h/m/chat/completions?api-version=1", "http://h/m/chat/completions?api-version=1"),
    ],
)
def test_the_address_of_chat_completions(url, posted_to):
    assert Endpoint(url=url, model="m").chat_url == posted_to


def test_a_proxy_of_another_kind_is_refused(proxied):
    proxied("http", "socks5://127.0.0.1:1")
    with pytest.raises(EndpointError, match="socks5"):
        ask("http://endpoint.example/v1")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0),
        ({"retry-after": "86400"}, 600),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "1m30s"}, 90),
        ({"x-ratelimit-remaining-tokens": "0", "x-ratelimit-reset-tokens": "120ms"}, 0.12),
        ({"ratelimit-remaining": "0", "ratelimit-reset": "12"}, 12),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "978307200000"}, 0),  # an instant of 2001, in ms
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "9783072000"}, 600),  # one of 2280, in s
        ({"x-ratelimit-remaining-requests": "5", "x-ratelimit-reset-requests": "1m30s"}, None),
        ({}, None),
    ],
)
def test_the_wait_an_endpoint_asks_for_is_read(headers, seconds):
    failure = from_status(429, headers, b"{}")
    assert (failure.kind, failure.retry, failure.after_s) == (Kind.THROTTLED, True, seconds)


def test_a_limit_that_is_always_used_up_is_not_believed_for_long(monkeypatch):
    async def paused_for():
        pace = Pace(4)
        pace.exhausted(500.0)
        return pace._paused_until - asyncio.get_running_loop().time()

    assert asyncio.run(paused_for()) <= 60


def test_the_pace_falls_once_a_window_and_climbs_again():
    async def fall_and_climb():
        pace = Pace(64)
        for _ in range(20):
            pace.throttled(None)  # many refusals of one window cut once
        fallen, answers = pace.limit, 0
        while pace.limit < 64:
            pace.answered()
            answers += 1
        return fallen, answers

    fallen, answers = asyncio.run(fall_and_climb())
    assert fallen == 32
    assert 100 < answers < 2000


def test_an_encrypted_endpoint_answers_through_a_tunnel(serve, proxied, certificate, monkeypatch):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate[1], certificate[0])
    endpoint = serve(lambda *_: Answer("through"), tls=context)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[1]))

    async def tunnel(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        there, back = await asyncio.open_connection("127.0.0.1", endpoint.port)
        writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        await asyncio.gather(_copy(reader, back), _copy(there, writer))

    async def asked():
        async with await asyncio.start_server(tunnel, "127.0.0.1", 0) as proxy:
            proxied("https", f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
            async with Exchange(Endpoint(url=f"https://localhost:{endpoint.port}/v1", model="m")) as exchange:
                return [(await exchange.ask(BODY_ASKED)).text for _ in range(2)]

    assert asyncio.run(asked()) == ["through"] * 2


async def _copy(reader, writer):
    with contextlib.suppress(ConnectionError, ssl.SSLError):
        while part := await reader.read(4096):
            writer.write(part)
            await writer.drain()
    writer.close()
