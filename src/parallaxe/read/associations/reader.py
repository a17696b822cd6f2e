"""The second deterministic reader: relations and events that carry no figure.

Precision comes first. A relation is told only by a cue of the catalogue between two names of fitting
types, with nothing but listed fillers around it; a sentence that asks, denies, doubts or compares
tells none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from parallaxe.catalog.catalogue import Catalogue, load_catalogue
from parallaxe.identity.names import Names, names_of
from parallaxe.read.amounts.dates import dates
from parallaxe.read.associations.arguments import Clause
from parallaxe.read.associations.found import Found
from parallaxe.read.associations.groups import members
from parallaxe.read.associations.links import links
from parallaxe.read.associations.turns import turns
from parallaxe.read.associations.words import Words, load_words
from parallaxe.read.naming.names import known_names
from parallaxe.read.pages.layout import BlockKind, blocks
from parallaxe.read.words.detect import detect
from parallaxe.read.words.rules import load_rules
from parallaxe.read.words.tagging import Tagger
from parallaxe.vocabulary.claim import Claim
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.errors import UnknownLanguageError
from parallaxe.vocabulary.period import Period

_TABLES = frozenset({BlockKind.TABLE, BlockKind.HTML_TABLE})
_QUESTIONS = ("?", "？")
#: Code points around a relation in which a date is the relation's own.
_NEAR = 24


class RelationReader:
    """Finds relations by the cues of the catalogue; no model weights, no network.

    Args:
        catalogue: names, metrics and words; the shipped one if None.
    """

    name = "relations"
    version = 1

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue or load_catalogue()
        self._rules = load_rules(self._catalogue)
        self._words = load_words(self._catalogue)
        self.languages = frozenset(self._rules.lexicons)

    @cached_property
    def _names(self) -> Names:
        """Made when the first cue is found: many texts hold none."""
        return names_of(self._catalogue)

    @cached_property
    def _tagger(self) -> Tagger:
        return Tagger(self._rules)

    def read(self, document: Document) -> Iterable[Claim]:
        """All relations of a document, in order of ``start``.

        Raises:
            UnknownLanguageError: its language is none of ``languages``.
        """
        words = self._words.get(self._language(document))
        if words is None:
            return []  # a language added for figures only
        best: dict[tuple[str, str, str], Found] = {}
        for found in self._found(document, words):
            key = (found.subject.key, found.metric, found.value)
            if key not in best or found.weight > best[key].weight:
                best[key] = found
        claims = [self._claim(document, found) for found in best.values()]
        return sorted(claims, key=lambda claim: (claim.start, claim.end, claim.metric, str(claim.value)))

    def _language(self, document: Document) -> str:
        declared = (document.language or "").split("-")[0].lower()
        language = declared if declared in self.languages else detect(document.text, self._rules.lexicons)
        if language is None:
            raise UnknownLanguageError(
                "no lexicon for the text's language, or several languages mixed",
                where=document.id,
                mend=f"Languages read: {', '.join(sorted(self.languages))}.",
            )
        return language

    def _found(self, document: Document, words: Words) -> Iterator[Found]:
        text = document.text
        folded = words.lexicon.fold(text)
        tags = words.lexer.scan(folded)
        if not any(tags.within(cue, 0, len(folded)) for cue in words.cues):
            return
        names, _ = known_names(self._names, text)
        for block in blocks(text, words.lexicon):
            if block.kind in _TABLES:
                continue
            for start, end in block.sentences:
                inside = [name for name in names if start <= name.start < end]
                if not inside or text[start:end].rstrip(' \n"»”’)]*_').endswith(_QUESTIONS):
                    continue
                clause = Clause(folded, start, end, inside, words)
                yield from links(clause, tags, self._catalogue.entities)
                yield from turns(clause, tags)
                yield from members(clause, tags)

    def _claim(self, document: Document, found: Found) -> Claim:
        claim = Claim(
            doc=document.id, subject=found.subject.subject, surface=found.subject.surface,
            subject_type=found.subject.type or None, metric=found.metric, value=found.value, unit="name",
            quote=document.text[found.start : found.end], start=found.start, end=found.end, confidence=found.weight,
            reader=f"{self.name}/{self.version}", dimensions={"modality": "planned"} if found.planned else {},
            period=self._period(document, found),
        )  # fmt: skip
        claim.check_grounding(document.text)
        return claim

    def _period(self, document: Document, found: Found) -> str | None:
        """The one date that stands in or right beside the relation; None where there is none or are several."""
        first, last = max(found.clause_start, found.start - _NEAR), min(found.clause_end, found.end + _NEAR)
        stretch = document.text[first:last]
        if not any(char.isdigit() for char in stretch):
            return None
        lexicon, folded, tags = self._tagger.scan(stretch, document.language)
        page = Period.parse(document.published).end if document.published else None
        told = {span.iso for span in dates(folded, tags, lexicon, 0, len(folded), page)}
        only = next(iter(told)) if len(told) == 1 else None
        later = only is not None and page is not None and Period.parse(only).start > page
        return None if later and not found.planned else only
