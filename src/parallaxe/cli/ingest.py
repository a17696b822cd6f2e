"""``parallaxe ingest``: texts and records into the ledger."""

from __future__ import annotations

import sys
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from parallaxe.cli.fanout import Fanout
from parallaxe.cli.readers import Asked, made_readers
from parallaxe.vocabulary.errors import (
    InvalidValueError,
    LedgerError,
    ParallaxeError,
    SettingsError,
    UnreadableInputError,
)

if TYPE_CHECKING:
    from parallaxe.catalog import Catalogue
    from parallaxe.cli.fanout import Claims
    from parallaxe.cli.settings import Settings
    from parallaxe.ledger import Ledger
    from parallaxe.ledger.intake import Outcome
    from parallaxe.sources import Loaded, Sidecar
    from parallaxe.vocabulary.claim import Claim
    from parallaxe.vocabulary.observation import Observation
    from parallaxe.vocabulary.ports import Connector, Reader

#: An input with the connector that reads it (None for a text), or with why it cannot be read.
Work = tuple[str, str | ParallaxeError | None]
STDIN = "-"
#: With more inputs, only those with something to say of are listed one by one.
_LISTED = 40
_LISTS = {"sources.jsonl", "index.jsonl"}


def register(parent: typer.Typer) -> None:
    """Mount the command."""
    parent.command(name="ingest")(ingest)


