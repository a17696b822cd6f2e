"""Positions of several, told together: "followed by A and B", "the top three are, in order, …", "A sixth, B ninth", "1. A 2. B"."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import pairwise

from parallaxe.read.amounts.myriads import spelt
from parallaxe.read.draft import Draft
from parallaxe.read.naming.names import Name, as_app
from parallaxe.read.pages.layout import BlockKind
from parallaxe.read.pages.scene import Sentence
from parallaxe.read.sentences.place_words import around
from parallaxe.read.words.lexer import Tag
from parallaxe.vocabulary.entity import EntityType

RANKED = (EntityType.MODEL, EntityType.ORGANIZATION, EntityType.PRODUCT, EntityType.COUNTRY)
#: Words of positions told together, which open a look at a sentence that states none.
_TOLD = frozenset({"superlative", "follows", "respectively", "top_3", "top_4", "top_5", "top_10"})
#: Words from a word of following to the first name, and code points back to the position that is followed.
_NEAR_WORDS, _FOLLOWED = 4, 170
_LIST_WORDS, _OWN_WORDS = 9, 3
#: The number that opens an item of a ranking or stands before a name in a run: "1. A, 2. B".
_NUMBERED = re.compile(r"(?<![\d.,#])#?(\d{1,2})(?:[.)、:：]|(?: [-–—]))[ *_\"“«「\[]*$")
_ITEM = re.compile(r"\s*(?:[-*+•]\s+)?[*_]*(\d{1,2})[.)、][ *_\[]*")
_INTRO = 220
#: Code points before the position left, and numbers of several positions in one ("分列二、三位").
_FROM_REACH = 12
_NUMBERS = re.compile(
    r"第?[\d一二三四五六七八九十]{1,3}(?:(?:、|和|，|及|与|,)第?[\d一二三四五六七八九十]{1,3})+(?=[名位]|。|，|$)"
)
#: Code points between the ends of a span of positions, at most.
_SPAN_GAP, _SPAN_WORD = 20, 5
#: What a clause opens and closes with that is nothing but a position.
_TOP, _LISTS = "top_", frozenset(",、，")
_OPENS, _CLOSES = frozenset(",，:：—"), frozenset(["", "。", "；", ";", "\n", "，", ","])
_HAN_LIST = re.compile(r"[^，。；]{0,16}[、和与及][^，。；、]{0,6}")
_PLACES = {form: number for number in range(1, 31) for form in (str(number), spelt(number))}
#: Those a bare ordinal may be said of.
_NAMED = (EntityType.MODEL, EntityType.PRODUCT, EntityType.ORGANIZATION)
#: Fewest positions told together, and weights of their claims.
_PAIR, _WEIGHT, _LISTED = 2, 0.8, 0.82


def placings(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """The positions a sentence states one by one, and those it tells together with others."""
    found = _moved(sentence, drafts) or _numbered(sentence) or _bare(sentence, drafts) or _apart(sentence, drafts)
    found += _followers(sentence, [*drafts, *found])
    return _apps(sentence, [*drafts, *found])


def place(start: int, end: int, name: Name, value: int, weight: float = _LISTED) -> Draft:
    """The claim that a name holds a position."""
    return Draft(
        metric="rank", value=Decimal(value), unit="rank", start=start, end=end, subject=name.subject, surface=name.surface,
        subject_type=name.type or None, rule="rank", weight=weight, at=start,
    )  # fmt: skip


def together(sentence: Sentence) -> list[Draft]:
    """The positions of a sentence that tells nothing but those of several: a top list, a span of places."""
    return _top(sentence) or _listed(sentence)


def in_turn(sentence: Sentence) -> list[Draft]:
    """The positions told in the order of the names before them."""
    return _in_turn(sentence) or _counted(sentence)


def bare_place(sentence: Sentence, tag: Tag) -> Name | None:
    """Who holds a position told by an ordinal alone: "X is only seventh", "X, the second, stops at 34 %", "- X: third with 13 %"."""
    page, lexicon = sentence.page, sentence.page.lexicon
    if not page.lexicon.spaced or not around(lexicon, "ends").match(page.folded, tag.end, sentence.end):
        return None
    before = [name for name in sentence.names if name.end <= tag.start and name.type in _NAMED]
    if not before or tag.start - before[-1].end <= 1:
        return None
    return before[-1] if around(lexicon, "being").fullmatch(page.folded, before[-1].end, tag.start) else None


def _listed(sentence: Sentence) -> list[Draft]:
    """As in "third to fifth place go to A, B and C": as many names behind the span as it has positions."""
    page = sentence.page
    tags = sorted((*sentence.tags("ordinals"), *sentence.tags("ranks")), key=lambda tag: tag.start)
    for first, second in pairwise(tags):
        gap = page.folded[first.end : second.start].strip()
        low, high = int(first.key), int(second.key)
        joined = any(
            first.end <= tag.start and tag.end <= second.start
            for tag in page.tags.within("ranges", first.end, second.start)
        )
        if not joined or len(gap) > _SPAN_GAP or not low < high:
            continue
        names = [name for name in sentence.names if name.start >= second.end and name.type in RANKED]
        kind = names[0].type if names else ""
        names = [name for name in names if name.type == kind]
        if len(names) == high - low + 1:
            return [place(first.start, first.end, name, low + offset) for offset, name in enumerate(names)]
    return []


def _in_turn(sentence: Sentence) -> list[Draft]:
    """As many positions as names before them: "A, B and C rank first, second and fourth respectively", "A and B come third and fourth"."""
    tags = sorted((*sentence.tags("ordinals"), *sentence.tags("ranks")), key=lambda tag: (tag.start, -tag.end))
    places = _abreast([tag for number, tag in enumerate(tags) if not number or tag.start >= tags[number - 1].end])
    if len(places) < _PAIR or not _ranks(sentence, places):
        return []
    before = [name for name in sentence.names if name.end <= places[0].start]
    names = [name for name in before if name.type == EntityType.MODEL]
    names = names or [name for name in before if name.type in ranked(sentence)]
    if not sentence.tags("links", "respectively"):
        names = [name for name in before if name.type in (*RANKED, EntityType.PLACE)]
        whole = len(names) == len(places) and sentence.words_between(names[-1].end, places[0].start) <= _LIST_WORDS
        near = bool(names) and sentence.words_between(names[-1].end, places[0].start) <= _OWN_WORDS
        names = names[-len(places) :] if whole or (near and sentence.page.lexicon.spaced) else []
        names = names if len(_run(sentence, names)) == len(names) else []
    if len(names) != len(places) or any(span.start <= places[0].start < span.end for span in sentence.dates):
        return []
    return [place(tag.start, tag.end, name, int(tag.key)) for tag, name in zip(places, names, strict=True)]


def _ranks(sentence: Sentence, places: list[Tag]) -> bool:
    """Whether ordinals side by side are positions: one of them by its own words, or all by a word of ranking before them."""
    cues = [cue for cue in sentence.tags("metrics", "rank") if cue.end <= places[0].start]
    near = bool(cues) and sentence.words_between(cues[-1].end, places[0].start) <= _OWN_WORDS
    return near or any(tag.category == "ranks" for tag in places)


def _abreast(places: list[Tag]) -> list[Tag]:
    """The first of some positions that others follow at once, with those."""
    run: list[Tag] = []
    for tag in places:
        if run and tag.start - run[-1].end > _SPAN_WORD:
            if len(run) >= _PAIR:
                break
            run = []
        run.append(tag)
    return run


def _counted(sentence: Sentence) -> list[Draft]:
    """As many numbers of places as names before them, where no spaces are written: "A和B分列二、三位"."""
    page = sentence.page
    for tag in sentence.tags("links", "respectively") if page.lexicon.script == "han" else ():
        numbers = _NUMBERS.search(page.folded, tag.end, min(sentence.end, tag.end + _SPAN_GAP))
        if numbers is None:
            continue
        told = [_PLACES.get(one, 0) for one in re.findall(r"\d+|[一二三四五六七八九十]+", numbers[0])]
        names = [name for name in sentence.names if name.end <= tag.start and name.type in _NAMED][-len(told) :]
        gaps = [page.folded[first.end : second.start] for first, second in pairwise(names)]
        if len(names) == len(told) and all(told) and all(_HAN_LIST.fullmatch(gap) for gap in gaps):
            return [place(tag.start, numbers.end(), name, value) for name, value in zip(names, told, strict=True)]
    return []


def spans(sentence: Sentence) -> list[tuple[int, int]]:
    """Places of "second to fourth", which rank nobody in particular."""
    page = sentence.page
    tags = sorted((*sentence.tags("ordinals"), *sentence.tags("ranks")), key=lambda tag: tag.start)
    return [
        (first.start, second.end)
        for first, second in pairwise(tags)
        if 0 < second.start - first.end <= _SPAN_WORD
        and int(second.key) - int(first.key) > 1
        and page.tags.at(first.end + (page.folded[first.end] == " "), "ranges") is not None
    ]


def ranked(sentence: Sentence) -> tuple[str, ...]:
    """Types that a position may be of: places where filings are counted by place, which are no company's then."""
    filed = sentence.tags("metrics", "registry_filings") or sentence.tags("metrics", "filing_share")
    return (EntityType.PLACE,) if filed and any(name.type == EntityType.PLACE for name in sentence.names) else RANKED


