"""Labelled texts for learning and calibrating: documents, readers, labels, and when a label and a finding agree."""

from __future__ import annotations

import collections
import json
import re
import unicodedata
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from parallaxe.catalog import load_catalogue
from parallaxe.read.reader import LanguageReader, RuleReader
from parallaxe.read.words.rules import MetricWeights, SubjectWeights
from parallaxe.sources import load
from parallaxe.vocabulary.document import Document

Label = dict[str, Any]
#: A figure or question, as the reader asks of it.
Asked = TypeVar("Asked")
#: Weights by metric and name of the evidence.
Weights = dict[str, dict[str, float]]
_MONEY = frozenset({"USD", "CNY", "EUR", "RUB", "HKD", "JPY", "GBP", "%"})


class Text(NamedTuple):
    """A labelled document with the reader of its language.

    Args:
        id: folder and file, or file and line.
        document: the text.
        reader: of its language.
        labels: its claims.
        names: canonical names by plain alias.
        complete: whether everything is labelled; else figures without a label say nothing.
    """

    id: str
    document: Document
    reader: LanguageReader
    labels: list[Label]
    names: dict[str, str]
    complete: bool = True


def texts(
    folders: list[Path], metrics: Weights | None = None, subjects: dict[str, float] | None = None
) -> Iterator[Text]:
    """The texts of folders, each with index.jsonl and claims.jsonl; aliases.jsonl in it or above it.

    A folder of sentences (sentences.tsv, distractors.tsv, passages.jsonl, prose.jsonl) gives each of them as a text.

    Args:
        folders: where they are.
        metrics: weights of evidence for metrics to read with, the shipped ones if None.
        subjects: weights of evidence for subjects, likewise.
    """
    readers = Readers(metrics, subjects)
    for folder in folders:
        yield from _sentences(folder, readers) if (folder / "sentences.tsv").exists() else _files(folder, readers)


def asked(text: Text, kind: type[Asked]) -> list[tuple[Asked, list[Any]]]:
    """Every choice of a kind the reader makes in a text: what is asked, and the options."""
    heard: list[tuple[Asked, list[Any]]] = []

    def listen(asks: object, options: list[Any]) -> None:
        if isinstance(asks, kind):
            heard.append((asks, options))

    text.reader.listener = listen
    list(text.reader.drafts(text.document))
    text.reader.listener = None
    return heard


class Readers:
    """The reader of each language, made when it is asked for."""

    def __init__(self, metrics: Weights | None = None, subjects: dict[str, float] | None = None) -> None:
        self._catalogue = load_catalogue()
        self._all = RuleReader(self._catalogue)
        self._made: dict[str, LanguageReader] = {}
        self._rules = self._all.rules
        if metrics is not None:
            self._rules = replace(self._rules, metrics=MetricWeights(weights=metrics))
        if subjects is not None:
            self._rules = replace(self._rules, subjects=SubjectWeights(weights=subjects))

    def of(self, language: str) -> LanguageReader:
        if language not in self._made:
            rules = self._rules
            self._made[language] = LanguageReader(rules.lexicons[language], rules, self._catalogue, self._all.names)
        return self._made[language]


def _sentences(folder: Path, readers: Readers) -> Iterator[Text]:
    """One labelled claim of each sentence, every claim of each passage, none of a distractor."""
    found: list[tuple[str, str, list[tuple[str, str, str]], bool]] = []
    for line in (folder / "sentences.tsv").read_text("utf-8").splitlines():
        language, text, metric, subject, value = line.split("\t")
        found.append((language, text, [(metric, subject, value)], False))
    for line in (folder / "distractors.tsv").read_text("utf-8").splitlines():
        language, text = line.split("\t")[:2]
        found.append((language, text, [], True))
    found += [(row["lang"], row["text"], row["claims"], True) for row in rows(folder / "passages.jsonl")]
    for place, (language, text, claims, complete) in enumerate(found):
        document = Document(id=str(place), text=text, snapshot="0", language=language, published="2026-02-01")
        labels = [{"metric": metric, "subject": subject, "value": value} for metric, subject, value in claims]
        yield Text(f"{folder}/{place}", document, readers.of(language), labels, {}, complete)
    for place, row in enumerate(rows(folder / "prose.jsonl")):
        document = Document(
            id=str(place), text=row["text"], snapshot="0", language=row["lang"], published=row["published"]
        )
        yield Text(f"{folder}/prose/{place}", document, readers.of(row["lang"]), row["claims"], {})


def _files(folder: Path, readers: Readers) -> Iterator[Text]:
    index = {row["id"]: row for row in rows(folder / "index.jsonl")}
    aliases = _first(folder / "aliases.jsonl", folder.parent / "aliases.jsonl")
    names = {plain(a): plain(row["canonical"]) for row in rows(aliases) for a in [row["canonical"], *row["aliases"]]}
    labels = collections.defaultdict(list)
    for row in rows(_first(folder / "claims.jsonl", folder.parent / f"{folder.name}_claims.jsonl")):
        if row["metric"] != "other_figure":
            labels[row["doc"]].append(row)
    for path in sorted(folder.iterdir()):
        if path.stem not in index or path.stem not in labels or path.suffix not in {".txt", ".html", ".md"}:
            continue
        row = index[path.stem]
        document = load(path).document
        document = replace(document, published=document.published or row.get("date"), language=row["lang"])
        yield Text(f"{folder}/{path.stem}", document, readers.of(row["lang"]), labels[path.stem], names)


def same_value(label: Label, value: Decimal | str, names: dict[str, str]) -> bool:
    """Whether a value is the labelled one: numbers within 0.1 %, dates as precise as the label, names by alias."""
    want = label["value"]
    if isinstance(want, str) and re.match(r"\d{4}(-|$)", want):
        return str(value)[: len(want)] == want
    try:
        return abs(float(value) - float(want)) <= 1e-3 * max(abs(float(want)), 1e-12)
    except ValueError:
        return canonical(str(value), names) == canonical(str(want), names)


def same_unit(label: Label, unit: str) -> bool:
    """Whether a unit is the labelled one, where it is a currency or a percentage."""
    return label.get("unit") not in _MONEY or label["unit"] == unit


def same_subject(label: Label, subject: str, names: dict[str, str]) -> bool:
    """Whether a subject is one the label allows."""
    return canonical(subject, names) in {canonical(name, names) for name in label.get("subjects") or [label["subject"]]}


def same_benchmark(one: str | None, other: str | None) -> bool:
    """Whether one of two benchmark names is most of the other."""
    short, long = sorted((plain(one or ""), plain(other or "")), key=len)
    return len(short) >= 3 and short in long and len(short) >= 0.4 * len(long)


def canonical(name: str, names: dict[str, str]) -> str:
    """A name as labels are compared by it."""
    return names.get(plain(name), plain(name)).removesuffix("series")


def plain(name: object) -> str:
    """A name without case, spaces and marks."""
    return re.sub(r"[\s\-_.,'’()/·]+", "", unicodedata.normalize("NFKC", str(name)).casefold())


def rows(path: Path) -> list[Label]:
    """The objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def _first(*paths: Path) -> Path:
    return next(path for path in paths if path.exists())
