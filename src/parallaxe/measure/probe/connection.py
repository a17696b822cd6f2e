"""A connection whose reads carry the kernel's receive time, plain or encrypted."""

from __future__ import annotations

import contextlib
import socket
import struct
import sys
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from parallaxe.vocabulary.errors import EndpointError

if TYPE_CHECKING:
    import ssl

#: SO_TIMESTAMPNS of Linux (asm-generic/socket.h); the control message that carries it has the same number.
_SO_TIMESTAMPNS = 35
#: Whether the kernel is asked for receive times; elsewhere this process's own clock is read.
KERNEL_TIMES = sys.platform == "linux"
_READ_BYTES = 1 << 13
_CONTROL_BYTES = socket.CMSG_SPACE(16)
_TIMESPEC = struct.Struct("@qq")
_NS = 1_000_000_000


class Address:
    """Where to connect.

    Args:
        url: of the endpoint's chat completions.
        timeout_s: for connecting.
    """

    def __init__(self, url: str, timeout_s: float = 10.0) -> None:
        parts = urlsplit(url)
        self.url, self.timeout_s = url, timeout_s
        self.encrypted = parts.scheme == "https"
        self.host = parts.hostname or ""
        self.port = parts.port or (443 if self.encrypted else 80)
        self.netloc = parts.netloc
        self.path = parts.path + (f"?{parts.query}" if parts.query else "")
        self._context = _context() if self.encrypted else None

    def connect(self) -> Connection:
        """An open connection.

        Raises:
            EndpointError: nothing listens there, or the certificate is not trusted.
        """
        try:
            sock = socket.create_connection((self.host, self.port), timeout=self.timeout_s)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if KERNEL_TIMES:
                sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            return Connection(sock, self._context, self.host)
        except OSError as error:
            raise EndpointError(
                f"cannot connect ({error})", where=self.url, mend="Check the URL and that the endpoint is up."
            ) from error


class Connection:
    """Non-blocking once made; ``read`` gives bytes and their kernel time."""

    def __init__(self, sock: socket.socket, context: ssl.SSLContext | None, host: str) -> None:
        self._sock = sock
        self._tls = _Tls(context, host) if context else None
        if self._tls:
            self._tls.handshake(sock)
        sock.setblocking(False)
        self.fileno = sock.fileno()
        self._receive = sock.recvmsg

    def write(self, request: bytes) -> None:
        """Hand a whole request to the kernel; one that does not fit its buffer at once is sent blocking."""
        data = memoryview(self._tls.encrypt(request) if self._tls else request)
        try:
            sent = self._sock.send(data)
        except BlockingIOError:
            sent = 0
        if sent < len(data):
            self._sock.setblocking(True)
            self._sock.sendall(data[sent:])
            self._sock.setblocking(False)

    def read(self) -> tuple[bytes, bytes] | None:
        """What has arrived and when the kernel received its last packet; None where nothing has.

        An empty part means that the peer has closed.
        """
        try:
            part, control, _, _ = self._receive(_READ_BYTES, _CONTROL_BYTES)
        except BlockingIOError:
            return None
        stamp = control[0][2] if control else user_stamp()
        if self._tls and part:
            part = self._tls.decrypt(part)
            if not part:
                return None
        return part, stamp

    def stamps_from_kernel(self) -> bool:
        """Whether this system gives receive times."""
        if not KERNEL_TIMES:
            return False
        with contextlib.suppress(OSError):
            return bool(self._sock.getsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS))
        return False

    def close(self) -> None:
        """Close the socket."""
        self._sock.close()


def _context() -> ssl.SSLContext:
    import ssl

    return ssl.create_default_context()


class _Tls:
    """Encryption beside the socket, so that the socket's own reads keep their kernel times."""

    def __init__(self, context: ssl.SSLContext, host: str) -> None:
        import ssl

        self._wants_more, self._ended = ssl.SSLWantReadError, ssl.SSLZeroReturnError
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._session = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)

    def handshake(self, sock: socket.socket) -> None:
        while True:
            try:
                self._session.do_handshake()
            except self._wants_more:
                sock.sendall(self._outgoing.read())
                part = sock.recv(_READ_BYTES)
                if not part:
                    raise ConnectionResetError("closed during the handshake") from None
                self._incoming.write(part)
            else:
                sock.sendall(self._outgoing.read())
                return

    def encrypt(self, data: bytes) -> bytes:
        self._session.write(data)
        return self._outgoing.read()

    def decrypt(self, part: bytes) -> bytes:
        self._incoming.write(part)
        plain = bytearray()
        with contextlib.suppress(self._wants_more, self._ended):
            while piece := self._session.read(_READ_BYTES):
                plain += piece
        return bytes(plain)


def user_stamp() -> bytes:
    """This process's own time in the kernel's form, where the kernel gives none."""
    now = time.time_ns()
    return _TIMESPEC.pack(now // _NS, now % _NS)
