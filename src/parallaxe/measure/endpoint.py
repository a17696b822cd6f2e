"""Where a model is served and how it is asked."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import msgspec

from parallaxe.measure.prompt import Message
from parallaxe.vocabulary.errors import InvalidValueError

_CHAT = "/chat/completions"
_SECRET = re.compile(r"key|token|secret|password|\bsig|auth", re.IGNORECASE)
_SENT_AS_IS = re.compile(r"[!-~]+")  # visible ASCII: what a request line or header may hold


class Endpoint(msgspec.Struct, frozen=True, kw_only=True):
    """An OpenAI-compatible endpoint serving one model.

    Args:
        url: base URL (``https://host/v1``), or the whole URL of its chat completions.
        model: name of the model as the endpoint knows it.
        key_name: name of the environment variable the key came from, for messages.
        key: the key itself; never in a repr, a log or a run.
    """

    url: str
    model: str
    key_name: str = "PARALLAXE_KEY"
    key: str | None = None

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidValueError(
                f"'{self.url}' is not the URL of an endpoint",
                where="--endpoint",
                mend="Write http://HOST:PORT or https://HOST/v1.",
            )
        if not _SENT_AS_IS.fullmatch(self.url):
            raise InvalidValueError(
                "the endpoint's URL holds characters that are not sent as they are",
                where="--endpoint",
                mend="Write host names in Punycode and paths percent-encoded.",
            )
        if self.key is not None and not _SENT_AS_IS.fullmatch(self.key):
            raise InvalidValueError(
                "the key holds a space, a line break or a character beyond ASCII",
                where=self.key_name,
                mend="Set the variable to the key alone.",
            )
        secret = next((name for name, _ in parse_qsl(parts.query) if _SECRET.search(name)), None)
        if parts.username or parts.password or secret:
            raise InvalidValueError(
                f"the endpoint's URL carries a {secret or 'password'}",
                where="--endpoint",
                mend="Put the key in the environment: a URL is kept with the run.",
            )

    def __repr__(self) -> str:
        return f"Endpoint({self.model} at {self.url})"

    @property
    def chat_url(self) -> str:
        """URL that chat completions are posted to."""
        parts = urlsplit(self.url)
        path = parts.path.rstrip("/")
        return parts._replace(path=path if path.endswith(_CHAT) else (path or "/v1") + _CHAT).geturl()

    def headers(self) -> dict[str, str]:
        """Headers of each request."""
        headers = {"Content-Type": "application/json", "User-Agent": "parallaxe"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        return headers


class Generation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How answers are drawn; a None is left to the endpoint.

    Args:
        temperature: sampling temperature.
        max_tokens: most tokens of an answer, reasoning included.
        top_p: nucleus sampling mass.
        seed: the endpoint's seed; repeats add their number to it.
        stop: strings that end an answer.
        extra: further fields of the request, such as ``reasoning_effort``.
    """

    temperature: float | None = 0.0
    max_tokens: int | None = 4096
    top_p: float | None = None
    seed: int | None = None
    stop: list[str] | None = None
    extra: dict[str, Any] = {}

    def settings(self) -> dict[str, Any]:
        """Fields of a request that are set."""
        named = {
            "temperature": self.temperature,
            "max_tokens": self.max_tokens,
            "top_p": self.top_p,
            "stop": self.stop,
        }
        return {name: value for name, value in named.items() if value is not None} | self.extra


class Requester:
    """Encodes the bodies of requests: what is the same for all of a run is prepared once."""

    def __init__(self, model: str, generation: Generation, *, stream: bool = False) -> None:
        self._fixed: dict[str, Any] = {"model": model} | generation.settings()
        if stream:
            self._fixed |= {"stream": True, "stream_options": {"include_usage": True}}
        self._seed = generation.seed
        self._encode = msgspec.json.Encoder().encode

    def body(self, messages: list[Message], *, repeat: int = 0, tools: list[Any] | None = None) -> bytes:
        """JSON of one request."""
        body = self._fixed | {"messages": messages}
        if self._seed is not None:
            body["seed"] = self._seed + repeat
        if tools:
            body["tools"] = tools
        return self._encode(body)
