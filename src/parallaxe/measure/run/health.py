"""Tells a run that cannot succeed from one that merely stumbles."""

from __future__ import annotations

import time

from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.failure import Kind, RequestFailed
from parallaxe.vocabulary.errors import EndpointError

_START_PATIENCE_S = 8.0
_FAILURES_BEFORE_ANY_ANSWER = 20
_FORBIDDEN_IN_A_ROW = 20


class Health:
    """Watches answers and failures of one endpoint.

    Args:
        patience_s: seconds without any answer, while requests fail, after which the run stops.
        endpoint: for messages.
    """

    def __init__(self, patience_s: float, endpoint: Endpoint) -> None:
        self._patience_s, self._endpoint = patience_s, endpoint
        self._answers = self._lost = 0
        self._failing_since: float | None = None
        self._last, self._forbidden = "", 0

    def answered(self) -> None:
        """An answer came."""
        self._answers += 1
        self._failing_since, self._forbidden = None, 0

    def failed(self, failure: RequestFailed) -> None:
        """A request failed.

        Raises:
            EndpointError: nothing has come for longer than patience allows, or no request can succeed.
        """
        if failure.kind is Kind.FATAL and not self._is_of_one_item(failure):
            raise EndpointError(failure.message, where=str(self._endpoint.url), mend=self._fatal_mend(failure))
        if failure.kind in {Kind.FATAL, Kind.REJECTED, Kind.TOO_LARGE}:
            return
        now = time.monotonic()
        self._failing_since = self._failing_since or now
        down_at_start = failure.kind is Kind.UNAVAILABLE and not self._answers
        patience = min(self._patience_s, _START_PATIENCE_S) if down_at_start else self._patience_s
        if now - self._failing_since > patience:
            raise EndpointError(
                f"no answer for {patience:.0f} s: {failure.message}",
                where=self._endpoint.url,
                mend="See that the endpoint is up, then run the same command again: it goes on where it stopped.",
            )

    def _is_of_one_item(self, failure: RequestFailed) -> bool:
        """A 403 among answers is an input that the endpoint's moderation refuses, unless they follow each other."""
        if " 403" not in failure.message or not self._answers:
            return False
        self._forbidden += 1
        return self._forbidden < _FORBIDDEN_IN_A_ROW

    def gave_up(self, failure: RequestFailed) -> None:
        """A unit ended without an answer.

        Raises:
            EndpointError: so did all units before it, twenty of them.
        """
        self._lost += 1
        self._last = failure.message
        if not self._answers and self._lost >= _FAILURES_BEFORE_ANY_ANSWER:
            raise self._all_failed(f"the first {self._lost} requests")

    def ended(self, answered: int) -> None:
        """All units were tried; ``answered`` have an answer, those of earlier sessions among them.

        Raises:
            EndpointError: not one has, however few they are.
        """
        if self._lost and not answered:
            raise self._all_failed(f"the {self._lost} requests" if self._lost > 1 else "the only request")

    def _all_failed(self, which: str) -> EndpointError:
        return EndpointError(
            f"{which}{' all' if self._lost > 1 else ''} failed: {self._last}",
            where=self._endpoint.url,
            mend="Try one request by hand; check model, settings and URL.",
        )

    def _fatal_mend(self, failure: RequestFailed) -> str:
        if " 401" in failure.message or " 403" in failure.message:
            given = "is refused" if self._endpoint.key else "is not set"
            return f"The key {given}: put it in the environment variable {self._endpoint.key_name}."
        if " 404" in failure.message:
            return f"Check the URL and that the endpoint serves '{self._endpoint.model}'."
        return "Nothing more was asked; what was answered is kept."
