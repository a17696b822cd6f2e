"""Error of the probe's times against the mock's own, request by request, and its cost; peers' cost beside it.

    python bench/measure/probe_error.py [--peers PEERS_FOLDER] [--levels 64,256,1000] [--runs 10] [--tls] [--clock process]

``--tls`` asks a mock over TLS (in Python: few streams), ``--clock process`` does without the kernel's receive
times, as systems other than Linux must.

A virtual machine is idle only while its host leaves it its processors: the time the host took during a run
(``steal`` of /proc/stat, all processors together) is printed beside the run; ``--runs`` repeats each level.

The mock stamps each token just before its bytes go to the kernel (CLOCK_MONOTONIC). A request's error
is |client's (first token − request written) − mock's (first token sent − request received)|.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from endpoint import get, measured, mock, mock_over_tls, scratch

TOKENS, TTFT_MS, ITL_MS = 100, 200, 20


PLAIN = "from parallaxe.cli.main import run; run()"
WITHOUT_KERNEL = "import parallaxe.measure.probe.connection as c; c.KERNEL_TIMES = False; " + PLAIN


def ours(url, streams, requests, folder, program):
    records = folder / "records.jsonl"
    records.unlink(missing_ok=True)
    command = [sys.executable, "-c", program, "probe", "--endpoint", url, "--model", "mock"]
    command += ["--concurrency", streams, "--requests", requests, "--input-tokens", 100, "--output-tokens", TOKENS]
    command += ["--records", records, "--json"]
    before = stolen_ms()
    taken = measured(
        [str(part) for part in command], env={"PARALLAXE_HOME": str(folder / "home")}, log=folder / "probe.out"
    )
    return taken | {"stolen_ms": stolen_ms() - before}, errors(url, records, folder)


def stolen_ms():
    """Time the host of this virtual machine has withheld so far; 0 where the system does not say."""
    stat = Path("/proc/stat")
    return int(stat.read_text().split("\n", 1)[0].split()[8]) * 1000 // os.sysconf("SC_CLK_TCK") if stat.exists() else 0


def errors(url, records, folder):
    sent = {row["id"]: row for row in map(json.loads, dumped(url, folder / "dump.jsonl").splitlines())}
    first, gaps, arrival = [], [], []
    for row in map(json.loads, records.open()):
        if row.get("error"):
            continue
        truth, times = sent[int(row["id"].split("-")[1])], row["token_ns"]
        first.append(abs((times[0] - row["written_ns"]) - (truth["tok"][0] - truth["recv"])) / 1e6)
        there = truth["tok"]
        gaps += [abs((b - a) - (d - c)) / 1e6 for a, b, c, d in zip(times, times[1:], there, there[1:], strict=False)]
        arrival.append((truth["tok"][0] - truth["recv"]) / 1e6)
    return {"ttft": quantiles(first), "gap": quantiles(gaps), "mock": quantiles(arrival)}


def dumped(url, path):
    """The mock's stamps: the C mock writes them to a file, the one over TLS answers with them."""
    answer = get(f"{url}/__dump?{path}")
    return answer if url.startswith("https") else path.read_bytes()


def quantiles(values):
    values = sorted(values)
    return [values[min(len(values) - 1, int(share * len(values)))] for share in (0.5, 0.99)]


def peers(folder, url, streams, requests, work):
    """Commands of the peers that are installed."""
    prompts = work / "prompts.jsonl"
    prompts.write_text("".join(json.dumps({"text": f"{n} " + "word " * 100}) + "\n" for n in range(requests)))
    columns = work / "columns.jsonl"
    columns.write_text("".join(json.dumps({"prompt": f"{n} " + "word " * 100}) + "\n" for n in range(requests)))
    yield "guidellm", [
        folder / "guidellm/bin/guidellm", "run", "--backend", f"kind=openai_http,target={url},model=mock",
        "--profile", f"kind=concurrent,streams={streams}", "--constraint", f"kind=max_requests,count={requests}",
        "--data", f"kind=json_file,path={columns}", "--disable-console",
    ]  # fmt: skip
    lines = work / "prompts.txt"
    lines.write_text("".join(f"{n} " + "word " * 100 + "\n" for n in range(requests)))
    yield "aiperf", [
        folder / "aiperf/bin/aiperf", "profile", "-m", "mock", "--url", url, "--endpoint-type", "chat", "--streaming",
        "--concurrency", streams, "--request-count", requests, "--input-file", prompts, "--custom-dataset-type", "single_turn",
        "--tokenizer", str(tokenizer(folder, work)), "--use-server-token-count", "--ui", "none", "--artifact-dir", work / "aiperf",
    ]  # fmt: skip
    yield "evalscope", [
        folder / "evalscope/bin/evalscope", "perf", "--url", f"{url}/v1/chat/completions", "--model", "mock", "--api", "openai",
        "--parallel", streams, "--number", requests, "--dataset", "line_by_line", "--dataset-path", lines, "--max-tokens", TOKENS,
        "--stream", "--outputs-dir", work / "evalscope",
    ]  # fmt: skip


def tokenizer(folder, work):
    """A tokenizer of single words: aiperf wants one, and its own needs a network."""
    made = work / "tokenizer"
    program = (
        "import sys; from tokenizers import Tokenizer, models, pre_tokenizers as pre; "
        "from transformers import PreTrainedTokenizerFast as Fast; "
        "t = Tokenizer(models.WordLevel({'[UNK]': 0}, unk_token='[UNK]')); t.pre_tokenizer = pre.Whitespace(); "
        "Fast(tokenizer_object=t, unk_token='[UNK]').save_pretrained(sys.argv[1])"
    )
    if not made.exists():
        subprocess.run([folder / "aiperf/bin/python", "-c", program, made], check=True)
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--levels", default="64,256,1000")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--tls", action="store_true")
    parser.add_argument("--clock", choices=("kernel", "process"), default="kernel")
    given = parser.parse_args()
    work = scratch()
    serve = mock_over_tls if given.tls else mock
    program = PLAIN if given.clock == "kernel" else WITHOUT_KERNEL
    label = f"parallaxe{', TLS' if given.tls else ''}{', process clock' if given.clock == 'process' else ''}"
    with serve(ttft_ms=TTFT_MS, itl_ms=ITL_MS, tokens=TOKENS, scratch=work) as url:
        for streams in [int(level) for level in given.levels.split(",") for _ in range(given.runs)]:
            requests = 4 * streams if given.tls else max(2 * streams, 640)
            if not given.tls:
                get(f"{url}/__reset")
            taken, error = ours(url, streams, requests, work, program)
            print(
                f"{label}  {streams:>5} streams {requests:>5} requests: TTFT error p50 {error['ttft'][0]:.3f} p99 {error['ttft'][1]:.3f} ms, "
                f"gap error p50 {error['gap'][0]:.3f} p99 {error['gap'][1]:.3f} ms, CPU {taken['cpu_s']:.2f} s "
                f"({1000 * taken['cpu_s'] / requests:.2f} ms a stream), {taken['peak_mb']:.0f} MB; the mock itself was p99 "
                f"{error['mock'][1] - TTFT_MS:+.1f} ms late; the host took {taken['stolen_ms']} ms",
                flush=True,
            )
            for name, command in peers(given.peers.resolve(), url, streams, requests, work) if given.peers else ():
                get(f"{url}/__reset")
                taken = measured([str(part) for part in command], cwd=work, log=work / f"{name}-perf.out")
                print(
                    f"{name:<10} {streams:>5} streams {requests:>5} requests: CPU {taken['cpu_s']:.2f} s, exit {taken['exit']}",
                    flush=True,
                )


main()
