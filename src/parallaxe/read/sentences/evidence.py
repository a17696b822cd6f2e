"""What speaks for a name as the subject of a figure, and for nobody: by name of the evidence, each about 0 to 1."""

from __future__ import annotations

import math

from parallaxe.read.naming.names import Name
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.order import comparisons
from parallaxe.read.sentences.inheritance import has_own_subject, opens_with_cue
from parallaxe.read.sentences.question import Question, attached
from parallaxe.read.words.lexer import Tag

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
_MANY = 3
_JOINING = ("of", "from", "for", "possess")
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
#: Words between "the start-up" and its name; words that may open a sentence before an anaphor.
_INTRODUCING, _OPENING_WORDS = 2, 4


class View:
    """What is asked of every candidate of one figure, looked up once."""

    def __init__(self, question: Question, named: list[Name]) -> None:
        sentence = question.sentence
        self.question, self.named = question, named
        self.kind = _KIND.get(question.metric, "other")
        self.keys = {name.key for name in named}
        self.first = next((name for name in named if name.start not in question.roles), None)
        before = [name for name in named if name.end <= question.start]
        after = [name for name in named if name.start >= question.end]
        self.nearest = {max(before, key=lambda name: name.end).start} if before else set()
        self.nearest |= {min(name.start for name in after)} if after else set()
        self.tied = attached(sentence, question.end, question.types) or _bracketed(question, after)
        self.asides = comparisons(sentence)
        self.aside = self._aside_of(question.start)
        anaphora = [tag for tag in sentence.tags("anaphora") if not _introduces(question, tag)]
        self.spoken = {tag.key for tag in anaphora}
        opening = sentence.start + int(sentence.page.word * _OPENING_WORDS)
        self.leading = {tag.key for tag in anaphora if tag.start < opening}
        lead = len(sentence.folded) - len(sentence.folded.lstrip(' *_"«“'))
        self.its = sentence.page.tags.at(sentence.start + lead, "possessives") is not None
        self.titled = {name.key for name in question.memory.title.values()}
        self.headed = {name.key for name in question.memory.heading.values()}
        self.cue_opens = opens_with_cue(sentence, question.start)
        self.has_own = has_own_subject(sentence, question.start)

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
    place = question.types.index(name.type) if name.type in question.types else _MANY
    found = _of_who(view, name)
    found += [
        (side, 1.0),
        (f"{side}, words", math.log1p(words)),
        (f"{side}, words {_bound(words)}", 1.0),
        (f"{side}, marks", float(min(_MANY, marks))),
        (f"role {role}", 1.0),
        (f"{side}, role {role}", 1.0),
        (f"role {role}, {view.kind}", 1.0),
        (f"role {role}, beside one without", float(role != "none" and view.first is not None)),
        (f"role {role}, {view.kind}, beside one without", float(role != "none" and view.first is not None)),
        (f"{side}, words {_bound(words)}, {'same clause' if not marks else 'another clause'}", 1.0),
        (f"{side}, figures of the metric between", float(min(2, sum(near <= one < far for one in question.others)))),
        (
            f"{side}, figures between",
            float(
                min(_MANY, sum(near <= one.start < far for one in sentence.quantities if one.start != question.start))
            ),
        ),
        (
            f"{side}, names between",
            float(min(_MANY, sum(near <= one.start < far and one.key != name.key for one in view.named))),
        ),
    ]
    flags = [
        (f"{side}, same clause", not marks),
        ("nearest", name.start in view.nearest),
        (f"nearest {side}", name.start in view.nearest),
        ("first without a role", name is view.first),
        ("tied from behind", name is view.tied),
        (f"tied from behind, {view.kind}", name is view.tied),
        ("apart", bool(view.asides) and view.is_apart(name)),
        (f"{side}, only one of its type", all(one.key == name.key for one in view.named if one.type == name.type)),
        (f"{side}, only one", len(view.keys) == 1),
        (f"{view.kind}, only one", len(view.keys) == 1),
        ("another of a likelier type", any(question.types.index(one.type) < place for one in view.named)),
        ("opens the sentence", name.start - sentence.start <= _AT_START),
        (f"origin {origin}", bool(origin)),
        (f"{side}, anaphor in the sentence", name.type in view.spoken),
        ("fronted figure", not before and _is_fronted(question, name)),
        (
            f"{side}, first of its clause",
            not any(
                one.end <= name.start and not sentence.marks_between(one.end, name.start) for one in sentence.names
            ),
        ),
        ("told of last, here", question.memory.told == (name.key, sentence.start)),
        (f"told of last, {side}", question.memory.told[0] == name.key),
    ]
    found += [(flag, 1.0) for flag, holds in flags if holds]
    return found + _of_gap(question, name, side, near, far)


