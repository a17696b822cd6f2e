"""Requests of the probe: prompts of a wanted length that no cache has seen, as whole HTTP messages."""

from __future__ import annotations

import random
from collections.abc import Iterator

from parallaxe.measure.endpoint import Endpoint, Generation, Requester
from parallaxe.measure.probe.connection import Address

# Short, common words: about one token each in the vocabularies in use.
_WORDS = (  # noqa: SIM905 - a line a word otherwise
    "the of and to in is you that it he was for on are as with his they at be this from have or by one "
    "had not but what all were when we there can an your which their said if do will each about how up "
    "out them then she many some so"
).split()
_TASK = "Continue this text for as long as you can, without stopping:"
_OVERHEAD_TOKENS = 24  # the task, the nonce and what a chat template adds


class Prompts:
    """Prompts of about so many tokens; each begins with a nonce, so that no prefix is shared.

    What follows is a stretch of one long text, drawn once: a prompt is made while arrivals are due.

    Args:
        input_tokens: of a prompt.
        seed: of the texts.
    """

    def __init__(self, input_tokens: int, seed: int) -> None:
        self._draw = random.Random(seed)  # noqa: S311 - texts of prompts
        self._words = max(1, input_tokens - _OVERHEAD_TOKENS)
        self._text = self._draw.choices(_WORDS, k=2 * self._words)

    def messages(self) -> list[dict[str, str]]:
        """The next prompt."""
        start = self._draw.randrange(self._words)
        text = " ".join(self._text[start : start + self._words])
        return [{"role": "user", "content": f"{self._draw.getrandbits(64):016x} {_TASK} {text}"}]


def http_requests(
    endpoint: Endpoint, address: Address, *, input_tokens: int, output_tokens: int, seed: int
) -> Iterator[bytes]:
    """Whole HTTP/1.1 requests for streamed answers, without end."""
    prompts = Prompts(input_tokens, seed)
    requester = Requester(endpoint.model, Generation(temperature=None, max_tokens=output_tokens), stream=True)
    headers = "".join(f"{name}: {value}\r\n" for name, value in endpoint.headers().items())
    head = f"POST {address.path} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: text/event-stream\r\n{headers}"
    while True:
        body = requester.body(prompts.messages())
        yield f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body
