"""What speaks for a name as the subject of a figure, and for nobody: by name of the evidence, each about 0 to 1."""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import cached_property, lru_cache

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.order import comparisons
from parallaxe.read.sentences.inheritance import has_own_subject, opens_with_cue
from parallaxe.read.sentences.offices import office_of
from parallaxe.read.sentences.question import Question, attached
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

Evidence = list[tuple[str, float]]

#: Metrics whose figures are told alike share what is learnt of one of them.
_ALIKE = {
    "money": ("funding_raised", "valuation", "revenue", "capex_commitment", "training_cost", "saving_per_year"),
    "score": ("benchmark_score", "intelligence_index", "performance_gap"),
    "size": ("parameters_total", "parameters_active", "context_length"),
    "price": ("price_input_per_mtok", "price_output_per_mtok"),
    "use": ("users", "usage_volume"),
    "share": ("usage_share", "market_share", "patent_share", "publication_share", "filing_share"),
}
_KIND = {metric: kind for kind, metrics in _ALIKE.items() for metric in metrics}
#: Distances in words are told apart by these bounds.
_BOUNDS = (1, 2, 3, 5, 8, 12, 18, 30)
_BOUNDED = (*(f"under {bound}" for bound in _BOUNDS), "far")
#: Where names may stand, and with which role: about this often it is put in words.
_STANDINGS = 8192
_MANY = 3
_JOINING = frozenset({"of", "from", "for", "possess"})
_LEADING = ("of", "from", "for")
#: Japanese particles that mark topic, subject, object, owner and place.
_PARTICLES = frozenset("はがもをのにでへ")
_OPENED, _CLOSED = frozenset("(（"), frozenset(")）")
_BESIDE = {"(": "in brackets behind it", "（": "in brackets behind it"} | dict.fromkeys(
    (":", "：", "-", "–", "—", "|"), "behind its label"
)
_AT_START = 3
#: Words between a figure and a cue that hardly concerns it; words before a fronted figure, code points to its subject.
_CUE_FAR, _FRONTED_WORDS, _FRONTED_GAP = 4.0, 6, 8
_NEAR_BEFORE = 400
_NO_KEYS = set[str]()
#: Words between "the start-up" and its name; words that may open a sentence before an anaphor.
_INTRODUCING, _OPENING_WORDS = 2, 4


class View:
    """What is asked of every candidate of one figure, looked up once."""

    def __init__(self, question: Question, named: list[Name]) -> None:
        sentence, memory, start = question.sentence, question.memory, question.start
        self.question, self.named = question, named
        self.kind = _KIND.get(question.metric, "other")
        self.figures = [one.start for one in sentence.quantities if one.start != start]
        self._by_type: dict[str, set[str]] = {}
        for name in named:
            self._by_type.setdefault(name.type, set()).add(name.key)
        self.keys = set[str]().union(*self._by_type.values())
        self.likeliest = min([self.place_of(kind) for kind in self._by_type], default=_MANY)
        self.first = next((name for name in named if name.start not in question.roles), None)
        before = [name for name in named if name.end <= start]
        after = [name for name in named if name.start >= question.end]
        self.nearest = {max(before, key=lambda name: name.end).start} if before else set()
        self.nearest |= {min([name.start for name in after])} if after else set()
        self.tied = attached(sentence, question.end, question.types) or _bracketed(question, after)
        self.asides = comparisons(sentence)
        self.aside = self._aside_of(start)
        anaphora = [tag for tag in sentence.tags("anaphora") if not _introduces(question, tag)]
        self.spoken = {tag.key for tag in anaphora}
        opening = sentence.start + int(sentence.page.word * _OPENING_WORDS)
        self.leading = {tag.key for tag in anaphora if tag.start < opening}
        self.titled = {name.key for name in memory.title.values()}
        self.headed = {name.key for name in memory.heading.values()}
        self.cue_opens = opens_with_cue(sentence, start)
        self.has_own = has_own_subject(sentence, start)
        self._rivals: dict[str, int] = {}

    @cached_property
    def of_before(self) -> Evidence:
        """Evidence for whoever is remembered: what the sentence is like, and what is asked."""
        sentence = self.question.sentence
        words = sentence.folded
        opening = sentence.start + len(words) - len(words.lstrip(' *_"«“'))
        flags = [
            ("remembered, its", sentence.page.tags.at(opening, "possessives") is not None),
            ("remembered, others named", bool(self.named)),
            ("remembered, names at all", bool(sentence.names)),
            ("remembered, item", sentence.block.kind is BlockKind.ITEM),
            ("remembered, cue opens", self.cue_opens),
            ("remembered, aside", self.aside is not None),
        ]
        told = [("remembered", 1.0), (f"remembered, {self.kind}", 1.0)]
        return told + [(flag, 1.0) for flag, holds in flags if holds]

    def rivals_before(self, kind: str) -> int:
        """How many of a type are named right before the sentence."""
        if kind not in self._rivals:
            start = self.question.sentence.start
            near = self.question.sentence.page.names_in(max(0, start - _NEAR_BEFORE), start)
            self._rivals[kind] = len({one.key for one in near if one.type == kind})
        return self._rivals[kind]

    def place_of(self, kind: str) -> int:
        """Where a type stands among those the metric may be of."""
        types = self.question.types
        return types.index(kind) if kind in types else _MANY

    def keys_of(self, kind: str) -> set[str]:
        """The sentence's names of a type."""
        return self._by_type.get(kind, _NO_KEYS)

    def _aside_of(self, place: int) -> tuple[int, int] | None:
        return next((aside for aside in self.asides if aside[0] < place < aside[1]), None)

    def is_apart(self, name: Name) -> bool:
        """Whether a name and the figure stand on different sides of a bracket that compares."""
        return self._aside_of(name.start) != self.aside


