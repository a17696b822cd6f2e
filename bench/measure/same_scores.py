"""The same recorded answers graded by us, by Inspect and by lm-eval: are the scores the same, and if not, where.

    python bench/measure/same_scores.py --peers PEERS_FOLDER

Two suites of 400 items each. An endpoint of this script answers every item with a fixed one of many forms, sound and
malformed; each tool asks it and grades what it gets. Items on which two tools differ are listed by form.
"""

import argparse
import http.server
import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from pathlib import Path

from endpoint import scratch

COUNT = 400
LETTERS = "ABCD"

#: What an endpoint makes of letter {x} and another letter {y}; every third item's letter is wrong.
CHOICE_FORMS = (
    "ANSWER: {x}",
    "Let me think.\n\nIt rules out {y}.\n\nANSWER: {x}",
    "**ANSWER: {x}**",
    "ANSWER: **{x}**",
    "ANSWER: {x}.",
    "ANSWER: ({x})",
    "ANSWER: ${x}$",
    "Answer: {l}",
    "ANSWER: {y}\nWait, that is wrong.\nANSWER: {x}",
    "ANSWER: {x}) because it fits",
    "ANSWER:{x}",
    "ANSWER: {x}, {y}",
    "ANSWER: {x} or {y}",
    "ANSWER: E",
    "ANSWER: none of them",
    "ANSWER:",
    "The answer is ({x}).",
    "{x}",
    "{x}. It fits.",
    r"Thus \boxed{{{x}}}",
    "I cannot answer this.",
    "",
    "ANSWER: {x} since {y} is too long",
)
#: And of number {n}, as in GSM8K; {w} is another number.
NUMBER_FORMS = (
    "#### {n}",
    "First {w}, then more.\n#### {n}",
    "The answer is {n}.",
    "The answer is ${n}.",
    "So there are {n} apples",
    "ANSWER: {n}",
    "**{n}**",
    "The total is {c}",
    "She pays ${c} in all.",
    "{w} + 1 = {n}",
    r"Thus \boxed{{{n}}}",
    "The answer is {n} because {w} was too many.",
    "The answer is {n}.\nI checked it 3 times.",
    "The answer is {n}.0",
    "{n} %",
    "It is -{n}",
    "twelve",
    "I do not know.",
    "",
    "...",
)


