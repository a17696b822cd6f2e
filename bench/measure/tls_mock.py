"""A mock over TLS that stamps what it does: usage tls_mock.py PORT CHAIN KEY TTFT_MS ITL_MS TOKENS

Streams like the C mock, stamps (CLOCK_MONOTONIC, ns) a request's last byte read and each token just before it is
encrypted, and gives them at ``GET /__dump`` as JSON Lines. It costs far more than the C mock: keep streams few.
"""

import asyncio
import json
import ssl
import sys
import time

now = time.monotonic_ns
dump = []


async def serve(reader, writer, ttft_s, itl_s, tokens):
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).lower()
            if head.startswith(b"get"):
                rows = b"".join(json.dumps(row).encode() + b"\n" for row in dump)
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(rows) + rows)
                await writer.drain()
                continue
            await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
            row = {"id": len(dump), "recv": now(), "tok": []}
            dump.append(row)
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            due = row["recv"] / 1e9 + ttft_s
            for token in range(tokens):
                await asyncio.sleep(due - now() / 1e9)
                due += itl_s
                event = event_of(row["id"], {"content": f"t{token} "}, None)
                row["tok"].append(now())
                writer.write(event)
            writer.write(event_of(row["id"], {}, "stop"))
            writer.write(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n")
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


def event_of(number, delta, finish):
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    data = b"data: " + json.dumps({"id": f"tls-{number}", "choices": [choice]}).encode() + b"\n\n"
    return b"%x\r\n%s\r\n" % (len(data), data)


async def main(port, chain, key, ttft_ms, itl_ms, tokens):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    settings = (float(ttft_ms) / 1000, float(itl_ms) / 1000, int(tokens))
    server = await asyncio.start_server(lambda r, w: serve(r, w, *settings), "127.0.0.1", int(port), ssl=context)
    await server.serve_forever()


asyncio.run(main(*sys.argv[1:]))
