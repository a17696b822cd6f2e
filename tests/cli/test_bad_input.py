"""Bad input as a user meets it: named with its place and the mend, no row, the others processed, no traceback."""

import json
import os
import subprocess
import sys

import pytest

GOOD = "In January 2025, DeepSeek released DeepSeek R1 under the MIT licence.\n"
BAD = {
    "empty.txt": b"",
    "blank.txt": b" \n\n",
    "binary.txt": b"\x7fELF\x02\x01\x01" + bytes(40),
    "zero.txt": b"DeepSeek\x00 released",
    "latin.txt": "déjà vu".encode("latin-1"),
    "picture.html": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "broken.html": b"<<<<>>><p",
    "broken.pdf": b"%PDF-1.4 broken",
}


@pytest.fixture
def process(tmp_path):
    """The installed command as a process of its own, in a folder and a home of its own."""

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-c", "from parallaxe.cli.main import run; run()", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PARALLAXE_HOME": str(tmp_path / "home")},
            check=False,
        )

    return run


@pytest.fixture
def command(tmp_path, monkeypatch, capfd):
    """What the installed command runs, in this process; whatever it does not turn into a message is raised."""
    from parallaxe.cli.main import run

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PARALLAXE_HOME", str(tmp_path / "home"))

    def ran(*arguments, **environment):
        monkeypatch.setattr(sys, "argv", ["parallaxe", *map(str, arguments)])
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        capfd.readouterr()
        with pytest.raises(SystemExit) as left:
            run()
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(arguments, left.value.code or 0, out, err)

    return ran


def exported(command):
    return [json.loads(line) for line in command("ledger", "export").stdout.splitlines()]


def test_each_bad_input_is_named_and_the_others_are_processed(process, command, tmp_path):
    for name, raw in BAD.items():
        (tmp_path / name).write_bytes(raw)
    (tmp_path / "folder").mkdir()
    (tmp_path / "good.txt").write_text(GOOD)
    (tmp_path / "good.html").write_text(f"<html><body><p>{GOOD}<table><tr><td>")
    bad = [*BAD, "folder", "missing.txt"]
    done = process("ingest", *bad, "good.txt", "good.html")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    lines = done.stderr.splitlines()
    assert [line.removeprefix("parallaxe: ").split(":")[0] for line in lines] == bad
    assert all(line.endswith(".") and line.count(". ") for line in lines)
    sources = {row["source"] for row in exported(command)}
    assert len(sources) == 2
    assert all(source.startswith("good") for source in sources)
    assert command("ledger", "check").returncode == 0


def test_hostile_text_stays_text(command, tmp_path):
    hostile = (
        "In January 2025, \u202eDeepSeek\u202c released \u200fDeepSeek R1\u200e. Mistral\x1b[31m AI raised $385 million\x07 "
        "in December 2023. In February 2024, Moonshot AI <img src=x onerror=alert(2)> raised $1 billion</script>"
        "<script>alert(3)</script>.\n"
    )
    (tmp_path / "hostile.txt").write_text(hostile)
    assert command("ingest", "hostile.txt").returncode == 0
    rows = exported(command)
    assert rows
    assert all(hostile[row["start"] : row["end"]] == row["quote"] for row in rows)
    shown = command("ledger", "lineage", next(row["id"] for row in rows if row["subject"] == "mistral-ai")).stdout
    assert "\x1b" not in shown
    assert "\x07" not in shown


def test_a_number_no_ledger_holds_is_refused_with_its_place(command, tmp_path):
    (tmp_path / "vast.txt").write_text(f"GPT-4 has 1{'0' * 60} parameters.\n")
    (tmp_path / "good.txt").write_text(GOOD)
    done = command("ingest", "vast.txt", "good.txt")
    assert done.returncode == 2
    assert "vast.txt, characters 10 to" in done.stderr
    assert {row["source"] for row in exported(command)} == {"good"}


def test_reading_refuses_the_same_number(command, tmp_path):
    (tmp_path / "vast.txt").write_text(f"GPT-4 has 1{'0' * 60} parameters.\n")
    (tmp_path / "good.txt").write_text(GOOD)
    done = command("read", "vast.txt", "good.txt", "--format", "jsonl")
    assert done.returncode == 2
    assert done.stderr.startswith("parallaxe: vast.txt, characters 10 to")
    assert {json.loads(line)["doc"] for line in done.stdout.splitlines()} == {"good"}