def _of_gap(question: Question, name: Name, side: str, near: int, far: int) -> Evidence:
    """Evidence in the words between a name and the figure."""
    page, found = question.sentence.page, Evidence()
    gap = page.folded[near:far]
    links = {tag.key for tag in page.tags.within("links", max(near - 1, 0), far, *_JOINING)}
    found += [(f"{side}, link {key}", 1.0) for key in links]
    if page.lexicon.script == "kana" and (mark := page.folded[name.end : name.end + 1]) in _PARTICLES:
        found.append((f"{side}, particle {mark}", 1.0))
    if lead := page.tags.before(name.start - 1, "links", *_LEADING):
        found.append((f"{side}, led by {lead.key}", 1.0))
    if side == "before":
        if page.tags.at(name.end, "links", "possess"):
            found.append(("genitive", 1.0))
        if beside := _BESIDE.get(gap.strip(" *_")):
            found.append((beside, 1.0))
    opened, closed = not _OPENED.isdisjoint(gap), not _CLOSED.isdisjoint(gap)
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
    question, sentence = view.question, view.question.sentence
    page, kind = sentence.page, name.type
    last = page.last_named(name.key, sentence.start)
    found = _of_who(view, name)
    found += [
        ("remembered", 1.0),
        (f"remembered, {view.kind}", 1.0),
        *((f"remembered, {place}", 1.0) for place in places),
    ]
    found.append((f"remembered, share {view.kind}", page.share(name)))
    if last is None and name.key not in view.titled:
        found.append(("remembered, named later", 1.0))
    elif last is not None:
        found.append((f"remembered, sentences ago {min(4, page.sentences_between(last, sentence.start))}", 1.0))
    rivals = {
        one.key for one in page.names_in(max(0, sentence.start - _NEAR_BEFORE), sentence.start) if one.type == kind
    }
    found.append(("remembered, rivals before", float(min(_MANY, len(rivals)))))
    flags = [
        ("remembered, in the same block", last is not None and last >= sentence.block.start),
        ("remembered, spoken of", kind in view.spoken),
        ("remembered, spoken of first", kind in view.leading),
        ("remembered, its", view.its),
        ("remembered, another spoken of", bool(view.spoken) and kind not in view.spoken),
        ("remembered, others named", bool(view.named)),
        ("remembered, other of its type named", any(one.type == kind for one in view.named)),
        ("remembered, names at all", bool(sentence.names)),
        ("remembered, item", sentence.block.kind is BlockKind.ITEM),
        ("remembered, contested", kind in question.memory.contested),
        ("remembered, cue opens", view.cue_opens),
        ("remembered, aside", view.aside is not None),
        ("remembered, told of last", question.memory.told[0] == name.key),
        ("remembered, told of here", question.memory.told == (name.key, sentence.start)),
    ]
    return found + [(flag, 1.0) for flag, holds in flags if holds]


def _of_who(view: View, name: Name) -> Evidence:
    """Evidence in who a name is, wherever it stands."""
    question, page = view.question, view.question.sentence.page
    place = min(_MANY, question.types.index(name.type)) if name.type in question.types else _MANY
    share = page.share(name)
    found = [(f"type {place}", 1.0), (f"{view.kind} of {name.type}", 1.0), ("share", share)]
    flags = [
        ("unlisted", name.entity is None),
        ("only one of its type in the text", share == 1.0),
        ("in the title", name.key in view.titled),
        ("in a heading", name.key in view.headed),
        ("the text's own", name.key in question.memory.own),
    ]
    return found + [(flag, 1.0) for flag, holds in flags if holds]


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
    return next((f"under {bound}" for bound in _BOUNDS if words < bound), "far")


def _is_fronted(question: Question, name: Name) -> bool:
    """Whether a figure opens a phrase its subject follows: "With 157 million users, Doubao leads"."""
    sentence = question.sentence
    if not sentence.page.lexicon.spaced or sentence.words_between(sentence.start, question.start) > _FRONTED_WORDS:
        return False
    lead = sentence.page.folded[max(question.end, name.start - _FRONTED_GAP) : name.start]
    return "," in lead and not any(one.end <= question.start for one in sentence.names)
