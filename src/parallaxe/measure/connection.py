"""One connection of HTTP/1.1: requests one after the other, each answer held whole.

Written on asyncio and httptools because a client's own cost is part of what a runner is measured by:
the same requests cost a third to a fifth of what aiohttp takes (``bench/measure``).
"""

from __future__ import annotations

import asyncio

import httptools
import msgspec

LARGEST_ANSWER_BYTES = 8 << 20
_LARGEST_HEAD_BYTES = 1 << 16
_INFORMATIONAL = range(100, 200)


class Response(msgspec.Struct, frozen=True):
    """An answer: status, headers by lower-case name, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class ConnectionLost(ConnectionError):  # noqa: N818 - as ConnectionResetError and its kin are named
    """The connection ended before its answer did.

    Args:
        untouched: whether a connection that had served before ended without a byte of this answer,
            as it does where the endpoint closes one that was idle.
    """

    def __init__(self, what: str, *, untouched: bool = False) -> None:
        super().__init__(what)
        self.untouched = untouched


class TooLarge(ValueError):  # noqa: N818 - becomes a RequestFailed
    """An answer beyond the size limit; the connection is closed, the rest never read."""


class NotHttp(ValueError):  # noqa: N818 - becomes a RequestFailed
    """Bytes that are not an HTTP answer."""


class Connection(asyncio.Protocol):
    """A connection; ``idle`` says that it may be used.

    The names of its methods are those that asyncio and httptools call.
    """

    def __init__(self) -> None:
        self.expires = float("inf")
        self._served = 0
        self._answer: asyncio.Future[Response] | None = None
        self._open = False
        self._begin()

    @property
    def idle(self) -> bool:
        """Whether a request can be sent."""
        return self._open and self._answer is None

    async def request(self, data: bytes, expires: float) -> Response:
        """Send a request and wait for its answer.

        Args:
            data: head and body.
            expires: time of the event loop at which the pool ends the request.

        Raises:
            ConnectionLost, TooLarge, NotHttp, TimeoutError: no answer; the connection is closed.
        """
        answer: asyncio.Future[Response] = asyncio.get_running_loop().create_future()
        self._answer = answer
        self.expires = expires
        self._transport.write(data)
        try:
            return await answer
        except asyncio.CancelledError:
            self.close()
            raise
        finally:
            self._answer, self.expires = None, float("inf")

    def fail(self, error: Exception) -> None:
        """End the request under way, and the connection with it."""
        if self._answer and not self._answer.done():
            self._answer.set_exception(error)
        self.close()

    def close(self) -> None:
        """Close without waiting."""
        self._open = False
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """asyncio: the connection is there."""
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._parser = httptools.HttpResponseParser(self)
        self._open = True

    def connection_lost(self, exc: Exception | None) -> None:
        """asyncio: it has ended."""
        self._open = False
        if self._answer is None or self._answer.done():
            return
        if self._in_body and not self._framed and exc is None:
            self._finish()  # a body without a length ends with its connection
            return
        untouched = bool(self._served) and not self._received
        self.fail(ConnectionLost(str(exc or "the connection was cut before the answer's end"), untouched=untouched))

    def data_received(self, data: bytes) -> None:
        """asyncio: bytes came."""
        self._received += len(data)
        if self._received > LARGEST_ANSWER_BYTES + _LARGEST_HEAD_BYTES:
            self.fail(TooLarge(f"an answer of more than {LARGEST_ANSWER_BYTES >> 20} MiB"))
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError as error:
            self.fail(NotHttp(f"not an HTTP answer ({error})"))

    def on_header(self, name: bytes, value: bytes) -> None:
        """httptools: a header."""
        self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """httptools: the last header."""
        self._in_body = True
        names = [name.lower() for name, _ in self._headers]
        self._framed = b"content-length" in names or b"transfer-encoding" in names

    def on_body(self, body: bytes) -> None:
        """httptools: a part of the body."""
        self._parts.append(body)

    def on_message_complete(self) -> None:
        """httptools: the answer's end."""
        if self._parser.get_status_code() in _INFORMATIONAL:
            self._begin()
            return
        if not self._parser.should_keep_alive():
            self._open = False
            self._transport.close()
        self._finish()

    def _finish(self) -> None:
        if self._answer and not self._answer.done():
            headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in self._headers}
            self._answer.set_result(Response(self._parser.get_status_code(), headers, b"".join(self._parts)))
        else:
            self.close()  # an answer that nobody asked for
        self._served += 1
        self._begin()

    def _begin(self) -> None:
        self._headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self._received = 0
        self._in_body = self._framed = False
