"""``parallaxe ingest`` with a reader small enough to see through."""

import json
import os
import re
from decimal import Decimal
from importlib import import_module
from pathlib import Path

import msgspec
import pyarrow as pa
import pytest
import typer
from typer.testing import CliRunner

from parallaxe.cli import ingest as command
from parallaxe.ledger import Ledger, intake
from parallaxe.read.confidence import DEFAULT_MINIMUM
from parallaxe.vocabulary.claim import Claim
from parallaxe.vocabulary.errors import StorageFullError, UnknownFormatError, UnknownLanguageError
from parallaxe.vocabulary.locator import Cell, Quote
from parallaxe.vocabulary.observation import Kind, Observation
from parallaxe.vocabulary.records import Card, Harvest, RecordsFile
from parallaxe.vocabulary.source import Redistribution, Source, SourceClass

SHARE = re.compile(r"(\w+) held (\d+ %)( \?)?")
OBSERVE = import_module("parallaxe.read.observe")
KNOWN = {"Qwen": "qwen", "Kimi": "kimi"}
#: Just sure enough to be kept by default.
UNSURE = DEFAULT_MINIMUM + 0.01


class ShareReader:
    """Reads "NAME held N %"; a question mark after it, or a name unknown, lowers the confidence."""

    name, version, languages = "shares", 1, frozenset({"en"})

    def __init__(self) -> None:
        self.read_documents: list[str] = []

    def read(self, document):
        self.read_documents.append(document.id)
        if document.language == "tlh":
            raise UnknownLanguageError("no reader for 'tlh'", where=document.id)
        for match in SHARE.finditer(document.text):
            yield Claim(
                doc=document.id,
                subject=KNOWN.get(match[1]),
                surface=match[1],
                subject_type="model",
                metric="market_share",
                value=Decimal(match[2].split()[0]),
                unit="%",
                quote=match[2],
                start=match.start(2),
                end=match.end(2),
                confidence=UNSURE if match[3] else 0.9 if match[1] in KNOWN else 0.2,
                reader=f"{self.name}/{self.version}",
            )


def observe(claim, loaded, _catalogue):
    return Observation(
        subject=claim.subject,
        surface=claim.surface,
        metric=claim.metric,
        number=claim.value,
        unit=claim.unit,
        kind=Kind.CLAIMED,
        source=loaded.source.id,
        published=loaded.document.published,
        locator=Quote(snapshot=loaded.document.snapshot, quote=claim.quote, start=claim.start, end=claim.end),
    )


class CountConnector:
    """Records "name,count" a line; one file ships with it."""

    card = Card(
        name="counts",
        title="Counts",
        publisher="counter",
        source_class=SourceClass.INDEPENDENT_MEASURER,
        licence="CC0-1.0",
        redistribution=Redistribution.DATA,
        url="https://example.org/counts",
        columns={},
    )
    version = 1

    def bundled(self):
        return [RecordsFile(name="counts/a.csv", raw=b"qwen,1\nkimi,2")]

    def records(self, file):
        return pa.table({"line": file.raw.decode().splitlines()})

    def observe(self, file):
        source = Source(
            id="counts",
            publisher="counter",
            source_class=SourceClass.INDEPENDENT_MEASURER,
            redistribution=Redistribution.DATA,
            published="2025",
        )
        made = []
        for row, line in enumerate(file.raw.decode().splitlines(), 1):
            name, comma, count = line.partition(",")
            if not comma:
                raise UnknownFormatError("no comma", where=f"{file.name}, record {row}")
            locator = Cell(snapshot=file.snapshot, file=file.name, row=row, column="count")
            made.append(
                Observation(
                    subject=name,
                    surface=name,
                    metric="users",
                    number=Decimal(count),
                    unit="users",
                    kind=Kind.RECOMPUTED,
                    source="counts",
                    locator=locator,
                )
            )
        return Harvest(sources=[source], observations=made, recorded="2025-11-05")


@pytest.fixture
def reader(monkeypatch) -> ShareReader:
    made = ShareReader()
    monkeypatch.setattr(command, "made_readers", lambda *_: {made.name: made})
    monkeypatch.setattr(OBSERVE, "observe", observe)
    monkeypatch.setattr("parallaxe.recompute.connector_names", lambda: ["counts"])
    monkeypatch.setattr("parallaxe.recompute.load_connector", lambda *_: CountConnector())
    return made


@pytest.fixture
def run(home, reader):
    app = typer.Typer()
    app.callback()(lambda: None)
    command.register(app)

    def invoke(*arguments, code=0, stdin=None):
        done = CliRunner().invoke(app, ["ingest", *map(str, arguments)], input=stdin)
        assert done.exit_code == code, (done.output, done.exception)
        return done

    return invoke


@pytest.fixture
def folder(tmp_path) -> Path:
    made = tmp_path / "articles"
    made.mkdir()
    (made / "a.txt").write_text("Qwen held 36 % and Kimi held 7 % ? while Nobody held 3 %.")
    (made / "b.txt").write_text("Qwen held 30 %.")
    (made / "index.jsonl").write_text('{"id": "a", "date": "2025-08"}\n{"id": "b", "date": "2025-09"}\n')
    return made


