"""Why a request failed, and whether asking again can help."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from enum import StrEnum

import msgspec

_RETRIED_STATUS = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529})
_THROTTLING_STATUS = frozenset({429, 503, 529})
_MOVED_STATUS = frozenset({301, 302, 303, 307, 308})  # a key is not carried to another address by itself
_FATAL_STATUS = frozenset({401, 402, 403, 404})
_DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h)")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
_LONGEST_WAIT_S = 600.0
#: What is left of a limit, and when it is whole again: OpenAI's names, those of others, the draft of the IETF.
_LIMITS = (
    ("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
    ("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
    ("x-ratelimit-remaining", "x-ratelimit-reset"),
    ("ratelimit-remaining", "ratelimit-reset"),
)
_INSTANT_S, _INSTANT_MS = 1e9, 1e11  # a reset beyond these is no duration: seconds, or milliseconds, since 1970


class Kind(StrEnum):
    """What went wrong."""

    THROTTLED = "throttled"  # too many requests, or overloaded
    UNAVAILABLE = "unavailable"  # no connection, connection cut, server error
    TIMEOUT = "timeout"  # the deadline of the request passed
    MALFORMED = "malformed"  # an answer that is not a completion
    TOO_LARGE = "too_large"  # an answer beyond the size limit
    REJECTED = "rejected"  # the endpoint will not take this request
    FATAL = "fatal"  # wrong key, unknown model: no request of the run can succeed


class RequestFailed(Exception):  # noqa: N818 - a signal to the runner; users see an EndpointError or a count
    """A request that gave no answer.

    Args:
        kind: what went wrong.
        message: for people; quotes the endpoint's own words where it had any.
        retry: whether asking again can succeed.
        after_s: seconds the endpoint asked to wait, if it did.
    """

    def __init__(self, kind: Kind, message: str, *, retry: bool, after_s: float | None = None) -> None:
        super().__init__(message)
        self.kind, self.message, self.retry, self.after_s = kind, message, retry, after_s


class _Said(msgspec.Struct):
    message: str | None = None


class _ErrorBody(msgspec.Struct):
    error: _Said | str | None = None
    message: str | None = None


def from_status(status: int, headers: Mapping[str, str], body: bytes) -> RequestFailed:
    """Classify an HTTP status that is not 200; ``headers`` by lower-case name."""
    message = f"HTTP {status}: {words_of(body)}"
    if status in _MOVED_STATUS:
        to = headers.get("location", "elsewhere")
        return RequestFailed(Kind.FATAL, f"HTTP {status}: the endpoint has moved to {to}", retry=False)
    if status in _FATAL_STATUS:
        return RequestFailed(Kind.FATAL, message, retry=False)
    if status in _THROTTLING_STATUS:
        return RequestFailed(Kind.THROTTLED, message, retry=True, after_s=wait_asked(headers))
    if status in _RETRIED_STATUS:
        return RequestFailed(Kind.UNAVAILABLE, message, retry=True, after_s=wait_asked(headers))
    return RequestFailed(Kind.REJECTED, message, retry=False)


def wait_asked(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait by ``retry-after-ms``, ``Retry-After`` (seconds or date, RFC 9110) or rate-limit resets."""
    if (milliseconds := headers.get("retry-after-ms", "")).isdecimal():
        return min(int(milliseconds) / 1000, _LONGEST_WAIT_S)
    after = headers.get("retry-after")
    if after is not None:
        return _bounded(_seconds_or_date(after))
    return exhausted_for(headers)


def exhausted_for(headers: Mapping[str, str]) -> float | None:
    """Seconds until the limits that have nothing left are whole again; an answer may say so before a refusal does."""
    waits = [_duration(headers.get(reset, "")) for left, reset in _LIMITS if headers.get(left) == "0"]
    return _bounded(max((wait for wait in waits if wait is not None), default=None))


def _seconds_or_date(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(text)
    except ValueError:
        return None
    return (when.replace(tzinfo=when.tzinfo or UTC) - datetime.now(UTC)).total_seconds()


def _duration(text: str) -> float | None:
    """``6m0s``, ``120ms``, plain seconds, or an instant."""
    parts = _DURATION.findall(text)
    if parts:
        return sum(float(number) * _SECONDS[unit] for number, unit in parts)
    found = _seconds_or_date(text) if text else None
    if found is None or not found > _INSTANT_S:
        return found
    return (found / 1000 if found > _INSTANT_MS else found) - time.time()


def _bounded(wait: float | None) -> float | None:
    """Within 0 and ten minutes; a NaN is no wait at all."""
    if wait is None or wait != wait:  # noqa: PLR0124
        return None
    return min(max(wait, 0.0), _LONGEST_WAIT_S)


def words_of(body: bytes) -> str:
    """What an endpoint said of an error, in its own words."""
    try:
        said = msgspec.json.decode(body, type=_ErrorBody)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body[:200].decode("utf-8", "replace").strip() or "no explanation"
    error = said.error
    return (error if isinstance(error, str) else error.message if error else said.message) or "no explanation"
