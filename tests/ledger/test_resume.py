"""``parallaxe ingest`` killed at random moments: what is in the end is what an undisturbed run gives."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from parallaxe.ledger import Ledger

RUN = "from parallaxe.ledger import intake; intake.MAX_OBSERVATIONS = 25; from parallaxe.cli.main import run; run()"


@pytest.fixture
def articles(tmp_path):
    folder = tmp_path / "articles"
    folder.mkdir()
    for number in range(60):
        (folder / f"a{number}.txt").write_text(
            f"On 3 March 2025, DeepSeek said that DeepSeek R{number} has {number + 2} billion parameters. "
            f"Qwen3 had {number % 90 + 1} % of the market in 2024, and Mistral AI was founded in 2023."
        )
    return folder


def start(articles, home):
    return subprocess.Popen(
        [sys.executable, "-c", RUN, "ingest", str(articles), "--language", "en", "--published", "2025-03"],
        env={**os.environ, "PARALLAXE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def commits(home):
    return len(list((home / "ledger" / "_delta_log").glob("*.json"))) - 1


def test_killed_and_started_again_it_ends_where_an_undisturbed_run_ends(articles, tmp_path):
    homes = [tmp_path / "killed", tmp_path / "undisturbed"]
    moments, versions = random.Random(3), set()
    for _ in range(2):
        process = start(articles, homes[0])
        until = time.monotonic() + 30
        while time.monotonic() < until and commits(homes[0]) <= max(versions, default=0):
            time.sleep(0.02)  # killed while it appends, not while it starts
        time.sleep(moments.uniform(0, 0.15))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        versions.add(commits(homes[0]))
    assert len(versions) == 2, "each run went on"
    for home in homes:
        done = start(articles, home)
        _, errors = done.communicate(timeout=60)
        assert done.returncode == 0, errors
    tables = [Ledger.open(home).history().drop(["recorded"]) for home in homes]
    assert tables[0].num_rows > 60
    assert tables[0] == tables[1]
    counts = [Ledger.open(home).check() for home in homes]
    assert counts[0] == counts[1]
    assert counts[0]["pass"] == 60 * 2  # each text once by each of the two readers