def as_json(done):
    return json.loads(done.stdout)


def test_it_says_what_is_new_known_and_unresolved(run, folder, home):
    done = run(folder)
    assert re.search(r"a\.txt +3 +0 +1\b", done.stdout)
    assert "2 of 2 inputs: 4 new observations, 0 known, 1 with an unresolved subject" in done.stdout
    table = Ledger.open(home).table()
    assert sorted(table["source"].to_pylist()) == ["a", "a", "a", "b"]
    assert set(table["published"].to_pylist()) == {"2025-08", "2025-09"}
    assert Ledger.open(home).check()["pass"] == 2


def test_ingesting_again_reads_nothing_and_adds_nothing(run, folder, home, reader):
    run(folder)
    before = Ledger.open(home).version
    reader.read_documents.clear()
    outcome = as_json(run(folder, "--json"))
    assert (outcome["new"], outcome["known"], outcome["unresolved"], outcome["failed"]) == (0, 4, 1, 0)
    assert [item["status"] for item in outcome["inputs"]] == ["known", "known"]
    assert reader.read_documents == []
    assert outcome["ledger_version"] == before


def test_a_new_reader_version_reads_again_and_supersedes(run, folder, home, reader):
    run(folder)
    reader.version = 2
    outcome = as_json(run(folder, "--json"))
    assert (outcome["new"], outcome["known"]) == (0, 4)
    table = Ledger.open(home).table()
    assert (table.num_rows, set(table["reader_version"].to_pylist())) == (4, {2})


def test_its_json_is_the_golden_one(run, folder, root, monkeypatch):
    monkeypatch.chdir(folder.parent)
    (folder / "c.txt").write_text("")
    shown = run("articles", "--json", code=2).stdout
    path = root / "tests" / "golden" / "ledger" / "ingest.json"
    if os.environ.get("PARALLAXE_GOLDEN") == "write":
        path.write_text(shown, "utf-8")
    assert shown == path.read_text("utf-8")


def test_many_inputs_are_few_commits(run, tmp_path, home):
    many = tmp_path / "many"
    many.mkdir()
    for number in range(60):
        (many / f"{number}.txt").write_text(f"Qwen held {number} %.")
    shown = run(many).stdout
    assert "60 of 60 inputs: 60 new observations" in shown
    assert shown.count("\n") == 1
    assert Ledger.open(home).version == 1


def test_a_scattered_ledger_is_compacted(run, folder, home, monkeypatch):
    monkeypatch.setattr("parallaxe.ledger.ledger._MANY_FILES", 6)
    run(folder / "a.txt")
    assert Ledger.open(home).is_scattered is False
    run(folder / "b.txt")
    assert Ledger.open(home).is_scattered is False
    assert Ledger.open(home).check()["observation"] == 4
    assert Ledger.open(home).version == 3


def test_bad_inputs_are_named_and_the_others_kept(run, folder, home, tmp_path):
    (folder / "empty.txt").write_text("")
    (folder / "binary.txt").write_bytes(b"a\0b")
    (folder / "klingon.txt").write_text("Qwen held 1 %.")
    (folder / "index.jsonl").write_text('{"id": "klingon", "lang": "tlh"}')
    (tmp_path / "none").mkdir()
    done = run(folder, folder / "missing.txt", tmp_path / "none", code=2)
    for name, reason in {
        "empty.txt": "empty",
        "binary.txt": "binary",
        "klingon.txt": "no reader for 'tlh'",
        "missing.txt": "no such file",
        "none": "no text in this folder",
    }.items():
        assert re.search(rf"parallaxe: .*{name}: .*{reason}", done.stderr), done.stderr
    assert "2 of 7 inputs" in done.stdout
    assert sorted(set(Ledger.open(home).table()["source"].to_pylist())) == ["a", "b"]


def test_a_value_that_cannot_be_is_named_with_its_place(run, folder, home):
    (folder / "huge.txt").write_text(f"Qwen held 1 % and Kimi held {'9' * 40} %.")
    done = run(folder, code=2)
    assert re.search(r"huge\.txt, characters 28 to 70: .* has over 29 digits. Check its scale", done.stderr), (
        done.stderr
    )
    assert set(Ledger.open(home).table()["source"].to_pylist()) == {"a", "b"}


def test_an_input_the_ledger_refuses_does_not_take_others_with_it(run, folder, home, reader, monkeypatch):
    def misquoting(claim, loaded, catalogue):
        made = observe(claim, loaded, catalogue)
        if loaded.document.id != "b":
            return made
        return msgspec.structs.replace(made, locator=msgspec.structs.replace(made.locator, start=0))

    monkeypatch.setattr(OBSERVE, "observe", misquoting)
    done = run(folder, code=1)
    assert "does not stand at characters" in done.stderr
    assert set(Ledger.open(home).table()["source"].to_pylist()) == {"a"}
    assert Ledger.open(home).check()["source"] == 1


def test_the_same_text_under_another_name_is_the_same_source(run, folder, home, tmp_path):
    run(folder)
    copy = tmp_path / "copy.txt"
    copy.write_text((folder / "b.txt").read_text())
    done = run(copy)
    assert "the same text is known as 'b'" in done.stdout
    assert Ledger.open(home).history().num_rows == 4


