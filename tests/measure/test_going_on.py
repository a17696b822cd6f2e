"""Runs taken up again: on the terms they were begun on, judged by another grader, listed beside a damaged one."""

import json
import re

import pytest

from parallaxe.measure.run.reopen import find_run
from parallaxe.vocabulary.errors import InvalidValueError, RunError

from .served import Answer, by_item


@pytest.fixture
def carried_out(monkeypatch):
    """The terms that runs are carried out on."""
    from parallaxe.measure.run import session

    seen = []
    real = session.carry_out

    def carry_out(plan, grader, terms, watch=None):
        seen.append((plan, terms))
        return real(plan, grader, terms, watch)

    monkeypatch.setattr(session, "carry_out", carry_out)
    return seen


def failing_after(count):
    return lambda number, body: by_item(number, body) if number < count else Answer(status=400, raw=b"{}")


def test_a_run_is_resumed_on_the_terms_it_was_begun_on(command, ran, serve, carried_out, monkeypatch):
    monkeypatch.setenv("MY_KEY", "sk-very-secret")
    endpoint = serve(failing_after(20))
    asked = ["--deadline", "7", "--patience", "5", "--concurrency", "3", "--key-env", "MY_KEY", "--cache"]
    asked += ["--price", "1,10USD", "--budget", "9USD", "--max-tokens", "100"]
    partial = ran(endpoint, more=asked)
    endpoint.behave = by_item
    whole = json.loads(command("resume", partial["run"], "--json"))
    assert (whole["n"], whole["cost"]["source"]) == (60, partial["cost"]["source"])
    (_, begun), (plan, resumed) = carried_out
    assert (resumed.limits, resumed.price, resumed.budget, resumed.cache) == (
        *(begun.limits, begun.price, begun.budget, begun.cache),
    )
    assert (resumed.limits.deadline_s, resumed.limits.patience_s, resumed.limits.concurrency) == (7.0, 5.0, 3)
    assert plan.endpoint.key == "sk-very-secret"
    assert endpoint.headers[-1]["authorization"] == "bearer sk-very-secret"


def test_terms_that_are_said_anew_are_kept_from_then_on(command, ran, serve, carried_out):
    endpoint = serve(failing_after(55))
    partial = ran(endpoint, more=["--deadline", "7"])
    command("resume", partial["run"], "--patience", "4", "--deadline", "8", "--json")
    command("resume", partial["run"], "--concurrency", "2", "--json")
    limits = carried_out[-1][1].limits
    assert (limits.deadline_s, limits.patience_s, limits.concurrency) == (8.0, 4.0, 2)


def test_a_resumed_run_does_not_forget_its_budget(command, ran, serve):
    endpoint = serve()
    partial = ran(endpoint, more=["--budget", "3000tokens", "--max-tokens", "10"])
    assert (partial["stopped"], partial["complete"]) == ("budget", False)
    again = json.loads(command("resume", partial["run"], "--json"))
    assert (again["stopped"], again["n"]) == ("budget", partial["n"])
    whole = json.loads(command("resume", partial["run"], "--budget", "1Mtokens", "--json"))
    assert (whole["stopped"], whole["n"]) == (None, 60)


def test_another_grader_judges_the_kept_answers_in_a_run_of_its_own(command, ran, serve, home):
    endpoint = serve(failing_after(40))
    before = ran(endpoint)
    asked = len(endpoint.requests)
    change = json.loads(command("regrade", before["run"], "--grader", "contains", "--json"))
    after = change["after"]
    assert (after["grader"], after["n"]) == ("contains", 40)
    assert 0 < after["score"] < before["score"]  # to it an "A" is an article
    assert after["run"] != before["run"] == change["before"]["run"]
    assert change["kept"] + change["changed"] == 40
    assert len(endpoint.requests) == asked

    kept = json.loads((find_run(home / "runs", before["run"]) / "result.json").read_text())
    assert (kept["grader"], kept["n"], kept["score"]) == ("multiple_choice", 40, before["score"])
    twice = json.loads(command("regrade", before["run"], "--grader", "contains", "--json"))["after"]
    assert (twice["run"], twice["n"]) == (after["run"], 40)
    pairs = json.loads(command("compare", before["run"], after["run"], "--json"))
    assert (pairs[0]["shared"], pairs[0]["difference"]) == (40, pytest.approx(before["score"] - after["score"]))

    endpoint.behave = by_item
    whole = json.loads(command("resume", after["run"], "--json"))
    assert (whole["n"], whole["errors"], whole["grader"], len(endpoint.requests)) == (60, 0, "contains", asked + 20)


