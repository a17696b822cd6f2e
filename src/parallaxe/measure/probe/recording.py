"""One request as it went over the wire: bytes received and when the kernel received them."""

from __future__ import annotations

from array import array

#: An answer beyond this is no answer: a model that never stops must not fill the memory.
LARGEST_ANSWER_BYTES = 64 << 20
_LAST_CHUNK = b"\r\n0\r\n\r\n"


class Recording:
    """Raw material of one request; nothing of it is parsed while the load runs.

    Attributes:
        intended_ns: when the request was due (CLOCK_REALTIME).
        written_ns: just before its bytes were handed to the kernel.
        data: everything received, headers included (plain text where the connection is encrypted).
        ends: length of ``data`` after each read.
        stamps: kernel time of each read, 16 bytes each (struct timespec).
        error: why it ended early, None where it did not.
        status: of HTTP, 0 while unknown.
        closes: whether the endpoint closes the connection after it.
    """

    __slots__ = (
        *("_reads_told", "_until", "closes", "data", "ends", "error", "intended_ns"),
        *("stamps", "started", "status", "written_ns"),
    )

    def __init__(self, intended_ns: int, written_ns: int, started: float) -> None:
        self.intended_ns, self.written_ns, self.started = intended_ns, written_ns, started
        self.data = bytearray()
        self.ends = array("q")
        self.stamps = bytearray()
        self.error: str | None = None
        self.status, self.closes = 0, False
        self._reads_told = 0
        self._until: int | None = None  # length of the whole message, -1 for chunked, None while unknown

    def received(self, part: bytes, stamp: bytes) -> bool:
        """Keep what one read brought; True once the message is whole, or too large."""
        data = self.data
        data += part
        length = len(data)
        self.ends.append(length)
        self.stamps += stamp
        if length > LARGEST_ANSWER_BYTES:
            self.error = f"more than {LARGEST_ANSWER_BYTES >> 20} MiB"
            return True
        until = self._until
        if until is None:
            until = self._read_head()
        if until == -1:
            return data.endswith(_LAST_CHUNK)
        return until is not None and 0 <= until <= length

    def reads_since_asked(self) -> int:
        """Reads that brought something since this was asked last."""
        told, self._reads_told = self._reads_told, len(self.ends)
        return self._reads_told - told

    def closed(self) -> None:
        """The connection ended: fine only where its end is the message's."""
        if self._until != -2:  # noqa: PLR2004
            self.error = "cut" if self.data else "connection closed before an answer"

    def _read_head(self) -> int | None:
        """Once the header is whole: how the end of the message is known."""
        end = self.data.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = bytes(self.data[:end]).lower()
        self.status = int(head[9:12]) if head[9:12].isdigit() else 0
        kept = b"\r\nconnection: keep-alive" in head
        self.closes = b"\r\nconnection: close" in head or (head.startswith(b"http/1.0") and not kept)
        if b"\r\ntransfer-encoding: chunked" in head:
            self._until = -1
        elif (place := head.find(b"\r\ncontent-length:")) >= 0:
            length = head[place + 17 :].split(b"\r\n", 1)[0].strip()
            self._until = end + 4 + (int(length) if length.isdigit() else 0)
        else:
            self._until = -2  # until the connection closes
        return self._until
