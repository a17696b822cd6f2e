"""When the probe looks at its connections, so that it costs the endpoint's machine little and blurs no time."""

from __future__ import annotations

import contextlib
import gc
import os
import time
from collections.abc import Collection, Iterator

from parallaxe.measure.probe.recording import Recording
from parallaxe.vocabulary.collector import paused

_PRIORITY = -5
_GATHER_S = 0.0005
_GATHER_FROM_STREAMS = 32  # with fewer, there is little to gather
_RAPID_PER_S = 200.0  # packets a second on one connection: a tenth of one each time packets are gathered
_MS = 0.001


class Rhythm:
    """Waits of the probe's loop.

    Packets of many streams wait for half a millisecond to be read together: fewer wake-ups leave the
    endpoint its processor. Two packets of one connection that are read together share a stamp, so none
    are gathered where any stream is rapid, nor where the process's own clock is the stamp.

    Args:
        kernel_time: whether the kernel stamps what arrives.
    """

    def __init__(self, *, kernel_time: bool) -> None:
        self._kernel_time, self._rapid = kernel_time, False

    def look(self, recordings: Collection[Recording], seconds: float) -> None:
        """Look at how much each stream has received since the last look, so many seconds ago."""
        for recording in recordings:
            self._rapid |= recording.reads_since_asked() > _RAPID_PER_S * seconds

    def gathers(self, streams: int) -> bool:
        """Whether packets are to be gathered, with so many streams under way."""
        return self._kernel_time and streams >= _GATHER_FROM_STREAMS and not self._rapid

    @staticmethod
    def gather(until_due: float) -> None:
        """Let packets come, but no longer than until something is due."""
        if until_due > 0:
            time.sleep(min(_GATHER_S, until_due))

    def patience(self, until_due: float) -> float:
        """Seconds to poll for; polls count in whole milliseconds, and the part of one is rested where stamps allow that."""
        if not self._kernel_time or until_due <= 0:
            return max(0.0, until_due)
        return (int(until_due / _MS) - 0.5) * _MS if until_due >= _MS else 0.0

    def rest(self, until_due: float) -> None:
        """Wait for what is due within a millisecond, where nothing has come: what has come is read first."""
        if self._kernel_time and 0 < until_due < _MS:
            time.sleep(until_due)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """No garbage collection, and ahead of other processes where the system permits that."""
    usual = os.getpriority(os.PRIO_PROCESS, 0)
    gc.collect()
    with contextlib.suppress(PermissionError):
        os.setpriority(os.PRIO_PROCESS, 0, _PRIORITY)
    try:
        with paused():
            yield
    finally:
        with contextlib.suppress(PermissionError):
            os.setpriority(os.PRIO_PROCESS, 0, usual)
