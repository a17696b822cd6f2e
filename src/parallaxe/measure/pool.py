"""Connections to one endpoint, kept open between requests: addresses, TLS, proxies, deadlines."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import socket
import ssl
from typing import Self
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

from parallaxe.measure.connection import Connection, ConnectionLost, Response
from parallaxe.vocabulary.errors import EndpointError

_CONNECTING_AT_ONCE = 64
_CONNECT_S = 30.0
_SWEEPS_A_DEADLINE = 20
_HAPPY_EYEBALLS_S = 0.25  # RFC 8305: the wait before the other address family is tried


class Pool:
    """Posts to one URL over as many connections as there are requests under way; use it in ``async with``.

    Args:
        url: of the endpoint.
        headers: of each request.
        deadline_s: seconds a request may take, connecting included.
    """

    def __init__(self, url: str, headers: dict[str, str], deadline_s: float) -> None:
        self._to = urlsplit(url)
        self._proxy = _proxy(self._to)
        self._tls = ssl.create_default_context() if self._to.scheme == "https" else None
        self._name = self._to.hostname if self._tls else None
        self._head = _head(self._to, headers, None if self._tls else self._proxy)
        self._deadline_s = deadline_s
        self._idle: list[Connection] = []
        self._all: set[Connection] = set()
        self._address: tuple[str, int] | None = None  # the one that answered, once known
        self._finding, self._connecting = asyncio.Lock(), asyncio.Semaphore(_CONNECTING_AT_ONCE)

    async def __aenter__(self) -> Self:
        self._sweeping = asyncio.create_task(self._sweep())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._sweeping.cancel()
        for connection in self._all:
            connection.close()
        with contextlib.suppress(asyncio.CancelledError):
            await self._sweeping

    async def post(self, body: bytes) -> Response:
        """Post a body and wait for the answer.

        Raises:
            OSError: no connection, or one that was cut (ConnectionLost).
            TimeoutError: the deadline passed.
            TooLarge, NotHttp: see Connection.
        """
        expires = asyncio.get_running_loop().time() + self._deadline_s
        request = b"%s%d\r\n\r\n%s" % (self._head, len(body), body)
        while True:
            connection = self._kept() or await self._opened(expires)
            try:
                response = await connection.request(request, expires)
            except ConnectionLost as error:
                self._all.discard(connection)
                if not error.untouched:
                    raise
            except BaseException:
                self._all.discard(connection)
                raise
            else:
                if connection.idle:
                    self._idle.append(connection)
                else:
                    self._all.discard(connection)
                return response

    def _kept(self) -> Connection | None:
        """The connection used last, for it is the least likely to have been closed meanwhile."""
        while self._idle:
            connection = self._idle.pop()
            if connection.idle:
                return connection
            self._all.discard(connection)
        return None

    async def _opened(self, expires: float) -> Connection:
        """A new connection.

        Raises:
            OSError: none could be made; TimeoutError where the request's own deadline came first.
        """
        soon = asyncio.get_running_loop().time() + _CONNECT_S
        try:
            async with asyncio.timeout_at(min(expires, soon)), self._connecting:
                if self._proxy and self._tls:
                    connection = await self._through_tunnel(self._proxy)
                elif self._address:
                    connection = await self._at(self._address)
                else:
                    connection = await self._first()
        except TimeoutError as error:
            if expires < soon:
                raise
            raise ConnectionLost(f"no connection within {_CONNECT_S:g} s") from error
        self._all.add(connection)
        return connection

    async def _first(self) -> Connection:
        """Find the address that answers, once for all connections."""
        async with self._finding:
            if self._address:
                return await self._at(self._address)
            host, port = _host_and_port(self._proxy or self._to)
            transport, connection = await asyncio.get_running_loop().create_connection(
                Connection,
                host,
                port,
                ssl=self._tls,
                server_hostname=self._name,
                happy_eyeballs_delay=_HAPPY_EYEBALLS_S,
            )
            self._address = transport.get_extra_info("peername")[:2]
            return connection

    async def _at(self, address: tuple[str, int]) -> Connection:
        try:
            _, connection = await asyncio.get_running_loop().create_connection(
                Connection, *address, ssl=self._tls, server_hostname=self._name
            )
        except OSError:
            self._address = None  # the name may mean another address by now
            raise
        return connection

    async def _through_tunnel(self, proxy: SplitResult) -> Connection:
        """A connection to the endpoint by the proxy's CONNECT (RFC 9110, 9.3.6)."""
        sock = await asyncio.to_thread(socket.create_connection, _host_and_port(proxy), _CONNECT_S)
        try:
            await _ask_for_tunnel(sock, "{}:{}".format(*_host_and_port(self._to)), _authorization(proxy))
            _, connection = await asyncio.get_running_loop().create_connection(
                Connection, sock=sock, ssl=self._tls, server_hostname=self._to.hostname
            )
        except BaseException:
            sock.close()
            raise
        return connection

    async def _sweep(self) -> None:
        """End requests past their deadline: one look at all of them costs less than a timer for each."""
        loop = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(min(1.0, self._deadline_s / _SWEEPS_A_DEADLINE))
            for connection in [one for one in self._all if one.expires < loop.time()]:
                connection.fail(TimeoutError())


async def _ask_for_tunnel(sock: socket.socket, target: str, authorization: list[str]) -> None:
    sock.setblocking(False)
    loop = asyncio.get_running_loop()
    lines = [f"CONNECT {target} HTTP/1.1", f"Host: {target}", *authorization, "", ""]
    await loop.sock_sendall(sock, "\r\n".join(lines).encode())
    answer = b""
    while b"\r\n\r\n" not in answer and (part := await loop.sock_recv(sock, 4096)):
        answer += part
    status = answer.split(b"\r\n")[0].decode("latin-1")
    if status[9:12] != "200":
        raise ConnectionLost(f"the proxy refused the way ({status or 'no answer'})")


def _head(to: SplitResult, headers: dict[str, str], proxy: SplitResult | None) -> bytes:
    """All of a request's head but the length."""
    path = (to.path or "/") + (f"?{to.query}" if to.query else "")
    target = f"{to.scheme}://{to.netloc}{path}" if proxy else path
    named = [f"{name}: {value}" for name, value in headers.items()]
    lines = [
        f"POST {target} HTTP/1.1",
        f"Host: {to.netloc}",
        "Accept-Encoding: identity",
        *named,
        *(_authorization(proxy) if proxy else []),
    ]
    return "\r\n".join([*lines, "Content-Length: "]).encode("latin-1")


def _proxy(to: SplitResult) -> SplitResult | None:
    """The environment's proxy for a URL (HTTP_PROXY, HTTPS_PROXY, NO_PROXY)."""
    if not to.hostname or proxy_bypass(to.hostname):
        return None
    named = getproxies().get(to.scheme)
    if not named:
        return None
    proxy = urlsplit(named if "://" in named else f"http://{named}")
    if proxy.scheme != "http":
        raise EndpointError(
            f"a proxy by {proxy.scheme} is not supported",
            where=f"{to.scheme.upper()}_PROXY",
            mend="Name one by http, or except the endpoint in NO_PROXY.",
        )
    return proxy


def _authorization(proxy: SplitResult) -> list[str]:
    if not proxy.username:
        return []
    said = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}".encode()
    return [f"Proxy-Authorization: Basic {base64.b64encode(said).decode()}"]


def _host_and_port(of: SplitResult) -> tuple[str, int]:
    return of.hostname or "", of.port or (443 if of.scheme == "https" else 80)