def _run(sentence: Sentence, names: list[Name]) -> list[Name]:
    """The first of some names with those that commas, "and" and their own figures join to it."""
    run, joined = names[:1], around(sentence.page.lexicon, "joined")
    for name in names[1:]:
        if name.start < run[-1].end:
            continue
        if not _alike(name, run[0]) or not joined.fullmatch(sentence.page.folded, run[-1].end, name.start):
            break
        run.append(name)
    return run


def _alike(first: Name, second: Name) -> bool:
    """Whether two names may stand in one list: apps go by the names of makers and models."""
    lands = (EntityType.COUNTRY, EntityType.PLACE)
    return (first.type in lands) == (second.type in lands)


def _top(sentence: Sentence) -> list[Draft]:
    """The names behind "the top three are", as many as it says; those it begins with where more are told that nobody knows."""
    page, lexicon = sentence.page, sentence.page.lexicon
    for tag in sentence.tags("links"):
        if not tag.key.startswith(_TOP):
            continue
        wanted = int(tag.key.removeprefix(_TOP))
        names = [name for name in sentence.names if name.start >= tag.end and name.type in RANKED]
        if not names or sentence.words_between(tag.end, names[0].start) > _LIST_WORDS:
            continue
        led = around(lexicon, "leads").fullmatch(page.folded, tag.end, names[0].start)
        if not led and not sentence.tags("links", "in_order"):
            continue
        run = _run(sentence, names)[:wanted]
        more = len(run) >= _PAIR and page.folded[run[-1].end : run[-1].end + 1] in _LISTS
        if len(run) == wanted or more:
            return [place(name.start, name.end, name, number) for number, name in enumerate(run, 1)]
    return []


