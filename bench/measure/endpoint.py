"""Starts the mock endpoint that peers and parallaxe are measured against.

It is a C program (`mock_openai/mock.c`, see PARALLAXE_SHARED); its own cost is about 0.02 ms a request.
"""

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path


def shared() -> Path:
    """Folder with tools/mock_openai."""
    return Path(os.environ.get("PARALLAXE_SHARED") or Path(__file__).resolve().parents[3] / "shared")


@contextlib.contextmanager
def mock(*, ttft_ms: float, itl_ms: float, tokens: int, scratch: Path):
    """A running mock; yields its URL."""
    source = shared() / "tools" / "mock_openai" / "mock.c"
    program = scratch / "mock"
    if not program.exists():
        subprocess.run(["cc", "-O2", "-w", "-o", program, source], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([program, str(port), str(ttft_ms), str(itl_ms), str(tokens)])
    try:
        time.sleep(0.3)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def mock_over_tls(*, ttft_ms: float, itl_ms: float, tokens: int, scratch: Path):
    """A running mock over TLS with a certificate of its own; yields its URL, trusted by SSL_CERT_FILE meanwhile."""
    key, chain = scratch / "key.pem", scratch / "chain.pem"
    if not chain.exists():
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost"]
        command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", chain]
        subprocess.run(command, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(__file__).with_name("tls_mock.py")
    arguments = [str(part) for part in (port, chain, key, ttft_ms, itl_ms, tokens)]
    process = subprocess.Popen([sys.executable, program, *arguments])
    os.environ["SSL_CERT_FILE"] = str(chain)
    try:
        time.sleep(1.0)
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def get(url: str) -> bytes:
    """A control request to the mock."""
    with urllib.request.urlopen(url) as response:
        return response.read()


def stats(url: str) -> dict:
    """What the mock counted since its last reset."""
    return json.loads(get(f"{url}/__stats"))


def items(count: int, folder: Path) -> Path:
    """Rows the mock can answer, about 70 % right."""
    path = folder / f"items{count}.jsonl"
    if not path.exists():
        # Straight to the file: a child's peak memory begins at its parent's, so this process must stay small.
        program = shared() / "tools" / "mock_openai" / "make_items.py"
        with path.open("wb") as file:
            subprocess.run(["python3", program, str(count)], check=True, stdout=file, stderr=subprocess.DEVNULL)
    return path


def scratch() -> Path:
    """A folder for this bench that survives between runs."""
    folder = Path(os.environ.get("BENCH_SCRATCH") or Path(tempfile.gettempdir()) / "parallaxe-bench")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def measured(command: list, *, env: dict | None = None, cwd: Path | None = None, log: Path | None = None) -> dict:
    """Run a command; wall, CPU (all its processes), peak memory of its largest process."""
    begun, wall = time.time(), time.monotonic()
    out = log.open("wb") if log else subprocess.DEVNULL
    process = subprocess.Popen(
        command, env={**os.environ, **(env or {})}, cwd=cwd, stdout=out, stderr=subprocess.STDOUT
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "exit": process.returncode,
        "begun": begun,
        "wall_s": time.monotonic() - wall,
        "cpu_s": usage.ru_utime + usage.ru_stime,
        "peak_mb": usage.ru_maxrss / 1024,
    }
