"""One request and its answer: a pool's answers judged, failures told apart."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from typing import Self

from parallaxe.measure.connection import NotHttp, TooLarge
from parallaxe.measure.endpoint import Endpoint
from parallaxe.measure.failure import Kind, RequestFailed, exhausted_for, from_status
from parallaxe.measure.pool import Pool
from parallaxe.measure.reply import MalformedReply, Reply, parse, parse_events

_OK = 200


class Exchange:
    """Asks one endpoint; use it in ``async with``.

    Args:
        endpoint: where to post.
        deadline_s: seconds a request may take in all.
        stream: whether answers are asked for as server-sent events.
        exhausted: told how many seconds a limit is exhausted for, where an answer says that it is.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        deadline_s: float = 600.0,
        stream: bool = False,
        exhausted: Callable[[float], None] | None = None,
    ) -> None:
        self._deadline_s, self._key, self._exhausted = deadline_s, endpoint.key, exhausted
        self._pool = Pool(endpoint.chat_url, endpoint.headers(), deadline_s)
        self._read = _parse_stream if stream else parse

    async def __aenter__(self) -> Self:
        await self._pool.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._pool.__aexit__()

    async def ask(self, body: bytes) -> Reply:
        """Post a request's JSON and return the answer.

        Raises:
            RequestFailed: no answer was obtained; says whether asking again can help.
        """
        try:
            response = await self._pool.post(body)
            if response.status == _OK:
                if self._exhausted and (wait := exhausted_for(response.headers)):
                    self._exhausted(wait)
                return self._read(response.body)
        except TimeoutError as error:
            raise RequestFailed(Kind.TIMEOUT, f"no answer within {self._deadline_s:g} s", retry=True) from error
        except ssl.SSLCertVerificationError as error:
            raise RequestFailed(Kind.FATAL, f"its certificate is not trusted ({error})", retry=False) from error
        except OSError as error:
            what = str(error) or type(error).__name__
            raise RequestFailed(Kind.UNAVAILABLE, what, retry=True) from error
        except TooLarge as error:
            raise RequestFailed(Kind.TOO_LARGE, str(error), retry=False) from error
        except (MalformedReply, NotHttp) as error:
            what = self._without_key(str(error).encode()).decode()
            raise RequestFailed(Kind.MALFORMED, what, retry=True) from error
        raise from_status(response.status, response.headers, self._without_key(response.body))

    def _without_key(self, said: bytes) -> bytes:
        """Some endpoints quote the key they refuse, and what they say is shown and kept in the run."""
        return said.replace(self._key.encode(), b"[the key]") if self._key else said


def _parse_stream(content: bytes) -> Reply:
    return parse_events(_events(content))


def _events(content: bytes) -> list[bytes]:
    """``data:`` payloads of server-sent events, in order, without the closing ``[DONE]``."""
    lines = (line.strip() for line in content.splitlines())
    payloads = (line[5:].strip() for line in lines if line.startswith(b"data:"))
    return [payload for payload in payloads if payload and payload != b"[DONE]"]