def _bracketed(question: Question, after: list[Name]) -> Name | None:
    """The name that stands alone in brackets right behind a figure: "88.7 (GPT-4o)"."""
    folded = question.sentence.page.folded
    for name in after[:1]:
        if folded[question.end : name.start].strip(" *_") in _OPENED and folded[name.end : name.end + 1] in _CLOSED:
            return name
    return None


def _introduces(question: Question, tag: Tag) -> bool:
    """Whether "the start-up" only leads to the name right behind it."""
    sentence = question.sentence
    return " " in sentence.page.folded[tag.start : tag.end] and any(
        name.type == tag.key
        and name.start >= tag.end
        and sentence.words_between(tag.end, name.start) <= _INTRODUCING
        and not sentence.marks_between(tag.end, name.start)
        for name in sentence.names
    )


def of_named(view: View, name: Name, origin: str = "") -> Evidence:
    """Evidence for a name of the figure's own sentence.

    Args:
        view: of the figure.
        name: the candidate.
        origin: how it was come by, where it is no name of the catalogue or the text ("group", "stranger").
    """
    question, sentence = view.question, view.question.sentence
    before = name.end <= question.start
    side = "before" if before else "after"
    near, far = (name.end, question.start) if before else (question.end, name.start)
    words, marks = sentence.words_between(near, far), sentence.marks_between(near, far)
    role = question.roles.get(name.start, "none")
    others = sum([near <= one.start < far and one.key != name.key for one in view.named])
    found = _of_who(view, name)
    found += _standing(side, _bound(words), role, view.kind, same_clause=not marks)
    found += [
        (f"{side}, words", math.log1p(words)),
        (f"{side}, marks", float(min(_MANY, marks))),
        (f"{side}, figures of the metric between", float(min(2, sum([near <= one < far for one in question.others])))),
        (f"{side}, figures between", float(min(_MANY, sum([near <= one < far for one in view.figures])))),
        (f"{side}, names between", float(min(_MANY, others))),
    ]
    if origin:
        found.append((f"origin {origin}", 1.0))
    holding = [*_of_rank(view, name, side, role), *_of_place(view, name, side)]
    found += [(flag, 1.0) for flag in holding]
    return found + _of_gap(question, name, side, near, far)


def _of_rank(view: View, name: Name, side: str, role: str) -> list[str]:
    """What holds of a name among the names of its sentence."""
    kind, type_, holding = view.kind, name.type, list[str]()
    if name is view.first:
        holding.append("first without a role")
    elif role != "none" and view.first is not None:
        holding += f"role {role}, beside one without", f"role {role}, {kind}, beside one without"
    if name is view.tied:
        holding += "tied from behind", f"tied from behind, {kind}"
    if len(view.keys) == 1:
        holding += f"{side}, only one", f"{kind}, only one"
    if view.keys_of(type_) <= {name.key}:
        holding.append(f"{side}, only one of its type")
    if view.likeliest < view.place_of(type_):
        holding.append("another of a likelier type")
    if type_ in view.spoken:
        holding.append(f"{side}, anaphor in the sentence")
    return holding


