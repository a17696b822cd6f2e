"""An OpenAI-compatible endpoint of our own, in a thread, that can misbehave in every way named in the tests."""

import asyncio
import json
import threading
import time
from dataclasses import dataclass, field

LETTERS = "ABCD"


@dataclass
class Answer:
    """What the endpoint does with one request."""

    text: str = "ANSWER: A"
    status: int = 200
    headers: dict = field(default_factory=dict)
    raw: bytes | None = None  # a body in place of a completion
    delay_s: float = 0.0
    cut: bool = False  # close the connection in the middle of the answer
    finish: str = "stop"
    usage: dict | None = field(default_factory=lambda: {"prompt_tokens": 100, "completion_tokens": 10})
    message: dict = field(default_factory=dict)
    token_delay_s: float = 0.0
    close: bool = False  # say that the connection ends with this stream, and end it


def question_of(body):
    return body["messages"][-1]["content"]


def letter_of(number):
    """The letter the endpoint answers item number ``number`` with."""
    return LETTERS[(number * 7 + number // 5) % 4]


def by_item(_number, body):
    """Answer items that carry ``Item 12.`` with a fixed letter."""
    number = int(question_of(body).split("Item ")[1].split(".")[0])
    return Answer(f"ANSWER: {letter_of(number)}")


class Endpoint:
    """Serves on a free port; ``behave(number, body)`` decides each answer; ``requests`` keeps the bodies."""

    def __init__(self, behave=by_item, tls=None):
        self._tls = tls
        self.behave, self.requests, self.headers = behave, [], []
        self.in_flight = self.most_in_flight = 0
        self.ignore_stream = False
        self.sent_ns = {}  # by request: when each chunk of text was written
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._serve, args=(started,), daemon=True)
        self._thread.start()
        started.wait(5)

    @property
    def url(self):
        return f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)

    def _serve(self, started):
        asyncio.set_event_loop(self._loop)
        self.server = server = self._loop.run_until_complete(
            asyncio.start_server(self._connection, "127.0.0.1", 0, ssl=self._tls)
        )
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        server.close()
        self._loop.run_until_complete(asyncio.sleep(0))

    async def _connection(self, reader, writer):
        try:
            while await self._request(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def _request(self, reader, writer):
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
        body = json.loads(await reader.readexactly(int(headers["content-length"])))
        self.requests.append(body)
        self.headers.append(headers)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            number = len(self.requests) - 1
            answer = self.behave(number, body)
            await asyncio.sleep(answer.delay_s)
            if body.get("stream") and not self.ignore_stream:
                return await _stream(writer, answer, number, self.sent_ns.setdefault(number, []))
            return await _whole(writer, answer)
        finally:
            self.in_flight -= 1


async def _whole(writer, answer):
    content = answer.raw
    if content is None:
        message = {"role": "assistant", "content": answer.text, **answer.message}
        choice = {"index": 0, "message": message, "finish_reason": answer.finish}
        content = json.dumps({"model": "mock", "choices": [choice], "usage": answer.usage}).encode()
    headers = {"Content-Type": "application/json", "Content-Length": len(content), **answer.headers}
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {answer.status} X\r\n{head}\r\n".encode())
    writer.write(content[: len(content) // 2] if answer.cut else content)
    await writer.drain()
    return not answer.cut


async def _stream(writer, answer, number, sent_ns):
    ends = b"Connection: close\r\n" if answer.close else b""
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n"
    writer.write(head + ends + b"\r\n")

    def send(payload):
        data = b"data: " + payload + b"\n\n"
        writer.write(b"%x\r\n%s\r\n" % (len(data), data))

    words = answer.text.split(" ")
    for place, word in enumerate(words):
        await asyncio.sleep(answer.token_delay_s)
        if answer.cut and place == len(words) // 2:
            return False
        delta = {"content": word if place == 0 else " " + word}
        sent_ns.append(time.time_ns())
        send(
            answer.raw
            or json.dumps(
                {"id": f"r{number}", "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
            ).encode()
        )
        await writer.drain()
    send(json.dumps({"choices": [{"index": 0, "delta": {}, "finish_reason": answer.finish}]}).encode())
    send(json.dumps({"choices": [], "usage": answer.usage}).encode())
    send(b"[DONE]")
    writer.write(b"0\r\n\r\n")
    await writer.drain()
    return not answer.close
