"""Room for many connections: the process's own limit on open files."""

from __future__ import annotations

import resource

_OTHERS = 256  # files of the process that are no connections


def allow(connections: int) -> None:
    """Raise this process's limit as far as the system permits, so that so many connections can be open."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = connections + _OTHERS
    if resource.RLIM_INFINITY != soft < wanted:
        most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
