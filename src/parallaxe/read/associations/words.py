"""The words of a language that relations are told by: ``catalog/relations``, one file a language."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path

import msgspec

from parallaxe.catalog.catalogue import Catalogue
from parallaxe.catalog.files import load_files
from parallaxe.read.words.lexer import Lexer
from parallaxe.read.words.lexicon import Lexicon, Terms
from parallaxe.read.words.rules import load_rules
from parallaxe.vocabulary.errors import CatalogueError

_ROOM = "relations"
#: How subject, cue and object may follow one another.
FORMS = frozenset({"active", "passive", "final", "joint", "between"})
#: What a change of strategy is told by, beside the objects and targets of its verbs.
TURNS = frozenset({"opens", "closes", "frees", "changes", "stops", "turns"})
_PARENTHESIS = re.compile(r"\([^()]*\)")
_PLAIN = re.compile(r"[*_\"“”„«»‘`\[\]「」『』《》]|(?<!\w)'|'(?!\w)")
_MARKS = re.compile(r"[*_\"“”„«»`\[\]「」『』《》]")
_NUMBER = re.compile(r"\b\d{1,4}(?:st|nd|rd|th|er|º)?\b\.?|\d+(?:年|月|日|号)")


class RelationWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One language. A term may end in ``*``, which stands for any ending of the word.

    Args:
        language: BCP 47 tag, also the file's stem.
        relations: cues by metric and form: ``active`` (A uses B), ``passive`` (B is used by A), ``final``
            (A has B in use), ``joint`` (A and B ally), ``between`` (the pact of A and B).
        strategy: cues by turn; ``stops`` needs one of ``training`` behind it, ``turns`` a target.
        training: what is stopped.
        targets: what is turned to, by the words of the value.
        members: words that open a list behind a group's name.
        fillers: all that may stand between a cue and its names; anything else breaks the relation.
        relatives: words a clause about the name before it begins with.
        conjunctions: words before the last of several names.
        oblique: words after which a name is no subject.
        belonging: what a name may own without ceasing to be the object ("DeepSeek's models").
        possessives: marks of ownership behind a name.
        negations: words that deny what they stand near.
        doubts: words that make a sentence a rumour, a wish or a condition.
        planned: words that put it in the future; they are fillers too.
        into: words before the product something is integrated into.
    """

    language: str
    relations: dict[str, Terms]
    strategy: Terms = {}
    training: list[str] = []
    targets: Terms = {}
    members: list[str] = []
    fillers: list[str] = []
    relatives: list[str] = []
    conjunctions: list[str] = []
    oblique: list[str] = []
    belonging: list[str] = []
    possessives: list[str] = []
    negations: list[str] = []
    doubts: list[str] = []
    planned: list[str] = []
    into: list[str] = []


