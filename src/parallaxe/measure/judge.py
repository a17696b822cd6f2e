"""A model as judge: the same endpoint code, opened where the run's event loop is."""

from __future__ import annotations

import asyncio
import random

from parallaxe.measure.endpoint import Endpoint, Generation, Requester
from parallaxe.measure.exchange import Exchange
from parallaxe.measure.failure import RequestFailed
from parallaxe.measure.prompt import Message
from parallaxe.vocabulary.errors import EndpointError

_ATTEMPTS = 6
_AT_ONCE = 16


class Judge:
    """Asks a judging model at temperature 0.

    Args:
        endpoint: the judge.
        named: the judge as it is part of a run's identity: ``MODEL``, or ``MODEL@URL`` where it is served
            elsewhere than the model measured.
        max_tokens: most tokens of a verdict.
        deadline_s: seconds one verdict may take.
    """

    def __init__(
        self, endpoint: Endpoint, *, named: str = "", max_tokens: int = 1024, deadline_s: float = 300.0
    ) -> None:
        self.model, self.named = endpoint.model, named or endpoint.model
        self._endpoint, self._deadline_s = endpoint, deadline_s
        self._requester = Requester(endpoint.model, Generation(max_tokens=max_tokens))
        self._slots = asyncio.Semaphore(_AT_ONCE)
        self._exchange: Exchange | None = None

    async def ask(self, messages: list[Message]) -> str:
        """The judge's words.

        Raises:
            EndpointError: no verdict after six attempts; the run stops and can be resumed.
        """
        if self._exchange is None:
            self._exchange = await Exchange(self._endpoint, deadline_s=self._deadline_s).__aenter__()
        body = self._requester.body(messages)
        async with self._slots:
            return await self._ask(body, self._exchange)

    async def close(self) -> None:
        """Close the connections."""
        if self._exchange:
            await self._exchange.__aexit__()
        self._exchange = None

    async def _ask(self, body: bytes, exchange: Exchange) -> str:
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return (await exchange.ask(body)).text
            except RequestFailed as failure:
                if not failure.retry or attempt == _ATTEMPTS:
                    raise EndpointError(
                        f"the judge gave no verdict: {failure.message}",
                        where=self._endpoint.url,
                        mend="Answers are kept; run the same command again once the judge is back.",
                    ) from failure
                wait = failure.after_s if failure.after_s is not None else 2.0**attempt
                await asyncio.sleep(wait * random.uniform(0.5, 1.0))  # noqa: S311
        raise AssertionError
