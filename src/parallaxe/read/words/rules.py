"""What the reader goes by beside the lexicons: kinds of figures and names of licences, as data."""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from parallaxe.catalog.catalogue import Catalogue
from parallaxe.catalog.files import decode, parse
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.vocabulary.errors import CatalogueError

T = TypeVar("T")
#: A file and its plain values.
Written = tuple[Path, Any]
_FIGURES, _LICENCES, _RELIABILITY, _SUBJECTS, _METRICS, _ANY = (
    "figures",
    "licences",
    "reliability",
    "subjects",
    "metrics",
    "und",
)


#: What holds for the evidence of any metric.
_ANY_METRIC = "any"


class FigureRule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a figure of a metric may look like.

    Args:
        metric: id in the catalogue.
        unit: what a bare number of it is counted in.
        kinds: kinds of quantities it may come as (see ``quantities.Quantity.kind``).
        subjects: types of subjects, likeliest first; empty if only the default will do.
        default: slug of the subject where the sentence names none.
        preferred: slug of the subject wherever the sentence names it, of two that are compared.
        minimum: smallest believable value; a decimal, since comparing one with a float takes ten times as long.
        maximum: largest believable value.
        bare: whether numbers without unit or scale are common ("scores 89").
        noun: whether its cue is the thing counted, which stands behind the number ("157 million users").
        scaled: whether a bare number needs a scale ("72B").
    """

    metric: str
    unit: str
    kinds: list[str]
    subjects: list[str]
    default: str | None = None
    minimum: Decimal = Decimal(0)
    maximum: Decimal = Decimal(10**18)
    preferred: str | None = None
    bare: bool = False
    scaled: bool = False
    noun: bool = False


class FigureRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file of all figures."""

    figures: list[FigureRule]