def test_another_text_under_the_same_name_is_another_source(run, home, tmp_path):
    for number in (1, 2):
        (tmp_path / f"f{number}").mkdir()
        (tmp_path / f"f{number}" / "README.md").write_text(f"Qwen held {number} %.")
    done = run(tmp_path / "f1" / "README.md", tmp_path / "f2" / "README.md")
    assert "another text is named 'README'" in done.stdout
    sources = Ledger.open(home).table()["source"].to_pylist()
    assert len(set(sources)) == 2
    assert all(name.startswith("README") for name in sources)
    again = as_json(run(tmp_path / "f1" / "README.md", tmp_path / "f2" / "README.md", "--json"))
    assert (again["new"], again["known"]) == (0, 2)


def test_a_page_read_again_at_its_address_keeps_its_name(run, home, tmp_path):
    (tmp_path / "index.jsonl").write_text('{"id": "page", "url": "https://example.org/p"}')
    (tmp_path / "page.txt").write_text("Qwen held 1 %.")
    run(tmp_path / "page.txt")
    (tmp_path / "page.txt").write_text("Qwen held 2 %.")
    run(tmp_path / "page.txt")
    assert set(Ledger.open(home).table()["source"].to_pylist()) == {"page"}


def test_what_the_command_line_says_of_the_texts(run, home, folder):
    run(folder / "b.txt", "--published", "2024-Q4", "--publisher", "Xinhua")
    row = Ledger.open(home).table().to_pylist()[0]
    assert (row["published"], row["publisher"]) == ("2024-Q4", "Xinhua")
    run(folder / "a.txt", "--published", "soon", code=1)


def test_min_confidence_leaves_out_and_a_later_run_without_it_adds(run, folder, home):
    assert as_json(run(folder, "--min-confidence", UNSURE + 0.01, "--json"))["new"] == 2
    assert as_json(run(folder, "--json"))["new"] == 2
    assert as_json(run(folder, "--min-confidence", 0, "--json"))["known"] == 4
    assert Ledger.open(home).table().num_rows == 4


def test_unsure_claims_stay_out_unless_asked_for(run, folder, home, reader, monkeypatch):
    monkeypatch.setattr("parallaxe.read.confidence.DEFAULT_MINIMUM", 0.8)
    assert as_json(run(folder, "--json"))["new"] == 3
    assert as_json(run(folder, "--json"))["inputs"][0]["status"] == "known"
    assert as_json(run(folder, "--min-confidence", 0, "--json"))["new"] == 1


def test_standard_input(run, home):
    assert as_json(run("-", "--published", "2025", "--json", stdin="Qwen held 9 %."))["new"] == 1


def test_data_that_ships_and_records_in_the_users_hands(run, home, tmp_path):
    mine = tmp_path / "mine.csv"
    mine.write_text("qwen,5")
    bad = tmp_path / "bad.csv"
    bad.write_text("qwen,5\nkimi")
    assert as_json(run("counts", "--json"))["new"] == 2
    assert as_json(run("counts", "--json"))["inputs"][0] == {
        "input": "counts: counts/a.csv", "status": "known", "new": 0, "known": 2, "unresolved": 0, "note": "", "error": None,
    }  # fmt: skip
    done = run(mine, bad, "--as", "counts", code=2)
    assert "bad.csv, record 2" in done.stderr
    table = Ledger.open(home).table()
    assert sorted(zip(table["file"].to_pylist(), table["row"].to_pylist(), strict=True)) == [
        ("counts/a.csv", 1), ("counts/a.csv", 2), ("mine.csv", 1)
    ]  # fmt: skip
    assert {moment.date().isoformat() for moment in table["recorded"].to_pylist()} == {"2025-11-05"}


def test_a_full_disk_stops_the_command_and_keeps_what_was_finished(run, folder, home, monkeypatch):
    monkeypatch.setattr(intake, "MAX_OBSERVATIONS", 3)
    kept = Ledger.append

    def full_at_b(self, batch):
        if any(item.source == "b" for item in batch.observations):
            raise StorageFullError("no space left", where="disk")
        return kept(self, batch)

    monkeypatch.setattr(Ledger, "append", full_at_b)
    done = run(folder, code=1)
    assert isinstance(done.exception, StorageFullError)
    assert set(Ledger.open(home).table()["source"].to_pylist()) == {"a"}


def test_stopped_by_the_user_it_keeps_what_was_read_and_goes_on(run, folder, home, reader, monkeypatch):
    read = ShareReader.read

    def stopped_at_b(self, document):
        if document.id == "b":
            raise KeyboardInterrupt
        return read(self, document)

    monkeypatch.setattr(ShareReader, "read", stopped_at_b)
    run(folder, code=130)
    assert set(Ledger.open(home).table()["source"].to_pylist()) == {"a"}
    monkeypatch.setattr(ShareReader, "read", read)
    reader.read_documents.clear()
    assert as_json(run(folder, "--json"))["new"] == 1
    assert reader.read_documents == ["b"]
