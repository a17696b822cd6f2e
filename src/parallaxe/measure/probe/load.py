"""Puts load on an endpoint: a closed loop of streams, or arrivals at random times."""

from __future__ import annotations

import contextlib
import random
import select
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import msgspec

from parallaxe.measure import open_files
from parallaxe.measure.failure import words_of
from parallaxe.measure.probe.connection import Address, Connection
from parallaxe.measure.probe.recording import Recording
from parallaxe.measure.probe.rhythm import Rhythm, undisturbed
from parallaxe.vocabulary.errors import EndpointError

_FATAL_STATUS = frozenset({401, 402, 403, 404})
_OK = 200
_PAUSE_AFTER_ERROR_S = 0.5
_CONNECTING_AT_ONCE = 32
_READS_A_TURN, _SENDS_A_TURN = 64, 16
_SETTLE_S = 0.1  # for the endpoint to accept the connections before the first request
_START_GAP_S = 0.001  # streams begin one by one: a burst would time the queue, not the endpoint
_CHECK_EVERY_S = 0.25
_LOOK_FOR_CONNECTIONS_S = 0.0005
_CLOCK_TOLERANCE_NS = 1_000_000


class Level(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a probe.

    Args:
        concurrency: streams at once; connections kept open in the open loop.
        requests: requests in all.
        rate: mean arrivals a second of the open loop (Poisson), None for the closed loop.
        deadline_s: seconds a request may take.
        seed: of the arrival times.
    """

    concurrency: int
    requests: int
    rate: float | None = None
    deadline_s: float = 120.0
    seed: int = 0


class Load:
    """One level put on an endpoint, single-threaded: epoll, reads with kernel times, nothing parsed.

    Attributes:
        recordings: one a request, in order of sending.
        kernel_time: whether the stamps are the kernel's.
        clock_jumped: whether the wall clock was set while the load ran.
        reconnects: connections the endpoint closed between requests.
        seconds: from the first request to the last answer.
    """

    def __init__(self, address: Address, level: Level, requests: Iterator[bytes]) -> None:
        self.recordings: list[Recording] = []
        self.kernel_time = self.clock_jumped = False
        self.reconnects = 0
        self.said: str | None = None
        self.seconds = 0.0
        self._address, self._level, self._requests = address, level, requests
        self._poll = select.epoll() if hasattr(select, "epoll") else _Poll()
        self._open: dict[int, Connection] = {}
        self._busy: dict[int, Recording] = {}
        self._idle: deque[int] = deque()
        self._resting: list[tuple[float, int]] = []  # connections that wait after an error
        self._left = level.requests
        self._coming: list[Future[Connection]] = []
        self._owed, self._owed_at = 0, 0.0  # connections that could not be made, and when to try again
        self._random = random.Random(level.seed)  # noqa: S311 - arrival times
        self._next_due = 0.0

    def run(self) -> None:
        """Send all requests and receive all answers.

        Raises:
            EndpointError: no connection, or a refusal that every request would meet.
        """
        open_files.allow(2 * self._level.concurrency if self._level.rate is None else self._level.requests)
        with ThreadPoolExecutor(_CONNECTING_AT_ONCE) as self._pool:
            for connection in self._pool.map(lambda _: self._address.connect(), range(self._level.concurrency)):
                self._admit(connection)
            self.kernel_time = all(connection.stamps_from_kernel() for connection in self._open.values())
            time.sleep(_SETTLE_S)
            try:
                with undisturbed():
                    self._loop()
            finally:
                for connection in self._open.values():
                    connection.close()
                self._poll.close()

    def _loop(self) -> None:
        begun = self._next_due = time.monotonic()
        offset = time.time_ns() - time.monotonic_ns()
        next_check = begun + _CHECK_EVERY_S
        rhythm = self._rhythm = Rhythm(kernel_time=self.kernel_time)
        while self._left or self._busy:
            now = time.monotonic()
            self._send_due(now)
            if now >= next_check:
                next_check = now + _CHECK_EVERY_S
                self._expire(now)
                rhythm.look(self._busy.values(), _CHECK_EVERY_S)
                self.clock_jumped |= abs(time.time_ns() - time.monotonic_ns() - offset) > _CLOCK_TOLERANCE_NS
            ready = self._poll.poll(rhythm.patience(self._due(next_check, now) - now), _READS_A_TURN)
            self._receive_all(ready)
            if not ready:
                rhythm.rest(self._due(next_check, now) - time.monotonic())
            elif len(ready) < _READS_A_TURN and rhythm.gathers(len(self._busy)):
                rhythm.gather(self._due(next_check, now) - time.monotonic())
        self.seconds = time.monotonic() - begun

    def _due(self, next_check: float, now: float) -> float:
        """When something else than an answer is to be seen to."""
        due = next_check
        if self._left and (self._idle or (self._level.rate and not self._coming and not self._owed)):
            due = min(due, self._next_due)
        if self._resting:
            due = min(due, self._resting[0][0])
        if self._owed:
            due = min(due, self._owed_at)
        if self._coming:
            due = min(due, now + _LOOK_FOR_CONNECTIONS_S)
        return due

    def _send_due(self, now: float) -> None:
        while self._resting and self._resting[0][0] <= now:
            self._idle.append(self._resting.pop(0)[1])
        if self._coming:
            self._admit_arrived(now)
        if self._owed and now >= self._owed_at:
            self._connect(self._owed)
            self._owed = 0
        rate = self._level.rate
        for _ in range(_SENDS_A_TURN):  # then answers are read again
            if not self._left or now < self._next_due:
                return
            if not self._idle:
                if rate and not self._owed and len(self._coming) < _CONNECTING_AT_ONCE:
                    self._connect(1)
                return
            self._send(self._idle.popleft(), self._next_due if rate else now)
            if rate:
                self._next_due += self._random.expovariate(rate)
            elif len(self.recordings) < self._level.concurrency:
                self._next_due = now + _START_GAP_S

    def _send(self, fd: int, due: float) -> None:
        connection, request = self._open[fd], next(self._requests)
        self._left -= 1
        late_ns = max(0, int((time.monotonic() - due) * 1e9)) if self._level.rate else 0
        written = time.time_ns()
        recording = Recording(written - late_ns, written, time.monotonic())
        self.recordings.append(recording)
        self._busy[fd] = recording
        try:
            connection.write(request)
        except OSError as error:
            recording.error = f"not sent ({error})"
            self._replace(fd)

    def _receive_all(self, ready: list[tuple[int, int]]) -> None:
        """Read once from each connection: the shorter this takes, the fewer packets share a stamp."""
        opened, busy = self._open, self._busy
        for fd, _ in ready:
            try:
                arrived = opened[fd].read()
            except OSError as error:
                self._lost(fd, f"cut ({error})")
                continue
            if arrived is None:
                continue
            part, stamp = arrived
            if not part:
                self._lost(fd, None)
            elif (recording := busy.get(fd)) and recording.received(part, stamp):
                del busy[fd]
                self._finish(fd, recording)

    def _lost(self, fd: int, why: str | None) -> None:
        """The connection ended; that is fine only where its end is the message's."""
        if recording := self._busy.get(fd):
            if why:
                recording.error = why
            else:
                recording.closed()
        self._replace(fd)

    def _finish(self, fd: int, recording: Recording) -> None:
        self._rhythm.look((recording,), _CHECK_EVERY_S)
        if recording.error or recording.closes:
            self._replace(fd)
        elif recording.status == _OK:
            self._idle.append(fd)
        if recording.error or recording.status == _OK:
            return
        body = bytes(recording.data.partition(b"\r\n\r\n")[2])
        said = f"HTTP {recording.status}: {words_of(body)}"
        if recording.status in _FATAL_STATUS:
            raise EndpointError(said, where=self._address.url, mend="Check key, model and URL.")
        self.said = self.said or said
        recording.error = f"HTTP {recording.status}"
        if not recording.closes:
            self._resting.append((time.monotonic() + _PAUSE_AFTER_ERROR_S, fd))

    def _expire(self, now: float) -> None:
        """End requests past their deadline; the connection cannot be used again."""
        for fd, recording in list(self._busy.items()):
            if now - recording.started > self._level.deadline_s:
                recording.error = "timeout"
                self._replace(fd)

    def _replace(self, fd: int) -> None:
        """Put a new connection in place of one that has ended."""
        self._busy.pop(fd, None)
        self._poll.unregister(fd)
        self._open.pop(fd).close()
        with contextlib.suppress(ValueError):
            self._idle.remove(fd)
        self._resting = [(when, other) for when, other in self._resting if other != fd]
        self.reconnects += 1
        if self._left:
            self._connect(1)

    def _connect(self, count: int) -> None:
        """Begin to make connections, beside the loop."""
        self._coming += [self._pool.submit(self._address.connect) for _ in range(count)]

    def _admit(self, connection: Connection) -> None:
        self._open[connection.fileno] = connection
        self._poll.register(connection.fileno, select.POLLIN)
        self._idle.append(connection.fileno)

    def _admit_arrived(self, now: float) -> None:
        """Take in connections that have been made; one that cannot be is tried again while there are others."""
        for coming in [coming for coming in self._coming if coming.done()]:
            self._coming.remove(coming)
            if coming.exception() is None:
                self._admit(coming.result())
            elif self._open or self._coming:
                self._owed, self._owed_at = self._owed + 1, now + _PAUSE_AFTER_ERROR_S
            else:
                coming.result()


class _Poll:
    """``select.poll`` with epoll's face, for systems that have no epoll."""

    def __init__(self) -> None:
        self._poll = select.poll()
        self.register, self.unregister = self._poll.register, self._poll.unregister

    def poll(self, seconds: float, most: int) -> list[tuple[int, int]]:
        return self._poll.poll(1000 * seconds)[:most]

    def close(self) -> None:
        """Nothing is held."""