class LicenceNames(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Names of licences by their SPDX-like id, and words that make any name before them a licence's.

    Args:
        licences: names by id.
        proprietary: words for weights that are not given out.
        nouns: words for a licence.
        others: nouns for things that are no models, of which the same words are said.
    """

    licences: dict[str, list[str]]
    proprietary: list[str]
    nouns: list[str]
    others: list[str] = []


class Reliability(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A logistic model of how often claims are right, written by ``bench/read/learn.py`` from labelled texts.

    Args:
        weights: log-odds a feature adds, by its name in ``confidence.features``; empty for no model.
        claims: how many claims it was learnt from.
        documents: in how many documents.
    """

    weights: dict[str, float] = {}
    claims: int = 0
    documents: int = 0


class SubjectWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What evidence for a figure's subject weighs, written by ``bench/read/learn.py`` from labelled texts.

    Args:
        weights: log-odds by the name of the evidence in ``sentences.evidence``.
        figures: how many figures they were learnt from.
        documents: in how many documents.
    """

    weights: dict[str, float] = {}
    figures: int = 0
    documents: int = 0


class MetricWeights(msgspec.Struct, frozen=True, forbid_unknown_fields=True, dict=True):
    """What evidence for a figure's metric weighs, written by ``bench/read/learn.py`` from labelled texts.

    Args:
        weights: log-odds by metric ("any" for what holds for all) and name of the evidence in ``sentences.metric_evidence``.
        figures: how many figures they were learnt from.
        documents: in how many documents.
    """

    weights: dict[str, dict[str, float]] = {}
    figures: int = 0
    documents: int = 0

    @cached_property
    def by_metric(self) -> dict[str, dict[str, float]]:
        """What each piece of evidence weighs for a metric, that for all metrics included; that alone under "any"."""
        general = self.weights.get(_ANY_METRIC, {})
        return {
            metric: {name: own.get(name, 0.0) + general.get(name, 0.0) for name in {**general, **own}}
            for metric, own in {**self.weights, _ANY_METRIC: {}}.items()
        }

    @cached_property
    def columns(self) -> dict[str, int]:
        """The place of each metric, and of "any", in a row of ``rows``."""
        return {metric: place for place, metric in enumerate(self.by_metric)}

    @cached_property
    def rows(self) -> dict[str, list[float]]:
        """``by_metric`` by piece of evidence: what it weighs for each metric, in order of ``columns``."""
        names = {name for weights in self.by_metric.values() for name in weights}
        return {name: [weights.get(name, 0.0) for weights in self.by_metric.values()] for name in names}


class ReadingRules(msgspec.Struct, frozen=True):
    """All of ``catalog/lexicon``: lexicons by language, figures by metric, licences, the record of the rules."""

    lexicons: dict[str, Lexicon]
    shared: Lexicon
    figures: dict[str, FigureRule]
    licences: LicenceNames
    reliability: Reliability
    subjects: SubjectWeights = SubjectWeights()
    metrics: MetricWeights = MetricWeights()


def load_rules(catalogue: Catalogue) -> ReadingRules:
    """Reads and checks the lexicons of a catalogue.

    Raises:
        CatalogueError: a file with an unknown key, a metric the catalogue does not declare, a
            language given under another file name, or no figures, licences or shared words.
    """
    return _load(tuple(catalogue.folder("lexicon")), frozenset(catalogue.metrics))


@lru_cache(maxsize=4)
def _load(paths: tuple[Path, ...], metrics: frozenset[str]) -> ReadingRules:
    by_stem: dict[str, list[Written]] = {}
    for path, plain in zip(paths, parse(paths), strict=True):
        by_stem.setdefault(path.stem, []).append((path, plain))
    if missing := {_FIGURES, _LICENCES, _ANY} - set(by_stem):
        raise CatalogueError(f"lexicon/{min(missing)}.yaml is missing", mend="Reinstall the package.")
    kinds = _joined(by_stem.pop(_FIGURES), FigureRules)
    licences = _joined(by_stem.pop(_LICENCES), LicenceNames)
    # What was learnt is of one piece: a later file takes the place of an earlier one.
    kept = by_stem.pop(_RELIABILITY, [])[-1:]
    reliability = _joined(kept, Reliability) if kept else Reliability()
    learnt = by_stem.pop(_SUBJECTS, [])[-1:]
    subjects = _joined(learnt, SubjectWeights) if learnt else SubjectWeights()
    weighed = by_stem.pop(_METRICS, [])[-1:]
    of_metrics = _joined(weighed, MetricWeights) if weighed else MetricWeights()
    lexicons = {stem: _joined(files, Lexicon) for stem, files in by_stem.items()}
    for stem, lexicon in lexicons.items():
        _check(lexicon, by_stem[stem][-1][0], metrics)
    if unknown := {rule.metric for rule in kinds.figures} - metrics:
        raise CatalogueError(
            f"figures of unknown metrics: {', '.join(sorted(unknown))}",
            where=_FIGURES,
            mend="Declare them in metrics/.",
        )
    return ReadingRules(
        shared=lexicons.pop(_ANY),
        lexicons=lexicons,
        figures={rule.metric: rule for rule in kinds.figures},
        licences=licences,
        reliability=reliability,
        subjects=subjects,
        metrics=of_metrics,
    )


def _joined(files: list[Written], type_: type[T]) -> T:
    """Files of one name as one: what a user's folder holds is added to what ships."""
    (last, joined), *others = reversed(files)
    for _, plain in others:
        joined = _added(plain, joined)
    return decode(joined, last, type_)


def _added(known: Any, more: Any) -> Any:
    """Lists behind one another, mappings key by key; anything else is replaced."""
    if isinstance(known, dict) and isinstance(more, dict):
        return {**known, **{key: _added(known[key], value) if key in known else value for key, value in more.items()}}
    if isinstance(known, list) and isinstance(more, list):
        return [*known, *more]
    return more


def _check(lexicon: Lexicon, path: Path, metrics: frozenset[str]) -> None:
    if lexicon.language != path.stem:
        raise CatalogueError(
            f"language '{lexicon.language}' in a file named {path.name}", where=str(path), mend="Make them agree."
        )
    if unknown := set(lexicon.metrics) - metrics - {"other", "counted"}:
        raise CatalogueError(
            f"cues for unknown metrics: {', '.join(sorted(unknown))}", where=str(path), mend="Declare them in metrics/."
        )
