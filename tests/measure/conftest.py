"""Endpoints, items and runs for the tests of measuring."""

import json
import shutil
import subprocess

import pytest
import typer
from typer.testing import CliRunner

from .served import LETTERS, Endpoint, by_item, letter_of


@pytest.fixture
def serve():
    """Starts endpoints and stops them after the test."""
    started = []

    def start(behave=by_item, tls=None):
        started.append(Endpoint(behave, tls))
        return started[-1]

    yield start
    for endpoint in started:
        endpoint.close()


@pytest.fixture
def items(tmp_path):
    """Writes a file of multiple-choice rows; three quarters of them are answered right by ``by_item``."""

    def write(count, name="items.jsonl"):
        path = tmp_path / name
        rows = (
            {
                "id": f"q{number}",
                "question": f"Item {number}. Which?",
                "choices": ["w", "x", "y", "z"],
                "answer": letter_of(number) if number % 4 else LETTERS[(LETTERS.index(letter_of(number)) + 1) % 4],
            }
            for number in range(count)
        )
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
        return path

    return write


@pytest.fixture
def measure(tmp_path):
    """Runs a plan in this process."""
    from parallaxe.measure.endpoint import Endpoint as Served
    from parallaxe.measure.graders.catalogue import make
    from parallaxe.measure.run.session import carry_out
    from parallaxe.measure.run.terms import Limits, Terms
    from parallaxe.measure.suite import Wishes, of_file, plan

    def run(path, endpoint, *, model="mock", grader="multiple_choice", limits=None, wishes=None, watch=None, **terms):
        judge = make(grader) if isinstance(grader, str) else grader
        planned = plan(
            path.stem,
            of_file(path, judge.name),
            path,
            Served(url=endpoint.url, model=model),
            judge,
            Wishes(**(wishes or {})),
        )
        bounds = Limits(**{"concurrency": 8, "deadline_s": 5.0, "attempts": 3, "patience_s": 3.0, **(limits or {})})
        return carry_out(planned, judge, Terms(runs=tmp_path / "runs", limits=bounds, **terms), watch)

    run.folder = tmp_path / "runs"
    return run


@pytest.fixture(scope="session")
def certificate(tmp_path_factory):
    openssl = shutil.which("openssl")
    if not openssl:
        pytest.skip("no openssl to make a certificate with")
    folder = tmp_path_factory.mktemp("tls")
    key, chain = folder / "key.pem", folder / "chain.pem"
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", key, "-out", chain]
    subprocess.run(command, check=True, capture_output=True)
    return key, chain


@pytest.fixture
def invoke(home):
    """Runs ``measure …`` and gives what came of it."""
    from parallaxe.cli.measure import register

    app = typer.Typer()
    register(app)
    app.command("other")(lambda: None)
    return lambda *arguments: CliRunner().invoke(app, ["measure", *map(str, arguments)])


@pytest.fixture
def command(invoke):
    """Runs ``measure …`` and gives its output; errors are raised."""

    def run(*arguments):
        done = invoke(*arguments)
        if done.exception:
            raise done.exception
        return done.stdout

    return run


@pytest.fixture
def ran(command, items):
    def run(endpoint, *, count=60, model="mock", name="items.jsonl", more=()):
        path = items(count, name)
        arguments = ["run", path, "--grader", "multiple_choice", "--endpoint", endpoint.url, "--model", model, "--json"]
        return json.loads(command(*arguments, *more))

    return run
