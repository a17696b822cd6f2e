"""Suites: declared in ``catalog/suites``, or made up on the spot from a file of rows."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import msgspec

from parallaxe.measure.dataset import Columns, Dataset, scan
from parallaxe.measure.endpoint import Endpoint, Generation
from parallaxe.measure.graders.catalogue import make
from parallaxe.measure.graders.contract import Grader
from parallaxe.measure.prompt import PLAIN
from parallaxe.measure.run.plan import Plan
from parallaxe.vocabulary.errors import InvalidValueError, UnreadableInputError


class DatasetReference(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where the rows of a suite come from.

    Args:
        origin: ``file`` (the user's copy), ``generated`` (our own ``core``) or ``package`` (an installed one).
        hub: id on a dataset hub; fetched only when asked.
        config, split: which part of it there.
        url: where the dataset is published.
        licence: SPDX id or the publisher's words.
        version: the release meant.
        sha256: of the file, where one release has one file.
        rows: how many the release has: a copy with as many counts as all of it.
        file: name a user's copy usually has.
        package: distribution that holds the rows.
        columns: how its columns become our fields.
    """

    origin: Literal["file", "generated", "package"]
    licence: str
    version: str
    hub: str | None = None
    config: str = "default"
    split: str = "test"
    url: str | None = None
    sha256: str | None = None
    rows: int | None = None
    file: str | None = None
    package: str | None = None
    columns: Columns = Columns()


class Suite(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A benchmark as we run it.

    Args:
        name: as printed.
        benchmark: slug of the benchmark in the catalogue; the dimension of its observations.
        version: of this declaration; a change that can change scores raises it.
        published: partial date the benchmark became public.
        about: one sentence.
        source: URL that documents prompt and grading.
        dataset: the rows.
        prompt, system: templates.
        generation: how answers are drawn.
        grader: name of the grader.
        grader_settings: its settings.
        cluster: field that marks dependent items.
        repeats: times each item is asked.
    """

    name: str
    benchmark: str
    version: str
    about: str
    source: str
    dataset: DatasetReference
    grader: str
    published: str | None = None
    prompt: str | None = None
    system: str | None = None
    generation: Generation = Generation()
    grader_settings: dict[str, Any] = {}
    cluster: str | None = None
    repeats: int = 1


class Wishes(msgspec.Struct, frozen=True, kw_only=True):
    """What a user asks of a suite otherwise than declared; None keeps the declaration."""

    grader: str | None = None
    repeats: int | None = None
    limit: int | None = None
    seed: int | None = None
    temperature: float | None = None
    max_tokens: int | None = None
    prompt: str | None = None
    cluster: str | None = None
    stream: bool = False


def suites(extra: Path | None = None) -> dict[str, Suite]:
    """Declared suites by id; a folder of the user's own replaces ours of the same id."""
    from parallaxe.catalog.catalogue import shipped_folder
    from parallaxe.catalog.files import files_below, load_files

    roots = [shipped_folder(), *([extra] if extra else [])]
    return load_files([path for root in roots for path in files_below(root / "suites")], Suite)


def declared(name: str, extra: Path | None = None) -> Suite:
    """One suite.

    Raises:
        InvalidValueError: no suite of that id.
    """
    known = suites(extra)
    if name not in known:
        raise InvalidValueError(
            f"'{name}' is neither a file nor a suite", where="measure run", mend=f"Suites: {', '.join(sorted(known))}."
        )
    return known[name]


def rows_of(name: str, suite: Suite, data: Path | None, folder: Path, seed: int | None, *, fetch: bool = False) -> Path:
    """The file of a suite's rows: drawn, from its package, the user's copy, or fetched where asked.

    Raises:
        UnreadableInputError: the copy is not where it was said to be, was not said, or cannot be fetched.
    """
    reference = suite.dataset
    if data:
        return data
    if reference.origin == "generated":
        from parallaxe.measure.core.generate import write

        return write(folder, seed or 0)
    if reference.origin == "package":
        return _of_package(reference)
    known, fetched = folder / (reference.file or f"{name}.jsonl"), folder / f"{name}.parquet"
    for copy in (known, fetched):
        if copy.is_file():
            return copy
    if fetch and reference.hub:
        from parallaxe.measure.hub import fetch as download

        return download(reference.hub, reference.config, reference.split, fetched)
    raise UnreadableInputError(
        f"the suite '{name}' needs your copy of its dataset ({reference.hub or reference.url or suite.source})",
        where=str(known),
        mend="Put it there, name it with --data" + (", or add --fetch." if reference.hub else "."),
    )


def _of_package(reference: DatasetReference) -> Path:
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        found = distribution(reference.package or "").locate_file(reference.file or "")
    except PackageNotFoundError as error:
        raise UnreadableInputError(
            f"the package '{reference.package}' is not installed",
            where="dataset",
            mend=f"Install it: pip install {reference.package}.",
        ) from error
    return Path(str(found))


def grader_for(suite: Suite, wishes: Wishes, **clients: Any) -> Grader:
    """The grader of a suite; ``clients`` are handed to graders that ask a model."""
    settings = suite.grader_settings if wishes.grader in {None, suite.grader} else {}
    return make(wishes.grader or suite.grader, {**settings, **clients})


def plan(task: str, suite: Suite, rows: Path, endpoint: Endpoint, grader: Grader, wishes: Wishes) -> Plan:
    """A suite put to a model; its rows are checked when the plan is carried out.

    Raises:
        UnreadableInputError, UnknownFormatError: the file is missing, empty, or not the release declared.
    """
    user = wishes.prompt or suite.prompt or grader.prompt or PLAIN
    dataset = scan(rows, columns=suite.dataset.columns)
    _require_release(dataset, suite.dataset)
    generation = suite.generation
    for name in ("temperature", "max_tokens", "seed"):
        if (wish := getattr(wishes, name)) is not None:
            generation = msgspec.structs.replace(generation, **{name: wish})
    return Plan(
        task=task,
        suite_version=suite.version or None,
        dataset=dataset,
        endpoint=endpoint,
        user=user,
        system=suite.system,
        generation=generation,
        grader=grader.name,
        grader_settings=suite.grader_settings if grader.name == suite.grader else {},
        cluster=wishes.cluster or suite.cluster,
        repeats=wishes.repeats or suite.repeats,
        limit=wishes.limit,
        stream=wishes.stream,
        judge=grader.judged_by,
    )


def of_file(path: Path, grader: str) -> Suite:
    """A file of rows as a suite without a declaration."""
    reference = DatasetReference(origin="file", licence="unknown", version="")
    return Suite(name=path.stem, benchmark="", version="", about="", source="", dataset=reference, grader=grader)


def _require_release(dataset: Dataset, reference: DatasetReference) -> None:
    if reference.sha256 and dataset.sha256 != reference.sha256:
        raise UnreadableInputError(
            f"the file is not the release the suite declares (SHA-256 {dataset.sha256[:12]}…, expected {reference.sha256[:12]}…)",
            where=str(dataset.path),
            mend=f"Get {reference.version} from {reference.url or reference.hub}.",
        )