def ingest(
    inputs: Annotated[
        list[str],
        typer.Argument(help="Files, folders, addresses, '-', or data that ships: models-dev, model-prices, facts."),
    ],
    sources: Annotated[
        Path | None, typer.Option(help="JSON Lines that say of each file who published it, when, where.")
    ] = None,
    connector: Annotated[
        str | None, typer.Option("--as", help="Read files as records of this connector, not as texts.")
    ] = None,
    published: Annotated[str | None, typer.Option(help="Date of publication of these texts (2025, 2025-08…).")] = None,
    publisher: Annotated[str | None, typer.Option(help="Publisher of these texts.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of these texts (fr, en, zh…).")] = None,
    min_confidence: Annotated[
        float | None, typer.Option(help="Leave out claims less sure than this.", min=0, max=1)
    ] = None,
    reader: Annotated[
        list[str] | None, typer.Option(help="Readers of texts: rules, relations, llm; give it again for several.")
    ] = None,
    endpoint: Annotated[str | None, typer.Option(help="Of the reader llm: URL, or a name in the settings.")] = None,
    model: Annotated[str | None, typer.Option(help="Of the reader llm: name of the model there.")] = None,
    workers: Annotated[int | None, typer.Option(help="Processes; 0 takes one a core.", min=0)] = None,
    json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Read texts and records, append what is new, say what was known and what is unresolved.

    An input that cannot be used is named, the others are processed, and the exit code says so. Stopped
    at any moment, the same command goes on where it was.
    """
    from parallaxe.cli.settings import load_settings
    from parallaxe.ledger import Ledger
    from parallaxe.sources import Sidecar

    settings = load_settings()
    work = _work(inputs, connector)
    run = _Run(
        Ledger.open(settings.home),
        _Tools(settings, reader, Asked(endpoint, model), documents=len(work), workers=workers),
        Sidecar.read(sources) if sources else None,
        _said(published, publisher, language),
        min_confidence,
    )
    run.take_all(work)
    _report(run.intake.outcomes, run.ledger.version, as_json=json)
    failed = [outcome for outcome in run.intake.outcomes if outcome.error]
    for outcome in failed:
        sys.stderr.write(f"parallaxe: {outcome.message}\n")
    if failed:
        raise typer.Exit(max(outcome.error.exit_code for outcome in failed if outcome.error))


class _Tools:
    """Catalogue, readers and connectors, each made when first needed."""

    def __init__(
        self, settings: Settings, names: list[str] | None, asked: Asked, *, documents: int, workers: int | None
    ) -> None:
        self._settings, self._names, self._asked, self._documents = settings, names, asked, documents
        self._workers = settings.workers if workers is None else workers
        self._connectors: dict[str, Connector] = {}

    @cached_property
    def catalogue(self) -> Catalogue:
        from parallaxe.catalog import load_catalogue

        return load_catalogue(self._settings.catalogue)

    @cached_property
    def readers(self) -> dict[str, Reader]:
        return made_readers(self._names, self.catalogue, self._asked)

    @cached_property
    def fanout(self) -> Fanout:
        return Fanout(self.readers, self._settings.catalogue, documents=self._documents, workers=self._workers)

    def close(self) -> None:
        """Stop other processes, if any were started."""
        if "fanout" in self.__dict__:
            self.fanout.close()

    def observe(self, claim: Claim, loaded: Loaded) -> Observation:
        from parallaxe.read.observe import observe

        return observe(claim, loaded, self.catalogue)

    def connector(self, name: str) -> Connector:
        from parallaxe.recompute import load_connector

        if name not in self._connectors:
            self._connectors[name] = load_connector(name, self.catalogue)
        return self._connectors[name]


class _Run:
    """One command's way through its inputs."""

    def __init__(
        self,
        ledger: Ledger,
        tools: _Tools,
        sidecar: Sidecar | None,
        said: dict[str, str],
        min_confidence: float | None,
    ) -> None:
        from parallaxe.ledger.intake import Intake
        from parallaxe.ledger.seen import Seen

        self.ledger, self.tools, self.sidecar, self.said = ledger, tools, sidecar, said
        self.min_confidence = min_confidence
        self.intake, self.seen = Intake(ledger), Seen.by(ledger)
        self._file_names: dict[str, str] = {}
        self._under_way: deque[tuple[str, Loaded, str, Claims]] = deque()

    def take_all(self, work: list[Work]) -> None:
        """Every input; what was finished is appended whatever happens."""
        _ = self.tools.catalogue  # A catalogue that does not load is said once, not of every input.
        self._file_names = names_told_apart([name for name, how in work if isinstance(how, str)])
        try:
            for name, how in _progress(work):
                self._take(name, how)
            self._finish(0)
        finally:
            self.tools.close()
            self.intake.flush()
        if self.ledger.is_scattered:
            self.ledger.compact()

    def _take(self, name: str, how: str | ParallaxeError | None) -> None:
        with self._blaming(name):
            if isinstance(how, ParallaxeError):
                raise how
            if how is None:
                self._start_text(name)
            else:
                self._take_records(name, how)
        if self._under_way:
            self._finish(self.tools.fanout.ahead)

    @contextmanager
    def _blaming(self, name: str) -> Iterator[None]:
        """An error is the input's, unless ledger or settings are at fault."""
        try:
            yield
        except (LedgerError, SettingsError):
            raise
        except ParallaxeError as error:
            self.intake.failed(name, error)

    def _start_text(self, name: str) -> None:
        from parallaxe.ledger import Batch
        from parallaxe.ledger.seen import CORRECTED, READ_WITH, settled
        from parallaxe.sources import load

        loaded, note = settled(_with(load(name, sidecar=self.sidecar), self.said), self.ledger, self.seen)
        snapshot = loaded.document.snapshot
        fresh = [
            known
            for known, reader in self.tools.readers.items()
            if self.min_confidence is not None or not self.seen.has(snapshot, reader, reader.name)
        ]
        if not fresh and (corrected := self.seen.corrected(loaded.source)):
            note = f"{CORRECTED}{', '.join(sorted(corrected))}"
            if corrected.isdisjoint(READ_WITH):
                batch = Batch(sources=[loaded.source])
                self.intake.add(name, batch, note)
                self.seen.took(batch)
                return
            fresh = list(self.tools.readers)
        if not fresh:
            self.intake.known(name, snapshot, self.seen, note)
            return
        self.seen.named(snapshot, loaded.source.id)
        self._under_way.append((name, loaded, note, self.tools.fanout.submit(loaded.document, fresh)))

    def _finish(self, ahead: int) -> None:
        """Take in what was read, down to so many documents under way."""
        from parallaxe.ledger.batches import joined, read_batch
        from parallaxe.ledger.seen import CORRECTED
        from parallaxe.ledger.successions import redescribed
        from parallaxe.read.confidence import DEFAULT_MINIMUM, is_sure

        least = DEFAULT_MINIMUM if self.min_confidence is None else self.min_confidence
        while len(self._under_way) > ahead:
            name, loaded, note, claims = self._under_way.popleft()
            with self._blaming(name):
                batch = joined(
                    read_batch(
                        loaded,
                        [claim for claim in found if is_sure(claim, self.min_confidence) or self._is_open(claim)],
                        self.tools.readers[reader],
                        self.tools.observe,
                        is_whole=least <= DEFAULT_MINIMUM,
                    )
                    for reader, found in claims().items()
                )
                if note.startswith(CORRECTED):
                    self.intake.flush()
                    batch = redescribed(self.ledger, batch)
                self.intake.add(name, batch, note)
                self.seen.took(batch)

    def _is_open(self, claim: Claim) -> bool:
        """An unresolved subject makes a claim unsure by itself: it is kept, to be resolved by a decision."""
        return claim.subject is None and self.min_confidence is None

    def _take_records(self, name: str, connector_name: str) -> None:
        from parallaxe.ledger.batches import records_batch
        from parallaxe.ledger.successions import followed, summary
        from parallaxe.recompute import records_file

        connector = self.tools.connector(connector_name)
        ships = name == connector_name and not Path(name).exists()
        files = connector.bundled() if ships else [records_file(Path(name), self._file_names[name])]
        if not files:
            raise InvalidValueError(f"the connector '{name}' ships no data", mend=f"Hand in a file with --as {name}.")
        for file in files:
            label = f"{name}: {file.name}" if ships else name
            is_known = self.seen.has(file.snapshot, connector, connector_name)
            follows = self.seen.follows(file, connector_name)
            if is_known and not follows and self.seen.stands(file, connector_name):
                self.intake.known(label, file.snapshot, self.seen)
                continue
            with self._blaming(label):
                batch, note = records_batch(connector, file, obtained=None if ships else _last_written(name)), ""
                if follows:
                    self.intake.flush()
                    batch = followed(self.ledger, batch, file, connector.card, returns=is_known)
                    note = summary(batch.successions)
                self.intake.add(label, batch, note)
                self.seen.took(batch)


def _work(inputs: list[str], connector: str | None) -> list[Work]:
    """Each input with the connector that reads it; folders become their texts."""
    from parallaxe.recompute import connector_names

    names = connector_names()
    if connector is not None and connector not in names:
        raise InvalidValueError(f"there is no connector '{connector}'", mend=f"Choose one of {', '.join(names)}.")
    work: list[Work] = []
    for name in inputs:
        if connector is None and name in names and not Path(name).exists():
            work.append((name, name))
        elif name != STDIN and Path(name).is_dir():
            try:
                work += [(str(file), connector) for file in _files_of(Path(name), every=connector is not None)]
            except UnreadableInputError as error:
                work.append((name, error))
        else:
            work.append((name, connector))
    return work


def _last_written(path: str) -> date:
    return datetime.fromtimestamp(Path(path).stat().st_mtime, UTC).date()


def names_told_apart(paths: list[str]) -> dict[str, str]:
    """By path the file's name; of several files of one name, with as many of their folders as tell them apart."""
    parts = {path: Path(path).parts for path in paths}
    depth = dict.fromkeys(paths, 1)
    for _ in range(max((len(each) for each in parts.values()), default=0)):
        names = {path: "/".join(parts[path][-depth[path] :]) for path in depth}
        shared = Counter(names.values())
        for path, name in names.items():
            depth[path] += shared[name] > 1
    return {path: "/".join(parts[path][-depth[path] :]) for path in depth}


def _files_of(folder: Path, *, every: bool) -> list[Path]:
    from parallaxe.sources.media import TEXT_SUFFIXES

    files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
    chosen = [path for path in files if path.name not in _LISTS and (every or path.suffix.lower() in TEXT_SUFFIXES)]
    if not chosen:
        raise UnreadableInputError(
            "no text in this folder", where=str(folder), mend="Hand in a folder of .txt, .md, .html or .pdf files."
        )
    return chosen


def _said(published: str | None, publisher: str | None, language: str | None) -> dict[str, str]:
    """What the user says of all texts of this command."""
    from parallaxe.vocabulary.period import Period

    if published is not None:
        Period.parse(published)
    said = {"published": published, "publisher": publisher, "language": language}
    return {name: value for name, value in said.items() if value is not None}


def _with(loaded: Loaded, said: dict[str, str]) -> Loaded:
    """An input with what the command line says of it."""
    from msgspec.structs import replace

    document = {key: value for key, value in said.items() if key != "publisher"}
    return replace(loaded, source=replace(loaded.source, **said), document=replace(loaded.document, **document))


def _progress(work: list[Work]) -> Iterator[Work]:
    """The work, with a bar and the time left where somebody watches."""
    if not sys.stderr.isatty() or len(work) == 1:
        yield from work
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=len(work))
        for item in work:
            yield item
            progress.advance(task)


