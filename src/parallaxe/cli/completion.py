"""The client the reader ``llm`` is handed: one answer of a chat endpoint, held to a JSON schema."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from parallaxe.vocabulary.errors import EndpointError

if TYPE_CHECKING:
    from parallaxe.measure.endpoint import Endpoint
    from parallaxe.measure.failure import RequestFailed
    from parallaxe.measure.prompt import Message

_ATTEMPTS = 4
_MAX_TOKENS = 2048
_FORM_WORDS = ("response_format", "json_schema", "grammar")
_DEADLINE_S = 600.0


class EndpointCompletion:
    """Asks at temperature 0 for JSON that obeys a schema.

    Endpoints differ in how they are told a schema: the form of OpenAI is tried first, that of llama.cpp's
    server where it is refused, and then none; whatever comes is checked against the schema by the reader.

    Args:
        endpoint: where and whom to ask.
        max_tokens: most tokens of an answer.
    """

    def __init__(self, endpoint: Endpoint, *, max_tokens: int = _MAX_TOKENS) -> None:
        self._endpoint, self._max_tokens = endpoint, max_tokens
        self._form = 0

    def complete(self, system: str, user: str, schema: dict[str, Any]) -> str:
        """The model's answer as text.

        Raises:
            EndpointError: the endpoint gave none.
        """
        from parallaxe.measure.failure import RequestFailed
        from parallaxe.measure.prompt import Message

        messages = [Message(role="system", content=system), Message(role="user", content=user)]
        forms = _forms(schema)
        while True:
            try:
                return asyncio.run(self._answer(messages, forms[self._form]))
            except RequestFailed as failure:
                if not _refuses_form(failure) or self._form + 1 == len(forms):
                    raise EndpointError(
                        f"gave no answer: {failure.message}",
                        where=self._endpoint.url,
                        mend="Check the endpoint, the model's name and the length of its context.",
                    ) from failure
                self._form += 1

    async def _answer(self, messages: list[Message], form: dict[str, Any]) -> str:
        from parallaxe.measure.endpoint import Generation, Requester
        from parallaxe.measure.exchange import Exchange
        from parallaxe.measure.failure import RequestFailed

        generation = Generation(max_tokens=self._max_tokens, extra=form)
        body = Requester(self._endpoint.model, generation).body(messages)
        async with Exchange(self._endpoint, deadline_s=_DEADLINE_S) as exchange:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    return (await exchange.ask(body)).text
                except RequestFailed as failure:
                    if not failure.retry or attempt == _ATTEMPTS or _refuses_form(failure):
                        raise
                    await asyncio.sleep(failure.after_s if failure.after_s is not None else 2.0**attempt)
        raise AssertionError


def _refuses_form(failure: RequestFailed) -> bool:
    """Whether an endpoint objects to how the schema was sent; some answer so with a server error."""
    from parallaxe.measure.failure import Kind

    return failure.kind is Kind.REJECTED or any(word in failure.message for word in _FORM_WORDS)


def _forms(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Ways to ask for an answer that obeys a schema, the commonest first."""
    return [
        {"response_format": {"type": "json_schema", "json_schema": {"name": "claims", "schema": schema}}},
        {"response_format": {"type": "json_object", "schema": schema}},
        {},
    ]
