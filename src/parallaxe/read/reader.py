"""The rule reader: documents in, grounded claims out; offline and deterministic."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from msgspec.structs import replace

from parallaxe.catalog.catalogue import Catalogue, load_catalogue
from parallaxe.catalog.entity_file import Trade
from parallaxe.identity.names import Names, names_of
from parallaxe.read.amounts.numbers import has_number
from parallaxe.read.amounts.token_prices import says_thousand
from parallaxe.read.confidence import confidence
from parallaxe.read.draft import Draft
from parallaxe.read.naming.bare_names import bare_stems, with_bare_names
from parallaxe.read.naming.companies import with_companies
from parallaxe.read.naming.dated_names import undated
from parallaxe.read.naming.enumerated import with_enumerated, with_versions
from parallaxe.read.naming.epithets import with_makers
from parallaxe.read.naming.names import Name, benchmark_name, known_names, with_title
from parallaxe.read.naming.owned import with_things
from parallaxe.read.naming.released import makers_of_models
from parallaxe.read.naming.short_names import with_short_names
from parallaxe.read.naming.unlisted import with_models, with_sized
from parallaxe.read.naming.unlisted_tests import with_tests
from parallaxe.read.pages.layout import ITEMS, Block, BlockKind, blocks, headed_years, levelled
from parallaxe.read.pages.led_dates import led_dates
from parallaxe.read.pages.memory import Memory
from parallaxe.read.pages.scene import Page, Sentence
from parallaxe.read.repetition import once
from parallaxe.read.sentences.announced import (
    OF_COLUMNS,
    announces,
    bracketed_amounts,
    dated_amounts,
    holder_of,
    listed_amounts,
    payer_of,
    tells_of_one,
)
from parallaxe.read.sentences.events import TOLD_ALONE, events, undated_events
from parallaxe.read.sentences.figures import figures
from parallaxe.read.sentences.founders import LINKS, founders
from parallaxe.read.sentences.licences import licences
from parallaxe.read.sentences.placings import tells_places
from parallaxe.read.sentences.purchases import purchases
from parallaxe.read.sentences.ranks import ranks
from parallaxe.read.sentences.relations import developers, headed_developers
from parallaxe.read.sentences.releases import headed_dates
from parallaxe.read.sentences.roles import roles_of
from parallaxe.read.sentences.score_lines import bracketed_scores, score_line
from parallaxe.read.sentences.seats import headquarters
from parallaxe.read.sentences.shared import with_shared
from parallaxe.read.sentences.signs import signs
from parallaxe.read.sentences.thread import Thread
from parallaxe.read.tables.chronicle import happened
from parallaxe.read.tables.columns import Frame
from parallaxe.read.tables.facts import FactLine, fact_drafts, fact_lines
from parallaxe.read.tables.grid import Cell, html_grid, pipe_grid
from parallaxe.read.tables.labels import LabelReader
from parallaxe.read.tables.signs import signed
from parallaxe.read.tables.table import TableReader
from parallaxe.read.tables.values import THOUSAND
from parallaxe.read.words.detect import detect
from parallaxe.read.words.lexer import Lexer
from parallaxe.read.words.lexicon import Lexicon
from parallaxe.read.words.markup import blanked
from parallaxe.read.words.rules import LicenceNames, ReadingRules, Reliability, load_rules
from parallaxe.vocabulary.claim import Claim
from parallaxe.vocabulary.document import Document
from parallaxe.vocabulary.entity import EntityType
from parallaxe.vocabulary.errors import UnknownLanguageError

#: What a cell of running text may say of its model, and of its company.
_OF_MODELS = frozenset(
    {"benchmark_score", "context_length", "parameters_total", "parameters_active", "intelligence_index"}
)
_OF_COMPANIES = frozenset({"funding_raised", "valuation", "revenue", "users", "ipo_date", "founded_date"})
#: A paragraph that opens with a name in bold defines it; lines of tags are no paragraph.
_WORDS, _OPENING, _CLOSING, _BOLD = (
    re.compile(r"\s*[^\s#>!]"),
    re.compile(r"\s*(?:\*\*|__)"),
    re.compile(r"(?: ?\([^()\n]{1,40}\))?(?:\*\*|__)"),
    8,
)
_SOURCES = frozenset({"source", "source_after"})
#: Roles that leave open what somebody who invests in others has to do with a figure.
_UNTOLD = frozenset({None, "agent", "possessor"})
#: What makes an adjective of an owner's or backer's name: "Nvidia-backed".
_ADJECTIVE = re.compile(r"-(?:backed|funded|led|owned|supported)\b|-(?:gestützt|finanziert|geführt)")
_TABLES = frozenset({BlockKind.TABLE, BlockKind.HTML_TABLE})
#: Code points from the start of a cell to a position it tells, of a line that may lead a list without a colon, and
#: above a table in which words announce what it holds.
_FIRST, _LEADING, _ABOVE = 3, 80, 400


class RuleReader:
    """Finds claims by the lexicons of the catalogue and a grammar; no model weights, no network.

    Args:
        catalogue: names, metrics and lexicons; the shipped one if None.
    """

    name = "rules"
    version = 1

    def __init__(self, catalogue: Catalogue | None = None) -> None:
        self._catalogue = catalogue or load_catalogue()
        self.rules = load_rules(self._catalogue)
        self.names = names_of(self._catalogue)
        self._languages: dict[str, LanguageReader] = {}
        self.languages = frozenset(self.rules.lexicons)

    def read(self, document: Document) -> Iterable[Claim]:
        """All claims of a document, in order of ``start``.

        Raises:
            UnknownLanguageError: its language is none of ``languages``.
        """
        language = self._language(document)
        if language not in self._languages:
            self._languages[language] = LanguageReader(
                self.rules.lexicons[language], self.rules, self._catalogue, self.names
            )
        drafts = self._languages[language].drafts(document)
        claims = [
            _claim(document, draft, f"{self.name}/{self.version}", self.rules.reliability) for draft in once(drafts)
        ]
        for claim in claims:
            claim.check_grounding(document.text)
        return sorted(claims, key=lambda claim: (claim.start, claim.end, claim.metric, claim.subject or ""))

    def _language(self, document: Document) -> str:
        declared = (document.language or "").split("-")[0].lower()
        if declared in self.rules.lexicons:
            return declared
        language = detect(document.text, self.rules.lexicons)
        if language is None:
            raise UnknownLanguageError(
                "no lexicon for the text's language, or several languages mixed",
                where=document.id,
                mend=f"Languages read: {', '.join(sorted(self.languages))}. Say its language in a list of sources, or add a lexicon "
                "(see docs/how-to/add-a-language.md).",
            )
        return language


class LanguageReader:
    """The rules with the words of one language."""

    def __init__(self, lexicon: Lexicon, rules: ReadingRules, catalogue: Catalogue, names: Names) -> None:
        self._lexicon, self._rules, self._catalogue, self._names = lexicon, rules, catalogue, names
        self.listener: Callable[[Any, Any], None] | None = None
        self._lexer = Lexer(lexicon, self._rules.shared, _licence_terms(self._rules.licences))
        self._labels = LabelReader(lexicon, self._rules, self._lexer)
        self._tables = TableReader(self._labels)
        self._stems, self._makers = bare_stems(catalogue), makers_of_models(catalogue)
        self._observers = frozenset(entity.name for entity in catalogue.with_role(Trade.OBSERVER))
        self._known = frozenset(entity.name for entity in catalogue.entities.values())
        self._places = frozenset(entity.slug for entity in catalogue.with_role(Trade.MARKETPLACE))
        self._investors = frozenset(entity.slug for entity in catalogue.with_role(Trade.INVESTOR))

    def drafts(self, document: Document) -> Iterator[Draft]:
        """Everything the rules find, repetitions included."""
        page, laid = self._page(document)
        memory, thread, lines = Memory(), Thread(), list[FactLine]()
        self._title(page, laid, memory)
        memory.led = led_dates(page, laid)
        for place, block in enumerate(laid):
            memory.enter(block)
            thread.enter(block)
            if block.kind in _TABLES:
                yield from self._flush(page, lines, memory)
                yield from self._table(page, block, memory, thread)
                continue
            for start, end in block.sentences:
                sentence = page.sentence(start, end, block)
                heads = block.kind is BlockKind.HEADING
                if not heads and (facts := fact_lines(page, self._labels, start, block.end)):
                    lines += facts
                elif lines:
                    yield from self._flush(page, lines, memory)
                yield from self._sentence(sentence, memory, thread)
            self._lead(page, block, laid[place + 1 : place + 2], memory, thread)
        yield from self._flush(page, lines, memory)

    def _lead(self, page: Page, block: Block, following: list[Block], memory: Memory, thread: Thread) -> None:
        """What a line that leads a list says of its items."""
        if block.leads and block.kind is BlockKind.ITEM:
            memory.led_by(block, page.names_in(block.start, block.end))
        elif block.kind is BlockKind.PARAGRAPH:
            if block.leads:
                memory.headed_by(page.sentence(block.start, block.end, block))
            words = page.folded[block.start : block.end].rstrip()
            listed = any(one.kind is BlockKind.ITEM or one.kind in _TABLES for one in following)
            closed = words[-1:] in set(".!?。！？;")
            if not (listed or words.endswith((":", "："))):
                return
            led = page.sentence(*block.sentences[-1], block)
            if not closed and (len(words) <= _LEADING or words.endswith((":", "："))):
                thread.heading(led, self._rules.figures)
            thread.announce(led, announces(led, closed=closed), payer_of(led), holder_of(led, memory))

    def _page(self, document: Document) -> tuple[Page, list[Block]]:
        laid = blocks(document.text, self._lexicon)
        text = levelled(document.text, laid)
        folded = self._lexicon.fold(blanked(text))
        names, adjectives = known_names(self._names, text)
        names = undated(self._names, text, names)
        names = with_sized(text, with_title(text, with_tests(text, names)))
        tags = self._lexer.scan(folded)
        names = with_models(text, folded, tags, self._lexicon, with_bare_names(text, tags, names, self._stems))
        names = with_short_names(text, names, self._names, self._catalogue)
        names = with_versions(text, tags, with_enumerated(text, names, self._names), self._names)
        names = with_companies(text, folded, tags, self._lexicon, names, adjectives)
        names = with_things(text, tags, self._lexicon, names, self._makers, self._stems)
        if self._lexicon.companies.keys() & {"maker_after", "maker_before"}:
            names = with_makers(folded, tags, names, self._catalogue.entities)
        starts = [name.start for name in names]
        page = Page(
            document, folded, self._lexicon, tags, names, adjectives, self._catalogue.entities, starts,
            self._rules.subjects.weights, self._rules.metrics, self.listener, years=headed_years(document.text, laid),
        )  # fmt: skip
        return page, laid

    def _title(self, page: Page, laid: list[Block], memory: Memory) -> None:
        """What the document's own title names, where it is not part of the text, and the name in bold that opens it."""
        model = page.own_model
        memory.own = frozenset({key for key in (page.own_company, model.key if model else None) if key})
        for name in known_names(self._names, page.document.title)[0]:
            memory.title.setdefault(name.type, name)
        paragraphs = (block.start for block in laid if block.kind is BlockKind.PARAGRAPH)
        first = next((start for start in paragraphs if _WORDS.match(page.text, start)), 0)
        for name in page.names_in(first, first + _BOLD):
            if _OPENING.fullmatch(page.text, first, name.start) and _CLOSING.match(page.text, name.end):
                memory.title.setdefault(name.type, name)

    def _flush(self, page: Page, lines: list[FactLine], memory: Memory) -> list[Draft]:
        found = fact_drafts(Frame(page, memory, own=page.own_model), self._labels, lines) if lines else []
        lines.clear()
        return signed(page, found, self._known)

    def _table(self, page: Page, block: Block, memory: Memory, thread: Thread) -> Iterator[Draft]:
        grids = (
            [html_grid(page.text, block.start, block.end)]
            if block.kind is BlockKind.HTML_TABLE
            else pipe_grid(page.text, block.start, block.end)
        )
        metric = thread.announced if thread.announced in OF_COLUMNS else ""
        counted = self._labels.unit(thread.led) if metric else self._labels.counted(page.text, block.start)
        above = self._announced(page, block)
        frame = Frame(page, memory, _benchmark_of(memory), above, page.own_model, metric, counted)
        for grid in grids:
            yield from signed(page, list(self._tables.read(frame, grid)), self._known)
        lines, self._tables.lines = self._tables.lines, []
        for start, end in lines:
            told = page.sentence(start, end, Block(start, end, BlockKind.ITEM, level=ITEMS))
            yield from happened(told, self._sentence(told, memory, Thread()))
        asides, self._tables.asides = self._tables.asides, []
        for cell, name in asides:
            yield from self._aside(page, cell, name)

    def _aside(self, page: Page, cell: Cell, name: Name) -> Iterator[Draft]:
        """Figures in a cell of running text, about the row's or column's model or company where it names no other."""
        if not has_number(page.folded, page.tags, page.lexicon, cell.start, cell.end):
            return
        block = Block(cell.start, cell.end, BlockKind.ITEM, level=ITEMS)
        sentence = page.sentence(cell.start, cell.end, block)
        memory = Memory(heading={name.type: name})
        if name.type == EntityType.MODEL and sentence.tags("ranks") and not sentence.names:
            yield from (draft for draft in ranks(sentence, {}, memory) if draft.start - cell.start <= _FIRST)
        told = _OF_COMPANIES if name.type == EntityType.ORGANIZATION else _OF_MODELS
        if sentence.quantities:
            roles = roles_of(sentence, self._observers) if sentence.names and told is _OF_COMPANIES else {}
            found = figures(sentence, self._rules.figures, roles, memory, Thread())
            yield from (draft for draft in found if draft.metric in told)
        if told is _OF_COMPANIES and sentence.dates:
            dated = events(sentence, {}, memory)
            yield from (draft for draft in dated if draft.metric in told and draft.subject == name.subject)

    def _announced(self, page: Page, block: Block) -> frozenset[str]:
        """Units, and "scores", that the line above a table names without giving a figure in them."""
        above = max(page.text.rfind("\n#", 0, block.start) + 1, block.start - _ABOVE)
        units = {
            tag.key
            for tag in page.tags.within("units", above, block.start)
            if not page.text[max(0, tag.start - 2) : tag.start].strip()[-1:].isdigit()
        }
        scored = [
            tag
            for tag in page.tags.within("metrics", above, block.start)
            if tag.key == "benchmark_score" and tag.weight == 1
        ]
        named = [name for name in page.names_in(above, block.start) if name.type == EntityType.BENCHMARK]
        said = scored or named or self._labels.announces_scores(page.text[above : block.start])
        thousand = any(
            "|" not in line and says_thousand(line) for line in page.folded[above : block.start].splitlines()
        )
        return frozenset(units | ({"scores"} if said else set()) | ({THOUSAND} if thousand else set()))

    def _sentence(self, sentence: Sentence, memory: Memory, thread: Thread) -> Iterator[Draft]:
        """Everything in a sentence, attributed to the source it names."""
        roles = roles_of(sentence, self._observers) if sentence.names else {}
        if sentence.quantities:
            plain = [name for name in sentence.names if roles.get(name.start) in _UNTOLD]
            adjectives = {name.start for name in plain if _ADJECTIVE.match(sentence.page.text, name.end)}
            roles |= {one.start: "backer" for one in plain if one.key in self._investors or one.start in adjectives}
            if any(quantity.unit == "%" for quantity in sentence.quantities):
                roles |= {name.start: "venue" for name in sentence.names if name.key in self._places}
        cited = [name for name in sentence.names if roles.get(name.start) in _SOURCES] if roles else []
        source = (cited[0].subject or cited[0].surface) if cited else None
        for draft in self._found(sentence, roles, memory, thread):
            told = source if source != draft.subject else None
            yield replace(draft, attributed_to=told, signs=draft.signs | signs(sentence, draft, roles))

    def _found(self, sentence: Sentence, roles: dict[int, str], memory: Memory, thread: Thread) -> Iterator[Draft]:
        if sentence.is_heading:
            yield from headed_developers(sentence, roles, memory)
            memory.heading_of(sentence, results=self._labels.announces_scores(sentence.folded))
            thread.heading(sentence, self._rules.figures)
            thread.announce(
                sentence, announces(sentence, closed=False), payer_of(sentence), holder_of(sentence, memory)
            )
            if sentence.dates:
                yield from headed_dates(sentence)
            if tells_of_one(sentence):
                yield from self._figures(sentence, roles, memory, thread)
            return
        told = sentence.names or sentence.quantities or sentence.terms("licences")
        if not told and not (sentence.dates and (sentence.terms("anaphora") or sentence.speaks(TOLD_ALONE))):
            return
        memory.turn(sentence)
        yield from self._figures(sentence, roles, memory, thread)
        yield from developers(sentence, roles, memory)
        if sentence.speaks(LINKS):
            yield from founders(sentence, roles, memory)
        yield from headquarters(sentence, roles, memory)
        yield from with_shared(sentence, licences(sentence, roles, memory), roles)
        yield from (events if sentence.dates else undated_events)(sentence, roles, memory)
        if tells_places(sentence):
            yield from ranks(sentence, roles, memory)
        memory.after(sentence, roles)

    def _figures(self, sentence: Sentence, roles: dict[int, str], memory: Memory, thread: Thread) -> Iterator[Draft]:
        """The figures of a sentence: those of rows and brackets whose meaning is announced, then all others."""
        rules = self._rules.figures
        if not sentence.quantities:
            thread.topic(sentence)
        elif line := score_line(sentence, memory.of_type(EntityType.BENCHMARK), memory.spoken_of(EntityType.MODEL)):
            yield line
        else:
            yield from bracketed_scores(sentence, roles, memory)
            if thread.announced or thread.contracts:
                yield from listed_amounts(sentence, thread.announced, rules, thread.contracts)
                yield from dated_amounts(sentence, thread.announced, thread.holder, rules)
            yield from purchases(sentence, rules, listed=thread.bought)
            yield from bracketed_amounts(sentence, thread.metrics.get("money"), rules)
            yield from with_shared(sentence, figures(sentence, rules, roles, memory, thread), roles)


def _benchmark_of(memory: Memory) -> str | None:
    name = memory.of_type(EntityType.BENCHMARK)
    return benchmark_name(name) if name else None


def _licence_terms(names: LicenceNames) -> dict[str, dict[str, list[str]]]:
    return {
        "licences": {**names.licences, "proprietary": names.proprietary},
        "licence_nouns": {"noun": names.nouns},
        "closed_nouns": {"noun": names.others},
    }


def _claim(document: Document, draft: Draft, reader: str, reliability: Reliability) -> Claim:
    return Claim(
        doc=document.id,
        subject=draft.subject,
        surface=draft.surface,
        subject_type=draft.subject_type,
        metric=draft.metric,
        value=draft.value,
        unit=draft.unit,
        quote=document.text[draft.start : draft.end],
        start=draft.start,
        end=draft.end,
        confidence=confidence(draft, reliability),
        reader=reader,
        benchmark=draft.benchmark,
        dimensions=draft.dimensions,
        qualifier=draft.qualifier,
        period=draft.period,
        attributed_to=draft.attributed_to,
    )
