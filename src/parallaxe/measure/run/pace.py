"""How many requests may be under way: halved when the endpoint throttles, raised again as answers come.

Additive increase, multiplicative decrease (Chiu and Jain, 1989), with one cut a window however
many of the requests under way are refused.
"""

from __future__ import annotations

import asyncio
from collections import deque

_CUT = 0.5
_WINDOW_S = 1.0
_SHARE_MEMORY = 0.05
_SHARE_THAT_PAUSES_ALL = 0.2
_LONGEST_FORESIGHT_S = 60.0  # then one asks again: some endpoints always say that nothing is left


class Pace:
    """Slots for requests under way.

    Args:
        ceiling: most requests at once; the pace starts there.
    """

    def __init__(self, ceiling: int) -> None:
        self._ceiling, self._limit = ceiling, float(ceiling)
        self._active = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._last_cut = -_WINDOW_S
        self._refused_share = 0.0
        self._paused_until = 0.0

    @property
    def limit(self) -> int:
        """Requests that may be under way now."""
        return int(self._limit)

    async def acquire(self) -> None:
        """Wait for a slot."""
        while self._active >= self.limit or self._paused():
            waiter = asyncio.get_running_loop().create_future()
            self._waiting.append(waiter)
            await waiter
        self._active += 1

    def release(self) -> None:
        """Give a slot back."""
        self._active -= 1
        self._wake()

    def answered(self) -> None:
        """An answer came: climb by about a twentieth of the limit for each full window."""
        self._refused_share *= 1 - _SHARE_MEMORY
        if self._limit < self._ceiling:
            self._limit = min(self._ceiling, self._limit + max(_SHARE_MEMORY, 1 / self._limit))
            self._wake()

    def throttled(self, after_s: float | None) -> None:
        """The endpoint refused a request for load: cut the limit, and pause all where most are refused."""
        loop = asyncio.get_running_loop()
        self._refused_share += _SHARE_MEMORY * (1 - self._refused_share)
        if loop.time() - self._last_cut >= max(_WINDOW_S, after_s or 0.0):
            self._last_cut = loop.time()
            self._limit = max(1.0, self._limit * _CUT)
        if after_s and self._refused_share > _SHARE_THAT_PAUSES_ALL:
            self._pause(after_s)

    def exhausted(self, for_s: float) -> None:
        """The endpoint answered and said that its limit is used up: what is asked before then would be refused."""
        self._pause(min(for_s, _LONGEST_FORESIGHT_S))

    def _pause(self, for_s: float) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + for_s
        if until > self._paused_until:
            self._paused_until = until
            loop.call_at(until, self._wake)

    def _paused(self) -> bool:
        return self._paused_until > 0 and asyncio.get_running_loop().time() < self._paused_until

    def _wake(self) -> None:
        """Let as many waiters look again as there are free slots."""
        free = self.limit - self._active
        while self._waiting and free > 0:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(None)
                free -= 1