def _of_place(view: View, name: Name, side: str) -> list[str]:
    """What holds of the place of a name in its sentence."""
    question, sentence, start, holding = view.question, view.question.sentence, name.start, list[str]()
    if start in view.nearest:
        holding += "nearest", f"nearest {side}"
    if view.asides and view.is_apart(name):
        holding.append("apart")
    if start - sentence.start <= _AT_START:
        holding.append("opens the sentence")
    if side == "after" and _is_fronted(question, name):
        holding.append("fronted figure")
    led = [one.end for one in sentence.names if one.end <= start]
    if not led or sentence.marks_between(max(led), start):
        holding.append(f"{side}, first of its clause")
    key, place = question.memory.told
    if key == name.key:
        holding.append(f"told of last, {side}")
        if place == sentence.start:
            holding.append("told of last, here")
    return holding


@lru_cache(maxsize=_STANDINGS)
def _standing(side: str, bound: str, role: str, kind: str, *, same_clause: bool) -> tuple[tuple[str, float], ...]:
    """Evidence in where a name stands to its figure and in its role; few of them recur."""
    flags = [
        side,
        f"{side}, words {bound}",
        f"role {role}",
        f"{side}, role {role}",
        f"role {role}, {kind}",
        f"{side}, words {bound}, {'same clause' if same_clause else 'another clause'}",
    ]
    if same_clause:
        flags.append(f"{side}, same clause")
    return tuple((flag, 1.0) for flag in flags)


def _of_gap(question: Question, name: Name, side: str, near: int, far: int) -> Evidence:
    """Evidence in the words between a name and the figure."""
    page, found = question.sentence.page, Evidence()
    folded, tags = page.folded, page.tags
    gap = folded[near:far]
    links = {tag.key for tag in tags.within("links", max(near - 1, 0), far) if tag.key in _JOINING}
    for key in links:
        found.append((f"{side}, link {key}", 1.0))
    if page.lexicon.script == "kana" and (mark := folded[name.end : name.end + 1]) in _PARTICLES:
        found.append((f"{side}, particle {mark}", 1.0))
    if lead := tags.before(name.start - 1, "links", *_LEADING):
        found.append((f"{side}, led by {lead.key}", 1.0))
    if side == "before":
        if tags.at(name.end, "links", "possess"):
            found.append(("genitive", 1.0))
        if beside := _BESIDE.get(gap.strip(" *_")):
            found.append((beside, 1.0))
    opened, closed = "(" in gap or "（" in gap, ")" in gap or "）" in gap
    if opened != closed:
        found.append((f"{side}, {'into' if opened else 'out of'} brackets", 1.0))
    if question.cue is not None:
        found.append((f"{side}, cue {_place_of(question.cue, near, far)}", 1.0))
    return found


def _place_of(cue: Tag, near: int, far: int) -> str:
    """Where a cue stands to the stretch between a name and its figure."""
    return "between" if near <= cue.start < far else "before" if cue.start < near else "behind"


def of_remembered(view: View, name: Name, places: list[str]) -> Evidence:
    """Evidence for a name the sentence does not hold.

    Args:
        view: of the figure.
        name: the candidate.
        places: where it is remembered from: "last", "heading", "title", "frequent".
    """
    sentence, kind = view.question.sentence, name.type
    last = sentence.page.last_named(name.key, sentence.start)
    found = _of_who(view, name)
    found += _of_places(tuple(places), kind, opens=sentence.start == sentence.block.start)
    found += view.of_before
    found += [
        (f"remembered, share {view.kind}", sentence.page.share(name)),
        ("remembered, rivals before", float(min(_MANY, view.rivals_before(kind)))),
    ]
    holding = _of_then(view, name)
    if last is not None:
        holding.append(f"remembered, sentences ago {min(4, sentence.page.sentences_between(last, sentence.start))}")
        if last >= sentence.block.start:
            holding.append("remembered, in the same block")
    elif name.key not in view.titled:
        holding.append("remembered, named later")
    if kind in view.spoken:
        holding.append("remembered, spoken of")
        if kind in view.leading:
            holding.append("remembered, spoken of first")
    elif view.spoken:
        holding.append("remembered, another spoken of")
    if view.keys_of(kind):
        holding.append("remembered, other of its type named")
    return found + [(flag, 1.0) for flag in holding]


