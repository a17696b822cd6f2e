"""What a run is known by: its judge, what of a dataset another tool asked, and results of several runs at once."""

import json
from pathlib import Path

import msgspec
import pytest

from parallaxe.measure.interchange.formats import FORMATS
from parallaxe.vocabulary.errors import EndpointError, InvalidValueError, UnknownFormatError, UnreadableInputError

from .served import Answer, by_item


def on(endpoint, path, *models, grader="multiple_choice"):
    named = [part for model in models for part in ("--model", model)]
    return ["run", path, "--grader", grader, "--endpoint", endpoint.url, *named, "--json"]


@pytest.mark.parametrize("of", FORMATS)
def test_what_another_tool_asked_in_part_is_taken_in_as_limited(command, serve, items, tmp_path, of):
    limited = json.loads(command(*on(serve(), items(60), "mock"), "--limit", 12))
    written = command("export", limited["run"], "--to", of, "--out", tmp_path / "out").strip()
    back = json.loads(command("import", written, "--from", of, "--json"))
    assert (back["n"], back["complete"], back["limited"]) == (12, False, True)


def test_a_log_that_was_cancelled_is_taken_in_as_partial(command, serve, items, tmp_path):
    whole = json.loads(command(*on(serve(), items(20), "mock")))
    written = command("export", whole["run"], "--to", "inspect", "--out", tmp_path / "out").strip()
    log = json.loads(Path(written).read_text())
    log["status"], log["samples"] = "cancelled", log["samples"][:5]
    cancelled = tmp_path / "cancelled.json"
    cancelled.write_text(json.dumps(log))
    back = json.loads(command("import", cancelled, "--from", "inspect", "--json"))
    assert (back["n"], back["total"], back["complete"], back["limited"]) == (5, 20, False, False)
    assert back["stopped"]


def test_results_of_lm_eval_name_their_samples_where_there_is_one_task(command, serve, items, tmp_path):
    whole = json.loads(command(*on(serve(), items(20), "mock")))
    results = command("export", whole["run"], "--to", "lm-eval", "--out", tmp_path / "out").strip()
    by_folder = json.loads(command("import", tmp_path / "out" / "mock", "--from", "lm-eval", "--json"))
    assert by_folder == json.loads(command("import", results, "--from", "lm-eval", "--json"))
    (samples,) = (tmp_path / "out" / "mock").glob("samples_*")
    samples.with_name(samples.name.replace("items", "others")).write_bytes(samples.read_bytes())
    with pytest.raises(UnknownFormatError, match="2 files of samples"):
        command("import", results, "--from", "lm-eval")


def test_the_judge_is_part_of_what_a_run_is(command, serve, tmp_path):
    def behave(_number, body):
        model = body["model"]
        return Answer("BETTER: TIE" if model == "even" else "none") if model != "mock" else Answer("an answer")

    endpoint, path = serve(behave), tmp_path / "pairs.jsonl"
    path.write_text("".join(json.dumps({"id": n, "question": "?", "reference": "other"}) + "\n" for n in range(3)))
    by_even, by_mute = (
        json.loads(command(*on(endpoint, path, "mock", grader="pairwise"), "--judge", judge))
        for judge in ("even", "mute")
    )
    assert by_even["run"] != by_mute["run"]
    assert (by_even["nulls"], by_mute["nulls"]) == (0, 3)
    assert json.loads(command("resume", by_even["run"], "--json"))["score"] == 0.5
    with pytest.raises(InvalidValueError, match="judged by even"):
        command("resume", by_even["run"], "--judge", "mute")
    with pytest.raises(InvalidValueError, match="Add --judge"):
        command(*on(endpoint, path, "other", grader="pairwise"))


def test_several_models_are_one_list_and_a_later_failure_hides_no_result(invoke, serve, items, home):
    def behave(number, body):
        return Answer(status=404, raw=b'{"error": "no such model"}') if body["model"] == "c" else by_item(number, body)

    endpoint, path = serve(behave), items(8)
    both = json.loads(invoke(*on(endpoint, path, "a", "b")).stdout)
    assert [result["model"] for result in both] == ["a", "b"]
    done = invoke(*on(endpoint, path, "a", "c"), "--record")
    assert isinstance(done.exception, EndpointError)
    assert json.loads(done.stdout)["model"] == "a"
    from parallaxe.ledger import Ledger

    assert Ledger.open(home).table()["surface"].to_pylist() == ["a"]