def _report(outcomes: list[Outcome], version: int, *, as_json: bool) -> None:
    total = {key: sum(getattr(item, key) for item in outcomes) for key in ("new", "known", "unresolved")}
    failed = sum(item.error is not None for item in outcomes)
    if as_json:
        import msgspec

        keys = ("input", "status", "new", "known", "unresolved", "note")
        rows = [{**{key: getattr(item, key) for key in keys}, "error": item.message} for item in outcomes]
        summary: dict[str, Any] = {"inputs": rows, **total, "failed": failed, "ledger_version": version}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(summary)).decode() + "\n")
        return
    listed = [item for item in outcomes if len(outcomes) <= _LISTED or item.note or item.error]
    width = max((len(item.input) for item in listed), default=0)
    if listed:
        typer.echo(f"{'input':<{width}}  {'new':>6}  {'known':>6}  {'unresolved':>10}")
    for item in listed:
        figures = f"{item.new:>6}  {item.known:>6}  {item.unresolved:>10}" if item.error is None else "  not used"
        typer.echo(f"{item.input:<{width}}  {figures}  {item.note}".rstrip())
    typer.echo(
        f"{len(outcomes) - failed} of {len(outcomes)} inputs: {total['new']} new observations, "
        f"{total['known']} known, {total['unresolved']} with an unresolved subject"
    )