@pytest.mark.parametrize(
    "text",
    [
        "Fyrirtækið DeepSeek gaf út líkanið R1 í janúar og safnaði milljörðum króna á síðasta ári.",
        "DeepSeek bracht in januari 2025 het model R1 uit onder de MIT-licentie en haalde 385 miljoen dollar op.",
        "DeepSeek ha rilasciato il modello R1 nel gennaio 2025 con la licenza MIT e ha raccolto 385 milioni di dollari.",
        "Kampuni ya DeepSeek ilitoa mfumo wa R1 mnamo Januari 2025 chini ya leseni ya MIT na bei ilipungua sana.",
    ],
    ids=["Icelandic", "Dutch", "Italian", "Swahili"],
)
def test_a_language_without_a_lexicon_is_refused(command, tmp_path, text):
    (tmp_path / "other.txt").write_text(text)
    for name in ("read", "ingest"):
        done = command(name, "other.txt")
        assert done.returncode == 2
        assert done.stderr.startswith("parallaxe: other.txt: no lexicon")


def test_a_text_of_fifty_megabytes_is_refused(command, tmp_path):
    with (tmp_path / "vast.txt").open("wb") as file:
        file.truncate(50_000_000)
    done = command("ingest", "vast.txt")
    assert (done.returncode, "vast.txt: 50 MB" in done.stderr) == (2, True)


def test_a_broken_catalogue_is_said_once(command, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(GOOD)
    (tmp_path / "mine/entities").mkdir(parents=True)
    (tmp_path / "mine/entities/x.yaml").write_text("type: model\nentities:\n  - name: X\n    colour: red\n")
    done = command("ingest", "a.txt", "b.txt", PARALLAXE_CATALOGUE=str(tmp_path / "mine"))
    assert done.returncode == 3
    assert done.stderr.count("x.yaml:4") == 1
    assert "colour" in done.stderr


def test_a_broken_facts_file_is_named_with_its_line_and_the_others_are_processed(command, tmp_path):
    path = tmp_path / "mine/facts/x.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(
        "released: 2026-01-01\nfacts:\n  - {subject: DeepSeek, metric: users, value: 1, source: x, hue: red}\n"
    )
    (tmp_path / "good.txt").write_text(GOOD)
    done = command("ingest", "facts", "good.txt", "--json", PARALLAXE_CATALOGUE=str(tmp_path / "mine"))
    assert done.returncode == 3
    assert f"{path}:3" in done.stderr
    assert json.loads(done.stdout)["failed"] == 1
    assert "good" in {row["source"] for row in exported(command)}


@pytest.mark.parametrize(
    "arguments",
    [
        ("ledger", "export", "--out", "absent/x.jsonl"),
        ("ledger", "export", "--out", "."),
        ("report", "--lang", "en", "--out", "/proc/report"),
        ("report", "--focus", "nowhere"),
        ("report", "--lang", "xx"),
        ("report", "--as-of", "2025-13"),
        ("ledger", "show", "china", "--valid-at", "2025-02-30"),
        ("ledger", "show", "china", "--known-at", "yesterday"),
        ("ledger", "lineage", "zz"),
        ("ledger", "lineage", "abc"),
        ("ledger", "retract", "abc", "--reason", "x", "--author", "y"),
        ("judge", "abc", "--decision", "both", "--reason", "x", "--author", "y"),
        ("conflicts", "--format", "xml"),
        ("conflicts", "--claims", "absent.jsonl"),
    ],
)
def test_a_command_that_cannot_be_is_refused_in_one_line(command, arguments):
    done = command(*arguments)
    assert done.returncode not in {0, None}
    assert done.stderr.startswith("parallaxe: ")
    assert len(done.stderr.splitlines()) == 1
    assert done.stdout == ""


def test_a_process_says_no_more_than_the_command(process, command):
    """What stands beside the message in a real process (a warning, a traceback) would be seen here."""
    for arguments in (("ledger", "lineage", "zz"), ("read", "absent.txt")):
        own, here = process(*arguments), command(*arguments)
        assert (own.returncode, own.stdout, own.stderr) == (here.returncode, here.stdout, here.stderr)