def choice_items():
    for number in range(COUNT):
        said = LETTERS[(number * 7 + number // 5) % 4]
        right = said if number % 3 else LETTERS[(LETTERS.index(said) + 1) % 4]
        other = LETTERS[(LETTERS.index(said) + 2) % 4]
        form = CHOICE_FORMS[number % len(CHOICE_FORMS)]
        row = {"question": f"Item {number}. Which?", "choices": ["red", "green", "blue", "grey"], "answer": right}
        yield {"id": f"q{number}", **row}, form, form.format(x=said, y=other, l=said.lower())


def number_items():
    for number in range(COUNT):
        said = 1000 + number * 37 if number % 2 else 12 + number
        right = said if number % 3 else said + 1
        form = NUMBER_FORMS[number % len(NUMBER_FORMS)]
        row = {"question": f"Item {number}. How many?", "answer": str(right)}
        yield {"id": f"q{number}", **row}, form, form.format(n=said, c=f"{said:,}", w=said + 5)


class Answers(http.server.BaseHTTPRequestHandler):
    replies: dict[str, str] = {}  # noqa: RUF012 - set once before serving
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = self.rfile.read(int(self.headers["Content-Length"])).decode()
        text = self.replies[re.search(r"Item \d+\. (?:Which|How many)", asked)[0]]
        choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}
        usage = {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18}
        body = {"id": "x", "object": "chat.completion", "created": 1, "model": "recorded", "choices": [choice]}
        content = json.dumps({**body, "usage": usage}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        pass


def ours(url, rows, work, grader, settings):
    """Score by item; a suite of the user's own carries the grader's settings."""
    (work / "catalogue" / "suites").mkdir(parents=True, exist_ok=True)
    suite = {
        "name": "Recorded", "benchmark": "recorded", "version": "1", "about": "Recorded answers.", "source": "bench",
        "dataset": {"origin": "file", "licence": "CC0-1.0", "version": "1"}, "prompt": "{question}",
        "grader": grader, "grader_settings": settings,
    }  # fmt: skip
    (work / "catalogue" / "suites" / "recorded.yaml").write_text(json.dumps(suite))
    env = {"PARALLAXE_HOME": str(work / "home"), "PARALLAXE_CATALOGUE": str(work / "catalogue")}
    command = [sys.executable, "-c", "from parallaxe.cli.main import run; run()", "measure", "run", "recorded"]
    command += ["--data", rows, "--endpoint", url, "--model", "recorded", "--fresh", "--json"]
    done = carried_out(command, work, env)
    from parallaxe.measure.run.log import answers

    folder = work / "home" / "runs" / json.loads(done)["run"]
    return {row.id: (row.grade.score or 0.0) if row.grade else None for row in answers(folder)}


def inspect(url, rows, work, peers, scorer):
    (work / "task.py").write_text(
        "from inspect_ai import Task, task\nfrom inspect_ai.dataset import json_dataset, Sample\n"
        "from inspect_ai.scorer import choice, match\nfrom inspect_ai.solver import generate, multiple_choice\n"
        "@task\ndef recorded():\n"
        "    read = lambda r: Sample(id=r['id'], input=r['question'], choices=r.get('choices'), target=r['answer'])\n"
        f"    solver, scorer = {scorer}\n"
        f"    return Task(dataset=json_dataset({str(rows)!r}, read), solver=solver, scorer=scorer)\n"
    )
    command = [peers / "inspect-ai/bin/inspect", "eval", "task.py", "--model", "openai/recorded"]
    command += ["-M", "responses_api=false", "--display", "none", "--log-dir", "logs", "--log-format", "json"]
    carried_out(command, work, {"OPENAI_API_KEY": "x", "OPENAI_BASE_URL": f"{url}/v1"})
    log = json.loads(max((work / "logs").glob("*.json"), key=lambda path: path.stat().st_mtime).read_text())
    return {sample["id"]: float(next(iter(sample["scores"].values()))["value"] == "C") for sample in log["samples"]}


def lm_eval(url, rows, work, peers, task, chosen):
    """``task`` is the task's YAML below its dataset; ``chosen`` the filter whose score counts."""
    (work / "tasks").mkdir(exist_ok=True)
    (work / "tasks" / "recorded.yaml").write_text(
        "task: recorded\ndataset_path: json\ndataset_kwargs:\n  data_files: {test: " + str(rows) + "}\n"
        "test_split: test\noutput_type: generate_until\ndoc_to_text: '{{question}}'\ndoc_to_target: answer\n" + task
    )
    model = f"model=recorded,base_url={url}/v1/chat/completions,num_concurrent=8"
    command = [peers / "lm-eval/bin/lm_eval", "run", "--model", "local-chat-completions", "--model_args", model]
    command += ["--tasks", "recorded", "--include_path", "tasks", "--apply_chat_template", "--output_path", "log"]
    carried_out([*command, "--log_samples"], work, {"OPENAI_API_KEY": "x", "HF_HUB_OFFLINE": "1"})
    newest = max((work / "log").rglob("samples_*.jsonl"), key=lambda path: path.stat().st_mtime)
    samples = [json.loads(line) for line in newest.open()]
    return {row["doc"]["id"]: float(row["exact_match"]) for row in samples if row["filter"] == chosen}


def carried_out(command, work, env):
    done = subprocess.run(
        [str(part) for part in command],
        cwd=work,
        env={**os.environ, **env},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{command[0]}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return done.stdout


GENERATION = "generation_kwargs: {until: [], max_gen_toks: 64}\n"
#: lm-eval's own filter of gsm8k (tasks/gsm8k/gsm8k.yaml, version 3).
FLEXIBLE = GENERATION + (
    "filter_list:\n  - name: flexible\n    filter:\n"
    "      - {function: regex, group_select: -1, regex_pattern: '(-?[$0-9.,]{2,})|(-?[0-9]+)'}\n"
    "      - {function: take_first}\n"
    "metric_list:\n  - metric: exact_match\n    ignore_case: true\n"
    "    regexes_to_ignore: [',', '\\$', '(?s).*#### ', '\\.$']\n"
)
#: The rule that Artificial Analysis publishes for multiple choice, as a filter of lm-eval.
LETTER = GENERATION + (
    "filter_list:\n  - name: letter\n    filter:\n"
    "      - {function: regex, group_select: -1, regex_pattern: "
    "'(?i)[\\*\\_]{0,2}Answer[\\*\\_]{0,2}\\s*:[\\s\\*\\_]{0,2}\\s*([A-J])(?![a-zA-Z0-9])'}\n"
    "      - {function: take_first}\n"
    "metric_list:\n  - {metric: exact_match, ignore_case: true}\n"
)


def compared(name, of, forms, mine, theirs):
    """A line of the table, and the items that differ by form."""
    differ = defaultdict(Counter)
    for item, form in forms.items():
        if mine[item] != theirs[item]:
            differ[form][f"ours {mine[item]:g}, {of} {theirs[item]:g}"] += 1
    same = len(forms) - sum(sum(count.values()) for count in differ.values())
    mean = [sum(scores.values()) / len(scores) for scores in (mine, theirs)]
    print(f"{name:<34}{of:<10}{len(forms):>6}{mean[0]:>9.4f}{mean[1]:>9.4f}{same:>9}", flush=True)
    return {f"{of}, {name}: {form!r}": dict(count) for form, count in differ.items()}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--peers", type=Path, required=True)
    peers = parser.parse_args().peers.resolve()
    work = scratch() / "same"
    work.mkdir(exist_ok=True)
    suites = {"choice": list(choice_items()), "number": list(number_items())}
    Answers.replies = {
        re.match(r"Item \d+\. (?:Which|How many)", row["question"])[0]: reply
        for rows in suites.values()
        for row, _, reply in rows
    }
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{server.server_port}"
    rows, forms = {}, {}
    for name, made in suites.items():
        rows[name] = work / f"{name}.jsonl"
        rows[name].write_text("".join(json.dumps(row) + "\n" for row, _, _ in made))
        forms[name] = {row["id"]: form for row, form, _ in made}
    letters = ours(url, rows["choice"], work, "multiple_choice", {})
    stated = ours(url, rows["choice"], work, "multiple_choice", {"stated": True})
    numbers = ours(url, rows["number"], work, "numeric", {})
    last = ours(url, rows["number"], work, "numeric", {"reading": "flexible-extract"})
    choice = inspect(url, rows["choice"], work, peers, "multiple_choice(), choice()")
    match = inspect(url, rows["number"], work, peers, "generate(), match(numeric=True)")
    letter = lm_eval(url, rows["choice"], work, peers, LETTER, "letter")
    flexible = lm_eval(url, rows["number"], work, peers, FLEXIBLE, "flexible")
    print(f"{'suite, our reading':<34}{'tool':<10}{'items':>6}{'ours':>9}{'theirs':>9}{'the same':>9}")
    differ = {}
    for name, mine, theirs in (
        ("multiple choice, stated", stated, (("inspect", choice),)),
        ("numbers, flexible-extract", last, (("lm-eval", flexible),)),
        ("multiple choice, as shipped", letters, (("inspect", choice), ("lm-eval", letter))),
        ("numbers, as shipped", numbers, (("inspect", match), ("lm-eval", flexible))),
    ):
        kind = "choice" if name.startswith("multiple") else "number"
        for of, scores in theirs:
            differ |= compared(name, of, forms[kind], mine, scores)
    print()
    for where, count in differ.items():
        print(f"{where}: {', '.join(f'{n} items {what}' for what, n in count.items())}")


if __name__ == "__main__":
    main()