def test_the_command_with_the_other_grader_finds_the_judged_answers(command, ran, serve, items):
    endpoint = serve()
    before = ran(endpoint)
    after = json.loads(command("regrade", before["run"], "--grader", "contains", "--json"))["after"]
    asked = len(endpoint.requests)
    prompt = items(60).parent / "prompt.txt"
    from parallaxe.measure.graders.multiple_choice import MultipleChoice

    prompt.write_text(MultipleChoice.prompt)
    arguments = ["run", items(60), "--grader", "contains", "--endpoint", endpoint.url, "--model", "mock", "--json"]
    same = json.loads(command(*arguments, "--prompt", prompt))
    assert (same["run"], same["score"], len(endpoint.requests)) == (after["run"], after["score"], asked)


def test_an_item_without_what_the_other_grader_needs_is_named_and_nothing_made(command, ran, serve, home):
    before = ran(serve(), count=4)
    with pytest.raises(InvalidValueError, match=r"q0.*'code' needs"):
        command("regrade", before["run"], "--grader", "code")
    assert len(list((home / "runs").iterdir())) == 1
    with pytest.raises(InvalidValueError, match="no grader 'kode'"):
        command("regrade", before["run"], "--grader", "kode")


def test_an_imported_run_can_be_judged_by_us_but_not_resumed(command, ran, serve, tmp_path):
    from parallaxe.measure.interchange.imported import tool_of
    from parallaxe.measure.run.reopen import plan_of

    result = ran(serve())
    written = command("export", result["run"], "--to", "inspect", "--out", tmp_path / "out").strip()
    taken = json.loads(command("import", written, "--from", "inspect", "--json"))
    with pytest.raises(InvalidValueError, match="nobody to ask"):
        command("resume", taken["run"])
    with pytest.raises(InvalidValueError, match="no grader 'inspect_ai"):
        command("regrade", taken["run"])
    judged = json.loads(command("regrade", taken["run"], "--grader", "multiple_choice", "--json"))["after"]
    assert judged["score"] == result["score"]
    assert tool_of(plan_of(tmp_path / "home" / "runs" / judged["run"])) == "parallaxe"


def test_a_damaged_manifest_is_named_and_the_other_runs_are_listed(ran, serve, invoke, home):
    endpoint = serve()
    good, bad = ran(endpoint, count=3, model="good"), ran(endpoint, count=3, model="bad")
    manifest = home / "runs" / bad["run"] / "run.json"
    manifest.write_bytes(manifest.read_bytes()[:40])
    for arguments in (["list"], ["list", "--json"]):
        done = invoke(*arguments)
        assert isinstance(done.exception, RunError)
        assert done.exit_code != 0
        assert good["run"] in done.stdout
        assert bad["run"] not in done.stdout
        assert re.search(rf"{bad['run']}/run.json: the manifest is damaged.*delete it", str(done.exception))
    manifest.unlink()
    asked = len(endpoint.requests)
    mended = ran(endpoint, count=3, model="bad")
    assert (mended["run"], mended["n"], len(endpoint.requests)) == (bad["run"], 3, asked)
    assert invoke("list").exit_code == 0


def test_a_manifest_of_before_terms_were_kept_is_resumed_on_the_usual_ones(command, ran, serve, home, carried_out):
    endpoint = serve(failing_after(55))
    partial = ran(endpoint, more=["--deadline", "7"])
    path = home / "runs" / partial["run"] / "run.json"
    plain = json.loads(path.read_text())
    del plain["terms"], plain["key_name"], plain["answers_of"]
    path.write_text(json.dumps(plain))
    command("resume", partial["run"], "--json")
    assert carried_out[-1][1].limits.deadline_s == 600
    path.write_text(json.dumps(plain | {"terms": {"limits": {"deadline_s": "soon"}}}))
    with pytest.raises(RunError, match="does not fit"):
        command("resume", partial["run"])