class Words:
    """The words of one language, ready to be looked up in folded text.

    Args:
        told: what the catalogue holds.
        lexicon: the reader's words of the same language: folding, months, whether it writes spaces.
        groups: names of groups, a list of whose members may stand behind them without a further cue.
    """

    def __init__(self, told: RelationWords, lexicon: Lexicon, groups: list[str]) -> None:
        self.lexicon, self._told = lexicon, told
        bare = Lexicon(
            language=lexicon.language, script=lexicon.script, decimal=lexicon.decimal, stopwords=frozenset(),
            strip_accents=lexicon.strip_accents, simplify=lexicon.simplify,
        )  # fmt: skip
        further: dict[str, Terms] = {f"relation {metric}": forms for metric, forms in told.relations.items()}
        further |= {f"turn {turn}": {turn: terms} for turn, terms in told.strategy.items()}
        further |= {"training": {"training": told.training}, "targets": told.targets, "members": {"": told.members}}
        further |= {"into": {"": told.into}, "groups": {"": groups}}
        self.lexer = Lexer(bare, Lexicon(language="und", script="latin", decimal=".", stopwords=frozenset()), further)
        self.cues = [*(f"relation {metric}" for metric in told.relations), *(f"turn {turn}" for turn in told.strategy)]
        self.cues.append("groups")

    def is_filling(self, gap: str) -> bool:
        """Whether nothing but fillers, dates, brackets and quotation marks stands in a stretch."""
        plain = _NUMBER.sub(" ", _PLAIN.sub(" ", _PARENTHESIS.sub(" ", gap)))
        return not self._fillers.sub(" ", plain).strip()

    def starts_relative(self, gap: str) -> re.Match[str] | None:
        """The comma and word a clause about the name before it begins with."""
        return self._relative.match(gap)

    def is_joining(self, gap: str) -> bool:
        """Whether a stretch between two names is "and"."""
        return bool(self._joining.fullmatch(_PLAIN.sub(" ", gap)))

    def is_listing(self, gap: str) -> bool:
        """Whether it is the comma of a list."""
        return bool(self._listing.fullmatch(_PLAIN.sub(" ", gap)))

    def is_oblique(self, before: str) -> bool:
        """Whether what precedes a name keeps it from being a subject."""
        return bool(self._oblique.search(_PLAIN.sub(" ", before)))

    def is_naming(self, before: str) -> bool:
        """Whether what precedes names only opens a list of them ("firms such as")."""
        return bool(self._naming.search(_PLAIN.sub(" ", before)))

    def belongs(self, after: str) -> bool:
        """Whether what follows a name makes it the owner of something else."""
        plain = _MARKS.sub("", after)
        match = self._possessed.match(plain)
        return bool(match) and not self._belonging.match(plain, match.end() if match else 0)

    def owns_models(self, after: str) -> bool:
        """Whether what follows a name makes it the maker of what is spoken of ("X's models", "X chips")."""
        plain = _MARKS.sub("", after)
        match = self._possessed.match(plain)
        return bool(self._belonging.match((plain[match.end() :] if match else plain).lstrip()))

    def names_models(self, gap: str) -> bool:
        """Whether a stretch before a maker's name names what it makes ("les modèles de")."""
        return bool(self._belonging.search(gap))

    def joins_possessor(self, gap: str) -> bool:
        """Whether a stretch between two names makes the first the owner of the second."""
        plain = _MARKS.sub("", gap)
        match = self._possessed.match(plain)
        return (not plain.strip()) or bool(match and self.is_filling(plain[match.end() :]))

    def denies(self, stretch: str) -> bool:
        """Whether a stretch says the opposite."""
        return bool(self._negations.search(stretch))

    def doubts(self, stretch: str) -> bool:
        """Whether a stretch says that it is no more than possible."""
        return bool(self._doubts.search(stretch))

    def plans(self, stretch: str) -> bool:
        """Whether a stretch puts what follows in the future."""
        return bool(self._planned.search(stretch))

    @cached_property
    def _fillers(self) -> re.Pattern[str]:
        months = [name for names in self.lexicon.months for name in names]
        return self._any([*self._told.fillers, *self._told.planned, *months, *self._told.belonging])

    @cached_property
    def _relative(self) -> re.Pattern[str]:
        return re.compile(rf"\s*[,，]?\s*{self._any(self._told.relatives).pattern}")

    @cached_property
    def _joining(self) -> re.Pattern[str]:
        return re.compile(rf"\s*[,，、]?\s*{self._any(self._told.conjunctions).pattern}\s*{self._articles}")

    @cached_property
    def _listing(self) -> re.Pattern[str]:
        return re.compile(rf"\s*[,，、]\s*{self._articles}")

    @cached_property
    def _articles(self) -> str:
        return r"(?:the |le |la |les |l'|el |los |o |a |os |der |die |das )?\s*"

    @cached_property
    def _oblique(self) -> re.Pattern[str]:
        return re.compile(rf"{self._any(self._told.oblique).pattern}\s*{self._articles}$")

    @cached_property
    def _naming(self) -> re.Pattern[str]:
        return re.compile(rf"{self._any(self._told.members).pattern}\s*{self._articles}$")

    @cached_property
    def _possessed(self) -> re.Pattern[str]:
        return re.compile(rf"\s*{self._any(self._told.possessives, bounded=False).pattern}\s*")

    @cached_property
    def _belonging(self) -> re.Pattern[str]:
        return self._any(self._told.belonging)

    @cached_property
    def _negations(self) -> re.Pattern[str]:
        return self._any(self._told.negations)

    @cached_property
    def _doubts(self) -> re.Pattern[str]:
        return self._any(self._told.doubts)

    @cached_property
    def _planned(self) -> re.Pattern[str]:
        return self._any(self._told.planned)

    def _any(self, terms: list[str], *, bounded: bool = True) -> re.Pattern[str]:
        """Any of the terms, the longest first, between word boundaries where the language has them."""
        folded = sorted({self.lexicon.fold(term) for term in terms}, key=lambda term: (-len(term), term))
        if not folded:
            return re.compile(r"(?!)")
        return re.compile(f"(?:{'|'.join(self._term(term, bounded=bounded) for term in folded)})")

    def _term(self, term: str, *, bounded: bool) -> str:
        pattern = re.escape(term).replace(r"\*", r"\w*")
        if not bounded or not (self.lexicon.spaced or term.isascii()):
            return pattern
        return (r"\b" if term[0].isalnum() else "") + pattern + (r"\b" if term[-1].isalnum() else "")


def load_words(catalogue: Catalogue) -> dict[str, Words]:
    """The words of every language by its tag.

    Raises:
        CatalogueError: an unknown key, form, turn or metric, a language under another file name, or one
            the reader has no lexicon for.
    """
    paths = catalogue.folder(_ROOM)
    lexicons = load_rules(catalogue).lexicons
    groups = [
        form
        for entity in catalogue.entities.values()
        if entity.members
        for form in (entity.name, *(form for forms in entity.names.values() for form in forms))
    ]
    found = {}
    for stem, told in load_files(paths, RelationWords).items():
        _check(
            told, next(path for path in paths if path.stem == stem), frozenset(catalogue.metrics), frozenset(lexicons)
        )
        found[told.language] = Words(told, lexicons[told.language], groups)
    return found


def _check(told: RelationWords, path: Path, metrics: frozenset[str], languages: frozenset[str]) -> None:
    wrong = [
        ("language", {told.language} - (languages & {path.stem})),
        ("metric", set(told.relations) - metrics),
        ("form", {form for forms in told.relations.values() for form in forms} - FORMS),
        ("turn", set(told.strategy) - TURNS),
    ]
    for what, unknown in wrong:
        if unknown:
            raise CatalogueError(
                f"the {what} '{min(unknown)}' is not known here", where=str(path), mend="Declare or correct it."
            )
