"""Cost of a benchmark run: ours, peers', and the limits, against one mock in one session.

    python bench/measure/run_cost.py --samples 5000 --peers PEERS_FOLDER

PEERS_FOLDER holds one virtual environment a peer (see requirements-peers.txt). ``--peer-samples``
asks peers for fewer samples. Prints a table; CPU is that of the client's processes.
"""

import argparse
import json
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from endpoint import get, items, measured, mock, scratch, stats


def ours(url, rows, work, concurrency):
    home = work / "home"
    command = [sys.executable, "-c", "from parallaxe.cli.main import run; run()", "measure", "run", rows]
    command += [
        "--grader",
        "multiple_choice",
        "--endpoint",
        url,
        "--model",
        "mock",
        "--concurrency",
        str(concurrency),
        "--json",
    ]
    return command, {"PARALLAXE_HOME": str(home)}


def raw_aiohttp(url, rows, _work, concurrency):
    return [sys.executable, Path(__file__).with_name("raw_aiohttp.py"), url, rows, str(concurrency)], {}


def inspect(peers):
    def of(url, rows, work, concurrency):
        (work / "task.py").write_text(
            "from inspect_ai import Task, task\nfrom inspect_ai.dataset import json_dataset, Sample\n"
            "from inspect_ai.scorer import choice\nfrom inspect_ai.solver import multiple_choice\n"
            "@task\ndef mc():\n    read = lambda r: Sample(id=r['id'], input=r['question'], choices=r['choices'], target=r['answer'])\n"
            f"    return Task(dataset=json_dataset({str(rows)!r}, read), solver=multiple_choice(), scorer=choice())\n"
        )
        command = [
            peers / "inspect-ai/bin/inspect",
            "eval",
            "task.py",
            "--model",
            "openai/mock",
            "-M",
            "responses_api=false",
        ]
        command += ["--max-connections", str(concurrency), "--max-samples", str(concurrency), "--display", "none"]
        return [*command, "--log-dir", "log"], {"OPENAI_API_KEY": "x", "OPENAI_BASE_URL": f"{url}/v1"}

    return of


def lm_eval(peers):
    def of(url, rows, work, concurrency):
        (work / "tasks").mkdir()
        (work / "tasks" / "mc.yaml").write_text(
            "task: mc\ndataset_path: json\ndataset_kwargs:\n  data_files: {test: " + str(rows) + "}\ntest_split: test\n"
            "output_type: generate_until\n"
            'doc_to_text: "{{question}}\\n\\nA) {{choices[0]}}\\nB) {{choices[1]}}\\nC) {{choices[2]}}\\nD) {{choices[3]}}"\n'
            "doc_to_target: answer\ngeneration_kwargs: {until: [], max_gen_toks: 64}\n"
            "filter_list:\n  - name: letter\n    filter:\n"
            '      - {function: regex, regex_pattern: "ANSWER: ([A-D])"}\n      - {function: take_first}\n'
            "metric_list:\n  - {metric: exact_match}\n"
        )
        model = f"model=mock,base_url={url}/v1/chat/completions,num_concurrent={concurrency}"
        command = [peers / "lm-eval/bin/lm_eval", "run", "--model", "local-chat-completions", "--model_args", model]
        command += [
            "--tasks",
            "mc",
            "--include_path",
            "tasks",
            "--apply_chat_template",
            "--output_path",
            "log",
            "--log_samples",
        ]
        return command, {"OPENAI_API_KEY": "x", "HF_HUB_OFFLINE": "1"}

    return of


def evalscope(peers):
    def of(url, rows, work, concurrency):
        folder = work / "mcq"
        folder.mkdir()
        with (folder / "items_val.jsonl").open("w") as file:
            for row in map(json.loads, rows.open()):
                choices = dict(zip("ABCD", row["choices"], strict=True))
                file.write(
                    json.dumps({"id": row["id"], "question": row["question"], **choices, "answer": row["answer"]})
                    + "\n"
                )
        arguments = json.dumps({"general_mcq": {"local_path": str(folder), "subset_list": ["items"]}})
        command = [
            peers / "evalscope/bin/evalscope",
            "eval",
            "--model",
            "mock",
            "--api-url",
            f"{url}/v1",
            "--api-key",
            "x",
        ]
        command += ["--eval-type", "openai_api", "--datasets", "general_mcq", "--dataset-args", arguments]
        return [*command, "--eval-batch-size", str(concurrency), "--work-dir", "log"], {}

    return of


def one(name, make, url, rows, count, concurrency, folder):
    work = folder / f"work-{name}"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    get(f"{url}/__reset")
    command, env = make(url, rows, work, concurrency)
    taken = measured([str(part) for part in command], env=env, cwd=work, log=folder / f"{name}.out")
    seen = stats(url)
    logs = [path for path in work.rglob("*") if path.is_file() and path.suffix in {".gz", ".jsonl", ".json", ".eval"}]
    return {
        "name": name,
        "samples": count,
        "requests": seen["requests"],
        "cpu_ms": 1000 * taken["cpu_s"] / count,
        "wall_s": taken["wall_s"],
        "first_s": seen["first_wall"] - taken["begun"],
        "peak_mb": taken["peak_mb"],
        "log_mb": sum(path.stat().st_size for path in logs if "mcq" not in path.parts) / 1e6,
        "exit": taken["exit"],
    }


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=5000)
    parser.add_argument("--peer-samples", type=int)
    parser.add_argument("--concurrency", type=int, default=512)
    parser.add_argument("--peers", type=Path)
    parser.add_argument("--only", nargs="*")
    given = parser.parse_args()
    runners = {"parallaxe": ours, "raw aiohttp": raw_aiohttp}
    if given.peers:
        peers = given.peers.resolve()
        runners |= {"inspect": inspect(peers), "lm-eval": lm_eval(peers), "evalscope": evalscope(peers)}
    folder = scratch()
    head = f"{'':<12}{'samples':>8}{'requests':>9}{'CPU ms/sample':>15}{'wall s':>8}{'first s':>9}{'peak MB':>9}{'log MB':>8}  exit"
    print(head, flush=True)
    with mock(ttft_ms=50, itl_ms=0, tokens=5, scratch=folder) as url:
        for name, make in runners.items():
            if given.only and name not in given.only:
                continue
            if name == "raw aiohttp" and not find_spec("aiohttp"):
                print("raw aiohttp: not installed here (pip install aiohttp)")
                continue
            fewer = given.peer_samples if name not in {"parallaxe", "raw aiohttp"} else None
            count = fewer or given.samples
            row = one(name, make, url, items(count, folder), count, given.concurrency, folder)
            print(
                f"{row['name']:<12}{row['samples']:>8}{row['requests']:>9}{row['cpu_ms']:>15.3f}{row['wall_s']:>8.1f}"
                f"{row['first_s']:>9.2f}{row['peak_mb']:>9.0f}{row['log_mb']:>8.1f}  {row['exit']}",
                flush=True,
            )


main()