def _numbered(sentence: Sentence) -> list[Draft]:
    """Names behind numbers that count up from one, where a ranking is announced; an item of such a list."""
    page = sentence.page
    if sentence.block.kind is BlockKind.ITEM:
        return _item(sentence)
    numbered = [
        (_NUMBERED.search(page.folded[max(sentence.start, name.start - 8) : name.start]), name)
        for name in sentence.names
        if name.type in RANKED
    ]
    pairs = [(int(match[1]), name) for match, name in numbered if match]
    counted = [number for number, _ in pairs]
    if (
        len(pairs) < _PAIR
        or counted != list(range(1, len(pairs) + 1))
        or not _announces(sentence, sentence.start, sentence.end)
    ):
        return []
    return [place(name.start, name.end, name, number) for number, name in pairs]


def _item(sentence: Sentence) -> list[Draft]:
    """The position of a numbered item that opens with a name, under a line that announces a ranking."""
    page = sentence.page
    match = _ITEM.match(page.text, sentence.block.start, sentence.end)
    if match is None or not (names := [name for name in sentence.names if name.type in RANKED]):
        return []
    if names[0].start - match.end() > 1 or not _announces(sentence, *_intro(page.text, sentence.block.start)):
        return []
    return [place(match.start(1), names[0].end, names[0], int(match[1]))]