@lru_cache(maxsize=_STANDINGS)
def _of_places(places: tuple[str, ...], kind: str, *, opens: bool) -> Evidence:
    """Evidence in the places a name is remembered from, each and all together; where the paragraph opens they weigh differently."""
    together = "all of " + ("+".join(places) or "nowhere")
    flags = (*places, together, f"{together}, {'opening' if opens else 'within'}", f"{together}, {kind}")
    return [(f"remembered, {flag}", 1.0) for flag in flags]


def _of_then(view: View, name: Name) -> list[str]:
    """What holds of how a name stood where it was named last, of whom the last figure was, and whose rounds were told last."""
    memory, metric, key, found = view.question.memory, view.question.metric, name.key, list[str]()
    if name.type in memory.contested:
        found.append("remembered, contested")
    told, start = memory.told
    if told == key:
        found.append("remembered, told of last")
        if start == view.question.sentence.start:
            found.append("remembered, told of here")
    if then := memory.standings.get(key):
        role, place = then
        found += f"remembered, then {role}", f"remembered, then {place}", f"remembered, then {role}, {view.kind}"
    if raiser := memory.raiser[0]:
        whose = "raiser" if raiser == key else "other raiser"
        found += f"remembered, {whose}", f"remembered, {whose}, {metric}"
    return found


def _of_who(view: View, name: Name) -> Evidence:
    """Evidence in who a name is, wherever it stands."""
    key, share = name.key, view.question.sentence.page.share(name)
    found = [*_typed(min(_MANY, view.place_of(name.type)), view.kind, name.type), ("share", share)]
    if name.entity is None:
        found.append(("unlisted", 1.0))
    if share == 1.0:
        found.append(("only one of its type in the text", 1.0))
    if key in view.titled:
        found.append(("in the title", 1.0))
    if key in view.headed:
        found.append(("in a heading", 1.0))
    if key in view.question.memory.own:
        found.append(("the text's own", 1.0))
    if name.entity is not None and name.type == EntityType.ORGANIZATION and (office := office_of(name.entity.name)):
        found += [
            (f"office {office}", 1.0),
            (f"{view.kind} of {office}", 1.0),
            (f"{view.question.metric} of {office}", 1.0),
        ]
    return found


@lru_cache(maxsize=_STANDINGS)
def _typed(place: int, kind: str, type_: str) -> tuple[tuple[str, float], ...]:
    """Evidence in the type of a name: its place among those the metric may be of, and what is told of it."""
    return (f"type {place}", 1.0), (f"{kind} of {type_}", 1.0)


def of_nobody(view: View, *, stranger: bool) -> Evidence:
    """Evidence that a figure is of nobody who could be named.

    Args:
        view: of the figure.
        stranger: whether a name nobody knows stands before it.
    """
    question, sentence = view.question, view.question.sentence
    cue = question.cue
    found = [
        ("nobody", 1.0),
        (f"nobody, {question.metric}", 1.0),
        (f"nobody, {view.kind}", 1.0),
        (f"nobody, in {sentence.block.kind}", 1.0),
        ("nobody, weak metric", 1 - min(1.0, question.weight)),
        ("nobody, names", float(min(4, len(view.keys)))),
        ("nobody, figures", min(5, len(sentence.quantities)) / 5),
    ]
    flags = [
        ("nobody, no cue", cue is None),
        ("nobody, no name", not view.named),
        ("nobody, own subject", view.has_own),
        ("nobody, stranger", stranger),
        ("nobody, spoken of", bool(view.spoken)),
        (
            "nobody, cue far",
            cue is not None
            and sentence.words_between(min(cue.end, question.end), max(cue.start, question.start)) > _CUE_FAR,
        ),
    ]
    return found + [(flag, 1.0) for flag, holds in flags if holds]


def _bound(words: float) -> str:
    return _BOUNDED[bisect_right(_BOUNDS, words)]


def _is_fronted(question: Question, name: Name) -> bool:
    """Whether a figure opens a phrase its subject follows: "With 157 million users, Doubao leads"."""
    sentence = question.sentence
    if not sentence.page.lexicon.spaced or sentence.words_between(sentence.start, question.start) > _FRONTED_WORDS:
        return False
    lead = sentence.page.folded[max(question.end, name.start - _FRONTED_GAP) : name.start]
    return "," in lead and not any(one.end <= question.start for one in sentence.names)
