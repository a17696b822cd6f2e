"""What an endpoint answered: decoded with types, reasoning kept apart from the answer."""

from __future__ import annotations

import contextlib
import re
from typing import Any

import msgspec

_THOUGHT_BEGINS = re.compile(r"\s*<think(?:ing)?>")
_THOUGHT_ENDS = re.compile(r"</think(?:ing)?>\s*")


class Usage(msgspec.Struct, frozen=True, omit_defaults=True):
    """Tokens of one request as the endpoint counted them; None where it did not say."""

    input: int | None = None
    output: int | None = None
    reasoning: int | None = None


class Reply(msgspec.Struct, omit_defaults=True, kw_only=True):
    """One answer.

    Args:
        text: the answer proper; empty where the model gave none.
        reasoning: thoughts the endpoint or the model marked as such.
        finish: ``stop``, ``length``, ``content_filter``, ``tool_calls`` or what the endpoint says.
        refusal: text of an explicit refusal.
        tool_calls: ``{"name": …, "arguments": …}``, arguments decoded where they are JSON.
        model: the model the endpoint says it served.
    """

    text: str = ""
    reasoning: str | None = None
    finish: str | None = None
    refusal: str | None = None
    tool_calls: list[dict[str, Any]] | None = None
    usage: Usage = msgspec.field(default_factory=Usage)
    model: str | None = None

    @property
    def refused(self) -> bool:
        """Whether the model or a filter declined to answer."""
        return self.refusal is not None or self.finish == "content_filter"

    @property
    def truncated(self) -> bool:
        """Whether the answer ended at the token limit."""
        return self.finish == "length"


class _Function(msgspec.Struct):
    name: str | None = None
    arguments: Any = None


class _ToolCall(msgspec.Struct):
    function: _Function = msgspec.field(default_factory=_Function)
    index: int | None = None


class _Part(msgspec.Struct):
    text: str = ""


class _Message(msgspec.Struct):
    content: str | list[_Part] | None = None
    reasoning_content: str | None = None
    reasoning: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(msgspec.Struct):
    message: _Message | None = None
    delta: _Message | None = None
    finish_reason: str | None = None


class _TokenDetails(msgspec.Struct):
    reasoning_tokens: int | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None
    completion_tokens_details: _TokenDetails | None = None


class _Body(msgspec.Struct):
    choices: list[_Choice] = []
    usage: _Usage | None = None
    model: str | None = None
    error: Any = None


_decode = msgspec.json.Decoder(_Body).decode


class MalformedReply(ValueError):  # noqa: N818 - becomes a RequestFailed, never leaves this room
    """A body that is not a chat completion."""


def parse(body: bytes) -> Reply:
    """A whole chat completion.

    Raises:
        MalformedReply: not JSON, not the shape of a completion, or an error in its place.
    """
    decoded = _checked(body)
    if not decoded.choices or decoded.choices[0].message is None:
        raise MalformedReply("the body has no choices[0].message")
    choice = decoded.choices[0]
    message = choice.message or _Message()
    return _reply(message, choice.finish_reason, decoded, message.tool_calls or [])


def parse_events(events: list[bytes]) -> Reply:
    """The ``data:`` payloads of a streamed completion, put together.

    Raises:
        MalformedReply: a payload is not JSON, reports an error, or the stream ended without a finish reason.
    """
    text: list[str] = []
    thought: list[str] = []
    calls: dict[int, _ToolCall] = {}
    last = _Body()
    finish = refusal = None
    for event in events:
        chunk = _checked(event)
        last.usage, last.model = chunk.usage or last.usage, chunk.model or last.model
        for choice in chunk.choices[:1]:
            delta = choice.delta or _Message()
            text.append(_content(delta))
            thought.append(delta.reasoning_content or delta.reasoning or "")
            finish, refusal = choice.finish_reason or finish, delta.refusal or refusal
            for call in delta.tool_calls or []:
                _extend(calls, call)
    if finish is None:
        raise MalformedReply("the stream ended without a finish reason")
    message = _Message(content="".join(text), reasoning="".join(thought) or None, refusal=refusal)
    return _reply(message, finish, last, [calls[index] for index in sorted(calls)])


def _extend(calls: dict[int, _ToolCall], part: _ToolCall) -> None:
    index = part.index if part.index is not None else len(calls)
    call = calls.setdefault(index, _ToolCall(_Function(None, "")))
    call.function.name = part.function.name or call.function.name
    call.function.arguments = f"{call.function.arguments}{part.function.arguments or ''}"


def _checked(body: bytes) -> _Body:
    try:
        decoded = _decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise MalformedReply(f"{error}; it begins {body[:80]!r}") from error
    if decoded.error:
        raise MalformedReply(f"the endpoint reports an error: {decoded.error}")
    return decoded


def _reply(message: _Message, finish: str | None, body: _Body, calls: list[_ToolCall]) -> Reply:
    text, reasoning = _content(message), message.reasoning_content or message.reasoning
    if reasoning is None:
        text, reasoning = _apart(text)
    usage = body.usage or _Usage()
    details = usage.completion_tokens_details
    return Reply(
        text=text,
        reasoning=reasoning,
        finish=finish,
        refusal=message.refusal,
        tool_calls=[_call(call) for call in calls] or None,
        usage=Usage(usage.prompt_tokens, usage.completion_tokens, details.reasoning_tokens if details else None),
        model=body.model,
    )


def _apart(text: str) -> tuple[str, str | None]:
    """The answer and the thoughts that a server left in the text before it.

    Their opening tag may stand in the prompt's template, so that the closing one comes alone; and of an
    answer that ran out of tokens the closing one never came: then all of it is thought.
    """
    begins, ends = _THOUGHT_BEGINS.match(text), _THOUGHT_ENDS.search(text)
    if begins is None and (ends is None or "<think" in text[: ends.start()]):
        return text, None
    start = begins.end() if begins else 0
    if ends is None:
        return "", text[start:].strip()
    return text[ends.end() :], text[start : ends.start()].strip()


def _content(message: _Message) -> str:
    content = message.content
    return "".join(part.text for part in content) if isinstance(content, list) else content or ""


def _call(call: _ToolCall) -> dict[str, Any]:
    arguments = call.function.arguments
    if isinstance(arguments, str):
        # Arguments that do not parse are judged by the grader as they are.
        with contextlib.suppress(msgspec.DecodeError):
            arguments = msgspec.json.decode(arguments)
    return {"name": call.function.name, "arguments": arguments}