def _intro(text: str, start: int) -> tuple[int, int]:
    """The line above a numbered list."""
    end = start
    while end > 0:
        first = text.rfind("\n", 0, max(0, end - 1)) + 1
        line = text[first:end].strip()
        if line and not _ITEM.match(line):
            return max(first, end - _INTRO), end
        if not first:
            break
        end = first
    return 0, 0


def _announces(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a stretch speaks of a ranking."""
    tags = sentence.page.tags
    return bool(
        tags.within("links", start, end, "ranking")
        or any(tag.key.startswith(_TOP) for tag in tags.within("links", start, end))
    )


def _bare(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """Bare ordinals right behind two names or more: "A is sixth, B ninth and C tenth"."""
    if len(sentence.tags("ordinals")) + len(drafts) < _PAIR:
        return []
    being = around(sentence.page.lexicon, "being")
    pairs: list[tuple[Tag, Name]] = []
    for tag in sentence.tags("ordinals"):
        holder = next((name for name in reversed(sentence.names) if name.end <= tag.start), None)
        if holder and holder.type in RANKED and being.fullmatch(sentence.page.folded, holder.end, tag.start):
            pairs.append((tag, holder))
    told = {draft.start for draft in drafts}
    placed = [int(tag.key) for tag, _ in pairs]
    stated = told - {tag.start for tag, _ in pairs}
    if len(pairs) + len(stated) < _PAIR or placed != sorted(set(placed)):
        return []
    if any(span.start <= tag.start < span.end for tag, _ in pairs for span in sentence.dates):
        return []
    fresh = [pair for pair in pairs if all(one.end <= pair[0].start or pair[0].end <= one.start for one in drafts)]
    return [place(tag.start, tag.end, name, int(tag.key)) for tag, name in fresh]


def _moved(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """Where a name fell or rose to: "slipped from first to fourth"."""
    page, lexicon = sentence.page, sentence.page.lexicon
    if not page.lexicon.spaced or drafts:
        return []
    for first, second in pairwise(sentence.tags("ordinals")):
        lead = page.folded[max(sentence.start, first.start - _FROM_REACH) : first.start]
        to = around(lexicon, "reached").fullmatch(page.folded, first.end, second.start) and around(
            lexicon, "left"
        ).search(lead)
        holder = [name for name in sentence.names if name.end <= first.start and name.type in RANKED][-1:]
        dated = any(span.start <= second.start < span.end for span in sentence.dates)
        if to and holder and not dated and sentence.words_between(holder[0].end, first.start) <= _NEAR_WORDS:
            named = as_app(holder[0], page.entities) if _speaks_of_apps(sentence) else holder[0]
            return [place(second.start, second.end, named, int(second.key), _WEIGHT)]
    return []


def _apart(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """An East Asian position that is a clause of its own, behind what is counted: "X的调用量1.89万亿，第八。"."""
    page = sentence.page
    if page.lexicon.script != "han" or drafts:
        return []
    for tag in sentence.tags("ordinals"):
        before = page.folded[max(sentence.start, tag.start - 1) : tag.start]
        holder = [name for name in sentence.names if name.end <= tag.start and name.type in RANKED][-1:]
        if holder and before in _OPENS and page.folded[tag.end : tag.end + 1] in _CLOSES:
            return [place(tag.start, tag.end, holder[0], int(tag.key), _WEIGHT)]
    return []


def _followers(sentence: Sentence, drafts: list[Draft]) -> list[Draft]:
    """Who follows a stated position: the next ones are theirs, in order."""
    found: list[Draft] = []
    for tag in sentence.tags("links", "follows"):
        run = _next(sentence, tag)
        base = _position(sentence, tag, drafts + found)
        if not base and (first := _implied(sentence, tag)):
            found.append(place(tag.start, tag.end, first, 1, _WEIGHT))
            base = 1
        held = {draft.subject for draft in drafts + found}
        fresh = [name for name in run if name.subject not in held] if base else []
        found += [place(tag.start, tag.end, name, base + number, _WEIGHT) for number, name in enumerate(fresh, 1)]
    return found


def _next(sentence: Sentence, tag: Tag) -> list[Name]:
    """Those a word of following names, in order."""
    if tag.side == ">":
        names = [name for name in sentence.names if name.start >= tag.end and name.type in (*RANKED, EntityType.PLACE)]
        near = bool(names) and sentence.words_between(tag.end, names[0].start) <= _NEAR_WORDS
        return _run(sentence, names) if near else []
    before = [name for name in sentence.names if name.end <= tag.start and name.type in RANKED]
    near = bool(before) and sentence.words_between(before[-1].end, tag.start) <= _NEAR_WORDS
    return _led(sentence, before[-1:]) if near and not sentence.marks_between(before[-1].end, tag.start) else []


def _implied(sentence: Sentence, tag: Tag) -> Name | None:
    """Who stands first where the next one is told by 其次: the place before it."""
    names = [name for name in sentence.names if name.end <= tag.start]
    told = sentence.page.folded.startswith("其次", tag.start) and bool(sentence.quantities)
    return names[-1] if told and names and names[-1].type in (*RANKED, EntityType.PLACE) else None


def _led(sentence: Sentence, run: list[Name]) -> list[Name]:
    """A name before a word of following with those a list joins to it."""
    names = [name for name in sentence.names if run and name.start < run[0].start and name.type in RANKED]
    for name in reversed(names):
        if not around(sentence.page.lexicon, "joined").fullmatch(sentence.page.folded, name.end, run[0].start):
            break
        run = [name, *run]
    return run


def _position(sentence: Sentence, tag: Tag, drafts: list[Draft]) -> int:
    """The position told last before a word of following, in the sentence or shortly before it; 0 if none."""
    before = [draft for draft in drafts if draft.start < tag.start]
    if before:
        return int(max(before, key=lambda draft: (draft.start, draft.value)).value)
    page = sentence.page
    first = max(sentence.block.start, tag.start - _FOLLOWED)
    told = page.tags.within("ranks", first, sentence.start) or page.tags.within("ordinals", first, sentence.start)
    if told:
        return int(told[-1].key)
    return int(bool(page.tags.within("links", first, sentence.start, "superlative")))


def _speaks_of_apps(sentence: Sentence) -> bool:
    """Whether the block speaks of apps or of users."""
    tags, block = sentence.page.tags, sentence.block
    return bool(
        tags.within("links", block.start, block.end, "app", "thing_app")
        or tags.within("metrics", block.start, block.end, "users")
    )


def _apps(sentence: Sentence, told: list[Draft]) -> list[Draft]:
    """Beside an app, names of makers and models that have an app of their own name mean it."""
    entities = sentence.page.entities
    apps = {draft.subject for draft in told if str(draft.subject).endswith("(app)")}
    if len(told) < _PAIR or not apps or (len(apps) < _PAIR and not _speaks_of_apps(sentence)):
        return told
    named = {name.subject: name for name in sentence.names}
    return [draft.about(as_app(named[draft.subject], entities)) if draft.subject in named else draft for draft in told]


def tells_places(sentence: Sentence) -> bool:
    """Whether a sentence may tell positions: by a word for one, by one of several, as a numbered item."""
    if sentence.tags("ranks") or sentence.tags("ordinals") or sentence.speaks(_TOLD):
        return True
    return sentence.block.kind is BlockKind.ITEM and _ITEM.match(sentence.page.text, sentence.block.start) is not None