def test_a_run_in_a_folder_of_its_own_is_recorded(command, serve, items, home, tmp_path):
    command(*on(serve(), items(8), "mock"), "--into", tmp_path / "own", "--record")
    from parallaxe.ledger import Ledger

    assert Ledger.open(home).table().num_rows == 1


@pytest.mark.parametrize("count", [1, 5])
def test_a_run_that_got_no_answer_at_all_is_an_error_however_short(invoke, serve, items, count):
    endpoint = serve(lambda *_: Answer(status=400, raw=b'{"error": {"message": "x is not a valid model ID"}}'))
    done = invoke(*on(endpoint, items(count), "mock"))
    assert isinstance(done.exception, EndpointError)
    assert "not a valid model ID" in str(done.exception)
    assert not done.stdout


@pytest.mark.parametrize("status", [400, 401, 200])
def test_a_key_that_the_endpoint_quotes_is_shown_and_kept_nowhere(invoke, serve, items, home, monkeypatch, status):
    monkeypatch.setenv("PARALLAXE_KEY", "sk-very-secret")
    said = b'{"error": {"message": "Incorrect key: sk-very-secret"}}'
    endpoint = serve(lambda number, body: Answer(status=status, raw=said) if number else by_item(number, body))
    done = invoke(*on(endpoint, items(2), "mock"), "--concurrency", 1, "--patience", 0)
    assert "very-secret" not in f"{done.exception}{done.output}"
    assert not [path for path in home.rglob("*") if path.is_file() and b"very-secret" in path.read_bytes()]


@pytest.mark.parametrize(
    ("said", "text", "thought"),
    [
        ("<think>B?</think>\n\nANSWER: A", "ANSWER: A", "B?"),
        ("B?\n</think>\nANSWER: A", "ANSWER: A", "B?"),  # the opening tag stood in the prompt's template
        ("<think>ANSWER: B", "", "ANSWER: B"),  # out of tokens while thinking
        ("ANSWER: A", "ANSWER: A", None),
        ("Tags: <think>x</think>", "Tags: <think>x</think>", None),
    ],
)
def test_thoughts_left_in_the_text_are_kept_apart(said, text, thought):
    from parallaxe.measure.reply import parse

    body = {"choices": [{"message": {"content": said}, "finish_reason": "stop"}]}
    reply = parse(msgspec.json.encode(body))
    assert (reply.text, reply.reasoning) == (text, thought)


def test_a_damaged_or_full_cache_is_said_and_the_run_goes_on_without(serve, items, measure, tmp_path):
    from parallaxe.vocabulary.errors import RunError

    cache = tmp_path / "answers.sqlite"
    cache.write_bytes(b"not a database at all" * 100)
    with pytest.raises(RunError, match=r"cache cannot be used .* without --cache"):
        measure(items(8), serve(), cache=cache)
    assert measure(items(8), serve()).n == 8


def test_an_input_that_moderation_refuses_is_an_error_of_its_own(serve, items, measure):
    refused = Answer(status=403, raw=b'{"error": "Your input was flagged"}')
    endpoint = serve(lambda number, body: refused if number in {5, 9} else by_item(number, body))
    result = measure(items(30), endpoint, limits={"concurrency": 1})
    assert (result.n, result.errors, result.failures) == (28, 2, {"rejected": 2})
    endpoint.behave = lambda *_: refused
    with pytest.raises(EndpointError, match="flagged"):
        measure(items(60), endpoint, limits={"concurrency": 1})


def test_a_key_withdrawn_midway_stops_the_run_after_a_few(serve, items, measure):
    gone = Answer(status=403, raw=b'{"error": "Forbidden"}')
    endpoint = serve(lambda number, body: gone if number >= 10 else by_item(number, body))
    with pytest.raises(EndpointError, match="Forbidden"):
        measure(items(200), endpoint, limits={"concurrency": 1})
    assert len(endpoint.requests) < 40
    endpoint.behave = by_item
    assert measure(items(200), endpoint).n == 200


def test_a_prompt_that_is_no_text_is_named(command, serve, items, tmp_path):
    (tmp_path / "prompt.txt").write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableInputError, match=r"prompt\.txt: the prompt cannot be read"):
        command(*on(serve(), items(2), "mock"), "--prompt", tmp_path / "prompt.txt")
